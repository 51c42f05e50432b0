"""Obligations: directed duties from agreements, laws and pledges (DOMAIN, 4.12). "Mutual" is two records in one reciprocity group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.extract.duties import Duty, find_duties, words_of
from dragoman.extract.frames import frame_of_verb
from dragoman.ontology.ledger import key_of, word_set
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.duty_context import Terms, bindingness_of
from dragoman.pipeline.ledger.duty_kinds import IF_ATTACKED, kind_of, trigger_of
from dragoman.pipeline.ledger.duty_parties import MUTUAL, PRIVATE, Sides, beneficiary_of, is_for_others, obligors_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.sides import BODIES, side_of
from dragoman.records import LedgerFrame, Obligation, ObligationAction, ObligationTrigger, Party, RecordId, Span, When, make_id

_QUANTITY = re.compile(
    r"(?:[$€£]\s?\d[\d.,]*(?:\s(?:million|billion|trillion))?|\b\d[\d.,]*(?:\s(?:million|billion|per ?cent|percent|%))?(?:\s[\w-]+){1,2})", re.I
)
_ECONOMIC = re.compile(r"[$€£]|\b(?:million|billion|loan|aid|trade|gas|oil|grain)\b", re.I)
_MILITARY = re.compile(r"\b(?:military|arms|weapon|troop|missile|tank|jet|force|attack|defen[cs]e)", re.I)
#: Duties that an agreement lays on its parties once, however often the text tells of them.
_ONCE = frozenset({"aid_if_attacked", "no_aggression", "cease_fire", "consult", "stay_neutral"})
#: What a side is bound to by saying that it will do it.
_PLEDGED = frozenset("provide withdraw release disarm ease_measure restore_relations cease_fire recognise no_aggression allow_access not_object".split())
#: What is done by announcing it.
_DECLARED = frozenset({"cease_fire", "withdraw", "release", "recognise"})
#: Constructions by a word of duty; others are by a modal verb, the present tense of a text, or a noun with a time.
_BY_CUE = frozenset({"pledge", "agree", "undertake", "impose", "order", "forbid", "allow", "provide", "declare"})


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


def _told(reading: Reading, duty: Duty, frame: LedgerFrame | None, terms: Terms) -> bool:
    """Tells whether a telling lays a duty on anybody: pledges do; modal verbs do among terms, or where the language model reads one."""
    if duty.how in _BY_CUE:
        return _told_by_cue(reading, duty, terms)
    number = reading.sentence(duty.act)
    if not duty.passive and duty.bound and all(j < duty.act and key_of(reading.context.tree.tokens[j].text) in word_set("duty", "words", "instruments") for j in duty.bound):
        return False  # "the deal would feed millions": what comes of it
    under, goes_on = terms.are_told(duty), terms.go_on(duty)
    if duty.how == "noun":
        return under or frame is not None
    if duty.how == "present":
        return terms.is_under(number) or terms.is_exchange(number) or (goes_on and _of_party(reading, duty, terms))
    if frame is None and not (under or duty.negated) and _is_listed(reading, duty, "procedure"):
        return False
    if duty.how in ("must", "should") and reading.speaker(duty.cue) is not None and not terms.is_under(number):
        return False  # a demand
    if under or frame is not None:
        return True
    if duty.how == "must" and not duty.negated:  # what the text itself says somebody must do
        return True
    return (goes_on and duty.how not in ("would", "should")) or _is_own_pledge(reading, duty)


def _told_by_cue(reading: Reading, duty: Duty, terms: Terms) -> bool:
    """Tells whether a word of duty lays one on anybody: no denied or alleged pledge does, nor a party that forbids or demands."""
    if duty.how == "impose":
        return True
    if duty.how in ("forbid", "allow", "provide", "order"):
        tree = reading.context.tree
        loose = frame_of_verb(tree, duty.cue).passive or (duty.how == "allow" and tree.tokens[duty.cue].pos == "NOUN")
        return terms.of_instrument(duty) or (loose and (terms.are_told(duty) or terms.go_on(duty)))
    if _is_held_back(reading, duty) or (duty.how == "pledge" and duty.act == duty.cue and _is_empty(reading, duty.act)):
        return False
    if duty.how != "declare" and (_is_denied(reading, duty) or reading.told(duty.cue) == "alleged"):
        return False
    return not duty.disclaimed or duty.how == "undertake" or terms.of_instrument(duty)


def _is_held_back(reading: Reading, duty: Duty) -> bool:
    """Tells whether a cue is what somebody refuses or is asked to do: "refused to commit itself"."""
    tree = reading.context.tree
    above = key_of(tree.tokens[tree.tokens[duty.cue].head].text)
    under = tree.tokens[duty.cue].deprel.split(":")[0] in ("xcomp", "advcl", "ccomp") and any(t.text.lower() == "to" for t in tree.iter_children(duty.cue, "mark"))
    return under and (above in word_set("duty", "words", "refusing") or above in word_set("duty", "words", "asking"))


def _is_empty(reading: Reading, i: int) -> bool:
    """Tells whether what is pledged is nothing that anybody gets: a "painful response", applause."""
    tree = reading.context.tree
    objects = [key_of(t.text) for t in tree.iter_children(i, "obj")]
    return bool(objects) and all(o in word_set("duty", "words", "ungiven") for o in objects)


def _is_listed(reading: Reading, duty: Duty, name: str) -> bool:
    return key_of(reading.context.tree.tokens[duty.act].text) in word_set("duty", "words", name)


def _sides(reading: Reading, cluster: Cluster | None, story: Sequence[Party], *, terms: bool) -> Sequence[Party]:
    """The parties of an agreement that can be bound; where they are not known, those of the agreement that the report is about, else the two sides of the story."""
    main = _capable(story) or reading.main_states()
    known = [p for p in _capable(cluster.parties) if p.country not in BODIES or side_of(p) in {side_of(m) for m in main}] if cluster is not None else []
    if len(known) > 1 or (cluster is None and not terms):
        return known
    return main if {side_of(p) for p in known} <= {side_of(p) for p in main} else known


def _capable(parties: Sequence[Party]) -> list[Party]:
    """Those that a duty can bind: states and their bodies, armed groups, firms; no opposition, press or private persons."""
    return [p for p in parties if p.sector not in PRIVATE]


def _of_party(reading: Reading, duty: Duty, terms: Terms) -> bool:
    """Tells whether a clause is about what parties of the agreement at hand do."""
    cluster = terms.cluster_of(duty)
    parties = {side_of(p) for p in cluster.parties} if cluster is not None else set()
    return bool(parties) and bool({side_of(p) for p in reading.states(reading.parties(duty.bound))} & parties)


def _is_own_pledge(reading: Reading, duty: Duty) -> bool:
    """Tells whether a speaker says what the own side will do: "we will invest", "his country would not"."""
    speaker = reading.speaker(duty.act) if duty.how in ("will", "would") else None
    if speaker is None or not duty.bound:
        return False
    words = {reading.context.tree.lemma_like(j) for j in duty.bound}
    own = {p.actor for p in reading.states([speaker])}
    return bool(words & {"we", "i"}) or bool(own & {p.actor for p in reading.states(reading.parties(duty.bound))})


def _is_denied(reading: Reading, duty: Duty) -> bool:
    """Tells whether somebody denies that the duty was taken on."""
    teller = reading.teller(duty.cue)
    return teller is not None and reading.context.statements[teller].speech_act == "denial"


def _read(reading: Reading, duty: Duty, frame: LedgerFrame | None, terms: Terms) -> _Duty | None:
    """The duty with its parties, type and agreement; None where nobody is bound or nothing is to be done."""
    under = terms.are_told(duty)
    kind = _kind(reading, duty, frame, terms)
    if kind is None:
        return None
    cluster, binding = _agreement(reading, duty, terms)
    sides, pair = _sides(reading, cluster, terms.story, terms=under and binding != "law"), terms.pair_at(duty)
    if cluster is not None and {side_of(p) for p in pair} > {side_of(p) for p in sides}:  # told to bind more than are known to have signed
        sides = pair
    all_bound = under or (terms.go_on(duty) and duty.how not in ("will", "would"))
    obligors = _capable(obligors_of(reading, duty, kind, Sides(sides, pair, terms.one_at(duty)), frame, terms=all_bound))
    if not obligors:
        return None
    if len(obligors) > 1 and len(duty.bound) < 2:
        kind = kind_of(reading, duty, mutual=True) or kind
    takers = beneficiary_of(reading, duty, kind, binding, obligors, sides, frame)
    if not takers and binding == "unilateral_pledge" and kind == "provide" and terms.taker is not None and not is_for_others(reading, duty, kind):
        takers = [terms.taker] if side_of(terms.taker) not in {side_of(p) for p in obligors} else []
    terms.note(duty, cluster, obligors, next(iter(takers), None), told=duty.how not in ("pledge", "declare") and (under or cluster is not None))
    sentence = reading.context.sentence_span(reading.sentence(duty.act)).text
    evidence = reading.evidence([duty.act, duty.cue, *duty.bound, *words_of(reading.context.tree, duty.act)])
    trigger, deadline = trigger_of(kind, sentence), _deadline_of(reading, duty.act)
    return _Duty(obligors, takers[:1], kind, binding, duty.act, cluster, trigger, deadline, evidence.text, evidence, len(obligors) > 1)


def _agreement(reading: Reading, duty: Duty, terms: Terms) -> tuple[Cluster | None, str]:
    """The agreement that lays a duty down, if any, and how far the duty binds."""
    under, cluster = terms.are_told(duty), terms.cluster_of(duty)
    if terms.is_law(duty):
        return None, "law"
    binding = bindingness_of(reading, duty, cluster, under=under)
    if binding == "unilateral_pledge" or (not under and _is_own_pledge(reading, duty)):
        return None, "unilateral_pledge"
    return cluster, binding


def _kind(reading: Reading, duty: Duty, frame: LedgerFrame | None, terms: Terms) -> str | None:
    """The type of a duty: by its act, or the language model's where a duty is sure; a sure duty to do what no list names is to cooperate."""
    under, pos = terms.are_told(duty), reading.context.tree.tokens[duty.act].pos
    if duty.how == "agree" and _is_listed(reading, duty, "apart"):  # "agreed to impose sanctions", "to meet": a measure, a meeting
        return None
    if duty.how == "declare" and pos == "SYM":  # "announced $430 million"
        return "provide"
    pledged = _is_own_pledge(reading, duty)
    firm = under or terms.go_on(duty) or duty.how not in ("will", "would", "due") or (frame is not None and frame.stage == "unilateral_pledge")
    kind = kind_of(reading, duty, mutual=len(duty.bound) > 1, frame=frame if firm else None)
    strong = duty.how in ("pledge", "undertake", "agree", "impose") or (duty.how == "due" and under)
    if kind is None and ((strong and pos == "VERB" and not (pledged or duty.passive or duty.teller)) or duty.how == "provide"):
        kind = "cooperate_in"
    declared = _PLEDGED if duty.own and len(duty.bound) > 1 else _DECLARED  # "the two leaders announced that X and Y will resume relations"
    if (pledged and not under and frame is None and kind not in _PLEDGED) or (duty.how == "declare" and kind not in declared):
        return None
    return kind


