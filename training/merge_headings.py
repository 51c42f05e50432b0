"""Measures on story headings how merging links the reports of a store: two reports of one event should stand under one heading.

    python -m training.merge_headings STORE REPORTS.jsonl [--json SCORES.json]

REPORTS.jsonl has ``text``, ``published_at`` and ``story`` (headings, parted by > and commas) of each document of the store. Precision is the share of linked pairs of different documents that have a
heading in common; recall the share of all pairs within the window, of one type of event and with a heading in common, that are linked. A heading holds many events, so recall has no use but for comparison.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections import defaultdict
from pathlib import Path

from dragoman.evaluate.coreference import interval
from dragoman.merge import WINDOW_DAYS, Report, iter_reports, load_model, merge_reports
from dragoman.store import Store
from dragoman.store.merges import MergeReader


def headings(story: str | None) -> frozenset[str]:
    return frozenset(h.strip() for h in re.split(r"[>,]", story or "") if h.strip())


def linked(groups: dict[str, str], by: dict[str, Report]) -> set[tuple[str, str]]:
    out = set()
    parts = defaultdict(list)
    for i, g in groups.items():
        parts[g].append(i)
    for members in parts.values():
        out |= {(min(p), max(p)) for p in itertools.combinations(members, 2) if by[p[0]].document != by[p[1]].document}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("reports", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.reports.read_text(encoding="utf-8").splitlines()]
    stories = {(r["text"], r["published_at"]): headings(r["story"]) for r in rows}
    reader = MergeReader(Store(arguments.store))
    under, reports = {}, []
    for record, text in reader.iter_coded(reader.documents_of(reader.batches())):
        under[record.document.id] = stories.get((text, record.document.published_at), frozenset())
        reports += list(iter_reports(record, text, ["events"]))
    reports = [r for r in reports if under[r.document]]
    by = {r.id: r for r in reports}
    window = WINDOW_DAYS["events"]
    near = {(min(a.id, b.id), max(a.id, b.id)) for group in _by_type(reports).values() for a, b in _pairs_near(group, window) if a.document != b.document and under[a.document] & under[b.document]}
    merged = linked(merge_reports(reports, model=load_model()["events"]).groups, by)
    same = {(min(a.id, b.id), max(a.id, b.id)) for group in _by_type(reports).values() for a, b in _pairs_near(group, window)
            if a.document != b.document and a.what == b.what and (a.first, a.second) == (b.first, b.second) and a.first | a.second}  # fmt: skip
    out = {"reports": len(reports), "pairs_under_one_heading": len(near)}
    for name, links in (("merging", merged), ("same_word_same_dyad", same)):
        good = {p for p in links if under[by[p[0]].document] & under[by[p[1]].document]}
        low, high = _interval(links, good, by)
        out[name] = {"links": len(links), "precision": round(len(good) / len(links), 4), "precision_low": low, "precision_high": high, "recall": round(len(good & near) / len(near), 4)}
    print(json.dumps(out, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")


def _by_type(reports: list[Report]) -> dict[str, list[Report]]:
    out: dict[str, list[Report]] = defaultdict(list)
    for r in sorted(reports, key=lambda r: (r.moment or 0, r.id)):
        out[f"{r.type} {r.realised}"].append(r)
    return out


def _pairs_near(group: list[Report], window: int):
    for i, a in enumerate(group):
        for b in itertools.islice(group, i + 1, None):
            if (b.moment or 0) - (a.moment or 0) > window:
                break
            yield a, b


def _interval(links: set, good: set, by: dict[str, Report]) -> tuple[float, float]:
    """Bootstrap over weeks of the first report."""
    weeks = defaultdict(lambda: [0, 0])
    for p in links:
        week = weeks[(by[p[0]].moment or 0) // 7]
        week[0] += 1
        week[1] += p in good
    counts, chance = [weeks[w] for w in sorted(weeks)], random.Random(13)
    values = []
    for _ in range(1000):
        drawn = chance.choices(counts, k=len(counts))
        values.append(sum(c[1] for c in drawn) / sum(c[0] for c in drawn))
    low, high = interval(values)
    return round(low, 4), round(high, 4)


if __name__ == "__main__":
    main()
