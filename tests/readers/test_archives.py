from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
import zlib

import pytest

from dragoman.readers import archives, layers, read_bytes, read_path, read_stream, tar
from dragoman.readers.packed import Inflater
from dragoman.records import Document, Rejection

from .conftest import check_item
from .made import PAGE, STORY, make_docx, make_tar, make_zip

FILES = [("a.txt", STORY), ("sub/b.html", PAGE), ("c.jsonl", '{"text": "One ends."}\n{"text": "Two ends."}\n'), (".hidden.txt", STORY), ("__MACOSX/a.txt", "x")]


def paths(data: bytes, name: str, **options: str) -> list[tuple[str | None, str]]:
    items = list(read_bytes(data, name=name, **options))
    for item in items:
        check_item(item)
    return [(item.path, item.code if isinstance(item, Rejection) else "read") for item in items]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("n.zip", make_zip(FILES)),
        ("n.zip", make_zip(FILES, zipfile.ZIP_STORED)),
        ("n.tar", make_tar(FILES)),
        ("n.tar", make_tar(FILES, tarfile.GNU_FORMAT)),
        ("n.tar", make_tar(FILES, tarfile.USTAR_FORMAT)),
        ("n.tar.gz", gzip.compress(make_tar(FILES))),
        ("n.tbz2", bz2.compress(make_tar(FILES))),
        ("n.tar.xz", lzma.compress(make_tar(FILES))),
        ("no-ending", gzip.compress(make_tar(FILES))),
    ],
)
def test_members_are_read_as_files_are(name, data):
    expected = [f"{name}!a.txt", f"{name}!sub/b.html", f"{name}!c.jsonl#1", f"{name}!c.jsonl#2"]
    assert paths(data, name) == [(path, "read") for path in expected]


def test_a_member_gives_the_document_that_its_file_gives():
    (direct,) = read_bytes(STORY.encode(), name="a.txt", published_at="2024-06-19")
    first = next(iter(read_bytes(make_zip([("a.txt", STORY)]), name="n.zip", published_at="2024-06-19")))
    assert isinstance(direct, Document) and isinstance(first, Document)
    assert first.id == direct.id and first.published_at == "2024-06-19"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize(
    ("name", "content", "count"), [("a.txt", STORY.encode(), 1), ("a.jsonl", b'{"text": "a b"}\n' * 3, 3), ("a.csv", b"text,title\nwords,x\n", 1)]
)
def test_packed_files_are_read_by_the_name_inside(pack, name, content, count):
    items = list(read_bytes(pack(content), name=f"{name}.gz"))
    assert len(items) == count and all(isinstance(item, Document) for item in items)
    assert str(items[0].path).startswith(f"{name}.gz")


