"""What must come out of the project's first story (tests that need it skip without the data folder)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.records import Record


@pytest.fixture(scope="module")
def record(coder: Any, shared: Path) -> Record:
    from dragoman.readers import read_path

    (document,) = list(read_path(shared / "samples" / "pyongyang_2024-06-19_wire.txt"))
    return coder.code_document(document).record


def countries(parties: Any) -> set[str | None]:
    return {p.country for p in parties}


def test_the_document_is_read_with_agencies_and_date(record: Record) -> None:
    assert record.document.agencies == ("AFP", "AP") and (record.document.published_at or "")[:10] == "2024-06-19"


def test_the_signing_is_one_event_of_both_states_on_the_day(record: Record) -> None:
    signings = [e for e in record.events if e.event_type == "SUPPORT" and e.cameo == "057" and {"RUS", "PRK"} <= countries((*e.actors, *e.recipients))
                and e.status == "asserted"]  # fmt: skip
    assert len(signings) == 1
    assert signings[0].when.start == signings[0].when.end == "2024-06-19"
    assert len(signings[0].evidence) >= 2


def test_no_event_of_the_day_is_backdrop(record: Record) -> None:
    for event in record.events:
        if event.status in ("historical", "background_ongoing"):
            assert event.when.start is None or event.when.start < "2024"


def test_the_alleged_deliveries_are_no_fact(record: Record) -> None:
    assert not [e for e in record.events if e.event_type == "AID" and countries(e.actors) == {"PRK"} and e.status in ("asserted", "attributed")]
    claims = [c for c in record.claims if "artillery" in c.proposition]
    assert len(claims) == 1 and claims[0].status == "contested"
    stances = {(s.holder.country, s.stance) for s in claims[0].stances}
    assert {("USA", "alleges"), ("KOR", "alleges"), ("PRK", "denies"), ("RUS", "denies")} <= stances


@pytest.mark.parametrize(
    ("words", "speaker", "relay"),
    [
        ("does not rule out military-technical cooperation with the DPRK", "Vladimir Putin", None),
        ("should be reviewed", "Vladimir Putin", None),
        ("This powerful treaty", "Kim Jong Un", "Russian news agencies"),
        ("war of aggression", "Antony Blinken", None),
        ("exchanged gifts", "Yuri Ushakov", None),
    ],
)
def test_quotations_have_their_speakers_and_chains(record: Record, words: str, speaker: str, relay: str | None) -> None:
    found = [s for s in record.statements if any(words in c.text for c in s.content) and s.speaker is not None and s.speaker.name == speaker]
    assert found
    if relay is not None:
        assert any(link.role == "relay" and link.name == relay for s in found for link in s.source_chain)


def test_the_review_of_sanctions_is_requested_by_putin(record: Record) -> None:
    (request,) = [e for e in record.events if e.event_type == "REQUEST" and e.trigger.text == "reviewed"]
    assert [p.name for p in request.actors] == ["Vladimir Putin"] and request.modes == ("yield",)


def test_what_is_to_come_is_scheduled(record: Record) -> None:
    assert {e.status for e in record.events if "Wednesday evening" in " ".join(s.text for s in e.evidence)} == {"scheduled"}


def test_blinken_speaks_in_washington(record: Record) -> None:
    (said,) = [s for s in record.statements if s.cue.text == "said" and s.speaker is not None and s.speaker.name == "Antony Blinken"]
    assert {p.id: p.name for p in record.places}[said.place or ""] == "Washington"


def test_the_visit_is_there(record: Record) -> None:
    visits = [e for e in record.events if e.event_type == "CONSULT" and "visit" in e.modes and "RUS" in countries(e.actors)]
    assert visits


def test_the_treaty_is_one_record_under_all_of_its_names(record: Record) -> None:
    named = [a for a in record.agreements if any("treaty" in n.text for n in a.names)]  # "also signed agreements" are others
    signed = [a for a in named if not a.background and any(s.stage == "signed" and (s.when.start or "")[:10] == "2024-06-19" for s in a.stages)]
    assert len(named) == len(signed) == 1
    names = " ".join(n.text for n in signed[0].names)
    assert all(words in names for words in ("deal", "partnership", "treaty"))
    assert {p.country for p in signed[0].parties} == {"RUS", "PRK"} and signed[0].atop.defense == "yes" and signed[0].atop.consultation == "not_stated"


def test_each_of_the_two_must_aid_the_other_if_attacked(record: Record) -> None:
    duties = [o for o in record.obligations if o.type == "aid_if_attacked"]
    assert {(o.obligor.country, o.beneficiary.country if o.beneficiary else None) for o in duties} == {("RUS", "PRK"), ("PRK", "RUS")}
    assert len({o.reciprocity_group for o in duties}) == 1 and {o.action.kind for o in duties} == {"unspecified"}


def test_who_faces_sanctions_is_their_target(record: Record) -> None:
    standing = {(tuple(p.country for p in m.senders), tuple(p.country for p in m.targets)) for m in record.measures if m.stage == "in_force"}
    assert (("UNO",), ("PRK",)) in standing
    assert any("USA" in senders and targets == ("RUS",) for senders, targets in standing)


def test_the_arms_are_contested_and_go_from_north_korea_to_russia(record: Record) -> None:
    told = [t for t in record.transfers if t.kind == "arms"]
    assert {t.status for t in told} <= {"alleged", "contested"}  # "is supplying Moscow with arms" is what somebody suspects
    (arms,) = [t for t in told if t.status == "contested"]
    assert arms.supplier is not None and arms.recipient is not None
    assert (arms.supplier.country, arms.recipient.country, arms.status) == ("PRK", "RUS", "contested")


def test_gifts_are_apart_from_arms(record: Record) -> None:
    assert {t.supplier.country for t in record.transfers if t.kind == "diplomatic_gift" and t.supplier} >= {"RUS"}


def test_comparisons_keep_their_window_and_hedge(record: Record) -> None:
    found = {(c.kind, (c.window.start or "")[:4], c.hedge.text if c.hedge else None) for c in record.comparative_claims}
    assert {("superlative_since", "1991", "could"), ("first_since", "2000", None)} <= found
    assert {c.check.result for c in record.comparative_claims} == {"undetermined"}
