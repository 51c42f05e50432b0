"""Who takes part in a meeting and where it is held: the language model's reading, then the grammar of the clause, then what was told before (DOMAIN, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, governor_of
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import parties_of
from dragoman.pipeline.ledger.transfer_goods import noun_phrase
from dragoman.records import LedgerFrame, Party, Place, make_id

#: "There" takes up a place named in this many sentences before.
THERE_SENTENCES = 2
#: Words further off than this in the tree belong to another clause.
_FAR = 6
#: Phrases longer than this hold more than whom they name.
_LONG = 14
_NOUNS = re.compile(r"^(?:summit|talks|negotiations|visit|trip|meeting|ceremony|reception|dinner|banquet|session|conference|call|visits|meetings)$", re.I)
_CAPITAL = key_of("capital")
_TOWNS = frozenset({"city", "sub_city", "district"})
#: Words for those who met before.
_PAIR = re.compile(r"^(?:two|both|they|them|pair|men|women|leaders|sides)$", re.I)
#: Words before those of whom a text has spoken.
_THESE = frozenset({"the", "both", "two", "these", "those", "three", "four", "five", "six", "either", "neither"})
_HERE = frozenset({"here"})
#: Kinds held by those who meet each other, whom the text may leave to be understood; the rest are held by somebody for somebody.
MUTUAL = frozenset({"talks", "summit", "call", "signing", "ceremony"})
#: Words before a place where a meeting is not, and before a clause of another time.
_AWAY = frozenset({"from", "via"})
_APART = frozenset({"before", "after"})
_WITH = ("with", "between", "among", "alongside", "beside")

Member = tuple[Party, str]


def members_of(reading: Reading, frame: LedgerFrame, last: Sequence[Member]) -> list[Member]:
    """Returns who takes part in the meeting of a frame, and as what.

    Args:
        reading: the document.
        frame: the language model's reading of the word that names the meeting.
        last: who took part in the meeting told last before, whom "the two" mean.
    """
    kind, i = frame.kinds[0], frame.token
    role = "visitor" if kind == "visit" else "member"
    found = _Members()
    found.add(_parties(reading, frame, "giver"), role)
    found.add(_parties(reading, frame, "taker"), "host")
    found.add(_parties(reading, frame, "mediator"), "mediator")
    actors, others = _by_grammar(reading, i, kind, lone=not found.items)
    hosting = key_of(reading.context.tree.tokens[i].text) in lexicon("meeting", "host")
    found.add(_named(reading, actors), "host" if hosting else role)
    found.add(_named(reading, others), "visitor" if hosting and kind == "visit" else "host" if kind == "visit" else role)
    if hosting and kind == "visit":
        found.recast([p.actor for p in _named(reading, actors)], "host")
    joint = any(t.text.lower() == "joint" for t in reading.context.tree.iter_children(i, "amod"))
    if joint and found.size() == 1 and {p.country for p, _ in found.items} & {p.country for p, _ in last}:
        found.add([p for p, _ in last if p.country not in {q.country for q, _ in found.items}], role)
    if kind in MUTUAL and found.size() < 2:
        found.add(_understood(reading, [*actors, *others], found, last), role)
    return [(p, r) for p, r in found.items if not (p.country is None and p.span is not None and _NOUNS.match(p.span.text.split()[-1]))]


def _understood(reading: Reading, words: Sequence[int], found: _Members, last: Sequence[Member]) -> list[Party]:
    """Whom a clause leaves to be understood: "the two" met last before."""
    two = [p for p, _ in last] if any(_PAIR.match(reading.context.tree.tokens[j].text) for j in words) else []
    return two if len({p.country for p in two}) > 1 and not any(p.country for p, _ in found.items) else []


class _Members:
    """Parties with their parts, each once; a state gives way to nobody, but nobody is named twice."""

    def __init__(self) -> None:
        self.items: list[Member] = []

    def add(self, parties: Iterable[Party], role: str) -> None:
        for party in parties:
            if party.actor not in {p.actor for p, _ in self.items}:
                self.items.append((party, role))

    def size(self) -> int:
        """How many of a known side take part."""
        return len({p.country for p, _ in self.items if p.country is not None}) or len(self.items)

    def recast(self, actors: Sequence[str], role: str) -> None:
        self.items = [(p, role if p.actor in actors else r) for p, r in self.items]


def _parties(reading: Reading, frame: LedgerFrame, role: str) -> list[Party]:
    out = []
    for span in reading.fillers(frame, role):
        out += _sides(reading, span, _group(reading, span) or reading.parties_in([span]))
    return out


def _named(reading: Reading, words: Iterable[int]) -> list[Party]:
    """The parties that words name; of unnamed groups those inside ("leaders of both rebel movements")."""
    out: list[Party] = []
    for i in words:
        phrase = noun_phrase(reading, i)
        found = _group(reading, _whole(reading, i)) or reading.parties([i]) or _meant(reading, phrase)
        if not found or all(p.country is None for p in found):
            found = [p for p in reading.parties([i], within=True) if p.country is not None][:2] or found
        out += _sides(reading, phrase, found)
    return out


def named_at(reading: Reading, words: Iterable[int]) -> list[Party]:
    """Returns the parties that stand at these head words, each once, groups by whom they act for: "envoys of Peru and Chile"."""
    return list({p.actor: p for p in _named(reading, words)}.values())


def beside(reading: Reading, words: Sequence[int], end: int) -> list[Party]:
    """Returns the persons named from the first of these head words on to word ``end``, before any verb: "Ruiz of Peru and Vega of Chile then"."""
    if not words:
        return []
    tokens = reading.context.tree.tokens
    first = min(words)
    stop = next((j for j in range(first, end) if tokens[j].pos == "VERB" or tokens[j].text in ";:."), end)
    found = {p.actor: p for j in range(first, stop) if tokens[j].pos == "PROPN" and _is_person_name(reading, j) for p in reading.parties([j])}
    return list(found.values())


def _whole(reading: Reading, i: int) -> SpanKey:
    low, high = reading.context.tree.subtree(i)
    return (low, high) if high - low <= _LONG else noun_phrase(reading, i)


def _group(reading: Reading, span: SpanKey) -> list[Party]:
    """The states for whom a group acts, where its phrase names more than one: "the presidents of Peru and Chile"."""
    tokens = reading.context.tree.tokens
    head = next(iter(reading.heads([span])), None)
    if head is None or tokens[head].pos != "NOUN" or not tokens[head].text.lower().endswith("s"):
        return []
    found = [p for p in parties_of(reading, [span]) if p.country is not None]
    return found if len(found) > 1 else []


def _sides(reading: Reading, span: SpanKey, found: list[Party]) -> list[Party]:
    """The parties found for a span, or the sides of the story where its words speak of them: "the two Indian Ocean states"."""
    if any(p.country is not None for p in found):
        return reading.expand(found)
    return _meant(reading, span) or reading.expand(found)


def _meant(reading: Reading, span: SpanKey) -> list[Party]:
    """The sides of the story, where words speak of them as known: "the two sides", "they"."""
    tokens, head = reading.context.tree.tokens, next(iter(reading.heads([span])), span[0])
    known = any(t.text.lower() in _THESE for t in tokens[noun_phrase(reading, head)[0] : head + 1]) or tokens[head].pos == "PRON"
    return parties_of(reading, [span], named=False) if known else []


def near(reading: Reading, word: int, spans: Sequence[SpanKey]) -> list[SpanKey]:
    """Sorts spans by how far they stand from a word in the tree, nearest first."""
    return sorted(spans, key=lambda s: (_distance(reading, word, (reading.heads([s]) or [s[0]])[0]), s))


def _distance(reading: Reading, a: int, b: int) -> int:
    """Steps between two words in the tree of their sentence."""
    tree = reading.context.tree
    above = {a: 0} | {t.i: n for n, t in enumerate(tree.iter_ancestors(a), 1)}
    if b in above:
        return above[b]
    return next((n + above[t.i] for n, t in enumerate(tree.iter_ancestors(b), 1) if t.i in above), 99)


def _by_grammar(reading: Reading, i: int, kind: str, *, lone: bool) -> tuple[list[int], list[int]]:
    """The head words of who meets and of who is met, by the clause of word ``i``.

    Args:
        reading: the document.
        i: the word that names the meeting.
        kind: the kind of meeting.
        lone: whether nobody is known yet, so that whoever speaks or acts at the meeting takes part in it.
    """
    tree = reading.context.tree
    if tree.tokens[i].pos == "VERB":
        frame = frame_of_verb(tree, i)
        by = frame.case("by")
        agents = [j for j in frame.agents if not frame.passive or j in by]
        if frame.passive and not agents:  # "was summoned to the ministry"
            agents = frame.case("to")
        bare = [t.i for t in tree.iter_children(i, "obl") if t.i > i and not any(tree.iter_children(t.i, "case"))]  # objects that the parser mistakes
        met = [j for j in (*frame.patients, *bare) if not _NOUNS.match(tree.tokens[j].text)]
        return agents, [*met, *frame.case(*_WITH)] if kind != "visit" or _meets_people(reading, frame) else []
    frame = frame_of_noun(tree, i)
    owners = [j for j in frame.owners if tree.tokens[j].deprel == "nmod:poss" or (tree.tokens[j].pos in ("PROPN", "ADJ") and _is_of_side(reading, j))]
    actors = [*owners, *frame.case("of", "by"), *frame.agents]
    others = frame.case(*_WITH, *(("to",) if kind == "visit" else ()))
    verb = governor_of(tree, i)
    light = verb is not None and key_of(tree.tokens[verb].text) in lexicon("meeting", "light")
    if verb is not None and (light or (lone and not owners)):
        outer = frame_of_verb(tree, verb)
        actors += [j for j in outer.agents if j != i] or _speakers(reading, verb)
        others += outer.case("with") if light else []
    return actors, others


def _is_of_side(reading: Reading, i: int) -> bool:
    return any(p.country is not None for p in reading.parties([i]))


def _speakers(reading: Reading, verb: int) -> list[int]:
    """The head words of whoever speaks by this verb."""
    return reading.heads([s.speaker for s in reading.context.statements if s.speaker is not None and s.cue[0] <= verb < s.cue[1]])


def _meets_people(reading: Reading, frame: Frame) -> bool:
    """Whether whoever a verb of visiting or receiving has for its object is a party: "received the ambassador"."""
    return any(reading.parties([j]) for j in frame.patients)


def place_of(reading: Reading, frame: LedgerFrame) -> Place | None:
    """Returns where the meeting of a frame is held: the language model's place, "there", what the clause says with "in" or "at"."""
    i = frame.token
    spans = _place_spans(reading, frame)
    found = next((p for s in spans if (p := _capital(reading, s) or reading.place(range(*s))) is not None), None)
    return found or there(reading, i) or place_near(reading, i)


