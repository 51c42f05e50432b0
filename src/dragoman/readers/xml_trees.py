"""XML from strangers: decoded here, never by what it says of itself; no DTD, no entities but characters, no network, limits on size, depth and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import html5
from typing import TYPE_CHECKING

from dragoman.errors import ReadError
from dragoman.text.encoding import decode_bytes

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_XML_BYTES = 16 * 1024 * 1024
"""Largest XML file that is read as a whole; the largest news messages have some MiB. Feeds are read entry by entry."""
MAX_XML_TAGS = 300_000
"""Most elements in a file; a story has under 1,000."""
MAX_XML_DEPTH = 200
"""How deep elements may stand in each other; NITF in NewsML-G2 has some 20 levels."""

DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,1000}\?>")
DECLARED_ENTITY = "<!ENTITY"
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""")
_ELEMENT = re.compile(r"<[A-Za-z_]")
_ADVICE = re.compile(r",? (?:try|use) XML_PARSE_HUGE(?: option)?\s?")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def declared_encoding(data: bytes) -> str | None:
    """Returns the character set that the XML declaration names."""
    match = _ENCODING.match(data[:1000].removeprefix(b"\xef\xbb\xbf"))
    return None if match is None else match[1].decode("ascii")


def clean_xml(text: str) -> str:
    """Returns XML text without characters that XML forbids, and with the characters that HTML's named entities (``&nbsp;``) stand for.

    Wires and feeds use both without declaring them; the five entities of XML itself stay.
    """
    return _NAMED.sub(_character, _ILLEGAL.sub("", text))


def mend_xml(text: str) -> str:
    """Returns XML text that any parser takes: as ``clean_xml``, and bare ampersands and references that nobody knows stand for themselves.

    Within CDATA sections, which hold HTML where this is used, the result says the same.
    """
    return _AMPERSAND.sub(_mend, _ILLEGAL.sub("", text))


def parse_xml(data: bytes | str, where: str, *, charset: str | None = None) -> _Element:
    """Parses an XML file whose namespaces do not matter: tags lose their prefix, comments and processing instructions are dropped.

    Args:
        data: the file, or its text.
        where: what to call it in messages.
        charset: character set that a server named; without it the one that the file declares, both only where the bytes are not UTF-8.

    Raises:
        ReadError: it is malformed (DRG-READ-042), or declares entities, or is too large, deep or complex (DRG-READ-043).
    """
    from lxml import etree

    if len(data) > MAX_XML_BYTES:
        raise ReadError("DRG-READ-043", f"{where}: the XML has {len(data)} bytes, more than {MAX_XML_BYTES}; split it into its items")
    text = decode_bytes(data, charset or declared_encoding(data)) if isinstance(data, bytes) else data
    text = DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).lstrip()
    refuse_entities(text, where)
    if text.count("<") - text.count("</") > MAX_XML_TAGS:  # Counted before anything is built.
        raise ReadError("DRG-READ-043", f"{where}: the XML has more than {MAX_XML_TAGS} elements; split it into its items")
    parser = etree.XMLParser(
        encoding="utf-8", load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False, recover=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(clean_xml(text).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise malformed(error, where) from error
    _check_shape(root, where)
    return root


def refuse_entities(text: str, where: str) -> None:
    """Raises ReadError where the text before the first element declares entities: they can blow a file up, or read others."""
    first = _ELEMENT.search(text)
    start = text.find("<!DOCTYPE", 0, None if first is None else first.start())
    if start >= 0 and DECLARED_ENTITY in text[start:]:
        raise ReadError("DRG-READ-043", f"{where}: the XML declares entities of its own, which are not read; write out what they stand for")


def beyond_limit(messages: Iterable[str], where: str) -> ReadError | None:
    """Makes the error for XML of which the parser said that a limit was passed (depth, length of a text, size of a tag); None where it did not."""
    message = next((one for one in messages if any(word in one for word in ("Excessive depth", "too long", "limit exceeded"))), None)
    return None if message is None else ReadError("DRG-READ-043", f"{where}: the XML goes beyond a limit ({_reason(message)}); split it into its items")


def malformed(error: Exception, where: str) -> ReadError:
    """Makes the error for XML that ``error`` broke."""
    problem = ReadError("DRG-READ-042", f"{where}: this is not well-formed XML ({_reason(str(error))}); fetch the file again, or mend it")
    return beyond_limit([str(error)], where) or problem


def local_name(element: _Element) -> str:
    """Returns the tag without its namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1] if isinstance(tag, str) else ""


def child(element: _Element | None, *names: str) -> _Element | None:
    """Returns the first descendant along a path of children's names, None where one is missing."""
    for name in names:
        element = None if element is None else next((one for one in element if one.tag == name), None)
    return element


def words_of(element: _Element | None) -> str | None:
    """Returns the text of an element as one line, None where it has none."""
    if element is None:
        return None
    return " ".join("".join(str(part) for part in element.itertext()).split()) or None


def _reason(message: str) -> str:
    """Returns what the parser said, without its advice to lift the limit."""
    return " ".join(_ADVICE.sub("", message).replace("(<string>, line 1)", "").split())[:200]


def _mend(match: re.Match[str]) -> str:
    """Returns a reference that any parser takes: bare ampersands are escaped, HTML's names become characters."""
    name = match[1]
    if name is None:
        return "&amp;" + match.group()[1:]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
        if code in range(0x80, 0xA0):  # As browsers do: the number of a Windows-1252 character.
            return bytes([code]).decode("cp1252", "ignore")
        return "" if code > 0x10FFFF or _ILLEGAL.match(chr(code)) else match.group()
    if name in _XML_NAMES:
        return match.group()
    character = html5.get(f"{name};")
    return f"&amp;{name};" if character is None or character in "&<>\"'" else character


def _character(match: re.Match[str]) -> str:
    name = match[1]
    character = html5.get(f"{name};")
    return match.group() if name in _XML_NAMES or character is None or character in "&<>\"'" else character


def _check_shape(root: _Element, where: str) -> None:
    """Strips the namespaces off all tags; raises ReadError where they stand too deep in each other, or an entity was left that nobody knows."""
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > MAX_XML_DEPTH:
            raise ReadError("DRG-READ-043", f"{where}: the XML has elements more than {MAX_XML_DEPTH} deep in each other; flatten it")
        if not isinstance(element.tag, str):  # Comments and processing instructions are gone.
            raise ReadError("DRG-READ-043", f"{where}: the XML refers to {str(element.text)[:40]}, which only its DTD explains; write out what it stands for")
        element.tag = local_name(element)
        waiting += [(one, depth + 1) for one in element]
