"""Transfers: who gives what to whom, said, denied, promised or done (DOMAIN, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from dragoman.extract.frames import frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon, lexicon_rows
from dragoman.pipeline import sides
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.transfer_goods import Goods, find_goods, find_price, split_goods
from dragoman.pipeline.ledger.transfer_sides import Sides, belongs_home, class_of, only_other, roles_of, sides_of
from dragoman.pipeline.ledger.transfer_status import is_demanded, settle, status_of, verb_of
from dragoman.records import LedgerFrame, Party, Span, Status, Transfer, When, make_id

#: Of several tellings of one transfer the first of these holds.
_STRENGTH: tuple[Status, ...] = (
    "contested", "alleged", "asserted", "attributed", "promised", "scheduled", "hedged", "requested", "threatened", "conditional", "background_ongoing",
    "historical", "negated",
)  # fmt: skip
#: Tellings of one transfer are joined within one of these; what is said and denied stays apart from what is known (DOMAIN, 4.14).
_FAMILY: dict[Status, int] = {
    "contested": 0, "alleged": 0, "asserted": 1, "attributed": 1, "background_ongoing": 1, "promised": 2, "scheduled": 2, "requested": 2, "hedged": 2,
    "conditional": 2, "threatened": 2, "historical": 3, "negated": 4,
}  # fmt: skip
_ALIKE = ({"arms", "ammunition"}, {"economic_aid", "financial"}, {"humanitarian", "commodity"})
_SET = key_of("set")
_ARMED = frozenset({"REB", "SEP", "PRM"})
_RETURN = re.compile(r"\b(?:in (?:exchange|return)|in exchange for|against)\b", re.I)
#: Goods that are only "the rest" are those told of within so many sentences before; help goes where help told of before went, further back.
REACH_SENTENCES = 2
AID_REACH_SENTENCES = 6
_AID = frozenset({"economic_aid", "humanitarian"})


@dataclass(slots=True)
class _Draft:
    supplier: Party | None
    recipient: Party | None
    goods: Goods
    items: list[Span]
    status: Status
    when: When
    word: int
    evidence: list[Span]
    pair: int | None = None  # the word of the exchange that this is one half of
    aside: list[Party] = field(default_factory=list)
    unnamed: Party | None = None  # a recipient without a name
    read: bool = True  # whether the language model found the word
    vague: bool = False  # the clause says to whom, in words that name nobody: "for the country"


def _drafts(reading: Reading, word: int, frame: LedgerFrame | None) -> Iterator[_Draft]:
    verb = verb_of(reading, word)
    roles = roles_of(reading, word)
    name = class_of(reading, word)
    if name is None:  # a word that only the language model takes for one of giving
        return
    goods = find_goods(reading, word, roles.objects, frame, people=name == "free")
    if goods is None or _is_barred(reading, word, name, goods):
        return
    if name == "free" and goods.kind == "personnel":
        goods = replace(goods, kind="prisoner")
    status = status_of(reading, word, verb, frame, promise=name == "promise")
    if status is None:
        return
    when = reading.when(word, status, reading.fillers(frame, "time") if frame is not None else ())
    status = settle(reading, status, when, verb, frame)
    if (status == "requested" and (goods.kind == "prisoner" or is_demanded(reading, word))) or _is_yielded(reading, word, roles.takers):
        return
    found = sides_of(reading, word, roles, goods, frame)
    evidence = reading.evidence([word, verb, *goods.heads, *roles.givers, *roles.takers])
    if _is_aimless(reading, word, found, goods, status):
        return
    givers: Sequence[Party | None] = found.givers or [None]
    takers: Sequence[Party | None] = found.takers or [None]
    price = find_price(reading, word)
    if price is not None and len(givers) == len(takers) == 1:
        yield _Draft(takers[0], givers[0], price, list(price.spans), status, when, word, [reading.evidence([word, *price.heads])], word, found.aside)
    for part in split_goods(reading, goods):
        for giver in givers:
            for taker in takers:
                yield _Draft(giver, taker, part, list(part.spans), status, when, word, [evidence], word if found.mutual or price is not None else None, found.aside, read=frame is not None, vague=any(reading.context.tree.tokens[j].pos in ("NOUN", "PRON") for j in roles.takers))
                if found.mutual:
                    yield _Draft(taker, giver, part, list(part.spans), status, when, word, [evidence], word)


def _is_barred(reading: Reading, word: int, name: str, goods: Goods) -> bool:
    """Whether a word of giving stands with goods that it cannot be about, or tells of no giving by itself."""
    if name == "mutual" and goods.kind != "prisoner":
        return True
    if name == "free" and goods.kind not in ("prisoner", "personnel", "financial"):
        return True
    if key_of(reading.context.tree.tokens[word].text) in lexicon("transfer", "told") and goods.value is None:  # "announced a suspension of imports"
        return True
    return _is_attribute(reading, word)


def _is_aimless(reading: Reading, word: int, found: Sides, goods: Goods, status: Status) -> bool:
    """Whether a clause leaves open to whom something is moved or built, or which of several sides denies to have given."""
    aimed = key_of(reading.context.tree.tokens[word].text) in lexicon("transfer", "aimed")
    return (aimed and not found.takers and goods.kind != "prisoner") or (status == "negated" and len(found.givers) > 1)


def _is_attribute(reading: Reading, word: int) -> bool:
    """Whether a word tells of no giving by itself: "the promised money", "in return"."""
    tree = reading.context.tree
    if tree.tokens[word].text.lower() in ("return", "exchange") and word > 0 and tree.tokens[word - 1].text.lower() == "in":
        return True
    token = tree.tokens[word]
    if word > 0 and token.deprel != "obj" and key_of(tree.tokens[word - 1].text) == _SET and class_of(reading, word - 1) == "free":  # told by "set" already
        return True
    own = any(tree.iter_children(word, "nsubj"))
    purpose = not own and token.deprel in ("advcl", "acl") and any(t.text.lower() == "to" for t in tree.iter_children(word, "mark"))
    if purpose and class_of(reading, token.head) in ("give", "promise"):  # "lent it money to buy fuel"
        return True
    if key_of(token.text) in lexicon("transfer", "help") and any(class_of(reading, t.i) for t in tree.iter_children(word, "xcomp")):
        return True
    return token.deprel == "amod" and not any(tree.iter_children(word, "nsubj"))


def _is_yielded(reading: Reading, word: int, takers: Sequence[int]) -> bool:
    """Whether somebody gives up what he has and nobody is said to get it: "hand in their rifles", "lay down arms"."""
    tree = reading.context.tree
    if takers and reading.parties(takers, within=True):
        return False
    behind = [t for t in tree.tokens[word + 1 : word + 2] if t.head == word and t.pos in ("ADP", "ADV")]  # a particle, however it hangs on its verb
    particles = {t.text.lower() for t in (*tree.iter_children(word, "compound"), *behind)}
    lists = lexicon("transfer", "yield")
    return lists.get(key_of(tree.tokens[word].text)) == "verbs" or any(lists.get(key_of(p)) == "particles" for p in particles)


def _words(reading: Reading) -> Iterator[tuple[int, LedgerFrame | None]]:
    """The words that may name a transfer: those of the language model, then those of the lists."""
    frames = reading.frames("TRANSFER")
    seen = {f.token for f in frames}
    yield from ((f.token, f) for f in frames)
    give, receive, promise, free = (lexicon("transfer", n) for n in ("give", "receive", "promise", "free"))
    move = lexicon("transfer", "move")
    nouns = {key_of(w) for n in ("give", "receive", "promise", "free") for w in lexicon_rows("transfer", n)["nouns"]}
    for token in reading.context.tree.tokens:
        key = key_of(token.text)
        if token.i in seen or not (token.pos in ("VERB", "NOUN") or (token.pos == "AUX" and any(reading.context.tree.iter_children(token.i, "obj")))):
            continue
        lists = (give.get(key), receive.get(key), promise.get(key), free.get(key))
        acts = key in nouns and not _is_plain(token.text)
        if (any(lists) if token.pos != "NOUN" else acts) or (token.pos == "VERB" and move.get(key) == "verbs" and frame_of_verb(reading.context.tree, token.i).case("from")):
            yield token.i, None


def _is_plain(word: str) -> bool:
    return word.lower().rstrip("s") in ("ship", "send")


def _side(party: Party | None) -> str | None:
    return None if party is None else sides.side_of(party)


def _is_one(a: Party | None, b: Party | None) -> bool:
    if a is None or b is None:
        return False
    plain = a.sector not in _ARMED and b.sector not in _ARMED and a.country not in sides.BODIES
    return _side(a) == _side(b) or (plain and a.country is not None and a.country == b.country)


def _fits(a: Party | None, b: Party | None) -> bool:
    return a is None or b is None or _is_one(a, b)


def _same(a: _Draft, b: _Draft) -> bool:
    kinds = a.goods.kind == b.goods.kind or any({a.goods.kind, b.goods.kind} <= alike for alike in _ALIKE)
    if not kinds or _FAMILY[a.status] != _FAMILY[b.status] or (a.goods.value and b.goods.value and a.goods.value != b.goods.value):
        return False
    shared = _is_one(a.supplier, b.supplier) or _is_one(a.recipient, b.recipient)
    return shared and _fits(a.supplier, b.supplier) and _fits(a.recipient, b.recipient)


def _join(a: _Draft, b: _Draft) -> None:
    a.supplier, a.recipient = a.supplier or b.supplier, a.recipient or b.recipient
    a.items += [s for s in b.items if s not in a.items]
    a.evidence += b.evidence
    a.status = min(a.status, b.status, key=_STRENGTH.index)
    a.pair = a.pair if a.pair is not None else b.pair


def _complete(reading: Reading, drafts: Sequence[_Draft]) -> None:
    """Fills a side that the clause leaves out: from the transfer told before, else the only other side there is."""
    for at, draft in enumerate(drafts):
        before = _before(reading, drafts[:at], draft)
        if draft.supplier is not None and draft.supplier.country is None and draft.supplier.name.islower():
            draft.supplier = None
        _forget_unnamed(draft)
        if draft.supplier is None and draft.recipient is None:
            _as_elsewhere(drafts, draft)
        if draft.goods.rest and before is not None:
            draft.supplier, draft.recipient = draft.supplier or before.supplier, draft.recipient or before.recipient
            draft.goods = replace(draft.goods, kind=before.goods.kind)
        if draft.supplier is None and draft.recipient is not None:
            known = [draft.recipient, *draft.aside]
            draft.supplier = _robbed(reading, draft)
        if draft.supplier is None and draft.recipient is not None:
            draft.supplier = only_other(reading, draft.word, known, afield=draft.read) or _teller(reading, draft)
        elif draft.recipient is None and draft.supplier is not None and not belongs_home(reading, draft.goods):
            told = before.recipient if before is not None and not _is_one(before.recipient, draft.supplier) and before.goods.kind != "prisoner" else None
            known = [draft.supplier, *draft.aside]
            near = not draft.vague
            here = only_other(reading, draft.word, known, afield=False, near=near, goods=draft.items)
            draft.recipient = here
            if here is None and draft.read:
                draft.recipient = told or only_other(reading, draft.word, known, near=near, goods=draft.items) or _meant(reading, draft)
        draft.recipient = draft.recipient or draft.unnamed


def _as_elsewhere(drafts: Sequence[_Draft], draft: _Draft) -> None:
    """Fills the sides from the other tellings of goods of the same kind, where those all name the same two: "the rifles were delivered in May"."""
    told = [d for d in drafts if d.goods.kind == draft.goods.kind and d is not draft]
    told = [d for d in told if d.supplier is not None and d.supplier.country is not None and d.recipient is not None and d.recipient.country is not None]
    if told and all(_is_one(d.supplier, told[0].supplier) and _is_one(d.recipient, told[0].recipient) for d in told) and draft.goods.kind != "prisoner":
        draft.supplier, draft.recipient = told[0].supplier, told[0].recipient


def _forget_unnamed(draft: _Draft) -> None:
    """Sets aside a recipient of whom the text says only what it is, for a side that may be meant: "those", "the army"."""
    party = draft.recipient
    if party is not None and party.country is None and party.sector not in _ARMED and party.name.islower() and draft.goods.kind != "prisoner":
        draft.recipient, draft.unnamed = None, party


def _meant(reading: Reading, draft: _Draft) -> Party | None:
    """The state that the text is most about, where no clause says who gets what a known side gives."""
    if draft.goods.kind == "prisoner" or draft.status in ("alleged", "contested") or draft.supplier is None or draft.supplier.country is None:
        return None
    armed = draft.goods.kind not in _AID
    main = [p for p in reading.main_states() if p.country not in sides.BODIES and not _is_one(p, draft.supplier)]
    found = next((p for p in main if armed or p.sector not in _ARMED), next(iter(main), None))
    if found is None or armed or found.sector not in _ARMED or found.country is None:
        return found
    return reading.state(found.country, found.span)


def _robbed(reading: Reading, draft: _Draft) -> Party | None:
    """Who accuses another of having taken goods, and says of nobody else that they were his."""
    speaker = reading.speaker(draft.word)
    if speaker is None or draft.status not in ("alleged", "contested") or key_of(reading.context.tree.tokens[draft.word].text) not in lexicon("transfer", "theft"):
        return None
    return next((p for p in reading.states([speaker]) if sides.may_be_side(p) and not _is_one(p, draft.recipient)), None)


def _teller(reading: Reading, draft: _Draft) -> Party | None:
    """Who tells, without blaming anybody, that goods were handed over, and names no other giver: his own state."""
    speaker = reading.speaker(draft.word)
    if speaker is None or draft.status != "attributed":
        return None
    found = next((p for p in reading.states([speaker]) if sides.may_be_side(p)), None)
    return found if not _is_one(found, draft.recipient) else None


def _before(reading: Reading, drafts: Sequence[_Draft], draft: _Draft) -> _Draft | None:
    """The transfer told last before this one, near enough to be meant along with it."""
    sentence = reading.sentence(draft.word)
    aid = draft.goods.kind in _AID and not draft.goods.rest
    reach = AID_REACH_SENTENCES if aid else REACH_SENTENCES
    near = (d for d in reversed(drafts) if d.word < draft.word and sentence - reading.sentence(d.word) <= reach and (not aid or d.goods.kind in _AID))
    near = (d for d in near if d.recipient is not None)
    return next((d for d in near if not draft.goods.rest or _fits(d.supplier, draft.supplier)), None)


def make_transfers(reading: Reading) -> list[Transfer]:
    """Returns the transfers of a document, one for all tellings of goods of one class between the same parties."""
    found = [d for word, frame in _words(reading) for d in _drafts(reading, word, frame)]
    found.sort(key=lambda d: d.word)
    _complete(reading, found)
    drafts: list[_Draft] = []
    for draft in found:
        same = next((d for d in drafts if _same(d, draft)), None)
        if same is None:
            drafts.append(draft)
        else:
            _join(same, draft)
    _contest(drafts)
    kept = [d for d in drafts if _is_transfer(d)]
    kept = [d for d in kept if not _is_disputed(d, kept)]
    return _linked(reading, kept)


def _is_transfer(draft: _Draft) -> bool:
    """Two sides make a transfer; one is enough for the release of people and for what is alleged."""
    if draft.supplier is not None and draft.recipient is not None:
        return not _is_one(draft.supplier, draft.recipient)
    if draft.goods.kind == "prisoner":
        return draft.supplier is not None
    return draft.status in ("alleged", "contested") and (draft.supplier is not None or draft.recipient is not None)


def _contest(drafts: Sequence[_Draft]) -> None:
    """What one side tells and the other denies is contested."""
    for denied in drafts:
        if denied.status != "negated":
            continue
        for draft in drafts:
            if draft.status == "attributed" and draft.goods.kind == denied.goods.kind and _is_one(draft.supplier, denied.supplier) and _is_one(draft.recipient, denied.recipient):
                draft.status = "contested"


def _is_disputed(draft: _Draft, drafts: Sequence[_Draft]) -> bool:
    """Whether a standing fact, or a denial, is only the backdrop of what others allege and deny."""
    return draft.status in ("background_ongoing", "negated") and any(
        d.status in ("alleged", "contested") and d.goods.kind == draft.goods.kind and _fits(d.supplier, draft.supplier) and _fits(d.recipient, draft.recipient)
        for d in drafts
    )


def _linked(reading: Reading, drafts: Sequence[_Draft]) -> list[Transfer]:
    """The records, the two halves of an exchange pointing to each other."""
    made = [_make(reading, d) for d in drafts]
    out = []
    for draft, record in zip(drafts, made, strict=True):
        other = next(
            (r for d, r in zip(drafts, made, strict=True) if d is not draft and _answers(reading, draft, d)),
            None,
        )
        out.append(msgspec.structs.replace(record, in_return_for=other.id) if other is not None else record)
    return out


def _answers(reading: Reading, a: _Draft, b: _Draft) -> bool:
    """Whether one transfer is the price of the other: halves of one exchange, or joined by "in return" in one sentence."""
    crossed = _side(a.supplier) == _side(b.recipient) and _side(a.recipient) == _side(b.supplier)
    if not crossed:
        return False
    number = reading.sentence(a.word)
    told = number == reading.sentence(b.word) and _RETURN.search(reading.context.sentence_span(number).text) is not None
    return (a.pair is not None and a.pair == b.pair) or told


def _make(reading: Reading, draft: _Draft) -> Transfer:
    evidence = tuple(dict.fromkeys(draft.evidence))
    supplier, recipient, kind = draft.supplier, draft.recipient, draft.goods.kind
    identity = make_id(
        "tr", reading.context.document.id, kind, supplier.actor if supplier else None, recipient.actor if recipient else None, draft.status, evidence[0]
    )
    reading.explain(identity, "transfer", kind, "rule: a word of giving or receiving, its object, and who stands where in its clause", evidence[0])
    return Transfer(
        id=identity, supplier=supplier, recipient=recipient, kind=kind, items=tuple(dict.fromkeys(draft.items)), status=draft.status,
        claims=reading.claims_at([draft.word]), quantity=draft.goods.quantity, value=draft.goods.value, when=draft.when, evidence=evidence, confidence=0.5,
        source_chain=reading.chain(draft.word),
    )  # fmt: skip
