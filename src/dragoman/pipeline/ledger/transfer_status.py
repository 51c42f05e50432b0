"""How far a text commits to a transfer: what is claimed, agreed, planned or considered is not yet given (DOMAIN, 4.14 and section 6)."""

from __future__ import annotations

import re
from typing import cast

from dragoman.extract.frames import governor_of
from dragoman.extract.tree import NEGATIONS
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Status, When

_DUTY = frozenset({"must", "shall"})
_TELL = key_of("tell")
_QUESTIONS = frozenset({"who", "what", "whether", "if", "why", "how", "where", "when"})
#: Statuses of what has not been given yet; where the clause looks like a fact, the model's reading of one of these needs less.
_AHEAD = frozenset({"requested", "promised", "scheduled", "hedged", "conditional", "threatened"})
_NOT = frozenset({"none", "denied"})  # classes of words under which nothing is given
_BACKDROP = frozenset({"historical", "background_ongoing"})
#: Words between one of forbidding and the word of giving that it is about.
_FORBIDDEN_WORDS = 6
_BREAK = re.compile(r"^(?:[,;:.()\u2013\u2014-]|and|but|that|which|who|whom|while|after|before|when|as|because|since|despite)$", re.I)
#: Words right before one of giving that say it was passed up: "voted against selling", "stopped short of a delivery", "will no longer sell".
_PASSED_UP = re.compile(
    r"\b(?:against|short of|(?:put|putting) off|(?:rul|call)(?:ed?|es|s|ing)? (?:out|off)|(?:held|hold|holding) (?:back|up)|turn(?:ed|s|ing)? down"
    r"|(?:pull|back)(?:ed|s|ing)? out of|no longer|instead of|rather than|without)\s+(?:(?:any|all|the|a|further|more|new|direct)\s+)*$",
    re.I,
)
_BE = frozenset({"is", "are", "was", "were", "be", "been"})
#: Words by which something is given again and again, within so many words of the verb.
_AGAIN = re.compile(r"\b(?:(?:a|per|each|every) (?:day|week|month|year)|annually|yearly|monthly)\b", re.I)
_HABIT_WORDS = 12
#: Steps from a word of giving up to the word that says what becomes of it.
_REACH = 4
#: From this probability on the model's reading of a clause without auxiliaries stands: background, backdrop.
SURE = 0.6
#: What may not have happened yet is rather taken for a plan than for a fact: from here on.
LIKELY = 0.4
#: From here on the model tells a plan from what a text binds its parties to do.
SURE_PLAN = 0.7
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
    model = cast(Status, frame.stage) if frame is not None else reading.status(word, verb)
    claimed = reading.claimed(word) or reading.claimed(verb)
    if above == "none" and claimed is not None:  # blamed for having refused to give
        return None
    if claimed is not None:
        return claimed if frame is None or model != "contested" or frame.stage_score < SURE else "contested"
    if above == "denied" and _is_denied(reading, verb):
        return "negated"
    if above in ("none", "denied") or _is_forbidden(reading, word) or _is_duty(reading, verb):
        return None
    if above is not None:
        return cast(Status, "scheduled" if above == "postponed" else above)
    if _is_former(reading, verb):
        return "historical"
    ahead = _to_come(reading, word, verb)
    if ahead is not None:
        return ahead
    told = reading.told(verb)
    if told == "conditional" and not reading.context.tree.is_conditional(verb):  # "would" tells of what is to come as somebody puts it
        told = "attributed" if reading.teller(verb) is not None else "scheduled"
    if told in _FACTS and promise:
        return "promised"
    if told in _FACTS and key_of(reading.context.tree.tokens[word].text) in lexicon("transfer", "making") and reading.context.tree.tokens[word].text.endswith("ing"):
        return "scheduled"
    if told not in _FACTS:
        return told if told != "negated" else None
    return _read_fact(reading, word, verb, told, frame, model)


