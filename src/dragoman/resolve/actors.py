"""Reads one mention of a party: who, of what kind, from which state, in which sector; in-document words before tables.

Nothing is guessed: what neither the mention nor a table says stays None.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import date

from dragoman.records import Step
from dragoman.resolve.knowledge import BODY_CODES, Holder, KnowledgePack, Location, Organisation, State, Title, is_in_office
from dragoman.resolve.words import words as words_of
from dragoman.text.names import fold, strip_frame
from dragoman.text.person_names import compare_persons
from dragoman.text.romanisation import is_near

_WORD = re.compile(r"[\w.'’&-]+")
_FORMER = re.compile(r"\b(?:former|ex|ousted|deposed|exiled|late|then|retired)\b[\s-]", re.I)
_OPPOSITION = re.compile(r"\b(?:opposition|anti-government)\b", re.I)
_MALE_TITLES = frozenset("mr king prince pope sultan emir sheikh imam ayatollah archbishop bishop cardinal chairman congressman spokesman businessman policeman sir lord".split())
_FEMALE_TITLES = frozenset("mrs ms queen princess chairwoman congresswoman spokeswoman businesswoman lady dame actress".split())
_PLURAL_WORDS = frozenset("people men women police children families troops forces media authorities militiamen gunmen paramilitaries".split())
_NAME_PARTICLES = frozenset("al el bin ibn von van der de la da di du le dos ben abu bint ul".split())
_TAIL = re.compile(r"\s+(?:of|from)\s|,\s+(?:an?|the|of|from|who|which)\s")
_JOINED = re.compile(r"\b(?:and|or)\b|,")
_UNFINISHED = re.compile(r"(?:\b(?:and|or)|,)$")
_SERVANT = re.compile(r"(?:abd|abdu?l|abdel|abdou?l?)$", re.I)
_COUNT = re.compile(r"^(?:at least|more than|about|some|nearly|over|up to)?\s*(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens of|hundreds of|thousands of|tens of thousands of)\s+", re.I)
#: So many answers of the table of titles are remembered; words come back often.
SEEN_TITLES = 50_000
SEEN_NAMES = 10_000
#: Sectors of titles with which an office holder can be spoken of.
_PUBLIC = frozenset({"GOV", "MIL", "LEG", "ELI", "OPP", "PTY", "SPY", "REL", "JUD"})
#: A town names the state of a party without "in" only if it has this many inhabitants.
TOWN_FLOOR = 100_000
#: Kinds of titles that name one person, and what the others name.
_OF_ONE = frozenset({"office", "rank", "neutral"})
_KIND_OF_TITLE = {"people": "unnamed_group", "body": "org", "government": "org", "thing": "org"}
#: Words for members of any body: what they belong to has the say ("intelligence agency officer").
_GENERIC = frozenset("officer official agent member staff staffer employee leader chief head worker representative director group team personnel unit source".split())
_WATERS = frozenset("ocean sea gulf peninsula strait straits bay channel".split())
_INSTITUTION_WORDS = frozenset("ministry government administration cabinet embassy parliament senate court council commission agency department assembly house party union company bank army navy military police authorities forces office presidency".split())


#: A family name of fewer letters is looked for as it stands.
LEAST_FAMILY_NAME = 5


@dataclass(frozen=True, slots=True)
class ActorReading:
    """What one mention says of its party; ``key`` joins mentions across documents, ``aliases`` are later short forms (folded). ``by_table``: a person of the office table.

    ``other_sectors`` are secondary: what a former official was, what an opposition politician's title says. ``of_many``: the mention names several states.
    """

    name: str
    kind: str
    country: str | None
    sector: str | None
    title: str | None
    person_name: str | None
    wikidata: str | None
    key: str | None
    aliases: tuple[str, ...]
    gender: str | None
    number: str
    score: float
    steps: tuple[Step, ...]
    by_table: bool = False
    other_sectors: tuple[str, ...] = ()
    of_many: bool = False


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title in a mention: its words, its sector, its kind (see ``Title``), the range of words."""

    words: str
    sector: str | None
    kind: str
    start: int
    end: int


