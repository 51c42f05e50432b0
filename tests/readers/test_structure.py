from __future__ import annotations

import pytest

from dragoman.readers import read_text
from dragoman.readers.agencies import find_agencies
from dragoman.readers.dates import find_date, parse_published
from dragoman.readers.furniture import is_boilerplate, is_caption, is_correction
from dragoman.readers.headers import find_dateline, is_header

from .conftest import check_item, kinds

BODY = "The two governments signed a border treaty in the capital, officials said on Friday."


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("LONDON, March 3 (Reuters) - The king spoke.", "LONDON", "Reuters"),
        ("Pyongyang (AFP) – The leader spoke.", "Pyongyang", "AFP"),
        ("MOSCOW, May 12. /TASS/. The minister spoke.", "MOSCOW", "TASS"),
        ("KYIV, Ukraine (AP) — The president spoke.", "KYIV", "AP"),
        ("NEW DELHI: The minister spoke.", "NEW DELHI", None),
    ],
)
def test_datelines_are_found(paragraph, place, agency):
    dateline = find_dateline(paragraph, first=True)
    assert dateline is not None and dateline.place is not None
    assert paragraph[dateline.place[0] : dateline.place[1]] == place
    assert dateline.agencies == ((agency,) if agency else ())


@pytest.mark.parametrize("paragraph", ["NATO — The alliance met.", "BREAKING: The king spoke.", "He went to London - and back.", BODY])
def test_other_beginnings_are_no_datelines(paragraph):
    assert find_dateline(paragraph, first=True) is None


@pytest.mark.parametrize("line", ["AFP , AP , Wednesday 19 Jun 2024", "By Jane Doe", "Published: 12 May 2024, 10:30 GMT", "Reuters", "June 19, 2024"])
def test_header_lines_are_told(line):
    assert is_header(line)


@pytest.mark.parametrize("line", [BODY, "AP reported on Wednesday that Kim spoke.", "By noon the talks had failed.", "In June, he left."])
def test_sentences_are_no_header_lines(line):
    assert not is_header(line)


def test_captions_boilerplate_and_corrections_are_told():
    assert is_caption("The king, left, and the queen in Strelsau on Friday, Nov. 15, 2024. AP")
    assert is_boilerplate("Short link:") and is_boilerplate("© 2024 The Wire. All rights reserved.") and is_boilerplate("* * *")
    assert is_correction("Correction: an earlier version of this story misstated the date.")
    for told in (is_caption, is_boilerplate, is_correction):
        assert not told(BODY)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-06-19", "2024-06-19"),
        ("Wed, 19 Jun 2024 10:00:00 GMT", "2024-06-19T10:00:00+00:00"),
        ("19 June 2024", "2024-06-19"),
        ("June 19th, 2024", "2024-06-19"),
        ("20240619", "2024-06-19"),
        (1718791200, "2024-06-19T10:00:00+00:00"),
        ("2024-06-19T10:00:00", "2024-06-19"),
        ("13/06/2024", "2024-06-13"),
        ("03/04/2024", None),
        ("2024-02-31", None),
        ("soon", None),
        (float("nan"), None),
        (10**400, None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_publication_dates_are_read_in_one_way_or_not_at_all(value, expected):
    assert parse_published(value) == expected


def test_dates_and_agencies_are_found_in_a_line():
    assert find_date("AFP , AP , Wednesday 19 Jun 2024") == "2024-06-19"
    assert find_agencies("The Associated Press and Agence France-Presse") == ("AP", "AFP")


def test_a_hard_wrapped_story_has_its_paragraphs():
    text = (
        "Two countries sign a treaty\n\nThe two governments signed a border treaty in the capital on\n"
        "Friday, officials said, after ten years of talks that had often\nfailed.\n\n"
        "The queen said that she was glad that the long dispute over the\nborder was at last at its end.\n"
    )
    document = read_text(text)
    check_item(document)
    assert [kind for kind, _ in kinds(document)] == ["headline", "body", "body"]


def test_furniture_amid_the_body_is_told_apart():
    text = (
        f"Two countries sign treaty\n\nBy Jane Doe\n\nSTRELSAU, Nov 15 (AP) - {BODY}\n\nRead more: Ten best phones\n\n{BODY}\n\n"
        f"This photo shows the king.\n\n{BODY}\n\n© 2024 AP. All rights reserved."
    )
    assert [kind for kind, _ in kinds(read_text(text))] == ["headline", "byline", "dateline", "body", "boilerplate", "body", "caption", "body", "boilerplate"]
