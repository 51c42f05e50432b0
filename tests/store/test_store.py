"""A store of records made by hand: what is committed is seen, what is not is not, and questions only read."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from dragoman.errors import StoreError
from dragoman.records import Rejection
from dragoman.store import NAMED, Store, ask_store
from dragoman.store.dyads import dyad_series

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")


@pytest.fixture
def second(coded):
    header = msgspec.structs.replace(coded.record.document, id="doc-second", path="second.txt")
    return msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header))


@pytest.fixture
def store(tmp_path, coded):
    made = Store(str(tmp_path / "store"))
    made.append([coded], [Rejection(stage="read", code="DRG-READ-003", message="binary", path="x.bin")], "run-1")
    return made


def rows(store, sql):
    return [tuple(row) for row in ask_store(store, sql=sql).rows]


def test_what_was_added_comes_back_as_it_was(store, coded):
    assert list(store.iter_records()) == [coded.record]
    assert store.text_of(coded.record.document.id) == coded.text
    assert store.known()[0] == {coded.record.document.id}
    assert rows(store, "SELECT path, code FROM skipped") == [("x.bin", "DRG-READ-003")]


def test_a_batch_without_its_mark_is_not_seen(store, second, monkeypatch):
    real = Store._write

    def broken(self, table, data, partition=None):
        if table == "batches":
            raise KeyboardInterrupt
        real(self, table, data, partition)

    monkeypatch.setattr(Store, "_write", broken)
    with pytest.raises(KeyboardInterrupt):
        store.append([second], [], "run-2")
    monkeypatch.undo()
    assert len(list(store.iter_records())) == 1
    assert "doc-second" not in store.known()[0]
    assert rows(store, "SELECT count(DISTINCT document_id) FROM events") == [(1,)]
    store.append([second], [], "run-3")
    assert rows(store, "SELECT count(DISTINCT document_id) FROM events") == [(2,)]


def test_a_document_that_two_processes_added_counts_once(store, coded):
    before = rows(store, "SELECT count(*) FROM events")
    store.append([coded], [], "run-2")
    assert rows(store, "SELECT count(*) FROM events") == before
    assert len(list(store.iter_records())) == 1


def test_an_event_that_two_documents_report_is_one(store, second, coded):
    one = rows(store, "SELECT count(*), max(documents) FROM canonical_events")
    store.append([second], [], "run-2")
    assert rows(store, "SELECT count(*), max(documents) FROM canonical_events") == [(one[0][0], 2)]


def test_the_store_is_read_as_it_stood(store, second, tmp_path):
    store.append([second], [], "run-2")
    then = Store(str(tmp_path / "store"), as_of=0)
    assert rows(then, "SELECT count(*) FROM documents") == [(1,)]
    assert rows(store, "SELECT count(*) FROM documents") == [(2,)]
    with pytest.raises(StoreError, match="DRG-STORE-004"):
        rows(Store(str(tmp_path / "store"), as_of="never"), "SELECT 1")


def test_compaction_changes_no_answer(store, second):
    store.append([second], [], "run-2")
    before = rows(store, "SELECT * EXCLUDE (source_chain) FROM events ORDER BY id, document_id")
    store.compact()
    assert rows(store, "SELECT * EXCLUDE (source_chain) FROM events ORDER BY id, document_id") == before


@pytest.mark.parametrize("name", NAMED)
def test_every_named_query_runs(store, name):
    given = {"a": "RUR", "b": "GRK", "lat": "0", "lon": "0"}
    parameters = {p: given[p] for p in NAMED[name].parameters if p in given}
    answer = ask_store(store, name=name, parameters=parameters)
    assert all(len(row) == len(answer.columns) for row in answer.rows)


@pytest.mark.parametrize("sql", [
    "DELETE FROM events", "COPY (SELECT 1) TO '/tmp/out.csv'", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2", "CREATE TABLE t AS SELECT 1",
    "ATTACH '/tmp/x.db'", "SET enable_external_access = true", "SELECT * FROM nothing", "INSTALL httpfs", "not sql",
])  # fmt: skip
def test_sql_only_reads(store, sql):
    with pytest.raises(StoreError, match="DRG-STORE-006"):
        rows(store, sql)


def test_unknown_queries_and_parameters_are_named(store):
    with pytest.raises(StoreError, match="DRG-STORE-005"):
        ask_store(store, name="nothing")
    with pytest.raises(StoreError, match="it takes"):
        ask_store(store, name="accusations", parameters={"color": "red"})


def test_a_dyad_counts_each_event_once_and_opens_to_its_reports(store, second):
    store.append([second], [], "run-2")
    series = dyad_series(store, "RUR", "GRK", by="year")
    assert series.rows
    ids = {i for row in series.rows for i in row.ids}
    known = {row[0] for row in ask_store(store, sql="SELECT id FROM events").rows}
    assert ids <= known
    assert all(row.events == sum(row.counts.values()) == sum(row.types.values()) for row in series.rows)
    assert all(row.contested == sum(row.contested_counts.values()) == sum(row.contested_types.values()) for row in series.rows)
    typed = "SELECT event_type, count(*) FROM dyads WHERE exportable AND day IS NOT NULL AND actor IN ('RUR', 'GRK') AND recipient IN ('RUR', 'GRK') GROUP BY 1"
    assert sum((Counter(row.types) for row in series.rows), Counter()) == dict(rows(store, typed))
    columns, values = series.as_rows().columns, list(series.as_rows().rows)
    assert [dict(zip(columns, row, strict=True))["n_consult"] for row in values] == [row.types.get("CONSULT", 0) for row in series.rows]
    with pytest.raises(StoreError, match="DRG-STORE-007"):
        dyad_series(store, "RUR", "GRK", by="fortnight")


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")
    with pytest.raises(StoreError, match="DRG-STORE-001"):
        Store(str(tmp_path))
    with pytest.raises(StoreError, match="DRG-STORE-002"):
        list(Store(str(tmp_path / "none")).iter_records())
