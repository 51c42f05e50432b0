"""Task ``places`` on single cases: what is to be said of the places of a short text (JSON Lines as in the test suite of Mordecai 3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.records import CodedDocument, Document, Place, Record, RecordId, Rejection, Segment

#: GeoNames feature codes and the resolution of the record that they amount to.
_RESOLUTIONS = {"PCLI": "country", "PPLC": "city", "PPL": "city", "ADM1": "province", "ADM2": "district"}
_LOOKUPS = frozenset({"adm1-lookup", "country-lookup"})


def has_place_cases(path: Path) -> bool:
    """Tells whether a file is JSON Lines of such cases."""
    if path.suffix == ".xml" or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8") as stream:
            row = json.loads(stream.readline() or "null")
    except ValueError:
        return False
    return isinstance(row, dict) and "kind" in row and "expect" in row


def evaluate_place_cases(
    analyse: Callable[[Document], CodedDocument | Rejection], find: Callable[[str], Place | None], path: Path, progress: Callable[[], None] = lambda: None
) -> Result:
    """Scores JSON Lines with ``kind``, ``text``, ``expect`` and ``expect_ents``; ``accuracy`` is the share of cases of which all that is asked is right.

    ``expect_ents`` has rows with ``index`` (which place of the text) and any of ``geonameid``, ``country_code3``, ``feature_code``, ``search_name``.
    ``expect`` has ``event_location_raw``, ``containing_place`` or, for a name that is looked up alone, the same fields as those rows.
    A case that asks none of these is passed over.

    Args:
        analyse: codes a document.
        find: looks one name up.
        path: the cases.
        progress: called after each case.

    Raises:
        DataError: a line lacks a field.
    """
    counts: dict[str, Count] = {}
    right = n = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            good = _lookup(row, find) if row["kind"] in _LOOKUPS else _text(row, analyse)
            kind = str(row["kind"])
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise DataError("DRG-DATA-011", f"{path}, line {number} is no case with kind, text and expect: {error}") from error
        if good is not None:
            counts.setdefault(kind, Count()).add(good, 1, 1)
            n, right = n + 1, right + good
        progress()
    return Result("places", n, counts, accuracy=right / n if n else None)


def _lookup(row: dict[str, Any], find: Callable[[str], Place | None]) -> bool | None:
    place = find(row["text"])
    return place is None if row["expect"] is None else place is not None and _is(place, row["expect"])


def _text(row: dict[str, Any], analyse: Callable[[Document], CodedDocument | Rejection]) -> bool | None:
    expect, wanted = row["expect"] or {}, row.get("expect_ents") or []
    asked = expect.get("event_location_raw") or expect.get("containing_place") or "geolocated_ents" in expect or wanted
    if not asked:
        return None
    coded = analyse(Document(text=row["text"], segments=(Segment(kind="body", start=0, end=len(row["text"])),)))
    if not isinstance(coded, CodedDocument):
        return False
    record = coded.record
    named = sorted(((m.start, p) for p in record.places for m in p.mentions), key=lambda item: item[0])
    if raw := expect.get("event_location_raw"):
        return any(raw == m.text for p in record.places if p.id in _placed(record) for m in p.mentions)
    if whole := expect.get("containing_place"):
        outer = next((p for p in record.places if p.name == whole), None)
        return outer is not None and any(m.text == row["entity"] and p.country == outer.country for p in record.places for m in p.mentions)
    if not wanted:
        return not named
    return all(-len(named) <= w["index"] < len(named) and _is(named[w["index"]][1], w) for w in wanted)


def _placed(record: Record) -> set[RecordId]:
    return {e.place for e in record.events if e.place is not None} | {s.place for s in record.statements if s.place is not None}


def _is(place: Place, wanted: dict[str, Any]) -> bool:
    said = {"geonameid": str(place.geonames), "country_code3": place.country, "search_name": place.name, "feature_code": place.resolution}
    return all(said[name] == (_RESOLUTIONS.get(value) if name == "feature_code" else value) for name, value in wanted.items() if name in said)
