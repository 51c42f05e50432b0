"""Everything that is known of one document while its record is put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dragoman.extract.events import EventCandidate
from dragoman.extract.statements import StatementCandidate
from dragoman.extract.tree import SpanKey, Tree
from dragoman.records import Analysis, Document, Party, Place, RecordId, Span, Status, Step, When
from dragoman.resolve.dates import resolve_when
from dragoman.resolve.entities import Entities, actor_ids
from dragoman.text.curve import Curve
from dragoman.text.timex import iter_timexes

_FUTURE_STATUSES = frozenset({"scheduled", "promised", "requested", "threatened", "conditional"})
#: Expressions that are counted from another date of the text.
_EARLIER = re.compile(r"\b(?:later|earlier|before|after|previous|following|same)\b", re.I)
#: Prepositions of an occasion that shares its day with what happens on it.
_WITHIN = frozenset({"at", "in", "during", "on", "amid"})
_OF_THE_PAST = frozenset({"asserted", "historical", "background_ongoing"})


@dataclass(slots=True)
class Context:
    """The document, its analysis, the candidates and whom their spans name."""

    document: Document
    analysis: Analysis
    tree: Tree
    statements: list[StatementCandidate]
    events: list[EventCandidate]
    entities: Entities
    places: dict[SpanKey, Place]
    zones: Mapping[RecordId, str] = field(default_factory=dict)  # time zones of places, IANA
    find_place: Callable[[Span], Place | None] | None = None
    curves: Mapping[str, Curve] = field(default_factory=dict)
    state_name: Callable[[str], str | None] = lambda _: None  # by ISO 3166-1 alpha-3 code
    ids: list[RecordId] = field(init=False)
    explanations: dict[RecordId, tuple[Step, ...]] = field(default_factory=dict)
    scene: list[Place] = field(default_factory=list)  # places taken from the dateline
    sides: list[Party] | None = None  # kept by pipeline.sides
    _times: dict[int, list[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = actor_ids(self.entities, self.document.id)

    def calibrate(self, kind: str, score: float) -> float:
        """Returns the share of records of this kind and raw score that are right, as measured on held-out text."""
        return self.curves[kind](score) if kind in self.curves else round(score, 4)

    def span(self, key: SpanKey) -> Span:
        """Returns the characters of a token span."""
        return self.analysis.span(*key)

    def parties(self, keys: Iterable[SpanKey]) -> list[tuple[int, Party]]:
        """Returns (entity, party) for the token spans that name somebody, each entity once, in text order."""
        out: dict[int, Party] = {}
        for key in keys:
            for i in self._named(key):
                if i not in out and self.entities.items[i].is_party:
                    out[i] = self._party(i, key)
        return list(out.items())

    def speakers(self, key: SpanKey) -> list[tuple[int, Party]]:
        """Returns (entity, party) for the span of a speaker; whoever or whatever speaks is named by its words where nothing more is known ("the report")."""
        return self.parties([key]) or [(i, self._party(i, key)) for i in self.entities.of_span.get(key, ())]

    def _party(self, i: int, key: SpanKey) -> Party:
        entity = self.entities.items[i]
        return Party(actor=self.ids[i], name=entity.reading.person_name or entity.reading.name, country=entity.country, sector=entity.sector,
                     span=self.span(key))  # fmt: skip

    def _named(self, key: SpanKey) -> tuple[int, ...]:
        """The entities that a span names; a phrase that names no party as a whole ("Rice herself") is read by the name that it begins with."""
        named = {k: found for k, found in self.entities.of_span.items() if k[0] == key[0] and k[1] < key[1] and self._is_party(found)}
        found = self.entities.find(key)
        return named[max(named)] if named and not self._is_party(found) else found

    def _is_party(self, found: tuple[int, ...]) -> bool:
        return any(self.entities.items[i].is_party for i in found)

    def dateline(self) -> Place | None:
        """Returns the place of the dateline."""
        line = self.document.dateline_place
        if line is None or self.find_place is None:
            return None
        if not self.scene and (found := self.find_place(line)) is not None:
            self.scene.append(found)
        return self.scene[0] if self.scene else None

    def sentence_span(self, number: int) -> Span:
        """Returns the characters of sentence ``number``."""
        sentence = self.analysis.sentences[number]
        return self.span((sentence.start, sentence.end))

    def times(self, sentence: int) -> list[Span]:
        """Returns the time expressions of a sentence."""
        if sentence not in self._times:
            whole = self.sentence_span(sentence)
            self._times[sentence] = [
                self.document.span(whole.start + t.start, whole.start + t.end) for t in iter_timexes(whole.text)
            ]
        return self._times[sentence]

    def when(self, keys: Sequence[SpanKey], sentence: int, trigger: int, status: Status) -> When:
        """Dates an event: its own time words, else the time expressions of its clause, else the document's day.

        A historical or standing matter is never dated to the document's day (DOMAIN, section 6, rule 8).
        """
        ahead = status in _FUTURE_STATUSES or (status not in _OF_THE_PAST and self.tree.is_ahead(trigger))
        tense: Literal["past", "future"] = "future" if ahead else "past"
        own = [self.span(k) for k in keys] or self._attached(sentence, trigger)
        inside = [t for s in own for t in self.times(sentence) if t.start < s.end and s.start < t.end]
        anchor = self.document.published_at
        for span in inside or own:
            when = resolve_when(span, anchor=anchor, tense=tense, reference=self._reference(span, sentence))
            if when.precision != "unknown" and (inside or status not in ("historical", "background_ongoing") or self._is_backdrop(when)):
                return when
        if status in ("historical", "background_ongoing") or anchor is None or status in _FUTURE_STATUSES:
            return When(start=None, end=None, precision="unknown", basis="inferred")
        return resolve_when(None, anchor=anchor, tense=tense)

    def own_day(self, status: Status) -> When:
        """Returns the document's own day, for what it tells without a date; unknown for what is to come."""
        if self.document.published_at is None or status in _FUTURE_STATUSES:
            return When(start=None, end=None, precision="unknown", basis="inferred")
        return resolve_when(None, anchor=self.document.published_at, tense="past")

    def date_of(self, time: Span, *, tense: Literal["past", "future"]) -> When:
        """Returns the date that one time expression of the text gives."""
        number = next(n for n, s in enumerate(self.analysis.sentences) if time.start < self.analysis.tokens[s.end - 1].end)
        return resolve_when(time, anchor=self.document.published_at, tense=tense, reference=self._reference(time, number))

    def _reference(self, span: Span, sentence: int) -> date | None:
        """The day that the same or the preceding sentence names last before a time expression ("On May 3 ...; two days later")."""
        if _EARLIER.search(span.text) is None:
            return None
        found = None
        for number in range(max(sentence - 1, 0), sentence + 1):
            for time in self.times(number):
                if time.end <= span.start:
                    when = resolve_when(time, anchor=self.document.published_at, tense="past")
                    if when.precision in ("day", "part_of_day") and when.start and when.start == when.end:
                        found = date.fromisoformat(when.start[:10])
        return found

    def _attached(self, sentence: int, trigger: int) -> list[Span]:
        """Time expressions that depend on the trigger, on the verb of its clause, on a participle that tells more of it, or on a verb joined to it.

        "In 2022 Norway expelled ...", "a Monday raid", "the deal reached last week", "seized and burnt on Friday"; in "signed at a Sunday summit" the
        summit's day is that of the signing, and in "closed after the March vote" the vote's is not.
        """
        own = {trigger, self.tree.clause_head(trigger)}
        for i in sorted(own):
            token = self.analysis.tokens[i]
            own |= {t.i for t in self.tree.iter_children(i, "conj", "acl") if t.pos == "VERB" and not any(self.tree.iter_children(t.i, "nsubj"))}
            if token.deprel == "cop" or (token.deprel == "conj" and token.pos == "VERB" and not any(self.tree.iter_children(i, "nsubj"))):
                own.add(token.head)
        return [time for time in self.times(sentence) if self._governor(time, sentence) & own]

    def _governor(self, time: Span, sentence: int) -> set[int]:
        """The words that a time expression dates: what it hangs on, and what that in turn is the time or place of ("at a Sunday summit")."""
        tokens = self.analysis.tokens
        sent = self.analysis.sentences[sentence]
        inside = [i for i in range(sent.start, sent.end) if time.start <= tokens[i].start < time.end]
        found = {tokens[i].head for i in inside if tokens[i].head not in inside}
        for i in list(found):
            while tokens[i].pos in ("NOUN", "PROPN") and tokens[i].deprel in ("obl", "nmod"):
                if not {t.text.lower() for t in self.tree.iter_children(i, "case")} & _WITHIN:
                    break
                i = tokens[i].head
                found.add(i)
        return found

    def is_own_time(self, time: Span, keys: Sequence[SpanKey], sentence: int, trigger: int) -> bool:
        """Tells whether a time expression is that of the trigger's own role or clause, not only the nearest one."""
        own = [self.span(k) for k in keys] or self._attached(sentence, trigger)
        return any(time.start < s.end and s.start < time.end for s in own)

    def is_long_past(self, when: When) -> bool:
        """Tells whether a date lies more than a year before the document's own."""
        return when.precision not in ("unknown", "open") and self.document.published_at is not None and self._is_backdrop(when)

    def days_since(self, when: When) -> int | None:
        """Returns the days from the end of a date to the document's own day; None where either is open."""
        day = self.document.published_at
        if day is None or when.end is None:
            return None
        return (date.fromisoformat(day[:10]) - date.fromisoformat(when.end[:10])).days

    def _is_backdrop(self, when: When) -> bool:
        """A date years before the document, not attached to the event itself, dates the backdrop and not the event."""
        day = self.document.published_at
        if day is None or when.end is None:
            return when.precision in ("year", "open")
        return (date.fromisoformat(day[:10]) - date.fromisoformat(when.end[:10])).days > 366 or when.precision == "open"
