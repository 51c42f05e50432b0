"""Values of the readings of time expressions, and the arithmetic of days, months and years."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dragoman.text.timex.words import NUMBERS

Tense = Literal["past", "future", "present"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A reading: ISO dates (None: open), precision and basis as in the record contract."""

    start: str | None
    end: str | None
    precision: str
    basis: str


@dataclass(frozen=True, slots=True)
class At:
    """What an expression is read against."""

    anchor: date
    tense: Tense
    reference: date | None  # a day that the text gave before ("On May 3 ...; two days later")


UNKNOWN = Interval(None, None, "unknown", "event_relative")


def bounds(interval: Interval) -> tuple[date, date] | None:
    """The first and last day of a reading that has both."""
    if interval.start is None or interval.end is None:
        return None
    return date.fromisoformat(interval.start), date.fromisoformat(interval.end)


def interval(start: date, end: date, precision: str = "day", basis: str = "document_relative") -> Interval:
    """A reading from one day to another."""
    return Interval(start.isoformat(), end.isoformat(), precision, basis)


def month_of(year: int, month: int, basis: str = "document_relative") -> Interval:
    """A whole month."""
    return interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", basis)


def year_of(year: int, basis: str = "document_relative", last: int | None = None) -> Interval:
    """A whole year, or the years from ``year`` to ``last``."""
    return interval(date(year, 1, 1), date(last or year, 12, 31), "year", basis)


def shift_months(day: date, months: int) -> tuple[int, int]:
    """Year and month that lie ``months`` after the month of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def same_day(day: date, months: int) -> date:
    """The day of the same number ``months`` later, or the last of that month."""
    year, month = shift_months(day, months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def number_of(words: str) -> int:
    """The number that words or digits say; 0 for a vague one ("several")."""
    words = re.sub(r"\s+", " ", words.lower().strip())
    return int(words) if words.isdigit() else NUMBERS.get(words, 0)


def pick(options: list[date], at: At) -> date:
    """The option that the tense asks for, nearest to the anchor; the anchor itself fits both."""
    fits = [d for d in options if (d >= at.anchor if at.tense == "future" else d <= at.anchor)]
    return min(fits or options, key=lambda d: abs((d - at.anchor).days))


def span_of(first: Interval | None, last: Interval | None) -> Interval | None:
    """From the beginning of one reading to the end of another."""
    if first is None or last is None or first.start is None or last.end is None or last.end < first.start:
        return None
    return Interval(first.start, last.end, first.precision, first.basis)
