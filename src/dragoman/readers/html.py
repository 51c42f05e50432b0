"""News pages to documents: the article's text without the page around it (trafilatura, with a plain fallback)."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.errors import ReadError
from dragoman.readers.blocks import Block, Markup, collapse, flat_text, iter_blocks, make_article, split_text, text_key, with_headline
from dragoman.readers.dates import require_published
from dragoman.readers.html_metadata import Metadata, read_metadata
from dragoman.readers.limits import MAX_HTML_BYTES, MAX_HTML_TAGS
from dragoman.records import Document, SegmentKind
from dragoman.text.encoding import decode_bytes, replace_surrogates

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

MAX_ATTRIBUTE_COST = 5e8
"""Largest sum, over the tags, of the number of attributes squared: parsers compare each with each. 5e8 takes about 3 s."""
_LONG_TAG = 300

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:html|head|body|article|main)[\s>]", re.IGNORECASE)
"""Without one of these, mark-up is a piece of an article, and all of it counts."""
# A start tag; a quotation mark counts as one only behind "=". Possessive, so that no input makes it backtrack.
_START_TAG = re.compile(r"<[A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)*+")
_ATTRIBUTE_VALUE = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+")
_CONTROL = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f\\ufffe\\uffff]")
_CONTROL_REFERENCE = re.compile(r"&#(?:[xX]0{0,6}(?P<hex>[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF])|0{0,6}(?P<number>[0-8]|1[124-9]|2\d|3[01]|127))(?:;|(?![0-9a-fA-F]))")
"""Control characters by number; tab, line feed and carriage return (9, 10, 13) are none here."""
_SPACES = (0x0B, 0x0C)
_NO_BREAK = "\u00a0"
_STAND_INS = "\u2423\u237d\u23b5"
_FURNITURE = frozenset({"nav", "aside", "footer", "form", "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "menu", "head"})
_FURNITURE_XPATH = " or ".join(f"ancestor::{tag}" for tag in sorted(_FURNITURE))


_MARKUP_TAGS = "p|div|br|h[1-6]|li|ul|ol|blockquote|article|section|table|tr|td|span|strong|em|a|b|i|u|img|figure|figcaption|html|body|head|main|header|script|style|iframe"
_MARKUP = re.compile(rf"</?(?:{_MARKUP_TAGS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_MARKUP_START = re.compile(rf"\s*(?:<!--|<(?:{_MARKUP_TAGS}|title|meta|link|nav|aside|footer|form|hr|center|font)[\s/>])", re.IGNORECASE)
_BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
MIN_MARKUP_TAGS = 2
"""How many tags make a text mark-up; one alone may be a mathematician's."""


_MARKUP_RULES = Markup(blocks=_BLOCK_TAGS, left_out=_FURNITURE, quotes=frozenset({"blockquote"}), captions=frozenset({"figcaption"}))
ARTICLE_RULES = Markup(blocks=_BLOCK_TAGS, left_out=_FURNITURE, quotes=frozenset({"blockquote"}), captions=frozenset({"figcaption", "figure"}))
"""For HTML that a news format carries: what stands in a figure is the picture's, credit and all."""


