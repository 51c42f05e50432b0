"""Expressions that name their date by the calendar: days, weekdays, months, years, seasons, feasts."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from dragoman.text.timex.values import UNKNOWN, At, Interval, interval, month_of, number_of, pick, shift_months, span_of, year_of
from dragoman.text.timex.words import DATE, DAY, HOLIDAYS, MONTH, MONTHS, NUM, ORDINALS, SEASON, WEEKDAYS

DATE_RE = re.compile(DATE, re.I)


def date_of(text: str, at: At) -> Interval | None:
    """One day with its month; the year may be left out."""
    if match := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
        return interval(day := date(int(match[1]), int(match[2]), int(match[3])), day, "day", "explicit")
    match = re.search(rf"(?P<m>{MONTH})\s+(?P<d>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{{4}}))?", text, re.I) or re.search(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH})(?:,?\s+(?P<y>\d{{4}}))?", text, re.I
    )
    if match is None:
        return None
    month, number = MONTHS[match["m"].lower().rstrip(".")], int(match["d"])
    if match["y"]:
        day = date(int(match["y"]), month, number)
        return interval(day, day, "day", "explicit")
    years = (at.anchor.year - 1, at.anchor.year, at.anchor.year + 1)
    options = [date(y, month, number) for y in years if number <= calendar.monthrange(y, month)[1]]
    day = pick(options, at)
    return interval(day, day)


def run_of_days(text: str, at: At) -> Interval | None:
    """ "May 20-21", "3 and 4 June", "from 26 to 29 April"."""
    joint = r"\s*(?:[-–]|to|and|through)\s*"
    if match := re.search(rf"({MONTH})\s+(\d{{1,2}}){joint}(\d{{1,2}})(?!\d)(,?\s+\d{{4}})?", text, re.I):
        month, first, last, year = match[1], match[2], match[3], match[4] or ""
    elif match := re.search(rf"\b(\d{{1,2}}){joint}(\d{{1,2}})\s+({MONTH})(,?\s+\d{{4}})?", text, re.I):
        month, first, last, year = match[3], match[1], match[2], match[4] or ""
    else:
        return None
    return span_of(date_of(f"{month} {first}{year}", at), date_of(f"{month} {last}{year}", at))


def weekday_of(text: str, at: At) -> Interval | None:
    """ "Wednesday", "last Friday", "Wednesday week", "a week from Tuesday"; a date beside the weekday has the say."""
    match = re.search(rf"\b({DAY})\b", text, re.I)
    if match is None:
        return None
    if DATE_RE.search(text):  # "Friday, March 13, 1998": the date has the say
        return date_of(text, at)
    if pair := re.search(rf"({DAY})\s+or\s+({DAY})", text, re.I):
        return span_of(weekday_of(pair[1], at), weekday_of(pair[2], at))
    wanted = WEEKDAYS[match[1].lower()]
    back, ahead = (at.anchor.weekday() - wanted) % 7, (wanted - at.anchor.weekday()) % 7
    lower = text.lower()
    if week := re.match(rf"({NUM})\s+weeks?\s+from\s+", lower):
        day = at.anchor + timedelta(days=(ahead or 7) + 7 * max(1, number_of(week[1])))
    elif re.search(r"day\s+week\b|\bafter\s+next\b", lower):
        day = at.anchor + timedelta(days=(ahead or 7) + 7)
    elif re.search(r"\bnext\b|\bcoming\b", lower):
        day = at.anchor + timedelta(days=ahead or 7)
    elif re.search(r"\blast\b|\bpast\b", lower):
        day = at.anchor - timedelta(days=back or 7)
    elif at.tense == "future":
        day = at.anchor + timedelta(days=ahead)
    else:
        day = at.anchor - timedelta(days=back)
    return interval(day, day)


def day_of_month(text: str, at: At) -> Interval | None:
    """ "the 12th of this month", "the 1st"."""
    match = re.fullmatch(r"(?:on\s+)?the\s+(\d{1,2})(?:st|nd|rd|th)(?:\s+of\s+(this|last|next)\s+month)?", text, re.I)
    if match is None:
        return None
    number, word = int(match[1]), (match[2] or "").lower()
    if word:
        year, month = shift_months(at.anchor, {"this": 0, "last": -1, "next": 1}[word])
        day = date(year, month, number)
    else:
        months = [shift_months(at.anchor, k) for k in (-1, 0, 1)]
        day = pick([date(y, m, number) for y, m in months if number <= calendar.monthrange(y, m)[1]], at)
    return interval(day, day)


def named_month(text: str, at: At) -> Interval | None:
    """ "in March", "June 2010", "next May"."""
    match = re.search(rf"\b({MONTH})(?:\s+(?:of\s+)?(\d{{4}}))?(?!\w)", text, re.I)
    if match is None or re.search(r"\d{1,2}(?:st|nd|rd|th)?\s*$", text[: match.start()]):
        return None
    month = MONTHS[match[1].lower().rstrip(".")]
    if match[2]:
        return month_of(int(match[2]), month, "explicit")
    lower = text.lower()
    year = at.anchor.year
    if lower.startswith("that ") and at.reference is not None:
        return month_of(at.reference.year, month)
    if re.search(r"\bnext\b|\bcoming\b", lower):
        year += month <= at.anchor.month
    elif re.search(r"\blast\b|\bpast\b", lower):
        year -= month >= at.anchor.month
    elif at.tense == "future":
        year += month < at.anchor.month
    else:
        year -= month > at.anchor.month
    return month_of(year, month)


def years_of(text: str, at: At) -> Interval | None:
    """ "1984", "the 1990s"."""
    if match := re.fullmatch(r"(?:in\s+|during\s+|of\s+)?(?:the\s+)?((?:19|20)\d0)s", text, re.I):
        return year_of(int(match[1]), "explicit", int(match[1]) + 9)
    match = re.fullmatch(r"(?:in|of|during|the|around|about|mid)?\s*(?:year\s+)?((?:19|20)\d{2})", text, re.I)
    return year_of(int(match[1]), "explicit") if match else None


def quarter_of(text: str, at: At) -> Interval | None:
    """ "the second quarter of 2023", "the first half of the year", "the first three months of the year"."""
    if part := re.fullmatch(rf"(?:the\s+)?(first|last)\s+({NUM})\s+months\s+of\s+(?:(\d{{4}})|(this|last|next|the)\s+year)", text, re.I):
        count, year = number_of(part[2]), int(part[3]) if part[3] else at.anchor.year + {"last": -1, "next": 1}.get(part[4].lower(), 0)
        low = 1 if part[1].lower() == "first" else 13 - count
        return interval(date(year, low, 1), date(year, low + count - 1, calendar.monthrange(year, low + count - 1)[1]), "season" if count == 3 else "year")
    match = re.search(r"(first|second|third|fourth|last)\s+(quarter|half)(?:\s+of\s+(?:(\d{4})|(this|last|next|the)\s+year))?", text, re.I)
    if match is None:
        return None
    pieces = 4 if match[2].lower() == "quarter" else 2
    number = ORDINALS.get(match[1].lower(), pieces)
    year = int(match[3]) if match[3] else at.anchor.year + {"last": -1, "next": 1}.get((match[4] or "").lower(), 0)
    months = 12 // pieces
    if not match[3] and not match[4] and at.tense == "past" and date(year, (number - 1) * months + 1, 1) > at.anchor:
        year -= 1
    end = number * months
    return interval(date(year, end - months + 1, 1), date(year, end, calendar.monthrange(year, end)[1]), "season" if pieces == 4 else "year",
                 "explicit" if match[3] else "document_relative")  # fmt: skip


def season_of(text: str, at: At) -> Interval | None:
    """ "last autumn", "the winter of 1994-95", "the austral summer"."""
    match = re.search(rf"\b({SEASON})\b(?:\s+(?:of\s+)?(\d{{4}}))?", text, re.I)
    if match is None:
        return None
    lower = text.lower()
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[match[1].lower()]
    if "austral" in lower or "southern" in lower:
        first = (first + 5) % 12 + 1

    def season(year: int) -> Interval:
        y, m = shift_months(date(year, first, 1), 2)
        return interval(date(year, first, 1), date(y, m, calendar.monthrange(y, m)[1]), "season", "explicit" if match[2] else "document_relative")

    if match[2]:
        return season(int(match[2]))
    options = [season(at.anchor.year + k) for k in (-2, -1, 0, 1)]
    today = at.anchor.isoformat()
    past, ahead = [s for s in options if (s.end or "") < today], [s for s in options if (s.start or "") > today]
    if re.search(r"\bnext\b|\bcoming\b", lower):
        return ahead[0]
    if re.search(r"\blast\b|\bprevious\b", lower):
        return past[-1]
    begun = [s for s in options if (s.start or "") <= today]
    return (next((s for s in options if (s.end or "") >= today), ahead[0]) if at.tense == "future" else begun[-1])


def day_words(text: str, at: At) -> Interval | None:
    """ "today", "the day after tomorrow", "the same day", "mid-week", "the eve of the Sept. 9 rally"."""
    lower = text.lower().removeprefix("on ")
    fixed = {"the day after tomorrow": 2, "the day before yesterday": -2, "yesterday": -1, "tomorrow": 1, "today": 0, "this day": 0}
    if lower in fixed:
        day = at.anchor + timedelta(days=fixed[lower])
        return interval(day, day)
    relative = {"the same day": 0, "the following day": 1, "the next day": 1, "the previous day": -1, "the day before": -1, "the day after": 1, "a day earlier": -1, "a day later": 1}
    if lower in relative:
        return interval(day := at.reference + timedelta(days=relative[lower]), day) if at.reference else UNKNOWN
    if re.fullmatch(r"mid-?\s?week", lower):
        monday = at.anchor - timedelta(days=at.anchor.weekday())
        return interval(monday + timedelta(days=1), monday + timedelta(days=3))
    if match := re.fullmatch(r"(?:the\s+)?eve\s+of\s+(?:the\s+|a\s+)?(.+?)", lower):
        inner = date_of(match[1], at) or holiday_of(match[1], at) or weekday_of(match[1], at)
        if inner is None or inner.start is None:
            return UNKNOWN
        before = date.fromisoformat(inner.start) - timedelta(days=1)
        return interval(before, before)
    return None


def holiday_of(text: str, at: At) -> Interval | None:
    """ "Christmas Eve", "May Day 2014", "the turn of the year"."""
    lower = text.lower().replace("’", "'")
    match = re.fullmatch(r"(?:on\s+|at\s+)?(?:the\s+)?(.+?)(?:,?\s+(\d{4}))?", lower)
    if match and match[1] in HOLIDAYS:
        month, day = HOLIDAYS[match[1]]
        years = [int(match[2])] if match[2] else [at.anchor.year - 1, at.anchor.year, at.anchor.year + 1]
        found = pick([date(y, month, day) for y in years], at)
        return interval(found, found, "day", "explicit" if match[2] else "document_relative")
    if re.search(r"turn of the year", lower):
        year = at.anchor.year + (1 if (at.tense == "future") or at.anchor.month == 12 else 0)
        return interval(date(year - 1, 12, 31), date(year, 1, 1))
    return None
