"""What must hold for every text: spans quote it, ids and bytes repeat, alone or in a batch, on one thread or several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ReadError
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Rejection, Span

_PARTS = [
    "Kenya and Ethiopia signed a treaty on Monday.", "“We will not yield,” she said.", "\u00a0", "\r\n\r\n", "\n\n", "PARIS (AFP) - ",
    "Iran denied arming the rebels, which Washington had accused it of.", "\ufffd\x00", "李明 met Zürich’s mayor.", "the North s leader",
    "If attacked, Moscow would respond, TASS reported, citing the Kremlin.", "\"unclosed quotation", "A" * 300, "😀 protesters marched in Lagos",
    "The", "he was quoted as saying by Xinhua.", "\t", "Short link:",
]  # fmt: skip
_texts = st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=20)), min_size=1, max_size=8).map(" ".join)


def iter_spans(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from iter_spans(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from iter_spans(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from iter_spans(item)


def _code(coder: Any, text: str) -> CodedDocument | Rejection:
    try:
        document = read_text(text, published_at="2031-03-12")
    except ReadError as error:
        return Rejection(stage="read", code=error.code, message=str(error))
    return coder.code_document(msgspec.structs.replace(document, language="en"))


@settings(max_examples=40)
@given(text=_texts)
def test_every_span_quotes_the_text_and_every_record_has_evidence(coder: Any, text: str) -> None:
    coded = _code(coder, text)
    if isinstance(coded, Rejection):
        assert not coded.code.startswith("DRG-CODE"), coded
        return
    for span in iter_spans(coded.record):
        assert coded.text[span.start : span.end] == span.text
    for table in ("events", "statements", "claims", "agreements", "meetings"):
        records = getattr(coded.record, table)
        assert len({r.id for r in records}) == len(records)
        for record in records:
            assert record.evidence and 0 <= record.confidence <= 1
            assert record.id in coded.explanations
    known = {a.id for a in coded.record.actors}
    for event in coded.record.events:
        assert {p.actor for p in (*event.actors, *event.recipients)} <= known
        assert event.actors or event.recipients


@settings(max_examples=15)
@given(text=_texts)
def test_the_same_text_gives_the_same_bytes(coder: Any, text: str) -> None:
    first, second = _code(coder, text), _code(coder, text)
    assert msgspec.json.encode(first) == msgspec.json.encode(second)


def test_alone_in_a_batch_and_on_threads_the_bytes_are_the_same(coder: Any, stories: list[Path]) -> None:
    documents = [read_text(path.read_text(), path=path.name) for path in stories]
    alone = [msgspec.json.encode(coder.code_document(d).record) for d in documents]
    batch = [msgspec.json.encode(c.record) for c in coder.code_many(documents)]
    threads = [msgspec.json.encode(c.record) for c in coder.code_many(documents * 2, workers=3)]
    assert alone == batch
    assert threads == alone * 2
