"""Tellings of one happening in one document are one event; what only looks alike stays apart."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.merge import Report, load_model, merge_reports
from dragoman.merge.features import MEANINGS, compare
from dragoman.merge.reports import is_definite, iter_reports, merge_keys, within_window
from dragoman.merge.within import WITHIN, compare_within, is_swapped
from dragoman.merge.words import stems_of, vector_of

MODEL = load_model()["events"]
RUR, GRA = frozenset({"RUR"}), frozenset({"GRA"})


def report(identity: str, what: str, words: str, *, at: int, **fields: Any) -> Report:
    given: dict[str, Any] = {"type": "RETREAT", "modes": frozenset({"ceasefire"}), "code": "0871", "sentence_at": at, "moment": 1000, "published": 1000}
    given["story"] = vector_of(["zenda"])
    return Report(kind="events", id=identity, document="doc-1", what=what, words=vector_of(stems_of(words)), at=at, **(given | fields))


HEADLINE = report("ev-1", "truce", "Ruritania and Graustark declare truce", at=20, headline=True, first=RUR | GRA)
LEAD = report("ev-2", "ceasefir", "The two governments announced a bilateral ceasefire", at=120, lead=True, first=RUR | GRA)
LATER = report("ev-3", "truce", "Neighbours welcomed the truce", at=900, definite=True, moment=1010, low=1010, high=1010, exact=True)


def groups(*reports: Report) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for identity, group in merge_reports(reports, model=MODEL).groups.items():
        found.setdefault(group, set()).add(identity)
    return {frozenset(g) for g in found.values()}


def test_one_ceasefire_is_one_event_from_the_headline_to_the_last_paragraph() -> None:
    assert groups(HEADLINE, LEAD, LATER) == {frozenset({"ev-1", "ev-2", "ev-3"})}


def test_within_a_document_there_is_no_window() -> None:
    assert within_window(HEADLINE, LATER) and merge_keys(HEADLINE) & merge_keys(LATER)
    elsewhere = report("ev-3", "truce", "Neighbours welcomed the truce", at=900, moment=1010)
    assert not within_window(HEADLINE, Report(kind="events", id="ev-9", document="doc-2", moment=elsewhere.moment))


def test_two_demands_in_one_sentence_are_two() -> None:
    words = "The agency urged Zenda to open the road and the union asked the minister to resign"
    asked, urged = (
        report(i, what, words, at=at, sentence_at=100, type="REQUEST", modes=frozenset({"yield"}), code="1033", first=frozenset({who}))
        for i, what, at, who in (("ev-1", "urg", 110, "agenc"), ("ev-2", "ask", 150, "union"))
    )
    assert len(groups(asked, urged)) == 2


SHELLING: dict[str, Any] = {"type": "ASSAULT", "modes": frozenset({"heavy-weapons"}), "code": "194"}
STRUCK = report("ev-1", "shell", "Ruritania shelled Hentzau", at=100, first=RUR, second=GRA, **SHELLING)


@pytest.mark.parametrize("victims", [RUR, RUR | {"STR"}])
def test_who_strikes_in_one_and_is_struck_in_the_other_is_told_of_two_happenings(victims: frozenset[str]) -> None:
    answer = report("ev-2", "shell", "Graustark shelled Zenda", at=300, first=GRA, second=victims, **SHELLING)
    assert compare_within(STRUCK, answer)["swapped_sides"] == 1.0 and len(groups(STRUCK, answer)) == 2
    told_elsewhere = Report(kind="events", id="ev-3", document="doc-2", type="ASSAULT", first=GRA, second=victims)
    assert compare(STRUCK, told_elsewhere, window=3)["swapped_sides"] == 1.0


def test_a_joint_act_is_no_exchange() -> None:
    assert not is_swapped((RUR | GRA, frozenset()), (RUR, GRA)) and not is_swapped((RUR, GRA), (RUR | GRA, RUR | GRA))


@pytest.mark.parametrize(
    ("text", "word"),
    [("Neighbours welcomed the truce.", "truce"), ("Both banks joined the customs pact.", "pact"), ("Rebels rejected Ruritania's offer.", "offer")],
)
def test_a_noun_with_an_article_is_spoken_of_as_known(text: str, word: str) -> None:
    at = text.index(word)
    assert is_definite(text, at, at + len(word))


@pytest.mark.parametrize(
    ("text", "word"), [("They declared a truce.", "truce"), ("The army struck at dawn.", "struck"), ("The rebels bombed a bridge.", "bombed")]
)
def test_a_verb_or_a_new_thing_is_not_spoken_of_as_known(text: str, word: str) -> None:
    at = text.index(word)
    assert not is_definite(text, at, at + len(word))


def test_features_are_the_same_in_both_directions_and_all_have_a_meaning() -> None:
    for a, b in ((HEADLINE, LEAD), (LEAD, LATER), (STRUCK, LATER)):
        assert compare_within(a, b) == compare_within(b, a) and set(compare_within(a, b)) <= set(WITHIN)
    assert MODEL.within is not None and set(MODEL.within.weights) <= set(WITHIN) <= set(MEANINGS)
    assert "headline" in " ".join(row[0] for row in MODEL.explain(compare_within(HEADLINE, LEAD)))


def test_a_report_knows_where_its_event_is_told(coded) -> None:
    by = {r.id: r for r in iter_reports(coded.record, coded.text, ["events"])}
    for event in coded.record.events:
        one = by[event.id]
        assert one.at == event.trigger.start and one.sentence_at <= one.at and one.actors == {p.actor for p in event.actors}
