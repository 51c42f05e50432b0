"""Measures which agreements, measures, meetings and claims of different documents merging takes for one, on short reports written for it (``training/merging``).

    python -m training.merge_records_score tune [--cache CODED.jsonl] [--weights weights.json] [--errors] [--json SCORES.json]

The stories are invented. Each case holds reports of invented outlets: some tell one act in other words, some tell another act of the same parties. ``[[words|kind:thing]]`` marks where a thing is told (ag, ms, me, cl);
marks of one thing are one. All reports of a part lie in one pot. A record stands for the mark that its words meet; records that meet none may be merged, but are not scored. Of the pairs of records of different documents, precision is the share of linked ones that are of one thing, recall
the share of those of one thing that are linked; ``recall_of_all`` counts pairs, too, of which a record was not found. B-cubed is over the records that stand for a mark. Intervals: bootstrap over cases.
Weights are set on ``tune``; ``held_out`` is for looking at once.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from dragoman.evaluate.coreference import interval, score_groupings
from dragoman.merge import Model, Report, iter_reports, load_model, merge_reports
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Record
from training.corpus_format import HERE

KINDS = {"ag": "agreements", "ms": "measures", "me": "meetings", "cl": "claims"}
_MARK = re.compile(r"\[\[(?P<words>[^|\]]+)\|(?P<kind>ag|ms|me|cl):(?P<thing>[a-z_]+)\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a thing is told."""

    kind: str
    thing: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Story:
    """A report: its case, its text without marks, and the marks."""

    case: str
    outlet: str
    day: str
    text: str
    marks: list[Mark] = field(default_factory=list)


def parse(text: str) -> list[Story]:
    out: list[Story] = []
    case = ""
    for line in text.splitlines():
        if line.startswith("= "):
            case = line[2:].strip()
        elif line.startswith("- "):
            outlet, day = (part.strip() for part in line[2:].rsplit("|", 1))
            out.append(Story(case, outlet, day, ""))
        elif line.strip():
            plain, marks, done = "", [], 0
            for found in _MARK.finditer(line):
                plain += line[done : found.start()]
                marks.append(Mark(KINDS[found["kind"]], f"{case}/{found['thing']}", len(plain), len(plain) + len(found["words"])))
                plain, done = plain + found["words"], found.end()
            story = out[-1]
            out[-1] = Story(story.case, story.outlet, story.day, plain + line[done:], marks)
    return out


def stories(part: str) -> list[Story]:
    return parse((HERE / "merging" / f"{part}.txt").read_text(encoding="utf-8"))


def coded(part: str, cache: Path | None) -> Iterator[tuple[Story, Record]]:
    """Yields the stories with their records, from the cache where their text is as it was."""
    known = {}
    if cache is not None and cache.exists():
        known = {row["text"]: row["record"] for row in map(json.loads, cache.read_text(encoding="utf-8").splitlines())}
    coder, fresh = None, []
    for story in stories(part):
        text = known.get(story.text)
        if text is None:
            coder = coder or load_coder()
            result = coder.code_document(read_text(story.text, published_at=story.day, publisher=story.outlet))
            assert isinstance(result, CodedDocument), f"{story.case}, {story.outlet}: {result}"
            text = result.record.to_json().decode()
            fresh.append(json.dumps({"text": story.text, "record": text}))
        yield story, Record.from_json(text)
    if cache is not None and fresh:
        with cache.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(fresh) + "\n")


@dataclass(slots=True)
class Data:
    """Reports by kind, the thing of those that stand for a mark, and how many pairs of marks are of one thing."""

    reports: dict[str, list[Report]] = field(default_factory=lambda: defaultdict(list))
    thing: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    marked: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: dict[str, str] = field(default_factory=dict)


def load(part: str, cache: Path | None = None) -> Data:
    data = Data()
    for story, record in coded(part, cache):
        for mark in story.marks:
            data.marked[mark.kind][mark.thing] += 1
        for kind in KINDS.values():
            data.reports[kind] += list(iter_reports(record, story.text, [kind]))
            for item in getattr(record, kind):
                mark = _mark_of(kind, item, story.marks)
                if mark is not None:
                    data.thing[kind][item.id] = mark.thing
                    data.words[item.id] = f"{story.outlet} {story.day}: {item.evidence[0].text}"
    return data


def _mark_of(kind: str, item: Any, marks: list[Mark]) -> Mark | None:
    """The mark that most of the item's words lie in."""
    spans = [*item.evidence, *(item.names if kind == "agreements" else ())]
    best = max(((sum(max(0, min(s.end, m.end) - max(s.start, m.start)) for s in spans), -m.start, m) for m in marks if m.kind == kind), default=None, key=lambda b: b[:2])
    return best[2] if best is not None and best[0] > 0 else None


def score(data: Data, models: dict[str, Model], *, errors: bool = False) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for kind in KINDS.values():
        thing, by = data.thing[kind], {r.id: r for r in data.reports[kind]}
        groups = merge_reports(data.reports[kind], model=models[kind]).groups
        cases: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for a, b in itertools.combinations(sorted(thing), 2):
            if by[a].document == by[b].document:
                continue
            linked, one = groups[a] == groups[b], thing[a] == thing[b]
            counts = cases[min(thing[a], thing[b]).split("/")[0]]
            counts[0] += linked and one
            counts[1] += linked
            counts[2] += one
            if errors and linked != one:
                print("wrong link" if linked else "no link", kind, thing[a], "|", data.words[a], "|", data.words[b])
        right, found, wanted = (sum(c[i] for c in cases.values()) for i in range(3))
        of_all = sum(n * (n - 1) // 2 for n in data.marked[kind].values())
        gold, said = {i: thing[i] for i in thing}, {i: groups[i] for i in thing}
        low, high = _intervals(list(cases.values()))
        out[kind] = {"marks": sum(data.marked[kind].values()), "marks_met": len({(t, by[i].document) for i, t in thing.items()}), "records": len(thing), "pairs_wanted": wanted, "links": found, "links_right": right,
                     "precision": _share(right, found), "precision_interval": low, "recall": _share(right, wanted), "recall_interval": high, "pairs_wanted_of_all": of_all,
                     "b_cubed": [round(v, 3) for v in score_groupings(gold, said).b_cubed]}  # fmt: skip
    return out


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _intervals(cases: list[list[int]]) -> tuple[list[float] | None, list[float] | None]:
    chance, precision, recall = random.Random(13), [], []
    for _ in range(1000 if cases else 0):
        drawn = chance.choices(cases, k=len(cases))
        right, found, wanted = (sum(c[i] for c in drawn) for i in range(3))
        precision += [right / found] if found else []
        recall += [right / wanted] if wanted else []
    made = [[round(v, 3) for v in interval(values)] if values else None for values in (precision, recall)]
    return made[0], made[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["tune", "held_out"])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    models = dict(load_model()) if arguments.weights is None else msgspec.json.decode(arguments.weights.read_bytes(), type=dict[str, Model])
    out = score(load(arguments.part, arguments.cache), models, errors=arguments.errors)
    print(json.dumps(out, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
