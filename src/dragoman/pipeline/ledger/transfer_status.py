"""How far a text commits to a transfer: what is claimed, agreed, planned or considered is not yet given (DOMAIN, 4.14 and section 6)."""

from __future__ import annotations

from typing import cast

from dragoman.extract.frames import governor_of
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Status, When

_DUTY = frozenset({"must", "shall"})
#: Steps from a word of giving up to the word that says what becomes of it.
_REACH = 4
#: From this probability on the model's reading of a clause without auxiliaries stands: background, backdrop, allegation.
SURE = 0.6
#: What may be no fact is rather taken for an allegation than told as one: from here on.
SUSPECT = 0.4
#: What happened this long ago is told as backdrop, where the text dates it.
LONG_AGO_DAYS = 100
_FACTS = frozenset({"asserted", "attributed"})
_DOUBTED = frozenset({"alleged", "contested"})


def status_of(reading: Reading, word: int, verb: int, frame: LedgerFrame | None, *, promise: bool) -> Status | None:
    """Returns the status of the transfer that ``word`` names; None for what is forbidden, refused, or a duty of a text, which is no transfer.

    Args:
        reading: the document.
        word: the word of giving or receiving.
        verb: the verb of its clause.
        frame: the language model's reading of the word.
        promise: whether the word itself is one of pledging.
    """
    above = _above(reading, word)
    claimed = reading.claimed(word) or reading.claimed(verb)
    if claimed is not None:
        return claimed
    if above == "none" or _is_duty(reading, verb):
        return None
    if above is not None:
        return cast(Status, above)
    told = reading.told(verb)
    if told == "conditional" and not reading.context.tree.is_conditional(verb):  # "would" tells of what is to come as somebody puts it
        told = "attributed" if reading.teller(verb) is not None else "scheduled"
    if told in _FACTS and promise:
        return "promised"
    model = cast(Status, frame.stage) if frame is not None else reading.status(word, verb)
    if told not in _FACTS:
        return told
    if frame is not None and model not in _FACTS and frame.stage_score >= (SUSPECT if model in _DOUBTED else SURE):
        return model
    if model in ("scheduled", "promised") and reading.context.tree.is_ahead(verb):
        return model
    return told


def _is_duty(reading: Reading, verb: int) -> bool:
    """Whether the clause says what has to be done: "must hand over", "has to pay"."""
    tokens = reading.context.tree.tokens
    has_to = verb > 1 and tokens[verb - 1].text.lower() == "to" and tokens[verb - 2].text.lower() in ("has", "have", "had")
    return has_to or bool(reading.context.tree.auxiliaries(verb) & _DUTY)


def _above(reading: Reading, word: int) -> str | None:
    """The class of the first listed word that ``word`` hangs on: "agreed to supply", "a ban on arms sales"."""
    tree, classes = reading.context.tree, lexicon("transfer", "above")
    at = word
    for _ in range(_REACH):
        token = tree.tokens[at]
        kind = token.deprel
        head = tree.tokens[token.head]
        if head.i == at or kind in ("acl:relcl", "root", "nsubj", "parataxis"):
            return None
        found = classes.get(key_of(head.text))
        if kind.split(":")[0] in ("xcomp", "ccomp", "acl", "obj", "nmod", "compound", "nsubj", "obl", "advcl") and found is not None and kind != "advcl:relcl":
            if (found == "scheduled" or key_of(head.text) == key_of("have")) and kind not in ("xcomp", "ccomp"):
                return None
            if kind.split(":")[0] in ("obl", "advcl", "nmod") and found != "none":
                return None
            if found != "none" and head.pos == "NOUN" and _above(reading, head.i) == "none":  # "withdrew an offer to buy"
                return "none"
            negated = tree.is_negated(head.i) or tree.is_negated(head.head)
            return ("none" if found != "none" else None) if negated else found
        if kind.split(":")[0] in ("ccomp", "obl", "advcl") and not any(tree.iter_children(at, "cc")):
            return None
        at = head.i
    return None


def settle(reading: Reading, status: Status, when: When, word: int, verb: int) -> Status:
    """Puts a status right by the date: a fact dated long before the text's own day is backdrop, an undertaking without a date is a promise."""
    if status == "scheduled" and when.start is None and when.end is None and any(f.token in (word, verb) for f in reading.frames("DUTY")):
        return "promised"
    if status not in _FACTS or when.basis == "inferred" or when.precision in ("unknown", "open"):
        return status
    days = reading.context.days_since(when)
    return "historical" if days is not None and days > LONG_AGO_DAYS and not _dates_another(reading, when, verb) else status


def _dates_another(reading: Reading, when: When, verb: int) -> bool:
    """Whether a date stands right behind another verb: "let go the soldiers captured in 2008"."""
    if when.span is None:
        return False
    tokens = reading.context.tree.tokens
    between = [t for t in tokens[verb + 1 :] if t.end <= when.span.start]
    return any(t.pos == "VERB" for t in between) and not any(t.text == "," for t in between)


def verb_of(reading: Reading, word: int) -> int:
    """Returns the verb of the clause of a word of giving: itself, or what governs the noun."""
    tree = reading.context.tree
    if tree.tokens[word].pos == "VERB":
        return word
    found = governor_of(tree, word)
    return word if found is None else found
