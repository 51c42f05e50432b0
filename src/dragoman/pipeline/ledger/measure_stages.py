"""The stage of a measure: the word over it that tells it, and whether the text says that this has happened (DOMAIN, 4.13)."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.extract.frames import frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.measure_sides import is_noun, is_object, is_under, verb_over
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame

_ENDING = frozenset({"lifted", "eased", "suspended"})
_BEGINNING = frozenset({"announced", "adopted", "amended"})
_NOT_DONE = frozenset({"promised", "requested", "conditional", "hedged", "scheduled", "threatened"})
_OFF_LIST = frozenset({"from", "off"})
#: Words between a verb and the noun of its object, and between "come" and "into force", at most.
_PHRASE_WORDS = 4
_ENTRY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Telling:
    """The word that tells the stage of a measure, and the stage that it tells if it has happened."""

    word: int
    stage: str


def telling_of(reading: Reading, i: int) -> Telling | None:
    """Returns the word over the noun of a measure that tells its stage: "eased the curbs", "the ban expired", "an end to the ban"."""
    if not is_noun(reading, i) or is_under(reading, i):  # "stopped imports under UN sanctions"
        return None
    return _by_tree(reading, i) or _by_order(reading, i)


def _by_tree(reading: Reading, i: int) -> Telling | None:
    tree = reading.context.tree
    verb = verb_over(reading, i)
    head = tree.tokens[tree.tokens[i].head]
    if verb is None or (head.pos == "NOUN" and tree.tokens[i].deprel == "nmod" and key_of(head.text) in lexicon("measure", "doing")):
        return _nominal(reading, i, verb_over(reading, head.i)) if tree.tokens[i].deprel == "nmod" else None
    word = key_of(tree.tokens[verb].text)
    if key_of(tree.tokens[i].text) in lexicon("measure", "lists"):
        return _listing(reading, i, verb)
    if is_object(reading, i, frame_of_verb(tree, verb)):
        stage = lexicon("measure", "doing").get(word)
    else:
        stage = lexicon("measure", "being").get(word) if any(tree.iter_children(verb, "nsubj")) else None
        enters = any(key_of(t.text) in lexicon("measure", "entering") for t in tree.tokens[verb + 1 : verb + 1 + _ENTRY_WORDS])
        stage = "in_force" if enters else stage
    return Telling(verb, stage) if stage is not None else None


def _by_order(reading: Reading, i: int) -> Telling | None:
    """The verb that stands before the noun with nothing but words of its phrase between, whatever the tree makes of them."""
    tokens = reading.context.tree.tokens
    for j in range(i - 1, max(i - 1 - _PHRASE_WORDS, -1), -1):
        stage = lexicon("measure", "doing").get(key_of(tokens[j].text)) if tokens[j].pos != "NOUN" else None
        if stage is not None:
            return Telling(j, stage)
        if tokens[j].pos in ("ADP", "SCONJ", "CCONJ", "PUNCT", "AUX") or tokens[j].sentence != tokens[i].sentence:
            return None
    return None


def _nominal(reading: Reading, i: int, verb: int | None) -> Telling | None:
    """The stage that a noun over the measure tells: what somebody decided has happened, other endings are only spoken of."""
    tree = reading.context.tree
    head = tree.tokens[tree.tokens[i].head]
    stage = lexicon("measure", "doing").get(key_of(head.text)) if head.pos == "NOUN" else None
    if stage not in _ENDING:
        return Telling(head.i, stage) if stage == "threatened" else None
    decided = verb is not None and key_of(tree.tokens[verb].text) in lexicon("measure", "deciding")
    return Telling(verb if verb is not None and decided else head.i, stage if decided else "in_force")


def _listing(reading: Reading, i: int, verb: int) -> Telling | None:
    """The stage that putting on a list of targets or taking off it tells."""
    between = {t.text.lower() for t in reading.context.tree.tokens[verb:i]}
    if between & _OFF_LIST:
        return Telling(verb, "lifted")
    return Telling(verb, "amended") if key_of(reading.context.tree.tokens[verb].text) == key_of("add") else None


def is_before_list(reading: Reading, i: int) -> bool:
    """Tells whether a noun only says which list it is: "its sanctions list"."""
    tokens = reading.context.tree.tokens
    return tokens[i].deprel == "compound" and key_of(tokens[tokens[i].head].text) in lexicon("measure", "lists")


def stage_of(reading: Reading, frame: LedgerFrame, telling: Telling | None) -> str | None:
    """Returns the stage by the word that tells it, else as the model reads it; None for what the text says was not done.

    What is only promised or asked for has not happened, what had been done before still stands.
    """
    tree, i = reading.context.tree, frame.token
    stage = telling.stage if telling is not None else "in_force" if frame.stage == "review_called" else frame.stage
    over = telling.word if telling is not None else verb_over(reading, i) if is_noun(reading, i) else i
    verb = over if over is not None else i
    if told(reading, verb) == "alleged":
        return None
    if _is_refused(reading, verb) or (stage in _BEGINNING and _is_asked(reading, verb)):
        return None
    if telling is not None and stage in _BEGINNING and _is_infinitive(reading, verb):  # "voted to impose", "calls to impose"
        stage = frame.stage if frame.stage in (*_BEGINNING, "threatened") else stage
    settled = _settled(stage, told(reading, verb), undertaken=_is_undertaken(reading, verb), sure=telling is not None or verb == i)
    had = any(t.text.lower() == "had" for t in tree.iter_children(verb, "aux"))
    if settled == "announced" and frame.stage == "threatened":  # "if X does not yield, Y will impose sanctions"
        return "threatened"
    if settled in ("adopted", "announced") and "diplomatic" not in frame.kinds:
        when = reading.when(verb, "asserted", reading.fillers(frame, "time"))
        if had or reading.context.is_long_past(when) or when.precision == "open":
            return "in_force"
    return settled


def _settled(stage: str, status: str, *, undertaken: bool, sure: bool) -> str | None:
    """The stage after what the text commits to; of what the words do not tell for sure only what they leave open."""
    if stage in _ENDING:
        return "in_force" if undertaken or status in _NOT_DONE or status == "negated" else stage
    if stage in _BEGINNING and sure and status == "negated":
        return None
    if stage in ("adopted", "in_force") and status == "scheduled":
        return "announced" if stage == "adopted" or sure else stage
    if stage in _BEGINNING and sure and status in ("conditional", "hedged", "threatened"):
        return "threatened"
    return stage


def _is_infinitive(reading: Reading, verb: int) -> bool:
    return any(t.text.lower() == "to" and t.pos == "PART" for t in reading.context.tree.tokens[max(0, verb - 1) : verb])


def _is_refused(reading: Reading, verb: int) -> bool:
    """Tells whether a measure is ruled out, or what somebody refuses to do or rejects calls to do."""
    tree, refusing = reading.context.tree, lexicon("measure", "refusing")
    if not _is_infinitive(reading, verb):
        key = key_of(tree.tokens[verb].text)
        return key in refusing and key not in lexicon("measure", "judging")
    above = tree.tokens[tree.tokens[verb].head]
    return any(key_of(t.text) in refusing for t in (above, tree.tokens[above.head] if above.pos == "NOUN" else above))


def _is_asked(reading: Reading, verb: int) -> bool:
    """Tells whether a measure is what somebody asks another to take: "called on X to ban imports"."""
    tree = reading.context.tree
    above = tree.tokens[tree.tokens[verb].head]
    return _is_infinitive(reading, verb) and above.i != verb and above.pos == "VERB" and key_of(above.text) in lexicon("measure", "asking")


def _is_undertaken(reading: Reading, verb: int) -> bool:
    tree = reading.context.tree
    return tree.tokens[verb].deprel == "xcomp" and key_of(tree.tokens[tree.tokens[verb].head].text) in lexicon("duty", "undertaking")


def told(reading: Reading, verb: int) -> str:
    """Returns how far the text commits to what a verb says; what somebody denies is told as not done, "said it would" is "will"."""
    number = reading.teller(verb)
    if number is not None and reading.context.statements[number].speech_act == "denial":
        return "negated"
    status = reading.told(verb)
    reported = number is not None and status == "conditional" and not reading.context.tree.is_conditional(verb)
    return "scheduled" if reported else status
