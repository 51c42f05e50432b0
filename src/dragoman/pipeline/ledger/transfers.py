"""Transfers: who gives what to whom, said, denied, promised or done (DOMAIN, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Party, Span, Status, Transfer, When, make_id

_MONEY = re.compile(
    r"(?:(?:US|A|C)?[$€£¥]\s?\d[\d.,]*(?:\s(?:million|billion|trillion|m|bn))?|\b\d[\d.,]*\s(?:million|billion|trillion)?\s?(?:dollars|euros|pounds|yuan|rubles|roubles|yen))\b",
    re.I,
)
_QUANTITY = re.compile(
    r"\b(?:(?:more than|about|around|some|at least|nearly|up to|almost|over)\s)?(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens of|hundreds of|thousands of)"
    r"(?:\s(?:million|billion|thousand))?\s(?:[\w-]+\s){0,3}?(?=(?:\w))",
    re.I,
)
#: A transfer of which no word for goods is named needs the model to be this sure.
SURE = 0.8
#: Undertakings over the verb of a transfer: "agreed to supply".
_UNDERTAKING = frozenset(key_of(w) for w in "agree pledge promise vow offer commit undertake decide".split())
_PLANNING = frozenset(key_of(w) for w in "plan intend due expect set schedule prepare".split())
_SENDING = frozenset(key_of(w) for w in "send ship deliver dispatch".split())
_WITH = frozenset(key_of(w) for w in "provide supply arm equip furnish present help support".split())
_AIDING = frozenset(key_of(w) for w in "pledge promise offer give grant provide send donate extend earmark".split())
#: Verbs that say what is given: "armed the rebels", "financed his campaign".
_IMPLIED = {key_of("arm"): "arms", key_of("bankroll"): "financial", key_of("finance"): "financial", key_of("fund"): "financial"}
_STRENGTH = (
    "contested",
    "alleged",
    "asserted",
    "attributed",
    "promised",
    "scheduled",
    "hedged",
    "requested",
    "threatened",
    "conditional",
    "background_ongoing",
    "historical",
    "negated",
)
_DELIVERABLE = frozenset({"prisoner"})


#: Tellings of one transfer are joined within one of these; what is said and denied stays apart from what is known (DOMAIN, 4.14).
_FAMILY: dict[Status, int] = {
    "contested": 0,
    "alleged": 0,
    "asserted": 1,
    "attributed": 1,
    "background_ongoing": 1,
    "promised": 2,
    "scheduled": 2,
    "requested": 2,
    "hedged": 2,
    "conditional": 2,
    "threatened": 2,
    "historical": 3,
    "negated": 4,
}


@dataclass(slots=True)
class _Draft:
    supplier: list[Party]
    recipient: list[Party]
    kind: str
    items: list[Span]
    status: Status
    when: When
    word: int
    evidence: list[Span]
    value: str | None = None
    quantity: str | None = None


def kind_of(reading: Reading, i: int) -> str | None:
    """Returns the class of what noun ``i`` names, by itself, else by the words put before it or after "of"."""
    tree = reading.context.tree
    kinds = lexicon("transfer", "items")
    own = kinds.get(key_of(tree.tokens[i].text))
    low, _ = tree.subtree(i)
    before = [kinds[k] for t in tree.tokens[max(low, i - 5) : i] if (k := key_of(t.text)) in kinds and t.pos in ("NOUN", "PROPN", "ADJ")]
    strong = [k for k in before if k in ("arms", "ammunition", "humanitarian", "technology", "commodity", "prisoner", "training")]
    if own in ("economic_aid", "financial", None) and strong:
        return strong[0] if own is not None or tree.tokens[i].pos in ("NOUN", "PROPN") else None
    if own is not None:
        return own
    for token in tree.iter_children(i, "nmod"):
        if any(c.text.lower() in ("of", "for") for c in tree.iter_children(token.i, "case")) and (kind := kinds.get(key_of(token.text))):
            return kind
    text = reading.context.span(tree.subtree(i)).text
    return "financial" if _MONEY.match(text) else None


def _noun_phrase(reading: Reading, i: int) -> tuple[int, int]:
    """The words of noun ``i`` with what stands before it and "of", without the clauses and phrases that hang on it."""
    tree = reading.context.tree
    before = [t.i for t in tree.iter_children(i, "det", "amod", "compound", "nummod", "nmod:poss", "advmod") if t.i < i]
    low = min([i, *(tree.subtree(j)[0] for j in before if tree.subtree(j)[0] > i - 10)])
    high = i + 1
    for token in tree.iter_children(i, "nmod", "flat", "compound"):
        of = any(c.text.lower() == "of" for c in tree.iter_children(token.i, "case"))
        if token.i > i and (token.deprel.startswith("flat") or of):
            high = max(high, min(tree.subtree(token.i)[1], token.i + 6))
    return low, high


def _make_draft(  # noqa: PLR0913
    reading: Reading,
    word: int,
    verb: int,
    items: Sequence[int],
    supplier: list[Party],
    recipient: list[Party],
    status: Status,
    words: Sequence[int],
    *,
    kind: str | None = None,
) -> _Draft | None:
    kinds = [(j, k) for j in items if (k := kind or kind_of(reading, j))]
    if not kinds:
        return None
    supplier, recipient = reading.states(supplier), reading.states(recipient)
    recipient = [r for r in recipient if r.actor not in {s.actor for s in supplier}]
    if not supplier and not recipient:
        return None
    kind = kinds[0][1]
    if kind == "financial" and reading.context.tree.tokens[verb].text and key_of(reading.context.tree.tokens[verb].text) in _AIDING:
        kind = "economic_aid"
    spans = [reading.context.span(_noun_phrase(reading, j)) for j, _ in kinds]
    text = " ".join(s.text for s in spans)
    money = _MONEY.search(text) or (_MONEY.search(reading.evidence([word, *items]).text) if kind in ("economic_aid", "financial") else None)
    quantity = None if money else _QUANTITY.search(text)
    when = reading.when(verb, status)
    if status in ("asserted", "attributed") and reading.context.is_long_past(when):
        status = "historical"
    return _Draft(
        supplier,
        recipient,
        kind,
        spans,
        status,
        when,
        word,
        [reading.evidence([word, verb, *items, *words])],
        money.group().strip() if money else None,
        quantity.group().strip() if quantity else None,
    )


def _status(reading: Reading, verb: int) -> Status:
    """The status of a transfer told by a verb: what is agreed, pledged or offered to be given is promised."""
    tree = reading.context.tree
    token = tree.tokens[verb]
    above = tree.tokens[token.head]
    if token.deprel.split(":")[0] in ("xcomp", "ccomp", "acl", "advcl") and above.i != verb:
        if key_of(above.text) in _UNDERTAKING:
            return "negated" if tree.is_negated(above.i) else "promised"
        if key_of(above.text) in _PLANNING:
            return "scheduled"
    return reading.status(verb)


def _verb_drafts(reading: Reading) -> Iterator[_Draft | None]:
    tree = reading.context.tree
    classes = {name: lexicon("transfer", name) for name in ("give", "receive", "promise", "free")}
    for token in tree.tokens:
        if token.pos != "VERB":
            continue
        key = key_of(token.text)
        name = next((n for n, words in classes.items() if words.get(key) == "verbs"), None)
        if name is None:
            continue
        frame = frame_of_verb(tree, token.i)
        status = _status(reading, token.i)
        if name == "promise" and status in ("asserted", "attributed"):
            status = "promised"
        agents, goals, sources = frame.agents, frame.case("to", "for"), frame.case("from")
        items = frame.patients
        if key == key_of("exchange") and not any(kind_of(reading, j) == "prisoner" for j in items):
            continue
        if key in _WITH and frame.case("with"):
            goals, items = frame.patients, frame.case("with")
        if name == "receive":
            supplier, recipient = reading.parties(sources, within=True), reading.parties([*agents, *frame.case("for")])
        else:
            supplier = reading.parties(agents) or reading.parties(sources)
            recipient = reading.parties(goals, within=True)
        if name == "give" and key in _SENDING and not recipient:
            recipient = reading.parties(frame.case("in", "into"), within=True)
        if name == "promise" and not any(tree.tokens[j].pos in ("NOUN", "PROPN", "SYM", "NUM") for j in items):
            continue
        if key in _IMPLIED and not frame.case("with") and token.pos == "VERB":
            recipients = reading.parties(frame.patients, within=True)
            if recipients and agents:
                yield _make_draft(
                    reading, token.i, token.i, [token.i], reading.parties(agents), recipients, status, [*agents, *frame.patients], kind=_IMPLIED[key]
                )
            continue
        yield _make_draft(reading, token.i, token.i, items, supplier, recipient, status, [*agents, *goals, *sources])


_NOUNS_OF_VERBS = frozenset(key_of(w) for w in "sale delivery shipment supply transfer".split())


def _noun_drafts(reading: Reading) -> Iterator[_Draft | None]:
    tree = reading.context.tree
    give, receive, promise = (lexicon("transfer", n) for n in ("give", "receive", "promise"))
    for token in tree.tokens:
        key = key_of(token.text)
        if token.pos != "NOUN" or ("nouns" not in (give.get(key), receive.get(key), promise.get(key)) and key not in _NOUNS_OF_VERBS):
            continue
        frame = frame_of_noun(tree, token.i)
        items = [*frame.case("of"), *frame.owners]
        verb = governor_of(tree, token.i)
        status = reading.status(token.i, verb)
        supplier = reading.parties([*frame.owners, *frame.agents, *frame.case("by", "from")])
        recipient = reading.parties(frame.case("to"), within=True)
        if receive.get(key) == "nouns":
            supplier, recipient = reading.parties(frame.case("from"), within=True), reading.parties([*frame.owners, *frame.agents])
        if verb is not None and not supplier:
            supplier = reading.parties(frame_of_verb(tree, verb).agents)
        yield _make_draft(reading, token.i, verb if verb is not None else token.i, items, supplier, recipient, status, [*frame.case("to", "from")])


def _frame_draft(reading: Reading, frame: LedgerFrame) -> _Draft | None:
    """A transfer that the language model found, with who gives what to whom as it read it."""
    supplier = reading.states(reading.parties_in(reading.fillers(frame, "giver")))
    recipient = [p for p in reading.states(reading.parties_in(reading.fillers(frame, "taker"))) if p.actor not in {s.actor for s in supplier}]
    things = reading.fillers(frame, "thing")
    items = [reading.context.span(k) for k in things]
    status: Status = reading.claimed(frame.token) or frame.stage  # type: ignore[assignment]
    times = reading.fillers(frame, "time")
    when = reading.when(frame.token, status, times)
    if status in ("asserted", "attributed") and reading.context.is_long_past(when):
        status = "historical"
    text = " ".join(s.text for s in items)
    money = _MONEY.search(text)
    quantity = None if money else _QUANTITY.search(text)
    words = [frame.token, *reading.heads(reading.fillers(frame, "giver", "taker", "thing"))]
    named = [k for j in reading.heads(things) if (k := kind_of(reading, j))]
    key = key_of(reading.context.tree.tokens[frame.token].text)
    kind = (named or [_IMPLIED.get(key) or frame.kinds[0]])[0]
    if kind == "financial" and key in _AIDING:
        kind = "economic_aid"
    gifts = re.search(r"\b(?:gifts?|presents)\b", reading.context.sentence_span(reading.sentence(frame.token)).text, re.I) is not None
    if "diplomatic_gift" in named or (gifts and (key == key_of("present") or frame.kinds[0] == "diplomatic_gift")):
        kind = "diplomatic_gift"
    if not (supplier or recipient) or not (named or _IMPLIED.get(key) or (things and frame.score >= SURE)):
        return None
    return _Draft(
        supplier, recipient, kind, items, status, when, frame.token, [reading.evidence(words)], money.group().strip() if money else None,
        quantity.group().strip() if quantity else None,
    )


def _settle(draft: _Draft, by_rules: Sequence[_Draft]) -> _Draft:
    """Where grammar names both sides at the same word, its sides and goods stand against the model's."""
    told = next((d for d in by_rules if d.word == draft.word and d.supplier and d.recipient), None)
    if told is not None:
        draft.supplier, draft.recipient, draft.kind = told.supplier, told.recipient, told.kind
        draft.items = told.items
    return draft


