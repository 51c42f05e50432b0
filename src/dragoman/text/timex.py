"""English time expressions of the newswire: finds them and reads them against the day of the text.

Weekdays follow the wire's habit: the weekday of the anchor is the anchor itself, a past act takes the most recent, a future one the next.
What cannot be dated ("during the Korean War", "for the first time in 24 years", Ramadan) is not dated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Tense = Literal["past", "future", "present"]

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3].lower(): i for name, i in _MONTHS.items()} | {"sept": 9}
_DAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_DAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {"a": 1, "an": 1, "several": 0, "few": 0}

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_PART = r"(?:morning|afternoon|evening|night|noon|midnight|dawn|dusk)"
_NUM = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|several|a|an)"
_UNIT = r"(?:day|week|month|year|decade|hour)s?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
_PATTERNS = (
    rf"(?:{_DAY},?\s+)?{_DATE}",
    rf"(?:(?:late|early|earlier|later)\s+(?:on\s+)?)?(?:(?:last|next|this|this\s+coming)\s+)?{_DAY}(?:\s+{_PART})?",
    rf"(?:(?:late|early)\s+)?(?:by\s+the\s+end\s+of\s+|at\s+the\s+end\s+of\s+|in\s+(?:early|mid-?|late)\s*)?{_MONTH}\s+(?:of\s+)?\d{{4}}",
    rf"(?:by\s+the\s+end\s+of|at\s+the\s+end\s+of|in|since|until|by|last|next|this|from|before|after|early|late|during)\s+{_MONTH}(?![\w.]*\s+\d)",
    r"(?:earlier|later)\s+(?:this|last|next)?\s*(?:week|month|year|today)|earlier\s+(?:on|in)\s+the\s+(?:day|week|month|year)",
    r"(?:last|next|this|the\s+previous|the\s+following|the\s+same|the\s+past)\s+(?:week(?:end)?|month|year|decade|day|night|evening|morning|spring|summer|autumn|fall|winter|quarter)",
    r"(?:yesterday|today|tonight|tomorrow|overnight|the\s+day\s+before|the\s+day\s+after|a\s+day\s+earlier|a\s+day\s+later)",
    rf"(?:about\s+|nearly\s+|almost\s+|more\s+than\s+|over\s+)?{_NUM}\s+{_UNIT}\s+(?:ago|earlier|before|later)",
    rf"(?:within|in)\s+(?:the\s+)?(?:next|coming)\s+(?:{_NUM}\s+)?{_UNIT}",
    r"(?:since|in|from|until|by|before|after|of|between|during)\s+(?:the\s+end\s+of\s+|early\s+|late\s+)?(?:19|20)\d{2}(?:\s*(?:-|–|to|and)\s*(?:19|20)?\d{2})?(?![\d,.]*\d)",
    r"(?:in|since|during|of)\s+the\s+(?:early\s+|late\s+|mid-?\s*)?(?:19|20)\d0s",
    r"the\s+(?:first|second|third|fourth)\s+quarter(?:\s+of\s+(?:19|20)\d{2})?",
    r"(?:by|before|at)\s+the\s+end\s+of\s+(?:the|this|next)\s+(?:year|month|week)",
)  # fmt: skip
_FINDER = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE)
_LOWER_MONTHS = re.compile(r"\b(?:may|march)\b")


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression, half-open character range."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A reading: ISO dates (None: open), precision and basis as in the record contract."""

    start: str | None
    end: str | None
    precision: str
    basis: str


def iter_timexes(text: str) -> Iterator[Timex]:
    """Yields the time expressions of ``text`` from left to right, longest first where patterns overlap."""
    for match in _FINDER.finditer(text):
        words = match.group()
        inside = match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "-'’")
        if inside or (match.end() < len(text) and text[match.end()].isalnum()) or _LOWER_MONTHS.search(words):
            continue
        yield Timex(match.start(), match.end(), words)


def _days(start: date, end: date, precision: str, basis: str = "document_relative") -> Interval:
    return Interval(start.isoformat(), end.isoformat(), precision, basis)


def _month(year: int, month: int, basis: str) -> Interval:
    return _days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", basis)


def _year(year: int, basis: str = "explicit", last: int | None = None) -> Interval:
    return _days(date(year, 1, 1), date(last or year, 12, 31), "year", basis)


