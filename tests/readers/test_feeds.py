from __future__ import annotations

import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes, read_path, read_stream
from dragoman.readers.entries import MAX_ENTRIES, Entry, read_entry
from dragoman.readers.feeds import CHUNK_BYTES, MAX_ENTRY_TAGS
from dragoman.records import Document, Rejection

from .conftest import check_item

WORDS = "Ruritania expelled two diplomats on Friday."
NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'


def entry(inside: str = f"<description>{WORDS}</description>", *, date: str = "<pubDate>Tue, 12 May 2026 09:30:00 +0300</pubDate>") -> str:
    return f"<item><title>Two diplomats expelled</title><link>https://wire.example/1</link><guid isPermaLink='false'>g1</guid>{date}{inside}</item>"


def rss(inside: str, *, head: str = "", start: str = "") -> str:
    return f'{start}<rss version="2.0" {NAMESPACES}><channel><title>Example Wire</title><link>https://wire.example/</link>{head}{inside}</channel></rss>'


def atom(inside: str, *, head: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://wire.example/"><title>Example Wire</title>{head}<entry><title>Two expelled</title><id>tag:1</id>'
        f'<link rel="self" href="self"/><link rel="enclosure" href="a.mp3"/><link href="1"/>{inside}</entry></feed>'
    )


def read(text: str | bytes, name: str = "a.xml", **options: str) -> list[Document | Rejection]:
    items = list(read_bytes(text if isinstance(text, bytes) else text.encode(), name=name, **options))
    assert items
    for one in items:
        check_item(one)
    return items


def only(text: str | bytes, **options: str) -> Document:
    (one,) = read(text, **options)
    assert isinstance(one, Document), one
    return one


def codes(text: str | bytes, **options: str) -> list[str]:
    return [one.code[9:] if isinstance(one, Rejection) else "" for one in read(text, **options)]


def body(text: str | bytes) -> str:
    return only(text).text.split("\n\n", 1)[1]


def test_an_entry_is_a_document():
    document = only(rss(entry("<dc:creator>Jane Doe, AFP</dc:creator><category>x</category>" + f"<description>{WORDS}</description>"), head="<language>en-GB</language>"))
    assert document.text == f"Two diplomats expelled\n\n{WORDS}"
    assert (document.title, document.publisher, document.agencies) == ("Two diplomats expelled", "Example Wire", ("AFP",))
    assert (document.url, document.path, document.published_at) == ("https://wire.example/1", "a.xml#g1", "2026-05-12T09:30:00+03:00")


def test_the_full_content_counts_before_the_summary():
    full = "<content:encoded><![CDATA[<p>One.</p><p>Two <b>bold</b> words.</p>]]></content:encoded>"
    assert body(rss(entry(f"<description>{WORDS}</description>{full}"))) == "One.\n\nTwo bold words."
    assert body(rss(entry(f"<description>{WORDS}</description><content:encoded> </content:encoded>"))) == WORDS


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<content type='html'>&lt;p&gt;Fox &amp;amp; Sons&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</content>", "Fox & Sons\n\nTwo"),
        ("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Fox &amp; <b>Sons</b></p><p>Two</p></div></content>", "Fox & Sons\n\nTwo"),
        ("<content type='xhtml' xmlns:x='http://www.w3.org/1999/xhtml'><x:div><x:p>Fox</x:p><x:p>Two</x:p></x:div></content>", "Fox\n\nTwo"),
        ("<content>1 &lt; 2 &amp;amp; so on.</content>", "1 < 2 &amp; so on."),
        ("<content src='https://wire.example/v' type='video/mp4'/><summary>Short.</summary>", "Short."),
        ("<content type='text/html' mode='base64'>aGFsbG8=</content><summary>Short.</summary>", "Short."),
        ("<content type='image/png'>aGFsbG8=</content><summary type='html'>Fox &amp;amp; Sons</summary>", "Fox & Sons"),
    ],
)
def test_the_content_of_atom_is_read_by_its_type(content, expected):
    assert body(atom(f"<updated>2026-05-12T06:30:00Z</updated>{content}")) == expected


