"""What must always hold of hostile input, whatever magic number it begins with."""

from __future__ import annotations

import bz2
import gzip
import logging
import lzma
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.readers import read_bytes
from dragoman.readers.containers import find_container
from dragoman.records import Document

from .conftest import check_item
from .made import FACTIVA_CODES, FACTIVA_TABLE, NEXIS, PROQUEST, STORY, make_docx, make_record, make_rtf, make_tar, make_zip
from .test_parquet import make as make_parquet

MAGIC = [
    b"\x1f\x8b\x08\0",
    b"BZh9",
    b"\xfd7zXZ\0",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"WARC/1.0\r\n",
    b"PAR1",
    b"{\\rtf1",
    make_tar([("a", STORY)])[:512],
    b"%PDF-1.7",
]
WHOLE = {
    "gzip": gzip.compress(STORY.encode()),
    "bzip2": bz2.compress(STORY.encode()),
    "xz": lzma.compress(STORY.encode()),
    "zip": make_zip([("a.txt", STORY), ("b.jsonl", '{"text": "a b"}\n')]),
    "docx": make_docx(NEXIS.splitlines()[20:50]),
    "tar": make_tar([("a" * 120, STORY), ("b.txt", STORY)]),
    "warc": make_record() * 3,
    "warc.gz": gzip.compress(make_record()) * 3,
    "parquet": make_parquet({"text": [STORY] * 20, "title": ["a", None] * 10}, row_group_size=7),
    "rtf": make_rtf(FACTIVA_CODES.splitlines()),
    "nexis": NEXIS.encode(),
    "factiva": FACTIVA_TABLE.encode(),
    "proquest": PROQUEST.encode(),
}


def check(data: bytes) -> None:
    items = list(read_bytes(data, name="x"))
    assert items
    for item in items:
        if getattr(item, "code", "") != "DRG-EXTRA-001":
            check_item(item)
    assert [item.id for item in items if isinstance(item, Document)] == [item.id for item in read_bytes(data, name="x") if isinstance(item, Document)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=600))
def test_any_bytes_behind_a_magic_number_give_documents_or_rejections(magic, data):
    check(magic + data)


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files_give_documents_or_rejections(name, caplog):
    caplog.set_level(logging.ERROR)
    chance = random.Random(name)
    for _ in range(40):
        data = bytearray(WHOLE[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            if chance.random() < 0.6:
                data[at] = chance.randrange(256)
            elif chance.random() < 0.5:
                del data[at : at + chance.randint(1, 30)]
            else:
                data[at:at] = chance.randbytes(chance.randint(1, 9))
        check(bytes(data))


@pytest.mark.parametrize("name", WHOLE)
def test_files_cut_anywhere_give_documents_or_rejections(name):
    data = WHOLE[name]
    for cut in range(1, len(data), max(1, len(data) // 25)):
        check(data[:cut])


@pytest.mark.parametrize(
    ("data", "container"),
    [
        (WHOLE["docx"], "zip"),
        (WHOLE["tar"], "tar"),
        (WHOLE["warc"], "warc"),
        (WHOLE["rtf"], "rtf"),
        (b"%PDF-1.7", None),
        (b"PK", None),
        (b"", None),
        (NEXIS.encode(), None),
    ],
)
def test_the_content_tells_the_container(data, container):
    assert find_container(data) == container
