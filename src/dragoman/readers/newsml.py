"""NewsML-G2 2.x (IPTC): news items, messages of many items and packages, with NITF, XHTML or plain text inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.errors import ReadError
from dragoman.readers.blocks import Block, iter_blocks, plain_blocks
from dragoman.readers.html import ARTICLE_RULES, find_blocks, has_markup
from dragoman.readers.limits import make_rejection
from dragoman.readers.nitf import nitf_story
from dragoman.readers.stories import Item, Story, check_status, item_path, make_story, no_text, short_text, web_address, with_article
from dragoman.readers.xml_trees import child, parse_xml, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXT_CLASSES = frozenset({"text", "composite"})
_OTHER_ITEMS = {
    "conceptItem": "a concept item", "knowledgeItem": "a knowledge item (a list of concepts)", "planningItem": "a planning item (planned coverage)",
    "catalogItem": "a catalogue of code lists", "hopItem": "a hop item",
}  # fmt: skip
_HTML_ROOTS = frozenset({"html", "body", "main", "article", "section", "header", "div", "h1", "h2", "p", "ul", "ol", "blockquote", "span"})


def read_newsml(data: bytes, *, name: str, published_at: str | None = None, charset: str | None = None) -> Iterator[Item]:
    """Reads the items of a NewsML-G2 file (``newsItem``, ``newsMessage``, ``packageItem``); each is a document, or a rejection that says what it is.

    Of the versions of one item in a file the newest counts; the others are rejections. Items that a package only points at are rejections too.

    Args:
        data: the file.
        name: its path.
        published_at: publication date of items that state none.
        charset: character set that a server named.

    Raises:
        ReadError: the XML cannot be read.
    """
    root = parse_xml(data, name, charset=charset)
    items = [element for element in root.iter("newsItem", "packageItem", *_OTHER_ITEMS) if _is_item(element)]
    newest = _newest(items)
    if not items:
        yield make_rejection(no_text(name, "a news message without items"), name)
    for number, element in enumerate(items, start=1):
        path = item_path(name, element.get("guid"), element.get("version"), number if len(items) > 1 else None)
        try:
            if element.tag == "packageItem":
                yield from _read_package(element, path, newest)
            else:
                _check_newest(element, newest, path)
                yield make_story(_read_item(element, path), path=path, published_at=published_at)
        except ReadError as error:
            yield make_rejection(error, path)


def _is_item(element: _Element) -> bool:
    """Says whether an element is an item of the message or package, not something of that name in an item's content."""
    outer = ("newsItem", *_OTHER_ITEMS) if element.tag == "newsItem" else ("newsItem", "packageItem", *_OTHER_ITEMS)
    return not any(parent.tag in outer for parent in element.iterancestors())


def _newest(items: list[_Element]) -> dict[str, _Element]:
    """Returns the newest version of each news item by its identifier."""
    newest: dict[str, _Element] = {}
    for element in items:
        guid = element.get("guid")
        if guid and element.tag != "packageItem" and (guid not in newest or _version(element) > _version(newest[guid])):
            newest[guid] = element
    return newest


def _check_newest(element: _Element, newest: dict[str, _Element], path: str) -> None:
    best = newest.get(element.get("guid") or "")
    if best is not None and best is not element:
        same = _version(best) == _version(element)
        seen = "stands in this file twice" if same else f"is superseded by version {_version(best)} in the same file"
        raise ReadError("DRG-READ-045", f"{path}: this item {seen}; the other one is read")


def _version(element: _Element) -> int:
    text = element.get("version") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 1


def _read_package(package: _Element, path: str, newest: dict[str, _Element]) -> Iterator[Item]:
    """Yields a rejection for each item that the package points at and the file does not hold."""
    meta = child(package, "itemMeta")
    check_status(_code(child(meta, "pubStatus")), path, "package")
    references = [element for element in package.iter("itemRef") if next(element.iter("newsItem"), None) is None]
    if not references and next(package.iter("newsItem"), None) is None:
        raise no_text(path, "a package without items")
    for element in references:
        target = element.get("residref") or element.get("href") or "an item without address"
        if target not in newest:
            error = ReadError("DRG-READ-044", f"{path}: the package only points at the item {target[:200]!r}; give the file of that item")
            yield make_rejection(error, path)


