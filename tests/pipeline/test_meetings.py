"""Meetings: where, and whether they took place; sentences of our own."""

from __future__ import annotations

from typing import Any

import pytest
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


def sides(meeting: Any) -> set[str | None]:
    return {p.party.country for p in meeting.participants}


@pytest.mark.parametrize(
    ("text", "countries", "status"),
    [
        ("Algeria's ambassador was summoned to the Spanish foreign ministry on Monday.", {"DZA", "ESP"}, "held"),
        ("The Indian and Pakistani army chiefs shook hands at the Wagah crossing on Monday before an hour of talks.", {"IND", "PAK"}, "held"),
        ("President Ana Ruiz of Peru is due in Nairobi on Friday.", {"PER", "KEN"}, "planned"),
        ("Spanish Prime Minister Elena Prat called off a trip to Algeria that had been planned for Thursday.", {"ESP", "DZA"}, "cancelled"),
        ("Peruvian Foreign Minister Luis Vega, who is on a visit to Nairobi, said on Tuesday that the border would stay open.", {"PER", "KEN"}, "under_way"),
        ("Peruvian Foreign Minister Luis Vega, who was in Nairobi last Saturday, told reporters that the border would stay open.", {"PER", "KEN"}, "held"),
        ("Signed in Lima on Monday by the presidents of Peru and Kenya, the treaty settles the border.", {"PER", "KEN"}, "held"),
    ],
    ids=["summoned", "shook hands", "is due in", "called off", "is on a visit", "was in", "signed by"],
)
def test_who_meets_by_grammar_and_what_became_of_it(coder: Any, text: str, countries: set[str], status: str) -> None:
    assert (countries, status) in [(sides(m), m.status) for m in meetings(coder, text).meetings]


@pytest.mark.parametrize(
    "text",
    [
        "No meeting between the Peruvian and Kenyan presidents is planned, an aide said.",
        "Peru suspended the negotiations with Kenya on Monday.",
    ],
)
def test_what_does_not_take_place_is_no_meeting(coder: Any, text: str) -> None:
    assert not meetings(coder, text).meetings


def test_the_two_are_those_who_met_before(coder: Any) -> None:
    record = meetings(coder, "President Ana Ruiz of Peru met President Peter Otieno of Kenya in Nairobi on Monday. The two last met in Lima in May 2029.")
    assert [sides(m) for m in record.meetings if m.background] == [{"PER", "KEN"}]


def test_since_dates_another_meeting(coder: Any) -> None:
    record = meetings(coder, "Peru and Kenya held their first summit since 2019 in Nairobi on Monday.")
    assert {(m.start.start or "")[:10] for m in record.meetings} == {"2031-09-08"}


def test_people_sign_agreements_and_not_laws(coder: Any) -> None:
    text = "President Ana Ruiz of Peru and President Peter Otieno of Kenya signed a border treaty in Nairobi on Monday. Ruiz signed a law on taxes on Tuesday."
    record = meetings(coder, text)
    assert [sides(m) for m in record.meetings if m.kind == "signing"] == [{"PER", "KEN"}]


def test_talks_are_part_of_the_visit(coder: Any) -> None:
    text = (
        "NAIROBI, Sept 9 (Agency) - President Ana Ruiz of Peru arrived in Nairobi on Monday for a three-day visit. "
        "Ruiz and Kenyan President Peter Otieno held talks on fishing in Nairobi on Tuesday."
    )
    record = meetings(coder, text)
    visit = next(m for m in record.meetings if m.kind == "visit")
    assert {m.part_of for m in record.meetings if m.kind == "talks"} == {visit.id}


def test_a_house_without_an_entry_is_a_place_by_its_words(coder: Any) -> None:
    record = meetings(coder, "President Ana Ruiz of Peru met President Peter Otieno of Kenya at Larkmoor Castle on Monday.")
    assert {p.name for p in record.places} & {"Larkmoor Castle"} and all(m.place for m in record.meetings)


def test_whoever_tells_a_conference_something_takes_part(coder: Any) -> None:
    record = meetings(coder, "\"That is final,\" Peruvian Foreign Minister Luis Vega told a hastily called news conference in Lima on Monday.")
    assert [(m.kind, sides(m)) for m in record.meetings] == [("press_event", {"PER"})]


def test_where_somebody_came_from_is_no_place_of_a_meeting(coder: Any) -> None:
    record = meetings(coder, "President Ana Ruiz of Peru arrived in Nairobi from Madrid on Monday and held talks with Kenyan President Peter Otieno.")
    assert "Madrid" not in {p.name for p in record.places for m in record.meetings if m.place == p.id}


def test_who_flies_today_has_not_come_yet_and_a_trip_called_off_keeps_its_day(coder: Any) -> None:
    (visit,) = meetings(coder, "Peruvian Foreign Minister Luis Vega flies to Nairobi on Wednesday.").meetings
    assert visit.status == "planned"
    (off,) = meetings(coder, "Peruvian Foreign Minister Luis Vega on Monday called off a trip to Nairobi planned for Friday.").meetings
    assert (off.status, off.start.start) == ("cancelled", "2031-09-12")
