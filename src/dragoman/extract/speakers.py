"""Who says it, by grammar: the subject of a cue, its agent, the noun that it describes; and the whole phrase of a speaker that a span cuts into."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.extract.tree import SpanKey, Tree
from dragoman.records import Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
#: Pronouns that stand for a noun before them, and those that ask and name nobody.
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_EMPTY = frozenset({"there", "what", "whatever", "whichever", "whose", "how"})
#: A clause of these kinds has the subject of the clause above it for its own where it names none ("he agreed, saying", "asked about it, she said").
_CONTROLLED = frozenset({"advcl", "conj", "xcomp"})
#: Dependents that end the name of a speaker: what follows is told of him and is no part of it.
_TOLD = frozenset({"acl:relcl", "parataxis", "advcl", "punct", "cc", "ccomp", "list", "discourse"})
#: Particles before a participle whose subject is that of the clause above ("by announcing", "after saying"), not that of a noun ("kept from saying").
_SHARING = frozenset("by after before while when in without on upon since as despite".split())
#: Words that name nobody by themselves.
_NO_NOUN = frozenset({"VERB", "AUX", "ADV", "ADP", "SCONJ", "CCONJ", "PART", "PUNCT"})
#: Particles that a speaker's phrase may begin with: "both Chad and Niger", "at least one minister".
_OPENING = frozenset({"both", "either", "neither", "at", "over", "about", "around"})
#: Words that a phrase cannot end with.
_OPEN_POS = frozenset({"DET", "ADP", "CCONJ", "SCONJ", "PART"})


def grammatical_speaker(tree: Tree, cue: SpanKey) -> SpanKey | None:
    """Returns the phrase of whoever says it, None where the sentence names nobody.

    Questions and commands have no speaker of their own, and a passive has its agent ("was told by the envoy").
    """
    for i in range(*cue):
        if tree.tokens[i].text.lower() in ("according", "per") and tree.tokens[i].deprel in ("case", "fixed", "mark"):
            return _after(tree, cue, tree.tokens[i].head)
    verb = _verb(tree, cue)
    if verb is None:
        return None
    token = _source(tree, verb)
    return None if token is None else noun_phrase(tree, token.i, verb.i)


def _after(tree: Tree, cue: SpanKey, noun: int) -> SpanKey | None:
    """The phrase of "according to": all of its noun that stands behind the cue."""
    if tree.tokens[noun].pos not in _NOMINAL or noun < cue[1]:
        return None
    phrase = noun_phrase(tree, noun, noun)
    return (max(phrase[0], cue[1]), phrase[1]) if phrase is not None else None


def _verb(tree: Tree, cue: SpanKey) -> Token | None:
    """The verb of a cue: the first of its words that is one and does not help another, else the predicate that its copula belongs to."""
    words = tree.tokens[cue[0] : cue[1]]
    for token in words:
        if token.pos == "VERB" and token.deprel.split(":")[0] not in ("aux", "cop"):
            return token
    for token in words:
        if token.deprel.split(":")[0] in ("aux", "cop"):
            return tree.tokens[token.head]
    return None


def _source(tree: Tree, verb: Token, depth: int = 3) -> Token | None:
    """The word for whoever says: agent of a passive, subject, the noun that a participle describes, the subject of the clause above."""
    of_noun = verb.deprel == "acl" and not verb.text.lower().endswith("ing")
    passive = of_noun or any(t.deprel in ("aux:pass", "nsubj:pass") for t in tree.iter_children(verb.i))
    if passive:
        return next((t for t in tree.iter_children(verb.i, "obl") if any(c.text.lower() == "by" for c in tree.iter_children(t.i, "case"))), None)
    subjects = [t for t in tree.iter_children(verb.i) if t.deprel in ("nsubj", "nsubj:outer")]
    subject = next((t for t in subjects if t.text.lower() not in _RELATIVE), subjects[0] if subjects else None)
    if subject is not None:
        if subject.text.lower() in _RELATIVE and verb.deprel.startswith("acl"):
            return _noun(tree, verb.head)
        return None if subject.text.lower() in _EMPTY | _RELATIVE else _noun(tree, subject.i)
    return _shared(tree, verb, depth)


def _shared(tree: Tree, verb: Token, depth: int) -> Token | None:
    """The subject of a verb that has none of its own: the noun that a participle describes, else the subject of the clause above."""
    marks = {t.text.lower() for t in tree.iter_children(verb.i, "mark", "case") if t.pos != "PART"}
    if marks - _SHARING:
        return None
    if verb.deprel.startswith("acl"):
        return _noun(tree, verb.head) if verb.deprel == "acl" and verb.text.lower().endswith("ing") and not marks else None
    if verb.deprel.split(":")[0] not in _CONTROLLED or verb.head == verb.i or not depth:
        return None
    above = tree.tokens[verb.head]
    if above.pos not in ("VERB", "AUX", "ADJ") or (verb.deprel == "xcomp" and any(tree.iter_children(above.i, "obj", "iobj"))):
        return None
    undergoing = next((t for t in tree.iter_children(above.i) if t.deprel == "nsubj:pass"), None)
    return _noun(tree, undergoing.i) if undergoing is not None else _source(tree, above, depth - 1)


def _noun(tree: Tree, i: int) -> Token | None:
    """The word if it can stand for somebody: a noun, or "many" and "others" without more."""
    token = tree.tokens[i]
    alone = token.pos in ("ADJ", "DET") and not any(tree.iter_children(i, "obl", "nmod", "xcomp"))
    return token if alone or token.pos in _NOMINAL else None


def noun_phrase(tree: Tree, head: int, verb: int) -> SpanKey | None:
    """The phrase of a noun with its modifiers and appositions; clauses that tell something of it, and what lies across ``verb``, are left out."""
    low = high = head
    stack = [head]
    while stack:
        i = stack.pop()
        low, high = min(low, i), max(high, i)
        for child in tree.children[i]:
            token = tree.tokens[child]
            beyond = (child < verb) != (head < verb) if verb != head else False
            if not beyond and token.deprel not in _TOLD and not (token.deprel == "case" and i == head):
                stack.append(child)
    while low < head and tree.tokens[low].pos in ("ADP", "CCONJ", "PUNCT"):
        low += 1
    if tree.tokens[low].text.lower() in _EMPTY:
        return None
    return (low, high + 1) if verb == head or not low <= verb <= high else None


def whole_speaker(tree: Tree, speaker: SpanKey, cue: SpanKey, content: Sequence[SpanKey]) -> SpanKey:
    """Returns a speaker's span mended by grammar.

    A span inside of the cue's subject but beside its head ("Central" of "the Central Bank says", whom he met in "Lu, who met Wu, said"), and one that is no
    noun phrase, become the phrase of that subject; one that begins or breaks off inside of a description ("Clinton, the") is made whole.
    """
    own = _head(tree, speaker)
    phrase = grammatical_speaker(tree, cue)
    if phrase is not None and tree.tokens[own].deprel not in ("nmod:poss", "appos"):  # "his tweet said": it is he who says it
        head = _head(tree, phrase)
        around = tree.subtree(head)
        inside = around[0] <= speaker[0] and speaker[1] <= around[1] and not speaker[0] <= head < speaker[1]
        holds = speaker[0] <= phrase[0] and phrase[1] <= speaker[1]
        if (inside or tree.tokens[own].pos in _NO_NOUN) and not holds and not _blocked(phrase, cue, content):
            return phrase
    return _completed(tree, _from_its_noun(tree, speaker, cue, content), cue, content)


def _from_its_noun(tree: Tree, speaker: SpanKey, cue: SpanKey, content: Sequence[SpanKey]) -> SpanKey:
    """ "of Teachers" of "the Union of Teachers": from the noun that the preposition hangs on; other marks before a name are cut off."""
    low, high = speaker
    own = tree.tokens[_head(tree, speaker)]
    if tree.tokens[low].pos == "ADP" and own.deprel == "nmod":
        phrase = noun_phrase(tree, own.head, cue[0])
        if phrase is not None and phrase[0] < low and phrase[1] >= high and not _blocked(phrase, cue, content):
            return phrase
    while low < high - 1 and tree.tokens[low].pos in ("ADP", "PUNCT", "CCONJ") and tree.tokens[low].text.lower() not in _OPENING:
        low += 1
    return low, high


def _head(tree: Tree, span: SpanKey) -> int:
    """The word of a span that hangs on a word outside of it; a noun before other words."""
    outward = [i for i in range(*span) if not span[0] <= tree.tokens[i].head < span[1] or tree.tokens[i].head == i]
    return next((i for i in outward if tree.tokens[i].pos in _NOMINAL), outward[0] if outward else span[0])


def _blocked(span: SpanKey, cue: SpanKey, content: Sequence[SpanKey]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in (cue, *content))


def _completed(tree: Tree, speaker: SpanKey, cue: SpanKey, content: Sequence[SpanKey]) -> SpanKey:
    """Goes on to the end of the phrase that a span breaks off in; back to its last comma where that is not free."""
    low, high = speaker
    last = tree.tokens[high - 1]
    if last.pos not in _OPEN_POS and not (last.deprel in ("compound", "amod", "nummod", "flat") and last.head == high):
        return speaker
    if last.pos not in _OPEN_POS or last.head >= high:
        phrase = noun_phrase(tree, last.head, cue[0])
        if phrase is not None and phrase[1] > high and phrase[0] >= low and not _blocked((high, phrase[1]), cue, content):
            return low, phrase[1]
    comma = next((i for i in range(high - 1, low, -1) if tree.tokens[i].text == ","), None)
    return (low, comma) if comma is not None else speaker