def test_an_atom_entry_is_a_document():
    document = only(atom(f"<updated>2026-05-13T00:00:00Z</updated><published>2026-05-12T06:30:00Z</published><author><name>Reuters</name></author><content>{WORDS}</content>"))
    assert (document.url, document.published_at, document.agencies) == ("https://wire.example/1", "2026-05-12T06:30:00+00:00", ("Reuters",))
    source = f"<source><title>The Origin</title><updated>2020-01-01T00:00:00Z</updated></source><updated>2026-05-13T00:00:00Z</updated><content>{WORDS}</content>"
    assert (only(atom(source)).publisher, only(atom(source)).published_at) == ("The Origin", "2026-05-13T00:00:00+00:00")


def test_rss_1_0_is_read():
    item = f'<item rdf:about="https://wire.example/1"><title>T</title><link>https://wire.example/1</link><dc:date>2026-05-12</dc:date><description>{WORDS}</description></item>'
    head = '<channel rdf:about="https://wire.example/"><title>Example Wire</title><items><rdf:Seq><rdf:li rdf:resource="https://wire.example/1"/></rdf:Seq></items></channel>'
    document = only(f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {NAMESPACES}>{head}{item}</rdf:RDF>')
    assert (document.published_at, document.publisher, document.path) == ("2026-05-12", "Example Wire", "a.xml#https://wire.example/1")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Tue, 12 May 26 09:30 EST", "2026-05-12T09:30:00-05:00"),
        ("Tue, 12 May 2026 09:30:00 PDT", "2026-05-12T09:30:00-07:00"),
        ("2026-05-12T09:30:00+03:00", "2026-05-12T09:30:00+03:00"),
        ("12 May 2026", "2026-05-12"),
        ("Tue, 12 May 2026 09:30:00", "2026-05-12"),
    ],
)
def test_dates_are_read_as_feeds_write_them(written, read_as):
    assert only(rss(entry(date=f"<pubDate>{written}</pubDate>"))).published_at == read_as


def test_an_entry_without_a_date_takes_that_of_the_feed_only_where_the_feed_states_one():
    undated = entry(date="")
    built = "<lastBuildDate>Wed, 13 May 2026 00:00:00 GMT</lastBuildDate>"
    assert only(rss(undated, head=f"{built}<pubDate>Mon, 11 May 2026 00:00:00 GMT</pubDate>"), published_at="2020-01-01").published_at == "2026-05-11T00:00:00+00:00"
    assert only(rss(undated, head=built), published_at="2020-01-01").published_at == "2020-01-01"
    assert only(atom(f"<content>{WORDS}</content>", head="<updated>2026-05-13T00:00:00Z</updated>")).published_at is None
    assert codes(rss(entry(date="<pubDate>soon</pubDate>"), head="<pubDate>Mon, 11 May 2026 00:00:00 GMT</pubDate>"), published_at="2020-01-01") == ["012"]


def test_links_are_completed_and_the_original_one_counts():
    assert only(rss(entry().replace("https://wire.example/1", "/news/1"))).url == "https://wire.example/news/1"
    assert only(rss(entry().replace("<link>https://wire.example/1</link>", "").replace("'false'>g1", "'true'>https://wire.example/g"))).url == "https://wire.example/g"
    assert only(rss(entry().replace("https://wire.example/1", "javascript:alert(1)"))).url is None
    assert only(atom(f"<content>{WORDS}</content>").replace('<link href="1"/>', "").replace("tag:1", "https://wire.example/id")).url == "https://wire.example/id"
    counted = entry().replace("</item>", "<f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>https://origin.example/1</f:origLink></item>")
    assert only(rss(counted)).url == "https://origin.example/1"


def test_titles_lose_their_markup():
    assert only(rss(entry().replace("Two diplomats expelled", "Two &lt;b&gt;expelled&lt;/b&gt; by AT&amp;amp;T"))).title == "Two expelled by AT&T"
    assert only(rss(entry().replace("Two diplomats expelled", "<![CDATA[AT&T <i>expels</i>]]>"))).title == "AT&T expels"
    assert only(rss(entry().replace("<title>", "<media:title>Photo</media:title><title>", 1))).title == "Two diplomats expelled"


