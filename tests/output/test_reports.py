"""All reports of one thing: what joins them, where they differ, and a page on which nothing of a document is markup."""

from __future__ import annotations

import re

import msgspec
import pytest
from tests.jobs.test_merging import documents

from dragoman.errors import StoreError
from dragoman.jobs.merging import merge_store, split, withdraw
from dragoman.output.reports import render_reports
from dragoman.records import Casualties
from dragoman.store import Store, ask_store
from dragoman.store.reports import explain_record

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")
replace = msgspec.structs.replace
HOSTILE = "<img src=x onerror=alert(1)>"


def told(coded, name, publisher=None, **fields):
    header = replace(coded.record.document, id=f"doc-{name}", path=f"{name}.txt", publisher=publisher)
    first, *rest = coded.record.events
    return replace(coded, record=replace(coded.record, document=header, events=(replace(first, source_chain=(), **fields), *rest)))


@pytest.fixture
def store(tmp_path, coded):
    made = Store(str(tmp_path / "store"))
    made.append([told(coded, "one", "Daily", casualties=Casualties(dead=3)), told(coded, "two", "Daily", id="ev-two", casualties=Casualties(dead=5)),
                 told(coded, HOSTILE, HOSTILE, id="ev-three", status="contested")], [], "run-1")  # fmt: skip
    return made


def test_an_event_is_found_by_any_report_of_it(store, coded):
    first = coded.record.events[0]
    every = [explain_record(store, i) for i in (first.id, "ev-two", "ev-three", "ev-tw")]
    assert {tuple(r.item.id for r in found.reports) for found in every} == {tuple(r.item.id for r in every[0].reports)}
    found = every[0]
    assert found.total == 3 and len(found.sources) == 2
    conflicts = dict(found.conflicts)
    assert dict(conflicts["casualties"]) == {"3 dead": 1, "5 dead": 1}
    assert dict(conflicts["status"])["contested"] == 1
    assert all(span.text for r in found.reports for span in r.spans)


def test_an_id_that_fits_several_or_none_is_refused(store):
    with pytest.raises(StoreError, match=r"DRG-STORE-011.*ev-three, ev-two"):
        explain_record(store, "ev-t")
    for prefix in ("zz", "", "%"):
        with pytest.raises(StoreError, match=r"DRG-STORE-011: no record"):
            explain_record(store, prefix)


def test_records_of_each_type_are_explained(store, coded):
    for table in ("claims", "agreements", "actors", "statements", "meetings", "places"):
        for item in getattr(coded.record, table):
            found = explain_record(store, item.id)
            assert found.table == table and found.total == 3, table
    assert explain_record(store, "doc-on").total == 1


def test_what_was_merged_is_explained_as_it_was_merged(tmp_path):
    made = Store(str(tmp_path / "merged"))
    made.append(documents(), [], "run-1")
    merge_store(made)
    one, many = (row[0] for row in ask_store(made, sql="SELECT canonical_id FROM canonical_events ORDER BY reports").rows)
    found = explain_record(made, many)
    assert (found.total, len(found.sources), dict(found.conflicts)["casualties"]) == (4, 2, (("12 dead", 2), ("14 dead", 1)))
    assert "merge show" in found.reason and explain_record(made, one).total == 1
    actor = explain_record(made, found.reports[0].record.actors[0].id)
    assert actor.table == "actors" and actor.total == 5
    decision = split(made, [many])
    assert explain_record(made, many).total == 1
    withdraw(made, decision)
    assert explain_record(made, many) == found
    before = explain_record(Store(made.uri, as_of=0), many)
    assert "same days" in before.reason and {r.item.when.start for r in before.reports} == {"2024-03-04"} != {r.item.when.start for r in found.reports}


def test_nothing_of_a_document_is_markup(store):
    page = render_reports(explain_record(store, "ev-three"))
    assert HOSTILE not in page and "&lt;img" in page
    assert not re.findall(r"<(?:img|script|iframe|object|link)\b|\son\w+=[\"']|https?://", page)
    assert "script-src 'none'".replace("'", "&#x27;") in page


@pytest.mark.parametrize("table", ["documents", "events"])
def test_commands_print_and_write(store, tmp_path, table, coded):
    from typer.testing import CliRunner

    from dragoman.cli.app import app

    identity = "doc-one" if table == "documents" else "ev-two"
    shown = CliRunner().invoke(app, ["explain", identity, "--store", store.uri])
    assert shown.exit_code == 0 and "one.txt" in shown.stdout
    target = tmp_path / "page.html"
    assert CliRunner().invoke(app, ["explain", identity, "--store", store.uri, "--html", str(target)]).exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
