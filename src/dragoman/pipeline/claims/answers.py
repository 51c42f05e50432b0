"""Denials, rejections, doubts, partial admissions and refusals to comment, joined to the claim that they answer and to no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.extract.statements import StatementCandidate
from dragoman.extract.tree import RELATIVE, SpanKey
from dragoman.ontology.claims import keys, phrase
from dragoman.ontology.ledger import key_of
from dragoman.pipeline.claims.drafts import (
    ClaimDraft,
    cue_keys,
    draft_of,
    holders_of,
    is_ahead,
    parties_in,
    same_side,
    sentence_of,
    stances_of,
    tells_of_another,
    text_of,
    words_of,
)
from dragoman.pipeline.claims.held import charged
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft as EventDraft
from dragoman.records import Party, Statement

#: A clause that says of a charge that it is false names it among its first words.
SUBJECT_WORDS = 6
#: What is said in so few words, with a word of negation, may answer a report before it.
SHORT_WORDS = 8
#: An answer that only points back ("denied the accusations") reaches at most this many sentences.
REACH_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """A stance on what others hold; ``alone``: it makes a claim of its own where it answers none; ``anybody``: it need not come from a party that the claim names."""

    stance: str
    factuality: str
    alone: bool = False
    anybody: bool = False


def answer_of(context: Context, candidate: StatementCandidate) -> Answer | None:
    """Returns the stance by which a statement answers a claim, by its cue and the words that it speaks of; ``None`` where it answers none."""
    cue, text = cue_keys(context, candidate), text_of(context, candidate)
    sentence = context.sentence_span(sentence_of(context, candidate)).text
    talk = _speaks_of(text)
    if candidate.speech_act == "no_comment":
        return _silence(context, candidate, text)
    if cue & keys("cues", "complain") and phrase("innocence").search(text):
        return Answer("denies", "CT-", anybody=True)
    if candidate.speech_act == "denial" and not cue & keys("cues", "reject"):
        negated = any(context.tree.is_negated(i) for i in range(*candidate.cue))
        judged = any(key_of(w) in keys("nouns", "judgement") for w in text.split())
        return Answer("leaves_open", "Uu", alone=True) if negated else Answer("rejects" if judged else "denies", "CT-", alone=True)
    pointing = points(context, candidate)
    if cue & keys("cues", "reject") and (talk or pointing or phrase("as_false").search(sentence)):
        return Answer("rejects", "CT-", alone=True)
    if cue & keys("cues", "doubt") or _voices_doubt(context, candidate):
        return Answer("doubts", "PR-", alone=len(words_of(text)) > 1)
    if candidate.speech_act == "report" and phrase("open").search(text):
        return Answer("leaves_open", "Uu", anybody=True)
    if candidate.speech_act == "report" and phrase("no_knowledge").search(" ".join(text.split()[:SUBJECT_WORDS])):
        return Answer("declines_comment", "Uu", anybody=True)
    return None if tells_of_another(context, candidate, candidate.content) else _in_words(cue, text, talk=talk, pointing=pointing)


def _voices_doubt(context: Context, candidate: StatementCandidate) -> bool:
    """Whether the object of a cue says that somebody doubts: "expressed doubts that the law is fair", "voiced scepticism about the account"."""
    objects = (t for i in range(*candidate.cue) for t in context.tree.iter_children(i, "obj"))
    return any(key_of(t.text) in keys("nouns", "doubt") and not any(c.text.lower() == "no" for c in context.tree.iter_children(t.i, "det")) for t in objects)


def _in_words(cue: set[str], text: str, *, talk: bool, pointing: bool) -> Answer | None:
    """Answers whose cue is a word of saying: "called the report a lie", "said he doubted the account", "found no proof"."""
    subject = _speaks_of(" ".join(text.split()[:SUBJECT_WORDS]))
    if phrase("false").search(text) and not cue & keys("cues", "complain") and (cue & keys("cues", "name") or subject or pointing):
        untrue = (cue & keys("cues", "name") or pointing) and phrase("untrue").search(text)
        named = bool(cue & keys("cues", "name") and untrue) and not pointing
        return Answer("denies" if untrue else "rejects", "CT-", alone=talk or named)
    evidence = phrase("no_evidence").search(text)
    if evidence:
        return Answer("doubts", "PR-", alone=True, anybody=len(text[evidence.end() :].split()) <= 2)
    first = {key_of(w) for w in text.split()[:4]}
    return Answer("doubts", "PR-", anybody=True) if first & keys("cues", "doubt") else None


def points(context: Context, candidate: StatementCandidate) -> bool:
    """Tells whether what is said begins with a word that points back; "that" before a clause does not."""
    first, text = context.tree.tokens[candidate.content[0][0]], text_of(context, candidate)
    if len(text.split()) <= 3 and text.split()[-1] in ("so", "it", "this", "that", "them", "these", "those"):  # "denied doing so"
        return True
    return first.pos != "SCONJ" and phrase("pointing", start=True).search(_topic(text)) is not None


def _topic(text: str) -> str:
    """What a refusal is about, without its own words: "to comment on that" -> "that"."""
    opening = phrase("silence", start=True).search(text)
    return text[opening.end() :].strip() or text if opening else text


def _speaks_of(text: str) -> bool:
    return any(key_of(w) in keys("nouns", "talk") for w in re.findall(r"\w+", text) if not w.endswith("ed"))


def _silence(context: Context, candidate: StatementCandidate, text: str) -> Answer | None:
    """A refusal to comment; one that keeps a detail back ("would not say when") speaks of no claim."""
    text = _topic(text)
    end = max(candidate.cue[1], candidate.content[-1][1])
    after = context.tree.lemma_like(end) if end < len(context.tree.tokens) else ""
    if phrase("open_question", start=True).search(text) or phrase("open_question", start=True).search(after):
        return None
    whether = phrase("whether", start=True).search(text)
    if whether is not None and not phrase("pronoun", start=True).search(text[whether.end() :]):
        return Answer("declines_comment", "Uu", alone=True)
    asked = phrase("asked_only", start=True).search(text)
    topic = asked is None or text[asked.end() :].split()[:1] in ([], ["on"], ["about"])
    return Answer("declines_comment", "Uu", anybody=topic or _is_bare(context, candidate))


def _is_bare(context: Context, candidate: StatementCandidate) -> bool:
    """Whether nothing but the refusal stands there: "declined to comment", which speaks of what was said just before."""
    return text_of(context, candidate).lower() == "comment" or all(context.tree.tokens[i].pos in ("VERB", "PART", "AUX") for a, b in candidate.content for i in range(a, b))


def own_words(context: Context, candidate: StatementCandidate, drafts: Sequence[ClaimDraft]) -> tuple[Answer, list[ClaimDraft]] | None:
    """Who is accused and says in his own words that it is not so denies it: "We had no part in the attack"; returns the denial and what it denies."""
    text = text_of(context, candidate)
    if candidate.speech_act not in ("report", "warning") or _is_attached(context, candidate):
        return None
    if not phrase("negative").search(text):
        return _answered_back(context, candidate, drafts)
    speakers, words, sentence = _voices(context, candidate), words_of(text), sentence_of(context, candidate)
    answering = bool(cue_keys(context, candidate) & keys("cues", "answer")) or phrase("short_no", start=True).search(text) is not None
    no_part, ahead = phrase("no_part").search(text) is not None, phrase("ahead").search(text) is not None
    of_itself = phrase("of_itself", start=True).search(text) is not None
    start, last, found = context.sentence_span(sentence).start, _last_before(candidate, drafts), list[tuple[int, ClaimDraft]]()
    done = False
    for draft in drafts:
        distance = sentence - draft.sentence
        settled = any(same_side(s, a) for s in speakers for a in draft.admitting) or any(
            s.factuality == "CT-" and s.holder.actor == p.actor and s.span.end > start for s in draft.stances for p in speakers)  # fmt: skip
        if not 0 <= distance <= REACH_SENTENCES or settled or any(draft.is_of(s) for s in speakers):
            done = done or settled
            continue
        if not draft.holders and (ahead or is_ahead(context, draft.tokens) or distance > 1 or draft.tokens[0][0] > candidate.cue[0] or not _by_others(draft, speakers)):
            continue
        shared = len(words & draft.words - _names(draft))
        after_answer = any(s.factuality == "CT-" and _same_or_unnamed(s.holder, speakers) for s in draft.stances) and distance <= 2
        next_to_it = distance <= 1 and (answering or (of_itself and draft is last and not ahead))
        unknown = next_to_it and draft is last and bool(draft.holders) and all(s.country is None for s in speakers)
        if ((draft.concerns(speakers) or unknown) and (shared or no_part or next_to_it)) or (after_answer and (answering or no_part)):
            found.append((shared * 2 - distance + bool(draft.holders), draft))
    if found:
        return Answer("denies", "CT-"), [max(found, key=lambda f: f[0])[1]]
    if done:
        return None
    firm = bool(cue_keys(context, candidate) & keys("cues", "firm")) and not ahead
    alone = (no_part and _is_of_own(candidate, text)) or firm
    return (Answer("denies", "CT-", alone=alone), []) if alone or answering or len(words) <= SHORT_WORDS else None


def _is_of_own(candidate: StatementCandidate, text: str) -> bool:
    """Whether words that nobody has a part in something are the speaker's of himself: told indirectly, at the outset of a quotation, or of "us"."""
    found = phrase("no_part").search(text)
    if found is None or candidate.quote_type == "indirect":
        return found is not None
    before = text[: found.start()].lower().split()
    return len(before) <= SUBJECT_WORDS or bool({"we", "our", "i"} & set(before))


