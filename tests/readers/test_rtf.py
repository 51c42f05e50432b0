from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ReadError
from dragoman.readers.rtf import MAX_GROUPS, decode_rtf

from .made import make_rtf


def decode(body: bytes) -> str:
    return decode_rtf(b"{\\rtf1\\ansi " + body + b"}", "a.rtf")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"caf\u233?, na\'efve \uc0\u233 x {\uc2 \u233 ab c} \u233\'e9 d", "café, naïve éx é c éé d"),
        (rb"\ldblquote A\rdblquote  \lquote b\rquote  c\emdash d\endash e\~f\_g \{h\} \\ i", "“A” ‘b’ c—d–e\u00a0f\u2011g {h} \\ i"),
        (rb"smile \u-10179?\u-8704? lone \u-10179? large \u99999999? end", "smile 😀 lone \ufffd large \ufffd end"),
        (b"a {\\pict\\bin7 {{{{{{{}b {\\*\\unknown x{y}z}c", "a b c"),
        (rb"{\fonttbl{\f0 Times;}}{\header page}{\info{\title T}}text{\footer 2}", "text"),
        (rb'{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt linked}} on', "linked on"),
        (rb"a {\v secret} b \deleted gone\deleted0 back", "a  b back"),
        (b"one\\par two\\line three\\tab four\\\nfive", "one\n\ntwo\nthree\tfour\n\nfive"),
        (b"\\trowd a\\cell b\\cell\\row c\\par", "a\tb\n\nc"),
        (b"word\r\n goes\non", "word goeson"),
        (rb"\ansicpg1251 \'cf\'f0\'e8 " + b"\xcf", "При П"),
        (rb"\ansicpg65001 " + "é".encode(), "é"),
        (rb"\ansicpg99999 \'e9", "é"),
    ],
)
def test_text_is_decoded(body, text):
    assert decode(body) == text


@pytest.mark.parametrize(
    "body",
    [
        b"}" * 100_000 + b"a",
        b"\\" * 200_001,
        b"\\bin-5 a",
        b"\\bin999999999 a",
        b"{\\*" * 900,
        b"\\" + b"a" * 100_000,
        b"\\u" * 50_000,
        b"\\'" * 50_000,
        b"\\uc999 \\u8217" * 9,
    ],
)
def test_malformed_files_end_soon(body):
    start = time.perf_counter()
    decode(body)
    assert time.perf_counter() - start < 2


def test_deep_groups_are_refused():
    assert decode(b"{" * (MAX_GROUPS - 1) + b"a") == "a"
    with pytest.raises(ReadError, match="groups") as caught:
        decode(b"{" * 1_000_000)
    assert caught.value.code == "DRG-READ-036"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text == text.strip() != ""))
def test_any_text_comes_back_as_it_was_written(text):
    wide = "".join(sign if ord(sign) < 0x10000 else "x" for sign in text)
    assert decode_rtf(make_rtf([wide, "end"]), "a.rtf") == f"{wide}\n\nend"


@given(
    st.binary(max_size=400)
    | st.lists(st.sampled_from([b"{", b"}", b"\\", b"\\*", b"\\u8217", b"?", b"\\'e9", b"\\bin3 ", b"\\par", b"\\uc0 ", b"a ", b"\\pict", b"\n"])).map(b"".join)
)
def test_any_bytes_are_decoded(data):
    assert "\ud800" not in decode_rtf(b"{\\rtf1" + data, "a.rtf")
