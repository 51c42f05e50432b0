"""Turns the arguments of a question into coded documents: files of records are read, documents are coded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.cli.boundary import complain
from dragoman.errors import ReadError
from dragoman.records import CodedDocument, Record, Rejection

_MARK = b'{"schema_version"'


def iter_records(names: list[str], date: str | None) -> Iterator[Record]:
    """Yields the records of all inputs in order; what cannot be read is reported on standard error and left out.

    Args:
        names: files that ``dragoman code --format jsonl`` or ``json`` wrote, and documents, folders and addresses as for ``code``.
        date: publication date of documents that do not state their own.

    Raises:
        ReadError: nothing could be read.
    """
    seen = 0
    for name in names:
        for record in iter_record_file(Path(name)) if holds_records(name) else _code(name, date):
            seen += 1
            yield record
    if not seen:
        raise ReadError("DRG-READ-098", f"{', '.join(names)}: no document could be read")


def holds_records(name: str) -> bool:
    """Tells whether a file holds records, by how it begins."""
    path = Path(name)
    if name == "-" or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(4096).lstrip(b" \t\r\n\xef\xbb\xbf[").replace(b"{\n", b"{").replace(b": ", b":").replace(b"{ ", b"{").lstrip().startswith(_MARK)
    except OSError:
        return False


def iter_record_file(path: Path) -> Iterator[Record]:
    """Yields the records of a file of JSON Lines, or of one JSON list; a line that holds none is reported on standard error."""
    import msgspec

    with path.open("rb") as stream:
        first = stream.read(1)
        stream.seek(0)
        lines = msgspec.json.decode(stream.read(), type=list[msgspec.Raw]) if first == b"[" else stream
        for number, line in enumerate(lines, 1):
            if not bytes(line).strip():
                continue
            try:
                yield Record.from_json(bytes(line))
            except msgspec.DecodeError as error:
                complain(f"{path}, line {number}: DRG-READ-025: this is no record of schema version 1 ({error}); write it with 'dragoman code --format jsonl'")


def _code(name: str, date: str | None) -> Iterator[Record]:
    from dragoman.cli.inputs import iter_inputs
    from dragoman.pipeline import load_coder

    for item in load_coder().code_many(iter_inputs([name], date)):
        if isinstance(item, CodedDocument):
            yield item.record
        elif isinstance(item, Rejection):
            where = item.path or "a document"
            complain(f"{where}: {item.code}: " + item.message.removeprefix(f"{where}: "))
