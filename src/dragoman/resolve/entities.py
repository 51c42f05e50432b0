"""Coreference within a document: every party span of an analysis -> one entity, from names, titles, pronouns and plurals.

Names first, then in-document evidence (a title after a full name, "the Russian leader"), then pronouns by number, gender and salience.
What stays open is None: a pronoun without a fitting antecedent names nobody.
"""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from dragoman.records import Actor, Analysis, RecordId, Role, Span, Step, Token, make_id
from dragoman.resolve.actors import ActorReading, compatible
from dragoman.resolve.knowledge import BODY_CODES
from dragoman.resolve.nominals import REACH_SENTENCES as NOMINAL_REACH
from dragoman.resolve.nominals import Description, NominalRanker, is_description
from dragoman.resolve.pronouns import REACH_SENTENCES as PRONOUN_REACH
from dragoman.resolve.pronouns import Candidate, Pronoun, PronounRanker, SpanKey, is_pronoun
from dragoman.resolve.words import organs
from dragoman.text.names import fold
from dragoman.text.person_names import compare_persons

_FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}
_RELATIVE = {"who", "whom", "which", "that", "whose"}
_PAIR = re.compile(r"(?:both|(?:the|these|those)(?:\s+two|\s+three)?)\s+(?:sides|leaders|presidents|ministers|countries|nations|states|parties|governments|neighbou?rs|men)$|both$", re.I)
_PAIR_OF_PERSONS = re.compile(r"(?:leaders|presidents|ministers|men)$", re.I)
_BLOC = re.compile(r"the\s+(?:(?:[\w-]+-(?:nation|member|state|country)|regional|trade|military|[A-Z]\w+ [A-Z]\w+)\s+)?(?:bloc|community|grouping)", re.I)
_ORGAN = re.compile(r"(?:[Tt]he\s+)?(Council|Commission|Congress|Assembly|Secretariat|Parliament|Senate|Court|Tribunal|House|Federation|Conference)")
#: Whose they are is not what they are.
_OTHERS = frozenset(
    "ally allies partner partners neighbor neighbors neighbour neighbours rival rivals enemy enemies foe foes counterpart counterparts adversary adversaries opponent opponents".split()
)
#: The subject of a pronoun's own verb stands at most this many words before it.
CLAUSE_WORDS = 40
_STATE_KINDS = frozenset({"state", "former_state"})
_BODY_KINDS = _STATE_KINDS | {"igo", "igo_organ", "org", "ministry", "armed_group", "party", "company", "media", "bloc", "vessel"}


class ReadsActors(Protocol):
    """What this module needs of the actor resolver."""

    def read(self, text: str, *, model_kind: str | None, on: date | None) -> ActorReading:
        """Reads one mention."""

    def state_name(self, code: str) -> str | None:
        """Returns the name of a state by its ISO 3166-1 alpha-3 code."""


def _organ_word(text: str) -> str | None:
    """The word by which a mention calls a body of many names: "the Council", "Congress", but not "the council"."""
    match = _ORGAN.fullmatch(text)
    return match[1].lower() if match else None


