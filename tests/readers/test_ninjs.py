from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes, read_path
from dragoman.records import Document, Rejection

from .conftest import check_item

TEXT = "Ruritania signed a treaty on Friday."
HTML = f"<p>{TEXT}</p><p>It was late.</p>"
ONE = {"uri": "urn:a", "type": "text", "version": "2", "pubstatus": "usable", "headline": "A treaty", "body_xhtml": HTML, "versioncreated": "2024-06-19T10:00:00Z"}
TWO = {"uri": "urn:a", "type": "text", "versioncreated": "2024-06-19T10:00:00Z", "headlines": [{"value": "A treaty"}], "bodies": [{"contenttype": "text/html", "value": HTML}]}
THREE = {"uri": "urn:a", "type": "text", "versionCreated": "2024-06-19T10:00:00Z", "headlines": [{"value": "A treaty"}], "bodies": [{"contentType": "text/html", "value": HTML}]}
STATUS = {1: "pubstatus", 2: "pubstatus", 3: "pubStatus"}
ITEMS = {1: ONE, 2: TWO, 3: THREE}


def read(content: object, name: str = "a.json", **options: str) -> list[Document | Rejection]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    items = list(read_bytes(data, name=name, **options))
    assert items
    for one in items:
        check_item(one)
    return items


def only(content: object, **options: str) -> Document:
    (one,) = read(content, **options)
    assert isinstance(one, Document), one
    return one


def refusal(content: object) -> tuple[str, str]:
    (one,) = read(content)
    assert isinstance(one, Rejection), one
    return one.code.removeprefix("DRG-READ-"), one.message


@pytest.mark.parametrize("major", ITEMS)
def test_each_major_version_is_read(major):
    document = only(ITEMS[major])
    assert document.text == f"A treaty\n\n{TEXT}\n\nIt was late." and document.title == "A treaty"
    assert document.published_at == "2024-06-19T10:00:00+00:00"
    named = only({**ITEMS[major], "$standard" if major == 1 else "standard": {"name": "ninjs", "version": f"{major}.0"}})
    assert named.id == document.id


def test_the_fields_of_1_x_reach_the_document():
    document = only({
        **ONE, "uri": "http://wire.example/1", "contentcreated": "2024-06-18", "firstcreated": "2024-06-19", "byline": "Jane Doe, AFP", "language": "en-GB",
        "infosource": [{"name": "Reuters", "rel": "provider"}, {"name": "TASS"}], "copyrightholder": "Wire", "located": "Strelsau", "body_text": "Other.",
    })  # fmt: skip
    assert (document.publisher, document.published_at, document.url) == ("Reuters", "2024-06-18", "http://wire.example/1")
    assert document.agencies == ("AFP", "Reuters", "TASS") and document.path == "a.json#http://wire.example/1@2" and "Other" not in document.text


def test_the_fields_of_3_x_reach_the_document():
    document = only({
        **THREE, "contentCreated": "2024-06-18", "by": "By Jane Doe, dpa", "infoSources": [{"name": "Tass"}], "copyrightHolder": "AFP", "located": "Strelsau, Ruritania",
        "headlines": [{"role": "print", "value": "Other"}, {"role": "main", "value": "A treaty"}], "bodies": [{"value": "Strelsau - Ruritania signed.\n\nIt was late."}],
    })  # fmt: skip
    assert (document.publisher, document.published_at, document.title) == ("AFP", "2024-06-18", "A treaty")
    assert document.agencies == ("dpa", "TASS", "AFP")
    assert document.text == "A treaty\n\nStrelsau - Ruritania signed.\n\nIt was late." and document.dateline_place is not None and document.dateline_place.text == "Strelsau"


@pytest.mark.parametrize("major", ITEMS)
@pytest.mark.parametrize("status", ["withheld", "canceled", "maybe", 7, [], {"a": 1}])
def test_an_item_that_is_not_usable_is_no_document(major, status):
    code, words = refusal({**ITEMS[major], STATUS[major]: status})
    assert code == "040" and (not isinstance(status, str) or status in words)


@pytest.mark.parametrize("kind", ["picture", "video", "graphic", "audio", "event", "planning", 5, []])
def test_what_is_no_text_says_what_it_is(kind):
    code, words = refusal({**THREE, "type": kind})
    assert code == "041" and (not isinstance(kind, str) or f"{kind} item" in words)


def test_a_version_to_come_is_refused_by_its_number():
    code, words = refusal({**THREE, "standard": {"name": "ninjs", "version": "4.0"}})
    assert code == "047" and "4.0" in words


def test_a_text_item_without_body_is_its_description():
    item = {name: value for name, value in THREE.items() if name != "bodies"}
    assert only({**item, "descriptions": [{"role": "text", "value": TEXT}]}).text == f"A treaty\n\n{TEXT}"
    assert only({"uri": "u", "type": "text", "versioncreated": "2024-06-19", "description_text": TEXT}).text == TEXT
    assert refusal({**item, "type": "composite", "descriptions": [{"value": TEXT}]})[0] == "041"
    assert refusal(item)[0] == "041"


