"""Namings of agreements that the language model found: the words of the name, stage, date and parties of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.extract.tree import SpanKey, Tree
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.agreement_stages import stage_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import parties_of
from dragoman.pipeline.sides import side_of
from dragoman.records import LedgerFrame, Party, RecordId, Span, When

_DEFINITE = frozenset("the this that these those its their his her both such".split())
_POINTING = frozenset("this that these those such".split())
_OLDER = frozenset("former previous earlier last old existing original older prior".split())
_OTHER = frozenset("another separate second similar additional further".split())
#: "the first accord between them", "the fifth since 1991": ranks an agreement that the text is about.
_RANKED = frozenset("first third fourth fifth sixth seventh eighth ninth tenth most latest biggest largest broadest".split())
_FORMS_FIRST = ("ceasefire", "treaty", "mou", "protocol", "declaration", "joint_statement", "communique", "accession", "agreement")
_INSIDE = frozenset({"of", "on", "for", "with", "between", "to", "against", "in"})
#: Parts of speech that end a name.
_ENDING = frozenset({"PUNCT", "CCONJ", "SCONJ", "PRON"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_CONTENT = _NOUNS | {"VERB", "ADJ", "NUM"}
#: Content words that tell an agreement apart where its noun stands alone, at most.
TAIL_WORDS = 2
_BOUNDS = frozenset({"since", "until", "till", "by", "for", "within", "after", "before"})
_SINCE = re.compile(r"\bsince\b[^.;,]*$", re.I)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
#: What stands between a name and its year.
_DATING = frozenset({"of", "from", "dating from", "dating to", "dating back to", "dated"})
#: Words of a name after its noun, at most.
NAME_TAIL = 8
#: An agreement dated by its own words so many days before the report is recalled, not news.
RECALLED_AFTER_DAYS = 10
MEDIATING = frozenset(key_of(w) for w in "broker mediate facilitate arrange sponsor oversee".split())
#: Stages told by a clause whose subjects are the parties.
MAKING = frozenset({"signed", "initialled", "ratified", "announced", "negotiated"})
SIGNING = MAKING | {"in_force"}


@dataclass(slots=True)
class Mention:
    """One naming of an agreement."""

    word: int
    key: SpanKey
    form: str
    noun: str
    plural: bool
    definite: bool
    pointing: bool  # "that pact", "such a treaty"
    bare: bool  # "the deal": nothing but the noun and its determiner
    year: str | None
    older: bool
    other: bool
    ranked: bool
    stage: str | None
    verb: int
    parties: list[Party]
    named: list[Party]  # those that the name itself holds: "the deal with X"
    when: When | None
    dated: bool  # by words of its own
    made: When | None  # when it was made, where the words that hang on the noun say so
    recalled: bool
    sure: bool  # its stage is told by a word of its own
    denied: bool  # "no deal", "any pact"
    headline: bool
    mediators: list[Party] = field(default_factory=list)


@dataclass(slots=True)
class Cluster:
    """The mentions of one agreement while they are being collected."""

    mentions: list[Mention]
    background: bool
    identity: RecordId | None = None
    parties: list[Party] = field(default_factory=list)

    @property
    def form(self) -> str:
        """The most telling form among its names."""
        return min((m.form for m in self.mentions), key=lambda f: _FORMS_FIRST.index(f) if f in _FORMS_FIRST else 99)


def iter_mentions(reading: Reading) -> Iterator[Mention]:
    """Yields the namings of agreements, in text order."""
    kinds = [s.kind for s in reading.context.document.segments]
    for frame in sorted(reading.frames("AGREEMENT"), key=lambda f: f.token):
        token = reading.context.tree.tokens[frame.token]
        if token.deprel == "compound" and token.head > token.i and token.sentence == reading.context.tree.tokens[token.head].sentence:
            continue  # "accession talks", "truce deal": named by its head
        segment = kinds[reading.context.analysis.sentences[token.sentence].segment]
        yield _mention(reading, frame, headline=segment == "headline")


def _mention(reading: Reading, frame: LedgerFrame, *, headline: bool) -> Mention:
    tree, i = reading.context.tree, frame.token
    key = _name_key(reading, i)
    before = {t.text.lower() for t in tree.tokens[key[0] : i]}
    definite = bool(_DEFINITE & before) or any(t.deprel == "nmod:poss" for t in tree.tokens[key[0] : i])
    verb = governor_of(tree, i)
    form = lexicon("agreement", "forms").get(key_of(tree.tokens[i].text), frame.kinds[0])
    stage, telling = stage_of(reading, frame, form, verb)
    name = reading.context.span(key).text
    after = _year_after(reading, key[1])
    year = _YEAR.search(name) or (_YEAR.search(tree.tokens[after].text) if after is not None else None)
    at = telling if telling is not None else verb if verb is not None else i
    ranked = bool(_RANKED & before) and not headline
    made = _made(reading, i, key, year.group() if year else None) if not ranked else None
    when, dated = _date(reading, frame, at)
    if made is not None and not _is_of_news(tree, i, stage, telling) and (stage is None or stage in MAKING or (stage == "in_force" and telling is None)):
        when, dated = made, True
    if ranked:
        dated = False
    named = _named(reading, i)
    return Mention(
        word=i,
        key=key,
        form=form,
        noun=key_of(tree.tokens[i].text),
        plural=tree.tokens[i].text.lower().endswith("s"),
        definite=definite,
        pointing=bool(_POINTING & before),
        bare=definite and key == (i - 1, i + 1),
        year=year.group() if year else None,
        older=bool(_OLDER & before),
        other=bool(_OTHER & before) or _also(reading, verb),
        ranked=ranked,
        stage=stage,
        verb=at,
        parties=_parties(reading, frame, named, stage, telling if telling is not None else verb),
        named=named,
        when=when if stage is not None or dated else None,
        dated=dated,
        made=made,
        recalled=(made is not None and _is_recalled(reading, made)) or (dated and when is not None and _is_recalled(reading, when)),
        sure=telling is not None,
        denied=bool(before & {"no", "any"}) or any(t.text.lower() == "without" for t in tree.iter_children(i, "case")),
        headline=headline,
        mediators=reading.states(reading.parties_in(reading.fillers(frame, "mediator"))),
    )


def _name_key(reading: Reading, i: int) -> SpanKey:
    """The words of the name: determiner, adjectives and nouns before it, and what hangs on it by a preposition."""
    tree = reading.context.tree
    low = i
    left = sorted(tree.iter_children(i, "det", "amod", "compound", "nummod", "nmod:poss"), key=lambda t: -t.i)
    for token in left:
        start, end = tree.subtree(token.i)
        if token.i < i and end - start <= NAME_TAIL and i - start <= NAME_TAIL + 2 and (token.deprel == "nmod:poss" or not any(tree.iter_children(token.i, "case"))):
            low = min(low, start)
    while low < i and tree.tokens[low].pos in ("ADP", "PUNCT", "CCONJ", "SCONJ"):
        low += 1
    high = i + 1
    if high + 1 < len(tree.tokens) and tree.tokens[high].text == "-" and tree.tokens[high + 1].sentence == tree.tokens[i].sentence:
        high += 2  # "cease-fire"
    for token in sorted(tree.iter_children(i, "nmod", "flat", "nummod"), key=lambda t: t.i):
        start, end = tree.subtree(token.i)
        if start != high or (token.deprel == "nmod" and tree.tokens[start].text.lower() not in _INSIDE):
            break
        clause = min((tree.subtree(t.i)[0] for j in range(start, end) for t in tree.iter_children(j, "acl", "appos", "advcl", "ccomp") if t.i > start), default=end)
        end = min(end, clause)
        high = min(end, i + NAME_TAIL)
        if end > high:
            break
    if high == i + 1 and i - low < 2 and tree.tokens[low].text.lower() in ("a", "an"):
        high = _tail(reading, i)  # "a contract signed in Moscow last month": no other words tell which
    while high > i + 1 and tree.tokens[high - 1].pos in ("PUNCT", "ADP", "PRON", "DET", "CCONJ"):
        high -= 1
    return low, high


def _tail(reading: Reading, i: int) -> int:
    """The end of the participle or prepositional phrase that follows noun ``i``, whatever the tree hangs it on; dates and what has a subject end it."""
    tokens = reading.context.tree.tokens
    number = reading.sentence(i)
    times = reading.context.times(number)
    j = i + 1
    if j >= len(tokens) or tokens[j].sentence != number:
        return j
    participle = tokens[j].pos == "VERB" and tokens[j].deprel.split(":")[0] in ("acl", "amod", "advcl") and not tokens[j].text.lower().endswith("ing")
    if not participle and tokens[j].text.lower() not in _INSIDE:
        return j
    while j < min(i + 1 + NAME_TAIL, len(tokens)) and tokens[j].sentence == number:
        token, after = tokens[j], tokens[min(j + 1, len(tokens) - 1)]
        full = sum(t.pos in _CONTENT for t in tokens[i + 1 : j]) >= TAIL_WORDS and tokens[j - 1].pos in _NOUNS and token.pos not in _NOUNS
        if full or token.pos in _ENDING or token.text.lower() == "by" or token.deprel.startswith("nsubj") or (token.pos in ("VERB", "AUX") and j > i + 1):
            break
        if not participle and any(t.start <= x.start < t.end for t in times for x in (token, after)):
            break
        j += 1
    return j


def _also(reading: Reading, verb: int | None) -> bool:
    """ "also signed": the text itself says that this is another one."""
    return verb is not None and any(t.text.lower() in ("also", "separately", "additionally") for t in reading.context.tree.iter_children(verb, "advmod"))


def _year_after(reading: Reading, i: int) -> int | None:
    """The word of the year that follows a name by "of" or "dating from", whatever the parser hangs it on: "tore up an arrangement of 2006 last year"."""
    tokens = reading.context.tree.tokens
    words = [t.text.lower() for t in tokens[i : i + 4] if t.sentence == tokens[i - 1].sentence]
    steps = next((n for n in range(1, len(words)) if _YEAR.fullmatch(words[n])), None)
    return i + steps if steps is not None and " ".join(words[:steps]) in _DATING else None


def _is_of_news(tree: Tree, i: int, stage: str | None, telling: int | None) -> bool:
    """Tells whether a verb over the noun tells what became of an agreement that was made before: "ratified the treaty signed in 2019"."""
    return stage == "ratified" and telling is not None and all(t.i != telling for t in tree.iter_children(i, "acl", "acl:relcl"))


def _date(reading: Reading, frame: LedgerFrame, verb: int) -> tuple[When | None, bool]:
    """The date of what a naming tells, and whether words of its clause give it."""
    number = reading.sentence(frame.token)
    clauses = [reading.context.tree.subtree(t.i) for t in reading.context.tree.iter_children(frame.token, "acl", "acl:relcl")]
    inside = [c for c in clauses if not c[0] <= verb < c[1]]  # clauses that tell of something else than the verb
    year = _year_after(reading, frame.token + 1) or 0  # names the agreement, not what befell it
    spans = [(year + 1, b) if a <= year < b - 1 else (a, b) for a, b in reading.fillers(frame, "time")]
    times = [t for t in spans if not (_is_bound(reading, reading.context.span(t)) or any(a <= t[0] < b for a, b in inside))]
    if times:
        when = reading.context.when(times, number, verb, "attributed")  # not "asserted": what is ahead is dated ahead
        return when, when.basis != "inferred"
    when = reading.when(verb, "attributed")
    day = reading.context.document.published_at
    if when.span is not None and day is not None and _is_bound(reading, when.span):
        return When(start=day[:10], end=day[:10], precision="day", basis="inferred"), False  # "the strongest since the war ended in 1991"
    return when, when.basis != "inferred" and any(reading.context.tree.tokens[w.i].head == verb for w in _time_words(reading, number))


def _is_bound(reading: Reading, time: Span) -> bool:
    """Tells whether a time only bounds another: "since the war ended in 1991", "until May"."""
    before = reading.context.document.text[max(0, time.start - 60) : time.start]
    return _SINCE.search(before) is not None or bool({w.lower() for w in (*before.split()[-1:], *time.text.split()[:1])} & _BOUNDS)


def _made(reading: Reading, i: int, key: SpanKey, year: str | None) -> When | None:
    """When an agreement was made, by the year in its name or the words that hang on it."""
    if year is not None:
        return dated_name(reading, key if year in reading.context.span(key).text else (key[0], (_year_after(reading, key[1]) or key[1]) + 1), year)
    own = _own_time(reading, i)
    if own is None:
        return None
    when = reading.context.date_of(own, tense="past")
    return when if when.precision not in ("unknown", "open") else None


def _time_words(reading: Reading, number: int) -> Iterator[SpanWord]:
    """The words of the time expressions of a sentence."""
    sentence = reading.context.analysis.sentences[number]
    for time in reading.context.times(number):
        for token in reading.context.tree.tokens[sentence.start : sentence.end]:
            if token.start >= time.start and token.end <= time.end:
                yield SpanWord(token.i, time)


@dataclass(frozen=True, slots=True)
class SpanWord:
    """A word of a time expression."""

    i: int
    time: Span


def _own_time(reading: Reading, i: int) -> Span | None:
    """The time expression that hangs on the noun or on its clause: "a treaty that the two signed in 1948", "an exchange of notes in 1966"."""
    tree = reading.context.tree
    hooks = {i, *(t.i for t in tree.iter_children(i, "acl", "acl:relcl"))}
    for word in _time_words(reading, reading.sentence(i)):
        if word.i > i and tree.tokens[word.i].head in hooks and not _is_bound(reading, word.time):
            return word.time
    return None


def dated_name(reading: Reading, key: SpanKey, year: str) -> When:
    """Returns the date that the year in a name gives: "of November 2013" is a month."""
    name = reading.context.span(key)
    at = name.start + name.text.index(year)
    for time in reading.context.times(reading.sentence(key[0])):
        if time.start <= at < time.end and time.text != year:
            return reading.context.date_of(time, tense="past")
    return When(start=f"{year}-01-01", end=f"{year}-12-31", precision="year", basis="explicit", span=reading.context.document.span(at, at + 4))


def _is_recalled(reading: Reading, when: When) -> bool:
    """Tells whether a date lies far enough before the report's day for the agreement to be recalled."""
    day = reading.context.document.published_at
    if day is None or when.end is None:
        return False
    return (date.fromisoformat(day[:10]) - date.fromisoformat(when.end[:10])).days > RECALLED_AFTER_DAYS


