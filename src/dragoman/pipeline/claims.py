"""Claims and stances: who asserts, alleges, suspects or denies what (DOMAIN, 4.10). A saying never becomes a fact here."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.extract.statements import StatementCandidate
from dragoman.ontology.plover import stem
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft
from dragoman.pipeline.sides import expand
from dragoman.records import Claim, Party, RecordId, Span, Stance, Statement, Status, Step, make_id

#: Verbs whose content is a grievance though they are words of report.
_COMPLAINING = frozenset(stem(w) for w in "complain protest charge".split())
_HOLDING = {"accusation": ("alleges", "CT+"), "belief": ("suspects", "PR+"), "admission": ("admits", "CT+")}
#: Of beliefs only these hold something that others may deny; who hopes or expects claims nothing.
_SUSPECTING = frozenset(stem(w) for w in "suspect believe fear".split())
_ADMITTING = frozenset(stem(w) for w in "admit acknowledge concede confess confirm".split())
#: Whoever confirms something of others admits nothing; the other verbs say by themselves that it is to his cost.
_CONFIRMING = frozenset({stem("confirm")})
_REJECTING = frozenset(stem(w) for w in "reject dismiss spurn brush refute rebut".split())
_DOUBTING = frozenset(stem(w) for w in "doubt question".split()) | {"doubts"}
#: What a rejection that is a denial speaks of, or as what it puts it.
_DENIAL_OF_TALK = re.compile(r"\b(?:accusation|allegation|claim|charge|report|rumou?r|suggestion|account|version|assertion)s?\b", re.I)
_AS_FALSE = re.compile(r"\bas\s+(?:\w+\s+)?[“\"]?(?:false|untrue|absurd|baseless|groundless|unfounded|nonsense|lies?|fabricat\w+|fiction|invent\w+|slander\w*|ridiculous|unforgivable|one-sided|propaganda|provocation)", re.I)
_POINTING = re.compile(r"^\W*(?:it|this|that|both|them|these|those|all of (?:it|this|that)|(?:any|all) (?:involvement|role|wrongdoing|part|knowledge|responsibility)|involvement|wrongdoing|responsibility)\b", re.I)
_FALSE = re.compile(r"\b(?:nonsense|lies?|fabrication|sheer invention|pure fiction|fiction|false|untrue|baseless|groundless|slander|provocation)\b", re.I)
#: Verbs of answering back, and sentences that begin by saying no: they answer what was said just before, whatever their words.
_ANSWERING = frozenset(stem(w) for w in "reply replied retort counter shoot shot respond insist answer contend maintain object".split())
_SHORT_NO = re.compile(r"^\W*(?:there (?:is|was|are|were|has been) (?:no|not|never)|no(?:body|ne|thing)?\b|not (?:one|a)\b|never\b|neither\b|we (?:did|do|have|had|are|were) (?:not|never|no)\b|this (?:is|was) not)", re.I)
_NEGATIVE = re.compile(r"\b(?:no|not|n[’']t|never|none|nothing|nobody|neither)\b", re.I)
_PREDICATES = {"AID": "transfer", "COOPERATE": "transfer", "ASSAULT": "attack", "AGREE": "intend", "SUPPORT": "agree", "COERCE": "coerce",
               "MOBILIZE": "mobilize", "SANCTION": "sanction", "RETREAT": "withdraw", "CONSULT": "meet"}  # fmt: skip
#: A denial that only points back ("denied the accusations") reaches at most this many sentences.
REACH_SENTENCES = 4
_BOTH = re.compile(r"\b(?:both|all|accusations|allegations|charges|claims|reports|them)\b", re.I)
_STOP = frozenset("the a an of to in on and or that it its their his her which was were is are has have had by with for from any all some".split())


@dataclass(slots=True)
class _Draft:
    words: set[str]
    proposition: str
    sentence: int
    tokens: list[tuple[int, int]]
    stances: list[Stance] = field(default_factory=list)
    statements: list[RecordId] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    events: list[Draft] = field(default_factory=list)


def _words(text: str) -> set[str]:
    return {stem(w) for w in re.findall(r"\w+", text.lower()) if w not in _STOP and len(w) > 2}


def _events_inside(tokens: Sequence[tuple[int, int]], drafts: Sequence[Draft]) -> list[Draft]:
    return [d for d in drafts if any(a <= c.trigger.token < b for c in d.candidates for a, b in tokens)]


def _holders(context: Context, candidate: StatementCandidate) -> list[Party]:
    return expand(context, [p for _, p in context.parties(_speaker_parts(context, candidate))])


def _speaker_parts(context: Context, candidate: StatementCandidate) -> list[tuple[int, int]]:
    """The speaker's span, or its members where it joins several known parties ("both Pyongyang and Moscow")."""
    if candidate.speaker is None:
        return []
    a, b = candidate.speaker
    parts = [k for k in context.entities.of_span if a <= k[0] and k[1] <= b and k != (a, b)]
    heads = [k for k in parts if any(t.deprel == "conj" or t.pos == "PROPN" for t in context.analysis.tokens[k[0] : k[1]])]
    joined = any(t.deprel == "cc" for t in context.analysis.tokens[a:b])
    return heads if joined and len(heads) > 1 else [candidate.speaker]


