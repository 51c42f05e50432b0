"""The shipped int8 model says what the trained float network said (``training/export.py`` wrote its answers down)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dragoman.language.reader import Reader
from dragoman.text.tokens import iter_words

PARITY = json.loads((Path(__file__).parent / "data" / "parity.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outputs() -> list[tuple[dict, dict]]:
    reader = Reader()
    rows = PARITY["sentences"]
    return [(row, dict(reader.run(row["text"], list(iter_words(row["text"]))[: row["words"]]))) for row in rows]


def test_the_answers_are_those_of_the_shipped_model() -> None:
    assert PARITY["model"] == Reader().name and len(PARITY["sentences"]) >= 10


@pytest.mark.parametrize(("head", "least"), [("pos", 0.98), ("mention", 0.95), ("trigger", 0.97), ("cue", 0.98)])
def test_int8_agrees_with_the_trained_network(outputs: list[tuple[dict, dict]], head: str, least: float) -> None:
    same = [said == wanted for row, heads in outputs for said, wanted in zip(heads[head].argmax(-1).tolist(), row["best"][head], strict=True)]
    assert np.mean(same) >= least


def test_trigger_probabilities_barely_move(outputs: list[tuple[dict, dict]]) -> None:
    moves = [abs(1 - float(v) - w) for row, heads in outputs for v, w in zip(heads["trigger"][:, 0], row["trigger mass"], strict=True)]
    assert np.mean(moves) < 0.02
