"""Everything that a store's documents tell of one thing: an event, claim, agreement, actor or other record, found by its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.records import ChainLink, Record, Span
from dragoman.records.schema import TABLES
from dragoman.store.delta import Store
from dragoman.store.merge_views import source_of
from dragoman.store.views import connect

#: Reports that are read in full; the counts are of all.
MOST_REPORTS = 500
_LISTED = 12
_TABLES = tuple(table for table in TABLES if table not in ("documents", "rejections"))
#: What joins reports in several documents where a store was never merged, by table: words for people, and the SQL of the ids' documents. $id is the record's id.
_PLAIN = {
    "events": ("same type of event, same states on both sides, same days; one without a day stands alone", "SELECT document_id, id FROM reports_like($id)"),
    "claims": ("the same proposition, word for word", """
        SELECT document_id, id FROM claims WHERE lower(trim(proposition)) IN (SELECT lower(trim(proposition)) FROM claims WHERE id = $id)"""),
    "agreements": ("same form and parties, and a common name or day of signing", """
        WITH keyed AS (SELECT document_id, id, form, countries_key(parties) AS key, list_transform(names, lambda n: lower(n."text")) AS called,
                list_transform(list_filter(stages, lambda s: s.stage = 'signed' AND s."when"."start" IS NOT NULL), lambda s: s."when"."start") AS days FROM agreements)
        SELECT DISTINCT k.document_id, k.id FROM keyed k JOIN keyed o ON o.id = $id AND (k.id = o.id OR
            (k.form = o.form AND k.key = o.key AND contains(k.key, '+') AND (list_has_any(k.called, o.called) OR list_has_any(k.days, o.days))))"""),
    "actors": ("the same Wikidata item, or the same name and state", """
        SELECT DISTINCT k.document_id, k.id FROM actors k JOIN actors o ON o.id = $id AND (k.id = o.id OR k.wikidata = o.wikidata
            OR (k.wikidata IS NULL AND o.wikidata IS NULL AND lower(k.name) = lower(o.name) AND k.country = o.country AND k.kind = o.kind))"""),
}  # fmt: skip
#: What merging groups, and why a group is one.
_MERGED = ("events", "agreements", "measures", "meetings", "claims", "actors")
_MERGED_WORDS = "merged ('dragoman merge show' lists the reasons)"
#: The source of what has no source chain: the text that the document is a copy of, else the publisher, else the document.
_UNCHAINED = "coalesce(nullif(g.source, ''), lower(d.publisher), d.id)"
_ONE_ID = "one record, found in each document that has this id"
#: Fields whose values may conflict between reports.
_COMPARED = ("event_type", "cameo", "modes", "when", "start", "place", "casualties", "actors", "recipients", "parties", "stages", "status", "stage", "form", "names",
             "country", "sector", "kind", "author_commitment", "quantity", "value")  # fmt: skip


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A thing as one document tells it."""

    record: Record
    item: Any
    source: str

    @property
    def status(self) -> str:
        """How far the document commits itself, empty where the type of record has no status."""
        return str(getattr(self.item, "status", None) or getattr(self.item, "stage", None) or getattr(self.item, "author_commitment", ""))

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words, longest first."""
        spans = getattr(self.item, "evidence", ()) or getattr(self.item, "mentions", ())
        return tuple(sorted(set(spans), key=lambda s: (s.start - s.end, s.start)))

    @property
    def chain(self) -> tuple[ChainLink, ...]:
        """Through whom the content came, outermost first."""
        return getattr(self.item, "source_chain", ())


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with all of its reports, why they are held to be of one thing, and the fields in which they differ."""

    table: str
    id: str
    reason: str
    reports: tuple[Report, ...]
    total: int
    sources: tuple[str, ...]
    conflicts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def explain_record(store: Store, prefix: str) -> Explained:
    """Collects all reports of the thing that a record tells of.

    Args:
        store: what to ask.
        prefix: the id of a record of any type, or of a document, or its beginning.

    Raises:
        StoreError: no id, or more than one, begins so.
    """
    connection = connect(store)
    table, chosen = _find(connection, prefix)
    reason, found = _reports_of(connection, table)
    rows = sorted(connection.execute(found, {"id": chosen}).fetchall())
    wanted = sorted({row[0] for row in rows[:MOST_REPORTS]})
    read = connection.execute("SELECT document_id, record FROM records WHERE document_id IN (SELECT unnest($documents))", {"documents": wanted}).fetchall()
    records = {document: Record.from_json(record) for document, record in read}
    reports = tuple(sorted((_report(records[d], table, i, source) for d, i, source in rows[:MOST_REPORTS]), key=lambda r: (r.record.document.published_at or "", r.record.document.id, str(r.item.id))))
    sources = tuple(sorted({r.source for r in reports}))
    return Explained(table=table, id=chosen, reason=reason, reports=reports, total=len(rows), sources=sources, conflicts=tuple(_conflicts(reports)) if table != "documents" else ())


