"""Gives domestic bodies without a state of their own ("police", "the government") the state that the text speaks of, where it is only one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from dragoman.pipeline.context import Context
from dragoman.pipeline.sides import ARMED
from dragoman.records import Step
from dragoman.resolve.entities import Entity

#: An office of international bodies alone.
_INTERNATIONAL = "secretary-general"
_DOMESTIC = frozenset({"GOV", "COP", "JUD", "LEG", "MIL", "OPP", "PTY", "CVL", "LAB", "EDU", "MED", "ELI", "SPY", "REB", "AGR", "REL", "CRM", "PRM"})
#: Words of parties that are of no one state.
_OF_MANY = re.compile(
    r"\b(?:bloc|community|commission|union|alliance|coalition|mission|monitors|inspectors|observers|peacekeepers"
    r"|both|each|all|two|seven|several|international|foreign|U\.?N\.?"
    r"|states|countries|nations|powers|neighbou?rs|capitals|rivals|members|sides|governments)\b", re.I
)  # fmt: skip


@dataclass(slots=True)
class _Surroundings:
    """What the text says of where it plays."""

    home: str | None  # state of the dateline
    states: dict[int, set[str]]  # sentence -> states that it names as parties
    scenes: dict[int, set[str]]  # sentence -> states of the places that it names
    company: dict[int, set[str]]  # sentence -> states of whoever is known in it
    opposed: dict[int, set[str]]  # entity -> states on the other side of its events
    named: str | None  # the state that most sentences name


def _surroundings(context: Context) -> _Surroundings:
    states: dict[int, set[str]] = defaultdict(set)
    scenes: dict[int, set[str]] = defaultdict(set)
    company: dict[int, set[str]] = defaultdict(set)
    tokens = context.analysis.tokens
    for entity in context.entities.items:
        for key in entity.spans if entity.country else ():
            company[tokens[key[0]].sentence].add(entity.country or "")
            if entity.reading.kind == "state":
                states[tokens[key[0]].sentence].add(entity.country or "")
    for key, place in context.places.items():
        if place.country:
            scenes[tokens[key[0]].sentence].add(place.country)
    counts = Counter(code for named in states.values() for code in named)
    most = max(sorted(counts), key=lambda code: counts[code], default=None)
    return _Surroundings(_dateline_country(context), states, scenes, company, _opposed(context), most)


def fill_countries(context: Context) -> None:
    """Fills the missing country of each domestic party from its own sentence, else from the dateline.

    Who is sanctioned or expelled stays open: a state does that to others.
    """
    around = _surroundings(context)
    foreign = {i for e in context.events if e.trigger.event_type == "SANCTION" for k in e.roles["recipient"] for i in context.entities.find(k)}
    for i, entity in enumerate(context.entities.items):
        if i in foreign or entity.country is not None or entity.sector not in _DOMESTIC or not entity.spans:
            continue
        if entity.reading.of_many or any(_OF_MANY.search(context.span(key).text) for key in entity.spans):
            continue
        found, why = _state_of(entity, context.analysis.tokens[entity.spans[0][0]].sentence, around.opposed.get(i, set()), around)
        if found is not None:
            entity.country = found
            entity.steps.append(Step(stage="country", decision=found, because=f"rule: {why}", score=0.6, span=context.span(entity.spans[0])))


def _state_of(entity: Entity, sentence: int, opposed: set[str], around: _Surroundings) -> tuple[str | None, str]:
    """The state of a domestic party by the sentence of its first mention, with the rule that says so.

    Precision on the corpus's test part (training/scores.json): 0.60 for the only state named (n = 37), 0.70 for the only
    place (178), 0.74 for the dateline (173).
    """
    near = around.states.get(sentence, set()) - opposed if entity.sector != "CVL" else set()
    if entity.reading.person_name is not None:  # an official met in a sentence about another state is often not of that state
        near = near - {around.home}
        if near or _INTERNATIONAL in (entity.reading.title or "").lower():
            return None, ""
    if len(near) == 1 and around.home in (None, *near):
        return next(iter(near)), "the only state named in the sentence"
    scene = around.scenes.get(sentence, set()) - opposed
    if len(scene) == 1:
        return next(iter(scene)), "the state of the only place in the sentence"
    company = around.company.get(sentence, set()) - opposed
    if entity.sector in ARMED and around.named not in (None, around.home):  # rebels who talk abroad are not of the host
        return None, ""
    if not near and not scene and (not company or around.home in company):
        return around.home, "the state of the dateline"
    return None, ""


def _dateline_country(context: Context) -> str | None:
    place = context.dateline()
    return place.country if place else None


def _opposed(context: Context) -> dict[int, set[str]]:
    """The states that stand as a whole on the other side of an event of each party: "the junta accused France" is no French junta."""
    out: dict[int, set[str]] = {}
    items = context.entities.items
    for event in context.events:
        sides = [{i for k in event.roles[role] for i in context.entities.find(k)} for role in ("actor", "recipient")]
        for here, there in (sides, reversed(sides)):
            states = {country for j in there if items[j].reading.kind == "state" and (country := items[j].country)}
            for i in here:
                out.setdefault(i, set()).update(states)
    return out
