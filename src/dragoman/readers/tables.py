"""Documents in rows: JSONL, JSON and CSV, streamed; one bad row is one rejection."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.dates import parse_published, require_published
from dragoman.readers.limits import MAX_DOCUMENT_CHARS, MAX_ROW_BYTES, make_rejection
from dragoman.readers.paragraphs import Bounds, find_paragraphs
from dragoman.readers.plain import check_text, make_document
from dragoman.readers.structure import stands_alone
from dragoman.records import Document, Rejection, SegmentKind
from dragoman.text.encoding import decode_bytes, replace_surrogates

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "full_text", "body_text", "maintext"),
    "title": ("title", "headline"),
    "published_at": ("published_at", "date", "published", "pub_date", "publication_date", "date_published", "datepublished", "date_publish"),
    "url": ("url", "link"),
    "publisher": ("publisher", "source", "outlet"),
    "id": ("id", "doc_id", "document_id"),
    "language": ("language", "lang"),
}
"""Names of the columns, in any case; where several stand in a row, the first that is filled counts."""

_SNIFF_DELIMITERS = (",", "\t", ";", "|")

Row = Mapping[str, object]


def read_jsonl(stream: BinaryIO, *, name: str, published_at: str | None = None) -> Iterator[Document | Rejection]:
    """Reads one JSON object a line; empty lines are skipped."""
    filled = False
    for number, line in _iter_lines(stream):
        where = f"{name}#{number}"
        if line is None:
            filled = True
            yield _too_long(where)
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            filled = True
            yield _read(lambda line=line: _read_json_row(line, published_at=published_at), where)  # type: ignore[misc]
    if not filled:
        yield make_rejection(_no_rows(name), name)


def read_json(data: bytes, *, name: str, published_at: str | None = None) -> Iterator[Document | Rejection]:
    """Reads a JSON file that holds one document object or a list of them."""
    try:
        content = _decode_json(data)
    except ReadError as error:
        yield make_rejection(_located(error, name), name)
        return
    if not isinstance(content, list):
        yield _read(lambda: _read_row(content, published_at=published_at, row=None), name)
        return
    if not content:
        yield make_rejection(_no_rows(name), name)
    for number, row in enumerate(content, start=1):
        yield _read(lambda row=row: _read_row(row, published_at=published_at, row=number), f"{name}#{number}")  # type: ignore[misc]


def read_csv(stream: BinaryIO, *, name: str, published_at: str | None = None, delimiter: str | None = None) -> Iterator[Document | Rejection]:
    """Reads a CSV or TSV file with a header row; row numbers count data rows from 1.

    Args:
        stream: the file.
        name: its path.
        published_at: ISO date; overrules the rows'.
        delimiter: what stands between the columns; None: the one that the header row has most of.
    """
    lines = _LineSource(stream)
    first = next(lines, "").removeprefix("\ufeff")
    if not first.strip():
        yield make_rejection(_no_rows(name), name)
        return
    delimiter = delimiter or max(_SNIFF_DELIMITERS, key=first.count)
    # The csv module's own limit, 131,072 characters a field, is below our longest document; it can only be set for the process.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_DOCUMENT_CHARS + 1))
    try:
        header = [column.strip().lower() for column in next(csv.reader([first], delimiter=delimiter))]
    except csv.Error as error:
        yield make_rejection(ReadError("DRG-READ-010", f"{name}: the header row cannot be read ({error}); write it as RFC 4180 says"), name)
        return
    if not any(column in COLUMNS["text"] for column in header):
        yield make_rejection(_located(_missing_text(header), name), name)
        return
    yield from _read_csv_rows(csv.reader(lines, delimiter=delimiter, strict=True), lines, header, name, published_at)


def _read_csv_rows(reader: Iterator[list[str]], lines: _LineSource, header: list[str], name: str, published_at: str | None) -> Iterator[Document | Rejection]:
    number = 0
    while True:
        number += 1
        where = f"{name}#{number}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            fault = "a line is too long" if lines.take_overlong() else str(error)
            yield make_rejection(ReadError("DRG-READ-010", f"{where}: the row cannot be read ({fault}); quote fields as RFC 4180 says"), where)
            continue
        if cells is None:
            break
        if lines.take_overlong():
            yield _too_long(where)
        elif not cells:
            number -= 1
        elif len(cells) != len(header):
            seen = f"{len(cells)} fields, the header {len(header)}"
            yield make_rejection(ReadError("DRG-READ-010", f"{where}: the row has {seen}; quote fields as RFC 4180 says"), where)
        else:
            row = {column: cell for column, cell in zip(header, cells, strict=True) if cell}
            yield _read(lambda row=row: _read_row(row, published_at=published_at, row=None), where)  # type: ignore[misc]
    if number == 1:
        yield make_rejection(_no_rows(name), name)


class _LineSource:
    """Gives the csv module lines of bounded length, decoded one by one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = _iter_lines(stream)
        self._overlong = False

    def __iter__(self) -> _LineSource:
        return self

    def __next__(self) -> str:
        _, line = next(self._lines)
        if line is None:
            self._overlong = True
            return "\n"
        return decode_bytes(line)

    def take_overlong(self) -> bool:
        """Says whether a line was too long since the last call."""
        overlong, self._overlong = self._overlong, False
        return overlong


def _iter_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yields each line with its number, counted from 1; None for one of more than MAX_ROW_BYTES."""
    number = 0
    while line := stream.readline(MAX_ROW_BYTES + 1):
        number += 1
        if len(line) <= MAX_ROW_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_ROW_BYTES)
        yield number, None


def _read(make: Callable[[str], Document] | Callable[[], _Reading], where: str) -> Document | Rejection:
    raise NotImplementedError
