"""What two sets of records have in common and what not: two stores, two states or runs of one, two files (DOMAIN, query 29).

Documents are matched by id, then, where the text was changed, by path or address. Within a document records are matched by id, then by the words that
they stand on: an event whose type was read otherwise is one that changed, not one that went and another that came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from dragoman.errors import StoreError
from dragoman.records import Record
from dragoman.records.schema import TABLES
from dragoman.store.delta import Store
from dragoman.store.queries import Rows
from dragoman.store.stored import UNDATED
from dragoman.store.views import connect

#: Documents that are held in memory at a time, of each side.
CHUNK = 1000
_ANCHORS = ("trigger", "cue", "names", "mentions", "evidence")
_LEFT_OUT = frozenset({"id", "provenance"})


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that came or went, or one field that changed, with the values of both sides."""

    table: str
    change: str
    document_id: str
    path: str | None
    id: str
    field: str | None = None
    before: Any = None
    after: Any = None
    words: str = ""


class Key(NamedTuple):
    """What a document is found by."""

    month: str
    path: str | None
    url: str | None


class Side(Protocol):
    """One set of records."""

    label: str

    def keys(self) -> dict[str, Key]:
        """Returns all documents by id."""

    def fetch(self, documents: Mapping[str, Key]) -> dict[str, Record]:
        """Returns the records of some documents by id."""

    def made_with(self) -> list[str]:
        """Returns the versions of program, model and configuration that made the records, in words."""


class RecordsSide:
    """Records in memory, as a file gives them."""

    def __init__(self, label: str, records: Iterable[Record]) -> None:
        """Takes the records; of several with one id the first counts."""
        self.label = label
        self._records: dict[str, Record] = {}
        for record in records:
            self._records.setdefault(record.document.id, record)

    def keys(self) -> dict[str, Key]:
        """Returns all documents by id."""
        return {i: Key((r.document.published_at or "")[:7] or UNDATED, r.document.path, r.document.url) for i, r in self._records.items()}

    def fetch(self, documents: Mapping[str, Key]) -> dict[str, Record]:
        """Returns the records of some documents by id."""
        return {i: self._records[i] for i in documents}

    def made_with(self) -> list[str]:
        """Returns the versions of program, model and configuration that made the records, in words."""
        made = {(p.dragoman, p.model_sha256, p.config_sha256) for p in (r.provenance for r in self._records.values())}
        return [_versions_words(*versions) for versions in sorted(made)]


class StoreSide:
    """The records of a store as it stands or stood, or of one run."""

    def __init__(self, store: Store, label: str, *, run: str | None = None) -> None:
        """Opens the store.

        Args:
            store: it, with ``as_of`` where it is read as it stood.
            label: what people call this side.
            run: the beginning of a run's id: only what this run added.

        Raises:
            StoreError: there is no store, or not one run whose id begins so.
        """
        self.label = label
        self._connection = connect(store)
        self._of_run = "true"
        if run is not None:
            runs = [row[0] for row in self._connection.execute("SELECT DISTINCT run FROM batches WHERE documents > 0 OR skipped > 0 ORDER BY run").fetchall()]
            found = [run] if run in runs else [r for r in runs if r.startswith(run)]
            if len(found) != 1:
                raise StoreError("DRG-STORE-009", f"{len(found) or 'no'} runs have an id that begins with {run!r}; runs: {', '.join(found or runs) or 'none'}")
            self._of_run = f"batch IN (SELECT batch FROM batches WHERE run = '{found[0].replace(chr(39), chr(39) * 2)}')"

    def keys(self) -> dict[str, Key]:
        """Returns all documents by id."""
        rows = self._connection.execute(f"SELECT id, month, path, url FROM documents WHERE {self._of_run}").fetchall()
        return {i: Key(month, path, url) for i, month, path, url in rows}

    def fetch(self, documents: Mapping[str, Key]) -> dict[str, Record]:
        """Returns the records of some documents by id."""
        months = sorted({key.month for key in documents.values()})
        asked = "SELECT document_id, record FROM records WHERE month IN (SELECT unnest($months)) AND document_id IN (SELECT unnest($documents))"
        rows = self._connection.execute(asked, {"months": months, "documents": list(documents)}).fetchall()
        return {i: Record.from_json(record) for i, record in rows}

    def made_with(self) -> list[str]:
        """Returns the versions of program, model and configuration that made the records, in words."""
        asked = f"SELECT DISTINCT provenance.dragoman, provenance.model_sha256, provenance.config_sha256 FROM documents WHERE {self._of_run} ORDER BY ALL"
        return [_versions_words(*row) for row in self._connection.execute(asked).fetchall()]


