"""The paragraphs of a marked-up story, and the document made of them: one story gives one text, whatever carried it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dragoman.readers.headers import find_dateline, find_dateline_alone
from dragoman.readers.html_metadata import Metadata
from dragoman.readers.paragraphs import find_paragraphs
from dragoman.readers.plain import check_text, make_document
from dragoman.readers.structure import is_headline, stands_alone
from dragoman.records import Document, SegmentKind

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_TITLE_REPEATS = 5
"""How far from the top a paragraph that repeats the headline is taken out."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGES = "\ufeff" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_BREAK = "\u2028"  # Stands for a line break element while white space is collapsed.
_DATELINE_END = re.compile(r"[\s\-–—―‒:.]*$")


class Block(NamedTuple):
    """A paragraph of a story and the kind that its element gives it, if any."""

    text: str
    kind: SegmentKind | None


@dataclass(frozen=True)
class Markup:
    """Which elements of a mark-up part paragraphs, quote, describe pictures, or hold no text of the story."""

    blocks: frozenset[str]
    left_out: frozenset[str]
    quotes: frozenset[str]
    captions: frozenset[str]


def iter_blocks(tree: _Element, markup: Markup) -> Iterator[Block]:
    """Yields every paragraph of ``tree`` but those left out; block elements and two line breaks (``br``) part paragraphs."""
    parts: list[str] = []
    quotes = captions = 0
    for event, element in _walk(tree, markup.left_out):
        tag = element.tag
        if tag in markup.blocks:
            yield from _flush(parts, "quote_block" if quotes else "caption" if captions else None)
        if event == "start":
            quotes += tag in markup.quotes
            captions += tag in markup.captions
            parts.append(_BREAK if tag == "br" else element.text or "")
        else:
            if event == "end":
                quotes -= tag in markup.quotes
                captions -= tag in markup.captions
            if element is not tree:
                parts.append(element.tail or "")
    yield from _flush(parts, None)


def plain_blocks(text: str) -> list[Block]:
    """Returns the paragraphs of a text without mark-up, their own line breaks made spaces."""
    return [Block(collapse(text[start:end]), None) for start, end in find_paragraphs(text, stands_alone)]


def split_text(element: _Element) -> list[str]:
    """Returns the text of an element; two line breaks in a row make paragraphs."""
    for child in element.iter("lb", "br"):
        child.tail = _BREAK + (child.tail or "")
    return _split_breaks("".join(str(part) for part in element.itertext()))


def flat_text(element: _Element) -> str:
    """Returns the text of an element as one line, its parts a space apart."""
    return collapse(" ".join(str(part) for part in element.itertext()))


def collapse(text: str) -> str:
    """Returns ``text`` with single spaces, as a browser shows it; no-break spaces between words stay."""
    return _SPACE.sub(" ", text).strip(_EDGES)


def text_key(text: str) -> str:
    """Returns what two spellings of one headline share."""
    return "".join(text.split()).casefold()


def with_headline(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """Returns the paragraphs with the headline before them; a paragraph near the top that repeats it is taken out. None where nothing else is left."""
    key = text_key(title or "")
    body = [block for number, block in enumerate(blocks) if block.text and not (number < MAX_TITLE_REPEATS and key and text_key(block.text) == key)]
    return [Block(title, "headline"), *body] if title and body else body


def with_dateline(blocks: Sequence[Block], dateline: str | None) -> list[Block]:
    """Returns the paragraphs with a dateline that stood apart put before the first, as wires print it; where that has one already, nothing changes."""
    words = _DATELINE_END.sub("", dateline or "")
    first = next((number for number, block in enumerate(blocks) if block.kind is None), None)
    if not words or first is None:
        return list(blocks)
    lead = blocks[first].text
    if text_key(lead).startswith(text_key(words)) or find_dateline(lead, first=True) is not None or find_dateline_alone(lead) is not None:
        return list(blocks)
    return [*blocks[:first], Block(f"{words} - {lead}", None), *blocks[first + 1 :]]


def make_article(blocks: Sequence[Block], metadata: Metadata, *, path: str | None, published_at: str | None = None, url: str | None = None) -> Document:
    """Makes the document of a story's paragraphs, an empty line between them.

    Args:
        blocks: the paragraphs, the headline first.
        metadata: what the story says of itself.
        path: where it came from.
        published_at: overrules the date of ``metadata``.
        url: address that it was fetched from; overruled by that of ``metadata``.

    Raises:
        ReadError: the text is empty, too long or binary.
    """
    text = "\n\n".join(block.text for block in blocks)
    check_text(text, path)
    bounds: list[tuple[int, int]] = []
    hints: dict[int, SegmentKind] = {}
    position = 0
    for number, block in enumerate(blocks):
        bounds.append((position, position + len(block.text)))
        position += len(block.text) + 2
        if block.kind is not None:
            hints[number] = block.kind
    if len(blocks) > 1 and set(hints.values()) == {"headline"} and all(map(is_headline, (block.text for block in blocks[1:]))):
        hints[len(blocks) - 1] = "body"  # A headline and lines as short as one: the last is what there is to read.
    return make_document(
        text, bounds, hints, path=path, published_at=published_at or metadata.published_at, title=metadata.title, publisher=metadata.publisher,
        url=metadata.url or url, language=metadata.language, authors=metadata.authors,
    )  # fmt: skip


def _walk(tree: _Element, left_out: frozenset[str]) -> Iterator[tuple[str, _Element]]:
    """Yields the start and end of each element, without recursion; of those left out only that they were passed, for what stands behind them."""
    waiting: list[tuple[str, _Element]] = [("start", tree)]
    while waiting:
        event, element = waiting.pop()
        if event == "end":
            yield event, element
            continue
        if not isinstance(element.tag, str) or element.tag in left_out:
            yield "passed", element
            continue
        yield event, element
        waiting.append(("end", element))
        waiting += [("start", child) for child in reversed(element)]


def _flush(parts: list[str], kind: SegmentKind | None) -> list[Block]:
    blocks = [Block(text, kind) for text in _split_breaks("".join(parts))]
    parts.clear()
    return blocks


def _split_breaks(text: str) -> list[str]:
    parts = re.split(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*", text)
    return [line for part in parts if (line := "\n".join(filter(None, (collapse(piece) for piece in part.split(_BREAK)))))]
