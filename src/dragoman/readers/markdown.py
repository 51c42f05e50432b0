"""Markdown with front matter: the paragraphs as a browser shows them, without code and tables."""

from __future__ import annotations

import re
import tomllib

from dragoman.errors import ReadError
from dragoman.readers.blocks import make_article, with_headline
from dragoman.readers.html import find_blocks
from dragoman.readers.html_metadata import Metadata
from dragoman.readers.limits import MAX_DOCUMENT_CHARS
from dragoman.readers.plain import check_text, with_default_date
from dragoman.readers.stories import agency_signs, first_date, short_text, web_address
from dragoman.records import Document
from dragoman.text.encoding import decode_bytes, replace_surrogates

MAX_FRONT_MATTER_LINES = 500
"""Most lines of front matter; blogs have under 50."""

_FIELDS = {
    "title": "title", "headline": "title", "date": "date", "published_at": "date", "published": "date", "pubdate": "date", "author": "author", "authors": "author",
    "by": "author", "source": "source", "publisher": "source", "agency": "source", "url": "url", "link": "url", "canonical_url": "url", "language": "language", "lang": "language",
}  # fmt: skip
_LEFT_OUT = frozenset({"pre", "table"})
_KEY = re.compile(r"([A-Za-z_][\w .\-]{0,60}?)\s*:(?:\s+(.*))?$")
_QUOTED = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*(?:#.*)?$""")
_COMMENT = re.compile(r"\s#.*$")
_ESCAPE = re.compile(r'\\(["\\/])')
_NOT_SCALAR = ("&", "*", "!", "{", "%", "@", "`")


def read_markdown(data: bytes, *, name: str, published_at: str | None = None, charset: str | None = None, url: str | None = None) -> Document:
    """Reads a Markdown file (CommonMark, with tables and strikethrough); ``Document.text`` is its headline and paragraphs, an empty line between them.

    Args:
        data: the file.
        name: its path.
        published_at: publication date where the front matter states none.
        charset: character set that a server named.
        url: address that it was fetched from; that of the front matter overrules it.

    Raises:
        ReadError: the text is empty, too long or binary, or the front matter cannot be read (DRG-READ-048).
    """
    text = replace_surrogates(decode_bytes(data, charset)).replace("\r\n", "\n")
    check_text(text, name)
    front, body = split_front_matter(text, name)
    page = _render(body, name)
    blocks = find_blocks(page, path=name, left_out=_LEFT_OUT)
    if not blocks:
        raise ReadError("DRG-READ-004", f"{name}: the text is empty, or code and tables only; give the story's text")
    title = short_text(front.get("title")) or (short_text(blocks[0].text) if page.startswith("<h1>") else None)
    source = short_text(front.get("source"))
    metadata = Metadata(
        title=title, publisher=None if web_address(source) else source, published_at=first_date([front.get("date")], name), url=web_address(front.get("url"), source),
        language=short_text(front.get("language")), authors=agency_signs([*front.get("author", "").split(";"), source]),
    )  # fmt: skip
    return with_default_date(make_article(with_headline(blocks, title), metadata, path=name, url=url), published_at)


def split_front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    """Returns the fields that are known of the front matter, by the names title, date, author, source, url and language, and the text behind it.

    Between two lines ``---`` stands YAML, of which scalars and lists of scalars are read; between two lines ``+++`` TOML. Other fields are passed over.

    Raises:
        ReadError: a known field is written in a way that is not read (DRG-READ-048).
    """
    lines = text.removeprefix("\ufeff").split("\n")
    mark = lines[0].rstrip()
    if mark not in ("---", "+++"):
        return {}, text
    ends = ("---", "...") if mark == "---" else ("+++",)
    end = next((number for number, line in enumerate(lines[1 : MAX_FRONT_MATTER_LINES + 1], start=1) if line.rstrip() in ends), None)
    if end is None or (mark == "---" and not any(_KEY.match(line) for line in lines[1:end])):
        return {}, text  # A rule at the top of the text.
    body = "\n".join(lines[end + 1 :])
    return (_read_toml("\n".join(lines[1:end]), name) if mark == "+++" else _read_yaml(lines[1:end], name)), body


def _read_toml(text: str, name: str) -> dict[str, str]:
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ReadError("DRG-READ-048", f"{name}: the front matter is not valid TOML ({error}); mend it, or take it out") from error
    fields: dict[str, str] = {}
    for key, value in table.items():
        field = _FIELDS.get(key.lower())
        if field is not None and not isinstance(value, dict):
            parts = value if isinstance(value, list) else [value]
            fields.setdefault(field, "; ".join(str(part) for part in parts))
    return fields


def _read_yaml(lines: list[str], name: str) -> dict[str, str]:
    """Reads the fields at the top level; a field goes on over the lines that are indented, and list items at the margin."""
    fields: dict[str, str] = {}
    number = 0
    while number < len(lines):
        match = _KEY.match(lines[number])
        number += 1
        start = number
        while number < len(lines) and (not lines[number].strip() or lines[number].startswith((" ", "\t", "- ", "#"))):
            number += 1
        field = None if match is None else _FIELDS.get(match[1].strip().lower().replace("-", "_").replace(" ", "_"))
        if match is not None and field is not None and (value := _read_value(match[2] or "", lines[start:number], match[1], name)) is not None:
            fields.setdefault(field, value)
    return fields


def _read_value(first: str, more: list[str], key: str, name: str) -> str | None:
    """Returns the value of a field: a scalar, a block of text (``>``, ``|``), or a list, joined by semicolons."""
    first = first.strip()
    more = [line.strip() for line in more if line.strip() and not line.lstrip().startswith("#")]
    if first[:1] in (">", "|") and len(first) <= 3:
        return " ".join(more) or None
    if not first and more and all(line.startswith("- ") for line in more):
        return "; ".join(part for line in more if (part := _scalar(line[2:], key, name)) is not None) or None
    if first.startswith("["):
        inside = " ".join([first, *more])
        if not inside.endswith("]"):
            raise _unread(key, name)
        return "; ".join(part for piece in inside[1:-1].split(",") if (part := _scalar(piece, key, name)) is not None) or None
    if not first and any(_KEY.match(line) for line in more):
        raise _unread(key, name)
    return _scalar(" ".join([first, *more]), key, name)


def _scalar(text: str, key: str, name: str) -> str | None:
    text = text.strip()
    if (match := _QUOTED.match(text)) is not None:
        return (_ESCAPE.sub(r"\1", match[1]) if match[1] is not None else match[2].replace("''", "'")).strip() or None
    if text.startswith(_NOT_SCALAR) or text.startswith(('"', "'")):
        raise _unread(key, name)
    value = _COMMENT.sub("", text).strip()
    return None if value in {"", "~", "null", "Null", "NULL"} else value


def _unread(key: str, name: str) -> ReadError:
    return ReadError("DRG-READ-048", f"{name}: the field {key!r} of the front matter is not read as it is written; write it as `{key}: value`")


def _render(text: str, name: str) -> str:
    """Returns the text as HTML, which knows which line is prose, a quotation, a list or code."""
    from markdown_it import MarkdownIt

    if len(text) > MAX_DOCUMENT_CHARS:
        raise ReadError("DRG-READ-007", f"{name}: the text has {len(text)} characters, more than {MAX_DOCUMENT_CHARS}; split it into its stories")
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))
