"""Which format a file has, by its content first and its name second; formats that are not read are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

Kind = Literal["plain", "html", "json", "jsonl", "csv", "markdown", "newsml", "nitf", "feed"]

_SUFFIXES: dict[str, Kind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".md": "markdown", ".markdown": "markdown",
}  # fmt: skip
_PACKED = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)
_PROLOG = re.compile(rb"(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>)*+", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.\-]{0,60}:)?([A-Za-z_][\w.\-]{0,60})")
_KINDS_BY_ROOT: dict[str, Kind] = {
    "newsitem": "newsml", "newsmessage": "newsml", "packageitem": "newsml", "conceptitem": "newsml", "knowledgeitem": "newsml", "planningitem": "newsml",
    "nitf": "nitf", "rss": "feed", "feed": "feed", "rdf": "feed",
}  # fmt: skip
_XML_ROOTS = {"newsml": "a NewsML 1 file", "urlset": "a sitemap", "sitemapindex": "a sitemap index", "svg": "an SVG image"}


def kind_by_name(name: str) -> Kind | None:
    """Returns the kind that the ending of ``name`` stands for, None where it says nothing."""
    return _SUFFIXES.get(ending(name))


def ending(name: str) -> str:
    """Returns the ending of a name in lower case, ``.jsonl`` for ``a.JSONL`` and for ``a.jsonl.gz``."""
    return PurePath(_PACKED.sub("", name)).suffix.lower()


def describe_foreign(head: bytes, name: str) -> str | None:
    """Returns what the file is where its format is known but not read ("an RSS feed"), None where it may be read.

    Args:
        head: the first bytes of the file, 64 KiB or so.
        name: its path.
    """
    tag = _root(head)
    if tag in _KINDS_BY_ROOT:
        return None
    if tag in _XML_ROOTS:
        return _XML_ROOTS[tag]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_xml = start.startswith(b"<?xml") or (start.startswith(b"<") and PurePath(name).suffix.lower() == ".xml")
    if tag is None:
        return "an XML file whose first element was not found" if is_xml and b"<html" not in start[:2048].lower() else None
    return f"an XML file of <{tag}>" if is_xml and tag != "html" else None


def kind_by_root(head: bytes) -> Kind | None:
    """Returns the kind of an XML file by its first element, None where it is another or no XML."""
    tag = _root(head)
    return None if tag is None else _KINDS_BY_ROOT.get(tag)


def _root(head: bytes) -> str | None:
    """Returns the lower-case name of the first element, without prefix."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    prolog = _PROLOG.match(start)
    root = _ROOT.match(start[prolog.end() if prolog is not None else 0 :])
    return None if root is None else root[1].decode("ascii").lower()


def describe_json(content: object) -> str | None:
    """Returns what a JSON object is where its format is known but not read, None where it may be a document or a list of them."""
    if not isinstance(content, Mapping):
        return None
    if "$schema" in content and "ninjs" in f"{content.get('title')} {content.get('id')} {content.get('$id')}".lower():
        return "the JSON schema of ninjs"
    if content.get("type") == "FeatureCollection":
        return "a GeoJSON file"
    return None
