"""What both readings of duties need: the duty in the making, its agreement, deadline, trigger, and for whose good it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.sides import side_of
from dragoman.records import Party, Span, When

IF_ATTACKED = re.compile(
    r"\b(?:if|should|in the event|when|case of)\b.{0,80}\b(?:attack\w*|aggression|invaded|war)\b|\battack\w*\s+on\s+(?:one|either|any)|\bcomes? under (?:armed )?attack",
    re.I,
)
_TRIGGERS = (
    ("request", r"\b(?:if asked|at the request|on request|upon request)\b"),
    ("breach", r"\b(?:if .{0,40}(?:violat|breach))"),
    ("event", r"\b(?:once|after|when|provided that|in return|in exchange|as soon as|if|unless|until)\b"),
)
#: Duties that are owed to the other side of the story where the text names nobody and no agreement.
_OWED = frozenset({"provide", "withdraw", "release", "restore_relations", "no_aggression", "allow_access", "cease_fire"})
#: Pledges that are for somebody's good; others that name nobody are owed to nobody.
_FOR_SOMEBODY = frozenset({"provide", "ease_measure"})


#: Duties that two parties of an agreement of more have toward each other.
_MUTUAL = frozenset({"restore_relations", "cooperate_in", "consult", "no_aggression", "aid_if_attacked", "cease_fire", "recognise"})
#: A duty is of an agreement named so many sentences before, at most.
NEAR_SENTENCES = 2


@dataclass(slots=True)
class Duty:
    """One telling of a duty: who is bound, to whom, to what."""

    obligors: list[Party]
    beneficiaries: list[Party]
    type: str
    bindingness: str
    word: int
    cluster: Cluster | None
    trigger: str
    deadline: When | None
    text: str
    evidence: Span
    together: bool


def cluster_at(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """Returns the agreement named in the sentence of word ``i``, else in the two sentences before it."""
    number = reading.sentence(i)
    best: tuple[int, int] | None = None
    found = None
    for cluster in clusters:
        for mention in cluster.mentions:
            at = reading.sentence(mention.word)
            if mention.headline or not 0 <= number - at <= NEAR_SENTENCES:
                continue
            rank = (number - at, abs(mention.word - i))
            if best is None or rank < best:
                best, found = rank, cluster
    return found


def main_agreement(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """Returns the first new agreement of the story, for duties that the text itself tells and puts under none by name."""
    fresh = [c for c in clusters if not c.background and len(c.parties) > 1 and any(m.stage for m in c.mentions)]
    return fresh[0] if fresh and reading.teller(i) is None else None


def beneficiaries_of(reading: Reading, i: int, kind: str, bindingness: str, obligors: Sequence[Party], cluster: Cluster | None) -> list[Party]:
    """Returns for whose good the duty at word ``i`` is, which names nobody: the one other party of its agreement, else for some duties the other side of the story."""
    bound = {side_of(p) for p in obligors}
    if len(obligors) == 2 and kind in _MUTUAL:
        return []
    if cluster is not None and bindingness != "unilateral_pledge":
        rest = [p for p in cluster.parties if side_of(p) not in bound]
        return rest if len(rest) == 1 and len(rest) < len(cluster.parties) else []
    if bindingness == "unilateral_pledge":
        near = [p for p in reading.states_in(reading.sentence(i)) if side_of(p) not in bound]
        return (near if len(near) == 1 else _other_state(reading, bound)) if kind in _FOR_SOMEBODY else []
    return reading.counterpart(obligors) if len(obligors) == 1 and kind in _OWED else []


def _other_state(reading: Reading, bound: set[str]) -> list[Party]:
    """The one state that the story is about beside whoever pledges."""
    rest = [p for p in reading.main_states() if side_of(p) not in bound]
    countries = {p.country for p in rest}
    return sorted(rest, key=lambda p: p.sector not in ("GOV", None))[:1] if len(countries) == 1 else []


def deadline_of(reading: Reading, i: int) -> When | None:
    """Returns by when the duty at word ``i`` is due."""
    for time in reading.context.times(reading.sentence(i)):
        before = reading.context.document.text[max(0, time.start - 12) : time.start].lower()
        if re.search(r"\b(?:by|until|before|within|from|on|no later than)\s+(?:the\s+(?:end\s+of\s+)?)?$", before) or re.match(
            r"(?:by|within|until)\b", time.text, re.I
        ):
            when = reading.context.date_of(time, tense="future")
            day = reading.context.document.published_at
            if when.precision not in ("unknown", "open") and when.end is not None and (day is None or when.end[:10] >= day[:10]):
                return when
    return None


def trigger_of(kind: str, sentence: str) -> str:
    """Returns what makes a duty due."""
    if kind == "aid_if_attacked":
        return "armed_attack"
    return next((t for t, p in _TRIGGERS if re.search(p, sentence, re.I)), "none")
