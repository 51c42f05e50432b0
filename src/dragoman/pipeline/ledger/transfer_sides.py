"""Who gives and who gets, by grammar; the language model's reading fills what the clause leaves out (DOMAIN, 4.14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline import sides
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.transfer_goods import Goods, kind_of, origin_of
from dragoman.pipeline.ledger.transfer_status import verb_of
from dragoman.records import LedgerFrame, Party

_CLASSES = ("mutual", "free", "receive", "promise", "move", "give")
_WITH = frozenset(key_of(w) for w in "provide supply arm equip furnish present help support".split())
#: Verbs whose object may be whoever gets: "armed the rebels", "paid the militia".
_TO_OBJECT = frozenset({"give", "promise"})
_POSSESSIVE = frozenset({"its", "their", "his", "her", "the"})


@dataclass(slots=True)
class Roles:
    """Head words that stand for the sides and the goods of a word of giving."""

    givers: list[int] = field(default_factory=list)
    takers: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    mutual: bool = False


@dataclass(slots=True)
class Sides:
    """The parties on either side; ``mutual`` where each gives to the other."""

    givers: list[Party]
    takers: list[Party]
    mutual: bool = False


def class_of(reading: Reading, word: int) -> str | None:
    """Returns the class of a word of giving or receiving: mutual, free, receive, promise, move, give; None for words of no list."""
    key = key_of(reading.context.tree.tokens[word].text)
    return next((name for name in _CLASSES if key in lexicon("transfer", name)), None)


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
    objects = list(frame.patients)
    if name is None:
        return Roles(objects=objects)
    agents, to, origin = frame.agents, frame.case("to", "into"), frame.case("from")
    if name == "move":
        goods = agents
        return Roles([*origin], [*to, *frame.case("in", "at"), *objects], goods)
    helper, helped = _helped(reading, i)
    if name == "receive":
        takers = helped or agents
        return Roles(origin or (helper if helped else []), [*takers, *frame.case("for")], objects)
    givers = helped or agents or origin
    if key in _WITH and frame.case("with"):
        return Roles(givers, objects, frame.case("with"))
    takers = list(to)
    if name in _TO_OBJECT:
        objects, received = _divided(reading, key, objects)
        takers += received
        takers += frame.case("for") if not takers else []
    return Roles(givers, takers, objects, mutual=name == "mutual" or (name == "free" and len(givers) > 1))


def _divided(reading: Reading, key: str, objects: Sequence[int]) -> tuple[list[int], list[int]]:
    """Tells the goods among the objects of a verb from whoever gets them: "promised Egypt a loan", "armed the rebels"."""
    implied = key in lexicon("transfer", "implied")
    goods = [j for j in objects if kind_of(reading, j) and not implied]
    rest = [j for j in objects if j not in goods]
    takers = [j for j in rest if (goods or implied) and (implied or reading.parties([j], within=implied))]
    return [j for j in objects if j not in takers], takers


def _helped(reading: Reading, i: int) -> tuple[list[int], list[int]]:
    """The agents and the objects of a verb that helps or makes somebody do what verb ``i`` says; empty where there is none."""
    tree = reading.context.tree
    token = tree.tokens[i]
    key = key_of(tree.tokens[token.head].text)
    if token.deprel.split(":")[0] not in ("xcomp", "ccomp", "advcl") or not (key in lexicon("transfer", "help") or key in lexicon("transfer", "control")):
        return [], []
    above = frame_of_verb(tree, token.head)
    helper = above.agents if key in lexicon("transfer", "help") else []
    return helper, [j for j in above.patients if j != i]


def _of_noun(reading: Reading, i: int, name: str | None) -> Roles:
    tree = reading.context.tree
    frame = frame_of_noun(tree, i)
    goods = [j for j in (*frame.case("of"), *frame.owners) if kind_of(reading, j)] or frame.case("of")
    owners = [j for j in frame.owners if j not in goods]
    goods = goods or [i]
    verb = verb_of(reading, i)
    outer = frame_of_verb(tree, verb) if verb != i else Frame(head=i)
    subjects = [j for j in outer.agents if j != i]
    if name == "receive":
        return Roles(frame.case("from"), owners + frame.agents + frame.case("by", "for") or subjects, goods)
    if name == "move":
        return Roles(frame.case("from"), frame.case("in", "to", "at"), goods)
    if name == "mutual":
        return Roles([*owners, *frame.agents, *frame.case("between", "with")] or subjects, [], goods, mutual=True)
    if name is None:
        return Roles(owners, frame.case("to"), goods)
    givers = [*owners, *frame.agents, *frame.case("by", "from")]
    return Roles(givers or subjects, frame.case("to", "for"), goods, mutual=name == "free" and len(givers) > 1)


def sides_of(reading: Reading, word: int, roles: Roles, goods: Goods, frame: LedgerFrame | None) -> Sides:
    """Returns the parties of a transfer: those of the clause, then the language model's, then those that the goods themselves name."""
    by_model = {r: _parties(reading, reading.heads(reading.fillers(frame, r))) if frame is not None else [] for r in ("giver", "taker")}
    known = class_of(reading, word) is not None
    givers, takers = _parties(reading, roles.givers), _parties(reading, roles.takers)
    if roles.mutual:
        both = _unique([*givers, *takers, *(by_model["giver"] + by_model["taker"] if len(givers) < 2 else [])])
        if len(both) < 2:
            both = both and [*both, *reading.counterpart(both)] or (reading.main_states() if class_of(reading, word) == "mutual" else [])
        return Sides(both[:1], both[1:2], mutual=len(both) > 1)
    if not known:
        givers, takers = by_model["giver"], by_model["taker"]
    givers = givers or [p for p in by_model["giver"] if not _among(p, takers)]
    takers = takers or [p for p in by_model["taker"] if not _among(p, givers)]
    takers = [p for p in _relatives(reading, roles.takers, givers)] or takers
    _by_goods(reading, goods, givers, takers)
    if not takers and roles.takers:
        takers = [p for p in _places(reading, roles.takers) if not _among(p, givers)]
    if not takers and reading.context.tree.tokens[word].pos == "VERB":
        here = frame_of_verb(reading.context.tree, word).case("in", "at", "into", "to", "outside", "near")
        takers = [p for p in [*_parties(reading, here), *_places(reading, here)] if not _among(p, givers)][:1]
    return Sides(givers, [p for p in takers if not _among(p, givers)])


