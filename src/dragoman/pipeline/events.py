"""Event candidates -> event records: resolution, merging of repeated tellings, status, codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dragoman.extract.events import EventCandidate
from dragoman.extract.status import NOT_ACTUAL
from dragoman.ontology.plover import RECIPROCAL, cameo_of, event_types, has_own_code, intensity_of, stem
from dragoman.ontology.speech import speech_act_of
from dragoman.pipeline.chains import chain_of
from dragoman.pipeline.context import Context
from dragoman.pipeline.scenes import place_of
from dragoman.records import Event, Party, Place, RecordId, Rejection, Span, Status, Step, When, make_id
from dragoman.text.clock import local_time

#: From the strongest commitment to the weakest; a merged event takes the strongest of its tellings.
_STRENGTH: tuple[Status, ...] = (
    "asserted", "contested", "attributed", "alleged", "background_ongoing", "historical", "negated", "scheduled", "promised", "threatened",
    "requested", "conditional", "hedged",
)  # fmt: skip
DENY = "016"
NOT_EXPORTED = NOT_ACTUAL | {"alleged", "contested", "historical", "background_ongoing"}
_TELLINGS_OF_FACT = frozenset({"asserted", "attributed", "alleged", "contested"})


@dataclass(slots=True)
class Draft:
    """An event while its tellings are being collected."""

    candidates: list[EventCandidate]
    actors: dict[int, Party]
    recipients: dict[int, Party]
    when: When
    place: Place | None
    status: Status
    cameo: str
    stems: set[str]
    specific: bool
    objects: list[Span] = field(default_factory=list)

    @property
    def event_type(self) -> str:
        """PLOVER type."""
        return self.candidates[0].trigger.event_type

    @property
    def mode(self) -> str | None:
        """The mode of the first telling that has one."""
        return next((c.trigger.mode for c in self.candidates if c.trigger.mode), None)


def _draft(context: Context, candidate: EventCandidate) -> Draft:
    roles, trigger = candidate.roles, candidate.trigger
    actors = dict(context.parties(roles["actor"]))
    recipients = {i: p for i, p in context.parties(roles["recipient"]) if i not in actors}
    if trigger.mode == "visit":  # a visitor's own state is no host
        home = {p.country for p in actors.values()} - {None}
        recipients = {i: p for i, p in recipients.items() if p.country not in home}
    place = place_of(context, candidate)
    status = candidate.status.status
    word = context.analysis.tokens[trigger.token].text
    when = context.when(roles["time"], candidate.sentence, trigger.token, status)
    if status == "asserted" and context.is_long_past(when):  # DOMAIN, section 6, rule 8
        status = "historical"
    elif status in ("historical", "background_ongoing") and when.precision in ("day", "part_of_day"):  # a day of this year dates an act, no backdrop
        status = "asserted" if candidate.statement is None else "attributed"
    return Draft(
        candidates=[candidate], actors=actors, recipients=recipients, place=place, status=status, when=when,
        cameo=cameo_of(trigger.event_type, trigger.mode, word, trigger.contexts), stems={stem(word)},
        specific=has_own_code(trigger.event_type, word),
        objects=[context.span(k) for k in roles["object"]],
    )  # fmt: skip


def _keys(parties: dict[int, Party]) -> set[str]:
    """Who takes part, at the level at which tellings vary: a leader and his state count as one."""
    return {p.country if p.country and p.sector in ("GOV", "MIL", None) else p.actor for p in parties.values()}


def _nested(a: set[str], b: set[str]) -> bool:
    return not a or not b or a <= b or b <= a


def _when_fits(a: When, b: When) -> bool:
    """Whether two dates may be one; the document's own day, which stands where nothing is said, fits any day of the week before it."""
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return True
    days = 7 if "inferred" in (a.basis, b.basis) else 0
    return not (_days_between(a.end, b.start) > days or _days_between(b.end, a.start) > days)


def _days_between(end: str, start: str) -> int:
    """Days from the end of one period to the start of another; 0 or less where they meet."""
    return (date.fromisoformat(start[:10]) - date.fromisoformat(end[:10])).days


