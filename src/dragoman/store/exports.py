"""Events of a store in the columns of other data sets: PLOVER JSON, POLECAT, ICEWS, GDELT 2.0, Phoenix. Canonical, exportable events only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.ontology.plover import cameo_labels
from dragoman.store.codes import fips_of, state_number
from dragoman.store.delta import Store
from dragoman.store.goldstein import score_of
from dragoman.store.views import connect

_QUADS = {"verbal_cooperation": 1, "material_cooperation": 2, "verbal_conflict": 3, "material_conflict": 4}
#: Root codes of CAMEO by the five classes of Phoenix: neutral, verbal and material cooperation, verbal and material conflict.
_PENTA = {"01": 0, "02": 0, **dict.fromkeys(("03", "04", "05"), 1), **dict.fromkeys(("06", "07", "08"), 2), **dict.fromkeys(("09", "10", "11", "12", "13", "16"), 3)}
_NON_STATE = frozenset({"IGO", "NGO", "UNO", "EUR", "IMG", "ISM", "MNC"})
ICEWS = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|"
    "District|Province|Country|Latitude|Longitude"
).split("|")
POLECAT = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|"
    "Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|"
    "District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version"
).split("|")
_GDELT_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
_GDELT_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
GDELT = [
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor1{c}" for c in _GDELT_ACTOR), *(f"Actor2{c}" for c in _GDELT_ACTOR), "IsRootEvent", "EventCode",
    "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{c}" for who in ("Actor1", "Actor2", "Action") for c in _GDELT_GEO), "DATEADDED", "SOURCEURL",
]  # fmt: skip
PHOENIX = (
    "EventID Date Year Month Day SourceActorFull SourceActorEntity SourceActorRole SourceActorAttribute TargetActorFull TargetActorEntity TargetActorRole TargetActorAttribute EventCode "
    "EventRootCode PentaClass GoldsteinScore Issues Lat Lon LocationName StateName CountryCode SentenceID URLs NewsSources"
).split()


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """One event as exports see it: the canonical event with the surest of its reports."""

    id: str
    event_type: str
    modes: list[str]
    contexts: list[str]
    cameo: str
    quad: str
    intensity: float
    actors: list[dict[str, Any]]
    recipients: list[dict[str, Any]]
    start: str | None
    end: str | None
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    resolution: str | None
    reports: int
    sources: int
    documents: int
    words: str
    path: str | None
    url: str | None
    publisher: str | None
    title: str | None
    published_at: str | None


def iter_exported(store: Store) -> Iterator[Exported]:
    """Yields the exportable canonical events of a store, by day and id.

    Raises:
        StoreError: there is no store.
    """
    connection = connect(store)
    connection.execute("""
        WITH best AS (
            SELECT *, row_number() OVER (PARTITION BY canonical_id ORDER BY confidence DESC, id) AS rank FROM event_reports WHERE exportable)
        SELECT c.canonical_id, b.event_type, b.modes, b.contexts, coalesce(b.cameo, ''), b.quad, b.intensity, b.actors, b.recipients, b."when"."start", b."when"."end",
            p.name, p.country, p.lat, p.lon, p.geonames, p.resolution, c.reports, c.sources, c.documents, b.evidence[1]."text", d.path, d.url, d.publisher, d.title, d.published_at
        FROM canonical_events c JOIN best b ON b.canonical_id = c.canonical_id AND b.rank = 1 JOIN documents d ON d.id = b.document_id
            LEFT JOIN places p ON p.document_id = b.document_id AND p.id = b.place
        WHERE c.exportable ORDER BY b."when"."start" NULLS LAST, c.canonical_id""")
    names = Exported.__struct_fields__
    while batch := connection.fetchmany(1000):
        for row in batch:
            yield Exported(**dict(zip(names, row, strict=True)))


def _number(identity: str) -> int:
    """A whole number below 2**60 from the id's hash: the same event has the same number in every run."""
    return int(identity.rpartition("-")[2][:15], 16)


def _day(event: Exported) -> str:
    return (event.start or event.published_at or "")[:10]


def _actor_code(party: dict[str, Any] | None) -> str:
    return f"{party['country'] or ''}{party['sector'] or ''}" if party else ""


