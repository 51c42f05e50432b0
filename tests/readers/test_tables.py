from __future__ import annotations

import csv
import io
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.readers import read_bytes
from dragoman.readers.limits import MAX_ROW_BYTES
from dragoman.readers.tables import COLUMNS, read_csv, read_jsonl
from dragoman.records import Document, Rejection

from .conftest import check_item


def outcome(data: bytes | str, name: str, **options: str) -> list[str]:
    """Returns the text of each document and the code of each rejection."""
    items = list(read_bytes(data.encode() if isinstance(data, str) else data, name=name, **options))
    for item in items:
        check_item(item)
    return [item.text if isinstance(item, Document) else item.code for item in items]


def only(data: bytes | str, name: str, **options: str) -> Document:
    (item,) = read_bytes(data.encode() if isinstance(data, str) else data, name=name, **options)
    assert isinstance(item, Document), item
    return item


def test_a_bad_line_is_one_rejection_and_the_others_are_read():
    lines = ['{"text":"One."}', "{bad", "", "[1]", '{"text":5}', '{"title":"t"}', '{"text":" "}', '{"text":"x","date":"03/04/2024"}', '{"text":"Two."}']
    expected = ["One.", "DRG-READ-009", "DRG-READ-010", "DRG-READ-011", "DRG-READ-011", "DRG-READ-004", "DRG-READ-012", "Two."]
    assert outcome("\n".join(lines), "a.jsonl") == expected


def test_the_path_names_the_row():
    items = list(read_bytes(b'{"text":"One."}\n{"id":"wire-7","text":"Two."}\n{bad\n', name="a.jsonl"))
    assert [item.path for item in items] == ["a.jsonl#1", "a.jsonl#wire-7", "a.jsonl#3"]


@pytest.mark.parametrize("column", COLUMNS["text"])
def test_text_is_found_under_each_of_its_names(column):
    assert outcome(json.dumps({column.upper(): "One.", "headline": "H"}), "a.jsonl") == ["One."]
    assert outcome(f"{column},x\nOne.,y\n", "a.csv") == ["One."]


def test_the_other_columns_reach_the_document():
    row = {
        "id": 7,
        "headline": "H",
        "content": "One.",
        "Published At": "2024-06-19T10:00:00Z",
        "source": {"id": "bbc", "name": "BBC"},
        "link": "https://a.example/1",
        "lang": "en-GB",
    }
    document = only(json.dumps(row), "a.jsonl")
    assert (document.title, document.publisher, document.url, document.language) == ("H", "BBC", "https://a.example/1", "en-GB")
    assert document.published_at == "2024-06-19T10:00:00+00:00"


def test_a_given_date_is_for_rows_without_one():
    assert only('{"text":"One.","date":"2024-06-19"}', "a.jsonl", published_at="2020-01-01").published_at == "2024-06-19"
    assert only('{"text":"One.","date":"n/a"}', "a.jsonl", published_at="2020-01-01").published_at == "2020-01-01"
    assert only('{"text":"One.","date":NaN}', "a.jsonl", published_at="2020-01-01").published_at == "2020-01-01"


def test_markup_in_a_row_does_not_reach_the_text():
    assert outcome('{"text":"<p>Fox &amp; Sons</p><script>x()</script><p>Two<br>lines</p>"}', "a.jsonl") == ["Fox & Sons\n\nTwo\nlines"]


def test_half_a_surrogate_pair_is_survived():
    assert outcome('{"text":"a \\ud800 b","title":"\\udfff"}', "a.jsonl") == ["a \ufffd b"]


def test_lines_in_an_old_encoding_are_survived():
    assert outcome('{"text":"caf\xe9 society"}\n{"text":"ok"}'.encode("latin-1"), "a.jsonl") == ["café society", "ok"]


