"""Situations: wars, disputes, programmes and crises that events refer to, with who calls them what (DOMAIN, 4.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of, with_conjuncts
from dragoman.ontology.ledger import key_of, lexicon, words
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Party, Situation, SituationName, Span, make_id

#: Of programmes only those of weapons and atoms are situations.
_PROGRAMMES = re.compile(r"\b(?:nuclear|missiles?|weapons?|arms|atom|atomic|enrichment|uranium|plutonium|chemical|biological|ballistic|rocket|warhead|space|satellite)\b", re.I)
_EUPHEMISM = re.compile(r"\b(?:special military operation|military operation|peacekeeping operation)\b", re.I)
_FRAMED = re.compile(r"^(?:in|on|over|of|against|between|with)$", re.I)
#: Kinds that are told of between sides: "a row that has lasted for weeks" is one where its sentence names a side.
_BETWEEN = frozenset({"dispute", "standoff", "blockade"})
#: Kinds that one name may take up for the other: "the conflict" is the war told of before.
_FOUGHT = frozenset({"war", "armed_conflict"})
#: Words that tell of one situation of their own; "the fighting" and "the conflict" are those of a war told before.
_OWN_NAMES = frozenset({"insurgency", "rebellion", "uprising", "revolt"})
_THE = frozenset({"the", "this", "that", "its", "their", "his", "her"})
_SPANS = frozenset({"year", "years", "decade", "decades", "century", "month", "months", "week", "weeks"})
#: A name goes on with these: "World War Two".
_NUMBERED = re.compile(r"^(?:one|two|i|ii)$", re.I)


@dataclass(slots=True)
class _Draft:
    kind: str
    names: list[tuple[Span, Party | None]]
    places: set[str]
    parties: list[Party]
    word: int
    nouns: set[str]
    known: bool


def _name_of(reading: Reading, i: int) -> tuple[int, int]:
    tree = reading.context.tree
    low = min([i, *(tree.subtree(t.i)[0] for t in tree.iter_children(i, "amod", "compound", "nmod:poss", "det") if t.i < i and i - t.i < 6)])
    high = i + 1
    if high < len(tree.tokens) and _FRAMED.match(tree.tokens[high].text) and tree.tokens[high].sentence == tree.tokens[i].sentence:
        for token in tree.iter_children(i, "nmod"):
            if high <= token.i < high + 5:
                high = min(tree.subtree(token.i)[1], token.i + 4)
                break
    if high == i + 1 < len(tree.tokens) and tree.tokens[i].text == "War" and _NUMBERED.match(tree.tokens[high].text):
        high += 1
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
        if not places and not parties and not (known or _is_told(reading, token.i, kind, key[1])):
            continue
        same = next((d for d in drafts if _is_same(d, kind, places, token.text.lower(), known=known)), None)
        if same is None:
            drafts.append(_Draft(kind, [(name, reading.speaker(token.i))], places, parties, token.i, {token.text.lower()}, known))
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
    if kind == "alliance" and not frame_of_noun(tree, i).case("between", "with"):  # a body and no state of affairs
        return None
    breakdown = lexicon("situation", "breakdown")
    if breakdown.get(key_of(token.text)) == "nouns" and any(breakdown.get(key_of(t.text)) == "of" for t in tree.iter_children(i, "amod", "compound")):
        return "crisis"
    before = tree.tokens[i - 1].text.lower() if i else ""
    return words("situation", "before").get(before, kind) if kind == "war" else kind


def _is_known(reading: Reading, i: int) -> bool:
    """Whether words speak of a situation as known: "the row", "their quarrel", "last month's war"."""
    low = _name_of(reading, i)[0]
    return any(t.text.lower() in _THE or t.deprel == "nmod:poss" for t in reading.context.tree.tokens[low:i])


def _is_told(reading: Reading, i: int, kind: str, end: int) -> bool:
    """Whether words tell of a situation without naming a place or side: "two years of war", "war broke out", "at war since 1948", "a row that has lasted for weeks"."""
    tree = reading.context.tree
    token, before = tree.tokens[i], tree.tokens[max(i - 1, 0)]
    if token.pos == "PROPN" or (kind == "dispute" and end > i + 1):  # "a dispute over forced labour"
        return True
    if kind in _FOUGHT:
        lasting = token.deprel.startswith("nmod") and tree.tokens[token.head].text.lower() in _SPANS
        breaks = token.deprel == "nsubj" and key_of(tree.tokens[token.head].text) in lexicon("situation", "beginning")
        return lasting or breaks or (before.text.lower() == "at" and token.text.lower() == "war")
    if kind not in _BETWEEN:
        return False
    under = any(t.text.lower() == "under" for t in tree.iter_children(i, "case"))
    told = under or bool(frame_of_noun(tree, i).case("by")) or any(t.deprel == "acl:relcl" for t in tree.iter_children(i))
    return told and bool(reading.states_in(reading.sentence(i)))


def _is_same(draft: _Draft, kind: str, places: set[str], noun: str, *, known: bool) -> bool:
    """Whether a name is of a situation told before: of its kind, with a place or side in common; without either the one that is known already."""
    if places and draft.places:
        fought = known and noun not in _OWN_NAMES and {draft.kind, kind} <= _FOUGHT
        return (draft.kind == kind or fought) and bool(draft.places & places)
    if places:
        return draft.kind == kind and known and draft.known
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
