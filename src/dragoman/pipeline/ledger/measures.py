"""Measures: sanctions, embargoes, tariffs, bans, expulsions, with senders and targets in the right direction (DOMAIN, 4.13).

The language model finds the words; grammar, then the speaker, then the story complete the sides that it does not mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dragoman.extract.frames import frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.measure_sides import is_noun, keys, others, sides_at, verb_over
from dragoman.pipeline.ledger.measure_stages import Telling, is_before_list, stage_of, telling_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import parties_of
from dragoman.records import LedgerFrame, Measure, Party, Span, Status, When, make_id

_NEWS = frozenset({"threatened", "announced", "adopted", "extended", "amended", "eased", "suspended", "lifted", "vetoed"})
#: Stages of one act that tellings may give differently.
_ONE_ACT = frozenset({"announced", "adopted"})
#: The CAMEO code of sanctions, embargoes and boycotts.
_SANCTION = "163"
_STAGE_OF_STATUS = {"threatened": "threatened", "promised": "announced", "scheduled": "announced", "background_ongoing": "in_force"}
_EACH_OTHER = re.compile(r"\b(?:each other|one another|other['’]s)\b", re.I)
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
    again: bool = False  # a name that takes up what was told before and says nothing new of it: "the penalties"


def _drafts(reading: Reading, frame: LedgerFrame, telling: Telling | None) -> list[_Draft]:
    """The measures of one frame: "X and Y imposed tariffs on each other's goods" is two."""
    draft = _draft(reading, frame, telling)
    if draft is None:
        return []
    mutual = any(_EACH_OTHER.search(reading.context.span(k).text) for k in reading.fillers(frame, "taker"))
    if not mutual or len(draft.senders) != 2:
        return [draft]
    one, other = draft.senders
    return [replace(draft, senders=[a], targets=[b], types=[*draft.types], evidence=[*draft.evidence]) for a, b in ((one, other), (other, one))]


def _draft(reading: Reading, frame: LedgerFrame, telling: Telling | None) -> _Draft | None:
    """A measure that the language model found, with its sender and target as it read them, else as grammar tells; none where the text says it was not taken."""
    i = frame.token
    stage = stage_of(reading, frame, telling)
    if stage is None:
        return None
    senders, targets, faced = _sides(reading, frame)
    stage = "in_force" if faced else stage
    times = reading.fillers(frame, "time")
    verb = telling.word if telling is not None else verb_over(reading, i) if is_noun(reading, i) else i
    when = reading.when(i if times or verb is None else verb, "background_ongoing" if stage == "in_force" else "asserted", times)
    text = reading.context.sentence_span(reading.sentence(i)).text
    objective = [name for name, pattern in _OBJECTIVES if re.search(rf"\b(?:over|for|because|after|until|unless|to)\b.*(?:{pattern})", text, re.I)]
    again = _takes_up(reading, i) and (telling is None or stage == "in_force")
    words = [i, *reading.heads(reading.fillers(frame, "giver", "taker"))]
    return _Draft(senders, targets, stage, [k for k in frame.kinds if k != "not_stated"], when, i, [reading.evidence(words)], objective[:1], bool(senders and targets), again)


def _sides(reading: Reading, frame: LedgerFrame) -> tuple[list[Party], list[Party], bool]:
    """Senders and targets: grammar where it is sure, else the model, else grammar; and whether the target is said to face the measure."""
    by = sides_at(reading, frame.token)
    if by.faced and by.targets:
        return by.senders, by.targets, True
    read = parties_of(reading, reading.fillers(frame, "giver"))
    senders = others(read, by.barred)
    if read and not senders and by.passive:  # the model and grammar disagree who suffers it
        by.senders = []
    if by.acts and (_known(by.senders) or not _known(senders)):
        senders = by.senders
    targets = others(parties_of(reading, reading.fillers(frame, "taker"), but=senders), senders)
    if not senders and by.senders and (by.barred or others(targets, by.senders)):
        senders, targets = by.senders, others(targets, by.senders)
    senders = senders or others(by.senders, targets)
    return senders, targets or others(by.targets, senders), False


def _of_events(reading: Reading, told: Sequence[LedgerFrame]) -> list[_Draft]:
    """The sanctions that the language model found as events, in sentences where it found no word for a restriction, and of which grammar gives both sides."""
    taken = {reading.sentence(f.token) for f in told}
    out = []
    for draft in reading.drafts:
        i = draft.candidates[0].trigger.token
        stage = _stage_of_event(reading, draft.status, i)
        if draft.cameo != _SANCTION or stage is None or reading.sentence(i) in taken:
            continue
        by = sides_at(reading, i)
        if _known(by.senders) and _known(by.targets):
            out.append(_Draft(by.senders, by.targets, stage, ["other"], draft.when, i, [reading.evidence([i])]))
    return out


def _stage_of_event(reading: Reading, status: Status, i: int) -> str | None:
    """The stage of a sanction told by an event: a verb ends or changes only what is a sanction itself ("reversed the designation"), dealings that it ends are the sanction."""
    if status not in ("asserted", "attributed", "historical"):
        return _STAGE_OF_STATUS.get(status)
    tree = reading.context.tree
    over = any((d := reading.draft_at.get(j)) is not None and d.cameo == _SANCTION for j in frame_of_verb(tree, i).patients)
    return lexicon("measure", "doing").get(key_of(tree.tokens[i].text), "adopted") if over else "adopted"


def _complete(reading: Reading, drafts: Sequence[_Draft]) -> None:
    """Fills sides that a clause leaves out: by the speaker who announces, the only other state near, the document's other measures, the story."""
    for draft in drafts:
        if not draft.senders and draft.stage in _NEWS and not _takes_up(reading, draft.word) and (speaker := reading.speaker(draft.word)) is not None:
            draft.senders = [p for p in others(reading.states([speaker]), draft.targets) if p.country is not None]
    whole = [d for d in drafts if d.senders and _known(d.targets)]
    for draft in drafts:
        before = [d for d in whole if d.word < draft.word and ("diplomatic" in d.types) == ("diplomatic" in draft.types)]
        if not draft.senders and not _known(draft.targets):
            alone = len({(frozenset(keys(d.senders)), frozenset(keys(d.targets))) for d in whole}) == 1  # the text tells of one measure's sides only
            if before and (_takes_up(reading, draft.word) or alone):  # "the ban": the last one told of
                draft.senders, draft.targets, draft.told = before[-1].senders, before[-1].targets, False
            continue
        last = before[-1] if before and _takes_up(reading, draft.word) and not _known(draft.targets) else None
        if last is not None and keys(draft.senders) <= keys(last.targets):  # "Y called the expulsion unjust"
            draft.senders, draft.targets, draft.stage, draft.told = last.senders, last.targets, last.stage, False
            continue
        rest = [d for d in whole if d is not draft]
        if not draft.senders:
            draft.senders = _most([d.senders for d in rest if keys(d.targets) & keys(draft.targets)], draft.targets)
        if not _known(draft.targets):
            draft.targets = _hit_by(reading, draft, rest) or draft.targets


