"""The stage of an agreement that the words over its name or under it tell (DOMAIN, 4.11)."""

from __future__ import annotations

from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame

_SIGNATURES = frozenset(key_of(w) for w in "name signature hand pen seal".split())
_PUTTING = frozenset(key_of(w) for w in "put set".split())
_LEAVING = frozenset(key_of(w) for w in "withdraw pull exit".split())
#: Stages that are told of an agreement that was made before.
LATER = frozenset({"in_force", "extended", "suspended", "denounced", "expired", "terminated"})
#: Forms that are made by being given out.
STATEMENTS = frozenset({"joint_statement", "communique"})
_NOT_DONE = frozenset({"negated", "conditional", "hedged", "scheduled", "promised", "requested", "threatened"})
#: Words between "come" and "into force", at most.
_ENTRY_WORDS = 3


def stage_of(reading: Reading, frame: LedgerFrame, form: str, verb: int | None) -> tuple[str | None, int | None]:
    """Returns the stage of one naming of an agreement, with the word that tells it: by that word, else as the model reads it.

    What the text does not say to have happened is proposed where it would make the agreement, else nothing.
    """
    read = None if frame.stage == "none" else frame.stage
    told, telling = _told(reading, frame.token, verb)
    if told is None:
        return ("announced" if form in STATEMENTS and read != "proposed" else read), None
    if telling is None or reading.told(telling) not in _NOT_DONE:
        return told, telling
    if told in LATER:
        return read if read != told else None, telling
    return read if read in ("proposed", "negotiated", "alleged") else "proposed", telling


def _told(reading: Reading, i: int, verb: int | None) -> tuple[str | None, int | None]:
    """The stage that a verb over or under the noun names by itself ("signed", "ratified", "expired", "came into force"), with the verb."""
    tree = reading.context.tree
    verbs = lexicon("agreement", "verbs")
    for token in tree.iter_children(i, "acl", "acl:relcl"):
        stage = verbs.get(key_of(token.text)) or _told_as_subject(reading, token.i)
        if stage is not None:
            return stage, token.i
    kind = tree.tokens[i].deprel
    if verb is None:
        head = tree.tokens[tree.tokens[i].head]  # "the signing of a treaty"
        stage = verbs.get(key_of(head.text)) if kind in ("nmod", "compound", "obl") else None
        return stage, head.i if stage else None
    key = key_of(tree.tokens[verb].text)
    if key in _PUTTING and kind == "obl":
        signs = any(verbs.get(key_of(t.text)) or key_of(t.text) in _SIGNATURES for t in tree.iter_children(verb, "obj"))
        return ("signed", verb) if signs else (None, None)
    if key in _LEAVING and any(t.text.lower() in ("from", "of") for t in tree.iter_children(i, "case")):
        return "denounced", verb
    stage = _told_as_subject(reading, verb) if kind == "nsubj" else verbs.get(key)
    return (stage, verb) if stage is not None else (None, None)


def _told_as_subject(reading: Reading, verb: int) -> str | None:
    """The stage that a verb names whose subject the agreement is."""
    tokens = reading.context.tree.tokens
    key = key_of(tokens[verb].text)
    if key not in lexicon("agreement", "coming"):
        return lexicon("agreement", "being").get(key)
    near = tokens[verb + 1 : verb + 1 + _ENTRY_WORDS]
    return next((stage for t in near if (stage := lexicon("agreement", "entering").get(key_of(t.text))) is not None), None)
