from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ReadError
from dragoman.readers import read_text
from dragoman.readers.limits import MAX_DOCUMENT_CHARS

from .conftest import check_item, kinds

BODY = "Ruritania and Graustark signed a border treaty on Friday, officials said, after ten years of talks."


def test_the_wire_sample_falls_into_its_parts(samples):
    text = (samples / "pyongyang_2024-06-19_wire.txt").read_text(encoding="utf-8")
    document = read_text(text)
    check_item(document)
    assert document.text == text and "\u00a0" in document.text and "North Korea s leader" in document.text
    assert (document.published_at, document.agencies, document.language) == ("2024-06-19", ("AFP", "AP"), "en")
    found = [kind for kind, _ in kinds(document)]
    assert found == ["headline", "byline", "body", "caption", *["body"] * 23, "boilerplate"]


def test_a_dateline_is_a_segment_with_its_place():
    document = read_text(f"STRELSAU, Ruritania, Nov 15 (Reuters) - {BODY}", published_at="2024-11-15")
    assert kinds(document)[0] == ("dateline", "STRELSAU, Ruritania, Nov 15 (R")
    assert document.dateline_place is not None and document.dateline_place.text == "STRELSAU"
    assert document.agencies == ("Reuters",)


@pytest.mark.parametrize("given_date", ["2024-06-19", date(2024, 6, 19), "June 19, 2024"])
def test_the_given_date_overrules_the_text(given_date):
    assert read_text(f"A treaty is signed\n\nAP, 1 January 2020\n\n{BODY}", published_at=given_date).published_at == "2024-06-19"


def test_what_is_given_reaches_the_document():
    document = read_text(BODY, path="a.txt", title="T", publisher="Reuters", url="https://wire.example/1")
    assert (document.path, document.title, document.publisher, document.url, document.agencies) == (
        "a.txt",
        "T",
        "Reuters",
        "https://wire.example/1",
        ("Reuters",),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "DRG-READ-004"),
        (" \n\u00a0\t", "DRG-READ-004"),
        ("\ufeff", "DRG-READ-004"),
        ("a\0b", "DRG-READ-005"),
        ("x" * (MAX_DOCUMENT_CHARS + 1), "DRG-READ-007"),
    ],
)
def test_what_is_no_story_is_refused(text, code):
    with pytest.raises(ReadError) as caught:
        read_text(text, path="a.txt")
    assert caught.value.code == code and "a.txt" in caught.value.message


def test_a_date_that_reads_in_two_ways_is_refused():
    with pytest.raises(ReadError, match="DRG-READ-012"):
        read_text(BODY, published_at="03/04/2024")


def test_lone_surrogates_become_replacement_characters_one_for_one():
    assert read_text("He said \ud800 so.").text == "He said \ufffd so."


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["AP", "\n", "\n\n", " - ", "LONDON", "(AP)", "June 19, 2024", BODY, "By", " ", "“", ".", "\u00a0", "\r\n"]), max_size=40).map(
        "".join
    )
)
def test_any_text_is_a_document_or_a_read_error(text):
    try:
        document = read_text(text)
    except ReadError:
        return
    check_item(document)
    assert document.id == read_text(text).id