def _find(connection: Any, prefix: str) -> tuple[str, str]:
    union = " UNION ALL ".join(f"SELECT '{t}' AS kind, id FROM {t} WHERE starts_with(id, $prefix)" for t in _TABLES)
    exact = " UNION ALL ".join(f"SELECT '{t}' AS kind, id FROM {t} WHERE id = $prefix" for t in (*_TABLES, "documents"))
    for sql in (exact, f"{union} UNION ALL SELECT 'documents', id FROM documents WHERE starts_with(id, $prefix)"):
        found = connection.execute(f"SELECT DISTINCT kind, id FROM ({sql}) ORDER BY kind, id LIMIT {_LISTED + 1}", {"prefix": prefix}).fetchall() if prefix else []
        if len(found) == 1:
            return str(found[0][0]), str(found[0][1])
        if found:
            listed = ", ".join(i for _, i in found[:_LISTED]) + (" ..." if len(found) > _LISTED else "")
            raise StoreError("DRG-STORE-011", f"several ids begin with {prefix!r}: {listed}; give more of it")
    raise StoreError("DRG-STORE-011", f"no record of the store has an id that begins with {prefix!r}; ids are in the answers of 'dragoman query'")


def _reports_of(connection: Any, table: str) -> tuple[str, str]:
    """Returns in words what joins the reports of a thing, and the SQL of their documents, ids and sources."""
    if table == "documents":
        return "one document", f"SELECT d.id, d.id, {_UNCHAINED} FROM documents d LEFT JOIN document_groups g ON g.document_id = d.id WHERE d.id = $id"
    merged = connection.execute("SELECT count(*) FROM merge_runs").fetchone()[0] > 0
    if merged and table in _MERGED:
        reason, ids = _MERGED_WORDS, f"""
            WITH grouped AS (SELECT id, canonical_id FROM merge_groups WHERE kind = '{table}'),
                one AS (SELECT coalesce((SELECT canonical_id FROM grouped WHERE id = $id), $id) AS canonical_id)
            SELECT DISTINCT t.document_id, t.id FROM {table} t LEFT JOIN grouped m USING (id) WHERE coalesce(m.canonical_id, t.id) = (SELECT canonical_id FROM one)"""
    else:
        reason, ids = _PLAIN.get(table, (_ONE_ID, f"SELECT document_id, id FROM {table} WHERE id = $id"))
    source = source_of("e.", flat=table == "events") if "source_chain" in TABLES[table].__struct_fields__ else _UNCHAINED
    return reason, f"""
        SELECT DISTINCT e.document_id, e.id, {source} FROM ({ids}) k JOIN {table} e ON e.document_id = k.document_id AND e.id = k.id
        JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id"""


def _report(record: Record, table: str, identity: str, source: str) -> Report:
    items = (record.document,) if table == "documents" else getattr(record, table)
    return Report(record=record, item=next(i for i in items if i.id == identity), source=source)


def _conflicts(reports: Sequence[Report]) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    out = []
    for field in _COMPARED:
        values: dict[str, int] = {}
        for report in reports:
            if words := _value_words(field, getattr(report.item, field, None), report.record):
                values[words] = values.get(words, 0) + 1
        if len(values) > 1:
            out.append((field, tuple(sorted(values.items(), key=lambda v: (-v[1], v[0])))))
    return out


def _value_words(field: str, value: Any, record: Record) -> str:
    """A value in words that are equal where documents agree: without places in the text and ids of one document."""
    if value is None or value == ():
        return ""
    if field == "place":
        return next((place.name for place in record.places if place.id == value), "")
    if field in ("when", "start"):
        return f"{value.start or ''}/{value.end or ''}".strip("/") if value.start != value.end else value.start or ""
    if field == "casualties":
        return ", ".join(f"{n} {name}" for name, n in (("dead", value.dead), ("injured", value.injured)) if n is not None)
    if field == "stages":
        return ", ".join(dict.fromkeys(f"{s.stage} {(s.when.start or '')[:10]}".strip() for s in value))
    if field in ("actors", "recipients", "parties"):
        return ", ".join(sorted({p.name for p in value}))
    return ", ".join(getattr(v, "text", str(v)) for v in value) if isinstance(value, tuple) else str(value)