def _shift_month(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def _explicit_date(text: str, anchor: date, tense: Tense) -> Interval | None:
    if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return _days(day, day, "day", "explicit")
    match = re.search(rf"({_MONTH})\s+(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?", text, re.I)
    month, number, year = (match[1], match[2], match[3]) if match else (None, None, None)
    if match is None:
        match = re.search(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})(?:,?\s+(\d{{4}}))?", text, re.I)
        if match is None:
            return None
        month, number, year = match[2], match[1], match[3]
    index = _MONTHS[str(month).lower().rstrip(".")]
    if year:
        day = date(int(year), index, int(str(number)))
        return _days(day, day, "day", "explicit")
    options = [date(y, index, int(str(number))) for y in (anchor.year - 1, anchor.year, anchor.year + 1) if _valid(y, index, int(str(number)))]
    fits = [d for d in options if (d <= anchor + timedelta(days=1) if tense != "future" else d >= anchor - timedelta(days=1))]
    near = min(fits or options, key=lambda d: abs((d - anchor).days))
    return _days(near, near, "day")


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year, month)[1]


def _weekday(text: str, anchor: date, tense: Tense) -> Interval | None:
    match = re.search(rf"\b({_DAY})\b", text, re.I)
    if match is None:
        return None
    wanted = _DAYS[match[1].lower()]
    back = (anchor.weekday() - wanted) % 7
    lower = text.lower()
    if re.search(r"\bnext\b|\bcoming\b", lower):
        day = anchor + timedelta(days=(wanted - anchor.weekday()) % 7 or 7)
    elif re.search(r"\blast\b", lower):
        day = anchor - timedelta(days=back or 7)
    elif tense == "future":
        day = anchor + timedelta(days=(wanted - anchor.weekday()) % 7)
    else:
        day = anchor - timedelta(days=back)
    part = re.search(_PART, lower) or re.search(r"\b(?:late|early)\b", lower)
    return _days(day, day, "part_of_day" if part else "day")


def _named_month(text: str, anchor: date, tense: Tense) -> Interval | None:
    match = re.search(rf"\b({_MONTH})(?:\s+(?:of\s+)?(\d{{4}}))?", text)
    if match is None:
        return None
    index = _MONTHS[match[1].lower().rstrip(".")]
    year = int(match[2]) if match[2] else None
    basis = "explicit" if year else "document_relative"
    if year is None:
        ahead = tense == "future" or re.search(r"\bnext\b|\bby\b|\buntil\b", text, re.I)
        year = anchor.year
        if ahead and index < anchor.month:
            year += 1
        elif not ahead and (index > anchor.month or (index == anchor.month and re.search(r"\blast\b", text, re.I))):
            year -= 1
    whole = _month(year, index, basis)
    if re.search(r"\bsince\b", text, re.I):
        return Interval(whole.start, None, "open", basis)
    if re.search(r"\bby\b|\buntil\b|\bbefore\b", text, re.I):
        return Interval(None, whole.end, "open", basis)
    return whole


def _years(text: str, anchor: date, tense: Tense) -> Interval | None:
    if match := re.search(r"\b((?:19|20)\d0)s", text):
        return _year(int(match[1]), "explicit", int(match[1]) + 9)
    match = re.search(r"\b((?:19|20)\d{2})(?:\s*(?:-|–|to|and)\s*((?:19|20)?\d{2}))?\b", text)
    if match is None:
        return None
    first = int(match[1])
    if match[2]:
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        return _year(first, "explicit", last) if last >= first else None
    if re.search(r"\bsince\b|\bfrom\b|\bafter\b", text, re.I):
        return Interval(f"{first}-01-01", None, "open", "explicit")
    if re.search(r"\buntil\b|\bby\b|\bbefore\b", text, re.I):
        return Interval(None, f"{first}-12-31", "open", "explicit")
    return _year(first)


def _quarter(text: str, anchor: date, tense: Tense) -> Interval | None:
    match = re.search(r"(first|second|third|fourth)\s+quarter(?:\s+of\s+(\d{4}))?", text, re.I)
    if match is None:
        return None
    at = ("first", "second", "third", "fourth").index(match[1].lower())
    year = int(match[2]) if match[2] else anchor.year
    end = at * 3 + 3
    return _days(date(year, at * 3 + 1, 1), date(year, end, calendar.monthrange(year, end)[1]), "season", "explicit" if match[2] else "document_relative")


