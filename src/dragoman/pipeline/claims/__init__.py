"""Claims and stances: who asserts, alleges, suspects or denies what (DOMAIN, 4.10). A saying never becomes a fact here.

``held`` finds what somebody puts forward, ``answers`` who denies, rejects or leaves it unanswered, ``drafts`` holds both while they are collected.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.extract.statements import StatementCandidate
from dragoman.pipeline.claims.answers import answer_of, find_targets, hold_report, own_words, partly_admits, points, reports_of
from dragoman.pipeline.claims.drafts import ClaimDraft, draft_of, holders_of, stances_of
from dragoman.pipeline.claims.held import hold
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft as EventDraft
from dragoman.records import Claim, Party, Span, Stance, Statement, Status, Step, make_id

__all__ = ["make_claims"]

_PREDICATES = {"AID": "transfer", "COOPERATE": "transfer", "ASSAULT": "attack", "AGREE": "intend", "SUPPORT": "agree", "COERCE": "coerce",
               "MOBILIZE": "mobilize", "SANCTION": "sanction", "RETREAT": "withdraw", "CONSULT": "meet"}  # fmt: skip


def make_claims(context: Context, statements: Sequence[Statement], events: Sequence[EventDraft]) -> list[Claim]:
    """Returns the claims of a document and marks events inside a contested claim as contested (before the events are made)."""
    drafts = hold(context, statements, events)
    drafts += reports_of(context, statements, events, drafts)
    for number, (candidate, statement) in enumerate(zip(context.statements, statements, strict=True)):
        if statement.speaker is not None:
            _join(context, number, candidate, statement, drafts, statements, events)
    return [_make_claim(context, d) for d in without_headlines([d for d in drafts if d.stances])]


def without_headlines(drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Drops what a headline says and the body tells again: a stance of the same sign by somebody of the same side."""
    told = {(s.holder.country or s.holder.actor, s.factuality[-1]) for d in drafts if not d.headline for s in d.stances}
    return [d for d in drafts if not (d.headline and all((s.holder.country or s.holder.actor, s.factuality[-1]) in told for s in d.stances))]


def _join(context: Context, number: int, candidate: StatementCandidate, statement: Statement, drafts: list[ClaimDraft], statements: Sequence[Statement],
          events: Sequence[EventDraft]) -> None:  # fmt: skip
    """Joins what a statement answers to the claims that it answers, or makes it a claim of its own."""
    admitted = partly_admits(context, candidate, drafts)
    for draft in admitted:
        draft.hold(stances_of(context, candidate, statement, "partly_admits", "PS+"))
    if admitted:  # what he admits is a part of that claim and none of its own
        drafts[:] = [d for d in drafts if d.group != number]
        return
    answer, found = answer_of(context, candidate), []
    others = [d for d in drafts if d.group != number]
    if answer is None and not any(s.stance in ("alleges", "suspects") for d in drafts if d.group == number for s in d.stances):
        answer, found = own_words(context, candidate, others) or (None, [])
        if found:  # what he says against a charge is no claim of his own
            drafts[:] = others
    if answer is None:
        return
    found = found or find_targets(context, answer, candidate, others)
    own = draft_of(context, candidate.content, events, at=candidate.cue[0], group=number)
    for draft in found:
        if draft.tellers and not draft.stances:
            hold_report(context, draft, statements, holders_of(context, candidate))
        draft.retell(own)
    if not found and answer.alone and not (len(own.words) < 2 and points(context, candidate)):  # "denied this" by itself says nothing
        found = [own]
    drafts += [d for d in found if d not in drafts]
    for draft in found:
        draft.hold(stances_of(context, candidate, statement, answer.stance, answer.factuality))


def _status(stances: Sequence[Stance]) -> Status:
    """DOMAIN, "Label", for a claim that the author leaves open."""
    positive = [s for s in stances if s.factuality.endswith("+")]
    negative = [s for s in stances if s.factuality == "CT-"]
    if positive and negative:
        return "contested"
    if positive and all(s.stance in ("alleges", "suspects") for s in positive):
        return "alleged"
    return "attributed"


def _arguments(draft: ClaimDraft) -> dict[str, Party]:
    if not draft.events:
        return {}
    event = draft.events[0]
    names = ("supplier", "recipient") if _PREDICATES.get(event.event_type) == "transfer" else ("actor", "recipient")
    groups = (event.actors, event.recipients)
    return {name: next(iter(group.values())) for name, group in zip(names, groups, strict=True) if group}


def _make_claim(context: Context, draft: ClaimDraft) -> Claim:
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
