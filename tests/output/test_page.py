from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Coding
from dragoman.output.article import Mark, record_marks, render_article, render_pieces
from dragoman.output.page import render_page
from dragoman.output.wording import printable
from dragoman.records import CodedDocument, Rejection

HOSTILE = "Ruritania <script>alert(1)</script> & <img src=x onerror=alert(2)> \"quoted\" 'single' --> ]]>"


class Page(HTMLParser):
    """Collects elements, attributes, ids and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_article_is_the_text_character_by_character(coded):
    assert plain(render_article(coded, 0)) == coded.text


def test_script_in_a_document_stays_text(empty_coded):
    page = Page(render_page([empty_coded(HOSTILE, path=HOSTILE)]))
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_script_in_records_stays_text(make_story):
    page = Page(render_page([make_story(path='"><script>alert(1)</script>')], [Rejection(stage="read", code="X", message=HOSTILE, path=HOSTILE)]))
    assert page.tags.count("script") == 1
    assert "img" not in page.tags


def test_the_policy_allows_only_the_pages_own_style_and_script(coded):
    text = render_page([coded])
    policy = next(v for v in Page(text).values("content") if v.startswith("default-src"))
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL).group(1)
        assert base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() in policy


def test_the_page_loads_nothing(coded):
    text = render_page([coded, coded])
    page = Page(text)
    assert not page.values("src")
    assert all(link.startswith("#") for link in page.values("href"))
    assert "url(" not in text
    assert "@import" not in text
    assert not page.values("style")


def test_ids_are_unique_and_every_link_has_its_target(coded):
    page = Page(render_page([coded, coded]))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.values("href")} <= set(ids)
    used = {use.rpartition(":")[0] for uses in page.values("data-r") for use in uses.split()}
    assert used <= set(ids)


def test_every_record_has_a_card_and_every_card_its_words(coded):
    page = Page(render_page([coded]))
    used = {use.rpartition(":")[0] for uses in page.values("data-r") for use in uses.split()}
    cards = {i for i in page.values("id") if "-" in i}
    assert len(cards) == 11
    assert cards == used


def test_explanations_and_confidence_are_on_the_card(coded):
    text = plain(render_page([coded]))
    assert "headline and lead tell the same signing" in text
    assert "confidence 0.93" in text


def test_notebook_display_is_a_sandboxed_frame(coded):
    frame = Coding(coded)._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts"')
    assert "<script" not in frame


def test_page_without_documents_lists_what_was_not_read():
    assert "DRG-READ-001" in render_page([], [Rejection(stage="read", code="DRG-READ-001", message="no file", path="x")])


def test_broken_bytes_can_be_written(empty_coded):
    render_page([empty_coded("a", path="\udc80")]).encode("utf-8")


@st.composite
def text_with_marks(draw):
    text = draw(st.text(min_size=1, max_size=60))
    bounds = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda b: b[0] < b[1])
    spans = draw(st.lists(bounds, max_size=8))
    return text, sorted(Mark(a, b, f"d0-events-{n}", draw(st.sampled_from("karce"))) for n, (a, b) in enumerate(spans))


@given(text_with_marks())
@settings(max_examples=200)
def test_any_text_under_any_overlapping_spans_is_kept_and_inert(case):
    text, marks = case
    markup = render_pieces(text, marks, 0, len(text))
    assert set(Page(markup).tags) <= {"a", "span"}
    assert html.unescape(re.sub(r"<[^>]*>", "", markup)) == html.unescape(html.escape(printable(text)))


@given(text_with_marks())
def test_each_record_is_named_on_exactly_its_own_characters(case):
    text, marks = case
    markup = render_pieces(text, marks, 0, len(text))
    covered: dict[str, int] = {}
    for uses, words in re.findall(r'data-r="([^"]*)">(.*?)</(?:a|span)>', markup, re.DOTALL):
        for use in uses.split():
            covered[use] = covered.get(use, 0) + len(html.unescape(words))
    assert covered == {f"{m.card}:{m.part}": m.end - m.start for m in marks}


def test_holders_of_a_stance_are_not_the_claims_key_words(coded: CodedDocument):
    claim = [m for m in record_marks(coded.record, 0) if m.card == "d0-claims-0" and m.part == "k"]
    assert [coded.text[m.start : m.end] for m in claim] == ["accuse", "denies"]
