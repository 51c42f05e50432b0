from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ConfigError
from dragoman.records import CodedDocument, Party, Record, Span, When
from dragoman.records.schema import TABLES, arrow_schema, arrow_table, json_schema, table_columns, table_rows

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


def test_every_record_type_of_the_contract_is_a_table():
    skipped = {"schema_version", "document", "provenance"}
    assert list(TABLES) == ["documents", *(name for name in Record.__struct_fields__ if name not in skipped)]


@pytest.mark.parametrize("table", TABLES)
def test_arrow_schema_has_the_columns_of_the_record_type(table):
    assert arrow_schema(table).names == [column.name for column in table_columns(table)]


@pytest.mark.parametrize("table", [name for name in TABLES if name != "documents"])
def test_rows_of_all_tables_but_documents_begin_with_the_document_id(table):
    assert table_columns(table)[0].name == "document_id"


@pytest.mark.parametrize("table", TABLES)
def test_rows_survive_the_way_through_arrow(coded: CodedDocument, table):
    back = arrow_table([coded.record], table).to_pylist()
    rows = json.loads(json.dumps(table_rows(coded.record, table)))
    for row in rows + back:
        if "arguments" in row:
            row["arguments"] = dict(row["arguments"])
    assert [_without_nulls(row) for row in back] == [_without_nulls(row) for row in rows]


def _without_nulls(value):
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def test_json_schema_names_every_field(coded: CodedDocument):
    schema = json_schema()
    properties = schema["$defs"]["Record"]["properties"]
    assert list(properties) == list(json.loads(coded.record.to_json()))


def test_record_is_read_back_from_its_json(coded: CodedDocument):
    assert Record.from_json(coded.record.to_json()) == coded.record


@given(words=TEXT, offset=st.integers(0, 10_000), name=TEXT)
def test_any_party_is_read_back_from_its_json(words, offset, name):
    party = Party(actor="ac-1", name=name, span=Span(offset, offset + len(words), words))
    assert msgspec.json.decode(msgspec.json.encode(party), type=Party) == party


@given(st.sampled_from(["day", "month", "year"]), st.dates(), st.booleans())
def test_any_date_is_read_back_from_its_json(precision, date, is_open):
    when = When(start=date.isoformat(), end=None if is_open else date.isoformat(), precision=precision, basis="explicit")
    assert msgspec.json.decode(msgspec.json.encode(when), type=When) == when


def test_unknown_table_is_refused_with_the_list_of_tables():
    with pytest.raises(ConfigError, match="events"):
        arrow_schema("evnets")


def test_schema_version_travels_with_each_arrow_schema():
    assert arrow_schema("events").metadata[b"dragoman.schema_version"] == b"1"


def test_broken_bytes_become_replacement_characters_in_arrow(make_story):
    coded = make_story(path="bro\udc80ken.txt")
    assert arrow_table([coded.record], "documents").column("path").to_pylist() == ["bro\ufffdken.txt"]


def test_no_rows_still_give_a_typed_table(coded: CodedDocument):
    table = arrow_table([coded.record], "obligations")
    assert table.num_rows == 0
    assert pa.types.is_struct(table.schema.field("obligor").type)


def test_module_prints_the_json_schema():
    done = subprocess.run([sys.executable, "-m", "dragoman.records.schema"], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == json_schema()
