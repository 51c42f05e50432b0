"""POLECAT: tab-separated, with a header whose spelling changes from file to file; nothing is the word None; several values are joined with semicolons."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.ontology.plover import EVENT_TYPES, event_types, intensity_of
from dragoman.store.codes import NON_STATE, iso3_of_code, iso3_of_name
from dragoman.store.origins.events import ImportedEvent, ImportedParty, RowFault, given, iso_day, make_event_id, number, required, whole

NEEDED = ("eventid", "eventdate", "eventtype", "actorcountry", "recipientcountry")
#: Folded spellings of a column that some files have in place of the usual one.
SPELLINGS = {"eventintensity": "intensity", "eventcontexts": "contexts", "context": "contexts", "geonameid": "geonamesid", "mode": "eventmode", "placenameresolved": "placename"}
_QUADS = {"1": "verbal_cooperation", "2": "material_cooperation", "3": "verbal_conflict", "4": "material_conflict"}


def parse(row: Mapping[str, str]) -> ImportedEvent:
    """Makes the event of a row by its folded column names; raises RowFault."""
    identity, day = required(row["eventid"], "Event ID"), iso_day(row["eventdate"], "Event Date")
    event_type, modes, quad = plover_type(required(row["eventtype"], "Event Type"), _many(row.get("eventmode")))
    country = given(row.get("country"))
    place = given(row.get("placename")) or given(row.get("city")) or given(row.get("province")) or country
    published = given(row.get("publicationdate"))
    origin_quad = given(row.get("quadcode"))
    intensity = number(row.get("intensity"), "Intensity", least=-10, most=10)
    return ImportedEvent(
        id=make_event_id("polecat", identity, day), origin="polecat", source_id=identity, date=day, event_type=event_type, modes=modes, contexts=_many(row.get("contexts")), quad=quad,
        intensity=intensity if intensity is not None else intensity_of(event_type, modes[0] if modes else None),
        origin_quad=_QUADS.get(origin_quad, origin_quad.lower().replace(" ", "_")) if origin_quad else None, origin_intensity=intensity,
        actors=_parties(row, "actor"), recipients=_parties(row, "recipient"), place=place, country=country_code(country) if country else None,
        lat=number(row.get("latitude"), "Latitude", least=-90, most=90), lon=number(row.get("longitude"), "Longitude", least=-180, most=180),
        geonames=whole(row.get("geonamesid"), "GeoNames ID"), publisher=given(row.get("source")), published_at=iso_day(published, "Publication Date") if published else None,
        text=given(row.get("headline")),
    )  # fmt: skip


def plover_type(name: str, modes: tuple[str, ...]) -> tuple[str, tuple[str, ...], str]:
    """Returns PLOVER's type, its modes and its quad class; raises RowFault where there is no such type. A mode that PLOVER 2.0 lacks is kept."""
    event_type = name.strip().upper()
    if event_type not in EVENT_TYPES:
        raise RowFault("DRG-IMPORT-007", f"the event type is {name[:40]!r}, none of PLOVER's")
    return event_type, tuple(mode.lower() for mode in modes), event_types()[event_type].quad


def country_code(text: str) -> str | None:
    """Returns the code of a country or group that is written as a code or a name."""
    if text in NON_STATE:
        return text
    return (iso3_of_code(text) if len(text) == 3 and text.isupper() else None) or iso3_of_name(text)


def _many(value: str | None) -> tuple[str, ...]:
    return tuple(part for part in (given(part) for part in (given(value) or "").replace(",", ";").split(";")) if part)


def _list(value: str | None) -> list[str | None]:
    text = given(value)
    return [given(part) for part in text.split(";")] if text else []


def _parties(row: Mapping[str, str], side: str) -> tuple[ImportedParty, ...]:
    """The parties of one side. Names and countries belong together where there are as many of both; else each stands by itself, for which is whose is not said."""
    names, countries, sectors = (_list(row.get(f"{side}{what}")) for what in ("name", "country", "sectors"))
    if len(names) != len(countries) and names and countries:
        return (*(_party(None, c, None) for c in countries if c), *(_party(n, None, None) for n in names if n))
    size = max(len(names), len(countries))
    names, countries = names or [None] * size, countries or [None] * size
    roles = sectors if len(sectors) == size else [None] * size
    if size == 1 and roles == [None]:
        roles = [given(row.get(f"primary{side}sector"))]
    return tuple(_party(n, c, s) for n, c, s in zip(names, countries, roles, strict=True) if n or c)


def _party(name: str | None, country: str | None, sector: str | None) -> ImportedParty:
    return ImportedParty(name=name, country=country_code(country) if country else None, sector=sector, code=country, sectors=(sector,) if sector else ())
