"""Time expressions of a document -> When values, anchored at its publication date."""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from dragoman.records import Span, When
from dragoman.text.timex import resolve_timex

#: Expressions that carry their own year need no anchor; this day stands in where the document has none.
_NO_ANCHOR = date(1, 1, 2)


def resolve_when(span: Span | None, *, anchor: str | None, tense: Literal["past", "future", "present"], reference: date | None = None) -> When:
    """Dates an act.

    Args:
        span: the time expression, None where the text has none: then the day of the document, by inference.
        anchor: publication date, ISO 8601, or None.
        tense: of the act.
        reference: a day that the text named before, for "two days later".

    Returns:
        The interval; precision ``unknown`` where the words give no date, or only one relative to a document of unknown date.
    """
    if span is None:
        if anchor is None:
            return When(start=None, end=None, precision="unknown", basis="inferred")
        return When(start=anchor[:10], end=anchor[:10], precision="day", basis="inferred")
    interval = resolve_timex(span.text, anchor=date.fromisoformat(anchor[:10]) if anchor else _NO_ANCHOR, tense=tense, reference=reference)
    if interval is None or (anchor is None and interval.basis != "explicit" and reference is None):
        return When(start=None, end=None, precision="unknown", basis="inferred" if interval is None else "document_relative", span=span)
    return When(
        start=interval.start, end=interval.end, precision=cast("object", interval.precision), basis=cast("object", interval.basis), span=span  # type: ignore[arg-type]
    )
