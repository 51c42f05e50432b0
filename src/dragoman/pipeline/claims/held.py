"""What somebody alleges, suspects or admits: charges by verb, by noun, by what is reported of another side."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from dragoman.extract.statements import StatementCandidate
from dragoman.extract.tree import SpanKey
from dragoman.ontology.claims import keys, phrase
from dragoman.ontology.ledger import key_of
from dragoman.pipeline.claims.drafts import (
    ClaimDraft,
    accused_by,
    at_odds,
    cue_keys,
    draft_of,
    holders_of,
    is_ahead,
    parties_in,
    same_side,
    stances_of,
    tells_of_another,
    text_of,
)
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft as EventDraft
from dragoman.records import Party, Stance, Statement, Token

_HOLDING = {"accusation": ("alleges", "CT+"), "belief": ("suspects", "PR+"), "admission": ("admits", "CT+")}
#: Two propositions that share so many words, and this part of the shorter one, are one.
SAME_WORDS, SAME_SHARE = 3, 0.6
_REPORTING = frozenset({"report", "warning", "concern", "prediction"})
_NOT_CHARGED = frozenset("should must shall will would wo if unless whether to".split())
_NOBODY = frozenset("nobody none nothing noone one".split())
_CALLING_FOR = re.compile(r"(?:for|on|upon|to)\b", re.I)
_HARM = frozenset({"ASSAULT", "COERCE"})


def parts_of(context: Context, candidate: StatementCandidate) -> list[list[SpanKey]]:
    """Returns the single propositions of what is said: "accused X of blockading its coast and of stealing grain" are two."""
    whole = list(candidate.content)
    if len(whole) != 1:
        return [whole]
    low, high = whole[0]
    edges = [low, *sorted({*_cuts_by_words(context, low, high), *_cuts_by_grammar(context, low, high)}), high]
    pieces = [(_past_joint(context, a, b), b) for a, b in itertools.pairwise(edges)]
    pieces = [(a, b) for a, b in pieces if b - a > 1]
    return [[p] for p in pieces] if len(pieces) > 1 else [whole]


def _past_joint(context: Context, low: int, high: int) -> int:
    """Past the comma and conjunction that a part begins with."""
    return next((i for i in range(low, high) if context.tree.tokens[i].pos not in ("PUNCT", "CCONJ")), high)


def _cuts_by_words(context: Context, low: int, high: int) -> Iterator[int]:
    """Before an "and of ...", "and that ..." that takes up the first word of the content."""
    tokens = context.analysis.tokens
    opening = tokens[low].text.lower()
    opening = opening if opening in ("of", "that", "for") else "that"
    for i in range(low + 2, high - 2):
        verbal = opening == "that" or tokens[i + 1].text.lower().endswith("ing")
        if tokens[i].text.lower() == opening and tokens[i - 1].text.lower() in ("and", "or", "but") and verbal:
            yield i - 1


def _cuts_by_grammar(context: Context, low: int, high: int) -> Iterator[int]:
    """Before a verb that is coordinated with the content's head verb."""
    tree = context.tree
    head = next((t for t in tree.tokens[low:high] if t.pos == "VERB" and not low <= t.head < high), None)
    if head is None:
        return
    for token in tree.iter_children(head.i, "conj"):
        if token.pos == "VERB" and low < token.i < high and _are_like(context, head, token, gerunds=tree.lemma_like(low) in ("of", "for")):
            yield tree.subtree(token.i)[0]


def _are_like(context: Context, head: Token, token: Token, *, gerunds: bool) -> bool:
    """Whether two coordinated verbs are both participles ("arming ... and sheltering") or both of a clause of their own."""
    found = [t.text.lower().endswith("ing") or any(c.text.lower() == "having" for c in context.tree.iter_children(t.i, "aux")) for t in (head, token)]
    return all(found) if gerunds else found[0] == found[1]


