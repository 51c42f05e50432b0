"""Others' event data into a store: the same twice adds nothing, killed at any moment nothing is lost or doubled, faults are kept."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from tests.store.test_origins import ICEWS, gdelt, icews

from dragoman.jobs import import_files
from dragoman.store import Store, ask_store
from dragoman.store.imports import ImportTables

ROWS = 60


def rows(store, sql):
    return [tuple(row) for row in ask_store(store, sql=sql).rows]


def row(n: int) -> list[str]:
    return icews(**{"Event ID": str(n), "Event Date": f"{2016 + n % 3}-0{1 + n % 9}-15", **({"CAMEO Code": "40"} if n % 10 == 7 else {})})


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "events.tab"
    path.write_text("".join("\t".join(cells) + "\n" for cells in [ICEWS, *(row(n) for n in range(ROWS))]), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(str(tmp_path / "store"))


def everything(store) -> tuple[list[tuple], list[tuple]]:
    events = "SELECT * EXCLUDE (batch) FROM imported_events ORDER BY id"
    return rows(store, events), rows(store, "SELECT * EXCLUDE (batch) FROM import_skipped ORDER BY id")


def test_the_same_file_twice_adds_nothing(store, file):
    first = import_files("icews", [file], store, version="0", batch=7)
    before = everything(store)
    again = import_files("icews", [file], store, version="0", batch=7)
    assert (first.rows, first.events, first.known, first.skipped) == (ROWS, 54, 0, 6)
    assert (again.rows, again.events, again.known_files) == (0, 0, 1)
    assert everything(store) == before
    assert rows(store, "SELECT row, code FROM import_skipped ORDER BY row")[0] == (9, "DRG-IMPORT-007")


def test_parts_of_any_size_and_another_copy_give_the_same_events(store, file, tmp_path):
    other = Store(str(tmp_path / "other"))
    import_files("icews", [file], store, version="0", batch=1)
    import_files("icews", [file], other, version="0", batch=1000)
    assert everything(store) == everything(other)
    longer = tmp_path / "longer.tab"
    longer.write_text(file.read_text(encoding="utf-8") + "\t".join(row(1000)) + "\n", encoding="utf-8")
    done = import_files("icews", [longer], store, version="0")
    assert (done.events, done.known) == (1, 54)


def test_ids_of_icews_are_unique_only_with_their_day(store, tmp_path):
    path = tmp_path / "x.tab"
    cells = [ICEWS, icews(), icews(**{"Event Date": "2018-06-02"}), icews()]
    path.write_text("".join("\t".join(c) + "\n" for c in cells), encoding="utf-8")
    done = import_files("icews", [path], store, version="0")
    assert (done.events, done.known) == (2, 1)


def test_origins_are_apart_and_nothing_counts_imports_by_itself(store, file, tmp_path):
    other = tmp_path / "20180601.export.CSV"
    other.write_text("\t".join(gdelt(61)) + "\n", encoding="utf-8")
    import_files("icews", [file], store, version="0")
    import_files("gdelt", [other], store, version="0")
    assert rows(store, "SELECT origin, count(*) FROM all_events GROUP BY 1 ORDER BY 1") == [("gdelt", 1), ("icews", 54)]
    for view in ("events", "event_reports", "canonical_events", "dyads", "documents"):
        assert rows(store, f"SELECT count(*) FROM {view}") == [(0,)]
    assert rows(store, "SELECT DISTINCT actor, recipient FROM all_dyads WHERE origin = 'icews'") == [("KEN", "ETH")]


def test_files_that_cannot_be_read_are_kept_and_the_others_go_on(store, file, tmp_path):
    strange = tmp_path / "strange.tab"
    strange.write_text("a letter\n", encoding="utf-8")
    for _ in range(2):
        done = import_files("icews", [tmp_path / "gone", strange, file], store, version="0")
        assert [fault.code for fault in done.faults] == ["DRG-IMPORT-001", "DRG-IMPORT-002"]
    assert rows(store, "SELECT count(*) FROM imported_events") == [(54,)]
    assert rows(store, "SELECT code FROM import_skipped WHERE row = 0 ORDER BY 1") == [("DRG-IMPORT-001",), ("DRG-IMPORT-002",)]
    assert store.dataset("import_skipped").count_rows() == 8


def test_what_came_before_the_damage_counts_and_the_mended_file_adds_the_rest(store, file, tmp_path):
    import gzip

    damaged = tmp_path / "x.gz"
    noisy = "".join("\t".join(icews(**{"Event ID": str(random.Random(n).random())})) + "\n" for n in range(5000))
    whole = gzip.compress(("\t".join(ICEWS) + "\n" + noisy).encode())
    damaged.write_bytes(whole[: len(whole) // 2])
    done = import_files("icews", [damaged], store, version="0", batch=100)
    assert done.faults[0].code == "DRG-IMPORT-001"
    assert 0 < done.events < 5000
    damaged.write_bytes(whole)
    again = import_files("icews", [damaged], store, version="0")
    assert (done.events + again.events, again.known) == (5000, done.events)


def test_two_at_the_same_time_do_not_double(store, file, monkeypatch):
    """Both look up ids before either commits: the second's copies give way."""
    other = Store(store.uri)
    real = ImportTables.known
    raced = []

    def known(self, events):
        out = real(self, events)
        if not raced:
            raced.append(True)
            import_files("icews", [file], other, version="0")
        return out

    monkeypatch.setattr(ImportTables, "known", known)
    import_files("icews", [file], store, version="0")
    assert store.dataset("imported_events").count_rows() == 108
    assert rows(store, "SELECT count(*), count(DISTINCT id) FROM imported_events") == [(54, 54)]
    assert rows(store, "SELECT count(*) FROM import_skipped") == [(6,)]


