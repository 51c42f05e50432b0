"""The analysis as a spaCy ``Doc``, so that spaCy's matchers, displaCy and DocBin work on it.

Extensions: ``Doc._.dragoman`` (the Analysis), ``Token._.event_type`` (or None), ``Span._.kind`` on the entities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.records import Analysis

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SPACY_NAMES = {"compound:prt": "prt"}


def _words_and_spaces(analysis: Analysis) -> tuple[list[str], list[bool], list[int]]:
    """Returns the Doc's words, whether a blank follows each, and the Doc's index of each token of the analysis."""
    text = analysis.text
    words: list[str] = []
    spaces: list[bool] = []
    at, index = 0, []
    for token in analysis.tokens:
        gap = text[at : token.start]
        if gap and not words:
            words.append(gap)
            spaces.append(False)
        elif gap:
            spaces[-1] = gap[0] == " "
            if rest := gap[1:] if spaces[-1] else gap:
                words.append(rest)
                spaces.append(False)
        index.append(len(words))
        words.append(token.text)
        spaces.append(False)
        at = token.end
    if rest := text[at:]:
        if words and rest[0] == " ":
            spaces[-1], rest = True, rest[1:]
        if rest:
            words.append(rest)
            spaces.append(False)
    return words, spaces, index


def make_doc(analysis: Analysis) -> Doc:
    """Returns a spaCy Doc with words, tags, tree, sentences and mentions of ``analysis``; ``doc.text == analysis.text``.

    White space other than a single blank between two words becomes a token of its own (spaCy's convention).
    """
    import spacy
    from spacy.tokens import Doc, Span, Token

    for holder, name in ((Doc, "dragoman"), (Token, "event_type"), (Span, "kind")):
        if not holder.has_extension(name):
            holder.set_extension(name, default=None)
    words, spaces, index = _words_and_spaces(analysis)
    heads, deps = list(range(len(words))), ["dep"] * len(words)
    pos, starts = ["SPACE"] * len(words), [i == 0 for i in range(len(words))]
    first = {s.start for s in analysis.sentences}
    place = {token.i: at for token, at in zip(analysis.tokens, index, strict=True)}
    for token, at in zip(analysis.tokens, index, strict=True):
        heads[at], deps[at], pos[at] = place[token.head], "ROOT" if token.head == token.i else token.deprel, token.pos
        starts[at] = starts[at] or token.i in first
    for at in range(1, len(words)):  # white space hangs on the word before it
        if pos[at] == "SPACE":
            heads[at] = at - 1 if pos[at - 1] != "SPACE" else heads[at - 1]
    doc = Doc(spacy.blank("en").vocab, words=words, spaces=spaces, pos=pos, heads=heads, deps=deps)
    doc._.dragoman = analysis
    for trigger in analysis.triggers:
        doc[place[trigger.token]]._.event_type = trigger.event_type
    spans = []
    for mention in analysis.mentions:
        span = Span(doc, place[mention.start], place[mention.end - 1] + 1, label=mention.kind)
        span._.kind = mention.kind
        spans.append(span)
    doc.spans["mentions"] = spans
    return doc
