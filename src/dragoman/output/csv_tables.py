"""Writes records as CSV (RFC 4180, UTF-8): one file per table, nested values in dotted columns.

A nested value has a column for each of its parts (``when.start``, ``trigger.text``); a list is a JSON array in its cell, and a list of
nested values has one such array for each part (``actors.name`` is ``["Vladimir Putin","Kim Jong Un"]``). Empty means null.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from dragoman.records import CodedDocument, Rejection
from dragoman.records.schema import TABLES, Column, replace_surrogates, strip_optional, struct_columns, table_columns, table_rows

_Path = tuple[str, ...]


def csv_header(table: str) -> list[str]:
    """Returns the dotted column names of ``table``."""
    return [".".join(path) for path, _ in _leaves(table_columns(table))]


def csv_cells(row: dict[str, Any], table: str) -> list[str]:
    """Returns the cells of one row of ``table_rows``, in the order of ``csv_header``."""
    return [_cell(_pick(row, path)) for path, _ in _leaves(table_columns(table))]


def _leaves(columns: tuple[Column, ...], prefix: _Path = ()) -> Iterator[tuple[_Path, Column]]:
    for column in columns:
        path = (*prefix, column.name)
        kind = column.type
        if isinstance(kind, msgspec.inspect.VarTupleType):
            kind = strip_optional(kind.item_type)[0]
        if isinstance(kind, msgspec.inspect.StructType):
            yield from _leaves(struct_columns(kind), path)
        else:
            yield path, column


def _pick(value: Any, path: _Path) -> Any:
    if isinstance(value, list | tuple):
        return [_pick(item, path) for item in value]
    if not path or value is None:
        return value
    return _pick(value.get(path[0]), path[1:])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, list | dict):
        return replace_surrogates(_json(value))
    return repr(value)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class CsvWriter:
    """Writes the events table to a stream."""

    def __init__(self, stream: IO[bytes], table: str = "events") -> None:
        """Takes the stream to write to, which stays the caller's."""
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        self._table = table
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._csv.writerow(csv_header(table))

    def write(self, item: CodedDocument | Rejection) -> None:
        """Writes the rows of one document; a rejection of the whole document is a row of the table ``rejections``."""
        for row in item_rows(item, self._table):
            self._csv.writerow(csv_cells(row, self._table))
        self._text.flush()

    def close(self) -> None:
        """Flushes; the stream stays open, it is the caller's."""
        self._text.flush()
        self._text.detach()


def item_rows(item: CodedDocument | Rejection, table: str) -> list[dict[str, Any]]:
    """Returns the rows of one document; an unread document has a row in ``rejections`` only, with an empty document id."""
    if isinstance(item, CodedDocument):
        return table_rows(item.record, table)
    return [{"document_id": "", **msgspec.structs.asdict(item)}] if table == "rejections" else []


class CsvFolderWriter:
    """Writes one CSV file per table into a folder, which it makes."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder to write to."""
        folder.mkdir(parents=True, exist_ok=True)
        self._files: list[IO[bytes]] = [(folder / f"{table}.csv").open("wb") for table in TABLES]
        self._writers = [CsvWriter(file, table) for file, table in zip(self._files, TABLES, strict=True)]

    def write(self, item: CodedDocument | Rejection) -> None:
        """Writes the rows of one document to every table."""
        for writer in self._writers:
            writer.write(item)

    def close(self) -> None:
        """Closes the files."""
        for writer, file in zip(self._writers, self._files, strict=True):
            writer.close()
            file.close()
