"""Rows of a file of another data set as events or faults, each with its number."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.errors import ExchangeError
from dragoman.store.origins import gdelt, icews, plover, polecat
from dragoman.store.origins.events import ImportedEvent, RowFault
from dragoman.store.origins.files import MAX_LINE_BYTES, Line, iter_lines

#: What tells where an object ends: braces, and quotation marks that are not escaped.
_MARKS = re.compile(r'\\.|["{}]')
#: Lines by which a file without a header is told: one of them must be a row.
HEAD_LINES = 50


class Row(NamedTuple):
    """A row with its number: its event or fault, None for a header; and how many characters it has."""

    row: int
    found: ImportedEvent | RowFault | None
    chars: int


def iter_rows(origin: str, path: Path, *, after: int = 0) -> Iterator[Row]:
    """Yields the rows of a file of ``origin`` (one of ``ORIGINS``) behind row ``after``, in order.

    Raises:
        ExchangeError: the file cannot be read, or is no file of this data set.
    """
    if origin not in ORIGINS:
        raise ExchangeError("DRG-IMPORT-010", f"there is no origin {origin!r}; the origins are: {', '.join(ORIGINS)}")
    yield from ORIGINS[origin](path, after)


def fold_column(name: str) -> str:
    """Returns a column's name without case, blanks and marks.

    >>> fold_column('"Event ID"'), fold_column("event_id")
    ('eventid', 'eventid')
    """
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _tabled(parse: Callable[[Mapping[str, str]], ImportedEvent], needed: tuple[str, ...], spellings: Mapping[str, str]) -> Callable[[Path, int], Iterator[Row]]:
    def read(path: Path, after: int) -> Iterator[Row]:
        columns: list[str] | None = None
        for line in iter_lines(path):
            cells = (line.text or "").split("\t")
            if _is_header(cells, needed):
                columns = _columns(path, cells, needed, spellings, columns)
                yield Row(line.row, None, 0)
            elif columns is None:
                raise ExchangeError("DRG-IMPORT-002", f"{path} does not begin with a header that has the columns {', '.join(needed)}")
            elif line.row > after and line.text != "":
                yield _guarded(line, lambda cells=cells, columns=columns: parse(_by_name(cells, columns)))  # type: ignore[misc]

    return read


def _is_header(cells: list[str], needed: tuple[str, ...]) -> bool:
    folded = {fold_column(cell) for cell in cells[:8]} if not any(c.isdigit() for c in cells[0]) else ()
    return needed[0] in folded or "eventdate" in folded


def _columns(path: Path, cells: list[str], needed: tuple[str, ...], spellings: Mapping[str, str], before: list[str] | None) -> list[str]:
    """The names of the columns by a header line; a second header that names other things than the first only repeats it in other words."""
    found = [spellings.get(name, name) for name in (fold_column(cell) for cell in cells)]
    missing = [name for name in needed if name not in found]
    if not missing:
        return found
    if before is None:
        raise ExchangeError("DRG-IMPORT-002", f"the header of {path} lacks {', '.join(missing)}")
    return before


def _by_name(cells: list[str], columns: list[str]) -> dict[str, str]:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(columns):
        raise RowFault("DRG-IMPORT-003", f"the row has {len(cells)} cells, the header {len(columns)}")
    return dict(zip(columns, cells, strict=True))


def _read_gdelt(path: Path, after: int) -> Iterator[Row]:
    lines = _checked(path, iter_lines(path), lambda text: len(text.split("\t")) in gdelt.COLUMNS, "has no row of 58 (GDELT 1.0) or 61 (2.0) cells")
    for line in lines:
        if line.row <= after or line.text == "":
            continue
        cells = (line.text or "").split("\t")
        if line.row == 1 and fold_column(cells[0]) in ("globaleventid", "eventid"):
            yield Row(line.row, None, 0)
            continue
        yield _guarded(line, lambda cells=cells: _parse_gdelt(cells))  # type: ignore[misc]


def _checked(path: Path, lines: Iterator[Line], is_row: Callable[[str], bool], what: str) -> Iterator[Line]:
    """Passes lines on, if one of the first looks like a row or there is none; so a file of another kind is one fault and not a million."""
    head = list(itertools.islice(lines, HEAD_LINES))
    if any(line.text != "" for line in head) and not any(line.text is not None and is_row(line.text) for line in head):
        raise ExchangeError("DRG-IMPORT-002", f"{path} {what} in its first {HEAD_LINES} lines")
    return itertools.chain(head, lines)


def _parse_gdelt(cells: list[str]) -> ImportedEvent:
    if len(cells) not in gdelt.COLUMNS:
        raise RowFault("DRG-IMPORT-003", f"the row has {len(cells)} cells; files of GDELT have 58 (1.0) or 61 (2.0)")
    return gdelt.parse(cells)


def _read_plover(path: Path, after: int) -> Iterator[Row]:
    """An object a line, or the objects of one array, whatever their lines; a row's number is that of the line on which it begins."""
    lines = _checked(path, iter_lines(path), lambda text: text.lstrip().startswith(("{", "[")), "has no JSON object")
    first = next((line for line in lines if line.text is None or line.text.strip()), None)
    if first is None:
        return
    rest = itertools.chain([first], lines)
    for line in _objects(rest) if (first.text or "").lstrip().startswith("[") else rest:
        if line.row > after and (line.text is None or line.text.strip()):
            yield _guarded(line, lambda line=line: plover.parse(_json(line.text or "")))  # type: ignore[misc]


def _objects(lines: Iterator[Line]) -> Iterator[Line]:
    """Yields the outermost objects of an array; what stands between them is no concern, and an object without an end is given as it is."""
    depth, row, size, quoted = 0, 0, 0, False
    parts: list[str] = []
    for line in lines:
        start = 0
        for mark in _MARKS.finditer(line.text or ""):
            sign = mark.group()
            if sign == '"':
                quoted = not quoted
            elif not quoted and sign == "{":
                depth += 1
                row, start = (line.row, mark.start()) if depth == 1 else (row, start)
            elif not quoted and sign == "}" and depth:
                depth -= 1
                if depth == 0:
                    yield Line(row, "\n".join([*parts, (line.text or "")[start : mark.end()]]))
                    parts, size, start = [], 0, mark.end()
        if depth:
            parts.append((line.text or "")[start:])
            size += len(parts[-1])
            if size > MAX_LINE_BYTES:
                yield Line(row, None)
                return
    if depth:
        yield Line(row, "\n".join(parts))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RowFault("DRG-IMPORT-003", f"the line is no JSON: {str(error)[:100]}") from error


def _guarded(line: Line, parse: Callable[[], ImportedEvent]) -> Row:
    if line.text is None:
        return Row(line.row, RowFault("DRG-IMPORT-009", f"the row is longer than {MAX_LINE_BYTES:,} bytes"), 0)
    try:
        return Row(line.row, parse(), len(line.text))
    except RowFault as fault:
        return Row(line.row, fault, len(line.text))


ORIGINS: Mapping[str, Callable[[Path, int], Iterator[Row]]] = {
    "icews": _tabled(icews.parse, icews.NEEDED, {}), "gdelt": _read_gdelt, "polecat": _tabled(polecat.parse, polecat.NEEDED, polecat.SPELLINGS), "plover": _read_plover,
}  # fmt: skip
