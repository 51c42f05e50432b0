"""Compaction joins files and deletes old ones; no answer changes, as of now or as of then."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from dragoman.store import Store, ask_store

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")


def answers(uri, as_of=None):
    store = Store(uri, as_of=as_of)
    asked = ("SELECT * EXCLUDE (batch) FROM events", "SELECT id FROM documents", "SELECT * FROM dyads")
    return [sorted(map(repr, ask_store(store, sql=sql).rows)) for sql in asked]


@pytest.fixture
def uri(tmp_path, coded):
    store = Store(str(tmp_path / "store"))
    for number in range(6):
        header = msgspec.structs.replace(coded.record.document, id=f"doc-{number}")
        store.append([msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header))], [], "run-1")
    return store.uri


def files(uri, table):
    return len(list((Path(uri) / table).rglob("*.parquet")))


def test_nothing_that_is_asked_changes(uri):
    now, then = answers(uri), [answers(uri, as_of=n) for n in range(6)]
    done = Store(uri).compact(keep_days=0)
    assert done.files["events"] == 1 and done.deleted >= 6
    assert files(uri, "events") == 1
    assert answers(uri) == now
    assert [answers(uri, as_of=n) for n in range(6)] == then
    assert len({len(answer[1]) for answer in then}) == 6


def test_old_files_are_kept_for_a_while(uri):
    done = Store(uri).compact()
    assert done.deleted == 0
    assert files(uri, "events") == 7
    assert Store(uri).compact().files == done.files


def test_the_log_of_batches_is_kept(uri):
    import deltalake

    table = deltalake.DeltaTable(f"{uri}/batches")
    assert table.metadata().configuration["delta.enableExpiredLogCleanup"] == "false"
    for _ in range(3):
        Store(uri).compact(keep_days=0)
    assert answers(uri, as_of=0)[1] == answers(uri)[1][:1]


def test_an_older_store_gets_the_setting(tmp_path, uri):
    import deltalake

    table = deltalake.DeltaTable(f"{uri}/batches")
    old = tmp_path / "old"
    deltalake.write_deltalake(str(old / "batches"), table.to_pyarrow_table())
    Store(str(old)).compact()
    assert deltalake.DeltaTable(str(old / "batches")).metadata().configuration["delta.enableExpiredLogCleanup"] == "false"