def test_packed_files_of_several_members_and_padding_are_read_whole():
    data = gzip.compress(b'{"text": "a b"}\n') + b"\0" * 600 + gzip.compress(b'{"text": "c d"}\n') + b"\0\0\0"
    assert [code for _, code in paths(data, "a.jsonl.gz")] == ["read", "read"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_truncated_file_is_no_document_but_whole_rows_are(pack):
    story = pack((STORY * 50).encode())
    assert [code for _, code in paths(story[:-12], "a.txt.gz")] == ["DRG-READ-030"]
    rows = b"".join(b'{"text": "row %d %d"}\n' % (number, number * 7919 % 10007) for number in range(60_000))
    found = paths(pack(rows)[:-2000], "a.jsonl.gz")
    assert len(found) > 5_000 or pack is not gzip.compress
    assert [code for _, code in found[-1:]] == ["DRG-READ-030"] and all(code == "read" for _, code in found[:-1])


def test_what_follows_a_packed_file_is_reported():
    assert paths(gzip.compress(b'{"text": "a b"}\n') + b"more", "a.jsonl.gz") == [("a.jsonl.gz#1", "read"), ("a.jsonl.gz", "DRG-READ-030")]


def test_members_that_lie_outside_or_lead_elsewhere_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["../../etc/passwd", "/abs.txt", "c:\\x.txt", "a/../../b.txt", "..\\b.txt"]
    assert paths(make_zip([(name, STORY) for name in names]), "n.zip") == [(f"n.zip!{name}", "DRG-READ-033") for name in names]
    specials = [("link", "->/etc/passwd"), ("hard", "!1"), ("device", "!3"), ("block", "!4"), ("pipe", "!6"), ("odd", "!V")]
    found = paths(make_tar([("../../etc/passwd", STORY), *specials, ("a.txt", STORY)]), "n.tar")
    assert found == [("n.tar!../../etc/passwd", "DRG-READ-033"), *((f"n.tar!{name}", "DRG-READ-033") for name, _ in specials), ("n.tar!a.txt", "read")]
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_a_zip_archive_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert paths(file.getvalue(), "n.zip") == [("n.zip!link", "DRG-READ-033")]


def test_encrypted_and_oddly_packed_members_are_refused():
    data = bytearray(make_zip([("a.txt", STORY), ("b.txt", STORY)]))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert paths(bytes(data), "n.zip") == [("n.zip!a.txt", "DRG-READ-035"), ("n.zip!b.txt", "read")]
    assert paths(make_zip([("a.txt", STORY)], zipfile.ZIP_BZIP2), "n.zip") == [("n.zip!a.txt", "DRG-READ-035")]


def test_archives_lie_two_deep_at_most():
    inner = make_zip([("a.txt", STORY)])
    two = make_zip([("in.zip", inner), ("b.txt.gz", gzip.compress(STORY.encode()))])
    assert paths(two, "o.zip") == [("o.zip!in.zip!a.txt", "read"), ("o.zip!b.txt.gz", "read")]
    three = make_tar([("two.zip", two), ("b.txt", STORY)])
    assert paths(three, "o.tar") == [("o.tar!two.zip!in.zip", "DRG-READ-034"), ("o.tar!two.zip!b.txt.gz", "read"), ("o.tar!b.txt", "read")]
    assert paths(gzip.compress(gzip.compress(STORY.encode())), "a.gz") == [("a.gz", "DRG-READ-034")]


def test_bombs_are_stopped_early(monkeypatch):
    monkeypatch.setattr("dragoman.readers.archives.FREE_BYTES", 1_000_000)
    monkeypatch.setattr("dragoman.readers.packed.FREE_BYTES", 1_000_000)
    bomb = b"a" * 20_000_000
    assert paths(make_zip([("a.txt", bomb), ("b.txt", STORY)]), "n.zip") == [("n.zip!a.txt", "DRG-READ-031"), ("n.zip!b.txt", "read")]
    many = make_zip([(f"{number}.txt", b"a" * 900_000) for number in range(300)])
    found = paths(many, "n.zip")
    assert len(found) < 250 and found[-1] == ("n.zip", "DRG-READ-031") and found[0] == ("n.zip!0.txt", "read")
    nested = make_zip([(f"{number}.zip", make_zip([("a.txt", bomb)])) for number in range(3)])
    assert {code for _, code in paths(nested, "n.zip")} == {"DRG-READ-031"}
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        assert paths(pack(bomb), "a.txt.gz") == [("a.txt.gz", "DRG-READ-031")]
        assert paths(pack(make_tar([("a.txt", STORY), ("b.txt", bomb)])), "a.tar.gz") == [("a.tar.gz!a.txt", "read"), ("a.tar.gz!b.txt", "DRG-READ-031")]


def test_all_layers_of_an_input_share_one_limit(monkeypatch):
    monkeypatch.setattr(layers, "MAX_TOTAL_BYTES", 50_000)
    noise = bytes(zlib.crc32(bytes([a, b])) % 26 + 97 for a in range(100) for b in range(100))
    found = paths(make_zip([(f"{number}.txt", noise) for number in range(20)]), "n.zip")
    assert [code for _, code in found] == ["read"] * 5 + ["DRG-READ-031"]


def test_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MAX_ZIP_MEMBERS", 3)
    monkeypatch.setattr(layers, "MAX_MEMBERS", 3)
    files = [(f"{number}.txt", STORY) for number in range(5)]
    assert paths(make_zip(files), "n.zip") == [("n.zip", "DRG-READ-032")]
    assert [code for _, code in paths(make_tar(files), "n.tar")] == ["read"] * 3 + ["DRG-READ-032"]


def test_members_that_share_bytes_are_refused():
    data = bytearray(make_zip([("a.txt", STORY), ("b.txt", STORY)]))
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = bytes(4)
    assert paths(bytes(data), "n.zip") == [("n.zip", "DRG-READ-031")]


@pytest.mark.parametrize("cut", [5, 30, 100, 300])
def test_a_zip_archive_that_is_cut_off_is_one_rejection(cut):
    assert [code for _, code in paths(make_zip(FILES)[:-cut], "n.zip")] == ["DRG-READ-030"]


def test_a_damaged_member_does_not_stop_the_others():
    data = bytearray(make_zip([("a.txt", STORY), ("b.txt", STORY)]))
    data[50] ^= 255
    assert paths(bytes(data), "n.zip") == [("n.zip!a.txt", "DRG-READ-030"), ("n.zip!b.txt", "read")]
    stored = bytearray(make_zip([("a.txt", STORY), ("b.txt", STORY)], zipfile.ZIP_STORED))
    stored[60] ^= 1  # a letter changes, the checksum tells
    assert paths(bytes(stored), "n.zip") == [("n.zip!a.txt", "DRG-READ-030"), ("n.zip!b.txt", "read")]


def test_a_tar_archive_that_is_cut_off_keeps_what_came_before():
    data = make_tar([("a.txt", STORY), ("b.txt", STORY * 50)])
    assert paths(data[:2200], "n.tar") == [("n.tar!a.txt", "read"), ("n.tar!b.txt", "DRG-READ-030")]
    assert paths(gzip.compress(data)[:-30], "n.tgz")[0] == ("n.tgz!a.txt", "read")
    broken = data[:1024] + b"\1" * 512 + data[1536:]
    assert paths(broken, "n.tar") == [("n.tar!a.txt", "read"), ("n.tar", "DRG-READ-030")]


def test_extension_headers_cannot_ask_for_memory():
    header = bytearray(make_tar([("x", "y")], tarfile.GNU_FORMAT)[:512])
    header[124:136] = b"77777777777\0"
    header[156:157] = b"L"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    assert paths(bytes(header) + bytes(5000), "n.tar") == [("n.tar", "DRG-READ-030")]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_are_kept(form):
    names = ["x" * 150 + "/y.txt", "é" * 80 + ".txt"]
    assert paths(make_tar([(name, STORY) for name in names], form), "n.tar") == [(f"n.tar!{name}", "read") for name in names]


def test_what_looks_like_a_tar_magic_in_a_text_is_text():
    text = "x" * 254 + "Graustark and others"
    assert text[257:262] == "ustar" and not tar.is_tar(text.encode() + b" " * 512)
    assert paths((text + ". " + STORY * 5).encode(), "a.txt") == [("a.txt", "read")]


def test_empty_archives_say_so():
    assert paths(make_zip([]), "n.zip") == [("n.zip", "DRG-READ-017")]
    assert paths(make_tar([("folder/", "!5")]), "n.tar") == [("n.tar", "DRG-READ-017")]


@pytest.mark.parametrize(("part", "word"), [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("META-INF/container.xml", "EPUB")])
def test_office_files_that_are_no_text_are_named(part, word):
    (item,) = read_bytes(make_zip([("[Content_Types].xml", ""), (part, "")]), name="a.docx")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-006" and word in item.message


def test_a_zip_archive_comes_from_files_pipes_and_archives(tmp_path):
    data = make_zip([("a.txt", STORY), ("b.docx", make_docx([STORY]))])
    (tmp_path / "n.zip").write_bytes(data)
    assert [item.path for item in read_path(tmp_path / "n.zip")] == [f"{tmp_path}/n.zip!a.txt", f"{tmp_path}/n.zip!b.docx"]

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.file = io.BytesIO(data)

        def readable(self):
            return True

        def readinto(self, buffer):
            part = self.file.read(min(len(buffer), 1000))
            buffer[: len(part)] = part
            return len(part)

    assert [item.path for item in read_stream(io.BufferedReader(Pipe()))] == ["-!a.txt", "-!b.docx"]


def test_a_large_zip_archive_from_a_pipe_is_refused(monkeypatch):
    monkeypatch.setattr(layers, "MAX_FILE_BYTES", 100_000)
    noise = bytes(zlib.crc32(bytes([a, b])) % 251 for a in range(256) for b in range(256))
    big = make_zip([("a.zip", make_zip([("x.bin", noise * 4)], zipfile.ZIP_STORED))])
    (item,) = read_bytes(big, name="n.zip")
    assert isinstance(item, Rejection) and item.code == "DRG-READ-003" and item.path == "n.zip!a.zip"


def test_names_that_cannot_be_shown_are_made_visible():
    (item,) = read_bytes(make_zip([("a\x1b[31m\n.txt", STORY)]), name="n.zip")
    assert item.path == "n.zip!a\ufffd[31m\ufffd.txt"


def test_an_inflater_gives_all_it_holds():
    data = zlib.compress(b"a" * 300_000)
    inflater = Inflater(zlib.MAX_WBITS)
    parts = [inflater.decompress(data, 1000)]
    while not inflater.eof:
        parts.append(inflater.decompress(b"", 1000))
    assert b"".join(parts) == b"a" * 300_000 and max(map(len, parts)) <= 1000


def test_nothing_of_an_archive_is_written(tmp_path, monkeypatch):
    opened: list[str] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and watching and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            opened.append(str(arguments[0]))

    watching = False
    sys.addaudithook(watch)
    watching = True
    list(read_bytes(make_zip([("a.txt", STORY), ("b.tar", make_tar(FILES)), ("c.docx", make_docx([STORY]))]), name="n.zip"))
    watching = False
    assert opened == []