def _place_spans(reading: Reading, frame: LedgerFrame) -> list[SpanKey]:
    """What the language model reads as the place of a meeting, nearest first."""
    return near(reading, frame.token, [s for s in reading.fillers(frame, "place") if not _is_elsewhere(reading, frame.token, s)])


def _is_elsewhere(reading: Reading, i: int, span: SpanKey) -> bool:
    """Whether a place is one that somebody came from, or that of something before or after: "dined with him before flying to Lima"."""
    tree = reading.context.tree
    head = (reading.heads([span]) or [span[0]])[0]
    if any(t.text.lower() in _AWAY for t in tree.iter_children(head, "case")):
        return True
    above = {i, *(t.i for t in tree.iter_ancestors(i))}
    branch = [head, *(t.i for t in tree.iter_ancestors(head))]
    return any(t.text.lower() in _APART for j in branch if j not in above for t in tree.iter_children(j, "mark"))


def _capital(reading: Reading, span: SpanKey) -> Place | None:
    """The town that "the Zambian capital" means: the dateline's, else the first of that state that the text names."""
    if not any(key_of(reading.context.tree.tokens[j].text) == _CAPITAL for j in range(*span)):
        return None
    states = {p.country for p in reading.parties_in([span]) if p.country is not None}
    towns = [p for p in (reading.context.dateline(), *reading.place_at.values()) if p is not None and p.resolution in _TOWNS]
    return next((p for p in towns if not states or p.country in states), None)


