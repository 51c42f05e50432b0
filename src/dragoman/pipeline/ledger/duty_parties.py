"""Who is bound by a duty, and for whose good it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dragoman.extract.duties import Duty, words_of
from dragoman.extract.frames import frame_of_noun, frame_of_verb, with_conjuncts
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon_rows, word_set
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import is_of_sides, parties_of
from dragoman.pipeline.sides import ARMED, BODIES, OF_SIDES, may_be_side, side_of
from dragoman.records import LedgerFrame, Party

#: Duties that both sides have where the text names nobody: "prisoners are to be exchanged", "guns are to fall silent".
_OF_ALL = frozenset({"cease_fire", "disarm", "release", "consult", "cooperate_in", "restore_relations", "no_aggression", "withdraw", "ease_measure"})
#: Duties that two parties of an agreement of more have toward each other.
MUTUAL = frozenset({"restore_relations", "cooperate_in", "consult", "no_aggression", "aid_if_attacked", "cease_fire", "recognise", "not_object"})
#: Duties that one party has at home, to nobody, unless its words say to whom.
_AT_HOME = frozenset({"cooperate_in", "review"})
#: Duties that are owed to the other side of the story where the text names no agreement of its parties.
_OWED = frozenset({"provide", "withdraw", "release", "restore_relations", "no_aggression", "allow_access", "cease_fire", "disarm", "recognise"})
#: Pledges that are for somebody's good; others that name nobody are owed to nobody.
_FOR_SOMEBODY = frozenset({"provide", "ease_measure", "recognise", "restore_relations"})
#: What things do of themselves in the text: "guns fall silent", "duties fall".
_OF_THINGS = frozenset({"cease_fire", "ease_measure"})
#: Duties whose passive subject is for whose good they are.
_DONE_TO = frozenset({"release", "provide", "support", "allow_access"})
#: Duties by which somebody gets something.
_GIVEN = frozenset({"provide", "allow_access", "support"})
_OTHER = frozenset({"other", "another", "others"})
#: Sectors of those whom duties neither bind nor are owed to by name.
PRIVATE = frozenset("OPP PTY CVL JRN SOC REL EDU MED LAB CRM REF".split())
_FIRST_PERSON = frozenset({"we", "us", "our", "i"})
_OF_MANY = frozenset({"they", "them", "each", "neither", "either"})
_PRONOUNS = _OF_MANY | {"both", "two"}


def phrase(reading: Reading, i: int) -> SpanKey:
    """Returns the noun phrase of head ``i`` without clauses that hang on it and without what it is coordinated with."""
    tree = reading.context.tree
    low = high = i
    todo = [i]
    while todo:
        j = todo.pop()
        low, high = min(low, j), max(high, j)
        for token in tree.iter_children(j):
            clause = token.deprel.split(":")[0] in ("acl", "advcl", "appos", "parataxis", "conj", "cc", "punct", "cop", "aux", "mark", "nsubj", "obj", "obl", "case")
            if not clause or (token.deprel == "case" and token.text in ("'s", "’s")):
                todo.append(token.i)
    while low > 0 and tree.tokens[low - 1].pos in ("NUM", "DET") and tree.tokens[low - 1].sentence == tree.tokens[i].sentence:
        low -= 1  # "the three powers", whatever the parser makes of the number
    return low, high + 1


@dataclass(frozen=True, slots=True)
class Sides:
    """Whom words for the sides may mean: the parties of the agreement, whom the last duty bound together, who stands in another role."""

    parties: Sequence[Party]
    pair: Sequence[Party] = ()
    one: Sequence[Party] = ()  # whom the last duty bound alone
    but: Sequence[Party] = ()


def _mean(reading: Reading, words: Iterable[int], sides: Sides, *, deep: bool = False) -> list[Party]:
    """The parties that noun phrases name or speak of, each once; ``deep`` looks at what hangs on a noun by "of", "from" or "in" too."""
    out: dict[str, Party] = {}
    heads = list(words)
    for i in (j for j in heads if not (reading.context.tree.tokens[j].pos == "NUM" and j + 1 in heads)):
        for party in _meant(reading, i, sides, deep=deep):
            same = next((p for p in (*sides.parties, *sides.pair) if side_of(p) == side_of(party)), party)
            out.setdefault(side_of(same), same)
    return list(out.values())


def _meant(reading: Reading, i: int, sides: Sides, *, deep: bool) -> list[Party]:
    """Whom the noun phrase of head ``i`` means: its head, the sides that it speaks of, what stands before it, what hangs on it."""
    tree = reading.context.tree
    span = phrase(reading, i)
    spoken = _by_pronoun(reading, i, sides)
    if spoken is not None:
        return spoken
    named = [p for p in reading.states(reading.parties([i])) if not OF_SIDES.match(p.name)]
    if not named and tree.tokens[i].pos == "PROPN":
        named = _state_named(reading, span)
    told = [p for p in named if p.country is not None]
    if told and tree.tokens[i].pos in ("PROPN", "PRON"):
        return named
    before = [t.i for t in tree.iter_children(i, "amod", "compound", "nmod:poss", "appos", "flat")]
    if any(tree.lemma_like(j) == "whose" for j in before):
        before += [a.head for a in tree.iter_ancestors(i) if a.deprel == "acl:relcl"][:1]
    after = with_conjuncts(tree, [t.i for t in tree.iter_children(i, "nmod") if t.deprel != "nmod:poss" and t.pos != "PRON"]) if deep else []
    if any(is_of_sides(reading, phrase(reading, j)) for j in after):  # "negotiators from both sides"
        named, told = [], []
    spoken = parties_of(reading, [span], sides.parties if len(sides.parties) > 1 else sides.pair, but=sides.but, named=False)
    first = [p for j in before for p in _meant(reading, j, sides, deep=False) if p.country is not None]
    last = [p for j in after for p in _meant(reading, j, sides, deep=True) if p.country is not None]
    if is_of_sides(reading, span):
        known = {side_of(p) for p in reading.main_states()} & {side_of(p) for p in sides.parties}  # else whom the words stand for by what is near
        return last or (spoken if known or len(told) < 2 else told) or first or named
    return first or spoken or told or last or [p for p in named if p.sector is not None]


def _by_pronoun(reading: Reading, i: int, sides: Sides) -> list[Party] | None:
    """Whom "we", "both", "the other" or "their" means; None for other words."""
    tree = reading.context.tree
    word = tree.lemma_like(i)
    if word == "you":
        speaker = reading.speaker(i)
        return reading.counterpart(reading.states([speaker])) if speaker is not None else []
    if word in _FIRST_PERSON:
        speaker = reading.speaker(i)
        return reading.states([speaker]) if speaker is not None else []
    part = any(tree.iter_children(i, "nmod", "nummod"))  # "two of the eight", "the other six"
    if not part and (word in _PRONOUNS or (word in _OTHER and tree.tokens[i].pos != "PROPN")):
        many = word in _OF_MANY
        return list(next((a for a in (sides.pair, sides.parties, reading.main_states()) if len(a) == 2 or (len(a) > 2 and many)), ()))
    if len(sides.pair) > 1 and any(t.text.lower() == "their" for t in tree.iter_children(i, "nmod:poss")):
        return list(sides.pair)
    if sides.one and not reading.parties([i]) and any(t.text.lower() == "its" and not reading.parties([t.i]) for t in tree.iter_children(i, "nmod:poss")):
        return list(sides.one)
    if sides.one and word == "it" and not reading.parties([i]):
        return list(sides.one)
    return None


def _state_named(reading: Reading, span: SpanKey) -> list[Party]:
    """The state of this name, where the mention is lost in a longer one: "the leaders of X, Y and Z"."""
    words = reading.context.span(span)
    place = reading.context.find_place(words) if reading.context.find_place is not None else None
    return [reading.state(place.country, words)] if place is not None and place.country is not None and place.resolution == "country" else []


def obligors_of(reading: Reading, duty: Duty, kind: str, sides: Sides, frame: LedgerFrame | None, *, terms: bool) -> list[Party]:
    """Returns who is bound: whom the clause names, else the language model's giver, else, for what all do, the parties of the agreement.

    Args:
        reading: the document.
        duty: as told.
        kind: its type.
        sides: the parties of its agreement, and whom the last duty bound.
        frame: what the language model found at the act or its cue.
        terms: whether the terms of an agreement are told.
    """
    parties = sides.parties
    takers = named_takers(reading, duty, kind, parties) or _model_takers(reading, frame, parties)
    sides = replace(sides, but=takers)
    astray = frame is not None and not duty.own and all(j > duty.act for j in duty.bound) and bool(reading.fillers(frame, "giver"))
    bound = _mean(reading, () if astray else duty.bound, sides, deep=True)
    if not any(p.country for p in bound) and duty.teller:  # "promised that traffic would flow"
        bound = _mean(reading, duty.teller, sides, deep=True)
    given = {side_of(p) for p in _mean(reading, duty.given, sides)} if duty.bound and not duty.is_leave else set()
    if given and given >= {side_of(p) for p in bound}:  # "it promised X": it is not X, whatever its antecedent
        bound = [p for p in reading.main_states() if side_of(p) not in given][:1]
    if duty.is_leave:
        return _others(parties, _mean(reading, duty.given, sides) or bound)
    if frame is not None and not duty.own:
        bound = _with_givers(reading, duty, frame, sides, bound)
    turned = _turned(reading, duty, kind, sides, bound)
    if turned is not None:
        return turned
    if bound or not terms:
        return bound
    if takers and len(parties) == 2:
        return _others(parties, takers)
    if takers or (duty.bound and not (duty.passive or duty.disclaimed or duty.negated or kind in _OF_THINGS)):
        return []  # somebody of whom nothing is known
    every = kind in _OF_ALL or duty.disclaimed or (duty.negated and kind == "refrain")
    return list(parties) if every and len(parties) > 1 else []


def _with_givers(reading: Reading, duty: Duty, frame: LedgerFrame, sides: Sides, bound: list[Party]) -> list[Party]:
    """Whom grammar binds, with those whom the language model adds in the same list of names."""
    spans = [s for s in reading.fillers(frame, "giver") if not (bound and is_of_sides(reading, s))]
    told = parties_of(reading, spans, sides.parties) if bound else _mean(reading, reading.heads(spans), sides)
    told = [p for p in told if p.country is not None]
    joined = not bound or (bool(duty.bound) and all(_is_joined(reading, duty, span) for span in spans))
    return told if joined and {side_of(p) for p in told} > {side_of(p) for p in bound} else bound


def _turned(reading: Reading, duty: Duty, kind: str, sides: Sides, bound: list[Party]) -> list[Party] | None:
    """Who is bound where the subject is not: "X will get $30 million from Y", "60 guards will be trained", "all foreign troops are to leave"."""
    tree = reading.context.tree
    act = key_of(tree.tokens[duty.act].text)
    if act in word_set("duty", "words", "accrue") and kind == "provide":
        return _others(sides.parties, _mean(reading, frame_of_verb(tree, duty.act).case("to"), sides))
    if act in word_set("duty", "words", "receive"):
        return _mean(reading, frame_of_verb(tree, duty.act).case("from"), sides) or _others(sides.parties, bound)
    if duty.passive and kind == "release" and act in word_set("duty", "words", "swap"):
        return list(sides.parties)
    if duty.passive and kind in _DONE_TO and act not in word_set("duty", "words", "move"):
        takers = bound or sides.but
        return _others(sides.parties, takers) if takers else list(sides.parties) if kind == "release" else []
    if bound and kind == "withdraw" and any(t.text.lower() == "foreign" for j in duty.bound for t in tree.iter_children(j, "amod")):
        ground = {side_of(p) for p in (sides.but or reading.states(reading.parties_in([(duty.act, tree.subtree(duty.act)[1])])))}
        return [p for p in sides.parties if side_of(p) not in ground] or bound
    return None


def _is_joined(reading: Reading, duty: Duty, span: SpanKey) -> bool:
    """Tells whether a span that the language model takes for the giver stands in one list with whom grammar binds."""
    low, high = min(span[0], *duty.bound), max(span[1] - 1, *duty.bound)
    return high < duty.act and not any(t.pos in ("VERB", "AUX") for t in reading.context.tree.tokens[low:high])


def _others(sides: Sequence[Party], known: Sequence[Party]) -> list[Party]:
    """The one party of an agreement of two beside those known."""
    mine = {side_of(p) for p in known}
    rest = [p for p in sides if side_of(p) not in mine]
    return rest if len(rest) == 1 and len(sides) == 2 else []


def named_takers(reading: Reading, duty: Duty, kind: str, parties: Sequence[Party], bound: Sequence[Party] = ()) -> list[Party]:
    """Returns for whose good a duty is by the words of its own clause."""
    tree = reading.context.tree
    token = tree.tokens[duty.act]
    frame = frame_of_verb(tree, duty.act) if token.pos in ("VERB", "AUX", "ADJ") else frame_of_noun(tree, duty.act)
    ways = lexicon_rows("duty", "takers").get(kind, ())
    received = key_of(token.text) in word_set("duty", "words", "receive")
    words = [*duty.given, *(duty.bound if received else ()), *(duty.bound if duty.passive and kind in _DONE_TO else ()), *(t.i for t in tree.iter_children(duty.act, "iobj"))]
    words += [s.i for t in tree.iter_children(duty.act, "xcomp", "ccomp") for s in tree.iter_children(t.i, "nsubj")] if kind == "allow_access" else []
    if kind == "recognise":  # "recognised the islands as part of Y"
        words += [n.i for j in words_of(tree, duty.act) if tree.lemma_like(j) == "part" for n in tree.iter_children(j, "nmod")]
    objects = [] if frame.passive else frame.patients
    for way in ways:
        words += [j for j in objects if kind != "provide" or tree.tokens[j].pos == "PROPN"] if way == "obj" else [] if way == "in" else frame.case(way)
    if kind == "provide" and _is_lost(reading, duty.act):
        words.append(duty.act + 1)
    mine, home = {side_of(p) for p in bound}, {p.country for p in bound}
    inside = [*objects, *frame.case("of", "on", "in"), *frame.case({"withdraw": "from", "allow_access": "by"}.get(kind, "of"))] if "in" in ways else []
    for i, deep in [*((w, False) for w in words), *((w, True) for w in inside)]:
        found = [p for p in _mean(reading, [i], Sides(parties), deep=deep) if side_of(p) not in mine and p.country is not None]
        found = [p for p in found if p.country not in home or p.sector in ARMED or any(b.sector in ARMED for b in bound)]
        if found:
            return found
    return _of_ground(reading, duty, home) if kind == "withdraw" else []


def _of_ground(reading: Reading, duty: Duty, home: set[str | None]) -> list[Party]:
    """Whose ground the places lie on that somebody is to leave, where it is one other state's."""
    tree = reading.context.tree
    places = [reading.place_at[j] for j in words_of(tree, duty.act) if j in reading.place_at and j > duty.act]
    countries = {p.country for p in places if p.country is not None} - home
    return [reading.state(countries.pop(), None)] if len(countries) == 1 else []