class Diff:
    """The difference of two sides; ``changes`` is gone through once, and then ``summary`` and ``fields`` are full."""

    def __init__(self, left: Side, right: Side, *, ignore: Iterable[str] = ()) -> None:
        """Takes the sides.

        Args:
            left: as it was.
            right: as it is.
            ignore: names of fields whose changes do not count, such as ``confidence``.
        """
        self.left, self.right = left, right
        self._ignored = _LEFT_OUT | frozenset(ignore)
        self._counts: dict[str, Counter[str]] = {table: Counter() for table in TABLES}
        self._fields: Counter[tuple[str, str]] = Counter()

    def changes(self) -> Iterator[Change]:
        """Yields all changes: by document in the order of month and id, within it by table and by place in the text."""
        left, right = self.left.keys(), self.right.keys()
        pairs = _pair_documents(left, right)
        for start in range(0, len(pairs), CHUNK):
            chunk = pairs[start : start + CHUNK]
            before = self.left.fetch({a: left[a] for a, _ in chunk if a is not None})
            after = self.right.fetch({b: right[b] for _, b in chunk if b is not None})
            for a, b in chunk:
                yield from self._compare(before[a] if a is not None else None, after[b] if b is not None else None)

    def summary(self) -> Rows:
        """Returns a row for each table: how many on both sides, the same, changed, came, went."""
        columns = ("records", "before", "after", "same", "changed", "came", "went")
        rows = []
        for table, n in self._counts.items():
            if n:
                rows.append((table, n["same"] + n["changed"] + n["went"], n["same"] + n["changed"] + n["came"], n["same"], n["changed"], n["came"], n["went"]))
        return Rows(columns=columns, rows=iter(rows))

    def fields(self) -> Rows:
        """Returns a row for each field that changed: in how many records."""
        return Rows(columns=("records", "field", "changed"), rows=iter([(table, field, n) for (table, field), n in sorted(self._fields.items(), key=lambda i: (-i[1], i[0]))]))

    def _compare(self, before: Record | None, after: Record | None) -> Iterator[Change]:
        where = next((r.document.id, r.document.path) for r in (after, before) if r is not None)
        same_text = before is None or after is None or before.document.sha256 == after.document.sha256
        left, right = _tables(before), _tables(after)
        matched = {table: list(_pair_items(left[table], right[table], same_text)) for table in TABLES}
        renamed = {a["id"]: b["id"] for pairs in matched.values() for a, b in pairs if a is not None and b is not None and "id" in a}
        for table, pairs in matched.items():
            for a, b in pairs:
                yield from self._compare_item(table, where, a, b, renamed)

    def _compare_item(self, table: str, where: tuple[str, str | None], a: dict[str, Any] | None, b: dict[str, Any] | None, renamed: dict[str, str]) -> Iterator[Change]:
        document, path = where
        one = b or a or {}
        found = list(_field_changes(_rename(a, renamed), b, self._ignored)) if a is not None and b is not None else []
        kind = "went" if b is None else "came" if a is None else "changed" if found else "same"
        self._counts[table][kind] += 1
        self._fields.update({(table, _plain_field(field)) for field, *_ in found})
        lines = found if kind == "changed" else [(None, None, None)] if kind != "same" else []
        for field, old, new in lines:
            yield Change(table=table, change=kind, document_id=document, path=path, id=str(one.get("id", "")), field=field, before=old, after=new, words=_words(one))


def open_side(store: Store, name: str) -> StoreSide:
    """Returns a side of a store: ``now``, the beginning of a run's id, a version number, or an ISO 8601 date-time.

    Raises:
        StoreError: there is no such run or version.
    """
    if name == "now":
        return StoreSide(Store(store.uri), name)
    if name.startswith("run"):
        return StoreSide(Store(store.uri), name, run=name)
    return StoreSide(Store(store.uri, as_of=name), name)


