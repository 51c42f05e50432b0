"""Office holders from a Wikidata JSON dump (https://www.wikidata.org/wiki/Wikidata:Database_download), streamed line by line.

Heads of state and of government, foreign and defence ministers: persons (P31 Q5) with a position (P39) whose item names a state as its jurisdiction (P1001, P17) and whose English label
says one of these offices. Terms come from the qualifiers P580 and P582. Two passes are made, since offices and states may stand after the persons.
"""

from __future__ import annotations

import bz2
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from dragoman.errors import ConfigError

#: An entity of more bytes is passed over; the largest of 2024 has about 4 MB.
MAX_LINE = 64 << 20
_OFFICES = (
    (re.compile(r"(?:deputy|vice|assistant|first lady|spouse|candidate|-elect|honorary|former|shadow|chief of staff|office of|secretary to)\b", re.I), None),
    (re.compile(r"minister (?:of|for) (?:foreign|external)|foreign minister|minister of international relations|secretary of state of the united states|united states secretary of state", re.I),
     "Foreign Minister"),
    (re.compile(r"foreign secretary|secretary of state for foreign", re.I), "Foreign Secretary"),
    (re.compile(r"minister (?:of|for) (?:national )?defen[cs]e|defen[cs]e minister|secretary of defense|secretary of state for defence", re.I), "Defence Minister"),
    (re.compile(r"^(?:federal )?prime minister\b|^premier of the (?:people|state|republic)|^minister-president of (?!\w+ \()", re.I), "Prime Minister"),
    (re.compile(r"^(?:federal )?chancellor of (?:germany|austria)|^federal chancellor", re.I), "Chancellor"),
    (re.compile(r"^taoiseach", re.I), "Taoiseach"),
    (re.compile(r"^supreme leader\b", re.I), "Supreme Leader"),
    (re.compile(r"^(?:federal )?president of (?!the (?:senate|national assembly|parliament|chamber|house|council|court|supreme|government of))", re.I), "President"),
    (re.compile(r"^king\b|^monarch of", re.I), "King"),
    (re.compile(r"^queen\b(?! consort)", re.I), "Queen"),
    (re.compile(r"^emir of", re.I), "Emir"),
    (re.compile(r"^sultan of", re.I), "Sultan"),
)  # fmt: skip
_GENDERS = {"Q6581097": "m", "Q2449503": "m", "Q6581072": "f", "Q1052281": "f"}
_HUMAN = "Q5"


class _Text(msgspec.Struct):
    value: str


class _Entity(msgspec.Struct):
    """What is read of an entity; everything else of its JSON is skipped."""

    id: str = ""
    labels: dict[str, _Text] | list[Any] = {}
    aliases: dict[str, list[_Text]] | list[Any] = {}
    claims: dict[str, list[dict[str, Any]]] | list[Any] = {}


@dataclass(frozen=True, slots=True)
class Term:
    """One person in one office."""

    name: str
    aliases: tuple[str, ...]
    country: str
    gender: str
    office: str
    start: str
    end: str
    wikidata: str

    def row(self) -> dict[str, str]:
        """Returns the cells of a table of persons (see ``dragoman.resolve.additions``)."""
        return {
            "name": self.name, "aliases": ";".join(self.aliases), "country": self.country, "sector": "GOV", "gender": self.gender, "office": self.office,
            "start": self.start, "end": self.end, "wikidata": self.wikidata,
        }  # fmt: skip


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return cast("IO[bytes]", bz2.open(path, "rb")) if path.suffix == ".bz2" else path.open("rb")


def _iter_entities(path: Path, progress: Callable[[int], None]) -> Iterator[_Entity]:
    """Yields the entities of a dump; a line that is none, or too long, is passed over."""
    decoder = msgspec.json.Decoder(_Entity)
    try:
        with _open(path) as stream:
            cut = False
            while line := stream.readline(MAX_LINE):
                whole = line.endswith(b"\n") or len(line) < MAX_LINE
                if whole and not cut and (entity := _decode(decoder, line)) is not None:
                    yield entity
                cut = not whole
                progress(len(line))
    except (OSError, EOFError) as error:
        raise ConfigError("DRG-CONFIG-018", f"{path} cannot be read as a Wikidata JSON dump (.json, .json.gz, .json.bz2): {error}") from error


