"""Place names -> places: by qualifier, by the states and places that the document names, by the dateline, then by population; else none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from dragoman.records import Place, Span, Step, make_id
from dragoman.resolve.knowledge import KnowledgePack, Location, core_name
from dragoman.text.names import fold, strip_frame

#: Without any other evidence a name stands for its largest bearer only if that has this many inhabitants.
ALONE_FLOOR = 100_000
#: A place of a country that the document speaks of counts as if it had so many times its inhabitants (on GeoVirus 8 and 20 give the same, 4 one to two points less).
CONTEXT_BONUS = 8
#: So much again counts a namesake that lies within NEAR_KM of another place of the document.
NEAR_BONUS = 16
NEAR_KM = 150.0
KM_PER_DEGREE = 111.2
ACRONYM = 4
_PREFIXES = ("city of ", "town of ", "village of ", "province of ", "capital of ", "capital ", "city ", "central ", "eastern ", "western ",
             "northern ", "southern ", "north ", "south ", "east ", "west ", "upper ", "lower ", "greater ", "downtown ")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """The location that a name stands for, and why."""

    location: Location
    because: str
    score: float
    ambiguous: bool = False  # other places bear the name, and neither qualifier nor table decides


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of the record with the step that explains it and its time zone (IANA), as far as known."""

    place: Place
    step: Step
    zone: str | None = None


