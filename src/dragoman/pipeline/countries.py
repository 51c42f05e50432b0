"""Gives domestic bodies without a state of their own ("police", "the government") the state that the text speaks of, where it is only one."""

from __future__ import annotations

from dragoman.pipeline.context import Context
from dragoman.records import Step

#: An office of international bodies alone.
_INTERNATIONAL = "secretary-general"
_DOMESTIC = frozenset({"GOV", "COP", "JUD", "LEG", "MIL", "OPP", "PTY", "CVL", "LAB", "EDU", "MED", "ELI", "SPY"})


def fill_countries(context: Context) -> None:
    """Fills the missing country of each domestic party from its own sentence, else from the dateline, else from a text about one state.

    Who is sanctioned or expelled stays open: a state does that to others.
    """
    states = {i: e.country for i, e in enumerate(context.entities.items) if e.reading.kind == "state" and e.country}
    by_sentence: dict[int, set[str]] = {}
    for i, country in states.items():
        for key in context.entities.items[i].spans:
            by_sentence.setdefault(context.analysis.tokens[key[0]].sentence, set()).add(country)
    home = _dateline_country(context)
    everywhere = set(states.values())
    foreign = {i for e in context.events if e.trigger.event_type == "SANCTION" for k in e.roles["recipient"] for i in context.entities.find(k)}
    opposed = _opposed(context)
    for i, entity in enumerate(context.entities.items):
        if i in foreign or entity.country is not None or entity.sector not in _DOMESTIC or not entity.spans:
            continue
        near = by_sentence.get(context.analysis.tokens[entity.spans[0][0]].sentence, set())
        found, why = None, ""
        near = near - opposed.get(i, set())
        if entity.reading.person_name is not None:  # an official met in a sentence about another state is often not of that state
            near = near - {home} if home is not None else near
            if near or _INTERNATIONAL in (entity.reading.title or "").lower():
                continue
        if len(near) == 1:
            found, why = next(iter(near)), "the only state named in the sentence"
        elif not near and home is not None:
            found, why = home, "the state of the dateline"
        elif not near and len(everywhere) == 1:
            found, why = next(iter(everywhere)), "the only state of the text"
        if found is not None:
            entity.country = found
            entity.steps.append(Step(stage="country", decision=found, because=f"rule: {why}", score=0.6, span=context.span(entity.spans[0])))


def _dateline_country(context: Context) -> str | None:
    dateline = context.document.dateline_place
    if dateline is None or context.find_place is None:
        return None
    place = context.find_place(dateline)
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
