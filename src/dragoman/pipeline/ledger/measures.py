"""Measures: sanctions, embargoes, tariffs, bans, expulsions, with senders and targets in the right direction (DOMAIN, 4.13).

The language model finds the words; grammar, then the speaker, then the story complete the sides that it does not mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, governor_of
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import parties_of
from dragoman.pipeline.sides import ARMED, side_of
from dragoman.records import LedgerFrame, Measure, Party, Span, When, make_id

_AGAINST = ("on", "against", "for")
_OFF = ("from", "to", "with", "against", "on", "in", "of")
_NEWS = frozenset({"threatened", "announced", "adopted", "extended", "amended", "eased", "suspended", "lifted", "vetoed"})
_ENDING = frozenset({"lifted", "eased", "suspended", "expired"})
#: Words that may stand between a verb that faces something, its subject, and the "by" of who imposes it.
_NEAR = 6
_NOT_DONE = frozenset({"promised", "requested", "conditional", "hedged", "scheduled", "threatened"})
#: Stages of one act that tellings may give differently.
_ONE_ACT = frozenset({"announced", "adopted", "amended"})
_OBJECTIVES = (
    ("nonproliferation", r"nuclear|missile|enrich|prolifer|weapons? of mass|chemical weapon"),
    ("human_rights", r"human rights|crackdown|repress|abuse|torture|jail|journalist"),
    ("end_war", r"\bwar\b|invasion|invaded|offensive|fighting|annex"),
    ("terrorism", r"terror|militant"),
    ("democracy", r"\bcoup\b|election|democra|junta|vote"),
    ("territorial_conflict", r"territor|border|annex"),
)


@dataclass(slots=True)
class _Draft:
    senders: list[Party]
    targets: list[Party]
    stage: str
    types: list[str]
    when: When
    word: int
    evidence: list[Span]
    objective: list[str] = field(default_factory=list)
    told: bool = True  # both sides by the model or by grammar


def _key(party: Party) -> str:
    """What tells the sides of a measure apart: the state, for an armed group the group, for whoever has no state the name."""
    return side_of(party) if party.sector in ARMED else party.country or party.actor


def _keys(parties: Sequence[Party]) -> set[str]:
    return {_key(p) for p in parties}


def _others(parties: Sequence[Party], known: Sequence[Party]) -> list[Party]:
    """Those of ``parties`` that are none of ``known``: no state hits itself, but it may hit an armed group of its own."""
    return [p for p in parties if _key(p) not in _keys(known)]


def _noun_sides(reading: Reading, i: int) -> tuple[list[Party], list[Party]]:
    """Sender and target by the grammar of a noun: "X imposed sanctions on Y", "Y faces sanctions by X", "X's embargo", "sanctions placed on Y by X"."""
    tree = reading.context.tree
    frame, token = frame_of_noun(tree, i), tree.tokens[i]
    outer_noun = frame_of_noun(tree, token.head) if token.deprel == "compound" and tree.tokens[token.head].pos in ("NOUN", "PROPN") else Frame(i)
    targets = _at(reading, [*frame.case("on", "against"), *outer_noun.case("on", "against")])
    senders = _at(reading, [*frame.agents, *frame.case("by"), *outer_noun.agents])
    verb = governor_of(tree, token.head if token.deprel == "compound" else i)
    if verb is not None:
        outer = frame_of_verb(tree, verb)
        agents = _at(reading, [j for j in outer.agents if j != i])
        if _is_faced(reading, i):
            before = _at(reading, [j for j in outer.agents if j < verb]) or _near(reading, range(verb - 1, max(verb - _NEAR, -1), -1))
            targets, senders = targets or before, senders or _at(reading, outer.case("by")) or _behind_by(reading, i)
        elif _is_object(reading, i, outer):
            senders = senders or _others(agents, targets)
        targets = targets or _others(_at(reading, outer.case(*_AGAINST)), senders)
    relative = [t.i for t in tree.iter_children(i, "acl:relcl")]  # "the embargo that X has kept on Y"
    for clause in relative:
        inner = frame_of_verb(tree, clause)
        senders = senders or _at(reading, [j for j in inner.agents if j != i])
        targets = targets or _others(_at(reading, inner.case("on", "against")), senders)
    for owner in _at(reading, frame.owners):
        if not senders and _key(owner) not in _keys(targets):
            senders = [owner]
        elif not targets:
            targets = _others([owner], senders)
    return senders, _others(targets, senders)


def _near(reading: Reading, words: Iterable[int]) -> list[Party]:
    """The party of the first of ``words`` that names one: whoever faces something stands before the verb, whatever the tree says."""
    return next((found for j in words if (found := _at(reading, [j]))), [])


def _behind_by(reading: Reading, i: int) -> list[Party]:
    """The party behind the "by" that follows a noun."""
    tokens = reading.context.tree.tokens
    by = next((j for j in range(i + 1, min(i + _NEAR, len(tokens))) if tokens[j].text == "by"), None)
    return [] if by is None else _near(reading, range(by + 1, min(by + _NEAR, len(tokens))))


def _is_faced(reading: Reading, i: int) -> bool:
    """Whether grammar is certain that the subject is the target: "is under sanctions", "faces sanctions"."""
    tree = reading.context.tree
    verb = governor_of(tree, tree.tokens[i].head if tree.tokens[i].deprel == "compound" else i)
    return tree.is_standing(i) or (verb is not None and key_of(tree.tokens[verb].text) in lexicon("measure", "facing"))


def _is_object(reading: Reading, i: int, frame: Frame) -> bool:
    """Tells whether a noun, or the "round", "list" or "end" of it, is what a verb does or does something with."""
    tree = reading.context.tree
    hangs = {*frame.patients, *frame.case("with")}
    top, seen = i, {i}
    while top not in hangs and tree.tokens[top].deprel.split(":")[0] in ("nmod", "conj", "compound", "appos") and tree.tokens[top].head not in seen:
        top = tree.tokens[top].head
        seen.add(top)
    return top in hangs


def _verb_sides(reading: Reading, i: int) -> tuple[list[Party], list[Party]]:
    """Sender and target by the grammar of a verb: "X expelled Y's envoys", "Y's bank was barred by X", "X recalled its envoy from Y"."""
    frame = frame_of_verb(reading.context.tree, i)
    senders = _at(reading, frame.agents)
    hit = _others(_at(reading, frame.patients), senders)
    return senders, hit or _others(_at(reading, frame.case(*_OFF)), senders)


def _at(reading: Reading, words: Sequence[int]) -> list[Party]:
    """The parties that words name: the head, else those named in its phrase."""
    found = reading.states(reading.parties(words, within=True))
    return [p for p in found if p.country is not None] or found


def _draft(reading: Reading, frame: LedgerFrame) -> _Draft:
    """A measure that the language model found, with its sender and target as it read them, else as grammar tells."""
    tree, i = reading.context.tree, frame.token
    senders = parties_of(reading, reading.fillers(frame, "giver"))
    targets = _others(parties_of(reading, reading.fillers(frame, "taker"), but=senders), senders)
    noun = tree.tokens[i].pos in ("NOUN", "PROPN")
    by_senders, by_targets = _noun_sides(reading, i) if noun else _verb_sides(reading, i)
    faced = noun and bool(by_targets) and _is_faced(reading, i)
    if faced:
        senders, targets = by_senders, by_targets
    senders = senders or _others(by_senders, targets)
    targets = targets or _others(by_targets, senders)
    stage = "in_force" if faced else _stage(reading, frame)
    times = reading.fillers(frame, "time")
    verb = governor_of(tree, i) if noun else i
    when = reading.when(i if times or verb is None else verb, "background_ongoing" if stage == "in_force" else "asserted", times)
    text = reading.context.sentence_span(reading.sentence(i)).text
    objective = [name for name, pattern in _OBJECTIVES if re.search(rf"\b(?:over|for|because|after|until|unless|to)\b.*(?:{pattern})", text, re.I)]
    words = [i, *reading.heads(reading.fillers(frame, "giver", "taker"))]
    return _Draft(senders, targets, stage, [k for k in frame.kinds if k != "not_stated"], when, i, [reading.evidence(words)], objective[:1], bool(senders and targets))


def _stage(reading: Reading, frame: LedgerFrame) -> str:
    """The stage that the model reads; what is only promised or asked for has not happened, what had been done before still stands."""
    tree, i = reading.context.tree, frame.token
    stage = "in_force" if frame.stage == "review_called" else frame.stage
    verb = governor_of(tree, i) if tree.tokens[i].pos in ("NOUN", "PROPN") else i
    if verb is None:
        return stage
    above = tree.tokens[tree.tokens[verb].head]
    undertaken = tree.tokens[verb].deprel == "xcomp" and key_of(above.text) in lexicon("duty", "undertaking")
    told = reading.told(verb)
    if stage in _ENDING and stage != "expired" and (undertaken or told in _NOT_DONE):
        return "in_force"
    if stage == "adopted" and told == "scheduled":
        return "announced"
    had = any(t.text.lower() == "had" for t in tree.iter_children(verb, "aux"))
    if stage in ("adopted", "announced") and "diplomatic" not in frame.kinds:
        when = reading.when(verb, "asserted", reading.fillers(frame, "time"))
        if had or reading.context.is_long_past(when) or when.precision == "open":
            return "in_force"
    return stage


def _complete(reading: Reading, drafts: Sequence[_Draft]) -> None:
    """Fills sides that a clause leaves out: by the speaker who announces, the only other state near, the document's other measures, the story."""
    for draft in drafts:
        if not draft.senders and draft.stage in _NEWS and not _takes_up(reading, draft.word) and (speaker := reading.speaker(draft.word)) is not None:
            draft.senders = [p for p in _others(reading.states([speaker]), draft.targets) if p.country is not None]
    whole = [d for d in drafts if d.senders and _known(d.targets)]
    for draft in drafts:
        before = [d for d in whole if d.word < draft.word and ("diplomatic" in d.types) == ("diplomatic" in draft.types)]
        if not draft.senders and not _known(draft.targets):
            if before and _takes_up(reading, draft.word):  # "the ban": the last one told of
                draft.senders, draft.targets = before[-1].senders, before[-1].targets
            continue
        last = before[-1] if before and _takes_up(reading, draft.word) and not _known(draft.targets) else None
        if last is not None and _keys(draft.senders) <= _keys(last.targets):  # "Y called the expulsion unjust"
            draft.senders, draft.targets, draft.stage, draft.told = last.senders, last.targets, last.stage, False
            continue
        others = [d for d in whole if d is not draft]
        if not draft.senders:
            draft.senders = _most([d.senders for d in others if _keys(d.targets) & _keys(draft.targets)], draft.targets)
        if not _known(draft.targets):
            near = _others(reading.states_in(reading.sentence(draft.word)), draft.senders)
            hit = _most([d.targets for d in others if _keys(d.senders) & _keys(draft.senders)], draft.senders)
            about = _others(reading.main_states(), draft.senders)
            draft.targets = (near if len(near) == 1 else hit or (about if len(about) == 1 else [])) or draft.targets


