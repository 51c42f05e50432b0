"""Reads English time expressions against the day of the text.

Weekdays follow the wire's habit: the weekday of the anchor is the anchor itself, a past act takes the most recent, a future one the next; "last" and "next" leave the day itself out.
Weeks run from Monday to Sunday. "Early", "mid-" and "late" cut a month at the 10th and 20th, a year at April and August, a decade after its fourth and seventh year. Seasons are those of
the northern half unless the words say "austral". What cannot be dated ("during the Korean War", "for the first time in 24 years", a fiscal year, Ramadan, Juche 112) is not dated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dragoman.text.timex.calendar_dates import (
    date_of,
    day_of_month,
    day_words,
    holiday_of,
    named_month,
    quarter_of,
    run_of_days,
    season_of,
    weekday_of,
    years_of,
)
from dragoman.text.timex.counted import counted_from, stretch_of, unit_of, week_of
from dragoman.text.timex.values import UNKNOWN, At, Interval, Tense, bounds, interval, span_of, year_of
from dragoman.text.timex.words import DATE, DAY

_NOT_DATED = re.compile(
    r"\b(?:fiscal|ramadan|juche|every|each|times|a day\b(?! (?:earlier|later))|first time|muharram|[12]\d{3} ah|ah \d+|financial year|heisei|reiwa|anniversary|at the time|those days|that day)\b", re.I
)  # fmt: skip
_PARTS = re.compile(r"\b(?:morning|afternoon|evening|night|tonight|noon|midnight|dawn|dusk|sunrise|sunset|overnight|hours of|first light|gmt|a\.m\.|p\.m\.|\d{1,2}:\d\d|\d\s?[ap]m)(?!\w)", re.I)
_CLOCK = re.compile(r"\b(?:dawn|dusk|noon|midnight|sunrise|sunset|a\.m\.|p\.m\.|\d{1,2}:\d\d)", re.I)


def range_of(text: str, at: At) -> Interval | None:
    """ "from X to Y", "between X and Y", "2019-2021"."""
    if match := re.fullmatch(r"(?:\w+\s+)?(?:the\s+)?((?:19|20)\d{2})\s*(?:[-–]|to|and|until)\s*((?:19|20)?\d{2})", text, re.I):
        first = int(match[1])
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        return year_of(first, "explicit", last) if last >= first else None
    if (run := run_of_days(text, at)) is not None:
        return run
    match = re.fullmatch(r"(?:from|between)\s+(.+?)\s+(?:and|to|until)\s+(.+)", text, re.I)
    if match is None:
        return None
    last_part = read(match[2], at)
    first_part = read(match[1], at)
    if first_part and last_part and first_part.start and last_part.start and first_part.start > last_part.start:  # "between Friday and Monday", said on a Saturday
        first_part = read(match[1], replace(at, anchor=date.fromisoformat(last_part.start), tense="past"))
    return span_of(first_part, last_part)


def open_ended(text: str, at: At) -> Interval | None:
    """ "since X", "until X", "by X", "before X", "after X"."""
    match = re.fullmatch(r"(since|from|after|until|till|by|before|not before|no later than)\s+(.+)", text, re.I)
    if match is None:
        return None
    word = match[1].lower()
    rest = re.sub(r"^(?:the\s+)?end\s+of\s+", "", match[2], flags=re.I) if word in ("by", "until", "till", "before") else match[2]
    rest = re.sub(r"^(?:the\s+)?year(?:['’]s|\s|-)+end$", "this year", rest, flags=re.I)
    inner = read(rest, replace(at, tense="past" if word == "since" else "future" if word in ("until", "till") else at.tense))
    if inner is None or inner.precision == "unknown":
        return inner
    if re.search(_CLOCK, rest) and word in ("before", "after") and inner.precision == "part_of_day":  # "before dawn on Friday" is a part of Friday
        return inner
    if word in ("since", "from"):
        return Interval(inner.start, None, "open", inner.basis)
    if word == "after":
        return Interval((date.fromisoformat(inner.end) + timedelta(days=1)).isoformat() if inner.end else None, None, "open", inner.basis)
    end = inner.end
    if word.endswith("before") and inner.start is not None:
        end = (date.fromisoformat(inner.start) - timedelta(days=1)).isoformat()
    return Interval(None, end, "open", inner.basis)


def edge_of(text: str, at: At) -> Interval | None:
    """ "early May", "mid-2021", "late last month", "at the start of March", "the early 1990s"."""
    match = re.fullmatch(
        r"(?:in\s+|at\s+)?(?:the\s+)?(?:very\s+)?(early|mid|late|start of|beginning of|middle of|end of|close of)(?:\s+in|\s+on)?[\s-]+(?:the\s+)?(.+)", text, re.I
    )
    if match is None or re.search(DAY, match[2], re.I) or re.fullmatch(r"week", match[2], re.I):
        return None
    edge = {"star": "early", "begi": "early", "midd": "mid", "end ": "late", "clos": "late"}.get(match[1].lower()[:4], match[1].lower())
    inner = read(match[2], at)
    whole = bounds(inner) if inner is not None else None
    if inner is None or whole is None:
        return inner
    start, end = whole
    third = ("early", "mid", "late").index(edge)
    if inner.precision == "month":
        cuts = [(1, 10), (11, 20), (21, end.day)][third]
        return interval(start.replace(day=cuts[0]), start.replace(day=cuts[1]), "month", inner.basis)
    if inner.precision == "year" and start.year == end.year:
        first = (1, 5, 9)[third]
        return interval(date(start.year, first, 1), date(start.year, first + 3, calendar.monthrange(start.year, first + 3)[1]), "year", inner.basis)
    if inner.precision == "year" and end.year - start.year == 9:
        low, high = ((0, 3), (4, 6), (7, 9))[third]
        return year_of(start.year + low, inner.basis, start.year + high)
    if (end - start).days == 6:  # a week
        low, high = ((0, 1), (1, 3), (4, 6))[third]
        return interval(start + timedelta(days=low), start + timedelta(days=high))
    return inner


def earlier_later(text: str, at: At) -> Interval | None:
    """ "earlier this week" ends at the anchor, "later this year" starts there; "earlier on Friday" and "later today" are parts of the day."""
    match = re.fullmatch(r"(earlier|later)(?:\s+on|\s+in)?\s+(.+)", text, re.I)
    if match is None:
        return None
    if match[2].lower() in ("the day", "the same day"):
        day = at.reference or at.anchor
        return interval(day, day, "part_of_day")
    inner = read(re.sub(r"^the\s+", "this ", match[2], flags=re.I), at)
    whole = bounds(inner) if inner is not None else None
    if inner is None or whole is None:
        return inner
    start, end = whole
    if start == end:
        return interval(start, end, "part_of_day")
    if match[1].lower() == "earlier":
        return interval(start, max(start, min(end, at.anchor)), inner.precision)
    return interval(min(end, max(start, at.anchor)), end, inner.precision)


def part_of_day(text: str, at: At) -> Interval | None:
    """Parts of days: "late on Wednesday", "the night of July 11", "3 a.m. on Monday", "overnight", "the night from Saturday to Sunday"."""
    lower = text.lower()
    if lower == "overnight":
        return interval(at.anchor - timedelta(days=1), at.anchor, "part_of_day")
    if lower in ("tonight", "this morning", "this afternoon", "this evening"):
        return interval(at.anchor, at.anchor, "part_of_day")
    if lower in ("noon", "midnight", "dawn", "dusk", "midday"):
        return interval(at.anchor, at.anchor, "part_of_day")
    if re.fullmatch(r"(?:that|the) same (?:morning|afternoon|evening|night)|that (?:morning|afternoon|evening|night)", lower):
        return interval(at.reference, at.reference, "part_of_day") if at.reference else UNKNOWN
    if lower in ("last night", "last evening"):
        return interval(at.anchor - timedelta(days=1), at.anchor - timedelta(days=1), "part_of_day")
    if match := re.fullmatch(r"(?:the\s+)?night\s+(?:from|of|between)\s+(.+?)\s+(?:to|and)\s+(.+)", text, re.I):
        both = range_of(f"from {match[1]} to {match[2]}", at)
        return replace(both, precision="part_of_day") if both else None
    late = re.match(r"(?:late|early)(?:\s+on)?\s+(?=.*(?:day\b|\d))", lower)
    if not (_PARTS.search(lower) or late):
        return None
    core = re.search(rf"(?:(?:last|next|this|this\s+coming)\s+)?(?:{DAY}(?:,?\s+(?:the\s+)?{DATE})?|{DATE}|\b(?:today|yesterday|tomorrow)\b)", text, re.I)
    if core is None or (late and not _PARTS.search(lower) and not re.search(rf"{DAY}|\d|today|tomorrow|yesterday", core.group(), re.I)):
        return UNKNOWN if re.search(r"midnight|noon|dawn|dusk|a\.m\.|p\.m\.|\d:\d\d", lower) and core is None else None
    inner = read(core.group(), at)
    return replace(inner, precision="part_of_day") if inner is not None and inner.precision == "day" else None


_READERS: tuple[Callable[[str, At], Interval | None], ...] = (
    day_words, range_of, open_ended, stretch_of, counted_from, earlier_later, part_of_day, week_of, unit_of, quarter_of, edge_of, holiday_of, day_of_month, weekday_of, date_of,
    season_of, named_month, years_of,
)  # fmt: skip


def read(expression: str, at: At) -> Interval | None:
    """Reads an expression with the first reader that knows it."""
    text = re.sub(r"\s+", " ", expression).strip(" ,")
    text = re.sub(r"(?<=day)['’]s$|^(?:on|around|about) (?!the eve)", "", text, flags=re.I).strip()
    if _NOT_DATED.search(text):
        return None
    return next((found for reader in _READERS if (found := reader(text, at)) is not None), None)


def resolve_timex(expression: str, *, anchor: date, tense: Tense = "past", reference: date | None = None) -> Interval | None:
    """Reads a time expression.

    Args:
        expression: the words, such as "late on Wednesday".
        anchor: the day of the text.
        tense: of what the expression dates.
        reference: a day that the text named before, for "two days later".

    Returns:
        The interval, or None where the words give no date.
    """
    try:
        return read(expression, At(anchor, tense, reference))
    except (ValueError, OverflowError):  # 31 June, year 0
        return None
