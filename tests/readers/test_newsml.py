from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes, read_path
from dragoman.records import Document, Rejection

from .conftest import check_item, kinds

NITF = "<inlineXML><nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><body><body.head>%s</body.head><body.content>%s</body.content></body></nitf></inlineXML>"
TEXT = NITF % ("", "<p>Ruritania signed a treaty on Friday.</p>")


def item(content: str = TEXT, *, meta: str = "", about: str = "", guid: str = "urn:a", version: str = "1", kind: str = "text") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}"><itemMeta><itemClass qcode="ninat:{kind}"/>{meta}</itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2024-01-01T00:00:00Z</sent></header><itemSet>{"".join(items)}</itemSet></newsMessage>'


def read(text: str | bytes, **options: str) -> list[Document | Rejection]:
    items = list(read_bytes(text if isinstance(text, bytes) else text.encode(), name="a.xml", **options))
    assert items
    for one in items:
        check_item(one)
    return items


def only(text: str | bytes, **options: str) -> Document:
    (one,) = read(text, **options)
    assert isinstance(one, Document), one
    return one


def refusal(text: str | bytes) -> tuple[str, str]:
    (one,) = read(text)
    assert isinstance(one, Rejection), one
    return one.code.removeprefix("DRG-READ-"), one.message


def test_what_the_item_says_of_itself_reaches_the_document():
    meta = "<provider qcode='nprov:DPA'><name>dpa</name></provider><versionCreated>2024-06-21T09:00:00Z</versionCreated><firstCreated>2024-06-19T09:00:00Z</firstCreated>"
    about = (
        "<contentCreated>2024-06-19T08:00:00+02:00</contentCreated><language tag='en-GB'/><by>By Jane Doe, AFP</by><creditline>AP/Reuters</creditline><infoSource><name>Tass</name></infoSource>"
        "<headline xml:lang='de'>Vertrag</headline><headline xml:lang='en'> A  treaty </headline><slugline>x-y</slugline>"
    )
    document = only(item(meta=meta, about=about, guid="https://wire.example/1", version="7"))
    assert (document.title, document.publisher, document.published_at) == ("A treaty", "dpa", "2024-06-19T08:00:00+02:00")
    assert (document.agencies, document.url) == (("AFP", "AP", "Reuters", "TASS", "dpa"), "https://wire.example/1")
    assert document.path == "a.xml#https://wire.example/1@7"
    assert document.text == "A treaty\n\nRuritania signed a treaty on Friday."
    assert kinds(document)[0] == ("headline", "A treaty")


@pytest.mark.parametrize(
    ("about", "meta", "expected"),
    [
        ("<contentCreated>2024-06</contentCreated>", "<versionCreated>2024-06-21</versionCreated>", "2024-06-21"),
        ("", "<versionCreated>2024-06-21T23:30:00-05:00</versionCreated>", "2024-06-21T23:30:00-05:00"),
        ("", "", "2020-01-01"),
    ],
)
def test_the_best_date_that_can_be_read_counts(about, meta, expected):
    assert only(item(about=about, meta=meta), published_at="2020-01-01").published_at == expected


def test_a_date_that_cannot_be_read_is_not_replaced_by_the_given_one():
    assert refusal(item(meta="<versionCreated>last week</versionCreated>"))[0] == "012"


def test_a_dateline_that_stands_apart_opens_the_text():
    about = "<dateline>MOSCOW, Monday (Reuters)</dateline>"
    document = only(item(about=about))
    assert document.text == "MOSCOW, Monday (Reuters) - Ruritania signed a treaty on Friday."
    assert document.dateline_place is not None and document.dateline_place.text == "MOSCOW" and document.agencies == ("Reuters",)
    own = "<p>MOSCOW, Monday (Reuters) - Ruritania signed.</p>"
    assert only(item(NITF % ("<dateline><location>MOSCOW</location></dateline>", own), about=about)).text == own[3:-4]


