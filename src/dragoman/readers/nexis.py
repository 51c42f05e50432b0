"""Exports of Nexis Uni and LexisNexis (the text of DOCX, RTF or PDF files): articles end with "End of Document", or begin with "1 of 20 DOCUMENTS"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from dragoman.readers.articles import Article, one_line
from dragoman.readers.dates import find_date
from dragoman.readers.headers import is_signs

MARKS = re.compile(rb"\bEnd of Document\b|\bLOAD-DATE:|\bLoad-Date:|\b[0-9]+ of [0-9]+ DOCUMENTS\b")
"""One of these stands in every export."""

_END = re.compile(r"\s*End of Document\s*")
_START = re.compile(r"\s*(?:Document\s+)?\d{1,6} of \d{1,6} (?:DOCUMENTS?|Documents?)\s*")
_LENGTH = re.compile(r"(?m)^\s*(?:Length|LENGTH):\s*\d[\d,.]* *words?\b")
_SECOND_MARK = re.compile(r"(?m)^\s*(?:End of Document|(?:Load-Date|LOAD-DATE):.*|\d{1,6} of \d{1,6} DOCUMENTS)\s*$")
_HEAD_FIELDS = (
    "section", "length", "byline", "dateline", "highlight", "series", "distribution", "headline", "source", "edition", "correction-date", "correction", "author", "by-line", "url", "series",
)  # fmt: skip
_FIELD = re.compile(rf"\s*(?P<name>{'|'.join(_HEAD_FIELDS)})\s*:\s*(?P<value>.*)", re.IGNORECASE)
_BODY = re.compile(r"\s*(?:Body|BODY)\s*:?\s*(?P<text>.*)")
_TAIL = re.compile(
    r"\s*(?:Classification|CLASSIFICATION|Graphic|GRAPHIC)\s*$|\s*(?:Language|LANGUAGE):\s*[A-Z]{4,}\b|\s*URL:\s*https?://\S+\s*$"
    r"|\s*(?:Load-Date|LOAD-DATE|Publication-Type|PUBLICATION-TYPE|Journal Code|JOURNAL-CODE|Document-Type|DOCUMENT-TYPE|Acc-No|ACC-NO"
    r"|Transmission Date|TRANSMISSION DATE|GRAPHIC|Pub-Type|PUB-TYPE|COPYRIGHT)\s*:"
    r"|\s*(?:Subject|SUBJECT|Company|COMPANY|Organization|ORGANIZATION|Industry|INDUSTRY|Geographic|GEOGRAPHIC|Person|PERSON|City|CITY|State|STATE|Country|COUNTRY)\s*:.*\(\d{1,3}%\)"
    r"|\s*(?:Copyright|COPYRIGHT|©)\s.{0,20}\d{4}.{0,200}(?i:all rights reserved)\.?\s*$"
)
_LANGUAGE = re.compile(r"\s*(?:Language|LANGUAGE):\s*([A-Za-z]+)\b.{0,100}")
_URL = re.compile(r"\s*URL:\s*(https?://\S+)\s*")
_RIGHTS = re.compile(r"\s*(?:copyright|©|\(c\)|all rights reserved)", re.IGNORECASE)
_COVER = re.compile(
    r"\s*(?:User Name|Date and Time|Job Number|Documents? \(\d+\)|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type|Results for|Terms|Source|Project ID)\b.{0,500}:?"
    r"|\s*\d{1,5}\.\s+\S.*",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\s*Page \d{1,6} of \d{1,6}\s*")


def is_export(text: str) -> bool:
    """Says whether ``text`` is an export of Nexis: a line with the length in words, and a line that ends or begins each article."""
    return _LENGTH.search(text) is not None and _SECOND_MARK.search(text) is not None


def iter_articles(text: str) -> Iterator[Article]:
    """Yields the articles in order."""
    lines = _without_page_heads(text.splitlines())
    for number, block in enumerate(_iter_blocks(lines)):
        article = _read_block(block, is_first=number == 0)
        if article is not None:
            yield article


def _without_page_heads(lines: Sequence[str]) -> list[str]:
    """Leaves out what PDF files repeat at the top of each page: its number, and the headline behind it where it stood before."""
    kept: list[str] = []
    seen: set[str] = set()
    behind_page = False
    for line in lines:
        bare = line.strip()
        if _PAGE.fullmatch(line):
            behind_page = True
        elif behind_page and bare and bare in seen:
            behind_page = False
        else:
            behind_page = behind_page and not bare
            kept.append(line)
            if bare and len(seen) < 100_000:
                seen.add(bare[:300])
    return kept


def _iter_blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yields the lines of each article."""
    by_end = any(_END.fullmatch(line) for line in lines)
    block: list[str] = []
    started = by_end
    for line in lines:
        if (_END if by_end else _START).fullmatch(line):
            if started:
                yield block
            block, started = [], True
        elif not by_end or not _START.fullmatch(line):
            block.append(line)
    if started and any(_BODY.fullmatch(line) or _FIELD.match(line) for line in block):
        yield block


