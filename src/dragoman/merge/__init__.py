"""One thing out of many reports: near-duplicate documents, and records of many documents that tell of one event, agreement, measure, meeting, claim or actor.

Pure: reports in, groups and decisions out. The same set of reports and of standing decisions gives the same result in any order and in any number of steps.
"""

from dragoman.merge.clusters import Decision, Merged, Pair, Verdict, merge_reports
from dragoman.merge.documents import DocumentGroups, DocumentSketch, Likeness, compare_documents, group_documents, make_sketch
from dragoman.merge.model import Model, load_model
from dragoman.merge.reports import KINDS, WINDOW_DAYS, Report, actor_report, alone_key, is_named, iter_reports, merge_keys, name_key

__all__ = [
    "KINDS", "WINDOW_DAYS", "Decision", "DocumentGroups", "DocumentSketch", "Likeness", "Merged", "Model", "Pair", "Report", "Verdict", "actor_report", "alone_key", "compare_documents",
    "group_documents", "is_named", "iter_reports", "load_model", "make_sketch", "merge_keys", "merge_reports", "name_key",
]  # fmt: skip