def _read_fact(reading: Reading, word: int, verb: int, told: Status, frame: LedgerFrame | None, model: Status) -> Status | None:
    """The status of what the grammar tells as a fact: the language model and the event itself may know better."""
    if frame is not None:
        if model == "negated":
            return None
        least = SUSPECT if model in _DOUBTED else LIKELY if model in _AHEAD else SURE
        if model not in _FACTS and frame.stage_score >= least:
            return model
    if model in ("scheduled", "promised") and reading.context.tree.is_ahead(verb):
        return model
    if _is_habit(reading, verb):
        return "background_ongoing"
    event = reading.status(word, verb)
    return event if event in _BACKDROP else told


def _is_denied(reading: Reading, verb: int) -> bool:
    """Whether somebody denies having given: "denied arming the rebels", "denies that it sold tanks"."""
    tree = reading.context.tree
    head = tree.tokens[tree.tokens[verb].head]
    said = tree.tokens[verb].deprel in ("xcomp", "ccomp", "advcl") and not any(t.text == ":" for t in tree.tokens[head.i : verb])
    return said and lexicon("transfer", "above").get(key_of(head.text)) == "denied" and not tree.is_negated(head.i)


def _to_come(reading: Reading, word: int, verb: int) -> Status | None:
    """The status of what a word beside a noun, a contract or the infinitive of a headline puts off: "the planned sale", "X to buy gas"."""
    tree = reading.context.tree
    token = tree.tokens[word]
    if token.pos == "NOUN":
        told = [t for t in tree.iter_children(word, "amod") if key_of(t.text) in lexicon("transfer", "beside")]
        if told:
            return cast(Status, lexicon("transfer", "beside")[key_of(told[0].text)])
        head = tree.tokens[token.head]
        if token.deprel in ("nmod", "obl") and key_of(head.text) in lexicon("transfer", "contract"):
            return cast(Status, lexicon("transfer", "contract")[key_of(head.text)])
    elif token.deprel == "root" and any(t.text.lower() == "to" and t.i == verb - 1 for t in tree.iter_children(verb, "mark")):
        return "scheduled"
    elif token.deprel == "acl" and (found := lexicon("transfer", "contract").get(key_of(tree.tokens[token.head].text))) is not None:
        return cast(Status, found)
    return None


def _is_former(reading: Reading, verb: int) -> bool:
    """Whether the clause says what was usual and is no more: "used to sell"."""
    words = [t.text.lower() for t in reading.context.tree.tokens[max(0, verb - 3) : verb]]
    return words[-2:] == ["used", "to"] and words[0] not in _BE


def _is_habit(reading: Reading, verb: int) -> bool:
    """Whether the clause says in the present what is given again and again: "pays rent of ten dollars a year"."""
    tokens = reading.context.tree.tokens
    end = min(reading.context.analysis.sentences[reading.sentence(verb)].end, verb + _HABIT_WORDS)
    text = tokens[verb].text.lower()
    return text.endswith("s") and not reading.context.tree.auxiliaries(verb) and _AGAIN.search(" ".join(t.text for t in tokens[verb:end])) is not None


def _is_forbidden(reading: Reading, word: int) -> bool:
    """Whether a word of forbidding, refusing or ending stands shortly before: "banned the sale", "refused to sell", "voted against selling".

    Words decide, for a parse that goes wrong here would turn a ban into a sale. What has its own finite verb stands for itself.
    """
    tokens, classes = reading.context.tree.tokens, lexicon("transfer", "above")
    low = max(word - _FORBIDDEN_WORDS, reading.context.analysis.sentences[reading.sentence(word)].start)
    before = [t.text.lower() for t in tokens[low:word]]
    if _PASSED_UP.search(" ".join([*before, ""])):
        return True
    if _is_undone(reading, word):
        return True
    infinitive = "to" in before[-2:]
    if tokens[word].pos == "VERB" and not infinitive and not tokens[word].text.lower().endswith("ing"):
        return False
    for k in range(word - 1, low - 1, -1):
        text = tokens[k].text
        if _BREAK.match(text):
            return False
        if classes.get(key_of(text)) in ("none", "denied") and text.lower() not in ("have", "has", "had"):
            return not any(t.text.lower() in NEGATIONS for t in tokens[max(low, k - 2) : k])
    return False