def _of_frame(reading: Reading, frame: LedgerFrame) -> Duty:
    """A duty that only the language model sees, in the form of those that grammar tells."""
    how = "pledge" if frame.stage == "unilateral_pledge" else "due"
    words = reading.heads(reading.fillers(frame, "giver")) or frame_of_verb(reading.context.tree, frame.token).agents
    disclaimed = frame.stage == "disclaimed"
    negated = reading.context.tree.is_negated(frame.token) and not disclaimed
    return Duty(frame.token, how, frame.token, tuple(words), negated=negated, disclaimed=disclaimed)


def _duties(reading: Reading, clusters: Sequence[Cluster]) -> Iterator[_Duty]:
    """The duties that grammar or the language model tells of, in text order."""
    kinds = [s.kind for s in reading.context.document.segments]
    frames = {f.token: f for f in reading.frames("DUTY")}
    told = find_duties(reading.context.tree)
    known = {d.act for d in told} | {d.cue for d in told}
    told += [_of_frame(reading, f) for f in frames.values() if f.token not in known and not (_is_past(reading, f.token) or _is_aim(reading, f.token))]
    terms = Terms(reading, clusters)
    taken: set[int] = set()
    for duty in sorted(told, key=lambda d: d.act):
        if kinds[reading.context.analysis.sentences[reading.sentence(duty.act)].segment] == "headline":
            continue
        if _is_inside(reading, duty, taken, seen=duty.act not in known):
            continue
        frame = frames.get(duty.act) or frames.get(duty.cue)
        if _told(reading, duty, frame, terms) and (found := _read(reading, duty, frame, terms)) is not None:
            taken |= {duty.act, duty.cue}
            yield found


