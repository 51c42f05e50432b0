"""From CAMEO codes to PLOVER: for event data that others coded.

``data/cameo_plover.tsv`` follows CAMEO2PLOVER of 2021, with two changes. Modes that PLOVER 2.0 dropped are replaced where 2.0 has the same act under another name (assassinate:
targeted), else left empty. Appeals (02), which that table leaves out, are REQUEST with the modes that this project's own codes for them have. Statements (01) are no event of PLOVER.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import NamedTuple

from dragoman.ontology.plover import event_types, intensity_of

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


class Plover(NamedTuple):
    """What a CAMEO code says in PLOVER; quad is that of the type, or of CAMEO's root code where the act is no event of PLOVER."""

    event_type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    quad: str
    intensity: float | None


@functools.cache
def _table() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    text = resources.files("dragoman.ontology").joinpath("data", "cameo_plover.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {code: (event, mode, tuple(c for c in contexts.split(";") if c)) for code, event, mode, contexts in rows}


def cameo_quad(code: str) -> str:
    """Returns the quad class of CAMEO's root code, as GDELT counts it: 01 to 05, 06 to 08, 09 to 13, 14 to 20.

    >>> cameo_quad("057"), cameo_quad("190")
    ('verbal_cooperation', 'material_conflict')
    """
    root = int(code[:2])
    return QUADS[(root > 5) + (root > 8) + (root > 13)]


@functools.lru_cache(maxsize=4096)
def plover_of(code: str) -> Plover | None:
    """Returns the PLOVER type of a CAMEO code, None where there is no such code; a two-digit root is read as its general code.

    >>> plover_of("190").event_type, plover_of("0256").mode, plover_of("010").event_type
    ('ASSAULT', 'yield', None)
    """
    code = f"{code}0" if len(code) == 2 else code
    if code not in _table():
        return None
    event, mode, contexts = _table()[code]
    if not event:
        return Plover(None, None, contexts, cameo_quad(code), None)
    return Plover(event, mode or None, contexts, event_types()[event].quad, intensity_of(event, mode or None))
