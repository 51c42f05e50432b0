"""The table of a dyad: nothing is cut at 80 columns, types take the place of quads where asked."""

from __future__ import annotations

import io

import pytest

from dragoman.output.dyad import print_dyad
from dragoman.store.dyads import DyadRow, DyadSeries


@pytest.fixture
def series():
    row = DyadRow(
        actor="RUR", recipient="GRK", period="2024-12-31", events=1281, score_sum=-1234.5, score_mean=-0.96, contested=3, sources=1100, ids=(),
        counts={"verbal_cooperation": 1204, "material_conflict": 77}, types={"AGREE": 204, "CONSULT": 1000, "ASSAULT": 77},
        contested_counts={"verbal_conflict": 3}, contested_types={"ACCUSE": 3},
    )  # fmt: skip
    return DyadSeries(a="RUR", b="GRK", by="day", rows=(row,), documents=9, first_document=None, last_document=None)


def shown(series, **options):
    stream = io.BytesIO()
    print_dyad(series, stream, width=80, **options)
    return stream.getvalue().decode()


def test_headings_and_numbers_are_whole_at_80_columns(series):
    text = shown(series)
    assert "…" not in text
    words = text.split()
    assert [words.count(w) for w in ("verbal", "material", "coop.", "conflict", "contested", "sources", "2024-12-31", "-1234.5")] == [2, 2, 2, 2, 1, 1, 1, 1]
    assert "CONSULT" not in text


def test_types_stand_in_place_of_quads_the_most_frequent_first(series):
    text = shown(series, types=True)
    assert "CONSULT 1000, AGREE 204, ASSAULT 77" in text
    assert "ACCUSE 3" in text
    assert "verbal" not in text
