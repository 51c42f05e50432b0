from __future__ import annotations

import json

import msgspec
import pytest
from tests.jobs.test_merging import documents, rows

from dragoman.store import Store

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")


@pytest.fixture
def archive(tmp_path):
    store = Store(str(tmp_path / "archive"))
    store.append(documents(), [], "run")
    return store


def test_merge_show_split_and_withdraw(run, archive):
    done = run("merge", "run", "--store", archive.uri)
    assert done.exit_code == 0 and "5 documents merged" in done.stdout
    identity = rows(archive, "SELECT canonical_id FROM canonical_events ORDER BY reports DESC LIMIT 1")[0][0]
    shown = run("merge", "show", identity, "--store", archive.uri).stdout
    assert "4 reports, 4 documents, 2 independent sources" in shown and "dead  (they differ)" in shown and "One because:" in shown
    decided = run("merge", "split", identity, "--store", archive.uri, "--reason", "two streets", "--by", "ann")
    assert decided.exit_code == 0
    name = decided.stdout.split()[-1]
    assert "two streets" in run("merge", "decisions", "--store", archive.uri, "--format", "csv").stdout
    assert run("merge", "withdraw", name, "--store", archive.uri).exit_code == 0
    after = json.loads(run("merge", "show", identity, "--store", archive.uri, "--format", "json").stdout)
    assert len(after["reports"]) == 4 and all(d["withdrawn"] for d in after["decisions"])


def test_faults_are_messages_with_codes(run, archive, tmp_path):
    run("merge", "run", "--store", archive.uri)
    assert "DRG-MERGE-001" in run("merge", "show", "ev-none", "--store", archive.uri).stderr
    assert "DRG-STORE-002" in run("merge", "run", "--store", tmp_path / "none").stderr
    assert "DRG-CONFIG-012" in run("merge", "show", "ev-none", "--store", archive.uri, "--format", "xml").stderr


def test_the_queue_lists_pairs(run, archive):
    run("merge", "run", "--store", archive.uri)
    assert run("merge", "queue", "--store", archive.uri).exit_code == 0


def test_the_queue_lists_persons_with_name_and_state(run, tmp_path, coded):
    store = Store(str(tmp_path / "persons"))
    for number, name in enumerate(("R. Elphberg", "Rudolf Elphberg")):
        person = msgspec.structs.replace(coded.record.actors[0], id=f"ac-{number}", name=name)
        header = msgspec.structs.replace(coded.record.document, id=f"doc-{number}")
        store.append([msgspec.structs.replace(coded, record=msgspec.structs.replace(coded.record, document=header, actors=(person,)))], [], "run")
    run("merge", "run", "--store", store.uri)
    listed = run("merge", "queue", "--store", store.uri, "--format", "csv").stdout
    assert '"R. Elphberg (RUR), President","Rudolf Elphberg (RUR), President"' in listed
    run("merge", "join", "ac-0", "ac-1", "--store", store.uri)
    assert "Elphberg" not in run("merge", "queue", "--store", store.uri, "--format", "csv").stdout
