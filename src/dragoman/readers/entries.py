"""Entries of feeds, whatever the feed's format: each is a document of its content, of its summary, or of the page behind its link."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import unescape
from typing import NamedTuple

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.blocks import Block, plain_blocks
from dragoman.readers.dates import parse_published
from dragoman.readers.html import find_blocks, has_markup
from dragoman.readers.limits import make_rejection
from dragoman.readers.stories import Item, Story, first_date, item_path, make_story, no_text, short_text
from dragoman.records import Rejection
from dragoman.text.encoding import replace_surrogates

MAX_ENTRIES = 10_000
"""Most entries read from one feed; feeds have 10 to 100, whole archives some thousands."""

Fetch = Callable[[str], Iterator[Item]]
"""Fetches an address and reads its documents; the feeds never open a connection themselves."""

_MARKED = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


class Body(NamedTuple):
    """A text of an entry: HTML, or plain text where the feed says so."""

    text: str
    is_plain: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry as its feed gives it, its title without mark-up. ``bodies`` and ``dates`` are candidates, the best first."""

    entry_id: str | None = None
    title: str | None = None
    bodies: tuple[Body | None, ...] = ()
    dates: tuple[str | None, ...] = ()
    url: str | None = None
    publisher: str | None = None
    signs: tuple[str | None, ...] = ()
    language: str | None = None


def read_entry(entry: Entry, *, name: str, number: int, published_at: str | None, fetch: Fetch | None) -> Item:
    """Makes the document of an entry, or the rejection that says why there is none.

    Args:
        entry: the entry.
        name: the feed's path.
        number: the entry's number in the feed, from 1.
        published_at: publication date of entries that state none.
        fetch: fetches the page behind the link; None: the feed's own text is read.
    """
    path = item_path(name, entry.entry_id or entry.url, None, number)
    try:
        if fetch is not None:
            return _read_page(entry, path, published_at, fetch)
        blocks = next((found for body in entry.bodies if body is not None and (found := _blocks(body, path))), [])
        if not blocks:
            raise no_text(path, "an entry without text" + (" besides its title; --full-text fetches the page behind its link" if entry.url else ""))
        return make_story(_story(entry, blocks), path=path, published_at=published_at)
    except ReadError as error:
        return make_rejection(error, path)


def too_many(name: str, read: int) -> Item:
    """Makes the rejection for what stands behind the last entry that is read."""
    return make_rejection(ReadError("DRG-READ-046", f"{name}: the feed has more than {read} entries; the further ones were left out: split it"), name)


def no_entries(name: str) -> Item:
    """Makes the rejection for a feed that holds nothing."""
    return make_rejection(ReadError("DRG-READ-041", f"{name}: this is a feed without entries; only items with the text of a story become documents"), name)


def entry_title(text: str | None) -> str | None:
    """Returns a title as one line without mark-up."""
    if text is None:
        return None
    marked = _MARKED.search(text) is not None
    return short_text(unescape(re.sub(r"</?[A-Za-z][^<>]{0,2000}>", " ", text)) if marked else text)


def _blocks(body: Body, path: str) -> list[Block]:
    if not body.text.strip():
        return []
    if not body.is_plain and (has_markup(body.text) or _MARKED.search(body.text)):
        return find_blocks(body.text, path=path)
    return plain_blocks(replace_surrogates(body.text))


def _dates(entry: Entry) -> list[str | None]:
    return [_full_date(value) for value in entry.dates]


def _story(entry: Entry, blocks: list[Block]) -> Story:
    return Story(
        blocks=blocks, title=entry.title, dates=_dates(entry), publisher=entry.publisher, signs=entry.signs, language=short_text(entry.language), url=entry.url
    )


def _read_page(entry: Entry, path: str, published_at: str | None, fetch: Fetch) -> Item:
    """Returns the document of the page behind an entry's link; what the page does not say of itself, the entry says."""
    if entry.url is None:
        raise no_text(path, "an entry without a link to its text")
    items = list(itertools.islice(fetch(entry.url), 2))
    if len(items) != 1:
        raise no_text(path, f"an entry whose link {entry.url} does not lead to one story")
    page = items[0]
    if isinstance(page, Rejection):
        return msgspec.structs.replace(page, path=path, message=f"{path}: {page.message}")
    published = page.published_at or first_date(_dates(entry), path) or published_at
    return msgspec.structs.replace(
        page, path=path, title=page.title or entry.title, published_at=published, publisher=page.publisher or entry.publisher, url=page.url or entry.url
    )


def _full_date(value: str | None) -> str | None:
    """Returns a date of a feed as ISO 8601 where it is as RFC 822 has it (years of two digits, zones by name), else as it stands."""
    if value is None or not value.strip():
        return None
    text = " ".join(value[:200].split())
    found = parse_published(text)
    if found is not None and "T" in found:
        return found
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return found or text
    return read.isoformat() if read.tzinfo is not None else found or read.date().isoformat()