def _read_item(item: _Element, path: str) -> Story:
    """Returns the story of a news item; raises ReadError where there is none, or it must not be used."""
    if item.tag != "newsItem":
        raise no_text(path, _OTHER_ITEMS[str(item.tag)])
    meta, content_meta = child(item, "itemMeta"), child(item, "contentMeta")
    check_status(_code(child(meta, "pubStatus")), path)
    kind = _code(child(meta, "itemClass"))
    if kind is not None and kind not in _TEXT_CLASSES:
        raise no_text(path, with_article(f"{kind[:40]} item"))
    story = _read_content(child(item, "contentSet"), kind, path)
    language = next((tag for tag in (_attribute(child(content_meta, "language"), "tag"), item.get(_LANGUAGE)) if tag), None)
    signs = [words_of(one) for one in _children(content_meta, "by", "creditline")]
    parties = [_party(one) for one in _children(content_meta, "creator", "infoSource", "contributor")]
    provider = _party(child(meta, "provider"))
    return replace(
        story,
        title=_headline(content_meta, language) or story.title or short_text(words_of(child(meta, "title"))),
        dates=(
            words_of(child(content_meta, "contentCreated")), words_of(child(meta, "firstCreated")),
            *story.dates, words_of(child(meta, "versionCreated")),
        ),
        publisher=provider or story.publisher,
        signs=(*signs, *parties, *story.signs, provider),
        language=language or story.language,
        url=web_address(item.get("guid")),
        dateline=short_text(words_of(child(content_meta, "dateline"))) or story.dateline,
        located=short_text(words_of(child(content_meta, "located", "name"))),
    )  # fmt: skip


def _read_content(content: _Element | None, kind: str | None, path: str) -> Story:
    """Returns the text of the content set, whose children are the same content in several forms: NITF before XHTML before plain text."""
    what = f"a {kind or 'news'} item"
    if content is None:
        raise no_text(path, f"{what} without content")
    inline = _children(content, "inlineXML", "inlineData")
    for element in inline:
        nitf = child(element, "nitf")
        if nitf is not None:
            return nitf_story(nitf, path)
    for element in sorted(inline, key=lambda one: str(one.tag), reverse=True):
        blocks = _read_inline(element, path)
        if blocks:
            return Story(blocks=blocks)
    foreign = [str(one.tag) for element in inline for one in element if isinstance(one.tag, str)]
    if foreign:
        raise no_text(path, f"{what} whose content is <{foreign[0][:40]}>, neither NITF nor XHTML")
    remote = next(iter(_children(content, "remoteContent")), None)
    raise no_text(path, f"{what} without text" if remote is None else f"{what} whose content lies elsewhere ({(remote.get('href') or 'no address')[:200]})")


def _read_inline(element: _Element, path: str) -> list[Block]:
    if element.tag == "inlineXML":
        page = next((one for one in element if one.tag in _HTML_ROOTS), None)
        return [] if page is None else list(iter_blocks(element, ARTICLE_RULES))
    if element.get("encoding") or not (element.get("contenttype") or "text/plain").lower().startswith(("text/", "application/xhtml")):
        return []
    text = "".join(str(part) for part in element.itertext())
    return find_blocks(text, path=path) if has_markup(text) else plain_blocks(text)


def _headline(content_meta: _Element | None, language: str | None) -> str | None:
    """Returns the headline in the language of the text, else the first."""
    found = _children(content_meta, "headline")
    spoken = (language or "").split("-")[0].lower()
    same = [one for one in found if (one.get(_LANGUAGE) or language or "").split("-")[0].lower() == spoken]
    return next((title for one in (*same, *found) if (title := short_text(words_of(one))) is not None), None)


def _children(element: _Element | None, *names: str) -> list[_Element]:
    return [] if element is None else [one for one in element if one.tag in names]


def _attribute(element: _Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


def _code(element: _Element | None) -> str | None:
    """Returns the code of a ``qcode`` ("ninat:text") or ``uri`` without its scheme; None where there is no element or it has neither."""
    value = _attribute(element, "qcode") or _attribute(element, "uri") or _attribute(element, "literal")
    return value.replace("/", ":").rsplit(":", 1)[-1].strip().lower() if value else None


def _party(element: _Element | None) -> str | None:
    """Returns the name of a party, else the code that stands for it; an address is no name."""
    name = short_text(words_of(child(element, "name"))) or short_text(_attribute(element, "literal"))
    qcode = short_text(_attribute(element, "qcode"))
    return name or (qcode.rsplit(":", 1)[-1] if qcode else None)