def _officer(reading: ActorReading, body: Organisation, title: FoundTitle | None) -> ActorReading:
    """Somebody whom the tables know by another office, as the officer of a body that the text says he is."""
    step = Step(stage="actor", decision=body.name, because="body named in the mention", score=0.9)
    return replace(reading, country=body.country, sector=_officer_sector(body, title.sector if title else None), other_sectors=(), steps=(step,))


def _officer_sector(body: Organisation, of_title: str | None) -> str | None:
    """The sector of an officer: the body's own, else the title's; only a body that governs has governors."""
    governs = body.country in words_of("governing")
    return body.sector or (of_title or "GOV" if governs else of_title if of_title != "GOV" else None)


def _names_several(core: str, state: State, other: State | None) -> bool:
    """Whether a mention that names a state is of more than one: "warships of India and Vietnam", "officials of Chile and" (the rest is another mention)."""
    return _UNFINISHED.search(core) is not None or (other is not None and other.iso3 != state.iso3 and _JOINED.search(core) is not None)


def _blank(name: str, kind: str) -> ActorReading:
    return ActorReading(name, kind, None, None, None, None, None, None, (), None, "sg", 0.3, ())


class ActorResolver:
    """Reads mentions with the help of a knowledge pack."""

    def __init__(self, pack: KnowledgePack) -> None:
        self.pack = pack
        self._lookup_title = functools.lru_cache(SEEN_TITLES)(self._read_title)  # also safe where several threads read
        self._by_sound = functools.lru_cache(SEEN_NAMES)(pack.holder_by_sound)

    def read(self, text: str, *, model_kind: str | None, on: date | None) -> ActorReading:
        """Reads the mention ``text``.

        Args:
            text: the mention as it stands in the document.
            model_kind: the language model's kind, or None or '' where it gave none.
            on: the document's day, for dated offices.
        """
        core = strip_frame(text)
        core = _COUNT.sub("", core) or core
        whole = self._whole(core, on)
        if whole is not None:
            return whole
        return self._described(core, model_kind or None, on)

    def state_name(self, code: str) -> str | None:
        """Returns the name of the state of this ISO 3166-1 alpha-3 code; None where the tables have none."""
        state = self.pack.by_iso3.get(code)
        return state.name if state is not None else None

    def _whole(self, core: str, on: date | None) -> ActorReading | None:
        """A mention that is, as a whole, a name of the tables."""
        key = fold(core)
        if key in self.pack.organisations and (core[:1].isupper() or key.startswith("al ")):
            body = self.pack.organisation(key, on)
            step = Step(stage="actor", decision=body.name, because="table organisations", score=0.95)
            return replace(_blank(body.name, body.kind), country=body.country, sector=body.sector, key=f"org:{fold(body.name)}",
                           aliases=(key,), score=0.95, steps=(step,))  # fmt: skip
        for table, why in ((self.pack.states, "name of a state"), (self.pack.capitals, "capital or seat of power for its government"),
                           (self.pack.adjectives, "adjective or people of a state")):  # fmt: skip
            if key in table and core[:1].isupper():
                return self._state(table[key], core, why)
        holder = self.pack.holder(core, on) if core[:1].isupper() else None
        return self._held(holder, core, None, on) if holder is not None else None

    def _state(self, state: State, core: str, why: str) -> ActorReading:
        people = why.startswith("adjective") and core.endswith("s") and len(core) > 3 and not core.endswith(("us", "ss"))
        step = Step(stage="actor", decision=state.iso3, because=f"{why}: {core}", score=0.95)
        kind = "people" if people else state.kind
        return replace(
            _blank(state.name if not people else core, kind), country=state.iso3, sector=None if people else "GOV",
            key=f"state:{state.iso3}" if not people else f"people:{state.iso3}", number="pl" if people else "sg", score=0.95, steps=(step,),
        )  # fmt: skip

    def _held(self, holder: Holder, core: str, title: str | None, on: date | None) -> ActorReading:
        ended = on is not None and holder.end is not None and holder.end < on
        later = on is not None and holder.start is not None and on < holder.start
        sector = None if later else "ELI" if ended and holder.sector in ("GOV", "LEG", "MIL") else holder.sector
        until = f"from {holder.start}" if later else f"until {holder.end}" if holder.end else "in office"
        known = not core or fold(core) in self.pack.people
        step = Step(stage="actor", decision=holder.name, because=f"office table{'' if known else ', by the sound of the name'}: {holder.office} of {holder.country}, {until}",
                    score=0.95 if known else 0.85)  # fmt: skip
        return replace(
            _blank(holder.name, "person"), country=holder.country, sector=sector, title=title, person_name=holder.name, wikidata=holder.wikidata,
            key=f"person:{fold(holder.name)}", aliases=_person_aliases(holder.name) + ((fold(core),) if core else ()), gender=holder.gender,
            score=step.score or 0.0, steps=(step,), by_table=True, other_sectors=(holder.sector,) if sector == "ELI" and holder.sector not in (None, "ELI") else (),
        )  # fmt: skip

    def _country_in(self, words: list[str]) -> tuple[State | None, int, int]:
        """Returns the first state that words of the mention name, with the range of those words; longer names first."""
        for size in range(min(6, len(words)), 0, -1):
            for i in range(len(words) - size + 1):
                phrase = re.sub(r"['’]s?$", "", " ".join(words[i : i + size]))
                if not phrase[:1].isupper():
                    continue
                key = fold(phrase)
                if i + size < len(words) and words[i + size].lower() in _WATERS:
                    continue  # "Indian Ocean states"
                if key.startswith("america") and i and words[i - 1].lower() in ("south", "latin", "central", "north"):
                    continue
                for table in (self.pack.states, self.pack.adjectives, self.pack.capitals):
                    if key in table:
                        return table[key], i, i + size
        return None, 0, 0

    def _organisation_in(self, words: list[str]) -> tuple[str, int, int] | None:
        for size in range(min(6, len(words)), 0, -1):
            for i in range(len(words) - size + 1):
                phrase = re.sub(r"['’]s?$", "", " ".join(words[i : i + size]))
                key = fold(phrase)
                if phrase[:1].isupper() and key in self.pack.organisations and key not in self.pack.states:
                    return key, i, i + size
        return None

    def _possessor_in(self, words: list[str], on: date | None) -> Holder | None:
        """Returns the office holder whose the party is: "Putin’s adviser", "the Bush administration"."""
        for i, word in enumerate(words):
            if word.endswith(("'s", "’s")) and (holder := self.pack.holder(word[:-2], on)) is not None:
                return holder
            if i and word.lower() in words_of("governments") and words[i - 1][:1].isupper():
                name = re.sub(r"['’]s?$", "", words[i - 1])
                if (holder := self.pack.holder(name, on) or self.pack.leader(name, on)) is not None:
                    return holder
        return None

    def _body_of(self, words: list[str], title: FoundTitle | None, found: tuple[str, int, int] | None, state: tuple[int, int] | None, on: date | None) -> Organisation | None:
        """The international body that an officer speaks for, before any nationality: "EU foreign policy chief", "the German president of the World Bank", "UN envoy for Cyprus".

        "Israel's UN ambassador" and "the US envoy to NATO" speak for their states.
        """
        if title is None or found is None or (title.kind not in _OF_ONE and fold(title.words).rstrip("s") not in _GENERIC):
            return None
        name, start, end = found
        body = self.pack.organisation(name, on)
        if body.country not in BODY_CODES:
            return None
        sent = bool(set(fold(title.words).split()) & words_of("representatives"))
        if end <= title.start:
            after = state is None or (state[0] >= title.end and words[state[0] - 1].lower() in words_of("errands"))
            return body if after or (state is not None and state[1] <= start and not sent) else None
        leads = [w.lower() for w in words[title.end : start]]
        of_it = bool(leads) and leads[0] in words_of("of_body") and set(leads[1:]) <= {"the"}
        return body if of_it and (state is None or (state[1] <= title.start and not sent)) else None

    def _is_officer(self, holder: Holder, on: date | None) -> bool:
        """Tells whether somebody is an officer of an international body on the day: whatever state the text adds is where he or she is from."""
        return holder.country in BODY_CODES and on is not None and is_in_office(holder, on)

    def _town_in(self, words: list[str], title: FoundTitle | None) -> Location | None:
        """Returns the town or region that the mention is of: alone, before a title ("Mariupol police") or after "in", "of" or "from".

        A name that several states share needs one large bearer.
        """
        for size in range(min(3, len(words)), 0, -1):
            for i in range(len(words) - size + 1):
                phrase = " ".join(words[i : i + size])
                bare = re.sub(r"['’]s?$", "", phrase)
                alone, before_title = size == len(words), title is not None and title.kind != "thing" and i + size == title.start
                after = i > 0 and words[i - 1].lower() in ("in", "of", "from", "near", "at")
                floor = 0 if after and words[i - 1].lower() != "of" else TOWN_FLOOR
                if size == 1 and fold(bare) in self.pack.family_names and (alone or bare != phrase):
                    continue  # "Bush's aides"
                if not phrase[:1].isupper() or not (alone or after or before_title) or (title is not None and title.start < i + size and i < title.end):
                    continue
                found = self.pack.places_named(fold(bare))
                if found and found[0].resolution in ("city", "province") and found[0].population >= floor and all(p.country == found[0].country or p.population * 5 < found[0].population for p in found):
                    return found[0]
        return None

    def _titles_in(self, words: list[str]) -> list[FoundTitle]:
        """Returns the titles that words of the mention name, from left to right, longest first where they overlap."""
        found = []
        i = 0
        while i < len(words):
            for size in range(min(self.pack.longest_title, len(words) - i), 0, -1):
                title = self._lookup_title(" ".join(words[i : i + size]))
                if title is not None:
                    found.append(FoundTitle(" ".join(words[i : i + size]), title.sector, title.kind, i, i + size))
                    i += size - 1
                    break
            i += 1
        return found

    def _title_in(self, words: list[str], body: tuple[str, int, int] | None = None) -> FoundTitle | None:
        """Returns the head title: the last one that no preposition puts below another ("chairman of the company's board"), with the sector of what it belongs to.

        Words in the name of a known ``body`` are no titles of somebody else ("president of the World Bank").
        """
        found = self._titles_in(words)
        if body is not None:
            found = [t for t in found if not body[1] <= t.start < body[2]] or found
        free = [t for t in found if t is found[0] or words[t.start - 1].lower() not in ("of", "at", "for", "by", "in", "from", "with", "the")]
        if not free:
            return None
        head = free[-1]
        if head.kind == "neutral" or head.sector is None or fold(head.words).split()[-1].rstrip("s") in _GENERIC:
            telling = [t for t in found if t.sector and t.kind != "neutral"]
            before, after = [t.sector for t in telling if t.start < head.start], [t.sector for t in telling if t.start > head.start]
            sector = next(iter([*reversed(before), *after]), None) or self._adjective_in(words[: head.start])
            return replace(head, sector=sector or (None if head.kind == "neutral" else head.sector))
        return head

    def _adjective_in(self, words: list[str]) -> str | None:
        """Returns the sector that an adjective gives ("naval", "partly recognised")."""
        pairs = [" ".join(words[i : i + 2]) for i in range(len(words) - 1)]
        return next((sector for phrase in [*pairs, *words] if (sector := self.pack.adjective_sectors.get(fold(phrase)))), None)

    def _read_title(self, phrase: str) -> Title | None:
        key = fold(re.sub(r"['’]s?$", "", phrase))
        for form in (key, re.sub(r"ies$", "y", key), re.sub(r"es$", "", key), re.sub(r"s$", "", key), re.sub(r"men$", "man", key), re.sub(r"ves$", "f", key)):
            if form in self.pack.titles:
                return self.pack.titles[form]
        return None

    def _described(self, core: str, model_kind: str | None, on: date | None) -> ActorReading:
        """A described party: title, state, possessor and name are read off the mention's own words."""
        words = _WORD.findall(core)
        if not words:
            return _blank(core, model_kind or "unnamed_group")
        name, before = self._name_in(core, words, model_kind)
        holder = self.pack.holder(name, on) if name else None
        organisation = self._organisation_in(before)
        title = self._title_in(before, organisation)
        state, first, last = self._country_in(before)
        other, _, _ = self._country_in([*before[:first], "-", *before[last:]]) if state else (None, 0, 0)
        body = self._body_of(before, title, organisation, (first, last) if state else None, on)
        of_many = body is None and state is not None and _names_several(core, state, other)
        if of_many:
            state = None
        if name and holder is None and " " in name and model_kind in (None, "person") and (title is None or title.sector is None or title.sector in _PUBLIC):
            holder = self._by_sound(name, on, state.iso3 if state else None)
        if name and holder is not None and (state is None or state.iso3 == holder.country or title is None or self._is_officer(holder, on)):
            return self._known(core, self._held(holder, name, title.words if title else None, on), body, title)
        steps = [Step(stage="actor", decision=title.sector or title.kind, because=f"title in the text: {title.words}", score=0.9)] if title else []
        country = body.country if body is not None else state.iso3 if state else None
        if country is None and not of_many and (patron := self._possessor_in(before, on)) is not None:
            country = patron.country
            steps.append(Step(stage="actor", decision=patron.country, because=f"possessor in the text: {patron.name}", score=0.8))
        sector = title.sector if title else self._adjective_in(before)
        if organisation is not None:
            officer = body is not None
            body = body or self.pack.organisation(organisation[0], on)
            generic = title is not None and fold(title.words).split()[-1].rstrip("s") in _GENERIC
            country = country or body.country
            sector = _officer_sector(body, sector) if officer else (body.sector or sector) if generic else sector or body.sector
            steps.append(Step(stage="actor", decision=body.name, because="body named in the mention", score=0.9))
        if state is not None and country == state.iso3:
            steps.append(Step(stage="actor", decision=state.iso3, because="state named in the mention", score=0.9))
        if sector is None and title is not None and title.kind == "neutral" and country is not None and organisation is None:
            sector = "GOV"  # "the Iranian spokesman", "Putin's adviser" speak for the state
        if country is None and (town := self._town_in(before if model_kind == "person" else words, title)) is not None:
            country = town.country
            steps.append(Step(stage="actor", decision=town.country or "-", because=f"town or region named in the mention: {town.name}", score=0.7))
        told = [s for s in (sector, *(t.sector for t in self._titles_in(before))) if s is not None]
        if _FORMER.search(core + " ") and sector in ("GOV", "LEG", "MIL", "SPY"):
            sector = "ELI"
        if _OPPOSITION.search(core):
            sector = "OPP"
        reading = self._finish(core, words, name, title, country, sector, model_kind, tuple(steps))
        return replace(reading, other_sectors=tuple(s for s in dict.fromkeys(told) if s != sector), of_many=of_many)

    def _known(self, core: str, reading: ActorReading, body: Organisation | None, title: FoundTitle | None) -> ActorReading:
        """Somebody whom the tables know, as the mention presents him or her: officer of a body, former official."""
        former = _FORMER.search(core) is not None
        if body is not None and reading.country != body.country and not former:
            return _officer(reading, body, title)
        return replace(reading, sector="ELI", other_sectors=(reading.sector,)) if former and reading.sector in ("GOV", "LEG", "MIL") else reading

    def _name_in(self, core: str, words: list[str], model_kind: str | None) -> tuple[str | None, list[str]]:
        """Returns the personal name in a mention and the other words: the name ends it, or stands before "of Kuwait" or ", an envoy of Kuwait"."""
        tail = _TAIL.search(core)
        if tail is not None and (model_kind == "person" or (model_kind is None and tail[0].startswith(","))):
            front = _WORD.findall(core[: tail.start()])
            name = _trailing_name(front, self, person=model_kind == "person")
            if name and " " in name:
                return name, [*front[: len(front) - len(name.split())], *_WORD.findall(core[tail.start() :])]
        name = _trailing_name(words, self, person=model_kind == "person")
        return name, words[: len(words) - len(name.split())] if name else words

    def _finish(self, core: str, words: list[str], name: str | None, title: FoundTitle | None, country: str | None,
                sector: str | None, model_kind: str | None, steps: tuple[Step, ...]) -> ActorReading:  # fmt: skip
        lowered = [w.lower() for w in words]
        is_person = bool(name) and (model_kind in (None, "person") or (title is not None and title.kind in _OF_ONE))
        plural = not name and (lowered[-1] in _PLURAL_WORDS or (lowered[-1].endswith("s") and not lowered[-1].endswith("ss")))
        gender = "m" if set(lowered) & _MALE_TITLES else "f" if set(lowered) & _FEMALE_TITLES else None
        if is_person and name:
            return ActorReading(name, "person", country, sector, title.words if title else None, name, None, f"person:{fold(name)}" if " " in fold(name) else None,
                                _person_aliases(name), gender, "sg", 0.8, steps)  # fmt: skip
        kind = _kind(model_kind, title, lowered)
        proper = words[0][:1].isupper() and any(w[:1].isupper() for w in words) and kind not in ("group", "person")
        institution = bool(set(lowered) & _INSTITUTION_WORDS)
        key = None
        generic = institution or (title is not None and len(lowered) == len(title.words.split()))
        if kind in ("org", "party", "company", "media", "armed_group", "ministry", "igo") and proper and not plural and (country or not generic):
            key = f"org:{country or '-'}:{fold(core)}"
        if institution and country and sector == "GOV" and lowered[-1] in ("government", "administration", "authorities", "regime", "junta"):
            return ActorReading(core, "state", country, "GOV", None, None, None, f"state:{country}", (fold(core),), None, "sg", 0.8, steps)
        number = "pl" if plural else "sg"
        return ActorReading(core, kind, country, sector, title.words if title else None, None, None, key, (fold(core),), gender, number, 0.6, steps)


