"""News items as their format gives them, and the documents made of them: what all news formats share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.agencies import find_agencies
from dragoman.readers.blocks import Block, collapse, make_article, with_dateline, with_headline
from dragoman.readers.dates import parse_published
from dragoman.readers.html_metadata import Metadata
from dragoman.readers.limits import make_rejection
from dragoman.readers.plain import with_default_date
from dragoman.records import Document, Rejection
from dragoman.text.encoding import replace_surrogates

MAX_VALUE_CHARS = 500
"""Longest title, name or address that is believed."""
MAX_ID_CHARS = 200
"""Longest identifier that stands in a path."""
UNUSABLE = {"withheld": "withheld", "canceled": "canceled", "cancelled": "canceled", "embargoed": "under embargo", "killed": "killed"}
"""Publishing statuses (IPTC pubStatus, NITF management-status) with which an item must not be used."""

_BEHIND_PLACE = re.compile(r"(?!\w)[^.!?\n]{0,60}?(?:\s[-–—]+\s|(?<=\w):\s)")
_COMPACT_DATE = re.compile(r"(\d{8})(?:[+-]\d{2}:?\d{2}|Z)?")

Item = Document | Rejection


@dataclass(frozen=True, kw_only=True)
class Story:
    """A news item as its format gives it. ``dates`` are the candidates for the publication date, the best first; ``signs`` name who wrote or sent it."""

    blocks: Sequence[Block]
    title: str | None = None
    dates: Sequence[str | None] = ()
    publisher: str | None = None
    signs: Sequence[str | None] = ()
    language: str | None = None
    url: str | None = None
    dateline: str | None = None
    located: str | None = None


def make_story(story: Story, *, path: str, published_at: str | None) -> Document:
    """Makes the document of a news item: headline, dateline and paragraphs, as the reader of news pages does.

    Args:
        story: the item.
        path: the file's name with the item's identifier.
        published_at: publication date of items that state none.

    Raises:
        ReadError: the item has no text (DRG-READ-041), its date cannot be read (DRG-READ-012), or the text is too long or binary.
    """
    blocks = with_headline(with_dateline(story.blocks, story.dateline), story.title)
    if not blocks:
        raise no_text(path, "an item without text")
    metadata = Metadata(
        title=story.title, publisher=story.publisher, published_at=first_date(story.dates, path), url=story.url, language=story.language, authors=agency_signs(story.signs)
    )
    document = _with_place(make_article(blocks, metadata, path=path), story.located)
    return with_default_date(document, published_at)


def read_story(story: Story, *, path: str, published_at: str | None) -> Item:
    """Returns ``make_story``, or the rejection that says why there is none."""
    try:
        return make_story(story, path=path, published_at=published_at)
    except ReadError as error:
        return make_rejection(error, path)


def item_path(name: str, item_id: object, version: object = None, number: int | None = None) -> str:
    """Returns the path of an item of a file: its name, its identifier and its version (``a.xml#urn:x:1@3``), or its number where it has none."""
    text = str(item_id).strip() if isinstance(item_id, str | int) and not isinstance(item_id, bool) else ""
    if not 0 < len(text) <= MAX_ID_CHARS or not text.isprintable():
        return name if number is None else f"{name}#{number}"
    version_text = str(version).strip() if isinstance(version, str | int) and not isinstance(version, bool) else ""
    return f"{name}#{text}@{version_text}" if 0 < len(version_text) <= 20 and version_text.isprintable() else f"{name}#{text}"


def check_status(status: str | None, path: str, item: str = "item") -> None:
    """Raises ReadError where the publishing status is not ``usable``; one that no standard knows is not guessed at."""
    value = re.split(r"[:/#]", (status or "usable").strip())[-1].strip().lower()
    if value == "usable":
        return
    if value in UNUSABLE:
        raise ReadError("DRG-READ-040", f"{path}: this {item} is {UNUSABLE[value]} by its provider; do not use it")
    raise ReadError("DRG-READ-040", f"{path}: this {item} has the publishing status {value[:40]!r}, which is not usable, withheld or canceled; ask its provider")


def no_text(path: str, what: str) -> ReadError:
    """Makes the error for an item that holds no story, saying what it is."""
    return ReadError("DRG-READ-041", f"{path}: this is {what}; only items with the text of a story become documents")


def with_article(noun: str) -> str:
    """Returns ``noun`` with "a" or "an" before it."""
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def first_date(values: Sequence[str | None], path: str) -> str | None:
    """Returns the first of the dates that can be read, None where none is given; raises ReadError where none of those given can be read."""
    given = [value.strip() for value in values if value is not None and value.strip()]
    for value in given:
        if (found := parse_published(value) or _from_compact(value)) is not None:
            return found
    if given:
        raise ReadError("DRG-READ-012", f"{path}: cannot read {given[0][:60]!r} as the publication date; write it as YYYY-MM-DD")
    return None


def short_text(value: object) -> str | None:
    """Returns a title, name or identifier as one line; None where it is no string, empty or too long to be one."""
    text = collapse(" ".join(replace_surrogates(value[: 4 * MAX_VALUE_CHARS]).split())) if isinstance(value, str) else ""
    return text if 0 < len(text) <= MAX_VALUE_CHARS else None


def web_address(*values: object) -> str | None:
    """Returns the first value that is an address with http or https."""
    texts = (short_text(value) for value in values)
    return next((text for text in texts if text is not None and text.lower().startswith(("http://", "https://"))), None)


def agency_signs(signs: Sequence[str | None]) -> tuple[str, ...]:
    """Returns the agencies that bylines, credit lines and providers name, and the signs themselves."""
    given = [sign for sign in signs if sign]
    return tuple(dict.fromkeys(name for sign in given for name in (*find_agencies(sign[:1000]), sign)))


def _with_place(document: Document, located: str | None) -> Document:
    """Returns the document with the place that the item names as the dateline's, where the first paragraph begins with it as a dateline does."""
    place = (located or "").split(",")[0].strip()
    first = next((segment for segment in document.segments if segment.kind == "body"), None)
    if not place or first is None or document.dateline_place is not None:
        return document
    end = first.start + len(place)
    if document.text[first.start : end].casefold() != place.casefold() or _BEHIND_PLACE.match(document.text, end, first.end) is None:
        return document
    return msgspec.structs.replace(document, dateline_place=document.span(first.start, end))


def _from_compact(value: str) -> str | None:
    match = _COMPACT_DATE.fullmatch(value)
    return None if match is None else parse_published(match[1])
