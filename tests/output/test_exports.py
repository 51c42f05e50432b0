"""Exported files: read back by others as they were written, with a codebook that counts them and a citation that names their hashes."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from importlib import resources

import msgspec
import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")
pytest.importorskip("pandas")
pytest.importorskip("polars")

import duckdb
import pandas
import polars

from dragoman.errors import ConfigError, StoreError
from dragoman.output import exports
from dragoman.records.schema import TABLES
from dragoman.store import Store
from dragoman.store.codebook import definitions
from dragoman.store.exports import table_columns
from dragoman.store.frames import COLUMNS

TABBED = ("icews", "polecat", "gdelt", "phoenix")
CAMEO = {"icews": "CAMEO Code", "gdelt": "EventCode", "phoenix": "EventCode"}


@pytest.fixture
def store(tmp_path, coded):
    made = Store(str(tmp_path / "store"))
    first = coded.record.events[0]
    tricky = msgspec.structs.replace(first.actors[0], name='Rudolf\t"the\nRed" <b>|x|</b>', country="RUS")
    other = msgspec.structs.replace((first.recipients or first.actors)[-1], actor="ac-x", country="PRK")
    event = msgspec.structs.replace(first, actors=(tricky,), recipients=(other,), cameo="057")
    made.append([msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, events=(event, *coded.record.events[1:])))], [], "run-1")
    return made


def filled(rows):
    return [["" if value is None else value for value in row] for row in rows]


@pytest.mark.parametrize("name", TABBED)
def test_three_readers_agree_with_what_was_counted(store, tmp_path, name):
    path = tmp_path / f"{name}.tsv"
    written = exports.export_events(store, name, path)
    columns, has_header = table_columns(name)
    frame = pandas.read_csv(path, sep="\t", header=0 if has_header else None, names=None if has_header else columns, dtype=str, quoting=csv.QUOTE_NONE, keep_default_na=False)
    quick = polars.read_csv(path, separator="\t", has_header=has_header, new_columns=None if has_header else columns, quote_char=None, infer_schema=False)
    columns_of = dict.fromkeys(columns, "VARCHAR")
    read = f"read_csv('{path}', delim = '\t', header = {has_header}, quote = '', escape = '', auto_detect = false, columns = {columns_of})"
    rows = duckdb.execute(f"SELECT * FROM {read}").fetchall()
    assert list(frame.columns) == quick.columns == columns
    assert len(frame) == len(quick) == len(rows) == written.count > 0
    assert frame.values.tolist() == filled(quick.rows()) == filled(rows)
    if name in CAMEO:
        assert "057" in set(frame[CAMEO[name]])


def test_polecat_has_cow_numbers_and_gdelt_fips_codes(store, tmp_path):
    exports.export_events(store, "polecat", tmp_path / "p.tsv")
    rows = list(csv.DictReader((tmp_path / "p.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert ("365", "731") in {(row["Actor COW"], row["Recipient COW"]) for row in rows}


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_dyads_are_read_back(store, tmp_path, ending):
    path = tmp_path / f"d.{ending}"
    written = exports.export_dyads(store, path, by="month", zeros=False, origins=["dragoman"])
    if ending == "parquet":
        frame, quick = pandas.read_parquet(path), polars.read_parquet(path)
        assert str(quick["cow_a"].dtype) == "Int64"
    else:
        mark = "," if ending == "csv" else "\t"
        frame, quick = pandas.read_csv(path, sep=mark, keep_default_na=True), polars.read_csv(path, separator=mark)
    rows = duckdb.execute(f"SELECT iso3_a, cow_a, events FROM '{path}' ORDER BY 1").fetchall()
    assert tuple(frame.columns) == tuple(quick.columns) == COLUMNS
    assert len(frame) == len(quick) == len(rows) == written.count
    assert ("RUS", 365, 1) in rows
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["plover", "followthemoney"])
def test_objects_are_read_back(store, tmp_path, name):
    path = tmp_path / "o.jsonl"
    written = exports.export_events(store, name, path)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(records) == written.count > 0
    assert len({r["id"] for r in records}) == len(records)
    assert polars.read_ndjson(path, infer_schema_length=None).height == len(pandas.read_json(path, lines=True, dtype={"cameo": str})) == len(records)
    ids = [r["id"] for r in records]
    assert polars.read_ndjson(path, infer_schema_length=None)["id"].to_list() == pandas.read_json(path, lines=True, dtype={"cameo": str})["id"].tolist() == ids
    assert duckdb.execute(f"SELECT id FROM read_json('{path}', format = 'newline_delimited')").fetchall() == [(i,) for i in ids]


def test_nested_values_of_plover_are_read_back(store, tmp_path):
    path = tmp_path / "o.jsonl"
    exports.export_events(store, "plover", path)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = duckdb.execute(f"SELECT event, actor, quad_code FROM read_json('{path}', format = 'newline_delimited')").fetchall()
    quick = polars.read_ndjson(path, infer_schema_length=None).select("event", "actor", "quad_code").rows()
    for record, row, other in zip(records, rows, quick, strict=True):
        for event, actors, quad in (row, other):
            assert (list(event), quad) == (record["event"], record["quad_code"])
            assert [{k: v for k, v in a.items() if v is not None} for a in actors] == [{k: v for k, v in a.items() if v is not None} for a in record["actor"]]


@pytest.mark.parametrize("name", [*TABBED, "plover", "followthemoney", "dyads"])
def test_a_second_export_has_the_same_bytes(store, tmp_path, name):
    def write():
        path = tmp_path / "x.csv"
        written = exports.export_dyads(store, path, by="day", zeros=True, origins=["dragoman"]) if name == "dyads" else exports.export_events(store, name, path)
        return {p.name: p.read_bytes() for p in (path, *written.beside)}

    assert write() == write()


@pytest.mark.parametrize("name", TABBED)
def test_the_codebook_names_every_column_and_counts(store, tmp_path, name):
    path = tmp_path / f"{name}.tsv"
    written = exports.export_events(store, name, path)
    page = (tmp_path / f"{name}.codebook.md").read_text(encoding="utf-8")
    columns, has_header = table_columns(name)
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == columns
    assert f"- Rows: {written.count}" in page
    cells = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[has_header:]]
    for place, line in enumerate(lines):
        filled, distinct = (int(n) for n in line.rstrip(" |").rsplit("|", 2)[1:])
        values = [row[place] for row in cells if row[place] not in ("", "None")]
        assert (filled, distinct) == (len(values), len(set(values)))
    if name in CAMEO:
        assert "| 057 | 1 |" in page
    assert "<b>" not in page


def test_definitions_are_complete():
    given = definitions()
    for name in TABBED:
        assert list(given[name].columns) == table_columns(name)[0]
    assert tuple(given["dyads"].columns) == COLUMNS
    text = resources.files("dragoman.store").joinpath("data", "export_columns.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {*TABBED, "plover", "followthemoney", "dyads"}
    assert all(item.counted <= set(item.columns) and all(item.columns.values()) for item in given.values())


@pytest.mark.parametrize("name", ["plover", "followthemoney"])
def test_definitions_know_every_field_of_objects(store, tmp_path, name):
    path = tmp_path / "o.jsonl"
    exports.export_events(store, name, path)
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found |= {f"properties.{key}" for key in record.pop("properties", {})} | set(record)
    assert found <= set(definitions()[name].columns)


def test_the_citation_names_versions_and_hashes(store, tmp_path, coded):
    path = tmp_path / "e.tsv"
    exports.export_events(store, "gdelt", path)
    text, cff = ((tmp_path / f"e.citation.{end}").read_text(encoding="utf-8") for end in ("txt", "cff"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    provenance = coded.record.provenance
    for page in (text, cff):
        assert digest in page
        assert provenance.model_sha256 in page
        assert provenance.config_sha256 in page
    assert "store version: 0" in text
    yaml = pytest.importorskip("yaml")
    parsed = yaml.safe_load(cff)
    assert (parsed["cff-version"], parsed["type"], parsed["version"]) == ("1.2.0", "dataset", "0")
    assert parsed["identifiers"][-1]["value"] == f"sha256:{digest}"


def test_two_files_of_one_name_keep_their_codebooks(store, tmp_path):
    first = exports.export_events(store, "gdelt", tmp_path / "events.tsv").beside
    second = exports.export_events(store, "plover", tmp_path / "events.jsonl").beside
    again = exports.export_events(store, "gdelt", tmp_path / "events.tsv").beside
    assert [p.name for p in first] == [p.name for p in again] == ["events.codebook.md", "events.citation.txt", "events.citation.cff"]
    assert second[0].name == "events.jsonl.codebook.md"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_have_a_codebook_and_a_citation(store, tmp_path, kind):
    folder = tmp_path / "tables"
    exports.export_tables(store, kind, folder)
    page, text = (folder / "CODEBOOK.md").read_text(encoding="utf-8"), (folder / "CITATION.txt").read_text(encoding="utf-8")
    for table, record in TABLES.items():
        assert f"## {table}\n" in page
        assert all(f"| `{name}` |" in page for name in record.__struct_encode_fields__)
        assert hashlib.sha256((folder / f"{table}.{kind}").read_bytes()).hexdigest() in text
    events = page.split("## events\n")[1].split("\n## ")[0]
    assert f"Rows: {len(next(iter(store.iter_records())).events)}" in events
    assert "| `cameo` |" in events and not events.split("| `trigger` |")[1].splitlines()[0].endswith("| 0 |")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_are_read_back_by_three_readers(store, tmp_path, kind):
    """Names with quotes, tabs and line breaks, numbers, lists and what is missing are the same for all, row by row."""
    folder, [record] = tmp_path / "tables", list(store.iter_records())
    exports.export_tables(store, kind, folder)
    for table in TABLES:
        path, wanted = folder / f"{table}.{kind}", [record.document] if table == "documents" else getattr(record, table)
        if kind == "csv":
            plain = list(csv.reader(path.open(encoding="utf-8", newline="")))
            frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
            quick = polars.read_csv(path, infer_schema=False)
            found = duckdb.execute(f"SELECT * FROM read_csv('{path}', header = true, all_varchar = true, quote = '\"', escape = '\"', strict_mode = true)")
            assert plain[0] == list(frame.columns) == quick.columns == [d[0] for d in found.description]
            assert plain[1:] == frame.values.tolist() == filled(quick.rows()) == filled(found.fetchall())
        else:
            frame, quick = pandas.read_parquet(path), polars.read_parquet(path)
            found = duckdb.execute(f"SELECT * FROM '{path}'")
            assert list(frame.columns) == quick.columns == [d[0] for d in found.description]
            assert [plain_row(row) for row in quick.rows()] == [plain_row(row) for row in found.fetchall()]
        key = "id" if "id" in quick.columns else quick.columns[0]
        assert frame[key].tolist() == quick[key].to_list()
        assert len(quick) == len(wanted)
        assert key != "id" or quick["id"].to_list() == [item.id for item in wanted]


def plain_row(row):
    return json.loads(json.dumps(row, default=list))


def test_where_nothing_can_be_written(store, tmp_path):
    with pytest.raises(ConfigError, match="DRG-CONFIG-014"):
        exports.export_events(store, "gdelt", tmp_path)
    with pytest.raises(StoreError, match="DRG-STORE-008"):
        exports.export_events(store, "excel", tmp_path / "x")
    assert not (tmp_path / "x").exists()
