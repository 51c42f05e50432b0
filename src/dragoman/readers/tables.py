"""Documents in rows: JSONL, JSON and CSV, streamed; one bad row is one rejection, and the other rows go on."""

from __future__ import annotations

import contextlib
import csv
import json
import math
from collections.abc import Iterator, Mapping

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.entries import Fetch
from dragoman.readers.formats import describe_json
from dragoman.readers.html import has_markup, read_fragment
from dragoman.readers.json_feeds import is_json_feed, read_json_feed
from dragoman.readers.limits import MAX_ROW_BYTES, ByteStream, make_rejection
from dragoman.readers.ninjs import is_ninjs, read_ninjs
from dragoman.readers.plain import check_text, read_text, with_default_date
from dragoman.records import Document, Rejection
from dragoman.text.encoding import decode_bytes, replace_surrogates

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "full_text", "body_text", "maintext", "fulltext", "article_text", "articlebody", "story"),
    "title": ("title", "headline", "head"),
    "published_at": (
        "published_at",
        "date",
        "published",
        "pub_date",
        "publication_date",
        "date_published",
        "datepublished",
        "date_publish",
        "publishedat",
        "pubdate",
        "published_date",
        "published_on",
        "datetime",
        "timestamp",
    ),
    "url": ("url", "link", "uri", "source_url", "canonical_url"),
    "publisher": ("publisher", "source", "outlet", "site_name", "source_name", "newspaper", "agency"),
    "id": ("id", "doc_id", "document_id", "article_id", "docid", "guid"),
    "language": ("language", "lang"),
}
"""Names of the columns, in any case, ``_``, ``-`` and space alike; where several stand in a row, the first that is filled counts."""
LISTS = ("articles", "documents", "docs", "stories", "items", "results", "data", "rows")
"""Keys under which a JSON object may hold a list of documents."""

MAX_RESCANNED_CHARS = 64_000_000
"""How much of a CSV file is read again behind rows with a quotation mark too many; keeps the work of a hostile file linear."""

MAX_LINE_BYTES = 1 << 30
"""How much of an overlong line is passed over in search of its end; behind a longer one nothing is read."""

_SNIFF_DELIMITERS = (",", "\t", ";", "|")
_NO_VALUE = frozenset({"", "null", "none", "nan", "n/a", "na", "-", "nat", "unknown"})

Item = Document | Rejection


def read_jsonl(stream: ByteStream, *, name: str, published_at: str | None = None, fetch: Fetch | None = None) -> Iterator[Item]:
    """Reads one JSON object a line (a row, a ninjs item, a JSON Feed); empty lines are skipped, line numbers count from 1.

    Args:
        stream: the file; one line of it is held in memory at a time.
        name: its path.
        published_at: ISO date of the rows that have none.
        fetch: fetches the pages behind the items of a JSON Feed, for their full text.
    """
    filled = False
    for number, line in _iter_lines(stream):
        where = f"{name}#{number}"
        if line is None:
            filled = True
            yield make_rejection(_too_long(where), where)
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            filled = True
            yield from _read_json_line(line, name, number, published_at, fetch)
    if not filled:
        yield make_rejection(_no_rows(name), name)


def read_json(data: bytes, *, name: str, published_at: str | None = None, fetch: Fetch | None = None) -> Iterator[Item]:
    """Reads a JSON file that holds one document object, a list of them, or an object with a list of them (``{"articles": [...]}``).

    An object may be a ninjs item; a file may be a JSON Feed, of which ``fetch`` fetches the pages, for their full text.
    """
    try:
        content = decode_json(data, name)
        if (seen := describe_json(content)) is not None:
            raise _foreign(name, seen)
    except ReadError as error:
        if _has_json_lines(data):
            from io import BytesIO

            yield from read_jsonl(BytesIO(data), name=name, published_at=published_at, fetch=fetch)
        else:
            yield make_rejection(error, name)
        return
    rows = None if isinstance(content, Mapping) and is_json_feed(content) else _find_list(content)
    if rows is None:
        yield from _read_object(content, name, None, published_at, fetch)
        return
    if not rows:
        yield make_rejection(_no_rows(name), name)
    for number, row in enumerate(rows, start=1):
        yield from _read_object(row, name, number, published_at, fetch)


