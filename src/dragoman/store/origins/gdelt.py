"""GDELT 1.0 (57 or 58 columns) and 2.0 (61 columns) event files, tab-separated, without a header."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.store.codes import iso3_of_code, iso3_of_fips
from dragoman.store.origins.events import ImportedEvent, ImportedParty, cameo_event, given, iso_day, make_event_id, number, required, whole

_QUADS = {"1": "verbal_cooperation", "2": "material_cooperation", "3": "verbal_conflict", "4": "material_conflict"}
#: CAMEO's types that PLOVER writes otherwise; those that it writes alike; those that stand for a country in PLOVER.
_TYPES = {"MED": "JRN", "HLH": "MED", "INS": "REB", "SEP": "REB"}
_SAME = frozenset("COP GOV JUD LEG MIL PTY REB SPY UAF AGR BUS CRM CVL EDU ELI LAB REF OPP REL".split())
_GROUPS = {"UNO": "UNO", "EEC": "EUR"}
_NON_STATE = frozenset({"IGO", "NGO", "MNC", "IMG"})
#: Columns of a place: type, name, country, first division, (second division in 2.0,) latitude, longitude, feature.
_ACTION_GEO = {57: 49, 58: 49, 61: 51}
COLUMNS = tuple(_ACTION_GEO)


def parse(cells: Sequence[str]) -> ImportedEvent:
    """Makes the event of a row of 57, 58 or 61 cells; raises RowFault."""
    identity, day = required(cells[0], "GLOBALEVENTID"), iso_day(cells[1], "SQLDATE")
    code = required(cells[26], "EventCode")
    plover = cameo_event(code)
    geo = _ACTION_GEO[len(cells)]
    newer = len(cells) == 61
    fips, at = given(cells[geo + 2]), geo + (5 if newer else 4)
    added = cells[59 if newer else 56]
    return ImportedEvent(
        id=make_event_id("gdelt", identity, day), origin="gdelt", source_id=identity, date=day, event_type=plover.event_type, modes=(plover.mode,) if plover.mode else (),
        contexts=plover.contexts, cameo=code, quad=plover.quad, intensity=plover.intensity, origin_quad=_QUADS.get(cells[29].strip()),
        origin_intensity=number(cells[30], "GoldsteinScale", least=-10, most=10), actors=_party(cells[5:15]), recipients=_party(cells[15:25]), place=given(cells[geo + 1]),
        country=iso3_of_fips(fips) if fips else None, lat=number(cells[at], "ActionGeo_Lat", least=-90, most=90), lon=number(cells[at + 1], "ActionGeo_Long", least=-180, most=180),
        url=given(cells[-1]) if len(cells) > 57 else None, published_at=iso_day(added[:8], "DATEADDED"), mentions=whole(cells[31], "NumMentions"),
        sources=whole(cells[32], "NumSources"), articles=whole(cells[33], "NumArticles"),
    )  # fmt: skip


def _party(cells: Sequence[str]) -> tuple[ImportedParty, ...]:
    code, name, state, group = (given(cell) for cell in cells[:4])
    types = tuple(t for t in (given(cell) for cell in cells[7:10]) if t)
    if code is None and name is None:
        return ()
    country = (iso3_of_code(state) if state else None) or _GROUPS.get(group or "") or next((t for t in types if t in _NON_STATE), None)
    sector = next((_TYPES.get(t, t) for t in types if t in _TYPES or t in _SAME), None)
    return (ImportedParty(name=name, country=country, sector=sector, code=code, sectors=types),)
