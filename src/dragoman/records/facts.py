"""The record types: actors, places, events, statements, claims, agreements and the rest (contract: docs/records.md)."""

from __future__ import annotations

from typing import Literal

from dragoman.records.values import ChainLink, Factuality, Party, RecordId, Span, Status, Tri, Value, When


class Role(Value, frozen=True, kw_only=True):
    """A title or office that the document gives an actor."""

    title: str
    span: Span


class Step(Value, frozen=True, kw_only=True):
    """One step of an explanation: what was decided, by which rule or head, on which words, how surely (0 to 1)."""

    stage: str
    decision: str
    because: str
    score: float | None = None
    span: Span | None = None


class Actor(Value, frozen=True, kw_only=True):
    """Whoever can act, hold a stance or be acted on."""

    id: RecordId
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    agent_of: RecordId | None = None
    wikidata: str | None = None
    mentions: tuple[Span, ...] = ()


class Place(Value, frozen=True, kw_only=True):
    """A located thing; coordinates in degrees (WGS 84). A site within a town has the town's point and, in ``within``, its id."""

    id: RecordId
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    resolution: Literal["sub_city", "city", "district", "province", "country", "region", "water", "unknown"] = "unknown"
    within: RecordId | None = None
    mentions: tuple[Span, ...] = ()


class Sourced(Value, frozen=True, kw_only=True):
    """What every sourced record has: id, evidence (never empty), confidence and the source chain, outermost first."""

    id: RecordId
    evidence: tuple[Span, ...]
    confidence: float
    source_chain: tuple[ChainLink, ...] = ()


class Casualties(Value, frozen=True, kw_only=True):
    """Persons reported dead and injured; None if not stated."""

    dead: int | None = None
    injured: int | None = None


class Event(Sourced, frozen=True, kw_only=True):
    """A happening or speech act of political weight (PLOVER 2.0, with the CAMEO code)."""

    event_type: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: str
    intensity: float
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    when: When
    place: RecordId | None = None
    local_time: str | None = None
    status: Status
    trigger: Span
    casualties: Casualties = Casualties()
    objects: tuple[RecordId, ...] = ()
    exportable: bool = True


class Statement(Sourced, frozen=True, kw_only=True):
    """An attribution: somebody's words, thought or attitude as reported."""

    speaker: Party | None
    cue: Span
    content: tuple[Span, ...]
    quote_type: Literal["direct", "indirect", "mixed"]
    speech_act: str
    addressee: Party | None = None
    channel: str | None = None
    when: When
    place: RecordId | None = None
    topics: tuple[str, ...] = ()
    claims: tuple[RecordId, ...] = ()


class Stance(Value, frozen=True, kw_only=True):
    """A holder's position on a claim."""

    holder: Party
    stance: str
    factuality: Factuality
    statement: RecordId | None = None
    span: Span


class Claim(Sourced, frozen=True, kw_only=True):
    """A proposition that can be held or denied, with those who do."""

    proposition: str
    predicate: str
    arguments: dict[str, Party]
    stances: tuple[Stance, ...]
    status: Status
    author_commitment: Factuality


class Stage(Value, frozen=True, kw_only=True):
    """A stage that an agreement or measure has reached."""

    stage: str
    when: When
    span: Span


class Atop(Value, frozen=True, kw_only=True):
    """The ATOP obligation vector of an agreement."""

    defense: Tri = "not_stated"
    offense: Tri = "not_stated"
    neutrality: Tri = "not_stated"
    nonaggression: Tri = "not_stated"
    consultation: Tri = "not_stated"


class AgreementRole(Value, frozen=True, kw_only=True):
    """Who has a part in an agreement without being bound by it: mediator, witness, depositary or guarantor."""

    party: Party
    role: str


class AgreementRelation(Value, frozen=True, kw_only=True):
    """How an agreement stands to another one: it replaces, amends, extends, implements or revives it."""

    relation: str
    other: RecordId


class Agreement(Sourced, frozen=True, kw_only=True):
    """An instrument, or reported understanding, between actors; ``background`` where the text only recalls it."""

    names: tuple[Span, ...]
    form: str
    parties: tuple[Party, ...]
    stages: tuple[Stage, ...]
    place: RecordId | None = None
    term: str = "not_stated"
    topics: tuple[str, ...] = ()
    atop: Atop = Atop()
    others: tuple[AgreementRole, ...] = ()
    relations: tuple[AgreementRelation, ...] = ()
    background: bool = False


class ObligationTrigger(Value, frozen=True, kw_only=True):
    """What sets off a duty."""

    type: str = "none"
    subject: RecordId | None = None


class ObligationAction(Value, frozen=True, kw_only=True):
    """What the duty demands."""

    verb: str
    kind: str = "unspecified"
    quantity: str | None = None


class Obligation(Sourced, frozen=True, kw_only=True):
    """One directed duty, prohibition or permission."""

    obligor: Party
    beneficiary: Party | None
    instrument: RecordId | None = None
    type: str
    trigger: ObligationTrigger = ObligationTrigger()
    action: ObligationAction
    bindingness: str = "not_stated"
    deadline: When | None = None
    status: str = "undertaken"
    reciprocity_group: str | None = None


class Measure(Sourced, frozen=True, kw_only=True):
    """A coercive measure or regime."""

    senders: tuple[Party, ...]
    targets: tuple[Party, ...]
    stage: str
    types: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    lateralism: str = "not_stated"
    when: When


class Transfer(Sourced, frozen=True, kw_only=True):
    """Movement, real or alleged, of goods, technology, money or people."""

    supplier: Party | None
    recipient: Party | None
    kind: str
    items: tuple[Span, ...]
    status: Status
    in_return_for: RecordId | None = None
    claims: tuple[RecordId, ...] = ()
    quantity: str | None = None
    value: str | None = None
    when: When


class Participant(Value, frozen=True, kw_only=True):
    """A party of a meeting and its part in it: visitor, host, member, mediator, observer."""

    party: Party
    role: str


class Meeting(Sourced, frozen=True, kw_only=True):
    """Visit, summit, call, session or ceremony."""

    kind: str
    participants: tuple[Participant, ...]
    place: RecordId | None = None
    host_country: str | None = None
    start: When
    end: When | None = None
    status: str
    part_of: RecordId | None = None
    background: bool = False


class SituationName(Value, frozen=True, kw_only=True):
    """A name that somebody gives a situation."""

    span: Span
    holder: Party | None = None


class Situation(Sourced, frozen=True, kw_only=True):
    """An ongoing state of affairs that events refer to."""

    kind: str
    parties: tuple[Party, ...] = ()
    names: tuple[SituationName, ...] = ()


class Check(Value, frozen=True, kw_only=True):
    """Result of checking a comparative claim on the record."""

    result: Literal["holds", "fails", "undetermined"] = "undetermined"
    coverage: str = "not_stated"
    counterexamples: tuple[RecordId, ...] = ()


class ComparativeClaim(Sourced, frozen=True, kw_only=True):
    """A claim that ranks or dates something against the past."""

    claimant: Party | None
    kind: str
    measure: str
    subject: str
    window: When
    hedge: Span | None = None
    check: Check = Check()
