"""ninjs 1.x, 2.x and 3.x (IPTC): news items in JSON, one reader for each major version, whose property names differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dragoman.errors import ReadError
from dragoman.readers.blocks import Block, plain_blocks
from dragoman.readers.html import find_blocks, has_markup, starts_with_markup
from dragoman.readers.limits import make_rejection
from dragoman.readers.nitf import nitf_story
from dragoman.readers.stories import Item, Story, check_status, item_path, make_story, no_text, short_text, web_address, with_article
from dragoman.readers.xml_trees import parse_xml
from dragoman.text.encoding import replace_surrogates

MAX_ASSOCIATIONS = 1_000
"""Most associated items looked at in one item; galleries have under 100."""
MAX_DEPTH = 4
"""How deep associated items are looked for in each other."""

_TEXT_TYPES = frozenset({"text", "composite", "component"})
_MARKS = frozenset({
    "representationtype", "versioncreated", "firstcreated", "contentcreated", "body_xhtml", "body_html", "bodies", "headlines", "descriptions", "pubstatus",
    "urgency", "located", "associations", "infosources", "copyrightholder", "eventdetails",
})  # fmt: skip
"""Fields that ninjs has and lists of documents rarely have; two of them, or one of ``_CERTAIN``, and a ``uri`` make a ninjs item."""
_CERTAIN = frozenset({"pubstatus", "versioncreated", "representationtype"})
_CAMEL = frozenset({
    "representationType", "firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "pubStatus", "copyrightHolder", "copyrightNotice", "usageTerms", "edNote",
    "infoSources", "altIds", "trustIndicators", "eventDetails", "plannedCoverage", "rightsInfo", "digitalSourceType",
})  # fmt: skip
"""Fields that are written so in 3.x only."""
_ARRAYS = ("headlines", "bodies", "descriptions", "people", "places", "organisations", "subjects", "infosources", "altids", "by")
"""Fields of 2.x that 1.x does not have."""


_PROLOG = re.compile(r"\s*(?:<\?xml[^>]{0,500}>\s*)?(?:<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,2000}\]\s*)?>\s*)?", re.IGNORECASE)
_ROOT = re.compile(r"<[A-Za-z]")
_NITF_ROOT = re.compile(r"<nitf[\s>/]", re.IGNORECASE)


class _Text(NamedTuple):
    """A text of an item with its role and media type."""

    value: str
    role: str
    content_type: str


class _Fields(NamedTuple):
    """The fields of an item of any version that a document is made of."""

    status: object
    headline: object
    byline: object
    bodies: list[_Text]
    descriptions: list[_Text]
    dates: tuple[object, ...]
    sources: object


def is_ninjs(content: Mapping[object, object]) -> bool:
    """Says whether a JSON object is a ninjs item, by the standard that it names or by its fields."""
    if _standard(content) is not None:
        return True
    names = {key.lower() for key in content if isinstance(key, str)}
    return bool(names & {"uri", "guid"}) and (bool(names & _CERTAIN) or len(names & _MARKS) >= 2)


def read_ninjs(content: Mapping[object, object], *, name: str, number: int | None = None, published_at: str | None = None) -> Iterator[Item]:
    """Reads a ninjs item and the text items associated with it; what is no text is a rejection that says what it is.

    Associated pictures and the like belong to their item and are not counted. Never raises.

    Args:
        content: the JSON object.
        name: the file's path.
        number: the object's number in the file, if there are more; names items without identifier.
        published_at: publication date of items that state none.
    """
    path = item_path(name, content.get("uri") or content.get("guid"), content.get("version"), number)
    associated = list(_associated(content))
    try:
        yield _read_item(content, path, published_at)
    except ReadError as error:
        if error.code != "DRG-READ-041" or not associated:
            yield make_rejection(error, path)
    for place, one in enumerate(associated, start=1):
        one_path = item_path(path, one.get("uri") or one.get("guid"), one.get("version"), place)
        try:
            yield _read_item(one, one_path, published_at)
        except ReadError as error:
            yield make_rejection(error, one_path)


def _read_item(content: Mapping[object, object], path: str, published_at: str | None) -> Item:
    fields = _READERS[_major(content, path)](content)
    check_status(None if fields.status is None else str(fields.status)[:40], path)
    kind = content.get("type")
    if kind is not None and not _is_text(kind):
        raise no_text(path, with_article(f"{str(kind)[:40]} item"))
    story = _find_text(fields, kind, path)
    title = short_text(fields.headline) or story.title or short_text(content.get("title"))
    holder = short_text(content.get("copyrightholder") or content.get("copyrightHolder"))
    sources = [_party(one) for one in fields.sources] if isinstance(fields.sources, list) else []
    dates = (None if value is None else str(value)[:80] for value in fields.dates)
    found = Story(
        blocks=story.blocks, title=title, dates=(*dates, *story.dates),
        publisher=next((one for one in (_provider(fields.sources), holder, *sources, story.publisher) if one is not None), None), signs=(short_text(fields.byline), *sources, *story.signs, holder),
        language=short_text(content.get("language")) or story.language, url=web_address(content.get("uri")), dateline=story.dateline,
        located=short_text(content.get("located")),
    )  # fmt: skip
    return make_story(found, path=path, published_at=published_at)


def _read_1(content: Mapping[object, object]) -> _Fields:
    """``headline``, ``byline``, ``body_text``, ``body_xhtml``, ``body_<form>``, ``description_<form>``, ``infosource``; lower case."""
    names = [key for key in content if isinstance(key, str)]
    return _Fields(
        status=content.get("pubstatus"), headline=content.get("headline"), byline=content.get("byline"),
        bodies=[_Text(str(content[name]), name[5:], "") for name in names if name.startswith("body_") and isinstance(content[name], str)],
        descriptions=[_Text(str(content[name]), name[12:], "") for name in names if name.startswith("description_") and isinstance(content[name], str)],
        dates=(content.get("contentcreated"), content.get("firstcreated"), content.get("versioncreated")), sources=content.get("infosource"),
    )  # fmt: skip


def _read_2(content: Mapping[object, object]) -> _Fields:
    """``headlines``, ``by``, ``bodies``, ``descriptions`` as lists of ``role``, ``contenttype``, ``value``; ``infosources``; lower case."""
    return _Fields(
        status=content.get("pubstatus"), headline=_main(_texts(content.get("headlines"), "contenttype")), byline=content.get("by"),
        bodies=_texts(content.get("bodies"), "contenttype"), descriptions=_texts(content.get("descriptions"), "contenttype"),
        dates=(content.get("contentcreated"), content.get("firstcreated"), content.get("versioncreated")), sources=content.get("infosources"),
    )  # fmt: skip


def _read_3(content: Mapping[object, object]) -> _Fields:
    """As 2.x, in camel case: ``pubStatus``, ``contentType``, ``infoSources``."""
    return _Fields(
        status=content.get("pubStatus"), headline=_main(_texts(content.get("headlines"), "contentType")), byline=content.get("by"),
        bodies=_texts(content.get("bodies"), "contentType"), descriptions=_texts(content.get("descriptions"), "contentType"),
        dates=(content.get("contentCreated"), content.get("firstCreated"), content.get("versionCreated")), sources=content.get("infoSources"),
    )  # fmt: skip


_READERS = {1: _read_1, 2: _read_2, 3: _read_3}


def _standard(content: Mapping[object, object]) -> str | None:
    """Returns the version that the item names ("3.1", an empty string where it names only ninjs), None where it names no standard or another."""
    for key in ("standard", "$standard"):
        standard = content.get(key)
        if isinstance(standard, Mapping) and str(standard.get("name", ""))[:20].strip().lower() == "ninjs":
            return str(standard.get("version") or "")[:20].strip()
    return None


def _major(content: Mapping[object, object], path: str) -> int:
    """Returns the major version: the one that the item names, else the one whose fields it has."""
    named = _standard(content)
    if named:
        major = named.split(".")[0]
        if major not in {"1", "2", "3"}:
            raise ReadError("DRG-READ-047", f"{path}: this is an item of ninjs {named!r}; versions 1, 2 and 3 are read")
        return int(major)
    if any(name in content for name in _CAMEL) or _has_key(content.get("bodies"), "contentType") or _has_key(content.get("headlines"), "contentType"):
        return 3
    return 2 if any(name in content for name in _ARRAYS) else 1


def _is_text(kind: object) -> bool:
    return isinstance(kind, str) and kind in _TEXT_TYPES


def _has_key(values: object, name: str) -> bool:
    return isinstance(values, list) and any(isinstance(value, Mapping) and name in value for value in values)


def _texts(values: object, content_type: str) -> list[_Text]:
    found = [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
    return [
        _Text(value["value"], str(value.get("role") or "")[:40].lower(), str(value.get(content_type) or "")[:80].lower())
        for value in found
        if isinstance(value.get("value"), str) and value["value"].strip()
    ]


def _main(texts: list[_Text]) -> str | None:
    return next((text.value for text in texts if text.role == "main"), texts[0].value if texts else None)


def _find_text(fields: _Fields, kind: object, path: str) -> Story:
    """Returns the text of the form that keeps paragraphs best: HTML, then NITF, then plain text; without a body the description of a text item."""
    for text in sorted(fields.bodies, key=lambda one: (_form(one), one.role != "main")):
        story = _read_text(text, path)
        if story is not None:
            return story
    if kind == "text" or (kind is None and not fields.bodies):
        for text in sorted(fields.descriptions, key=_form):
            story = _read_text(text, path)
            if story is not None:
                return story
    what = "a text item without text" if kind == "text" else f"a {kind or 'news'} item without text"
    raise no_text(path, what + (f" in a form that is read (its bodies: {', '.join(_name_of(one) for one in fields.bodies[:5])})" if fields.bodies else ""))


def _read_text(text: _Text, path: str) -> Story | None:
    value = replace_surrogates(text.value)
    form = _form(text)
    if form == _NITF:
        try:
            return nitf_story(parse_xml(value, path), path)
        except ReadError:  # another form may be whole
            return None
    blocks: list[Block] = find_blocks(value, path=path) if form == _HTML else plain_blocks(value) if form == _PLAIN else []
    return Story(blocks=blocks) if blocks else None


_HTML, _NITF, _PLAIN, _FOREIGN = range(4)


def _form(text: _Text) -> int:
    """Tells how a body is marked up, by its content: media types are often wrong ("body_xhtml") or missing."""
    start = _PROLOG.sub("", text.value[:5000], count=1)
    if _NITF_ROOT.match(start):
        return _NITF
    if _ROOT.match(start) and not starts_with_markup(start):
        return _FOREIGN
    if text.content_type.startswith(("image/", "audio/", "video/", "application/json")):
        return _FOREIGN
    return _HTML if has_markup(text.value) else _PLAIN


def _name_of(text: _Text) -> str:
    return (text.role or text.content_type or "without role")[:40]


def _party(value: object) -> str | None:
    return short_text(value.get("name")) if isinstance(value, Mapping) else short_text(value)


def _provider(sources: object) -> str | None:
    """Returns the party whose role is to send or publish the item."""
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, Mapping) and any(word in f"{source.get('role')} {source.get('rel')}".lower() for word in ("provider", "distributor", "publisher")):
            return _party(source)
    return None


def _associated(content: Mapping[object, object]) -> Iterator[Mapping[object, object]]:
    """Yields the associated items that hold a text of their own."""
    waiting = [(content, 0)]
    seen = 0
    while waiting:
        item, depth = waiting.pop(0)
        associations = item.get("associations")
        values = list(associations.values()) if isinstance(associations, Mapping) else associations if isinstance(associations, list) else []
        for value in values[: MAX_ASSOCIATIONS - seen]:
            seen += 1
            if isinstance(value, Mapping):
                if _is_text(value.get("type")) and any(str(key).startswith("bod") for key in value):
                    yield value
                if depth < MAX_DEPTH:
                    waiting.append((value, depth + 1))