def _stances(context: Context, candidate: StatementCandidate, statement: Statement, stance: str, factuality: str) -> list[Stance]:
    span = statement.evidence[0]
    return [Stance(holder=p, stance=stance, factuality=factuality, statement=statement.id, span=span) for p in _holders(context, candidate)]  # type: ignore[arg-type]


def _same_side(a: Party, b: Party) -> bool:
    return a.actor == b.actor or (a.country is not None and a.country == b.country)


def _denied(context: Context, candidate: StatementCandidate, drafts: Sequence[_Draft], sentence: int, *, anybody: bool = False) -> list[_Draft]:
    """Returns the claims that a denial, refusal or no-comment is about.

    By shared words, or by a word that points back ("the charge", "both") from a speaker whom the claim names.
    """
    text = " ".join(context.span(c).text for c in candidate.content)
    whole = context.sentence_span(sentence).text
    words, speakers = _words(text), _holders(context, candidate)
    points_back = bool(_DENIAL_OF_TALK.search(text) or _POINTING.search(text) or anybody)
    ranked: list[tuple[int, int, _Draft]] = []
    for number, draft in enumerate(drafts):
        concerned = anybody or any(_same_side(d, p) for d in speakers for p in draft.parties)
        shared = len(words & draft.words)
        near = points_back and 0 <= sentence - draft.sentence <= REACH_SENTENCES
        if concerned and (shared >= 2 or near or (shared and 0 <= sentence - draft.sentence <= 1)):
            ranked.append((shared * 2 + near * 3 - abs(sentence - draft.sentence), number, draft))
    if not ranked:
        return []
    best = max(ranked, key=lambda r: r[:2])[2]
    if points_back and _BOTH.search(text + " " + whole if _POINTING.search(text) else text):
        return [d for _, _, d in ranked if d.sentence == best.sentence]
    return [best]


def _reported(
    context: Context, denial: StatementCandidate, statements: Sequence[Statement], events: Sequence[Draft], sentence: int, *, anybody: bool = False
) -> list[_Draft]:
    """Returns what somebody reported before and this statement denies ("Pashinyan said drones had struck the town. Baku denied it"), with its stance."""
    reports: list[tuple[_Draft, StatementCandidate, Statement]] = []
    for candidate, statement in zip(context.statements, statements, strict=True):
        before = candidate.cue < denial.cue and candidate is not denial
        if before and candidate.speech_act in ("report", "warning") and statement.speaker is not None:
            draft = _draft(context, candidate, events)
            if draft.events or anybody:
                reports.append((draft, candidate, statement))
    found = _denied(context, denial, [draft for draft, _, _ in reports], sentence, anybody=anybody)[:1]
    for draft, candidate, statement in reports:
        if draft in found:
            foreign = not any(_same_side(p, q) for p in _holders(context, candidate) for q in draft.parties)
            draft.stances += _stances(context, candidate, statement, "alleges" if foreign else "asserts", "CT+")
            draft.statements.append(statement.id)
    return found


