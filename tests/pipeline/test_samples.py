"""The bundled stories: what a reader expects of them, and floors under the coder's scores on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.evaluate import evaluate_documents
from dragoman.readers import read_path
from dragoman.records import Document


def test_the_scores_on_the_samples_do_not_fall(coder: Any, stories: list[Path]) -> None:
    assert len(stories) == 8
    result = evaluate_documents(coder.code_document, stories[0].parent)
    found = {name: count.report() for name, count in result.per_class.items()}
    floors = {("event type", "recall"): 0.9, ("event type", "precision"): 0.5, ("whole event", "f1"): 0.38, ("statement with speaker", "f1"): 0.85}
    assert {key: found[key[0]][key[1]] for key, floor in floors.items() if found[key[0]][key[1]] < floor} == {}


def test_one_act_told_by_two_words_of_a_clause_is_one_event(coder: Any, stories: list[Path]) -> None:
    (story,) = [path for path in stories if path.stem == "protest"]
    (document,) = read_path(story)
    assert isinstance(document, Document)
    marches = [e for e in coder.code_document(document).record.events if e.event_type == "PROTEST" and e.status == "asserted"]
    headline_end = document.text.index("\n")
    assert [e.trigger.text for e in marches if e.trigger.start > headline_end] == ["marched"]  # not "protest" besides
