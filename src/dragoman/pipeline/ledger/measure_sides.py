"""Sender and target of a measure by grammar alone (DOMAIN, 4.13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, governor_of
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.sides import ARMED, side_of
from dragoman.records import Party

_AGAINST = ("on", "against", "for")
_OFF = ("from", "to", "with", "against", "on", "in", "of")
#: Words that may stand between a verb that faces something, its subject, and the "by" of who imposes it.
_NEAR = 6


@dataclass(slots=True)
class Sides:
    """Senders and targets that grammar gives, and how sure it is of them."""

    senders: list[Party] = field(default_factory=list)
    targets: list[Party] = field(default_factory=list)
    acts: bool = False  # the senders are the subject of the verb that does it
    faced: bool = False  # the target is the subject: "is under sanctions", "faces sanctions"
    passive: bool = False
    barred: list[Party] = field(default_factory=list)  # those who are not its senders: they only speak of it, or suffer it


def key(party: Party) -> str:
    """Returns what tells the sides of a measure apart: the state, for an armed group the group, for whoever has no state the name."""
    return side_of(party) if party.sector in ARMED else party.country or party.actor


def keys(parties: Iterable[Party]) -> set[str]:
    """Returns what tells the sides of several parties apart."""
    return {key(p) for p in parties}


def others(parties: Sequence[Party], known: Sequence[Party]) -> list[Party]:
    """Returns those of ``parties`` that are none of ``known``: no state hits itself, but it may hit an armed group of its own."""
    return [p for p in parties if key(p) not in keys(known)]


def sides_at(reading: Reading, i: int) -> Sides:
    """Returns the sides of the measure at word ``i``, a noun or a verb."""
    return _noun_sides(reading, i) if is_noun(reading, i) else _verb_sides(reading, i)


def is_noun(reading: Reading, i: int) -> bool:
    """Tells whether a measure is named by a noun; a name with an object is a verb."""
    tree = reading.context.tree
    named = tree.tokens[i].pos == "PROPN" and any(tree.iter_children(i, "obj"))
    return tree.tokens[i].pos not in ("VERB", "AUX") and not named


def verb_over(reading: Reading, i: int) -> int | None:
    """Returns the verb that governs noun ``i``, through the noun that it is put before ("embargo decision")."""
    tree = reading.context.tree
    return governor_of(tree, tree.tokens[i].head if tree.tokens[i].deprel == "compound" else i)


def is_object(reading: Reading, i: int, frame: Frame) -> bool:
    """Tells whether a noun, or the "round", "list" or "end" of it, is what a verb does or does something with."""
    tree = reading.context.tree
    hangs = {*frame.patients, *frame.case("with")}
    top, seen = i, {i}
    while top not in hangs and tree.tokens[top].head not in seen:
        kind = tree.tokens[top].deprel.split(":")[0]
        if kind not in ("conj", "compound", "appos") and not (kind == "nmod" and any(t.text.lower() == "of" for t in tree.iter_children(top, "case"))):
            return False
        top = tree.tokens[top].head
        seen.add(top)
    return top in hangs


def _noun_sides(reading: Reading, i: int) -> Sides:
    """By the grammar of a noun: "X imposed sanctions on Y", "Y faces sanctions by X", "X's embargo", "sanctions placed on Y by X"."""
    tree = reading.context.tree
    frame, token = frame_of_noun(tree, i), tree.tokens[i]
    outer_noun = frame_of_noun(tree, token.head) if token.deprel == "compound" and tree.tokens[token.head].pos in ("NOUN", "PROPN") else Frame(i)
    out = Sides()
    out.targets = _at(reading, [*frame.case("on", "against"), *outer_noun.case("on", "against")])
    out.senders = _at(reading, [*frame.agents, *frame.case("by"), *outer_noun.agents])
    verb = verb_over(reading, i)
    if verb is not None:
        _add_governor(reading, i, verb, out)
    for clause in tree.iter_children(i, "acl:relcl"):  # "the embargo that X has kept on Y"
        inner = frame_of_verb(tree, clause.i)
        out.senders = out.senders or _at(reading, [j for j in inner.agents if j != i])
        out.targets = out.targets or others(_at(reading, inner.case("on", "against")), out.senders)
    for owner in _at(reading, frame.owners):
        if not out.senders and key(owner) not in keys(out.targets):
            out.senders = [owner]
        elif not out.targets:
            out.targets = others([owner], out.senders)
    out.targets = others(out.targets, out.senders)
    return out


def _add_governor(reading: Reading, i: int, verb: int, out: Sides) -> None:
    """The sides that the verb over a noun gives: its subject imposes, faces or only judges what is its object."""
    outer = frame_of_verb(reading.context.tree, verb)
    word = key_of(reading.context.tree.tokens[verb].text)
    if _is_faced(reading, i):
        out.faced = True
        before = _at(reading, [j for j in outer.agents if j < verb]) or _near(reading, range(verb - 1, max(verb - _NEAR, -1), -1))
        out.targets, out.senders = out.targets or before, out.senders or _at(reading, outer.case("by")) or _behind_by(reading, i)
    elif is_under(reading, i) and word in lexicon("measure", "putting"):
        out.targets = out.targets or _at(reading, outer.patients)
        out.senders = out.senders or others(_at(reading, outer.agents), out.targets)
    elif is_object(reading, i, outer):
        agents = _at(reading, [j for j in outer.agents if j != i])
        if word in lexicon("measure", "judging"):
            out.barred = agents
        elif not out.senders:
            out.senders = others(agents, out.targets)
            out.acts = bool(out.senders) and word in lexicon("measure", "doing")
    out.targets = out.targets or others(_at(reading, outer.case(*_AGAINST)), out.senders)


def _near(reading: Reading, words: Iterable[int]) -> list[Party]:
    """The party of the first of ``words`` that names one: whoever faces something stands before the verb, whatever the tree says."""
    return next((found for j in words if (found := _at(reading, [j]))), [])


def _behind_by(reading: Reading, i: int) -> list[Party]:
    """The party behind the "by" that follows a noun."""
    tokens = reading.context.tree.tokens
    by = next((j for j in range(i + 1, min(i + _NEAR, len(tokens))) if tokens[j].text == "by"), None)
    return [] if by is None else _near(reading, range(by + 1, min(by + _NEAR, len(tokens))))


def _is_faced(reading: Reading, i: int) -> bool:
    """Whether grammar is certain that the subject is the target: "is under sanctions", "faces sanctions"; who acts "under UN sanctions" is not."""
    verb = verb_over(reading, i)
    word = key_of(reading.context.tree.tokens[verb].text) if verb is not None else None
    return (is_under(reading, i) and (word is None or word in lexicon("measure", "being"))) or word in lexicon("measure", "facing")


def is_under(reading: Reading, i: int) -> bool:
    """Tells whether a noun stands behind "under"."""
    tree = reading.context.tree
    return any(t.text.lower() == "under" and t.pos == "ADP" for t in tree.tokens[tree.subtree(i)[0] : i])


def _verb_sides(reading: Reading, i: int) -> Sides:
    """By the grammar of a verb: "X expelled Y's envoys", "Y's bank was barred by X", "X recalled its envoy from Y"."""
    frame = frame_of_verb(reading.context.tree, i)
    senders = _at(reading, frame.agents)
    hit = others(_at(reading, frame.patients), senders)
    if frame.passive and not senders:  # "two envoys were ordered out of X"
        senders = others(_at(reading, frame.case("from", "of")), hit)
    targets = hit or others(_at(reading, frame.case(*_OFF)), senders)
    return Sides(senders, targets, acts=bool(senders) and not frame.passive, barred=hit if frame.passive else [], passive=frame.passive)


def _at(reading: Reading, words: Sequence[int]) -> list[Party]:
    """The parties that words name: the head, else those named in its phrase."""
    found = reading.states(reading.parties(words, within=True))
    return [p for p in found if p.country is not None] or found
