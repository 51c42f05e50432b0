"""Values worked out by hand, and those of the reference scorer's own example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.evaluate.coreference import bootstrap_conll, interval, score_groupings


def groups(*parts: str) -> dict[str, str]:
    return {item: part for part in parts for item in part}


def test_the_example_of_the_reference_scorer() -> None:
    """Luo (2005), key {abcde}{fg}{hijkl... } in the form {12345}{67}{89abc}, response {12345}{6789abc}: MUC 0.947, B-cubed 0.865."""
    gold, said = groups("12345", "67", "89abc"), groups("12345", "6789abc")
    scores = score_groupings(gold, said)
    assert scores.muc == pytest.approx((9 / 10, 1.0, 18 / 19), abs=1e-6)
    assert scores.b_cubed[0] == pytest.approx((5 + 2 * 2 / 7 + 5 * 5 / 7) / 12) and scores.b_cubed[1] == 1.0
    ceaf = 1 + 2 * 5 / 12
    assert scores.ceaf_e == pytest.approx((ceaf / 2, ceaf / 3, 2 * (ceaf / 2) * (ceaf / 3) / (ceaf / 2 + ceaf / 3)))


def test_one_heap_and_all_apart() -> None:
    gold = groups("ab", "cd")
    assert score_groupings(gold, gold).conll == 1.0
    apart = score_groupings(gold, groups("a", "b", "c", "d"))
    assert apart.muc == (0.0, 0.0, 0.0) and apart.b_cubed[:2] == (1.0, 0.5)
    assert score_groupings(gold, groups("abcd")).b_cubed[:2] == (0.5, 1.0)


def test_items_without_a_twin_count_against() -> None:
    scores = score_groupings(groups("ab"), {"a": "x", "b": "x", "z": "x"})
    assert scores.muc[1] == 1.0 and scores.muc[0] == 0.5 and scores.b_cubed[1] == 1.0 and scores.b_cubed[0] < 1


@given(st.dictionaries(st.integers(0, 15), st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_precision_of_one_is_recall_of_the_other(pairs: dict[int, tuple[int, int]]) -> None:
    a, b = {k: v[0] for k, v in pairs.items()}, {k: v[1] for k, v in pairs.items()}
    one, two = score_groupings(a, b), score_groupings(b, a)
    for name in ("muc", "b_cubed", "ceaf_e"):
        x, y = getattr(one, name), getattr(two, name)
        assert x[0] == pytest.approx(y[1]) and x[1] == pytest.approx(y[0]) and 0 <= x[2] <= 1 + 1e-9


def test_intervals_come_from_topics() -> None:
    gold = groups("ab", "cd")
    samples = bootstrap_conll(gold, [gold, groups("abcd")], {"a": "1", "b": "1", "c": "2", "d": "2"}, samples=40)
    assert all(row[0] == 1.0 and row[1] <= 1.0 for row in samples)
    assert interval([row[1] for row in samples])[0] < 1.0
