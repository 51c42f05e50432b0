"""The tables that merging keeps in a store. Rows are only added; of several rows on one thing the one with the highest ``seq`` counts."""

from __future__ import annotations

#: table -> column -> text, whole, number or texts.
MERGE_TABLES: dict[str, dict[str, str]] = {
    # which batches have been merged, by which model
    "merge_runs": {"run": "text", "model_sha256": "text", "batches": "texts", "at": "text", "batch": "text", "seq": "whole"},
    # a record and the first report of what it tells of; records without a row stand alone
    "merge_groups": {"kind": "text", "id": "text", "canonical_id": "text", "batch": "text", "seq": "whole"},
    # two records or documents that the model finds alike; features as JSON
    "merge_pairs": {"kind": "text", "a": "text", "b": "text", "score": "number", "verdict": "text", "features": "text", "batch": "text", "seq": "whole"},
    # what users decided; a row with the verdict "withdrawn" ends the decision of that name
    "merge_decisions": {"decision": "text", "kind": "text", "a": "text", "b": "text", "verdict": "text", "by": "text", "reason": "text", "at": "text", "batch": "text", "seq": "whole"},
    # copies of one text, and what they are called as a source
    "document_groups": {"document_id": "text", "group_id": "text", "source": "text", "batch": "text", "seq": "whole"},
}
