"""Paragraphs to segments: which is headline, byline, dateline, caption, body, quotation, correction or boilerplate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.readers import furniture, headers
from dragoman.readers.dates import find_date
from dragoman.readers.paragraphs import Bounds, ends_sentence
from dragoman.records import Segment, SegmentKind, Span
from dragoman.text.offsets import trim

MAX_HEADLINE_CHARS = 250
"""Longest headline; wire headlines run to 120 characters, two-line web headlines to 200."""
MAX_HEADLINES = 3
"""Headline, kicker and deck."""
MAX_HEAD_PARAGRAPHS = 12
"""How far from the top bylines and dates of publication are looked for."""
MAX_TAIL_PARAGRAPHS = 4
"""How far from the end agency sign-offs are looked for."""

_ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.){1,}$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|No|Gov|Sen|Rep|Gen|vs)\.$")
_NO_HEADLINE_END = (":", ";", ",", "…")
_ONE_QUOTE = re.compile(r"[\"“][^\"“”]+[\"”]")


@dataclass
class Structure:
    """What the paragraphs of one document turned out to be."""

    segments: list[Segment] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    published_at: str | None = None
    dateline_place: Span | None = None

    def add_agencies(self, names: Sequence[str]) -> None:
        """Adds ``names`` that are not there yet."""
        self.agencies += [name for name in dict.fromkeys(names) if name not in self.agencies]


def find_structure(text: str, paragraphs: Sequence[Bounds], hints: Mapping[int, SegmentKind] | None = None, title: str | None = None) -> Structure:
    """Finds the function of each paragraph.

    Args:
        text: the whole document.
        paragraphs: trimmed bounds, in order.
        hints: kinds that the mark-up gives, by number of the paragraph.
        title: the headline where it is known from elsewhere.
    """
    structure = Structure()
    kinds = _find_kinds(text, paragraphs, hints or {}, title)
    first_body = next((number for number, kind in enumerate(kinds) if kind in ("body", "quote_block", "dateline")), None)
    _read_header(text, paragraphs, kinds, structure)
    for number, ((start, end), kind) in enumerate(zip(paragraphs, kinds, strict=True)):
        if kind in ("body", "dateline"):
            _add_body(text, (start, end), structure, first=number == first_body)
        else:
            structure.segments.append(Segment(kind=kind, start=start, end=end))
    return structure


def is_headline(paragraph: str) -> bool:
    """Says whether ``paragraph`` can be a headline: short, one line, no full stop at its end (an abbreviation's aside)."""
    if not 0 < len(paragraph) <= MAX_HEADLINE_CHARS or paragraph.endswith(_NO_HEADLINE_END) or not any(map(str.isalpha, paragraph)):
        return False
    if paragraph.endswith(("?", "!", "?'", "!'", "?’", "!’")):
        return True
    return not ends_sentence(paragraph) or (_ABBREVIATION_END.search(paragraph) is not None and paragraph.count(". ") == 0)


def stands_alone(line: str) -> bool:
    """Says whether a line of plain text is a paragraph of its own, whatever the lines around it."""
    return len(line) <= headers.MAX_HEADER_CHARS and (
        headers.is_header(line) or furniture.is_boilerplate(line) or headers.find_dateline(line, first=False) is not None or headers.find_dateline_alone(line) is not None
    )


def _find_kinds(text: str, paragraphs: Sequence[Bounds], hints: Mapping[int, SegmentKind], title: str | None) -> list[SegmentKind]:
    kinds: list[SegmentKind] = []
    body_at = _find_head(text, paragraphs, hints, title, kinds)
    last_body = len(paragraphs) - 1
    for number in range(body_at, len(paragraphs)):
        start, end = paragraphs[number]
        kinds.append(hints.get(number) or _body_kind(text[start:end], at_end=number > body_at and last_body - number < MAX_TAIL_PARAGRAPHS))
    return kinds


def _body_kind(paragraph: str, *, at_end: bool) -> SegmentKind:
    if furniture.is_correction(paragraph):
        return "correction"
    if furniture.is_boilerplate(paragraph):
        return "boilerplate"
    if furniture.is_caption(paragraph):
        return "caption"
    if at_end and headers.is_header(paragraph) and headers.header_agencies(paragraph):
        return "byline"
    return "body"


def _find_head(text: str, paragraphs: Sequence[Bounds], hints: Mapping[int, SegmentKind], title: str | None, kinds: list[SegmentKind]) -> int:
    """Appends the kinds of the paragraphs above the body and returns the number of the first paragraph of the body."""
    head = [text[start:end] for start, end in paragraphs[:MAX_HEAD_PARAGRAPHS]]
    header_at = [number for number, paragraph in enumerate(head) if headers.is_header(paragraph) or headers.find_dateline_alone(paragraph) is not None]
    same_title = " ".join(title.split()).casefold() if title is not None else None
    for number, paragraph in enumerate(head):
        kind = hints.get(number) or _head_kind(paragraph, number, kinds, header_at)
        if kind in (None, "body") and same_title is not None and " ".join(paragraph.split()).casefold() == same_title and "headline" not in kinds:
            kind = "headline"
        if kind is None or kind in ("body", "quote_block"):
            break
        kinds.append(kind)
    if len(kinds) == len(paragraphs) and not hints and "headline" in kinds and kinds.count("headline") == len(kinds):
        kinds[-1] = "body"  # A text of headlines only: its last line is what there is to read.
        if len(kinds) == 1 and same_title is None:
            kinds.pop()
    return len(kinds)


def _head_kind(paragraph: str, number: int, kinds: Sequence[SegmentKind], header_at: Sequence[int]) -> SegmentKind | None:
    """Returns the kind of a paragraph above the body; None where the body begins."""
    if number in header_at:
        return "dateline" if not headers.is_header(paragraph) else "byline"
    furnished = _body_kind(paragraph, at_end=False)
    if furnished != "body":
        return furnished
    if headers.find_dateline(paragraph, first=True) is not None:
        return None
    beside_header = number - 1 in header_at or number + 1 in header_at
    if "headline" in kinds and beside_header and headers.is_person_line(paragraph):
        return "byline"
    above_header = any(number < at for at in header_at)
    if "headline" not in kinds:
        stops = ends_sentence(paragraph) and not is_headline(paragraph)
        return "headline" if is_headline(paragraph) or (stops and number + 1 in header_at and number == 0 and len(paragraph) <= MAX_HEADLINE_CHARS) else None
    more = kinds.count("headline") < MAX_HEADLINES and (above_header or kinds[-1] == "headline") and "byline" not in kinds
    return "headline" if more and is_headline(paragraph) else None


def _read_header(text: str, paragraphs: Sequence[Bounds], kinds: Sequence[SegmentKind], structure: Structure) -> None:
    """Takes agencies and the publication date from bylines and datelines that stand alone; a date of change counts last."""
    changed_at: str | None = None
    for (start, end), kind in zip(paragraphs, kinds, strict=True):
        if kind != "byline":
            continue
        paragraph = text[start:end]
        structure.add_agencies(headers.header_agencies(paragraph))
        found = find_date(paragraph)
        if headers.is_update(paragraph):
            changed_at = changed_at or found
        else:
            structure.published_at = structure.published_at or found
    structure.published_at = structure.published_at or changed_at


def _add_body(text: str, bounds: Bounds, structure: Structure, *, first: bool) -> None:
    """Adds a paragraph of the body, its dateline as a segment of its own."""
    start, end = bounds
    paragraph = text[start:end]
    dateline = headers.find_dateline(paragraph, first=first) or (headers.find_dateline_alone(paragraph) if first else None)
    if dateline is None:
        structure.segments.append(Segment(kind="body", start=start, end=end))
        return
    structure.add_agencies(dateline.agencies)
    structure.published_at = structure.published_at or dateline.published_at
    if dateline.place is not None and structure.dateline_place is None:
        structure.dateline_place = Span.of(text, start + dateline.place[0], start + dateline.place[1])
    for kind, part in (("dateline", trim(text, start, start + dateline.end)), ("body", trim(text, start + dateline.end, end))):
        if part[0] < part[1]:
            structure.segments.append(Segment(kind="dateline" if kind == "dateline" else "body", start=part[0], end=part[1]))
