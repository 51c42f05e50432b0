"""Short wire passages of many regions with the agreements and duties that a reader takes from them."""

from __future__ import annotations

from typing import Any

import pytest

from dragoman.readers import read_text

#: Parties, then a stage with its date (a prefix).
AGREEMENTS = [
    ("Kenya and Ethiopia signed a border treaty on Tuesday after four years of talks.", "ETH KEN", "signed 2031-03-11"),
    ("New Zealand's fisheries agreement with Fiji was signed in Suva on Monday, officials said.", "FJI NZL", "signed 2031-03-10"),
    ("The presidents of Bulgaria and Romania put their names to a pact on river traffic on Wednesday.", "BGR ROU", "signed 2031-03-12"),
    ("Laos signed a water-sharing accord with its neighbour Cambodia on Tuesday, the state news agency said.", "KHM LAO", "signed 2031-03-11"),
    ("Belarus on Wednesday pulled out of the arms control treaty that it had concluded with Latvia in 2024.", "BLR LVA", "denounced 2031-03-12"),
    ("President Hakainde Hichilema and his Angolan counterpart, Joao Lourenco, signed a railway agreement on Wednesday.", "AGO ZMB", "signed 2031-03-12"),
    (
        "Uruguay and Paraguay initialled a memorandum on power supplies on Monday. Ministers will sign the document in April.",
        "PRY URY",
        "initialled 2031-03-10",
    ),
    ("The European Union and Tunisia signed a migration agreement on Tuesday.", "EUR TUN", "signed 2031-03-11"),
    (
        "A grain agreement signed by Egypt and Ukraine in Cairo on Sunday drew protests from Kenyan traders. Egypt said the deal would feed millions.",
        "EGY UKR",
        "signed 2031-03-09",
    ),
    ("Oman tore up an arrangement of 2006 with Yemen last year.", "OMN YEM", "terminated 2030"),
    ("Under an understanding that Peru and Chile reached in May 2025, neither may fish in the strait.", "CHL PER", "announced 2025-05"),
    (
        "Ministers from Kenya, Uganda and Rwanda met in Goma on Monday. The three signed a charter on the lake in 2015.",
        "KEN RWA UGA",
        "signed 2015",
    ),
]
DUTIES = [
    ("The treaty between Thailand and Laos commits both countries to consult before building dams.", {"THA LAO consult", "LAO THA consult"}),
    ("Australia pledged $40 million for Tonga on Tuesday to rebuild its harbour.", {"AUS TON provide"}),
    (
        "Chad and Sudan signed a peace accord on Monday. Chad will withdraw its troops from the border and Sudan its militias.",
        {"TCD SDN withdraw", "SDN TCD withdraw"},
    ),
    ("Georgia and Armenia signed a transit pact on Tuesday. It requires Georgia to keep the Lars road open to Armenian trucks.", {"GEO ARM allow_access"}),
    ("Vietnam has promised to release 12 Filipino fishermen, the Philippine foreign ministry said.", {"VNM PHL release"}),
    ("Senegal vowed to lift its ban on Gambian rice by June.", {"SEN GMB ease_measure"}),
    ("Colombia and Venezuela signed an agreement on Monday. In exchange for oil, Bogota will reopen its embassy in Caracas.", {"COL VEN restore_relations"}),
    (
        "Eritrea and Djibouti signed a deal on Tuesday under which Eritrea must pull its soldiers out of the disputed hills within 30 days.",
        {"ERI DJI withdraw"},
    ),
    (
        "Malaysia and Singapore signed a treaty on Tuesday. Each side undertakes to come to the other's aid if it is attacked.",
        {"MYS SGP aid_if_attacked", "SGP MYS aid_if_attacked"},
    ),
    ("Canada's prime minister said Ottawa would send 40 ambulances to Haiti.", {"CAN HTI provide"}),
    ("Belgium and Rwanda signed a deal on Monday. The agreement does not oblige Belgium to defend Rwanda.", {"BEL RWA aid_if_attacked"}),
    (
        "Peru and Bolivia signed a treaty on Tuesday. The document contains no clause on mutual military assistance.",
        {"PER BOL aid_if_attacked", "BOL PER aid_if_attacked"},
    ),
    ("Kuwait denied that it had promised to pay for the war.", set()),
    ("Zambia urged Malawi to open its border and called on both countries to resume talks.", set()),
    ("Moscow has promised a painful response to Oslo.", set()),
    ("Kenya refused to commit itself to the delivery of tanks to Ghana.", set()),
    ("Kenya and Ghana intend to use the money for a road to Togo.", set()),
    ("A handful of Oslo's friends offered applause.", set()),
    ("Kenya and Ghana have agreed to see each other in Accra.", set()),
]


@pytest.mark.parametrize(("text", "parties", "stage"), AGREEMENTS)
def test_agreements_of_wire_passages(coder: Any, text: str, parties: str, stage: str) -> None:
    (found,) = coder.code_document(read_text(text, published_at="2031-03-12")).record.agreements
    assert " ".join(sorted(p.country or p.name for p in found.parties)) == parties
    assert any(f"{s.stage} {s.when.start}".startswith(stage) for s in found.stages), found.stages


@pytest.mark.parametrize(("text", "duties"), DUTIES)
def test_duties_of_wire_passages(coder: Any, text: str, duties: set[str]) -> None:
    found = coder.code_document(read_text(text, published_at="2031-03-12")).record.obligations
    assert {f"{o.obligor.country} {o.beneficiary.country if o.beneficiary else None} {o.type}" for o in found} == duties


def test_a_town_before_the_noun_is_where_an_agreement_was_made(coder: Any) -> None:
    text = (
        "Geneva accord ends border war\n\nGENEVA, March 12 (Agency) - "
        "Kenya will leave the valley under a document signed on Tuesday, and Uganda will pay for the mines. Kenya and Uganda fought for a year."
    )
    (found,) = coder.code_document(read_text(text, published_at="2031-03-12")).record.agreements
    assert {p.country for p in found.parties} == {"KEN", "UGA"}


def test_the_day_of_a_signing_may_stand_in_a_sentence_of_its_own(coder: Any) -> None:
    text = "The treaty that gives Peru a sea border with Chile was hailed on Wednesday in Lima. The signatures were exchanged in New York on Monday."
    (found,) = coder.code_document(read_text(text, published_at="2031-03-12")).record.agreements
    assert [(s.stage, s.when.start) for s in found.stages] == [("signed", "2031-03-10")]


def test_the_two_sides_of_a_story_are_the_parties_of_the_agreement_that_it_tells_of(coder: Any) -> None:
    text = (
        "LOME, March 12 (Agency) - Kenya and Uganda signed an accord in Togo on Wednesday. "
        "Togo's president, who hosted the talks in Togo's parliament, spoke for Togo.\n\n"
        "The ceremony lasted an hour. Togo paid for it. A band of Togo's army played.\n\nBoth sides must free all prisoners."
    )
    found = coder.code_document(read_text(text, published_at="2031-03-12")).record.obligations
    assert {(o.obligor.country, o.beneficiary and o.beneficiary.country, o.type) for o in found} == {("KEN", "UGA", "release"), ("UGA", "KEN", "release")}
