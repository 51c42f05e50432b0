"""Delta tables of a store: adding batches of coded documents, reading them back as they stand or stood."""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.errors import StoreError
from dragoman.records import CodedDocument, Record, Rejection, make_id
from dragoman.records.schema import TABLES, replace_surrogates
from dragoman.store.stored import OWN_TABLES, WIDENED, import_delta, is_outdated, month_of, stored_rows, table_schema

if TYPE_CHECKING:
    import pyarrow as pa

COMMIT_TRIES, FIRST_WAIT_S = 8, 0.05
#: Documents that are read at a time where a table is made anew.
UPGRADE_DOCUMENTS = 500
#: Files that compaction has replaced are kept so long, for readers that still hold them.
KEPT_DAYS = 7
#: The log of ``batches`` says how the store stood when; Delta would drop its parts after thirty days.
_KEEP_LOG = {"delta.enableExpiredLogCleanup": "false", "delta.logRetentionDuration": "interval 36500 days"}


class SkipCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many inputs of a run were skipped at one stage for one reason."""

    stage: str
    code: str
    inputs: int


class Run(msgspec.Struct, kw_only=True):
    """One ingestion: with what it read, skipped and coded, and how much at each stage.

    ``read`` is the sum of ``known`` (the store held it), ``duplicates`` (the run had met it), ``skipped`` and ``coded``. ``gated`` are part of ``skipped``, whose
    ``reasons`` add up to it. ``rejected`` are parts of coded documents that became no record, as the table ``rejections`` has them.
    """

    id: str
    started_at: str
    finished_at: str | None = None
    dragoman: str = ""
    model_sha256: str = ""
    config_sha256: str = ""
    sources: tuple[str, ...] = ()
    read: int = 0
    known: int = 0
    coded: int = 0
    skipped: int = 0
    events: int = 0
    duplicates: int = 0
    gated: int = 0
    rejected: int = 0
    reasons: tuple[SkipCount, ...] = ()


class Compaction(msgspec.Struct, frozen=True, kw_only=True):
    """What a compaction left: the number of files of each table, and how many old files it deleted."""

    files: dict[str, int]
    deleted: int


class Store:
    """A store at a local path or object-store address.

    Args:
        uri: where it is; made with the first batch.
        as_of: a version (a number of batches table) or an ISO 8601 date-time: the store is read as it stood then.

    Raises:
        MissingExtraError: deltalake is not installed.
        StoreError: the address holds something else, or a store of another schema version.
    """

    def __init__(self, uri: str, *, as_of: str | int | None = None) -> None:
        self._delta, self._arrow = import_delta()
        self.uri = uri.rstrip("/")
        self._as_of, self._upgraded = as_of, False
        if "://" not in self.uri:
            path = Path(self.uri)
            if path.exists() and not path.is_dir():
                raise StoreError("DRG-STORE-001", f"{uri} is a file; give a folder for the store")
            if path.is_dir() and any(path.iterdir()) and not (path / "batches").is_dir() and not (path / "documents").is_dir():
                raise StoreError("DRG-STORE-001", f"the folder {uri} holds other files and no store; give an empty or new folder")
        if as_of is not None and not self.exists:
            raise StoreError("DRG-STORE-002", f"there is no store at {uri}; fill one with: dragoman ingest FILES --store {uri}")

    @property
    def exists(self) -> bool:
        """Whether anything was committed here; raises StoreError where the address cannot be reached."""
        try:
            return bool(self._delta.DeltaTable.is_deltatable(f"{self.uri}/batches"))
        except (self._delta.exceptions.DeltaError, OSError, ValueError) as error:
            raise StoreError("DRG-STORE-012", f"{self.uri} cannot be reached ({_innermost(error)}); docs/store.md says how an object store is given") from error

    def require(self) -> None:
        """Raises StoreError where there is no store yet."""
        if not self.exists:
            raise StoreError("DRG-STORE-002", f"there is no store at {self.uri}; fill one with: dragoman ingest FILES --store {self.uri}")

    # --- writing

    def append(self, coded: Sequence[CodedDocument], skipped: Sequence[Rejection], run: str) -> str:
        """Adds documents with all their records, and what could not be read, as one batch; returns its name.

        Readers see all of it or nothing. Processes may append at the same time.
        """
        batch = f"b-{secrets.token_hex(8)}"
        self.upgrade()
        for table in TABLES:
            rows = stored_rows([(item.record, batch) for item in coded], table)
            if len(rows):
                self._write(table, rows, partition=["month"])
        if coded:
            self._write_rows("records", [
                {"document_id": c.record.document.id, "record": replace_surrogates(c.record.to_json().decode()), "text": replace_surrogates(c.text),
                 "month": month_of(c.record), "batch": batch} for c in coded
            ], partition=["month"])  # fmt: skip
        if skipped:
            self._write_rows("skipped", [
                {"id": skipped_id(r), "path": r.path, "stage": r.stage, "code": r.code, "message": replace_surrogates(r.message), "batch": batch} for r in skipped
            ])  # fmt: skip
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write_rows("batches", [{"batch": batch, "run": run, "committed_at": now, "documents": len(coded), "skipped": len(skipped)}])
        return batch

    def commit(self, tables: dict[str, list[dict[str, Any]]], run: str) -> str:
        """Adds rows to tables that merging keeps (``MERGE_TABLES``), all or nothing; ``batch`` and ``seq``, the number of the commit, are filled in."""
        batch, seq = f"b-{secrets.token_hex(8)}", self.version() + 1
        for table, rows in tables.items():
            if rows:
                self._write_rows(table, [{**row, "batch": batch, "seq": seq} for row in rows])
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write_rows("batches", [{"batch": batch, "run": run, "committed_at": now, "documents": 0, "skipped": 0}])
        return batch

    def finish(self, run: Run) -> None:
        """Adds the row of a finished run."""
        self.upgrade()
        row = msgspec.to_builtins(run)
        row["run"] = row.pop("id")
        self._write_rows("runs", [row])

    def add(self, table: str, data: pa.Table, *, partition: list[str] | None = None) -> None:
        """Commits rows to a table; whether they count is for its readers to tell (``imports`` does, for others' event data)."""
        self._write(table, data, partition)

    def _write_rows(self, table: str, rows: list[dict[str, Any]], partition: list[str] | None = None) -> None:
        self._write(table, self._arrow.Table.from_pylist(rows, schema=table_schema(table)), partition)

    def _write(self, table: str, data: pa.Table, partition: list[str] | None = None) -> None:
        """Commits rows to one table; a commit that met another one is tried again."""
        wait = FIRST_WAIT_S
        settings = _KEEP_LOG if table == "batches" and not self.exists else None
        for attempt in range(COMMIT_TRIES):
            try:
                self._delta.write_deltalake(f"{self.uri}/{table}", data, mode="append", partition_by=partition, configuration=settings)
                return
            except self._delta.exceptions.SchemaMismatchError as error:
                raise StoreError("DRG-STORE-013", f"{self.uri}/{table} was written by another version of dragoman, with other columns; add to it with that version or a later one") from error
            except self._delta.exceptions.CommitFailedError as error:
                if attempt == COMMIT_TRIES - 1:
                    raise StoreError("DRG-STORE-003", f"{self.uri}/{table} could not be written after {COMMIT_TRIES} tries: {error}") from error
                time.sleep(wait)
                wait *= 2
            except self._delta.exceptions.DeltaError as error:
                raise StoreError("DRG-STORE-003", f"{self.uri}/{table} could not be written ({_innermost(error)})") from error

    def upgrade(self) -> tuple[str, ...]:
        """Makes tables anew from the records kept whole, where an older version of dragoman wrote them without columns that are written today; returns which.

        Tables that are not made from records (``WIDENED``) get the columns, with nothing in them. Adding does it first of all, and compacting; each store once. No row is lost and no answer changes; other processes of the older version must have ended.
        """
        if self._upgraded or not self.exists:
            return ()
        made = tuple(table for table in TABLES if self._is_outdated(table))
        for table in made:
            self._retried(table, lambda _, table=table: self._remake(table) if self._is_outdated(table) else None)  # type: ignore[misc]
        wider = tuple(table for table in WIDENED if self._is_outdated(table))
        for table in wider:
            self._retried(table, lambda delta, table=table: self._widen(table, delta))  # type: ignore[misc]
        self._upgraded = True
        return made + wider

    def _is_outdated(self, table: str) -> bool:
        delta = self.delta(table)
        return delta is not None and is_outdated(table, self._arrow.schema(delta.schema().to_arrow()))

    def _widen(self, table: str, delta: Any) -> None:
        present = {field.name for field in delta.schema().fields}
        missing = [field for field in self._delta.Schema.from_arrow(table_schema(table)).fields if field.name not in present]
        if missing:
            delta.alter.add_columns(missing)

    def _remake(self, table: str) -> None:
        """Puts a table's new rows into a scratch file first: deltalake cannot read one table while it writes another."""
        schema = table_schema(table)
        with tempfile.TemporaryFile() as scratch:
            with self._arrow.ipc.new_file(scratch, schema) as writer:
                for part in self.dataset("records").to_batches(columns=["record", "batch"], batch_size=UPGRADE_DOCUMENTS):
                    writer.write_table(stored_rows([(Record.from_json(row["record"]), row["batch"]) for row in part.to_pylist()], table).cast(schema))
            scratch.seek(0)
            kept = self._arrow.ipc.open_file(scratch)
            reader = self._arrow.RecordBatchReader.from_batches(schema, (kept.get_batch(i) for i in range(kept.num_record_batches)))
            self._delta.write_deltalake(f"{self.uri}/{table}", reader, mode="overwrite", schema_mode="overwrite", partition_by=["month"])

    def compact(self, *, keep_days: int = KEPT_DAYS) -> Compaction:
        """Joins the small files of all tables and deletes those that no table has needed for ``keep_days``. No answer changes, of now or as of then.

        Which batches counted when is told by the table ``batches`` alone, whose old files and log are always kept. A reader that began before the
        compaction goes on reading the old files of the other tables, as long as they are kept.

        Raises:
            StoreError: there is no store, or other processes wrote at the same time each time that it was tried.
        """
        self.require()
        self.upgrade()
        files, deleted = {}, 0
        for table in (*TABLES, *OWN_TABLES):
            if not self._delta.DeltaTable.is_deltatable(f"{self.uri}/{table}"):
                continue
            delta = self._retried(table, _join_files)
            if table == "batches":
                if set(_KEEP_LOG.items()) - set(delta.metadata().configuration.items()):
                    delta.alter.set_table_properties(_KEEP_LOG)
            else:
                deleted += len(delta.vacuum(retention_hours=keep_days * 24, dry_run=False, enforce_retention_duration=False))
            files[table] = len(delta.file_uris())
        return Compaction(files=files, deleted=deleted)

    def _retried(self, table: str, work: Callable[[Any], None]) -> Any:
        """Does something with a table that fails where others commit at the same time; each try opens it anew. Returns the table."""
        wait = FIRST_WAIT_S
        for attempt in range(COMMIT_TRIES):
            delta = self._delta.DeltaTable(f"{self.uri}/{table}")
            try:
                work(delta)
                return delta
            except self._delta.exceptions.CommitFailedError as error:
                if attempt == COMMIT_TRIES - 1:
                    raise StoreError("DRG-STORE-003", f"{self.uri}/{table} could not be written after {COMMIT_TRIES} tries: {error}") from error
                time.sleep(wait)
                wait *= 2
        raise AssertionError("unreachable")

    # --- reading

    def delta(self, table: str) -> Any:
        """Returns a table as a DeltaTable, as it stands (``batches``: as it stood), None where nothing was added."""
        where = f"{self.uri}/{table}"
        if not self._delta.DeltaTable.is_deltatable(where):
            return None
        delta = self._delta.DeltaTable(where)
        if table == "batches" and self._as_of is not None:
            self._travel(delta)
        return delta

    def dataset(self, table: str) -> Any:
        """Returns a table as a pyarrow dataset (an empty table where nothing was added), without regard to batches."""
        delta = self.delta(table)
        return table_schema(table).empty_table() if delta is None else delta.to_pyarrow_dataset()

    def moment(self) -> datetime | None:
        """Returns until when the store is read: the time of ``as_of``, for a version the time of the commit that came next; None where that is now."""
        if self._as_of is None:
            return None
        if not str(self._as_of).isdigit():
            return _moment(str(self._as_of))
        history = {int(entry["version"]): int(entry["timestamp"]) for entry in self._delta.DeltaTable(f"{self.uri}/batches").history()}
        later = [stamp for version, stamp in history.items() if version > int(str(self._as_of))]
        return datetime.fromtimestamp(min(later) / 1000, UTC) if later else None

    def last_commit(self) -> tuple[int, datetime]:
        """Returns the version that is read, and when its commit was made."""
        self.require()
        delta = self._delta.DeltaTable(f"{self.uri}/batches")
        if self._as_of is not None:
            self._travel(delta)
        version = int(delta.version())
        return version, datetime.fromtimestamp(next(int(e["timestamp"]) for e in delta.history() if int(e.get("version", version)) == version) / 1000, UTC)

    def _travel(self, delta: Any) -> None:
        try:
            delta.load_as_version(int(str(self._as_of)) if str(self._as_of).isdigit() else _moment(str(self._as_of)))
        except (self._delta.exceptions.DeltaError, ValueError, OSError) as error:
            raise StoreError("DRG-STORE-004", f"{self.uri} did not stand at {self._as_of!r} ({error}); give a version number or a date-time since its first batch") from error

    def version(self) -> int:
        """Returns how many commits the store has had, the number that ``as_of`` takes."""
        self.require()
        return int(self._delta.DeltaTable(f"{self.uri}/batches").version())

    def known(self) -> tuple[set[str], set[str]]:
        """Returns the ids of all documents and of all skipped inputs that the store holds."""
        if not self.exists:
            return set(), set()
        valid = self._valid()
        return self._ids("documents", valid), self._ids("skipped", valid)

    def _valid(self) -> Any:
        return self._arrow.array(self.dataset("batches").to_table(columns=["batch"])["batch"].to_pylist(), self._arrow.string())

    def _ids(self, table: str, valid: Any) -> set[str]:
        data = self.dataset(table)
        if isinstance(data, self._arrow.Table):
            return set()
        import pyarrow.dataset as ds

        return set(data.to_table(columns=["id"], filter=ds.field("batch").isin(valid))["id"].to_pylist())

    def iter_records(self, documents: Iterable[str] | None = None) -> Iterator[Record]:
        """Yields the records of the store, or those of some documents, each document once, in the order of month and id."""
        self.require()
        import pyarrow.dataset as ds

        data = self.dataset("records")
        if isinstance(data, self._arrow.Table):
            return
        condition = ds.field("batch").isin(self._valid())
        if documents is not None:
            condition &= ds.field("document_id").isin(self._arrow.array(sorted(documents), self._arrow.string()))
        keys = data.to_table(columns=["month", "document_id", "batch"], filter=condition).sort_by([("month", "ascending"), ("document_id", "ascending"), ("batch", "ascending")])
        seen: set[str] = set()
        months = dict.fromkeys(keys["month"].to_pylist())
        for month in months:
            rows = data.to_table(columns=["document_id", "batch", "record"], filter=condition & (ds.field("month") == month))
            rows = rows.sort_by([("document_id", "ascending"), ("batch", "ascending")])
            for row in rows.to_pylist():
                if row["document_id"] not in seen:
                    seen.add(row["document_id"])
                    yield Record.from_json(row["record"])

    def text_of(self, document: str) -> str | None:
        """Returns the text that a document was coded from, None where the store lacks it."""
        import pyarrow.dataset as ds

        data = self.dataset("records")
        if isinstance(data, self._arrow.Table):
            return None
        rows = data.to_table(columns=["text"], filter=ds.field("document_id") == document)
        return rows["text"][0].as_py() if len(rows) else None


def _join_files(delta: Any) -> None:
    delta.optimize.compact()


def skipped_id(rejection: Rejection) -> str:
    """The identity of something that was not coded: the same input with the same fault is the same."""
    return make_id("sk", rejection.path, rejection.stage, rejection.code, rejection.message)


def _innermost(error: Exception) -> str:
    """The last and so the most telling lines of an error of deltalake, which are a tree in colours."""
    lines = [re.sub("\x1b\\[[0-9;]*m|\u21b3", "", line).strip() for line in str(error).splitlines()]
    return ": ".join([line for line in lines if line][-2:])[:300]


def _moment(text: str) -> datetime:
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise ValueError(f"{text!r} is neither a version nor an ISO 8601 date-time")