def _answered_back(context: Context, candidate: StatementCandidate, drafts: Sequence[ClaimDraft]) -> tuple[Answer, list[ClaimDraft]] | None:
    """ "Brazzaville retorted that its border guards obey the law": who answers a charge in other words rejects it."""
    last = _last_before(candidate, drafts)
    if last is not None and phrase("contrary", start=True).search(text_of(context, candidate)):
        return Answer("denies", "CT-"), [last]
    if last is not None and _is_harmless(context, candidate, last):
        return Answer("denies", "CT-"), [last]
    stands = phrase("standing", start=True).search(context.span(candidate.cue).text) is not None
    retorts = bool(cue_keys(context, candidate) & keys("cues", "answering_back"))
    if last is None or not (retorts or stands) or sentence_of(context, candidate) - last.sentence > 1:
        return None
    speakers = _voices(context, candidate)
    charged_him = last.concerns(speakers) and any(s.stance in ("alleges", "suspects") for s in last.stances)
    if not charged_him or any(last.is_of(s) for s in speakers):
        return None
    return Answer("rejects" if retorts else "denies", "CT-"), [last]


def _is_harmless(context: Context, candidate: StatementCandidate, draft: ClaimDraft) -> bool:
    """ "Lima said that it carried nothing but cement": who says of his own what is harmless answers the charge or report of another side right before."""
    text, speakers = text_of(context, candidate), _voices(context, candidate)
    if phrase("harmless").search(text) is None or sentence_of(context, candidate) - draft.sentence > 1 or any(draft.is_of(s) for s in speakers):
        return False
    by_others = bool(draft.tellers or draft.holders) and _by_others(draft, speakers) and not any(same_side(h, s) for h in draft.holders for s in speakers)
    shared = words_of(text) & draft.words - _names(draft)
    return by_others and not is_ahead(context, draft.tokens) and bool(shared) and (draft.concerns(speakers) or "nothing but" in text)