def _takes_up(reading: Reading, i: int) -> bool:
    """Tells whether a noun takes up a measure told of before: "the ban", "those sanctions"."""
    tree = reading.context.tree
    return tree.tokens[i].pos == "NOUN" and any(t.text.lower() in ("the", "this", "that", "these", "those", "such") for t in tree.iter_children(i, "det"))


def _known(parties: Sequence[Party]) -> bool:
    """Tells whether one of the parties has a state; "the officials", "a bank" leave open whose."""
    return any(p.country is not None for p in parties)


def _most(lists: Sequence[list[Party]], but: Sequence[Party]) -> list[Party]:
    """The list of parties that occurs most often, the first of equals."""
    found = [p for p in lists if p and len(_others(p, but)) == len(p)]
    counts = Counter(frozenset(_keys(p)) for p in found)
    return max(found, key=lambda p: counts[frozenset(_keys(p))], default=[])


def _nested(a: Sequence[Party], b: Sequence[Party]) -> bool:
    left, right = _keys(a), _keys(b)
    return left <= right or right <= left


def _same(reading: Reading, a: _Draft, b: _Draft) -> bool:
    """Tells whether two drafts tell of one measure: the same sides, types and stage; what only names it again adds none."""
    if ("diplomatic" in a.types) != ("diplomatic" in b.types) or not (_nested(a.senders, b.senders) and _nested(a.targets, b.targets)):
        return False
    if a.stage == b.stage and reading.sentence(a.word) == reading.sentence(b.word):
        return True
    if a.types and b.types and not set(a.types) & set(b.types) and "other" not in {*a.types, *b.types}:
        return False
    if a.stage == b.stage or {a.stage, b.stage} <= _ONE_ACT:
        return True
    return not b.told and b.stage == "in_force"


