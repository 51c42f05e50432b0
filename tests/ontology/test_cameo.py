"""From CAMEO to PLOVER: every code has its row, every row is PLOVER 2.0."""

from __future__ import annotations

from importlib import resources

import pytest

from dragoman.ontology.cameo import QUADS, cameo_quad, plover_of
from dragoman.ontology.plover import cameo_labels, event_types

ROWS = [line.split("\t") for line in resources.files("dragoman.ontology").joinpath("data", "cameo_plover.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def test_every_code_of_cameo_has_one_row():
    codes = [row[0] for row in ROWS]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) == {code for code in cameo_labels() if len(code) > 2}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_types_and_modes_are_those_of_plover_2(row):
    code, event, mode, _ = row
    assert bool(event) != code.startswith("01")
    assert not mode or mode in event_types()[event].modes
    found = plover_of(code)
    assert found.event_type == (event or None)
    assert found.quad in QUADS


@pytest.mark.parametrize(("code", "event", "mode"), [("057", "SUPPORT", None), ("186", "ASSAULT", "targeted"), ("023", "REQUEST", "assist"), ("042", "CONSULT", "visit"), ("10", "REQUEST", None)])
def test_what_codes_say(code, event, mode):
    assert plover_of(code)[:2] == (event, mode)


def test_a_code_without_its_zero_is_none():
    assert plover_of("57") is None
    assert plover_of("211") is None


@pytest.mark.parametrize(("code", "quad"), [("050", 0), ("060", 1), ("080", 1), ("090", 2), ("130", 2), ("140", 3), ("200", 3)])
def test_quads_of_roots_are_those_of_gdelt(code, quad):
    assert cameo_quad(code) == QUADS[quad]