def looks_like_html(data: bytes) -> bool:
    """Says whether ``data`` starts as a page does."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article")) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head)


def has_markup(text: str) -> bool:
    """Says whether ``text`` is HTML, a page or a piece of one: it starts with a tag, or holds several."""
    if _MARKUP_START.match(text):
        return True
    return sum(1 for _ in itertools.islice(_MARKUP.finditer(text[:1_000_000]), MIN_MARKUP_TAGS)) >= MIN_MARKUP_TAGS


def starts_with_markup(text: str) -> bool:
    """Says whether ``text`` starts with a tag of HTML."""
    return _MARKUP_START.match(text) is not None


def read_fragment(
    text: str, *, path: str | None, published_at: str | int | float | None = None, title: str | None = None, publisher: str | None = None,
    url: str | None = None, language: str | None = None,
) -> Document:  # fmt: skip
    """Reads the body of an article that is HTML without a page around it: all its paragraphs, no tags; arguments and errors as ``read_text``."""
    where = f"{path}: " if path is not None else ""
    published = require_published(published_at, path)
    _check_size(len(text), where)
    blocks = list(iter_blocks(_parse(replace_surrogates(text), where), _MARKUP_RULES))
    if not blocks:
        raise ReadError("DRG-READ-013", f"{where}no article text was found in the page; give the article's text instead")
    metadata = Metadata(title=title, publisher=publisher, language=language)
    return make_article(blocks, metadata, path=path, published_at=published, url=url)


def find_blocks(text: str, *, path: str, left_out: frozenset[str] = frozenset()) -> list[Block]:
    """Returns the paragraphs of HTML that a news format carries as the body of a story.

    Args:
        text: a page or a piece of one.
        path: where it came from, for messages.
        left_out: further elements that hold no text of the story.

    Raises:
        ReadError: it is too large or too complex.
    """
    where = f"{path}: "
    _check_size(len(text), where)
    rules = ARTICLE_RULES if not left_out else dataclasses.replace(ARTICLE_RULES, left_out=ARTICLE_RULES.left_out | left_out)
    return list(iter_blocks(_parse(replace_surrogates(text), where), rules)) if text.strip() else []


def read_html(data: bytes, *, path: str | None, published_at: str | None = None, url: str | None = None, charset: str | None = None) -> Document:
    """Reads the article of a page; ``Document.text`` is its headline and paragraphs, an empty line between them.

    Args:
        data: the page.
        path: where it came from, for messages and records.
        published_at: ISO date; overrules the page's.
        url: address that it was fetched from; the page's canonical address overrules it.
        charset: character set that the server named.

    Raises:
        ReadError: the page is too large or too complex, or holds no article.
    """
    where = f"{path}: " if path is not None else ""
    _check_size(len(data), where)
    tree = _parse(decode_bytes(data, charset or _declared_charset(data)), where)
    metadata = read_metadata(tree)
    is_page = _PAGE.search(data[:MAX_HTML_BYTES]) is not None
    blocks = _find_blocks(tree, metadata) if is_page else list(iter_blocks(tree, _MARKUP_RULES))
    if not blocks:
        raise ReadError("DRG-READ-013", f"{where}no article text was found in the page; give the article's text instead")
    return make_article(blocks, metadata, path=path, published_at=published_at, url=url)


def parse_page(data: bytes, name: str) -> HtmlElement:
    """Parses a page within the limits of ``read_html``, whose errors it raises."""
    where = f"{name}: "
    _check_size(len(data), where)
    return _parse(decode_bytes(data, _declared_charset(data)), where)


def _check_size(size: int, where: str) -> None:
    if size > MAX_HTML_BYTES:
        raise ReadError("DRG-READ-014", f"{where}the page has {size} bytes, more than {MAX_HTML_BYTES}; give the article's text instead")


def _declared_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return None if match is None else (match[1] or match[2]).decode("ascii")


def _parse(page: str, where: str) -> HtmlElement:
    from lxml import etree
    from lxml import html as lxml_html

    if _attribute_cost(page) > MAX_ATTRIBUTE_COST:
        raise ReadError("DRG-READ-014", f"{where}the page has tags with thousands of attributes; give the article's text instead")
    page = _strip_controls(page)
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = lxml_html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError("DRG-READ-013", f"{where}no article text was found in the page ({error}); give the article's text instead") from error
    tags = sum(1 for _ in tree.iter())
    if tags > MAX_HTML_TAGS:
        raise ReadError("DRG-READ-014", f"{where}the page has {tags} tags, more than {MAX_HTML_TAGS}; give the article's text instead")
    return tree


def _strip_controls(page: str) -> str:
    """Leaves out what XML does not know, written out or by number: form feeds and vertical tabs become spaces, the rest nothing.

    It is done before there is a text, so spans count in the text as it is kept.
    """
    page = _CONTROL_REFERENCE.sub(lambda match: " " if _reference_number(match) in _SPACES else "", page)
    return _CONTROL.sub("", page.replace("\v", " ").replace("\f", " "))


def _reference_number(match: re.Match[str]) -> int:
    return int(match["hex"], 16) if match["hex"] else int(match["number"])


def _attribute_cost(page: str) -> int:
    cost = 0
    for match in _START_TAG.finditer(page):
        if match.end() - match.start() > _LONG_TAG:
            bare = _ATTRIBUTE_VALUE.sub("= ", match.group())
            cost += (len(bare.replace("/", " ").split()) + bare.count("=")) ** 2 // 4
    return cost


def _find_blocks(tree: HtmlElement, metadata: Metadata) -> list[Block]:
    """Returns the article's paragraphs, the headline first."""
    captions = _move_captions(tree)
    blocks = [block for block in (_extract(copy.deepcopy(tree)) or _iter_plain_blocks(tree)) if block.text]
    return with_headline([Block(block.text, "caption") if text_key(block.text) in captions else block for block in blocks], metadata.title)


