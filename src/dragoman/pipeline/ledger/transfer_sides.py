"""Who gives and who gets, by grammar; the language model's reading fills what the clause leaves out (DOMAIN, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, with_conjuncts
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline import sides
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.transfer_goods import Goods, kind_of, origin_of
from dragoman.pipeline.ledger.transfer_status import verb_of
from dragoman.records import LedgerFrame, Party, Span

_CLASSES = ("mutual", "free", "receive", "promise", "move", "give")
_WITH = frozenset(key_of(w) for w in "provide supply arm equip furnish present help support".split())
#: Verbs whose object may be whoever gets: "armed the rebels", "paid the militia".
_TO_OBJECT = frozenset({"give", "promise"})
_BARE = re.compile(r"^(?:countries|nations|states|governments|powers|neighbou?rs)$", re.I)
#: Names of people by their state: "11 Djiboutians".
_DEMONYM = re.compile(r"^[A-Z]\w+(?:s|ese)$")
#: Verbs that make whoever does them the one who does what their object says: "placed an order".
_LIGHT = frozenset(key_of(w) for w in "make place sign complete finish begin take".split())
_SET, _TAKE = key_of("set"), key_of("take")
_EACH = frozenset({"each", "both", "mutual", "mutually", "swap", "exchange", "other"})
_POSSESSIVE = frozenset({"its", "their", "his", "her", "the"})


@dataclass(slots=True)
class Roles:
    """Head words that stand for the sides and the goods of a word of giving."""

    givers: list[int] = field(default_factory=list)
    takers: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    mutual: bool = False
    helpers: list[int] = field(default_factory=list)  # who helps, and neither gives nor gets


@dataclass(slots=True)
class Sides:
    """The parties on either side; ``mutual`` where each gives to the other, ``aside`` who stands in the clause as neither."""

    givers: list[Party]
    takers: list[Party]
    mutual: bool = False
    aside: list[Party] = field(default_factory=list)


def class_of(reading: Reading, word: int) -> str | None:
    """Returns the class of a word of giving or receiving: mutual, free, receive, promise, move, give; None for words of no list."""
    tokens = reading.context.tree.tokens
    key = key_of(tokens[word].text)
    if key == _SET and word + 1 < len(tokens) and key_of(tokens[word + 1].text) in lexicon("transfer", "free"):  # "set free"
        return "free"
    if tokens[word].pos == "NOUN" and tokens[word].deprel == "obj" and key_of(tokens[tokens[word].head].text) == _TAKE:  # "took delivery"
        return "receive"
    if key in lexicon("transfer", "arrive") and tokens[word].pos == "VERB" and not _has_object(reading, word):
        return "move"
    return next((name for name in _CLASSES if key in lexicon("transfer", name)), None)


def _has_object(reading: Reading, word: int) -> bool:
    """Whether a verb has something that is moved beside whoever moves it, or is passive."""
    tree = reading.context.tree
    return any(tree.iter_children(word, "obj", "iobj", "nsubj:pass", "aux:pass")) or tree.tokens[word].deprel in ("acl", "acl:relcl", "amod", "xcomp")


def roles_of(reading: Reading, word: int) -> Roles:
    """Returns who stands where around a word of giving, by the grammar of its clause and the class of the word."""
    name = class_of(reading, word)
    if reading.context.tree.tokens[word].pos == "VERB":
        return _of_verb(reading, word, name)
    return _of_noun(reading, word, name)


def _of_verb(reading: Reading, i: int, name: str | None) -> Roles:
    tree = reading.context.tree
    frame = frame_of_verb(tree, i)
    key = key_of(tree.tokens[i].text)
    agents, objects = list(frame.agents), list(frame.patients)
    if frame.passive and not objects:  # "captives are to be exchanged", whatever the parser calls the subject
        by = frame.case("by")
        agents, objects = [j for j in agents if j in by], [j for j in agents if j not in by]
    objects = objects or _strayed(reading, i, agents)
    if name is None:
        return Roles(objects=objects)
    to, origin = frame.case("to", "into"), frame.case("from")
    if name == "move":
        return Roles(origin, [*to, *frame.case("in", "at"), *objects], agents)
    helper, helped = _helped(reading, i, objects)
    objects = [j for j in objects if j not in helped]
    if name == "receive":
        takers = helped or agents
        return Roles(origin or (helper if helped else []), [*takers, *frame.case("for")], objects)
    givers = helped or agents or origin
    if key in _WITH and frame.case("with"):
        return Roles(givers, objects, frame.case("with"))
    takers = list(to) or _served(reading, i)
    if name in _TO_OBJECT:
        objects, received = _divided(reading, key, objects)
        takers += received
        takers += frame.case("for") if not takers else []
    return Roles(givers, takers, objects, mutual=name == "mutual" or _free_each_other(reading, i, name, givers), helpers=helper)


def _free_each_other(reading: Reading, i: int, name: str | None, givers: Sequence[int]) -> bool:
    """Whether several sides let go each other's people, and are not several who are asked to let go their own."""
    words = {t.text.lower() for t in reading.context.tree.tokens if t.sentence == reading.sentence(i)}
    return name == "free" and len(givers) > 1 and bool(words & _EACH)


