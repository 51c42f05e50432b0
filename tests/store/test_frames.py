"""Dyad-period frames: each event once, each origin apart, the right numbers of the states."""

from __future__ import annotations

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

import msgspec
from tests.store.test_origins import ICEWS, icews

from dragoman.errors import StoreError
from dragoman.jobs import import_files
from dragoman.records import Party, When
from dragoman.store import Store, ask_store
from dragoman.store.dyads import TYPE_COLUMNS, dyad_series
from dragoman.store.frames import COLUMNS, dyad_frame, period_bounds


def party(country: str) -> Party:
    return Party(actor=f"ac-{country}", name=country, country=country)


def at(day: str) -> When:
    return When(start=day, end=day, precision="day", basis="explicit")


@pytest.fixture
def store(tmp_path, coded):
    """Three acts of the document (one contested) between states, and events of ICEWS in 1989, 1999 and 2018."""
    base = coded.record.events[0]

    def act(number: int, a: str, b: str, day: str, **changes):
        return msgspec.structs.replace(base, id=f"ev-{number}", actors=(party(a),), recipients=(party(b),), when=at(day), **changes)

    events = (
        act(1, "RUS", "PRK", "2024-06-19", event_type="SUPPORT", cameo="057", quad="verbal_cooperation", intensity=5.0, exportable=True),
        act(2, "RUS", "PRK", "2024-06-20", event_type="ASSAULT", cameo="190", quad="material_conflict", intensity=-9.0, exportable=True),
        act(3, "RUS", "PRK", "2024-06-21", event_type="AID", cameo="072", quad="material_cooperation", intensity=10.0, exportable=False, status="contested"),
        act(4, "UNO", "PRK", "2024-06-21", event_type="AID", cameo="072", quad="material_cooperation", intensity=10.0, exportable=True),
    )
    record = msgspec.structs.replace(coded.record, events=events, document=msgspec.structs.replace(coded.record.document, published_at="2024-06-19"))
    made = Store(str(tmp_path / "store"))
    made.append([msgspec.structs.replace(coded, record=record)], [], "run-1")
    path = tmp_path / "events.tab"
    rows = [
        icews(**{"Event ID": str(n), "Event Date": day, "Source Country": a, "Target Country": b, "CAMEO Code": code})
        for n, (day, a, b, code) in enumerate([
            ("1989-11-10", "Germany", "Russian Federation", "040"), ("1999-03-24", "United States", "Serbia", "195"), ("2018-06-19", "Russian Federation", "North Korea", "010"),
            ("2018-06-19", "Russian Federation", "North Korea", "173"), ("2018-06-20", "NA", "North Korea", "173"), ("2018-08-20", "Kenya", "Kenya", "173"),
        ])
    ]  # fmt: skip
    path.write_text("".join("\t".join(r) + "\n" for r in [ICEWS, *rows]), encoding="utf-8")
    import_files("icews", [path], made, version="0")
    return made


def frame(store, **given):
    return [dict(zip(COLUMNS, row, strict=True)) for row in dyad_frame(store, **given).rows]


def test_own_events_alone_by_default(store):
    [row] = frame(store)
    assert (row["origin"], row["period"], row["iso3_a"], row["iso3_b"], row["cow_a"], row["cow_b"], row["gw_a"], row["gw_b"]) == ("dragoman", "2024-06", "RUS", "PRK", 365, 731, 365, 731)
    assert (row["events"], row["verbal_cooperation"], row["material_conflict"], row["n_support"], row["n_assault"], row["n_aid"], row["contested"]) == (2, 1, 1, 1, 1, 0, 1)
    assert (row["goldstein_sum"], row["goldstein_mean"], row["scale_sum"], row["scale_mean"]) == (-2.0, -1.0, -4.0, -2.0)
    assert (row["coverage_documents"], row["coverage_days"], row["coverage_events"]) == (1, 1, 4)


def test_origins_stand_apart_with_the_numbers_of_their_day(store):
    rows = frame(store, by="year", origins=["dragoman", "icews"])
    assert [(r["origin"], r["period"], r["iso3_a"], r["cow_a"], r["gw_a"], r["iso3_b"], r["cow_b"], r["gw_b"], r["events"]) for r in rows] == [
        ("dragoman", "2024", "RUS", 365, 365, "PRK", 731, 731, 2), ("icews", "1989", "DEU", 260, 260, "RUS", 365, 365, 1), ("icews", "2018", "RUS", 365, 365, "PRK", 731, 731, 2),
        ("icews", "1999", "USA", 2, 2, "SRB", 345, 345, 1),
    ]  # fmt: skip
    assert (rows[2]["n_coerce"], rows[2]["n_untyped"], rows[2]["coverage_documents"]) == (1, 1, None)


@pytest.mark.parametrize("by", ["day", "month", "quarter", "year"])
def test_counts_add_up_and_every_event_falls_into_its_period(store, by):
    for row in frame(store, by=by, origins=["dragoman", "icews"]):
        assert row["events"] == sum(row[q] for q in ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"))
        assert row["events"] == sum(row[c] for c in COLUMNS if c.startswith("n_"))
        assert row["period_start"] <= row["period_end"]
        assert period_bounds(row["period"]) == (row["period_start"], row["period_end"])
    assert sum(r["events"] for r in frame(store, by=by, origins=["dragoman", "icews"])) == 6


def test_zeros_fill_covered_periods_only(store):
    rows = frame(store, by="year", origins=["icews"], zeros=True)
    pairs = {(r["iso3_a"], r["iso3_b"]) for r in rows}
    assert len(rows) == len(pairs) * 3
    assert {r["period"] for r in rows} == {"1989", "1999", "2018"}
    empty = next(r for r in rows if r["iso3_a"] == "DEU" and r["period"] == "2018")
    assert (empty["events"], empty["goldstein_sum"], empty["cow_a"], empty["coverage_days"]) == (0, None, 255, 3)


def test_the_frame_agrees_with_the_dyad(store):
    for origin in ("dragoman", "icews"):
        series = dyad_series(store, "RUS", "PRK", by="month", origin=origin)
        assert [(r.period, r.events, r.score_sum, r.contested) for r in series.rows] == [
            (r["period"], r["events"], r["scale_sum"], r["contested"]) for r in frame(store, origins=[origin]) if r["iso3_a"] == "RUS"
        ]
        assert [[r.types.get(t, 0) for t in TYPE_COLUMNS] for r in series.rows] == [
            [r[c] for c in TYPE_COLUMNS.values()] for r in frame(store, origins=[origin]) if r["iso3_a"] == "RUS"
        ]


def test_an_origin_that_the_store_lacks_is_named(store):
    with pytest.raises(StoreError, match="DRG-STORE-010"):
        frame(store, origins=["gdelt"])
    with pytest.raises(StoreError, match="DRG-STORE-007"):
        frame(store, by="week")


def test_state_codes_can_be_joined(store):
    sql = """SELECT DISTINCT d.actor, s.code FROM all_dyads d JOIN state_codes s ON s.iso3 = d.actor AND s.system = 'cow' AND d.day >= s."from" AND d.day <= coalesce(s."to", '9999')
        ORDER BY 1"""
    assert [tuple(r) for r in ask_store(store, sql=sql).rows] == [("DEU", 260), ("RUS", 365), ("USA", 2)]
