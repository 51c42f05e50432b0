"""Every format that docs/formats.md and docs/archives.md name meets every kind of damage: a table, so that none is forgotten."""

from __future__ import annotations

import bz2
import gzip
import json
import logging
import lzma
import random
import time

import pytest

from dragoman.readers import read_bytes, read_stream
from dragoman.records import Document, Rejection

from .conftest import check_item
from .made import FACTIVA_CODES, FACTIVA_PLAIN, NEXIS, PAGE, PROQUEST, STORY, make_docx, make_record, make_rtf, make_tar, make_zip
from .test_feeds import Endless, atom, entry, rss
from .test_newsml import TEXT, item, message
from .test_ninjs import ONE
from .test_parquet import make as make_parquet

ROW = json.dumps({"text": STORY, "date": "2031-03-12"})
NITF = f"<nitf><body><body.content>{''.join(f'<p>{part}</p>' for part in STORY.split(chr(10) * 2))}</body.content></body></nitf>"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
    f"<item><title>A treaty</title><link>https://wire.example/1</link><description>{STORY}</description></item></rdf:RDF>"
)
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{"id": "1", "content_text": STORY}]}
#: name of a file -> what it holds, whole.
FORMATS: dict[str, bytes] = {
    "a.txt": STORY.encode(), "a.html": PAGE, "a.md": f"---\ntitle: A treaty\n---\n\n{STORY}".encode(), "a.jsonl": f"{ROW}\n{ROW}\n".encode(), "a.json": f"[{ROW}]".encode(),
    "a.csv": f'text,date\n"{STORY}",2031-03-12\n'.encode(), "a.tsv": b"text\tdate\nThe treaty holds, the minister said.\t2031-03-12\n", "newsml.xml": message(item()).encode(),
    "item.xml": item(TEXT).encode(), "nitf.xml": NITF.encode(), "ninjs.json": json.dumps(ONE).encode(), "rss.xml": rss(entry()).encode(), "rdf.xml": RDF.encode(),
    "atom.xml": atom(f"<content>{STORY}</content>").encode(), "feed.json": json.dumps(JSON_FEED).encode(), "a.warc": make_record() * 2, "a.warc.gz": gzip.compress(make_record()) * 2,
    "a.zip": make_zip([("a.txt", STORY)]), "a.tar": make_tar([("a.txt", STORY)]), "a.tar.gz": gzip.compress(make_tar([("a.txt", STORY)])),
    "a.tar.bz2": bz2.compress(make_tar([("a.txt", STORY)])), "a.tar.xz": lzma.compress(make_tar([("a.txt", STORY)])), "a.txt.gz": gzip.compress(STORY.encode()),
    "a.txt.bz2": bz2.compress(STORY.encode()), "a.txt.xz": lzma.compress(STORY.encode()), "a.parquet": make_parquet({"text": [STORY] * 3}, row_group_size=2),
    "a.docx": make_docx(STORY.split("\n\n")), "a.rtf": make_rtf(STORY.split("\n\n")), "nexis.txt": NEXIS.encode(), "factiva.txt": FACTIVA_CODES.encode(), "plain.txt": FACTIVA_PLAIN.encode(),
    "proquest.txt": PROQUEST.encode(),
}  # fmt: skip
XML = [name for name, data in FORMATS.items() if name.endswith(".xml")]
ARCHIVES = {
    "zip": make_zip, "tar": make_tar, "tar.gz": lambda files: gzip.compress(make_tar(files)),
    "tar.bz2": lambda files: bz2.compress(make_tar(files)), "tar.xz": lambda files: lzma.compress(make_tar(files)),
}  # fmt: skip
PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
LAUGHS = "".join(f"<!ENTITY {chr(97 + n)} '{'lol' if not n else ('&' + chr(96 + n) + ';') * 10}'>" for n in range(10))
MAX_SECONDS = 20


def read(data: bytes, name: str) -> list[Document | Rejection]:
    started = time.perf_counter()
    items = list(read_bytes(data, name=name))
    assert items and time.perf_counter() - started < MAX_SECONDS
    for one in items:
        check_item(one)
    return items


def documents(data: bytes, name: str) -> list[Document]:
    return [one for one in read(data, name) if isinstance(one, Document)]


@pytest.mark.parametrize("name", FORMATS)
def test_whole_it_is_read(name):
    assert documents(FORMATS[name], name)


