"""Exports: right columns in the right order, no stray tabs, codes as text, and readable by others."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.errors import StoreError
from dragoman.store import Store
from dragoman.store import exports as ex

SCHEMAS = Path(__file__).parent.parent.parent.parent / "shared" / "schemas"
COLUMNS = {"icews": (ex.ICEWS, True), "polecat": (ex.POLECAT, True), "gdelt": (ex.GDELT, False), "phoenix": (ex.PHOENIX, False)}


@pytest.fixture
def store(tmp_path, coded):
    made = Store(str(tmp_path / "store"))
    events = list(coded.record.events)
    tricky = msgspec.structs.replace(events[0].actors[0], name='Rudolf\t"the\nRed"')
    events[0] = msgspec.structs.replace(events[0], actors=(tricky, *events[0].actors[1:]), cameo="057")
    made.append([msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, events=tuple(events)))], [], "run-1")
    return made


@pytest.mark.parametrize("name", COLUMNS)
def test_every_row_has_the_columns_and_no_stray_tab(store, name):
    columns, header = COLUMNS[name]
    rows = [line.split("\t") for line in ex.iter_export_lines(store, name)]
    assert len(rows) > header
    assert {len(row) for row in rows} == {len(columns)}
    assert (rows[0] == columns) is header
    assert not any("\n" in cell or "\r" in cell for row in rows for cell in row)


@pytest.mark.parametrize(("name", "column"), [("icews", "CAMEO Code"), ("gdelt", "EventCode"), ("phoenix", "EventCode")])
def test_codes_stay_text(store, name, column):
    pandas = pytest.importorskip("pandas")
    columns, header = COLUMNS[name]
    text = "\n".join(ex.iter_export_lines(store, name))
    frame = pandas.read_csv(io.StringIO(text), sep="\t", header=0 if header else None, names=None if header else columns, dtype=str, quoting=csv.QUOTE_NONE)
    assert "057" in set(frame[column])


def test_each_event_stands_once_with_the_same_number_in_every_run(store):
    once = list(ex.iter_export_lines(store, "polecat"))
    assert once == list(ex.iter_export_lines(store, "polecat"))
    ids = [line.split("\t")[0] for line in once[1:]]
    assert len(ids) == len(set(ids))


def test_plover_records_hold_what_the_manual_requires(store):
    records = [json.loads(line) for line in ex.iter_export_lines(store, "plover")]
    assert records
    for record in records:
        assert {"id", "date", "actor", "event"} <= set(record)
        assert record["quad_code"] in (1, 2, 3, 4)


def test_an_unknown_export_is_named(store):
    with pytest.raises(StoreError, match="DRG-STORE-008"):
        list(ex.iter_export_lines(store, "excel"))


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the public column lists lie beside the source tree")
@pytest.mark.parametrize(("name", "file", "field"), [
    ("icews", "icews_events.csv", "name"), ("polecat", "polecat_events.csv", "name"), ("gdelt", "gdelt2_events.csv", "name_bigquery"),
    ("phoenix", "phoenix_events.csv", "name"),
])  # fmt: skip
def test_columns_are_those_of_the_data_set(name, file, field):
    with (SCHEMAS / file).open(encoding="utf-8", newline="") as stream:
        assert COLUMNS[name][0] == [row[field] for row in csv.DictReader(stream)]
