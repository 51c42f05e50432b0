"""Accusations and reports that somebody denies, from text to claim."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.readers import read_text


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Ghana accused Togo of arming the rebels, a charge that Togo denied.", {("GHA", "alleges"), ("TGO", "denies")}),
        ("Chile said Peruvian soldiers had shelled a border post. Peru denied the report.", {("CHL", "alleges"), ("PER", "denies")}),
    ],
)
def test_what_is_denied_is_contested(coder: Any, text: str, stances: set[tuple[str, str]]) -> None:
    record = coder.code_document(read_text(text, published_at="2031-03-12")).record
    (claim,) = record.claims
    assert claim.status == "contested"
    assert {(s.holder.country, s.stance) for s in claim.stances} == stances


def test_the_accused_state_is_not_that_of_the_accuser(coder: Any) -> None:
    record = coder.code_document(read_text("NIAMEY, March 12, 2031 (AFP) - The government accused France of plotting a coup.")).record
    (event,) = [e for e in record.events if e.event_type == "ACCUSE"]
    assert [p.country for p in event.actors] == ["NER"] and [p.country for p in event.recipients] == ["FRA"]


@pytest.mark.parametrize(
    ("text", "word", "actor", "statuses"),
    [
        ("Putin visited Pyongyang, which the West suspects is supplying Moscow with arms.", "supplying", "PRK", {"alleged"}),
        ("The aid came from Iran, which Washington believes is arming the rebels.", "arming", "IRN", {"alleged", "contested"}),
        ("Chad, which officials say attacked the convoy, recalled its envoy.", "attacked", "TCD", {"alleged", "attributed"}),
    ],
)
def test_a_belief_put_into_a_relative_clause_is_no_fact(coder: Any, text: str, word: str, actor: str, statuses: set[str]) -> None:
    record = coder.code_document(read_text(text)).record
    (event,) = [e for e in record.events if e.trigger.text == word]
    assert event.status in statuses and [p.country for p in event.actors] == [actor]
