"""ICEWS: tab-separated, with a header; old files have two, joined ones have more."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.store.codes import iso3_of_name
from dragoman.store.origins.events import ImportedEvent, ImportedParty, RowFault, cameo_event, given, iso_day, make_event_id, number, required

NEEDED = ("eventid", "eventdate", "cameocode", "sourcename", "targetname")
#: ICEWS's sectors that are PLOVER's. The narrow ones come first: a ministry's soldiers are "Government,Military" or "Military,Government".
_SECTORS = {
    "Military": "MIL", "Police": "COP", "Intelligence": "SPY", "Judicial": "JUD", "Legislative / Parliamentary": "LEG", "Rebel": "REB", "Insurgents": "REB", "Separatists": "REB",
    "Media": "JRN", "Business": "BUS", "Education": "EDU", "Criminals / Gangs": "CRM", "Labor": "LAB", "Refugees / Displaced": "REF", "Medical / Health": "MED",
    "Unidentified Forces": "UAF", "Agricultural": "AGR", "Executive": "GOV", "Government": "GOV", "Opposition": "OPP", "Parties": "PTY", "Protestors / Popular Opposition / Mobs": "CVL",
    "General Population / Civilian / Social": "CVL", "Civilian": "CVL", "National Religious": "REL", "International Religious": "REL",
}  # fmt: skip
_NON_STATE = {"International Government Organization": "IGO", "Nongovernmental Organization (International)": "NGO", "Multinational Corporation": "MNC"}
_BODIES = (("United Nations", "UNO"), ("UN ", "UNO"), ("European Union", "EUR"), ("European Commission", "EUR"), ("European Parliament", "EUR"))


def parse(row: Mapping[str, str]) -> ImportedEvent:
    """Makes the event of a row by its folded column names; raises RowFault."""
    identity, day = required(row["eventid"], "Event ID"), iso_day(row["eventdate"], "Event Date")
    code = required(row["cameocode"], "CAMEO Code")
    if not code.isdigit():
        raise RowFault("DRG-IMPORT-007", f"the CAMEO code is {code[:20]!r}; it is no number of CAMEO")
    plover = cameo_event(code)
    place = given(row.get("city")) or given(row.get("district")) or given(row.get("province"))
    country = given(row.get("country"))
    story, sentence = given(row.get("storyid")), given(row.get("sentencenumber"))
    return ImportedEvent(
        id=make_event_id("icews", identity, day), origin="icews", source_id=identity, date=day, event_type=plover.event_type, modes=(plover.mode,) if plover.mode else (),
        contexts=plover.contexts, cameo=code, quad=plover.quad, intensity=plover.intensity, origin_label=given(row.get("eventtext")),
        origin_intensity=number(row.get("intensity"), "Intensity", least=-10, most=10), actors=_party(row, "source"), recipients=_party(row, "target"),
        place=place or country, country=iso3_of_name(country) if country else None, lat=number(row.get("latitude"), "Latitude", least=-90, most=90),
        lon=number(row.get("longitude"), "Longitude", least=-180, most=180), publisher=given(row.get("publisher")),
        story=f"{story}/{sentence}" if story and sentence else story,
    )  # fmt: skip


def _party(row: Mapping[str, str], side: str) -> tuple[ImportedParty, ...]:
    name, country = given(row.get(f"{side}name")), given(row.get(f"{side}country"))
    if name is None and country is None:
        return ()
    sectors = tuple(part.strip() for part in (given(row.get(f"{side}sectors")) or "").split(",") if part.strip())
    sector = next((code for label, code in _SECTORS.items() if label in sectors), None)
    state = iso3_of_name(country) if country else _body(name or "", sectors)
    return (ImportedParty(name=name, country=state, sector=sector, code=country, sectors=sectors),)


def _body(name: str, sectors: tuple[str, ...]) -> str | None:
    """PLOVER's code of an international body, which ICEWS gives no country."""
    kind = next((_NON_STATE[s] for s in sectors if s in _NON_STATE), None)
    return next((code for start, code in _BODIES if kind == "IGO" and name.startswith(start)), kind)
