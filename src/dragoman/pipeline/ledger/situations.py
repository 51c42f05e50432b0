"""Situations: wars, disputes, programmes and crises that events refer to, with who calls them what (DOMAIN, 4.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.extract.frames import frame_of_noun, with_conjuncts
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Party, Situation, SituationName, Span, make_id

#: Of programmes only those of weapons and atoms are situations.
_PROGRAMMES = re.compile(r"\b(?:nuclear|missile|weapons?|atomic|enrichment|chemical|biological|space)\b", re.I)
_EUPHEMISM = re.compile(r"\b(?:special military operation|military operation|peacekeeping operation)\b", re.I)
_FRAMED = re.compile(r"^(?:in|on|over|of|against|between|with)$", re.I)
_LOOSE = frozenset({"alliance", "crisis", "standoff", "dispute"})


@dataclass(slots=True)
class _Draft:
    kind: str
    names: list[tuple[Span, Party | None]]
    places: set[str]
    parties: list[Party]
    word: int
    nouns: set[str]


def _name_of(reading: Reading, i: int) -> tuple[int, int]:
    tree = reading.context.tree
    low = min([i, *(tree.subtree(t.i)[0] for t in tree.iter_children(i, "amod", "compound", "nmod:poss", "det") if t.i < i and i - t.i < 6)])
    high = i + 1
    if high < len(tree.tokens) and _FRAMED.match(tree.tokens[high].text) and tree.tokens[high].sentence == tree.tokens[i].sentence:
        for token in tree.iter_children(i, "nmod"):
            if high <= token.i < high + 5:
                high = min(tree.subtree(token.i)[1], token.i + 4)
                break
    while high > i + 1 and tree.tokens[high - 1].pos in ("PUNCT", "ADP", "CCONJ"):
        high -= 1
    return low, high


def make_situations(reading: Reading) -> list[Situation]:
    """Returns the situations of a document, all names of one together."""
    tree = reading.context.tree
    nouns = lexicon("situation", "nouns")
    drafts: list[_Draft] = []
    for token in tree.tokens:
        kind = nouns.get(key_of(token.text)) if token.pos in ("NOUN", "PROPN") else None
        if kind is None and token.text.lower() == "fighting" and token.pos == "NOUN":
            kind = "armed_conflict"
        text = reading.context.span((max(0, token.i - 2), token.i + 1)).text
        if kind is None and token.text.lower() == "operation" and _EUPHEMISM.search(text):
            kind = "war"
        if kind is None or token.deprel == "compound" or token.text[:1] == "-":
            continue
        key = _name_of(reading, token.i)
        name = reading.context.span(key)
        if kind == "programme" and not _PROGRAMMES.search(name.text):
            continue
        frame = frame_of_noun(tree, token.i)
        around = [*frame.owners, *with_conjuncts(tree, frame.case("in", "on", "over", "against", "between", "with", "of"))]
        parties = reading.states(reading.parties(around))
        places = {p.country for i in around if (p := reading.place_at.get(i)) is not None and p.country} | {p.country for p in parties if p.country}
        if kind in _LOOSE and not places and not parties:
            continue
        same = next((d for d in drafts if d.kind == kind and (d.places & places or (not places and token.text.lower() in d.nouns))), None)
        if same is None:
            drafts.append(_Draft(kind, [(name, reading.speaker(token.i))], places, parties, token.i, {token.text.lower()}))
        else:
            same.names.append((name, reading.speaker(token.i)))
            same.places |= places
            same.nouns.add(token.text.lower())
            same.parties += [p for p in parties if p.actor not in {q.actor for q in same.parties}]
    return [_make(reading, d) for d in drafts]


def _make(reading: Reading, draft: _Draft) -> Situation:
    names = tuple(SituationName(span=s, holder=h) for s, h in draft.names)
    evidence = tuple(dict.fromkeys(s for s, _ in draft.names))
    identity = make_id("si", reading.context.document.id, draft.kind, evidence[0])
    reading.explain(
        identity, "situation", draft.kind, "rule: a word for a lasting state of affairs; names joined by the place or parties that they share", evidence[0]
    )
    return Situation(
        id=identity, kind=draft.kind, parties=tuple(draft.parties), names=names, evidence=evidence, confidence=0.5, source_chain=reading.chain(draft.word)
    )