def _codes(parties: Sequence[Party]) -> set[str]:
    return {p.country or p.actor for p in parties}


def _nested(a: Sequence[Party], b: Sequence[Party]) -> bool:
    left, right = _codes(a), _codes(b)
    return not left or not right or left <= right or right <= left


def _same(a: _Draft, b: _Draft) -> bool:
    family = {"arms", "ammunition"}
    kinds = a.kind == b.kind or {a.kind, b.kind} <= family or {a.kind, b.kind} <= {"economic_aid", "financial"}
    apart = _FAMILY[a.status] != _FAMILY[b.status]
    if a.value and b.value and a.value != b.value:
        return False
    shared = _codes(a.supplier) & _codes(b.supplier) or _codes(a.recipient) & _codes(b.recipient)
    return kinds and not apart and bool(shared) and _nested(a.supplier, b.supplier) and _nested(a.recipient, b.recipient)


def make_transfers(reading: Reading) -> list[Transfer]:
    """Returns the transfers of a document, one for all tellings of goods of one class between the same parties."""
    drafts: list[_Draft] = []
    by_rules = [d for d in (*_verb_drafts(reading), *_noun_drafts(reading)) if d is not None]
    found = [_settle(d, by_rules) for f in reading.frames("TRANSFER") if (d := _frame_draft(reading, f))]
    taken = {reading.sentence(d.word) for d in found}
    found += [d for d in by_rules if reading.sentence(d.word) not in taken]
    for draft in sorted(found, key=lambda d: d.word):
        same = next((d for d in drafts if _same(d, draft)), None)
        if same is None:
            drafts.append(draft)
            continue
        same.supplier = max(same.supplier, draft.supplier, key=len)
        same.recipient = max(same.recipient, draft.recipient, key=len)
        same.items += [s for s in draft.items if s not in same.items]
        same.evidence += draft.evidence
        same.status = min(same.status, draft.status, key=_STRENGTH.index)
        same.value, same.quantity = same.value or draft.value, same.quantity or draft.quantity
    _fill_other_side(reading, drafts)
    return [_make(reading, d) for d in drafts if (d.supplier and d.recipient) or (d.kind != "personnel" and (d.supplier or d.recipient))]


