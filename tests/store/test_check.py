"""A claim that ranks or dates against the past holds only where the store covers its window and nothing in it contradicts."""

from __future__ import annotations

import msgspec
import pytest
from tests.store.test_origins import ICEWS, icews

from dragoman.errors import StoreError
from dragoman.jobs import import_files
from dragoman.records import ComparativeClaim, Meeting, Participant, Party, Span, When
from dragoman.store import Store, ask_store

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")
replace = msgspec.structs.replace

WORDS = Span(10, 37, "first visit in three months")


def day(date):
    return When(start=date, end=date, precision="day", basis="explicit")


def visit(date, who="Rudolf Elphberg", host="GRK"):
    visitor = Participant(party=Party(actor="ac-v", name=who, country="RUR"), role="visitor")
    return Meeting(id=f"me-{who.split()[-1]}-{date}", evidence=(Span(0, 50, "x" * 50),), confidence=0.9, kind="visit", participants=(visitor,),
                   host_country=host, start=day(date), status="held")  # fmt: skip


def claim(kind="first_since", since="2024-01-01", precision="month", subject="visit", measure="first since"):
    window = When(start=since, end="2024-04-20", precision=precision, basis="explicit")
    return ComparativeClaim(id="cc-1", evidence=(WORDS,), confidence=0.5, claimant=None, kind=kind, measure=measure, subject=subject, window=window)


@pytest.fixture
def verdict(tmp_path, coded):
    """Fills a store with one document for each month given, and a claim of April 2024; returns what the check says."""

    def ask(months, meetings=(), least="1", own="2024-04-19", origin=None, imported=(), **fields):
        store = Store(str(tmp_path / "store"))
        if imported:
            path = tmp_path / "events.tab"
            path.write_text("".join("\t".join(cells) + "\n" for cells in [ICEWS, *imported]), encoding="utf-8")
            import_files("icews", [path], store, version="0")
        bare = replace(coded.record, events=(), agreements=(), meetings=(), comparative_claims=())

        def document(number, month, **records):
            header = replace(bare.document, id=f"doc-{number}", published_at=f"{month}-20")
            return replace(coded, record=replace(bare, document=header, **records))

        items = [document(n, month, meetings=tuple(m for m in meetings if m.start.start[:7] == month)) for n, month in enumerate(months)]
        items.append(document("claim", "2024-04", comparative_claims=(claim(**fields),), meetings=(visit(own),) if own else ()))
        store.append(items, [], "run-1")
        answer = ask_store(store, name="checked-comparisons", parameters={"least": least, **({"origin": origin} if origin else {})})
        (row,) = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        return row

    return ask


WHOLE = ("2024-01", "2024-02", "2024-03")


def imported_visit(date, number, who, code):
    """A visit of ``who`` from Ethiopia to Kenya: 042 names the visitor first, 043 the host."""
    sides = [(who, "Ethiopia"), ("Citizen (Kenya)", "Kenya")]
    (source, from_country), (target, to_country) = sides if code == "042" else reversed(sides)
    return icews(**{"Event ID": str(number), "Event Date": date, "Source Name": source, "Target Name": target, "CAMEO Code": code,
                    "Source Country": from_country, "Target Country": to_country})  # fmt: skip


def test_nothing_against_it_in_a_window_that_is_covered(verdict):
    row = verdict(WHOLE)
    assert (row["verdict"], row["because"], row["counterexamples"]) == ("holds", None, [])
    assert row["coverage"] == "4 of 4 months, 2024-01 to 2024-04, 4 documents"


def test_an_earlier_one_in_the_window_is_named(verdict):
    row = verdict(WHOLE, [visit("2024-03-02")])
    assert (row["verdict"], row["counterexamples"]) == ("fails", ["me-Elphberg-2024-03-02"])


@pytest.mark.parametrize("other", [visit("2024-01-15"), visit("2024-03-02", who="Queen Yetive"), visit("2024-03-02", host="XXX"), visit("2024-04-19")])
def test_what_is_no_counterexample(verdict, other):
    assert verdict(WHOLE, [other])["verdict"] == "holds"


@pytest.mark.parametrize("months", [(), ("2024-01", "2024-03"), ("2024-02", "2024-03")])
@pytest.mark.parametrize("meetings", [(), (visit("2024-03-02"),)])
def test_a_window_that_is_not_covered_determines_nothing(verdict, months, meetings):
    row = verdict(months, meetings)
    assert (row["verdict"], row["because"]) == ("undetermined", "the store does not cover the window")


def test_a_month_with_a_few_documents_is_not_covered(verdict):
    assert verdict(WHOLE, least="2")["verdict"] == "undetermined"


@pytest.mark.parametrize(
    ("fields", "because"),
    [({"since": None}, "no start of the window"), ({"subject": "time that anybody paid a visit"}, "no rule for this measure or subject"),
     ({"kind": "nth"}, "no rule for this measure or subject"), ({"kind": "superlative_since", "measure": "largest"}, "no rule for this measure or subject"),
     ({"own": None}, "the document has no dated record of it with its parties"),
     ({"kind": "superlative_since", "measure": "deadliest"}, "no number to compare")],
)  # fmt: skip
def test_what_cannot_be_compared_is_undetermined(verdict, fields, because):
    row = verdict(WHOLE, **fields)
    assert (row["verdict"], row["because"]) == ("undetermined", because)


