from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ReadError
from dragoman.readers import read_bytes
from dragoman.readers.html import has_markup, read_html
from dragoman.records import Document

from .conftest import check_item, kinds

SENTENCE = "The foreign minister of Ruritania said on day %d that the two countries had signed a border treaty in the capital."
STORY = "".join(f"<p>{SENTENCE % number}</p>" for number in range(6))


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def read(data: bytes, name: str = "page.html") -> Document:
    (item,) = read_bytes(data, name=name)
    assert isinstance(item, Document), item
    check_item(item)
    return item


def test_the_article_is_read_without_the_page(samples):
    document = read((samples / "html" / "newsarticle_synthetic.html").read_bytes())
    assert (document.title, document.publisher, document.published_at) == ("Moscow expels two diplomats", "Example Wire", "2026-05-12T09:30:00+03:00")
    assert document.url == "https://wire.example/world/2026/05/12/expel"
    assert "naval exercises" in document.text
    for words in ("cookies", "Subscribe", "All rights", "<", "phones"):
        assert words not in document.text
    assert kinds(document)[0] == ("headline", "Moscow expels two diplomats")
    assert document.dateline_place is not None and document.dateline_place.text == "MOSCOW"


def test_entities_are_characters_and_scripts_are_not_text():
    document = read(page(f"<article>{STORY}<p>Fox &amp; Sons&nbsp;agreed &#8220;at once&#8221; on the terms of it.</p><script>evil()</script></article>"))
    assert "Fox & Sons\u00a0agreed “at once”" in document.text and "evil" not in document.text


def test_a_figure_caption_stays_in_its_place():
    body = (
        f"<article><p>{SENTENCE % 90}</p><figure><img src=x><figcaption>The king, left, and the queen in the capital. AP</figcaption></figure>{STORY}</article>"
    )
    assert ("caption", "The king, left, and the queen ") in kinds(read(page(body)))


def test_a_piece_of_a_page_keeps_all_its_words():
    document = read(
        b"<h2>Head</h2>Intro words.<p>Para <b>bold</b> and <a href=x>link</a>.</p>tail<br>more<script>x()</script><ul><li>one<li>two</ul>", "story.txt"
    )
    assert document.text == "Head\n\nIntro words.\n\nPara bold and link.\n\ntail\nmore\n\none\n\ntwo"


def test_the_declared_character_set_is_used():
    data = page(f"<article>{STORY}<p>Žižka met the mayor of Plzeň there.</p></article>", "<meta charset=iso-8859-2>").decode().encode("iso-8859-2")
    assert "Žižka met the mayor of Plzeň" in read(data).text


def test_paragraphs_begin_and_end_with_a_word():
    assert read("<p>\u3000One.\u3000</p><p>\u2003\ufeff Two.\u00a0</p>".encode()).text == "One.\n\nTwo."


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 200_000,
        b"<html><body>" + b"<div>" * 100_000 + STORY.encode(),
        b"<html><body><p class='" + b"x" * 5_000_000 + b"'>" + STORY.encode(),
        b"<p " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">" + STORY.encode(),
        b"<html><body><article>" + b"<p><i><b>unclosed words here" * 3_000,
        b'<html><a href="' * 200_000,
        b"<html><!--" * 200_000,
        b"<html><body><table>" + b"<tr><td>" * 20_000,
        b"<html><script>" + b"x" * 3_000_000,
        b'<html><head><script type="application/ld+json">' + b"[" * 300_000 + b"</script><body>" + STORY.encode(),
    ],
    ids=["divs", "deep", "attribute", "attributes", "unclosed", "quotes", "comments", "tables", "script", "json-ld"],
)
def test_bombs_are_read_or_refused_in_time(data):
    start = time.perf_counter()
    for item in read_bytes(data, name="bomb.html"):
        check_item(item)
    assert time.perf_counter() - start < 10


def test_entities_of_a_document_type_are_not_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "lolol">' + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "&a;"}">' for n in range(12)) + "]>"
    document = read(f"{bomb}<html><body><article><p>&b11; words</p>{STORY}</article></body></html>".encode())
    assert "lolol" not in document.text and len(document.text) < 2_000


def test_external_entities_are_not_read(tmp_path):
    (tmp_path / "secret").write_text("top secret words", encoding="utf-8")
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><html><body><article><p>&x;</p>{STORY}</article></body></html>'
    assert "secret words" not in read(bomb.encode()).text


def test_a_page_without_words_is_refused():
    with pytest.raises(ReadError, match="DRG-READ-013"):
        read_html(page("<nav>Home</nav><script>x</script>"), path="p.html")


@pytest.mark.parametrize(
    ("text", "expected"), [("<p>Hello", True), ("a <b>b</b> c", True), ("x < y and y > z", False), ("Treaty <Nov 2024>", False), ("<3 you", False)]
)
def test_markup_is_told_from_text(text, expected):
    assert has_markup(text) is expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "<article>",
                "<html>",
                "<body>",
                "<br>",
                "<!--",
                "-->",
                "<table><tr>",
                "<td>",
                "<blockquote>",
                "&amp;",
                "&#0;",
                "&#xD800;",
                '<a href="',
                ">",
                "<figure><figcaption>",
                "</figure>",
                "<script>",
                "<time datetime=x>",
                "Words of a story.",
                "\x0b",
                "é",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_markup_is_read_or_refused(text):
    for item in read_bytes(text.encode(), name="any.html"):
        check_item(item)


@pytest.mark.parametrize("control", ["\x01", "\x1f", "&#2;", "&#x1F;", "&#x0001;", "\ufffe"])
def test_control_characters_are_left_out_and_spans_count_without_them(control):
    story = STORY.replace("border treaty", f"bor{control}der&nbsp;treaty").replace("capital", f"capital{control}")  # no-break spaces are hidden from trafilatura
    document = read(page(f"<article><h1>Trea{control}ty</h1><figure><img><figcaption>Min{control}isters</figcaption></figure>{story}</article>"))
    assert "border\u00a0treaty in the capital." in document.text and "Ministers" in document.text
    assert all(document.text[s.start : s.end].strip() for s in document.segments)
    assert not any(ord(c) < 32 and c != "\n" for c in document.text)


def test_form_feeds_part_words_and_other_references_stay():
    document = read(page(f"<article>{STORY}<p>The envoy\x0creturned&#12;home&#44; officials said on the &#49;3th&#13;&#10;of May after weeks of talks.</p></article>"))
    assert "The envoy returned home, officials said on the 13th of May" in document.text