def _day_words(text: str, anchor: date, tense: Tense) -> Interval | None:
    lower = re.sub(r"\s+", " ", text.lower())
    for words, days in (("the day before", None), ("the previous day", None), ("a day earlier", None), ("the day after", None), ("a day later", None),
                        ("the following day", None), ("the same day", None), ("yesterday", -1), ("tomorrow", 1), ("today", 0)):  # fmt: skip
        if words in lower:
            if days is None:
                return Interval(None, None, "unknown", "event_relative")
            day = anchor + timedelta(days=days)
            return _days(day, day, "day")
    if "tonight" in lower or "last night" in lower:
        day = anchor - timedelta(days="last" in lower)
        return _days(day, day, "part_of_day")
    if "overnight" in lower:
        return _days(anchor - timedelta(days=1), anchor, "part_of_day")
    return None


def _ago(text: str, anchor: date, tense: Tense) -> Interval | None:
    match = re.search(rf"({_NUM})\s+({_UNIT})\s+(ago|earlier|before|later)", text, re.I)
    if match is None:
        return None
    if match[3].lower() != "ago":
        return Interval(None, None, "unknown", "event_relative")
    word = match[1].lower()
    count = int(word) if word.isdigit() else _NUMBERS.get(word.split()[-1], 0)
    unit = match[2].lower().rstrip("s")
    if not count:
        return Interval(None, anchor.isoformat(), "open", "document_relative")
    if unit in ("day", "hour"):
        day = anchor - timedelta(days=count if unit == "day" else count // 24)
        return _days(day, day, "day")
    if unit == "week":
        day = anchor - timedelta(weeks=count)
        return _days(day - timedelta(days=3), day + timedelta(days=3), "day")
    if unit == "month":
        return _month(*_shift_month(anchor, -count), "document_relative")
    years = count * (10 if unit == "decade" else 1)
    return _year(anchor.year - years, "document_relative") if anchor.year > years else None


def _relative_unit(text: str, anchor: date, tense: Tense) -> Interval | None:
    lower = re.sub(r"\s+", " ", text.lower())
    match = re.search(r"\b(last|next|this|the past|earlier|later|end of the|end of this|end of next|in the|coming)\s+(?:this |last |next |coming )?"
                      r"(?:\w+ )?(weekend|week|month|year|decade|hours?|days?|weeks|months|years|spring|summer|autumn|fall|winter)\b", lower)  # fmt: skip
    if match is None:
        return None
    step = -1 if re.search(r"\blast\b|\bpast\b", lower) else 1 if re.search(r"\bnext\b|\bcoming\b", lower) else 0
    unit = match[2]
    if unit in ("hours", "hour", "days", "day", "weeks", "months", "years"):
        return Interval(anchor.isoformat(), None, "open", "document_relative") if step > 0 else None
    if unit in ("week", "weekend"):
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
        start = monday + timedelta(days=5) if unit == "weekend" else monday
        end = monday + timedelta(days=6)
        return _cut(start, end, "day", lower, anchor)
    if unit == "month":
        whole = _month(*_shift_month(anchor, step), "document_relative")
        return _cut(date.fromisoformat(str(whole.start)), date.fromisoformat(str(whole.end)), "month", lower, anchor)
    if unit == "year":
        return _cut(date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31), "year", lower, anchor)
    if unit == "decade":
        return None
    at = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[unit]
    year = anchor.year + (step if step else 0)
    end_year, end_month = _shift_month(date(year, at, 1), 2)
    return _days(date(year, at, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1]), "season")


def _cut(start: date, end: date, precision: str, lower: str, anchor: date) -> Interval:
    """ "earlier this week" ends at the anchor, "later this year" starts there; "by the end of" has no beginning."""
    if "earlier" in lower:
        end = max(start, anchor)
    elif "later" in lower:
        start = min(end, anchor)
    elif "end of" in lower:
        return Interval(None, end.isoformat(), "open", "document_relative")
    return _days(start, end, precision)


_READERS: tuple[Callable[[str, date, Tense], Interval | None], ...] = (
    _explicit_date, _quarter, _weekday, _named_month, _years, _day_words, _ago, _relative_unit,
)  # fmt: skip


def resolve_timex(expression: str, *, anchor: date, tense: Tense = "past") -> Interval | None:
    """Reads a time expression.

    Args:
        expression: the words, such as "late on Wednesday".
        anchor: the day of the text.
        tense: of what the expression dates.

    Returns:
        The interval, or None where the words give no date.
    """
    for read in _READERS:
        try:
            interval = read(expression, anchor, tense)
        except (ValueError, OverflowError):  # 31 June, year 0
            return None
        if interval is not None:
            return interval
    return None