def _fill_other_side(reading: Reading, drafts: Sequence[_Draft]) -> None:
    """Gives a transfer with one side the only other state of its sentence, else the other of the two that the story is about."""
    for draft in drafts:
        known = _codes(draft.supplier) | _codes(draft.recipient)
        if (draft.supplier and draft.recipient) or not known:
            continue
        tellers = {p.country for p in [reading.speaker(draft.word)] if p is not None}
        near = [p for p in reading.states_in(reading.sentence(draft.word)) if p.country not in known | tellers]
        about = [p for p in reading.main_states() if p.country not in known]
        found = near if len(near) == 1 else about if len(about) == 1 and len(reading.main_states()) == 2 and not near else []
        if draft.supplier:
            draft.recipient = found
        else:
            draft.supplier = found


def _make(reading: Reading, draft: _Draft) -> Transfer:
    evidence = tuple(dict.fromkeys(draft.evidence))
    supplier, recipient = (next(iter(side), None) for side in (draft.supplier, draft.recipient))
    identity = make_id(
        "tr", reading.context.document.id, draft.kind, supplier.actor if supplier else None, recipient.actor if recipient else None, draft.status, evidence[0]
    )
    reading.explain(identity, "transfer", draft.kind, "rule: a word of giving or receiving, its object, and who stands where in its clause", evidence[0])
    return Transfer(
        id=identity,
        supplier=supplier,
        recipient=recipient,
        kind=draft.kind,
        items=tuple(dict.fromkeys(draft.items)),
        status=draft.status,
        claims=reading.claims_at([draft.word]),
        quantity=draft.quantity,
        value=draft.value,
        when=draft.when,
        evidence=evidence,
        confidence=0.5,
        source_chain=reading.chain(draft.word),
    )
