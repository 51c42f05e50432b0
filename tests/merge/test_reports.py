from __future__ import annotations

import pytest

from dragoman.merge import KINDS, is_named, iter_reports, name_key
from dragoman.merge.reports import sentence_around
from dragoman.merge.words import cosine, lemma_of, numbers_of, stems_of, vector_of, weight_of


def test_each_record_of_a_document_is_reported(coded) -> None:
    reports = list(iter_reports(coded.record, coded.text))
    assert [r.id for r in reports] == [item.id for kind in KINDS for item in getattr(coded.record, kind)]
    event = next(r for r in reports if r.kind == "events")
    assert event.words and event.story and event.published is not None and event.what


def test_the_sentence_is_the_one_around_the_span() -> None:
    text = "First one. Rebels (he said) bombed Zenda. Then they left.\nA new line."
    at = text.index("bombed")
    assert sentence_around(text, at, at + 6) == "Rebels (he said) bombed Zenda."
    assert sentence_around(text, text.index("new"), text.index("new") + 3) == "A new line."


@pytest.mark.parametrize(("kind", "name", "named"), [
    ("person", "Rudolf Rassendyll", True), ("person", "perpetrator", False), ("person", "Perpetrator", False), ("org", "Police", False), ("org", "NATO", True),
    ("org", "Ruritanian forces", False), ("unnamed_group", "Red Cross", False), ("org", "the", False), ("armed_group", "", False),
])  # fmt: skip
def test_only_names_are_names(kind: str, name: str, named: bool) -> None:
    assert is_named(kind, name) is named


def test_spellings_of_one_name_meet() -> None:
    assert name_key("the Kim Jong-un") == name_key("Kim Jong Un")


def test_words_and_numbers() -> None:
    assert numbers_of("On 5 May 2024 twelve of 1,200 men died; 3.5 tonnes") == {"5", "12", "1200", "3.5"}
    assert lemma_of("shot") == lemma_of("shooting") and "monday" not in stems_of("on Monday")
    assert weight_of("zzyzx") > weight_of(lemma_of("kill"))
    a, b = vector_of(["kill", "zenda"]), vector_of(["zenda"])
    assert cosine(a, b) == cosine(b, a) and abs(cosine(a, a) - 1) < 1e-9
