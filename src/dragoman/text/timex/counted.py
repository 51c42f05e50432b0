"""Expressions that count from the day of the text: "two weeks ago", "the past three years", "last week"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dragoman.text.timex.calendar_dates import date_of, run_of_days
from dragoman.text.timex.values import UNKNOWN, At, Interval, Tense, bounds, interval, month_of, number_of, same_day, shift_months, year_of
from dragoman.text.timex.words import NUM, UNIT

_STEPS = {"last": -1, "the past": -1, "this past": -1, "past": -1, "the previous": -1, "next": 1, "the following": 1, "this coming": 1, "the coming": 1, "coming": 1, "this": 0, "the": 0, "the same": 0}
_UNIT = re.compile(rf"(?:over\s+|at\s+|in\s+|during\s+)?({'|'.join(sorted(_STEPS, key=len, reverse=True))})\s+(week|weekend|month|year|decade|century)", re.I)


def moved(at: At, count: int, unit: str) -> Interval | None:
    """The day, week, month or year that lies ``count`` units from the anchor."""
    if unit in ("minute", "hour"):
        day = at.anchor + timedelta(days=int(count / 24) if unit == "hour" else 0)
        return interval(day, day)
    if unit == "day":
        return interval(day := at.anchor + timedelta(days=count), day)
    if unit in ("week", "fortnight"):
        day = at.anchor + timedelta(weeks=count * (2 if unit == "fortnight" else 1))
        return interval(day - timedelta(days=3), day + timedelta(days=3))
    if unit == "month":
        return month_of(*shift_months(at.anchor, count))
    year = at.anchor.year + count * {"decade": 10, "century": 100}.get(unit, 1)
    return year_of(year) if year > 0 else None


def counted_from(text: str, at: At) -> Interval | None:
    """ "three days ago", "a year ago today", "two weeks' time", "three days from now", "two days later"."""
    if match := re.fullmatch(rf"(?:in\s+)?({NUM})\s+({UNIT})s?['’]?s?\s+(?:time|from\s+(?:now|today))", text, re.I):
        return moved(at, number_of(match[1]), match[2].lower()) if number_of(match[1]) else Interval(at.anchor.isoformat(), None, "open", "document_relative")
    if re.fullmatch(r"(?:hours|days|weeks|months|years)\s+(?:ago|earlier|later|before)", text, re.I):
        return UNKNOWN
    match = re.fullmatch(rf"(?:about\s+|nearly\s+|almost\s+|more\s+than\s+|over\s+|some\s+|just\s+)?({NUM})\s+({UNIT})s?\s+(ago|earlier|before|later|after)(\s+today|\s+this\s+week)?", text, re.I)
    if match is None:
        return None
    count, unit, word = number_of(match[1]), match[2].lower(), match[3].lower()
    if word != "ago":
        if at.reference is None or not count:
            return UNKNOWN
        return moved(replace(at, anchor=at.reference), count if word in ("later", "after") else -count, unit)
    if not count:
        return Interval(None, at.anchor.isoformat(), "open", "document_relative")
    if match[4]:
        months = count * {"year": 12, "decade": 120, "month": 1}.get(unit, 0)
        day = same_day(at.anchor, -months) if months else at.anchor - timedelta(days=count * (7 if unit == "week" else 1))
        return interval(day, day)
    return moved(at, -count, unit)


def stretch_of(text: str, at: At) -> Interval | None:
    """ "the past three years", "in the next 48 hours", "within ten days", "the coming weeks", "recent months"."""
    match = re.fullmatch(rf"(?:(?:in|within|over|during|for)\s+)?(?:the\s+)?(next|coming|past|last|previous|following|recent)\s+(?:({NUM})\s+)?({UNIT})s", text, re.I)
    if match is None and (within := re.fullmatch(rf"within\s+({NUM})\s+({UNIT})s?", text, re.I)):
        word, count, unit = "next", number_of(within[1]), within[2].lower()
    elif match is not None:
        word, count, unit = match[1].lower(), number_of(match[2] or ""), match[3].lower()
    else:
        return None
    ahead = word in ("next", "coming", "following")
    today = at.anchor.isoformat()
    if not count:
        return Interval(today, None, "open", "document_relative") if ahead else Interval(None, today, "open", "document_relative")
    sign = 1 if ahead else -1
    if unit in ("month", "year", "decade", "century"):
        other = same_day(at.anchor, sign * count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit])
    else:
        hours = {"minute": 0, "hour": 1, "day": 24, "week": 168, "fortnight": 336}[unit] * count
        other = at.anchor + timedelta(days=sign * -(-hours // 24))
    precision = "year" if unit in ("year", "decade", "century") and not ahead else "month" if unit == "month" and not ahead else "day"
    return interval(min(at.anchor, other), max(at.anchor, other), precision)


def week_of(text: str, at: At) -> Interval | None:
    """ "the week of 4 May", "the week ending June 12", "the weekend of 10-11 October"."""
    match = re.fullmatch(r"(?:the\s+)?(week|weekend)\s+(of|ending|beginning|starting)\s+(?:on\s+)?(.+)", text, re.I)
    inner = (run_of_days(match[3], at) or date_of(match[3], at)) if match else None
    whole = bounds(inner) if inner else None
    if match is None or whole is None or inner is None:
        return None
    start, end = whole
    if start != end:
        return interval(start, end, "day", inner.basis)
    if match[2].lower() == "ending":
        return interval(end - timedelta(days=6), end, "day", inner.basis)
    if match[1].lower() == "weekend":
        start -= timedelta(days=(start.weekday() - 5) % 7)
        return interval(start, start + timedelta(days=1), "day", inner.basis)
    start -= timedelta(days=start.weekday())
    return interval(start, start + timedelta(days=6), "day", inner.basis)


def moved_anchor(day: date, unit: str, count: int) -> date:
    """The day that lies ``count`` weeks, months or years after ``day``."""
    return day + timedelta(weeks=count) if unit.startswith("week") else same_day(day, count * (12 if unit == "year" else 1))


def unit_of(text: str, at: At) -> Interval | None:
    """ "last week", "this year", "the weekend", "the week before last"."""
    if match := re.fullmatch(r"the\s+(week|weekend|month|year)\s+(before\s+last|after\s+next|before|after)", text, re.I):
        step, far = -1 if "before" in match[2].lower() else 1, " " in match[2]
        base = at.anchor if far else at.reference
        return unit_of(f"the {match[1]}", replace(at, anchor=moved_anchor(base, match[1], step * (1 + far)))) if base else UNKNOWN
    match = _UNIT.fullmatch(text)
    if match is None:
        return None
    word, unit = match[1].lower(), match[2].lower()
    step, base = _STEPS[word], at.reference if word in ("the previous", "the following", "the same") else at.anchor
    if base is None:
        return UNKNOWN
    if unit == "weekend":
        return weekend(word, step, base, at.tense)
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return interval(monday, monday + timedelta(days=6))
    if unit == "month":
        return month_of(*shift_months(base, step))
    if unit == "year":
        return year_of(base.year + step)
    length = 10 if unit == "decade" else 100
    first = base.year // length * length + step * length
    return year_of(first, "document_relative", first + length - 1)


def weekend(word: str, step: int, base: date, tense: Tense) -> Interval:
    """The Saturday and Sunday that "this", "last", "next" or "the" weekend means."""
    saturday = base - timedelta(days=(base.weekday() - 5) % 7)  # of the latest weekend that has begun
    if step > 0:
        saturday = base + timedelta(days=(5 - base.weekday()) % 7 or 7) + timedelta(days=7 if word == "next" and base.weekday() < 5 else 0)
    elif word in ("the", "this") and tense == "future" and base.weekday() < 5:
        saturday += timedelta(days=7)
    elif word == "last" and base.weekday() >= 5:
        saturday -= timedelta(days=7)
    return interval(saturday, saturday + timedelta(days=1))