def _is_past(reading: Reading, i: int) -> bool:
    """Tells whether the verb tells what has happened, what is only planned, or hangs on an if: no duty, whatever the language model says."""
    tree = reading.context.tree
    planned = tree.tokens[i].deprel == "xcomp" and key_of(tree.tokens[tree.tokens[i].head].text) in word_set("duty", "words", "planning")
    return planned or bool({t.text.lower() for t in tree.iter_children(i, "aux")} & {"has", "have", "had"}) or tree.is_conditional(i)


def _is_aim(reading: Reading, i: int) -> bool:
    """Tells whether the act is what a pact is for, rather than what it lays down: "signed a deal to end the war", "a plan for ridding X of arms"."""
    tree = reading.context.tree
    token, above = tree.tokens[i], tree.tokens[tree.tokens[i].head]
    marked = any(t.text.lower() in ("to", "for") for t in tree.iter_children(i, "mark"))
    told = token.deprel == "advcl" or any(key_of(t.text) in word_set("duty", "words", "instruments") for t in tree.tokens[above.i : i])
    return marked and told and token.deprel in ("acl", "advcl")


def _is_inside(reading: Reading, duty: Duty, taken: set[int], *, seen: bool) -> bool:
    """Tells whether an act is only part of another that is told: "help X to sell"; of what the language model alone saw, any noun below one."""
    tree = reading.context.tree
    token = tree.tokens[duty.act]
    below = token.deprel == "xcomp" or (seen and token.pos == "NOUN")
    return below and duty.cue == duty.act and any(a.i in taken for a in tree.iter_ancestors(duty.act))


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
    attacked = IF_ATTACKED.search(span.text)
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
    mutual_aid = list(_mutual_aid(reading, clusters))
    duties = [d for d in _duties(reading, clusters) if not any(_overlap(d, m) for m in mutual_aid)]
    duties += mutual_aid
    out: dict[tuple[object, ...], Obligation] = {}
    for duty in duties:
        group: str | None = None
        if duty.together and len(duty.obligors) > 1:
            group = make_id("rg", reading.context.document.id, duty.type, duty.evidence)
        mutual = duty.together and len(duty.obligors) == 2 and not duty.beneficiaries and (duty.bindingness != "unilateral_pledge" or duty.type in MUTUAL)
        for obligor in duty.obligors:
            others = [p for p in duty.obligors if p is not obligor]
            beneficiary = others[0] if mutual else next(iter(duty.beneficiaries), None)
            once = duty.type in _ONCE or (duty.together and duty.type == "restore_relations")
            key = (
                side_of(obligor),
                side_of(beneficiary) if beneficiary else None,
                duty.type,
                None if once else duty.cluster and duty.cluster.identity,
                0 if once else duty.word if duty.type == "provide" else reading.sentence(duty.word),
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
