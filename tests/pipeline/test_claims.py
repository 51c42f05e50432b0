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


def _claims(coder: Any, text: str) -> list[tuple[str, set[tuple[str | None, str]]]]:
    """The claims of a text: words and who holds them how (country, stance)."""
    record = coder.code_document(read_text(text, published_at="2031-03-12")).record
    return [(c.proposition, {(s.holder.country, s.stance) for s in c.stances}) for c in record.claims]


def test_each_part_of_an_accusation_is_a_claim_and_a_denial_reaches_one(coder: Any) -> None:
    text = "Gabon accused Togo of having shelled a village and of arming the rebels. A Togolese spokesman denied any shelling."
    assert _claims(coder, text) == [
        ("of having shelled a village", {("GAB", "alleges"), ("TGO", "denies")}),
        ("of arming the rebels", {("GAB", "alleges")}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Gabon accused Togo of blocking the river and of hiding two rebel leaders. Togo rejected both charges.",
        "Peru said that Chile armed the smugglers and sheltered their leaders. Chile denied both.",
    ],
)
def test_both_parts_are_denied(coder: Any, text: str) -> None:
    claims = _claims(coder, text)
    assert len(claims) == 2 and all(stances & {("TGO", "rejects"), ("CHL", "denies")} for _, stances in claims)


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Kenyan officials said that Somali gunmen had burned two villages.", {("KEN", "alleges")}),
        ("Peru said that Chile had launched an illegal war.", {("PER", "alleges")}),
        ("Peru said that Chile may have poisoned the lake.", {("PER", "suspects")}),
        ("Chad rejected Mali's charge that it had looted the depot.", {("MLI", "alleges"), ("TCD", "rejects")}),
    ],
)
def test_a_report_or_a_noun_that_charges_another_side_is_a_claim(coder: Any, text: str, stances: set[tuple[str, str]]) -> None:
    assert [s for _, s in _claims(coder, text)] == [stances]


@pytest.mark.parametrize(
    "text",
    [
        "Chile said Peruvian soldiers would help to rebuild the bridge.",
        "Chile said its own soldiers had burned the old huts.",
        "Chile said Peru had not burned the huts.",
        "Peru passed a law that bars officials accused of torture.",
    ],
)
def test_a_report_that_charges_nobody_is_none(coder: Any, text: str) -> None:
    assert _claims(coder, text) == []


def test_what_another_is_told_to_have_said_is_the_others_charge(coder: Any) -> None:
    (claim,) = _claims(coder, "Ghana accused Togo of arming the rebels, state television reported.")
    assert claim[1] == {("GHA", "alleges")}


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("Lome called the report a lie.", "denies"),
        ("Lome dismissed the charge as absurd.", "rejects"),
        ("Togolese President Kodjo Amegan said such charges were ridiculous.", "rejects"),
        ('"We had no part in it," Togolese President Kodjo Amegan said.', "denies"),
        ("Togo had no immediate comment on the charge.", "declines_comment"),
        ("About the village the Togolese government said nothing.", "declines_comment"),
        ("Togo did not bother to respond.", "declines_comment"),
    ],
)
def test_the_accused_answers(coder: Any, answer: str, stance: str) -> None:
    (claim,) = _claims(coder, f"Ghana accused Togo of shelling a village. {answer}")
    assert claim[1] == {("GHA", "alleges"), ("TGO", stance)}


def test_who_rejects_a_charge_may_admit_it_in_part(coder: Any) -> None:
    (claim,) = _claims(coder, "Ghana accused Togo of killing prisoners. Togo rejected the charge but conceded that mistakes might have occurred.")
    assert claim[1] == {("GHA", "alleges"), ("TGO", "rejects"), ("TGO", "partly_admits")}


def test_a_third_party_that_finds_no_proof_doubts(coder: Any) -> None:
    (claim,) = _claims(coder, "Ghana accused Togo of hiding a rebel leader. U.N. monitors said they had found no proof of that.")
    assert claim[1] == {("GHA", "alleges"), ("UNO", "doubts")}


def test_a_detail_kept_back_is_no_answer(coder: Any) -> None:
    (claim,) = _claims(coder, "Ghana accused Togo of smuggling cocoa. Togo would not say when talks would resume.")
    assert claim[1] == {("GHA", "alleges")}


def test_a_refusal_that_points_back_speaks_of_what_was_said_just_before(coder: Any) -> None:
    text = "Ghana accused Togo of smuggling cocoa. Rain fell. Chile said the Peruvian navy had sent a ship. Peru declined to comment on that."
    first, second = _claims(coder, text)
    assert first[1] == {("GHA", "alleges")} and ("PER", "declines_comment") in second[1]


def test_a_denial_in_own_words_answers_a_report(coder: Any) -> None:
    (claim,) = _claims(coder, "Chile said on Monday that Peru had moved the border posts. Peru said that no post had been moved.")
    assert claim[1] == {("CHL", "alleges"), ("PER", "denies")}


def test_whoever_makes_the_accusation_holds_it(coder: Any) -> None:
    (claim,) = _claims(coder, "The embargo grew out of charges that Gabon was sending weapons to the rebels. Kenya and Ghana made the accusation.")
    assert {("KEN", "alleges"), ("GHA", "alleges")} <= claim[1]


