"""Meetings: visits, summits, talks, calls and ceremonies, with who took part as what (DOMAIN, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.pipeline.events import Draft
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Event, LedgerFrame, Meeting, Participant, Party, Place, RecordId, Span, Status, When, make_id

#: "There" takes up a place named in this many sentences before.
THERE_SENTENCES = 2
_NOUNS = re.compile(r"^(?:summit|talks|negotiations|visit|trip|meeting|ceremony|reception|dinner|banquet|session|conference|call|visits|meetings)$", re.I)
_CANCELLED = re.compile(r"\b(?:cancel\w*|call\w* off|scrap\w*|abandon\w*)\b", re.I)
_POSTPONED = re.compile(r"\b(?:postpon\w*|put off|delay\w*|defer\w*)\b", re.I)
_REFUSED = re.compile(r"\b(?:refus\w*|reject\w*|declin\w*|boycott\w*|snub\w*|pull\w* out of)\b", re.I)
_MEDIATOR = re.compile(r"\b(?:mediat\w*|broker\w*|facilitat\w*|led by|chaired)\b", re.I)


@dataclass(slots=True)
class _Draft:
    kind: str
    members: list[tuple[Party, str]]
    place: Place | None
    when: When
    status: str
    word: int
    words: set[int]
    evidence: list[Span]
    background: bool
    events: list[RecordId] = field(default_factory=list)


def _clause(reading: Reading, i: int) -> str:
    """The words of the clause of ``i``: its verb, with what governs it."""
    tree = reading.context.tree
    verb = i if tree.tokens[i].pos == "VERB" else governor_of(tree, i)
    words = [tree.tokens[i].text]
    if verb is not None:
        words += [t.text for t in tree.iter_children(verb, "compound", "advmod", "aux")] + [tree.tokens[verb].text, tree.tokens[tree.tokens[verb].head].text]
        words += [f"{tree.tokens[verb].text} {t.text}" for t in tree.iter_children(verb, "compound")]
    return " ".join(words)


def _of_frame(reading: Reading, frame: LedgerFrame) -> _Draft:
    """A meeting that the language model found, with who takes part as what."""
    kind, i = frame.kinds[0], frame.token
    members = [(p, "visitor" if kind == "visit" else "member") for p in reading.expand(reading.parties_in(reading.fillers(frame, "giver")))]
    known = {p.actor for p, _ in members}
    members += [(p, "host") for p in reading.expand(reading.parties_in(reading.fillers(frame, "taker"))) if p.actor not in known]
    members += [(p, "mediator") for p in reading.parties_in(reading.fillers(frame, "mediator")) if p.actor not in known]
    places = [j for span in reading.fillers(frame, "place") for j in range(*span)]
    place = reading.place(places) or _there(reading, i)
    hosted = any(r == "host" for _, r in members) or kind != "visit" or place is None
    if not hosted and place is not None and place.country and place.country not in {p.country for p, _ in members}:
        members.append((reading.state(place.country, place.mentions[0] if place.mentions else None), "host"))
    status: Status = "scheduled" if frame.stage == "planned" else "asserted"
    times = reading.fillers(frame, "time")
    when = reading.context.when(times, reading.sentence(i), i, status) if times else reading.when(i, status)
    words = [i, *reading.heads(reading.fillers(frame, "giver", "taker", "place"))]
    background = reading.context.is_long_past(when) or when.precision == "open"
    return _Draft(kind, members, place, when, _told(reading, frame, when), i, {i}, [reading.evidence(words)], background)


def _told(reading: Reading, frame: LedgerFrame, when: When) -> str:
    """The status that the words over the meeting tell, else the language model's: "were put off", "are meeting"."""
    tree, i = reading.context.tree, frame.token
    clause = _clause(reading, i)
    if _POSTPONED.search(clause):
        return "postponed"
    if _CANCELLED.search(clause):
        return "cancelled"
    being = {t.text.lower() for t in tree.iter_children(i, "aux", "cop")} & {"is", "are", "was", "were"}
    going_on = being and tree.tokens[i].text.lower().endswith("ing") and reading.context.days_since(when) == 0
    return "under_way" if going_on and frame.stage == "held" else frame.stage


