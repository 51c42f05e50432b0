"""Codebooks beside exported files: what each column holds, by whose definition, and how much of it is filled. Counted while the file is written."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any

import msgspec

from dragoman.records.notes import note_of
from dragoman.records.schema import TABLES

#: Distinct values of a column that are told apart; beyond, the codebook says "more than".
MOST_VALUES = 10_000
#: Values of a column that are listed with their counts.
MOST_LISTED = 60


class ExportColumns(msgspec.Struct, frozen=True, kw_only=True):
    """The definition of an export: what it is, whose definitions it follows, what each column holds, which columns' values are counted."""

    about: str
    source: str
    columns: dict[str, str]
    counted: frozenset[str]


@functools.cache
def definitions() -> dict[str, ExportColumns]:
    """Returns the definitions by export (``data/export_columns.toml``)."""
    text = resources.files("dragoman.store").joinpath("data", "export_columns.toml").read_text(encoding="utf-8")
    return {
        name: ExportColumns(
            about=item["about"], source=item["source"], columns={c: d["holds"] for c, d in item["columns"].items()},
            counted=frozenset(c for c, d in item["columns"].items() if d.get("count")),
        )
        for name, item in tomllib.loads(text).items()
    }  # fmt: skip


class Profile:
    """Counts the rows of a file as they are written: how many values each column has, how many distinct ones, and the values of columns that have few."""

    def __init__(self, definition: ExportColumns) -> None:
        self.definition = definition
        self.rows = 0
        self.filled: Counter[str] = Counter()
        self.values: dict[str, Counter[str]] = {name: Counter() for name in definition.columns}
        self.more: set[str] = set()

    def add(self, names: Sequence[str], cells: Sequence[str]) -> None:
        """Takes a row of a table."""
        self.rows += 1
        for name, cell in zip(names, cells, strict=True):
            if cell not in ("", "None"):
                self._take(name, cell)

    def add_object(self, record: dict[str, Any], prefix: str = "") -> None:
        """Takes a record; a list counts as filled if it holds something, and each of its items is a value."""
        self.rows += not prefix
        for name, value in record.items():
            if name == "properties" and isinstance(value, dict):
                self.add_object(value, "properties.")
            elif value not in (None, "", [], {}):
                column = f"{prefix}{name}"
                texts = [v if isinstance(v, str) else msgspec.json.encode(v).decode() for v in (value if isinstance(value, list) else [value])]
                self._take(column, *texts)

    def _take(self, name: str, *texts: str) -> None:
        self.filled[name] += 1
        counts = self.values[name]
        for text in texts:
            if text in counts or len(counts) < MOST_VALUES:
                counts[text] += 1
            else:
                self.more.add(name)


def codebook(file: str, profile: Profile, how: str) -> str:
    """Returns the codebook page of a file that holds one table.

    Args:
        file: its name.
        profile: what was counted while it was written.
        how: how the file is to be read, a sentence.
    """
    definition = profile.definition
    lines = [f"# Codebook of {_cell(file)}", "", definition.about, "", how, "", f"- Rows: {profile.rows}", f"- Columns: {len(definition.columns)}", f"- Definitions: {definition.source}", "",
             "| column | holds | filled | distinct |", "|---|---|---:|---:|"]  # fmt: skip
    for name, holds in definition.columns.items():
        distinct = f"more than {MOST_VALUES}" if name in profile.more else str(len(profile.values[name]))
        lines.append(f"| `{name}` | {_cell(holds)} | {profile.filled[name]} | {distinct} |")
    lines += ["", "\"Filled\" counts rows with a value, \"distinct\" the different values; of a list, those of its items.", ""]
    for name in definition.columns:
        counts = profile.values[name]
        if name in definition.counted and counts:
            shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            lines += [f"## Values of `{name}`", "", "| value | count |", "|---|---:|", *(f"| {_cell(value)} | {count} |" for value, count in shown[:MOST_LISTED])]
            lines += [f"| {len(shown) - MOST_LISTED} other values | {sum(c for _, c in shown[MOST_LISTED:])} |", ""] if len(shown) > MOST_LISTED else [""]
    return "\n".join(lines)


def tables_codebook(folder: str, rows: dict[str, int], filled: dict[str, dict[str, int]], how: str) -> str:
    """Returns the codebook page of a folder with a file for each record type.

    Args:
        folder: its name.
        rows: rows of each table.
        filled: rows with a value, by table and column; a nested value's parts count with their first name.
        how: how the files are to be read, a sentence.
    """
    lines = [f"# Codebook of {_cell(folder)}", "", "Every table of a store, a file for each record type.", "", how, "", "Definitions: docs/records.md of dragoman and the standards that it names.", ""]
    for table, kind in TABLES.items():
        lines += [f"## {table}", "", " ".join((kind.__doc__ or "").split("\n\n")[0].replace("``", "`").split()), "", f"Rows: {rows.get(table, 0)}", "", "| column | holds | filled |", "|---|---|---:|"]
        own = {"document_id": "The document that the row is of.", "schema_version": "Version of the record contract.", "provenance": "What made the record: versions and hashes."}
        names = ("schema_version", *kind.__struct_encode_fields__, "provenance") if table == "documents" else ("document_id", *kind.__struct_encode_fields__)
        for name in names:
            lines.append(f"| `{name}` | {_cell(own.get(name) or note_of(kind, name))} | {filled.get(table, {}).get(name, 0)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
