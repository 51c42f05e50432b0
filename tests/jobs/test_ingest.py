"""Ingestion with the real coder: killed at any moment nothing is lost or doubled, run again nothing changes."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.jobs import ingest
from dragoman.pipeline import load_coder
from dragoman.readers import read_path, read_text
from dragoman.records import Document, Rejection
from dragoman.store import Store, ask_store
from dragoman.store.views import connect

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*.txt"))


def documents():
    for path in SAMPLES:
        yield from read_path(path)
    yield from read_path(Path("gone.txt")) if Path("gone.txt").exists() else ()
    yield read_text("Die Regierung in Berlin hat am Montag ein neues Gesetz beschlossen. Der Minister sprach vor dem Parlament.", path="deutsch.txt")


@pytest.fixture(scope="module")
def coder():
    return load_coder()


def test_run_twice_nothing_changes(tmp_path, coder):
    store = Store(str(tmp_path / "store"))
    first = ingest(documents(), lambda: coder, store, batch=3)
    before = [r.to_json() for r in store.iter_records()]
    second = ingest(documents(), lambda: coder, store, batch=3)
    assert (first.coded, first.known, first.skipped) == (len(SAMPLES), 0, 1)
    assert (second.coded, second.known) == (0, len(SAMPLES))
    assert [r.to_json() for r in store.iter_records()] == before
    assert store.dataset("skipped").count_rows() == 1


def test_each_input_of_a_run_is_counted_at_one_stage(tmp_path, coder):
    store = Store(str(tmp_path / "store"))
    gated = read_text("The recipe needs two eggs, some flour and a spoon of sugar. Stir well, then bake the cake for an hour.", path="cake.txt")
    rejected = Rejection(stage="read", code="DRG-READ-003", message="binary", path="x.bin")
    gating = load_coder(gate=True)
    ingest(list(documents())[:1], lambda: coder, store)
    items = list(documents())
    run = ingest([*items, gated, rejected, items[1], items[0]], lambda: gating, store, batch=3)
    assert (run.known, run.duplicates, run.gated, run.skipped) == (2, 1, 1, 3)
    assert run.read == run.known + run.duplicates + run.skipped + run.coded
    asked = f"SELECT read, known, duplicates, gated, skipped, coded, rejected, reasons FROM runs WHERE run = '{run.id}'"
    kept = [tuple(row) for row in ask_store(store, sql=asked).rows]
    reasons = [{"stage": s, "code": c, "inputs": 1} for s, c in (("gate", "DRG-GATE-001"), ("read", "DRG-READ-003"), ("read", "DRG-READ-016"))]
    assert kept == [(run.read, 2, 1, 1, 3, run.coded, run.rejected, reasons)]
    sums = "SELECT (SELECT count(*) FROM rejections), (SELECT sum(rejected) FROM runs)"
    assert len({*map(int, next(iter(ask_store(store, sql=sums).rows)))}) == 1


def test_batches_and_workers_give_the_same_records(tmp_path, coder):
    one, other = Store(str(tmp_path / "one")), Store(str(tmp_path / "other"))
    ingest(documents(), lambda: coder, one, batch=1)
    ingest(list(documents())[::-1], lambda: coder, other, batch=100, workers=2)
    assert [r.to_json() for r in one.iter_records()] == [r.to_json() for r in other.iter_records()]


def test_killed_at_random_moments_nothing_is_lost_or_doubled(tmp_path, coder):
    whole = Store(str(tmp_path / "whole"))
    ingest(documents(), lambda: coder, whole)
    wanted = [r.to_json() for r in whole.iter_records()]
    target = tmp_path / "killed"
    command = [sys.executable, "-m", "dragoman", "ingest", *map(str, SAMPLES), "--store", str(target), "--batch", "1"]
    chance = random.Random(3)
    for _ in range(6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.6, 2.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    found = list(Store(str(target)).iter_records())
    assert sorted(r.document.id for r in found) == sorted(r.document.id for r in whole.iter_records())
    assert len(found) == len(wanted)


#: What does not depend on how documents came into batches.
ASKED = (
    "SELECT * EXCLUDE (batch) FROM documents ORDER BY id",
    "SELECT * EXCLUDE (batch) FROM events ORDER BY document_id, id",
    "SELECT * EXCLUDE (batch) FROM skipped ORDER BY id",
    *(f"SELECT * FROM canonical_{kind} ORDER BY canonical_id" for kind in ("events", "agreements", "claims", "actors")),
    "SELECT * FROM canonical_values ORDER BY ALL",
    "SELECT sum(documents) FROM batches",
)


def contents(store):
    connection = connect(store)
    return [[r.to_json() for r in store.iter_records()], *([repr(row) for row in connection.execute(sql).fetchall()] for sql in ASKED)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_after_fifty_kills_stores_are_as_if_nobody_had_disturbed_them(tmp_path, coder):
    items = [*list(documents())[-5:], Rejection(stage="read", code="DRG-READ-003", message="binary", path="x.bin")]
    results = {item.id: coder.code_document(item) for item in items if isinstance(item, Document)}
    (tmp_path / "coded").write_bytes(pickle.dumps((items, results, coder.versions())))
    command = [sys.executable, str(Path(__file__).parent / "killing.py"), str(tmp_path / "coded"), str(tmp_path), "50", "4"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 50
    wanted = contents(Store(str(tmp_path / "whole")))
    assert len(wanted[0]) == 4
    killed = sorted(tmp_path.glob("killed-*"))
    assert killed
    for uri in killed:
        assert contents(Store(str(uri))) == wanted
