"""Obligations of short texts: the constructions that tell of a duty, what it is about, who is bound and for whose good."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.readers import read_text

Duty = tuple[str | None, str | None, str]


def duties(coder: Any, text: str) -> set[Duty]:
    record = coder.code_document(read_text(text, published_at="2031-03-12")).record
    return {(o.obligor.country, o.beneficiary.country if o.beneficiary else None, o.type) for o in record.obligations}


SIGNED = "LIMA, March 12 (Agency) - Peru and Bolivia signed a river accord on Tuesday. "


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        ("Peru has until June to hand over 30 prisoners.", {("PER", "BOL", "release")}),
        ("The accord gives Bolivian barges the right to use the port of Ilo.", {("PER", "BOL", "allow_access")}),
        ("Neither side may station gunboats on the river.", {("PER", "BOL", "refrain"), ("BOL", "PER", "refrain")}),
        ("They are to exchange ambassadors within a month.", {("PER", "BOL", "restore_relations"), ("BOL", "PER", "restore_relations")}),
        ("It obliges each to consult the other before building dams.", {("PER", "BOL", "consult"), ("BOL", "PER", "consult")}),
        ("Bolivia undertakes to pay Peru $12 million a year and to withdraw its boats.", {("BOL", "PER", "provide"), ("BOL", "PER", "withdraw")}),
        ("Bolivia is barred from building forts.", {("BOL", "PER", "refrain")}),
        ("In return, Peru will lift its ban on Bolivian tin.", {("PER", "BOL", "ease_measure")}),
        ("It bars either state from using force against the other.", {("PER", "BOL", "no_aggression"), ("BOL", "PER", "no_aggression")}),
        ("Peru is to pay $30 million into a fund for victims.", {("PER", None, "provide")}),
        ("The document contains no promise of military help.", {("PER", "BOL", "aid_if_attacked"), ("BOL", "PER", "aid_if_attacked")}),
    ],
    ids=[
        "has until", "gives the right to", "neither may", "are to", "obliges each", "coordinated",
        "is barred from", "in return", "bars either", "for others", "no promise of",
    ],
)
def test_the_terms_of_an_agreement_are_duties_of_its_parties(coder: Any, text: str, owed: set[Duty]) -> None:
    assert duties(coder, SIGNED + text) == owed


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        ("Sweden promised Moldova 20 generators.", {("SWE", "MDA", "provide")}),
        ("Kuwait pledged not to build the dam.", {("KWT", None, "refrain")}),
        ("Algeria has vowed never to recognise Rabat's rule over the desert.", {("DZA", None, "refrain")}),
        ("Peru agreed to sell Bolivia F-16 jets.", {("PER", "BOL", "provide")}),
        ("Venezuela promised to let in observers and to free six prisoners.", {("VEN", None, "allow_access"), ("VEN", None, "release")}),
    ],
    ids=["something for somebody", "not to", "never", "named before the goods", "two acts"],
)
def test_a_pledge_binds_whoever_makes_it(coder: Any, text: str, owed: set[Duty]) -> None:
    assert duties(coder, text) == owed


@pytest.mark.parametrize(
    "text",
    [
        "Kenya's parliament must still ratify the treaty.",
        "Turkey accepts that many died in the fighting.",
        "Italy denied that it had promised to send tanks.",
        "The president will travel to Ghana next week.",
        "Kenya and Ghana have agreed to meet in Accra.",
        "Peru sought a guarantee that Bolivia would free the crew.",
        "Peru and Bolivia signed an agreement to end their war over the valley.",
    ],
    ids=["procedure", "accepts a fact", "denied", "a plan", "a meeting", "asked for", "what a pact is for"],
)
def test_what_lays_nothing_on_anybody_is_no_duty(coder: Any, text: str) -> None:
    assert duties(coder, text) == set()


def test_a_verb_left_out_is_understood(coder: Any) -> None:
    text = "The accord between Peru and Bolivia obliges Peru to withdraw its troops and Bolivia to disarm its militias."
    assert duties(coder, text) == {("PER", "BOL", "withdraw"), ("BOL", "PER", "disarm")}
