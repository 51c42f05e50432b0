"""Namings of agreements: which words name one, at which stage, between whom, and which of them name the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Party, RecordId, When

_GENERIC = frozenset({"deal", "agreement", "accord", "pact", "arrangement", "document", "text", "settlement", "package", "plan", "paper", "contract"})
USE_RULES = True
_LOOSE_FORMS = frozenset({"agreement", "unspecified", "informal_arrangement"})
#: Words that speak of the two sides of the story.
TWO_SIDES = re.compile(r"\b(?:the two|both|each other|bilateral|mutual|one another|between them|the sides|neighbou?rs)\b", re.I)
#: Nouns that take up an agreement named before, but never name one first.
TAKING_UP = frozenset({"document", "text", "paper"})
_DEFINITE = frozenset("the this that these those its their his her both".split())
_OLDER = frozenset("former previous earlier last old existing original first older prior".split())
_OTHER = frozenset("another separate second similar additional further".split())
_JOINT = frozenset("joint final common".split())
_FORMS_FIRST = ("ceasefire", "treaty", "mou", "protocol", "declaration", "joint_statement", "communique", "accession", "agreement")
MEDIATING = frozenset(key_of(w) for w in "broker mediate facilitate".split())
_WITNESSING = re.compile(r"\b(?:witness\w*|looked on|look on|oversaw|guarantor|guarantee\w*|depositary)\b", re.I)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
#: Stages told by a clause whose subjects are the parties.
MAKING = frozenset({"signed", "initialled", "ratified", "announced", "negotiated"})
SIGNING = frozenset({"signed", "initialled", "ratified", "announced", "in_force", "negotiated"})
#: No agreement: "a great deal", "deal with", "framework of".
_NO_AGREEMENT = re.compile(r"\b(?:great|good)\s+deal\b|\bbig deal\b|\bconventional\b|\bno\s+(?:deal|agreement|accord|pact|treaty)\b", re.I)


@dataclass(slots=True)
class Mention:
    """One naming of an agreement."""

    word: int
    key: SpanKey
    form: str
    noun: str
    definite: bool
    year: str | None
    older: bool
    other: bool
    stage: str | None
    verb: int | None
    parties: list[Party]
    when: When | None
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


def form_of(reading: Reading, i: int) -> str | None:
    """Returns the form that noun ``i`` names, None where it names no agreement."""
    tree = reading.context.tree
    token = tree.tokens[i]
    if token.pos not in ("NOUN", "PROPN"):
        return None
    key = key_of(token.text)
    form = lexicon("agreement", "nouns").get(key)
    if form is not None and token.text.lower() not in ("agreed", "charters", "dealing", "dealings", "conventions") and key_of("agree") != key:
        pass
    elif key == key_of("agreement") and token.text.lower().startswith("agreement"):
        form = "agreement"
    else:
        form = None
    if form is None:
        worded = lexicon("agreement", "words").get(key)
        before = {t.text.lower() for t in tree.iter_children(i, "amod", "compound")}
        signed = governor_of(tree, i)
        agreed = signed is not None and lexicon("agreement", "verbs").get(key_of(tree.tokens[signed].text)) in ("signed", "initialled")
        of_peace = re.search(
            r"^\w+ of .{0,20}(?:peace|friendship|principles|intent|cooperation)", reading.context.span((i, min(i + 8, len(tree.tokens)))).text, re.I
        )
        if worded == "declaration" and (before & (_JOINT | {"peace", "friendship"}) or agreed or of_peace):
            return worded
        if (worded == "joint_statement" and before & _JOINT) or (worded == "agreement" and agreed):
            return worded
        return None
    near = reading.context.span((max(0, i - 2), i + 1)).text
    if form == "informal_arrangement" and (
        token.text.lower() != "understanding" or re.search(r"\bmemorand\w+ of$|\bmutual\b", reading.context.span((max(0, i - 2), i)).text if i else "", re.I)
    ):
        return None
    return None if _NO_AGREEMENT.search(near) else form


def _name_key(reading: Reading, i: int) -> SpanKey:
    """The words of the name: determiner, adjectives and nouns before it, and "of" with what follows."""
    tree = reading.context.tree
    low = min([i, *(tree.subtree(t.i)[0] for t in tree.iter_children(i, "det", "amod", "compound", "nummod", "nmod:poss") if t.i < i)])
    high = i + 1
    for token in tree.iter_children(i, "nmod"):
        if token.i == high + 1 and tree.tokens[high].text.lower() in ("of", "on", "for"):
            high = min(tree.subtree(token.i)[1], token.i + 3)
    return low, high


def _stage(reading: Reading, i: int) -> tuple[str | None, int | None]:
    """The stage that the verb over an agreement noun tells, with the verb."""
    tree = reading.context.tree
    over, under = lexicon("agreement", "verbs"), lexicon("agreement", "subject")
    for token in tree.iter_children(i, "acl", "acl:relcl"):
        stage = over.get(key_of(token.text))
        if stage is not None:
            return stage, token.i
        if token.text.lower() in ("entered", "took", "came") and under.get(key_of(token.text)):
            return "in_force", token.i
    verb = governor_of(tree, i)
    if verb is None:
        head = tree.tokens[tree.tokens[i].head]  # "the signing of a treaty"
        stage = over.get(key_of(head.text)) if head.pos in ("NOUN", "VERB") and tree.tokens[i].deprel in ("nmod", "compound", "obl", "dep") else None
        return stage, head.i if stage else None
    kind = tree.tokens[i].deprel.split(":")[0]
    key = key_of(tree.tokens[verb].text)
    if kind == "nsubj" and tree.tokens[i].deprel != "nsubj:pass" and key in under:
        words = " ".join(t.text.lower() for t in tree.tokens[verb : verb + 4])
        if key in (key_of("enter"), key_of("take"), key_of("come")) and not re.search(r"force|effect|place", words):
            return None, verb
        return under[key], verb
    if key in (key_of("withdraw"), key_of("pull"), key_of("walk")) and kind == "obl":
        return "denounced", verb
    if key in (key_of("put"), key_of("set")) and "to" in {c.text.lower() for c in tree.iter_children(i, "case")}:
        return "signed", verb
    if kind in ("obj", "nsubj") or (kind == "obl" and key in (key_of("agree"), key_of("work"), key_of("sign"))):
        stage = over.get(key)
        if kind == "nsubj" and tree.tokens[i].deprel != "nsubj:pass":
            return None, verb
        return stage, verb
    return None, verb


def _parties(reading: Reading, i: int, stage: str | None, verb: int | None) -> list[Party]:
    tree = reading.context.tree
    frame = frame_of_noun(tree, i)
    sides = [j for j in frame.case("between", "among") if not TWO_SIDES.search(reading.context.span(tree.subtree(j)).text)]
    between = reading.states(reading.parties(sides, within=True))
    if len(between) > 1:
        return between
    owners = reading.states(reading.parties(frame.owners))
    partner = reading.states(reading.parties(frame.case("with"), within=True))
    agents: list[Party] = []
    if verb is not None and stage in ("signed", "initialled", "announced", "ratified", "negotiated", "extended", "proposed", "denounced", "suspended", None):
        outer = frame_of_verb(tree, verb)
        if i not in outer.agents and (stage is not None or i in outer.patients):
            mediated = key_of(tree.tokens[verb].text) in MEDIATING
            agents = [] if mediated else reading.states(reading.parties(outer.agents))
            partner = partner or reading.states(reading.parties(outer.case("with"), within=True))
        draft = reading.draft_at.get(verb) or reading.draft_at.get(i)
        if (
            draft is not None
            and stage in ("signed", "announced", "initialled")
            and len(agents) + len(partner) < 2
            and draft.event_type in ("SUPPORT", "AGREE", "COOPERATE", "CONCEDE")
        ):
            agents = reading.states([*agents, *draft.actors.values(), *draft.recipients.values()])
    out = {p.actor: p for p in (*between, *agents, *partner, *(owners if len(agents) + len(partner) < 2 else ()))}
    return list(out.values())


def iter_mentions(reading: Reading) -> Iterator[Mention]:
    """Yields the namings of agreements, in text order."""
    context = reading.context
    tree = context.tree
    kinds = [s.kind for s in context.document.segments]
    framed = {f.token: f for f in reading.frames("AGREEMENT")}
    for token in tree.tokens:
        frame = framed.get(token.i)
        if frame is not None:
            yield _of_frame(reading, frame, kinds)
            continue
        form = form_of(reading, token.i) if USE_RULES else None
        if form is not None and any(abs(t - token.i) <= 2 for t in framed):
            continue
        taking_up = form is None and token.text.lower() in TAKING_UP and token.pos == "NOUN"
        if form is None and not taking_up:
            continue
        if token.deprel == "compound" and form_of(reading, token.head):
            continue  # "truce deal" is named by its head
        key = _name_key(reading, token.i)
        words = [t.text.lower() for t in tree.tokens[key[0] : key[1]]]
        stage, verb = _stage(reading, token.i)
        definite = bool(_DEFINITE & set(words)) or any(t.deprel == "nmod:poss" for t in tree.tokens[key[0] : key[1]])
        if taking_up and (not definite or (token.text.lower() == "paper" and token.deprel == "nsubj")):
            continue
        forms = [f for f in (form_of(reading, t.i) for t in tree.iter_children(token.i, "compound")) if f]
        status = reading.status(verb if verb is not None else token.i)
        if stage in ("signed", "announced", "ratified", "initialled") and status not in (
            "asserted",
            "attributed",
            "historical",
            "background_ongoing",
            "contested",
            "alleged",
        ):
            stage = None if status in ("negated", "conditional", "hedged") else "negotiated"
        year = _YEAR.search(context.span(key).text)
        when = reading.when(verb, "asserted") if stage is not None and verb is not None else None
        kind = kinds[context.analysis.sentences[token.sentence].segment]
        yield Mention(
            token.i,
            key,
            forms[0] if forms else form or "unspecified",
            key_of(token.text),
            definite,
            year.group() if year else None,
            bool(_OLDER & set(words)),
            bool(_OTHER & set(words)) or _also(reading, verb),
            stage,
            verb,
            _parties(reading, token.i, stage, verb),
            when,
            kind == "headline",
        )


def _also(reading: Reading, verb: int | None) -> bool:
    """ "also signed": the text itself says that this is another one."""
    return verb is not None and any(t.text.lower() in ("also", "separately", "additionally") for t in reading.context.tree.iter_children(verb, "advmod"))


def _of_frame(reading: Reading, frame: LedgerFrame, kinds: Sequence[str]) -> Mention:
    """A naming of an agreement that the language model found."""
    tree, i = reading.context.tree, frame.token
    key = _name_key(reading, i)
    words = [t.text.lower() for t in tree.tokens[key[0] : key[1]]]
    told, verb = _stage(reading, i)
    stage = None if frame.stage == "none" else frame.stage
    parties = reading.expand(reading.states(reading.parties_in(reading.fillers(frame, "giver"))))
    if len(parties) < 2:
        more = _parties(reading, i, told, verb)
        parties += [p for p in more if p.actor not in {q.actor for q in parties}] if len(more) > 1 else []
    times = reading.fillers(frame, "time")
    year = _YEAR.search(reading.context.span(key).text)
    at = verb if verb is not None else i
    when = reading.context.when(times, reading.sentence(i), at, "asserted") if times else reading.when(at, "asserted") if stage else None
    segment = kinds[reading.context.analysis.sentences[reading.sentence(i)].segment]
    definite = bool(_DEFINITE & set(words)) or any(t.deprel == "nmod:poss" for t in tree.tokens[key[0] : key[1]])
    return Mention(
        i, key, frame.kinds[0], key_of(tree.tokens[i].text), definite, year.group() if year else None, bool(_OLDER & set(words)),
        bool(_OTHER & set(words)) or _also(reading, verb), stage, at, parties, when, segment == "headline",
        reading.states(reading.parties_in(reading.fillers(frame, "mediator"))),
    )


def codes_of(parties: Sequence[Party]) -> set[str]:
    """Returns the ids of parties; a government and the rebels of its country are two."""
    return {p.actor for p in parties}


def is_background(reading: Reading, mention: Mention) -> bool:
    """Tells whether a mention only recalls an agreement: dated before the year before, or called former."""
    day = reading.context.document.published_at
    if mention.year is not None and day is not None and int(mention.year) < int(day[:4]) - 1:
        return True
    return mention.older or (mention.when is not None and reading.context.is_long_past(mention.when))


def find_cluster(reading: Reading, mention: Mention, clusters: Sequence[Cluster], background: bool) -> Cluster | None:
    """The agreement that a mention takes up, None where it names a new one."""
    for cluster in reversed(clusters):
        same_year = mention.year is not None and any(m.year == mention.year for m in cluster.mentions)
        if same_year and background == cluster.background:
            return cluster
    if background and (mention.year is not None or not mention.definite or mention.older or mention.stage):
        return None
    if mention.other and not mention.definite:
        return None
    main = [c for c in clusters if not c.background]
    only_headline = [c for c in main if all(m.headline for m in c.mentions)]
    if not mention.definite and not mention.headline and not mention.other and only_headline and _compatible(mention, only_headline[-1]):
        return only_headline[-1]
    if not mention.definite and not mention.headline:
        codes = codes_of(mention.parties)
        same = [
            c
            for c in main
            if mention.stage in SIGNING and codes and codes <= codes_of_cluster(c) and _compatible(mention, c) and any(m.stage in SIGNING for m in c.mentions)
        ]
        return same[-1] if same and not mention.other else None
    for cluster in reversed(clusters):
        near = abs(reading.sentence(cluster.mentions[-1].word) - reading.sentence(mention.word)) <= 2
        if near and any(m.noun == mention.noun for m in cluster.mentions) and _compatible(mention, cluster):
            return cluster
    fits = [c for c in main if _compatible(mention, c)]
    return fits[0] if fits else None


def codes_of_cluster(cluster: Cluster) -> set[str]:
    """Returns the codes of all parties that any of its mentions names."""
    return {code for m in cluster.mentions for code in codes_of(m.parties)}


def _compatible(mention: Mention, cluster: Cluster) -> bool:
    """Forms may be generic; parties must not be foreign to each other."""
    forms = {m.form for m in cluster.mentions} - _LOOSE_FORMS
    first = all(m.headline for m in cluster.mentions)
    generic = mention.form in _LOOSE_FORMS or mention.form in forms or (not forms and (mention.form != "ceasefire" or first))
    left, right = codes_of(mention.parties), codes_of_cluster(cluster)
    return generic and (not left or not right or bool(left & right))


