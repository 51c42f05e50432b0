"""The nouns: every record type of the contract, immutable and checked at construction."""

from dragoman.records.analysis import Analysis, Attribution, LedgerFrame, MentionSpan, RoleFiller, Sentence, Token, Trigger
from dragoman.records.document import Document, DocumentHeader, Segment
from dragoman.records.facts import (
    Actor,
    Agreement,
    AgreementRelation,
    AgreementRole,
    Atop,
    Casualties,
    Check,
    Claim,
    ComparativeClaim,
    Event,
    Measure,
    Meeting,
    Obligation,
    ObligationAction,
    ObligationTrigger,
    Participant,
    Place,
    Role,
    Situation,
    SituationName,
    Sourced,
    Stage,
    Stance,
    Statement,
    Step,
    Transfer,
)  # fmt: skip
from dragoman.records.record import SCHEMA_VERSION, CodedDocument, Provenance, Record, Rejection
from dragoman.records.values import ChainLink, Party, RecordId, SegmentKind, Span, Status, Value, When, make_id

__all__ = [
    "SCHEMA_VERSION", "Actor", "Agreement", "AgreementRelation", "AgreementRole", "Analysis", "Atop",
    "Attribution", "Casualties", "ChainLink", "Check", "Claim",
    "CodedDocument", "ComparativeClaim", "Document", "DocumentHeader", "Event",
    "LedgerFrame", "Measure", "Meeting", "MentionSpan", "Obligation",
    "ObligationAction", "ObligationTrigger", "Participant", "Party", "Place", "Provenance", "Record", "RecordId", "Rejection", "Role",
    "RoleFiller", "Segment", "SegmentKind", "Sentence", "Situation", "SituationName", "Sourced", "Span", "Stage", "Stance", "Statement", "Status",
    "Step", "Token", "Transfer", "Trigger", "Value", "When", "make_id",
]  # fmt: skip
