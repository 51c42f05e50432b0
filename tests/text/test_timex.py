from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.timex import iter_timexes, resolve_timex

ANCHOR = date(2024, 6, 19)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "tense", "start", "end"),
    [
        ("Wednesday", "past", "2024-06-19", "2024-06-19"),
        ("late on Tuesday", "past", "2024-06-18", "2024-06-18"),
        ("Friday", "future", "2024-06-21", "2024-06-21"),
        ("Friday", "past", "2024-06-14", "2024-06-14"),
        ("earlier this week", "past", "2024-06-17", "2024-06-19"),
        ("by the end of June", "future", None, "2024-06-30"),
        ("last month", "past", "2024-05-01", "2024-05-31"),
        ("Sept. 15, 2010", "past", "2010-09-15", "2010-09-15"),
        ("19 Jun 2024", "past", "2024-06-19", "2024-06-19"),
        ("overnight", "past", "2024-06-18", "2024-06-19"),
        ("since 1991", "past", "1991-01-01", None),
        ("in the 1980s", "past", "1980-01-01", "1989-12-31"),
        ("two days ago", "past", "2024-06-17", "2024-06-17"),
        ("next week", "future", "2024-06-24", "2024-06-30"),
        ("in March", "past", "2024-03-01", "2024-03-31"),
        ("the first quarter of 2023", "past", "2023-01-01", "2023-03-31"),
        ("December 30", "past", "2023-12-30", "2023-12-30"),
    ],
)
def test_wire_expressions_are_anchored(words: str, tense: str, start: str | None, end: str | None) -> None:
    interval = resolve_timex(words, anchor=ANCHOR, tense=tense)  # type: ignore[arg-type]
    assert interval is not None and (interval.start, interval.end) == (start, end)


@pytest.mark.parametrize("words", ["for the first time in 24 years", "during the Korean War", "Ramadan", "31 June 2024"])
def test_what_gives_no_date_is_not_dated(words: str) -> None:
    assert resolve_timex(words, anchor=ANCHOR) is None


def test_expressions_are_found_in_a_sentence() -> None:
    text = "He may march on Monday, left in March 2020 and returned two weeks ago."
    assert [t.text for t in iter_timexes(text)] == ["Monday", "March 2020", "two weeks ago"]


@given(st.text(), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_text_is_survived_and_spans_quote_it(text: str, anchor: date) -> None:
    for timex in iter_timexes(text):
        assert text[timex.start : timex.end] == timex.text
        interval = resolve_timex(timex.text, anchor=anchor)
        if interval is not None and interval.start and interval.end:
            assert interval.start <= interval.end
