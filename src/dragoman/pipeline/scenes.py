"""Where an event happens: the places that hang on its own words, else those that the language model gives it, else those of whom and what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.extract.events import EventCandidate
from dragoman.extract.tree import SpanKey
from dragoman.pipeline.context import Context
from dragoman.records import Place
from dragoman.resolve.words import words

#: From the finest to the coarsest.
_GRAIN = ("sub_city", "city", "district", "province", "region", "water", "country", "unknown")

_BODIES = frozenset({"state", "igo", "org", "ministry", "party", "company", "media", "bloc"})


def place_of(context: Context, candidate: EventCandidate) -> Place | None:
    """Returns the place of an event, None where its sentence ties none to it."""
    trigger = candidate.trigger.token
    own = [*_hanging(context, trigger, "obl", "nmod")]
    given = [p for key in candidate.roles["place"] for p in _of_role(context, key)]
    if own and given and not {p.country for p in own} & {p.country for p in given}:
        return finest(own)
    if given:
        return finest([*given[:1], *(p for p in own if p.country == given[0].country)])
    return finest(own) or next((p for p in (finest([*places]) for places in _around(context, trigger)) if p is not None), None)


def finest(places: list[Place]) -> Place | None:
    """Returns the place of the finest grain, the first of several, if all are of one state; else the first."""
    if not places or len({p.country for p in places}) > 1:
        return places[0] if places else None
    return min(places, key=lambda p: _GRAIN.index(p.resolution))


def _of_role(context: Context, key: SpanKey) -> list[Place]:
    """The place that a role's words are, else those that they name: "a checkpoint near Sivia", "the squares of Tirana"."""
    if key in context.places:
        return [context.places[key]]
    within = [(inner, place) for inner, place in sorted(context.places.items()) if key[0] <= inner[0] and inner[1] <= key[1]]
    return [place for inner, place in within if any(_preposition(context, i) in words("nouns_of_places") for i in range(*inner))]


def _around(context: Context, trigger: int) -> Iterator[Iterator[Place]]:
    """The places of the verb that an event noun stands with, of its object, of the events that it happens at, and of its subject."""
    tree, tokens = context.tree, context.analysis.tokens
    word = tokens[trigger]
    carried = word.pos == "NOUN" and word.deprel.split(":")[0] in ("obj", "nsubj", "obl") and tokens[word.head].pos == "VERB"
    verb = word.head if carried else trigger  # "went on strike"
    if carried and not word.deprel.startswith("obl"):
        yield _hanging(context, verb, "obl")
    for child in tree.iter_children(trigger, "obj", "nsubj:pass"):
        yield _hanging(context, child.i, "nmod")
    for child in tree.iter_children(trigger, "obl"):
        if _preposition(context, child.i) in words("during"):
            yield (p for p in _hanging(context, child.i, "nmod") if p.resolution != "country")
    for child in tree.iter_children(verb, "nsubj"):
        if _are_people(context, child.i):
            yield _hanging(context, child.i, "nmod")


def _hanging(context: Context, head: int, *relations: str) -> Iterator[Place]:
    """The places that depend on a word by a preposition of place."""
    for child in context.tree.iter_children(head, *relations):
        if _preposition(context, child.i) in words("places"):
            key = next((k for k in sorted(context.places) if k[0] <= child.i < k[1]), None)
            if key is not None and not _is_seat(context, child.i):
                yield context.places[key]


def _preposition(context: Context, i: int) -> str:
    return next(reversed([t.text.lower() for t in context.tree.iter_children(i, "case")]), "")


def _is_seat(context: Context, i: int) -> bool:
    """Whether the place stands right behind a body: "the cabinet in Rabat", "a court in Tirana" say whose they are."""
    lead = next((t.i for t in context.tree.iter_children(i, "case")), i)
    return any(m.start < lead <= m.end and m.kind in _BODIES for m in context.analysis.mentions)


def _are_people(context: Context, i: int) -> bool:
    """Whether a word names several persons, who are where they act ("guards in Lyon downed tools"); a government is not."""
    return any(m.head == i and m.kind in ("group", "people") for m in context.analysis.mentions)