def venue_of(reading: Reading, frame: LedgerFrame) -> Place | None:
    """Returns the house or site of a meeting of which the gazetteer knows nothing, by its words: "Meiendorf castle", "the State Department"."""
    spans = [s for s in _place_spans(reading, frame) if _distance(reading, frame.token, s[0]) < _FAR]
    return next((p for s in [*spans, *_sites(reading, frame.token)] if (p := _venue(reading, s)) is not None), None)


def _sites(reading: Reading, i: int) -> list[SpanKey]:
    """The phrases that the clause of word ``i`` puts after "in" or "at"."""
    return [noun_phrase(reading, j) for frame in _frames_around(reading, i) for j in frame.case("in", "at", "on", "to")]


def _venue(reading: Reading, span: SpanKey) -> Place | None:
    tree = reading.context.tree
    low = span[0] + (tree.tokens[span[0]].pos == "DET")
    named = [t for t in tree.tokens[low : span[1]] if t.pos == "PROPN"]
    text = reading.context.span((low, max(span[1], low + 1)))
    dated = any(t.start < text.end and text.start < t.end for t in reading.context.times(reading.sentence(span[0])))
    if not named or dated or _NOUNS.match(tree.tokens[(reading.heads([(low, span[1])]) or [low])[0]].text) or any(reading.parties([t.i]) and tree.tokens[t.i].deprel != "compound" and _is_person_name(reading, t.i) for t in named):
        return None
    place = Place(id=make_id("pl", reading.context.document.id, text.text), name=text.text, mentions=(text,))
    return reading.context.places.setdefault((low, span[1]), place)