def _is_additional(context: Context, candidate: EventCandidate) -> bool:
    """ "also signed": the text itself says that this is another act."""
    verb = context.tree.clause_head(candidate.trigger.token)
    return any(t.text.lower() in ("also", "again", "another", "second", "separately") for i in {verb, candidate.trigger.token}
               for t in context.tree.iter_children(i, "advmod", "amod", "det"))  # fmt: skip


def _are_one_act(context: Context, a: Draft, b: Draft) -> bool:
    """ "marched to protest", "fired tear gas at": one word of a clause depends on the other, and nobody else acts or is acted on."""
    first, second = a.candidates[-1], b.candidates[0]
    if first.sentence != second.sentence or (a.mode != b.mode and (a.event_type == "CONSULT" or (a.mode and b.mode))):
        return False
    i, j = first.trigger.token, second.trigger.token
    linked = any(t.i == i for t in context.tree.iter_ancestors(j)) or any(t.i == j for t in context.tree.iter_ancestors(i))
    coordinated = context.analysis.tokens[j].deprel == "conj" or context.analysis.tokens[i].deprel == "conj"
    return linked and not coordinated and _nested(_keys(a.actors), _keys(b.actors)) and _nested(_keys(a.recipients), _keys(b.recipients))


def _same_event(context: Context, a: Draft, b: Draft) -> bool:
    """Tells whether two drafts tell one event (DOMAIN, sections 4.7 and 6, rule 9)."""
    if a.event_type != b.event_type or _is_additional(context, b.candidates[0]):
        return False
    actual_a, actual_b = a.status in _TELLINGS_OF_FACT, b.status in _TELLINGS_OF_FACT
    if (a.status != b.status and not (actual_a and actual_b)) or not _when_fits(a.when, b.when):
        return False
    if a.place is not None and b.place is not None and a.place.id != b.place.id and a.place.resolution == b.place.resolution:
        return False
    if a.event_type == "ASSAULT" and a.mode and b.mode and a.mode != b.mode:
        return False
    if a.event_type == "CONSULT":
        apart = {"visit", "phone"}
        alike = a.mode == b.mode or not {a.mode, b.mode} & apart
    else:
        alike = (a.cameo == b.cameo and a.specific and b.specific) or bool(a.stems & b.stems)
    alike = alike or _are_one_act(context, a, b)
    if a.event_type in RECIPROCAL and "visit" not in (a.mode, b.mode):
        all_a, all_b = _keys(a.actors | a.recipients), _keys(b.actors | b.recipients)
        return alike and _nested(all_a, all_b) and (bool(all_a & all_b) or not all_b)
    left, right = (_keys(a.actors), _keys(b.actors)), (_keys(a.recipients), _keys(b.recipients))
    shared = (left[0] & left[1]) | (right[0] & right[1])
    return alike and _nested(*left) and _nested(*right) and bool(shared)


def _merge(into: Draft, other: Draft) -> None:
    known = set(into.actors | into.recipients)
    same_side = _keys(into.actors | into.recipients)
    joint = into.event_type in RECIPROCAL and into.mode != "visit"
    new_actors = {i: p for i, p in other.actors.items() if i not in known and not _keys({i: p}) & same_side}
    new_recipients = {i: p for i, p in other.recipients.items() if i not in known and not _keys({i: p}) & same_side}
    if not into.actors or (joint and len(same_side) < 2):
        into.actors |= new_actors
    if not into.recipients:
        if joint and len(same_side) < 2:
            into.actors |= new_recipients
        elif not joint:
            into.recipients |= new_recipients
    into.candidates += other.candidates
    into.stems |= other.stems
    into.objects += [o for o in other.objects if o not in into.objects]
    into.place = into.place or other.place
    into.status = min(into.status, other.status, key=_STRENGTH.index)
    if into.when.basis == "inferred" and other.when.basis != "inferred" and other.when.start is not None:
        into.when = other.when
    into.cameo = into.cameo if not into.cameo.endswith("0") else other.cameo


