"""Obligations: directed duties from agreements, laws and pledges (DOMAIN, 4.12). "Mutual" is two records in one reciprocity group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.extract.frames import Frame, frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Obligation, ObligationAction, ObligationTrigger, Party, RecordId, Span, When, make_id

_MUST = frozenset({"will", "shall", "must", "would", "'ll", "’ll", "wo"})
_BE = frozenset({"is", "are", "was", "were", "be"})
_HAVE = frozenset({"has", "have", "had"})
_NEGATED = frozenset({"not", "n't", "n’t", "never", "no"})
_FORCE = frozenset(key_of(w) for w in "attack invade strike shell bomb fire".split())
_FORBIDDING = frozenset(key_of(w) for w in "forbid bar prohibit ban prevent".split())
_EACH = re.compile(
    r"^(?:each|both|either|the two|the sides|the parties|the (?:two )?(?:sides|parties|countries|nations|governments|states|neighbou?rs|powers|armies|camps|signatories)|they|all)\b",
    re.I,
)
#: Duties whose object is for whose good they are; of others only "to X", "for X" says so.
_OBJECT_BENEFITS = frozenset({"support", "aid_if_attacked", "no_aggression", "recognise", "consult"})
#: Duties that are often owed to nobody in particular.
_FOR_ALL = frozenset({"cooperate_in"})
_STATELIKE = re.compile(
    r"^(?:(?:the|both|two|three|four|all|these|those)\s+)*(?:sides?|part(?:y|ies)|powers|countries|nations|governments|states|leaders|neighbou?rs|armies|camps|signatories|allies|members)$",
    re.I,
)
_IF_ATTACKED = re.compile(
    r"\b(?:if|should|in the event|when|case of)\b.{0,80}\b(?:attack\w*|aggression|invaded|war)\b|\battack\w*\s+on\s+(?:one|either|any)|\bcomes? under (?:armed )?attack",
    re.I,
)
_AID = re.compile(r"\b(?:aid|help|assist\w*|defen[cs]e|defend|support|come to)\b", re.I)
_TRIGGERS = (
    ("request", r"\b(?:if asked|at the request|on request|upon request)\b"),
    ("breach", r"\b(?:if .{0,40}(?:violat|breach))"),
    ("event", r"\b(?:once|after|when|provided that|in return|in exchange|as soon as|if|unless|until)\b"),
)
_DIPLOMATIC = re.compile(r"\b(?:embass|relations|ties|ambassador|diplomatic|consulate)", re.I)
_SANCTIONS = re.compile(r"\b(?:sanction|tariff|embargo|restriction|ban|blockade|assets?|duties|curbs?|border)", re.I)
_PEOPLE = re.compile(r"\b(?:prisoner|hostage|detainee|captive|troops|soldier|people|agent|inmate|journalist|men|women)", re.I)
_FORCES = re.compile(r"\b(?:troop|force|soldier|army|armies|fighter|gun|artillery|weapon|unit|warplane|missile|men)", re.I)
_ARMS = re.compile(r"\b(?:weapon|arms|arsenal|missile|warhead|centrifuge|stockpile|mine|militia|reactor)", re.I)
_FIRE = re.compile(r"\b(?:fire|fighting|hostilit|attack|shelling|strikes|operations|war)", re.I)
_ACCESS = re.compile(r"\b(?:inspect\w*|monitor\w*|access|aid|convoy|ships?|vessels?|pass|passage|entry|base|observer\w*|refugee\w*|enter|corridor)\b", re.I)
_QUANTITY = re.compile(
    r"(?:[$€£]\s?\d[\d.,]*(?:\s(?:million|billion|trillion))?|\b\d[\d.,]*(?:\s(?:million|billion|per ?cent|percent|%))?(?:\s[\w-]+){1,2})", re.I
)
_ECONOMIC = re.compile(r"[$€£]|\b(?:million|billion|loan|aid|trade|gas|oil|grain)\b", re.I)
_MILITARY = re.compile(r"\b(?:military|arms|weapon|troop|missile|tank|jet|force|attack|defen[cs]e)", re.I)


@dataclass(slots=True)
class _Duty:
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


@dataclass(frozen=True, slots=True)
class _Cue:
    """How a duty is told: by which bindingness, whether it is a prohibition, and the word of undertaking."""

    bindingness: str
    negated: bool
    over: int


def _cue(reading: Reading, i: int) -> _Cue | None:
    """Returns what makes the act of verb ``i`` a duty, None where nothing does."""
    tree = reading.context.tree
    negated = any(t.text.lower() in _NEGATED for t in tree.iter_children(i, "advmod", "det")) or any(
        t.text.lower() == "no" for s in tree.iter_children(i, "nsubj") for t in tree.iter_children(s.i, "det")
    )
    undertaking = lexicon("duty", "undertaking")
    over = i
    seen = {i}
    while tree.tokens[over].deprel.split(":")[0] == "conj" and tree.tokens[over].head not in seen:  # "agreed to cut X and open Y"
        over = tree.tokens[over].head
        seen.add(over)
    negated = negated or (
        over != i and any(t.text.lower() in _NEGATED for t in tree.iter_children(over, "advmod") if t.i < over) and not tree.auxiliaries(i) & _MUST
    )
    governor = tree.tokens[tree.tokens[over].head]
    kind = tree.tokens[over].deprel.split(":")[0]
    to = any(t.text.lower() == "to" for t in tree.iter_children(over, "mark"))
    if kind in ("xcomp", "ccomp", "advcl", "acl", "obl") and governor.i != over:
        found = undertaking.get(key_of(governor.text))
        if found is not None and not tree.is_negated(governor.i) and reading.told(governor.i) in ("asserted", "attributed", "scheduled", "promised"):
            return _Cue(found, negated, governor.i)
        if to and governor.text.lower() in _BE | _HAVE:
            return _Cue("modal", negated, governor.i)
        if key_of(governor.text) in _FORBIDDING and (to or any(t.text.lower() == "from" for t in tree.iter_children(over, "mark", "case"))):
            return _Cue("treaty", True, governor.i)
    modal = {t.text.lower() for t in tree.iter_children(over, "aux")} | {t.text.lower() for t in tree.iter_children(i, "aux")}
    before = tree.tokens[max(0, over - 2) : over]
    if modal & _MUST or (to and any(t.text.lower() in _BE | _HAVE for t in before)):
        number = reading.teller(i)
        act = reading.context.statements[number].speech_act if number is not None else None
        if act == "promise":
            return _Cue("unilateral_pledge", negated, over)
        if "would" in modal and act is None:
            return None
        return _Cue("modal", negated, over)
    return None


def _type(reading: Reading, i: int, frame: Frame, *, negated: bool) -> str | None:
    """Returns the type of duty that verb ``i`` with its object is."""
    tree = reading.context.tree
    key = key_of(tree.tokens[i].text)
    words = reading.context.span(tree.subtree(i)).text
    objects = " ".join(reading.context.span(tree.subtree(j)).text for j in frame.patients) or words
    if negated:
        return "no_aggression" if key in _FORCE or re.search(r"\b(?:use|resort to)\s+(?:\w+\s+)?(?:force|violence)\b", words, re.I) else "refrain"
    if _IF_ATTACKED.search(reading.context.sentence_span(reading.sentence(i)).text) and _AID.search(words):
        return "aid_if_attacked"
    return _positive_type(key, objects, words)


def _positive_type(key: str, objects: str, words: str) -> str | None:
    kind = lexicon("duty", "verbs").get(key)
    if key in {key_of(w) for w in "cease halt stop end suspend observe silence".split()} and _FIRE.search(objects):
        return "cease_fire"
    if key in {key_of(w) for w in "lift ease waive relax remove open suspend unblock unfreeze drop cut end".split()} and _SANCTIONS.search(objects):
        return "ease_measure"
    if key in {key_of(w) for w in "restore reopen resume establish normalise exchange send appoint set".split()} and _DIPLOMATIC.search(objects):
        return "restore_relations"
    if key in {key_of(w) for w in "release free hand exchange swap return transfer repatriate".split()} and _PEOPLE.search(objects):
        return "release"
    if key in {key_of(w) for w in "withdraw pull move remove leave evacuate redeploy".split()} and (_FORCES.search(objects) or key == key_of("withdraw")):
        return "withdraw"
    if key in {key_of(w) for w in "surrender destroy dismantle lay hand scrap cut reduce give eliminate disarm ship ration".split()} and _ARMS.search(objects):
        return "disarm"
    if key in {key_of(w) for w in "allow permit open let grant admit".split()} and (_ACCESS.search(words) or kind == "allow_access"):
        return "allow_access"
    if key in {key_of(w) for w in "recognise respect honour honor accept".split()}:
        return "recognise"
    if key in {key_of(w) for w in "leave".split()}:
        return "withdraw"
    if key in {key_of(w) for w in "cooperate share coordinate collaborate work exchange settle develop form create hold discuss".split()}:
        return "cooperate_in"
    if kind in ("refrain",) and key in {key_of(w) for w in "halt stop end suspend freeze limit cap cease".split()}:
        return "refrain"
    return kind


def _cluster_at(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """The agreement named in the sentence, else in the two sentences before it in the same paragraph."""
    number = reading.sentence(i)
    sentences = reading.context.analysis.sentences
    best: tuple[int, int] | None = None
    found = None
    for cluster in clusters:
        for mention in cluster.mentions:
            at = reading.sentence(mention.word)
            if at > number or number - at > 2 or (at < number and sentences[at].segment != sentences[number].segment):
                continue
            rank = (number - at, abs(mention.word - i))
            if best is None or rank < best:
                best, found = rank, cluster
    return found


def _main(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """The one new agreement of the story, for duties told by "must", "is to" and "has to"."""
    tree = reading.context.tree
    words = {t.text.lower() for t in tree.tokens[max(0, i - 6) : i]}
    obliging = bool(words & {"must", "shall"}) or ("to" in words and bool(words & (_BE | _HAVE)))
    fresh = [c for c in clusters if not c.background and len(c.parties) > 1 and any(m.stage for m in c.mentions)]
    return fresh[0] if obliging and fresh and reading.teller(i) is None else None


def _obligors(reading: Reading, frame: Frame, cluster: Cluster | None) -> tuple[list[Party], bool]:
    """Who is bound, and whether they are bound to each other."""
    tree = reading.context.tree
    out: list[Party] = []
    together = False
    for i in frame.agents:
        text = reading.context.span(tree.subtree(i)).text
        found = [p for p in reading.states(reading.parties([i], within=True)) if p.sector != "CVL"]
        if (_EACH.match(text) or _STATELIKE.match(text)) and len(found) < 2 and not any(p.country for p in found):
            sides = list(cluster.parties) if cluster is not None and len(cluster.parties) > 1 else []
            return (sides, True) if sides else ([], False)
        if not found and form_word(reading, i, cluster) and cluster is not None and len(cluster.parties) > 1:
            continue
        out += [p for p in found if p.actor not in {q.actor for q in out}]
    if len(out) > 1:
        together = True
    return out, together


def form_word(reading: Reading, i: int, cluster: Cluster | None) -> bool:
    """Tells whether word ``i`` names the agreement itself."""
    return cluster is not None and any(m.key[0] <= i < m.key[1] for m in cluster.mentions)


def _deadline(reading: Reading, i: int) -> When | None:
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


def _duties(reading: Reading, clusters: Sequence[Cluster]) -> Iterator[_Duty]:
    tree = reading.context.tree
    kinds = [s.kind for s in reading.context.document.segments]
    for token in tree.tokens:
        if token.pos != "VERB":
            continue
        cue = _cue(reading, token.i)
        if cue is None or kinds[reading.context.analysis.sentences[token.sentence].segment] == "headline":
            continue
        frame = frame_of_verb(tree, token.i)
        kind = _type(reading, token.i, frame, negated=cue.negated)
        cluster = _cluster_at(reading, token.i, clusters)
        if cluster is None and cue.bindingness == "modal" and not cue.negated:  # "Troops must leave the schools": of the agreement that the story is about
            cluster = _main(reading, token.i, clusters)
        if kind is None and cue.bindingness in ("treaty", "political") and cluster is not None and len(frame.agents) > 1:
            kind = "cooperate_in"
        if kind is None or (cue.bindingness == "modal" and cluster is None):
            continue
        if cue.negated and cue.bindingness == "modal" and cluster is None:
            continue
        obligors, together = _obligors(reading, frame, cluster)
        if not obligors and frame.passive and cluster is not None and len(cluster.parties) == 2:  # "all must be shipped to Russia": by the other side
            goals = {p.country for p in reading.states(reading.parties(frame.case("to"))) if p.country}
            owners = reading.states(reading.parties(frame.patients, within=True))
            obligors = [p for p in cluster.parties if p.country in {o.country for o in owners}] or (
                [p for p in cluster.parties if p.country not in goals] if goals else []
            )
            obligors = obligors if len(obligors) == 1 else []
        if not obligors:
            continue
        yield _duty(reading, token.i, cue, frame, kind, cluster, obligors, together)
    yield from _pledges(reading)


def _frame_duty(reading: Reading, frame: LedgerFrame, clusters: Sequence[Cluster]) -> _Duty | None:
    """A duty that the language model found; sides that it names by "each" or "both" are those of the agreement."""
    i = frame.token
    cluster = _cluster_at(reading, i, clusters) or (_main(reading, i, clusters) if frame.stage in ("treaty", "political") else None)
    if frame.stage == "unilateral_pledge":
        cluster = None
    obligors: list[Party] = []
    together = False
    for span in reading.fillers(frame, "giver"):
        text = reading.context.span(span).text
        by_sides = bool(_EACH.match(text) or _STATELIKE.match(text))
        sides = cluster.parties if cluster is not None else ()
        found = [p for p in reading.expand(reading.states(reading.parties_in([span])), sides) if p.country or not by_sides]
        if not found and by_sides and cluster is not None and len(cluster.parties) > 1:
            found, together = list(cluster.parties), True
        obligors += [p for p in found if p.actor not in {o.actor for o in obligors}]
    takers = [p for p in reading.expand(reading.states(reading.parties_in(reading.fillers(frame, "taker")))) if p.actor not in {o.actor for o in obligors}]
    if not obligors and cluster is not None and len(cluster.parties) == 2:
        rest = [p for p in cluster.parties if p.country not in {t.country for t in takers}]
        obligors = rest if takers and len(rest) == 1 else []
    if not obligors:
        return None
    together = together or len(obligors) > 1
    if not takers and cluster is not None and len(obligors) == 1 and len(cluster.parties) == 2:
        takers = [p for p in cluster.parties if (p.country or p.actor) != (obligors[0].country or obligors[0].actor)]
        takers = takers if len(takers) == 1 else []
    if not takers and len(obligors) == 1 and frame.kinds[0] not in _FOR_ALL:
        takers = reading.counterpart(obligors)
    sentence = reading.context.sentence_span(reading.sentence(i)).text
    trigger = "armed_attack" if frame.kinds[0] == "aid_if_attacked" else next((t for t, p in _TRIGGERS if re.search(p, sentence, re.I)), "none")
    evidence = reading.evidence([i, *reading.heads(reading.fillers(frame, "giver", "taker", "thing"))])
    return _Duty(obligors, takers[:1], frame.kinds[0], frame.stage, i, cluster, trigger, _deadline(reading, i), evidence.text, evidence, together)


def _duty(reading: Reading, i: int, cue: _Cue, frame: Frame, kind: str, cluster: Cluster | None, obligors: list[Party], together: bool) -> _Duty:
    sentence = reading.context.sentence_span(reading.sentence(i)).text
    bindingness = cue.bindingness
    if bindingness == "modal":
        bindingness = "not_stated"
    if cluster is not None and bindingness != "unilateral_pledge":
        bindingness = "treaty" if cluster.form in ("treaty", "ceasefire", "protocol") else "political"
    mine = {p.actor for p in obligors}
    toward = [*frame.case("to", "for", "with"), *(frame.patients if kind in _OBJECT_BENEFITS and not frame.passive else [])]
    toward += (
        [j for i in frame.patients for j in reading.context.tree.children[i] if reading.context.tree.tokens[j].deprel == "nmod:poss"]
        if kind in _OBJECT_BENEFITS
        else []
    )
    goals = reading.states(reading.parties(toward))
    beneficiaries = [p for p in goals if p.actor not in mine and p.country is not None][:1] if len(obligors) < 3 else []
    if not beneficiaries and cluster is not None and bindingness != "unilateral_pledge":
        rest = [p for p in cluster.parties if (p.country or p.actor) not in {q.country or q.actor for q in obligors}]
        beneficiaries = rest if len(rest) == 1 and len(cluster.parties) == 2 else []
    trigger = "armed_attack" if kind == "aid_if_attacked" else next((t for t, p in _TRIGGERS if re.search(p, sentence, re.I)), "none")
    words = [i, *frame.agents, *frame.patients, *range(*reading.context.tree.subtree(i))]
    return _Duty(
        obligors,
        beneficiaries,
        kind,
        bindingness,
        i,
        cluster if bindingness != "unilateral_pledge" else None,
        trigger,
        _deadline(reading, i),
        reading.context.span(reading.context.tree.subtree(i)).text,
        reading.evidence(words),
        together,
    )


def _pledges(reading: Reading) -> Iterator[_Duty]:
    """ "Berlin pledged 40 tanks to Kyiv": the thing itself is promised."""
    tree = reading.context.tree
    items = lexicon("transfer", "items")
    for token in tree.tokens:
        if token.pos != "VERB" or key_of(token.text) not in {key_of("pledge"), key_of("promise"), key_of("offer")}:
            continue
        frame = frame_of_verb(tree, token.i)
        things = [
            j
            for j in frame.patients
            if tree.tokens[j].pos in ("NOUN", "SYM", "NUM", "PROPN")
            and (key_of(tree.tokens[j].text) in items or re.search(r"[$€£]\s?\d|\d", reading.context.span(tree.subtree(j)).text))
        ]
        obligors = reading.states(reading.parties(frame.agents))
        if not things or not obligors or reading.told(token.i) not in ("asserted", "attributed"):
            continue
        goals = [p for p in reading.states(reading.parties(frame.case("to", "for"), within=True)) if p.actor not in {o.actor for o in obligors}]
        yield _Duty(
            obligors,
            goals[:1],
            "provide",
            "unilateral_pledge",
            token.i,
            None,
            "none",
            _deadline(reading, token.i),
            reading.context.span(tree.subtree(token.i)).text,
            reading.evidence([token.i, *frame.agents, *things]),
            len(obligors) > 1,
        )


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
    return duty.evidence.start < mutual.evidence.end and mutual.evidence.start < duty.evidence.end and duty.type in ("provide", "support", "aid_if_attacked", "cooperate_in")


def make_obligations(reading: Reading, clusters: Sequence[Cluster]) -> list[Obligation]:
    """Returns the duties of a document, one record for each who is bound and for whose good."""
    out: dict[tuple[object, ...], Obligation] = {}
    mutual_aid = list(_mutual_aid(reading, clusters))
    duties = [d for f in reading.frames("DUTY") if (d := _frame_duty(reading, f, clusters)) and not any(_overlap(d, m) for m in mutual_aid)]
    taken = {reading.sentence(d.word) for d in duties}
    duties += [d for d in _duties(reading, clusters) if reading.sentence(d.word) not in taken]
    duties += mutual_aid
    for duty in duties:
        group: str | None = None
        if duty.together and len(duty.obligors) > 1:
            group = make_id("rg", reading.context.document.id, duty.type, duty.evidence)
        for obligor in duty.obligors:
            others = [p for p in duty.obligors if p is not obligor]
            mutual = duty.together and len(duty.obligors) == 2 and not duty.beneficiaries and duty.bindingness != "unilateral_pledge"
            beneficiary = others[0] if mutual else next(iter(duty.beneficiaries), None)
            key = (
                obligor.country or obligor.actor,
                beneficiary and (beneficiary.country or beneficiary.actor),
                duty.type,
                duty.cluster and duty.cluster.identity,
                duty.evidence.start if duty.type != "aid_if_attacked" else 0,
            )
            if key not in out:
                out[key] = _make(reading, duty, obligor, beneficiary, group)
    return list(out.values())


def _make(reading: Reading, duty: _Duty, obligor: Party, beneficiary: Party | None, group: str | None) -> Obligation:
    tree = reading.context.tree
    instrument: RecordId | None = duty.cluster.identity if duty.cluster is not None else None
    subject = beneficiary.actor if duty.type == "aid_if_attacked" and beneficiary is not None else None
    mutual = duty.type == "aid_if_attacked"
    kind = "unspecified" if mutual else "economic" if _ECONOMIC.search(duty.text) else "military" if _MILITARY.search(duty.text) and duty.type != "aid_if_attacked" else "unspecified"
    identity = make_id("ob", reading.context.document.id, obligor.actor, beneficiary.actor if beneficiary else None, duty.type, instrument, duty.evidence)
    reading.explain(identity, "obligation", duty.type, f"rule: a word of undertaking or duty over {tree.tokens[duty.word].text!r}", duty.evidence)
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
