"""What a transfer moves: the class of the goods, the words that name them, their number and value (DOMAIN, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.extract.frames import cases_of
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Span

MONEY = re.compile(
    r"(?:(?:US|A|C)?[$€£¥]\s?\d[\d.,]*(?:\s(?:million|billion|trillion|m|bn))?"
    r"|\b\d[\d.,]*\s(?:million|billion|trillion)?\s?(?:[A-Z]{2,4}\s)?(?:dollars|euros|pounds|yuan|rubles|roubles|yen|francs|crowns|lira|rupees|riyals|dirhams|pesos|krona|kroner))\b",
    re.I,
)
_QUANTITY = re.compile(
    r"\b(?:(?:more than|about|around|some|at least|nearly|up to|almost|over)\s)?(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens of|hundreds of|thousands of)"
    r"(?:\s(?:million|billion|thousand))?\s(?:[\w-]+\s){0,3}?(?=(?:\w))",
    re.I,
)
_GIFTS = re.compile(r"\b(?:gifts?|presents|donat\w+|(?:relief|aid|humanitarian) (?:goods|supplies|cargo|flights?|ships?|convoys?)|free of charge)\b", re.I)
#: Goods of no class of the list need the model to be this sure of the word that moves them.
SURE = 0.8
#: A class of goods told by the words before a noun stands against the classes of money that the noun may name.
_STRONG = frozenset({"arms", "ammunition", "humanitarian", "technology", "commodity", "prisoner", "training"})
#: What words name is one of these; whether it is aid or trade, a gift or a debt, the clause tells.
_TRADED = frozenset({"humanitarian", "commodity"})
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "SYM", "PRON"})
_MONEYED = frozenset({"economic_aid", "financial"})
_AIDING = frozenset(key_of(w) for w in "pledge promise offer give grant provide send donate extend earmark allocate announce commit contribute".split())
_TRADING = frozenset(key_of(w) for w in "buy purchase sell sale order import export".split())
#: What verbs of hiring and training say themselves stands against the class of their object.
_IMPLIED_FIRST = frozenset({"training", "personnel"})
#: Classes that stay apart where one clause moves goods of several.
_APART = frozenset({"arms", "ammunition", "dual_use", "technology", "humanitarian", "personnel", "training", "commodity"})
_PAY, _FIGHTER = key_of("pay"), key_of("fighter")
_DELIVERING = frozenset(key_of(w) for w in "deliver supply build operate fly".split())
#: Words from one of giving to its "in return for", and on to what is given for it, at most.
_PRICE_WORDS, _PRICE_PHRASE = 25, 7
#: Participles that make captives of soldiers and officials.
_HELD = frozenset(key_of(w) for w in "captured captive detained jailed imprisoned convicted arrested seized".split())
#: Names of types of aircraft, missiles and guns: "Su-27", "F-16s", "S-400".
_DESIGNATION = re.compile(r"^(?:[A-Z][A-Za-z]{0,2}-\d{1,3}[A-Za-z]{0,2}|[A-Z][a-z]+-\d{2,3}s?)\b")
_DEBT = frozenset(key_of(w) for w in "loan credit debt ransom payment bribe compensation".split())
_REFUGE = re.compile(r"\b(?:refugees?|displaced|famine|hunger|starvation|humanitarian|earthquake|flood|quake|cyclone) ?\w*", re.I)


@dataclass(frozen=True, slots=True)
class Goods:
    """What is moved: kind, head words, spans, and how many or how much as the text gives it."""

    kind: str
    heads: tuple[int, ...]
    spans: tuple[Span, ...]
    quantity: str | None
    value: str | None
    rest: bool  # only "the rest", "the second", a number: the goods told of before


def kind_of(reading: Reading, i: int) -> str | None:
    """Returns the class of what noun ``i`` names, by itself, else by the words put before it or after "of"."""
    tree = reading.context.tree
    kinds, before_kinds = lexicon("transfer", "items"), lexicon("transfer", "before")
    token = tree.tokens[i]
    key = key_of(token.text)
    low, _ = tree.subtree(i)
    words = [t for t in tree.tokens[max(low, i - 5) : i] if t.pos in ("NOUN", "PROPN", "ADJ")]
    vessels = lexicon("transfer", "vessels")
    own = kinds.get(key)
    if vessels.get(key) == "nouns" and any(vessels.get(key_of(t.text)) == "contents" for t in words[-1:]):
        own = None
    told = [k for t in words if (k := before_kinds.get(key_of(t.text)))]
    if told and (own in ("economic_aid", "humanitarian") or (own is None and key in lexicon("transfer", "gear"))):
        return told[0]
    before = [kinds[k] for t in words if (k := key_of(t.text)) in kinds]
    strong = [k for k in before if k in _STRONG]
    if own in ("economic_aid", "financial", None) and strong:
        return strong[0] if own is not None or token.pos in ("NOUN", "PROPN") else None
    if own == "personnel" and _HELD & {key_of(t.text) for t in (*tree.iter_children(i, "acl"), *tree.tokens[max(0, i - 1) : i])}:
        return "prisoner"
    traded = key_of(tree.tokens[token.head].text) in _TRADING | _DELIVERING and token.deprel == "obj"
    if own == "personnel" and key == _FIGHTER and (traded or any(key_of(t.text) in lexicon("transfer", "machines") for t in words[-1:])):
        return "arms"
    if own is not None:
        return own
    if _is_person(reading, i) and any(key_of(t.text) in lexicon("transfer", "held") for t in tree.iter_children(i, "acl")):
        return "prisoner"
    if token.pos in ("NOUN", "PROPN") and any(_DESIGNATION.match(reading.context.span((t.i, min(t.i + 3, len(tree.tokens)))).text) for t in (token, *words[-1:])):
        return "arms"
    for child in tree.iter_children(i, "nmod"):
        if any(c.text.lower() in ("of", "for", "with", "in") for c in tree.iter_children(child.i, "case")) and (kind := kinds.get(key_of(child.text))):
            return kind
    return "financial" if MONEY.match(reading.context.span(tree.subtree(i)).text) or MONEY.search(reading.context.span(noun_phrase(reading, i)).text) else None


def _is_person(reading: Reading, i: int) -> bool:
    """Whether a noun counts or names people: "five Peruvians", "a contractor", a person."""
    token = reading.context.tree.tokens[i]
    named = any(p.country is not None for p in reading.parties([i]))
    return token.pos in ("NOUN", "PROPN", "NUM") and (named or key_of(token.text) in lexicon("transfer", "people"))


def noun_phrase(reading: Reading, i: int) -> SpanKey:
    """Returns the words of noun ``i`` with what stands before it and "of", without the clauses and phrases that hang on it."""
    tree = reading.context.tree
    before = [t.i for t in tree.iter_children(i, "det", "amod", "compound", "nummod", "nmod:poss", "advmod") if t.i < i]
    low = min([i, *(tree.subtree(j)[0] for j in before if tree.subtree(j)[0] > i - 10)])
    high = i + 1
    for token in tree.iter_children(i, "nmod", "flat", "compound", "nummod"):
        if token.i > i and token.deprel == "nummod" and tree.tokens[i].pos == "SYM":  # "$1 billion"
            high = max(high, token.i + 1)
        of = any(c.text.lower() == "of" for c in tree.iter_children(token.i, "case"))
        if token.i > i and (token.deprel.startswith("flat") or of):
            high = max(high, min(tree.subtree(token.i)[1], token.i + 6))
    return low, high


def find_goods(reading: Reading, word: int, objects: Sequence[int], frame: LedgerFrame | None, *, people: bool = False) -> Goods | None:
    """Returns what a word of giving moves; None if nothing that could be goods stands with it.

    Args:
        reading: the document.
        word: the word of giving or receiving.
        objects: the head words that grammar gives it for goods; what the language model read as the thing counts where none of them is of a class.
        frame: the language model's reading of the word.
        people: whether the word is one of letting people go.
    """
    tree = reading.context.tree
    key = key_of(tree.tokens[word].text)
    by_model = reading.fillers(frame, "thing") if frame is not None else []
    listed = {j: k for j in _loads(reading, word, objects, reading.heads(by_model)) if (k := kind_of(reading, j))}
    said = key in lexicon("transfer", "implied") and key != _PAY  # "armed them": whatever else the model puts there
    listed = listed or ({} if said or (people and objects) else {j: k for j in reading.heads(by_model) if (k := kind_of(reading, j))})
    heads = tuple(listed) or tuple(objects if people and objects else (j for j in reading.heads(by_model) if tree.tokens[j].pos in _NOMINAL))
    implied = lexicon("transfer", "implied").get(key) if tree.tokens[word].pos == "VERB" else "prisoner" if people else None
    implied = "prisoner" if people and heads else implied
    if key == _PAY and not (frame is not None and all(_is_state(reading, j) for j in objects) and (objects or cases_of(tree, word).get("for"))):
        implied = None
    if people and not listed and frame is None:
        return None
    if implied in _IMPLIED_FIRST or (implied and not listed):
        listed, heads = {}, heads if people or implied == "personnel" else ()
    sure = frame is not None and bool(heads) and frame.score >= SURE
    if not (listed or implied or sure) or any(_is_none(reading, j) for j in heads):
        return None
    if heads and all(key_of(tree.tokens[j].text) in lexicon("transfer", "no_goods") for j in heads):
        return None
    kind = next(iter(listed.values()), None) or implied or (frame.kinds[0] if frame is not None else "")
    spans = _spans(reading, heads, by_model)
    text = " ".join(s.text for s in spans)
    money = MONEY.search(text) or (MONEY.search(reading.evidence([word, *heads]).text) if kind in _MONEYED else None)
    quantity = None if money else _QUANTITY.search(text)
    rest = bool(heads) and all(_is_rest(reading, j, listed=bool(listed)) for j in heads)
    return Goods(
        _settled(reading, word, kind, heads, frame), heads, spans, quantity.group().strip() if quantity else None, money.group().strip() if money else None, rest
    )


def find_price(reading: Reading, word: int) -> Goods | None:
    """Returns what goes the other way in the clause of a word of giving: "running guns to them in return for diamonds"."""
    tokens = reading.context.tree.tokens
    end = min(reading.context.analysis.sentences[reading.sentence(word)].end, word + _PRICE_WORDS)
    words = [t.text.lower() for t in tokens[word:end]]
    at = next((word + k + 3 for k in range(len(words) - 3) if words[k] == "in" and words[k + 1] in ("return", "exchange") and words[k + 2] == "for"), end)
    for j in range(at, min(at + _PRICE_PHRASE, end)):
        if tokens[j].pos in ("VERB", "AUX", "PUNCT"):
            return None
        kind = kind_of(reading, j) if tokens[j].pos in ("NOUN", "PROPN", "SYM") and tokens[j].deprel != "compound" else None
        if kind is not None:
            spans = _spans(reading, [j], [])
            money, number = MONEY.search(spans[0].text), _QUANTITY.search(spans[0].text)
            return Goods(kind, (j,), spans, None if money or not number else number.group().strip(), money.group().strip() if money else None, rest=False)
    return None


def split_goods(reading: Reading, goods: Goods) -> list[Goods]:
    """Parts goods of different classes that are named side by side: "rifles and a team of instructors"."""
    kinds = {j: kind_of(reading, j) for j in goods.heads}
    told = [k for k in dict.fromkeys(kinds.values()) if k is not None]
    if len(told) < 2 or goods.value is not None or not set(told) <= _APART:
        return [goods]
    out = []
    for kind in told:
        heads = tuple(j for j in goods.heads if kinds[j] == kind)
        spans = _spans(reading, heads, [])
        number = _QUANTITY.search(" ".join(s.text for s in spans))
        out.append(Goods(kind, heads, spans, number.group().strip() if number else None, None, goods.rest))
    return out


def _loads(reading: Reading, word: int, objects: Sequence[int], by_model: Sequence[int]) -> list[int]:
    """The objects, or what they carry: "two ships with milk"."""
    tree = reading.context.tree
    carriers = lexicon("transfer", "carriers")
    if not any(key_of(tree.tokens[j].text) in carriers for j in objects):
        return list(objects)
    inside = [j for i in (word, *objects) for j in cases_of(tree, i).get("with", ())]
    inside += [t.i for i in objects for a in tree.iter_children(i, "acl") for t in tree.iter_children(a.i, "obj")]  # "trucks carrying flour"
    named = [j for j in (*inside, *by_model) if key_of(tree.tokens[j].text) not in carriers and kind_of(reading, j)]
    return named or list(objects)


def _spans(reading: Reading, heads: Sequence[int], by_model: Sequence[SpanKey]) -> tuple[Span, ...]:
    """The words of the goods: the language model's where they are more than the bare noun phrase."""
    out = []
    for j in heads:
        keys = [noun_phrase(reading, j), *(k for k in by_model if k[0] <= j < k[1])]
        out.append(reading.context.span(max(keys, key=lambda k: k[1] - k[0])))
    return tuple(dict.fromkeys(out))


