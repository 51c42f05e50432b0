"""Value types that the records share: spans, parties, dates, source chains (contract: docs/records.md)."""

from __future__ import annotations

import hashlib
from typing import Literal, NewType

import msgspec

from dragoman.errors import SpanError

RecordId = NewType("RecordId", str)

Status = Literal[
    "asserted", "attributed", "alleged", "contested", "negated", "hedged", "promised", "threatened",
    "requested", "scheduled", "conditional", "background_ongoing", "historical",
]  # fmt: skip
Tri = Literal["yes", "no", "not_stated"]
Precision = Literal["minute", "part_of_day", "day", "month", "season", "year", "open", "unknown"]
Basis = Literal["explicit", "document_relative", "event_relative", "inferred", "world_knowledge"]
SegmentKind = Literal["headline", "byline", "dateline", "caption", "body", "quote_block", "correction", "boilerplate"]
Factuality = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "CTu", "Uu"]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all record types: immutable, keyword-only, compared by content."""


class Span(msgspec.Struct, frozen=True, order=True):
    """A quotation of the document: ``document_text[start:end] == text``, indices in Python ``str`` code points, end exclusive.

    Raises:
        SpanError: the bounds are negative, empty or do not fit the length of ``text``.
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.text) != self.end - self.start:
            raise SpanError("DRG-SPAN-001", f"span [{self.start}:{self.end}] cannot quote {len(self.text)} characters")

    @classmethod
    def of(cls, document_text: str, start: int, end: int) -> Span:
        """Makes the span of ``document_text[start:end]``; raises SpanError where the bounds lie outside of it."""
        if end > len(document_text):
            raise SpanError("DRG-SPAN-002", f"span [{start}:{end}] ends behind the text of {len(document_text)} characters")
        return cls(start, end, document_text[start:end])


class Party(Value, frozen=True, kw_only=True):
    """A participant as one record sees it. ``country``: ISO 3166-1 alpha-3 or PLOVER's non-state code, None if unknown."""

    actor: RecordId
    name: str
    country: str | None = None
    sector: str | None = None
    span: Span | None = None


class When(Value, frozen=True, kw_only=True):
    """An interval of days (or minutes), ISO 8601; a None bound is open."""

    start: str | None
    end: str | None
    precision: Precision
    basis: Basis
    span: Span | None = None


class ChainLink(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One station on the way of a content to us; a source chain lists them outermost first."""

    role: Literal["publisher", "agency", "relay", "cites", "document", "speaker"]
    name: str
    actor: RecordId | None = None
    span: Span | None = None


def make_id(kind: str, *parts: object) -> RecordId:
    """Returns a content hash: the same parts give the same id on every machine and run.

    Args:
        kind: short prefix that tells people what the id names (``ev``, ``st``, ``ac``).
        parts: anything that msgspec can write as JSON.
    """
    content = msgspec.json.encode([kind, *parts], order="deterministic")
    return RecordId(f"{kind}-{hashlib.sha256(content).hexdigest()[:16]}")
