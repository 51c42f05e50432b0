"""Rows of the user's own: CSV files of persons in office and of bodies; they are asked before the pack's rows.

Persons: name, country, office, sector; optional aliases, gender, start, end, wikidata. Bodies: name, kind, country, sector; optional aliases, start, end.
Aliases are separated by ";", days are YYYY, YYYY-MM or YYYY-MM-DD, an empty end means "still".
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import ConfigError

PERSON_COLUMNS = ("name", "aliases", "country", "sector", "gender", "office", "start", "end", "wikidata")
_NEEDED = {"people": {"name", "country", "office"}, "organisations": {"name", "kind", "country"}}
_KINDS = frozenset("state igo igo_organ org ministry armed_group party company media bloc".split())
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CODE = re.compile(r"[A-Z]{3}")


def _table_of(header: list[str], path: Path) -> str:
    for table, needed in _NEEDED.items():
        if needed <= set(header):
            return table
    raise ConfigError(
        "DRG-CONFIG-016", f"{path} has the columns {', '.join(header) or 'none'}; a table of persons needs name, country, office, one of bodies name, kind, country"
    )


def _check(row: dict[str, str], table: str, path: Path, line: int) -> None:
    problem = ""
    if not row.get("name", "").strip():
        problem = "no name"
    elif row.get("country") and not _CODE.fullmatch(row["country"]):
        problem = f"country {row['country']!r} is no code of three capitals"
    elif row.get("sector") and not _CODE.fullmatch(row["sector"]):
        problem = f"sector {row['sector']!r} is no PLOVER sector"
    elif table == "organisations" and row["kind"] not in _KINDS:
        problem = f"kind {row['kind']!r} is none of {', '.join(sorted(_KINDS))}"
    elif bad := next((row[c] for c in ("start", "end") if row.get(c) and not _DAY.fullmatch(row[c])), None):
        problem = f"{bad!r} is no day (YYYY, YYYY-MM or YYYY-MM-DD)"
    elif row.get("start") and row.get("end") and row["end"] < row["start"][: len(row["end"])]:
        problem = f"ends {row['end']} before it starts {row['start']}"
    if problem:
        raise ConfigError("DRG-CONFIG-017", f"{path}, line {line}: {problem}")


def iter_additions(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yields (table, row) for each row of a CSV file; table is ``people`` or ``organisations``.

    Raises:
        ConfigError: the file cannot be opened, lacks columns, or a row is malformed; the message names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            header = [name.strip() for name in rows.fieldnames or []]
            rows.fieldnames = header
            table = _table_of(header, path)
            for row in rows:
                cells = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
                _check(cells, table, path, rows.line_num)
                yield table, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError("DRG-CONFIG-016", f"{path} cannot be read as a CSV table: {error}") from error


def digest(path: Path) -> str:
    """SHA-256 of the file, for the record of what a run knew."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
