"""PLOVER 2.0 event types with their quad class and intensity, and the choice of the CAMEO code.

The facts are in ``data/plover.json`` (PLOVER 2.0 manual, its slips corrected as noted there) and ``data/cameo.tsv`` (CAMEO 1.1b3);
``data/cameo_votes.json`` counts which code the training corpus gives to which trigger word, mode and context.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
#: Types whose parties act together; without a recipient, the order of their parties means nothing.
RECIPROCAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE"})
#: Types that are acts of speech: their trigger is the saying itself.
SPEECH_TYPES = frozenset({"AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONCEDE"})
#: CAMEO appeals (Schrodt 2012, 022 to 026) for the modes of REQUEST.
_MODE_CODES: dict[tuple[str, str | None], str] = {
    ("REQUEST", "assist"): "023", ("REQUEST", "change"): "024", ("REQUEST", "yield"): "025", ("REQUEST", "meet"): "026",
}  # fmt: skip
_ROOT_CODES = {
    "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "CONCEDE": "080", "COOPERATE": "060", "AID": "070", "RETREAT": "084",
    "REQUEST": "020", "ACCUSE": "110", "REJECT": "120", "THREATEN": "130", "PROTEST": "140", "SANCTION": "160", "MOBILIZE": "150",
    "COERCE": "170", "ASSAULT": "190",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventType:
    """One PLOVER type: quad class, base intensity (-10 to 10), whether it needs a recipient, intensity of its modes."""

    name: str
    quad: str
    intensity: float
    requires_recipient: bool
    modes: dict[str, float]


def _load(name: str) -> Any:
    return json.loads(resources.files("dragoman.ontology").joinpath("data", name).read_text(encoding="utf-8"))


@functools.cache
def event_types() -> dict[str, EventType]:
    """Returns every event type by name."""
    facts = _load("plover.json")["events"]
    return {name: EventType(name, f["quad"], f["intensity"], f["requires_recipient"], f["modes"]) for name, f in facts.items()}


def intensity_of(event_type: str, mode: str | None) -> float:
    """Returns the PLOVER scale score of a mode, or of its type where it has none."""
    kind = event_types()[event_type]
    return kind.modes.get(mode, kind.intensity) if mode else kind.intensity


@functools.cache
def cameo_labels() -> dict[str, str]:
    """Returns the label of every CAMEO code; codes are strings, 010 is not 10."""
    text = resources.files("dragoman.ontology").joinpath("data", "cameo.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines()[1:])
    return {code: label.strip('"') for code, label in rows}


def stem(word: str) -> str:
    """Returns a crude stem, enough to join signed, signs, signing.

    >>> stem("Signed"), stem("signing"), stem("expelled"), stem("expels")
    ('sign', 'sign', 'expel', 'expel')
    """
    lower = word.lower()
    cut = re.sub(r"(?:ations?|ings?|ions?|ments?|ed|es|s|e)$", "", lower)
    cut = cut if len(cut) >= 3 else lower
    cut = f"{cut[:-1]}y" if cut.endswith("i") else cut
    return cut[:-1] if len(cut) > 3 and cut[-1] == cut[-2] else cut


@functools.cache
def _votes() -> dict[str, str]:
    return dict(_load("cameo_votes.json"))


def has_own_code(event_type: str, trigger: str) -> bool:
    """Tells whether the corpus codes this trigger word often enough to give it a CAMEO code of its own."""
    return f"{event_type}||{stem(trigger)}" in _votes()


def cameo_of(event_type: str, mode: str | None, trigger: str, contexts: tuple[str, ...]) -> str:
    """Returns the CAMEO code: the corpus's choice for the word and mode, else for mode and context, else the mode's or the type's own code."""
    votes = _votes()
    keys = [f"{event_type}|{mode or '-'}|{stem(trigger)}", f"{event_type}||{stem(trigger)}"]
    keys += [f"{event_type}|{mode or '-'}|@{context}" for context in contexts]
    keys.append(f"{event_type}|{mode or '-'}|")
    return next((votes[key] for key in keys if key in votes), _MODE_CODES.get((event_type, mode), _ROOT_CODES[event_type]))
