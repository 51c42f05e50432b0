"""Files of others' event data into a store, part by part: bounded memory, killed at any moment nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from dragoman.errors import ExchangeError
from dragoman.store import Store
from dragoman.store.imports import ImportTables, Part, fault_id
from dragoman.store.origins import ImportedEvent, RowFault, file_sha256, iter_rows

#: Rows of one commit: some 100 MB while they are held.
BATCH_ROWS = 25_000
#: Faulty rows that a commit holds at most; a file of another kind has nothing else.
BATCH_FAULTS = 25_000
#: Characters of the rows of one commit at most, for rows that are longer than those of the known data sets.
BATCH_CHARS = 64_000_000


class Imported(msgspec.Struct, kw_only=True):
    """What became of the rows: events added, events known already, rows that could not be taken; files known as a whole, files that are none."""

    rows: int = 0
    events: int = 0
    known: int = 0
    skipped: int = 0
    files: int = 0
    known_files: int = 0
    faults: list[ExchangeError] = msgspec.field(default_factory=list)


def import_files(
    origin: str, paths: Iterable[Path], store: Store, *, version: str, batch: int = BATCH_ROWS, report: Callable[[Imported], None] | None = None
) -> Imported:
    """Adds the events of files of one origin; a file that cannot be read is a stored rejection, and the others go on.

    Args:
        origin: icews, gdelt, polecat or plover.
        paths: files, plain or compressed.
        store: takes the events.
        version: dragoman's, for the rows.
        batch: rows of one commit.
        report: called after each commit.

    Raises:
        ExchangeError: there is no such origin.
        StoreError: the store could not be written.
    """
    tables, done = ImportTables(store), Imported()
    for path in paths:
        try:
            _import_file(origin, path, tables, done, version=version, batch=batch, report=report)
        except ExchangeError as error:
            if error.code == "DRG-IMPORT-010":
                raise
            done.faults.append(error)
            found = (0, RowFault(error.code, error.message))
            fault = Part(origin=origin, file=str(path), file_sha256="", first_row=0, last_row=0, finished=False, rows=0, events=[], faults=[found])
            if not tables.has_fault(fault_id(fault, *found)):
                tables.append(fault, version)
    return done


def _import_file(origin: str, path: Path, tables: ImportTables, done: Imported, *, version: str, batch: int, report: Callable[[Imported], None] | None) -> None:
    digest = file_sha256(path)
    after, finished = tables.progress(origin, digest)
    done.files += 1
    if finished:
        done.known_files += 1
        return

    def fresh(first: int) -> Part:
        return Part(origin=origin, file=str(path), file_sha256=digest, first_row=first, last_row=first - 1, finished=False, rows=0, events=[], faults=[])

    def commit(part: Part) -> None:
        tables.append(part, version)
        done.rows += part.rows
        done.events += len(part.events) - part.known
        done.known += part.known
        done.skipped += len(part.faults)
        if report is not None:
            report(done)

    part = fresh(after + 1)
    try:
        held = 0
        for row, found, chars in iter_rows(origin, path, after=after):
            if len(part.events) >= batch or len(part.faults) >= BATCH_FAULTS or held >= BATCH_CHARS:
                commit(part)
                part, held = fresh(row), 0
            held += chars
            part.last_row = row
            if found is None:
                continue
            part.rows += 1
            if isinstance(found, ImportedEvent):
                part.events.append((row, found))
            else:
                part.faults.append((row, found))
    except ExchangeError:  # what came before the damage counts
        if part.rows:
            commit(part)
        raise
    part.finished = True
    commit(part)
