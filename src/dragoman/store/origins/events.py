"""One event as another data set has it, in the terms of this one; and what the parsers of rows share."""

from __future__ import annotations

import functools
import math
import re
from datetime import date

from dragoman.ontology.cameo import Plover, plover_of
from dragoman.records.values import Value, make_id

#: How data sets write that there is nothing.
MISSING = frozenset({"", "NA", "N/A", "NULL", "None", "none", "nan", "NaN", "\\N"})


class RowFault(Exception):
    """A row that cannot be taken, with the code and words of its rejection."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ImportedParty(Value, frozen=True, kw_only=True):
    """A party: its name; ISO 3166-1 alpha-3 or PLOVER's non-state code; PLOVER's sector; code and sectors as the origin writes them."""

    name: str | None = None
    country: str | None = None
    sector: str | None = None
    code: str | None = None
    sectors: tuple[str, ...] = ()


class ImportedEvent(Value, frozen=True, kw_only=True):
    """An event of another data set.

    Type, modes, contexts, quad and intensity are PLOVER's; where the origin codes CAMEO they follow from the code, and are empty where PLOVER has no such event. What the origin
    itself says stands in the fields ``origin_...``. Days are ISO 8601, coordinates degrees.
    """

    id: str
    origin: str
    source_id: str
    date: str
    end_date: str | None = None
    event_type: str | None = None
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: str | None = None
    intensity: float | None = None
    origin_label: str | None = None
    origin_quad: str | None = None
    origin_intensity: float | None = None
    actors: tuple[ImportedParty, ...] = ()
    recipients: tuple[ImportedParty, ...] = ()
    place: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    story: str | None = None
    text: str | None = None
    mentions: int | None = None
    sources: int | None = None
    articles: int | None = None


def make_event_id(origin: str, source_id: str, day: str) -> str:
    """Returns the id of an imported event: ids of ICEWS are unique only with their day."""
    return make_id("im", origin, source_id, day)


def given(value: str | None) -> str | None:
    """Returns a cell without blanks and the quotation marks around it, None where it says that there is nothing."""
    if value is None:
        return None
    if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
        value = value[1:-1].replace('""', '"').replace('\\"', '"')
    value = value.strip()
    return None if value in MISSING else value


_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1700, 2100


@functools.lru_cache(maxsize=1 << 17)
def _iso_day(text: str) -> str | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())).isoformat() if match and _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR else None
    except ValueError:
        return None


def iso_day(value: str | None, what: str) -> str:
    """Returns a day as YYYY-MM-DD, from that form, from YYYYMMDD or from a date-time; raises RowFault where it is none, or lies outside of 1700 to 2100."""
    text = (given(value) or "").replace("T", " ").split(" ", 1)[0]
    day = _iso_day(text) if len(text) in (8, 10) else None
    if day is None:
        raise RowFault("DRG-IMPORT-004", f"{what} is {text[:40]!r}, no day from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def number(value: str | None, what: str, *, least: float = -math.inf, most: float = math.inf) -> float | None:
    """Returns a finite number within bounds, None where there is none; raises RowFault."""
    text = given(value)
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        raise RowFault("DRG-IMPORT-006", f"{what} is {text[:40]!r}, no number") from None
    if not least <= found <= most or not math.isfinite(found):
        raise RowFault("DRG-IMPORT-006", f"{what} is {text[:40]}, outside of {least:g} to {most:g}")
    return found


def whole(value: str | None, what: str) -> int | None:
    """Returns a whole number below 2**63, None where there is none; raises RowFault."""
    found = number(value, what, least=-(2**63), most=2**63 - 1024)
    if found is not None and found != int(found):
        raise RowFault("DRG-IMPORT-006", f"{what} is {str(value)[:40]!r}, no whole number")
    return None if found is None else int(found)


def required(value: str | None, what: str) -> str:
    """Returns a cell; raises RowFault where it is empty."""
    found = given(value)
    if found is None:
        raise RowFault("DRG-IMPORT-005", f"{what} is missing")
    return found


@functools.lru_cache(maxsize=4096)
def cameo_event(code: str) -> Plover:
    """Returns what a CAMEO code says in PLOVER.

    Raises:
        RowFault: no such code. Two digits are taken only where the first is 0: 10 may be root 10 or a 010 that lost its zero.
    """
    found = plover_of(code) if len(code) > 2 or code[:1] == "0" else None
    if found is None:
        why = "it may have lost its leading zero: CAMEO codes are text" if code.isdigit() and len(code) < 4 else "there is no such code"
        raise RowFault("DRG-IMPORT-007", f"the CAMEO code is {code[:20]!r}; {why}")
    return found
