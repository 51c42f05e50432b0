"""Claims and stances: who asserts, alleges, suspects or denies what (DOMAIN, 4.10). A saying never becomes a fact here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.extract.statements import StatementCandidate
from dragoman.ontology.plover import stem
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft
from dragoman.records import Claim, Party, RecordId, Span, Stance, Statement, Status, Step, make_id

_HOLDING = {"accusation": ("alleges", "CT+"), "belief": ("suspects", "PR+"), "admission": ("admits", "CT+")}
_DENIAL_OF_TALK = re.compile(r"\b(?:accusation|allegation|claim|charge|report|rumou?r|suggestion)s?\b", re.I)
_PREDICATES = {"AID": "transfer", "COOPERATE": "transfer", "ASSAULT": "attack", "AGREE": "intend", "SUPPORT": "agree", "COERCE": "coerce",
               "MOBILIZE": "mobilize", "SANCTION": "sanction", "RETREAT": "withdraw", "CONSULT": "meet"}  # fmt: skip
#: A denial that only points back ("denied the accusations") reaches at most this many sentences.
REACH_SENTENCES = 4
_STOP = frozenset("the a an of to in on and or that it its their his her which was were is are has have had by with for from any all some".split())


@dataclass(slots=True)
class _Draft:
    words: set[str]
    proposition: str
    sentence: int
    tokens: list[tuple[int, int]]
    stances: list[Stance] = field(default_factory=list)
    statements: list[RecordId] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    events: list[Draft] = field(default_factory=list)


def _words(text: str) -> set[str]:
    return {stem(w) for w in re.findall(r"\w+", text.lower()) if w not in _STOP and len(w) > 2}


def _events_inside(tokens: Sequence[tuple[int, int]], drafts: Sequence[Draft]) -> list[Draft]:
    return [d for d in drafts if any(a <= c.trigger.token < b for c in d.candidates for a, b in tokens)]


def _holders(context: Context, candidate: StatementCandidate) -> list[Party]:
    return [p for _, p in context.parties(_speaker_parts(context, candidate))]


def _speaker_parts(context: Context, candidate: StatementCandidate) -> list[tuple[int, int]]:
    """The speaker's span, or its members where it joins several known parties ("both Pyongyang and Moscow")."""
    if candidate.speaker is None:
        return []
    a, b = candidate.speaker
    parts = [k for k in context.entities.of_span if a <= k[0] and k[1] <= b and k != (a, b)]
    heads = [k for k in parts if any(t.deprel == "conj" or t.pos == "PROPN" for t in context.analysis.tokens[k[0] : k[1]])]
    joined = any(t.deprel == "cc" for t in context.analysis.tokens[a:b])
    return heads if joined and len(heads) > 1 else [candidate.speaker]


def _stances(context: Context, candidate: StatementCandidate, statement: Statement, stance: str, factuality: str) -> list[Stance]:
    span = statement.evidence[0]
    return [Stance(holder=p, stance=stance, factuality=factuality, statement=statement.id, span=span) for p in _holders(context, candidate)]  # type: ignore[arg-type]


def _same_side(a: Party, b: Party) -> bool:
    return a.actor == b.actor or (a.country is not None and a.country == b.country)


def _denied(context: Context, candidate: StatementCandidate, drafts: Sequence[_Draft], sentence: int) -> _Draft | None:
    """Returns the claim that a denial is about: shared words, or a word such as "accusations" and a denier whom the claim names."""
    text = " ".join(context.span(c).text for c in candidate.content)
    words, deniers = _words(text), _holders(context, candidate)
    best: tuple[int, int, _Draft] | None = None
    for number, draft in enumerate(drafts):
        concerned = any(_same_side(d, p) for d in deniers for p in draft.parties)
        shared = len(words & draft.words)
        points_back = bool(_DENIAL_OF_TALK.search(text)) and abs(sentence - draft.sentence) <= REACH_SENTENCES
        if concerned and (shared >= 2 or points_back):
            rank = (shared * 2 + points_back * 3 - abs(sentence - draft.sentence), number)
            if best is None or rank > best[:2]:
                best = (*rank, draft)
    return best[2] if best else None