def _served(reading: Reading, i: int) -> list[int]:
    """Whom people are sent to help: "sent soldiers to prop up the president"."""
    tree = reading.context.tree
    serving = [t.i for t in tree.iter_children(i, "advcl", "xcomp", "acl") if key_of(t.text) in lexicon("transfer", "serve")]
    return [j for k in serving for frame in [frame_of_verb(tree, k)] for j in (*frame.patients, *frame.case("beside", "alongside", "for"))]


def _strayed(reading: Reading, i: int, agents: Sequence[int]) -> list[int]:
    """Objects that hang elsewhere: on the verb above ("began landing parts"), or the noun of a relative clause ("soldiers whom X sent")."""
    tree = reading.context.tree
    token = tree.tokens[i]
    if token.deprel == "acl:relcl" and token.head not in agents:
        return [token.head]
    if token.deprel.split(":")[0] in ("xcomp", "advcl"):
        return [t.i for t in tree.iter_children(token.head, "obj") if t.i > i]
    return []


def _divided(reading: Reading, key: str, objects: Sequence[int]) -> tuple[list[int], list[int]]:
    """Tells the goods among the objects of a verb from whoever gets them: "promised Egypt a loan", "armed the rebels"."""
    tree = reading.context.tree
    goods = [j for j in objects if kind_of(reading, j)]
    if key in lexicon("transfer", "implied") and not goods:
        return [], list(objects)
    last = max(goods, default=-1)
    before = next((t.i for j in goods for t in tree.iter_children(j, "compound", "nmod:poss") if _is_put_before(reading, key, t.i)), None)
    if before is not None:  # "bringing Peru weapons", which parsers take for one noun
        return list(objects), [before]
    beside = {k for j in goods for k in with_conjuncts(tree, [j])} | {k for k in objects if set(with_conjuncts(tree, [k])) & set(goods)}
    takers = [j for j in objects if j not in beside and j < last and reading.parties([j])]
    return [j for j in objects if j not in takers], takers


def _is_put_before(reading: Reading, key: str, i: int) -> bool:
    """Whether a name stands right behind a verb with two objects and names a state by its noun, not by its adjective."""
    tokens = reading.context.tree.tokens
    if tokens[i].pos != "PROPN" or i == 0 or key_of(tokens[i - 1].text) != key or tokens[i - 1].pos != "VERB":
        return False
    place = reading.place_at.get(i)
    return place is not None and place.resolution in ("country", "city") and place.name.lower() == tokens[i].text.lower()