@pytest.mark.parametrize(
    ("damage", "text"),
    [
        (lambda text: text.replace("Ruritania", "AT&T; Q&A Ruritania"), "AT&T; Q&A " + WORDS),
        (lambda text: text.replace("Ruritania", "Caf&eacute;&nbsp;&mdash;&foo; Ruritania"), "Café\u00a0—&foo; " + WORDS),
        (lambda text: text.replace("Ruritania", "\x0b\x01Rur&#0;&#x1F600;&#150;itania"), "Rur😀–itania expelled two diplomats on Friday."),
        (lambda text: text.replace(NAMESPACES, "").replace("description", "content:encoded"), WORDS),
        (lambda text: text.replace("item>", "ITEM>").replace("description>", "DESCRIPTION>"), WORDS),
        (lambda text: text.replace("Ruritania", "<x:1y><b>Ruritania</b></x:1y>"), WORDS),
        (lambda text: "\n\n  " + text, WORDS),
        (lambda text: "\ufeff" + text, WORDS),
        (lambda text: '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss.dtd">' + text, WORDS),
        (lambda text: text.replace("Ruritania expelled", "<p>Ruritania <b>expelled</b></p>"), "Ruritania expelled\n\ntwo diplomats on Friday."),
        (lambda text: text.replace(WORDS, f"<![CDATA[<p>]]]]><![CDATA[> {WORDS}</p>]]>"), "]]> " + WORDS),
    ],
)
def test_what_feeds_are_known_to_break_is_survived(damage, text):
    assert body(damage(rss(entry()))) == text


@pytest.mark.parametrize(("declared", "actual"), [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("windows-1251", "cp1251"), ("utf-16", "utf-16"), ("nonsense", "utf-8")])
@pytest.mark.parametrize("filler", [0, 70_000])
def test_encodings_are_told_apart_even_far_from_the_start(declared, actual, filler):
    words = "Москва выслала двух." if actual == "cp1251" else "Café Zürich."
    text = rss(entry(f"<description>{words}</description>"), start=f'<?xml version="1.0" encoding="{declared}"?>', head=f"<description>{'é' if actual != 'cp1251' else 'и'}{'x' * filler}</description>")
    assert body(text.encode(actual)) == words


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_plain_letters_in_a_wide_encoding_are_read(encoding):
    text = ("" if encoding in ("utf-16", "utf-32") else "\ufeff") + rss(entry(), start=f'<?xml version="1.0" encoding="{encoding[:6]}"?>')
    assert body(text.encode(encoding)) == WORDS


def test_references_at_the_edge_of_a_piece_stay_whole():
    start = rss("", head="").encode().index(b"</channel>")
    for shift in range(-12, 3):
        filler = "x" * (CHUNK_BYTES - start - len("<description></description>") - entry("").index("</item>") - len("<description>") + shift)
        assert body(rss(entry("<description>A&amp;B &nbsp;C &eacute; D.</description>"), head=f"<description>{filler}</description>")) == "A&B \u00a0C é D."


def test_an_unclosed_entry_costs_only_itself():
    broken = "<item><title>Broken<link>https://wire.example/0</link><description>x</description></item>"
    items = read(rss(broken + entry()))
    assert [one.path for one in items if isinstance(one, Document)] == ["a.xml#g1"] and any(isinstance(one, Rejection) for one in items)


def test_a_feed_that_breaks_off_gives_its_whole_entries_and_a_rejection():
    text = rss(entry() + entry())
    items = read(text[: text.rindex("Friday")])
    assert [type(one) for one in items] == [Document, Rejection] and isinstance(items[1], Rejection) and items[1].code == "DRG-READ-042"


@pytest.mark.parametrize(("text", "code"), [(rss(""), "041"), (rss(entry("")), "041"), (rss(entry("<description><![CDATA[<img src=x>]]></description>")), "041"), ("<rdf:RDF xmlns:rdf='x'/>", "041")])
def test_what_holds_no_text_is_a_rejection(text, code):
    assert codes(text) == [code]