def charged(context: Context, content: Sequence[SpanKey], events: Sequence[EventDraft], holders: Sequence[Party]) -> list[Party] | None:
    """Returns whom the words charge with a wrong that the holders do not share, ``None`` where they charge nobody."""
    found: list[Party] = []
    wrong = False
    for token in (t for a, b in content for t in context.tree.tokens[a:b]):
        agents = _charged_at(context, token)
        if agents is not None:
            found += [p for _, p in context.parties(agents)]
            wrong = True
    acts = [d for d in events if d.event_type in _HARM and d.status in ("attributed", "alleged", "contested")
            and any(a <= c.trigger.token < b and not _is_open(context, c.trigger.token) for c in d.candidates for a, b in content)]  # fmt: skip
    found += [p for d in acts for p in d.actors.values()]
    others = [p for p in found if holders and all(at_odds(h, p) for h in holders)]
    return others if others or (wrong and not found) else None


def _charged_at(context: Context, token: Token) -> list[SpanKey] | None:
    """Returns whom a word of wrong charges, ``None`` where it charges nobody: the doer of a verb, of "waged a war", of "broke the truce", what is called a breach."""
    tree, key = context.tree, key_of(token.text)
    if token.pos == "VERB":
        broken = key in keys("charges", "breaking") and any(key_of(t.text) in keys("charges", "rules") for t in tree.iter_children(token.i, "obj"))
        if not (key in keys("charges", "verbs") or broken) or _is_open(context, token.i):
            return None
        agents = _agents(context, token.i)
        return agents if context.parties(agents) or key in keys("charges", "abuse") else None
    if token.pos not in ("NOUN", "ADJ", "ADP"):
        return None
    verb = tree.tokens[token.head]
    if token.deprel == "obj" and key in keys("charges", "deeds") | keys("charges", "nouns") and key_of(verb.text) in keys("charges", "doing"):
        return None if _is_open(context, verb.i) else _agents(context, verb.i)
    if key not in keys("charges", "nouns") | keys("charges", "guilt"):
        return None
    named = token if any(tree.iter_children(token.i, "cop")) else verb if token.deprel == "case" and any(tree.iter_children(verb.i, "cop")) else None
    if named is None or _is_open(context, named.i):
        return None
    return [k for t in tree.subjects(named.i) for k in parties_in(context, tree.subtree(t.i))]


def _is_open(context: Context, i: int) -> bool:
    """Whether the clause of word ``i`` is negated, wished for or put as a condition; "tried to" and "used it to" tell of what was done."""
    tree = context.tree
    found = tree.auxiliaries(i) | {t.text.lower() for t in tree.iter_children(i, "mark")}
    governor = tree.tokens[tree.tokens[i].head]
    if "to" in found and key_of(governor.text) in keys("charges", "doing"):
        found -= {"to"}
    nobody = any(t.text.lower() in _NOBODY for t in tree.iter_children(i, "obj", "nsubj"))
    return nobody or tree.is_negated(i) or tree.is_conditional(i) or bool(found & _NOT_CHARGED)


def _agents(context: Context, i: int) -> list[SpanKey]:
    """Who does it: the subject, in a passive clause whoever stands by "by"; under "tried to" and the like that of the governing verb."""
    tree = context.tree
    if tree.tokens[i].deprel == "acl" or any(t.deprel in ("aux:pass", "nsubj:pass") for t in tree.iter_children(i)):
        found = [t for t in tree.iter_children(i, "obl", "nmod") if any(c.text.lower() == "by" for c in tree.iter_children(t.i, "case"))]
    else:
        governor = tree.tokens[tree.tokens[i].head]
        controlled = tree.tokens[i].deprel in ("xcomp", "advcl") and key_of(governor.text) in keys("charges", "doing")
        found = tree.subjects(governor.i) if controlled else tree.subjects(i)
    return [k for t in found for k in parties_in(context, tree.subtree(t.i))]


