"""What looks at a part of the events gives what the whole gives: before merging, after it, and after decisions."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.jobs.merging import join, merge_store, split, withdraw
from dragoman.records import CodedDocument, Document, DocumentHeader, Event, Party, Provenance, Record, Segment, Span, When, make_id
from dragoman.store import Store, ask_store
from dragoman.store.reports import explain_record
from dragoman.store.views import connect

STATES = ("RUR", "GRK", "BOR", "MUR")


def told(number: int, chance: random.Random) -> CodedDocument:
    """A document with one event of random sides; some have no day, some only one side, some name more states than others that tell of the same."""
    sides = [chance.sample(STATES, chance.choice((0, 1, 1, 1, 2))) for _ in range(2)]
    day = chance.choice(("2024-03-04", "2024-03-04", "2024-03-05", "2024-04-20", None))
    verb = chance.choice(("shelled", "bombarded"))
    text = f"Artillery {verb} the town of Zenda, killing {chance.choice(('twelve', 'fourteen'))} people, the governor said. Report {number % 9} of the war."
    body = Segment(kind="body", start=0, end=len(text))
    document = Document(text=text + f" Page {number}.", segments=(body,), published_at=day, publisher=f"Paper {number % 7}", language="en")
    at = text.index(verb)
    parties = [tuple(Party(actor=f"ac-{code}", name=code.title(), country=code) for code in side) for side in sides]
    when = When(start=day, end=day, precision="day", basis="explicit") if day else When(start=None, end=None, precision="unknown", basis="inferred")
    event = Event(
        id=make_id("ev", document.id, verb), evidence=(Span.of(document.text, 0, text.index(".") + 1),), confidence=round(chance.uniform(0.5, 1), 3),
        event_type="ASSAULT", cameo=chance.choice(("190", "194")), quad="material_conflict", intensity=-9.0, actors=parties[0], recipients=parties[1],
        when=when, status=chance.choice(("asserted", "asserted", "contested")), trigger=Span.of(document.text, at, at + len(verb)),
        exportable=chance.random() < 0.7,
    )  # fmt: skip
    provenance = Provenance(dragoman="0", model="m", model_sha256="0", config_sha256="0")
    return CodedDocument(text=document.text, record=Record(document=DocumentHeader.of(document), events=(event,), provenance=provenance), explanations={})


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in ask_store(store, sql=sql).rows]


def check(store: Store) -> tuple[int, int]:
    """Compares for every pair and every report; returns how many groups of several reports, and how many rows of dyads there are."""
    connection = connect(store)

    def ask(sql: str, **parameters: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, parameters or None).fetchall()

    for a, b in itertools.combinations_with_replacement(STATES, 2):
        whole = ask("SELECT * FROM dyads WHERE (actor = $a AND recipient = $b) OR (actor = $b AND recipient = $a) ORDER BY ALL", a=a, b=b)
        assert ask("SELECT * FROM dyads_between($a, $b) ORDER BY ALL", a=a, b=b) == whole, (a, b)
    reports = ask("SELECT canonical_id, id, source FROM event_reports ORDER BY ALL")
    groups = {canonical: [r for r in reports if r[0] == canonical] for canonical, *_ in reports}
    for canonical, identity, _ in reports[::5]:
        assert ask("SELECT canonical_id, id, source FROM reports_like($id) ORDER BY ALL", id=identity) == groups[canonical]
    for canonical, identity, _ in reports[::24]:
        found = explain_record(store, identity)
        assert sorted((r.item.id, r.source) for r in found.reports) == sorted((i, s) for _, i, s in groups[canonical])
    assert ask("SELECT * FROM reports_like('ev-none')") == []
    return sum(len(g) > 1 for g in groups.values()), len(ask("SELECT * FROM dyads"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    chance = random.Random(3)
    made = Store(str(Path(tmp_path_factory.mktemp("views")) / "store"))
    for start in (0, 24):
        made.append([told(number, chance) for number in range(start, start + 24)], [], "run")
    return made


def test_shortcuts_give_what_the_whole_gives(store: Store) -> None:
    plain = check(store)
    assert plain[0] > 2 and plain[1] > 5
    merge_store(store)
    merged, version = check(store), store.version()
    assert merged[0] > 2 and merged != plain
    # what names neither side is joined with what does: its group is no longer found by the parties of each report
    full = "SELECT ids[1] FROM canonical_events WHERE len(actors) > 0 AND len(recipients) > 0 AND reports > 1 ORDER BY confidence DESC, canonical_id LIMIT 1"
    best = rows(store, full)[0][0]
    others = rows(store, "SELECT id FROM events WHERE len(actors) = 0 OR len(recipients) = 0 ORDER BY confidence DESC, id")
    decisions = [join(store, [best, other]) for (other,) in others[:3]]
    assert check(store) != merged
    uneven = """SELECT count(*) FROM (SELECT canonical_id FROM event_reports GROUP BY 1
        HAVING count(DISTINCT list_sort(list_transform(actors, lambda p: p.country))) > 1)"""
    assert rows(store, uneven)[0][0] > 0
    decisions.append(split(store, [best]))
    check(store)
    for decision in decisions:
        withdraw(store, decision)
    assert check(store) == merged
    assert check(Store(store.uri, as_of=1)) == plain
    assert check(Store(store.uri, as_of=version)) == merged
    merge_store(store, full=True)
    assert check(store) == merged


def test_a_report_without_a_day_is_one_event_only_with_itself(store: Store) -> None:
    unmerged = Store(store.uri, as_of=1)
    undated = rows(unmerged, """SELECT reports FROM canonical_events WHERE "when"."start" IS NULL""")
    assert len(undated) > 3 and {n for (n,) in undated} == {1}
    (first, *_) = rows(unmerged, """SELECT id FROM events WHERE "when"."start" IS NULL ORDER BY id""")[0]
    assert explain_record(unmerged, first).total == 1
