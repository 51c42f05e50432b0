"""Duties that grammar finds in sentences where the language model found none: words of undertaking and of duty over a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.extract.frames import Frame, frame_of_verb
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.duties import IF_ATTACKED, Duty, beneficiaries_of, cluster_at, deadline_of, trigger_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.ledger.referents import parties_of
from dragoman.pipeline.sides import side_of

_MUST = frozenset({"will", "shall", "must", "would", "'ll", "’ll", "wo"})
_BE = frozenset({"is", "are", "was", "were", "be"})
_HAVE = frozenset({"has", "have", "had"})
_NEGATED = frozenset({"not", "n't", "n’t", "never", "no"})
_FORCE = frozenset(key_of(w) for w in "attack invade strike shell bomb fire".split())
_FORBIDDING = frozenset(key_of(w) for w in "forbid bar prohibit ban prevent".split())
#: Duties whose object is for whose good they are; of others only "to X", "for X" says so.
_OBJECT_BENEFITS = frozenset({"support", "aid_if_attacked", "no_aggression", "recognise", "consult"})
_AID = re.compile(r"\b(?:aid|help|assist\w*|defen[cs]e|defend|support|come to)\b", re.I)
_DIPLOMATIC = re.compile(r"\b(?:embass|relations|ties|ambassador|diplomatic|consulate)", re.I)
_SANCTIONS = re.compile(r"\b(?:sanction|tariff|embargo|restriction|ban|blockade|assets?|duties|curbs?|border)", re.I)
_PEOPLE = re.compile(r"\b(?:prisoner|hostage|detainee|captive|troops|soldier|people|agent|inmate|journalist|men|women)", re.I)
_FORCES = re.compile(r"\b(?:troop|force|soldier|army|armies|fighter|gun|artillery|weapon|unit|warplane|missile|men)", re.I)
_ARMS = re.compile(r"\b(?:weapon|arms|arsenal|missile|warhead|centrifuge|stockpile|mine|militia|reactor)", re.I)
_FIRE = re.compile(r"\b(?:fire|fighting|hostilit|attack|shelling|strikes|operations|war)", re.I)
_ACCESS = re.compile(r"\b(?:inspect\w*|monitor\w*|access|aid|convoy|ships?|vessels?|pass|passage|entry|base|observer\w*|refugee\w*|enter|corridor)\b", re.I)


def _keys(words: str) -> frozenset[str]:
    return frozenset(key_of(w) for w in words.split())


#: Type of duty by verb and by what its object speaks of; the first that fits holds.
_TYPES: tuple[tuple[str, frozenset[str], re.Pattern[str] | None], ...] = (
    ("cease_fire", _keys("cease halt stop end suspend observe silence"), _FIRE),
    ("ease_measure", _keys("lift ease waive relax remove open suspend unblock unfreeze drop cut end"), _SANCTIONS),
    ("restore_relations", _keys("restore reopen resume establish normalise exchange send appoint set"), _DIPLOMATIC),
    ("release", _keys("release free hand exchange swap return transfer repatriate"), _PEOPLE),
    ("withdraw", _keys("withdraw pull move remove leave evacuate redeploy"), _FORCES),
    ("disarm", _keys("surrender destroy dismantle lay hand scrap cut reduce give eliminate disarm ship"), _ARMS),
    ("allow_access", _keys("allow permit open let grant admit"), _ACCESS),
    ("recognise", _keys("recognise respect honour honor accept"), None),
    ("cooperate_in", _keys("cooperate share coordinate collaborate work exchange settle develop form create hold discuss"), None),
    ("refrain", _keys("halt stop end suspend freeze limit cap cease"), None),
)


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
    if IF_ATTACKED.search(reading.context.sentence_span(reading.sentence(i)).text) and _AID.search(words):
        return "aid_if_attacked"
    return _positive_type(key, objects, words)


def _positive_type(key: str, objects: str, words: str) -> str | None:
    """The type of what is to be done: by verb and object, else by the verb alone."""
    for name, verbs, pattern in _TYPES:
        if key in verbs and (pattern is None or pattern.search(words if name == "allow_access" else objects)):
            return name
    return lexicon("duty", "verbs").get(key)


def iter_duties(reading: Reading, clusters: Sequence[Cluster]) -> Iterator[Duty]:
    """Yields the duties that grammar finds; those told by "will", "must" and "is to" only where an agreement is named near by."""
    kinds = [s.kind for s in reading.context.document.segments]
    for token in reading.context.tree.tokens:
        if token.pos != "VERB" or kinds[reading.context.analysis.sentences[token.sentence].segment] == "headline":
            continue
        cue = _cue(reading, token.i)
        duty = _duty(reading, token.i, cue, cluster_at(reading, token.i, clusters)) if cue is not None else None
        if duty is not None:
            yield duty


def _duty(reading: Reading, i: int, cue: _Cue, cluster: Cluster | None) -> Duty | None:
    tree = reading.context.tree
    frame = frame_of_verb(tree, i)
    kind = _type(reading, i, frame, negated=cue.negated)
    if kind is None or (cue.bindingness == "modal" and cluster is None):
        return None
    bindingness = "not_stated" if cue.bindingness == "modal" else cue.bindingness
    if bindingness == "unilateral_pledge":
        cluster = None
    elif cluster is not None:
        bindingness = "treaty" if cluster.form in ("treaty", "ceasefire", "protocol") else "political"
    sides = cluster.parties if cluster is not None else ()
    obligors = [p for p in parties_of(reading, [(j, j + 1) for j in frame.agents], sides) if p.country is not None and p.sector != "CVL"]
    if not obligors:
        return None
    toward = [*frame.case("to", "for", "with"), *(frame.patients if kind in _OBJECT_BENEFITS and not frame.passive else [])]
    mine = {side_of(p) for p in obligors}
    together = len(obligors) > 1
    goals = [p for p in reading.states(reading.parties(toward)) if side_of(p) not in mine and p.country is not None]
    if not goals and not (together and len(obligors) == len(sides)):
        goals = beneficiaries_of(reading, i, kind, bindingness, obligors, cluster)
    text = reading.context.span(tree.subtree(i)).text
    trigger = trigger_of(kind, reading.context.sentence_span(reading.sentence(i)).text)
    evidence = reading.evidence([i, *frame.agents, *frame.patients, *range(*tree.subtree(i))])
    return Duty(obligors, goals[:1], kind, bindingness, i, cluster, trigger, deadline_of(reading, i), text, evidence, together)
