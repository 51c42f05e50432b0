"""Goldstein's scale for CAMEO codes (``ontology/data/goldstein.tsv``)."""

from __future__ import annotations

import functools
from importlib import resources


@functools.cache
def goldstein() -> dict[str, float]:
    """Returns the Goldstein score (-10 to 10) of each CAMEO code that has one."""
    text = resources.files("dragoman.ontology").joinpath("data", "goldstein.tsv").read_text(encoding="utf-8")
    return {code: float(value) for code, value in (line.split("\t") for line in text.splitlines()[1:])}


@functools.cache
def score_of(code: str) -> float | None:
    """Returns the score of a code, or of its base or root code where it has none.

    >>> score_of("190"), score_of("010")
    (-10.0, 0.0)
    """
    return next((goldstein()[c] for c in (code, code[:3], code[:2]) if c in goldstein()), None)
