"""Demands made by a modal verb in what somebody says: "Putin said the sanctions should be reviewed" is a request (DOMAIN, section 6, rule 6)."""

from __future__ import annotations

import msgspec

from dragoman.extract.events import EventCandidate
from dragoman.extract.statements import StatementCandidate
from dragoman.extract.status import DEONTIC_RULE, Reading
from dragoman.extract.tree import Tree
from dragoman.records import Step

#: What is demanded -> the mode of REQUEST (PLOVER 2.0 codebook, REQUEST).
_MODE_OF_ACT = {"AID": "assist", "CONSULT": "meet", "CONCEDE": "yield", "RETREAT": "yield", "SANCTION": "yield", "COERCE": "change"}


def extract_demands(tree: Tree, statements: list[StatementCandidate], events: list[EventCandidate]) -> list[EventCandidate]:
    """Returns a REQUEST by the speaker for each act that the speaker says should or must be done; one for each statement.

    A statement that already holds or is a REQUEST gives none. The recipient is the party that would have to act.
    """
    out = []
    asked = {e.statement for e in events if e.trigger.event_type == "REQUEST"}
    asked |= {i for i, s in enumerate(statements) for e in events if e.trigger.event_type == "REQUEST" and s.holds_as_cue(e.trigger.token)}
    for event in events:
        if event.status.because != DEONTIC_RULE or event.statement is None or event.statement in asked:
            continue
        speaker = statements[event.statement].speaker
        if speaker is None:
            continue
        asked.add(event.statement)
        passive = any(t.deprel == "nsubj:pass" for t in tree.iter_children(event.trigger.token, "nsubj"))
        roles = {"actor": [speaker], "recipient": [] if passive else [s for s in event.roles["actor"] if s != speaker], "place": [], "time": [], "object": []}
        trigger = msgspec.structs.replace(event.trigger, event_type="REQUEST", mode=_MODE_OF_ACT.get(event.trigger.event_type), status="asserted", roles=())
        steps = [Step(stage="trigger", decision="REQUEST", because="rule: the speaker says that it should or must be done", score=event.trigger.score),
                 Step(stage="role", decision="actor", because="speaker of the statement", score=statements[event.statement].score)]  # fmt: skip
        out.append(
            EventCandidate(
                trigger=trigger, roles=roles, status=Reading("asserted", "rule: the author reports the demand", 1.0), statement=event.statement,
                sentence=event.sentence, segment_kind=event.segment_kind, confidence=event.confidence, steps=steps,
            )
        )  # fmt: skip
    return out
