"""Views of what was merged: canonical records, their sources, and all values that their reports give."""

from __future__ import annotations

#: Where a store was never merged, of a report ``e``: same type, same parties (states, else actors), same days; a planned event stays apart from one that took place.
#: A report without a day is one event with nothing but itself.
PLAIN_ID = """
    md5(concat_ws('|', event_type,
        array_to_string(list_sort(list_distinct(list_transform(actors, lambda a: coalesce(a.country, a.actor)))), ','),
        array_to_string(list_sort(list_distinct(list_transform(recipients, lambda a: coalesce(a.country, a.actor)))), ','),
        coalesce(substr("when"."start", 1, 10), e.id), coalesce(substr("when"."end", 1, 10), ''), status IN ('asserted', 'attributed', 'contested', 'alleged')))"""
MERGED_ID = "coalesce(m.canonical_id, e.id)"

_LINKS = "nullif(array_to_string(list_sort(list_distinct(list_transform(list_filter({table}source_chain, lambda l: l.role IN ({roles})), lambda l: lower(l.name)))), '+'), '')"


def source_of(table: str, *, flat: bool = False) -> str:
    """Returns the SQL of the source of a record ``table`` (with its dot) that is joined with documents ``d`` and document groups ``g``.

    A relay or medium that is quoted stands before all; then the text of which the document is a copy; then agency, publisher, the document itself (DOMAIN, 4.9).
    Events have both in flat columns.

    Args:
        table: the record's name in the SQL, with its dot.
        flat: whether it is an event.
    """
    relay, agency = (_LINKS.format(table=table, roles=roles) for roles in ("'relay', 'cites'", "'agency'"))
    if flat:
        relay, agency = f"{table}relay_names", f"{table}agency_names"
    return f"coalesce({relay}, nullif(g.source, ''), {agency}, lower(d.publisher), {table}document_id)"


MERGE_VIEWS = """
CREATE VIEW merge_groups AS SELECT kind, id, arg_max(canonical_id, seq) AS canonical_id FROM merge_groups_raw SEMI JOIN batches_raw USING (batch) GROUP BY kind, id;
CREATE VIEW merge_pairs AS SELECT kind, a, b, arg_max(score, seq) AS score, arg_max(verdict, seq) AS verdict, arg_max(features, seq) AS features
    FROM merge_pairs_raw SEMI JOIN batches_raw USING (batch) GROUP BY kind, a, b HAVING arg_max(verdict, seq) <> 'void';
CREATE VIEW merge_decisions AS SELECT r.*, r.decision IN (SELECT decision FROM merge_decisions_raw SEMI JOIN batches_raw USING (batch) WHERE verdict = 'withdrawn') AS withdrawn
    FROM merge_decisions_raw r SEMI JOIN batches_raw USING (batch) WHERE r.verdict <> 'withdrawn';
CREATE VIEW merge_runs AS SELECT r.* FROM merge_runs_raw r SEMI JOIN batches_raw USING (batch);
CREATE VIEW document_groups AS SELECT document_id, arg_max(group_id, seq) AS group_id, arg_max(source, seq) AS source
    FROM document_groups_raw SEMI JOIN batches_raw USING (batch) GROUP BY document_id;
"""

#: kind -> what a canonical record shows beside its reports, documents and sources.
_CANONICAL = {
    "agreements": "mode(form ORDER BY form) AS form, any_value(parties ORDER BY confidence DESC, id) AS parties, list_sort(list_distinct(flatten(list(list_transform(names, lambda n: n.\"text\"))))) AS names, "
                  "list_sort(list_distinct(flatten(list(list_transform(stages, lambda s: s.stage || coalesce(' ' || s.\"when\".\"start\", '')))))) AS stages",
    "measures": "any_value(senders ORDER BY confidence DESC, id) AS senders, any_value(targets ORDER BY confidence DESC, id) AS targets, "
                "list_sort(list_distinct(list(stage))) AS stages, list_sort(list_distinct(flatten(list(\"types\")))) AS \"types\"",
    "meetings": "mode(kind ORDER BY kind) AS kind, any_value(participants ORDER BY confidence DESC, id) AS participants, list_sort(list_distinct(list(status))) AS statuses, "
                "list_sort(list_distinct(list(\"start\".\"start\"))) AS days",
    "claims": "any_value(proposition ORDER BY confidence DESC, id) AS proposition, mode(predicate ORDER BY predicate) AS predicate, "
              "list_sort(list_distinct(flatten(list(list_transform(stances, lambda s: s.holder.name || ' ' || s.stance))))) AS stances",
}  # fmt: skip


def _canonical(kind: str) -> str:
    return f"""
CREATE VIEW canonical_{kind} AS
    SELECT canonical_id, {_CANONICAL[kind]}, count(*) AS reports, count(DISTINCT document_id) AS documents, count(DISTINCT source) AS sources, list(id ORDER BY id) AS ids
    FROM (SELECT e.*, coalesce(m.canonical_id, e.id) AS canonical_id, {source_of("e.")} AS source
        FROM {kind} e JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id
        LEFT JOIN merge_groups m ON m.kind = '{kind}' AND m.id = e.id)
    GROUP BY canonical_id;"""


