"""RSS 2.0, RSS 1.0 (RDF) and Atom: read entry by entry as the bytes come, mending what feeds are known to break."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from dragoman.errors import ReadError
from dragoman.readers.entries import MAX_ENTRIES, Body, Entry, Fetch, entry_title, no_entries, read_entry, too_many
from dragoman.readers.limits import MAX_FILE_BYTES, ByteStream, make_rejection
from dragoman.readers.stories import Item, short_text, web_address
from dragoman.readers.xml_trees import DECLARATION, beyond_limit, declared_encoding, local_name, malformed, mend_xml, refuse_entities, words_of
from dragoman.text.encoding import choose_encoding

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser, _Element

CHUNK_BYTES = 65_536
MAX_ENTRY_TAGS = 50_000
"""Most elements of one entry, and of what stands between two."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:", "http://purl.org/dc/elements/1.1/": "dc:", "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/2005/Atom": "atom:", "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:", "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
}  # fmt: skip
_ENTRIES = frozenset({"item", "entry"})
_FRAMES = frozenset({"channel", "rdf", "rss", "feed"})
_OPEN_REFERENCE = re.compile(r"&[#A-Za-z0-9]{0,32}$")


def read_feed(
    stream: ByteStream, *, name: str, published_at: str | None = None, charset: str | None = None, url: str | None = None, fetch: Fetch | None = None
) -> Iterator[Item]:
    """Reads the entries of a feed; each is a document or a rejection.

    Bare ampersands, HTML's entities, undeclared prefixes, forbidden characters and unclosed tags are survived. A feed that breaks off gives its whole entries and a
    rejection for the rest; one that goes on for ever is cut at ``MAX_ENTRIES`` entries or 64 MiB.

    Args:
        stream: the feed; one entry of it is held in memory at a time.
        name: its path.
        published_at: publication date of entries that state none, in a feed that states none.
        charset: character set that a server named.
        url: the feed's address, to complete links.
        fetch: fetches the page behind an entry's link, for its full text.

    Raises:
        ReadError: the feed declares entities (DRG-READ-043).
    """
    feed = _Feed(name, url)
    number = 0
    for element in feed.iter_entries(stream, charset):
        number += 1
        if number > MAX_ENTRIES:
            yield too_many(name, MAX_ENTRIES)
            return
        yield read_entry(feed.read(element), name=name, number=number, published_at=published_at, fetch=fetch)
    if feed.problem is not None:
        yield make_rejection(feed.problem, name)
    elif number == 0:
        yield no_entries(name)


