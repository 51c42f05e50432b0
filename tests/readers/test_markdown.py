from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes
from dragoman.readers.markdown import split_front_matter
from dragoman.records import Document, Rejection

from .conftest import check_item, kinds

STORY = "Ruritania signed a *treaty* with [Graustark](https://wire.example/g) on Friday."
PLAIN = "Ruritania signed a treaty with Graustark on Friday."


def read(text: str | bytes, name: str = "a.md", **options: str) -> Document | Rejection:
    (item,) = read_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), name=name, **options)
    check_item(item)
    return item


def only(text: str | bytes, **options: str) -> Document:
    item = read(text, **options)
    assert isinstance(item, Document), item
    return item


def code(text: str | bytes) -> str:
    item = read(text)
    assert isinstance(item, Rejection), item
    return item.code[9:]


def test_the_text_is_what_a_browser_shows():
    text = (
        "# A treaty\n\n"
        + STORY
        + "\nIt was\\\nlate; `code` stays.\n\n> We shall see,\n> he said.\n\n- One ~~not~~ &amp; two\n- Three\n\n![The king](king.jpg)\n\n## Reactions\n\nLast <b>words</b>.[^1]\n"
    )
    document = only(text)
    expected = ["A treaty", f"{PLAIN} It was\nlate; code stays.", "We shall see, he said.", "One not & two", "Three", "Reactions", "Last words.[^1]"]
    assert document.text.split("\n\n") == expected and document.title == "A treaty"
    assert kinds(document)[0] == ("headline", "A treaty") and ("quote_block", "We shall see, he said.") in kinds(document)


def test_code_and_tables_are_left_out():
    blocks = ["```python\nprint('secret')\n```", "    indented secret", "| a | b |\n|---|---|\n| secret | 1 |", "<table><tr><td>secret</td></tr></table>", "<pre>secret</pre>", "<!-- secret -->"]
    assert only("\n\n".join([STORY, *blocks, "The end came late."])).text == f"{PLAIN}\n\nThe end came late."
    assert code("```\nsecret\n```\n") == "004"


def test_front_matter_reaches_the_document():
    head = 'title: "A \\"treaty\\""\ndate: 2024-06-19T10:00:00Z  # when\nauthor:\n  - Jane Doe\n  - AFP\nsource: Example Wire\nurl: https://wire.example/1\nlanguage: en-GB\ntags: {a: 1}\nmore:\n  title: x\n'
    document = only(f"---\n{head}---\n\n{STORY}\n", published_at="2020-01-01")
    assert (document.title, document.published_at, document.publisher, document.url) == ('A "treaty"', "2024-06-19T10:00:00+00:00", "Example Wire", "https://wire.example/1")
    assert document.agencies == ("AFP",) and document.text == f'A "treaty"\n\n{PLAIN}'
    assert only(STORY, published_at="2020-01-01").published_at == "2020-01-01"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: It's: a title # not", {"title": "It's: a title"}),
        ("title: 'It''s # one'", {"title": "It's # one"}),
        ("Title:   x\ntitle: y", {"title": "x"}),
        ("title: >-\n  two\n  lines\ndate: 2024-06-19", {"title": "two lines", "date": "2024-06-19"}),
        ("title: two\n  lines", {"title": "two lines"}),
        ("authors: [Jane, 'AFP']\nlang: en", {"author": "Jane; AFP", "language": "en"}),
        ("authors:\n- Jane\n- AFP\npublisher: ~", {"author": "Jane; AFP"}),
        ("title: null\nsource:\nurl: http://a.example/x", {"url": "http://a.example/x"}),
        ("published-at: 2024-06-19\nBy: Jane", {"date": "2024-06-19", "author": "Jane"}),
        ("layout: &x {a: [1, 2}\n? odd\ntitle: t", {"title": "t"}),
    ],
)
def test_front_matter_is_read(head, expected):
    assert split_front_matter(f"---\n{head}\n---\ntext", "a.md") == (expected, "text")


@pytest.mark.parametrize("head", ["title: &a x", "title: *a", "title: !!python/object x", "title: {a: b}", "title: 'x", 'title: "x', "author:\n  name: Jane", "authors: [a"])
def test_a_known_field_that_is_written_otherwise_is_not_guessed_at(head):
    assert code(f"---\n{head}\n---\n{STORY}") == "048"


def test_toml_is_read_too():
    document = only(f'+++\ntitle = "A treaty"\ndate = 2024-06-19T10:00:00Z\nauthors = ["Jane", "dpa"]\n[params]\ntitle = "x"\n+++\n{STORY}')
    assert (document.title, document.published_at, document.agencies) == ("A treaty", "2024-06-19T10:00:00+00:00", ("dpa",))
    assert code(f"+++\ntitle = \n+++\n{STORY}") == "048"


def test_a_rule_at_the_top_is_no_front_matter():
    assert only(f"---\n\n{STORY}\n\n---\n\nMore of it came.").text == f"{PLAIN}\n\nMore of it came."
    assert only(f"---\n{STORY}").text == PLAIN


def test_a_date_that_cannot_be_read_is_a_rejection():
    assert code(f"---\ndate: 03/04/2024\n---\n{STORY}") == "012"


@pytest.mark.parametrize(("data", "expected"), [("", "004"), (" \n", "004"), ("---\ntitle: x\n---\n", "004"), ("word " * 500_000, "007"), ("a\0b", "005"), ("a\n\n" * 110_000, "014")])
def test_what_is_no_story_is_refused(data, expected):
    assert code(data) == expected


def test_the_name_or_the_server_tells_markdown():
    (item,) = read_bytes(b"[Graustark](x) signs.", name="a.markdown")
    assert isinstance(item, Document) and item.text == "Graustark signs."
    (item,) = read_bytes(STORY.encode(), name="a.txt")
    assert isinstance(item, Document) and item.text == STORY


@pytest.mark.parametrize("piece", ["[", "[a](", "![", "*a ", "**", "_a", "`a", ">", "- ", "<!--", '<a b="', "|", "&", "~~a", "\\", "<b>", "a\n", "[a]: /u\n", "#", "\t", "1. "])
def test_repeated_marks_take_no_more_than_linear_time(piece):
    start = time.perf_counter()
    read(piece * 20_000)
    assert time.perf_counter() - start < 10


PARTS = st.sampled_from(["# ", "- ", "> ", "```", "\n", "\n\n", "    ", "|", "---", "[a](b)", "![", "*", "_", "`", "<b>", "<!--", "<table>", "&amp;", "title: ", "x", "é", "\u2028", "\ud800", "\\"])


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80) | st.lists(PARTS, max_size=30).map("".join))
def test_any_text_gives_a_document_or_a_rejection(text):
    read(text)
    read(f"---\n{text}\n---\nwords")
    read(f"+++\n{text}\n+++\nwords")
