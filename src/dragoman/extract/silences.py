"""Words by which somebody says nothing: "declined to comment on", "had no reply", "left it unmentioned"."""

from __future__ import annotations

import re

from dragoman.extract.tree import RELATIVE, SpanKey, Tree
from dragoman.records import Analysis, Token
from dragoman.text.timex import iter_timexes

_NO_COMMENT = re.compile(
    r"^(?:(?:(?:has|have|had) )?(?:declin\w+|refus\w+)|(?:would|did|has|have|had|does) ?(?:not|n[’']t)(?: immediately| yet| bother to)?) (?:to )?(?:comment\w*|discuss|say|confirm|respond\w*|answer\w*|repl\w+|be drawn|address\w*)"
    r"|^(?:(?:would|could|did) )?neither (?:confirm|den)\w* nor (?:confirm|den)\w*|^(?:could|can) ?(?:not|n[’']t) (?:immediately |at once )?be reached", re.I
)  # fmt: skip
#: What is neither confirmed nor denied is left open, whatever words stand between.
_NEITHER = re.compile(
    r"(?:(?:(?:would|could|did|has|have|had) )?neither (?:confirm|den)\w* nor (?:confirm|den)\w*"
    r"|(?:has|have|had|would|did) ?(?:never|not|n[’']t) (?:publicly |officially )?(?:confirm|den)\w* (?:or|nor) (?:confirm|den)\w*)$", re.I
)  # fmt: skip
ASKED = frozenset({"asked", "pressed", "questioned"})
_REPLIES = frozenset({"comment", "comments", "reply", "response", "answer"})
_GIVING = frozenset("had has have offered offers offer gave gives give made makes make issued".split())


