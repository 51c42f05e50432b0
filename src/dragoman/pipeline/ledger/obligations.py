"""Obligations: directed duties from agreements, laws and pledges (DOMAIN, 4.12). "Mutual" is two records in one reciprocity group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.extract.frames import frame_of_verb
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import is_of_sides, parties_of
from dragoman.pipeline.sides import side_of
from dragoman.records import LedgerFrame, Obligation, ObligationAction, ObligationTrigger, Party, RecordId, Span, When, make_id

_QUANTITY = re.compile(
    r"(?:[$€£]\s?\d[\d.,]*(?:\s(?:million|billion|trillion))?|\b\d[\d.,]*(?:\s(?:million|billion|per ?cent|percent|%))?(?:\s[\w-]+){1,2})", re.I
)
_ECONOMIC = re.compile(r"[$€£]|\b(?:million|billion|loan|aid|trade|gas|oil|grain)\b", re.I)
_MILITARY = re.compile(r"\b(?:military|arms|weapon|troop|missile|tank|jet|force|attack|defen[cs]e)", re.I)
#: Duties that an agreement lays on its parties once, however often the text tells of them.
_ONCE = frozenset({"aid_if_attacked", "no_aggression", "cease_fire", "consult", "stay_neutral"})
_IF_ATTACKED = re.compile(
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
_NEAR_SENTENCES = 2


@dataclass(slots=True)
class _Duty:
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


def _cluster_at(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """Returns the agreement named in the sentence of word ``i``, else in the two sentences before it."""
    number = reading.sentence(i)
    best: tuple[int, int] | None = None
    found = None
    for cluster in clusters:
        for mention in cluster.mentions:
            at = reading.sentence(mention.word)
            if mention.headline or not 0 <= number - at <= _NEAR_SENTENCES:
                continue
            rank = (number - at, abs(mention.word - i))
            if best is None or rank < best:
                best, found = rank, cluster
    return found


def _beneficiaries_of(reading: Reading, kind: str, bindingness: str, obligors: Sequence[Party], cluster: Cluster | None) -> list[Party]:
    """Returns for whose good a duty is that names nobody: the one other party of its agreement, else for some duties the other side of the story."""
    bound = {side_of(p) for p in obligors}
    if len(obligors) == 2 and kind in _MUTUAL:
        return []
    if len(obligors) > 1 and kind == "ease_measure":  # those who hold a measure against a third
        return [p for p in reading.main_states() if side_of(p) not in bound][:1]
    if cluster is not None and bindingness != "unilateral_pledge":
        rest = [p for p in cluster.parties if side_of(p) not in bound]
        return rest if len(rest) == 1 and len(rest) < len(cluster.parties) else []
    if bindingness == "unilateral_pledge":
        return _other_state(reading, bound) if kind in _FOR_SOMEBODY else []
    return reading.counterpart(obligors) if len(obligors) == 1 and kind in _OWED else []


def _other_state(reading: Reading, bound: set[str]) -> list[Party]:
    """The one state that the story is about beside whoever pledges."""
    rest = [p for p in reading.main_states() if side_of(p) not in bound]
    countries = {p.country for p in rest}
    return sorted(rest, key=lambda p: p.sector not in ("GOV", None))[:1] if len(countries) == 1 else []


def _deadline_of(reading: Reading, i: int) -> When | None:
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


def _trigger_of(kind: str, sentence: str) -> str:
    """Returns what makes a duty due."""
    if kind == "aid_if_attacked":
        return "armed_attack"
    return next((t for t, p in _TRIGGERS if re.search(p, sentence, re.I)), "none")


def _frame_duty(reading: Reading, frame: LedgerFrame, clusters: Sequence[Cluster]) -> _Duty | None:
    """A duty that the language model found; sides that it speaks of are those of the agreement."""
    i, kind = frame.token, frame.kinds[0]
    cluster = _cluster_at(reading, i, clusters) if frame.stage != "unilateral_pledge" else None
    sides = cluster.parties if cluster is not None else ()
    takers = parties_of(reading, reading.fillers(frame, "taker"), sides)
    obligors = _bound(reading, frame, sides, takers)
    if not obligors:
        return None
    mine = {side_of(o) for o in obligors}
    takers = [p for p in takers if side_of(p) not in mine]
    together = len(obligors) > 1
    if not takers and kind == "withdraw":  # "troops are to quit the soil of X"
        ground = parties_of(reading, reading.fillers(frame, "thing", "place"), sides)
        takers = [p for p in ground if p.country is not None and (side_of(p) not in mine or len(obligors) > 2)][:1]
        obligors = [p for p in obligors if side_of(p) not in {side_of(t) for t in takers}]
    named = bool(takers)
    takers = [p for p in takers if p.country is not None or p.sector is not None]
    if not named and not (together and len(obligors) == len(sides)):
        takers = _beneficiaries_of(reading, kind, frame.stage, obligors, cluster)
    sentence = reading.context.sentence_span(reading.sentence(i)).text
    evidence = reading.evidence([i, *reading.heads(reading.fillers(frame, "giver", "taker", "thing"))])
    return _Duty(obligors, takers[:1], kind, frame.stage, i, cluster, _trigger_of(kind, sentence), _deadline_of(reading, i), evidence.text, evidence, together)


def _bound(reading: Reading, frame: LedgerFrame, sides: Sequence[Party], takers: Sequence[Party]) -> list[Party]:
    """Who is bound: whom the model marks, else the state that grammar has do it; "they" of an agreement are its parties."""
    spans = reading.fillers(frame, "giver")
    if not spans:
        words = [(j, j + 1) for j in frame_of_verb(reading.context.tree, frame.token).agents]
        return [p for p in parties_of(reading, words, sides, but=takers) if p.country is not None]
    found = parties_of(reading, spans, sides, but=takers)
    known = {side_of(p) for p in sides}
    if len(sides) > 1 and any(is_of_sides(reading, s) for s in spans) and not {side_of(p) for p in found} <= known:
        found = parties_of(reading, spans, sides, but=takers, named=False) or found
    return [p for p in found if p.country is not None or side_of(p) in known or not any(is_of_sides(reading, s) for s in spans)]


def _mutual_aid(reading: Reading, clusters: Sequence[Cluster]) -> Iterator[_Duty]:
    """ "a vow of mutual aid if either country is attacked", "an attack on one is an attack on all": said of the agreement, not by a verb of duty."""
    for cluster in clusters:
        if len(cluster.parties) < 2:
            continue
        found = [f for number in sorted({reading.sentence(m.word) for m in cluster.mentions}) if (f := _mutual_words(reading, number))]
        if found:
            evidence = max(found, key=lambda f: f[0])[1]
            word = next(t.i for t in reading.context.tree.tokens if t.end > evidence.start)
            yield _Duty(
                list(cluster.parties),
                [],
                "aid_if_attacked",
                "treaty" if cluster.form == "treaty" else "political",
                word,
                cluster,
                "armed_attack",
                None,
                evidence.text,
                evidence,
                together=True,
            )


def _mutual_words(reading: Reading, number: int) -> tuple[bool, Span] | None:
    """The words of mutual aid in a sentence, and whether they say that it is due in case of attack."""
    span = reading.context.sentence_span(number)
    found = re.search(
        r"\b(?:(?:an?|the|their)\s+)?(?:(?:vow|pledge|promise|commitment|duty) (?:of|to) )?mutual (?:aid|assistance|defen[cs]e|help|support)\b", span.text, re.I
    )
    if found is None:
        return None
    attacked = _IF_ATTACKED.search(span.text)
    if attacked is None and not re.search(r"mutual defen[cs]e", span.text, re.I):
        return None
    near = attacked is not None and attacked.start() - found.end() < 40
    high = max(found.end(), attacked.end()) if near and attacked is not None else found.end()
    return near, reading.context.document.span(span.start + found.start(), span.start + high)


def _overlap(duty: _Duty, mutual: _Duty) -> bool:
    """Tells whether a duty is told by the words of mutual aid, which say it more fully."""
    inside = duty.evidence.start < mutual.evidence.end and mutual.evidence.start < duty.evidence.end
    return inside and duty.type in ("provide", "support", "aid_if_attacked", "cooperate_in")


def make_obligations(reading: Reading, clusters: Sequence[Cluster]) -> list[Obligation]:
    """Returns the duties of a document, one record for each who is bound and for whose good."""
    segments = [s.kind for s in reading.context.document.segments]
    framed = [f for f in reading.frames("DUTY") if segments[reading.context.analysis.sentences[reading.sentence(f.token)].segment] != "headline"]
    mutual_aid = list(_mutual_aid(reading, clusters))
    duties = [d for f in framed if (d := _frame_duty(reading, f, clusters)) and not any(_overlap(d, m) for m in mutual_aid)]
    duties += mutual_aid
    out: dict[tuple[object, ...], Obligation] = {}
    for duty in duties:
        group: str | None = None
        if duty.together and len(duty.obligors) > 1:
            group = make_id("rg", reading.context.document.id, duty.type, duty.evidence)
        mutual = duty.together and len(duty.obligors) == 2 and not duty.beneficiaries and duty.bindingness != "unilateral_pledge"
        for obligor in duty.obligors:
            others = [p for p in duty.obligors if p is not obligor]
            beneficiary = others[0] if mutual else next(iter(duty.beneficiaries), None)
            once = duty.type in _ONCE and duty.cluster is not None
            key = (
                side_of(obligor),
                side_of(beneficiary) if beneficiary else None,
                duty.type,
                duty.cluster and duty.cluster.identity,
                0 if once else duty.evidence.start,
            )
            if key not in out:
                out[key] = _make(reading, duty, obligor, beneficiary, group)
    return list(out.values())


def _make(reading: Reading, duty: _Duty, obligor: Party, beneficiary: Party | None, group: str | None) -> Obligation:
    tree = reading.context.tree
    instrument: RecordId | None = duty.cluster.identity if duty.cluster is not None else None
    mutual = duty.type == "aid_if_attacked"
    subject = beneficiary.actor if mutual and beneficiary is not None else None
    military = _MILITARY.search(duty.text) is not None
    kind = "unspecified" if mutual else "economic" if _ECONOMIC.search(duty.text) else "military" if military else "unspecified"
    identity = make_id("ob", reading.context.document.id, obligor.actor, beneficiary.actor if beneficiary else None, duty.type, instrument, duty.evidence)
    reading.explain(identity, "obligation", duty.type, f"a word of undertaking or duty: {tree.tokens[duty.word].text!r}", duty.evidence)
    quantity = _QUANTITY.search(duty.text)
    return Obligation(
        id=identity,
        obligor=obligor,
        beneficiary=beneficiary,
        instrument=instrument,
        type=duty.type,
        trigger=ObligationTrigger(type=duty.trigger, subject=subject),
        action=ObligationAction(verb="aid" if mutual else tree.tokens[duty.word].text.lower(), kind=kind, quantity=quantity.group() if quantity else None),
        bindingness=duty.bindingness,
        deadline=duty.deadline,
        reciprocity_group=group,
        evidence=(duty.evidence,),
        confidence=0.5,
        source_chain=reading.chain(duty.word),
    )
