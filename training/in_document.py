"""Measures which events of one document merging takes for one happening, against the articles of the corpus (``#id`` on events: tellings of one happening share it).

    python -m training.in_document dev [--errors ERRORS.tsv] [--cache CODED.jsonl] [--json SCORES.json]

Each article is coded as a user's text would be. An event of the coder stands for the annotated event whose trigger it meets; those that meet none are left out. Of the pairs of events so found that
are of one document, precision is the share of linked ones that are tellings of one happening, recall the share of tellings of one happening that are linked; ``recall_of_all`` counts the pairs, too, of which the coder found
only one event or none. Pairs that differ in whether the thing was done, is ahead or is denied are never linked (docs/merging.md), but wanted. Tune on dev, test once.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.evaluate.coreference import interval
from dragoman.merge import Model, Report, iter_reports, load_model, merge_reports
from dragoman.merge.clusters import Scorer
from dragoman.merge.reports import sentence_around
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document, Record
from training.corpus_format import HERE
from training.events_score import Story, iter_stories


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the coder's events that meet an annotated one, the happening of each, and how many pairs of tellings the annotation has."""

    name: str
    text: str
    record: Record
    reports: list[Report]
    happening: dict[str, str]
    wanted_of_all: int


def iter_coded(part: str, cache: Path | None) -> Iterator[tuple[Story, str, Record]]:
    """Yields the articles of a part with what the coder made of them, from the cache where there is one."""
    known = {}
    if cache is not None and cache.exists():
        known = {row["name"]: row for row in map(json.loads, cache.read_text(encoding="utf-8").splitlines())}
    coder, fresh = None, []
    for story in iter_stories(HERE / "corpus", part):
        if not story.name.startswith("a-"):
            continue
        row = known.get(story.name)
        if row is None:
            document = read_text(story.text, published_at=story.published_at)
            coder = coder or load_coder()
            coded = coder.code_document(document) if isinstance(document, Document) else None
            if not isinstance(coded, CodedDocument):
                continue
            row = {"name": story.name, "text": coded.text, "record": coded.record.to_json().decode()}
            fresh.append(json.dumps(row))
        if row["text"] == story.text:  # else the offsets are others
            yield story, row["text"], Record.from_json(row["record"])
    if cache is not None and fresh:
        with cache.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(fresh) + "\n")


def articles(part: str, cache: Path | None = None) -> list[Article]:
    out = []
    for story, text, record in iter_coded(part, cache):
        happening: dict[str, str] = {}
        for event in record.events:
            met = next((n for n, e in enumerate(story.events) if e.trigger[0] < event.trigger.end and event.trigger.start < e.trigger[1]), None)
            if met is not None:
                happening[event.id] = story.events[met].referent or f"{met}"
        tellings: dict[str, int] = defaultdict(int)
        for note in story.events:
            if note.referent:
                tellings[note.referent] += 1
        reports = [r for r in iter_reports(record, text, ["events"]) if r.id in happening]
        out.append(Article(story.name, text, record, reports, happening, sum(n * (n - 1) // 2 for n in tellings.values())))
    return out


Pair = tuple[str, str]


def wanted_pairs(article: Article) -> set[Pair]:
    return {(min(a.id, b.id), max(a.id, b.id)) for a, b in itertools.combinations(article.reports, 2) if article.happening[a.id] == article.happening[b.id]}


def linked_pairs(article: Article, model: Model) -> set[Pair]:
    groups = merge_reports(article.reports, model=model).groups
    return {(min(a, b), max(a, b)) for a, b in itertools.combinations(groups, 2) if groups[a] == groups[b]}


def figures(counts: list[tuple[int, int, int, int]]) -> dict[str, float]:
    """Precision and recall of (right, linked, wanted, wanted of all) for each article."""
    right, linked, wanted, of_all = (sum(c[i] for c in counts) for i in range(4))
    return {"precision": right / max(linked, 1), "recall": right / max(wanted, 1), "recall_of_all": right / max(of_all, 1)}


def score(found: list[Article], model: Model) -> dict[str, object]:
    counts = []
    for article in found:
        wanted, linked = wanted_pairs(article), linked_pairs(article, model)
        counts.append((len(wanted & linked), len(linked), len(wanted), article.wanted_of_all))
    chance = random.Random(13)
    drawn = [figures(chance.choices(counts, k=len(counts))) for _ in range(1000)]
    out: dict[str, object] = {"articles": len(found), "events": sum(len(a.reports) for a in found)}
    out |= dict(zip(("right", "linked", "wanted", "wanted_of_all"), (sum(c[i] for c in counts) for i in range(4)), strict=True))
    for name, value in figures(counts).items():
        low, high = interval([d[name] for d in drawn])
        out |= {name: round(value, 4), f"{name}_low": round(low, 4), f"{name}_high": round(high, 4)}
    return out


def error_rows(found: list[Article], model: Model) -> Iterator[str]:
    """Yields wrong and missing links with their features, tab-separated."""
    for article in found:
        wanted, linked = wanted_pairs(article), linked_pairs(article, model)
        by, scorer = {r.id: r for r in article.reports}, Scorer(model)
        events = {e.id: e for e in article.record.events}
        for a, b in sorted(wanted ^ linked):
            spans = [events[x].trigger for x in (a, b)]
            kind = "missing" if (a, b) in wanted else "wrong"
            features = scorer.features(by[a], by[b])
            words = " || ".join(f"[{s.text}] {sentence_around(article.text, s.start, s.end)}" for s in spans)
            yield "\t".join([article.name, kind, f"{scorer.score(by[a], by[b]) / 1e6:.3f}", f"{by[a].realised}/{by[b].realised}", f"{by[a].type}/{by[b].type}", words.replace("\n", " "),
                             " ".join(f"{n}={v:.2f}" for n, v in features.items())])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["train", "dev", "test"])
    parser.add_argument("--errors", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.errors and arguments.part == "test":
        parser.error("errors of the test part are not for reading")
    found, model = articles(arguments.part, arguments.cache), load_model()["events"]
    result = score(found, model)
    print(json.dumps(result, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if arguments.errors:
        arguments.errors.write_text("\n".join(error_rows(found, model)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
