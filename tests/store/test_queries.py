"""Every named query on two documents made by hand: the answers, read through once, are kept in query_answers.json and shown in docs/queries.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from tests.store.query_corpus import corpus

from dragoman.store import NAMED, Store, ask_store

ANSWERS = json.loads((Path(__file__).parent / "query_answers.json").read_text(encoding="utf-8"))
#: Columns that no two runs have in common.
CHANGING = ("committed_at", "run")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = Store(str(tmp_path_factory.mktemp("queries") / "store"))
    made.append(corpus(), [], "run-1")
    return made


def answer(store, name):
    found = ask_store(store, name=name, parameters=NAMED[name].example)
    rows = [["..." if column in CHANGING else value for column, value in zip(found.columns, row, strict=True)] for row in found.rows]
    return {"columns": list(found.columns), "rows": rows}


@pytest.mark.parametrize("name", NAMED)
def test_the_example_of_a_query_has_its_answer(store, name):
    assert set(NAMED[name].example) <= set(NAMED[name].parameters)
    assert answer(store, name) == ANSWERS[name]


@pytest.mark.parametrize("name", [n for n, q in NAMED.items() if n not in ("cooperation-by-month", "events-near", "added-since") and q.parameters])
def test_a_value_that_nothing_has_gives_no_rows(store, name):
    dates = {"on": "1900-01-01", "since": "2999-01-01", "until": "1900-01-01"}
    given = {key: dates.get(key, "QQQ") for key in NAMED[name].parameters if key not in ("least", "origin")}
    assert not list(ask_store(store, name=name, parameters=given).rows)
