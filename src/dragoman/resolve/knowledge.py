"""The knowledge pack: states, organisations, office holders, titles and places, read once from the package's tables."""

from __future__ import annotations

import calendar
import functools
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

from dragoman.resolve.additions import digest, iter_additions
from dragoman.resolve.sorted_table import SortedTable
from dragoman.resolve.words import phrases
from dragoman.text.names import fold, strip_frame
from dragoman.text.person_names import compare_persons, person_keys


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory; ``kind`` is ``former_state`` where it has ended."""

    iso3: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body of the tables, with the days from and to which the row holds (None: open)."""

    name: str
    kind: str
    country: str | None
    sector: str | None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """What a word for persons, bodies or things says of a party.

    ``kind`` is ``office``, ``rank`` or ``neutral`` (one person; a neutral word leaves the sector to its surroundings: "spokesman"), ``people``, ``body``, ``government``, ``thing`` (a warship)
    or ``adjective`` ("naval").
    """

    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in an office from one day to another (None: still)."""

    name: str
    country: str
    sector: str | None
    gender: str | None
    office: str
    start: date | None
    end: date | None
    wikidata: str | None


@dataclass(frozen=True, slots=True)
class Location:
    """A row of the gazetteer; degrees, inhabitants (of regions a weight, see REGION_WEIGHT), time zone (IANA) as far as known."""

    geonames: int | None
    name: str
    country: str | None
    lat: float
    lon: float
    population: int
    resolution: str
    zone: str | None = None
    within: int | None = None  # GeoNames id of the town of a site


#: What a region counts against the inhabitants of a town of the same name.
REGION_WEIGHT = {"province": 1_000_000, "region": 1_500_000, "water": 2_000_000, "district": 60_000}
CAPITAL_WEIGHT = 1_500_000
#: So many look-ups of names of places are remembered.
SEEN_PLACES = 20_000
#: So many days of the tables are remembered while they are read; terms of one state's offices meet at their ends.
SEEN_DAYS = 20_000
#: A person of whom the text gives no state is looked for, by sound, among those in office so many years before; or a year later, as elected.
NEAR_OFFICE_YEARS = 10
_KIND_OF_REGION = re.compile(r"\s(?:province|region|state|count(?:y|ie)|department|governorate|division|prefecture|oblast|republic|district|rayon|raion|territory|municipality|cercle|canton|krai|parish|emirate)s?$|^(?:province|state|county|department|governorate|region|district|prefecture) of\s")
_COMPASS = frozenset("north south east west northern southern eastern western central upper lower".split())
#: Codes of PLOVER that stand where a party is of no state but of a body.
BODY_CODES = frozenset({"UNO", "EUR", "IGO", "NGO"})
_FORMER = frozenset({"SUN", "YUG", "CSK", "DDR"})


def core_name(name: str) -> str:
    """Returns the folded name of a region without its kind.

    >>> core_name("North Kivu Province"), core_name("State of Maine")
    ('north kivu', 'maine')
    """
    return _KIND_OF_REGION.sub("", fold(name))


def _rows(name: str) -> list[list[str]]:
    text = resources.files("dragoman.resolve").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@functools.lru_cache(SEEN_DAYS)
def _day(text: str, *, last: bool = False) -> date | None:
    """Reads a day, or the first (``last``: the last) day of a month or year."""
    if not text:
        return None
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


class KnowledgePack:
    """Look-ups by folded name. Every table is a file of the package; nothing is fetched."""

    def __init__(self) -> None:
        self._read_states()
        self._read_organisations()
        self._read_people()
        self._read_titles()
        #: Folded name -> regions and places of 15,000 inhabitants or more of that name, most populous first.
        self.large_places = functools.lru_cache(SEEN_PLACES)(self._find_large)
        about = json.loads(resources.files("dragoman.resolve").joinpath("data", "about.json").read_text(encoding="utf-8"))
        self.version: str = about["version"]

    def _read_states(self) -> None:
        self.states: dict[str, State] = {}  # folded name -> state
        self.adjectives: dict[str, State] = {}  # folded adjective or demonym, singular and plural
        self.capitals: dict[str, State] = {}
        self.by_iso3: dict[str, State] = {}
        for iso3, names, adjectives, capitals in _rows("states"):
            state = State(iso3, names.split(";")[0], "former_state" if iso3 in _FORMER else "state")
            self.by_iso3[iso3] = state
            for table, cell in ((self.states, names), (self.adjectives, adjectives), (self.capitals, capitals)):
                for name in filter(None, cell.split(";")):
                    table.setdefault(fold(name), state)
            for name in filter(None, adjectives.split(";")):
                self.adjectives.setdefault(fold(name) + "s", state)

    def _read_organisations(self) -> None:
        self.organisations: dict[str, list[Organisation]] = {}
        for names, kind, country, sector, start, end in _rows("organisations"):
            body = Organisation(names.split(";")[0], kind, country or None, sector or None, _day(start), _day(end, last=True))
            for name in names.split(";"):
                self.organisations.setdefault(fold(name), []).append(body)

    def _read_people(self) -> None:
        self.people: dict[str, list[Holder]] = {}
        self._terms: list[tuple[Holder, tuple[str, ...]]] = []  # with all names, in the order of the table
        self._added: dict[str, list[tuple[Holder, tuple[str, ...]]]] = {}  # key of a name -> terms of the user's own tables
        for name, aliases, country, sector, gender, office, start, end, wikidata in _rows("people"):
            holder = Holder(name, country, sector or None, gender or None, office, _day(start), _day(end, last=True), wikidata or None)
            names = tuple(a for a in (name, *aliases.split(";")) if a)
            self._terms.append((holder, names))
            for alias in {fold(a) for a in names}:
                self.people.setdefault(alias, []).append(holder)

    def _read_titles(self) -> None:
        self.titles: dict[str, Title] = {}  # folded word(s)
        self.adjective_sectors: dict[str, str | None] = {}  # "naval" -> MIL
        for words, sector, kind in _rows("titles"):
            for word in words.split(";"):
                if kind == "adjective":
                    self.adjective_sectors.setdefault(fold(word), sector or None)
                elif kind != "honorific":
                    self.titles.setdefault(fold(word), Title(sector or None, kind))
        self.longest_title = max(len(title.split()) for title in self.titles)

    @classmethod
    def load(cls, additions: Sequence[Path] = ()) -> KnowledgePack:
        """Reads the pack (about 0.1 s; places are searched in their files), and tables of the user's own, whose rows go first.

        Raises:
            ConfigError: a table of the user's is malformed.
        """
        pack = cls()
        for path in additions:
            for table, row in iter_additions(path):
                pack._add(table, row)
            pack.version += f"+{digest(path)[:12]}"
        return pack

    def _add(self, table: str, row: dict[str, str]) -> None:
        names = [row["name"], *filter(None, (a.strip() for a in row.get("aliases", "").split(";")))]
        start, end = _day(row.get("start", "")), _day(row.get("end", ""), last=True)
        if table == "people":
            holder = Holder(row["name"], row["country"], row.get("sector") or "GOV", row.get("gender") or None, row["office"], start, end, row.get("wikidata") or None)
            for name in {fold(strip_frame(n)) for n in names}:
                self.people.setdefault(name, []).insert(0, holder)
            for key in {key for n in names for key in person_keys(n, initials=False)}:
                self._added.setdefault(key, []).append((holder, tuple(names)))
        else:
            body = Organisation(row["name"], row["kind"], row["country"] or None, row.get("sector") or None, start, end)
            for name in {fold(strip_frame(n)) for n in names}:
                self.organisations.setdefault(name, []).insert(0, body)

    @functools.cached_property
    def _regions_named(self) -> dict[str, list[Location]]:
        """Folded name -> divisions, regions and waters."""
        out: dict[str, list[Location]] = {}
        for names, place in self._regions:
            for name in names:
                out.setdefault(fold(name), []).append(place)
        return out

    def _find_large(self, key: str) -> tuple[Location, ...]:
        zones = self._zones[0]
        found = [Location(int(n), name, country or None, float(lat), float(lon), int(population), "city", zones[int(zone)])
                 for n, name, country, lat, lon, population, zone in self._towns.find(key)]  # fmt: skip
        return tuple(sorted([*found, *self._regions_named.get(key, [])], key=lambda p: -self.weight(key, p)))

    @functools.cached_property
    def _regions(self) -> list[tuple[list[str], Location]]:
        """The divisions, regions and waters with all their names."""
        out = []
        for cell, resolution, country, lat, lon, number in _rows("regions"):
            names, weight = cell.split(";"), REGION_WEIGHT.get(resolution, 0)
            out.append((names, Location(int(number) if number else None, names[0], country or None, float(lat), float(lon), weight, resolution)))
        return out

    @functools.cached_property
    def regions(self) -> dict[str, list[Location]]:
        """Folded name, with and without its kind ("Veracruz State", "Veracruz") -> divisions and regions, for names that stand as qualifiers."""
        out: dict[str, list[Location]] = {}
        for names, place in self._regions:
            if place.resolution != "water":
                for form in dict.fromkeys(form for name in names for form in (fold(name), core_name(name))):
                    if set(form.split()) - _COMPASS:
                        out.setdefault(form, []).append(place)
        return out

    @functools.cached_property
    def site_words(self) -> frozenset[str]:
        """Folded words that end the names of sites: "airport", "square"."""
        return frozenset(fold(word) for (words,) in _rows("sites") for word in words.split(";"))

    @functools.cached_property
    def _zones(self) -> tuple[list[str], dict[str, str]]:
        rows = _rows("zones")
        return [zone for zone, _ in rows], {country: zone for zone, countries in rows for country in countries.split(";") if country}

    @property
    def zones(self) -> dict[str, str]:
        """ISO3 -> the time zone of states that have only one, as far as their towns tell."""
        return self._zones[1]

    @functools.cached_property
    def _towns(self) -> SortedTable:
        return SortedTable("towns.tsv")

    @functools.cached_property
    def _villages(self) -> SortedTable:
        return SortedTable("villages.tsv")

    @functools.cached_property
    def _people_keys(self) -> SortedTable:
        return SortedTable("people_keys.tsv")

    def places_named(self, key: str) -> list[Location]:
        """Returns the places of a folded name, the likeliest first; those of fewer than 15,000 inhabitants stand last."""
        small = [Location(int(n), name, country or None, float(lat), float(lon), int(population), "city")
                 for n, name, country, lat, lon, population in self._villages.find(key)]  # fmt: skip
        return [*self.large_places(key), *sorted(small, key=lambda p: -p.population)]

    @functools.cached_property
    def state_points(self) -> dict[str, Location]:
        """ISO3 -> the state as a place, with the point that reference works print for it."""
        out = {}
        for iso3, lat, lon, number in _rows("state_places"):
            if iso3 in self.by_iso3:
                out[iso3] = Location(int(number) if number else None, self.by_iso3[iso3].name, iso3, float(lat), float(lon), 0, "country")
        return out

    def weight(self, key: str, place: Location) -> int:
        """How likely a bare name means the place: its inhabitants, a capital's at least CAPITAL_WEIGHT, a region's by its kind."""
        capital = self.capitals.get(key)
        is_capital = capital is not None and capital.iso3 == place.country and place.resolution == "city"
        return max(place.population, CAPITAL_WEIGHT) if is_capital else place.population

    def organisation(self, name: str, on: date | None) -> Organisation:
        """Returns the row of a body that holds on the day, else its last one.

        Raises:
            KeyError: no body has this name.
        """
        rows = self.organisations[fold(name)]
        return next((r for r in rows if on is not None and (r.start is None or r.start <= on) and (r.end is None or on <= r.end)), rows[-1])

    def holder(self, name: str, on: date | None) -> Holder | None:
        """Returns the office holder of that name: in office on the day, else the last one before it, else the first after it.

        None where bearers of the name served several states and the day does not tell them apart.
        """
        found = self.people.get(fold(name), [])
        if found and len({h.name for h in found}) == 1:  # a short form that only some of the terms have
            found = [*found, *(h for h in self.people[fold(found[0].name)] if h not in found)]
        return _in_office(found, on) if found else None

    @functools.cached_property
    def _leaders(self) -> dict[str, list[Holder]]:
        """Folded family name -> terms of those who led a state."""
        offices = phrases("leaders")
        out: dict[str, list[Holder]] = {}
        for holder, _ in self._terms:
            if fold(holder.office) in offices:
                out.setdefault(fold(holder.name).split()[-1], []).append(holder)
        return out

    def leader(self, surname: str, on: date | None) -> Holder | None:
        """Returns who leads a state on the day and has this family name; None where nobody has, or leaders of several states."""
        found = [h for h in self._leaders.get(fold(surname), []) if on is not None and is_in_office(h, on)]
        return found[0] if len({h.country for h in found}) == 1 else None

    @functools.cached_property
    def family_names(self) -> frozenset[str]:
        """Folded family names of all who stand in the table of offices."""
        return frozenset(fold(holder.name).split()[-1] for holder, _ in self._terms)

    @functools.cached_property
    def seats(self) -> dict[str, Location]:
        """Folded name of a seat of power ("White House") -> its place within the capital."""
        out: dict[str, Location] = {}
        for iso3, _, _, cell in _rows("states"):
            first, *others = cell.split(";")
            capital = next((p for p in self.large_places(fold(first)) if p.country == iso3 and p.resolution == "city"), None)
            for name in others if capital else ():
                if capital and "," not in name and not any(p.country == iso3 for p in self.large_places(fold(name))):
                    out[fold(name)] = Location(None, name, iso3, capital.lat, capital.lon, 0, "sub_city", capital.zone, capital.geonames)
        return out

    def holder_by_sound(self, name: str, on: date | None, country: str | None) -> Holder | None:
        """Returns the office holder whose name is printed here in a spelling that the table lacks; None where several persons fit, or none.

        Without a state in the text the person must be in office on the day, or ``NEAR_OFFICE_YEARS`` from it.

        Args:
            name: two words or more.
            on: the day of the document.
            country: the state that the text gives to the person.
        """
        keys = person_keys(name, initials=False)
        terms = [self._terms[int(row)] for key in keys for (row,) in self._people_keys.find(key)] + [t for key in keys for t in self._added.get(key, ())]
        fits = {holder: None for holder, names in terms if (country or _is_near_office(holder, on)) and (country is None or country == holder.country)
                and any(compare_persons(name, n, (country, holder.country)).verdict == "same" for n in names)}  # fmt: skip
        first = next(iter(fits), None)
        if first is None or any(h.country != first.country or compare_persons(h.name, first.name).verdict != "same" for h in fits):
            return None
        return _in_office(sorted(fits, key=lambda h: h.start or date.min), on)


def is_in_office(holder: Holder, on: date) -> bool:
    """Tells whether a term runs on the day."""
    return (holder.start is None or holder.start <= on) and (holder.end is None or on <= holder.end)


def _is_near_office(holder: Holder, on: date | None) -> bool:
    if on is None:
        return False
    year = timedelta(days=365.25)
    return (holder.start is None or holder.start - year <= on) and (holder.end is None or on <= holder.end + NEAR_OFFICE_YEARS * year)


def _in_office(found: list[Holder], on: date | None) -> Holder | None:
    """The one in office on the day, else the last one before it, else the first after it; outside of their terms, officers of international bodies are of their own state."""
    if on is None:
        return found[-1] if len({h.country for h in found}) == 1 else None
    current = sorted((h for h in found if is_in_office(h, on)), key=lambda h: h.sector == "MIL")
    if not current:
        found = [h for h in found if h.country not in BODY_CODES] or found
    if len({h.country for h in current or found}) > 1:
        return None
    past = sorted((h for h in found if h.end is not None and h.end < on), key=lambda h: h.end or date.min)
    return current[0] if current else past[-1] if past else found[0]


def people_keys(rows: Iterable[Sequence[str]]) -> list[str]:
    """Returns the lines of ``people_keys.tsv`` for the rows of ``people.tsv``: key of a name, number of the row; sorted by bytes."""
    lines = {f"{key}\t{i}" for i, row in enumerate(rows) for name in (row[0], *row[1].split(";")) if name for key in person_keys(name, initials=False)}
    return sorted(lines, key=str.encode)