def _named(reading: Reading, i: int) -> list[Party]:
    """The parties that the name holds: "between X and Y", "with X", "X's deal"."""
    frame = frame_of_noun(reading.context.tree, i)
    town = _town(reading, i)
    owners = [p for p in reading.states(reading.parties([j for j in frame.owners if j != town])) if p.country is not None]
    between = reading.states(reading.parties([*frame.case("between", "among"), *frame.case("with")], within=True))
    return list({p.actor: p for p in (*owners, *between) if p.country is not None or not owners}.values())


def _town(reading: Reading, i: int) -> int | None:
    """The only name before noun ``i``, where it is a town's: where an agreement was made ("the Geneva accord"), not who made it."""
    names = [t for t in reading.context.tree.iter_children(i, "compound", "amod", "nmod") if t.i < i and t.deprel != "nmod:poss" and t.pos == "PROPN"]
    place = reading.place_at.get(names[0].i) if len(names) == 1 else None
    return names[0].i if place is not None and place.resolution == "city" else None


def _parties(reading: Reading, frame: LedgerFrame, named: Sequence[Party], stage: str | None, verb: int | None) -> list[Party]:
    """Who makes the agreement: whom the model marks, else the clause that makes it, and whom the name holds."""
    tree, i = reading.context.tree, frame.token
    town = _town(reading, i)
    givers = [s for s in reading.fillers(frame, "giver") if town is None or not s[0] <= town < s[1]]
    out = {side_of(p): p for p in parties_of(reading, givers)}
    for clause in tree.iter_children(i, "acl:relcl"):  # "a truce on which X and Y agreed"
        inner = frame_of_verb(tree, clause.i)
        if i not in inner.agents and key_of(clause.text) not in MEDIATING:
            for party in parties_of(reading, [_phrase(reading, j) for j in inner.agents]):
                out.setdefault(side_of(party), party)
    if len(out) < 2 and verb is not None and stage in MAKING and key_of(tree.tokens[verb].text) not in MEDIATING:
        outer = frame_of_verb(tree, verb)
        if i not in outer.agents:
            agents = parties_of(reading, [_phrase(reading, j) for j in outer.agents])
            for party in [*agents, *reading.states(reading.parties(outer.case("with"), within=True))]:
                out.setdefault(side_of(party), party)
    if len(out) < 2:
        for party in named:
            out.setdefault(side_of(party), party)
    for party in _bound(reading, i):
        out.setdefault(side_of(party), party)
    partners = reading.states(reading.parties(frame_of_noun(tree, i).case("with"), within=True))
    if partners and set(out) <= {side_of(p) for p in partners}:  # "X will do so under a deal with Y"
        top = tree.clause_head(i)
        for party in parties_of(reading, [_phrase(reading, j) for j in frame_of_verb(tree, top).agents]):
            out.setdefault(side_of(party), party)
    brokers = codes_of(_brokers(reading, i))
    return [p for side, p in out.items() if side not in brokers]


