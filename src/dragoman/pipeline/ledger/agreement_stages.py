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
_ALLEGED = frozenset("alleged allegedly reported reportedly purported suspected supposed rumoured rumored".split())
#: Words between "come" and "into force", at most.
_ENTRY_WORDS = 3


def stage_of(reading: Reading, frame: LedgerFrame, form: str, verb: int | None) -> tuple[str | None, int | None]:
    """Returns the stage of one naming of an agreement, with the word that tells it: by that word, else as the model reads it.

    What the text does not say to have happened is proposed where it would make the agreement, else nothing.
    """
    read = "alleged" if _is_alleged(reading, frame.token, verb) else None if frame.stage == "none" else frame.stage
    if read == "alleged":
        return read, None
    told, telling = _told(reading, frame.token, verb)
    if told is None:
        return ("announced" if form in STATEMENTS and read != "proposed" else read), None
    if telling is None or not (reading.told(telling) in _NOT_DONE or reading.context.tree.is_ahead(telling)):
        return told, telling
    if told in LATER:
        return read if read != told else None, telling
    return read if read in ("proposed", "negotiated", "alleged") else "proposed", telling


def _is_alleged(reading: Reading, i: int, verb: int | None) -> bool:
    """Tells whether the text only says that somebody alleges an agreement."""
    tree = reading.context.tree
    words = {t.text.lower() for t in tree.iter_children(i, "amod")} | ({t.text.lower() for t in tree.iter_children(verb, "advmod")} if verb is not None else set())
    return bool(words & _ALLEGED) or reading.claimed(i) == "alleged"


def _told(reading: Reading, i: int, verb: int | None) -> tuple[str | None, int | None]:
    """The stage that a verb over or under the noun names by itself ("signed", "ratified", "expired", "came into force"), with the verb."""
    tree = reading.context.tree
    verbs = lexicon("agreement", "verbs")
    over = _told_over(reading, i, verb)
    if over[0] in LATER or over[0] == "ratified":  # "left the treaty that it concluded in 1990"
        return over
    for token in tree.iter_children(i, "acl", "acl:relcl"):
        stage = verbs.get(key_of(token.text)) or _told_as_subject(reading, token.i)
        if stage is not None:
            return stage, token.i
    return over


def _told_over(reading: Reading, i: int, verb: int | None) -> tuple[str | None, int | None]:
    """The stage that the verb over the noun names, or the noun of an act that it hangs on."""
    tree = reading.context.tree
    verbs = lexicon("agreement", "verbs")
    kind = tree.tokens[i].deprel
    if verb is None:
        head = tree.tokens[tree.tokens[i].head]  # "the signing of a treaty"
        stage = verbs.get(key_of(head.text)) if kind in ("nmod", "compound", "obl") else None
        return stage, head.i if stage else None
    key = key_of(tree.tokens[verb].text)
    if key in _PUTTING and kind == "obl":
        signs = any(verbs.get(key_of(t.text)) or key_of(t.text) in _SIGNATURES for t in tree.iter_children(verb, "obj"))
        return ("signed", verb) if signs else (None, None)
    if key in _LEAVING and kind in ("obl", "obj") and any(t.text.lower() in ("from", "of") for t in tree.tokens[verb + 1 : verb + 1 + _ENTRY_WORDS]):
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
