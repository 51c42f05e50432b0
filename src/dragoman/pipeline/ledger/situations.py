"""Situations: wars, disputes, programmes and crises that events refer to, with who calls them what (DOMAIN, 4.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of, with_conjuncts
from dragoman.ontology.ledger import key_of, lexicon, words
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Party, Situation, SituationName, Span, make_id

#: Of programmes only those of weapons and atoms are situations.
_PROGRAMMES = re.compile(r"\b(?:nuclear|missile|weapons?|atomic|enrichment|chemical|biological|space)\b", re.I)
_EUPHEMISM = re.compile(r"\b(?:special military operation|military operation|peacekeeping operation)\b", re.I)
_FRAMED = re.compile(r"^(?:in|on|over|of|against|between|with)$", re.I)
#: Kinds that are none without a place or a side.
_PLACED = frozenset({"alliance"})
#: Kinds that one name may take up for the other: "the conflict" is the war told of before.
_FOUGHT = frozenset({"war", "armed_conflict"})
_THE = frozenset({"the", "this", "that", "its", "their", "his", "her"})


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
    drafts: list[_Draft] = []
    for token in tree.tokens:
        kind = _kind(reading, token.i)
        if kind is None:
            continue
        key = _name_of(reading, token.i)
        name = reading.context.span(key)
        if kind == "programme" and not _PROGRAMMES.search(name.text):
            continue
        frame = frame_of_noun(tree, token.i)
        around = [*frame.owners, *with_conjuncts(tree, frame.case("in", "on", "over", "against", "between", "with", "of"))]
        verb = governor_of(tree, token.i)
        if verb is not None and key_of(tree.tokens[verb].text) in lexicon("situation", "waging"):  # "have fought three wars"
            around += [j for j in frame_of_verb(tree, verb).agents if j != token.i]
        parties = reading.states(reading.parties(around))
        places = {p.country for i in around if (p := reading.place_at.get(i)) is not None and p.country} | {p.country for p in parties if p.country}
        known = _is_known(reading, token.i)
        told = known or token.pos == "PROPN" or (kind == "dispute" and key[1] > token.i + 1)  # "a dispute over forced labour"
        if not places and not parties and (kind in _PLACED or not told):
            continue
        same = next((d for d in drafts if _is_same(d, kind, places, token.text.lower(), known=known)), None)
        if same is None:
            drafts.append(_Draft(kind, [(name, reading.speaker(token.i))], places, parties, token.i, {token.text.lower()}))
        else:
            same.names.append((name, reading.speaker(token.i)))
            same.places |= places
            same.nouns.add(token.text.lower())
            same.parties += [p for p in parties if p.actor not in {q.actor for q in same.parties}]
    return [_make(reading, d) for d in drafts]


def _kind(reading: Reading, i: int) -> str | None:
    """The kind of situation that a word names."""
    tree = reading.context.tree
    token = tree.tokens[i]
    if token.pos not in ("NOUN", "PROPN") or token.deprel == "compound" or token.text[:1] == "-":
        return None
    if token.text.lower() == "operation" and _EUPHEMISM.search(reading.context.span((max(0, i - 2), i + 1)).text):
        return "war"
    kind = words("situation", "nouns").get(token.text.lower())
    before = tree.tokens[i - 1].text.lower() if i else ""
    return words("situation", "before").get(before, kind) if kind == "war" else kind


def _is_known(reading: Reading, i: int) -> bool:
    """Whether words speak of a situation as known: "the row", "their quarrel", "last month's war"."""
    low = _name_of(reading, i)[0]
    return any(t.text.lower() in _THE or t.deprel == "nmod:poss" for t in reading.context.tree.tokens[low:i])


def _is_same(draft: _Draft, kind: str, places: set[str], noun: str, *, known: bool) -> bool:
    """Whether a name is of a situation told before: of its kind, with a place or side in common; without either the one that is known already."""
    if places:
        return draft.kind == kind and bool(draft.places & places)
    return (draft.kind == kind and noun in draft.nouns) or (known and {draft.kind, kind} <= _FOUGHT) or (known and draft.kind == kind)


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
