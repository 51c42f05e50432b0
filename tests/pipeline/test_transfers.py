"""Who gives what to whom, and how far the text commits to it; sentences of our own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import plain_document

DAY = "2031-09-10"


def transfers(coder: Any, text: str) -> list[tuple[str | None, str | None, str, str]]:
    record = coder.code_document(plain_document(text, published_at=DAY)).record
    return [
        (t.supplier.country if t.supplier else None, t.recipient.country if t.recipient else None, t.kind, t.status) for t in record.transfers
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru bought ten helicopters from Italy on Monday.", ("ITA", "PER", "arms")),  # whoever buys gets
        ("Norway is helping Kenya to buy artillery shells, a minister said on Monday.", ("NOR", "KEN", "ammunition")),  # whoever helps to get gives
        ("Egypt was given 40 tanks by Spain on Monday.", ("ESP", "EGY", "arms")),  # passive
        ("Fifty tanks crossed over from Norway into Poland on Monday, monitors said.", ("NOR", "POL", "arms")),  # the goods themselves move
        ("Egypt took delivery of the first of 24 jets from Spain on Monday.", ("ESP", "EGY", "arms")),  # whoever takes delivery gets
        ("Imports of Chilean copper wire and gas by Peru rose by a fifth last year.", ("CHL", "PER", "commodity")),  # nouns of getting
        ("A convoy of 40 trucks carrying rifles entered Kenya from Uganda on Sunday.", ("UGA", "KEN", "arms")),  # what the trucks carry
        ("India lent Kenya a further $1 billion to buy fuel.", ("IND", "KEN", "financial")),  # what the money is for is not given
        ("Cuba set free 12 Peruvians on Monday.", ("CUB", "PER", "prisoner")),  # "set free" is one verb
        ("Chile promised Cuba a loan of $20 million on Monday.", ("CHL", "CUB", "financial")),  # who gets before the goods
    ],
)
def test_grammar_settles_who_gives_and_who_gets(coder: Any, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [t[:3] for t in transfers(coder, text)]


def test_the_goods_say_where_they_come_from(coder: Any) -> None:
    assert ("NOR", "POL", "commodity") in [t[:3] for t in transfers(coder, "Poland bought Norwegian gas on Monday.")]


def test_ships_carry_goods_and_are_none(coder: Any) -> None:
    found = transfers(coder, "Mexico sent two ships to Cuba on Monday with food and medicine.")
    assert [t[2] for t in found] == ["humanitarian"]


def test_several_givers_make_several_transfers(coder: Any) -> None:
    found = transfers(coder, "Norway and Denmark sent 60 tanks to Kenya on Monday.")
    assert {t[:3] for t in found} == {("NOR", "KEN", "arms"), ("DNK", "KEN", "arms")}


def test_an_exchange_is_two_transfers_that_answer_each_other(coder: Any) -> None:
    record = coder.code_document(plain_document("Kenya and Uganda exchanged 20 prisoners on Monday.", published_at=DAY)).record
    pairs = {(t.supplier.country, t.recipient.country): t for t in record.transfers}
    assert set(pairs) == {("KEN", "UGA"), ("UGA", "KEN")}
    assert pairs["KEN", "UGA"].in_return_for == pairs["UGA", "KEN"].id and pairs["UGA", "KEN"].in_return_for == pairs["KEN", "UGA"].id


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Spain agreed on Monday to sell 40 tanks to Egypt.", "promised"),
        ("Spain is considering selling 40 tanks to Egypt, officials said on Monday.", "hedged"),
        ("Spain delivered 40 tanks to Egypt in 2024.", "historical"),
        ("Spain delivered 40 tanks to Egypt on Monday.", "asserted"),
    ],
)
def test_what_stands_above_the_word_tells_the_status(coder: Any, text: str, status: str) -> None:
    assert ("ESP", "EGY", "arms", status) in transfers(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "Spain refused on Monday to sell tanks to Egypt.",
        "Spain banned the sale of tanks to Egypt on Monday.",
        "Spain withdrew an offer to sell tanks to Egypt on Monday.",
        "Spain vetoed the delivery of 40 tanks to Egypt.",
        "Spain ruled out supplying tanks to Egypt.",
        "Spain put off the delivery of tanks to Egypt.",
        "Parliament in Madrid voted against selling tanks to Egypt.",
        "Spain stopped short of selling tanks to Egypt.",
        "Spain will no longer sell tanks to Egypt.",
        "Spain revoked licences for the export of tanks to Egypt.",
        "Spain failed to deliver the tanks to Egypt.",
        "Spain halted all deliveries of ammunition to Egypt on Tuesday.",
        "The sale of tanks to Egypt was outlawed by Spain on Monday.",
        "Spain must hand over 40 tanks to Egypt, the accord says.",
    ],
)
def test_what_is_refused_forbidden_or_a_duty_is_no_transfer(coder: Any, text: str) -> None:
    assert not transfers(coder, text)


def test_a_choice_of_givers_stays_open(coder: Any) -> None:
    found = transfers(coder, "The shells may have come from Spain or from Italy, a Kenyan officer said on Monday.")
    assert not [t for t in found if t[0] in ("ESP", "ITA")]


@pytest.mark.parametrize(
    "text",
    [
        "After Spain lifted its embargo, it sold tanks to Egypt on Monday.",
        "Spain, which had banned exports of guns to Libya, sold 20 tanks to Egypt on Monday.",
    ],
)
def test_a_ban_beside_a_sale_forbids_it_not(coder: Any, text: str) -> None:
    assert ("ESP", "EGY", "arms", "asserted") in transfers(coder, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru accused Chile of selling rifles to Cuba.", ("CHL", "CUB")),  # who is accused gives, and not who accuses
        ("An opposition leader alleged that Norway was helping the Tamil Tigers to get weapons.", ("NOR", "LKA")),
    ],
)
def test_who_is_accused_gives(coder: Any, text: str, expected: tuple[str, str]) -> None:
    assert [t[:2] for t in transfers(coder, text)] == [expected]


def test_a_pledge_without_a_verb_of_giving(coder: Any) -> None:
    found = transfers(coder, "Germany announced 200 million euros in aid for Ethiopia, and Norway committed 40 million dollars.")
    assert {t[:2] for t in found} == {("DEU", "ETH"), ("NOR", "ETH")} and {t[3] for t in found} == {"promised"}


def test_goods_of_several_kinds_are_several_transfers(coder: Any) -> None:
    found = transfers(coder, "Spain has sent rifles and a team of instructors to Kenya.")
    assert {t[2] for t in found} == {"arms", "personnel"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway used to sell oil to Kenya.", "historical"),
        ("Norway pays Kenya rent of $20 million a year for the base.", "background_ongoing"),
    ],
)
def test_what_is_or_was_usual_is_told_as_such(coder: Any, text: str, status: str) -> None:
    assert {t[3] for t in transfers(coder, text)} == {status}


def test_the_same_goods_go_between_the_same_sides(coder: Any) -> None:
    text = "Norway sold 200 rifles to Kenya in May, a minister said on Monday. The rifles were delivered on Sunday."
    assert {t[:3] for t in transfers(coder, text)} == {("NOR", "KEN", "arms")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The first shipment of Turkish drones docked in Mogadishu on Monday.", ("TUR", "SOM", "arms")),
        ("Two Peruvians jailed in Cuba landed in Lima on Monday.", ("CUB", "PER", "prisoner")),  # who held them lets them go
        ("Norwegian ships were bringing Kenya weapons, a minister said on Monday.", ("NOR", "KEN", "arms")),  # two objects, not one noun
        ("Armenia returned 12 captured soldiers to Azerbaijan on Saturday.", ("ARM", "AZE", "prisoner")),
        ("Spain sold Egypt 12 F-16s on Monday.", ("ESP", "EGY", "arms")),  # a designation
        ("Brazil is to build eight patrol boats for Portugal.", ("BRA", "PRT", "arms")),
        ("Aid flights from Qatar brought food and medicine to Kenya on Monday.", ("QAT", "KEN", "humanitarian")),
    ],
)
def test_goods_are_known_by_more_than_their_nouns(coder: Any, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [t[:3] for t in transfers(coder, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Norway offered to hand over figures on the dam to Egypt.",  # no goods
        "Spain told Egypt on Monday to pay compensation to the families.",  # a demand
        "Spain pressed Egypt on Monday to release all political prisoners.",
        "Reporters asked who had shipped oil to Egypt.",  # a question
        "Spain must refrain from sending arms to Egypt.",
        "The rebels in Kenya are bound to hand in their weapons, the accord says.",  # to nobody
    ],
)
def test_what_is_demanded_asked_or_given_up_is_no_transfer(coder: Any, text: str) -> None:
    assert not transfers(coder, text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Spain denied on Monday arming the Houthi rebels of Yemen.", "negated"),
        ("Lawmakers in Madrid debated the planned sale of 40 tanks to Egypt by Spain.", "scheduled"),
    ],
)
def test_what_is_denied_or_planned_is_told_as_such(coder: Any, text: str, status: str) -> None:
    assert [t[3] for t in transfers(coder, text)] == [status]


def test_what_is_given_in_return_goes_the_other_way(coder: Any) -> None:
    record = coder.code_document(plain_document("Peru accused Chile of sending rifles to Cuba in return for diamonds.", published_at=DAY)).record
    kinds = {(t.supplier.country, t.recipient.country): t for t in record.transfers}
    assert kinds["CHL", "CUB"].kind == "arms" and kinds["CUB", "CHL"].kind == "commodity"
    assert kinds["CHL", "CUB"].in_return_for == kinds["CUB", "CHL"].id