def _is_undone(reading: Reading, word: int) -> bool:
    """Whether the clause whose subject a noun of giving is says that it was forbidden or ended: "the sale of tanks was outlawed"."""
    tokens, classes = reading.context.tree.tokens, lexicon("transfer", "above")
    if tokens[word].pos == "VERB":
        return False
    high = min(reading.context.analysis.sentences[reading.sentence(word)].end - 1, word + 2 * _FORBIDDEN_WORDS)
    be = next((k for k in range(word + 1, high) if tokens[k].pos in ("AUX", "VERB") or _BREAK.match(tokens[k].text)), high)
    after = [t.text for t in tokens[be : be + 3] if t.pos != "AUX"][:1]
    return tokens[be].pos == "AUX" and any(classes.get(key_of(t)) == "none" for t in after)


def _is_duty(reading: Reading, verb: int) -> bool:
    """Whether the clause says what has to be done: "must hand over", "has to pay"."""
    tokens = reading.context.tree.tokens
    has_to = verb > 1 and tokens[verb - 1].text.lower() == "to" and tokens[verb - 2].text.lower() in ("has", "have", "had")
    return has_to or bool(reading.context.tree.auxiliaries(verb) & _DUTY)


def _above(reading: Reading, word: int) -> str | None:
    """The class of the first listed word that ``word`` hangs on: "agreed to supply", "a ban on arms sales"."""
    found = _governing(reading, word)
    return None if found is None else found[0]


def is_demanded(reading: Reading, word: int) -> bool:
    """Tells whether somebody demands of another what ``word`` says, to whomever it is to go: "told Qatar to pay", "pressed it to release"."""
    found = _governing(reading, word)
    return found is not None and found[0] == "requested" and key_of(reading.context.tree.tokens[found[1]].text) in lexicon("transfer", "coerce")


def _governing(reading: Reading, word: int) -> tuple[str, int] | None:
    """The first listed word that ``word`` hangs on, with its class."""
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
            if kind.split(":")[0] in ("obl", "advcl", "nmod") and found not in _NOT:
                return None
            if found not in _NOT and head.pos == "NOUN" and _above(reading, head.i) in _NOT:  # "withdrew an offer to buy"
                return "none", head.i
            if found in _NOT and token.pos == "VERB" and any(tree.iter_children(at, "nsubj")):  # a clause of its own, beside the other
                return None
            if found == "requested" and kind == "ccomp" and _is_told(reading, at, head.i):
                return None
            negated = tree.is_negated(head.i) or tree.is_negated(head.head)
            if negated:
                return ("none", head.i) if found not in _NOT else None
            return found, head.i
        if kind.split(":")[0] in ("ccomp", "obl", "advcl") and not any(tree.iter_children(at, "cc")):
            return None
        at = head.i
    return None


def _is_told(reading: Reading, at: int, head: int) -> bool:
    """Whether a clause is what somebody is told or asked about, and not what he is to do: "told reporters that", "asked who had shipped it"."""
    tree = reading.context.tree
    if any(t.text.lower() == "to" for t in tree.iter_children(at, "mark")):
        return False
    words = {t.text.lower() for t in tree.iter_children(at)}
    return key_of(tree.tokens[head].text) == _TELL or bool(words & _QUESTIONS)


def settle(reading: Reading, status: Status, when: When, verb: int, frame: LedgerFrame | None) -> Status:
    """Puts a status right by the date: a fact dated long before the text's own day is backdrop, an undertaking without a date is a promise."""
    sure = frame is not None and frame.stage == "scheduled" and frame.stage_score >= SURE_PLAN
    duty = frame is not None and not sure and any(f.token in (frame.token, verb) for f in reading.frames("DUTY"))
    if status == "scheduled" and when.start is None and when.end is None and duty:
        return "promised"
    if status == "asserted" and when.basis == "inferred" and "had" in reading.context.tree.auxiliaries(verb):  # told as what went before
        return "historical"
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