@pytest.mark.parametrize(("dead", "expected"), [(50, "fails"), (9, "holds"), (None, "holds")])
def test_the_deadliest_attack_is_told_by_the_dead(tmp_path, coded, dead, expected):
    from dragoman.records import Casualties

    one = next(e for e in coded.record.events if e.recipients)
    recipient = (replace(one.recipients[0], country="GRK"),)
    actor = (replace(one.recipients[0], name="Ruritania", country="RUR"),)

    def attack(identity, date, number):
        return replace(one, id=identity, event_type="ASSAULT", status="asserted", actors=actor, recipients=recipient, when=day(date),
                       casualties=Casualties(dead=number), evidence=(Span(0, 50, "x" * 50),))  # fmt: skip

    def document(number, month, **records):
        header = replace(coded.record.document, id=number, published_at=f"{month}-20")
        bare = replace(coded.record, events=(), agreements=(), meetings=(), comparative_claims=(), document=header)
        return replace(coded, record=replace(bare, **records))

    store = Store(str(tmp_path / "store"))
    said = claim(kind="superlative_since", measure="Deadliest", subject="attack")
    store.append([document("a", "2024-01"), document("b", "2024-02", events=(attack("ev-before", "2024-02-10", dead),)), document("c", "2024-03"),
                  document("d", "2024-04", events=(attack("ev-own", "2024-04-19", 12),), comparative_claims=(said,))], [], "run-1")  # fmt: skip
    answer = ask_store(store, name="checked-comparisons", parameters={"least": "1"})
    row = dict(zip(answer.columns, next(iter(answer.rows)), strict=True))
    assert (row["verdict"], row["counterexamples"]) == (expected, ["ev-before"] if expected == "fails" else [])


@pytest.mark.parametrize("code", ["042", "043"])
def test_imported_visits_count_where_it_is_asked_for(tmp_path, coded, code):
    def answer(origin=None):
        parameters = {"least": "1"} | ({"origin": origin} if origin else {})
        rows = ask_store(store, name="checked-comparisons", parameters=parameters)
        return dict(zip(rows.columns, next(iter(rows.rows)), strict=True))

    header = replace(coded.record.document, id="doc-claim", published_at="2024-04-20")
    bare = replace(coded.record, document=header, events=(), agreements=(), comparative_claims=(claim(),), meetings=(visit("2024-04-19", host="KEN"),))
    store = Store(str(tmp_path / "store"))
    store.append([replace(coded, record=bare)], [], "run-1")
    path = tmp_path / "events.tab"
    visits = [imported_visit(f"2024-0{month}-11", month, "Queen Yetive", code) for month in (1, 2, 4)]
    path.write_text("".join("\t".join(cells) + "\n" for cells in [ICEWS, *visits, imported_visit("2024-03-02", 9, "Rudolf Elphberg", code)]), encoding="utf-8")
    import_files("icews", [path], store, version="0")
    assert (answer()["verdict"], answer()["because"]) == ("undetermined", "the store does not cover the window")
    [found] = ask_store(store, sql="SELECT id, key, document_id FROM history WHERE origin = 'icews' AND day = '2024-03-02'").rows
    assert tuple(found)[1:] == ("elphberg>KEN", None)
    for origin in ("icews", "all"):
        told = answer(origin)
        assert (told["verdict"], told["counterexamples"]) == ("fails", [found[0]])
        assert told["coverage"] == "4 of 4 months, 2024-01 to 2024-04, 1 documents and 4 imported events"
    with pytest.raises(StoreError, match="no events of origin gdelt"):
        answer("gdelt")


def test_an_import_without_visits_covers_none(verdict):
    others = [icews(**{"Event ID": str(month), "Event Date": f"2024-0{month}-11"}) for month in (1, 2, 3, 4)]
    told = verdict((), imported=others, origin="icews")
    assert (told["verdict"], told["because"]) == ("undetermined", "the store does not cover the window")
    assert told["coverage"] == "1 of 4 months, 2024-01 to 2024-04, 1 documents"


def test_history_takes_attacks_expulsions_meetings_and_agreements_of_others(tmp_path):
    path, store = tmp_path / "events.tab", Store(str(tmp_path / "store"))
    codes = ("190", "166", "057", "044", "046", "010", "173")
    others = [icews(**{"Event ID": str(n), "CAMEO Code": code}) for n, code in enumerate(codes)]
    path.write_text("".join("\t".join(cells) + "\n" for cells in [ICEWS, *others]), encoding="utf-8")
    import_files("icews", [path], store, version="0")
    found = [tuple(row) for row in ask_store(store, sql="SELECT class, key, count(*) FROM history GROUP BY ALL ORDER BY ALL").rows]
    assert found == [("agreement", "ETH+KEN", 1), ("attack", "KEN>ETH", 1), ("expulsion", "KEN>ETH", 1), ("meeting", "ETH+KEN", 2)]
    assert [tuple(row) for row in ask_store(store, sql="SELECT * FROM coverage_months").rows] == [("2018-06", "icews", 7)]
