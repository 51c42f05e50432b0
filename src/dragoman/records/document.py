"""The document: one published text as received, and the segments it falls into (contract: docs/records.md)."""

from __future__ import annotations

import hashlib

from dragoman.records.values import RecordId, SegmentKind, Span, Value, make_id


class Segment(Value, frozen=True, kw_only=True):
    """A stretch of the text with one function, in characters, end exclusive."""

    kind: SegmentKind
    start: int
    end: int


class Document(Value, frozen=True, kw_only=True):
    """One text to code. All spans of all records index into ``text``, which is never normalised.

    ``published_at`` is an ISO 8601 date or date-time, ``fetched_at`` a date-time; ``language`` a BCP 47 tag.
    """

    text: str
    segments: tuple[Segment, ...]
    path: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    agencies: tuple[str, ...] = ()
    language: str | None = None
    published_at: str | None = None
    dateline_place: Span | None = None
    fetched_at: str | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8; lone surrogates (undecodable bytes) are kept apart."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def id(self) -> RecordId:
        """The document's id: text and publication date, not the path, so that a moved file stays the same document."""
        return make_id("doc", self.sha256, self.published_at)

    def span(self, start: int, end: int) -> Span:
        """Returns the span of ``text[start:end]``."""
        return Span.of(self.text, start, end)


class DocumentHeader(Value, frozen=True, kw_only=True):
    """What a record file says of its document: all but the text."""

    id: RecordId
    sha256: str
    path: str | None
    url: str | None
    title: str | None
    publisher: str | None
    agencies: tuple[str, ...]
    language: str | None
    published_at: str | None
    dateline_place: Span | None
    fetched_at: str | None = None
    length_chars: int
    segments: tuple[Segment, ...]

    @classmethod
    def of(cls, document: Document) -> DocumentHeader:
        """Makes the header of ``document``."""
        return cls(
            id=document.id, sha256=document.sha256, path=document.path, url=document.url, title=document.title,
            publisher=document.publisher, agencies=document.agencies, language=document.language,
            published_at=document.published_at, dateline_place=document.dateline_place, fetched_at=document.fetched_at,
            length_chars=len(document.text), segments=document.segments,
        )  # fmt: skip
