from __future__ import annotations

import io
import logging
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes, read_path, read_stream
from dragoman.readers.limits import MAX_FILE_BYTES, RewoundStream
from dragoman.records import Document, Rejection

from .conftest import check_item

STORY = "Ruritania and Graustark signed a border treaty on Friday."


def code_of(data: bytes, name: str) -> str:
    (item,) = read_bytes(data, name=name)
    assert isinstance(item, Rejection), item
    check_item(item)
    assert item.path is not None and item.path.startswith(name) and name in item.message
    return item.code


def text_of(data: bytes, name: str = "a.txt") -> str:
    (item,) = read_bytes(data, name=name)
    assert isinstance(item, Document), item
    return item.text


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "DRG-READ-004"),
        (b" \n\t", "a.txt", "DRG-READ-004"),
        ("\ufeff".encode(), "a.txt", "DRG-READ-004"),
        (bytes(range(256)) * 40, "a.txt", "DRG-READ-005"),
        (b"%PDF-1.7 ...", "a.txt", "DRG-READ-005"),
        (b"PK\x03\x04...", "a.docx", "DRG-READ-030"),
        (b"text\0more", "a.txt", "DRG-READ-005"),
        (b"x" * 3_000_000, "a.txt", "DRG-READ-007"),
        (b"x" * (MAX_FILE_BYTES + 1), "a.txt", "DRG-READ-003"),
        (b"", "a.html", "DRG-READ-013"),
        (b"", "a.jsonl", "DRG-READ-015"),
        (b"", "a.json", "DRG-READ-009"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_story_is_one_rejection(data, name, code):
    assert code_of(data, name) == code


def test_a_line_of_50_megabytes_is_refused_fast():
    start = time.perf_counter()
    assert code_of(b"x" * 50_000_000, "a.txt") == "DRG-READ-007"
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings_are_told_apart(encoding):
    story = f"Café society. “Quoted” {STORY}"
    data = story.encode(encoding)
    assert text_of(b"\xff\xfe" + data if encoding == "utf-16-le" else data).removeprefix("\ufeff") == story


def test_damaged_bytes_are_marked_and_reported(caplog):
    with caplog.at_level(logging.WARNING):
        assert text_of("café é ".encode() + b"broken \xff here") == "café é broken \ufffd here"
    assert "1 characters" in caplog.text


def test_the_text_is_kept_as_it_is():
    story = "North Korea s\u00a0leader\u00a0 said  so.\r\n\r\nPutin’s visit \u200b ends.\n"
    assert text_of(story.encode()) == story


def test_the_content_counts_before_the_name():
    assert "<" not in text_of(f"<html><body><article><p>{STORY}</p></article></body></html>".encode(), "a.txt")
    assert text_of(f'{{"text": "{STORY}"}}'.encode(), "noname") == STORY
    assert text_of(b"[AP] Minister says yes", "-") == "[AP] Minister says yes"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<?xml version='1.0'?><urlset/>", "a.xml", "a sitemap"),
        (b"<NewsML><NewsItem/></NewsML>", "a.txt", "a NewsML 1 file"),
        (b"<?xml version='1.0'?><contentMeta/>", "a", "an XML file of <contentmeta>"),
        (b"<contentMeta/>", "a.xml", "an XML file of <contentmeta>"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a ']>'>]><newsItem/>", "a.txt", "an XML file whose first element was not found"),
        (b'{"type":"FeatureCollection","features":[]}', "a.json", "a GeoJSON file"),
        (b'{"$schema":"x","title":"IPTC ninjs","properties":{}}', "a.json", "the JSON schema of ninjs"),
    ],
)
def test_other_formats_are_refused_by_name(data, name, words):
    (item,) = read_bytes(data, name=name)
    assert isinstance(item, Rejection) and item.code == "DRG-READ-006" and words in item.message


@pytest.mark.parametrize("name", ["a.xml", "a.txt", "noname", "a.html", "a.json", "a.md"])
def test_news_formats_are_told_by_their_first_element(name):
    story = f"<nitf><body><body.content><p>{STORY}</p></body.content></body></nitf>"
    assert text_of(story.encode(), name) == STORY
    assert text_of(f"<!-- x -->\n<?x y?><!DOCTYPE nitf SYSTEM 'nitf.dtd'>{story}".encode("utf-16"), name) == STORY


def test_a_missing_file_is_a_rejection(tmp_path):
    (item,) = read_path(tmp_path / "nothing.txt")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-001" and "nothing.txt" in item.message
    (item,) = read_path("a\0b")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-002"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_is_a_rejection(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    (item,) = read_path(tmp_path / "a.txt")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-002"


