import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dragoman.language.trees import decode_tree


@given(st.integers(1, 9).flatmap(lambda n: arrays(np.float32, (n, n + 1), elements=st.floats(-9, 9, width=32))))
def test_a_tree_has_one_root_and_no_cycle(scores: np.ndarray) -> None:
    heads = decode_tree(scores)
    assert heads.count(-1) == 1
    for start in range(len(heads)):
        seen, i = set(), start
        while i >= 0:
            assert i not in seen
            seen.add(i)
            i = heads[i]


def test_the_best_heads_win() -> None:
    scores = np.array([[0, 0, 5, 0], [9, 0, 0, 0], [0, 0, 5, 0]], np.float32)
    assert decode_tree(scores) == [1, -1, 1]