def _held(context: Context, candidate: StatementCandidate) -> tuple[str, str] | None:
    """Returns the stance by which a statement holds a claim of its own by its cue alone."""
    cue, words = cue_keys(context, candidate), context.tree.tokens[slice(*candidate.cue)]
    if any(context.tree.is_negated(t.i) for t in words if t.pos == "VERB"):
        return None
    if all(t.pos in ("NOUN", "DET") for t in words) and cue & keys("nouns", "talk"):
        return ("suspects", "PR+") if cue & keys("nouns", "suspicion") else ("alleges", "CT+")
    if candidate.speech_act == "belief" and not cue & keys("cues", "suspect"):
        return None
    if candidate.speech_act == "accusation" and (_is_of_the_accused(context, candidate) or _is_left_undone(context, candidate)):
        return None
    if cue & keys("cues", "complain") and phrase("no_charge").search(text_of(context, candidate)):
        return None
    if cue & keys("cues", "complain") and candidate.speech_act in ("report", "accusation", "condemnation"):
        return _HOLDING["accusation"]
    text = text_of(context, candidate)
    if cue & keys("cues", "admit") and candidate.speech_act in ("report", "admission"):
        in_part = phrase("part").search(text) or phrase("merely").search(context.span(candidate.cue).text)
        return ("partly_admits", "PS+") if in_part and not cue & keys("cues", "confirm") else ("admits", "CT+")
    if cue & keys("cues", "own") and phrase("deed_of_his", start=True).search(text):
        return "admits", "CT+"
    if cue & keys("cues", "name") and not _CALLING_FOR.match(text) and {key_of(w) for w in re.findall(r"\w+", text)} & keys("charges", "names"):
        return _HOLDING["accusation"]
    return _HOLDING.get(candidate.speech_act)


def _is_of_the_accused(context: Context, candidate: StatementCandidate) -> bool:
    """Whether the verb is a participle of those who are accused: "officials accused of torture"; in "is accused by rights groups of torture" others speak."""
    tree = context.tree
    verbs = [tree.tokens[i] for i in range(*candidate.cue) if key_of(tree.lemma_like(i)) in keys("cues", "accuse")]
    if candidate.speaker is not None and any(tree.lemma_like(i) == "by" for t in verbs for i in (candidate.speaker[0] - 1, candidate.speaker[0])):
        return False
    bare = not any(tree.iter_children(t.i, "obj") for t in verbs) and tree.lemma_like(candidate.content[0][0]) == "of"
    return any(t.deprel in ("acl", "amod") or any(c.deprel == "aux:pass" for c in tree.iter_children(t.i)) for t in verbs) or (
        bool(verbs) and bare and candidate.content[0][0] == candidate.cue[1]
    )


def _is_left_undone(context: Context, candidate: StatementCandidate) -> bool:
    """Whether nobody is accused: "did not accuse Chad", "stopped short of accusing Chad"."""
    tree = context.tree
    verbs = [tree.tokens[i] for i in range(*candidate.cue) if tree.tokens[i].pos == "VERB"]
    return any(tree.is_negated(t.i) or (t.deprel in ("advcl", "xcomp") and key_of(tree.lemma_like(t.head)) in keys("cues", "abstain")) for t in verbs)


def _reported_charge(
    context: Context, candidate: StatementCandidate, content: Sequence[SpanKey], events: Sequence[EventDraft]
) -> tuple[str, str, list[Party]] | None:
    """The stance of a report that charges another side with a wrong, and whom it charges."""
    if candidate.speech_act not in _REPORTING or tells_of_another(context, candidate, content):
        return None
    accused = charged(context, content, events, holders_of(context, candidate))
    if accused is None or phrase("according").search(context.span(candidate.cue).text):
        return None
    text = " ".join(context.span(c).text for c in content)
    if phrase("no_evidence").search(text):
        return None
    possible = phrase("possible").search(text)
    return ("suspects", "PS+", accused) if possible else ("alleges", "CT+", accused)


