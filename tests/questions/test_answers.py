"""Questions asked of records made by hand."""

from __future__ import annotations

import msgspec
import pytest

from dragoman.questions import COLUMNS, QUESTIONS, Filter, ask
from dragoman.records import (
    Agreement,
    Atop,
    Claim,
    Measure,
    Meeting,
    Obligation,
    ObligationAction,
    ObligationTrigger,
    Participant,
    Party,
    Span,
    Stage,
    Stance,
    Transfer,
    When,
)

RUR = Party(actor="ac-rur", name="Ruritania", country="RUR")
GRA = Party(actor="ac-gra", name="Graustark", country="GRA")
QUEEN = Party(actor="ac-q", name="Queen Yetive", country="GRA")
DAY = When(start="2024-11-15", end="2024-11-15", precision="day", basis="explicit")
SINCE_2022 = When(start="2022-03-01", end=None, precision="open", basis="explicit")


@pytest.fixture
def record(coded):
    words = Span(0, 9, coded.text[:9])
    frame = {"evidence": (words,), "confidence": 0.5}
    pact = Agreement(
        id="ag-1", names=(words,), form="treaty", parties=(RUR, GRA), stages=(Stage(stage="signed", when=DAY, span=words),), atop=Atop(defense="yes"), **frame
    )
    return msgspec.structs.replace(
        coded.record,
        agreements=(pact,),
        obligations=(
            Obligation(id="ob-1", obligor=RUR, beneficiary=GRA, instrument="ag-1", type="aid_if_attacked", trigger=ObligationTrigger(type="armed_attack"),
                       action=ObligationAction(verb="aid"), bindingness="treaty", **frame),
            Obligation(id="ob-2", obligor=GRA, beneficiary=None, type="withdraw", action=ObligationAction(verb="withdraw"), deadline=DAY, **frame),
        ),
        measures=(
            Measure(id="ms-1", senders=(GRA,), targets=(RUR,), stage="in_force", types=("arms",), when=SINCE_2022, **frame),
            Measure(id="ms-2", senders=(GRA,), targets=(RUR,), stage="lifted", types=("travel",), when=DAY, **frame),
        ),
        transfers=(Transfer(id="tr-1", supplier=RUR, recipient=None, kind="arms", items=(words,), status="contested", claims=("cl-1",), when=DAY, **frame),),
        claims=(
            Claim(id="cl-1", proposition="supplying rebels with rifles", predicate="other", arguments={}, status="contested", author_commitment="Uu",
                  stances=(
                      Stance(holder=GRA, stance="alleges", factuality="CT+", span=words),
                      Stance(holder=RUR, stance="denies", factuality="CT-", span=words),
                  ),
                  **frame),
        ),
        meetings=(
            Meeting(id="me-1", kind="summit", participants=(Participant(party=QUEEN, role="host"), Participant(party=RUR, role="visitor")), host_country="GRA",
                    start=DAY, status="held", **frame),
        ),
    )  # fmt: skip


def ids(question: str, record, **conditions) -> list[str]:
    return [a.id for a in ask(question, [record], Filter(**conditions))]


@pytest.mark.parametrize(
    ("question", "conditions", "wanted"),
    [
        ("obligations", {}, ["ob-1", "ob-2"]),
        ("obligations", {"second": "GRA", "kind": "aid if attacked"}, ["ob-1"]),
        ("obligations", {"first": "Ruritania", "second": "Ruritania"}, []),
        ("obligations", {"until": "2024-11-30"}, ["ob-2"]),
        ("measures", {"second": "RUR", "on": "2024-11-15"}, ["ms-1"]),
        ("measures", {"second": "RUR", "on": "2021-01-01"}, []),
        ("measures", {"kind": "travel"}, ["ms-2"]),
        ("transfers", {"first": "RUR", "status": "contested"}, ["tr-1"]),
        ("transfers", {"second": "GRA"}, []),
        ("claims", {"about": "transfer"}, ["cl-1"]),
        ("claims", {"about": "rifle"}, ["cl-1"]),
        ("claims", {"parties": ("RUR",), "first": "RUR", "stance": "denies"}, ["cl-1"]),
        ("claims", {"first": "GRA", "stance": "denies"}, []),
        ("agreements", {"parties": ("RUR", "GRA"), "about": "defense"}, ["ag-1"]),
        ("agreements", {"status": "ratified"}, []),
        ("agreements", {"status": "signed", "since": "2024-11-15", "until": "2024-11-15"}, ["ag-1"]),
        ("meetings", {"parties": ("Yetive", "RUR"), "place": "GRA"}, ["me-1"]),
        ("meetings", {"status": "planned"}, []),
    ],
)
def test_conditions_narrow_the_answers(record, question, conditions, wanted):
    assert ids(question, record, **conditions) == wanted


def test_quotes_are_found_by_speaker_and_by_a_word_in_any_form(coded):
    speaker = coded.record.statements[0].speaker
    word = coded.record.statements[0].content[0].text.split()[2].strip('",.')
    found = list(ask("quotes", [coded.record], Filter(first=speaker.country, topic=word)))
    assert coded.record.statements[0].id in [a.id for a in found]
    assert not list(ask("quotes", [coded.record], Filter(topic="zeppelin")))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_has_the_columns_of_its_question_and_quotes_the_text(record, coded, question):
    answers = list(ask(question, [record], Filter()))
    assert answers
    for answer in answers:
        assert tuple(answer.columns) == COLUMNS[question]
        assert all(coded.text[s.start : s.end] == s.text for s in answer.evidence)