def read_csv(stream: ByteStream, *, name: str, published_at: str | None = None, delimiter: str | None = None) -> Iterator[Item]:
    """Reads a CSV or TSV file with a header row; row numbers count data rows from 1.

    Args:
        stream: the file; one row of it is held in memory at a time.
        name: its path.
        published_at: ISO date of the rows that have none.
        delimiter: what stands between the columns; None: the one that the header row has most of.
    """
    lines = _LineSource(stream)
    first = next(lines, "").removeprefix("\ufeff")
    if lines.take_overlong():
        yield make_rejection(_too_long(name), name)
        return
    if not first.strip():
        yield make_rejection(_no_rows(name), name)
        return
    delimiter = delimiter or max(_SNIFF_DELIMITERS, key=first.count)
    # The csv module's own limit, 131,072 characters a field, is below our longest document; it can only be set for the process.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES))
    try:
        header = [_column(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        yield make_rejection(ReadError("DRG-READ-010", f"{name}: the header row cannot be read ({error}); write it as RFC 4180 says"), name)
        return
    if not any(column in COLUMNS["text"] for column in header):
        yield make_rejection(missing_text(name, header), name)
        return
    yield from _read_csv_rows(lines, header, delimiter, name, published_at)


def decode_json(data: bytes, where: str) -> object:
    """Decodes JSON of any encoding; raises ReadError DRG-READ-009 where it is malformed."""
    text = decode_bytes(data).removeprefix("\ufeff")
    with contextlib.suppress(msgspec.DecodeError, RecursionError, UnicodeError):
        return msgspec.json.decode(text)
    try:  # Other programs write NaN and halves of surrogate pairs, which the strict decoder refuses.
        content: object = json.loads(text)
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ReadError("DRG-READ-009", f"{where}: this is not valid JSON ({reason}); write one JSON object a line, or a list of objects") from error
    return content


def looks_like_csv(first_line: str) -> bool:
    """Says whether ``first_line`` is a header row that names the text and another known column."""
    for delimiter in _SNIFF_DELIMITERS:
        cells = [_column(cell.strip('"')) for cell in first_line.strip().split(delimiter)]
        known = [meaning for cell in cells for meaning, names in COLUMNS.items() if cell in names]
        if len(cells) > 1 and "text" in known and len(known) > 1 and all(len(cell) <= 40 for cell in cells):
            return True
    return False


def meaning_of(column: str) -> str | None:
    """Returns what a column of this name holds (a key of ``COLUMNS``), None if it is not read."""
    name = _column(column)
    return next((meaning for meaning, names in COLUMNS.items() if name in names), None)


def _column(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("-", "_")


def _read_json_line(line: bytes, name: str, number: int, published_at: str | None, fetch: Fetch | None) -> Iterator[Item]:
    where = f"{name}#{number}"
    try:
        row = decode_json(line, where)
    except ReadError as error:
        yield make_rejection(error, where)
        return
    yield from _read_object(row, name, number, published_at, fetch)


def _read_object(row: object, name: str, number: int | None, published_at: str | None, fetch: Fetch | None) -> Iterator[Item]:
    """Reads an object of a JSON file: a JSON Feed, a ninjs item, which may hold others, or a row."""
    if isinstance(row, Mapping) and is_json_feed(row):
        yield from read_json_feed(row, name=name, published_at=published_at, fetch=fetch)
    elif isinstance(row, Mapping) and is_ninjs(row):
        yield from read_ninjs(row, name=name, number=number, published_at=published_at)
    else:
        yield read_row(row, name, number, published_at)


def read_row(row: object, name: str, number: int | None, published_at: str | None) -> Item:
    """Makes the document of one row; its path is the file's name with the row's own id, or with its number where it has none.

    Args:
        row: the cells by the name of their column; anything but a mapping is a rejection.
        name: path of the file.
        number: number of the row, from 1; None where the file is one document.
        published_at: ISO date of rows that have none.
    """
    where = name if number is None else f"{name}#{number}"
    if not isinstance(row, Mapping):
        kind = "list" if isinstance(row, list) else "value"
        return make_rejection(
            ReadError("DRG-READ-010", f"{where}: this row is a {kind}, not an object; write one object with the field text for each document"), where
        )
    cells = {_column(str(key)): value for key, value in reversed(list(row.items()))}
    row_id = _short(_pick(cells, "id"))
    path = where if row_id is None else f"{name}#{row_id}"
    try:
        if (seen := describe_json(row)) is not None:
            raise _foreign(path, seen)
        return _make_document(cells, path, published_at)
    except ReadError as error:
        return make_rejection(error, path)


def _make_document(cells: Mapping[str, object], path: str, published_at: str | None) -> Document:
    if not any(name in cells for name in COLUMNS["text"]):
        raise missing_text(path, list(cells))
    value = _pick(cells, "text")
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if value is not None and not isinstance(value, str):
        raise ReadError("DRG-READ-011", f"{path}: the text of this row is not a string but {str(value)[:40]!r}; give the story as one string")
    text = value or ""
    check_text(text, path)
    own_date = _pick(cells, "published_at")
    if isinstance(own_date, bool) or not isinstance(own_date, str | int | float | None):
        raise ReadError("DRG-READ-012", f"{path}: cannot read {str(own_date)[:60]!r} as the publication date; write it as YYYY-MM-DD")
    read = read_fragment if has_markup(text) else read_text
    document = read(
        text, path=path, published_at=own_date, title=_name(_pick(cells, "title")), publisher=_name(_pick(cells, "publisher")),
        url=_name(_pick(cells, "url")), language=_name(_pick(cells, "language")),
    )  # fmt: skip
    return with_default_date(document, published_at)


def _pick(cells: Mapping[str, object], meaning: str) -> object:
    """Returns the first filled cell of the columns of this meaning; for the text, the first that is there."""
    for name in COLUMNS[meaning]:
        value = cells.get(name)
        if isinstance(value, str):
            if meaning == "text" and value.strip():
                return value
            if meaning != "text" and value.strip().lower() not in _NO_VALUE:
                return value.strip()
        elif value is not None and value not in ([], {}) and not (isinstance(value, float) and math.isnan(value)):
            return value
    return None


def _name(value: object) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        value = value[0] if value else None
    return replace_surrogates(value[:2000]) if isinstance(value, str) and value.strip() else None


def _short(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value)
    return text if 0 < len(text) <= 200 and text.isprintable() else None


def _find_list(content: object) -> list[object] | None:
    if isinstance(content, list):
        return content
    if isinstance(content, dict) and not any(_column(str(key)) in COLUMNS["text"] for key in content if not isinstance(content[key], list)):
        for key in LISTS:
            rows = content.get(key)
            if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
                return rows
    return None


def _has_json_lines(data: bytes) -> bool:
    """Says whether one of the first lines of broken JSON is an object of its own: then it was meant as JSON Lines."""
    lines = [line for line in data[:2_000_000].splitlines()[:50] if line.strip()]
    if len(lines) < 2:
        return False
    for line in lines:
        if line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}"):
            try:
                if isinstance(decode_json(line, ""), dict):
                    return True
            except ReadError:
                continue
    return False


def _read_csv_rows(lines: _LineSource, header: list[str], delimiter: str, name: str, published_at: str | None) -> Iterator[Item]:
    number = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.start_row()
        where = f"{name}#{number + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            number += 1
            overlong = lines.take_overlong()
            reason = f"{error}" if lines.give_back() else f"{error}; the {lines.row_lines} lines from here on were left out"
            yield make_rejection(
                _too_long(where) if overlong else ReadError("DRG-READ-010", f"{where}: the row cannot be read ({reason}); quote fields as RFC 4180 says"), where
            )
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            break
        overlong = lines.take_overlong()
        if not cells and not overlong:
            continue
        number += 1
        if overlong:
            yield make_rejection(_too_long(where), where)
        elif len(cells) != len(header):
            seen = f"{len(cells)} fields, the header {len(header)}"
            yield make_rejection(ReadError("DRG-READ-010", f"{where}: the row has {seen}; quote fields as RFC 4180 says"), where)
        else:
            yield read_row(dict(reversed(list(zip(header, cells, strict=True)))), name, number, published_at)
    if number == 0:
        yield make_rejection(_no_rows(name), name)


class _LineSource:
    """Gives the csv module lines of bounded length, decoded one by one, and takes back those that a broken row swallowed."""

    def __init__(self, stream: ByteStream) -> None:
        self._lines = _iter_lines(stream)
        self._waiting: list[str] = []
        self._row: list[str] = []
        self._rescanned = 0
        self._overlong = False

    def __iter__(self) -> _LineSource:
        return self

    def __next__(self) -> str:
        if self._waiting:
            text = self._waiting.pop()
        else:
            _, line = next(self._lines)
            self._overlong = self._overlong or line is None
            text = "\n" if line is None else decode_bytes(line)
        self._row.append(text)
        return text

    @property
    def row_lines(self) -> int:
        """How many lines the current row has taken."""
        return len(self._row)

    def start_row(self) -> None:
        """Forgets the lines of the row before."""
        self._row.clear()

    def give_back(self) -> bool:
        """Puts all lines of a broken row but its first back; False where too much was read again already."""
        self._rescanned += sum(map(len, self._row[1:]))
        if self._rescanned > MAX_RESCANNED_CHARS:
            return len(self._row) < 2
        self._waiting += reversed(self._row[1:])
        return True

    def take_overlong(self) -> bool:
        """Says whether a line was too long since the last call."""
        overlong, self._overlong = self._overlong, False
        return overlong


def _iter_lines(stream: ByteStream) -> Iterator[tuple[int, bytes | None]]:
    """Yields each line with its number, counted from 1; None for one of more than MAX_ROW_BYTES. One that never ends is the last."""
    number = 0
    while line := stream.readline(MAX_ROW_BYTES + 1):
        number += 1
        if len(line) <= MAX_ROW_BYTES:
            yield number, line
            continue
        passed = len(line)
        while line and not line.endswith(b"\n") and passed <= MAX_LINE_BYTES:
            line = stream.readline(MAX_ROW_BYTES)
            passed += len(line)
        yield number, None
        if passed > MAX_LINE_BYTES:
            return


def _too_long(where: str) -> ReadError:
    return ReadError("DRG-READ-008", f"{where}: the line has more than {MAX_ROW_BYTES} bytes; split the document, or put each on a line of its own")


def _no_rows(name: str) -> ReadError:
    return ReadError("DRG-READ-015", f"{name} holds no rows; give one document a row")


def missing_text(where: str, columns: list[str]) -> ReadError:
    """Returns the error of a table none of whose ``columns`` holds the text."""
    seen = ", ".join(column[:40] for column in columns[:20]) or "none"
    return ReadError("DRG-READ-011", f"{where}: no column holds the text (columns: {seen}); name it text, body, content or article")


def _foreign(where: str, seen: str) -> ReadError:
    return ReadError("DRG-READ-006", f"{where}: this is {seen}, a format that is not read; convert it to plain text, HTML, JSON Lines or CSV")
