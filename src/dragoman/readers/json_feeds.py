"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dragoman.errors import ReadError
from dragoman.readers.entries import MAX_ENTRIES, Body, Entry, Fetch, no_entries, read_entry, too_many
from dragoman.readers.limits import make_rejection
from dragoman.readers.stories import Item, short_text, web_address


def is_json_feed(content: Mapping[object, object]) -> bool:
    """Says whether a JSON object names the standard JSON Feed."""
    version = content.get("version")
    return isinstance(version, str) and "jsonfeed.org" in version[:100]


def read_json_feed(content: Mapping[object, object], *, name: str, published_at: str | None = None, fetch: Fetch | None = None) -> Iterator[Item]:
    """Reads the items of a feed; each is a document or a rejection. Never raises.

    Args:
        content: the JSON object.
        name: the file's path.
        published_at: publication date of items that state none.
        fetch: fetches the page behind an item's address, for its full text.
    """
    items = content.get("items")
    if not isinstance(items, list) or not items:
        yield no_entries(name)
        return
    for number, item in enumerate(items[:MAX_ENTRIES], start=1):
        if isinstance(item, Mapping):
            yield read_entry(_read_item(item, content), name=name, number=number, published_at=published_at, fetch=fetch)
        else:
            where = f"{name}#{number}"
            yield make_rejection(ReadError("DRG-READ-010", f"{where}: this item is not an object; write one object for each item of the feed"), where)
    if len(items) > MAX_ENTRIES:
        yield too_many(name, MAX_ENTRIES)


def _read_item(item: Mapping[object, object], feed: Mapping[object, object]) -> Entry:
    authors = [*_list(item.get("authors")), item.get("author"), *_list(feed.get("authors")), feed.get("author")]
    identifier = item.get("id")
    dates = [item.get(name) for name in ("date_published", "date_modified")]
    return Entry(
        entry_id=str(identifier) if isinstance(identifier, str | int) and not isinstance(identifier, bool) else None,
        title=short_text(item.get("title")),
        bodies=(_body(item.get("content_html")), _body(item.get("content_text"), is_plain=True), _body(item.get("summary"), is_plain=True)),
        dates=tuple(None if date is None else str(date)[:80] for date in dates),
        url=web_address(item.get("url"), item.get("external_url"), identifier),
        publisher=short_text(feed.get("title")),
        signs=tuple(short_text(author.get("name")) for author in authors[:20] if isinstance(author, Mapping)),
        language=short_text(item.get("language")) or short_text(feed.get("language")),
    )


def _body(value: object, *, is_plain: bool = False) -> Body | None:
    return Body(value, is_plain) if isinstance(value, str) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
