"""English time expressions of the newswire: finds them in a text.

What they mean is read by ``dragoman.text.timex.reading``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.text.timex.words import DATE, DAY, DAYS_OF_MONTH, HOLIDAY, MONTH, NUM, ORDINAL_DAY, PART, SEASON, UNIT

_YEAR = r"(?:19|20)\d{2}"
_EDGE = r"(?:early|mid|late)(?:\s+in|\s+on)?[\s-]+(?:the\s+)?"
_FROM = r"(?:since|until|till|by|before|after|from|between|around|about)\s+"
_START = r"(?:at\s+)?(?:the\s+)?(?:very\s+)?(?:start|beginning|middle|end|close|turn)\s+of\s+"
_THE = r"(?:last|next|this|the\s+previous|the\s+following|the\s+same|the\s+past|this\s+past|this\s+coming|the\s+coming)\s+"
_THIS = rf"(?:{_THE}|the\s+)"
_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\s*(?:a\.m\.|p\.m\.|am\b|pm\b)|\d{1,2}:\d{2}|\d{4}\s+GMT|first\s+light|noon|midnight|dawn|dusk|sunrise|sunset)(?:\s+\(\d{4}\s+GMT\))?"
_ONE_DAY = rf"(?:{_THIS})?(?:{DAY}(?:,?\s+(?:the\s+)?{DATE})?|{DATE}|today|yesterday|tomorrow)"
_PATTERNS = (
    rf"(?:between|from)\s+(?:{DATE}|{DAY}|{MONTH}(?:\s+{_YEAR})?|\d{{1,2}}|{_YEAR})\s+(?:and|to|until)\s+(?:{DATE}|{DAY}|{MONTH}(?:\s+{_YEAR})?|{_YEAR})",
    rf"{DAYS_OF_MONTH}",
    rf"(?:the\s+)?weekend\s+of\s+(?:{DAYS_OF_MONTH}|{DATE})",
    rf"(?:the\s+)?week\s+(?:of|ending|beginning|starting)\s+(?:on\s+)?{DATE}",
    rf"(?:the\s+)?(?:night|evening|morning|afternoon|eve)\s+(?:of|from|between)\s+(?:the\s+)?(?:{DATE}|{DAY}|{HOLIDAY})(?:\s+(?:to|and)\s+(?:{DATE}|{DAY}))?(?:['’]s)?(?:\s+\w+)?",
    rf"(?:shortly\s+|just\s+)?(?:before|after|around|at|about)?\s*{_CLOCK}\s+(?:local\s+time\s+)?(?:on\s+)?{_ONE_DAY}",
    r"(?:the\s+)?(?:early|small)\s+hours\s+of\s+" + _ONE_DAY,
    rf"(?:{_FROM})?(?:the\s+)?(?:(?:late|early|earlier|later)\s+(?:on\s+)?)?{_ONE_DAY}(?:\s+{PART})?(?:\s+(?:last|week|after\s+next)\b|\s+or\s+{DAY})?",
    rf"(?:{_FROM})?the\s+{ORDINAL_DAY}(?:\s+of\s+(?:this|last|next)\s+month|(?=\s+(?:and|when|but|in)\b|[,.;]))",
    rf"(?:{_FROM})?(?:{_START})?(?:{_EDGE})?(?:{_THIS}|that\s+)?{MONTH}(?:\s+(?:of\s+)?{_YEAR}|(?=\W*(?!\s*\d)))",
    rf"(?:{_FROM}|in\s+|during\s+)?(?:{_START}|{_EDGE}|{_THIS}|(?<=in\s)|(?<=since\s)|(?<=by\s)|(?<=until\s))(?:austral\s+)?{SEASON}(?!\s+of\s+(?!{_YEAR}))(?:\s+(?:of\s+)?{_YEAR}(?:[-/–]\d{{2,4}})?)?",
    rf"(?:in|during|over|throughout|since|by)\s+(?:the\s+)?(?:{_EDGE})?{_YEAR}\s*(?:[-–]|to|and)\s*(?:{_YEAR}|\d{{2}})(?!\d)",
    rf"(?:the\s+)?(?:first|second|third|fourth|last)\s+(?:quarter|half)(?:\s+of\s+(?:{_YEAR}|this\s+year|last\s+year|next\s+year|the\s+year))?",
    rf"(?:{_FROM})?(?:the\s+)?(?:{_EDGE})?(?:the\s+)?(?:19|20)\d0s",
    rf"(?:{_FROM}|in\s+|of\s+|during\s+|the\s+)(?:{_START})?(?:{_EDGE})?{_YEAR}(?![\d,.]*\d)",
    rf"(?:{_EDGE}){_YEAR}",
    rf"(?:{_FROM})?(?:(?:in|within|over|during|for)\s+)?(?:the\s+)?(?:next|coming|past|last|previous|following)\s+(?:{NUM}\s+)?{UNIT}s",
    rf"within\s+{NUM}\s+{UNIT}s?",
    rf"(?:about\s+|nearly\s+|almost\s+|more\s+than\s+|over\s+|some\s+)?{NUM}\s+{UNIT}s?\s+(?:ago(?:\s+(?:today|this\s+week))?|earlier|before|later|from\s+(?:now|today|tomorrow|{DAY}))",
    rf"(?:in\s+)?{NUM}\s+{UNIT}s?['’]s?\s+time",
    rf"(?:{_FROM})?(?:{_START})?(?:(?:earlier|later|early|late|mid)[\s-]+(?:on\s+|in\s+)?)?(?:{_THE})(?:week(?:end)?|month|year|decade|day|night|evening|morning|afternoon|century)",
    rf"(?:{_FROM})?{_START}(?:the|this|last|next)\s+(?:week|month|year|decade|century)|(?:earlier|later)\s+(?:on|in)\s+the\s+(?:day|week|month|year)|(?:over\s+|at\s+)?the\s+weekend",
    r"the\s+(?:week|weekend|month|year)\s+(?:before\s+last|after\s+next|before\b|after\b)|(?:that|the)\s+same\s+(?:morning|afternoon|evening|night)|that\s+(?:morning|afternoon|evening|night)",
    rf"(?:the\s+)?(?:first|last)\s+{NUM}\s+months\s+of\s+(?:{_YEAR}|(?:this|last|next|the)\s+year)",
    rf"that\s+{MONTH}|at\s+(?:noon|midnight|dawn|dusk|midday)|(?:first\s+light|\d{{4}}\s+GMT)\s+(?:on\s+)?{_ONE_DAY}",
    r"(?:recent|coming)\s+(?:hours|days|weeks|months|years)",
    r"(?:by|before|at|until)\s+(?:the\s+)?(?:year['’]s\s+end|year[\s-]end|month['’]s\s+end|end\s+of\s+(?:the|this|next|last)\s+(?:year|month|week|decade))",
    r"the\s+day\s+(?:after\s+tomorrow|before\s+yesterday|before|after)|a\s+day\s+(?:earlier|later)|(?:hours|days|weeks|months|years)\s+(?:earlier|later)",
    rf"(?:yesterday|today|tonight|tomorrow)(?:\s+{PART})?|overnight|mid-?week",
    rf"{HOLIDAY}(?:\s+{_YEAR})?",
)  # fmt: skip
_FINDER = re.compile(r"(?<![\w'’-])(?:" + "|".join(f"(?:{p})" for p in _PATTERNS) + ")", re.IGNORECASE)
#: Every expression holds one of these; sentences without any are not searched.
_HINT = re.compile(
    rf"\d|{MONTH}|{DAY[:-1]}|today|tomorrow|yesterday|week|noon|night|dusk|dawn|time\b|ago\b|years?\b|months?\b|days?\b|hours?\b|minutes?\b|decades?\b|century"
    rf"|centuries|fortnight|morning|evening|afternoon|light\b|sun|{SEASON}|quarter|half|{HOLIDAY})", re.IGNORECASE
)  # fmt: skip
_LOWER_MONTHS = re.compile(r"\b(?:may|march|mar|dec|jan|jun|jul)\b")


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression, half-open character range."""

    start: int
    end: int
    text: str


def iter_timexes(text: str) -> Iterator[Timex]:
    """Yields the time expressions of ``text`` from left to right."""
    if _HINT.search(text) is None:
        return
    at = 0
    while (match := _FINDER.search(text, at)) is not None:
        words = match.group().strip()
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = start + len(words)
        at = max(match.end(), match.start() + 1)
        inside = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-'’")
        if not words or inside or (end < len(text) and text[end].isalnum()) or _LOWER_MONTHS.search(words):
            at = match.start() + 1
            continue
        yield Timex(start, end, words)
