"""Two sets of records are told apart document by document, record by record, field by field."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dragoman.errors import StoreError
from dragoman.jobs.merging import merge_store
from dragoman.store import Store, ask_store
from dragoman.store.diff import Diff, RecordsSide, StoreSide, open_side

replace = msgspec.structs.replace


def changed_event(record, **fields):
    first, *rest = record.events
    return replace(record, events=(replace(first, **fields), *rest))


def compare(before, after, **options):
    diff = Diff(RecordsSide("before", before), RecordsSide("after", after), **options)
    changes = list(diff.changes())
    return changes, {row[0]: row[1:] for row in diff.summary().rows}, list(diff.fields().rows)


def moved(record, document, path="story.txt", sha256=None):
    return replace(record, document=replace(record.document, id=document, path=path, sha256=sha256 or record.document.sha256))


def test_the_same_is_the_same(coded):
    changes, summary, fields = compare([coded.record], [coded.record])
    assert changes == [] and fields == []
    assert summary["events"] == (len(coded.record.events), len(coded.record.events), len(coded.record.events), 0, 0, 0)


def test_a_field_is_named_with_both_values(coded):
    changes, summary, fields = compare([coded.record], [changed_event(coded.record, event_type="AGREE", confidence=0.1)], ignore=["confidence"])
    (change,) = changes
    assert (change.table, change.change, change.field) == ("events", "changed", "event_type")
    assert (change.before, change.after) == (coded.record.events[0].event_type, "AGREE")
    assert change.words == coded.record.events[0].evidence[0].text
    assert summary["events"][3] == 1 and fields == [("events", "event_type", 1)]


def test_a_record_whose_id_changed_with_its_reading_is_one_that_changed(coded):
    changes, summary, _ = compare([coded.record], [changed_event(coded.record, id="ev-other", event_type="AGREE")])
    assert [c.field for c in changes] == ["event_type"]
    assert summary["events"][4:] == (0, 0)


def test_a_name_that_changes_does_not_change_those_who_use_it(coded):
    old = coded.record.actors[0]
    renamed = msgspec.json.decode(coded.record.to_json().replace(old.id.encode(), b"ac-another"), type=type(coded.record))
    changes, _, _ = compare([coded.record], [renamed])
    assert changes == []


def test_what_came_and_went_has_its_words(coded):
    less = replace(coded.record, events=coded.record.events[1:])
    gone = coded.record.events[0]
    assert [(c.change, c.id, c.words) for c in compare([coded.record], [less])[0]] == [("went", gone.id, gone.evidence[0].text)]
    assert [(c.change, c.id) for c in compare([less], [coded.record])[0]] == [("came", coded.record.events[0].id)]


def test_a_corrected_text_is_the_same_document_by_its_path(coded):
    after = moved(coded.record, "doc-corrected", sha256="0" * 64)
    changes, summary, _ = compare([coded.record], [after])
    assert summary["documents"][3:] == (1, 0, 0)
    assert [(c.table, c.field) for c in changes] == [("documents", "sha256")]
    assert summary["events"][2] == len(coded.record.events)


def test_two_documents_of_one_path_are_not_guessed_at(coded):
    both = [moved(coded.record, "doc-a", "news.csv"), moved(coded.record, "doc-b", "news.csv")]
    _, summary, _ = compare(both, [moved(coded.record, "doc-c", "news.csv")])
    assert summary["documents"] == (2, 1, 0, 0, 1, 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(before=some.sets(some.integers(0, 5)), after=some.sets(some.integers(0, 5)), drop=some.integers(0, 3))
def test_back_is_forth_reversed(coded, before, after, drop):
    def side(numbers, less):
        record = replace(coded.record, events=coded.record.events[less:])
        return [moved(record, f"doc-{n}", f"{n}.txt") for n in numbers]

    forth, there, _ = compare(side(before, 0), side(after, drop))
    back, here, _ = compare(side(after, drop), side(before, 0))
    opposite = {"came": "went", "went": "came"}
    assert sorted((c.table, c.change, c.document_id, c.id) for c in forth) == sorted((c.table, opposite[c.change], c.document_id, c.id) for c in back)
    assert {t: (n[0], n[1], n[2], n[4], n[5]) for t, n in there.items()} == {t: (n[1], n[0], n[2], n[5], n[4]) for t, n in here.items()}
    for n in there.values():
        assert n[0] == n[2] + n[3] + n[5] and n[1] == n[2] + n[3] + n[4]


def test_runs_and_versions_of_a_store(tmp_path, coded):
    pytest.importorskip("duckdb")
    store = Store(str(tmp_path / "store"))
    for number in range(3):
        store.append([replace(coded, record=moved(coded.record, f"doc-{number}", f"{number}.txt"))], [], f"run-{number}a")
    diff = Diff(open_side(store, "0"), open_side(store, "now"))
    assert {(c.change, c.document_id) for c in diff.changes()} == {("came", "doc-1"), ("came", "doc-2")}
    runs = Diff(open_side(store, "run-0"), open_side(store, "run-1a"))
    assert {(c.change, c.document_id) for c in runs.changes()} == {("went", "doc-0"), ("came", "doc-1")}
    for name in ("run-", "run-9"):
        with pytest.raises(StoreError, match=r"DRG-STORE-009.*run-0a"):
            open_side(store, name)
    merge_store(store)
    merging = next(iter(ask_store(store, sql="SELECT run FROM batches WHERE documents = 0").rows))[0]
    with pytest.raises(StoreError, match=r"no runs .*runs: run-0a, run-1a, run-2a"):
        open_side(store, merging)
    assert StoreSide(store, "x").fetch(StoreSide(store, "x").keys()) == {r.document.id: r for r in store.iter_records()}


def test_a_store_and_a_file_compare(tmp_path, coded):
    pytest.importorskip("duckdb")
    store = Store(str(tmp_path / "store"))
    store.append([coded], [], "run-1")
    diff = Diff(StoreSide(store, "store"), RecordsSide("file", [coded.record]))
    assert list(diff.changes()) == []
    assert diff.left.made_with() == diff.right.made_with() != []
