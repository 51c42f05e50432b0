"""Stores that an older version wrote, without columns and parts of today: read as they are, and brought up to date where something is added."""

from __future__ import annotations

import shutil

import deltalake
import msgspec
import pyarrow as pa
import pytest

pytest.importorskip("duckdb")

from dragoman.errors import StoreError
from dragoman.store import Store, ask_store
from dragoman.store.delta import Run, SkipCount
from dragoman.store.stored import FLAT_SQL, is_outdated, table_schema

ASKED = tuple(f"SELECT * FROM {view} ORDER BY ALL" for view in ("events", "dyads", "claims", "history", "documents"))


def answers(store):
    return [[tuple(map(repr, row)) for row in ask_store(store, sql=sql).rows] for sql in ASKED]


def renamed(coded, name):
    header = msgspec.structs.replace(coded.record.document, id=f"doc-{name}", path=f"{name}.txt")
    return msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header))


def without(table, column, part=None):
    """A table as it was before a column, or a part of a structure, was added."""
    if part is None:
        return table.drop_columns([column])
    kind = table.schema.field(column).type
    kept = pa.struct([kind.field(i) for i in range(kind.num_fields) if kind.field(i).name != part])
    values = [{k: v for k, v in value.items() if k != part} if value else None for value in table[column].to_pylist()]
    return table.set_column(table.column_names.index(column), pa.field(column, kept), pa.array(values, kept))


def age(store, table, *changes):
    data = store.dataset(table).to_table()
    for change in changes:
        data = without(data, *change)
    shutil.rmtree(f"{store.uri}/{table}")
    deltalake.write_deltalake(f"{store.uri}/{table}", data, partition_by=["month"])


@pytest.fixture
def stores(tmp_path, coded):
    """A store of today and the same as an older version would have written it."""
    made = [Store(str(tmp_path / name)) for name in ("new", "old")]
    for store in made:
        store.append([coded, renamed(coded, "second")], [], "run-1")
    age(made[1], "events", *[(name,) for name in FLAT_SQL["events"]], ("casualties", "injured"), ("place",))
    age(made[1], "claims", ("author_commitment",))
    return [Store(store.uri) for store in made]


def counted(rows):
    """Rows without the names of their batches, which are drawn by lot."""
    return [[tuple(v for v in row if not v.startswith("'b-")) for row in part] for part in rows]


def test_what_is_missing_is_made_up_for_in_reading(stores):
    new, old = stores
    dyads = "SELECT * FROM dyads ORDER BY ALL"
    assert [tuple(r) for r in ask_store(old, sql=dyads).rows] == [tuple(r) for r in ask_store(new, sql=dyads).rows]
    assert {r[0] for r in ask_store(old, sql="SELECT casualties.injured FROM events").rows} == {None}
    assert {r[0] for r in ask_store(old, sql="SELECT author_commitment FROM claims").rows} == {None}
    assert not any(ask_store(old, sql="SELECT 1 FROM events WHERE actor_countries IS NULL AND len(actors) > 0").rows)


def test_adding_brings_an_old_store_up_to_date(stores, coded):
    for store in stores:
        store.append([renamed(coded, "third")], [], "run-2")
    assert counted(answers(stores[1])) == counted(answers(stores[0]))
    assert not is_outdated("events", stores[1].dataset("events").schema)


def test_compacting_brings_an_old_store_up_to_date_once(stores):
    new, old = stores
    assert Store(old.uri).upgrade() == ("events", "claims")
    old.compact(keep_days=0)
    assert old.upgrade() == ()
    assert counted(answers(old)) == counted(answers(new))


NEW_IN_RUNS = ("duplicates", "gated", "rejected", "reasons")


@pytest.fixture
def old_runs(tmp_path, coded):
    """A store whose table of runs lacks the counts that came later, in two files."""
    store = Store(str(tmp_path / "runs"))
    store.append([coded], [], "run-1")
    for name in ("run-1", "run-2"):
        store.finish(Run(id=name, started_at="2024-11-15T00:00:00+00:00", read=3, coded=1, skipped=2))
    data = store.dataset("runs").to_table().drop_columns(NEW_IN_RUNS)
    shutil.rmtree(f"{store.uri}/runs")
    for i in range(2):
        deltalake.write_deltalake(f"{store.uri}/runs", data.slice(i, 1), mode="append")
    return Store(store.uri)


def test_runs_of_an_older_version_are_read_and_stand_beside_new_ones(old_runs):
    asked = f"SELECT run, read, coded, skipped, {', '.join(NEW_IN_RUNS)} FROM runs ORDER BY run"
    old = [(f"run-{i}", 3, 1, 2, None, None, None, None) for i in (1, 2)]
    assert [tuple(row) for row in ask_store(old_runs, sql=asked).rows] == old
    reasons = (SkipCount(stage="gate", code="DRG-GATE-001", inputs=2),)
    old_runs.finish(Run(id="run-3", started_at="2024-11-16T00:00:00+00:00", read=4, coded=1, skipped=2, duplicates=1, gated=2, reasons=reasons))
    new = ("run-3", 4, 1, 2, 1, 2, 0, [{"stage": "gate", "code": "DRG-GATE-001", "inputs": 2}])
    for _ in range(2):
        assert [tuple(row) for row in ask_store(Store(old_runs.uri), sql=asked).rows] == [*old, new]
        assert Store(old_runs.uri).upgrade() == ()
        old_runs.compact(keep_days=0)


def test_a_store_of_a_later_version_is_read_and_not_added_to(stores, coded):
    store = stores[0]
    data = store.dataset("events").to_table()
    shutil.rmtree(f"{store.uri}/events")
    deltalake.write_deltalake(f"{store.uri}/events", data.append_column("weather", pa.array(["fair"] * len(data))), partition_by=["month"])
    later = Store(store.uri)
    assert {r[0] for r in ask_store(later, sql="SELECT weather FROM events").rows} == {"fair"}
    with pytest.raises(StoreError, match="DRG-STORE-013"):
        later.append([renamed(coded, "third")], [], "run-2")


def test_flat_columns_say_in_python_what_they_say_in_sql(stores):
    new, _ = stores
    columns = ", ".join(f"{sql} AS {name}_sql, {name}" for name, sql in FLAT_SQL["events"].items())
    rows = [tuple(r) for r in ask_store(new, sql=f"SELECT {columns} FROM events").rows]
    assert rows
    assert all(row[i] == row[i + 1] for row in rows for i in range(0, len(row), 2))
    assert set(FLAT_SQL["events"]) < set(table_schema("events").names)