def hold(context: Context, statements: Sequence[Statement], events: Sequence[EventDraft]) -> list[ClaimDraft]:
    """Returns the claims that somebody alleges, suspects or admits, in the order of their statements."""
    drafts: list[ClaimDraft] = []
    for number, (candidate, statement) in enumerate(zip(context.statements, statements, strict=True)):
        by_cue = _held(context, candidate)
        if by_cue is not None and statement.speaker is None and by_cue[0] not in ("alleges", "suspects"):
            continue
        charge: tuple[str, str, list[Party]] | None = None
        for content in parts_of(context, candidate) if by_cue is None or by_cue[0] == "alleges" else [list(candidate.content)]:
            draft = draft_of(context, content, events, at=candidate.cue[0], group=number)
            draft.accused += accused_by(context, candidate, events)
            stance = by_cue
            if stance is None:
                charge = _reported_charge(context, candidate, content, events) or (charge if _goes_on(context, candidate, content) else None)
                if charge is None:
                    continue
                stance = charge[:2]
                draft.accused += charge[2]
            _keep(context, drafts, draft, candidate, stances_of(context, candidate, statement, *stance))
    drafts += _by_noun(context, drafts, events)
    drafts += _standing(context, statements, events, drafts)
    _raised(context, drafts)
    return drafts


def _standing(context: Context, statements: Sequence[Statement], events: Sequence[EventDraft], drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """What somebody maintains, finds or keeps saying ("officials say the junta has agreed"), unlike what he said on one day, is a claim of his."""
    out, taken = list[ClaimDraft](), {d.group for d in drafts}
    for number, (candidate, statement) in enumerate(zip(context.statements, statements, strict=True)):
        if number in taken or candidate.speech_act != "report" or candidate.quote_type == "direct" or statement.speaker is None:
            continue
        text, cue = text_of(context, candidate), context.span(candidate.cue).text
        stands = phrase("standing", start=True).search(cue) or _tells_for_itself(context, candidate, statement.speaker)
        stands = stands or _of_others(context, candidate)
        told = any(t.pos in ("VERB", "AUX") for a, b in candidate.content for t in context.tree.tokens[a:b])
        verbal = any(t.pos in ("VERB", "ADP") for t in context.tree.tokens[slice(*candidate.cue)])
        if not stands or not told or not verbal or is_ahead(context, candidate.content) or phrase("negative").search(text) or tells_of_another(context, candidate, candidate.content):
            continue
        draft = draft_of(context, candidate.content, events, at=candidate.cue[0], group=number)
        if not draft.headline:
            draft.hold(stances_of(context, candidate, statement, "asserts", "CT+"))
            out.append(draft)
    return out


def _tells_for_itself(context: Context, candidate: StatementCandidate, speaker: Party) -> bool:
    """Whether a group tells what it counted, or a paper what it found out; one that tells of its own country may speak for its state."""
    cue = context.span(candidate.cue).text
    if speaker.sector == "JRN":
        inside = sorted(k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in candidate.content))
        own = speaker.country is not None and any(p.country == speaker.country for _, p in context.parties(inside))
        return not own and phrase("press").search(cue) is not None
    return phrase("according").search(cue) is not None and speaker.sector in ("NGO", "SOC") and speaker.country not in ("UNO", "IGO")


def _of_others(context: Context, candidate: StatementCandidate) -> bool:
    """Whether a report tells what another side refused or promised the speaker's: only he says so."""
    holders = holders_of(context, candidate)
    verbs = [t for a, b in candidate.content for t in context.tree.tokens[a:b] if t.pos == "VERB" and key_of(t.text) in keys("charges", "conduct") and not _is_open(context, t.i)]
    agents = [[p for _, p in context.parties(_agents(context, t.i))] for t in verbs]
    return any(found and all(not same_side(p, h) for p in found for h in holders) for found in agents)


def _goes_on(context: Context, candidate: StatementCandidate, content: Sequence[SpanKey]) -> bool:
    """Whether a part goes on with a charge: without a subject of its own ("arms the rebels and has sent them money"), or with another side for one."""
    tree, (low, high) = context.tree, content[0]
    head = next((t for t in tree.tokens[low:high] if t.pos == "VERB" and not low <= t.head < high), None)
    if head is None or _is_open(context, head.i):
        return False
    subjects = list(tree.iter_children(head.i, "nsubj"))
    if not subjects:
        return head.deprel == "conj"
    named = [p for _, p in context.parties(k for t in subjects for k in parties_in(context, tree.subtree(t.i)))]
    return bool(named) and all(at_odds(h, p) for h in holders_of(context, candidate) for p in named)


