"""Meetings: where, and whether they took place; sentences of our own."""

from __future__ import annotations

from typing import Any

from tests.conftest import plain_document


def meetings(coder: Any, text: str) -> Any:
    return coder.code_document(plain_document(text, published_at="2031-09-10")).record


def test_there_is_the_place_named_before(coder: Any) -> None:
    text = (
        "President Ana Ruiz of Peru arrived in Nairobi on Monday. "
        "Her foreign minister, Luis Vega, held talks with Kenyan President Peter Otieno there on Tuesday."
    )
    record = meetings(coder, text)
    places = {p.id: p.name for p in record.places}
    assert "Nairobi" in {places.get(m.place or "") for m in record.meetings if m.kind == "talks"}


def test_what_was_put_off_is_postponed(coder: Any) -> None:
    record = meetings(coder, "Talks between Peru and Kenya, due on Friday, were put off on Monday.")
    assert {m.status for m in record.meetings} == {"postponed"}


def test_who_is_meeting_today_is_under_way(coder: Any) -> None:
    record = meetings(coder, "Peruvian and Kenyan ministers are meeting in Nairobi on Wednesday.")
    assert {m.status for m in record.meetings} == {"under_way"}
