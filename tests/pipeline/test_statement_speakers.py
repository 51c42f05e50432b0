"""Who speaks, as the record names him, and which day an event takes from its sentence."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document, Record


def code(coder: Any, text: str) -> Record:
    document = read_text(text, published_at="2025-03-20")
    assert isinstance(document, Document)
    coded = coder.code_document(document)
    assert isinstance(coded, CodedDocument)
    return coded.record


def test_a_person_with_a_description_is_the_person_named_before(coder: Any) -> None:
    coded = code(coder, "“We will rebuild the port,” said Tomas Arrieta.\n\nArrieta, a member of the harbour council, said it would take a year.")
    speakers = {s.speaker.actor for s in coded.statements if s.speaker is not None}
    assert len(speakers) == 1 and len([s for s in coded.statements if s.speaker is not None]) == 2


def test_what_speaks_without_being_anybody_is_named_by_its_words(coder: Any) -> None:
    coded = code(coder, "A new study found that the embargo on Mali had doubled the price of bread.")
    assert [s.speaker.name for s in coded.statements if s.speaker is not None] == ["new study"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Following the theft of the crown last Saturday, Romania fired the director of the museum.", "2025-03-20"),
        ("Peru expelled the Chilean ambassador on Monday.", "2025-03-17"),
        ("Peru closed its embassy in Chile, which had held an election on March 2.", "2025-03-20"),
    ],
)
def test_an_event_takes_no_day_that_another_thing_happened_on(coder: Any, text: str, day: str) -> None:
    (first, *_) = [e for e in code(coder, text).events if e.trigger.text in ("fired", "expelled", "closed")]
    assert first.when.start == day
