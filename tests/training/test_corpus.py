"""The corpus follows its format and has what the model card says it has."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest
from training.corpus_format import EVENT_TYPES, STATUSES, CorpusError, find_span, iter_items, iter_marked, read_marked

CORPUS = Path(__file__).parent.parent.parent / "training" / "corpus"


def test_every_block_of_the_corpus_is_well_formed() -> None:
    problems: list[str] = []
    items = [item for path in sorted(CORPUS.glob("*.txt")) for item in iter_items(path, problems)]
    assert problems == []
    ids = collections.Counter(item.id for item in items)
    assert [name for name, n in ids.items() if n > 1] == []
    events = collections.Counter(event.event_type for item in items for event in item.events)
    statuses = collections.Counter(event.status for item in items for event in item.events)
    assert set(events) == set(EVENT_TYPES) and set(statuses) == set(STATUSES)


def test_marked_sentences_are_well_formed() -> None:
    assert len([item for path in sorted(CORPUS.glob("marked_*.tsv")) for item in iter_marked(path)]) > 300


def test_a_repeated_string_must_be_numbered() -> None:
    with pytest.raises(CorpusError, match="occurs 2 times"):
        find_span("Peru met Peru", "Peru")
    assert find_span("Peru met Peru", "Peru@2") == (9, 13)


def test_a_span_stands_on_word_borders() -> None:
    with pytest.raises(CorpusError, match="does not occur"):
        find_span("Peruvian police", "Peru")


def test_marks_become_spans() -> None:
    item = read_marked("AID/promised: {Peru} will *lend* [Chile] boats.", "x")
    assert item.text == "Peru will lend Chile boats."
    assert item.events[0].status == "promised" and item.events[0].roles == (("actor", 0, 4), ("recipient", 15, 20))
