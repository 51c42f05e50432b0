"""The head of a story: bylines, wire header lines and datelines."""

from __future__ import annotations

import re
from typing import NamedTuple

from dragoman.readers.agencies import AGENCY, canonical_agency, find_agencies
from dragoman.readers.dates import DATE, DAY, MONTH, TIME, WEEKDAY, YEAR, ZONE, find_date

MAX_HEADER_CHARS = 200
"""Longest header line; the longest seen name five writers and their cities."""
MAX_DATELINE_CHARS = 160
"""Longest dateline; the longest seen give two cities, a date and an agency with its service."""

_LABEL = (
    r"(?:(?:date\s+)?(?:first\s+|originally\s+)?(?:published|posted|issued|released|created|filed)(?:\s+(?:on|at))?"
    r"|(?:last\s+)?(?:updated|modified|edited|revised)(?:\s+(?:on|at))?|pub(?:lication)?\s+date|date|dateline|time)"
)
_LABELLED = re.compile(rf"{_LABEL}\s*[:\-–—|]?\s*(?=.*\d)", re.IGNORECASE)
_UPDATED = re.compile(r"(?:last\s+)?(?:updated|modified|edited|revised)", re.IGNORECASE)
_SIGN = re.compile(rf"(?<![\w-]){AGENCY}(?![\w-])")
_DATE_PART = re.compile(rf"(?<!\w)(?:{DATE}|{MONTH}\s+{DAY}\b|{DAY}\s+{MONTH}|{WEEKDAY}|\d+\s+(?:minutes?|hours?|days?)\s+ago)", re.IGNORECASE)
_TIME_PART = re.compile(rf"(?<!\w)(?:{TIME}|{YEAR}\b|{ZONE})", re.IGNORECASE)
_GLUE = re.compile(
    r"(?:\b(?:and|with|by|from|in|at|on|via|agenc(?:y|ies)|news|staff|wires?|services?|writers?|correspondents?|inputs?|report(?:er|ing|s)?"
    r"|additional|source|today|local|time|edition|last|first)\b|[\s,;:|/·•\-–—()\[\]&+.*©]|\u200b)+",
    re.IGNORECASE,
)
_AGENCIES = re.compile(r"\W*(?:staff and |news |from |with |wire )*agencies\W*", re.IGNORECASE)
_BY = re.compile(r"(?:[Bb]y|BY|From|Story by|Written by|Text by)[:\s]\s*(?=\S)")
_NAME_WORD = re.compile(
    r"(?:[A-ZÀ-ÞŁŚŠŽČĐ][\w’'.\-]*|(?:and|with|in|at|for|of|the|de|del|della|da|di|dos|du|van|von|der|den|la|le|el|al|bin|ibn|ben|y|e|&|[|,/·•\-–—+()])"
    r"|(?:al|el|de|d|l|an)[-’'][A-ZÀ-Þ]\w*|(?:correspondent|reporter|staff|writer|editor|bureau|chief|agencies|agency|news|writers|dpa))[,;|]?"
)
_PERSON = re.compile(r"[A-ZÀ-ÞŁŚŠŽČĐ][\w’'.\-]+(?:\s+(?:(?:de|del|da|di|van|von|der|bin|al|el)\s+)?[A-ZÀ-ÞŁŚŠŽČĐ][\w’'.\-]*){1,3}")

