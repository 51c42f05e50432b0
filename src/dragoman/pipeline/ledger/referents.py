"""Whom words for the sides mean: "both governments", "the three powers", "the rebels", "each" (word lists ``[side.*]`` of ``ontology/data/ledger.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.extract.frames import with_conjuncts
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline import sides as story
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Party

_NUMBERS = {w: n for n, w in enumerate("two three four five six seven eight nine ten".split(), 2)} | {"both": 2, "either": 2}


def parties_of(reading: Reading, spans: Iterable[SpanKey], sides: Sequence[Party] = (), *, but: Sequence[Party] = (), named: bool = True) -> list[Party]:
    """Returns whom token spans mean, each once: those that they name, else the sides that their words speak of.

    Args:
        reading: the document.
        spans: token spans that fill a role.
        sides: the parties of the agreement at hand; without two of them the two sides of the story.
        but: parties that stand in another role, left out where "the three powers" are fewer than the sides.
        named: take the parties that the words name before the sides that they speak of; without it only the latter.
    """
    out: dict[str, Party] = {}
    for span in spans:
        if not named:
            for party in _meant(reading, span, sides, but):
                out.setdefault(party.actor, party)
            continue
        words = reading.states(reading.parties_in([span]))
        told = [p for p in words if p.country is not None]
        if len(told) < len(words) or _is_plural(reading, span):  # "envoys of X, Y and Z"
            inside = [p for p in reading.states(p for i in range(*span) for p in reading.parties([i])) if p.country is not None]
            told = inside if len(inside) > max(1, len(told)) else told
        spoken = [q for p in words if story.OF_SIDES.match(p.name) for q in _among(reading, sides)]
        found = told or _meant(reading, span, sides, but) or spoken or words
        for party in found:
            out.setdefault(party.actor, party)
    return list(out.values())


def is_of_sides(reading: Reading, span: SpanKey) -> bool:
    """Tells whether a span speaks of several sides, or of an armed one, without naming them."""
    named = any(reading.context.tree.tokens[i].pos == "PROPN" for i in range(*span))
    return not named and _kind(reading, span) in ("together", "armed")


def _kind(reading: Reading, span: SpanKey) -> str | None:
    """The list that the head word of a span stands in: together, armed or state."""
    kinds, pronouns = lexicon("side", "nouns"), lexicon("side", "pronouns")
    words = [reading.context.tree.tokens[i] for i in range(*span)]
    for i in reading.heads([span])[:1]:
        token = reading.context.tree.tokens[i]
        kind = kinds.get(key_of(token.text)) if token.pos != "PROPN" else None
        several = token.text.lower().endswith("s") or any(key_of(t.text) in pronouns for t in (*words, *reading.context.tree.iter_children(i, "det")))
        if kind == "together" and not several:
            kind = lexicon("side", "singular").get(key_of(token.text))
        if kind is not None:
            return kind
    return next((pronouns[k] for t in words if (k := key_of(t.text)) in pronouns), None) if len(words) < 4 else None


def _meant(reading: Reading, span: SpanKey, sides: Sequence[Party], but: Sequence[Party]) -> list[Party]:
    """The sides that a span speaks of."""
    kind, among = _kind(reading, span), _among(reading, sides)
    count = _count(reading, span)
    if kind == "together" and count is not None and count > max(len(among), 2):
        return listed(reading, count, span[0])
    if kind is None or not among:
        return []
    if kind == "armed":
        return _one([p for p in among if p.sector in story.ARMED] or armed_groups(reading))
    if kind == "state":
        states = [p for p in among if p.sector not in story.ARMED]
        return states if len(states) == 1 and len(among) == 2 else []
    others = {p.actor for p in but}
    if count is not None and count < len(among):
        rest = [p for p in among if p.actor not in others]
        main = reading.main_states()
        return rest if len(rest) == count else main if count == len(main) and {story.side_of(p) for p in main} <= {story.side_of(p) for p in among} else []
    return among if count in (None, len(among)) else []


def _count(reading: Reading, span: SpanKey) -> int | None:
    """How many a span speaks of; the number may stand before words that the model marks without it."""
    tokens = reading.context.tree.tokens
    low = span[0]
    while low > 0 and tokens[low - 1].pos in ("NUM", "ADJ") and tokens[low - 1].sentence == tokens[span[0]].sentence:
        low -= 1
    return next((n for t in tokens[low : span[1]] if (n := _NUMBERS.get(t.text.lower())) is not None), None)


def listed(reading: Reading, count: int, before: int) -> list[Party]:
    """Returns the states of the last list of so many before a word: whom "the three" means after "envoys of X, Y and Z"."""
    tokens = reading.context.tree.tokens
    for i in range(before - 1, -1, -1):
        heads = with_conjuncts(reading.context.tree, [i]) if any(reading.context.tree.iter_children(i, "conj")) else []
        if len(heads) == count and tokens[heads[0]].pos == "PROPN":
            found = [p for p in reading.states(reading.parties(heads)) if story.may_be_side(p)]
            if len(found) == count:
                return found
    return []


def _is_plural(reading: Reading, span: SpanKey) -> bool:
    """Tells whether a span is headed by a common noun in the plural."""
    heads = [reading.context.tree.tokens[i] for i in reading.heads([span])[:1]]
    return any(t.pos == "NOUN" and t.text.lower().endswith("s") for t in heads)


def _among(reading: Reading, sides: Sequence[Party]) -> list[Party]:
    """The parties of the agreement at hand, else the two sides of the story."""
    if len(sides) > 1:
        return list(sides)
    main = reading.main_states()
    return main if len(main) == 2 else []


def armed_groups(reading: Reading) -> list[Party]:
    """Returns the armed groups that the document names, those named most often first, one for each country."""
    found: dict[str, tuple[int, Party]] = {}
    for entity in reading.context.entities.items:
        if entity.sector in story.ARMED and entity.country is not None and entity.spans:
            party = next((p for _, p in reading.context.parties([entity.spans[0]])), None)
            if party is not None:
                side = story.side_of(party)
                count, first = found.get(side, (0, party))
                found[side] = (count + len(entity.spans), first)
    return [p for _, p in sorted(found.values(), key=lambda f: -f[0])]


def _one(parties: Sequence[Party]) -> list[Party]:
    return list(parties[:1])