def _denied_report(
    context: Context, denial: StatementCandidate, statements: Sequence[Statement], events: Sequence[Draft], sentence: int
) -> _Draft | None:
    """Returns the claim of somebody who reported what is denied ("Pashinyan said drones had struck the town. Baku denied the report"), with its stance."""
    reports: list[tuple[_Draft, StatementCandidate, Statement]] = []
    for candidate, statement in zip(context.statements, statements, strict=True):
        before = candidate.cue < denial.cue and candidate is not denial
        if before and candidate.speech_act == "report" and statement.speaker is not None and candidate.quote_type != "direct":
            draft = _draft(context, candidate, events)
            if draft.events:
                reports.append((draft, candidate, statement))
    found = _denied(context, denial, [draft for draft, _, _ in reports], sentence)
    for draft, candidate, statement in reports:
        if draft is found:
            draft.stances += _stances(context, candidate, statement, "asserts", "CT+")
            draft.statements.append(statement.id)
    return found


def _draft(context: Context, candidate: StatementCandidate, events: Sequence[Draft]) -> _Draft:
    spans = [context.span(c) for c in candidate.content]
    text = " ".join(s.text for s in spans)
    inside = _events_inside(candidate.content, events)
    parties = [p for d in inside for p in (*d.actors.values(), *d.recipients.values())]
    named = [k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in candidate.content)]
    parties += [p for _, p in context.parties(sorted(named))]
    trigger_parties = [d for d in events if any(candidate.holds_as_cue(c.trigger.token) for c in d.candidates)]
    parties += [p for d in trigger_parties for p in d.recipients.values()]
    sentence = context.analysis.tokens[candidate.cue[0]].sentence
    return _Draft(words=_words(text), proposition=text, sentence=sentence, tokens=list(candidate.content), parties=parties, events=inside)


def _status(stances: Sequence[Stance]) -> Status:
    """DOMAIN, "Label", for a claim that the author leaves open."""
    positive = [s for s in stances if s.factuality.endswith("+")]
    negative = [s for s in stances if s.factuality.endswith("-")]
    if positive and negative:
        return "contested"
    if positive and all(s.stance in ("alleges", "suspects") for s in positive):
        return "alleged"
    return "attributed"


def _arguments(draft: _Draft) -> dict[str, Party]:
    if not draft.events:
        return {}
    event = draft.events[0]
    names = ("supplier", "recipient") if _PREDICATES.get(event.event_type) == "transfer" else ("actor", "recipient")
    groups = (event.actors, event.recipients)
    return {name: next(iter(group.values())) for name, group in zip(names, groups, strict=True) if group}


def make_claims(context: Context, statements: Sequence[Statement], events: Sequence[Draft]) -> list[Claim]:
    """Returns the claims of a document and marks events inside a contested claim as contested (before the events are made)."""
    drafts: list[_Draft] = []
    for candidate, statement in zip(context.statements, statements, strict=True):
        if candidate.speech_act in _HOLDING and statement.speaker is not None:
            draft = _draft(context, candidate, events)
            same = next((d for d in drafts if len(d.words & draft.words) >= 3 and d.events and d.events == draft.events), None)
            target = same or draft
            target.stances += _stances(context, candidate, statement, *_HOLDING[candidate.speech_act])
            target.statements.append(statement.id)
            if same is None:
                drafts.append(draft)
    for candidate, statement in zip(context.statements, statements, strict=True):
        if candidate.speech_act == "denial" and statement.speaker is not None:
            sentence = context.analysis.tokens[candidate.cue[0]].sentence
            found = _denied(context, candidate, drafts, sentence) or _denied_report(context, candidate, statements, events, sentence)
            if found is not None and found not in drafts:
                drafts.append(found)
            if found is None:
                found = _draft(context, candidate, events)
                drafts.append(found)
            found.stances += _stances(context, candidate, statement, "denies", "CT-")
            found.statements.append(statement.id)
    return [_make_claim(context, d) for d in drafts if d.stances]


def _make_claim(context: Context, draft: _Draft) -> Claim:
    status = _status(draft.stances)
    if status == "contested":
        for event in draft.events:
            if event.status in ("alleged", "attributed", "asserted") and not any(c.statement is None for c in event.candidates):
                event.status = "contested"
    evidence: tuple[Span, ...] = tuple(dict.fromkeys([*(context.span(t) for t in draft.tokens), *(s.span for s in draft.stances)]))
    kind = draft.events[0].event_type if draft.events else None
    identity = make_id("cl", context.document.id, draft.proposition, [(s.holder.actor, s.stance) for s in draft.stances])
    holders = ", ".join(f"{s.holder.name} {s.stance}" for s in draft.stances)
    context.explanations[identity] = (Step(stage="claim", decision=status, because=f"rule of labels over its holders: {holders}"),)
    return Claim(
        id=identity, proposition=draft.proposition, predicate=_PREDICATES.get(kind or "", "other"), arguments=_arguments(draft),
        stances=tuple(draft.stances), status=status, author_commitment="Uu", evidence=evidence, confidence=0.5,
    )  # fmt: skip
