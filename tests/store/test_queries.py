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


def rows(store, name, **given):
    found = ask_store(store, name=name, parameters=given)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize(("on", "stages"), [("2031-02-01", []), ("2031-03-31", ["adopted"]), ("2031-04-14", ["adopted"]), ("2031-04-15", [])])
def test_what_was_lifted_is_in_force_no_more(store, on, stages):
    assert [row["stage"] for row in rows(store, "measures-in-force", target="UGA", on=on)] == stages


def test_a_promise_is_followed_up_by_an_act_of_its_kind_with_whom_it_was_made(store):
    found = {row["words"]: (row["followed_up"], row["act"]) for row in rows(store, "promises")}
    assert found["Uganda pledged fuel"] == ("an act of this kind is reported", "Uganda delivered fuel to Kenya")
    assert found["Kenya will end its tax on tea"][0] == "an act of this kind is reported"
    assert found["Uganda pledged to leave Moyale"] == ("nothing reported", None)
    assert [row["who"] for row in rows(store, "promises", who="kenya")] == ["Kenya"]


def test_who_breaches_and_whether_it_was_bound(store):
    found = [(row["who"], row["what"], row["bound"]) for row in rows(store, "breaches", who="KEN")]
    assert found == [("Kenya", "the water pact", "party"), ("Kenya", "the lake accord", "endorsed")]


def test_agreements_in_force_come_first(store):
    assert [(row["names"], row["in_force"]) for row in rows(store, "defence-treaties")] == [(["the lake accord"], "yes"), (["the water pact"], "not_stated")]
    assert len(rows(store, "defence-treaties", in_force="yes")) == 1


def test_third_parties_say_and_do_something_about_an_agreement(store):
    found = [(row["who"], row["speech_act"], row["agreement"]) for row in rows(store, "reactions-to")]
    assert found == [("Uganda", "evaluation", "the water pact"), ("Kenya", "support", "the lake accord")]


def test_all_names_of_a_situation_are_given_whichever_is_asked_for(store):
    assert [row["name"] for row in rows(store, "names-of", words="lake")] == ["the lake war", "the river war"]
    assert [row["name"] for row in rows(store, "names-of", party="ETH")] == ["the water pact"]


def test_claims_of_the_author_are_its_own_voice(store):
    assert [(row["record"], row["words"]) for row in rows(store, "in-own-voice") if row["record"] == "claim"] == [("claim", "Kenya flouts the lake accord")]


def test_a_planned_meeting_that_was_held_is_left_out(store, tmp_path):
    import msgspec

    held = corpus()[2]
    [talks] = [m for m in held.record.meetings if m.id == "me-held"]
    day = msgspec.structs.replace(talks.start, start="2031-05-01", end="2031-05-01")
    later = msgspec.structs.replace(held.record, meetings=(msgspec.structs.replace(talks, start=day),))
    made = Store(str(tmp_path / "store"))
    made.append([corpus()[0], msgspec.structs.replace(held, record=later)], [], "run-1")
    assert rows(made, "meetings-that-did-not-happen", party="UGA") == []
    assert rows(store, "meetings-that-did-not-happen", party="UGA")[-1]["standing"] == "ahead"
