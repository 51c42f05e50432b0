"""What the exports of news databases have in common: an article with its fields, and the document that it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.agencies import canonical_agency
from dragoman.readers.dates import parse_published
from dragoman.readers.headers import find_dateline, find_dateline_alone
from dragoman.readers.limits import make_rejection
from dragoman.readers.paragraphs import Bounds, find_paragraphs
from dragoman.readers.plain import check_text, make_document
from dragoman.readers.structure import stands_alone
from dragoman.records import Document, Rejection, Segment, SegmentKind, Span
from dragoman.text.encoding import replace_surrogates

MAX_FIELD_CHARS = 500
"""Longest headline, byline or name of a source that is believed."""

_SERVICE_WORDS = frozenset("""news english general service services newswires newswire international agency online -- - wire wires state local financial world domestic
    economic us the and & press release newswire/ (english) top report bulletin europe asia africa americas plus worldwide""".split())
_BY = re.compile(r"\s*(?:by|BY|By)[:\s]\s*")
_PLACE_END = re.compile(r"\s*(?:[(/\[]|[-–—]{1,2}\s|,\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d)")


@dataclass(frozen=True)
class Article:
    """One article of an export, as its fields say; ``date`` is what was written where the date belongs."""

    body: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None
    language: str | None = None
    url: str | None = None


def make_article(article: Article, *, path: str, published_at: str | None) -> Document | Rejection:
    """Returns the document of an article: headline, byline, dateline (where the text has none of its own) and text; else why there is none.

    Args:
        article: what the export says.
        path: the file's name and the article's number.
        published_at: ISO date of articles whose own cannot be read.
    """
    try:
        published = parse_published(article.date) if article.date else None
        published = published or published_at
        if published is None:
            seen = f"cannot read {article.date.strip()[:60]!r} as the publication date of the article" if article.date and article.date.strip() else "the article has no publication date"
            raise ReadError("DRG-READ-012", f"{path}: {seen} {_quote(article.title)}; give one with --date")
        if not article.body.strip():
            raise ReadError("DRG-READ-004", f"{path}: the article {_quote(article.title)} has no text; export it with its full text")
        document = _make(article, path, published, dateline=None)
        dateline = _line(article.dateline)
        return document if dateline is None or document.dateline_place is not None else _make(article, path, published, dateline)
    except ReadError as error:
        return make_rejection(error, path)


def one_line(lines: list[str]) -> str | None:
    """Returns the lines of a field as one, None where they are empty."""
    return _line(" ".join(lines))


def _make(article: Article, path: str, published_at: str, dateline: str | None) -> Document:
    title, byline, publisher = (_line(value) for value in (article.title, article.byline, article.publisher))
    parts: list[str] = []
    hints: dict[int, SegmentKind] = {}
    bounds: list[Bounds] = []
    size = 0
    head: list[tuple[str | None, SegmentKind]] = [(title, "headline"), (byline, "byline"), (dateline, "byline")]
    for value, kind in head:
        if value is not None:
            hints[len(parts)] = kind
            bounds.append((size, size + len(value)))
            parts.append(value)
            size += len(value) + 2
    body = replace_surrogates(article.body.strip("\r\n"))
    text = "\n\n".join([*parts, body])
    check_text(text, path)
    bounds += [(start + size, end + size) for start, end in find_paragraphs(body, stands_alone)]
    authors = [name for name in (_agency(publisher), *_signs(byline)) if name is not None]
    document = make_document(
        text, bounds, hints, path=path, published_at=published_at, title=title, publisher=publisher, url=article.url, language=article.language, authors=authors
    )
    return document if dateline is None else _mark_dateline(document, bounds[len(parts) - 1])


def _mark_dateline(document: Document, bounds: Bounds) -> Document:
    """Makes the paragraph at ``bounds``, which came from a field, the document's dateline."""
    start, end = bounds
    words = document.text[start:end]
    found = find_dateline_alone(words) or find_dateline(f"{words} - The", first=True)
    if found is not None and found.place is not None and found.place[1] <= len(words):
        place = found.place
    else:
        stop = _PLACE_END.search(words)
        place = (0, stop.start() if stop is not None and stop.start() else len(words))
    segments = tuple(Segment(kind="dateline", start=start, end=end) if (segment.start, segment.end) == bounds else segment for segment in document.segments)
    return msgspec.structs.replace(document, segments=segments, dateline_place=Span.of(document.text, start + place[0], start + place[1]))


def _line(value: str | None) -> str | None:
    text = " ".join(replace_surrogates(value or "").split())
    return text if 0 < len(text) <= MAX_FIELD_CHARS else None


def _signs(byline: str | None) -> list[str]:
    """Returns the parts of a byline that may be an agency's sign."""
    return [part.strip() for part in re.split(r"[,;/|]|\band\b", _BY.sub("", byline, count=1))] if byline is not None else []


def _agency(publisher: str | None) -> str | None:
    """Returns the agency whose service ``publisher`` is ("Xinhua General News Service"), None if it is none."""
    words = (publisher or "").split()
    for count in range(min(len(words), 6), 0, -1):
        name = canonical_agency(" ".join(words[:count]).rstrip(",;"))
        if name is not None and all(word.strip("(),;.").lower() in _SERVICE_WORDS or not word.strip("(),;.") for word in words[count:]):
            return name
    return None


def _quote(title: str | None) -> str:
    line = _line(title)
    return repr(line[:80]) if line is not None else "without a headline"