def _there(reading: Reading, i: int) -> Place | None:
    """The place that "there" takes up: the last one that the sentences before name."""
    tree = reading.context.tree
    words = [i] + ([v] if (v := governor_of(tree, i)) is not None else [])
    if not any(t.text.lower() == "there" and t.deprel.startswith("advmod") for w in words for t in tree.iter_children(w)):
        return None
    sentence = reading.sentence(i)
    before = [j for j in reading.place_at if sentence - THERE_SENTENCES <= reading.sentence(j) <= sentence and j < i]
    return reading.place_at[max(before)] if before else None


def _place_near(reading: Reading, i: int) -> Place | None:
    tree = reading.context.tree
    words = [i] + ([v] if (v := governor_of(tree, i)) is not None else [])
    for word in words:
        frame = frame_of_verb(tree, word) if tree.tokens[word].pos == "VERB" else frame_of_noun(tree, word)
        place = reading.place(frame.case("in", "at"))
        if place is not None:
            return place
    return None


def _signings(reading: Reading, clusters: Sequence[Cluster]) -> Iterator[_Draft]:
    """The signing of an agreement by named persons."""
    tree = reading.context.tree
    for cluster in clusters:
        signed = [m for m in cluster.mentions if m.stage in ("signed", "initialled") and m.verb is not None]
        people: dict[str, Party] = {}
        words: list[int] = []
        for mention in signed:
            assert mention.verb is not None
            frame = frame_of_verb(tree, mention.verb)
            for party in reading.parties([*frame.agents, *frame.case("with")]):
                if party.sector is not None and _is_person(reading, party):
                    people.setdefault(party.actor, party)
            words.append(mention.verb)
        if len(people) < 1 or not signed:
            continue
        first = max(signed, key=lambda m: (not m.headline, -m.word))
        assert first.verb is not None and first.when is not None
        place = _place_near(reading, first.verb)
        yield _Draft(
            "signing",
            [(p, "member") for p in people.values()],
            place,
            first.when,
            "held",
            first.verb,
            set(words),
            [reading.evidence([first.verb, *range(*first.key)])],
            cluster.background,
        )


def _is_person(reading: Reading, party: Party) -> bool:
    return any(e.reading.person_name is not None and reading.context.ids[i] == party.actor for i, e in enumerate(reading.context.entities.items))


def _codes(draft: _Draft) -> set[str]:
    return {p.country or p.actor for p, _ in draft.members}


def _nested_names(a: _Draft, b: _Draft) -> bool:
    """Whether one side's visitors are only the state of the other's: "Italy's visit" and "Meloni's visit"."""
    states = [{p.country for p, role in d.members if role == "visitor" and p.actor.startswith("ac-") and p.country is not None} for d in (a, b)]
    persons = [any(p.name.istitle() and " " in p.name for p, role in d.members if role == "visitor") for d in (a, b)]
    return bool(states[0] & states[1]) and not all(persons)


_FAMILY = {
    "talks": 0,
    "summit": 0,
    "greeting": 3,
    "multilateral": 0,
    "visit": 1,
    "call": 2,
    "ceremony": 3,
    "reception": 4,
    "press_event": 5,
    "signing": 6,
    "gift_exchange": 7,
}


def _same(a: _Draft, b: _Draft) -> bool:
    if (
        _FAMILY[a.kind] != _FAMILY[b.kind]
        or a.background != b.background
        or (a.status != b.status and {a.status, b.status} & {"planned", "refused", "cancelled", "postponed"})
    ):
        return False
    left, right = _codes(a), _codes(b)
    visitors = [{p.actor for p, role in d.members if role == "visitor" and p.sector is not None and p.name != p.country} for d in (a, b)]
    if a.kind == "visit" and all(visitors) and not visitors[0] & visitors[1] and not _nested_names(a, b):
        return False
    if left and right and not (left <= right or right <= left):
        return False
    if a.when.start and b.when.start and a.when.end and b.when.end and not (a.when.start[:10] <= b.when.end[:10] and b.when.start[:10] <= a.when.end[:10]):
        return a.when.basis == "inferred" or b.when.basis == "inferred"
    return bool(left & right) and (a.place is None or b.place is None or a.place.id == b.place.id or a.place.country == b.place.country)