def _voices(context: Context, candidate: StatementCandidate) -> list[Party]:
    """Who speaks, and where no country is known of him, those of whom he speaks: "Not one Chadian soldier has left", a general said."""
    speakers = holders_of(context, candidate)
    if any(s.country for s in speakers):
        return speakers
    inside = [k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in candidate.content)]
    return [*speakers, *(p for _, p in context.parties(sorted(inside)[:1]))]


def _last_before(candidate: StatementCandidate, drafts: Sequence[ClaimDraft]) -> ClaimDraft | None:
    """The claim or report that ends last before a statement."""
    first = min(candidate.cue[0], candidate.content[0][0])
    return max((d for d in drafts if d.tokens[-1][1] <= first), key=lambda d: d.tokens[-1][1], default=None)


def _by_others(draft: ClaimDraft, speakers: Sequence[Party]) -> bool:
    """Whether a report comes from another side than those who answer it."""
    return not any(same_side(t, s) for t in draft.tellers for s in speakers)


def _same_or_unnamed(holder: Party, speakers: Sequence[Party]) -> bool:
    """Whether somebody of the holder's side speaks; a spokesman of whom no country is told speaks for whoever answered before."""
    return any(same_side(holder, s) or s.country is None for s in speakers)


def find_targets(context: Context, answer: Answer, candidate: StatementCandidate, drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Returns the claims that an answer is about; reports that nobody has answered yet come after what somebody holds, unless they stand nearer.

    By shared words, by a word that points back ("the charge", "both") from a speaker whom the claim names, or by standing next to it; whoever holds a claim does not deny it.
    """
    held = _rank(context, answer, candidate, [d for d in drafts if d.holders or d.stances], drafts)
    named = [d for d in drafts if _is_within(candidate, d)]
    if named and not any(d in held for d in named):
        return named[:1]
    words, sentence = words_of(_topic(text_of(context, candidate))), sentence_of(context, candidate)
    vague = (points(context, candidate) and not _speaks_of(text_of(context, candidate))) or (answer.stance == "declines_comment" and not any(words & d.words for d in held))
    nearer = vague and all(sentence - d.sentence > 1 for d in held)
    if held and not nearer:
        return held
    speakers = holders_of(context, candidate)
    told = [d for d in drafts if not d.stances and d.tokens[0] < candidate.cue and _by_others(d, speakers) and _may_be_answered(context, answer, candidate, d)]
    return _rank(context, answer, candidate, told, drafts)[:1] or held


def _may_be_answered(context: Context, answer: Answer, candidate: StatementCandidate, draft: ClaimDraft) -> bool:
    """Whether an answer may be about a report: one that stands near and shares its words, or that the answer points back to."""
    distance, cued = sentence_of(context, candidate) - draft.sentence, candidate.speech_act in ("denial", "refusal", "belief", "no_comment")
    text = text_of(context, candidate)
    if candidate.speech_act == "no_comment" and phrase("asked_only", start=True).search(text):  # of a report that nobody has called a charge
        return False
    if distance > (REACH_SENTENCES if _speaks_of(text) and draft.concerns(holders_of(context, candidate)) else 1) and (not cued or answer.anybody):
        return False
    points_back = _speaks_of(text) or (distance <= 1 and points(context, candidate))
    if is_ahead(context, draft.tokens):  # what is to come is a claim where somebody denies just that
        return cued and points_back and answer.factuality == "CT-"
    return answer.anybody or points_back or bool(draft.events if cued else words_of(text) & draft.words - _names(draft))


def _rank(context: Context, answer: Answer, candidate: StatementCandidate, drafts: Sequence[ClaimDraft], every: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Returns the best of these claims with the parts of it that are meant; ``every`` tells which claim or report stands next to the answer."""
    text, sentence = text_of(context, candidate), sentence_of(context, candidate)
    speakers, words = holders_of(context, candidate), words_of(text)
    points_back = answer.anybody or _speaks_of(text) or points(context, candidate)
    clause = answer.stance == "denies" and context.tree.tokens[candidate.content[0][0]].pos == "SCONJ"
    unknown = points_back and candidate.speech_act in ("denial", "refusal") and all(s.country is None for s in speakers)
    last, attached = _last_before(candidate, every), _is_attached(context, candidate)
    ranked: list[tuple[int, int, ClaimDraft]] = []
    for number, draft in enumerate(drafts):
        distance = sentence - draft.sentence
        if answer.factuality != "Uu" and any(draft.is_of(s) or any(same_side(s, a) and distance >= 0 for a in draft.admitting) for s in speakers):
            continue
        concerned = answer.anybody or (unknown and distance <= 1) or draft.concerns(speakers) or _names_holder(context, candidate, draft)
        shared = len(words & draft.words)
        open_to_all = bool(draft.holders or not draft.stances)
        near = concerned and open_to_all and (points_back or (clause and distance <= 1)) and 0 <= distance <= REACH_SENTENCES
        put_forward = bool(draft.holders) and len(draft.admitting) < len(draft.holders)
        next_to_it = draft is last and ((points_back and distance <= 1 and (concerned or put_forward)) or (attached and distance == 0))
        within = _is_within(candidate, draft)
        if not (concerned or next_to_it or within or answer.stance == "doubts"):
            continue
        if shared >= 2 or near or next_to_it or within or (concerned and shared and 0 <= distance <= 1):
            known = 4 * _names_holder(context, candidate, draft) + 2 * (answer.anybody and draft.concerns(speakers))
            ranked.append((shared * 2 + near * 3 + next_to_it * 2 + 3 * (attached and next_to_it) + 6 * within - abs(distance) + known, number, draft))
    if not ranked:
        return []
    best = max(ranked, key=lambda r: r[:2])[2]
    group = [d for _, _, d in ranked if d.group == best.group]
    return _of_group(text, best, group, every, named=bool(words & best.words))


def _is_within(candidate: StatementCandidate, draft: ClaimDraft) -> bool:
    """Whether an answer names a claim in its own words: "denied Kenya's charge that ..."."""
    return any(low <= a and b <= high for a, b in draft.tokens for low, high in candidate.content)


def _is_attached(context: Context, candidate: StatementCandidate) -> bool:
    """Whether the answer is a relative clause to what it answers: "..., which Lima denied", "a charge that Lima rejects"."""
    tree = context.tree
    return any(tree.lemma_like(c.i) in RELATIVE for i in range(*candidate.cue) for c in tree.iter_children(i, "obj", "nsubj:pass"))


def _of_group(text: str, best: ClaimDraft, group: Sequence[ClaimDraft], every: Sequence[ClaimDraft], *, named: bool) -> list[ClaimDraft]:
    """Which parts of one accusation are meant: "both", "the first charge", "the latter"."""
    if phrase("all").search(text) and not named:
        return [d for d in every if d.group == best.group and d.holders] or list(group)
    if _speaks_of(text) and phrase("first").search(text):
        return [group[0]]
    if phrase("last").search(text):
        return [group[-1]]
    return [best]


def _names_holder(context: Context, candidate: StatementCandidate, draft: ClaimDraft) -> bool:
    """Whether the answer says whose charge it answers: "dismissed Johnson's charge"."""
    if not _speaks_of(text_of(context, candidate)):
        return False
    keys_inside = [k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in candidate.content)]
    named = {p.actor for _, p in context.parties(keys_inside)}
    return any(h.actor in named for h in draft.holders)