def _parts(context: Context, candidate: StatementCandidate) -> list[list[tuple[int, int]]]:
    """The single propositions of an accusation: "accused X of blockading its coast and of stealing grain" are two."""
    whole = list(candidate.content)
    if candidate.speech_act != "accusation" or len(whole) != 1:
        return [whole]
    low, high = whole[0]
    tree = context.tree
    for token in tree.tokens[low:high]:
        if token.pos != "VERB" or token.deprel.split(":")[0] == "conj":
            continue
        joined = [t for t in tree.iter_children(token.i, "conj") if t.pos == "VERB" and t.text.lower().endswith("ing") and low <= t.i < high]
        if not joined or not token.text.lower().endswith("ing"):
            continue
        cuts = [tree.subtree(t.i)[0] for t in joined]
        edges = [low, *cuts, high]
        parts = [[(a, b)] for a, b in itertools.pairwise(edges) if b - a > 1]
        return parts if len(parts) > 1 else [whole]
    return [whole]


def _draft(context: Context, candidate: StatementCandidate, events: Sequence[Draft], content: Sequence[tuple[int, int]] | None = None) -> _Draft:
    content = candidate.content if content is None else content
    spans = [context.span(c) for c in content]
    text = " ".join(s.text for s in spans)
    inside = _events_inside(content, events)
    parties = [p for d in inside for p in (*d.actors.values(), *d.recipients.values())]
    named = [k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in candidate.content)]
    parties += [p for _, p in context.parties(sorted(named))]
    trigger_parties = [d for d in events if any(candidate.holds_as_cue(c.trigger.token) for c in d.candidates)]
    parties += [p for d in trigger_parties for p in d.recipients.values()]
    sentence = context.analysis.tokens[candidate.cue[0]].sentence
    return _Draft(words=_words(text), proposition=text, sentence=sentence, tokens=list(content), parties=parties, events=inside)


def _status(stances: Sequence[Stance]) -> Status:
    """DOMAIN, "Label", for a claim that the author leaves open."""
    positive = [s for s in stances if s.factuality.endswith("+")]
    negative = [s for s in stances if s.factuality == "CT-"]
    if positive and negative:
        return "contested"
    if positive and all(s.stance in ("alleges", "suspects") for s in positive):
        return "alleged"
    return "attributed"


def _arguments(draft: _Draft) -> dict[str, Party]:
    if not draft.events:
        return {}
    event = draft.events[0]
    names = ("supplier", "recipient") if _PREDICATES.get(event.event_type) == "transfer" else ("actor", "recipient")
    groups = (event.actors, event.recipients)
    return {name: next(iter(group.values())) for name, group in zip(names, groups, strict=True) if group}


def _cue_words(context: Context, candidate: StatementCandidate) -> set[str]:
    return {stem(w) for w in re.findall(r"\w+", context.span(candidate.cue).text)}


def _answer(context: Context, candidate: StatementCandidate) -> tuple[str, str] | None:
    """Returns the stance, with its factuality, by which a statement answers a claim; None where it answers none."""
    cue = _cue_words(context, candidate)
    text = " ".join(context.span(c).text for c in candidate.content)
    if candidate.speech_act == "no_comment":
        return "declines_comment", "Uu"
    if candidate.speech_act == "denial" and not cue & _REJECTING:
        negated = any(context.tree.is_negated(i) for i in range(*candidate.cue))
        return ("leaves_open", "Uu") if negated else ("denies", "CT-")
    if cue & _REJECTING and (_DENIAL_OF_TALK.search(text) or _AS_FALSE.search(context.sentence_span(context.analysis.tokens[candidate.cue[0]].sentence).text) or _POINTING.search(text)):
        return "rejects", "CT-"
    if cue & _DOUBTING:
        return "doubts", "PR-"
    if cue & {stem("call"), "called", "described", "term"} and _FALSE.search(text):
        return "rejects", "CT-"
    return None


def _held(context: Context, candidate: StatementCandidate) -> tuple[str, str] | None:
    """Returns the stance by which a statement holds a claim of its own."""
    cue = _cue_words(context, candidate)
    if candidate.speech_act == "belief" and not cue & _SUSPECTING:
        return None
    if cue & _COMPLAINING and candidate.speech_act in ("report", "accusation", "condemnation"):
        return _HOLDING["accusation"]
    if cue & _ADMITTING and candidate.speech_act in ("report", "admission"):
        return "admits", "CT+"
    return _HOLDING.get(candidate.speech_act)


