"""What a page says of itself: JSON-LD, OpenGraph, meta and time elements, read within limits and without network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from dragoman.readers.dates import parse_published

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_SCRIPTS = 20
"""Most JSON-LD blocks that are read; pages have one to five."""
MAX_SCRIPT_CHARS = 500_000
"""Longest JSON-LD block that is read; comment threads blow some up to 100,000."""
MAX_DEPTH = 8
"""How deep objects are looked for in a JSON-LD block (``@graph``, lists, ``mainEntity``)."""
MAX_OBJECTS = 2_000
"""Most objects looked at in a JSON-LD block."""
MAX_VALUE_CHARS = 500
"""Longest title, name or address that is believed."""

_ARTICLE_TYPES = ("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting", "Article", "BlogPosting", "Report", "WebPage")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "dc.date.issued", "dcterms.date", "dc.date", "cxenseparse:recs:publishtime", "article.published", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Metadata:
    """What is known of an article besides its text; all may be missing."""

    title: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()


def read_metadata(tree: HtmlElement) -> Metadata:
    """Reads the metadata of a parsed page; JSON-LD of an article counts first, then OpenGraph and meta, then the page's elements."""
    article = _find_article(tree)
    meta = _read_meta(tree)
    return Metadata(
        title=_first(_text(article.get("headline")), meta.get("og:title"), meta.get("twitter:title"), _element_text(tree, "h1"), _element_text(tree, "title")),
        publisher=_first(_name(article.get("publisher")), meta.get("og:site_name"), _name(article.get("sourceOrganization"))),
        published_at=_first(*(_date(value) for value in _date_values(tree, article, meta))),
        url=_first(*(_address(value) for value in (*_canonical(tree), meta.get("og:url"), article.get("url"), article.get("mainEntityOfPage")))),
        language=_first(_name(article.get("inLanguage")), _text(tree.get("lang")), meta.get("og:locale"), meta.get("content-language")),
        authors=_authors(article, meta),
    )


def _find_article(tree: HtmlElement) -> dict[str, object]:
    """Returns the JSON-LD object that describes the article, an empty one if there is none."""
    best: dict[str, object] = {}
    best_rank = len(_ARTICLE_TYPES)
    scripts = tree.xpath("//script[@type='application/ld+json']")
    for script in scripts[:MAX_SCRIPTS] if isinstance(scripts, list) else []:
        source = script.text or ""
        if not source.strip() or len(source) > MAX_SCRIPT_CHARS:
            continue
        try:
            # Pages write raw line breaks into strings; JSON does not allow them.
            content = msgspec.json.decode(" ".join(source.split()).removesuffix(";"))
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            continue
        for item in _iter_objects(content):
            rank = min((_ARTICLE_TYPES.index(name) for name in _types(item) if name in _ARTICLE_TYPES), default=len(_ARTICLE_TYPES))
            if rank < best_rank:
                best, best_rank = item, rank
    return best


def _iter_objects(content: object) -> Iterator[dict[str, object]]:
    waiting: list[tuple[object, int]] = [(content, 0)]
    seen = 0
    while waiting and seen < MAX_OBJECTS:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, dict):
            yield value
        children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if depth < MAX_DEPTH:
            waiting += [(child, depth + 1) for child in children[:MAX_OBJECTS] if isinstance(child, dict | list)]


def _types(item: dict[str, object]) -> list[str]:
    kind = item.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _read_meta(tree: HtmlElement) -> dict[str, str]:
    """Returns the content of each meta element by lower-case property or name; the first of equal names counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = _text(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content is not None:
                found.setdefault(key, content)
    return found


def _date_values(tree: HtmlElement, article: dict[str, object], meta: dict[str, str]) -> Iterator[object]:
    yield article.get("datePublished")
    yield from (meta.get(name) for name in _DATE_NAMES)
    yield article.get("dateCreated")
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [element for element in times if "publi" in f"{element.get('itemprop')} {element.get('class')} {element.get('pubdate')}".lower()]
    inside = [element for element in times[:50] if any(parent.tag in ("article", "main", "header") for parent in element.iterancestors())]
    yield from (element.get("datetime") for element in (*marked[:1], *inside[:1]))


def _canonical(tree: HtmlElement) -> list[str]:
    return [element.get("href") or "" for element in tree.iter("link") if (element.get("rel") or "").lower() == "canonical"][:1]


def _authors(article: dict[str, object], meta: dict[str, str]) -> tuple[str, ...]:
    authors = article.get("author")
    names = [_name(author) for author in (authors[:20] if isinstance(authors, list) else [authors])]
    return tuple(dict.fromkeys(name for name in (*names, meta.get("author"), meta.get("article:author")) if name is not None))


def _element_text(tree: HtmlElement, tag: str) -> str | None:
    element = next(iter(tree.iter(tag)), None)
    return None if element is None else _text(str(element.text_content()))


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value is not None), None)


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    text = " ".join(value.split()).strip("\ufeff ")
    return text if 0 < len(text) <= MAX_VALUE_CHARS else None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return next((name for item in value[:5] if (name := _name(item)) is not None), None) if not any(isinstance(v, list) for v in value[:5]) else None
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _text(value)


def _date(value: object) -> str | None:
    text = _text(value)
    return None if text is None else parse_published(text)


def _address(value: object) -> str | None:
    text = _text(value.get("@id") if isinstance(value, dict) else value)
    return text if text is not None and text.lower().startswith(("http://", "https://")) else None
