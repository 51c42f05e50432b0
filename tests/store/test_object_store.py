"""A store at an object-store address, with a small stand-in for S3, and at a file address: the same answers as in a folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.errors import StoreError
from dragoman.jobs.merging import join, merge_store
from dragoman.store import NAMED, Store, ask_store


@pytest.fixture(scope="module")
def server():
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "s3_server.py")], stdout=subprocess.PIPE, text=True)
    yield int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def reach(monkeypatch, port):
    """Sets the variables by which deltalake finds an object store."""
    given = {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "us-east-1", "ENDPOINT_URL": f"http://127.0.0.1:{port}", "ALLOW_HTTP": "true"}
    for name, value in given.items():
        monkeypatch.setenv(f"AWS_{name}", value)


@pytest.fixture(params=["s3", "file"])
def uri(request, server, monkeypatch, tmp_path):
    if request.param == "file":
        return f"file://{tmp_path}/store"
    reach(monkeypatch, server)
    return f"s3://news/{tmp_path.name}/archive"


def renamed(coded, name):
    header = msgspec.structs.replace(coded.record.document, id=f"doc-{name}", path=f"{name}.txt")
    return msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header))


def answers(store):
    given = {"a": "RUR", "b": "GRK", "lat": "0", "lon": "0"}
    names = ("cooperation-by-month", "events-near", "checked-comparisons", "document")
    asked = {name: {p: given[p] for p in NAMED[name].parameters if p in given} for name in names}
    return {name: [tuple(map(repr, row)) for row in ask_store(store, name=name, parameters=parameters).rows] for name, parameters in asked.items()}


def test_an_address_answers_what_a_folder_answers(uri, coded, tmp_path):
    stores = [Store(uri), Store(str(tmp_path / "folder"))]
    for store in stores:
        assert not store.exists
        store.append([coded, renamed(coded, "second")], [], "run-1")
        store.append([renamed(coded, "third")], [], "run-2")
        merge_store(store)
        store.compact(keep_days=0)
    there, here = stores
    assert there.known() == here.known()
    assert list(there.iter_records()) == list(here.iter_records())
    assert answers(there) == answers(here)
    assert [tuple(r) for r in ask_store(Store(uri, as_of=0), sql="SELECT count(*) FROM documents").rows] == [(2,)]
    with pytest.raises(StoreError, match="DRG-STORE-006"):
        list(ask_store(there, sql="SELECT * FROM read_csv('/etc/passwd')").rows)


def test_several_may_write_to_one_address(uri, coded):
    Store(uri).append([coded], [], "run-0")
    threads = [threading.Thread(target=lambda n=n: Store(uri).append([renamed(coded, f"by-{n}")], [], f"run-{n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Store(uri).known()[0]) == 5
    assert len(list(Store(uri).iter_records())) == 5


def test_decisions_are_kept_at_an_address(uri, coded):
    store = Store(uri)
    store.append([coded], [], "run-0")
    ids = [event.id for event in coded.record.events]
    join(store, ids, reason="test")
    assert [tuple(r) for r in ask_store(store, sql="SELECT count(*), max(reports) FROM canonical_events").rows] == [(1, 2)]


def test_an_address_that_cannot_be_reached_is_named(monkeypatch):
    reach(monkeypatch, 1)
    monkeypatch.setenv("max_retries", "0")
    with pytest.raises(StoreError, match=r"DRG-STORE-012.*docs/store.md"):
        Store("s3://news/archive").require()