def _brokers(reading: Reading, i: int) -> list[Party]:
    """Who brought about the agreement at noun ``i``, with whose help: "a pause that X arranged with the help of Y and Z"."""
    tree = reading.context.tree
    frames = [frame_of_verb(tree, t.i) for t in tree.iter_children(i, "acl", "acl:relcl") if key_of(t.text) in MEDIATING]
    return reading.states(reading.parties([j for f in frames for j in (*f.agents, *f.case("by", "with")) if j != i], within=True))


def _bound(reading: Reading, i: int) -> list[Party]:
    """Whom the agreement at noun ``i`` binds: "the accord commits X, Y and Z to stop all fighting"."""
    tree = reading.context.tree
    verb = tree.tokens[i].head if tree.tokens[i].deprel == "nsubj" else i
    if lexicon("duty", "undertaking").get(key_of(tree.tokens[verb].text)) != "treaty":
        return []
    return [p for p in parties_of(reading, [_phrase(reading, t.i) for t in tree.iter_children(verb, "obj")]) if p.country is not None]


def _phrase(reading: Reading, i: int) -> SpanKey:
    """The words of noun ``i`` with what hangs on it, without clauses."""
    tree = reading.context.tree
    low, high = tree.subtree(i)
    cuts = [tree.subtree(t.i)[0] for j in range(low, high) for t in tree.iter_children(j, "acl", "acl:relcl", "appos", "advcl") if t.i > i]
    return max(low, i - NAME_TAIL), max(i + 1, min([high, i + 2 * NAME_TAIL, *cuts]))


def codes_of(parties: Sequence[Party]) -> set[str]:
    """Returns what tells the sides apart; a government and the rebels of its country are two."""
    return {side_of(p) for p in parties}
