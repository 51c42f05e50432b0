from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ReadError
from dragoman.readers.xml_trees import MAX_XML_BYTES, MAX_XML_DEPTH, MAX_XML_TAGS, clean_xml, mend_xml, parse_xml, words_of

LAUGHS = "<!ENTITY a 'lol'>" + "".join(f"<!ENTITY {chr(98 + number)} '{('&' + chr(97 + number) + ';') * 10}'>" for number in range(9))


def code(data: bytes | str) -> str:
    start = time.perf_counter()
    with pytest.raises(ReadError) as caught:
        parse_xml(data, "a.xml")
    assert time.perf_counter() - start < 5 and caught.value.message.startswith("a.xml: ")
    return caught.value.code[9:]


@pytest.mark.parametrize(
    "declared", [LAUGHS, "<!ENTITY j SYSTEM 'file:///etc/passwd'>", "<!ENTITY j SYSTEM 'http://127.0.0.1:1/x'>", "<!ENTITY % x SYSTEM 'http://127.0.0.1:1/x'>%x;"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_declared_entities_are_refused(declared, encoding):
    assert code(f"<?xml version='1.0'?><!DOCTYPE a [{declared}]><a>&j;</a>".encode(encoding)) == "043"


def test_a_dtd_elsewhere_is_not_fetched_and_what_only_it_explains_is_refused():
    start = "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'>"
    assert words_of(parse_xml(f"{start}<a>Fox &amp;&nbsp;Sons</a>", "a.xml")) == "Fox & Sons"
    assert code(f"{start}<a>Fox &foo; Sons</a>") == "043"


def test_nothing_is_included():
    tree = parse_xml("<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd' parse='text'/></a>", "a.xml")
    assert words_of(tree) is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<a>" * (MAX_XML_DEPTH + 1) + "</a>" * (MAX_XML_DEPTH + 1), "043"),
        ("<a>" * 1_000 + "</a>" * 1_000, "043"),
        ("<a>" * 1_000_000, "043"),
        ("<a>" + "<b/>" * (MAX_XML_TAGS + 1) + "</a>", "043"),
        ("<a b='" + "x" * 11_000_000 + "'/>", "043"),
        ("<a>" + "x" * 11_000_000 + "</a>", "043"),
        ("<a " + " ".join(f"a{number}=''" for number in range(1_000_000)) + "/>", "043"),
        (b"x" * (MAX_XML_BYTES + 1), "043"),
        ("", "042"),
        ("words", "042"),
        ("<a>", "042"),
        ("<a></b>", "042"),
        ("<a>AT&T</a>", "042"),
        ("<a b=1/>", "042"),
        ("<a b='1' b='2'/>", "042"),
        ("<a/><b/>", "042"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_hostile_and_broken_xml_is_refused_fast(data, expected):
    assert code(data) == expected


def test_namespaces_comments_and_instructions_are_gone():
    tree = parse_xml("<n:a xmlns:n='urn:n' xmlns='urn:m'><!-- x --><?y z?><b n:c='1'>w</b></n:a>", "a.xml")
    assert [element.tag for element in tree.iter()] == ["a", "b"]


@pytest.mark.parametrize(("declared", "actual"), [("utf-8", "cp1252"), ("iso-8859-2", "iso-8859-2"), ("utf-16", "utf-8"), ("utf-16", "utf-16"), ("nonsense", "utf-8"), ("utf-7", "utf-8")])
def test_text_is_decoded_whatever_is_declared(declared, actual):
    words = "ž" if actual != "cp1252" else "é"
    found = words_of(parse_xml(f"<?xml version='1.0' encoding='{declared}'?><a>{words}</a>".encode(actual), "a.xml"))
    assert found == words or (declared == "utf-8" and found == "\ufffd")


@pytest.mark.parametrize(
    ("text", "clean", "mended"),
    [
        ("a &amp; b &lt; &#65; &nbsp;", "a &amp; b &lt; &#65; \u00a0", "a &amp; b &lt; &#65; \u00a0"),
        ("AT&T &foo; &", "AT&T &foo; &", "AT&amp;T &amp;foo; &amp;"),
        ("&amp;nbsp; &LT; &AMP;", "&amp;nbsp; &LT; &AMP;", "&amp;nbsp; &amp;LT; &amp;AMP;"),
        ("\x00\x0b\ud800\ufffe x", " x", " x"),
        ("&#0; &#xD800; &#150; &#9999999; &#x110000;", "&#0; &#xD800; &#150; &#9999999; &#x110000;", "  –  "),
    ],
)
def test_references_and_characters_are_mended(text, clean, mended):
    assert (clean_xml(text), mend_xml(text)) == (clean, mended)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_mended_to_what_a_parser_takes(text):
    mended = mend_xml(text.replace("<", "").replace("]]>", ""))
    parse_xml(f"<a>{mended}</a>", "a.xml")
    assert mend_xml(mended) == mended