CANONICAL_ACTORS = """
CREATE VIEW canonical_actors AS
    SELECT coalesce(m.canonical_id, a.id) AS canonical_id, max_by(a.name, length(a.name) || a.name) AS name, mode(a.kind ORDER BY a.kind) AS kind, mode(a.country ORDER BY a.country) AS country,
        list_sort(list_distinct(list(a.name))) AS names, count(DISTINCT a.document_id) AS documents, list_sort(list_distinct(list(a.id))) AS ids
    FROM actors a LEFT JOIN merge_groups m ON m.kind = 'actors' AND m.id = a.id GROUP BY ALL;"""

#: Each value that a report gives, one a row: canonical values that differ are all kept, with their sources.
_VALUES = {
    "events": {
        "day": """substr(e."when"."start", 1, 10) || CASE WHEN substr(e."when"."start", 1, 10) <> substr(e."when"."end", 1, 10) THEN '/' || substr(e."when"."end", 1, 10) ELSE '' END""",
        "place": "(SELECT any_value(p.name) FROM places p WHERE p.document_id = e.document_id AND p.id = e.place)", "dead": "CAST(e.casualties.dead AS VARCHAR)",
        "injured": "CAST(e.casualties.injured AS VARCHAR)", "status": "e.status", "type": "e.event_type",
        "actors": "nullif(array_to_string(list_sort(list_distinct(list_transform(e.actors, lambda p: coalesce(p.country, p.name)))), ', '), '')",
        "recipients": "nullif(array_to_string(list_sort(list_distinct(list_transform(e.recipients, lambda p: coalesce(p.country, p.name)))), ', '), '')",
    },
    "agreements": {
        "form": "e.form", "signed": "(SELECT min(s.\"when\".\"start\") FROM (SELECT unnest(e.stages) AS s) WHERE s.stage = 'signed')",
        "parties": "nullif(array_to_string(list_sort(list_distinct(list_transform(e.parties, lambda p: coalesce(p.country, p.name)))), ', '), '')",
        "place": "(SELECT any_value(p.name) FROM places p WHERE p.document_id = e.document_id AND p.id = e.place)",
    },
    "measures": {"stage": "e.stage", "day": 'substr(e."when"."start", 1, 10)', "types": "nullif(array_to_string(list_sort(e.\"types\"), ', '), '')"},
    "meetings": {"day": 'substr(e."start"."start", 1, 10)', "status": "e.status", "host": "e.host_country",
                 "place": "(SELECT any_value(p.name) FROM places p WHERE p.document_id = e.document_id AND p.id = e.place)"},
    "claims": {"status": "e.status", "predicate": "e.predicate"},
}  # fmt: skip


def _values() -> str:
    parts = []
    for kind, fields in _VALUES.items():
        pairs = ", ".join(f"{{'field': '{name}', 'value': {sql}}}" for name, sql in fields.items())
        parts.append(f"""SELECT '{kind}' AS kind, coalesce(m.canonical_id, e.id) AS canonical_id, e.id, e.document_id, {source_of("e.", flat=kind == "events")} AS source, e.evidence[1]."text" AS words,
            unnest([{pairs}]) AS v FROM {kind} e JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id
            LEFT JOIN merge_groups m ON m.kind = '{kind}' AND m.id = e.id""")
    return f"""
CREATE VIEW canonical_values AS SELECT kind, canonical_id, v.field AS field, v.value AS value, source, document_id, id, words FROM ({" UNION ALL ".join(parts)})
    WHERE v.value IS NOT NULL AND v.value <> '';"""


#: Where a store was never merged, what reports of one thing have in common beside their id (docs/store.md); a report with nothing of it stands alone.
_PLAIN = {
    "agreements": "md5(concat_ws('|', e.form, array_to_string(list_sort(list_distinct(list_transform(e.parties, lambda p: coalesce(p.country, p.name)))), ','), "
                  "coalesce((SELECT min(substr(s.\"when\".\"start\", 1, 7)) FROM (SELECT unnest(e.stages) AS s) WHERE s.stage = 'signed'), e.id)))",
    "measures": "e.id", "meetings": "e.id", "claims": "md5(lower(trim(e.proposition)))",
}  # fmt: skip


def report_views(*, merged: bool) -> str:
    """Returns the SQL of ``agreement_reports``, ``measure_reports``, ``meeting_reports`` and ``claim_reports``: each record with its ``canonical_id``, ``source`` and ``published_at``.

    Args:
        merged: whether reports are grouped by what merging found, else by a plain rule.
    """
    out = []
    for kind, plain in _PLAIN.items():
        join = f"LEFT JOIN (SELECT id, canonical_id FROM merge_groups WHERE kind = '{kind}') m ON m.id = e.id" if merged else ""
        out.append(f"""
CREATE VIEW {kind[:-1]}_reports AS SELECT e.*, {MERGED_ID if merged else plain} AS canonical_id, {source_of("e.")} AS source, d.published_at
    FROM {kind} e JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id {join};""")
    return "".join(out)


AFTER_VIEWS = "".join(_canonical(kind) for kind in _CANONICAL) + CANONICAL_ACTORS + _values()
