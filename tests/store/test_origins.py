"""Rows of others' event data: what becomes of good ones, and that bad ones are faults with their row number."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import json
import lzma
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ExchangeError
from dragoman.store.origins import ImportedEvent, RowFault, files, iter_lines, iter_rows
from dragoman.store.origins.events import iso_day
from dragoman.store.origins.read import fold_column

ICEWS = "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude".split("|")
POLECAT = "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|Primary Actor Sector|Actor Sectors|Recipient Name|Recipient Country|Primary Recipient Sector|Recipient Sectors|Placename|City|Country|Latitude|Longitude|GeoNames ID|Source|Publication Date".split("|")


def icews(**changes: str) -> list[str]:
    row = {
        "Event ID": "7", "Event Date": "2018-06-01", "Source Name": "Army (Kenya)", "Source Sectors": "Government,Military", "Source Country": "Kenya", "Event Text": "Consult", "CAMEO Code": "040",
        "Intensity": "1", "Target Name": "Citizen (Ethiopia)", "Target Sectors": "General Population / Civilian / Social", "Target Country": "Ethiopia", "Story ID": "9", "Sentence Number": "2",
        "Publisher": "The Wire", "City": "Nairobi", "District": "NA", "Province": "", "Country": "Kenya", "Latitude": "-1.28", "Longitude": "36.8",
    } | changes  # fmt: skip
    return [row[c] for c in ICEWS]


def gdelt(columns: int, **changes: str) -> list[str]:
    cells = [""] * columns
    cells[0:5] = ["410479999", "20180601", "201806", "2018", "2018.4164"]
    cells[5], cells[6], cells[7], cells[12] = "RUSGOV", "PUTIN", "RUS", "GOV"
    cells[15], cells[16], cells[18] = "EEC", "EUROPEAN UNION", "EEC"
    cells[25:35] = ["1", "0254", "025", "02", "1", "-0.3", "10", "2", "5", "-1.5"]
    at = 51 if columns == 61 else 49
    cells[at : at + 3] = ["4", "Moscow, Moskva, Russia", "RS"]
    lat = at + (5 if columns == 61 else 4)
    cells[lat : lat + 3] = ["55.7522", "37.6156", "-2960561"]
    cells[59 if columns == 61 else 56] = "20180602121500" if columns == 61 else "20180602"
    if columns > 57:
        cells[-1] = "https://example.org/a"
    for place, value in changes.items():
        cells[int(place[1:])] = value
    return cells


def polecat(**changes: str) -> list[str]:
    row = {
        "Event ID": "20180601-1", "Event Date": "2018-06-01", "Event Type": "SANCTION", "Event Mode": "None", "Intensity": "-6.0", "Quad Code": "MATERIAL CONFLICT", "Contexts": "economic; legal",
        "Actor Name": "A; B", "Actor Country": "USA; GBR", "Actor COW": "2; 200", "Primary Actor Sector": "GOV", "Actor Sectors": "GOV; GOV", "Recipient Name": "None",
        "Recipient Country": "Russia", "Primary Recipient Sector": "None", "Recipient Sectors": "None", "Placename": "None", "City": "None", "Country": "None", "Latitude": "None",
        "Longitude": "None", "GeoNames ID": "None", "Source": "wire.example", "Publication Date": "2018-06-02",
    } | changes  # fmt: skip
    return [row[c] for c in POLECAT]


def write(folder: Path, rows: list[list[str]], name: str = "f.tab") -> Path:
    path = folder / name
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def found(origin: str, path: Path) -> list[object]:
    return [row.found for row in iter_rows(origin, path) if row.found is not None]


def test_an_event_of_icews(tmp_path):
    [event] = found("icews", write(tmp_path, [ICEWS, icews()]))
    assert (event.date, event.cameo, event.event_type, event.quad, event.intensity, event.origin_intensity) == ("2018-06-01", "040", "CONSULT", "verbal_cooperation", 2.5, 1.0)
    [a], [b] = event.actors, event.recipients
    assert (a.name, a.country, a.sector, a.code, a.sectors) == ("Army (Kenya)", "KEN", "MIL", "Kenya", ("Government", "Military"))
    assert (b.country, b.sector) == ("ETH", "CVL")
    assert (event.place, event.country, event.lat, event.story) == ("Nairobi", "KEN", -1.28, "9/2")


def test_icews_names_bodies_without_a_country(tmp_path):
    sectors = "International Government Organization,Global,Global Diplomatic IGOs"
    rows = [icews(**{"Event ID": str(n), "Source Name": name, "Source Sectors": sectors, "Source Country": "NA"}) for n, name in enumerate(["UN Security Council", "European Union", "Oil Cartel"])]
    assert [e.actors[0].country for e in found("icews", write(tmp_path, [ICEWS, *rows]))] == ["UNO", "EUR", "IGO"]


def test_headers_of_icews_may_stand_twice_and_again_later(tmp_path):
    second = [c.lower().replace(" ", "_") for c in ICEWS]
    path = write(tmp_path, [ICEWS, second, icews(), ICEWS, icews(**{"Event ID": "8"})])
    rows = list(iter_rows("icews", path))
    assert [(r.row, type(r.found).__name__) for r in rows] == [(1, "NoneType"), (2, "NoneType"), (3, "ImportedEvent"), (4, "NoneType"), (5, "ImportedEvent")]


def test_quoted_cells_of_icews_lose_their_marks(tmp_path):
    [event] = found("icews", write(tmp_path, [[f'"{c}"' for c in ICEWS], [f'"{c}"' for c in icews()]]))
    assert (event.actors[0].name, event.cameo) == ("Army (Kenya)", "040")


@pytest.mark.parametrize(("changes", "code"), [
    ({"CAMEO Code": "40"}, "007"), ({"CAMEO Code": "10"}, "007"), ({"CAMEO Code": "999"}, "007"), ({"CAMEO Code": ""}, "005"), ({"CAMEO Code": "4.0"}, "007"), ({"Event Date": "June 1"}, "004"),
    ({"Event Date": "2018-02-30"}, "004"), ({"Event Date": "0001-01-01"}, "004"), ({"Event Date": "2018-W22"}, "004"), ({"Event ID": "NA"}, "005"), ({"Latitude": "north"}, "006"),
    ({"Latitude": "91"}, "006"), ({"Longitude": "nan"}, None), ({"Longitude": "inf"}, "006"), ({"Intensity": "11"}, "006"), ({"City": "a\tb"}, "003"),
])  # fmt: skip
def test_a_row_that_cannot_be_taken_is_a_fault_with_its_number(tmp_path, changes, code):
    rows = list(iter_rows("icews", write(tmp_path, [ICEWS, icews(), icews(**changes), icews()])))
    assert [type(r.found).__name__ for r in rows[1::2]] == ["ImportedEvent", "ImportedEvent"]
    if code is None:
        assert isinstance(rows[2].found, ImportedEvent)
    else:
        assert (rows[2].row, rows[2].found.code) == (3, f"DRG-IMPORT-{code}")


@pytest.mark.parametrize("columns", [57, 58, 61])
def test_an_event_of_gdelt(tmp_path, columns):
    [event] = found("gdelt", write(tmp_path, [gdelt(columns)]))
    assert (event.source_id, event.date, event.cameo, event.event_type, event.modes) == ("410479999", "2018-06-01", "0254", "REQUEST", ("yield",))
    assert (event.quad, event.origin_quad) == ("verbal_conflict", "verbal_cooperation")
    assert [(p.country, p.sector) for p in (*event.actors, *event.recipients)] == [("RUS", "GOV"), ("EUR", None)]
    assert (event.country, event.lat, event.lon, event.published_at) == ("RUS", 55.7522, 37.6156, "2018-06-02")
    assert (event.mentions, event.sources, event.articles) == (10, 2, 5)
    assert event.url == (None if columns == 57 else "https://example.org/a")


def test_regions_of_gdelt_are_no_states(tmp_path):
    events = found("gdelt", write(tmp_path, [gdelt(61, c7="EUR"), gdelt(61, c7="AFR"), gdelt(61, c7="ROM"), gdelt(61, c7="", c12="IGO")]))
    assert [e.actors[0].country for e in events] == [None, None, "ROU", "IGO"]


def test_a_header_of_gdelt_is_passed_over_and_odd_rows_are_faults(tmp_path):
    path = write(tmp_path, [["GLOBALEVENTID", "SQLDATE"], gdelt(61), gdelt(61)[:40], gdelt(61, c1="20189901")])
    assert [getattr(row.found, "code", type(row.found).__name__) for row in iter_rows("gdelt", path)] == ["NoneType", "ImportedEvent", "DRG-IMPORT-003", "DRG-IMPORT-004"]


def test_an_event_of_polecat(tmp_path):
    [event] = found("polecat", write(tmp_path, [POLECAT, polecat()]))
    assert (event.event_type, event.modes, event.contexts, event.quad, event.origin_quad) == ("SANCTION", (), ("economic", "legal"), "material_conflict", "material_conflict")
    assert [(p.name, p.country, p.sector) for p in event.actors] == [("A", "USA", "GOV"), ("B", "GBR", "GOV")]
    assert [(p.name, p.country) for p in event.recipients] == [(None, "RUS")]
    assert (event.place, event.lat, event.published_at) == (None, None, "2018-06-02")


def test_names_and_countries_of_polecat_are_not_paired_by_guess(tmp_path):
    [event] = found("polecat", write(tmp_path, [POLECAT, polecat(**{"Actor Name": "A; B; C"})]))
    assert [(p.name, p.country) for p in event.actors] == [(None, "USA"), (None, "GBR"), ("A", None), ("B", None), ("C", None)]


def test_headers_of_polecat_are_spelled_in_many_ways(tmp_path):
    header = ["event_id", "EVENT DATE", "event.type", "Event Mode", "Event Intensity", *POLECAT[5:]]
    [event] = found("polecat", write(tmp_path, [header, polecat()]))
    assert event.origin_intensity == -6.0


def test_more_cells_than_columns_are_a_fault_unless_they_are_empty(tmp_path):
    first, second = found("polecat", write(tmp_path, [POLECAT, [*polecat(), "", ""], [*polecat(), "x"]]))
    assert isinstance(first, ImportedEvent)
    assert (second.code, second.message) == ("DRG-IMPORT-003", f"the row has {len(POLECAT) + 1} cells, the header {len(POLECAT)}")


PLOVER = {
    "id": "p-1", "date": "2018-06-01", "actor": [{"code": "PRK", "sector": "GOV", "entity_text": "Kim"}], "recipient": [{"code": "KOR"}], "event": ["THREATEN"], "mode": ["violence"],
    "context": ["military"], "event_loc": {"resolved_place": "Pyongyang", "geonameid": 1871859, "country_code": "PRK", "lat": 39.03, "lon": 125.75}, "event_text": ["a {brace} and \"quote\\\""],
    "quad_code": 3, "event_scale": -3.5, "cameo": "138", "cite_info": {"publication": "The Wire"},
}  # fmt: skip


@pytest.mark.parametrize("text", [
    json.dumps(PLOVER), json.dumps([PLOVER]), json.dumps([PLOVER], indent=1), "[" + json.dumps(PLOVER) + "\n]", "\n\n" + json.dumps(PLOVER, indent=None) + "\n",
])  # fmt: skip
def test_plover_records_in_lines_and_in_arrays(tmp_path, text):
    path = tmp_path / "p.json"
    path.write_text(text, encoding="utf-8")
    [event] = found("plover", path)
    assert (event.event_type, event.modes, event.quad, event.intensity, event.cameo) == ("THREATEN", ("violence",), "verbal_conflict", -3.5, "138")
    assert [(p.name, p.country) for p in (*event.actors, *event.recipients)] == [("Kim", "PRK"), (None, "KOR")]
    assert (event.place, event.geonames, event.text) == ("Pyongyang", 1871859, 'a {brace} and "quote\\"')


@given(st.lists(st.sampled_from([PLOVER, {**PLOVER, "id": 'x"{}'}, {**PLOVER, "event": []}]), max_size=5), st.sampled_from([None, 1]))
def test_an_array_gives_what_lines_give(tmp_path_factory, records, indent):
    folder = tmp_path_factory.mktemp("plover")
    (folder / "lines").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (folder / "array").write_text(json.dumps(records, indent=indent), encoding="utf-8")
    lines, array = (found("plover", folder / name) for name in ("lines", "array"))
    assert [getattr(x, "id", None) or x.code for x in lines] == [getattr(x, "id", None) or x.code for x in array]


@pytest.mark.parametrize(("change", "code"), [
    ({"event": ["HUG"]}, "007"), ({"event": []}, "005"), ({"id": None}, "005"), ({"date": None}, "004"), ({"actor": ["PRK"]}, "003"), ({"event_loc": []}, None), ({"event_loc": [1]}, "003"),
    ({"event_scale": "high"}, "006"),
])  # fmt: skip
def test_a_plover_record_that_cannot_be_taken(tmp_path, change, code):
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({**PLOVER, **change}) + "\n[]\n{broken\n", encoding="utf-8")
    first, second, third = found("plover", path)
    assert getattr(first, "code", None) == (code and f"DRG-IMPORT-{code}")
    assert second.code == third.code == "DRG-IMPORT-003"


@pytest.mark.parametrize("origin", ["icews", "polecat", "gdelt", "plover"])
def test_a_file_of_another_kind_is_one_fault(tmp_path, origin):
    path = tmp_path / "x.txt"
    path.write_text("some text\n" * 100, encoding="utf-8")
    with pytest.raises(ExchangeError, match="DRG-IMPORT-002"):
        list(iter_rows(origin, path))


def test_an_empty_file_has_no_rows(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"")
    assert [list(iter_rows(origin, path)) for origin in ("icews", "polecat", "gdelt", "plover")] == [[]] * 4


def test_an_unknown_origin_is_named(tmp_path):
    with pytest.raises(ExchangeError, match="DRG-IMPORT-010"):
        list(iter_rows("acled", tmp_path / "x"))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_are_read_whatever_they_are_called(tmp_path, pack):
    path = tmp_path / "x.csv"
    path.write_bytes(pack("\ufeffa\r\nb\n\nc".encode()))
    assert [(line.row, line.text) for line in iter_lines(path)] == [(1, "a"), (2, "b"), (3, ""), (4, "c")]


def test_members_of_an_archive_count_on(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../b.txt", "c\n")
        archive.writestr("a.txt", "d\n")
    assert [line.text for line in iter_lines(path)] == ["c", "d"]
    assert not (tmp_path.parent / "b.txt").exists()


def test_a_line_without_end_is_a_fault_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 100)
    path = tmp_path / "x"
    path.write_bytes(b"a\n" + b"x" * 1000 + b"\nb\n")
    assert [(line.row, line.text) for line in iter_lines(path)] == [(1, "a"), (2, None), (3, "b")]


def test_a_file_that_expands_without_end_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FREE_BYTES", 1000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0123456789\n" * 1_000_000))
    with pytest.raises(ExchangeError, match="DRG-IMPORT-008"):
        sum(1 for _ in iter_lines(path))


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b[:6] + b"\0" * (len(b) - 6)])
def test_a_damaged_file_is_named(tmp_path, damage):
    for pack in (gzip.compress, lzma.compress):
        path = tmp_path / "x"
        path.write_bytes(damage(pack(bytes(range(256)) * 50)))
        with pytest.raises(ExchangeError, match="DRG-IMPORT-001"):
            list(iter_lines(path))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x"
    for start in (b"", "\t".join(ICEWS).encode() + b"\n", b"PK\x03\x04", b"\x1f\x8b", b"[", b'{"id": 1}\n'):
        path.write_bytes(start + data)
        for origin in ("icews", "polecat", "gdelt", "plover"):
            with contextlib.suppress(ExchangeError):
                assert all(isinstance(row.found, ImportedEvent | RowFault | None) for row in iter_rows(origin, path))


@given(st.text(max_size=12))
def test_a_day_is_iso_or_a_fault(text):
    try:
        assert len(iso_day(text, "day")) == 10
    except RowFault as fault:
        assert fault.code == "DRG-IMPORT-004"


def test_columns_are_folded():
    assert {fold_column(c) for c in ("Event ID", "event_id", '"EVENT.ID"', "eventID")} == {"eventid"}