def _is_state(reading: Reading, i: int) -> bool:
    return any(p.country is not None for p in reading.parties([i]))


def _is_none(reading: Reading, i: int) -> bool:
    return any(t.text.lower() == "no" for t in reading.context.tree.iter_children(i, "det"))


def _is_rest(reading: Reading, i: int, *, listed: bool) -> bool:
    token = reading.context.tree.tokens[i]
    if token.pos == "NUM" and (inside := list(reading.context.tree.iter_children(i, "nmod"))):
        return all(t.pos == "PRON" for t in inside)
    return key_of(token.text) in lexicon("transfer", "rest") or (not listed and token.pos in ("NUM", "PRON", "DET", "ADJ"))


def _settled(reading: Reading, word: int, kind: str, heads: tuple[int, ...], frame: LedgerFrame | None) -> str:
    """Tells trade from aid and aid from debt, for goods whose own words leave it open."""
    tokens = reading.context.tree.tokens
    key = key_of(tokens[word].text)
    sentence = reading.context.sentence_span(reading.sentence(word)).text
    model = frame.kinds[0] if frame is not None else None
    if model == "diplomatic_gift" or kind == "diplomatic_gift":
        return "diplomatic_gift" if _GIFTS.search(sentence) else kind
    if kind in _TRADED:
        if _GIFTS.search(sentence):
            return "humanitarian"
        return "commodity" if key in _TRADING else kind
    if kind in _MONEYED:
        spoken = {key_of(t.text) for j in heads for t in tokens[slice(*_around(reading, j))]}
        if spoken & _DEBT:
            return "financial"
        if kind == "financial" and key in _AIDING and _REFUGE.search(" ".join(tokens[k].text for j in heads for k in range(j, min(j + 5, len(tokens))))):
            return "humanitarian"
        if key in _AIDING and _REFUGE.search(_opening(reading)):
            return "humanitarian"
        return "economic_aid" if key in _AIDING else kind
    return kind


