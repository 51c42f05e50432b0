"""Rows of a query for people and programs: a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

import msgspec

from dragoman.output.answers import safe_cell
from dragoman.output.wording import one_line

ROW_FORMATS = ("table", "json", "jsonl", "csv")
#: A table shows this many rows; the other formats give all.
SHOWN_ROWS = 200


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[bytes], *, format_name: str, width: int | None = None, total: bool = True
) -> int:
    """Writes the rows of a query and returns how many there were.

    Args:
        columns: their names.
        rows: values as DuckDB gives them; lists and structs become JSON in CSV, words in the table.
        stream: where to write.
        format_name: one of ``ROW_FORMATS``.
        width: columns of the terminal; None asks it.
        total: whether a table ends with the number of its rows.
    """
    if format_name == "table":
        return _write_table(columns, rows, stream, width, total)
    if format_name == "csv":
        return _write_csv(columns, rows, stream)
    count = 0
    lines = format_name == "jsonl"
    for count, row in enumerate(rows, 1):
        if not lines:
            stream.write(b"[" if count == 1 else b",\n")
        stream.write(msgspec.json.encode(dict(zip(columns, row, strict=True))) + (b"\n" if lines else b""))
    if not lines:
        stream.write(b"]\n" if count else b"[]\n")
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return msgspec.json.encode(value).decode() if isinstance(value, list | tuple | dict) else str(value)


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[bytes]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    count = 0
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            count += 1
            writer.writerow([safe_cell(one_line(_cell(value))) for value in row])
        return count
    finally:
        text.detach()


def _write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: IO[bytes], width: int | None, total: bool) -> int:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
    try:
        console = Console(file=text, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False)
        table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
        for name in columns:
            whole = name.endswith("id") or name in ("a", "b", "decision")  # to be copied into the next command
            table.add_column(one_line(name), ratio=3 if name in ("words", "says", "claim") else None, overflow="fold", no_wrap=whole)
        count = 0
        for row in rows:
            count += 1
            if count <= SHOWN_ROWS:
                table.add_row(*(Text(one_line(_cell(value))) for value in row))
        if not count:
            console.print(Text("no rows", "dim"))
            return 0
        console.print(table)
        if not total:
            return count
        more = f"{count} rows" + (f", {SHOWN_ROWS} of them shown; --format csv gives all" if count > SHOWN_ROWS else "")
        console.print(Text(more if count != 1 else "1 row", "dim"))
        return count
    finally:
        text.detach()