def reports_of(context: Context, statements: Sequence[Statement], events: Sequence[EventDraft], held: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Returns what somebody reports and nobody holds as a claim yet; it becomes one if another answers it ("Baku denied it")."""
    taken, out = {d.group for d in held}, []
    for number, (candidate, statement) in enumerate(zip(context.statements, statements, strict=True)):
        if number in taken or candidate.speech_act not in ("report", "warning") or statement.speaker is None or tells_of_another(context, candidate, candidate.content):
            continue
        if _gives_reasons(context, candidate):
            continue
        draft = draft_of(context, candidate.content, events, at=candidate.cue[0], group=number)
        draft.tellers = holders_of(context, candidate)
        out.append(draft)
    return out


def _gives_reasons(context: Context, candidate: StatementCandidate) -> bool:
    """Whether a statement only adds to a denial: "rejected this, saying she had seen the text"."""
    verb = context.tree.tokens[candidate.cue[0]]
    return verb.deprel == "advcl" and any(s.holds_as_cue(verb.head) and s.speech_act in ("denial", "refusal", "no_comment") for s in context.statements)


def hold_report(context: Context, draft: ClaimDraft, statements: Sequence[Statement], speakers: Sequence[Party]) -> None:
    """Gives a report that somebody answers the stance of its teller."""
    candidate, statement = context.statements[draft.group], statements[draft.group]
    draft.hold(stances_of(context, candidate, statement, *_reported(context, candidate, draft, speakers)))


def _names(draft: ClaimDraft) -> set[str]:
    """The words of those whom a proposition names: two sentences on one state need not speak of one thing."""
    return {w for p in draft.parties for text in (p.name, p.span.text if p.span else "") for w in words_of(text)}


def _doers(context: Context, candidate: StatementCandidate) -> list[SpanKey]:
    """Of whom a report tells: the subjects of its verbs, and whoever stands by "by"."""
    tree = context.tree
    verbs = [t for a, b in candidate.content for t in tree.tokens[a:b] if t.pos == "VERB"]
    agents = [t for v in verbs for t in tree.iter_children(v.i, "obl", "nmod") if any(c.text.lower() == "by" for c in tree.iter_children(t.i, "case"))]
    return [k for t in (*(t for v in verbs for t in tree.subjects(v.i)), *agents) for k in parties_in(context, tree.subtree(t.i))]


def _reported(context: Context, candidate: StatementCandidate, draft: ClaimDraft, speakers: Sequence[Party]) -> tuple[str, str]:
    """The stance of a report that somebody answers: it alleges what it charges others with, and what those of whom it tells deny."""
    if cue_keys(context, candidate) & keys("cues", "admit"):
        return "admits", "CT+"
    holders = holders_of(context, candidate)
    foreign = not any(same_side(p, q) for p in holders for q in draft.parties)
    doers = [p for _, p in context.parties(_doers(context, candidate))] + [p for d in draft.events for p in d.actors.values()] if foreign else []
    wrong = any(same_side(p, s) for p in doers for s in speakers) or charged(context, candidate.content, draft.events, holders) is not None
    if cue_keys(context, candidate) & keys("cues", "suggest"):
        return "suspects", "PR+"
    if phrase("possible").search(draft.proposition):
        return ("suspects", "PR+") if wrong else ("hedges", "PS+")
    return ("alleges", "CT+") if wrong else ("asserts", "CT+")


def partly_admits(context: Context, candidate: StatementCandidate, drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """Returns the claim that somebody admits in part: one that he or his side denies, or another's charge against him ("but conceded that excesses might have occurred")."""
    text, cue = text_of(context, candidate), cue_keys(context, candidate)
    admits = bool(cue & keys("cues", "admit")) and (phrase("part").search(text) or phrase("merely").search(context.span(candidate.cue).text))
    if not admits and not (candidate.speech_act == "report" and phrase("little").search(text)):
        return []
    speakers, sentence, words = _voices(context, candidate), sentence_of(context, candidate), words_of(text)
    near = [d for d in drafts if any(s.factuality == "CT-" and _same_or_unnamed(s.holder, speakers) for s in d.stances) and 0 <= sentence - d.sentence <= 2]
    if near and admits:
        return near[-1:]
    charges = [(len(words & d.words - _names(d)), n, d) for n, d in enumerate(drafts) if abs(sentence - d.sentence) <= REACH_SENTENCES and d.concerns(speakers)
               and d.holders and not any(d.is_of(s) or same_side(h, s) for s in speakers for h in d.holders)]  # fmt: skip
    fits = [c for c in charges if c[0] or (admits and 0 <= sentence - c[2].sentence <= 1)]
    return [max(fits, key=lambda c: c[:2])[2]] if fits else []