def _is_lost(reading: Reading, act: int) -> bool:
    """Tells whether the parser took whom something is given for a part of what is given: "sell Doha F-15 jets"."""
    token = reading.context.tree.tokens[min(act + 1, len(reading.context.tree.tokens) - 1)]
    return token.pos == "PROPN" and token.deprel == "compound" and any(p.sector in (None, "GOV") for p in reading.parties([token.i]))


def _model_takers(reading: Reading, frame: LedgerFrame | None, parties: Sequence[Party]) -> list[Party]:
    """For whose good the language model takes a duty to be."""
    if frame is None:
        return []
    spans = [s for s in reading.fillers(frame, "taker") if not any(reading.context.tree.lemma_like(c.i) == "from" for i in reading.heads([s]) for c in reading.context.tree.iter_children(i, "case"))]
    return [p for p in parties_of(reading, spans, parties) if may_be_side(p)]


def is_for_others(reading: Reading, duty: Duty, kind: str) -> bool:
    """Tells whether what is given goes to many who are no party: "grant aid agencies access", "pay into a fund for victims"."""
    tree = reading.context.tree
    if kind not in _GIVEN or tree.tokens[duty.act].pos not in ("VERB", "AUX"):
        return False
    words = [t.i for t in tree.iter_children(duty.act, "iobj")]
    words += [t.i for t in tree.iter_children(duty.act, "obj") if any(key_of(c.text) in word_set("duty", "words", "relief") for c in tree.iter_children(t.i, "compound", "amod"))]
    for j in (duty.act, *(t.i for t in tree.iter_children(duty.act, "obj", "obl"))):
        words += [t.i for t in tree.iter_children(j, "obl", "nmod") if any(c.text.lower() in ("to", "for") for c in tree.iter_children(t.i, "case"))]
    return any(tree.tokens[j].text.lower().endswith("s") and tree.tokens[j].pos in ("NOUN", "PROPN") and not is_of_sides(reading, phrase(reading, j)) for j in words)


