"""Where a duty is told: among the terms of an agreement or law, or in what somebody pledges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.extract.duties import Duty
from dragoman.extract.frames import cases_of, frame_of_verb
from dragoman.ontology.ledger import key_of, word_set
from dragoman.pipeline.ledger.agreement_names import Cluster
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Party, Token

#: A duty is of an agreement named so many sentences before, at most.
NEAR_SENTENCES = 2
_IN_RETURN = re.compile(r"\b(?:in (?:return|exchange|turn)|for (?:its|their|his|her) part)\b", re.I)
_PLEDGES = frozenset({"pledge", "declare"})
_TERMS = frozenset({"impose", "order", "forbid", "allow", "provide"})


def cluster_at(reading: Reading, i: int, clusters: Sequence[Cluster]) -> Cluster | None:
    """Returns the agreement named in the sentence of word ``i``, else in the two sentences before it."""
    number = reading.sentence(i)
    best: tuple[int, int] | None = None
    found = None
    for cluster in clusters:
        for mention in cluster.mentions:
            at = reading.sentence(mention.word)
            if mention.headline or not 0 <= number - at <= NEAR_SENTENCES:
                continue
            rank = (number - at, abs(mention.word - i))
            if best is None or rank < best:
                best, found = rank, cluster
    return found


class Terms:
    """The sentences that tell the terms of an agreement or law, found while duties are read in text order."""

    def __init__(self, reading: Reading, clusters: Sequence[Cluster]) -> None:
        self._reading = reading
        self._clusters = clusters
        self._last: tuple[int, Cluster | None] | None = None  # the last sentence of terms, and whose
        self._one: tuple[int, Sequence[Party]] = (0, ())
        self.taker: Party | None = None  # for whose good the last duty was
        self._pair: tuple[int, Sequence[Party]] | None = None
        self.story: Sequence[Party] = next((c.parties for c in clusters if not c.background and len(c.parties) > 1), ())

    def cluster_of(self, duty: Duty) -> Cluster | None:
        """Returns the agreement that lays down a duty: one named near it, else that of the terms told before."""
        found = cluster_at(self._reading, duty.act, self._clusters)
        number = self._reading.sentence(duty.act)
        if self._last is not None and self._last[1] is not None and 0 <= number - self._last[0] <= NEAR_SENTENCES:
            named = found is not None and any(self._reading.sentence(m.word) == number for m in found.mentions)
            return found if named else self._last[1]
        if found is None and self.is_under(number):  # "under the texts": those that the report is about
            earlier = [(m.word, n) for n, c in enumerate(self._clusters) for m in c.mentions if not m.headline and m.word < duty.act]
            return self._clusters[max(earlier)[1]] if earlier else None
        return found

    def is_law(self, duty: Duty) -> bool:
        """Tells whether a law or resolution, no agreement, is what lays down a duty."""
        return any(key_of(t.text) in word_set("duty", "words", "law") for t in self._instruments_of(duty))

    def are_told(self, duty: Duty) -> bool:
        """Tells whether a sentence speaks of terms by its own words: "under the deal", "in return", an instrument that obliges."""
        number = self._reading.sentence(duty.act)
        return self.is_under(number) or self.is_exchange(number) or self.of_instrument(duty)

    def go_on(self, duty: Duty) -> bool:
        """Tells whether terms were told in the sentence before, or an agreement was named there."""
        number = self._reading.sentence(duty.act)
        return (self._last is not None and 0 <= number - self._last[0] <= 1) or self._is_named(number - 1, number)

    def _is_named(self, first: int, last: int) -> bool:
        """Tells whether one of these sentences names an agreement that the report is about."""
        return any(first <= self._reading.sentence(m.word) <= last for c in self._clusters if not c.background for m in c.mentions if not (m.headline or m.denied))

    def is_exchange(self, number: int) -> bool:
        """Tells whether a sentence says what one side does "in return" or "for its part"."""
        return _IN_RETURN.search(self._reading.context.sentence_span(number).text) is not None

    def pair_at(self, duty: Duty) -> Sequence[Party]:
        """Returns whom the last duty bound together, where it is near: whom "they" and "both" mean."""
        number = self._reading.sentence(duty.act)
        return self._pair[1] if self._pair is not None and 0 <= number - self._pair[0] <= NEAR_SENTENCES else ()

    def one_at(self, duty: Duty) -> Sequence[Party]:
        """Returns whom the last duty bound alone, where it is near: whom "it" and "its" may mean."""
        return self._one[1] if 0 <= self._reading.sentence(duty.act) - self._one[0] <= 1 else ()

    def note(self, duty: Duty, cluster: Cluster | None, obligors: Sequence[Party], taker: Party | None, *, told: bool) -> None:
        """Keeps whom a duty binds, and whether its sentence tells terms."""
        number = self._reading.sentence(duty.act)
        if told:
            self._last = (number, cluster)
        if len(obligors) > 1:
            self._pair = (number, obligors)
        self._one = (number, obligors if len(obligors) == 1 else ())
        self.taker = taker or self.taker

    def is_under(self, number: int) -> bool:
        """Tells whether a sentence has "under the deal", "by its terms" or the like."""
        tree = self._reading.context.tree
        sentence = self._reading.context.analysis.sentences[number]
        named = {m.word for c in self._clusters for m in c.mentions}
        for i in range(sentence.start, sentence.end):
            token = tree.tokens[i]
            instrument = i in named or (token.pos == "NOUN" and _is_instrument(token)) or token.text.lower() == "which"
            within = tree.tokens[token.head].deprel in ("acl", "amod")  # "a reactor frozen under the deal"
            if instrument and not within and any(t.text.lower() in ("under", "by") for t in tree.iter_children(i, "case")):
                return True
        return False

    def of_instrument(self, duty: Duty) -> bool:
        """Tells whether an instrument is what obliges, or says so."""
        return bool(self._instruments_of(duty)) or self._said_by_instrument(duty.act)

    def _instruments_of(self, duty: Duty) -> list[Token]:
        """The instruments that are subject of the cue, or that its clause hangs on."""
        tree = self._reading.context.tree
        if duty.how not in _TERMS | {"undertake", "pledge", "agree"}:
            return []
        holder = tree.tokens[tree.tokens[duty.cue].head]
        held = tree.tokens[duty.cue].deprel == "obj" or any(tree.iter_children(duty.cue, "det"))  # "makes no promise"
        verb = holder.i if held else duty.cue
        words = [tree.tokens[j] for j in frame_of_verb(tree, verb).agents]
        if tree.tokens[duty.cue].deprel.startswith("acl"):
            words.append(holder)
        words += [t for w in words for t in tree.iter_children(w.i, "nmod")]  # "the second of the pacts"
        if duty.how == "order":  # "demanded in a resolution"
            words += [tree.tokens[j] for j in cases_of(tree, duty.cue).get("in", ())]
        return [t for t in words if _is_instrument(t) or (t.text.lower() in ("it", "they") and self._is_near(t))]

    def _is_near(self, token: Token) -> bool:
        """Tells whether "it" or "they" may stand for an agreement: one is named near."""
        return any(0 <= token.sentence - self._reading.sentence(m.word) <= NEAR_SENTENCES for c in self._clusters for m in c.mentions)

    def _said_by_instrument(self, i: int) -> bool:
        """Tells whether a clause is what an instrument says: "the text says that X must do"."""
        tree = self._reading.context.tree
        clauses = [t for t in [tree.tokens[i], *tree.iter_ancestors(i)] if t.deprel == "ccomp"]
        return any(_is_instrument(s) for t in clauses for s in tree.iter_children(t.head, "nsubj"))


def _is_instrument(token: Token) -> bool:
    return key_of(token.text) in word_set("duty", "words", "instruments")


def bindingness_of(reading: Reading, duty: Duty, cluster: Cluster | None, *, under: bool) -> str:
    """Returns how far a duty binds: by treaty, law or politically, by one side's own pledge, or not at all."""
    if duty.disclaimed:
        return "disclaimed"
    present = reading.context.tree.lemma_like(duty.cue).endswith("s") and reading.context.tree.tokens[duty.cue].pos == "VERB"
    shared = duty.how == "declare" and duty.own and len(duty.bound) > 1
    if duty.how in _PLEDGES and not (under or shared) and not (cluster is not None and present):  # "Lima guarantees passage": among the terms
        return "unilateral_pledge"
    if cluster is not None:
        return "treaty" if cluster.form in ("treaty", "agreement", "protocol", "ceasefire", "accession") else "political"
    return "political" if duty.how in ("agree", "undertake", "pledge", "declare") else "not_stated"
