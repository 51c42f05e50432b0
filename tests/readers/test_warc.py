from __future__ import annotations

import gzip
import zlib

import pytest

from dragoman.readers import read_bytes, read_path, warc
from dragoman.records import Document, Rejection

from .conftest import check_item
from .made import PAGE, STORY, make_answer, make_record, make_zip

A, B, C = (make_record(url=f"http://wire.example/{letter}") for letter in "abc")


def seen(data: bytes, name: str = "n.warc", **options: str) -> list[tuple[str, str]]:
    """Returns for each item what of its path stands behind the archive's name, and its code."""
    items = list(read_bytes(data, name=name, **options))
    for item in items:
        check_item(item)
    return [(str(item.path).removeprefix(name).removeprefix("!http://wire.example/"), item.code if isinstance(item, Rejection) else "read") for item in items]


def first(data: bytes, **options: str) -> Document:
    item = next(iter(read_bytes(data, name="n.warc", **options)))
    assert isinstance(item, Document), item
    return item


def chunked(body: bytes, size: int = 7) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;q=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def page(headers: str, body: bytes) -> bytes:
    return make_record(make_answer(body, f"Content-Type: text/html\r\n{headers}"))


def packed_one_by_one(parts):
    return b"".join(map(gzip.compress, parts))


def packed_as_one(parts):
    return gzip.compress(b"".join(parts))


@pytest.mark.parametrize("pack", [b"".join, packed_one_by_one, packed_as_one])
def test_pages_are_read_whatever_the_packing(pack):
    info = make_record(b"software: test", kind="warcinfo", media="application/warc-fields")
    request = make_record(b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request")
    assert seen(pack([info, request, A, request, B, C])) == [("a", "read"), ("b", "read"), ("c", "read")]


def test_address_and_date_of_the_record_are_kept_and_are_no_publication_date():
    document = first(make_record(date="2026-05-12T09:30:00Z"))
    assert document.url == "http://wire.example/a" and document.fetched_at == "2026-05-12T09:30:00+00:00"
    assert document.published_at is None
    assert first(make_record(), published_at="2024-06-19").published_at == "2024-06-19"
    dated = PAGE.replace(b"<body>", b'<head><meta property="article:published_time" content="2026-05-11T22:00:00Z"></head><body>')
    assert first(make_record(make_answer(dated))).published_at == "2026-05-11T22:00:00+00:00"


def test_the_fetch_date_does_not_make_another_document():
    assert first(make_record(date="2026-05-12T09:30:00Z")).id == first(make_record(date="2026-05-13T09:30:00Z")).id


def test_plain_texts_and_resources_are_read():
    assert first(make_record(make_answer(STORY.encode(), "Content-Type: text/plain"))).text == STORY
    assert first(make_record(STORY.encode(), kind="resource", media="text/plain; charset=utf-8")).text == STORY
    assert "<" not in first(make_record(PAGE, kind="resource", media="text/html")).text


def test_the_character_set_is_that_of_the_answer():
    body = "<html><body><article><p>Le café de la société: Ruritania signed a treaty.</p></article></body></html>"
    for charset in ("iso-8859-1", "utf-8", "iso-8859-15", '"windows-1252"'):
        data = body.encode(charset.strip('"'))
        assert "café de la société" in first(make_record(make_answer(data, f"Content-Type: text/html; charset={charset}"))).text
    assert "caf" in first(make_record(make_answer(body.encode(), "Content-Type: text/html; charset=no-such\udcff".replace("\udcff", "")))).text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked", chunked(PAGE)),
        ("Transfer-Encoding: chunked", PAGE),
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: gzip", PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE)[2:-4]),
        ("Content-Encoding: deflate", PAGE),
        ("Content-Encoding: br", PAGE),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", chunked(gzip.compress(PAGE))),
        ("content-encoding: IDENTITY", PAGE),
    ],
)
def test_encodings_are_undone_where_they_were_kept(headers, body):
    assert first(page(headers, body)).text == STORY


