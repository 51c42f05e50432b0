from __future__ import annotations

import time

import pytest

from dragoman.readers import read_bytes
from dragoman.records import Document, Rejection

from .made import WORD, make_docx


def read(data: bytes) -> Document | Rejection:
    (item,) = read_bytes(data, name="a.docx")
    return item


def document(body: str) -> str:
    return f"<w:document {WORD} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:body>{body}</w:body></w:document>"


def text(body: str) -> str:
    item = read(make_docx([], document(body)))
    assert isinstance(item, Document), item
    return item.text


def test_runs_tabs_breaks_and_hyphens_make_the_text():
    assert (
        text("<w:p><w:r><w:t>Rur</w:t></w:r><w:r><w:t xml:space='preserve'>itania </w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/></w:r></w:p>")
        == "Ruritania \ta\nb\u2011"
    )


def test_links_are_read_and_deleted_words_codes_and_copies_are_not():
    body = (
        "<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> new</w:t></w:r></w:ins>"
        "<w:r><w:instrText>HYPERLINK http://x</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t> chosen</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t> copy</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert text(body) == "linked new chosen"


def test_tables_and_text_boxes_are_read():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    assert text(f"<w:tbl><w:tr>{cell.format('one')}{cell.format('two')}</w:tr></w:tbl><w:p><w:r><w:t>three</w:t></w:r></w:p>") == "one\n\ntwo\n\nthree"
    box = "<w:p><w:r><w:t>outer</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    assert text(box) == "inner\n\nouter"


ENTITIES = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{ENTITIES}]>' + document("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>")


@pytest.mark.parametrize(
    "xml",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")).encode(),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">' + document("<w:p/>")).encode(),
        b"<w:document><a",
        b"no xml",
        (document("<w:x>" * 5000 + "</w:x>" * 5000)).encode(),
    ],
    ids=["bomb", "bomb in UTF-16", "file", "address", "broken", "text", "deep"],
)
def test_hostile_files_are_one_rejection_at_once(xml):
    start = time.perf_counter()
    item = read(make_docx([], xml))
    assert isinstance(item, Rejection) and item.code == "DRG-READ-036" and "root:" not in item.message
    assert time.perf_counter() - start < 2


def test_a_word_file_that_unpacks_to_too_much_is_refused():
    item = read(make_docx([], document("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_500_000)))
    assert isinstance(item, Rejection) and item.code in ("DRG-READ-003", "DRG-READ-031")


def test_an_empty_file_is_empty():
    item = read(make_docx([]))
    assert isinstance(item, Rejection) and item.code == "DRG-READ-004"