class _Feed:
    """What is known of a feed while its entries pass by."""

    def __init__(self, name: str, url: str | None) -> None:
        self.problem: ReadError | None = None
        """Why the feed ended before its end."""
        self._name = name
        self._open: list[str] = []
        self._held = 0
        self._own = ""
        self._about: dict[str, str] = {}
        if url is not None:
            self._about["url"] = url

    def iter_entries(self, stream: ByteStream, charset: str | None) -> Iterator[_Element]:
        """Yields each whole entry, and sets ``problem`` where the feed is broken off."""
        from lxml import etree

        parser = etree.XMLPullParser(
            events=("start", "end"), encoding="utf-8", load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
        )
        size = 0
        try:
            for piece in _iter_text(stream, charset, self._name):
                size += len(piece)
                parser.feed(piece.encode("utf-8"))
                was_held = self._held
                yield from self._take(parser)
                if was_held == self._held and (problem := beyond_limit([entry.message for entry in parser.feed_error_log], self._name)) is not None:
                    self.problem = problem
                    return
                if size > MAX_FILE_BYTES:
                    self.problem = ReadError("DRG-READ-046", f"{self._name}: the feed has more than {MAX_FILE_BYTES} bytes; what stands behind them was left out: split it")
                    return
            if self._open:
                broken = ReadError("DRG-READ-042", f"{self._name}: the feed breaks off inside of <{self._open[-1]}>; fetch it again")
                self.problem = beyond_limit([entry.message for entry in parser.feed_error_log], self._name) or broken
        except etree.XMLSyntaxError as error:
            self.problem = malformed(error, self._name)
        except ReadError as error:
            self.problem = error

    def _take(self, parser: XMLPullParser) -> Iterator[_Element]:
        """Yields the entries that ended, notes what the feed says of itself, and frees both."""
        for event, element in cast("Iterator[tuple[str, _Element]]", parser.read_events()):
            tag = local_name(element).lower()
            if event == "start":
                self._open.append(tag)
                self._held += 1
                if self._held > MAX_ENTRY_TAGS:
                    raise ReadError("DRG-READ-043", f"{self._name}: the feed has more than {MAX_ENTRY_TAGS} elements in an entry or before one; the rest of it was left out")
                if len(self._open) == 1:
                    self._note_root(element)
                continue
            if self._open:
                self._open.pop()
            is_inside = any(one in _ENTRIES for one in self._open)
            if tag in _ENTRIES and self._open and (not is_inside or _namespace(element) == self._own):  # Inside of another: that one was not closed.
                self._own = _namespace(element)
                yield element
                self._free(element)
                self._held = 0
            elif not is_inside and len(self._open) <= 2:
                self._note(element, tag)
                if tag not in _FRAMES:
                    self._free(element)

    def _free(self, element: _Element) -> None:
        """Forgets an element that was read, and what stands before it."""
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]

    def _note_root(self, element: _Element) -> None:
        self._note_value("language", element.get(_LANGUAGE))
        self._note_value("base", element.get(_BASE))

    def _note(self, element: _Element, tag: str) -> None:
        """Keeps a property of the feed; of two the first counts."""
        parent = self._open[-1] if self._open else ""
        if parent not in ("channel", "feed"):
            return
        key = _key(element, None)
        if tag == "link":
            self._note_value("link", element.get("href") if element.get("rel") in (None, "alternate") else None)
            self._note_value("link", words_of(element))
        elif key in ("title", "language", "pubdate", "dc:date", "dc:language", "dc:publisher") or tag == "title":
            self._note_value(tag if key == "title" or tag == "title" else key, words_of(element))

    def _note_value(self, key: str, value: str | None) -> None:
        if value is not None and value.strip():
            self._about.setdefault(key, value.strip()[:2000])

    def read(self, element: _Element) -> Entry:
        """Returns the entry that an element holds."""
        parts: dict[str, list[_Element]] = {}
        own = _namespace(element)
        for one in element:
            if isinstance(one.tag, str):
                parts.setdefault(_key(one, own), []).append(one)
        is_atom = local_name(element).lower() == "entry"
        dates = tuple(words_of(one) for key in _DATES for one in parts.get(key, [])[:1])
        if not any(dates):
            dates = (self._about.get("pubdate"), self._about.get("dc:date"))
        language = _first(parts, "dc:language", "language") or element.get(_LANGUAGE) or self._about.get("dc:language") or self._about.get("language")
        source = parts.get("source", [])[:1]
        publisher = next((title for one in source if (title := words_of(_part(one, "title")) or words_of(one)) is not None), None)
        return Entry(
            entry_id=_first(parts, "guid", "id", "atom:id", "dc:identifier") or element.get(_ABOUT),
            title=_read_title(parts, is_atom=is_atom),
            bodies=tuple(_read_body(one, is_atom=is_atom) for key in _BODIES for one in parts.get(key, [])[:1]),
            dates=dates,
            url=self._link(parts, element),
            publisher=entry_title(publisher or _first(parts, "dc:publisher") or self._about.get("dc:publisher") or self._about.get("title")),
            signs=tuple(words_of(one) for key in ("author", "dc:creator", "atom:author") for one in parts.get(key, [])[:5]),
            language=language,
        )

    def _link(self, parts: dict[str, list[_Element]], element: _Element) -> str | None:
        """Returns the address of the entry's page: the original one before that of a counting service, then the link, then an identifier that is one."""
        alternates = [one for one in (*parts.get("link", []), *parts.get("atom:link", [])) if one.get("rel") in (None, "alternate")]
        alternates.sort(key=lambda one: "html" not in (one.get("type") or "html"))
        permalinks = [words_of(one) for one in parts.get("guid", [])[:1] if (one.get("isPermaLink") or "true").lower() == "true"]
        values = [_first(parts, "feedburner:origlink"), *(one.get("href") or words_of(one) for one in alternates), *permalinks, element.get(_ABOUT), _first(parts, "id")]
        base = next((address for key in ("base", "link", "url") if (address := web_address(self._about.get(key))) is not None), None)
        return next((address for value in values if (address := _join(base, value)) is not None), None)


