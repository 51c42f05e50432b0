from __future__ import annotations

import json

import pytest

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_place_cases, evaluate_places, has_place_cases
from dragoman.evaluate.places import distance_km, iter_gold
from dragoman.pipeline import load_coder

XML = """<articles><article><source>x</source><text>Rain fell on Lyon, France, and on Turin.</text><locations>
<location><name>Lyon</name><start>13</start><end>17</end><lat>45.76</lat><lon>4.84</lon></location>
<location><name>Turin</name><start>31</start><end>36</end><lat>45.07</lat><lon>7.69</lon></location>
</locations></article></articles>"""


@pytest.fixture(scope="module")
def code():
    return load_coder().code_document


def test_distances_are_great_circles():
    assert distance_km((0, 0), (0, 180)) == pytest.approx(20015, abs=5) and distance_km((45.76, 4.84), (45.07, 7.69)) == pytest.approx(235, abs=5)


def test_names_are_found_where_they_stand_though_offsets_drift(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(XML, encoding="utf-8")
    ((text, places),) = iter_gold(path)
    assert [text[p.start : p.end] for p in places] == ["Lyon", "Turin"]


def test_towns_are_found_and_near(code, tmp_path):
    path = tmp_path / "x.jsonl"
    places = [{"name": "Lyon", "start": 24, "lat": 45.76, "lon": 4.84}, {"name": "Turin", "start": 60, "lat": 45.07, "lon": 7.69}]
    path.write_text(json.dumps({"text": "Thousands protested in Lyon, France, on Monday and ministers met in Turin.", "places": places}), encoding="utf-8")
    result = evaluate_places(code, path)
    assert result.per_class["found"].report()["recall"] == 1.0 and result.accuracy == 1.0
    assert result.figures["median error, km"] < 10


@pytest.mark.parametrize("content", ["<!DOCTYPE a [<!ENTITY b 'c'>]><articles/>", "<articles>", "{}"])
def test_what_is_no_such_set_is_refused(tmp_path, content):
    path = tmp_path / ("x.xml" if content.startswith("<") else "x.jsonl")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        list(iter_gold(path))
    assert caught.value.code == "DRG-DATA-011"


def test_cases_ask_for_single_places_and_places_of_events(tmp_path):
    coder, path = load_coder(), tmp_path / "cases.jsonl"
    rows = [
        {"kind": "country-lookup", "text": "Kenya", "expect": {"country_code3": "KEN", "feature_code": "PCLI"}},
        {"kind": "adm1-lookup", "text": "Xyzzy", "expect": None},
        {"kind": "geoparse", "text": "Ministers met in Turin, Italy.", "expect": {}, "expect_ents": [{"index": 0, "geonameid": "1"}]},
        {"kind": "geoparse", "text": "Ministers met in Turin, Italy.", "expect": {}, "expect_ents": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert has_place_cases(path)
    result = evaluate_place_cases(coder.code_document, coder.find_place, path)
    assert (result.n, result.accuracy) == (3, pytest.approx(2 / 3))
    path.write_text('{"kind": "geoparse", "expect": {"event_location_raw": "Turin"}}', encoding="utf-8")
    with pytest.raises(DataError):
        evaluate_place_cases(coder.code_document, coder.find_place, path)
