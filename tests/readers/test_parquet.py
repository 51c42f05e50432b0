from __future__ import annotations

import datetime
import gzip
import io
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman.readers import parquet, read_bytes, read_path
from dragoman.records import Document, Rejection

from .conftest import check_item
from .made import STORY, make_zip


def make(columns: dict[str, object], **options: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


def codes(data: bytes, name: str = "a.parquet") -> list[str]:
    items = list(read_bytes(data, name=name))
    for item in items:
        check_item(item)
    return [item.code if isinstance(item, Rejection) else "read" for item in items]


def test_rows_are_read_as_those_of_csv_files():
    dates = [datetime.date(2024, 3, 4), None, datetime.date(2024, 3, 5)]
    data = make(
        {
            "Body": [STORY, None, STORY + " Again."],
            "Headline": ["A b", "c", "d"],
            "date": dates,
            "source": ["AP"] * 3,
            "id": ["i1", "i2", None],
            "junk": [1, 2, 3],
        },
        row_group_size=2,
    )
    first, second, third = read_bytes(data, name="a.parquet")
    assert isinstance(first, Document) and (first.path, first.title, first.published_at, first.agencies) == ("a.parquet#i1", "A b", "2024-03-04", ("AP",))
    assert isinstance(second, Rejection) and (second.code, second.path) == ("DRG-READ-004", "a.parquet#i2")
    assert isinstance(third, Document) and third.path == "a.parquet#3" and third.text == STORY + " Again."


def test_times_lists_and_bytes_are_read():
    when = datetime.datetime(2024, 3, 4, 5, 6, tzinfo=datetime.UTC)
    (item,) = read_bytes(make({"text": [["one part", "another"]], "timestamp": [when]}), name="x")
    assert isinstance(item, Document) and item.text == "one part\n\nanother" and item.published_at == "2024-03-04T05:06:00+00:00"
    (item,) = read_bytes(make({"text": [STORY.encode()]}), name="x", published_at="2024-01-01")
    assert isinstance(item, Document) and item.text == STORY and item.published_at == "2024-01-01"


def test_what_is_no_table_of_documents_is_one_rejection():
    good = make({"text": [STORY] * 9})
    assert codes(make({"foo": [STORY]})) == ["DRG-READ-011"]
    assert codes(make({"text": pa.array([], pa.string())})) == ["DRG-READ-015"]
    for data in (good[:-50], good[:30], b"PAR1", b"PAR1" + bytes(100) + b"PAR1"):
        assert codes(data) == ["DRG-READ-030"]


def test_rows_before_the_damage_are_kept():
    noise = [f"{STORY} {number} " + str(number**99) for number in range(400)]
    data = bytearray(make({"text": noise}, row_group_size=100, compression="gzip"))
    middle = len(data) // 2
    data[middle : middle + 2000] = b"\xff" * 2000
    found = codes(bytes(data))
    assert found[-1] == "DRG-READ-030" and found[:100] == ["read"] * 100 and found.count("DRG-READ-030") == 1


def test_large_row_groups_are_refused(monkeypatch):
    monkeypatch.setattr(parquet, "MAX_GROUP_BYTES", 100)
    assert codes(make({"text": [STORY] * 9}, compression=None)) == ["DRG-READ-031"]


def test_files_archives_and_packed_files_hold_tables(tmp_path):
    data = make({"text": [STORY]})
    (tmp_path / "noending").write_bytes(data)
    assert [type(item) for item in read_path(tmp_path / "noending")] == [Document]
    assert codes(make_zip([("x.parquet", data)]), "a.zip") == ["read"] and codes(gzip.compress(data), "a.parquet.gz") == ["read"]


def test_without_pyarrow_the_extra_is_named(monkeypatch):
    data = make({"text": [STORY]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (item,) = read_bytes(data, name="a.parquet")
    assert isinstance(item, Rejection) and item.code == "DRG-EXTRA-001" and "dragoman[arrow]" in item.message


@pytest.mark.parametrize("column", ["Text", "article text", "BODY"])
def test_columns_are_named_in_any_case(column):
    assert codes(make({column: [STORY]})) == ["read"]
