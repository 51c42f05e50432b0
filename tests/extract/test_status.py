"""Status rules over an unsure reading of the model, and where the model stands."""

from __future__ import annotations

import pytest
from tests.extract.build import make_analysis, make_trigger

from dragoman.extract.events import extract_events
from dragoman.extract.tree import Tree


def status_of(auxiliary: str, status: str, sure: float) -> str:
    """The status of "ratified" in "The accord AUXILIARY be ratified"."""
    analysis = make_analysis(
        ("The", "DET", 1, "det"), ("accord", "NOUN", 4, "nsubj:pass"), (auxiliary, "AUX", 4, "aux"), ("be", "AUX", 4, "aux:pass"),
        ("ratified", "VERB", 4, "root"),
        mentions=(), triggers=(make_trigger(4, "SUPPORT", status=status, sure=sure),), attributions=(),
    )  # fmt: skip
    (event,) = extract_events(analysis, Tree(analysis), [], ["body"])
    return event.status.status


@pytest.mark.parametrize("auxiliary", ["must", "should"])
def test_what_must_yet_be_done_is_no_fact(auxiliary: str) -> None:
    assert status_of(auxiliary, "asserted", 0.99) == "scheduled"


@pytest.mark.parametrize(("auxiliary", "status"), [("will", "scheduled"), ("may", "hedged"), ("would", "conditional")])
def test_rules_speak_where_the_model_is_unsure_of_a_fact(auxiliary: str, status: str) -> None:
    assert status_of(auxiliary, "asserted", 0.7) == status


def test_the_model_stands_where_it_sees_no_fact() -> None:
    assert status_of("may", "promised", 0.5) == "promised"