def is_denial(context: Context, candidate: EventCandidate) -> bool:
    """Tells whether the event is the act of denying something said."""
    word = context.analysis.tokens[candidate.trigger.token].text
    return candidate.trigger.event_type == "REJECT" and speech_act_of(word) == "denial"


def draft_events(context: Context) -> tuple[list[Draft], list[Rejection]]:
    """Returns the document's events, repeated tellings merged, and what was dropped for want of a party."""
    drafts: list[Draft] = []
    rejections = []
    for candidate in context.events:
        draft = _draft(context, candidate)
        if is_denial(context, candidate):  # DOMAIN, section 6, rule 5: a denial is a stance; its event is the mirror CAMEO 016
            draft.cameo = DENY
        same = next((d for d in drafts if _same_event(context, d, draft)), None)
        if same is not None:
            _merge(same, draft)
        elif draft.actors or draft.recipients:
            drafts.append(draft)
        else:
            span = context.span((candidate.trigger.token, candidate.trigger.token + 1))
            rejections.append(Rejection(stage="extract", code="DRG-EXTRACT-001", span=span,
                                        message=f"{candidate.trigger.event_type} at {span.text!r} names no party"))  # fmt: skip
    return drafts, rejections


def make_event(context: Context, draft: Draft) -> Event:
    """Makes the record of a merged event and stores its explanation."""
    first = max(draft.candidates, key=lambda c: (c.segment_kind != "headline", c.confidence))
    kind = event_types()[draft.event_type]
    trigger = context.span((first.trigger.token, first.trigger.token + 1))
    evidence = tuple(dict.fromkeys(context.span(c.evidence()) for c in (first, *draft.candidates)))
    contexts = tuple(sorted({name for c in draft.candidates for name in c.trigger.contexts}))
    actors, recipients = tuple(draft.actors.values()), tuple(draft.recipients.values())
    identity = make_id(
        "ev", context.document.id, draft.event_type, draft.cameo, [p.actor for p in actors], [p.actor for p in recipients],
        draft.when.start, draft.status, trigger,
    )  # fmt: skip
    codable = all(p.country is not None for p in actors) and bool(actors) and (bool(recipients) or not kind.requires_recipient)
    event = Event(
        id=identity, event_type=draft.event_type, modes=(draft.mode,) if draft.mode else (), contexts=contexts, cameo=draft.cameo,
        quad=kind.quad, intensity=intensity_of(draft.event_type, draft.mode), actors=actors, recipients=recipients, when=draft.when,
        place=draft.place.id if draft.place else None, local_time=_local_time(context, draft), status=draft.status, trigger=trigger,
        exportable=codable and draft.cameo != DENY and draft.status not in NOT_EXPORTED,
        evidence=evidence, confidence=context.calibrate("event", max(c.confidence for c in draft.candidates)),
        source_chain=chain_of(context, first.statement),
    )  # fmt: skip
    steps = [s for c in draft.candidates for s in c.steps]
    if len(draft.candidates) > 1:
        steps.append(Step(stage="merge", decision=f"{len(draft.candidates)} tellings are one event", because="same type, parties and date"))
    steps.append(Step(stage="code", decision=f"CAMEO {draft.cameo}", because="corpus votes for trigger, mode and context", span=trigger))
    for i in [*draft.actors, *draft.recipients]:
        steps += context.entities.items[i].steps
    context.explanations[identity] = tuple(steps)
    return event


def _local_time(context: Context, draft: Draft) -> str | None:
    """The minute of an event of one day whose time words name a clock time, with the offset of its place."""
    when = draft.when
    if when.span is None or when.start is None or when.start != when.end:
        return None
    if not any(context.is_own_time(when.span, c.roles["time"], c.sentence, c.trigger.token) for c in draft.candidates):
        return None
    return local_time(when.span.text, when.start, context.zones.get(draft.place.id) if draft.place else None)


def event_ids_by_candidate(drafts: list[Draft], events: list[Event]) -> dict[int, RecordId]:
    """Maps the trigger token of each telling to the id of its event."""
    return {c.trigger.token: event.id for draft, event in zip(drafts, events, strict=True) for c in draft.candidates}
