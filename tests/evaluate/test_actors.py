from __future__ import annotations

import json
from datetime import date

import pytest

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_actors
from dragoman.evaluate.actors import iter_cases


class Table:
    """Knows two mentions and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, date | None, str | None]] = []

    def read_mention(self, text, *, on, context):
        self.asked.append((text, on, context))
        return {"Kosovo police": ("KOS", ("COP",)), "the guard": ("SAU", ("MIL",))}.get(text, (None, ()))


def write(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_country_and_sector_are_counted_apart(tmp_path):
    path = write(
        tmp_path / "a.jsonl",
        {"text": "Kosovo police", "expect": {"country": "XKX", "code_1": "COP"}},
        {"text": "the guard", "expect": {"country": "SAU", "code_1": "GOV", "code_2": "MIL"}, "args": {"context": "Saudi", "query_date": "1 July 2021"}},
        {"text": "a cousin", "expect": {"country": "", "code_1": "UNK"}},
        {"text": "Angela Merkel", "expect": {"country": "DEU", "code_1": "ELI", "wiki": "Angela Merkel"}},
        {"text": "a cat", "expect": {"none": True}},
    )
    table = Table()
    result = evaluate_actors(table, path)
    assert result.n == 4 and result.accuracy == 1.0
    assert result.per_class["country, described"].report()["n"] == 3 and result.per_class["country, named"].f1 == 0
    assert table.asked[1] == ("the guard", date(2021, 7, 1), "Saudi")


def test_a_day_comes_in_three_forms(tmp_path):
    rows = [{"text": "x", "expect": {"country": ""}, "args": {"query_date": d}} for d in ("2022-01-10", "10 May 2015", "October 1, 2021", "today")]
    assert [c.on for c in iter_cases(write(tmp_path / "a.jsonl", *rows))] == [date(2022, 1, 10), date(2015, 5, 10), date(2021, 10, 1), None]


def test_a_malformed_line_is_named(tmp_path):
    with pytest.raises(DataError, match="line 1") as caught:
        list(iter_cases(write(tmp_path / "a.jsonl", {"text": "x"})))
    assert caught.value.code == "DRG-DATA-009"