def _kind(model_kind: str | None, title: FoundTitle | None, lowered: list[str]) -> str:
    if model_kind == "place":
        return "org"
    if model_kind == "group" or (model_kind is None and title is not None and title.kind == "people"):
        return "unnamed_group"
    if model_kind is None:
        return "unnamed_group" if title is None else "person" if title.kind in _OF_ONE else _KIND_OF_TITLE[title.kind]
    return "unnamed_group" if model_kind == "people" and lowered[-1] not in ("people", "nation") else model_kind


def _is_part_of_name(words: list[str], end: int, resolver: ActorResolver) -> bool:
    """Tells whether a state's name before word ``end`` is a given name ("Chad Smith", "Georgia Meloni") or a family name ("Michael Jordan") of the person that the words name."""
    def is_bare(word: str) -> bool:
        key = fold(word)
        return word[:1].isupper() and word.isalpha() and not word.isupper() and resolver._lookup_title(word) is None and key not in resolver.pack.adjectives and key not in resolver.pack.states

    if end == len(words):
        return end > 1 and is_bare(words[end - 2])
    return end == len(words) - 1 and is_bare(words[-1]) and (end == 1 or resolver._lookup_title(words[end - 2]) is not None)


def _trailing_name(words: list[str], resolver: ActorResolver, *, person: bool = False) -> str | None:
    """Returns the personal name that ends the mention: capitalised words that are no title, state or body."""
    for size in range(min(5, len(words)), 1, -1):
        known = re.sub(r"['’]s?$", "", " ".join(words[-size:]))
        if known[:1].isupper() and fold(known) in resolver.pack.people:
            return known
    i = len(words)
    while i > 0:
        word = words[i - 1]
        if any(resolver._lookup_title(" ".join(words[i - size : i])) for size in range(2, min(resolver.pack.longest_title, i) + 1)):
            break
        if not (word[:1].isupper() or (word.lower() in _NAME_PARTICLES and i < len(words)) or re.match(r"(?:al|el)-[A-Z]", word)):
            break
        if word.endswith(("'s", "’s")) and i < len(words):
            break
        bare = re.sub(r"['’]s?$", "", word)
        if resolver._lookup_title(bare) is not None or fold(bare) in resolver.pack.adjectives:
            break
        named = (i > 1 and _SERVANT.fullmatch(words[i - 2])) or (person and bare == word and _is_part_of_name(words, i, resolver))
        if not named and any(fold(bare) in table for table in (resolver.pack.states, resolver.pack.organisations, resolver.pack.capitals)):
            break  # but "Abdul Fatah" is no movement, "Chad Smith" no state
        i -= 1
    while i < len(words) and words[i].lower() in _NAME_PARTICLES and not words[i][:1].isupper():
        i += 1
    name = [re.sub(r"['’]s?$", "", w) for w in words[i:]]
    lower_before = i > 0 and words[i - 1].lower() in ("of", "at", "for", "in", "from", "the")
    return " ".join(name) if name and not lower_before else None


