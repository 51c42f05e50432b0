from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.curve import Curve

POINTS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=8)


def rising(points: list[tuple[int, int]]) -> Curve:
    xs = sorted({x for x, _ in points})
    ys = sorted(y for _, y in points)[: len(xs)]
    return Curve.of([(x / 100, y / 100) for x, y in zip(xs, ys, strict=True)])


@given(POINTS, st.floats(-1, 2), st.floats(-1, 2))
def test_a_curve_never_falls(points, a, b):
    curve = rising(points)
    low, high = sorted((a, b))
    assert curve(low) <= curve(high) + 1e-4


@given(POINTS)
def test_a_curve_goes_through_its_knots(points):
    curve = rising(points)
    assert all(curve(x) == pytest.approx(y, abs=1e-4) for x, y in curve.knots)


@pytest.mark.parametrize("rows", [[], [(0.5, 0.5), (0.4, 0.6)], [(0.1, 0.9), (0.2, 0.1)]])
def test_knots_that_do_not_rise_are_refused(rows):
    with pytest.raises(ValueError, match="rise"):
        Curve.of(rows)
