from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ModelError
from dragoman.language import Gate, LanguageModel
from dragoman.language.gate import gate_words
from dragoman.pipeline import Coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Rejection
from dragoman.resolve.knowledge import KnowledgePack

POLITICAL = [
    "Mongolia on Monday recalled its ambassador from Ulm after soldiers shelled a border village.",
    "Police arrested eleven opposition supporters in Lusaka, the interior ministry said.",
    "The two foreign ministers signed a treaty on the shared river.",
]
OTHER = [
    "The striker scored twice as the home side won the cup final in extra time.",
    "Stir the flour into the butter and bake the cake for forty minutes. Let it cool before you cut it, and serve it with cream and berries.",
    "The telescope photographed a cluster of young stars in the southern sky. Astronomers think that the oldest of them formed two million years ago.",
]


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate.load()


@pytest.mark.parametrize("text", POLITICAL)
def test_political_texts_pass(gate: Gate, text: str) -> None:
    assert gate.passes(text)


@pytest.mark.parametrize("text", OTHER)
def test_other_texts_are_dropped(gate: Gate, text: str) -> None:
    assert not gate.passes(text)


@pytest.mark.parametrize("text", POLITICAL)
def test_a_political_stretch_is_found_in_a_long_other_text(gate: Gate, text: str) -> None:
    filler = " ".join(OTHER * 30)
    assert gate.score(f"{filler} {text} {filler}") >= gate.score(filler)
    assert gate.passes(f"{filler} {text} {text} {filler}")


def brute(gate: Gate, text: str) -> float:
    """The score by its definition, stretch by stretch."""
    weights = [gate.weights.get(word, 0.0) for word in gate_words(text)]
    starts = range(max(1, len(weights) - gate.window + 1))
    return gate.bias + max(sum(weights[i : i + gate.window]) for i in starts)


@given(st.lists(st.sampled_from(["war", "cup", "signed", "stars", "police", "xyzzy"]), max_size=30))
def test_the_score_is_that_of_the_best_stretch(words: list[str]) -> None:
    gate = Gate({"war": 2.0, "cup": -1.5, "signed": 1.0, "stars": -0.5, "police": 1.25}, -1.0, 0.0, 5)
    text = " ".join(words)
    assert gate.score(text) == pytest.approx(brute(gate, text))


def test_a_missing_gate_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="DRG-MODEL-004"):
        Gate.load(tmp_path / "gate.json")


def test_what_the_gate_drops_is_a_rejection_that_can_be_counted() -> None:
    coder = Coder(LanguageModel(), KnowledgePack.load(), Gate.load())
    dropped = coder.code_document(read_text(OTHER[1]))
    assert isinstance(dropped, Rejection) and (dropped.stage, dropped.code) == ("gate", "DRG-GATE-001")
    assert isinstance(coder.code_document(read_text(POLITICAL[0])), CodedDocument)
