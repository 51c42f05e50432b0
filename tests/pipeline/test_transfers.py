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
        "Spain must hand over 40 tanks to Egypt, the accord says.",
    ],
)
def test_what_is_refused_forbidden_or_a_duty_is_no_transfer(coder: Any, text: str) -> None:
    assert not transfers(coder, text)


def test_a_choice_of_givers_stays_open(coder: Any) -> None:
    found = transfers(coder, "The shells may have come from Spain or from Italy, a Kenyan officer said on Monday.")
    assert not [t for t in found if t[0] in ("ESP", "ITA")]
