"""Scores pairs of names: are two printed names one person?

    python -m training.identity_score dev [--rule] [--errors]

``training/identity/PART.tsv`` has the pairs, each name with the line that it stands in (training/identity/README.md). They are judged (a) by the rule, from names and states, and (b) through a
store: both lines are coded as documents, merged, and one actor or two come out. ``same`` is what is to be found; a pair of which nobody can tell must not be called the same.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Callable

from dragoman.text.person_names import compare_persons
from training.corpus_format import HERE

ROUNDS = 1000
Row = dict[str, str]


def read_pairs(part: str) -> list[Row]:
    """The pairs of a part; ``{}`` in a line stands for the name."""
    with (HERE / "identity" / f"{part}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def by_rule(rows: list[Row]) -> list[bool]:
    return [compare_persons(r["name_a"], r["name_b"], (r["state_a"] or None, r["state_b"] or None)).verdict == "same" for r in rows]


def by_store(rows: list[Row]) -> list[bool]:
    """Codes both lines of each pair into a store of its own two documents, merges, and asks for the canonical actors of the names."""
    from dragoman.jobs.merging import merge_store
    from dragoman.pipeline import load_coder
    from dragoman.readers import read_text
    from dragoman.records import CodedDocument, Document
    from dragoman.store import Store
    from dragoman.store.queries import ask_store

    coder, said = load_coder(), []
    for row in rows:
        with tempfile.TemporaryDirectory() as folder:
            store, ids = Store(folder), []
            coded_pair = []
            for side in "ab":
                text = row[f"text_{side}"].replace("{}", row[f"name_{side}"])
                document = read_text(text, published_at=row["day"])
                coded = coder.code_document(document) if isinstance(document, Document) else document
                if isinstance(coded, CodedDocument):
                    coded_pair.append(coded)
                    ids.append(_bearer(coded, row[f"name_{side}"]))
            if len(ids) < 2 or None in ids:
                said.append(False)
                continue
            store.append(coded_pair, [], "run")
            merge_store(store)
            found = ask_store(store, sql="SELECT canonical_id, ids FROM canonical_actors")
            group = {i: canonical for canonical, members in found.rows for i in members}
            said.append(group[ids[0]] == group[ids[1]])
    return said


def _bearer(coded: object, name: str) -> str | None:
    """The id of the actor with the shortest mention that holds the name."""
    text, actors = coded.text, coded.record.actors  # type: ignore[attr-defined]
    at = text.find(name)
    found = [(m.end - m.start, a.id) for a in actors for m in a.mentions if m.start < at + len(name) and at < m.end and m.end >= at + len(name)]
    return min(found)[1] if found else None


def figures(rows: list[Row], said: list[bool]) -> dict[str, object]:
    """Precision and recall of "same", with 95 % intervals from resampled pairs (Efron 1979)."""
    pairs = [(r["answer"] == "same", s) for r, s in zip(rows, said, strict=True)]

    def measure(sample: list[tuple[bool, bool]]) -> tuple[float, float]:
        hits, found, wanted = sum(g and s for g, s in sample), sum(s for _, s in sample), sum(g for g, _ in sample)
        return hits / found if found else 1.0, hits / wanted if wanted else 1.0

    rng = random.Random(7)
    drawn = [measure(rng.choices(pairs, k=len(pairs))) for _ in range(ROUNDS)]
    out: dict[str, object] = {"n": len(rows), "same": sum(g for g, _ in pairs), "said": sum(s for _, s in pairs)}
    for i, name in enumerate(("precision", "recall")):
        values = sorted(d[i] for d in drawn)
        out[name] = round(measure(pairs)[i], 4)
        out[f"{name} interval"] = [round(values[int(q * ROUNDS)], 4) for q in (0.025, 0.975)]
    return out


WAYS: dict[str, Callable[[list[Row]], list[bool]]] = {"rule": by_rule, "store": by_store}


def score(part: str, ways: tuple[str, ...] = tuple(WAYS), *, errors: bool = False) -> dict[str, object]:
    """Figures of each way."""
    rows, out = read_pairs(part), {}
    for way in ways:
        said = WAYS[way](rows)
        out[way] = figures(rows, said)
        if errors:
            for row, answer in zip(rows, said, strict=True):
                if answer != (row["answer"] == "same"):
                    reason = compare_persons(row["name_a"], row["name_b"], (row["state_a"] or None, row["state_b"] or None))
                    print(way, "said same" if answer else "missed", row["answer"], row["kind"], row["name_a"], "|", row["name_b"], "|", reason.verdict, reason.reason, sep="\t")
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("dev", "held_out"))
    parser.add_argument("--rule", action="store_true", help="the rule only")
    parser.add_argument("--errors", action="store_true", help="print the pairs that are answered wrongly")
    arguments = parser.parse_args()
    print(json.dumps(score(arguments.part, ("rule",) if arguments.rule else tuple(WAYS), errors=arguments.errors), indent=1))
