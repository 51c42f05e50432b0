"""The ledger of a document: agreements, obligations, measures, transfers, meetings, situations and comparative claims.

Rules over the dependency trees and over what the language model found; the words that they go by are in ``ontology/data/ledger.toml``.
No rule names a state, a person or an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft
from dragoman.pipeline.ledger.agreements import find_agreements, make_agreements
from dragoman.pipeline.ledger.comparisons import make_comparisons
from dragoman.pipeline.ledger.measures import make_measures
from dragoman.pipeline.ledger.meetings import make_meetings
from dragoman.pipeline.ledger.obligations import make_obligations
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.situations import make_situations
from dragoman.pipeline.ledger.transfers import make_transfers
from dragoman.records import Agreement, Claim, ComparativeClaim, Event, Measure, Meeting, Obligation, RecordId, Situation, Transfer

__all__ = ["Ledger", "make_ledger"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger records of one document, and which events are about which of them."""

    agreements: list[Agreement]
    obligations: list[Obligation]
    measures: list[Measure]
    transfers: list[Transfer]
    meetings: list[Meeting]
    situations: list[Situation]
    comparative_claims: list[ComparativeClaim]
    objects: dict[RecordId, tuple[RecordId, ...]]


def make_ledger(context: Context, events: Sequence[tuple[Draft, Event]], claims: Sequence[Claim]) -> Ledger:
    """Reads the ledger of a document after its events and claims."""
    reading = Reading(context, [d for d, _ in events], claims)
    clusters = find_agreements(reading)
    agreements = make_agreements(reading, clusters)
    meetings, meeting_of = make_meetings(reading, events)
    measures, transfers = make_measures(reading), make_transfers(reading)
    objects: dict[RecordId, tuple[RecordId, ...]] = {}
    for draft, event in events:
        words = [context.span((c.trigger.token, c.trigger.token + 1)) for c in draft.candidates]
        signed = [c.identity for c in clusters if c.identity and any(m.verb in {t.trigger.token for t in draft.candidates} for m in c.mentions)]
        about: list[RecordId] = [meeting_of[event.id]] if event.id in meeting_of else []
        about += signed
        for kinds, records in ((("SANCTION",), measures), (("AID", "COOPERATE"), transfers)):
            if event.event_type in kinds:
                about += [r.id for r in records if any(e.start <= w.start and w.end <= e.end for e in r.evidence for w in words)]
        objects[event.id] = tuple(dict.fromkeys(about))
    return Ledger(agreements, make_obligations(reading, clusters), measures, transfers, meetings, make_situations(reading), make_comparisons(reading), objects)