def _read_block(lines: list[str], *, is_first: bool) -> Article | None:
    if is_first:
        lines = _without_cover(lines)
    head_end = next((number for number, line in enumerate(lines) if _FIELD.match(line) or _is_body(line)), None)
    if head_end is None:
        return None
    fields, body_at = _read_fields(lines, head_end)
    title, publisher, date, more = _read_head([line.strip() for line in lines[:head_end] if line.strip()])
    body = _read_body(lines, body_at)
    return Article(
        body=body, title=one_line(fields.get("headline", [])) or title or more, date=date, publisher=publisher or one_line(fields.get("source", [])),
        byline=one_line(fields.get("byline", fields.get("by-line", fields.get("author", [])))), dateline=one_line(fields.get("dateline", [])),
        language=_find_below(lines, body_at, _LANGUAGE), url=one_line(fields.get("url", [])) or _find_below(lines, body_at, _URL),
    )  # fmt: skip


def _is_body(line: str) -> bool:
    match = _BODY.fullmatch(line)
    return match is not None and (not match["text"] or ":" in line[: match.start("text")])


def _without_cover(lines: list[str]) -> list[str]:
    """Leaves out the cover of the export: who searched for what, and the list of headlines."""
    first_field = next((number for number, line in enumerate(lines) if _FIELD.match(line) or _is_body(line)), len(lines))
    cover = [number for number, line in enumerate(lines[:first_field]) if line.strip() and _COVER.fullmatch(line)]
    if not cover:
        return lines
    rest = lines[cover[-1] + 1 :]
    # Below each headline of the list stands what the search was narrowed to; an article's head has a date.
    return rest if any(find_date(line) for line in rest[: max(0, first_field - cover[-1])]) else lines


def _read_fields(lines: Sequence[str], start: int) -> tuple[dict[str, list[str]], int]:
    """Reads the fields above the text; returns them and where the text begins."""
    fields: dict[str, list[str]] = {}
    has_body = any(_is_body(line) for line in lines[start:])
    number, current, blank = start, "", False
    while number < len(lines):
        line = lines[number]
        match = _FIELD.match(line)
        if _is_body(line):
            return fields, number
        if match is not None:
            current, blank = match["name"].lower(), False
            fields.setdefault(current, []).append(match["value"].strip())
        elif not line.strip():
            blank = True
        elif blank and not has_body:
            return fields, number  # The oldest exports have no "Body" line: the text is what follows the fields.
        elif current and not blank:
            fields[current].append(line.strip())
        number += 1
    return fields, number


def _read_head(lines: list[str]) -> tuple[str | None, str | None, str | None, str | None]:
    """Returns headline, publication, date as written, and what stands below the date.

    New exports have headline, publication, date; old ones publication, date, edition, headline.
    """
    lines = [line for line in lines if not _RIGHTS.match(line)]
    at = next((number for number, line in enumerate(lines) if _is_date(line)), None)
    if at is None:
        at = next((number for number, line in enumerate(lines) if number > 1 and re.search(r"\b(?:1[89]|2[01])\d{2}\b", line)), 2)
        date = lines[at] if at < len(lines) else None
    else:
        date = lines[at]
    above = lines[:at]
    below = one_line(lines[-1:]) if len(lines) > at + 1 else None
    if len(above) <= 1:
        return None, one_line(above), date, below
    return one_line(above[:-1]), above[-1], date, below


def _is_date(line: str) -> bool:
    """Says whether a line is a date, with its weekday, time of day and edition perhaps."""
    found = find_date(line)
    if found is None or len(line) > 120:
        return False
    return is_signs(line) or re.match(r"\s*(?:\w+,? )?(?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}),? \d{4}\b[\s,;]*(?:\w+day\b)?.{0,60}$", line) is not None


def _read_body(lines: Sequence[str], start: int) -> str:
    first = _BODY.fullmatch(lines[start]) if start < len(lines) and _is_body(lines[start]) else None
    body = ([first["text"]] if first["text"] else []) if first is not None else []
    begin = start + 1 if first is not None else start
    body += takewhile(lambda line: _TAIL.match(line) is None, lines[begin:])
    return "\n".join(body).strip("\n")


def _find_below(lines: Sequence[str], start: int, pattern: re.Pattern[str]) -> str | None:
    """Returns the value of the last line below ``start`` that fits ``pattern``."""
    return next((match[1] for line in reversed(lines[start:]) if (match := pattern.fullmatch(line)) is not None), None)
