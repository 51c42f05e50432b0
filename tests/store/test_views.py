"""Shortcuts to a large store answer what the plain definitions answer."""

from __future__ import annotations

import msgspec
import pytest
from tests.store.test_origins import ICEWS, icews

from dragoman.jobs import import_files
from dragoman.store import NAMED, Store, ask_store
from dragoman.store.files import local_files
from dragoman.store.stored import table_schema
from dragoman.store.views import connect

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")


def rename(coded, name, month="2024-11"):
    header = msgspec.structs.replace(coded.record.document, id=f"doc-{name}", path=f"{name}.txt", published_at=f"{month}-15")
    return msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header))


@pytest.fixture
def store(tmp_path, coded, monkeypatch):
    """Two whole batches, a document twice, and a batch that was never finished."""
    made = Store(str(tmp_path / "a store's folder"))
    made.append([coded, rename(coded, "second", "2024-12")], [], "run-1")
    made.append([coded, rename(coded, "third", "2025-01")], [], "run-2")
    real = Store._write

    def broken(self, table, data, partition=None):
        if table == "batches":
            raise KeyboardInterrupt
        real(self, table, data, partition)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_write", broken)
        with pytest.raises(KeyboardInterrupt):
            made.append([rename(coded, "lost")], [], "run-3")
    return made


def rows(store, sql, **parameters):
    return [tuple(row) for row in ask_store(store, sql=sql, parameters=parameters).rows]


def test_a_folder_whose_name_is_a_pattern_is_read(tmp_path, coded):
    made = Store(str(tmp_path / "store * old"))
    made.append([coded], [], "run-1")
    assert rows(made, "SELECT count(*) FROM documents") == [(1,)]


def test_a_folder_whose_name_looks_like_a_column_is_none(tmp_path, coded):
    made = Store(str(tmp_path / "id=x" / "store"))
    made.append([coded], [], "run-1")
    assert rows(made, "SELECT id FROM documents") == [(coded.record.document.id,)]


def test_imported_events_have_one_order_of_columns(tmp_path, monkeypatch):
    path, made = tmp_path / "events.tab", Store(str(tmp_path / "store"))
    path.write_text("".join("\t".join(cells) + "\n" for cells in [ICEWS, icews(), icews(**{"Event Date": "2019-01-01"})]), encoding="utf-8")
    import_files("icews", [path], made, version="0")
    assert local_files(made, made.delta("imported_events"))
    direct = rows(made, "SELECT * FROM imported_events ORDER BY id"), ask_store(made, sql="SELECT * FROM imported_events").columns
    monkeypatch.setattr("dragoman.store.files.local_files", lambda *_: [])
    assert (rows(made, "SELECT * FROM imported_events ORDER BY id"), ask_store(made, sql="SELECT * FROM imported_events").columns) == direct
    assert len(direct[0]) == 2 and direct[1] == tuple(table_schema("imported_events").names)


def test_what_counts_is_what_the_definition_says(store):
    plain = """
        WITH first AS (SELECT id AS document_id, min(batch) AS batch FROM documents_raw SEMI JOIN batches_raw USING (batch) GROUP BY id)
        SELECT id, document_id, batch FROM events_raw SEMI JOIN first USING (document_id, batch) ORDER BY ALL"""
    found = rows(store, "SELECT id, document_id, batch FROM events ORDER BY ALL")
    assert found == rows(store, plain)
    assert {document for _, document, _ in found} == {r.document.id for r in store.iter_records()}
    assert rows(store, "SELECT count(*), count(DISTINCT id) FROM documents") == [(3, 3)]
    assert rows(store, "SELECT count(*) FROM texts") == [(3,)]


def test_a_month_stands_in_the_path_and_comes_back(store):
    assert [m for (m,) in rows(store, "SELECT DISTINCT month FROM events ORDER BY month")] == ["2024-11", "2024-12", "2025-01"]


def test_files_read_directly_and_through_arrow_give_the_same(store, monkeypatch):
    def answers():
        connection, values = connect(store), {"a": "RUR", "b": "GRK", "lat": "0", "lon": "0"}
        named = {name: sorted(map(repr, connection.execute(q.sql, {p: values.get(p) for p in q.parameters}).fetchall())) for name, q in NAMED.items()}
        return named, rows(store, "SELECT * EXCLUDE (source_chain) FROM events ORDER BY ALL"), rows(store, "SELECT * FROM canonical_events ORDER BY ALL")

    assert local_files(store, store.delta("events"))
    direct = answers()
    monkeypatch.setattr("dragoman.store.files.local_files", lambda *_: [])
    through = answers()
    assert [name for name in NAMED if through[0][name] != direct[0][name]] == []
    assert through[1:] == direct[1:]


@pytest.mark.parametrize("pair", [("RUR", "GRK"), ("GRK", "RUR"), ("RUR", "RUR"), ("XXX", "RUR")])
def test_one_pair_gives_the_rows_of_all_pairs(store, pair):
    a, b = pair
    few = rows(store, "SELECT * FROM dyads_between($a, $b) ORDER BY ALL", a=a, b=b)
    assert few == rows(store, "SELECT * FROM dyads WHERE (actor = $a AND recipient = $b) OR (actor = $b AND recipient = $a) ORDER BY ALL", a=a, b=b)
    assert bool(few) == (set(pair) == {"RUR", "GRK"})


def test_reports_like_one_are_those_of_its_event(store):
    for (report,) in rows(store, "SELECT DISTINCT id FROM events ORDER BY id"):
        every = "SELECT * FROM event_reports WHERE canonical_id IN (SELECT canonical_id FROM event_reports WHERE id = $id) ORDER BY ALL"
        assert rows(store, "SELECT * FROM reports_like($id) ORDER BY ALL", id=report) == rows(store, every, id=report)
    assert rows(store, "SELECT * FROM reports_like('ev-none')") == []


def test_files_of_other_versions_may_lack_columns(store, tmp_path):
    import deltalake
    import pyarrow as pa

    table = deltalake.DeltaTable(f"{store.uri}/events")
    grown = table.to_pyarrow_table().slice(0, 1).append_column("added_later", pa.array(["x"]))
    deltalake.write_deltalake(f"{store.uri}/events", grown, mode="append", schema_mode="merge")
    assert rows(store, "SELECT count(*) FROM events_raw WHERE added_later IS NOT NULL") == [(1,)]
    assert rows(store, "SELECT count(*) FROM events WHERE added_later IS NULL") != [(0,)]


def test_the_stores_own_files_may_be_read_and_no_others(store, tmp_path):
    from dragoman.errors import StoreError

    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    for path in (tmp_path / "secret.csv", tmp_path / "a store's folder" / ".." / "secret.csv", "/etc/passwd"):
        quoted = str(path).replace("'", "''")
        with pytest.raises(StoreError, match="DRG-STORE-006"):
            rows(store, f"SELECT * FROM read_csv('{quoted}')")
