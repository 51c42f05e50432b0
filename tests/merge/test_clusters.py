"""The same reports and decisions give the same groups in any order and in any steps; what is decided can be taken back."""

from __future__ import annotations

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.merge import Decision, Model, Report, load_model, merge_reports
from dragoman.merge.clusters import settle
from dragoman.merge.words import stems_of, vector_of

MODEL = load_model()["events"]
WORDS = ["bombed a bridge in Zenda", "shelled the bridge at Zenda", "bombed a market in Hentzau", "said that rebels attacked Hentzau", "signed a treaty"]


@st.composite
def report_sets(draw: st.DrawFn) -> list[Report]:
    out = []
    stories = draw(st.lists(st.sampled_from(WORDS), min_size=9, max_size=9))  # a document has one
    for i in range(draw(st.integers(1, 14))):
        document = draw(st.integers(0, 8))
        words = vector_of(stems_of(draw(st.sampled_from(WORDS))))
        day = draw(st.none() | st.integers(1000, 1008))
        stated = draw(st.booleans()) and day is not None
        out.append(Report(
            kind="events", id=f"ev-{draw(st.integers(0, 999)):03d}{i:02d}", document=f"doc-{document}", published=day, moment=day,
            low=day if stated else None, high=day if stated else None, exact=stated, realised=draw(st.sampled_from(["done", "done", "done", "ahead"])),
            type=draw(st.sampled_from(["ASSAULT", "AGREE"])), what=draw(st.sampled_from(["bomb", "shell", "sign"])),
            first=frozenset(draw(st.sets(st.sampled_from(["RUR", "GRA", "STR"]), max_size=2))),
            numbers=frozenset(draw(st.sets(st.sampled_from(["12", "30"]), max_size=1))),
            words=words, story=vector_of(stems_of(stories[document])), code=draw(st.sampled_from(["", "190"])), at=draw(st.integers(0, 3)) * 200,
            headline=draw(st.booleans()), lead=draw(st.booleans()), definite=draw(st.booleans()), past=draw(st.sampled_from([False, False, True])),
        ))  # fmt: skip
    return out


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Report], list[Decision]]:
    reports = draw(report_sets())
    pairs = list(itertools.combinations(sorted(r.id for r in reports), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4)) if pairs else []
    return reports, [Decision(a=a, b=b, verdict=draw(st.sampled_from(["same", "different"])), order=n) for n, (a, b) in enumerate(chosen)]