_DATES = (
    "pubdate", "published", "dc:date", "dcterms:issued", "issued", "atom:published", "dcterms:created", "created", "updated", "atom:updated", "dcterms:modified", "modified",
)  # fmt: skip
_BODIES = (
    "content:encoded", "content", "atom:content", "xhtml:body", "xhtml:div", "body", "fullitem", "description", "summary", "atom:summary", "dc:description", "itunes:summary",
)  # fmt: skip


def _read_title(parts: dict[str, list[_Element]], *, is_atom: bool) -> str | None:
    for key in ("title", "atom:title", "dc:title"):
        for one in parts.get(key, [])[:1]:
            if not _is_text(one):
                continue
            is_plain = is_atom and (one.get("type") or "text") in ("text", "text/plain")
            title = short_text(words_of(one)) if is_plain or len(one) else entry_title("".join(str(part) for part in one.itertext()))
            if title is not None:
                return title
    return None


def _read_body(element: _Element, *, is_atom: bool) -> Body | None:
    """Returns the text of a content, summary or description; None where it lies elsewhere or is no text."""
    kind = (element.get("type") or ("text" if is_atom else "html")).strip().lower()
    if not _is_text(element):
        return None
    if len(element):
        return Body(_inner_html(element))
    return Body("".join(str(part) for part in element.itertext()), is_plain=is_atom and kind in ("text", "text/plain"))


def _is_text(element: _Element) -> bool:
    """Says whether an element holds text, not base64 or the address of something else."""
    kind = (element.get("type") or "text").strip().lower()
    is_text = kind in ("text", "html", "xhtml") or kind.startswith(("text/", "application/xhtml"))
    return is_text and element.get("src") is None and element.get("mode") != "base64"


def _inner_html(element: _Element) -> str:
    """Returns what stands in an element as HTML."""
    from lxml import etree

    for one in element.iter():
        if isinstance(one.tag, str):
            with contextlib.suppress(ValueError):  # A name that only a mended feed can have.
                one.tag = local_name(one)
    return escape(element.text or "", quote=False) + "".join(etree.tostring(one, encoding="unicode", method="html") for one in element)


def _iter_text(stream: ByteStream, charset: str | None, name: str) -> Iterator[str]:
    """Yields the feed's text in pieces, without XML declaration, its references mended."""
    head = stream.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8)
    decoder = codecs.getincrementaldecoder(choose_encoding(head, charset or declared_encoding(head)))("replace")
    data, text, is_first = head, "", True
    while True:
        text += decoder.decode(data, final=not data)
        if is_first:
            text = DECLARATION.sub("", text.lstrip(), count=1).lstrip()
            refuse_entities(text, name)
            is_first = False
        end = match.start() if data and (match := _OPEN_REFERENCE.search(text, max(0, len(text) - 40))) is not None else len(text)
        if end:
            yield mend_xml(text[:end])
        if not data:
            return
        text = text[end:]
        data = stream.read(CHUNK_BYTES)


def _namespace(element: _Element) -> str:
    tag = str(element.tag)
    return tag[1:].split("}", 1)[0] if tag.startswith("{") else ""


def _key(element: _Element, own: str | None) -> str:
    """Returns the name of a property with the usual prefix of its namespace; those of the entry's own namespace have none."""
    tag = str(element.tag)
    namespace = _namespace(element)
    if not namespace or namespace == own:
        return tag.rsplit("}", 1)[-1].lower()
    return _PREFIXES.get(namespace, "" if own is None else "?:") + local_name(element).lower()


def _part(element: _Element, name: str) -> _Element | None:
    return next((one for one in element if local_name(one) == name), None)


def _first(parts: dict[str, list[_Element]], *keys: str) -> str | None:
    return next((words for key in keys for one in parts.get(key, []) if (words := words_of(one)) is not None), None)


def _join(base: str | None, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    try:
        return web_address(urljoin(base, value.strip()) if base is not None else value)
    except ValueError:
        return None
