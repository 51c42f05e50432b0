"""Agreements, obligations and measures of short texts: which namings are one, who is party, bound, sender and target."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.readers import read_text
from dragoman.records import Agreement, Record


def code(coder: Any, text: str) -> Record:
    return coder.code_document(read_text(text, published_at="2031-03-12")).record


def countries(parties: Any) -> set[str | None]:
    return {p.country for p in parties}


def agreement(record: Record, word: str) -> Agreement:
    (found,) = [a for a in record.agreements if any(word in n.text for n in a.names)]
    return found


# --- agreements


def test_other_names_in_apposition_or_by_a_generic_word_are_the_same_instrument(coder: Any) -> None:
    text = "Peru and Chile on Monday signed a fishing treaty in Lima. The treaty, known as the Pacific Accord, runs for ten years. Lima welcomed the deal."
    record = code(coder, text)
    found = agreement(record, "Pacific Accord")
    assert {"a fishing treaty", "The treaty", "the deal"} <= {n.text for n in found.names}
    assert countries(found.parties) == {"PER", "CHL"} and found.term == "ten years"


def test_an_agreement_dated_by_its_own_words_is_recalled_and_apart_from_the_news(coder: Any) -> None:
    record = code(coder, "Under a treaty that the two signed in 1998, Kenya and Uganda share the lake. Kenya and Uganda signed a border accord on Tuesday.")
    old, new = agreement(record, "treaty"), agreement(record, "border accord")
    assert old.background and [(s.stage, (s.when.start or "")[:4]) for s in old.stages] == [("signed", "1998")]
    assert not new.background and [(s.stage, s.when.start) for s in new.stages] == [("signed", "2031-03-11")]
    assert countries(old.parties) == countries(new.parties) == {"KEN", "UGA"}


def test_a_year_that_only_bounds_a_comparison_dates_no_agreement(coder: Any) -> None:
    found = agreement(code(coder, "Peru and Chile on Monday signed a pact, the strongest since the war that ended in 1884."), "pact")
    assert not found.background and [s.when.start for s in found.stages] == ["2031-03-10"]


def test_talks_on_an_agreement_have_not_made_it(coder: Any) -> None:
    found = agreement(code(coder, "Kenya on Tuesday suspended talks with Uganda on a trade accord."), "accord")
    assert [s.stage for s in found.stages] == ["negotiated"]


@pytest.mark.parametrize(
    ("text", "name", "stages"),
    [
        ("Bolivia withdrew from the mining treaty with Chile on Monday.", "treaty", [("denounced", "2031-03-10")]),
        ("Norway suspended its fisheries agreement with Iceland on Thursday.", "agreement", [("suspended", "2031-03-06")]),
        ("The 2012 treaty between Sweden and Latvia expired on Monday.", "treaty", [("signed", "2012-01-01"), ("expired", "2031-03-10")]),
        ("A ceasefire between Mali and Niger came into force at midnight on Sunday.", "ceasefire", [("in_force", "2031-03-09")]),
        ("In a joint statement on Tuesday, Egypt and Sudan called for calm.", "statement", [("announced", "2031-03-11")]),
        ("Egypt and Sudan will sign a Nile accord next week.", "accord", [("proposed", None)]),
    ],
    ids=["left", "suspended", "expired", "came into force", "a statement is announced", "to be signed"],
)
def test_words_over_an_agreement_tell_its_stage(coder: Any, text: str, name: str, stages: list[tuple[str, str | None]]) -> None:
    told = [(s.stage, s.when.start and s.when.start[:10]) for s in agreement(code(coder, text), name).stages]
    assert [(s, d if e else None) for (s, d), (_, e) in zip(told, stages, strict=True)] == stages


def test_whoever_brokers_an_agreement_is_no_party_and_lists_of_three_are_three(coder: Any) -> None:
    brokered = agreement(code(coder, "A Qatari-brokered deal between Oman and Yemen was announced on Monday."), "deal")
    listed = agreement(code(coder, "The foreign ministers of Laos, Thailand and Vietnam signed a river charter on Monday."), "charter")
    assert countries(brokered.parties) == {"OMN", "YEM"} and countries(listed.parties) == {"LAO", "THA", "VNM"}


def test_whoever_agrees_on_a_truce_in_its_relative_clause_is_its_party(coder: Any) -> None:
    record = code(coder, "Mali and Niger signed a trade agreement on Monday. A truce on which Chad and Sudan agreed last June has held.")
    assert countries(agreement(record, "truce").parties) == {"TCD", "SDN"}


def test_an_armed_group_of_no_known_kind_is_a_rebel_side_of_its_own(coder: Any) -> None:
    found = agreement(code(coder, "Angola and the rebels signed a truce on Monday."), "truce")
    assert {(p.country, p.sector) for p in found.parties} == {("AGO", "GOV"), ("AGO", "REB")}


# --- obligations


def duties(record: Record) -> set[tuple[str | None, str | None]]:
    return {(o.obligor.country, o.beneficiary.country if o.beneficiary else None) for o in record.obligations}


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        (
            "Ghana and Togo on Monday signed a border pact. Both governments undertake to withdraw their troops from the frontier.",
            {("GHA", "TGO"), ("TGO", "GHA")},
        ),
        (
            "Norway, Sweden and Denmark on Monday signed a pact with Poland. The three powers undertake to provide Poland with grain.",
            {("NOR", "POL"), ("SWE", "POL"), ("DNK", "POL")},
        ),
        (
            "Norway, Sweden and Denmark on Monday signed a pact with Poland. The three powers undertake to supply Poland with grain.",
            {("NOR", "POL"), ("SWE", "POL"), ("DNK", "POL")},
        ),
        ("Sweden pledged to refrain from testing new missiles.", {("SWE", None)}),
    ],
    ids=["both governments", "the three powers", "the three powers, by another verb", "a pledge to nobody"],
)
def test_words_for_the_sides_mean_the_parties_of_the_agreement(coder: Any, text: str, owed: set[tuple[str | None, str | None]]) -> None:
    assert duties(code(coder, text)) == owed


def test_what_the_rebels_owe_the_government_goes_from_one_side_of_a_country_to_the_other(coder: Any) -> None:
    record = code(coder, "Angola and the rebels signed a truce on Monday. The rebels must hand over their weapons to the government.")
    assert {(o.obligor.sector, o.beneficiary and o.beneficiary.sector) for o in record.obligations} == {("REB", "GOV")}


# --- measures


def sides(record: Record) -> set[tuple[str | None, str | None, str]]:
    return {(m.senders[0].country, m.targets[0].country, m.stage) for m in record.measures}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norway faces sanctions by Brazil.", {("BRA", "NOR", "in_force")}),
        ("Norway called on the European Union to ban imports of Chilean copper.", set()),  # asked for, not taken
        ("Brazil imposed an arms embargo on Norway last week. The embargo will stay in place for a year.", {("BRA", "NOR", "adopted")}),
        ("Turkey expelled five Greek diplomats on Monday. Athens said the expulsion was unjust.", {("TUR", "GRC", "adopted")}),
        ("A ban on imports from Chile was announced.", set()),
        ("Canada relaxed its curbs on imports from Nepal on Monday.", {("CAN", "NPL", "eased")}),
        ("Poland's sanctions on Belarus expired on Monday.", {("POL", "BLR", "expired")}),
        ("Mexico's tariffs on Guatemalan sugar took effect on Monday.", {("MEX", "GTM", "in_force")}),
        ("Paraguay called on Brazil to lift its sanctions.", {("BRA", "PRY", "in_force")}),
        ("Paraguay denounced Brazilian sanctions as theft.", {("BRA", "PRY", "in_force")}),
        ("Poland did not impose sanctions on Belarus.", set()),
        ("Poland denied that it had imposed sanctions on Belarus.", set()),
        ("Two Danish envoys were ordered out of Iran on Sunday.", {("IRN", "DNK", "adopted")}),
        ("Peru and Chile imposed tariffs on each other's wine on Monday.", {("PER", "CHL", "adopted"), ("CHL", "PER", "adopted")}),
        ("Kuwait rejected calls to impose sanctions on Oman.", set()),
        ("The United Kingdom added four Gambian generals to its sanctions list.", {("GBR", "GMB", "amended")}),
    ],
    ids=[
        "who faces is the target", "asked for", "named again", "the target speaks of it", "no sender", "eased", "expired", "took effect",
        "who is called on acts",
        "who denounces is no sender", "not taken", "denied", "who is ordered out is no sender", "each other", "calls rejected", "added to a list",
    ],
)
def test_sender_and_target_of_a_measure(coder: Any, text: str, found: set[tuple[str | None, str | None, str]]) -> None:
    assert sides(code(coder, text)) == found


def test_us_in_capitals_is_no_pronoun(coder: Any) -> None:
    (found,) = code(coder, "Cuba denounced US sanctions on Monday.").measures
    assert countries(found.senders) == {"USA"} and countries(found.targets) == {"CUB"}
