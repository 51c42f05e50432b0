from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.output import make_folder_writer, make_writer
from dragoman.output.csv_tables import csv_cells, csv_header
from dragoman.records import Rejection
from dragoman.records.schema import TABLES, table_rows

UNREAD = Rejection(stage="read", code="DRG-READ-001", message="there is no file", path="gone.txt")


def read(data: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data, newline="")))


def test_events_go_to_the_stream(coded):
    stream = io.BytesIO()
    writer = make_writer("csv", stream)
    writer.write(coded)
    writer.close()
    first, second = read(stream.getvalue().decode())
    assert first["event_type"] == "SUPPORT"
    assert json.loads(first["actors.country"]) == ["RUR", "GRK"]
    assert (second["when.start"], second["trigger.text"], second["cameo"]) == ("", "accuse", "112")


def test_a_folder_gets_one_file_for_each_table(coded, tmp_path):
    writer = make_folder_writer("csv", tmp_path / "tables")
    writer.write(coded)
    writer.write(UNREAD)
    writer.close()
    assert sorted(p.stem for p in (tmp_path / "tables").iterdir()) == sorted(TABLES)
    rejections = read((tmp_path / "tables" / "rejections.csv").read_text(encoding="utf-8"))
    assert [row["code"] for row in rejections] == ["DRG-CODE-001", "DRG-READ-001"]


@pytest.mark.parametrize("table", TABLES)
def test_each_row_has_a_cell_for_each_column(coded, table):
    for row in table_rows(coded.record, table):
        assert len(csv_cells(row, table)) == len(csv_header(table))


@pytest.mark.parametrize("table", TABLES)
def test_column_names_are_unique(table):
    assert len(set(csv_header(table))) == len(csv_header(table))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_are_read_back_from_csv(words):
    stream = io.StringIO(newline="")
    header = csv_header("rejections")
    row = {"document_id": "d", "stage": words, "code": "c", "message": words, "span": {"start": 0, "end": len(words), "text": words}, "path": None}
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([header, csv_cells(row, "rejections")])
    (back,) = read(stream.getvalue())
    assert (back["stage"], back["message"], back["span.text"], back["path"]) == (words, words, words, "")
