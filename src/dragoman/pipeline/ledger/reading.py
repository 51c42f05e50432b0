"""What all ledger records need of a document: parties, status, date and place at a word of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman.extract.events import innermost
from dragoman.extract.frames import with_conjuncts
from dragoman.extract.status import OF_SPEECH_ACT
from dragoman.extract.tree import SpanKey
from dragoman.pipeline import sides
from dragoman.pipeline.chains import chain_of
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft
from dragoman.records import ChainLink, Claim, LedgerFrame, Party, Place, RecordId, Span, Status, Step, When

_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_MAYBE = frozenset({"may", "might", "could", "can"})
_PERSONAL = frozenset({"person"})
_DOUBTED = frozenset({"alleged", "contested"})


@dataclass(slots=True)
class Reading:
    """A document while its ledger is read: the context, its event drafts and claims, by word."""

    context: Context
    drafts: Sequence[Draft]
    claims: Sequence[Claim]
    draft_at: dict[int, Draft] = field(default_factory=dict)
    keys_at: dict[int, list[SpanKey]] = field(default_factory=dict)
    place_at: dict[int, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for draft in self.drafts:
            for candidate in draft.candidates:
                self.draft_at[candidate.trigger.token] = draft
        for key in self.context.entities.of_span:
            for i in range(*key):
                self.keys_at.setdefault(i, []).append(key)
        for key, place in self.context.places.items():
            for i in range(*key):
                if i not in self.place_at or key[1] - key[0] > 1:
                    self.place_at[i] = place

    # --- parties

    def parties(self, words: Iterable[int], *, within: bool = False) -> list[Party]:
        """Returns the parties that these head words name, coordinated ones included, each once.

        Args:
            words: token indices.
            within: take the parties named inside of a phrase whose head names none ("assets of Syrian banks").
        """
        out: dict[str, Party] = {}
        for i in words:
            found = self._at(i) or (self._within(i) if within else [])
            if found and all(p.country is None for p in found):
                found = self._several(i) or found
            for party in found:
                out.setdefault(party.actor, party)
        return list(out.values())

    def _several(self, i: int) -> list[Party]:
        """The states of which a group is: "the presidents of Peru and Chile"."""
        tree = self.context.tree
        of = [t.i for t in tree.iter_children(i, "nmod") if any(c.text.lower() in ("of", "from") for c in tree.iter_children(t.i, "case"))]
        named = {p.country: p for j in with_conjuncts(tree, of) for p in self._at(j) if p.country is not None}
        return list(named.values()) if len(named) > 1 else []

    def _at(self, i: int) -> list[Party]:
        place = self._listed(i)
        found = self._named(i) if place is None else []
        place = place or self.place_at.get(i)
        if not found and place is not None and place.country is not None and place.resolution == "country":
            return [self.state(place.country, self.context.span((i, i + 1)))]
        return found

    def _listed(self, i: int) -> Place | None:
        """A state within a list that is read as one name: "the presidents of X, Y and Z"."""
        tokens, find = self.context.tree.tokens, self.context.find_place
        listed = [key for key in self.keys_at.get(i, ()) if any(tokens[j].text in (",", "and") for j in range(*key))]
        if find is None or tokens[i].pos != "PROPN" or not listed or len(listed) < len(self.keys_at[i]):
            return None
        place = find(self.context.span((i, i + 1)))
        return place if place is not None and place.resolution == "country" else None

    def _named(self, i: int) -> list[Party]:
        tree = self.context.tree
        keys = sorted(self.keys_at.get(i, ()), key=lambda k: (-(k[1] - k[0]), k))
        for key in keys:
            head = next((j for j in range(*key) if not key[0] <= tree.tokens[j].head < key[1] or tree.tokens[j].head == j), key[1] - 1)
            joined = set(with_conjuncts(tree, [head]))
            if i == head or (i in joined and len(keys) == 1) or tree.tokens[i].deprel in ("flat", "appos", "compound"):
                found = [p for _, p in self.context.parties([key])]
                if found:
                    return found
        return []

    def _within(self, i: int) -> list[Party]:
        low, high = self.context.tree.subtree(i)
        if high - low > 14:
            low, high = max(low, i - 8), min(high, i + 7)
        out = []
        for j in range(low, high):
            found = [p for p in self._at(j) if p.country is not None]
            out += found
        return out[:3]

    # --- frames of the language model

    def frames(self, kind: str) -> list[LedgerFrame]:
        """Returns the frames of one type, in text order."""
        return [f for f in self.context.analysis.frames if f.type == kind]

    def fillers(self, frame: LedgerFrame, *roles: str) -> list[SpanKey]:
        """Returns the token spans that fill these roles of a frame."""
        return [(r.start, r.end) for r in frame.roles if r.role in roles]

    def heads(self, spans: Iterable[SpanKey]) -> list[int]:
        """Returns the head words of token spans, coordinated ones of the same span included."""
        tokens = self.context.tree.tokens
        out: list[int] = []
        for low, high in spans:
            tops = [i for i in range(low, high) if tokens[i].head == i or not low <= tokens[i].head < high]
            tops = [i for i in tops if tokens[i].pos not in ("PUNCT", "ADP", "DET", "CCONJ", "PART")] or tops[:1]
            out += [i for i in with_conjuncts(self.context.tree, tops) if low <= i < high and i not in out]
        return out

    def parties_in(self, spans: Iterable[SpanKey]) -> list[Party]:
        """Returns the parties that token spans name: their heads', else those named anywhere inside."""
        out: dict[str, Party] = {}
        for span in spans:
            found = self.parties(self.heads([span])) or [p for i in range(*span) for p in self._at(i) if p.country is not None]
            for party in found:
                out.setdefault(party.actor, party)
        return list(out.values())

    def state(self, country: str, span: Span | None) -> Party:
        """Returns the state of this code as a party."""
        return sides.state(self.context, country, span)

    def states(self, parties: Iterable[Party]) -> list[Party]:
        """Puts states in the place of the persons and bodies that act for them, each once; parties without a state stay as they are."""
        return sides.states(self.context, parties)

    def states_in(self, number: int) -> list[Party]:
        """Returns the states, bodies with a code and armed groups that sentence ``number`` names, in text order."""
        sentence = self.context.analysis.sentences[number]
        out: dict[str, Party] = {}
        for i in range(sentence.start, sentence.end):
            for party in self.states(self._named(i)):  # not places: "signed in South Africa" makes it no party
                if sides.may_be_side(party):
                    out.setdefault(sides.side_of(party), party)
        return list(out.values())

    def armed_in(self, number: int) -> list[Party]:
        """Returns the armed groups that sentence ``number`` names or speaks of, in text order."""
        sentence = self.context.analysis.sentences[number]
        return [p for i in range(sentence.start, sentence.end) for p in self.states(self._named(i)) if p.sector in sides.ARMED]

    def main_states(self) -> list[Party]:
        """Returns the two sides that the document names most often."""
        return sides.main_sides(self.context)

    def expand(self, parties: Iterable[Party], of: Sequence[Party] = ()) -> list[Party]:
        """Puts the sides, those ``of`` an agreement or of the story, in the place of words that speak of them together ("both governments")."""
        return sides.expand(self.context, parties, of)

    def counterpart(self, known: Sequence[Party]) -> list[Party]:
        """Returns the other of the two sides of the story where one of them is known."""
        main = self.main_states()
        known_sides = {sides.side_of(p) for p in known}
        rest = [p for p in main if sides.side_of(p) not in known_sides]
        return rest if len(main) == 2 and len(rest) == 1 else []

    # --- how it is told

    def sentence(self, i: int) -> int:
        """Returns the number of the sentence of word ``i``."""
        return self.context.analysis.tokens[i].sentence

    def teller(self, i: int) -> int | None:
        """Returns the innermost statement that word ``i`` stands in the content of."""
        found = innermost(self.context.statements, i)
        return found if found is None or not self.context.statements[found].holds_as_cue(i) else None

    def status(self, i: int, verb: int | None = None) -> Status:
        """Returns how far the text commits to what word ``i`` says happened: the event's own status, else what the grammar of its clause says."""
        doubted = self.claimed(i)
        if doubted is not None:
            return doubted
        draft = next((self.draft_at[j] for j in (i, verb) if j is not None and j in self.draft_at), None)
        if draft is not None:
            return draft.status
        return self.told(verb if verb is not None else i)

    def told(self, i: int) -> Status:
        """Returns the status that the grammar of the clause of word ``i`` and whoever tells it give."""
        tree = self.context.tree
        auxiliaries = tree.auxiliaries(i)
        number = self.teller(i)
        teller = self.context.statements[number] if number is not None else None
        if tree.is_planned(i):
            return "scheduled"
        if tree.is_negated(i) and not auxiliaries & _MAYBE:
            return "negated"
        if teller is not None and teller.speech_act in OF_SPEECH_ACT:
            return OF_SPEECH_ACT[teller.speech_act]
        if tree.is_conditional(i) or "would" in auxiliaries:
            return "conditional"
        if auxiliaries & _MAYBE:
            return "hedged"
        if auxiliaries & _FUTURE:
            return "scheduled"
        return "asserted" if teller is None else "attributed"

    def claimed(self, i: int) -> Status | None:
        """Returns the status of the alleged or contested claim whose words hold word ``i``."""
        span = self.context.span((i, i + 1))
        for claim in self.claims:
            if claim.status in _DOUBTED and any(s.start <= span.start and span.end <= s.end for s in claim.evidence[: 1 + len(claim.stances)]):
                inside = any(s.start <= span.start < s.end for s in claim.evidence if s.text in claim.proposition or claim.proposition in s.text)
                if inside:
                    return claim.status
        return None

    def claims_at(self, words: Sequence[int]) -> tuple[RecordId, ...]:
        """Returns the claims whose words hold one of these."""
        spans = [self.context.span((i, i + 1)) for i in words]
        return tuple(c.id for c in self.claims if any(e.start <= s.start and s.end <= e.end for e in c.evidence for s in spans))

    def when(self, i: int, status: Status, keys: Sequence[SpanKey] = ()) -> When:
        """Dates what word ``i`` names."""
        draft = self.draft_at.get(i)
        return draft.when if draft is not None else self.context.when(keys, self.sentence(i), i, status)

    def place(self, words: Iterable[int]) -> Place | None:
        """Returns the place that one of these words names."""
        return next((self.place_at[i] for i in words if i in self.place_at), None)

    def speaker(self, i: int) -> Party | None:
        """Returns who says what word ``i`` stands in."""
        number = self.teller(i)
        candidate = self.context.statements[number] if number is not None else None
        if candidate is None or candidate.speaker is None:
            return None
        return next((p for _, p in self.context.parties([candidate.speaker])), None)

    # --- the record's frame

    def evidence(self, words: Iterable[int]) -> Span:
        """Returns the run of text from the first to the last of these words, within one sentence of the first."""
        found = list(words)
        sentence = self.sentence(found[0])
        inside = [i for i in found if self.sentence(i) == sentence]
        return self.context.span((min(inside), max(inside) + 1))

    def chain(self, i: int) -> tuple[ChainLink, ...]:
        """Returns the source chain of what stands at word ``i``."""
        return chain_of(self.context, self.teller(i))

    def explain(self, identity: RecordId, stage: str, decision: str, because: str, span: Span) -> None:
        """Keeps why a record is as it is."""
        self.context.explanations[identity] = (*self.context.explanations.get(identity, ()), Step(stage=stage, decision=decision, because=because, span=span))