def make_meetings(reading: Reading, events: Sequence[tuple[Draft, Event]], clusters: Sequence[Cluster]) -> tuple[list[Meeting], dict[RecordId, RecordId]]:
    """Returns the meetings of a document, and for each event that is one, its meeting."""
    found = [_of_frame(reading, f) for f in reading.frames("MEETING")]
    seen = {reading.sentence(m.word) for m in found}
    by_word = {w: m for m in found for w in m.words}
    for told, event in events:
        covering = next((by_word[c.trigger.token] for c in told.candidates if c.trigger.token in by_word), None)
        if event.event_type == "CONSULT" and covering is not None:
            covering.events.append(event.id)
    found += [m for m in _signings(reading, clusters) if reading.sentence(m.word) not in seen]
    drafts: list[_Draft] = []
    for draft in sorted(found, key=lambda d: (d.word, d.kind)):
        same = next((d for d in drafts if _same(d, draft)), None)
        if same is None:
            drafts.append(draft)
            continue
        known = {p.actor for p, _ in same.members} | {p.country for p, _ in same.members if p.country}
        same.members += [(p, r) for p, r in draft.members if p.actor not in known and p.country not in known]
        same.evidence += draft.evidence
        same.events += draft.events
        same.place = same.place or draft.place
        same.kind = min(same.kind, draft.kind, key=("summit", "talks").index) if {same.kind, draft.kind} <= {"summit", "talks"} else same.kind
        if same.when.basis == "inferred" and draft.when.basis != "inferred":
            same.when = draft.when
    kept = [d for d in drafts if _is_meeting(reading, d)]
    for draft in kept:
        if draft.place is None and draft.status == "held" and not draft.background and draft.kind in _AT_HAND:
            draft.place = _dateline(reading, draft)
    made = [_make(reading, d) for d in kept]
    return made, {event: m.id for d, m in zip(kept, made, strict=True) for event in d.events}


#: Kinds that, told as the day's news without a place, took place where the report was filed.
_AT_HAND = frozenset({"summit", "talks", "signing", "ceremony", "press_event", "multilateral", "reception"})


def _is_meeting(reading: Reading, draft: _Draft) -> bool:
    """Nobody meets alone: two parties, or one and a place for what one can hold alone; the words for the meeting are no party."""
    draft.members = [(p, r) for p, r in draft.members if not (p.country is None and p.span is not None and _NOUNS.match(p.span.text.split()[-1]))]
    if draft.kind == "talks":
        return len({p.actor for p, _ in draft.members}) > 1 or (draft.status in ("postponed", "cancelled") and bool(draft.members))
    return bool(draft.members) and (
        len(draft.members) > 1 or draft.place is not None or draft.kind in ("press_event", "signing", "visit", "reception", "ceremony")
    )


def _dateline(reading: Reading, draft: _Draft) -> Place | None:
    """The place of the dateline, for what the report tells of its own day or the day before."""
    context = reading.context
    day = context.document.published_at
    if day is None or draft.when.start is None:
        return None
    near = draft.when.end is not None and draft.when.end[:10] >= day[:8] and draft.when.start[:7] == day[:7]
    return context.dateline() if near and draft.when.precision in ("day", "part_of_day", "minute") else None


def _make(reading: Reading, draft: _Draft) -> Meeting:
    evidence = tuple(dict.fromkeys(draft.evidence))
    host = next((p.country for p, role in draft.members if role == "host" and p.country), None)
    if host is None and draft.kind == "visit" and draft.place is not None:
        host = draft.place.country
    identity = make_id("me", reading.context.document.id, draft.kind, sorted(_codes(draft)), draft.status, draft.when.start, evidence[0])
    reading.explain(identity, "meeting", draft.kind, "rule: the words that name the meeting and the parties of its event", evidence[0])
    return Meeting(
        id=identity,
        kind=draft.kind,
        participants=tuple(Participant(party=p, role=r) for p, r in draft.members),
        place=draft.place.id if draft.place else None,
        host_country=host,
        start=draft.when,
        status=draft.status,
        background=draft.background,
        evidence=evidence,
        confidence=0.5,
        source_chain=reading.chain(draft.word),
    )
