"""Exports of news databases (Nexis Uni, Factiva, ProQuest): files of many articles, told by their field names, whatever kind of file they come in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dragoman.errors import ReadError
from dragoman.readers import factiva, nexis, proquest
from dragoman.readers.articles import Article, make_article
from dragoman.readers.limits import make_rejection
from dragoman.readers.plain import read_text, with_default_date
from dragoman.records import Document, Rejection
from dragoman.text.encoding import decode_bytes

Vendor = Literal["Nexis Uni", "Factiva", "ProQuest"]
Item = Document | Rejection


def find_export(data: bytes) -> Vendor | None:
    """Returns the database that a plain text or a page was exported from, None for everything else; looks for field names that stand together."""
    if factiva.is_export_page(data):
        return "Factiva"
    if nexis.MARKS.search(data) is None and proquest.MARKS.search(data) is None and factiva.MARKS.search(data) is None:
        return None
    return find_vendor(decode_bytes(data))


def find_vendor(text: str) -> Vendor | None:
    """Returns the database that ``text`` was exported from, None if it was not."""
    if nexis.is_export(text):
        return "Nexis Uni"
    if proquest.is_export(text):
        return "ProQuest"
    return "Factiva" if factiva.is_export(text) else None


def read_export(data: bytes, vendor: Vendor, *, name: str, published_at: str | None) -> Iterator[Item]:
    """Reads the articles of an export that is a plain text or a page.

    Args:
        data: the file.
        vendor: what ``find_export`` said.
        name: its path.
        published_at: ISO date of articles whose own cannot be read.
    """
    text = factiva.page_text(data, name) if factiva.is_export_page(data) else decode_bytes(data)
    yield from _read_articles(text, vendor, name, published_at)


def read_converted(text: str, *, name: str, published_at: str | None) -> Iterator[Item]:
    """Reads the text of a Word or RTF file: the articles of an export, else one document; raises ReadError as ``read_text``."""
    vendor = find_vendor(text)
    if vendor is not None:
        yield from _read_articles(text, vendor, name, published_at)
    else:
        yield with_default_date(read_text(text, path=name), published_at)


def _read_articles(text: str, vendor: Vendor, name: str, published_at: str | None) -> Iterator[Item]:
    number = 0
    for number, article in enumerate(_iter_articles(text, vendor), start=1):
        yield make_article(article, path=f"{name}#{number}", published_at=published_at)
    if number == 0:
        error = ReadError("DRG-READ-037", f"{name}: this looks like an export of {vendor}, but no article was found in it; export the articles with their full text")
        yield make_rejection(error, name)


def _iter_articles(text: str, vendor: Vendor) -> Iterator[Article]:
    if vendor == "Nexis Uni":
        return nexis.iter_articles(text)
    return proquest.iter_articles(text) if vendor == "ProQuest" else factiva.iter_articles(text)