_UPPER_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĐ][A-ZÀ-ÖØ-ÞŁŚŠŽČĐ.’'\-]+"
_TITLE_WORD = r"(?:[A-ZÀ-ÖØ-ÞŁŚŠŽČĐ][\w’'.\-]+|(?:de|del|da|do|la|le|el|al|of|the|on|an|am|upon|sur)\b)"
_UPPER_PLACE = rf"{_UPPER_WORD}(?:\s(?:(?:de|del|al)\s)?{_UPPER_WORD}){{0,4}}"
_TITLE_PLACE = r"[A-ZÀ-ÖØ-ÞŁŚŠŽČĐ][\w’'.\-]+" + rf"(?:\s{_TITLE_WORD}){{0,4}}"
_REGION = rf"(?:,\s(?!{MONTH}\s*\d|{WEEKDAY})[A-ZÀ-Þ][\w.’'\-]*(?:\s{_TITLE_WORD}){{0,3}}|\s[\[(][A-Z][\w\s.’'\-]{{2,30}}[\])])"
_DATELINE_DATE = rf"(?:(?:{WEEKDAY},?\s+)?(?:{MONTH}\s*{DAY}(?:,?\s{YEAR})?|{DAY}\s+{MONTH}(?:,?\s{YEAR})?)\b|{YEAR}[-/.]\d{{2}}[-/.]\d{{2}}|{WEEKDAY})"
_DASH = r"(?:--+|[-–—―‒]|\.\s?[-–—]+)"
_CREDIT = r"[\[(/]\s?(?P<credit>[A-ZÀ-Þa-z][\w.&’'\- /,]{0,40}?)\s?[\])/]"


def _place_pattern(word: str) -> str:
    return rf"(?P<place>{word})(?:\s?/\s?{word}){{0,2}}{_REGION}?"


# "LONDON, March 3 (Reuters) - ", "Pyongyang (AFP) – ", "New Delhi [India], June 19 (ANI): ", "MOSCOW, May 12. /TASS/. ", "(AP) — "
_WITH_CREDIT = re.compile(
    rf"(?:(?:{_place_pattern(_UPPER_PLACE)}|{_place_pattern(_TITLE_PLACE).replace('place>', 'title_place>')})(?:[,.;]?\s+(?P<date>{_DATELINE_DATE}))?[,.:]?\s*)?"
    rf"{_CREDIT}\s*(?:(?P<late>{_DATELINE_DATE})\s*)?[,.]?\s*(?P<dash>{_DASH}|:|(?=[A-Z\"“‘']))\s*"
)
# "WASHINGTON, June 4 - ", "KYIV, Ukraine — ", "TOKYO, June 19, Kyodo - ", "NEW DELHI: "
_UPPER_ONLY = re.compile(
    rf"{_place_pattern(_UPPER_PLACE)}(?:[,.;]?\s+(?P<date>{_DATELINE_DATE}))?(?:,\s(?P<credit>{AGENCY}))?\s*(?:(?<=\s){_DASH}|[–—]|--|:)\s+(?=[A-Z0-9À-Þ\"“‘'])"
)
# "Gaza City, Gaza – ", "Geneva, June 4 – "
_TITLE_ONLY = re.compile(
    rf"(?P<place>{_TITLE_PLACE})(?:{_REGION},?\s+{_DATELINE_DATE}|{_REGION}|[,.;]?\s+(?P<date>{_DATELINE_DATE}))\s+(?:[–—]|--)\s+(?=[A-Z0-9À-Þ\"“‘'])"
)
# "(ANSA) - ROME, JUN 19 - "
_CREDIT_FIRST = re.compile(rf"{_CREDIT}\s*{_DASH}\s*{_place_pattern(_UPPER_PLACE)}(?:[,.;]?\s+(?P<date>{_DATELINE_DATE}))?\s*(?:{_DASH}|:)\s*", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:{_place_pattern(_UPPER_PLACE)}[,.;]?\s+(?P<date>{_DATELINE_DATE})|{_place_pattern(_TITLE_PLACE).replace('place>', 'title_place>')}[,.;]?\s+(?P<late>{_DATELINE_DATE}))"
    rf"(?:[,.]?\s*{_CREDIT})?\s*{_DASH}?:?"
)
# Words in capitals that stand before a dash or colon and are no places.
_NOT_PLACES = re.compile(
    r"(?:BREAKING|UPDATE|UPDATES|UPDATED|EXCLUSIVE|ANALYSIS|EXPLAINER|WATCH|LIVE|FACTBOX|TIMELINE|CORRECTED|CORRECTION|OPINION|COMMENT|EDITORIAL|INTERVIEW|FEATURE"
    r"|FOCUS|SPECIAL|REPORT|FILE|PHOTO|VIDEO|URGENT|ALERT|NOTE|NOTES|EDITOR|READ|ALSO|MORE|NATO|UN|EU|US|USA|UK|AU|IMF|WHO|TEXT|KEY|POINTS|WRAPUP|Q|A|REFILE|ADVISORY|SUMMARY"
    r"|DATE|SOURCE|FROM|SUBJECT|TO|BY|TITLE|HEADLINE|QUESTION|ANSWER|MODERATOR|WARNING|REUTERS|AFP|AP|TASS)\b",
    re.IGNORECASE,
)


class Dateline(NamedTuple):
    """A dateline at the start of a paragraph: its end, the place's bounds (relative to the paragraph), the agency and the date."""

    end: int
    place: tuple[int, int] | None
    agencies: tuple[str, ...]
    published_at: str | None


def is_header(line: str) -> bool:
    """Says whether ``line`` is a byline or wire header line: names, agencies, dates and times, but no sentence."""
    return 0 < len(line) <= MAX_HEADER_CHARS and (is_signs(line) or is_byline(line) or _is_labelled_date(line))