def _hit_by(reading: Reading, draft: _Draft, rest: Sequence[_Draft]) -> list[Party]:
    """Whom a measure hits whose target its clause leaves open: whom its senders hit else, whom other senders hit, the one other state near, the first other side of the story."""
    near = others(reading.states_in(reading.sentence(draft.word)), draft.senders)
    hit = _most([d.targets for d in rest if keys(d.senders) & keys(draft.senders)], draft.senders)
    story = _most([d.targets for d in rest], draft.senders)
    about = others(reading.main_states(), draft.senders)
    return hit or story or (near if len(near) == 1 else []) or about[:1]


def _takes_up(reading: Reading, i: int) -> bool:
    """Tells whether a noun takes up a measure told of before: "the ban", "those sanctions"."""
    tree = reading.context.tree
    return tree.tokens[i].pos == "NOUN" and any(t.text.lower() in ("the", "this", "that", "these", "those", "such") for t in tree.iter_children(i, "det"))


def _known(parties: Sequence[Party]) -> bool:
    """Tells whether one of the parties has a state; "the officials", "a bank" leave open whose."""
    return any(p.country is not None for p in parties)


def _most(lists: Sequence[list[Party]], but: Sequence[Party]) -> list[Party]:
    """The list of parties that occurs most often, the first of equals."""
    found = [p for p in lists if p and len(others(p, but)) == len(p)]
    counts = Counter(frozenset(keys(p)) for p in found)
    return max(found, key=lambda p: counts[frozenset(keys(p))], default=[])


def _nested(a: Sequence[Party], b: Sequence[Party]) -> bool:
    left, right = keys(a), keys(b)
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
    return b.again or (not b.told and b.stage == "in_force")


def make_measures(reading: Reading) -> list[Measure]:
    """Returns the measures of a document, one for all tellings of one act of the same senders against the same targets; none without both sides."""
    frames = [f for f in sorted(reading.frames("MEASURE"), key=lambda f: f.token) if not is_before_list(reading, f.token)]
    tellings = {f.token: telling_of(reading, f.token) for f in frames}
    telling_words = {t.word for t in tellings.values() if t is not None}
    found = [d for f in frames if f.token not in telling_words for d in _drafts(reading, f, tellings[f.token])]
    found = sorted([*found, *_of_events(reading, frames)], key=lambda d: d.word)
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
