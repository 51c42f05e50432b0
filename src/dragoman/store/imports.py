"""Others' event data in a store: commits of parts of files, and what is known already.

A part of a file counts from the moment when its row in ``imports`` is written, last of all, as a batch of documents does.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from dragoman.errors import MissingExtraError
from dragoman.records import make_id
from dragoman.records.schema import replace_surrogates
from dragoman.store.delta import Store
from dragoman.store.import_schema import import_schema
from dragoman.store.origins import ImportedEvent, ImportedParty, RowFault


class Part(msgspec.Struct, kw_only=True):
    """Rows of one file that are committed together."""

    origin: str
    file: str
    file_sha256: str
    first_row: int
    last_row: int
    finished: bool
    rows: int
    events: list[tuple[int, ImportedEvent]]
    faults: list[tuple[int, RowFault]]
    known: int = 0


class ImportTables:
    """The tables of imported events of a store.

    Raises:
        MissingExtraError: pyarrow or duckdb is not installed.
    """

    def __init__(self, store: Store) -> None:
        try:
            import duckdb
            import pyarrow
        except ImportError as error:
            raise MissingExtraError("duckdb", "store") from error
        self._store = store
        self._arrow: Any = pyarrow
        self._duckdb: Any = duckdb

    def progress(self, origin: str, file_sha256: str) -> tuple[int, bool]:
        """Returns how many rows of a file were committed, and whether that is all of it."""
        if not self._store.exists:
            return 0, False
        connection = self._duckdb.connect(":memory:")
        connection.register("imports", self._store.dataset("imports"))
        rows = connection.execute("SELECT max(last_row), bool_or(finished) FROM imports WHERE origin = ? AND file_sha256 = ?", [origin, file_sha256]).fetchall()
        return (rows[0][0] or 0, bool(rows[0][1])) if rows else (0, False)

    def parts(self) -> int:
        """Returns how many parts of files the store has."""
        data = self._store.dataset("imports")
        return len(data) if isinstance(data, self._arrow.Table) else int(data.count_rows())

    def has_fault(self, identity: str) -> bool:
        """Tells whether the store holds this rejection."""
        if not self._store.exists:
            return False
        connection = self._duckdb.connect(":memory:")
        connection.register("import_skipped", self._store.dataset("import_skipped"))
        return bool(connection.execute("SELECT count(*) FROM import_skipped WHERE id = ?", [identity]).fetchall()[0][0])

    def known(self, events: Sequence[ImportedEvent]) -> set[str]:
        """Returns which ids of these events the store holds; only rows of the same origin, years and days are looked at."""
        if not events or not self._store.exists:
            return set()
        connection = self._duckdb.connect(":memory:")
        for table in ("imports", "imported_events"):
            connection.register(table, self._store.dataset(table))
        connection.register("asked", self._arrow.table({"id": [e.id for e in events]}))
        years = ", ".join(f"'{year}'" for year in sorted({e.date[:4] for e in events}))
        found = connection.execute(
            f"""SELECT DISTINCT e.id FROM imported_events e SEMI JOIN asked USING (id) SEMI JOIN imports USING (batch)
            WHERE e.origin = ? AND e.year IN ({years}) AND e."date" BETWEEN ? AND ?""",
            [events[0].origin, min(e.date for e in events), max(e.date for e in events)],
        ).fetchall()
        return {row[0] for row in found}

    def append(self, part: Part, version: str) -> None:
        """Adds the part's new events and its faults, and then the row that makes them count. Sets ``part.known``."""
        batch = f"i-{secrets.token_hex(8)}"
        checked = self.parts()
        known = self.known([event for _, event in part.events])
        fresh: dict[str, tuple[int, ImportedEvent]] = {}
        for row, event in part.events:
            if event.id not in known:
                fresh.setdefault(event.id, (row, event))
        part.known = len(part.events) - len(fresh)
        if not self._store.exists:
            self._store.append([], [], "import")
        if fresh:
            self._store.add("imported_events", self._events(list(fresh.values()), batch), partition=["origin", "year"])
        if part.faults:
            rows = [
                {"id": fault_id(part, row, fault), "origin": part.origin, "file": part.file, "row": row, "code": fault.code,
                 "message": replace_surrogates(fault.message), "batch": batch} for row, fault in part.faults
            ]  # fmt: skip
            self._store.add("import_skipped", self._arrow.Table.from_pylist(rows, schema=import_schema(self._arrow, "import_skipped")))
        mark = {
            "batch": batch, "origin": part.origin, "file": part.file, "file_sha256": part.file_sha256, "first_row": part.first_row, "last_row": part.last_row,
            "finished": part.finished, "rows": part.rows, "events": len(fresh), "known": part.known, "skipped": len(part.faults), "checked": checked, "dragoman": version,
            "committed_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        }  # fmt: skip
        self._store.add("imports", self._arrow.Table.from_pylist([mark], schema=import_schema(self._arrow, "imports")))

    def _events(self, rows: list[tuple[int, ImportedEvent]], batch: str) -> Any:
        schema = import_schema(self._arrow, "imported_events")
        events = [event for _, event in rows]
        own: dict[str, list[Any]] = {
            "actor_countries": [_countries(e.actors) for e in events], "recipient_countries": [_countries(e.recipients) for e in events], "row": [row for row, _ in rows],
            "year": [e.date[:4] for e in events], "batch": [batch] * len(rows),
        }  # fmt: skip
        columns = []
        for field in schema:
            values = own.get(field.name) or [getattr(event, field.name) for event in events]
            if field.name in ("actors", "recipients"):
                values = msgspec.to_builtins(values)
            try:
                columns.append(self._arrow.array(values, field.type))
            except UnicodeEncodeError:  # halves of characters that JSON can write
                columns.append(self._arrow.array(msgspec.json.decode(replace_surrogates(_json(values))), field.type))
        return self._arrow.Table.from_arrays(columns, schema=schema)


def _countries(parties: Sequence[ImportedParty]) -> str | None:
    """The codes of the parties' countries joined with semicolons, what dyads are made from; None where there is no party, empty where none has a country."""
    return ";".join(sorted({p.country for p in parties if p.country})) if parties else None


def fault_id(part: Part, row: int, fault: RowFault) -> str:
    """Returns the identity of a row that could not be taken, or of a file of which nothing could: it tells the file by its bytes, else by its name."""
    return make_id("sk", part.origin, part.file_sha256 or part.file, row, fault.code)


def _json(values: Any) -> str:
    import json

    return json.dumps(msgspec.to_builtins(values), ensure_ascii=False)
