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
        ("the day after tomorrow", "future", "2024-06-21", "2024-06-21"),
        ("Wednesday week", "future", "2024-07-03", "2024-07-03"),
        ("a week from Tuesday", "future", "2024-07-02", "2024-07-02"),
        ("late last month", "past", "2024-05-21", "2024-05-31"),
        ("the early 1990s", "past", "1990-01-01", "1993-12-31"),
        ("the winter of 1994-95", "past", "1994-12-01", "1995-02-28"),
        ("before Sunday", "future", None, "2024-06-22"),
        ("May 20-21", "past", "2024-05-20", "2024-05-21"),
        ("from Jan. 30 to Feb. 2", "past", "2024-01-30", "2024-02-02"),
        ("within ten days", "future", "2024-06-19", "2024-06-29"),
        ("the week ending June 12", "past", "2024-06-06", "2024-06-12"),
        ("the first half of 2023", "past", "2023-01-01", "2023-06-30"),
        ("New Year's Day", "past", "2024-01-01", "2024-01-01"),
    ],
)
def test_wire_expressions_are_anchored(words: str, tense: str, start: str | None, end: str | None) -> None:
    interval = resolve_timex(words, anchor=ANCHOR, tense=tense)  # type: ignore[arg-type]
    assert interval is not None and (interval.start, interval.end) == (start, end)


@pytest.mark.parametrize(
    "words",
    ["for the first time in 24 years", "during the Korean War", "Ramadan", "31 June 2024", "Juche 112", "fiscal year 2003", "every Friday", "three hours"],
)
def test_what_gives_no_date_is_not_dated(words: str) -> None:
    assert resolve_timex(words, anchor=ANCHOR) is None


@pytest.mark.parametrize(
    ("words", "day"), [("two days later", "2024-05-05"), ("the previous day", "2024-05-02"), ("the same day", "2024-05-03"), ("a day earlier", "2024-05-02")]
)
def test_what_is_counted_from_another_day_needs_that_day(words: str, day: str) -> None:
    interval = resolve_timex(words, anchor=ANCHOR, reference=date(2024, 5, 3))
    assert interval is not None and interval.start == interval.end == day
    alone = resolve_timex(words, anchor=ANCHOR)
    assert alone is not None and alone.precision == "unknown"


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
