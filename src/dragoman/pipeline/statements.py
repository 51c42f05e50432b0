"""Statement candidates -> statement records."""

from __future__ import annotations

import re

from dragoman.extract.statements import StatementCandidate
from dragoman.pipeline.chains import chain_of
from dragoman.pipeline.context import Context
from dragoman.records import Party, RecordId, Statement, make_id
from dragoman.resolve.dates import resolve_when

_ADDRESSING = re.compile(r"\b(?:told|tell|tells|telling|informed|assured|warned|urged|asked)\b", re.I)


def _addressee(context: Context, candidate: StatementCandidate) -> Party | None:
    """The object of a verb of telling: "told reporters"."""
    if not _ADDRESSING.search(context.span(candidate.cue).text):
        return None
    for i in range(*candidate.cue):
        for token in context.tree.iter_children(i, "obj", "iobj"):
            inside = any(a <= token.i < b for a, b in candidate.content)
            parties = context.parties([context.tree.subtree(token.i)])
            if parties and not inside:
                return parties[0][1]
    return None


def make_statement(context: Context, number: int) -> Statement:
    """Makes the record of statement candidate ``number`` and stores its explanation."""
    candidate = context.statements[number]
    of_noun = all(t.pos in ("NOUN", "DET", "ADJ") for t in context.analysis.tokens[slice(*candidate.cue)])  # in "corruption charges" nobody speaks
    parties = [] if candidate.speaker is None else context.parties([candidate.speaker]) if of_noun else context.speakers(candidate.speaker)
    speaker = parties[0][1] if parties else None
    cue = context.span(candidate.cue)
    content = tuple(context.span(c) for c in candidate.content)
    relay = context.span(candidate.relay).text if candidate.relay else None
    sentence = context.analysis.tokens[candidate.cue[0]].sentence
    own = _own_times(context, candidate)
    when = context.when(own, sentence, candidate.cue[0], "asserted") if own else resolve_when(None, anchor=context.document.published_at, tense="past")
    identity = make_id("st", context.document.id, speaker.actor if speaker else None, cue, content)
    context.explanations[identity] = tuple(candidate.steps) + tuple(s for i, _ in parties for s in context.entities.items[i].steps)
    spans = [candidate.cue, *candidate.content, *([candidate.speaker] if candidate.speaker else [])]
    return Statement(
        id=identity, speaker=speaker, cue=cue, content=content, quote_type=candidate.quote_type, speech_act=candidate.speech_act,
        addressee=_addressee(context, candidate), channel=relay, when=when, place=_place(context, candidate),
        evidence=(context.span((min(a for a, _ in spans), max(b for _, b in spans))),), confidence=context.calibrate("statement", candidate.score),
        source_chain=chain_of(context, number),
    )  # fmt: skip


def _place(context: Context, candidate: StatementCandidate) -> RecordId | None:
    """Where it was said: a place that hangs on the cue by "in" or "at" ("In Lusaka, the minister said ...", "Speaking from Lusaka").

    A place inside of what is said is none.
    """
    speaking = [t.i for i in range(*candidate.cue) for t in context.tree.iter_children(i, "advcl") if t.text.lower() in ("speaking", "talking")]
    for i in (*range(*candidate.cue), *speaking):
        for token in context.tree.iter_children(i, "obl"):
            located = any(c.text.lower() in ("in", "at", *(["from"] if i in speaking else [])) for c in context.tree.iter_children(token.i, "case"))
            if located and not any(a <= token.i < b for a, b in candidate.content):
                for key, place in context.places.items():
                    if key[0] <= token.i < key[1]:
                        return place.id
    return None


def _own_times(context: Context, candidate: StatementCandidate) -> list[tuple[int, int]]:
    """Time words that hang on the cue itself, not those inside of what is said."""
    out = []
    for i in range(*candidate.cue):
        for token in context.tree.iter_children(i, "obl", "advmod", "nmod"):
            key = context.tree.subtree(token.i)
            if not any(key[0] < b and a < key[1] for a, b in candidate.content):
                span = context.span(key)
                if any(t.start < span.end and span.start < t.end for t in context.times(token.sentence)):
                    out.append(key)
    return out