def test_the_place_of_the_item_is_the_datelines_where_the_text_begins_with_it():
    about = "<located qcode='city:x'><name>Strelsau, Ruritania</name></located>"
    document = only(item(NITF % ("", "<p>Strelsau - Ruritania signed a treaty.</p>"), about=about))
    assert document.dateline_place is not None and document.dateline_place.text == "Strelsau"
    assert only(item(NITF % ("", "<p>Strelsau is quiet. The king - he said so - left.</p>"), about=about)).dateline_place is None
    assert only(item(about=about)).dateline_place is None


def test_the_text_is_that_of_the_body_with_its_quotations_and_captions():
    body = (
        "<block><p lede='true'>One <person>King Rudolf</person> said.</p><media media-type='image'><media-metadata name='x' value='y'/><media-reference source='a.jpg'/>"
        "<media-caption><p>The king, left.</p></media-caption><media-producer>AP</media-producer></media></block><hl2>Reactions</hl2>"
        "<bq><block><p>We shall see.</p></block></bq><table><tr><td>1</td></tr></table><note><p>To editors.</p></note><ul><li>First</li><li>Second<br/>line</li></ul><p>Last.</p>"
    )
    document = only(item(NITF % ("<hedline><hl1>A treaty</hl1><hl2>Deck</hl2></hedline><byline>By Jane Doe</byline><abstract><p>Short.</p></abstract>", body)))
    assert document.text == "A treaty\n\nOne King Rudolf said.\n\nThe king, left.\n\nReactions\n\nWe shall see.\n\nFirst\n\nSecond\nline\n\nLast."
    found = {words: kind for kind, words in kinds(document)}
    assert found["The king, left."] == "caption" and found["We shall see."] == "quote_block" and found["Last."] == "body"


def test_nitf_counts_before_xhtml_and_xhtml_before_plain_text():
    page = "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>From XHTML.</p></body></html></inlineXML>"
    plain = "<inlineData>From plain text.</inlineData>"
    assert only(item(plain + page + TEXT)).text == "Ruritania signed a treaty on Friday."
    assert only(item(plain + page)).text == "From XHTML."
    assert only(item(plain)).text == "From plain text."


@pytest.mark.parametrize("status", ["stat:canceled", "stat:withheld"])
def test_an_item_that_was_withdrawn_is_no_document(status):
    code, words = refusal(item(meta=f"<pubStatus qcode='{status}'/>"))
    assert code == "040" and status[5:] in words
    code, words = refusal(item(meta=f"<pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/{status[5:]}'/>"))
    assert code == "040" and status[5:] in words


def test_a_status_that_nobody_knows_is_not_guessed_at():
    assert refusal(item(meta="<pubStatus qcode='stat:maybe'/>"))[0] == "040"
    assert only(item(meta="<pubStatus qcode='stat:usable'/>")).text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (item(kind="picture"), "a picture item"),
        (item(kind="audio"), "an audio item"),
        (item("<inlineXML><events/></inlineXML>", kind="composite"), "a composite item whose content is <events>"),
        (item("<remoteContent href='http://wire.example/a.pdf'/>"), "lies elsewhere (http://wire.example/a.pdf)"),
        (item("<inlineXML contenttype='application/nitf+xml'> </inlineXML>"), "a text item without text"),
        (item("<inlineData contenttype='image/png' encoding='base64'>aGFsbG8=</inlineData>"), "a text item without text"),
        ("<newsItem guid='x'/>", "a news item without content"),
        ("<conceptItem guid='x'><concept/></conceptItem>", "a concept item"),
        ("<planningItem guid='x'><newsCoverageSet/></planningItem>", "a planning item"),
        ("<knowledgeItem guid='x'/>", "a knowledge item"),
        ("<packageItem guid='x'/>", "a package without items"),
        (message(), "a news message without items"),
    ],
)
def test_what_holds_no_text_says_what_it_is(text, what):
    code, words = refusal(text)
    assert code == "041" and what in words


def test_each_item_of_a_message_is_read():
    package = "<packageItem guid='p'><groupSet><group><itemRef residref='urn:a'/><itemRef residref='urn:b'/><itemRef residref='urn:c' href='x'/></group></groupSet></packageItem>"
    items = read(message(package, item(), item(guid="urn:b", kind="picture"), item(guid="urn:d")))
    assert [(one.path, getattr(one, "code", "")[9:]) for one in items] == [("a.xml#p", "044"), ("a.xml#urn:a@1", ""), ("a.xml#urn:b@1", "041"), ("a.xml#urn:d@1", "")]
    assert "urn:c" in items[0].message


