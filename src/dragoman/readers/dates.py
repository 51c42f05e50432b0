"""Publication dates as newsrooms write them, to ISO 8601. Ambiguous ones (03/04/2024) are not guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from dragoman.errors import ReadError

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTH_NAMES, start=1)}

MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
YEAR = r"(?:1[89][0-9]{2}|2[01][0-9]{2})"
ZONE = r"(?:Z|UTC|GMT|[ECMP][SD]?T|BST|CES?T|EES?T|MSK|IST|JST|KST|HKT|SGT|AES?T|WIB|TRT|SAST|PKT)(?![A-Za-z])(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}"
TIME = rf"(?:T|\b)?(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?::[0-5][0-9](?:\.\d{{1,9}})?)?\s*(?:[ap]\.?m\b\.?)?\s*(?:\(?(?:{ZONE})\)?)?|\b(?:1[0-2]|[1-9])\s*[ap]\.?m\b\.?"

DATE = (
    rf"(?:{YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|{MONTH}\s*{DAY},?\s+{YEAR}\b"
    rf"|{DAY}(?:\s+of)?[\s-]+{MONTH},?[\s-]+{YEAR}\b"
    rf"|(?:0?[1-9]|[12][0-9]|3[01])[/.](?:0?[1-9]|[12][0-9]|3[01])[/.]{YEAR}\b)"
)
"""Pattern of a date with its year (use with ``re.IGNORECASE``)."""

_FIND_DATE = re.compile(rf"(?<![\w/]){DATE}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"({YEAR})[-/.](\d{{1,2}})[-/.](\d{{1,2}})")
_MONTH_FIRST = re.compile(rf"({MONTH})\s*(\d{{1,2}})\D*?,?\s+({YEAR})", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+({MONTH}),?[\s-]+({YEAR})", re.IGNORECASE)
_NUMERIC = re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.]({YEAR})")
_ISO = re.compile(
    rf"({YEAR})-?(\d{{2}})-?(\d{{2}})(?:[T ]\s*(\d{{2}}):?(\d{{2}})(?::?(\d{{2}})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{{2}}:?(?:\d{{2}})?)?)?",
    re.IGNORECASE,
)
_RFC_TIME = re.compile(r"\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})\s*(?:\([A-Z]+\))?$")

_EPOCH_SECONDS = range(10**8, 10**10)
_EPOCH_MILLISECONDS = range(10**11, 10**13)


def find_date(text: str) -> str | None:
    """Returns the first date with a year in ``text`` as ``YYYY-MM-DD``; None if there is none or it can be read in two ways."""
    for match in _FIND_DATE.finditer(text):
        if (found := _to_iso(match.group())) is not None:
            return found
    return None


def parse_published(value: str | int | float | date) -> str | None:
    """Reads a publication date or date-time of any common form; None if it cannot be read in exactly one way.

    A time of day is kept only where the time zone is stated, so that the date is always the one that was written.

    Args:
        value: ISO 8601, RFC 2822, a date in English words, Unix seconds or milliseconds, or a ``date`` or ``datetime``.
    """
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo is not None else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _from_epoch(value)
    text = value.strip()[:200]
    if (match := _ISO.fullmatch(text)) is not None:
        return _from_iso(match)
    if text.isdecimal() and text.isascii():
        return _from_epoch(int(text))
    found = find_date(text)
    time = _RFC_TIME.search(text)
    if found is None or time is None:
        return found
    hour, minute, second, zone = time.groups()
    return _join_time(date.fromisoformat(found), (hour, minute, second), zone)


def require_published(value: str | int | float | date | None, path: str | None) -> str | None:
    """Returns ``parse_published(value)``, None for None or an empty string; raises ReadError where the date cannot be read."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    published_at = parse_published(value)
    if published_at is None:
        seen = value.strip()[:60] if isinstance(value, str) else value
        where = f"{path}: " if path is not None else ""
        raise ReadError("DRG-READ-012", f"{where}cannot read {seen!r} as the publication date; write it as YYYY-MM-DD")
    return published_at


def _to_iso(text: str) -> str | None:
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        year, month, day = (int(part) for part in match.groups())
    elif (match := _MONTH_FIRST.fullmatch(text)) is not None:
        year, month, day = int(match[3]), _MONTH_NUMBERS[match[1][:3].lower()], int(match[2])
    elif (match := _DAY_FIRST.fullmatch(text)) is not None:
        year, month, day = int(match[3]), _MONTH_NUMBERS[match[2][:3].lower()], int(match[1])
    elif (match := _NUMERIC.fullmatch(text)) is not None:
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 or first == second:
            day, month = first, second
        elif second > 12:
            day, month = second, first
        else:
            return None
    else:
        return None
    return _valid(year, month, day)


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _from_epoch(value: float) -> str | None:
    if not abs(value) <= 10**14:  # also where it is not a number
        return None
    number = int(value)
    if number in _EPOCH_MILLISECONDS:
        number //= 1000
    elif number not in _EPOCH_SECONDS:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=number)).isoformat()


def _from_iso(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = match.groups()
    day_text = _valid(int(year), int(month), int(day))
    if day_text is None or hour is None or zone is None:
        return day_text
    return _join_time(date.fromisoformat(day_text), (hour, minute, second), zone)


def _join_time(day: date, clock: tuple[str, str, str | None], zone: str) -> str:
    hour, minute, second = int(clock[0]), int(clock[1]), int(clock[2] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return day.isoformat()
    offset = _offset(zone)
    if offset is None:
        return day.isoformat()
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=offset).isoformat()


def _offset(zone: str) -> timezone | None:
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:4] or 0)
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
