"""Which place of its sentence an event has."""

from __future__ import annotations

import pytest

from dragoman.pipeline import Coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document


@pytest.mark.parametrize(
    ("text", "event_type", "place"),
    [
        ("Teachers in Lyon went on strike on Friday over pay.", "PROTEST", "Lyon"),
        ("A court in Tirana on Wednesday accused the minister of fraud.", "ACCUSE", None),
        ("Police clashed with protesters in Milan on Friday.", "ASSAULT", "Milan"),
    ],
)
def test_an_event_has_the_place_that_hangs_on_its_words(coder: Coder, text: str, event_type: str, place: str | None) -> None:
    document = read_text(text, published_at="2024-03-01")
    assert isinstance(document, Document)
    coded = coder.code_document(document)
    assert isinstance(coded, CodedDocument)
    names = {p.id: p.name for p in coded.record.places}
    found = [names.get(e.place or "") for e in coded.record.events if e.event_type == event_type]
    assert all(name == place for name in found)
