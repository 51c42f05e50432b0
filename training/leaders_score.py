"""Compares the office holders of the knowledge pack with REIGN (Bell 2016), which ends in March 2021.

    pip install country_converter && python -m training.leaders_score --data DATA [--errors ERRORS.tsv]

Asked is, for every state on twelve days between 2000 and 2021, whether the effective leader of REIGN is among the heads of state and of government of the pack. Names match where they share a word of
three letters or more, spelling differences of one letter in six allowed.
"""

from __future__ import annotations

import argparse
import collections
import csv
import difflib
import importlib.resources
import json
from datetime import date
from pathlib import Path

from dragoman.resolve.knowledge import Holder, KnowledgePack
from dragoman.text.names import fold

DAYS = [date(year, month, 15) for year, month in ((2000, 1), (2001, 10), (2003, 7), (2005, 4), (2007, 1), (2008, 10), (2010, 7), (2012, 4), (2014, 1), (2016, 10), (2018, 7), (2021, 1))]
#: Offices of heads of state and of government.
HEADS = frozenset(
    ["President", "King", "Queen", "Emir", "Sultan", "Supreme Leader", "Prince", "Grand Duke", "Pope", "Captains Regent", "Prime Minister", "Premier", "Chancellor", "Taoiseach",
     "Chief Executive", "Junta Leader", "Transitional President", "Acting President", "Interim Prime Minister", "leader", "junta leader", "Governor-General"]
)  # fmt: skip
#: Correlates of War codes that the Gleditsch-Ward list lacks.
OTHER = {"255": "DEU", "678": "YEM", "679": "YEM", "345": "SRB", "347": "KOS", "341": "MNE", "816": "VNM", "580": "MDG", "946": "KIR", "947": "TUV", "955": "TON", "970": "NRU"}


def states() -> dict[str, str]:
    """Numeric state codes -> ISO 3166-1 alpha-3."""
    text = importlib.resources.files("country_converter").joinpath("country_data.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["GWcode"].split(".")[0]: "KOS" if row["ISO3"] == "XKX" else row["ISO3"] for row in rows if row.get("GWcode")} | OTHER


def same_name(a: str, b: str) -> bool:
    """Whether two names share a word, or nearly."""
    left, right = ([w for w in fold(x).replace("'", "").replace(".", " ").split() if len(w) > 2] for x in (a, b))
    return any(x == y or (min(len(x), len(y)) > 3 and difflib.SequenceMatcher(None, x, y).ratio() >= 0.8) for x in left for y in right)


def day(row: dict[str, str], prefix: str) -> date | None:
    if not row[f"{prefix}year"].strip():
        return None
    return date(int(row[f"{prefix}year"]), int(row[f"{prefix}month"] or 1), int(row.get("sdate") or 1) if prefix == "s" else 28)


def score(data: Path, errors: Path | None) -> dict[str, object]:
    pack, codes = KnowledgePack.load(), states()
    holders: dict[str, list[Holder]] = collections.defaultdict(list)
    spellings: dict[int, set[str]] = collections.defaultdict(set)
    for name, rows in pack.people.items():
        for row in rows:
            spellings[id(row)].add(name)
    for row in {id(h): h for rows in pack.people.values() for h in rows}.values():
        if row.office in HEADS:
            holders[row.country].append(row)
    path = next((data / "tables/reign/data_sets").glob("leaderlist*.csv"))
    leaders = [row for row in csv.DictReader(path.read_text(encoding="utf-8", errors="replace").splitlines()) if row["leader"].strip()]
    asked = hits = missing = 0
    wrong: collections.Counter[tuple[str, str, str]] = collections.Counter()
    for on in DAYS:
        for row in leaders:
            start, end = day(row, "s"), day(row, "e")
            country = codes.get(row["ccode"].strip())
            if start is None or country is None or start > on.replace(day=1) or (end is not None and end < on.replace(day=28)):
                continue
            asked += 1
            there = [h for h in holders[country] if (h.start or on) <= on <= (h.end or on)]
            named = [h.name for h in there]
            good = any(same_name(row["leader"], name) for h in there for name in (h.name, *spellings[id(h)]))
            hits, missing = hits + good, missing + (not named)
            if not good:
                wrong[(country, row["leader"], " / ".join(named))] += 1
    if errors:
        errors.write_text("\n".join("\t".join([*key, str(n)]) for key, n in sorted(wrong.items())) + "\n", encoding="utf-8")
    return {"n": asked, "agree": round(hits / max(asked, 1), 4), "no holder": missing, "another holder": asked - hits - missing, "states": len({codes.get(r["ccode"].strip()) for r in leaders})}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(score(arguments.data, arguments.errors), indent=1))