def test_killed_at_random_moments_nothing_is_lost_or_doubled(tmp_path, file, store):
    import_files("icews", [file], store, version="0")
    wanted = everything(store)
    target = tmp_path / "killed"
    command = [sys.executable, "-m", "dragoman", "import", "icews", str(file), "--store", str(target), "--batch", "2", "--no-compact"]
    chance = random.Random(5)
    for _ in range(6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.6, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert everything(Store(str(target))) == wanted


def test_a_part_without_its_mark_is_not_seen(store, file, monkeypatch):
    real = Store.add

    def broken(self, table, data, *, partition=None):
        if table == "imports":
            raise KeyboardInterrupt
        real(self, table, data, partition=partition)

    monkeypatch.setattr(Store, "add", broken)
    with pytest.raises(KeyboardInterrupt):
        import_files("icews", [file], store, version="0")
    monkeypatch.undo()
    assert rows(store, "SELECT count(*) FROM imported_events") == [(0,)]
    assert import_files("icews", [file], store, version="0").events == 54


def test_the_store_as_it_stood_has_no_later_imports(store, file, coded):
    store.append([coded], [], "run-1")
    time.sleep(0.01)
    moment = rows(store, "SELECT now()")[0][0].isoformat()
    time.sleep(0.01)
    import_files("icews", [file], store, version="0")
    assert rows(store, "SELECT count(*) FROM imported_events") == [(54,)]
    assert rows(Store(store.uri, as_of=moment), "SELECT count(*) FROM imported_events") == [(0,)]
    store.append([], [], "run-2")
    assert rows(Store(store.uri, as_of=1), "SELECT count(*) FROM imported_events") == [(54,)]


def test_values_are_kept_as_they_are(store, tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a", "date": "2018-06-01", "event": ["AID"], "actor": [{"code": "FRA", "entity_text": "\\ud800 x"}], "recipient": []}\n', encoding="utf-8")
    assert import_files("plover", [path], store, version="0").events == 1
    assert rows(store, "SELECT actors[1].name, actor_countries, recipient_countries FROM imported_events") == [("\ufffd x", "FRA", None)]