@dataclass(slots=True)
class Entity:
    """One party of the document, while it is being put together."""

    reading: ActorReading
    first: SpanKey
    spans: list[SpanKey] = field(default_factory=list)
    heads: list[Token] = field(default_factory=list)  # head words of the spans, in the same order
    titles: list[tuple[str, SpanKey]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    country: str | None = None
    sector: str | None = None
    by_model: bool = False

    @property
    def is_party(self) -> bool:
        """Whether anything says that this is somebody: a table, a title, a name, or the language model's kind."""
        reading = self.reading
        return bool(reading.key or reading.person_name or self.country or self.sector or self.by_model)

    def last_before(self, i: int) -> Token | None:
        """The head of its last mention that ends before word ``i``."""
        return next((h for h, key in zip(reversed(self.heads), reversed(self.spans), strict=True) if key[1] <= i), None)

    def subject_beside(self, last: Token) -> Token:
        """The head up to ``last`` that is a subject of the same sentence, else ``last``: in "the minister praised her army" she is still the subject."""
        for head in reversed(self.heads):
            if head.sentence < last.sentence:
                break
            if head.sentence == last.sentence and head.i <= last.i and _is_subject(head):
                return head
        return last


@dataclass(slots=True)
class Entities:
    """The parties of a document and which spans name them; a span may name several ("both leaders")."""

    items: list[Entity]
    of_span: dict[SpanKey, tuple[int, ...]]

    def find(self, key: SpanKey) -> tuple[int, ...]:
        """Returns the entities that a token span names, by the span itself or the longest known span that shares its words."""
        if key in self.of_span:
            return self.of_span[key]
        inside = [k for k in self.of_span if key[0] <= k[0] and k[1] <= key[1]]
        around = [k for k in self.of_span if k[0] <= key[0] and key[1] <= k[1]]
        for group in (sorted(around, key=lambda k: (k[1] - k[0], k)), sorted(inside, key=lambda k: (k[0] - k[1], k))):
            if group:
                return self.of_span[group[0]]
        return ()


def _lower(text: str) -> str:
    """The words in lower case; "US" is no pronoun."""
    return text if text == "US" else text.lower()


def _is_subject(token: Token) -> bool:
    return token.deprel.startswith("nsubj")


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody says: token spans, and whether they stand in quotation marks."""

    content: SpanKey
    speaker: SpanKey | None
    direct: bool


@functools.cache
def _rankers() -> tuple[PronounRanker, NominalRanker]:
    return PronounRanker.shipped("pronouns"), NominalRanker.shipped("nominals")


def _acting(analysis: Analysis) -> frozenset[int]:
    """The words that the language model takes for speakers or parties of events."""
    spans = [(r.start, r.end) for t in analysis.triggers for r in t.roles if r.role in ("actor", "recipient")]
    spans += [a.speaker for a in analysis.attributions if a.speaker is not None]
    return frozenset(i for start, end in spans for i in range(start, end))


class _Linker:
    def __init__(self, analysis: Analysis, resolver: ReadsActors, on: date | None, kinds: Mapping[SpanKey, str], said: Sequence[Said]) -> None:
        self.analysis, self.resolver, self.on, self.kinds, self.said = analysis, resolver, on, kinds, said
        self.pronouns, self.nominals = _rankers()
        self.acting = _acting(analysis)
        self.entities: list[Entity] = []
        self.of_span: dict[SpanKey, tuple[int, ...]] = {}
        self.full_names = self._read_full_names()
        self.joint: list[tuple[int, int]] = []  # entities that a conjunction joins, in text order

    def _read_full_names(self) -> dict[str, ActorReading]:
        """Reads who is named in full anywhere in the text, by the short forms that fit no one else in it: a headline's "Kim" comes before his name."""
        persons: dict[str, ActorReading] = {}
        for key in sorted(self.kinds):
            reading = self.resolver.read(self.text(key), model_kind=self.kinds.get(key), on=self.on)
            if reading.person_name and " " in reading.person_name and reading.number == "sg":
                name = fold(reading.person_name)
                persons[name] = reading if name not in persons or (reading.country and not persons[name].country) else persons[name]
        shared = collections.Counter(alias for name, reading in persons.items() for alias in {*reading.aliases, name})
        return {alias: reading for name, reading in persons.items() for alias in {*reading.aliases, name} if shared[alias] == 1 and " " not in alias}

    def text(self, key: SpanKey) -> str:
        return self.analysis.span(*key).text

    def head(self, key: SpanKey) -> Token:
        tokens = self.analysis.tokens
        for i in range(*key):
            if not key[0] <= tokens[i].head < key[1] or tokens[i].head == i:
                return tokens[i]
        return tokens[key[1] - 1]

    def add(self, key: SpanKey, speaker: tuple[int, ...]) -> None:
        words = _lower(self.text(key))
        head = self.head(key)
        if words in _FIRST:
            found: tuple[int, ...] = speaker
        elif words in _RELATIVE:
            found = self._antecedent_of_relative(head)
        elif is_pronoun(words):
            found = self._pronoun(words, head)
        elif _PAIR.search(words) and not any(t.pos == "PROPN" for t in self.analysis.tokens[key[0] : key[1]]):
            found = self._pair(words)
        elif parts := self._joined(self.text(key)):
            found = tuple(self._of_text(text, key) for text in parts)
        elif (same := self._apposition(key, head)) is not None:
            found = (same,)
        else:
            found = (self._of_text(self.text(key), key),)
        if found:
            self.of_span[key] = found
            if head.deprel == "conj" and len(found) == 1:
                self.joint += [(others[0], found[0]) for known, others in self.of_span.items()
                               if known[0] <= head.head < known[1] and len(others) == 1 and others != found]  # fmt: skip
            for i in found:
                self.entities[i].spans.append(key)
                self.entities[i].heads.append(head)

    def _antecedent_of_relative(self, token: Token) -> tuple[int, ...]:
        tokens = self.analysis.tokens
        verb = tokens[token.head]
        noun = verb.head if verb.deprel.startswith("acl") else None
        if noun is None:
            return ()
        for key in sorted(self.of_span, reverse=True):
            if key[0] <= noun < key[1]:
                return self.of_span[key]
        return ()

    def _clause_mates(self, pronoun: Token) -> set[int]:
        """Entities that an object pronoun cannot name: the subject of its own verb ("the envoy met him" is about two; binding principle B, Chomsky 1981)."""
        if pronoun.deprel.split(":")[0] not in ("obj", "iobj", "obl") or pronoun.text.lower().endswith(("self", "selves")):
            return set()
        subjects = [t.i for t in self.analysis.tokens[max(0, pronoun.i - CLAUSE_WORDS) : pronoun.i] if t.head == pronoun.head and _is_subject(t)]
        return {i for key, found in self.of_span.items() if any(key[0] <= s < key[1] for s in subjects) for i in found}

    def _pronoun(self, words: str, token: Token) -> tuple[int, ...]:
        pronoun = Pronoun(token, words, *self._said(token), acts=token.i in self.acting)
        chosen = self.pronouns.choose(pronoun, self._candidates(token, PRONOUN_REACH, self._clause_mates(token)), self.analysis.tokens)
        return () if chosen is None else (chosen,)

    def _said(self, token: Token) -> tuple[bool, frozenset[int]]:
        """Whether a word is quoted directly, and who says it (the speaker of the innermost statement around it)."""
        holding = [s for s in self.said if s.content[0] <= token.i < s.content[1]]
        if not holding:
            return False, frozenset()
        inner = min(holding, key=lambda s: s.content[1] - s.content[0])
        return inner.direct, frozenset(self.of_span.get(inner.speaker, ()) if inner.speaker else ())

    def _candidates(self, token: Token, reach: int, barred: Collection[int]) -> Iterator[Candidate]:
        """The parties last named before a word and within reach, but for those that are barred."""
        for i, entity in enumerate(self.entities):
            last = None if i in barred else entity.last_before(token.i)
            if last is None or token.sentence - last.sentence > reach:
                continue
            head = entity.subject_beside(last)
            reading, words = entity.reading, frozenset(h.text.lower() for h in entity.heads)
            yield Candidate(i, reading.kind, reading.number, reading.gender, entity.is_party, head.i, is_pronoun(last.text.lower()),
                            len(entity.spans), words, entity.sector, bool(reading.key or reading.person_name))  # fmt: skip

    def _described(self, reading: ActorReading, key: SpanKey) -> int | None:
        """The party that a definite description without a name or title of its own takes up."""
        if reading.key is not None or reading.person_name or not is_description(self.text(key)):
            return None
        head = self.head(key)
        description = Description(self.text(key), head, reading.kind, reading.number, reading.sector)
        return self.nominals.choose(description, self._candidates(self.analysis.tokens[key[0]], NOMINAL_REACH, ()), self.analysis.tokens)

    def _pair(self, words: str) -> tuple[int, ...]:
        persons = bool(_PAIR_OF_PERSONS.search(words))
        count = 3 if "three" in words else 2
        fits = [i for i, e in enumerate(self.entities)
                if (e.reading.kind == "person" if persons else e.reading.kind in _STATE_KINDS or (words == "both" and e.reading.kind == "person"))]  # fmt: skip
        joint = [(a, b) for a, b in self.joint if {a, b} <= set(fits) and (persons or self.entities[a].country != self.entities[b].country)]
        if count == 2 and joint:  # "Armenia and Azerbaijan agreed ... the two countries"
            return tuple(sorted(joint[-1]))
        latest = sorted(fits, key=lambda i: (-self.entities[i].spans[-1][0] if self.entities[i].spans else 0))[:count]
        return tuple(sorted(latest)) if len(latest) == count else ()

    def _by_compass(self, key: SpanKey) -> int | None:
        """ "the North" in a text that speaks of North Korea is North Korea."""
        words = self.text(key).split()
        point = words[-1] if words else ""
        if len(words) > 2 or point not in ("North", "South") or (len(words) == 2 and words[0].lower() != "the"):
            return None
        named = [i for i, e in enumerate(self.entities) if e.reading.kind in _STATE_KINDS and e.reading.name.startswith(point + " ")]
        return named[-1] if named else None

    def _bloc(self, key: SpanKey) -> int | None:
        """ "The bloc", "the 27-nation bloc" is the international body that the text spoke of last."""
        if not _BLOC.fullmatch(self.text(key)):
            return None
        named = [i for i, e in enumerate(self.entities) if e.reading.kind in ("igo", "bloc") and e.country not in (None, "UNO")]
        return max(named, key=lambda i: self.entities[i].spans[-1] if self.entities[i].spans else (0, 0), default=None)

    def _organ(self, key: SpanKey) -> int | None:
        """ "The Council" after "the Security Council": the body last named whose name ends so."""
        if (word := _organ_word(self.text(key))) is None:
            return None
        named = [i for i, e in enumerate(self.entities) if e.spans and e.reading.kind in _BODY_KINDS - _STATE_KINDS
                 and e.reading.name.lower().endswith(" " + word)]  # fmt: skip
        return max(named, key=lambda i: self.entities[i].spans[-1], default=None)

    def _organ_of(self, text: str, kind: str | None) -> ActorReading | None:
        """ "Congress" in a text that speaks of one state or body that has one; without a country where several fit, or none."""
        if (word := _organ_word(text)) is None or word not in organs():
            return None
        owners = {e.country for e in self.entities} | {e.reading.name for e in self.entities}
        fits = [(name, whose) for name, whose in organs()[word] if whose in owners]
        reading = self.resolver.read(fits[0][0] if len(fits) == 1 and fits[0][0] else text, model_kind=kind, on=self.on)
        return replace(reading, country=fits[0][1] if len(fits) == 1 and reading.country is None else reading.country, of_many=len(fits) != 1)

    def _joined(self, text: str) -> list[str]:
        """Splits "Pyongyang and Moscow", "X, Y and Z" and "U.S. and South Korean officials" into its parties; empty where it is one party."""
        match = re.fullmatch(r"(?:both\s+)?(\S.*?)(?:,?\s+and|,)\s+(\S.*)", text, re.I | re.S)
        if match is None:
            return []
        left, right = match[1], match[2]
        first = self.resolver.read(left, model_kind=None, on=self.on)
        second = self.resolver.read(right, model_kind=None, on=self.on)
        if first.key is None or first.kind == "ministry":
            return []
        if second.key is not None and first.key != second.key:
            return [left, right]
        if rest := self._joined(right):
            return [left, *rest]
        head = right.split()[-1]
        if first.kind in _STATE_KINDS and second.country not in (None, first.country):
            return [f"{left} {head}", right]
        return []

    def _apposition(self, key: SpanKey, head: Token) -> int | None:
        """ "Its foreign minister, Grace Namara": the apposition is the same person, and completes what is known of him or her."""
        if head.deprel != "appos":
            return None
        for known, found in self.of_span.items():
            if known[0] <= head.head < known[1] and len(found) == 1 and known[1] <= key[0]:
                entity = self.entities[found[0]]
                reading = self.resolver.read(self.text(key), model_kind=self.kinds.get(key), on=self.on)
                person = "person" in (entity.reading.kind, reading.kind) and reading.kind not in _STATE_KINDS and entity.reading.kind not in _STATE_KINDS
                if not person or (entity.reading.person_name and reading.person_name) or reading.number == "pl":
                    return None
                officer = reading.by_table and reading.country in BODY_CODES
                entity.country, entity.sector = (reading.country if officer else entity.country) or reading.country, entity.sector or reading.sector
                if reading.person_name:
                    if entity.reading.title:
                        entity.titles.append((entity.reading.title, known))
                    entity.reading = reading
                elif reading.title:
                    entity.titles.append((reading.title, key))
                entity.steps.append(Step(stage="coreference", decision=reading.name, because="apposition", span=self.analysis.span(*key)))
                return found[0]
        return None

    def describe(self, key: SpanKey, name: SpanKey) -> None:
        """ "Aydin, a spokesman for the army": whom the name names; state and sector are those of the description where nothing else gives them."""
        self.of_span[key] = self.of_span[name]
        if len(self.of_span[key]) == 1:
            entity = self.entities[self.of_span[key][0]]
            reading = self.resolver.read(self.text(key), model_kind=self.kinds.get(key), on=self.on)
            entity.country, entity.sector = entity.country or reading.country, entity.sector or reading.sector

    def _of_text(self, text: str, key: SpanKey) -> int:
        known = self._by_compass(key)
        if known is None:
            known = self._bloc(key)
        if known is None:
            known = self._organ(key)
        if known is not None:
            return known
        reading = self._organ_of(text, self.kinds.get(key)) or self.resolver.read(text, model_kind=self.kinds.get(key), on=self.on)
        named = self.full_names.get(fold(text))
        if named is not None and (reading.key is None or reading.kind == "person" or self.kinds.get(key) == "person"):
            reading = replace(named, title=None)
        match = self._same(reading)
        if match is None and (match := self._described(reading, key)) is not None:
            self.entities[match].steps.append(Step(stage="coreference", decision=reading.name, because="description", span=self.analysis.span(*key)))
            return match
        if match is None:
            self.entities.append(Entity(reading, key, steps=list(reading.steps), country=reading.country, sector=reading.sector))
            match = len(self.entities) - 1
        else:
            entity = self.entities[match]
            entity.country, entity.sector = entity.country or reading.country, entity.sector or reading.sector
            if reading.person_name and (not entity.reading.person_name or len(reading.person_name) > len(entity.reading.person_name)):
                entity.reading = reading
        entity = self.entities[match]
        entity.by_model = entity.by_model or self.kinds.get(key, "") not in ("", "place", *_STATE_KINDS)  # the tables know every state
        if entity.country is None:
            entity.country = self._owner(key)
        if reading.title:
            entity.titles.append((reading.title, key))
        return match

    def _owner(self, key: SpanKey) -> str | None:
        """The state of the party that stands as possessor inside the mention: "its foreign minister", "Otieno's adviser", but not "its allies"."""
        if self.head(key).text.lower() in _OTHERS:
            return None
        for inner, found in self.of_span.items():
            if key[0] <= inner[0] and inner[1] < key[1]:
                head = self.head(inner)
                if head.deprel == "nmod:poss" and (country := self.entities[found[0]].country):
                    return country
        return None

    def _same(self, reading: ActorReading) -> int | None:
        if reading.key is not None:
            for i, entity in enumerate(self.entities):
                if entity.reading.key == reading.key:
                    return i
        for i in reversed(range(len(self.entities))):
            entity = self.entities[i]
            if compatible(reading, entity.reading) or (entity.reading.person_name and reading.person_name and compatible(entity.reading, reading)):
                return i
        return None


def link_entities(
    analysis: Analysis, resolver: ReadsActors, keys: Mapping[SpanKey, str], *, speakers: Mapping[SpanKey, SpanKey], said: Sequence[Said] = (),
    described: Mapping[SpanKey, SpanKey] | None = None, on: date | None,
) -> Entities:  # fmt: skip
    """Groups the party spans of a document into entities.

    Args:
        analysis: the document's analysis.
        resolver: reads single mentions.
        keys: token spans of the parties, each with the model's kind ('' if it gave none).
        speakers: first-person spans inside quotations -> the speaker's span, as far as known.
        said: who says which words.
        described: a span of a name with its description -> the span of the name.
        on: the day of the document, for dated offices.
    """
    linker = _Linker(analysis, resolver, on, keys, said)
    later = []
    described = described or {}
    for key in sorted(keys, key=lambda k: (described.get(k, k), k)):
        if described.get(key) in linker.of_span:
            linker.describe(key, described[key])
        elif _lower(analysis.span(*key).text) in _FIRST:
            later.append(key)
        else:
            linker.add(key, ())
    entities = Entities(linker.entities, linker.of_span)
    for key in later:
        linker.add(key, entities.find(speakers[key]) if key in speakers else ())
    return entities


def actor_ids(entities: Entities, document_id: str) -> list[RecordId]:
    """Returns the id of each entity: by its key where it is known across documents, else bound to this document.

    A person whom no table knows is the same in other documents by name and state; by name alone only where the name is no common one.
    """
    return [make_id("ac", *key) if (key := _key(e)) else make_id("ac", document_id, e.first, e.reading.name) for e in entities.items]


def _key(entity: Entity) -> tuple[str, ...]:
    reading = entity.reading
    if reading.key is None:
        return ()
    if reading.kind != "person" or reading.person_name is None or reading.by_table:
        return (reading.key,)
    alike = compare_persons(reading.person_name, reading.person_name, (entity.country, entity.country)).verdict == "same"
    return (reading.key, *([entity.country] if entity.country else [])) if alike else ()


def state_id(country: str) -> RecordId:
    """Returns the actor id of a state by its ISO 3166-1 alpha-3 code."""
    return make_id("ac", f"state:{country}")


_PUBLIC_SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})


def make_actor(entity: Entity, identity: RecordId, spans: tuple[Span, ...], titles: tuple[Role, ...]) -> Actor:
    """Makes the actor record of an entity; office holders and bodies of a state act for it."""
    reading = entity.reading
    acts_for = (
        state_id(entity.country)
        if entity.country and len(entity.country) == 3 and entity.country not in BODY_CODES and reading.kind not in _STATE_KINDS and entity.sector in _PUBLIC_SECTORS
        else None
    )
    return Actor(
        id=identity, name=reading.person_name or reading.name, kind=reading.kind, country=entity.country, sector=entity.sector,
        other_sectors=tuple(s for s in reading.other_sectors if s != entity.sector), roles=titles, agent_of=acts_for, wikidata=reading.wikidata, mentions=spans,
    )  # fmt: skip
