"""Exports of Factiva: pages, RTF and plain text, with field codes (HD, BY, WC, PD, ET, SN, SC, LA, CY, LP, TD ...) or without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.readers.articles import Article, one_line
from dragoman.readers.dates import find_date
from dragoman.readers.html import parse_page

if TYPE_CHECKING:
    from lxml.etree import _Element

MARKS = re.compile(rb"(?m)^\s*(?:HD|TD|LP)(?:\s|$)|^\s*Document [A-Za-z0-9]{8,40}\s*$")
"""One of these stands in every export."""

_PAGE_MARKS = re.compile(rb"""class\s*=\s*["'][^"']{0,60}\b(?:\w{2}Article|articleParagraph)\b|<b>\s*HD\s*</b>""")
_CODES = "SE|HD|CR|BY|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|ART|CO|IN|NS|RE|IPD|IPC|PUB|DLN|CLM|AN"
_CODE = re.compile(rf"\s*(?P<code>{_CODES})(?:\t[\t ]*|  +|\s*$)(?P<value>.*)")
_LOOSE = re.compile(r"\s*(?P<code>WC|PD|AN|HD) (?P<value>(?<=WC )[\d,.]+ words|(?<=PD )\d{1,2} \S+ \d{4}|(?<=AN )Document \w+|(?<=HD )\S.*)")
"""Codes with one space behind them, where the value says that it is one."""
_BEHIND_TEXT = frozenset({"CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN"})
_TEXT = frozenset({"LP", "TD"})
_WORDS = re.compile(r"\s*\d[\d,.]* words?\s*")
_DOCUMENT = re.compile(r"\s*Document [A-Za-z0-9]{8,40}\s*")
_CLOCK = re.compile(r"\s*\d{1,2}:\d{2}(?::\d{2})?(?: [A-Z]{2,4})?\s*")
_RIGHTS = re.compile(r"\s*(?:\(c\)|copyright|©|all rights reserved)", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"\s*[A-Z0-9]{2,8}\s*")
_MAX_META_LINES = 12
"""Most lines of length, date, source and rights above a text without codes."""


def is_export_page(data: bytes) -> bool:
    """Says whether a page is an export of Factiva."""
    return b"<" in data[:4096] and _PAGE_MARKS.search(data[:1_000_000]) is not None and (b"Document " in data or b"<b>" in data)


def is_export(text: str) -> bool:
    """Says whether ``text`` is an export of Factiva: headline, length, date and text under their codes, or each article closed by its number."""
    codes = {match["code"] for line in text.splitlines() if len(line) < 2000 and (match := _match_code(line)) is not None}
    if {"HD", "PD"} <= codes and codes & _TEXT:
        return True
    return re.search(r"(?m)^\s*\d[\d,.]* words\s*$", text) is not None and re.search(r"(?m)^\s*Document [A-Za-z]{2,10}[a-z0-9]*\d{8}\w+\s*$", text) is not None


def page_text(data: bytes, name: str) -> str:
    """Returns the articles of a page as lines, codes with a tab behind them; raises ReadError as ``read_html``."""
    tree = parse_page(data, name)
    lines: list[str] = []
    for element in _outermost(tree):
        rows = [row for row in element.iter("tr") if next(row.iter("table"), None) is None]
        lines += [line for row in rows for line in _row_lines(row)] if rows else _block_lines(element)
        lines.append("")
    return "\n\n".join(lines)


def _outermost(tree: _Element) -> Iterator[_Element]:
    """Yields the element of each article; the whole page where none is marked."""
    found = [element for element in tree.iter("div") if re.search(r"\barticle\b|\b\w{2}Article\b", element.get("class") or "")]
    inner = {child for element in found for child in element.iterdescendants("div")}
    outer = [element for element in found if element not in inner]
    yield from outer or [tree]


def _row_lines(row: _Element) -> list[str]:
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2:
        return _block_lines(row)
    code = _flat(cells[0])
    values = [line for cell in cells[1:] for line in _block_lines(cell)]
    return [f"{code}\t{values[0] if values else ''}", *values[1:]]


def _block_lines(element: _Element) -> list[str]:
    """Returns the paragraphs of an element: those of its innermost blocks, and what stands between them."""
    lines: list[str] = []
    parts: list[str] = []
    for event, child in _walk(element):
        is_block = child.tag in ("p", "div", "td", "tr", "table", "br", "li", "h1", "h2", "h3", "pre")
        if is_block:
            lines.append("".join(parts))
            parts.clear()
        parts.append((child.text if event == "start" else child.tail if child is not element else "") or "")
    lines.append("".join(parts))
    return [line for part in lines if (line := " ".join(part.split()))]


def _walk(element: _Element) -> Iterator[tuple[str, _Element]]:
    waiting: list[tuple[str, _Element]] = [("start", element)]
    while waiting:
        event, child = waiting.pop()
        if event == "start" and child.tag in ("script", "style", "head"):
            event = "end"
        yield event, child
        if event == "start":
            waiting.append(("end", child))
            waiting += [("start", inner) for inner in reversed(child) if isinstance(inner.tag, str)]


def _flat(element: _Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def iter_articles(text: str) -> Iterator[Article]:
    """Yields the articles in order."""
    lines = text.splitlines()
    codes = {match["code"] for line in lines if (match := _match_code(line)) is not None}
    yield from _iter_coded(lines) if {"HD", "PD"} <= codes and codes & _TEXT else _iter_plain(lines)


def _match_code(line: str) -> re.Match[str] | None:
    return _CODE.fullmatch(line) or _LOOSE.fullmatch(line)


def _iter_coded(lines: list[str]) -> Iterator[Article]:
    fields: dict[str, list[str]] = {}
    current: list[str] | None = None
    code = ""
    for line in lines:
        match = _match_code(line)
        if match is not None and not (code in _TEXT and match["code"] not in _BEHIND_TEXT | _TEXT | {"HD", "SE"}):
            code = match["code"]
            if code in fields and code in ("HD", "SE"):
                yield from _make_coded(fields)
                fields = {}
            current = fields.setdefault(code, [])
            current.append(match["value"])
            if code == "AN":
                yield from _make_coded(fields)
                fields, current, code = {}, None, ""
        elif current is not None:
            current.append(line)
    yield from _make_coded(fields)


def _make_coded(fields: dict[str, list[str]]) -> Iterator[Article]:
    if "HD" not in fields:
        return
    text = ["\n".join(fields.get(code, [])).strip() for code in ("LP", "TD")]
    date, clock = one_line(fields.get("PD", [])), one_line(fields.get("ET", []))
    yield Article(
        body="\n\n".join(part for part in text if part), title=one_line(fields["HD"]), date=f"{date} {clock}" if date and clock else date,
        publisher=one_line(fields.get("SN", [])), byline=one_line(fields.get("BY", [])), dateline=one_line(fields.get("DLN", [])), language=one_line(fields.get("LA", [])),
    )  # fmt: skip


def _iter_plain(lines: list[str]) -> Iterator[Article]:
    """Reads articles without codes: headline, byline, "512 words", date, time, source, its code, language, rights, text, "Document ..."."""
    block: list[str] = []
    for line in lines:
        if _DOCUMENT.fullmatch(line) is None:
            block.append(line)
            continue
        article = _read_plain(block)
        block = []
        if article is not None:
            yield article


def _read_plain(lines: list[str]) -> Article | None:
    at = next((number for number, line in enumerate(lines) if _WORDS.fullmatch(line)), None)
    if at is None:
        return None
    head = [line.strip() for line in lines[:at] if line.strip()]
    byline = head.pop() if len(head) > 1 and re.match(r"(?:By|BY)\s|.*\b(?:Reporter|Correspondent|Staff)\b", head[-1]) else None
    meta, body_at = _read_meta(lines, at + 1)
    date = next((line for line in meta if find_date(line) is not None), meta[0] if meta else None)
    names = [line for line in meta if line != date and not _CLOCK.fullmatch(line) and not _RIGHTS.match(line)]
    return Article(
        body="\n".join(lines[body_at:]).strip("\n"), title=one_line(head[-2:] if len(head) == 2 and len(head[0]) > 40 else head[-1:]), date=date,
        publisher=names[0] if names else None, byline=byline, language=next((name for name in names[1:] if name.istitle() and name.isalpha()), None),
    )  # fmt: skip


def _read_meta(lines: list[str], start: int) -> tuple[list[str], int]:
    """Returns the lines between the length and the text, which ends with the rights, else with the language."""
    meta: list[str] = []
    number = start
    end = start
    while number < len(lines) and len(meta) < _MAX_META_LINES:
        line = lines[number].strip()
        number += 1
        if not line:
            continue
        if len(line) > 200 and not _RIGHTS.match(line):
            break
        meta.append(line)
        if _RIGHTS.match(line) or (len(meta) > 2 and line in ("English", "German", "French", "Spanish")):
            end = number
            if _RIGHTS.match(line):
                break
    count = sum(1 for line in lines[start:end] if line.strip())
    return (meta[:count], end) if end > start else (meta[:3], start + 3)