def test_a_feed_of_100_000_entries_is_cut():
    start = time.perf_counter()
    items = list(read_bytes(rss("<item><description>Words of it.</description></item>" * 100_000).encode(), name="a.xml"))
    assert len(items) == MAX_ENTRIES + 1 and all(isinstance(one, Document) for one in items[:-1])
    last = items[-1]
    assert isinstance(last, Rejection) and last.code == "DRG-READ-046" and f"{MAX_ENTRIES}" in last.message
    assert time.perf_counter() - start < 20


class Endless:
    """A stream without end, which counts what was taken."""

    def __init__(self, start: str, piece: str) -> None:
        self.start, self.piece, self.taken = start.encode(), piece.encode(), 0

    def read(self, size: int, /) -> bytes:
        data = (self.start + self.piece * (size // len(self.piece) + 1))[:size]
        self.start, self.piece = b"", self.piece[size % len(self.piece) :] + self.piece[: size % len(self.piece)] if not self.start else self.piece
        self.taken += len(data)
        return data

    def readline(self, size: int, /) -> bytes:
        return self.read(size)


def test_entries_are_read_as_they_come():
    stream = Endless("<rss><channel>", "<item><description>Words of it.</description></item>")
    items = read_stream(stream, name="-")
    assert isinstance(next(iter(items)), Document) and stream.taken <= 3 * CHUNK_BYTES


@pytest.mark.parametrize(
    ("start", "piece", "code"),
    [("<rss><channel><title>", "x" * 100, "046"), ("<rss><channel><item><description>", "word ", "043"), ("<rss><channel><item>", "<a/>", "043"), ("<rss><channel>", "<a/>", "043"), ("<rss><channel><item>", "<b>", "043")],
)  # fmt: skip
def test_a_feed_that_never_ends_is_cut(start, piece, code):
    begun = time.perf_counter()
    (item,) = read_stream(Endless(start, piece), name="-")
    assert isinstance(item, Rejection) and item.code in (f"DRG-READ-{code}", "DRG-READ-043") and time.perf_counter() - begun < 20


def test_an_entry_of_too_many_elements_ends_the_feed():
    text = rss(entry() + entry("<b/>" * (MAX_ENTRY_TAGS + 1)) + entry())
    assert codes(text) == ["", "043"]


@pytest.mark.parametrize("declared", ["<!ENTITY a 'boom'>", "<!ENTITY % a SYSTEM 'http://127.0.0.1:1/x'> %a;", "<!ENTITY a SYSTEM 'file:///etc/passwd'>"])
def test_entities_are_not_read(declared):
    text = f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]>" + rss(entry("<description>&a;</description>"))
    assert codes(text) == ["043"]


def test_an_article_on_entities_is_read():
    page = "<![CDATA[<p>Write &lt;!DOCTYPE x [&lt;!ENTITY a 'b'>]> so.</p><!DOCTYPE x [<!ENTITY a 'b'>]>]]>"
    assert "Write <!DOCTYPE x [<!ENTITY a 'b'>]> so." in body(rss(entry(f"<description>{page}</description>")))


def test_json_feeds_are_read():
    item = {"id": 7, "url": "https://wire.example/1", "title": "Two expelled", "date_published": "2026-05-12T06:30:00Z", "authors": [{"name": "AFP"}]}
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Example Wire", "language": "en"}
    document = only(json.dumps({**feed, "items": [{**item, "content_html": f"<p>{WORDS}</p>", "summary": "Short."}]}))
    assert document.text == f"Two expelled\n\n{WORDS}"
    assert (document.publisher, document.agencies, document.path, document.published_at) == ("Example Wire", ("AFP",), "a.xml#7", "2026-05-12T06:30:00+00:00")
    items = [{**item, "content_text": "1 < 2 &amp; so."}, {**item, "summary": "Short."}, item, 5, {"content_text": 5}]
    found = read(json.dumps({**feed, "items": items}))
    assert [one.text.split("\n\n")[1] if isinstance(one, Document) else one.code[9:] for one in found] == ["1 < 2 &amp; so.", "Short.", "041", "010", "041"]
    assert codes(json.dumps({**feed, "items": [{"content_text": "x"}] * (MAX_ENTRIES + 1)}))[-1] == "046"
    assert codes(json.dumps({**feed, "items": 5})) == codes(json.dumps({**feed, "items": []})) == ["041"]


def test_the_page_behind_the_link_is_read_where_full_text_is_asked_for():
    def fetch(url: str):
        pages = {
            "https://wire.example/1": b"<html><body><article><p>The whole story, with far more words than the summary in the feed has.</p></article></body></html>",
            "https://wire.example/2": b"",
            "https://wire.example/3": b'{"text":"a"}\n{"text":"b"}',
        }
        return read_bytes(pages[url], name=url)

    def full(url: str | None) -> Document | Rejection:
        one = Entry(entry_id="g1", title="T", dates=("Tue, 12 May 2026 09:30:00 +0300",), url=url, publisher="Example Wire")
        return read_entry(one, name="a.xml", number=1, published_at=None, fetch=fetch)

    document = full("https://wire.example/1")
    assert isinstance(document, Document) and "whole story" in document.text
    assert (document.title, document.path, document.url, document.published_at) == ("T", "a.xml#g1", "https://wire.example/1", "2026-05-12T09:30:00+03:00")
    refused = [full(f"https://wire.example/{number}" if number else None) for number in (2, 3, 0)]
    assert [one.code for one in refused if isinstance(one, Rejection)] == ["DRG-READ-004", "DRG-READ-041", "DRG-READ-041"]
    assert all(one.path == "a.xml#g1" for one in refused)


def test_the_real_examples_are_read(samples):
    for path in (samples / "rss").iterdir():
        (item,) = read_path(path)
        assert isinstance(item, Document) and item.title == "Moscow expels two diplomats" and item.text.endswith("Full text") and item.path == f"{path}#urn:wire:1"
        assert item.publisher is not None and item.publisher.startswith("Example Wire") and item.url == "https://wire.example/world/2026/05/12/expel"


PARTS = st.sampled_from([
    "<item>", "</item>", "<entry>", "</entry>", "<channel>", "</channel>", "<title>", "</title>", "<description>", "</description>", "<content:encoded>", "</content:encoded>", "<link/>",
    "<link href='x'/>", "<link>http://[::1</link>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "<author><name>x</name></author>", "<source>", "</source>", "<a:b>", "words ", "&", "&amp;",
    "&nbsp", ";", "&#", "x41;", "<![CDATA[", "]]>", "<!--", "-->", "<?x?>", "<!DOCTYPE", "2026-05-12", "Tue, 12 May 26 09:30 EST", "\x00", "\x0b", "é", "<p>", "</p>", "</rss>",
])  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(PARTS, max_size=40).map("".join), st.sampled_from(["rss", "feed", "rdf:RDF", "rss><channel"]))
def test_any_feed_gives_documents_or_rejections(inside, root):
    read(f"<{root}>{inside}</{root}>")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_feed_gives_documents_or_rejections(position, byte):
    data = rss(entry() + entry(), start='<?xml version="1.0" encoding="utf-8"?>').encode()
    position %= len(data)
    read(data[: position + 1])
    read(data[:position] + bytes([byte]) + data[position + 1 :])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "items"]), inner, max_size=2),
    max_leaves=6,
)
JSON_FIELDS = ("id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified", "author", "authors", "language")


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(JSON_FIELDS), JSON_VALUES), st.dictionaries(st.sampled_from(["title", "authors", "author", "language"]), JSON_VALUES))
def test_values_of_any_type_in_a_json_feed_give_documents_or_rejections(item, feed):
    read(json.dumps({"version": "https://jsonfeed.org/version/1.1", **feed, "items": [item]}), name="a.json")


def test_standard_input_may_be_a_feed():
    (item,) = read_stream(io.BytesIO(rss(entry()).encode()))
    assert isinstance(item, Document) and item.path == "-#g1"
