"""Lists of words by which mentions are read, from ``data/words.toml``."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import cast


@functools.cache
def _table() -> dict[str, object]:
    return tomllib.loads(resources.files("dragoman.resolve").joinpath("data", "words.toml").read_text(encoding="utf-8"))


@functools.cache
def words(name: str) -> frozenset[str]:
    """Returns the single words of a list."""
    return frozenset(cast("str", _table()[name]).split())


@functools.cache
def phrases(name: str) -> frozenset[str]:
    """Returns the phrases of a list whose items a comma parts."""
    return frozenset(" ".join(item.split()) for item in cast("str", _table()[name]).split(","))


@functools.cache
def organs() -> dict[str, tuple[tuple[str, str], ...]]:
    """Returns word -> (name of the body that may be called so, whose it is): "council" -> the Security Council of the UN, and others."""
    table = cast("dict[str, list[list[str]]]", _table()["organs"])
    return {word: tuple((name, whose) for name, whose in rows) for word, rows in table.items()}
