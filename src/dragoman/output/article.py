"""The article of the HTML page: the document's text, whole and unchanged, cut where coded spans begin and end.

Spans overlap and nest freely. The text is therefore split into atomic pieces, each of which lies inside or outside of every span, and a
piece carries the list of all records that use it.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator

import msgspec

from dragoman.output.wording import RECORD_TYPES, printable
from dragoman.records import CodedDocument, Record, Segment, Span

KEY, PARTY, RECIPIENT, TIME, CONTENT, EVIDENCE = "k", "a", "r", "t", "c", "e"
_RANK = {KEY: 0, PARTY: 1, RECIPIENT: 2, TIME: 3, CONTENT: 4, EVIDENCE: 5}

_PART_OF_FIELD = {
    "trigger": KEY, "cue": KEY, "names": KEY, "items": KEY, "mentions": KEY, "stances": KEY, "hedge": KEY,
    "actors": PARTY, "speaker": PARTY, "senders": PARTY, "supplier": PARTY, "obligor": PARTY, "parties": PARTY, "participants": PARTY,
    "claimant": PARTY, "arguments": PARTY,
    "recipients": RECIPIENT, "targets": RECIPIENT, "recipient": RECIPIENT, "beneficiary": RECIPIENT, "addressee": RECIPIENT,
    "when": TIME, "start": TIME, "end": TIME, "stages": TIME, "deadline": TIME, "window": TIME,
    "content": CONTENT, "evidence": EVIDENCE,
}  # fmt: skip

_BLOCKS = {
    "headline": "h1", "byline": "p", "dateline": "p", "caption": "p", "body": "p", "quote_block": "blockquote", "correction": "p",
    "boilerplate": "p",
}  # fmt: skip


class Mark(msgspec.Struct, frozen=True, order=True):
    """A stretch of text that a record uses: where, which card, as what part of the record."""

    start: int
    end: int
    card: str
    part: str


def card_id(document_number: int, table: str, record_number: int) -> str:
    """Returns the page's own short id for a record's card."""
    return f"d{document_number}-{table}-{record_number}"


def record_marks(record: Record, document_number: int) -> list[Mark]:
    """Collects the spans of all records of a document, sorted."""
    marks: dict[Mark, None] = {}
    for table in RECORD_TYPES:
        for number, item in enumerate(getattr(record, table)):
            card = card_id(document_number, table, number)
            for field in item.__struct_fields__:
                part = _PART_OF_FIELD.get(field)
                if part is not None:
                    value = getattr(item, field)
                    if field == "stances":
                        value = tuple(stance.span for stance in value)
                    marks.update((Mark(span.start, span.end, card, part), None) for span in _spans(value))
    return sorted(marks)


def _spans(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _spans(item)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _spans(getattr(value, field))


def render_article(coded: CodedDocument, document_number: int) -> str:
    """Returns the article as HTML. Without its tags and with entities resolved, it is the document's text, character by character."""
    text, marks = coded.text, record_marks(coded.record, document_number)
    blocks = list(_top_blocks(coded.record.document.segments, len(text)))
    out, position = [], 0
    for segment in blocks:
        out.append(_gap(text, marks, position, segment.start))
        tag = _BLOCKS[segment.kind]
        inner = render_pieces(text, marks, segment.start, segment.end)
        out.append(f'<{tag} class="seg seg-{segment.kind}">{inner}</{tag}>')
        position = segment.end
    out.append(_gap(text, marks, position, len(text)))
    return "".join(out)


def _gap(text: str, marks: list[Mark], start: int, end: int) -> str:
    """White space between segments stays bare; words that lie in no segment get a paragraph of their own."""
    if start >= end:
        return ""
    if text[start:end].isspace():
        return escape(text[start:end])
    return f'<p class="seg seg-none">{render_pieces(text, marks, start, end)}</p>'


def _top_blocks(segments: tuple[Segment, ...], length: int) -> Iterator[Segment]:
    """Yields the segments that become blocks: in text order, none inside another (a dateline inside a paragraph is left to it)."""
    position = 0
    for segment in sorted(segments, key=lambda segment: (segment.start, -segment.end)):
        if position <= segment.start < segment.end <= length:
            yield segment
            position = segment.end


def render_pieces(text: str, marks: list[Mark], start: int, end: int) -> str:
    """Returns ``text[start:end]`` as HTML pieces, each naming the records that use it in ``data-r``."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end}
    edges.update(edge for mark in inside for edge in (mark.start, mark.end) if start < edge < end)
    ordered = sorted(edges)
    pieces = []
    for left, right in itertools.pairwise(ordered):
        using = [mark for mark in inside if mark.start <= left and mark.end >= right]
        pieces.append(_piece(text[left:right], using))
    return "".join(pieces)


def _piece(words: str, using: list[Mark]) -> str:
    if not using:
        return escape(words)
    using = sorted(using, key=lambda mark: (_RANK[mark.part], mark.end - mark.start, mark))
    first = using[0]
    uses = " ".join(f"{mark.card}:{mark.part}" for mark in using)
    if first.part == KEY:
        table = first.card.split("-")[1]
        return f'<a class="w k t-{table}" href="#{first.card}" data-r="{uses}">{escape(words)}</a>'
    return f'<span class="w" data-r="{uses}">{escape(words)}</span>'


def escape(text: str) -> str:
    """Makes text inert in HTML: entities for markup, U+FFFD for control and direction characters."""
    return html.escape(printable(text), quote=True)