def _by_goods(reading: Reading, goods: Goods, givers: list[Party], takers: list[Party]) -> None:
    """Fills a side from the words of the goods: "Venezuelan crude", "gas from Norway"; people who are let go belong to whoever gets them."""
    words = origin_of(reading, goods)
    owners = [p for p in _parties(reading, words["owner"]) if p.country is not None]
    if goods.kind in ("prisoner", "training"):
        owners = owners or [p for p in _parties(reading, goods.heads) if p.country is not None]
        if not takers:
            takers += [p for p in owners if not _among(p, givers)][:1]
        return
    if not givers:
        givers += [p for p in [*_parties(reading, words["from"]), *owners] if not _among(p, takers)][:1]
    if not takers:
        takers += [p for p in [*_parties(reading, words["to"]), *_places(reading, words["to"])] if not _among(p, givers)][:1]


def _parties(reading: Reading, words: Iterable[int]) -> list[Party]:
    return reading.states(reading.expand(reading.parties(words, within=True)))


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


def _relatives(reading: Reading, words: Iterable[int], givers: Sequence[Party]) -> list[Party]:
    """The other side of the story, where the clause says "its neighbour"."""
    tree = reading.context.tree
    for i in words:
        token = tree.tokens[i]
        if key_of(token.text) in lexicon("transfer", "relative") and any(t.text.lower() in _POSSESSIVE for t in tree.iter_children(i, "nmod", "det")):
            return reading.counterpart(givers)
    return []


def _among(party: Party, others: Sequence[Party]) -> bool:
    return sides.side_of(party) in {sides.side_of(p) for p in others}


def _unique(parties: Iterable[Party]) -> list[Party]:
    out: dict[str, Party] = {}
    for party in parties:
        out.setdefault(sides.side_of(party), party)
    return list(out.values())


def only_other(reading: Reading, word: int, known: Sequence[Party]) -> Party | None:
    """Returns the only other side that the sentence names, besides who tells it, else the other of the story's two; None where that leaves a choice."""
    here = {sides.side_of(p) for p in known}
    teller = reading.speaker(word)
    tellers = {sides.side_of(p) for p in reading.states([teller])} if teller is not None else set()
    near = [p for p in reading.states_in(reading.sentence(word)) if sides.side_of(p) not in here | tellers]
    if near:
        return near[0] if len(near) == 1 else None
    rest = reading.counterpart(known)
    return rest[0] if rest else None


def belongs_home(reading: Reading, goods: Goods) -> bool:
    """Tells whether the people of a release are a state's own, whom it hands to nobody: "jailed opponents"."""
    words = [t.text for j in goods.heads for t in reading.context.tree.tokens[max(0, j - 3) : j + 1]]
    return goods.kind == "prisoner" and any(key_of(w) in lexicon("transfer", "at_home") for w in words)

