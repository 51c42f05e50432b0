"""Codes of states: ISO 3166-1 alpha-3, Correlates of War, Gleditsch and Ward, by day; and the names and codes that other data sets write.

``data/state_codes.tsv`` has one row for each spell of membership (COW State System Membership v2016; Gleditsch and Ward, with updates to 2017); an empty end means that the state was
a member when the list was made, and it is read as lasting. ``data/state_names.tsv`` has names and further codes. Both are made by tools/build_codes.py.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib import resources
from typing import NamedTuple

SYSTEMS = ("cow", "gw")
_LAST_DAY = "9999-12-31"
#: Codes of PLOVER for parties that are no state; they stand where a country code stands.
NON_STATE = frozenset({"IGO", "NGO", "UNO", "EUR", "IMG", "ISM", "MNC"})


class Spell(NamedTuple):
    """A state's membership in a system: number, abbreviation, name, first and last day (ISO 8601; None: lasting), the ISO codes it answers to."""

    system: str
    code: int
    abbreviation: str
    name: str
    start: str
    end: str | None
    iso3: tuple[str, ...]


def _lines(name: str) -> list[list[str]]:
    text = resources.files("dragoman.store").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@functools.cache
def spells() -> tuple[Spell, ...]:
    """Returns every spell of both systems, by system, number and first day."""
    return tuple(
        Spell(system, int(code), short, name, start, end or None, tuple(i for i in iso3.split(";") if i)) for system, code, short, name, start, end, iso3 in _lines("state_codes.tsv")
    )


@functools.cache
def _by_state() -> dict[tuple[str, str], list[Spell]]:
    out: dict[tuple[str, str], list[Spell]] = {}
    for spell in spells():
        for iso3 in spell.iso3:
            out.setdefault((spell.system, iso3), []).append(spell)
    return out


@functools.lru_cache(maxsize=1 << 18)
def state_number(system: str, iso3: str, day: str) -> int | None:
    """Returns the number of a state on a day, None where it was no member of the system then.

    Args:
        system: ``cow`` or ``gw``.
        iso3: ISO 3166-1 alpha-3; former codes (SUN, YUG, SCG, CSK, DDR, YMD) are known, and KOS is Kosovo.
        day: ISO 8601 date.

    >>> state_number("cow", "DEU", "1989-11-09"), state_number("cow", "DEU", "2024-06-19"), state_number("gw", "DEU", "2024-06-19")
    (260, 255, 260)
    >>> state_number("gw", "SRB", "1999-03-24"), state_number("gw", "SRB", "2008-02-17"), state_number("cow", "PSE", "2024-01-01")
    (345, 340, None)
    """
    return next((s.code for s in _by_state().get((system, iso3), ()) if s.start <= day <= (s.end or _LAST_DAY)), None)


@functools.lru_cache(maxsize=1 << 16)
def iso3_of_number(system: str, code: int, day: str) -> str | None:
    """Returns the ISO code that a number stands for on a day, None where it names no state with one."""
    return next((s.iso3[0] for s in spells() if s.system == system and s.code == code and s.iso3 and s.start <= day <= (s.end or _LAST_DAY)), None)


def fold(name: str) -> str:
    """Returns a name without case, accents and punctuation, for comparison.

    >>> fold("Côte d'Ivoire") == fold("COTE D IVOIRE")
    True
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", plain.casefold().replace("&", " and ").replace("st. ", "saint ")).split())


class _Names(NamedTuple):
    names: dict[str, str]
    codes: dict[str, str]
    fips: dict[str, str]
    iso2: dict[str, str]


@functools.cache
def _names() -> _Names:
    out = _Names({}, {}, {}, {})
    for iso3, iso2, fips, others, names in _lines("state_names.tsv"):
        out.names.update({fold(name): iso3 for name in names.split(";")})
        out.codes.update(dict.fromkeys([iso3, *(o for o in others.split(";") if o)], iso3))
        out.fips.update({code: iso3 for code in fips.split(";") if code})
        if iso2:
            out.iso2[iso3] = iso2
    return out


@functools.lru_cache(maxsize=1 << 16)
def iso3_of_name(name: str) -> str | None:
    """Returns the ISO code of a country's English name, None where it is no state or territory that the table knows.

    >>> iso3_of_name("Occupied Palestinian Territory"), iso3_of_name("Russian Federation"), iso3_of_name("Atlantis")
    ('PSE', 'RUS', None)
    """
    return _names().names.get(fold(name))


def iso3_of_code(code: str) -> str | None:
    """Returns the ISO code of a three-letter country code (ISO's own, CAMEO's, former ones), None for regions and groups.

    >>> iso3_of_code("ROM"), iso3_of_code("RUS"), iso3_of_code("MEA")
    ('ROU', 'RUS', None)
    """
    return _names().codes.get(code)


def iso3_of_fips(code: str) -> str | None:
    """Returns the ISO code of a FIPS 10-4 country code, which GDELT's places have.

    >>> iso3_of_fips("RS"), iso3_of_fips("AS")
    ('RUS', 'AUS')
    """
    return _names().fips.get(code)


def iso2_of(iso3: str) -> str | None:
    """Returns the two-letter code of a state, None where it has none."""
    return _names().iso2.get(iso3)


@functools.lru_cache(maxsize=4096)
def fips_of(iso3: str) -> str | None:
    """Returns the FIPS 10-4 code of a state, None where it has none."""
    return next((code for code, state in _names().fips.items() if state == iso3), None)
