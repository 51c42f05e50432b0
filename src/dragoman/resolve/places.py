"""Place names -> places: by qualifier, by the countries of the document, by the dateline, then by population; else none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from dragoman.records import Place, Span, make_id
from dragoman.resolve.knowledge import KnowledgePack, Location
from dragoman.text.names import fold, strip_frame

#: Without any other evidence a name stands for its largest bearer only if that has this many inhabitants.
ALONE_FLOOR = 100_000


class PlaceResolver:
    """Finds the places that mentions name."""

    def __init__(self, pack: KnowledgePack) -> None:
        self.pack = pack

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
        spans: dict[Location, list[Span]] = {}
        for location, (_, span) in zip(found, names, strict=True):
            if location is not None and span not in spans.setdefault(location, []):
                spans[location].append(span)
        made = {location: _place(location, tuple(mentions)) for location, mentions in spans.items()}
        return [made[location] if location is not None else None for location in found]

    def _find(self, name: str, context: set[str]) -> Location | None:
        head, _, qualifier = name.partition(",")
        if qualifier:
            state = self.pack.states.get(fold(strip_frame(qualifier.split(",")[-1])))
            return self._best(head.strip(), {state.iso3} if state else context, strict=state is not None)
        for prefix in ("city of ", "town of ", "village of ", "province of ", "capital of ", "capital ", "city ", "central ", "eastern ", "western ",
                       "northern ", "southern ", "north ", "south ", "east ", "west "):  # fmt: skip
            if fold(name).startswith(prefix) and fold(name) not in self.pack.states and fold(name) not in self.pack.places:
                name = name[len(prefix) :]
        return self._best(name, context)

    def _best(self, name: str, context: set[str], *, strict: bool = False) -> Location | None:
        key = fold(name)
        if not name[:1].isupper() and not any(c.isupper() for c in name):
            return None
        state = self.pack.states.get(key)
        options = self.pack.places.get(key, [])
        if state is not None and not (options and options[0].resolution != "city"):
            return Location(None, state.name, state.iso3, 0.0, 0.0, 0, "country")
        near = [o for o in options if o.country in context]
        if near:
            return near[0]
        if strict or not options:
            return None
        capital = self.pack.capitals.get(key)
        if capital is not None:
            return next((o for o in options if o.country == capital.iso3), options[0])
        return options[0] if options[0].population >= ALONE_FLOOR or options[0].resolution != "city" else None


def _place(location: Location, mentions: tuple[Span, ...]) -> Place:
    located = location.resolution != "country"
    return Place(
        id=make_id("pl", location.geonames or [location.name, location.country]), name=location.name, country=location.country,
        lat=location.lat if located else None, lon=location.lon if located else None, geonames=location.geonames,
        resolution=cast("object", location.resolution), mentions=mentions,  # type: ignore[arg-type]
    )  # fmt: skip