def says_each_other(reading: Reading, duty: Duty) -> bool:
    """Tells whether the act is toward "each other", "one another" or "the other"."""
    tokens = reading.context.tree.tokens
    words = words_of(reading.context.tree, duty.act)
    return any(tokens[j].text.lower() in ("other", "another") and tokens[j - 1].text.lower() in ("each", "one", "the") for j in words)


def beneficiary_of(
    reading: Reading, duty: Duty, kind: str, bindingness: str, obligors: Sequence[Party], sides: Sequence[Party], frame: LedgerFrame | None
) -> list[Party]:
    """Returns for whose good a duty is: whom its clause names, else the one other party of its agreement; empty where it is nobody's or each other's."""
    if says_each_other(reading, duty):
        return _others(sides, obligors) if len(obligors) == 1 else []
    bound = {side_of(p) for p in obligors}
    takers = named_takers(reading, duty, kind, sides, obligors) or [p for p in _model_takers(reading, frame, sides) if side_of(p) not in bound]
    if takers or bindingness == "law" or is_for_others(reading, duty, kind):
        return takers[:1]
    if len(obligors) == 2 and (kind in MUTUAL or not bound <= {side_of(p) for p in sides}) and kind != "ease_measure":
        return []
    if len(obligors) > 1 and kind == "ease_measure":  # those who hold a measure against a third
        return [p for p in reading.main_states() if side_of(p) not in bound][:1]
    if len(obligors) == 1 and kind not in _AT_HOME:
        mine = obligors[0]
        rest = [p for p in sides if p.country == mine.country and (p.sector in ARMED) != (mine.sector in ARMED)]
        if len(rest) == 1:  # a state and its rebels, whoever else signs
            return rest
    home = {p.country for p in obligors if p.country is not None and p.sector not in ARMED}
    if bound <= {side_of(p) for p in sides} or (home and home < {p.country for p in sides}):  # a firm of one of the parties' states, too
        if len(obligors) == 1 and kind in _AT_HOME:
            return []
        rest = [p for p in sides if side_of(p) not in bound and (p.country not in home or p.sector in ARMED)]
        return rest if len(rest) == 1 else []
    teller = reading.speaker(duty.cue) if duty.how == "pledge" else None
    told = [p for p in reading.states([teller]) if p.country not in BODIES and p.sector in ("GOV", None) and p.country is not None] if teller is not None else []
    if told and not bound & {side_of(p) for p in told} and not home & {p.country for p in told}:  # "X promised to do so, officials of Y said"
        return told
    if bindingness == "unilateral_pledge" or (not sides and kind in _FOR_SOMEBODY):
        return _other_state(reading, bound) if kind in _FOR_SOMEBODY else []
    if len(obligors) == 1 and kind in _OWED and len(sides) < 2:
        return [p for p in reading.counterpart(obligors) if p.country not in BODIES]
    return []


def _other_state(reading: Reading, bound: set[str]) -> list[Party]:
    """The one state that the story is about beside whoever pledges."""
    rest = [p for p in reading.main_states() if side_of(p) not in bound and p.country not in BODIES]
    return sorted(rest, key=lambda p: p.sector not in ("GOV", None))[:1] if len({p.country for p in rest}) == 1 else []