def make_measures(reading: Reading) -> list[Measure]:
    """Returns the measures of a document, one for all tellings of one act of the same senders against the same targets; none without both sides."""
    found = [_draft(reading, f) for f in sorted(reading.frames("MEASURE"), key=lambda f: f.token)]
    _complete(reading, found)
    drafts: list[_Draft] = []
    for draft in found:
        if not (draft.senders and draft.targets):
            continue
        same = next((d for d in reversed(drafts) if _same(reading, d, draft)), None)
        if same is None:
            drafts.append(draft)
            continue
        same.types += [t for t in draft.types if t not in same.types]
        same.objective = same.objective or draft.objective
        same.evidence += draft.evidence
        if same.stage == "announced" and draft.stage == "adopted":
            same.stage = "adopted"
        if same.when.basis == "inferred" and draft.when.basis != "inferred":
            same.when = draft.when
    return [_make(reading, d) for d in drafts]


def _make(reading: Reading, draft: _Draft) -> Measure:
    evidence = tuple(dict.fromkeys(draft.evidence))
    identity = make_id("ms", reading.context.document.id, draft.stage, [p.actor for p in draft.senders], [p.actor for p in draft.targets], evidence[0])
    because = "model: a word for a restriction; sides by the model and grammar" if draft.told else "model: a word for a restriction; a side by the speaker or the story"
    reading.explain(identity, "measure", draft.stage, because, evidence[0])
    multilateral = any(p.country in ("UNO", "EUR", "IGO") for p in draft.senders)
    return Measure(
        id=identity,
        senders=tuple(draft.senders),
        targets=tuple(draft.targets),
        stage=draft.stage,
        types=tuple(draft.types or ["not_stated"]),
        objective=tuple(draft.objective),
        lateralism="multilateral" if multilateral else "plurilateral" if len(draft.senders) > 1 else "unilateral",
        when=draft.when,
        evidence=evidence,
        confidence=0.5,
        source_chain=reading.chain(draft.word),
    )