@pytest.mark.parametrize("name", FORMATS)
def test_empty_it_is_one_rejection(name):
    for data in (b"", b" \n\t\n", b"\xef\xbb\xbf"):
        [one] = read(data, name)
        assert isinstance(one, Rejection)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("tenths", [1, 3, 5, 7, 9])
def test_cut_off_it_gives_no_more_documents_than_whole(name, tenths, caplog):
    caplog.set_level(logging.ERROR)
    whole = FORMATS[name]
    assert len(documents(whole[: len(whole) * tenths // 10], name)) <= len(documents(whole, name))


@pytest.mark.parametrize("name", FORMATS)
def test_wrong_bytes_give_documents_or_rejections(name, caplog):
    caplog.set_level(logging.ERROR)
    chance = random.Random(name)
    whole = FORMATS[name]
    for data in (chance.randbytes(3000), whole[:60] + chance.randbytes(600), bytes(b ^ 0x80 for b in whole), whole[::-1], whole + chance.randbytes(600), b"\0" * 3000):
        read(data, name)


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("declared", [LAUGHS, "<!ENTITY j SYSTEM 'file:///etc/passwd'>", "<!ENTITY % x SYSTEM 'http://127.0.0.1:1/x'>%x;"])
def test_entities_are_never_expanded(name, declared):
    text = FORMATS[name].decode()
    root = text[1:].split(None, 1)[0].split(">")[0]
    spoilt = f"<?xml version='1.0'?><!DOCTYPE {root} [{declared}]>" + text.replace("Ruritania", "Ruritania &j;")
    assert not documents(spoilt.encode(), name)
    assert not documents(spoilt.encode("utf-16"), name)


@pytest.mark.parametrize("kind", ARCHIVES)
def test_names_that_lead_outside_are_refused_in_every_archive(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["../a.txt", "/a.txt", "b/../../a.txt", "C:\\a.txt"]
    found = read(ARCHIVES[kind]([*((name, STORY) for name in names), ("a.txt", STORY)]), f"n.{kind}")
    assert [one.code if isinstance(one, Rejection) else "read" for one in found] == ["DRG-READ-033"] * len(names) + ["read"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", [*(kind for kind in ARCHIVES if kind != "tar"), *PACKED])
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "item.xml", "rss.xml", "a.rtf"])
def test_bombs_are_stopped_whatever_they_hold(kind, name, monkeypatch):
    monkeypatch.setattr("dragoman.readers.archives.FREE_BYTES", 500_000)
    monkeypatch.setattr("dragoman.readers.packed.FREE_BYTES", 500_000)
    whole = FORMATS[name]
    bomb = whole[: len(whole) // 2] + b"a" * 12_000_000 + whole[len(whole) // 2 :]
    found = read(ARCHIVES[kind]([(name, bomb)]), f"n.{kind}") if kind in ARCHIVES else read(PACKED[kind](bomb), f"{name}.{kind}")
    assert any(isinstance(one, Rejection) and one.code == "DRG-READ-031" for one in found), found
    assert all(len(one.text) < 1_000_000 for one in found if isinstance(one, Document))


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry><title>x</title><content>y z</content></entry>"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>", "<item><description>y z</description></item>"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', '{"id": "1", "content_text": "y z"}, '), ("<rss><channel><item><description><![CDATA[", "word "),
    ],
    ids=["atom", "rdf", "json", "cdata"],
)  # fmt: skip
def test_feeds_that_never_end_are_cut(start, piece, monkeypatch):
    monkeypatch.setattr("dragoman.readers.tables.MAX_LINE_BYTES", 32_000_000)
    started = time.perf_counter()
    *_, last = read_stream(Endless(start, piece), name="-")
    assert isinstance(last, Rejection) and time.perf_counter() - started < 60


def test_lines_that_never_end_are_the_last_of_a_table(monkeypatch):
    monkeypatch.setattr("dragoman.readers.tables.MAX_LINE_BYTES", 32_000_000)
    for start in (f'{ROW}\n{{"text": "', "text,date\nThe treaty holds,2031-03-12\n"):
        *found, last = read_stream(Endless(start, "word "), name="-")
        assert len(found) == 1 and isinstance(found[0], Document)
        assert isinstance(last, Rejection) and last.code == "DRG-READ-008"