def _is_person_name(reading: Reading, i: int) -> bool:
    return any(reading.context.entities.items[e].reading.person_name for key in reading.keys_at.get(i, ()) for e in reading.context.entities.find(key))


def there(reading: Reading, i: int) -> Place | None:
    """Returns the place that "there" takes up: the last one that the sentences before name; "here" is the dateline's."""
    tree = reading.context.tree
    words = [i] + ([v] if (v := governor_of(tree, i)) is not None else [])
    spoken = {t.text.lower() for w in words for t in tree.iter_children(w, "advmod")}
    if spoken & _HERE:
        return reading.context.dateline()
    if "there" not in spoken:
        return None
    sentence = reading.sentence(i)
    before = [j for j in reading.place_at if sentence - THERE_SENTENCES <= reading.sentence(j) <= sentence and j < i]
    return reading.place_at[max(before)] if before else None


def place_near(reading: Reading, i: int) -> Place | None:
    """Returns the place that the clause of word ``i`` names with "in" or "at": "in the eastern city of Kharkiv"."""
    for frame in _frames_around(reading, i):
        for j in frame.case("in", "at", "inside", "outside", "near", "on"):
            phrase = noun_phrase(reading, j)
            if j in frame.case("on") and any(reading.parties([k]) for k in range(*phrase)):  # "a conference on Libya"
                continue
            place = _capital(reading, phrase) or reading.place([j]) or reading.place(range(*phrase))
            if place is not None:
                return place
    return None


def _frames_around(reading: Reading, i: int) -> list[Frame]:
    """The frames of word ``i`` and of the verb that governs it."""
    tree = reading.context.tree
    words = [i] + ([v] if (v := governor_of(tree, i)) is not None else [])
    return [frame_of_verb(tree, w) if tree.tokens[w].pos == "VERB" else frame_of_noun(tree, w) for w in words]
