"""The sides of a story: states in the place of those who act for them, the two that it is about, and words for them together ("both governments")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from dragoman.pipeline.context import Context
from dragoman.records import Party, Span
from dragoman.resolve.entities import state_id

#: Words for the sides of a story taken together.
OF_SIDES = re.compile(
    r"^(?:(?:the|both|two|three|four|all|these|those|each|either|neither|warring|rival|former|old|other)\s+)*"
    r"(?:sides?|part(?:y|ies)|powers|countries|nations|governments|states|leaders|presidents|(?:prime |foreign |defen[cs]e )?ministers|neighbou?rs|armies|camps"
    r"|signatories|allies|members|rivals|foes|enemies|adversaries|capitals|delegations|two|both|they|them)$",
    re.I,
)
#: Codes of bodies, which are no states.
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG", "ISM", "MNC"})
_PUBLIC = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", None})
#: Sectors whose parties may stand for a side of a story.
_SIDES = frozenset({"GOV", "MIL", "REB", "SEP", "PRM", None})
#: Sectors of armed groups.
ARMED = frozenset({"REB", "SEP", "PRM"})
_FIGHTERS = re.compile(r"\b(?:rebels?|guerrillas?|insurgents?|separatists?|militias?|militants?|fighters|gunmen|armed (?:group|movement|faction)s?)\b", re.I)
#: Mentions in the headline and the lead count so many times.
LEAD_SENTENCES, LEAD_WEIGHT = 2, 3


def state(context: Context, country: str, span: Span | None) -> Party:
    """Returns the state of this ISO 3166-1 alpha-3 code as a party."""
    return Party(actor=state_id(country), name=context.state_name(country) or country, country=country, sector="GOV", span=span)


def states(context: Context, parties: Iterable[Party]) -> list[Party]:
    """Puts states in the place of the persons and bodies that act for them, each once; parties without a state stay as they are."""
    out: dict[str, Party] = {}
    for party in parties:
        if party.sector is None and _FIGHTERS.search(party.name):  # an armed group of which no base knows the kind
            party = msgspec.structs.replace(party, sector="REB")
        code = party.country
        of_state = code is not None and party.sector in _PUBLIC and code.isupper()
        if of_state and code is not None and len(code) == 3 and code not in BODIES:
            out.setdefault(code, state(context, code, party.span))
        else:
            out.setdefault(party.actor, party)
    return list(out.values())


def side_of(party: Party) -> str:
    """Returns what tells one side from another: rebels of one country are one, whatever they are called."""
    return f"{party.sector}:{party.country}" if party.sector in ARMED else party.actor


def may_be_side(party: Party) -> bool:
    """Tells whether a party may stand for a side: a state, a body with a code, an armed group of a country."""
    return party.country is not None and party.sector in _SIDES


def main_sides(context: Context) -> list[Party]:
    """Returns the two sides that most sentences name, the headline and the lead before the rest."""
    if context.sides is not None:
        return context.sides
    named: dict[tuple[int, str], Party] = {}
    for entity in context.entities.items:
        for key in entity.spans:
            sentence = context.analysis.tokens[key[0]].sentence
            for party in states(context, [p for _, p in context.parties([key])]):
                if may_be_side(party):
                    named.setdefault((sentence, side_of(party)), party)
    counts: dict[str, int] = {}
    first: dict[str, Party] = {}

    def place(key: tuple[int, str]) -> tuple[int, int]:
        span = named[key].span
        return key[0], span.start if span is not None else 0

    for sentence, side in sorted(named, key=place):
        counts[side] = counts.get(side, 0) + (LEAD_WEIGHT if sentence < LEAD_SENTENCES else 1)
        first.setdefault(side, named[sentence, side])
    order = list(first)
    context.sides = [first[side] for side in sorted(counts, key=lambda s: (-counts[s], order.index(s)))[:2]]
    return context.sides


def expand(context: Context, parties: Iterable[Party], sides: Sequence[Party] = ()) -> list[Party]:
    """Puts the sides in the place of words that speak of them together ("both governments", "the rivals").

    Args:
        context: the document.
        parties: as named in the text.
        sides: those of the agreement at hand; without two of them the two sides of the story.
    """
    out: dict[str, Party] = {}
    for party in parties:
        together = party.country is None and OF_SIDES.match(party.name) is not None
        meant = (sides if len(sides) > 1 else main_sides(context)) if together else ()
        for found in meant if len(meant) > 1 else (party,):
            out.setdefault(found.actor, found)
    return list(out.values())