@pytest.mark.parametrize(
    "content",
    ['[{"text":"a"},{"text":"b"}]', '{"articles":[{"text":"a"},{"text":"b"}]}', '{"text":"a"}\n{"text":"b"}', '[\n {"text": "a"},\n {"text": "b"}\n]'],
)
@pytest.mark.parametrize("name", ["a.json", "-", "a.jsonl"])
def test_json_is_read_in_each_of_its_shapes(content, name):
    if name == "a.jsonl" and content.startswith(("[{", '{"articles')):
        pytest.skip("a list in one line is no JSON Lines")
    assert outcome(content, name) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "code"), [('{"text": ', "009"), ("[" * 2_000_000, "009"), ("[]", "015"), ("3", "010"), ('{"a":1}', "011"), ('{"text":[1]}', "011")]
)
def test_json_that_holds_no_story_is_refused(content, code):
    assert outcome(content, "a.json") == [f"DRG-READ-{code}"]


def test_a_broken_first_line_does_not_hide_the_others():
    assert outcome('{"text": \n{"text":"two"}\n', "-") == ["DRG-READ-009", "two"]


def test_csv_rows_that_are_quoted_wrongly_cost_only_themselves():
    rows = ["title,content,date", 'A,"Russia s, ""quoted""\nsecond line",2024-01-02', 'B,"unclosed,2024-01-03', "C,fine,", "D,x,y,z", ",last,"]
    assert outcome("\n".join(rows), "a.csv") == ['Russia s, "quoted"\nsecond line', "DRG-READ-010", "fine", "DRG-READ-010", "last"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "-"])
def test_the_delimiter_is_found(delimiter, name):
    assert outcome(f"text{delimiter}title\nOne.{delimiter}T\n", name) == ["One."]


def test_a_table_from_a_spreadsheet_in_utf_16_is_read():
    assert outcome("\ufefftext\tid\ncafé news\t1\n".encode("utf-16"), "a.tsv") == ["café news"]


@pytest.mark.parametrize(("data", "code"), [("", "015"), ("a,b\n1,2\n", "011"), ("id,text\n", "015")])
def test_csv_without_stories_is_refused(data, code):
    assert outcome(data, "a.csv") == [f"DRG-READ-{code}"]


@pytest.mark.parametrize(("name", "before", "after"), [("a.jsonl", '{"text":"', '"}\n{"text":"ok"}\n'), ("a.csv", "id,text\n1,", "\n2,ok\n")])
def test_a_line_of_50_megabytes_is_refused_fast_and_the_next_is_read(name, before, after):
    data = before.encode() + b"x" * 50_000_000 + after.encode()
    start = time.perf_counter()
    assert outcome(data, name) == ["DRG-READ-008", "ok"]
    assert time.perf_counter() - start < 2


def test_quotation_marks_that_never_close_cost_linear_time():
    start = time.perf_counter()
    assert outcome("id,text\n" + 'x","\n' * 300_000, "a.csv")
    assert time.perf_counter() - start < 10


class Endless:
    """A stream without end, which counts what was taken."""

    def __init__(self, line: bytes) -> None:
        self.line, self.taken = line, 0

    def readline(self, size: int = -1, /) -> bytes:
        self.taken += 1
        return self.line

    def read(self, size: int, /) -> bytes:
        return self.line


@pytest.mark.parametrize(("read", "line"), [(read_jsonl, b'{"text":"One."}\n'), (read_csv, b"text\n")])
def test_rows_are_read_as_they_come(read, line):
    stream = Endless(line)
    items = read(stream, name="-")
    for _ in range(3):
        assert isinstance(next(items), Document)
    assert stream.taken <= 5


def test_rows_longer_than_the_limit_do_not_exist():
    assert MAX_ROW_BYTES < 10_000_000


@given(st.lists(st.fixed_dictionaries({"text": st.text(max_size=30), "title": st.text(max_size=10)}), min_size=1, max_size=6))
def test_every_row_is_a_document_or_a_rejection(rows):
    assert len(outcome("\n".join(json.dumps(row) for row in rows), "a.jsonl")) == len(rows)
    assert len(outcome(json.dumps(rows), "a.json")) == len(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["text", "title"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({key: "".join(c for c in value if c.isprintable()) for key, value in row.items()} for row in rows)
    assert len(outcome(out.getvalue().encode("utf-8", "replace"), "a.csv")) == len(rows)


@given(st.text(alphabet='ab",\n\r; \x00é', max_size=60))
def test_any_csv_gives_documents_or_rejections(body):
    for item in read_bytes(f"id,text\n{body}".encode(), name="a.csv"):
        assert isinstance(item, Document | Rejection)
        check_item(item)
