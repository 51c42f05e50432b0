"""Meetings: visits, summits, talks, calls and ceremonies, with who took part as what (DOMAIN, 4.15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from dragoman.pipeline import sides
from dragoman.pipeline.events import Draft as EventDraft
from dragoman.pipeline.ledger.meeting_drafts import Draft, iter_drafts, iter_signings
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Event, Meeting, Participant, Party, Place, RecordId, make_id

#: A meeting that the text does not date may be the one of a day so near to the document's own.
NEAR_DAYS = 3
#: Kinds of one family may be one meeting.
_FAMILY = {
    "talks": 0, "summit": 0, "multilateral": 0, "visit": 1, "call": 2, "ceremony": 3, "signing": 3, "reception": 4, "press_event": 5, "greeting": 6,
    "gift_exchange": 7,
}  # fmt: skip
#: Kinds that, told as the day's news without a place, took place where the report was filed.
_AT_HAND = frozenset({"visit", "greeting", "summit", "talks", "signing", "ceremony", "press_event", "multilateral", "reception"})
#: Kinds that one party holds alone.
_ALONE = frozenset({"press_event", "signing", "visit", "reception", "ceremony"})
#: Kinds that others may be part of, those that hold most first.
_WHOLES = ("visit", "summit")
_NOT_HELD = frozenset({"planned", "refused", "cancelled", "postponed"})


def make_meetings(reading: Reading, events: Sequence[tuple[EventDraft, Event]]) -> tuple[list[Meeting], dict[RecordId, RecordId]]:
    """Returns the meetings of a document, and for each event that is one, its meeting."""
    found = list(iter_drafts(reading))
    seen = {reading.sentence(m.word) for m in found if m.kind in ("signing", "ceremony") and m.members}
    by_word = {w: m for m in found for w in m.words}
    for told, event in events:
        covering = next((by_word[c.trigger.token] for c in told.candidates if c.trigger.token in by_word), None)
        if event.event_type == "CONSULT" and covering is not None:
            covering.events.append(event.id)
    found += [m for m in iter_signings(reading) if reading.sentence(m.word) not in seen]
    drafts: list[Draft] = []
    for draft in sorted(found, key=lambda d: (d.word, d.kind)):
        same = next((d for d in drafts if _same(d, draft)), None)
        if same is None:
            drafts.append(draft)
        else:
            _join(same, draft)
    kept = [d for d in drafts if _is_meeting(d)]
    for draft in kept:
        draft.place = draft.place or draft.venue
        if draft.status in ("held", "under_way") and not draft.background and (draft.place is None or draft.place.resolution == "country"):
            town = _dateline(reading, draft)
            if town is not None and (draft.place is None or draft.place.country == town.country):  # the town for its state
                draft.place = town
                if draft.kind == "visit" and town.country and town.country not in _codes(draft):
                    draft.members.append((reading.state(town.country, None), "host"))
    made = [_make(reading, d) for d in kept]
    of_events = {event: m.id for d, m in zip(kept, made, strict=True) for event in d.events}
    wholes = [(d, m.id) for d, m in zip(kept, made, strict=True) if d.kind in _WHOLES]
    return [msgspec.structs.replace(m, part_of=_whole(d, wholes)) for d, m in zip(kept, made, strict=True)], of_events


def _whole(draft: Draft, wholes: Sequence[tuple[Draft, RecordId]]) -> RecordId | None:
    """The visit, else the summit, that a meeting is part of: those who meet are its visitors and hosts, at its time and in its country."""
    fits = [(_WHOLES.index(d.kind), identity) for d, identity in wholes if _is_part(draft, d)]
    return min(fits)[1] if fits else None


def _is_part(a: Draft, b: Draft) -> bool:
    if a is b or a.kind == "call" or (a.kind in _WHOLES and _WHOLES.index(a.kind) <= _WHOLES.index(b.kind)) or a.background != b.background:
        return False
    if a.status == "planned" and a.when.start is None:
        return False
    called_off = {"postponed", "cancelled", "refused"}
    if bool({a.status} & called_off) != bool({b.status} & called_off) or (a.status != "planned" and b.status == "planned"):
        return False
    guests = {p.country or p.actor for p, r in b.members if r != "host"}
    apart = a.place is not None and b.place is not None and a.place.id != b.place.id and a.place.country != b.place.country
    there = a.place is not None and b.place is not None and not apart
    return bool(_codes(a) & guests) and not apart and (there or _codes(a) <= _codes(b)) and len(_codes(b)) > 1 and _is_during(a, b)


def _is_during(a: Draft, b: Draft) -> bool:
    """Whether a meeting may fall into the days of a visit, of which texts give only the first or the last."""
    if _is_one_time(a, b):
        return True
    return bool(a.when.start and b.when.start) and abs(_days(a.when.start or "", b.when.start or "")) <= NEAR_DAYS


def _codes(draft: Draft) -> set[str]:
    return {p.country or p.actor for p, _ in draft.members}


def _nested_names(a: Draft, b: Draft) -> bool:
    """Whether one side's visitors are only the state of the other's: "Italy's visit" and "Meloni's visit"."""
    states = [{p.country for p, role in d.members if role == "visitor" and p.actor.startswith("ac-") and p.country is not None} for d in (a, b)]
    persons = [any(p.name.istitle() and " " in p.name for p, role in d.members if role == "visitor") for d in (a, b)]
    return bool(states[0] & states[1]) and not all(persons)


def _same(a: Draft, b: Draft) -> bool:
    """Whether two tellings are of one meeting."""
    if _FAMILY[a.kind] != _FAMILY[b.kind] or a.background != b.background or (a.status != b.status and {a.status, b.status} & _NOT_HELD):
        return False
    left, right = _codes(a), _codes(b)
    if a.kind == b.kind == "signing" and a.when.basis != "inferred" and a.when.start and a.when.start == b.when.start:
        return a.place is None or b.place is None or a.place.country == b.place.country
    visitors = [{p.actor for p, role in d.members if role == "visitor" and p.sector is not None and p.name != p.country} for d in (a, b)]
    if a.kind == "visit" and all(visitors) and not visitors[0] & visitors[1] and not _nested_names(a, b):
        return False
    if left and right and not (left <= right or right <= left):
        return False
    return bool(left & right) and _is_one_time(a, b) and (a.place is None or b.place is None or a.place.id == b.place.id or a.place.country == b.place.country)


def _is_one_time(a: Draft, b: Draft) -> bool:
    """Whether two dates may be of one meeting: they overlap, or one is only that of the text and the other near it."""
    if not (a.when.start and a.when.end and b.when.start and b.when.end):
        return True
    if a.when.start[:10] <= b.when.end[:10] and b.when.start[:10] <= a.when.end[:10]:
        return True
    if a.kind == b.kind == "visit" and a.place is not None and b.place is not None and not {a.status, b.status} & _NOT_HELD:
        return min(abs(_days(a.when.start, b.when.end)), abs(_days(b.when.start, a.when.end))) <= NEAR_DAYS
    apart = min(abs(_days(a.when.start, b.when.end)), abs(_days(b.when.start, a.when.end)))
    return "inferred" in (a.when.basis, b.when.basis) and apart <= NEAR_DAYS


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days


def _join(same: Draft, draft: Draft) -> None:
    known = {p.actor for p, _ in same.members} | {p.country for p, _ in same.members if p.country}
    same.members += [(p, r) for p, r in draft.members if p.actor not in known and p.country not in known]
    same.evidence += draft.evidence
    same.events += draft.events
    same.place = same.place or draft.place
    if same.place is not None and draft.place is not None and same.place.resolution == "country":
        same.place = draft.place
    if draft.kind in ("summit", "signing"):
        same.kind = draft.kind
    same.venue = same.venue or draft.venue
    same.status = "under_way" if "under_way" in (same.status, draft.status) and same.kind == "visit" else same.status
    if same.when.basis == "inferred" and draft.when.basis != "inferred":
        same.when = draft.when


def _is_meeting(draft: Draft) -> bool:
    """Nobody meets alone: two parties, one that is several, or one and a place for what one can hold alone."""
    if draft.kind == "signing" and draft.by_noun and len(draft.members) < 2:
        return False
    if draft.kind == "talks":
        several = len({p.actor for p, _ in draft.members}) > 1 or any(_is_several(p) for p, _ in draft.members)
        return several or (draft.status in ("postponed", "cancelled") and bool(draft.members))
    return bool(draft.members) and (len(draft.members) > 1 or draft.place is not None or draft.kind in _ALONE or _is_several(draft.members[0][0]))


def _is_several(party: Party) -> bool:
    """Whether a party is a body of states or a group: "NATO leaders"."""
    last = party.span.text.split()[-1] if party.span is not None else ""
    return party.country in sides.BODIES or (last.islower() and last.endswith("s"))


def _dateline(reading: Reading, draft: Draft) -> Place | None:
    """The place of the dateline, for what the report tells of its own day or the day before; visits lead abroad, and hosts stay at home."""
    context = reading.context
    found = _filed_at(reading)
    visitors, hosts = ({p.country for p, r in draft.members if r == role} for role in ("visitor", "host"))
    if found is None or (draft.kind == "visit" and (not visitors or found.country in visitors)) or (hosts and found.country not in hosts):
        return None
    if draft.kind not in _AT_HAND:
        return None
    day = context.document.published_at
    if day is None or draft.when.start is None:
        return None
    near = draft.when.end is not None and draft.when.end[:10] >= day[:8] and draft.when.start[:7] == day[:7]
    return found if near and draft.when.precision in ("day", "part_of_day", "minute") else None


def _filed_at(reading: Reading) -> Place | None:
    """The place of the dateline, by its words where the gazetteer lacks it."""
    line = reading.context.document.dateline_place
    found = reading.context.dateline()
    if found is not None or line is None:
        return found
    place = Place(id=make_id("pl", reading.context.document.id, line.text), name=line.text.title() if line.text.isupper() else line.text, mentions=(line,))
    reading.context.scene.append(place)
    return place


def _make(reading: Reading, draft: Draft) -> Meeting:
    evidence = tuple(dict.fromkeys(draft.evidence))
    host = next((p.country for p, role in draft.members if role == "host" and p.country), None)
    if host is None and draft.kind == "visit" and draft.place is not None:
        host = draft.place.country
    identity = make_id("me", reading.context.document.id, draft.kind, sorted(_codes(draft)), draft.status, draft.when.start, evidence[0])
    reading.explain(identity, "meeting", draft.kind, "rule: the words that name the meeting and the parties of its event", evidence[0])
    return Meeting(
        id=identity, kind=draft.kind, participants=tuple(Participant(party=p, role=r) for p, r in draft.members),
        place=draft.place.id if draft.place else None, host_country=host, start=draft.when, status=draft.status, background=draft.background,
        evidence=evidence, confidence=0.5, source_chain=reading.chain(draft.word),
    )  # fmt: skip
