"""What merging reads from a store and how it stood: new documents, documents near in time, groups, pairs and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from dragoman.records import Record
from dragoman.store.delta import Store
from dragoman.store.views import connect

_MOMENT = """CASE WHEN e."when".basis IN ('explicit', 'document_relative', 'event_relative') AND e."when"."start" IS NOT NULL AND e."when"."end" IS NOT NULL
    THEN substr(e."when"."start", 1, 10) ELSE substr(d.published_at, 1, 10) END"""


class StoredDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A row of ``merge_decisions``."""

    decision: str
    kind: str
    a: str
    b: str
    verdict: str
    by: str
    reason: str
    at: str
    seq: int
    withdrawn: bool


class MergeReader:
    """Reads a store for merging; what is committed later is not seen."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Any = connect(store)

    def _rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(sql, list(parameters) or None).fetchall()
        return rows

    def covered(self) -> tuple[set[str], str | None]:
        """Returns the batches that were merged, and the model that did it last."""
        rows = self._rows("SELECT model_sha256, batches FROM merge_runs ORDER BY seq")
        last = rows[-1][0] if rows else None
        return {b for sha, batches in rows if sha == last for b in batches}, last

    def batches(self) -> list[str]:
        """Returns the batches that hold documents."""
        return [row[0] for row in self._rows("SELECT batch FROM batches WHERE documents > 0 ORDER BY batch")]

    def documents_of(self, batches: Iterable[str]) -> list[str]:
        """Returns the documents of some batches, by day of publication and id."""
        return [r[0] for r in self._rows("SELECT id FROM documents WHERE batch IN (SELECT unnest(?)) ORDER BY published_at NULLS FIRST, id", sorted(batches))]

    def documents_near(self, kind: str, days: Iterable[int | None]) -> set[str]:
        """Returns the documents that hold a record of ``kind`` of one of the days (ordinals; None: of no day). Of kinds other than events, all that hold one."""
        if kind != "events":
            return {r[0] for r in self._rows(f"SELECT DISTINCT document_id FROM {kind}")}
        wanted, undated = _days(days)
        sql = f"SELECT DISTINCT e.document_id FROM events e JOIN documents d ON d.id = e.document_id WHERE ({_MOMENT}) IN (SELECT unnest(?)) OR (? AND coalesce(length({_MOMENT}), 0) < 10)"
        return {r[0] for r in self._rows(sql, wanted, undated)}

    def documents_published(self, days: Iterable[int | None]) -> set[str]:
        """Returns the documents published on one of the days (None: without a date)."""
        wanted, undated = _days(days)
        return {r[0] for r in self._rows("SELECT id FROM documents WHERE substr(published_at, 1, 10) IN (SELECT unnest(?)) OR (? AND coalesce(length(published_at), 0) < 10)", wanted, undated)}

    def documents_with(self, kind: str, ids: Iterable[str]) -> set[str]:
        """Returns the documents that hold the given records."""
        return {r[0] for r in self._rows(f"SELECT DISTINCT document_id FROM {kind} WHERE id IN (SELECT unnest(?))", sorted(ids))}

    def iter_coded(self, documents: Iterable[str]) -> Iterator[tuple[Record, str]]:
        """Yields records and texts of documents, each once."""
        wanted = sorted(documents)
        for start in range(0, len(wanted), 5000):
            part = wanted[start : start + 5000]
            sql = "SELECT document_id, record, text FROM records WHERE document_id IN (SELECT unnest(?)) ORDER BY document_id"
            seen = None
            for document, record, text in self._rows(sql, part):
                if document != seen:
                    seen = document
                    yield Record.from_json(record), text

    def actors(self) -> list[tuple[str, str, str, str | None, str | None]]:
        """Returns id, longest name, kind, state and Wikidata id of each actor."""
        return [tuple(r) for r in self._rows("SELECT id, max_by(name, lpad(CAST(length(name) AS VARCHAR), 6, '0') || name), min(kind), min(country), min(wikidata) FROM actors GROUP BY id ORDER BY id")]

    def groups(self, kind: str) -> dict[str, str]:
        """Returns the canonical id of each record of ``kind`` that has a row."""
        return dict(self._rows("SELECT id, canonical_id FROM merge_groups WHERE kind = ?", kind))

    def pairs(self, kind: str) -> dict[tuple[str, str], tuple[float, str]]:
        """Returns score and verdict of the pairs of ``kind``."""
        return {(a, b): (score, verdict) for a, b, score, verdict in self._rows("SELECT a, b, score, verdict FROM merge_pairs WHERE kind = ?", kind)}

    def document_groups(self) -> dict[str, tuple[str, str]]:
        """Returns group and source of each document that is a copy."""
        return {d: (g, s) for d, g, s in self._rows("SELECT document_id, group_id, source FROM document_groups")}

    def decisions(self) -> list[StoredDecision]:
        """Returns all decisions, withdrawn ones too, the oldest first."""
        names = StoredDecision.__struct_fields__
        return [StoredDecision(**dict(zip(names, r, strict=True))) for r in self._rows(f'SELECT {", ".join(f"{chr(34)}{n}{chr(34)}" for n in names)} FROM merge_decisions ORDER BY seq, decision, a, b')]

    def kind_of(self, identity: str, kinds: Iterable[str]) -> str | None:
        """Returns the table that holds a record, None where none of ``kinds`` does."""
        return next((kind for kind in kinds if self._rows(f"SELECT 1 FROM {kind} WHERE id = ? LIMIT 1", identity)), None)

    def members(self, kind: str, canonical: str) -> list[str]:
        """Returns the records of one group."""
        found = {r[0] for r in self._rows("SELECT id FROM merge_groups WHERE kind = ? AND canonical_id = ?", kind, canonical)}
        return sorted(found | ({canonical} if self.groups_of(kind, canonical) == canonical else set()))

    def groups_of(self, kind: str, identity: str) -> str:
        """Returns the canonical id of a record."""
        rows = self._rows("SELECT canonical_id FROM merge_groups WHERE kind = ? AND id = ?", kind, identity)
        return str(rows[0][0]) if rows else identity

    def shown(self, kind: str, canonical: str) -> dict[str, list[tuple[Any, ...]]]:
        """Returns the reports of a group, its values, the pairs among its reports and with others, and decisions on them."""
        members = self.members(kind, canonical)
        reports = self._rows(
            f"""SELECT e.id, d.published_at, d.title, d.path, {"NULL" if kind == "actors" else 'e.evidence[1]."text"'}, d.id FROM {kind} e JOIN documents d ON d.id = e.document_id
            WHERE e.id IN (SELECT unnest(?)) ORDER BY d.published_at NULLS LAST, e.id, d.id""", members)  # fmt: skip
        return {
            "reports": reports,
            "values": self._rows("""SELECT field, value, list_sort(list_distinct(list(source))), list_sort(list_distinct(list(document_id))) FROM canonical_values
                WHERE kind = ? AND canonical_id = ? GROUP BY ALL ORDER BY field, value""", kind, canonical),
            "pairs": self._rows("SELECT a, b, score, verdict, features FROM merge_pairs WHERE kind = ? AND (a IN (SELECT unnest(?)) OR b IN (SELECT unnest(?))) ORDER BY verdict, score DESC, a, b",
                                kind, members, members),
        }  # fmt: skip

    def sources(self, kind: str, canonical: str) -> int:
        """Returns on how many independent sources a group rests; an actor rests on the documents that name it."""
        if kind == "actors":
            return int(self._rows("SELECT documents FROM canonical_actors WHERE canonical_id = ?", canonical)[0][0])
        return int(self._rows(f"SELECT sources FROM canonical_{kind} WHERE canonical_id = ?", canonical)[0][0])

    def undecided(self, limit: int) -> list[tuple[Any, ...]]:
        """Returns the pairs that lie between the thresholds, the likeliest first, with their words; of actors with name, state and titles."""
        said = {kind: f"""(SELECT id, any_value(evidence[1]."text") AS words FROM {kind} GROUP BY id)""" for kind in ("events", "agreements", "measures", "meetings", "claims")}
        said["actors"] = """(SELECT id, longest || coalesce(' (' || min(country) || ')', '') || coalesce(', ' || nullif(array_to_string(list_sort(list_distinct(list_filter(flatten(list(list_transform(roles, lambda r: r.title))), lambda t: t <> longest)))[:3], ', '), ''), '') AS words
            FROM (SELECT *, max_by(name, lpad(CAST(length(name) AS VARCHAR), 6, '0') || name) OVER (PARTITION BY id) AS longest FROM actors) GROUP BY id, longest)"""
        union = " UNION ALL ".join(
            f"""(SELECT p.kind, p.a, p.b, round(p.score, 3) AS score, x.words AS one, y.words AS other FROM merge_pairs p
            JOIN {words} x ON x.id = p.a JOIN {words} y ON y.id = p.b WHERE p.kind = '{kind}' AND p.verdict = 'undecided'
            AND NOT EXISTS (SELECT 1 FROM merge_decisions m WHERE NOT m.withdrawn AND m.a = p.a AND m.b = p.b))""" for kind, words in said.items()
        )
        return self._rows(f"SELECT * FROM ({union}) ORDER BY score DESC, kind, a, b LIMIT ?", limit)


def _days(days: Iterable[int | None]) -> tuple[list[str], bool]:
    given = set(days)
    return sorted(date.fromordinal(d).isoformat() for d in given if d is not None and d >= 1), None in given
