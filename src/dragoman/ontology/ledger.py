"""Words of the ledger: what names an agreement, a measure, a transfer, a meeting or a duty, and of which kind (``data/ledger.toml``)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from dragoman.ontology.plover import stem


@functools.cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(resources.files("dragoman.ontology").joinpath("data", "ledger.toml").read_text(encoding="utf-8"))


@functools.cache
def _irregular() -> dict[str, str]:
    return {form: stem(base) for base, forms in _facts()["irregular"].items() for form in forms.split()}


@functools.lru_cache(maxsize=1 << 15)
def key_of(word: str) -> str:
    """Returns the form under which a word stands in the lists: the stem of its base form.

    >>> key_of("sold") == key_of("sells") == key_of("sell")
    True
    """
    lower = word.lower()
    return _irregular().get(lower) or stem(lower)


def _invert(lists: Mapping[str, str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, words in lists.items():
        for word in words.split():
            out.setdefault(key_of(word), name)
    return out


@functools.cache
def lexicon(*path: str) -> Mapping[str, str]:
    """Returns a list of ``ledger.toml`` as key of a word -> class; where two classes list a word, the first holds.

    >>> lexicon("agreement", "verbs")[key_of("signing")]
    'signed'
    """
    lists = _facts()
    for name in path:
        lists = lists[name]
    return _invert(lists)


@functools.cache
def word_set(*path: str) -> frozenset[str]:
    """Returns one list of ``ledger.toml`` as keys of its words.

    >>> key_of("treaties") in word_set("duty", "words", "instruments")
    True
    """
    lists = _facts()
    for name in path:
        lists = lists[name]
    return _keys(str(lists))


@functools.cache
def lexicon_rows(*path: str) -> Mapping[str, tuple[str, ...]]:
    """Returns a list of ``ledger.toml`` as name -> its words, in order."""
    lists = _facts()
    for name in path:
        lists = lists[name]
    return {name: tuple(words.split()) for name, words in lists.items()}


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A row of ``[[duty.kinds]]``: acts, with the things that must stand with them, and the type of duty that they make."""

    type: str
    acts: frozenset[str]
    things: frozenset[str]
    when: str | None


@functools.cache
def duty_kinds() -> tuple[DutyKind, ...]:
    """Returns what acts make of a duty, in the order in which the rows are tried.

    >>> next(k.type for k in duty_kinds() if key_of("recognises") in k.acts)
    'recognise'
    """
    rows = _facts()["duty"]["kinds"]
    return tuple(DutyKind(r["type"], _keys(r["acts"]), _keys(r.get("things", "")), r.get("when")) for r in rows)


def _keys(words: str) -> frozenset[str]:
    return frozenset(w if w.startswith("*") else key_of(w) for w in words.split())


@functools.cache
def words(*path: str) -> Mapping[str, str]:
    """Returns a list of ``ledger.toml`` as word in lower case -> class, singular and plural, for words whose stems others share ("rebellion", "rebel").

    >>> words("situation", "nouns").get("rebels") is None
    True
    """
    lists = _facts()
    for name in path:
        lists = lists[name]
    singular = {word: name for name, listed in lists.items() for word in listed.split()}
    return {f"{word[:-1]}ies" if word.endswith("y") else f"{word}s": name for word, name in singular.items()} | singular


@functools.cache
def phrases(*path: str) -> str:
    """Returns a list of phrases of ``ledger.toml``, | between them, as an alternative of a pattern.

    >>> "world" in phrases("comparison", "wholes").split("|")
    True
    """
    lists = _facts()
    for name in path:
        lists = lists[name]
    return str(lists)


@functools.cache
def eras() -> Mapping[str, int]:
    """Returns the names of eras that people count from, in lower case, with the year from which they count; longer names first.

    >>> eras()["cold war"]
    1991
    """
    named = {name: int(year) for year, names in _facts()["comparison"]["eras"].items() for name in names.split("|")}
    return dict(sorted(named.items(), key=lambda item: -len(item[0])))
