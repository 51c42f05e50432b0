"""Questions to the dependency trees of an analysis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.records import Analysis, Token

SpanKey = tuple[int, int]  # token indices, end exclusive
RELATIVE = frozenset({"that", "which", "who", "whom"})
STANDING_VERBS = frozenset("face faces faced facing suffer suffers suffered remain remains remained".split())
PLANNING = frozenset("expected due set scheduled slated planned plans planning".split())
#: Auxiliaries and particles of what has not happened yet; "to" counts unless the verb above it says that the act took place.
_AHEAD = frozenset("will 'll ’ll wo shall would must should may might can could to".split())
_TOOK_PLACE = frozenset(
    "managed failed used tried began started continued went came had proceeded happened seemed appeared helped forced sought fled led prompted caused drove "
    "induced compelled inspired pushed".split()
)
#: Verbs whose plain present, with a date, tells of a plan ("talks resume Monday").
_TIMETABLE = frozenset("resume resumes begin begins open opens start starts expire expires vote votes end ends take takes".split())
#: Verbs put into a relative clause: "which the West suspects is supplying arms".
_SUSPECTING = frozenset(
    "suspect suspects suspected believe believes believed think thinks thought fear fears feared allege alleges alleged claim claims claimed".split()
)
_SAYING = frozenset("say says said report reports reported".split())
_INSERTED_WORDS = 8
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without"})


@dataclass(frozen=True, slots=True)
class Inserted:
    """A belief put into a relative clause: the noun that the clause is about, its holder, its verb, and whether that is one of suspicion."""

    noun: int
    holder: SpanKey
    verb: int
    suspects: bool


class Tree:
    """Children, subjects and modifiers of the words of one document."""

    def __init__(self, analysis: Analysis) -> None:
        self.tokens = analysis.tokens
        self.children: list[list[int]] = [[] for _ in analysis.tokens]
        for token in analysis.tokens:
            if token.head != token.i:
                self.children[token.head].append(token.i)

    def iter_children(self, i: int, *deprels: str) -> Iterator[Token]:
        """Yields the dependents of word ``i``, those with one of ``deprels`` where any is given (subtypes included)."""
        for j in self.children[i]:
            token = self.tokens[j]
            if not deprels or token.deprel in deprels or token.deprel.split(":")[0] in deprels:
                yield token

    def iter_ancestors(self, i: int) -> Iterator[Token]:
        """Yields the heads above word ``i``, nearest first."""
        seen = {i}
        while self.tokens[i].head not in seen:
            i = self.tokens[i].head
            seen.add(i)
            yield self.tokens[i]

    def subtree(self, i: int) -> SpanKey:
        """Returns the smallest token span that holds word ``i`` and all below it."""
        low = high = i
        stack = [i]
        while stack:
            j = stack.pop()
            low, high = min(low, j), max(high, j)
            stack += self.children[j]
        return low, high + 1

    def lemma_like(self, i: int) -> str:
        """Returns the word in lower case."""
        return self.tokens[i].text.lower()

    def clause_head(self, i: int) -> int:
        """Returns the verb whose clause word ``i`` stands in: itself, its copula's predicate, or the light verb that governs it."""
        token = self.tokens[i]
        if token.pos in ("NOUN", "PROPN") and token.deprel in ("obj", "nsubj:pass") and self.tokens[token.head].pos == "VERB":
            return token.head
        return i

    def owner(self, i: int) -> SpanKey | None:
        """Returns whose noun ``i`` is: a possessor, whoever stands by "by" or "from", else a name before it ("Kenya's charge", "reports by monitors", "press reports")."""
        poss = [t.i for t in self.iter_children(i, "nmod:poss")]
        before = [t.i for t in self.iter_children(i, "amod", "compound", "nmod") if t.i < i and t.i not in poss and (t.text[:1].isupper() or t.pos == "NOUN")]
        after = [t.i for t in self.iter_children(i, "nmod", "acl") for t in ([t] if t.deprel != "acl" else self.iter_children(t.i, "obl"))
                 if t.i > i and any(c.text.lower() in ("by", "from") for c in self.iter_children(t.i, "case"))]  # fmt: skip
        if poss or after:
            return self.subtree((poss or after)[0])
        return (min(before), max(before) + 1) if before else None

    def auxiliaries(self, i: int) -> set[str]:
        """Returns the auxiliaries and particles of the clause of word ``i``, in lower case."""
        verb = self.clause_head(i)
        found = {t.text.lower() for t in self.iter_children(verb, "aux", "cop")}
        found |= {t.text.lower() for t in self.iter_children(verb, "mark") if t.pos == "PART"}
        if self.tokens[verb].deprel in ("conj", "xcomp") and not found - {"to"} and not any(self.iter_children(verb, "nsubj")):
            found |= {t.text.lower() for t in self.iter_children(self.tokens[verb].head, "aux")}
        return found

    def is_negated(self, i: int) -> bool:
        """Tells whether the clause of word ``i`` is negated by a word of its own."""
        verb = self.clause_head(i)
        return any(t.text.lower() in NEGATIONS for j in {i, verb} for t in self.iter_children(j, "advmod", "det", "cc"))

    def is_conditional(self, i: int) -> bool:
        """Tells whether word ``i`` stands in an if-clause; what follows a comma is taken to be outside of it."""
        return any(
            not any(t.text == "," for t in self.tokens[mark.i : i])
            and mark.text.lower() in ("if", "unless", "whether", "lest")
            for token in [self.tokens[i], *self.iter_ancestors(i)]
            for mark in self.iter_children(token.i, "mark")
            if token.deprel.split(":")[0] in ("advcl", "ccomp", "acl", "conj", "root", "xcomp")
        )

    def is_standing(self, i: int) -> bool:
        """Tells whether noun ``i`` is a state of affairs that its subject is under or faces ("under sanctions", "faces sanctions")."""
        token = self.tokens[i]
        if token.pos not in ("NOUN", "PROPN"):
            return False
        under = any(t.text.lower() == "under" and t.pos == "ADP" for t in self.tokens[self.subtree(i)[0] : i])
        verb = self.tokens[self.clause_head(i)]
        return under or (verb.i != i and verb.text.lower() in STANDING_VERBS)

    def is_planned(self, i: int) -> bool:
        """Tells whether the clause of word ``i`` is what somebody "is expected to", "is due to", "plans to" do."""
        token = self.tokens[self.clause_head(i)]
        return token.deprel.split(":")[0] in ("xcomp", "ccomp") and self.tokens[token.head].text.lower() in PLANNING

    def is_ahead(self, i: int) -> bool:
        """Tells whether the clause that word ``i`` stands in is about what is to come."""
        verb = next((t for t in [self.tokens[i], *self.iter_ancestors(i)] if t.pos in ("VERB", "AUX") or any(self.iter_children(t.i, "cop", "aux"))), None)
        if verb is None:
            return False
        particles = {t.text.lower() for t in self.iter_children(verb.i, "mark") if t.pos == "PART"}
        found = particles | {t.text.lower() for t in self.iter_children(verb.i, "aux", "cop")}
        governor = self.tokens[verb.head]
        if verb.deprel == "conj" and not found:
            return self.is_ahead(governor.i)
        if "to" in found and governor.text.lower() in _TOOK_PLACE:
            found -= {"to"}
        have = bool(found & {"have", "has", "had", "having"})
        return bool(found & _AHEAD and not have) or self.is_planned(verb.i) or (verb.text.lower() in _TIMETABLE and not found)

    def inserted(self, i: int) -> Inserted | None:
        """Finds the holder of a belief that is put into the relative clause of verb ``i``: "a port which officials say was shelled".

        Words decide, for parsers take "the West suspects" for one noun.
        """
        low = max(0, i - _INSERTED_WORDS)
        pronoun = next((j for j in range(i - 1, low - 1, -1) if self.tokens[j].text.lower() in ("which", "who", "that")), None)
        if pronoun is None or pronoun == 0 or self.tokens[pronoun].sentence != self.tokens[i].sentence or self.tokens[i].pos not in ("VERB", "AUX", "ADJ"):
            return None
        between = [t.text.lower() for t in self.tokens[pronoun + 1 : i]]
        found = next((k for k, word in enumerate(between) if word in _SUSPECTING | _SAYING), 0)
        if not found or "," in between or "to" in between or "that" in between:
            return None
        noun = pronoun - 1 - (self.tokens[pronoun - 1].text == ",")
        if noun < 0 or self.tokens[noun].pos not in ("NOUN", "PROPN", "PRON"):
            return None
        return Inserted(noun, (pronoun + 1, pronoun + 1 + found), pronoun + 1 + found, between[found] in _SUSPECTING)

    def is_supposed(self, i: int) -> bool:
        """Tells whether word ``i`` stands under what somebody "is believed to have" done."""
        return any(
            t.deprel == "xcomp" and self.tokens[t.head].text.lower() in _SUSPECTING and any(self.iter_children(t.head, "aux:pass", "nsubj:pass"))
            for t in (self.tokens[i], *self.iter_ancestors(i))
        )

    def has_first_person_subject(self, i: int) -> bool:
        """Tells whether the clause of word ``i`` has "I" or "we" for its subject."""
        return any(t.text.lower() in ("i", "we") for t in self.subjects(i))

    def subjects(self, i: int) -> list[Token]:
        """Returns the active subjects of the clause of word ``i``; a controlled or coordinated clause takes its governor's."""
        verb = self.clause_head(i)
        own = list(self.iter_children(verb, "nsubj"))
        if own:
            return own
        token = self.tokens[verb]
        if token.deprel.split(":")[0] in ("xcomp", "conj", "advcl") and token.head != verb:
            objects = list(self.iter_children(token.head, "obj", "iobj")) if token.deprel == "xcomp" else []
            return objects or self.subjects(token.head)
        return []