def _helped(reading: Reading, i: int, objects: Sequence[int]) -> tuple[list[int], list[int]]:
    """The agents and the objects of a verb that helps or makes somebody do what verb ``i`` says; empty where there is none."""
    tree = reading.context.tree
    token = tree.tokens[i]
    key = key_of(tree.tokens[token.head].text)
    if token.deprel.split(":")[0] not in ("xcomp", "ccomp", "advcl") or not (key in lexicon("transfer", "help") or key in lexicon("transfer", "control")):
        return [], []
    above = frame_of_verb(tree, token.head)
    if key == key_of("call"):
        return [], above.case("on", "upon")
    helper = above.agents if key in lexicon("transfer", "help") else []
    helped = [j for j in above.patients if j != i and j not in objects] or [j for j in objects if j < i]  # parsers hang "them" in "help them get" on either verb
    return (helper, helped) if helped else ([], [])


def _of_noun(reading: Reading, i: int, name: str | None) -> Roles:
    tree = reading.context.tree
    frame = frame_of_noun(tree, i)
    goods = [j for j in (*frame.case("of"), *frame.owners) if kind_of(reading, j)] or frame.case("of")
    owners = [j for j in frame.owners if j not in goods]
    goods = goods or [i]
    verb = verb_of(reading, i)
    outer = frame_of_verb(tree, verb) if verb != i else Frame(head=i)
    subjects = [j for j in outer.agents if j != i]
    wanted = verb != i and lexicon("transfer", "above").get(key_of(tree.tokens[verb].text)) == "requested"
    if name == "receive":
        light = verb != i and key_of(tree.tokens[verb].text) in _LIGHT
        return Roles(frame.case("from"), owners + frame.agents + frame.case("by", "for") or (subjects if light else []), goods)
    if name == "move":
        return Roles(frame.case("from"), frame.case("in", "to", "at"), goods)
    if name == "mutual":
        return Roles([*owners, *frame.agents, *frame.case("between", "with")] or subjects, [], goods, mutual=True)
    if name is None:
        return Roles(owners, frame.case("to"), goods)
    givers = [*owners, *frame.agents, *frame.case("by", "from")]
    if wanted:
        return Roles(givers, frame.case("to", "for") or subjects, goods)
    return Roles(givers or subjects, frame.case("to", "for"), goods, mutual=_free_each_other(reading, i, name, givers))


def sides_of(reading: Reading, word: int, roles: Roles, goods: Goods, frame: LedgerFrame | None) -> Sides:
    """Returns the parties of a transfer: those of the clause, then the language model's, then those that the goods themselves name."""
    by_model = {r: _parties(reading, reading.heads(reading.fillers(frame, r))) if frame is not None else [] for r in ("giver", "taker")}
    name = class_of(reading, word)
    known = name is not None
    if name == "receive":  # whom the model takes for the giver of an act of getting is who gets
        by_model = {"giver": [], "taker": by_model["giver"] + by_model["taker"]}
    givers, takers = _parties(reading, roles.givers), _parties(reading, roles.takers)
    if roles.mutual:
        both = [p for p in _unique([*givers, *takers, *(by_model["giver"] + by_model["taker"] if len(givers) < 2 else [])]) if p.country is not None]
        if len(both) < 2:
            both = (both and [*both, *reading.counterpart(both)]) or (reading.main_states() if name == "mutual" else [])
        return Sides(both[:1], both[1:2], mutual=len(both) > 1)
    if _is_open(reading, roles.givers) or _is_open(reading, roles.takers):
        return Sides([], [])
    if goods.rest and not (givers or takers):
        return Sides([], [])
    if not known:
        givers, takers = by_model["giver"][:1], by_model["taker"][:1]
    if goods.kind == "prisoner":  # whoever carries people home has not held them
        givers = [] if any(_is_carrier(reading, j) for j in roles.givers) else givers
    aside = _parties(reading, roles.helpers)
    if reading.claimed(word) is not None and (accuser := reading.speaker(word)) is not None:  # who blames gives nothing
        by_model["giver"] = [p for p in by_model["giver"] if not _among(p, [accuser, *reading.states([accuser])])]
    givers = givers or [p for p in by_model["giver"] if not _among(p, [*takers, *aside]) and not any(_is_carrier(reading, j) for j in roles.givers)][:1]
    takers = takers or [p for p in by_model["taker"] if not _among(p, [*givers, *aside])][:1]
    if not takers and frame is not None:
        takers = [p for p in _places(reading, reading.heads(reading.fillers(frame, "taker"))) if not _among(p, [*givers, *aside])][:1]
    other = _relatives(reading, roles.takers, givers)
    takers = takers if other is None else other
    _by_goods(reading, goods, givers, takers)
    if not takers and roles.takers:
        takers = [p for p in _places(reading, roles.takers) if not _among(p, givers)]
    coming = _coming(reading, word)
    if not takers and coming is not None:
        here = frame_of_verb(reading.context.tree, coming).case("in", "at", "into", "to", "outside", "near")
        takers = [p for p in [*_parties(reading, here), *_places(reading, here)] if not _among(p, givers)][:1]
    takers = [p for p in takers if not _among(p, givers)]
    return Sides(_spoken(givers), _spoken(takers), aside=aside)