def _keep(context: Context, drafts: list[ClaimDraft], draft: ClaimDraft, candidate: StatementCandidate, stances: Sequence[Stance]) -> None:
    """Adds a draft, or its stances to the claim that it repeats."""
    same = next((d for d in drafts if d.group != draft.group and _are_one(d, draft)), None)
    if same is not None:
        same.retell(draft)
    confirms = bool(cue_keys(context, candidate) & keys("cues", "confirm"))
    if confirms and same is None:
        own = any(same_side(h, p) for h in holders_of(context, candidate) for p in draft.parties)
        if not own:
            return
    (same or draft).hold(stances)
    if same is None:
        drafts.append(draft)


def _are_one(a: ClaimDraft, b: ClaimDraft) -> bool:
    """Whether two propositions are one: most words of the shorter stand in the longer."""
    shared = len(a.words & b.words)
    return shared >= SAME_WORDS and shared >= SAME_SHARE * min(len(a.words), len(b.words))


def _by_noun(context: Context, drafts: Sequence[ClaimDraft], events: Sequence[EventDraft]) -> list[ClaimDraft]:
    """Claims that a noun puts forward: "its charge that Kenya had crossed the line", "press reports that he agreed"."""
    out: list[ClaimDraft] = []
    tree = context.tree
    for token in tree.tokens:
        if token.pos != "NOUN" or key_of(token.text) not in keys("nouns", "talk"):
            continue
        clause = next((t for t in tree.iter_children(token.i, "acl", "ccomp") if any(m.text.lower() == "that" for m in tree.iter_children(t.i, "mark"))), None)
        owner = tree.owner(token.i)
        holders = [p for _, p in context.parties([owner])] if owner is not None else []
        if clause is None or not (holders or key_of(token.text) in keys("nouns", "charge")):
            continue
        content = tree.subtree(clause.i)
        known = next((d for d in (*drafts, *out) for a, b in d.tokens if a < content[1] and content[0] < b), None)
        if known is not None and known.stances:
            continue
        draft = known or draft_of(context, [content], events, at=token.i, group=-1 - token.i)
        suspects = key_of(token.text) in keys("nouns", "suspicion")
        span = context.span((tree.subtree(token.i)[0], content[1]))
        draft.hold([Stance(holder=p, stance="suspects" if suspects else "alleges", factuality="PR+" if suspects else "CT+", span=span) for p in holders])
        out += [draft] if known is None else []
    return out


def _raised(context: Context, drafts: Sequence[ClaimDraft]) -> None:
    """ "Both neighbours made the accusation": who raises or repeats a charge holds the one before."""
    tree = context.tree
    for token in tree.tokens:
        verb = tree.tokens[token.head]
        if (
            token.deprel != "obj"
            or key_of(token.text) not in keys("nouns", "charge")
            or key_of(verb.text) not in keys("cues", "raise")
            or tree.is_negated(verb.i)
        ):
            continue
        before = [d for d in drafts if 0 <= token.sentence - d.sentence <= 1 and d.tokens[0][0] < token.i]
        parties = [p for t in tree.subjects(verb.i) for p in _each(context, tree.subtree(t.i))]
        if before:
            span = context.sentence_span(token.sentence)
            before[-1].hold([Stance(holder=p, stance="alleges", factuality="CT+", span=span) for p in parties])


def _each(context: Context, key: SpanKey) -> list[Party]:
    inside = [k for k in context.entities.of_span if key[0] <= k[0] and k[1] <= key[1]]
    apart = [k for k in inside if not any(o != k and o[0] <= k[0] and k[1] <= o[1] for o in inside if o != key)]
    return [p for _, p in context.parties(apart or [key])]