def test_brotli_and_zstd_are_undone():
    io = pytest.importorskip("fastwarc.stream_io")
    from io import BytesIO

    for encoding, writer in (("br", io.BrotliWriter), ("zstd", io.ZstdWriter)):
        file = BytesIO()
        packed = writer(file)
        packed.write(PAGE)
        packed.close()
        assert first(page(f"Content-Encoding: {encoding}", bytes(file.getbuffer()) if not file.closed else b"")).text == STORY


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (make_answer(status="404 Not Found"), "DRG-READ-023"),
        (make_answer(status="301 Moved"), "DRG-READ-023"),
        (make_answer(chunked(PAGE)[:-40], "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "DRG-READ-038"),
        (make_answer(b"1\r\nA\r\n" * 100_000, "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "DRG-READ-038"),
        (make_answer(b"5\r\nABCDE\r\nxyz", "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "DRG-READ-038"),
        (make_answer(b"ffffffff\r\nA", "Content-Type: text/html\r\nTransfer-Encoding: chunked"), "DRG-READ-038"),
        (make_answer(gzip.compress(PAGE)[:-9], "Content-Type: text/html\r\nContent-Encoding: gzip"), "DRG-READ-038"),
        (make_answer(b"\xff\xff\xff", "Content-Type: text/html\r\nContent-Encoding: br"), "DRG-READ-038"),
        (make_answer(PAGE, "Content-Type: text/html\r\nContent-Encoding: compress"), "DRG-READ-038"),
        (make_answer(gzip.compress(b"<p>" + b"a" * 20_000_000), "Content-Type: text/html\r\nContent-Encoding: gzip"), "DRG-READ-014"),
        (b"not an answer", "DRG-READ-038"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 40_000 + b"\r\n" + PAGE, "DRG-READ-038"),
        (b"x" * 9_000_000, "DRG-READ-014"),
        (make_answer(b"<html></html>"), "DRG-READ-013"),
        (make_answer(b""), "DRG-READ-013"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:30].decode("latin-1"),
)
def test_one_bad_record_is_one_rejection(block, code):
    assert seen(make_record(block, url="http://wire.example/x") + A) == [("x", code), ("a", "read")]


def test_other_types_are_counted():
    image = make_record(make_answer(b"\xff\xd8", "Content-Type: image/jpeg"))
    revisit = make_record(b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit")
    items = list(read_bytes(image * 3 + revisit + A, name="n.warc"))
    assert [item.code for item in items if isinstance(item, Rejection)] == ["DRG-READ-039"] * 2
    assert "3 records were left out: of the type 'image/jpeg'" in items[2].message


def test_types_that_are_counted_apart_have_a_limit(monkeypatch):
    monkeypatch.setattr(warc, "MAX_REASONS", 2)
    data = b"".join(make_record(make_answer(b"x", f"Content-Type: a/{number}")) for number in range(9))
    messages = [item.message for item in read_bytes(data, name="n.warc")]
    assert len(messages) == 3 and any("7 records were left out: of other types" in message for message in messages)


@pytest.mark.parametrize("cut", [1, 3, 5, 60, 200, 300, 400])
def test_what_comes_before_the_end_of_a_cut_archive_is_kept(cut):
    data = A + B + C
    last = ("c", "read") if cut <= 4 else ("", "DRG-READ-030")
    assert seen(data[:-cut]) == [("a", "read"), ("b", "read"), last]


@pytest.mark.parametrize("cut", [1, 9, 60, 120])
def test_what_comes_before_the_break_of_a_packed_archive_is_kept(cut):
    found = seen(b"".join(map(gzip.compress, (A, B, C)))[:-cut], "n.warc.gz")
    assert found[:2] == [("a", "read"), ("b", "read")] and found[-1] == ("", "DRG-READ-030") and len(found) <= 4


def damage(member: bytes, at: int = 100) -> bytes:
    return member[:at] + b"\xff" * 10 + member[at + 10 :]


def test_a_damaged_member_costs_its_own_record_only():
    data = gzip.compress(A) + damage(gzip.compress(B)) + gzip.compress(C)
    items = list(read_bytes(data, name="n.warc.gz"))
    assert [type(item) for item in items] == [Document, Rejection, Document]
    assert items[1].code == "DRG-READ-030" and "byte" in items[1].message and items[2].url == "http://wire.example/c"


def test_reading_goes_on_behind_each_kind_of_damage_of_a_packed_archive():
    packed = [gzip.compress(part) for part in (A, B, C)]
    wrong_sum = packed[1][:-8] + b"\0\0\0\0" + packed[1][-4:]
    assert seen(packed[0] + wrong_sum + packed[2], "n.warc.gz") == [("a", "read"), ("", "DRG-READ-030"), ("c", "read")]
    assert seen(packed[0] + packed[1][:60] + packed[2], "n.warc.gz") == [("a", "read"), ("", "DRG-READ-030"), ("c", "read")]
    assert seen(packed[0] + b"rubbish" + packed[1] + packed[2], "n.warc.gz") == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    far = gzip.compress(make_record(make_answer(bytes(zlib.crc32(bytes([a, b])) % 256 for a in range(256) for b in range(256)) * 8)))  # over several chunks
    assert seen(packed[0] + damage(far, 30_000) + packed[2], "n.warc.gz")[-2:] == [("", "DRG-READ-030"), ("c", "read")]


def test_other_packed_files_end_where_they_are_damaged():
    lines = [b'{"text": "Ruritania signed a treaty with Graustark on Friday, officials said."}\n' * 3] * 3
    packed = [gzip.compress(part) for part in lines]
    found = list(read_bytes(packed[0] + damage(packed[1], 20) + packed[2], name="n.jsonl.gz"))
    assert sum(isinstance(item, Document) for item in found) <= 3 and isinstance(found[-1], Rejection)


def test_records_that_lie_about_their_length_cost_nobody_else():
    block = make_answer()
    long = make_record(block, url="http://wire.example/long", length=len(block) + 100)
    assert seen(long + B + C) == [("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    longer = make_record(block, url="http://wire.example/longer", length=len(block) + len(B) + 200)
    assert seen(A + longer + B + C) == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    short = make_record(block, url="http://wire.example/short", length=len(block) - 10)
    assert seen(short + B + C) == [("short", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    endless = make_record(block, url="http://wire.example/endless", length=2**62)
    assert seen(A + endless + B + C) == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    request = make_record(b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request", length=2_000_000)
    assert seen(A + request + B + C) == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    big = make_record(make_answer(PAGE + b"<p>more</p>" * 300_000), url="http://wire.example/big", length=5_000_000)  # longer than what is kept
    assert seen(A + big + B + C) == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("c", "read")]
    none = make_record(block, url="http://wire.example/none").replace(b"Content-Length:", b"X-Length:")
    assert ("c", "read") in seen(A + none + C)


def test_reading_goes_on_behind_rubbish():
    rubbish = bytes(zlib.crc32(bytes([a, b])) % 256 for a in range(256) for b in range(256)) * 40  # 2.6 MB, more than is kept
    assert seen(A + rubbish + B + b"rubbish\r\n" + C) == [("a", "read"), ("", "DRG-READ-030"), ("b", "read"), ("", "DRG-READ-030"), ("c", "read")]
    assert seen(A + rubbish) == [("a", "read"), ("", "DRG-READ-030")]


def test_repairs_have_an_end(monkeypatch):
    monkeypatch.setattr(warc, "MAX_REPAIRS", 4)
    found = seen((b"rubbish\r\n" + A) * 10)
    assert len(found) <= 10


def test_long_heads_are_refused():
    assert seen(b"WARC/1.0\r\n" + b"A: b\r\n" * 100_000 + b"\r\n")[-1] == ("", "DRG-READ-030")


def test_other_languages_are_told():
    text = "Le président de la République a reçu mercredi à Paris le chancelier allemand pour un entretien sur le budget."
    assert first(make_record(make_answer(f"<html><body><article><p>{text}</p></article></body></html>".encode()))).language == "fr"


def test_a_web_archive_inside_of_an_archive_is_read():
    found = seen(make_zip([("in.warc.gz", gzip.compress(A) + gzip.compress(B))]), "o.zip")
    assert found == [("!in.warc.gz!http://wire.example/a", "read"), ("!in.warc.gz!http://wire.example/b", "read")]


def test_without_fastwarc_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fastwarc", None)
    (item,) = read_bytes(A, name="n.warc")
    assert isinstance(item, Rejection) and item.code == "DRG-EXTRA-001" and "dragoman[archives]" in item.message


def test_the_sample_archive_gives_the_article_as_its_page_tells_it(samples):
    items = list(read_path(next((samples / "warc").glob("*.warc.gz"))))
    assert len(items) == 3 and len({item.id for item in items if isinstance(item, Document)}) == 1
    document = items[0]
    assert isinstance(document, Document) and document.title == "Moscow expels two diplomats"
    assert document.published_at == "2026-05-12T09:30:00+03:00" and document.fetched_at == "2026-05-12T09:30:00+00:00"
    assert document.dateline_place is not None and document.dateline_place.text == "MOSCOW" and "Subscribe" not in document.text
