"""Merging a store: the steps in which documents come do not show, decisions can be taken back, sources are counted once."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from dragoman.errors import StoreError
from dragoman.jobs.merging import describe, join, merge_store, split, withdraw
from dragoman.records import CodedDocument, Document, DocumentHeader, Event, Party, Provenance, Record, Segment, Span, When, make_id
from dragoman.records.facts import Actor, Casualties
from dragoman.store import Store, ask_store

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

WIRE = ("Ruritanian artillery {verb} the town of Zenda on Monday, killing at least {dead} people and wounding forty others, the governor said. Rescuers dug "
        "through the rubble of a school until nightfall. The government blamed rebels who are backed by Graustark.")  # fmt: skip
OTHER = "Police in Strelsau arrested a banker on charges of fraud. The court will hear the case in spring, a clerk said."


def coded(text: str, *, day: str, verb: str, publisher: str | None = None, agency: str | None = None, dead: int | None = None) -> CodedDocument:
    body, agencies = Segment(kind="body", start=0, end=len(text)), (agency,) if agency else ()
    document = Document(text=text, segments=(body,), published_at=day, publisher=publisher, agencies=agencies, language="en")
    at = text.index(verb)
    trigger = Span.of(text, at, at + len(verb))
    actor = Actor(id=make_id("ac", "state:RUR"), name="Ruritania", kind="state", country="RUR", mentions=(Span.of(text, 0, 5),))
    event = Event(
        id=make_id("ev", document.id, verb), evidence=(Span.of(text, 0, text.index(".") + 1),), confidence=0.9, event_type="ASSAULT",
        quad="material_conflict", intensity=-9.0,
        actors=(Party(actor=actor.id, name="Ruritania", country="RUR"),), when=When(start=day, end=day, precision="day", basis="inferred"),
        status="asserted", trigger=trigger, casualties=Casualties(dead=dead),
    )  # fmt: skip
    provenance = Provenance(dragoman="0", model="m", model_sha256="0", config_sha256="0")
    record = Record(document=DocumentHeader.of(document), actors=(actor,), events=(event,), provenance=provenance)
    return CodedDocument(text=text, record=record, explanations={})


def documents() -> list[CodedDocument]:
    told = "Shells hit Zenda: Ruritania bombarded the town on Monday and killed twelve people in a school, doctors said."
    wire = WIRE.format(verb="shelled", dead="twelve")
    return [
        coded(wire, day="2024-03-04", verb="shelled", publisher="Zenda Post", agency="AP", dead=12),
        coded(wire + " It was the worst day of the war.", day="2024-03-04", verb="shelled", publisher="Strelsau Times", dead=12),
        coded(WIRE.format(verb="shelled", dead="fourteen"), day="2024-03-05", verb="shelled", publisher="Hentzau Echo", agency="AP", dead=14),
        coded(told, day="2024-03-04", verb="bombarded", publisher="Border Daily"),
        coded(OTHER, day="2024-03-04", verb="arrested", publisher="Zenda Post"),
    ]  # fmt: skip


def filled(folder: Path, batches: list[list[CodedDocument]], *, each: bool) -> Store:
    store = Store(str(folder))
    for batch in batches:
        store.append(batch, [], "run")
        if each:
            merge_store(store)
    merge_store(store)
    return store


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ask_store(store, sql=sql).rows]


def state(store: Store) -> list[object]:
    canonical = rows(store, "SELECT canonical_id, reports, documents, sources, ids FROM canonical_events ORDER BY canonical_id")
    pairs = rows(store, "SELECT kind, a, b, score, verdict, features FROM merge_pairs ORDER BY kind, a, b")
    return [canonical, pairs, rows(store, "SELECT * FROM document_groups WHERE group_id <> document_id OR source <> '' ORDER BY document_id"),
            rows(store, "SELECT * FROM canonical_values ORDER BY kind, canonical_id, field, value, id")]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "store", [documents()], each=False)


def test_reports_of_one_shelling_are_one_event_with_all_its_values(store: Store) -> None:
    canonical = rows(store, "SELECT reports, documents, sources FROM canonical_events ORDER BY reports DESC")
    assert canonical == [(4, 4, 2), (1, 1, 1)]  # three printings of one wire story are one source
    dead = rows(store, "SELECT value, count(*) FROM canonical_values WHERE field = 'dead' GROUP BY 1 ORDER BY 1")
    assert dead == [("12", 2), ("14", 1)]


def test_order_and_steps_of_arrival_do_not_show(tmp_path: Path) -> None:
    wanted = state(filled(tmp_path / "whole", [documents()], each=False))
    orders = list(itertools.permutations(range(5)))
    for n, order in enumerate(random.Random(7).sample(orders, 6)):
        shuffled = [documents()[i] for i in order]
        cut = 1 + n % 3
        store = filled(tmp_path / f"store{n}", [shuffled[i : i + cut] for i in range(0, 5, cut)], each=n % 2 == 0)
        assert state(store) == wanted


def test_a_second_run_finds_nothing_to_do(store: Store) -> None:
    version = store.version()
    assert merge_store(store).documents == 0
    assert store.version() == version


def test_looking_at_everything_again_changes_nothing(store: Store) -> None:
    before = state(store)
    assert not any(merge_store(store, full=True).changed.values())
    assert state(store) == before


def event_ids(store: Store) -> list[str]:
    return [str(r[0]) for r in rows(store, "SELECT e.id FROM events e JOIN documents d ON d.id = e.document_id ORDER BY d.published_at, e.id")]


def test_a_withdrawn_split_leaves_the_store_as_it_was(store: Store) -> None:
    before = state(store)
    member = rows(store, "SELECT ids[2] FROM canonical_events ORDER BY reports DESC LIMIT 1")[0][0]
    decision = split(store, [str(member)], reason="another street")
    assert rows(store, "SELECT max(reports) FROM canonical_events") == [(3,)]
    assert rows(store, "SELECT DISTINCT reason FROM merge_decisions") == [("another street",)]
    withdraw(store, decision)
    assert state(store) == before
    assert rows(store, "SELECT bool_and(withdrawn) FROM merge_decisions") == [(True,)]
    with pytest.raises(StoreError, match="DRG-MERGE-004"):
        withdraw(store, decision)


def test_a_split_undoes_a_join_and_the_past_can_be_read(store: Store, tmp_path: Path) -> None:
    before, version = state(store), store.version()
    alone = str(rows(store, "SELECT canonical_id FROM canonical_events ORDER BY reports LIMIT 1")[0][0])
    many = str(rows(store, "SELECT canonical_id FROM canonical_events ORDER BY reports DESC LIMIT 1")[0][0])
    join(store, [alone, many])
    assert rows(store, "SELECT reports FROM canonical_events") == [(5,)]
    assert rows(Store(store.uri, as_of=version), "SELECT count(*) FROM canonical_events") == [(2,)]
    split(store, [alone, many])
    assert state(store) == before


def test_a_decision_holds_for_what_comes_later(store: Store) -> None:
    alone = str(rows(store, "SELECT canonical_id FROM canonical_events ORDER BY reports LIMIT 1")[0][0])
    many = str(rows(store, "SELECT canonical_id FROM canonical_events ORDER BY reports DESC LIMIT 1")[0][0])
    join(store, [alone, many])
    store.append([coded(WIRE.format(verb="shelled", dead="twelve") + " Snow fell.", day="2024-03-04", verb="shelled", publisher="New")], [], "run")
    merge_store(store)
    assert rows(store, "SELECT max(reports) FROM canonical_events")[0][0] >= 5
    described = describe(store, alone)
    assert described["decisions"] and len(described["reports"]) >= 5


@pytest.mark.parametrize(("ids", "code"), [(["ev-none"], "DRG-MERGE-001"), ([], "DRG-MERGE-002")])
def test_what_cannot_be_decided_is_refused(store: Store, ids: list[str], code: str) -> None:
    with pytest.raises(StoreError, match=code):
        join(store, ids)
    one = rows(store, "SELECT canonical_id FROM canonical_events ORDER BY reports LIMIT 1")[0][0]
    with pytest.raises(StoreError, match="DRG-MERGE-003"):
        split(store, [str(one)])


def named(text: str, day: str, name: str, country: str | None) -> CodedDocument:
    document = Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),), published_at=day, language="en")
    at = text.index(name)
    actor = Actor(id=make_id("ac", name, country), name=name, kind="person", country=country, mentions=(Span.of(text, at, at + len(name)),))
    record = Record(document=DocumentHeader.of(document), actors=(actor,), provenance=Provenance(dragoman="0", model="m", model_sha256="0", config_sha256="0"))
    return CodedDocument(text=text, record=record, explanations={})


def test_a_person_spelt_in_three_ways_has_one_canonical_id(tmp_path: Path) -> None:
    names = [("Oleh Kharchenko", "RUR"), ("Oleg Harchenko", None), ("Kharchenko Oleg", "RUR"), ("Oleg Harchenko", "GRA"), ("Anna Kharchenko", "RUR")]
    batches = [[named(f"{name} spoke in the town {'again ' * i}on Monday.", f"2024-03-0{i + 1}", name, country)] for i, (name, country) in enumerate(names)]
    wanted = None
    for n, order in enumerate(([0, 1, 2, 3, 4], [4, 2, 0, 3, 1])):
        store = filled(tmp_path / f"store{n}", [batches[i] for i in order], each=bool(n))
        found = rows(store, "SELECT names, documents FROM canonical_actors ORDER BY ALL")
        assert wanted in (None, found)
        wanted = found
    assert wanted is not None and len(wanted) == len({str(names) + str(n) for names, n in wanted})
    assert sorted(int(str(n)) for _, n in wanted) in ([1, 1, 3], [1, 1, 1, 2])


@pytest.mark.parametrize("verdict", ["join", "split"])
def test_a_decision_on_a_store_that_was_never_merged_merges_first(verdict: str, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "never"))
    store.append(documents(), [], "run")
    told, arrested = (str(rows(store, f"SELECT id FROM events WHERE trigger.\"text\" = '{verb}'")[0][0]) for verb in ("bombarded", "arrested"))
    decision = join(store, [told, arrested]) if verdict == "join" else split(store, [told])
    merged = filled(tmp_path / "merged", [documents()], each=False)
    (join if verdict == "join" else split)(merged, [told, arrested] if verdict == "join" else [told])
    assert state(store) == state(merged)
    assert rows(store, "SELECT max(reports) FROM canonical_events") == [(5,) if verdict == "join" else (3,)]
    withdraw(store, decision)
    assert state(store)[0] == state(filled(tmp_path / "plain", [documents()], each=False))[0]
