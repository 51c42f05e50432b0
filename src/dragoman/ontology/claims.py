"""Words by which claims are made, answered and left unanswered (``data/claims.toml``)."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

from dragoman.ontology.ledger import key_of


@functools.cache
def _facts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("dragoman.ontology").joinpath("data", "claims.toml").read_text(encoding="utf-8"))


@functools.cache
def keys(group: str, name: str) -> frozenset[str]:
    """Returns a list of ``claims.toml`` as the keys of its words.

    >>> key_of("complained") in keys("cues", "complain")
    True
    """
    return frozenset(key_of(word) for word in _facts()[group][name].split())


@functools.cache
def phrase(name: str, *, start: bool = False) -> re.Pattern[str]:
    """Returns the pattern of a list of phrases, as whole words, whatever their case.

    Args:
        name: the list under ``[phrases]``.
        start: only where the text begins with it.

    >>> bool(phrase("untrue").search("called the report a lie"))
    True
    """
    words = _facts()["phrases"][name].replace("\n", "")
    opening = r"^\W*" if start else ""
    return re.compile(rf"{opening}\b(?:{words})(?!\w)", re.I)
