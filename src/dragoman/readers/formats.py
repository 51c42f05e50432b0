"""Which format a file has, by its content first and its name second; formats that are not read are named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

Kind = Literal["plain", "html", "json", "jsonl", "csv"]

_SUFFIXES: dict[str, Kind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
}  # fmt: skip
_PACKED = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)
_PROLOG = re.compile(rb"(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>)*+", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.\-]{0,60}:)?([A-Za-z_][\w.\-]{0,60})")
_XML_ROOTS = {
    "rss": "an RSS feed", "feed": "an Atom feed", "rdf": "an RSS 1.0 or RDF file", "newsitem": "a NewsML-G2 news item", "newsmessage": "a NewsML-G2 news message",
    "packageitem": "a NewsML-G2 package", "newsml": "a NewsML 1 file", "nitf": "an NITF article", "urlset": "a sitemap", "sitemapindex": "a sitemap index",
    "conceptitem": "a NewsML-G2 concept item", "knowledgeitem": "a NewsML-G2 knowledge item", "planningitem": "a NewsML-G2 planning item", "svg": "an SVG image",
}  # fmt: skip
_NINJS_MARKS = frozenset({
    "representationtype", "versioncreated", "firstcreated", "contentcreated", "body_xhtml", "bodies", "headlines", "descriptions", "pubstatus",
    "urgency", "located", "associations", "infosources", "copyrightholder", "eventdetails",
})  # fmt: skip
"""Fields that ninjs has and lists of documents rarely have; two of them and a ``uri`` make a ninjs item."""


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
    prolog = _PROLOG.match(head.removeprefix(b"\xef\xbb\xbf"))
    rest = head.removeprefix(b"\xef\xbb\xbf")[prolog.end() if prolog is not None else 0 :]
    root = _ROOT.match(rest)
    if root is None:
        return None
    tag = root[1].decode("ascii").lower()
    if tag in _XML_ROOTS:
        return _XML_ROOTS[tag]
    is_xml = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml") or PurePath(name).suffix.lower() == ".xml"
    return f"an XML file of <{tag}>" if is_xml and tag != "html" else None


def describe_json(content: object) -> str | None:
    """Returns what a JSON object is where its format is known but not read, None where it may be a document or a list of them."""
    if not isinstance(content, Mapping):
        return None
    version = content.get("version")
    if isinstance(version, str) and "jsonfeed.org" in version[:100]:
        return "a JSON feed"
    standard = content.get("standard")
    if isinstance(standard, Mapping) and str(standard.get("name", "")).lower() == "ninjs":
        return "a ninjs news item"
    if "uri" in content and sum(1 for key in content if str(key).lower() in _NINJS_MARKS) >= 2:
        return "a ninjs news item"
    if "$schema" in content and "ninjs" in f"{content.get('title')} {content.get('id')} {content.get('$id')}".lower():
        return "the JSON schema of ninjs"
    if content.get("type") == "FeatureCollection":
        return "a GeoJSON file"
    return None