def _person_aliases(name: str) -> tuple[str, ...]:
    parts = fold(name).split()
    if parts and parts[-1] in ("jr", "jr.", "sr", "iii", "ii"):
        parts = parts[:-1]
    surname = parts[-1] if parts else ""
    with_particle = " ".join(parts[-2:]) if len(parts) > 2 and parts[-2] in _NAME_PARTICLES else surname
    first = (parts[0],) if len(parts) == 3 or (len(parts) == 2 and len(parts[0]) <= 4) else ()  # Kim Jong Un, Xi Jinping: family name first
    return tuple(dict.fromkeys((fold(name), surname, with_particle, *first)))


def _one_by_sound(short: ActorReading, long: ActorReading) -> bool:
    """Whether a name is, by its sound, the other one or its family name: copy of two agencies in one text spells as two agencies do."""
    name, full = short.person_name or "", long.person_name or ""
    if " " in name and " " in full:
        return compare_persons(name, full, (short.country, long.country)).verdict == "same"
    return " " not in name and len(name) >= LEAST_FAMILY_NAME and is_near(name, full.split()[-1])


_LEADERS = frozenset("president leader king queen emir sultan premier chancellor".split())


def compatible(short: ActorReading, long: ActorReading) -> bool:
    """Tells whether a later, shorter mention may refer to an earlier one: surname, title with state, acronym, same description."""
    if short.country and long.country and short.country != long.country:
        return False
    if short.person_name:
        return long.person_name is not None and (fold(short.person_name) in long.aliases or _one_by_sound(short, long))
    if short.key is not None and long.key is not None:
        return short.key == long.key
    if short.title and long.person_name and short.kind in ("person", "unnamed_group", "ministry") and short.number == "sg":
        same_title = long.title is not None and fold(short.title).split()[-1] == fold(long.title).split()[-1]
        led = fold(short.title) == "leader" and long.sector == "GOV" and short.country is not None and short.country == long.country
        title = fold(long.title) if long.title else ""
        return same_title or (led and (not title or title.split()[-1] in _LEADERS or title == "prime minister"))
    if short.number == "pl" or short.kind == "unnamed_group":
        return long.key is None and long.person_name is None and fold(short.name) == fold(long.name) and short.kind == long.kind
    words = [w for w in long.name.split() if w[:1].isupper()]
    acronym = "".join(w[0] for w in words)
    return long.person_name is None and (fold(short.name) == fold(long.name) or (len(short.name) > 1 and short.name == acronym))
