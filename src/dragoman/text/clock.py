"""Clock times of the wire: "at 2:22 a.m.", "14:30", "0430 GMT"."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TWELVE = re.compile(r"\b(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?\s*([ap])\.?m\b", re.I)
_TWENTY_FOUR = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b|\b([01]\d|2[0-3])([0-5]\d)\s+(?:GMT|UTC)\b")
_UNIVERSAL = re.compile(r"\b(?:GMT|UTC)\b")


def read_clock(words: str) -> time | None:
    """Returns the clock time that ``words`` name, None where they name none.

    >>> read_clock("shortly after 2:22 a.m. on Wednesday"), read_clock("Friday at 0430 GMT"), read_clock("on Wednesday night")
    (datetime.time(2, 22), datetime.time(4, 30), None)
    """
    if match := _TWELVE.search(words):
        return time(int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0), int(match[2] or 0))
    if match := _TWENTY_FOUR.search(words):
        return time(int(match[1] or match[3]), int(match[2] or match[4]))
    return None


def local_time(words: str, day: str, zone: str | None) -> str | None:
    """Returns the minute that ``words`` name on ``day``, ISO 8601 with its offset; None without a clock time or a zone.

    Args:
        words: the time expression; "GMT" in it goes before ``zone``.
        day: ISO 8601.
        zone: IANA name of the time zone of the place where it happened.

    >>> local_time("at 2:22 a.m. on Wednesday", "2024-06-19", "Asia/Pyongyang"), local_time("at 2:22 a.m.", "2024-06-19", None)
    ('2024-06-19T02:22+09:00', None)
    """
    clock, name = read_clock(words), "UTC" if _UNIVERSAL.search(words) else zone
    if clock is None or name is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day[:10]), clock, ZoneInfo(name)).isoformat(timespec="minutes")
    except (ZoneInfoNotFoundError, ValueError):
        return None