def silence_at(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """Returns the words of a refusal to comment that begins at or before a verb, and what it is about."""
    for read in (_neither, _nobody, _declining, _no_reply, _left_out):
        found = read(analysis, tree, token)
        if found is not None:
            return found
    return None


def _neither(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """ "has neither confirmed nor denied that", "never confirmed or denied it": the verb is the last of the two, or the first where the other hangs on it."""
    last = next((t.i for t in tree.iter_children(token.i, "conj") if t.i <= token.i + 2 and t.text.lower()[:3] in ("den", "con")), token.i)
    low = max(analysis.sentences[token.sentence].start, last - 5)
    found = next((i for i in range(low, last) if _NEITHER.match(analysis.span(i, last + 1).text)), None)
    if found is None:
        return None
    words = (last, token.i, token.head if token.deprel == "conj" else token.i)
    hanging = [t for i in words for t in tree.iter_children(i, "obj", "ccomp", "obl") if t.i > last]
    topics = [k for t in hanging if not is_time(analysis, k := tree.subtree(t.i))]
    return (found, last + 1), topics[0] if topics else None


def _nobody(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """ "Neither the ministry nor the firm would comment on it": the refusal lies in the subject."""
    if token.text.lower() not in ("comment", "answer", "respond", "reply") or not tree.auxiliaries(token.i) & {"would", "could"}:
        return None
    low = analysis.sentences[token.sentence].start
    subjects = [tree.subtree(t.i) for t in tree.iter_children(token.i, "nsubj")]
    if not any(tree.lemma_like(i) == "neither" for a, b in subjects for i in range(max(low, a - 1), b)):
        return None
    first = min([token.i, *(t.i for t in tree.iter_children(token.i, "aux") if t.i < token.i)])
    topics = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obl") if _is_about(tree, t)]
    return (first, token.i + 1), topics[0] if topics else None


def _declining(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """ "declined to comment on", "would not say", "has not answered"."""
    last = max([token.i, *(t.i for t in tree.iter_children(token.i, "xcomp", "advmod") if t.i <= token.i + 3)])
    last = next((t.i for t in tree.iter_children(last, "conj") if t.i == last + 2 and t.text.lower()[:3] in ("den", "con")), last)  # "confirm or deny"
    first = min([token.i, *(t.i for t in tree.iter_children(token.i, "aux", "advmod") if t.i < token.i)])
    if _NO_COMMENT.match(analysis.span(first, last + 1).text) is None:
        return None
    topics = [tree.subtree(t.i) for i in sorted({last, last - 2, token.i}, reverse=True) for t in tree.iter_children(i, "obl", "obj", "ccomp", "advcl") if t.i > last]
    topics += [tree.subtree(t.i) for i in (last, token.i) for t in tree.iter_children(i, "obl") if t.i < first and _is_about(tree, t)]  # "On the loan he declined to comment"
    topics = [k for k in topics if not is_time(analysis, k)] or [tree.subtree(t.i) for asked in tree.iter_children(token.i, "advcl") if asked.text.lower() in ASKED
                        for t in tree.iter_children(asked.i, "obl", "ccomp") if any(c.text.lower() in ("about", "on", "whether") for c in tree.iter_children(t.i))]  # fmt: skip
    if last == first:
        return (first, last + 1), topics[0] if topics else None
    return (first, last + 1 if topics else last), topics[0] if topics else (last, last + 1)


def _is_about(tree: Tree, token: Token) -> bool:
    return any(c.text.lower() in ("on", "about") for c in tree.iter_children(token.i, "case"))


def _asked(tree: Tree, token: Token) -> list[SpanKey]:
    """What somebody was asked who gave no answer: "when asked whether the tanks had left"."""
    asked = [t for t in tree.iter_children(token.i, "advcl", "acl") if t.text.lower() in ASKED]
    return [tree.subtree(t.i) for a in asked for t in tree.iter_children(a.i, "obl", "ccomp", "obj") if t.deprel == "ccomp" or t.pos == "PRON" or _is_about(tree, t)]


def is_time(analysis: Analysis, key: SpanKey) -> bool:
    """Tells whether a phrase is a time expression, with its preposition or without: "on Friday"."""
    text = analysis.span(*key).text
    return any(t.end == len(text) and len(text[: t.start].split()) <= 1 for t in iter_timexes(text))


def _no_reply(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """ "had no immediate comment on", "offered no reply", "said nothing about"."""
    for noun in tree.iter_children(token.i, "obj"):
        word = noun.text.lower()
        no = any(t.text.lower() == "no" for t in tree.iter_children(noun.i, "det"))
        if (no and word in _REPLIES and token.text.lower() in _GIVING) or (word == "nothing" and token.text.lower() in ("said", "says", "say")):
            topics = [tree.subtree(t.i) for i in (noun.i, token.i) for t in tree.iter_children(i, "nmod", "obl")
                      if any(c.text.lower() in ("on", "about", "to", "of") for c in tree.iter_children(t.i, "case"))]  # fmt: skip
            topics += _asked(tree, token)
            if topics or word == "comment":
                return (token.i, noun.i + bool(topics)), topics[0] if topics else (noun.i, noun.i + 1)
    return None


def _left_out(analysis: Analysis, tree: Tree, token: Token) -> tuple[SpanKey, SpanKey | None] | None:
    """ "left the rest unmentioned", "left without answering a question about it"."""
    if token.text.lower() in ("left", "leaves", "leave"):
        silent = next((t for t in tree.iter_children(token.i, "xcomp", "obj", "advcl") if t.text.lower() in ("unmentioned", "unanswered", "unaddressed")), None)
        topics = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obj") if silent is not None and t.i != silent.i]
        if silent is not None:
            low = tree.subtree(token.head)[0]
            return (token.i, silent.i + 1), topics[0] if topics else (low, token.head + 1) if token.deprel == "acl:relcl" else None
    without = any(t.text.lower() == "without" for t in tree.iter_children(token.i, "mark"))
    if without and token.text.lower() in ("answering", "addressing", "commenting", "responding"):
        topics = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obj", "obl")]
        return (token.i - 1, token.i + 1), topics[0] if topics else None
    return None


def silent_speaker(tree: Tree, token: Token) -> SpanKey | None:
    """The subject of a refusal; where a parser gives it to "asked" of the same clause, that of it."""
    subjects = tree.subjects(token.i) or [s for t in tree.iter_children(token.i, "advcl", "acl") if t.text.lower() in ASKED for s in tree.iter_children(t.i, "nsubj")]
    named = [t for t in subjects if t.text.lower() not in RELATIVE]
    if not named:
        return None
    low, high = tree.subtree(named[0].i)
    return low, high if tree.tokens[named[0].head].text.lower() not in ASKED else min(high, tree.tokens[named[0].head].i)
