"""Decodes dependency trees from arc scores: one root, no cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _cycle(heads: list[int]) -> list[int]:
    """Returns the words of one cycle, or an empty list."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path, i = [], start
        while i >= 0 and state[i] == 0:
            state[i] = 1
            path.append(i)
            i = heads[i]
        if i >= 0 and i in path:
            return path[path.index(i) :]
        for j in path:
            state[j] = 2
    return []


def decode_tree(scores: NDArray[np.float32]) -> list[int]:
    """Returns the head of each word (-1 for the root) from ``scores`` (words, 1 + words), column 0 being the root.

    Takes the best root, then each word's best head, and mends each cycle at the word that loses least by moving to a head outside of it.
    """
    n = scores.shape[0]
    if n == 0:
        return []
    arcs = scores[:, 1:].copy()
    np.fill_diagonal(arcs, -np.inf)
    root = int(scores[:, 0].argmax())
    heads = [int(arcs[i].argmax()) if i != root else -1 for i in range(n)] if n > 1 else [-1]
    while cycle := _cycle(heads):
        inside = set(cycle)
        best: tuple[float, int, int] | None = None
        for i in cycle:
            for j in range(n):
                if j not in inside:
                    gain = float(arcs[i, j] - arcs[i, heads[i]])
                    if best is None or gain > best[0]:
                        best = (gain, i, j)
        if best is None:  # the cycle holds every word but none is the root: cannot happen, the root has no head
            break
        heads[best[1]] = best[2]
        arcs[best[1], list(inside)] = -np.inf
    return heads