def _opening(reading: Reading) -> str:
    """The sentences that tell what a text is about: the title and the first."""
    return " ".join(reading.context.sentence_span(n).text for n in range(min(2, len(reading.context.analysis.sentences))))


def _around(reading: Reading, i: int) -> SpanKey:
    low, high = noun_phrase(reading, i)
    return low, min(high + 3, len(reading.context.tree.tokens))


def origin_of(reading: Reading, goods: Goods) -> Mapping[str, list[int]]:
    """Returns the words in the phrases of the goods that name whose they are, where they come from and where they go.

    Keys: "owner" ("Venezuelan crude"), "from" and "to" ("gas from Norway", "wheat for Egypt").
    """
    tree = reading.context.tree
    out: dict[str, list[int]] = {"owner": [], "from": [], "to": []}
    for j in goods.heads:
        out["owner"] += [t.i for t in tree.iter_children(j, "amod", "nmod:poss", "compound")]
        for token in tree.iter_children(j, "nmod"):
            case = next((c.text.lower() for c in tree.iter_children(token.i, "case")), "")
            if case == "of":
                out["owner"] += [t.i for t in tree.iter_children(token.i, "amod", "nmod:poss", "compound")]
            name = "from" if case == "from" else "to" if case in ("to", "for", "in") else None
            if name is not None:
                out[name].append(token.i)
    return out