def _hold(context: Context, statements: Sequence[Statement], events: Sequence[Draft]) -> list[_Draft]:
    """The claims that somebody alleges, suspects or admits."""
    drafts: list[_Draft] = []
    for candidate, statement in zip(context.statements, statements, strict=True):
        held = _held(context, candidate)
        if held is None or (statement.speaker is None and held[0] != "alleges"):
            continue
        for content in _parts(context, candidate):
            draft = _draft(context, candidate, events, content)
            same = next((d for d in drafts if len(d.words & draft.words) >= 3 and (d.events == draft.events or len(d.words & draft.words) >= 5)), None)
            confirms = held[0] == "admits" and bool(_cue_words(context, candidate) & _CONFIRMING)
            if confirms and same is None and not any(_same_side(h, p) for h in _holders(context, candidate) for p in draft.parties):
                continue
            target = same or draft
            target.stances += _stances(context, candidate, statement, *held)
            target.statements.append(statement.id)
            if same is None:
                drafts.append(draft)
    return drafts


def make_claims(context: Context, statements: Sequence[Statement], events: Sequence[Draft]) -> list[Claim]:
    """Returns the claims of a document and marks events inside a contested claim as contested (before the events are made)."""
    drafts = _hold(context, statements, events)
    for candidate, statement in zip(context.statements, statements, strict=True):
        answer = _answer(context, candidate) or _negation(context, candidate, drafts)
        if answer is None or statement.speaker is None:
            continue
        sentence = context.analysis.tokens[candidate.cue[0]].sentence
        silent = answer[0] == "declines_comment"
        found = _denied(context, candidate, drafts, sentence, anybody=silent) or _reported(context, candidate, statements, events, sentence, anybody=silent)
        drafts += [d for d in found if d not in drafts]
        if not found and answer[0] in ("denies", "rejects", "doubts"):
            found = [_draft(context, candidate, events)]
            drafts += found
        for draft in found:
            draft.stances += _stances(context, candidate, statement, *answer)
            draft.statements.append(statement.id)
    return [_make_claim(context, d) for d in drafts if d.stances]


def _negation(context: Context, candidate: StatementCandidate, drafts: Sequence[_Draft]) -> tuple[str, str] | None:
    """Who is accused and says in his own words that it is not so denies it: "We had no part in the attack"."""
    if candidate.speech_act != "report" or not drafts:
        return None
    text = " ".join(context.span(c).text for c in candidate.content)
    if not _NEGATIVE.search(text):
        return None
    sentence = context.analysis.tokens[candidate.cue[0]].sentence
    speakers, words = _holders(context, candidate), _words(text)
    for draft in drafts:
        accused = any(_same_side(s, p) for s in speakers for p in draft.parties)
        accuser = any(_same_side(s, h.holder) for s in speakers for h in draft.stances if h.factuality.endswith("+"))
        distance = sentence - draft.sentence
        answers = bool(words & draft.words) or (0 <= distance <= 1 and bool(_cue_words(context, candidate) & _ANSWERING or _SHORT_NO.match(text)))
        if accused and not accuser and 0 <= distance <= REACH_SENTENCES and answers:
            return "denies", "CT-"
    return None


def _make_claim(context: Context, draft: _Draft) -> Claim:
    status = _status(draft.stances)
    if status == "contested":
        for event in draft.events:
            if event.status in ("alleged", "attributed", "asserted") and not any(c.statement is None for c in event.candidates):
                event.status = "contested"
    evidence: tuple[Span, ...] = tuple(dict.fromkeys([*(context.span(t) for t in draft.tokens), *(s.span for s in draft.stances)]))
    kind = draft.events[0].event_type if draft.events else None
    identity = make_id("cl", context.document.id, draft.proposition, [(s.holder.actor, s.stance) for s in draft.stances])
    holders = ", ".join(f"{s.holder.name} {s.stance}" for s in draft.stances)
    context.explanations[identity] = (Step(stage="claim", decision=status, because=f"rule of labels over its holders: {holders}"),)
    return Claim(
        id=identity, proposition=draft.proposition, predicate=_PREDICATES.get(kind or "", "other"), arguments=_arguments(draft),
        stances=tuple(draft.stances), status=status, author_commitment="Uu", evidence=evidence, confidence=0.5,
    )  # fmt: skip