class PlaceResolver:
    """Finds the places that mentions name."""

    def __init__(self, pack: KnowledgePack) -> None:
        self.pack = pack

    def knows(self, name: str, *, town: bool) -> bool:
        """Tells whether a name is that of a state, a region or, with ``town``, a large town, and no adjective or ordinary word."""
        key = fold(name)
        if key in self.pack.states:
            return True
        first = next(iter(self.pack.large_places(key)), None)
        return first is not None and (first.resolution in ("province", "region", "water") or (town and first.population >= ALONE_FLOOR))

    def encloses(self, name: str) -> bool:
        """Tells whether a name can qualify another one after a comma: that of a state or of a division."""
        return fold(name) in self.pack.states or fold(name) in self.pack.regions

    def is_known(self, name: str) -> bool:
        """Tells whether the tables have any place of this name."""
        return fold(name) in self.pack.states or bool(self.pack.places_named(fold(name)))

    def resolve(self, names: Sequence[tuple[str, Span]], *, dateline: str | None, countries: Sequence[str]) -> list[FoundPlace | None]:
        """Returns the place of each (name, span), the same record for mentions of the same place, None where there is no evidence.

        Args:
            names: the mentions' words and spans; a qualifier stands after a comma ("Portland, Maine").
            dateline: the place that the text is filed from.
            countries: ISO 3166-1 alpha-3 codes of the states that the document speaks of.
        """
        plain = [strip_frame(name) for name, _ in names]
        context = set(countries) | self._named_countries(plain)
        home = self._best(strip_frame(dateline.title() if dateline.isupper() else dateline), context) if dateline else None
        if home is not None and home.location.country:
            context.add(home.location.country)
        found = [self._find(name, context) for name in plain]
        found = self._by_neighbours(plain, found, context, [home.location] if home else [])
        found = [self._namesake(name, choice, found) for name, choice in zip(plain, found, strict=True)]
        spans: dict[Location, list[Span]] = {}
        for choice, (_, span) in zip(found, names, strict=True):
            if choice is not None and span not in spans.setdefault(choice.location, []):
                spans[choice.location].append(span)
        made = {location: _place(location, tuple(mentions)) for location, mentions in spans.items()}
        return [self._explained(made[c.location], c, span) if c is not None else None for c, (_, span) in zip(found, names, strict=True)]

    def _explained(self, place: Place, choice: Choice, span: Span) -> FoundPlace:
        step = Step(stage="place", decision=place.name, because=choice.because, score=choice.score, span=span)
        return FoundPlace(place, step, choice.location.zone or (self.pack.zones.get(place.country) if place.country else None))

    def _named_countries(self, names: Iterable[str]) -> set[str]:
        """The states that the names themselves are of: states, and qualifiers."""
        parts = {fold(part) for name in names for part in name.split(",")}
        return {state.iso3 for part in parts if (state := self.pack.states.get(part)) is not None}

    def _by_neighbours(self, names: Sequence[str], found: Sequence[Choice | None], context: set[str], home: list[Location]) -> list[Choice | None]:
        """Chooses again among namesakes, with what lies near the other places of the document before what lies far from all."""
        sure = home + [c.location for c in found if c is not None and not c.ambiguous and c.location.resolution in ("city", "district", "province")]
        if not sure:
            return list(found)
        out: list[Choice | None] = []
        for name, choice in zip(names, found, strict=True):
            again = choice is None or (choice.ambiguous and choice.location.resolution == "city")
            out.append(self._find(name, context, [p for p in sure if fold(p.name) != fold(name)]) if again else choice)
        return out

    def _namesake(self, name: str, choice: Choice | None, others: Sequence[Choice | None]) -> Choice | None:
        """ "Georgia" beside Atlanta and Alabama is the region: a state gives way to a region of its name where other places of that region's state are named, and none of its own."""
        if choice is None or choice.location.resolution != "country":
            return choice
        location = choice.location
        rivals = [r for r in self.pack.regions.get(fold(name), []) if r.resolution == "province" and r.country != location.country]
        named = {o.location.country for o in others if o is not None and o.location.resolution != "country"}
        rival = next((r for r in rivals if r.country in named and location.country not in named), None)
        return choice if rival is None else Choice(rival, "region of a state's name; places of that region's state are named, of the state none", 0.8)

    def _find(self, name: str, context: set[str], near: Sequence[Location] = ()) -> Choice | None:
        head, *qualifiers = (part.strip() for part in name.split(","))
        if qualifiers:
            return self._qualified(head, [strip_frame(q) for q in qualifiers], context, near)
        if (found := self._best(name, context, near) or self._division(name, context, near)) is not None or self.is_known(name):
            return found
        bare = next((name[len(prefix) :] for prefix in _PREFIXES if fold(name).startswith(prefix)), "")
        return self._best(bare, context, near) if bare else None

    def _division(self, name: str, context: set[str], near: Sequence[Location]) -> Choice | None:
        """ "North Kivu Province" is North Kivu; "Udhampur district" is named after the town in a state of the document."""
        core = core_name(name)
        if core == fold(name) or not any(c.isupper() for c in name):
            return None
        region = next((r for r in self.pack.regions.get(core, []) if r.country in context), None)
        if region is not None:
            return Choice(region, f"division of {region.country}", 0.85)
        towns = [p for p in self.pack.places_named(core) if p.resolution == "city" and p.country in context]
        towns = [p for p in towns if any(_km(p, other) <= NEAR_KM for other in near)] or towns
        if len(towns) != 1 and not (towns and fold(towns[0].name) == core and towns[0].population > 2 * towns[1].population):
            return None
        return Choice(replace(towns[0], geonames=None, name=name, population=0, resolution="district"), f"named after the town of {towns[0].name}", 0.7)

    def _qualified(self, name: str, qualifiers: Sequence[str], context: set[str], near: Sequence[Location]) -> Choice | None:
        """ "Tripoli, Lebanon": a place in that state; "Prague, Oklahoma": the one nearest to the middle of that region.

        Where the gazetteer lacks the place, the region or state itself: coarser, but true.
        """
        coarser: Choice | None = None
        for qualifier in qualifiers:
            state, regions = self.pack.states.get(fold(qualifier)), self.pack.regions.get(fold(qualifier), [])
            if state is not None and (inside := [p for p in self.pack.places_named(fold(name)) if p.country == state.iso3]):
                return Choice(self._likeliest(fold(name), inside, context, near), f"the text puts it in {state.name}", 0.95)
            for region in sorted(regions, key=lambda r: r.country not in context):
                inside = [p for p in self.pack.places_named(fold(name)) if p.country == region.country and p != region]
                if inside:
                    return Choice(min(inside, key=lambda p, r=region: _km(p, r)), f"the text puts it in {region.name}", 0.95)  # type: ignore[misc]
            whole = next(iter(sorted(regions, key=lambda r: r.country not in context)), None) if state is None else self.pack.state_points.get(state.iso3)
            if coarser is None and whole is not None:
                coarser = Choice(whole, f"the tables lack {name}; the text puts it in {whole.name}", 0.8)
        return coarser or self._best(name, context, near)

    def _likeliest(self, key: str, options: Sequence[Location], context: set[str], near: Sequence[Location]) -> Location:
        def weight(place: Location) -> float:
            close = any(_km(place, other) <= NEAR_KM for other in near)
            return self.pack.weight(key, place) * (CONTEXT_BONUS if place.country in context else 1) * (NEAR_BONUS if close else 1)

        return max(options, key=weight)

    def _best(self, name: str, context: set[str], near: Sequence[Location] = ()) -> Choice | None:
        key = fold(name)
        if not any(c.isupper() for c in name):
            return None
        state = self.pack.states.get(key)
        if state is not None:
            return Choice(self.pack.state_points.get(state.iso3) or Location(None, state.name, state.iso3, 0.0, 0.0, 0, "country"), "name of a state", 0.95)
        if (seat := self.pack.seats.get(key)) is not None:
            return Choice(seat, "seat of power in a capital", 0.9)
        options = self.pack.places_named(key)
        if key in self.pack.organisations:  # "Mossad" is no village
            options = [o for o in options if o.resolution != "city" or o.population >= ALONE_FLOOR]
        if name.isupper() and len(name) <= ACRONYM:  # "BNS" is an agency, not the town that is written so somewhere
            options = [o for o in options if o.resolution != "city" or fold(o.name) == key]
        if not options:
            return None
        best = self._likeliest(key, options, context, near)
        if best.country not in context and best.population < ALONE_FLOOR and best.resolution == "city":
            inside = [o for o in options if o.country in context]
            if not inside:
                return None
            best = inside[0]
        why = "in a state that the document names" if best.country in context else "its largest bearer" if len(options) > 1 else "its only bearer"
        close = " and near another place of it" if any(_km(best, other) <= NEAR_KM for other in near) else ""
        return Choice(best, f"gazetteer: {why}{close}", 0.9 if len(options) == 1 else 0.8 if best.country in context else 0.6, len(options) > 1)


def _km(a: Location, b: Location) -> float:
    """Distance of two near points, on a plane."""
    return KM_PER_DEGREE * math.hypot(a.lat - b.lat, (a.lon - b.lon) * math.cos(math.radians(b.lat)))


def _place(location: Location, mentions: tuple[Span, ...]) -> Place:
    located = (location.lat, location.lon) != (0.0, 0.0)
    return Place(
        id=make_id("pl", location.geonames or [location.name, location.country]), name=location.name, country=location.country,
        lat=location.lat if located else None, lon=location.lon if located else None, geonames=location.geonames,
        resolution=cast("object", location.resolution), mentions=mentions,  # type: ignore[arg-type]
        within=make_id("pl", location.within) if location.within else None,
    )  # fmt: skip