def test_items_inside_of_a_package_are_read():
    items = read(f"<packageItem guid='p'><groupSet><group><itemRef residref='urn:a'>{item()}</itemRef><itemRef href='http://wire.example/2'/></group></groupSet></packageItem>")
    assert [type(one) for one in items] == [Rejection, Document]


def test_a_withdrawn_package_points_at_nothing():
    package = "<packageItem guid='p'><itemMeta><pubStatus qcode='stat:canceled'/></itemMeta><groupSet><itemRef residref='a'/><itemRef residref='b'/></groupSet></packageItem>"
    assert refusal(package)[0] == "040"


def test_the_newest_version_of_an_item_counts():
    items = read(message(item(version="9"), item(version="10"), item(version="2"), item(version="10")))
    assert [getattr(one, "code", "")[9:] for one in items] == ["045", "", "045", "045"]
    withdrawn = read(message(item(version="1"), item(version="2", meta="<pubStatus qcode='stat:canceled'/>")))
    assert [getattr(one, "code", "")[9:] for one in withdrawn] == ["045", "040"]


def test_names_of_any_prefix_and_encoding_are_read():
    text = item(NITF % ("", "<p>Žižka met the mayor of Plzeň&nbsp;there &amp; left.</p>")).replace("<", "<n:").replace("<n:/", "</n:").replace("xmlns=", "xmlns:n=")
    for encoding in ("utf-8", "iso-8859-2", "utf-16", "utf-8-sig"):
        assert only(f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)).text == "Žižka met the mayor of Plzeň\u00a0there & left."


def test_the_real_examples_are_read(samples):
    found = {path.name: list(read_path(path)) for path in sorted((samples / "newsml-g2").glob("*.xml"))}
    texts = [one for items in found.values() for one in items if isinstance(one, Document)]
    assert [document.title for document in texts] == ['Fed to halt QE to avert "bubble"']
    assert texts[0].agencies == ("AP",) and texts[0].published_at == "2016-11-21T15:21:06-05:00" and len(texts[0].segments) == 3
    codes = {name: [one.code[9:] for one in items if isinstance(one, Rejection)] for name, items in found.items()}
    assert {name.split("_")[1]: code for name, code in codes.items()} == {
        "16": ["041"], "1": ["041"], "24": ["041"] * 4, "25": ["006"], "28": ["006"], "2": [], "metadata": ["041"],
    }  # fmt: skip


PARTS = st.sampled_from([
    "<newsItem guid='a'>", "</newsItem>", "<packageItem>", "</packageItem>", "<itemMeta>", "</itemMeta>", "<contentSet>", "</contentSet>", "<contentMeta>", "</contentMeta>",
    "<inlineXML>", "</inlineXML>", "<inlineData>", "</inlineData>", "<nitf>", "</nitf>", "<body>", "</body>", "<body.content>", "</body.content>", "<p>", "</p>", "<html>", "</html>",
    "<itemRef residref='b'/>", "<pubStatus qcode=''/>", "<itemClass/>", "<provider/>", "<headline/>", "<dateline>x</dateline>", "<by/>", "<located><name>x</name></located>",
    "<versionCreated>x</versionCreated>", "<language tag=''/>", "words ", "&nbsp;", "&x;", "&", "]]>", "<![CDATA[", "\x00", "é",
])  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(PARTS, max_size=30).map("".join), st.sampled_from(["newsItem", "newsMessage", "packageItem", "nitf"]))
def test_any_xml_gives_documents_or_rejections(body, root):
    read(f"<{root}>{body}</{root}>")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 900), st.integers(0, 255))
def test_a_damaged_file_gives_documents_or_rejections(position, byte):
    data = message(item(), item(guid="urn:b")).encode()
    position %= len(data)
    read(data[:position])
    read(data[:position] + bytes([byte]) + data[position + 1 :])