def _coming(reading: Reading, word: int) -> int | None:
    """The verb that may say where goods come: a verb of giving itself, or one of arriving over a noun: "the shipment docked in"."""
    tokens = reading.context.tree.tokens
    if tokens[word].pos == "VERB":
        return word
    verb = verb_of(reading, word)
    key = key_of(tokens[verb].text)
    return verb if verb != word and (key in lexicon("transfer", "arrive") or key in lexicon("transfer", "move")) else None


def _spoken(parties: list[Party]) -> list[Party]:
    """Of several parties those with a state or body behind them, rebels and not the state that they fight in; of words for groups only the first."""
    fought = {p.country for p in parties if p.sector in sides.ARMED}
    return [p for p in parties if p.country is not None and (p.country not in fought or p.sector in sides.ARMED)] or parties[:1]


def _is_carrier(reading: Reading, i: int) -> bool:
    return key_of(reading.context.tree.tokens[i].text) in lexicon("transfer", "carriers")


def _is_open(reading: Reading, words: Sequence[int]) -> bool:
    """Whether sides are joined by "or": a choice that the text leaves open."""
    tokens = reading.context.tree.tokens
    return len(words) > 1 and any(t.text.lower() == "or" for t in tokens[min(words) : max(words)])


def _by_goods(reading: Reading, goods: Goods, givers: list[Party], takers: list[Party]) -> None:
    """Fills a side from the words of the goods: "Venezuelan crude", "gas from Norway"; people who are let go belong to whoever gets them."""
    words = origin_of(reading, goods)
    owners = [p for p in _parties(reading, words["owner"]) if p.country is not None]
    if goods.kind in ("prisoner", "training"):
        named = [j for j in goods.heads if _DEMONYM.search(reading.context.tree.tokens[j].text)]
        owners = owners or [p for p in _parties(reading, named) if p.country is not None]
        codes = [(p.country, p.span) for p in owners if p.country is not None]
        holders = _holders(reading, goods)
        if holders and (not givers or _among(givers[0], owners) or givers[0].country in {c for c, _ in codes}):
            givers[:] = holders
        if not takers:
            takers += [p for c, s in codes if not _among(p := reading.state(c, s), givers) and c not in {g.country for g in givers}][:1]
        return
    if givers and givers[0].country == "MNC" and owners:  # a firm ships what is a state's
        givers[:] = [p for p in owners if not _among(p, takers)][:1] or givers
    if not givers:
        givers += [p for p in [*_parties(reading, words["from"]), *owners] if not _among(p, takers)][:1]
    if not takers:
        takers += [p for p in [*_parties(reading, words["to"]), *_places(reading, words["to"])] if not _among(p, givers)][:1]


def _holders(reading: Reading, goods: Goods) -> list[Party]:
    """Who holds the people who are let go: "two Peruvians jailed in Cuba"."""
    tree = reading.context.tree
    held = [t.i for j in goods.heads for t in tree.iter_children(j, "acl") if key_of(t.text) in lexicon("transfer", "held")]
    words = [j for i in held for j in frame_of_verb(tree, i).case("in", "by", "from", "at")]
    return (_parties(reading, words) or _places(reading, words))[:1]


