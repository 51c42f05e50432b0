"""Demands made by a modal verb in what somebody says: "Putin said the sanctions should be reviewed" is a request (DOMAIN, section 6, rule 6)."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.extract.events import TREE_SCORE, EventCandidate
from dragoman.extract.statements import StatementCandidate
from dragoman.extract.status import OUGHT, Reading
from dragoman.extract.tree import SpanKey, Tree
from dragoman.records import Analysis, Step, Trigger

#: What is demanded -> the mode of REQUEST (PLOVER 2.0 codebook, REQUEST).
_MODE_OF_ACT = {"AID": "assist", "CONSULT": "meet", "CONCEDE": "yield", "RETREAT": "yield", "SANCTION": "yield", "COERCE": "change"}


def _demanded(tree: Tree, analysis: Analysis, statement: StatementCandidate) -> int | None:
    """The verb of the first act that the statement says should or must be done, by or to a party other than "I" and "we"."""
    parties = [m for m in analysis.mentions if m.kind != "place" and (m.start, m.end) != statement.speaker]
    for token in tree.tokens:
        if token.pos != "VERB" or not any(a <= token.i < b for a, b in statement.content) or not tree.auxiliaries(token.i) & OUGHT:
            continue
        subjects = [tree.subtree(t.i) for t in (tree.subjects(token.i) or tree.iter_children(token.i, "nsubj"))]
        if not tree.has_first_person_subject(token.i) and any(a <= m.head < b for m in parties for a, b in subjects):
            return token.i
    return None


def extract_demands(
    analysis: Analysis, tree: Tree, statements: Sequence[StatementCandidate], events: Sequence[EventCandidate], segment_kinds: Sequence[str]
) -> list[EventCandidate]:
    """Returns a REQUEST by the speaker for each statement that says what should or must be done, in text order.

    A statement that already holds or is a REQUEST gives none. The recipient is the party that would have to act.
    """
    out = []
    requests = [e for e in events if e.trigger.event_type == "REQUEST"]
    for number, statement in enumerate(statements):
        if statement.speaker is None or any(e.statement == number or statement.holds_as_cue(e.trigger.token) for e in requests):
            continue
        verb = _demanded(tree, analysis, statement)
        if verb is None:
            continue
        subjects = {t.i for t in (tree.subjects(verb) or tree.iter_children(verb, "nsubj"))}
        passive = any(t.deprel == "nsubj:pass" for t in tree.iter_children(verb, "nsubj"))
        mentions = [(m.start, m.end) for m in analysis.mentions if m.head in subjects and m.kind != "place"]
        recipients: list[SpanKey] = [] if passive else [m for m in mentions if m != statement.speaker]
        acts = [e.trigger for e in events if e.trigger.token in {verb, *subjects}]
        mode = next((_MODE_OF_ACT[t.event_type] for t in acts if t.event_type in _MODE_OF_ACT), None)
        contexts = tuple(sorted({name for t in acts for name in t.contexts}))
        trigger = Trigger(
            token=verb, event_type="REQUEST", score=statement.score, status="asserted", status_score=1.0, mode=mode, contexts=contexts, roles=()
        )  # fmt: skip
        because = "rule: the speaker says that it should or must be done"
        steps = [
            Step(stage="trigger", decision="REQUEST", because=because, score=statement.score, span=analysis.span(verb, verb + 1)),
            Step(stage="role", decision="actor", because="speaker of the statement", score=statement.score, span=analysis.span(*statement.speaker)),
        ]
        sentence = tree.tokens[verb].sentence
        roles = {"actor": [statement.speaker], "recipient": recipients, "place": [], "time": [], "object": []}
        out.append(
            EventCandidate(
                trigger=trigger, roles=roles, status=Reading("asserted", "rule: the author reports the demand", 1.0), statement=number, sentence=sentence,
                segment_kind=segment_kinds[analysis.sentences[sentence].segment], confidence=round(statement.score * TREE_SCORE, 4), steps=steps,
            )
        )  # fmt: skip
    return out