def test_html_counts_before_nitf_and_plain_text_and_the_main_body_before_others():
    nitf = {"contentType": "text/vnd.IPTC.NITF", "value": "<?xml version='1.0'?><nitf><body><body.content><p>From NITF.</p></body.content></body></nitf>"}
    plain = [{"value": "Other."}, {"role": "main", "value": "From plain text."}]
    assert only({**THREE, "bodies": [*plain, nitf, {"contentType": "body_xhtml", "value": "<p>From</p> <p>HTML.</p>"}]}).text.endswith("From\n\nHTML.")
    assert only({**THREE, "bodies": [*plain, nitf]}).text.endswith("From NITF.")
    broken = {**nitf, "value": nitf["value"][:40]}
    assert only({**THREE, "bodies": [*plain, broken]}).text.endswith("From plain text.")
    code, words = refusal({**THREE, "bodies": [{"role": "ttnitf", "contentType": "application/xml", "value": "<TTNITF><HEAD>x</HEAD></TTNITF>"}]})
    assert code == "041" and "ttnitf" in words


def test_entities_in_a_body_are_not_read():
    bomb = "<?xml version='1.0'?><!DOCTYPE nitf [<!ENTITY a 'boom'>]><nitf><body><body.content><p>&a;</p></body.content></body></nitf>"
    assert refusal({**THREE, "bodies": [{"value": bomb}]})[0] == "041"


def test_items_in_lists_and_lines_are_read():
    items = [ONE, {**TWO, "uri": "urn:b"}, {**THREE, "uri": "urn:c", "type": "picture"}, {"text": "A row."}]
    expected = ["a.json#urn:a@2", "a.json#urn:b", "a.json#urn:c", "a.json#4"]
    assert [one.path for one in read(items)] == expected == [one.path for one in read({"items": items})]
    lines = "\n".join(map(json.dumps, items)).encode()
    found = read(lines, name="a.jsonl")
    assert [one.path for one in found] == [path.replace("json", "jsonl") for path in expected]
    assert [type(one) for one in found] == [Document, Document, Rejection, Document]


def test_associated_texts_are_read_and_pictures_belong_to_their_item():
    side = {**THREE, "uri": "urn:side", "bodies": [{"value": "A sidebar of some words."}]}
    picture = {"uri": "urn:p", "type": "picture", "name": "p"}
    items = read({**THREE, "associations": [{"name": "s", **side}, picture]})
    assert [one.path for one in items] == ["a.json#urn:a", "a.json#urn:a#urn:side"]
    gallery = read({"uri": "urn:g", "type": "composite", "versioncreated": "2024-01-01", "associations": {"s": {**ONE, "uri": "urn:side"}, "p": picture}})
    assert [type(one) for one in gallery] == [Document]
    withdrawn = read({**ONE, "pubstatus": "canceled", "associations": {"s": {**ONE, "uri": "urn:side"}}})
    assert [type(one) for one in withdrawn] == [Rejection, Document]


def test_a_list_of_documents_is_not_taken_for_ninjs():
    assert only({"uri": "http://wire.example/1", "headline": "H", "body_text": TEXT, "language": "en"}).text == TEXT
    assert only({"url": "http://wire.example/1", "pubstatus": "canceled", "text": TEXT}).text == TEXT


def test_the_real_examples_are_read(samples):
    found = {path.name: list(read_path(path)) for path in sorted((samples / "ninjs").glob("*.json"))}
    assert [name for name, items in found.items() if not isinstance(items[0], Document)] == [
        "3.1_008_event.json", "ninjs-schema_1.6.json", "ninjs-schema_2.2.json", "ninjs-schema_3.1.json",
    ]  # fmt: skip
    documents = {name: items[0] for name, items in found.items() if isinstance(items[0], Document) and len(items) == 1}
    assert documents["2.1_dpa_text.json"].id == documents["3.0_dpa_text.json"].id
    assert documents["1.4_ninjsExSimpleText1.json"].text.count("\n\n") == 4 == documents["3.1_004_simple_text_article.json"].text.count("\n\n")
    assert documents["3.0_20231016-addb-example-press-conference.json"].published_at == "2008-02-19"
    assert documents["3.0_tt_text_image_3.json"].agencies == ("TT",)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from([HTML, "text", "usable", "<nitf>", "ninjs", "3.1", "2024-06-19", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "value", "role", "contentType", "contenttype", "version", "type", "bodies", "associations"]) | st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.sampled_from(sorted({
    *ONE, *TWO, *THREE, "pubStatus", "standard", "$standard", "associations", "infoSources", "infosource", "by", "byline", "located", "language", "title", "descriptions",
    "description_text", "body_text", "body_nitf", "contentCreated", "firstcreated", "copyrightHolder", "guid",
}))  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([1, 2, 3]), st.dictionaries(FIELDS, VALUES, max_size=6))
def test_values_of_any_type_in_any_field_give_documents_or_rejections(major, changes):
    read(json.dumps({**ITEMS[major], **changes}).encode())
    read(json.dumps([{**ITEMS[major], **changes}]).encode())
