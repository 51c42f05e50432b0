"""Comparative claims: what is ranked or dated against the past, checkable on the record (DOMAIN, 4.18)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.ontology.ledger import eras, phrases
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import ComparativeClaim, Span, When, make_id
from dragoman.text.timex import iter_timexes

_MORE_OR_LESS = r"(?:(?:the|more than|little more than|over|at least|nearly|almost|about|some|around)\s+)*"
_SINCE = (
    rf"(?:since\s+{_MORE_OR_LESS}(?P<since>[^,.;:\"”]{{1,70}}(?:,\s(?:1[5-9]|20)\d\d\b)?)"
    rf"|(?:in|for|after)\s+{_MORE_OR_LESS}(?P<counted>(?:(?:\d+|[a-z]+)\s(?:\w+\s)?)?(?:years?|decades?|centur(?:y|ies)|generations?|months?|weeks?)\b))"
)
_SINCE_THEN = rf"[^,.;:]{{0,60}}?\bsince\s+{_MORE_OR_LESS}(?P<since>[^,.;:\"”]{{1,40}})"
#: Since when or for how long something has not been; shorter times tell how long something took.
_SINCE_LONG = (
    rf"(?:since\s+{_MORE_OR_LESS}(?P<since>[^,.;:\"”]{{1,70}})"
    rf"|(?:in|for)\s+{_MORE_OR_LESS}(?P<counted>(?:(?:\d+|[a-z]+)\s)?(?:years?|decades?|centur(?:y|ies)|generations?)\b(?!\s+of\b)))"
)
_WHOLES = phrases("comparison", "wholes")
#: What ranks something though it begins with no superlative.
_UNRANKED = re.compile(rf"(?:more|(?:the\s+)?(?:{_WHOLES})['’]|all-time)", re.I)
_YEAR = re.compile(r"\b(?:1[5-9]\d\d|20\d\d)\b")
_NUMBER = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a": 1, "an": 1, "half": 0}
_UNIT_YEARS = {"year": 1, "decade": 10, "centur": 100, "generation": 25}
_UNIT_DAYS = {"month": 30, "week": 7}
_DURATION = re.compile(r"^(?:little\s+)?(?:more\s+than\s+)?(?P<n>\d+|[a-z]+)?\s*(?:a\s+)?(?P<unit>year|decade|centur|generation|month|week)", re.I)
#: Windows of superlatives that name no date but reach back no further than people remember.
_RECENT = re.compile(r"\b(?:recent (?:history|memory|years|times)|living memory)\b", re.I)
_SUPERLATIVE = r"(?:most|least)\s+[\w-]+|\w{3,}est|worst|best"
_NOT_SUPERLATIVE = frozenset(
    "west rest test protest interest request arrest forest guest latest honest modest invest suggest harvest contest northwest southwest midwest nearest digest manifest quest conquest budapest bucharest crest".split()
)
#: What is numbered without being compared: dates, parts of a whole, the numbers of names.
_NUMBERED = r"(?:time zone|year|day|week|month|world war|half|quarter|anniversary|centur\w+|floor|person|party|phase|of the|of two|of three|infantry|brigade|division|army|fleet)\b"
_ORDINAL = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th))"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("first_since", rf"\b(?:for\s+)?(?:the|its|his|her|their)\s+first\s+(?:time|[^,.;:]{{2,90}}?)\s+{_SINCE}"),
    (
        "first_ever",
        r"\b(?:the\s+)?first[- ]ever\b[^,.;:]{0,60}|\b(?:the|its|his|her|their)\s+first\s+(?:[\w'’-]+\s+){1,7}?ever\b[^,.;:]{0,60}|\bthe\s+first\s+(?:in\s+which|of\s+(?:its|their|his)\s+(?:kind|sort))\b[^.;:]{0,60}"
        r"|\bnever\s+before\b[^,.;:]{0,60}|\bthe\s+first\s+(?:ever|known)\b[^,.;:]{0,60}|\bfor\s+the\s+first\s+time(?:\s+ever)?\b(?!\s+(?:since|in\s+(?:\w+\s+){0,3}(?:years?|decades?)))"
        r"|\b(?:the|its|his|her|their)\s+first\s+(?:[\w'’-]+\s+){0,4}?(?:visit|trip|meeting|summit|treaty|agreement|accord|flight|leader|president|country|state|time|minister|head|capital|election|talks|attack|strike|deal|pact|member|such|of its kind)\b[^,.;:]{0,60}"
        r"|\b\w+['’]s?\s+first\s+(?:[\w'’-]+\s+){0,4}?(?:visit|trip|meeting|summit|treaty|agreement|accord|pact|flight|election|deal|member|embassy|base)\b[^,.;:]{0,60}"
        r"|\bthe\s+first\s+(?:[\w'’-]+\s+){1,7}?to\s+(?!be\b|the\b|a\b|an\b)[a-z]+\b[^,.;:]{0,60}",
    ),
    ("superlative_since", rf"\b(?:{_SUPERLATIVE})\b[^,.;:]{{0,90}}?\s+{_SINCE}"),
    (
        "superlative_ever",
        rf"\b(?:{_SUPERLATIVE})\b[\s-]+(?:ever|yet)\b[^,.;:]{{0,40}}|\b(?:{_SUPERLATIVE})\b[^,.;:]{{0,60}}?(?:\bever\b|\bon record\b|\bin (?:[\w'’-]+\s+){{0,4}}history\b|\bso far\b|\bof all time\b|\bin the (?:world|Americas|hemisphere|continent)\b|\b(?:he|she|they|we|I|anyone) (?:ha[sd]|have) (?:ever )?(?:seen|known)\b)|\bunprecedented\b"
        rf"|\b(?:{_SUPERLATIVE})(?:-\w+)?\s+in\s+the\s+(?:world|Americas|hemisphere|continent)\b|\bmore\b[^,.;:]{{0,40}}?\bthan\s+any\s+other\b[^,.;:]{{0,40}}"
        rf"|(?<!one of )(?<!one of the )\b(?:the\s+)?(?:{_WHOLES})['’]s?\s+(?:single\s+)?(?:{_SUPERLATIVE}|leading|foremost)\b[^,.;:]{{0,40}}|\ball-time\s+(?:high|low|record|peak)\b",
    ),
    ("nth", rf"\b(?:(?:the|its|his|her|their|\w+['’]s)\s+{_ORDINAL}|an?\s+\d+(?:st|nd|rd|th))\s+(?!(?:\w+\s+)?{_NUMBERED})(?:such\s+|time\s+)?[^,.;:]{{2,60}}"),
    (
        "greater_than_period",
        r"\b(?:closer|stronger|larger|bigger|higher|worse|greater|deeper|warmer|more\s+[\w-]+)\s+than\s+(?:at any time|ever|during|in|before)\b[^,.;:]{0,60}",
    ),
    ("increase", rf"\b(?:(?:has|have|had)\s+)?(?:more\s+than\s+)?(?:doubled|tripled|trebled|quadrupled|risen|grown|climbed|surged|soared)\b{_SINCE_THEN}"),
    ("trend", rf"\b(?:has|have|had)\s+(?:more\s+than\s+)?(?:fallen|dropped|declined|shrunk|slumped|plunged|plummeted|halved|dwindled)\b{_SINCE_THEN}"),
)
#: Words before and inside of an ordinal that counts occasions.
_BECOMES = re.compile(r"\b(?:is|are|was|were|be|been|becom\w+|became|makes?|made|marks?|marked)\s+(?:only\s+|already\s+|also\s+)?(?:\w+['’]s\s+)?$", re.I)
_COUNTED = re.compile(
    rf"{_ORDINAL}\s+(?:[\w-]+\s+){{0,2}}?(?:such|time|round|summit|meeting|visit|trip|session|accord|agreement|treaty|pact|deal|truce|ceasefire|member|attack|strike|test|launch"
    r"|package|election|vote|coup|war|country|state|nation)\b|\bsince\b|\bin\s+(?:\w+\s+){0,4}(?:years?|months?|weeks?|days?|decades?)\b|\b(?:this|last) year\b",
    re.I,
)
_NEGATED_SINCE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:No|Not|Never)\s[^.;:]{{5,110}}?\s+(?:had|has|have)\b[^.;:]{{2,90}}?\s+{_SINCE_LONG}",
        rf"\b(?:not|never)\s+(?:been|met|visited|seen|held|spoken|signed)\b[^.;:]{{0,60}}?\s+{_SINCE_LONG}",
        r"\bNot\s+since\s+(?P<since>[^.;:]{1,60}?)\s+(?:had|has|have)\b[^.;:]{2,90}",
    )
)
#: What had not been since then was less.
_AS_MUCH = re.compile(r"\b(?:as (?:large|big|many|much|high|bad|close|tense)|so (?:many|much|large|few|close)|such (?:an? )?(?:\w+ )?\w+)\b")
_HEDGE = re.compile(r"\b(?:could|may|might|possibly|perhaps|probably|arguably|known|believed|among)\b", re.I)
_TIMELY = re.compile(
    r"\b(?:1[5-9]\d\d|20\d\d|years?|decades?|centur\w+|generations?|war|independence|revolution|collapse|invasion|months?|coup|era|times?|attacks?|crisis|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|January|February|March|April|May|June|July|August|September|October|November|December|(?:1[89]|20)\d0s|spring|summer|autumn|winter|first|last|fell|took|came|began|broke|split|ended|was|were)\b",
    re.I,
)
_NOUN = re.compile(r"(?:first|[a-z]+est|worst|best|most [a-z-]+)\s+(?:ever\s+|such\s+|known\s+)?(.{2,60})", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    start: int
    end: int
    since: str | None


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """Whether an ordinal counts against the past, and does not only tell one thing from another: "the second ship", "its second secretary"."""
    return _BECOMES.search(text[: match.start()]) is not None or _COUNTED.search(match.group()) is not None


def _since_of(match: re.Match[str]) -> str | None:
    """The words of a match that tell from when it counts."""
    groups = match.groupdict()
    return groups.get("since") or groups.get("counted")


def _matches(text: str) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in re.finditer(pattern, text, re.I):
            since = _since_of(match)
            words, told = match.group().split(), kind
            if kind.startswith("superlative") and "unprecedented" not in match.group().lower():
                ranked = re.match(_SUPERLATIVE, match.group(), re.I)
                if (ranked is None and not _UNRANKED.match(match.group())) or (ranked is not None and ranked.group().lower() in _NOT_SUPERLATIVE):
                    continue
            if kind == "nth" and not _is_counted(text, match):
                continue
            told = "superlative_since" if kind == "superlative_ever" and _RECENT.search(match.group()) else kind
            if since is not None and not _TIMELY.search(since):
                continue
            if since is None and kind == "nth" and (counted := re.search(_SINCE, match.group())) is not None:
                since = _since_of(counted)
            if any(match.start() < b and a < match.end() for a, b in taken) or len(words) < 1:
                continue
            taken.append((match.start(), match.end()))
            yield _Found(told, match.start(), match.end(), since)
    for match in (m for pattern in _NEGATED_SINCE for m in pattern.finditer(text)):
        since = _since_of(match)
        if not any(match.start() < b and a < match.end() for a, b in taken) and since is not None and _TIMELY.search(since):
            taken.append((match.start(), match.end()))
            yield _Found("superlative_since" if _AS_MUCH.search(match.group()) else "first_since", match.start(), match.end(), since)


def _window(reading: Reading, found: _Found, span: Span, sentence: int) -> When:
    """The time that the comparison looks back over; its start where the text gives or counts it."""
    day = reading.context.document.published_at
    if found.since is None:
        return When(start=None, end=day[:10] if day else None, precision="open", basis="inferred")
    at = span.text.rfind(found.since)
    words = reading.context.document.span(span.start + at, span.start + at + len(found.since))
    end = day[:10] if day else None
    start = _counted(found.since, day[:10]) if day is not None else None
    if start is not None:
        return When(start=start, end=end, precision="year", basis="document_relative", span=words)
    for time in iter_timexes(found.since):
        named = reading.context.document.span(words.start + time.start, words.start + time.end)
        when = reading.context.date_of(named, tense="past")
        if when.start is not None:
            return When(start=when.start, end=end, precision=when.precision, basis=when.basis, span=words)
    bare = _YEAR.search(found.since)
    if bare is not None:
        return When(start=f"{bare.group()}-01-01", end=end, precision="year", basis="explicit", span=words)
    year = next((y for name, y in eras().items() if re.search(rf"\b{name}\b", found.since.lower()) and (name != "the war" or found.since.lower() in ("war", name))), None)
    if year is not None:
        return When(start=f"{year:04d}-01-01", end=end, precision="year", basis="world_knowledge", span=words)
    return When(start=None, end=end, precision="unknown", basis="inferred", span=words)


def _counted(since: str, day: str) -> str | None:
    """Returns the day from which "in 24 years", "in a generation" or "in nine months" counts."""
    duration = _DURATION.match(since)
    count = duration.group("n") if duration is not None else None
    if duration is None or (count is None and not re.match(r"a\b|(?:year|decade|century|generation|month|week)\b", since, re.I)):
        return None  # "in decades" counts from no day
    number = max(int(count) if count and count.isdigit() else _NUMBER.get((count or "a").lower(), 1), 1)
    unit = duration.group("unit").lower()
    if unit in _UNIT_YEARS:
        return f"{int(day[:4]) - number * _UNIT_YEARS[unit]:04d}-01-01"
    return (date.fromisoformat(day) - timedelta(days=number * _UNIT_DAYS[unit])).isoformat()


def _is_ranked(reading: Reading, span: Span) -> bool:
    """Whether "most" or "least" stands before a quality and not before what is counted: "most trade"."""
    tokens = reading.context.analysis.tokens
    at = next((t.i for t in tokens if t.start == span.start and t.text.lower() in ("most", "least")), None)
    return at is None or at + 1 >= len(tokens) or tokens[at + 1].pos in ("ADJ", "ADV", "VERB")


def make_comparisons(reading: Reading) -> list[ComparativeClaim]:
    """Returns the comparative claims of a document; they stay ``undetermined`` until a store covers their window."""
    out = []
    kinds: Sequence[str] = [s.kind for s in reading.context.document.segments]
    for number, sentence in enumerate(reading.context.analysis.sentences):
        if kinds[sentence.segment] in ("byline", "boilerplate"):
            continue
        whole = reading.context.sentence_span(number)
        for found in _matches(whole.text):
            span = reading.context.document.span(whole.start + found.start, whole.start + found.end)
            if not _is_ranked(reading, span):
                continue
            word = next((t.i for t in reading.context.analysis.tokens[sentence.start : sentence.end] if t.end > span.start), sentence.start)
            claimant = reading.speaker(word)
            hedge = _HEDGE.search(whole.text[max(0, found.start - 40) : found.end])
            hedge_span = None
            if hedge is not None:
                base = whole.start + max(0, found.start - 40)
                hedge_span = reading.context.document.span(base + hedge.start(), base + hedge.end())
            ranked = re.match(_SUPERLATIVE, span.text, re.I)
            measure = ranked.group().lower() if ranked and found.kind.startswith("superlative") else found.kind.replace("_", " ")
            noun = _NOUN.search(span.text)
            subject = re.split(r"\s+(?:since|in|for|ever)\s", noun.group(1))[0].strip() if noun else span.text
            identity = make_id("cc", reading.context.document.id, found.kind, span)
            reading.explain(identity, "comparison", found.kind, "rule: words that rank or date something against the past", span)
            out.append(
                ComparativeClaim(
                    id=identity,
                    claimant=claimant,
                    kind=found.kind,
                    measure=measure,
                    subject=subject or span.text,
                    window=_window(reading, found, span, number),
                    hedge=hedge_span,
                    evidence=(span,),
                    confidence=0.5,
                    source_chain=reading.chain(word),
                )
            )
    return out