def _pair_documents(left: dict[str, Key], right: dict[str, Key]) -> list[tuple[str | None, str | None]]:
    pairs: list[tuple[str | None, str | None]] = [(i, i) for i in left if i in right]
    lone_left, lone_right = {i: k for i, k in left.items() if i not in right}, {i: k for i, k in right.items() if i not in left}
    for name in (lambda key: key.url, lambda key: key.path):
        a, b = _unique(lone_left, name), _unique(lone_right, name)
        for value in sorted(a.keys() & b.keys()):
            pairs.append((a[value], b[value]))
            del lone_left[a[value]], lone_right[b[value]]
    pairs += [(i, None) for i in lone_left] + [(None, i) for i in lone_right]
    return sorted(pairs, key=lambda pair: (right[pair[1]].month if pair[1] else left[pair[0] or ""].month, pair[1] or pair[0] or "", pair[1] is None))


def _unique(keys: dict[str, Key], name: Any) -> dict[str, str]:
    """Documents by path or address, where only one has it."""
    found: dict[str, list[str]] = defaultdict(list)
    for i, key in keys.items():
        if name(key):
            found[name(key)].append(i)
    return {value: ids[0] for value, ids in found.items() if len(ids) == 1}


def _tables(record: Record | None) -> dict[str, list[dict[str, Any]]]:
    if record is None:
        return {table: [] for table in TABLES}
    return {table: [msgspec.to_builtins(record.document)] if table == "documents" else [msgspec.to_builtins(i) for i in getattr(record, table)] for table in TABLES}


def _pair_items(left: list[dict[str, Any]], right: list[dict[str, Any]], same_text: bool) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Pairs by id, then by the place (in a changed text: the words) of trigger, cue, names, mentions or evidence; in the order of the right side."""
    ids = {item["id"]: item for item in left if "id" in item}
    taken, partner = set(), {}
    for number, item in enumerate(right):
        if item.get("id") in ids:
            partner[number] = ids[item["id"]]
            taken.add(id(ids[item["id"]]))
    by_anchor: dict[object, list[dict[str, Any]]] = defaultdict(list)
    for item in left:
        if id(item) not in taken:
            by_anchor[_anchor(item, same_text)].append(item)
    for number, item in enumerate(right):
        waiting = by_anchor.get(_anchor(item, same_text))
        if number not in partner and waiting:
            partner[number] = waiting.pop(0)
            taken.add(id(partner[number]))
    yield from ((item, None) for item in left if id(item) not in taken)
    yield from ((partner.get(number), item) for number, item in enumerate(right))


def _anchor(item: dict[str, Any], same_text: bool) -> object:
    if "sha256" in item:
        return "document"
    for name in _ANCHORS:
        value = item.get(name)
        span = value[0] if isinstance(value, list | tuple) and value else value
        if isinstance(span, dict) and "start" in (span := span.get("span", span)):
            return (name, span["start"], span["end"]) if same_text else (name, span["text"])
    return ("message", item.get("code"), item.get("message"), item.get("name"))


def _rename(value: Any, renamed: dict[str, str]) -> Any:
    """Puts the right side's ids in place of the left's, so that a record does not differ because one that it names got another id."""
    if isinstance(value, dict):
        return {k: v if k == "id" else _rename(v, renamed) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rename(v, renamed) for v in value]
    return renamed.get(value, value) if isinstance(value, str) else value


def _field_changes(a: Any, b: Any, ignored: frozenset[str], at: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(a, dict) and isinstance(b, dict):
        for name in dict.fromkeys([*a, *b]):
            if name not in ignored:
                yield from _field_changes(a.get(name), b.get(name), ignored, f"{at}.{name}" if at else name)
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        for number, (x, y) in enumerate(zip(a, b, strict=True)):
            yield from _field_changes(x, y, ignored, f"{at}[{number}]")
    elif a != b:
        yield at, a, b


def _plain_field(field: str) -> str:
    """The field without the places in lists: ``actors[0].country`` counts as ``actors.country``."""
    return "".join(part.partition("]")[2] if number else part for number, part in enumerate(field.split("[")))


def _words(item: dict[str, Any]) -> str:
    """The words that tell people which record it is."""
    for name in ("title", "path", "evidence", "mentions", "message"):
        value = item.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list | tuple) and value:
            return str(value[0]["text"])
    return ""


def _versions_words(dragoman: str, model: str, config: str) -> str:
    return f"dragoman {dragoman}, model {model[:12]}, configuration {config[:12]}"