def _extract(tree: HtmlElement) -> list[Block]:
    """Returns what trafilatura takes for the article; its no-break spaces, which trafilatura makes plain ones, are kept."""
    from trafilatura import bare_extraction

    stand_in = _hide_no_break_spaces(tree)
    result = bare_extraction(tree, include_comments=False, include_formatting=False, with_metadata=False)
    body = getattr(result, "body", None)
    blocks = [] if body is None else [block for child in body for block in _iter_tei_blocks(child, None)]
    return [Block(block.text.replace(stand_in, _NO_BREAK).strip(" \u00a0"), block.kind) for block in blocks] if stand_in else blocks


def _hide_no_break_spaces(tree: HtmlElement) -> str:
    """Puts a sign that the page does not have for each no-break space between words; returns the sign, an empty string where there was nothing to do."""
    texts = [str(text) for text in tree.itertext()]
    if not any(_NO_BREAK in text for text in texts):
        return ""
    stand_in = next((sign for sign in _STAND_INS if not any(sign in text for text in texts)), "")
    if stand_in:
        for element in tree.iter():
            if element.text and element.text.strip():
                element.text = element.text.replace(_NO_BREAK, stand_in)
            if element.tail and element.tail.strip():
                element.tail = element.tail.replace(_NO_BREAK, stand_in)
    return stand_in


def _iter_tei_blocks(element: _Element, kind: SegmentKind | None) -> Iterator[Block]:
    """Yields the paragraphs of an element of trafilatura's output (TEI-like: head, p, quote, list, item, table, row, cell, lb)."""
    if element.tag == "quote":
        kind = "quote_block"
    if element.tag == "row":
        yield Block(" | ".join(cell for cell in (flat_text(child) for child in element) if cell), kind)
        return
    if not any(child.tag in {"p", "quote", "list", "item", "head", "table", "row"} for child in element):
        yield from (Block(part, kind) for part in split_text(element))
        return
    if (element.text or "").strip():
        yield Block(collapse(element.text or ""), kind)
    for child in element:
        yield from _iter_tei_blocks(child, kind)
        if (child.tail or "").strip():
            yield Block(collapse(child.tail or ""), kind)


def _move_captions(tree: HtmlElement) -> frozenset[str]:
    """Turns each figure of the article that has a caption into a paragraph, so that it stays in its place; returns the captions' keys."""
    from lxml import html as lxml_html

    keys: list[str] = []
    for caption in list(tree.iter("figcaption")):
        figure = next((parent for parent in caption.iterancestors("figure")), None)
        if figure is None or figure.getparent() is None or any(parent.tag in _FURNITURE for parent in figure.iterancestors()):
            continue
        text = collapse(str(caption.text_content()))
        if text and next(figure.iter("blockquote", "table"), None) is None:
            paragraph = lxml_html.Element("p")
            paragraph.text = text
            paragraph.tail = figure.tail
            figure.getparent().replace(figure, paragraph)
            keys.append(text_key(text))
    return frozenset(keys)


def _iter_plain_blocks(tree: HtmlElement) -> Iterator[Block]:
    """Yields the paragraphs of the article element, else of the page, without navigation: for pages too short for trafilatura."""
    roots = list(tree.iter("article"))[:1] or list(tree.iter("main"))[:1] or list(tree.iter("body"))[:1]
    for root in roots:
        found = root.xpath(f".//*[self::p or self::h1 or self::h2 or self::h3 or self::li or self::blockquote][not({_FURNITURE_XPATH})][not(.//p)]")
        elements = found if isinstance(found, list) else []
        if not elements and next(root.iter("p"), None) is None:
            elements = [root]
            for child in list(root.iter(*sorted(_FURNITURE))):
                child.drop_tree()
        for element in elements:
            kind: SegmentKind | None = "quote_block" if any(parent.tag == "blockquote" for parent in (element, *element.iterancestors())) else None
            yield from (Block(part, kind) for part in split_text(element))