@given(decided(), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_order_does_not_matter(case: tuple[list[Report], list[Decision]], chance: random.Random) -> None:
    reports, decisions = case
    first = merge_reports(reports, decisions, model=MODEL)
    for _ in range(3):
        chance.shuffle(reports)
        chance.shuffle(decisions)
        assert merge_reports(reports, decisions, model=MODEL) == first


@given(decided(), st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=150)
def test_steps_give_what_one_go_gives(case: tuple[list[Report], list[Decision]], chance: random.Random, size: int) -> None:
    reports, decisions = case
    chance.shuffle(reports)
    groups: dict[str, str] = {}
    pairs = {}
    for start in range(0, len(reports), size):
        new = reports[start : start + size]
        step = merge_reports(reports[: start + size], decisions, model=MODEL, seeds=[r.id for r in new])
        groups |= step.groups
        pairs |= {(p.a, p.b): p for p in step.pairs}
    whole = merge_reports(reports, decisions, model=MODEL)
    assert groups == whole.groups
    assert pairs == {(p.a, p.b): p for p in whole.pairs}


@given(decided(), st.data())
@settings(max_examples=150)
def test_a_decision_taken_back_leaves_no_trace(case: tuple[list[Report], list[Decision]], data: st.DataObject) -> None:
    reports, decisions = case
    before = merge_reports(reports, decisions, model=MODEL)
    ids = sorted(before.groups)
    a, b = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    if a == b:
        return
    taken = Decision(a=a, b=b, verdict=data.draw(st.sampled_from(["same", "different"])), order=99)
    after = merge_reports(reports, [*decisions, taken], model=MODEL, seeds=[a, b])
    assert (after.groups[a] == after.groups[b]) is (taken.verdict == "same") or any({d.a, d.b} != {a, b} for d in decisions)
    state = before.groups | after.groups
    state |= merge_reports(reports, decisions, model=MODEL, seeds=[a, b, *after.groups]).groups
    assert state == before.groups


@given(report_sets(), st.data())
@settings(max_examples=150)
def test_a_split_undoes_a_join(reports: list[Report], data: st.DataObject) -> None:
    before = merge_reports(reports, model=MODEL).groups
    apart = [(a, b) for a, b in itertools.combinations(sorted(before), 2) if before[a] != before[b]]
    if not apart:
        return
    a, b = data.draw(st.sampled_from(apart))
    join, split = Decision(a=a, b=b, verdict="same", order=1), Decision(a=a, b=b, verdict="different", order=2)
    joined = merge_reports(reports, [join], model=MODEL).groups
    assert joined[a] == joined[b]
    assert merge_reports(reports, [join, split], model=MODEL).groups == before


@given(decided())
@settings(max_examples=100)
def test_what_must_be_apart_is_apart(case: tuple[list[Report], list[Decision]]) -> None:
    reports, decisions = case
    groups = merge_reports(reports, decisions, model=MODEL).groups
    links, apart = settle(decisions)
    assert all(groups[a] != groups[b] for a, b in apart)
    assert all(groups[a] == groups[b] for a, b in links)


def report(identity: str, **values: object) -> Report:
    words = vector_of(stems_of("rebels bombed the bridge in Zenda and killed 12"))
    fields: dict[str, object] = {
        "kind": "events", "id": identity, "document": f"doc-{identity}", "published": 1000, "moment": 1000, "type": "ASSAULT", "what": "bomb",
        "first": frozenset({"RUR"}), "second": frozenset({"GRA"}), "words": words, "story": words,
    } | values  # fmt: skip
    return Report(**fields)  # type: ignore[arg-type]


def one(*reports: Report) -> bool:
    return len(set(merge_reports(reports, model=MODEL).groups.values())) == 1


def test_two_tellings_of_one_raid_are_one_and_named_after_the_first() -> None:
    groups = merge_reports([report("b", published=1001, moment=1000, low=1000, high=1000, exact=True), report("c")], model=MODEL).groups
    assert groups == {"b": "c", "c": "c"}


def test_things_planned_and_things_done_are_two() -> None:
    assert not one(report("a"), report("b", realised="ahead"))


def test_other_days_other_parties_and_other_counts_are_two() -> None:
    assert not one(report("a", low=1000, high=1000, exact=True), report("b", moment=1002, low=1002, high=1002, exact=True, story=vector_of(["other"])))
    assert not one(report("a"), report("b", first=frozenset({"STR"}), second=frozenset({"XXX"}), story=vector_of(stems_of("Strelsau police shot at a crowd"))))
    assert not one(report("a", numbers=frozenset({"12"})), report("b", published=1001, moment=1001, numbers=frozenset({"40"})))


def test_what_lies_outside_the_window_is_never_compared() -> None:
    assert not one(report("a"), report("b", published=1004, moment=1004))


def test_a_pair_says_why() -> None:
    pair = merge_reports([report("a"), report("b")], model=MODEL).pairs[0]
    assert pair.verdict == "same" and {"same_word", "same_parties", "story"} <= pair.features.keys()
    assert MODEL.explain(pair.features)[0][2] > 0


def test_average_linkage_does_not_chain() -> None:
    """a is like b and b like c; a is unlike c: the mean between {a, b} and c is below the threshold."""
    model = Model(bias=-5.0, weights={"story": 10.0, "same_parties": 0.0}, merge_at=0.5, ask_at=0.2, provenance="test")
    a, b, c = (report(n, story=s, words={}) for n, s in (("a", {"x": 1.0}), ("b", {"x": 0.8, "y": 0.6}), ("c", {"y": 1.0})))
    merged = merge_reports([a, b, c], model=model)
    assert merged.groups == {"a": "a", "b": "a", "c": "c"}
    assert {(p.a, p.b): p.verdict for p in merged.pairs} == {("a", "b"): "same", ("b", "c"): "undecided"}
