"""Place names -> places: by qualifier, by the countries of the document, by the dateline, then by population; else none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from dragoman.records import Place, Span, make_id
from dragoman.resolve.knowledge import KnowledgePack, Location
from dragoman.text.names import fold, strip_frame

#: Without any other evidence a name stands for its largest bearer only if that has this many inhabitants.
ALONE_FLOOR = 100_000
#: A place of a country that the document speaks of counts as if it had so many times its inhabitants (on GeoVirus 8 and 20 give the same, 4 one to two points less).
CONTEXT_BONUS = 8
ACRONYM = 4


class PlaceResolver:
    """Finds the places that mentions name."""

    def __init__(self, pack: KnowledgePack) -> None:
        self.pack = pack

    def knows(self, name: str, *, town: bool) -> bool:
        """Tells whether a name is that of a state, a region or, with ``town``, a large town, and no adjective or ordinary word."""
        key = fold(name)
        if key in self.pack.states:
            return True
        first = next(iter(self.pack.places.get(key, [])), None)
        return first is not None and (first.resolution in ("province", "region", "water") or (town and first.population >= ALONE_FLOOR))

    def resolve(self, names: Sequence[tuple[str, Span]], *, dateline: str | None, countries: Sequence[str]) -> list[Place | None]:
        """Returns the place of each (name, span), the same record for mentions of the same place, None where there is no evidence.

        Args:
            names: the mentions' words and spans.
            dateline: the place that the text is filed from.
            countries: ISO 3166-1 alpha-3 codes of the states that the document speaks of.
        """
        context = set(countries)
        if dateline and (home := self._best(strip_frame(dateline.title() if dateline.isupper() else dateline), context)):
            context |= {home.country} if home.country else set()
        found = [self._find(strip_frame(name), context) for name, _ in names]
        found = [self._namesake(strip_frame(name), location, found) for (name, _), location in zip(names, found, strict=True)]
        spans: dict[Location, list[Span]] = {}
        for location, (_, span) in zip(found, names, strict=True):
            if location is not None and span not in spans.setdefault(location, []):
                spans[location].append(span)
        made = {location: _place(location, tuple(mentions)) for location, mentions in spans.items()}
        return [made[location] if location is not None else None for location in found]

    def _namesake(self, name: str, location: Location | None, others: Sequence[Location | None]) -> Location | None:
        """ "Georgia" beside Atlanta and Alabama is the region: a state gives way to a region of its name where other places of that region's state are named, and none of its own."""
        if location is None or location.resolution != "country":
            return location
        rivals = [r for r in self.pack.places.get(f"{fold(name)} state", []) + self.pack.places.get(fold(name), [])
                  if r.resolution == "province" and r.country != location.country]  # fmt: skip
        named = {o.country for o in others if o is not None and o.resolution != "country"}
        return next((r for r in rivals if r.country in named and location.country not in named), location)

    def _find(self, name: str, context: set[str]) -> Location | None:
        head, _, qualifier = name.partition(",")
        if qualifier:
            return self._qualified(head.strip(), strip_frame(qualifier.split(",")[-1]), context)
        for prefix in ("city of ", "town of ", "village of ", "province of ", "capital of ", "capital ", "city ", "central ", "eastern ", "western ",
                       "northern ", "southern ", "north ", "south ", "east ", "west "):  # fmt: skip
            if fold(name).startswith(prefix) and fold(name) not in self.pack.states and fold(name) not in self.pack.places:
                name = name[len(prefix) :]
        return self._best(name, context)

    def _qualified(self, name: str, qualifier: str, context: set[str]) -> Location | None:
        """ "Tripoli, Lebanon": a place in that state; "Prague, Oklahoma": the one nearest to the middle of that region.

        Where the gazetteer lacks the place, the region or state itself: coarser, but true.
        """
        state = self.pack.states.get(fold(qualifier))
        if state is not None:
            return self._best(name, {state.iso3}, strict=True) or self.pack.state_points.get(state.iso3)
        region = next((r for r in self.pack.places.get(fold(qualifier), []) if r.resolution != "city"), None)
        if region is not None:
            inside = [p for p in self.pack.places_named(fold(name)) if p.country == region.country]
            return min(inside, key=lambda p: (p.lat - region.lat) ** 2 + ((p.lon - region.lon) * math.cos(math.radians(region.lat))) ** 2,
                       default=region)  # fmt: skip
        return self._best(name, context)

    def _best(self, name: str, context: set[str], *, strict: bool = False) -> Location | None:
        key = fold(name)
        if not any(c.isupper() for c in name):
            return None
        state = self.pack.states.get(key)
        options = self.pack.places_named(key)
        if state is not None and not strict:
            return self.pack.state_points.get(state.iso3) or Location(None, state.name, state.iso3, 0.0, 0.0, 0, "country")
        if name.isupper() and len(name) <= ACRONYM:  # "BNS" is an agency, not the town that is written so somewhere
            options = [o for o in options if o.resolution != "city" or fold(o.name) == key]
        near = [o for o in options if o.country in context]
        if strict or not options:
            return near[0] if near else None
        best = max(options, key=lambda o: self.pack.weight(key, o) * (CONTEXT_BONUS if o.country in context else 1))
        return best if best in near or best.population >= ALONE_FLOOR or best.resolution != "city" else near[0] if near else None


def _place(location: Location, mentions: tuple[Span, ...]) -> Place:
    located = (location.lat, location.lon) != (0.0, 0.0)
    return Place(
        id=make_id("pl", location.geonames or [location.name, location.country]), name=location.name, country=location.country,
        lat=location.lat if located else None, lon=location.lon if located else None, geonames=location.geonames,
        resolution=cast("object", location.resolution), mentions=mentions,  # type: ignore[arg-type]
    )  # fmt: skip