def _parties(reading: Reading, words: Iterable[int]) -> list[Party]:
    """The parties that words name, states for those who act for them; a bare plural ("countries") is nobody's name."""
    named = [p for p in reading.parties(words, within=True) if p.country is not None or not _BARE.match(p.name)]
    return reading.states(reading.expand(named))


def _places(reading: Reading, words: Iterable[int]) -> list[Party]:
    """The states of the places that stand at or under these words: "a base outside Ankara"."""
    out = []
    for i in words:
        for j in range(*reading.context.tree.subtree(i)):
            place = reading.place([j])
            if place is not None and place.country is not None:
                out.append(reading.state(place.country, reading.context.span((j, j + 1))))
                break
    return out


def _relatives(reading: Reading, words: Iterable[int], givers: Sequence[Party]) -> list[Party] | None:
    """The other side of the story, where the clause says "its neighbour"; None where it says no such thing."""
    tree = reading.context.tree
    for i in words:
        token = tree.tokens[i]
        if key_of(token.text) in lexicon("transfer", "relative") and any(t.text.lower() in _POSSESSIVE for t in tree.iter_children(i, "nmod", "det")):
            return reading.counterpart(givers)
    return None


def _among(party: Party, others: Sequence[Party]) -> bool:
    return sides.side_of(party) in {sides.side_of(p) for p in others}


def _unique(parties: Iterable[Party]) -> list[Party]:
    out: dict[str, Party] = {}
    for party in parties:
        out.setdefault(sides.side_of(party), party)
    return list(out.values())


def only_other(reading: Reading, word: int, known: Sequence[Party], *, afield: bool = True, near: bool = True, goods: Sequence[Span] | None = None) -> Party | None:
    """Returns the only other side that the sentence names, besides who tells it, else the other of the story's two; None where that leaves a choice.

    Args:
        reading: the document.
        word: the word of giving.
        known: the parties that stand elsewhere in the transfer.
        afield: whether to look beyond the sentence.
        near: whether to look in the sentence.
        goods: the words of the goods, where it is asked who gets them; None where it is asked who gives.
    """
    here = {sides.side_of(p) for p in known}
    teller = reading.speaker(word)
    tellers = {sides.side_of(p) for p in reading.states([teller])} if teller is not None else set()
    found = [p for p in reading.states_in(reading.sentence(word)) if sides.side_of(p) not in here | tellers] if near else []
    if goods is not None:
        found = [p for p in found if _is_beside(reading, word, p, goods)]
    if found:
        return found[0] if len(found) == 1 else None
    rest = reading.counterpart(known) if afield else []
    if rest:
        return rest[0]
    main = reading.main_states()
    if afield and len({p.country for p in main}) == 1 and len(main) == 2 and not here & {sides.side_of(p) for p in main}:  # a state and its rebels
        return next((p for p in main if p.sector == "GOV"), None)
    return None


def _is_beside(reading: Reading, word: int, party: Party, goods: Sequence[Span]) -> bool:
    """Whether a party stands beside a word of giving: not in the words of the goods, and within what is said if the word is."""
    span, number = party.span, reading.teller(word)
    if span is None:
        return True
    if any(g.start <= span.start < g.end for g in goods):
        return False
    said = reading.context.statements[number].content if number is not None else ()
    return not said or any(c.start <= span.start < c.end for c in map(reading.context.span, said))


def belongs_home(reading: Reading, goods: Goods) -> bool:
    """Tells whether the people of a release are a state's own, whom it hands to nobody: "jailed opponents"."""
    words = [t.text for j in goods.heads for t in reading.context.tree.tokens[max(0, j - 3) : j + 1]]
    named = all(reading.context.tree.tokens[j].pos == "PROPN" for j in goods.heads)
    return goods.kind == "prisoner" and bool(goods.heads) and (named or any(key_of(w) in lexicon("transfer", "at_home") for w in words))