def test_a_folder_is_read_in_the_order_of_names_without_hidden_files(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt"):
        (tmp_path / name).write_text(f"{STORY} {name}", encoding="utf-8")
    (tmp_path / "d.txt").write_bytes(b"\0\1")
    (tmp_path / "loop").symlink_to(tmp_path)
    items = list(read_path(tmp_path))
    assert [str(item.path).removeprefix(f"{tmp_path}/") for item in items] == ["a.txt", "b.txt", "d.txt", "sub/c.txt"]
    assert [type(item) for item in items] == [Document, Document, Rejection, Document]


def test_an_empty_folder_is_a_rejection(tmp_path):
    (item,) = read_path(tmp_path)
    assert isinstance(item, Rejection) and item.code == "DRG-READ-017"


def test_standard_input_is_read_by_its_content():
    (item,) = read_stream(io.BytesIO(STORY.encode()))
    assert isinstance(item, Document) and item.path == "-"
    assert len(list(read_stream(io.BytesIO(b'{"text":"a"}\n{"text":"b"}\n')))) == 2


def test_a_stream_that_fails_is_a_rejection():
    class Broken(io.RawIOBase):
        def readinto(self, buffer):
            raise OSError(5, "Input/output error")

        def readable(self):
            return True

    (item,) = read_stream(io.BufferedReader(Broken()))
    assert isinstance(item, Rejection) and item.code == "DRG-READ-002" and "Input/output" in item.message


def test_the_given_date_is_for_documents_without_one():
    (item,) = read_bytes(STORY.encode(), name="a.txt", published_at="2024-06-19")
    assert isinstance(item, Document) and item.published_at == "2024-06-19"
    (item,) = read_bytes(f"A treaty\n\nAP, 1 January 2020\n\n{STORY}".encode(), name="a.txt", published_at="2024-06-19")
    assert isinstance(item, Document) and item.published_at == "2020-01-01"
    (item,) = read_bytes(STORY.encode(), name="a.txt", published_at="yesterday")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-012"


def test_the_id_does_not_depend_on_the_path():
    first, second = (next(iter(read_bytes(STORY.encode(), name=name))) for name in ("a.txt", "b/c.txt"))
    assert isinstance(first, Document) and isinstance(second, Document) and first.id == second.id


@given(st.binary(max_size=60), st.integers(1, 12))
def test_a_rewound_stream_gives_the_same_bytes(data, size):
    head = data[: len(data) // 2]
    plain, rewound = io.BytesIO(data), RewoundStream(head, io.BytesIO(data[len(head) :]))
    while line := plain.readline(size):
        assert rewound.readline(size) == line
    assert rewound.read(size) == b""


PIECES = st.sampled_from(
    [
        b"{",
        b"[",
        b'{"text":"a"}',
        b"\n",
        b"<p>",
        b"<html>",
        b"<?xml ",
        b"text,title\n",
        b'"',
        b",",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"words ",
        b"\xe9",
        b"\x1f\x8b",
        b"AP, ",
        b"\r",
        b"<nitf>",
        b"<newsItem>",
        b"<rss>",
        b"<feed>",
        b"---\n",
        b"title: x\n",
        b"```",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300) | st.lists(PIECES, max_size=20).map(b"".join),
    st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.xml", "a.md", "-", ""]),
)
def test_any_bytes_give_documents_or_rejections(data, name):
    items = list(read_bytes(data, name=name))
    assert items
    for item in items:
        check_item(item)
    ids = [item.id for item in items if isinstance(item, Document)]
    assert ids == [item.id for item in read_bytes(data, name=name) if isinstance(item, Document)]


def test_what_is_known_of_a_story_and_stands_beside_it_is_no_noise(tmp_path):
    (tmp_path / "raid.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "raid.json").write_text('{"published_at": "2031-05-04", "events": [{"type": "AGREE"}]}', encoding="utf-8")
    (tmp_path / "treaty.html").write_text(f"<article><p>{STORY} {STORY}</p></article>", encoding="utf-8")
    (tmp_path / "treaty.json").write_text('{"text": "The treaty holds, the minister of Graustark said."}', encoding="utf-8")
    (tmp_path / "lone.json").write_text('{"events": []}', encoding="utf-8")
    found = [(str(item.path).rsplit("/", 1)[-1].split("#", maxsplit=1)[0], item.code if isinstance(item, Rejection) else "read") for item in read_path(tmp_path)]
    assert found == [("lone.json", "DRG-READ-011"), ("raid.txt", "read"), ("treaty.html", "read"), ("treaty.json", "read")]
    (alone,) = read_path(tmp_path / "raid.json")  # given by name, it is told
    assert isinstance(alone, Rejection) and alone.code == "DRG-READ-011"
