"""What a duty is about: the type that its act and the things with it make (``[[duty.kinds]]`` of ``ontology/data/ledger.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.extract.duties import Duty
from dragoman.extract.tree import Tree
from dragoman.ontology.ledger import duty_kinds, key_of, word_set
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame

IF_ATTACKED = re.compile(
    r"\b(?:if|should|in the event|when|case of|that|were)\b.{0,80}\b(?:attack\w*|aggression|invaded|war)\b|\battack\w*\s+on\s+(?:one|either|any)"
    r"|\bcomes? under (?:armed )?attack",
    re.I,
)
_TRIGGERS = (
    ("request", r"\b(?:if asked|at the request|on request|upon request)\b"),
    ("breach", r"\b(?:if .{0,40}(?:violat|breach))"),
    ("event", r"\b(?:once|after|when|provided that|in return|in exchange|as soon as|if|unless|until)\b"),
)


def kind_of(reading: Reading, duty: Duty, *, mutual: bool, frame: LedgerFrame | None = None) -> str | None:
    """Returns the type of a duty: that of the first row that fits, else the language model's; None where neither knows the act.

    Args:
        reading: the document.
        duty: as told.
        mutual: whether several parties are bound together.
        frame: the frame that the language model found at the act.
    """
    tree = reading.context.tree
    act = _stepped(reading, duty.act)
    keys = {key_of(tree.tokens[j].text) for j in _things_of(tree, act)} | _marks_of(reading, act)
    mutual = mutual or bool(keys & word_set("duty", "words", "joint"))
    attacked = IF_ATTACKED.search(reading.context.sentence_span(reading.sentence(act)).text) is not None
    holds = {None: True, "not": duty.negated, "attacked": attacked, "mutual": mutual, "allowed": duty.is_leave, "disclaimed": duty.disclaimed}
    if duty.verb is not None:
        keys |= {key_of(tree.tokens[act].text)}
    key = key_of(tree.tokens[act if duty.verb is None else duty.verb].text)
    for row in duty_kinds():
        if holds[row.when] and (key in row.acts or "*" in row.acts) and (not row.things or row.things & (keys - {key})):
            return row.type
    return frame.kinds[0] if frame is not None else None


def _things_of(tree: Tree, act: int) -> Iterator[int]:
    """The words that stand with an act: its nouns with what stands before them; nouns of amount and use give way to what they are of."""
    for token in tree.iter_children(act):
        if token.deprel.split(":")[0] in ("advcl", "ccomp", "parataxis", "acl", "punct") or (
            token.pos in ("VERB", "AUX") and (token.deprel == "conj" or any(tree.iter_children(token.i, "cc")))
        ):
            continue
        yield from _nouns_of(tree, token.i)


def _nouns_of(tree: Tree, i: int) -> Iterator[int]:
    yield i
    through = tree.tokens[i].pos in ("NUM", "ADJ", "VERB") or key_of(tree.tokens[i].text) in word_set("duty", "words", "through")
    for token in tree.iter_children(i):
        before = token.deprel in ("compound", "amod", "nummod", "fixed", "flat") and not (token.pos == "VERB" and token.text.lower().endswith("ed"))
        if before or token.deprel == "conj" or (through and token.deprel in ("nmod", "obl", "obj", "xcomp")):
            yield from _nouns_of(tree, token.i)


def _stepped(reading: Reading, act: int) -> int:
    """The act below a verb that only says how far it goes: "start moving", "continue to supply", "a halt to attacks" stays."""
    tree = reading.context.tree
    if key_of(tree.tokens[act].text) in word_set("duty", "words", "light"):
        below = [t.i for t in tree.iter_children(act, "xcomp") if t.pos == "VERB"]
        return below[0] if below else act
    return act


def _marks_of(reading: Reading, act: int) -> set[str]:
    """What rows may ask for beside words: "*from", that somebody is kept from doing; "*object", that the act has one; "*number", that it is a bare number, which stands for people named before."""
    objects = list(reading.context.tree.iter_children(act, "obj"))
    kept = any(m.text.lower() == "from" for t in reading.context.tree.iter_children(act, "advcl", "acl", "xcomp") for m in reading.context.tree.iter_children(t.i, "mark"))
    passive = any(t.deprel == "nsubj:pass" for t in reading.context.tree.iter_children(act, "nsubj"))
    kept = kept or any(c.text.lower() in ("off", "out") for t in reading.context.tree.iter_children(act, "obl") for c in reading.context.tree.iter_children(t.i, "case"))
    return ({"*from"} if kept else set()) | ({"*object"} if objects or passive else set()) | ({"*number"} if any(t.pos == "NUM" for t in objects) else set())


def trigger_of(kind: str, sentence: str) -> str:
    """Returns what makes a duty due."""
    if kind == "aid_if_attacked":
        return "armed_attack"
    return next((t for t, p in _TRIGGERS if re.search(p, sentence, re.I)), "none")
