"""Word files (Office Open XML, ECMA-376): the paragraphs of the main part; entities, links and macros are never looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dragoman.errors import ReadError
from dragoman.readers import exports
from dragoman.readers.limits import MAX_FILE_BYTES, ByteStream
from dragoman.records import Document, Rejection
from dragoman.text.encoding import decode_bytes

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN_PART = "word/document.xml"
FEED_BYTES = 1_048_576

_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sectPr", "p"})
"""What is not the paragraph's own text: deleted words, copies for old programs, field codes, settings, paragraphs in text boxes."""
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def read_docx(part: ByteStream, *, name: str, published_at: str | None) -> Iterator[Document | Rejection]:
    """Reads a Word file: the articles of an export of a news database, else one document.

    Args:
        part: the XML of its main part.
        name: path of the file.
        published_at: ISO date of articles that state none.

    Raises:
        ReadError: the part is too large, is no XML, or declares a document type.
    """
    text = "\n\n".join(iter_paragraphs(part, name))
    yield from exports.read_converted(text, name=name, published_at=published_at)


def iter_paragraphs(part: ByteStream, name: str) -> Iterator[str]:
    """Yields the text of each paragraph that has any, in order; raises as ``read_docx``."""
    from lxml import etree

    data = part.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ReadError("DRG-READ-003", f"{name}: the text of this Word file has more than {MAX_FILE_BYTES} bytes; split it")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]:
        data = decode_bytes(data).replace("UTF-16", "UTF-8", 1).encode("utf-8")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ReadError("DRG-READ-036", f"{name}: the text of this Word file declares entities, which Word never does; save it again from Word, or as plain text")
    parser = etree.XMLPullParser(
        events=("end",), tag="{*}p", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        for start in range(0, len(data), FEED_BYTES):
            parser.feed(data[start : start + FEED_BYTES])
            yield from _take(parser.read_events())
        parser.close()
        yield from _take(parser.read_events())
    except etree.LxmlError as error:
        raise ReadError("DRG-READ-036", f"{name}: the text of this Word file is not well-formed XML ({str(error)[:200]}); save it again from Word, or as plain text") from error


def _take(events: Any) -> Iterator[str]:
    """Yields the text of the paragraphs that were completed and empties them."""
    for _, element in events:
        text = _text(element).strip()
        element.clear(keep_tail=True)
        if text:
            yield text


def _text(paragraph: _Element) -> str:
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "del"
        if tag == "t":
            parts.append(element.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag not in _SKIPPED:
            waiting += reversed(element)
    return "".join(parts)