def _dyads(event: Exported) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Ordered pairs; without a recipient, whoever acts together is paired with each other."""
    if event.recipients:
        yield from ((a, r) for a in event.actors for r in event.recipients)
    elif len(event.actors) > 1:
        yield from ((a, b) for a in event.actors for b in event.actors if a is not b)
    else:
        yield from ((a, None) for a in event.actors)


def _icews(event: Exported) -> Iterator[list[Any]]:
    city = event.place if event.resolution in ("city", "sub_city", "district") else ""
    for a, r in _dyads(event):
        yield [
            _number(event.id), _day(event), a["name"], a["sector"] or "", a["country"] or "", cameo_labels().get(event.cameo, ""), event.cameo, event.intensity,
            r["name"] if r else "", (r["sector"] or "") if r else "", (r["country"] or "") if r else "", _number(event.id), "", event.publisher or "", city, "",
            event.place if event.resolution == "province" else "", event.country or "", event.lat, event.lon,
        ]  # fmt: skip


def _joined(parties: list[dict[str, Any]], name: str) -> str:
    return "; ".join(str(p[name] or "") for p in parties) or "None"


def _raw(parties: list[dict[str, Any]]) -> str:
    return "; ".join((p["span"] or {}).get("text") or p["name"] for p in parties) or "None"


def _polecat(event: Exported) -> Iterator[list[Any]]:
    def side(parties: list[dict[str, Any]]) -> list[str]:
        first = (parties[0]["sector"] if parties else None) or "None"
        numbers = "; ".join(str(state_number("cow", p["country"] or "", _day(event)) or "") for p in parties)
        return [_joined(parties, "name"), _joined(parties, "country"), numbers or "None", first, _joined(parties, "sector"), "None", _raw(parties), "None"]

    place = [event.place or "None", event.place if event.resolution == "city" else "None", "None", event.place if event.resolution == "province" else "None", event.country or "None"]
    yield [
        event.id, _day(event), event.event_type, "; ".join(event.modes) or "None", event.intensity, event.quad.replace("_", " ").upper(), "; ".join(event.contexts) or "None",
        *side(event.actors), *side(event.recipients), *place, event.lat, event.lon, event.geonames if event.geonames is not None else "None", event.place or "None", "None",
        event.publisher or "None", (event.published_at or "None")[:10], "None", "None", "None", "English", "dragoman",
    ]  # fmt: skip


_GEO_TYPES = {"country": 1, "province": 5, "city": 4, "sub_city": 4, "district": 4}


def _gdelt(event: Exported) -> Iterator[list[Any]]:
    day = _day(event).replace("-", "")
    year = int(day[:4]) if day[:4].isdigit() else None
    fraction = round(year + (int(day[4:6]) * 30 + int(day[6:8])) / 365, 4) if year is not None and len(day) == 8 else None

    def actor(party: dict[str, Any] | None) -> list[Any]:
        if party is None:
            return [""] * len(_GDELT_ACTOR)
        country = party["country"] or ""
        state, group = ("", country) if country in _NON_STATE else (country, "")
        return [_actor_code(party), party["name"].upper(), state, group, "", "", "", party["sector"] or "", "", ""]

    action = [_GEO_TYPES.get(event.resolution or "", 0), event.place or "", fips_of(event.country or "") or "", "", "", event.lat, event.lon, event.geonames]
    for number, (a, r) in enumerate(_dyads(event)):
        root = event.cameo[:2]
        yield [
            _number(event.id) + number, day, day[:6], year, fraction, *actor(a), *actor(r), 1, event.cameo, event.cameo[:3], root, _QUADS.get(event.quad), score_of(event.cameo),
            event.reports, event.sources, event.documents, "", *([""] * 16), *action, (event.published_at or "")[:10].replace("-", "") + "000000", event.url or event.path or "",
        ]  # fmt: skip


def _phoenix(event: Exported) -> Iterator[list[Any]]:
    day = _day(event)
    for number, (a, r) in enumerate(_dyads(event)):
        root = event.cameo[:2]
        sides = [[_actor_code(p), (p["country"] or "") if p else "", (p["sector"] or "") if p else "", ""] for p in (a, r)]
        yield [
            f"{_number(event.id) + number}_dragoman", day.replace("-", ""), day[:4], day[5:7], day[8:10], *sides[0], *sides[1], event.cameo, root, _PENTA.get(root, 4),
            score_of(event.cameo), "", event.lat, event.lon, event.place or "", "", event.country or "", "", event.url or event.path or "", event.publisher or "",
        ]  # fmt: skip


#: format -> columns, whether a header line is written, and the rows of one event.
_TABLES: dict[str, tuple[list[str], bool, Callable[[Exported], Iterator[list[Any]]]]] = {
    "icews": (ICEWS, True, _icews), "polecat": (POLECAT, True, _polecat), "gdelt": (GDELT, False, _gdelt), "phoenix": (PHOENIX, False, _phoenix),
}  # fmt: skip
EXPORT_FORMATS = ("plover", *_TABLES)


def table_columns(format_name: str) -> tuple[list[str], bool]:
    """Returns the columns of an export that is a table, and whether a header line is written; raises StoreError where there is none of that name."""
    if format_name not in _TABLES:
        raise StoreError("DRG-STORE-008", f"there is no export {format_name!r}; the exports are: {', '.join((*EXPORT_FORMATS, 'dyads', 'followthemoney', 'csv', 'parquet'))}")
    columns, header, _ = _TABLES[format_name]
    return columns, header


def iter_export_lines(store: Store, format_name: str) -> Iterator[str]:
    """Yields the lines of an export: JSON for ``plover``, else tab-separated values without stray tabs or line breaks.

    Raises:
        StoreError: there is no such format, or no store.
    """
    if format_name == "plover":
        for event in iter_exported(store):
            yield msgspec.json.encode(_plover(event)).decode()
        return
    columns, header = table_columns(format_name)
    rows_of = _TABLES[format_name][2]
    if header:
        yield "\t".join(columns)
    for event in iter_exported(store):
        for row in rows_of(event):
            yield "\t".join(_cell(value) for value in row)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split())


def _plover(event: Exported) -> dict[str, Any]:
    """A PLOVER 2.0 record."""
    def entities(parties: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"code": p["country"], "sector": p["sector"], "entity_text": (p["span"] or {}).get("text") or p["name"], "identifier_text": p["name"]} for p in parties]

    place = None
    if event.place is not None:
        place = {"resolved_place": event.place, "geonameid": event.geonames, "country_code": event.country, "lat": event.lat, "lon": event.lon}
    return {
        "id": f"dragoman-{event.id}", "date": _day(event) or None, "enddate": event.end and event.end[:10], "actor": entities(event.actors), "recipient": entities(event.recipients),
        "event": [event.event_type], "mode": event.modes, "context": event.contexts, "event_loc": place, "event_text": [event.words], "quad_code": _QUADS.get(event.quad),
        "event_scale": event.intensity, "cameo": event.cameo, "text_info": {"headline": event.title, "publisher": event.publisher, "url": event.url}, "coder": "dragoman",
    }  # fmt: skip
