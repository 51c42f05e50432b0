"""PLOVER 2.0 records in JSON: one object a line, or one array."""

from __future__ import annotations

from typing import Any

from dragoman.ontology.cameo import plover_of
from dragoman.store.origins.events import ImportedEvent, ImportedParty, RowFault, iso_day, make_event_id, number, whole
from dragoman.store.origins.polecat import country_code, plover_type

_QUADS = {"1": "verbal_cooperation", "2": "material_cooperation", "3": "verbal_conflict", "4": "material_conflict"}


def parse(record: Any) -> ImportedEvent:
    """Makes the event of a record; raises RowFault. Several event categories of one record are kept: the first is the type, the rest stand in ``origin_label``."""
    if not isinstance(record, dict):
        raise RowFault("DRG-IMPORT-003", "the record is no JSON object")
    identity, day = _text(record, "id"), iso_day(_text(record, "date"), "date")
    if identity is None:
        raise RowFault("DRG-IMPORT-005", "id is missing")
    types = _texts(record, "event")
    if not types:
        raise RowFault("DRG-IMPORT-005", "event is missing")
    event_type, modes, quad = plover_type(types[0], _texts(record, "mode"))
    place = record.get("event_loc") or {}
    if not isinstance(place, dict):
        raise RowFault("DRG-IMPORT-003", "event_loc is no JSON object")
    cite = record.get("cite_info") if isinstance(record.get("cite_info"), dict) else record.get("text_info")
    cite = cite if isinstance(cite, dict) else {}
    end, country = _text(record, "enddate"), _text(place, "country_code") or _text(place, "country")
    cameo = _text(record, "cameo")
    scale = number(_text(record, "event_scale"), "event_scale", least=-10, most=10)
    return ImportedEvent(
        id=make_event_id("plover", identity, day), origin="plover", source_id=identity, date=day, end_date=iso_day(end, "enddate") if end else None, event_type=event_type,
        modes=modes, contexts=_texts(record, "context"), cameo=cameo if cameo and plover_of(cameo) else None, quad=quad, intensity=scale, origin_label="; ".join(types) if len(types) > 1 else None,
        origin_quad=_QUADS.get(_text(record, "quad_code") or ""), origin_intensity=scale, actors=_parties(record, "actor"), recipients=_parties(record, "recipient"),
        place=_text(place, "resolved_place") or _text(place, "extracted_place"), country=country_code(country) if country else None,
        lat=number(_text(place, "lat"), "lat", least=-90, most=90), lon=number(_text(place, "lon"), "lon", least=-180, most=180), geonames=whole(_text(place, "geonameid"), "geonameid"),
        publisher=_text(cite, "publication") or _text(cite, "publisher"), url=_text(cite, "url"), text="\n".join(_texts(record, "event_text")) or None,
    )  # fmt: skip


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def _texts(record: dict[str, Any], name: str) -> tuple[str, ...]:
    value = record.get(name)
    items = value if isinstance(value, list) else [value]
    return tuple(str(item).strip() for item in items if isinstance(item, str | int | float) and str(item).strip())


def _parties(record: dict[str, Any], name: str) -> tuple[ImportedParty, ...]:
    value = record.get(name)
    items = value if isinstance(value, list) else [] if value is None else [value]
    out = []
    for item in items:
        if not isinstance(item, dict):
            raise RowFault("DRG-IMPORT-003", f"{name} holds {str(item)[:40]!r}, no JSON object")
        code, sector = _text(item, "code"), _text(item, "sector")
        out.append(
            ImportedParty(
                name=_text(item, "identifier_text") or _text(item, "entity_text"), country=country_code(code) if code else None, sector=sector[:3] if sector else None, code=code,
                sectors=(sector,) if sector else (),
            )
        )  # fmt: skip
    return tuple(out)