def test_a_headline_gives_way_to_the_body(coder: Any) -> None:
    (claim,) = _claims(coder, "Togo denies shelling village\n\nLOME, March 12, 2031 (AFP) - Togo denied on Wednesday that its army had shelled a village.")
    assert claim[0] == "that its army had shelled a village" and claim[1] == {("TGO", "denies")}


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


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Kenya is accused by rights groups of torturing prisoners. It says that the claims are grossly exaggerated.", {(None, "alleges")}),
        ("Chad holds Sudan responsible for the bombing in Adre.", {("TCD", "alleges")}),
        ("Peru pointed the finger at Chile over the attack on the pipeline.", {("PER", "alleges")}),
        ("Uganda said on Tuesday that Rwandan troops had crossed the border near Kisoro.", {("UGA", "alleges")}),
        ("Ghanaian officials say that Togo has broken the truce.", {("GHA", "alleges")}),
        ("Ghanaian officials say that Togo is close to a deal with the rebels.", {("GHA", "asserts")}),
        ("Chechen rebels claimed responsibility for the blast.", {(None, "admits")}),
    ],
)
def test_set_words_and_standing_words_hold_a_claim(coder: Any, text: str, stances: set[tuple[str | None, str]]) -> None:
    assert stances <= {s for _, held in _claims(coder, text) for s in held}


@pytest.mark.parametrize(
    "text",
    [
        "Chad did not accuse Sudan of arming the rebels.",
        "Chad stopped short of accusing Sudan of arming the rebels.",
        "Libya has never admitted ordering the bombing.",
        "Ghanaian officials say that Togo will be told of the plan.",
        "Chad said that Sudanese soldiers had harmed nobody.",
    ],
)
def test_what_is_not_put_forward_is_no_claim(coder: Any, text: str) -> None:
    assert _claims(coder, text) == []


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("Kigali said that its soldiers had never left their barracks.", "denies"),
        ("No such attack took place, the Rwandan defence ministry said.", "denies"),
        ("Rwanda called the story pure invention.", "denies"),
        ("Rwanda has denied doing so.", "denies"),
        ("Rwanda said the opposite.", "denies"),
        ("Rwanda retorted that its soldiers guard their own villages.", "rejects"),
        ("Rwanda said that the accusation lacked any foundation.", "rejects"),
        ("Rwanda would neither confirm nor deny the report.", "declines_comment"),
        ("The Rwandan government has declined to say whether this was so.", "declines_comment"),
    ],
)
def test_a_report_of_a_wrong_is_answered(coder: Any, answer: str, stance: str) -> None:
    (claim,) = _claims(coder, f"Uganda said on Tuesday that Rwandan troops had torched two villages. {answer}")
    assert claim[1] == {("UGA", "alleges"), ("RWA", stance)}


def test_a_relative_clause_denies_what_it_stands_by(coder: Any) -> None:
    (claim,) = _claims(coder, "Kenya said that Somalia had shelled a village, which Mogadishu denied.")
    assert claim[1] == {("KEN", "alleges"), ("SOM", "denies")}


def test_a_denial_names_whose_claim_it_denies(coder: Any) -> None:
    (claim,) = _claims(coder, "Togo denied Ghana's claim that its army had shelled a village.")
    assert claim[1] == {("GHA", "alleges"), ("TGO", "denies")}


def test_who_announces_that_he_will_not_do_something_denies_nothing(coder: Any) -> None:
    assert not any(stance == "denies" for _, held in _claims(coder, "Chad said that Sudan would sign. Sudan said that it will not sign.") for _, stance in held)


def test_what_a_denier_adds_is_no_claim_that_others_answer(coder: Any) -> None:
    text = "Ghana accused Togo of shelling a village. Togo rejected this, saying that no gun had been moved. Benin declined to comment."
    (claim,) = _claims(coder, text)
    assert ("BEN", "declines_comment") in claim[1]


def test_what_is_only_believed_is_no_fact(coder: Any) -> None:
    record = coder.code_document(read_text("Sudan is widely believed to have ordered the murder of the envoy.")).record
    assert all(e.status != "asserted" for e in record.events)


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("The leaders of Zambia and Japan accused Belarus of hacking.", {("ZMB", "alleges"), ("JPN", "alleges")}),
        ("Officials from Peru and Chile blame Bolivia for the fire.", {("PER", "alleges"), ("CHL", "alleges")}),
        ("Israel has neither confirmed nor denied the raid, which Damascus blames on its air force.", {("SYR", "alleges"), ("ISR", "declines_comment")}),
        ("Peru said Chilean soldiers had burned a post. Chile said it could neither confirm nor rule out that.", {("PER", "alleges"), ("CHL", "leaves_open")}),
        ("Peru said Chilean soldiers had burned a post. Chile said it had no information on the report.", {("PER", "alleges"), ("CHL", "declines_comment")}),
        ("Chile conceded that some huts had been burned.", {("CHL", "partly_admits")}),
        ("Chile admitted to a secret weapons programme.", {("CHL", "admits")}),
        ("Peru said the vessel was carrying rockets. Chile said that it carried nothing but cement.", {("PER", "asserts"), ("CHL", "denies")}),
        ("Chile says the pact is not aimed at anybody.", {("CHL", "denies")}),
        ("Chile did not deny that its envoy had been in Lima.", {("CHL", "leaves_open")}),
        ("Chile expressed doubts that the Peruvian law is compatible with the treaty.", {("CHL", "doubts")}),
        ("\"This is the annexation of our land,\" said Chile's foreign minister, Luis Vega.", {("CHL", "alleges")}),
    ],
)  # fmt: skip
def test_who_holds_what_how(coder: Any, text: str, stances: set[tuple[str, str]]) -> None:
    assert {s for _, held in _claims(coder, text) for s in held} == stances


@pytest.mark.parametrize(
    "text",
    [
        "Relatives said the man was beaten and denied a lawyer.",
        "Peru must admit Chilean observers to the vote.",
        "Peru said that talks had begun. A Chilean official did not elaborate.",
    ],
)
def test_nobody_denies_or_admits_where_nothing_is_said(coder: Any, text: str) -> None:
    assert not {s for _, held in _claims(coder, text) for _, s in held} & {"denies", "admits", "declines_comment"}
