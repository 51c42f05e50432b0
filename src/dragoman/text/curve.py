"""A rising piecewise-linear function: raw scores to calibrated probabilities."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Curve:
    """Knots ``(x, y)``; flat before the first and after the last.

    >>> Curve(((0.2, 0.0), (0.6, 0.8)))(0.4)
    0.4
    """

    knots: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]]) -> Curve:
        """Makes a curve from rows of two numbers.

        Raises:
            ValueError: no knot, or one coordinate falls.
        """
        knots = tuple((float(x), float(y)) for x, y in rows)
        if not knots or any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise(knots)):
            raise ValueError(f"knots must rise: {knots}")
        return cls(knots)

    def __call__(self, x: float) -> float:
        """Returns the value at ``x``, rounded to four digits."""
        at = bisect_right(self.knots, x, key=lambda knot: knot[0])
        if at == 0:
            return self.knots[0][1]
        if at == len(self.knots):
            return self.knots[-1][1]
        (a, low), (b, high) = self.knots[at - 1], self.knots[at]
        return round(low + (high - low) * (x - a) / (b - a), 4)
