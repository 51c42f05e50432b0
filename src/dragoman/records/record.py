"""The coded document: what ``dragoman code`` gives for one input (contract: docs/records.md)."""

from __future__ import annotations

import msgspec

from dragoman.records.document import DocumentHeader
from dragoman.records.facts import (
    Actor,
    Agreement,
    Claim,
    ComparativeClaim,
    Event,
    Measure,
    Meeting,
    Obligation,
    Place,
    Situation,
    Statement,
    Step,
    Transfer,
)  # fmt: skip
from dragoman.records.values import RecordId, Span, Value

SCHEMA_VERSION = "1"


class Rejection(Value, frozen=True, kw_only=True):
    """Something that was not coded, and why; stored so that drops can be counted."""

    stage: str
    code: str
    message: str
    span: Span | None = None
    path: str | None = None


class Provenance(Value, frozen=True, kw_only=True):
    """Which program, model and settings made the record, and when (``coded_at`` is None unless a clock is passed in)."""

    dragoman: str
    model: str
    model_sha256: str
    config_sha256: str
    coded_at: str | None = None


class Record(Value, frozen=True, kw_only=True):
    """Everything that one document yields."""

    schema_version: str = SCHEMA_VERSION
    document: DocumentHeader
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    measures: tuple[Measure, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    situations: tuple[Situation, ...] = ()
    comparative_claims: tuple[ComparativeClaim, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    provenance: Provenance

    def to_json(self) -> bytes:
        """Returns the record as one line of JSON, in the order of the contract."""
        return msgspec.json.encode(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Record:
        """Reads what ``to_json`` wrote; raises msgspec.ValidationError where it does not follow the contract."""
        return msgspec.json.decode(data, type=cls)


class CodedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A record together with the text that it was coded from and the explanation of each of its parts."""

    text: str
    record: Record
    explanations: dict[RecordId, tuple[Step, ...]]
