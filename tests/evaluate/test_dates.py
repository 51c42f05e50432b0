from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_dates
from dragoman.pipeline import load_coder

SETS = Path(__file__).parents[2] / "training" / "dates"


@pytest.fixture(scope="module")
def analyse():
    return load_coder().analyse


@pytest.mark.parametrize(("name", "least"), [("dev", 0.97), ("test", 0.95)])
def test_expressions_of_our_own_sets_are_read(analyse, name, least):
    result = evaluate_dates(analyse, SETS / f"{name}.jsonl")
    assert result.n == 160 and result.accuracy >= least
    assert result.per_class["found"].f1 == 1.0


def test_the_clause_gives_the_direction(analyse, tmp_path):
    path = tmp_path / "x.jsonl"
    row = {"published": "2024-06-19", "expression": "Friday", "precision": "day"}
    rows = [
        row | {"text": "The envoys met on Friday in Geneva.", "start": "2024-06-14", "end": "2024-06-14"},
        row | {"text": "The envoys will meet on Friday in Geneva.", "start": "2024-06-21", "end": "2024-06-21"},
        row | {"text": "The rebels threatened to attack on Friday.", "start": "2024-06-21", "end": "2024-06-21"},
    ]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    assert evaluate_dates(analyse, path).accuracy == 1.0


def test_a_malformed_line_is_named(analyse, tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "On Monday.", "published": "2024-06-19", "expression": "Tuesday"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 1") as caught:
        evaluate_dates(analyse, path)
    assert caught.value.code == "DRG-DATA-010"