def is_update(line: str) -> bool:
    """Says whether a header line gives the date of a change, not of publication."""
    return _UPDATED.match(line) is not None


def is_signs(line: str) -> bool:
    """Says whether ``line`` holds nothing but agency signs, dates, times and the glue between them."""
    if len(line) > MAX_HEADER_CHARS:
        return False
    rest, agencies = _SIGN.subn(" ", line)
    rest, dates = _DATE_PART.subn(" ", rest)
    if not agencies and not dates and _AGENCIES.fullmatch(line) is None:
        return False
    return not _GLUE.sub("", _TIME_PART.sub(" ", rest))


def is_byline(line: str) -> bool:
    """Says whether ``line`` starts with "By" and goes on with names."""
    match = _BY.match(line) if len(line) <= MAX_HEADER_CHARS else None
    if match is None or (line.endswith(".") and not re.search(r"\b(?:[A-Z]|Jr|Sr)\.$", line)):
        return False
    words = _DATE_PART.sub(" ", line[match.end() :]).split()
    if not words or not words[0][0].isupper():
        return not words
    return len(words) <= 24 and all(_NAME_WORD.fullmatch(word) for word in words)


def is_person_line(line: str) -> bool:
    """Says whether ``line`` may be a writer's name, alone or with an agency or medium behind a comma or bar."""
    name, _, rest = re.sub(r"\s*[,|/•·]\s*", "|", line, count=1).partition("|")
    return len(line) <= 80 and _PERSON.fullmatch(name.strip()) is not None and (not rest or all(_NAME_WORD.fullmatch(word) for word in rest.split()))


def header_agencies(line: str) -> tuple[str, ...]:
    """Returns the agencies that a header line names."""
    return find_agencies(line, only_signs=is_signs(line))


def find_dateline(paragraph: str, *, first: bool) -> Dateline | None:
    """Finds the dateline that ``paragraph`` starts with.

    Args:
        paragraph: a paragraph of the body.
        first: whether it is the first of the body; only there a place without an agency's sign counts.
    """
    head = paragraph[:MAX_DATELINE_CHARS]
    for pattern in (_WITH_CREDIT, _CREDIT_FIRST):
        match = pattern.match(head)
        if match is not None and _is_credit(match, first=first):
            return _make_dateline(match)
    if first:
        for pattern in (_UPPER_ONLY, _TITLE_ONLY):
            match = pattern.match(head)
            if match is not None and match.end() < len(paragraph) and not _NOT_PLACES.match(match["place"]) and len(match["place"]) > 3:
                return _make_dateline(match)
    return None


def find_dateline_alone(line: str) -> Dateline | None:
    """Finds the dateline that makes up the whole of ``line`` ("PYONGYANG, June 19, 2024")."""
    match = _ALONE.fullmatch(line) if len(line) <= MAX_DATELINE_CHARS else None
    if match is None or _NOT_PLACES.match(line) or canonical_agency(_place_of(match)[0]) is not None:
        return None
    return _make_dateline(match)


def _is_labelled_date(line: str) -> bool:
    match = _LABELLED.match(line)
    return match is not None and (is_signs(line[match.end() :]) or (":" in match.group() and find_date(line) is not None))


def _is_credit(match: re.Match[str], *, first: bool) -> bool:
    """Says whether the brackets hold an agency, or, in the first paragraph behind a place and before a dash, any medium's name."""
    credit, (place, _) = match["credit"], _place_of(match)
    dash = match.groupdict().get("dash", "-")
    if place and _NOT_PLACES.match(place):
        return False
    if find_agencies(credit, only_signs=True) and (canonical_agency(re.split(r"[/,]| and ", credit)[0].strip()) is not None or dash):
        return bool(dash) or bool(place and _date_of(match))
    is_dash = dash not in {"", ":"}
    return first and is_dash and bool(place) and place.upper() == place and credit[0].isupper() and len(credit.split()) <= 4


def _place_of(match: re.Match[str]) -> tuple[str, tuple[int, int] | None]:
    for group in ("place", "title_place"):
        if match.groupdict().get(group):
            return match[group], match.span(group)
    return "", None


def _date_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return groups.get("date") or groups.get("late") or ""


def _make_dateline(match: re.Match[str]) -> Dateline:
    credit = match.groupdict().get("credit") or ""
    agencies = find_agencies(credit, only_signs=True) or ((" ".join(credit.split()),) if credit else ())
    return Dateline(match.end(), _place_of(match)[1], agencies, find_date(match.group()))
