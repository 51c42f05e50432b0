from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.output import make_writer
from dragoman.output.wording import printable


def show(coded, width: int, color: bool = False) -> str:
    stream = io.BytesIO()
    writer = make_writer("table", stream, width=width, color=color)
    writer.write(coded)
    writer.close()
    return stream.getvalue().decode()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(coded, width):
    assert max(map(len, show(coded, width).splitlines())) <= width


@pytest.mark.parametrize("width", [80, 120, 200])
def test_who_what_whom_when_where_status_and_words_are_shown(coded, width):
    shown = re.sub(r"\s+", " ", show(coded, width))
    for words in ("Graustark (GRK)", "ACCUSE", "112", "Ruritania (RUR)", "2024-11-15", "Strelsau", "asserted", "contested", "via state media"):
        assert words in shown


def test_status_is_never_cut(coded):
    for width in (80, 120, 200):
        assert "…" not in show(coded, width)


def test_there_is_no_colour_where_none_is_wanted(coded):
    assert "\x1b" not in show(coded, 100)
    assert "\x1b[" in show(coded, 100, color=True)


def test_rejections_and_counts_stand_below(coded):
    shown = show(coded, 120)
    assert "2 events, 1 statement" in shown
    assert "left out: DRG-CODE-001" in shown


def test_markup_of_a_document_is_not_obeyed(make_story):
    shown = show(make_story(path="[bold red]x[/]"), 120)
    assert "[bold red]x[/]" in shown


def test_a_document_without_records_says_so(empty_coded):
    assert "no records" in show(empty_coded("Nothing here."), 80)


@given(st.text())
def test_nothing_printable_steers_a_terminal(text):
    shown = printable(text)
    assert len(shown) == len(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    shown.encode("utf-8")
