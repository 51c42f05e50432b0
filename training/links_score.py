"""Scores the state that linked names of Portal:Current events are given: each sentence goes through the whole coder.

    python -m training.links_score [--errors ERRORS.tsv]

``training/links/links.jsonl`` has the name, its place in the sentence, and kind and state of the page that it is linked to. Asked is the country of the actor whose mention holds the name, of the place
for places; names of which the page has no one state must get none. Where the knowledge pack has the subject of the page, ``ref`` says which row it is ("place:2329981" or "place:NAME|STATE",
"person:NAME", "org:NAME", "state:ISO3", "people:ISO3"; written from the page's title): "right id" counts how many of these names the record gives this row's id.
"""

from __future__ import annotations

import argparse
import collections
import json
from pathlib import Path

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document, make_id
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.text.names import fold
from training.corpus_format import HERE
from training.score import f1

LINKS = HERE / "links" / "links.jsonl"


def answers(coded: CodedDocument, start: int, end: int) -> dict[str, str | None]:
    """Country of the innermost actor and of the innermost place that overlap a span; a key is missing where there is none."""
    out: dict[str, str | None] = {}
    for name, items in (("actor", coded.record.actors), ("place", coded.record.places)):
        found = [(m.end - m.start, i, item) for i, item in enumerate(items) for m in item.mentions if m.start < end and start < m.end and m.end >= end]
        if found:
            out[name] = min(found, key=lambda f: f[:2])[2].country
    return out


def wanted_ids(ref: str, pack: KnowledgePack) -> set[str]:
    """The ids that a record has for the row of the pack: a state can be an actor or a place."""
    kind, _, name = ref.partition(":")
    if kind == "place":
        return {make_id("pl", int(name) if name.isdigit() else [(parts := name.split("|"))[0], parts[1] or None])}
    ids = {make_id("ac", f"{kind}:{name if kind in ('state', 'people') else fold(name)}")}
    if kind in ("state", "state-place"):
        point = pack.state_points[name]
        ids |= {make_id("pl", point.geonames or [point.name, point.country]), make_id("ac", f"state:{name}")}
    return ids


def ids(coded: CodedDocument, start: int, end: int, first: str) -> str | None:
    """The id of the innermost actor or place at a span, ``first`` ("place" or "actor") before the other."""
    found = {}
    for name, items in (("actor", coded.record.actors), ("place", coded.record.places)):
        at = [(m.end - m.start, i, item.id) for i, item in enumerate(items) for m in item.mentions if m.start < end and start < m.end and m.end >= end]
        if at:
            found[name] = min(at)[2]
    return found.get(first) or next(iter(found.values()), None)


def score(errors: Path | None = None) -> dict[str, object]:
    coder, pack = load_coder(), KnowledgePack.load()
    right: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    rows, wrong = [], []
    for line in LINKS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = read_text(row["text"], published_at=row["day"])
        coded = coder.code_document(document) if isinstance(document, Document) else None
        if not isinstance(coded, CodedDocument):
            continue
        at = coded.text.find(row["text"][row["start"] : row["end"]], max(0, row["start"] - 2))
        said = answers(coded, at, at + row["end"] - row["start"])
        first, second = ("place", "actor") if row["kind"] == "place" else ("actor", "place")
        country = said.get(first) or said.get(second)
        for name in ("all", row["kind"]):
            counts[name].update(hits=country is not None and country == row["country"], found=country is not None, wanted=row["country"] is not None)
        if "ref" in row:
            given = ids(coded, at, at + row["end"] - row["start"], first)
            for name in ("all", row["kind"]):
                right[name].update(hits=given in wanted_ids(row["ref"], pack), n=1)
            if given not in wanted_ids(row["ref"], pack):
                wrong.append("\t".join(["id", row["kind"], row["name"], row["ref"], str(given), row["text"][max(0, row["start"] - 60) : row["end"] + 40]]))
        if country != row["country"]:
            rows.append("\t".join([row["kind"], row["name"], row["page"], str(row["country"]), str(country), row["text"][max(0, row["start"] - 60) : row["end"] + 40]]))
    if errors:
        errors.write_text("\n".join(sorted(rows) + sorted(wrong)) + "\n", encoding="utf-8")
    states: dict[str, object] = {name: f1(c["hits"], c["found"], c["wanted"]) for name, c in sorted(counts.items())}
    return states | {"right id": {name: {"share": round(c["hits"] / c["n"], 3), "n": c["n"]} for name, c in sorted(right.items())}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=Path)
    print(json.dumps(score(parser.parse_args().errors), indent=1))