def _decode(decoder: msgspec.json.Decoder[_Entity], line: bytes) -> _Entity | None:
    if b'"id"' not in line:
        return None
    try:
        return decoder.decode(line.strip().rstrip(b","))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _label(entity: _Entity) -> str:
    labels = entity.labels if isinstance(entity.labels, dict) else {}
    return next((labels[code].value for code in ("en", "mul", "en-gb") if code in labels), "")


def _statements(entity: _Entity, prop: str) -> list[dict[str, Any]]:
    claims = entity.claims if isinstance(entity.claims, dict) else {}
    return [c for c in claims.get(prop, []) if c.get("rank") != "deprecated"]


def _value(snak: Any) -> Any:
    return snak.get("datavalue", {}).get("value") if isinstance(snak, dict) else None


def _items(entity: _Entity, prop: str) -> list[str]:
    values = [_value(c.get("mainsnak")) for c in _statements(entity, prop)]
    return [v["id"] for v in values if isinstance(v, dict) and isinstance(v.get("id"), str)]


def _day(statement: dict[str, Any], prop: str) -> str:
    """A qualifier's time as YYYY, YYYY-MM or YYYY-MM-DD by its precision; empty where there is none."""
    for snak in (statement.get("qualifiers") or {}).get(prop, []):
        value = _value(snak)
        if isinstance(value, dict) and (match := re.match(r"\+(\d{4})-(\d\d)-(\d\d)", str(value.get("time")))):
            parts = {9: 1, 10: 2, 11: 3}.get(int(value.get("precision") or 0), 0)
            kept = [p for p in match.groups()[:parts] if p != "00"]
            if kept:
                return "-".join(kept)
    return ""


def office_of(label: str) -> str | None:
    """Returns the office that an item's label names, None where it is none of those that are kept.

    >>> office_of("President of Kenya"), office_of("Vice President of Kenya"), office_of("Minister of Foreign Affairs")
    ('President', None, 'Foreign Minister')
    """
    return next((office for pattern, office in _OFFICES if pattern.search(label)), None)


def iter_terms(path: Path, progress: Callable[[int], None] = lambda n: None) -> Iterator[Term]:
    """Yields the terms of office of a dump, in the order of its persons.

    Args:
        path: the dump, plain, gzip or bzip2.
        progress: told the number of bytes read, uncompressed; the whole dump counts twice.

    Raises:
        ConfigError: the file cannot be read.
    """
    codes: dict[str, str] = {}
    offices: dict[str, tuple[str, list[str]]] = {}
    for entity in _iter_entities(path, progress):
        for code in (_value(c.get("mainsnak")) for c in _statements(entity, "P298")):
            if isinstance(code, str) and re.fullmatch(r"[A-Z]{3}", code):
                codes[entity.id] = code
        places = _items(entity, "P1001") + _items(entity, "P17")
        if places and _HUMAN not in _items(entity, "P31") and (office := office_of(_label(entity))) is not None:
            offices[entity.id] = (office, places)
    for entity in _iter_entities(path, progress):
        if _HUMAN in _items(entity, "P31") and _label(entity):
            yield from _terms(entity, offices, codes)


def _terms(entity: _Entity, offices: dict[str, tuple[str, list[str]]], codes: dict[str, str]) -> Iterator[Term]:
    aliases = entity.aliases.get("en", []) if isinstance(entity.aliases, dict) else []
    gender = next((_GENDERS[g] for g in _items(entity, "P21") if g in _GENDERS), "")
    for statement in _statements(entity, "P39"):
        value = _value(statement.get("mainsnak"))
        office, places = offices.get(value.get("id", "") if isinstance(value, dict) else "", ("", []))
        country = next((codes[p] for p in places if p in codes), None)
        start, end = _day(statement, "P580"), _day(statement, "P582")
        if office and country and (start or end):
            names = tuple(dict.fromkeys(a.value.replace(";", ",") for a in aliases if " " in a.value))
            yield Term(_label(entity), names, country, gender, office, start, end, entity.id)
