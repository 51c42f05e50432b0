"""Text to Document: the one place where documents are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

import msgspec

from dragoman.errors import ReadError
from dragoman.readers.agencies import canonical_agency
from dragoman.readers.dates import require_published
from dragoman.readers.language_id import find_language
from dragoman.readers.limits import MAX_DOCUMENT_CHARS
from dragoman.readers.paragraphs import Bounds, find_paragraphs
from dragoman.readers.structure import find_structure, stands_alone
from dragoman.records import Document, RecordId, SegmentKind
from dragoman.text.encoding import describe_control, replace_surrogates
from dragoman.text.offsets import BYTE_ORDER_MARK

_is_known: ContextVar[Callable[[RecordId], bool] | None] = ContextVar("is_known", default=None)


@contextmanager
def passing_over(is_known: Callable[[RecordId], bool]) -> Iterator[None]:
    """Within it, documents whose id is known come without what nobody will look at: segments, agencies, dateline, language.

    Finding these takes most of the time of reading. An id needs text and date of publication only.

    Args:
        is_known: says whether a document of this id is passed over.
    """
    token = _is_known.set(is_known)
    try:
        yield
    finally:
        _is_known.reset(token)


def read_text(
    text: str, *, path: str | None = None, published_at: str | int | float | date | None = None, title: str | None = None,
    publisher: str | None = None, url: str | None = None, language: str | None = None,
) -> Document:  # fmt: skip
    """Reads a plain text: headline, bylines, datelines, captions, body.

    The text is kept character by character (only lone surrogates become U+FFFD).

    Args:
        text: the story, with or without headline and header lines.
        path: where it came from, for messages and records.
        published_at: publication date or date-time; overrules the date in the text.
        title: the headline, where it is not (only) in the text.
        publisher: who published the story.
        url: its address.
        language: BCP 47 tag; the text overrules it.

    Raises:
        ReadError: the text is empty, binary or too long, or the date cannot be read.
    """
    check_text(text, path)
    text = replace_surrogates(text)
    published = require_published(published_at, path)
    return make_document(
        text, find_paragraphs(text, stands_alone), {}, path=path, published_at=published, title=title, publisher=publisher, url=url, language=language
    )


def with_default_date(document: Document, published_at: str | None) -> Document:
    """Returns ``document`` with the publication date ``published_at`` where it has none of its own."""
    if document.published_at is not None or published_at is None:
        return document
    return msgspec.structs.replace(document, published_at=published_at)


def check_text(text: str, path: str | None) -> None:
    """Raises ReadError where ``text`` is empty, too long or binary."""
    where = f"{path}: " if path is not None else ""
    if len(text) > MAX_DOCUMENT_CHARS:
        raise ReadError("DRG-READ-007", f"{where}the text has {len(text)} characters, more than {MAX_DOCUMENT_CHARS}; split it into its stories")
    if not text.removeprefix(BYTE_ORDER_MARK).strip():
        raise ReadError("DRG-READ-004", f"{where}the text is empty or white space only; give the story's text")
    if (seen := describe_control(text)) is not None:
        raise ReadError("DRG-READ-005", f"{where}this is {seen}, not text; convert it to plain text, HTML, JSONL or CSV")


def make_document(
    text: str, paragraphs: Sequence[Bounds], hints: Mapping[int, SegmentKind], *, path: str | None, published_at: str | None,
    title: str | None = None, publisher: str | None = None, url: str | None = None, language: str | None = None, authors: Sequence[str] = (),
) -> Document:  # fmt: skip
    """Makes the Document of ``text`` from its paragraphs and what is known from elsewhere; ``hints`` are kinds by paragraph.

    A document without a date is never passed over: the caller may still give it one.
    """
    known = _is_known.get()
    bare = Document(text=text, segments=(), path=path, url=url, title=title, publisher=publisher, published_at=published_at)
    if known is not None and published_at is not None and known(bare.id):
        return bare
    structure = find_structure(text, paragraphs, hints, title)
    structure.add_agencies([name for sign in (*authors, publisher or "") if (name := canonical_agency(sign)) is not None])
    segments, found_date = tuple(structure.segments), published_at or structure.published_at
    bare = msgspec.structs.replace(
        bare, segments=segments, agencies=tuple(structure.agencies), published_at=found_date, dateline_place=structure.dateline_place
    )
    if known is not None and found_date is not None and known(bare.id):
        return bare
    return msgspec.structs.replace(bare, language=find_language(text, segments, language))
