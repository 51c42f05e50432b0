"""NITF (News Industry Text Format, IPTC): articles in XML, alone in a file or inside of NewsML-G2 and ninjs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.readers.blocks import Block, Markup, iter_blocks
from dragoman.readers.stories import Story, check_status, item_path, no_text, read_story, short_text
from dragoman.readers.xml_trees import child, parse_xml, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from dragoman.readers.stories import Item

_RULES = Markup(
    blocks=frozenset({
        "abstract", "block", "body.content", "bq", "caption", "credit", "dd", "dl", "dt", "fn", "hl1", "hl2", "hr", "li", "media", "media-caption", "note", "ol", "p", "pre", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }),
    left_out=frozenset({"note", "table", "nitf-table", "media-metadata", "media-producer", "media-reference", "media-object", "byline", "dateline", "distributor", "copyrite"}),
    quotes=frozenset({"bq"}),
    captions=frozenset({"media"}),
)  # fmt: skip
_BY = re.compile(r"\s*by\s+", re.IGNORECASE)


def read_nitf(data: bytes, *, name: str, published_at: str | None = None, charset: str | None = None) -> Item:
    """Reads a file that holds one NITF article.

    Args:
        data: the file.
        name: its path.
        published_at: publication date where the article states none.
        charset: character set that a server named.

    Raises:
        ReadError: the XML cannot be read, or its publisher withdrew the article.
    """
    root = parse_xml(data, name, charset=charset)
    docdata = child(root, "head", "docdata")
    key = child(docdata, "du-key")
    identifier = child(docdata, "doc-id")
    path = item_path(name, None if identifier is None else identifier.get("id-string"), None if key is None else key.get("version"))
    check_status(None if docdata is None else docdata.get("management-status"), path, "article")
    return read_story(nitf_story(root, path), path=path, published_at=published_at)


def nitf_story(root: _Element, path: str) -> Story:
    """Returns the story of an ``nitf`` element: ``body.content``, else the abstract, with what its head says.

    Raises:
        ReadError: it has no text (DRG-READ-041).
    """
    head = child(root, "body", "body.head")
    blocks = _content(child(root, "body", "body.content")) or _content(child(head, "abstract"))
    if not blocks:
        raise no_text(path, "an NITF article without text")
    docdata = child(root, "head", "docdata")
    pubdata = child(root, "head", "pubdata")
    dateline = child(head, "dateline")
    byline = words_of(child(head, "byline"))
    distributor = words_of(child(head, "distributor"))
    return Story(
        blocks=blocks,
        title=short_text(words_of(child(head, "hedline", "hl1"))) or short_text(words_of(child(root, "head", "title"))),
        dates=(
            _attribute(child(docdata, "date.issue"), "norm"), _attribute(pubdata, "date.publication"),
            _attribute(child(docdata, "date.release"), "norm"), _attribute(child(dateline, "story.date"), "norm"),
        ),
        publisher=short_text(distributor) or short_text(_attribute(pubdata, "name")),
        signs=(None if byline is None else _BY.sub("", byline, count=1), distributor),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        dateline=short_text(words_of(dateline)),
    )  # fmt: skip


def _content(element: _Element | None) -> list[Block]:
    return [] if element is None else list(iter_blocks(element, _RULES))


def _attribute(element: _Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)
