"""Scores coreference of parties and the reading of pronouns: on the corpus's articles and on GUM.

    python -m training.coref_score --data DATA --part test

Mentions are compared by their head word. Given are CoNLL F1, the mean of MUC, B-cubed and CEAF with phi4 (Pradhan et al. 2014), over chains of two mentions or more, and the share of
third-person pronouns that are put with a name or noun of their own chain. GUM annotates every noun, dragoman parties only: on GUM, gold chains count that hold a person, an organisation or a place
that dragoman takes for a party, so its figure tells about linking, not about finding.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Analysis, CodedDocument, Document
from training.corpus_format import HERE, Item, iter_items, split_of, story_of
from training.data import read_conllu
from training.events_score import _head

Chains = list[set[int]]  # each a set of character offsets of head words
PRONOUNS = frozenset("he him his himself she her hers herself it its itself they them their theirs themselves".split())
GENRES = "news interview bio speech voyage academic textbook court".split()


def muc(gold: Chains, found: Chains) -> tuple[float, float]:
    """Links kept (Vilain et al. 1995): recall, precision."""

    def one(left: Chains, right: Chains) -> float:
        owner = {m: i for i, c in enumerate(right) for m in c}
        hits = sum(len(c) - len({owner.get(m, ("-", m)) for m in c}) for c in left)
        return hits / max(sum(len(c) - 1 for c in left), 1)

    return one(gold, found), one(found, gold)


def b_cubed(gold: Chains, found: Chains) -> tuple[float, float]:
    """Mean overlap of a mention's two chains (Bagga and Baldwin 1998): recall, precision."""

    def one(left: Chains, right: Chains) -> float:
        owner = {m: c for c in right for m in c}
        total = sum(len(c) for c in left)
        return sum(len(c & owner.get(m, set())) / len(c) for c in left for m in c) / max(total, 1)

    return one(gold, found), one(found, gold)


def ceaf(gold: Chains, found: Chains) -> tuple[float, float]:
    """Best one-to-one match of chains, similarity phi4 (Luo 2005): recall, precision."""
    if not gold or not found:
        return 0.0, 0.0
    table = np.array([[2 * len(g & f) / (len(g) + len(f)) for f in found] for g in gold])
    rows, columns = linear_sum_assignment(-table)
    best = float(table[rows, columns].sum())
    return best / len(gold), best / len(found)


def conll(gold: Chains, found: Chains) -> dict[str, float]:
    out = {}
    for name, metric in (("muc", muc), ("b cubed", b_cubed), ("ceaf", ceaf)):
        r, p = metric(gold, found)
        out[name] = round(2 * p * r / max(p + r, 1e-9), 4)
    return {**out, "conll": round(sum(out.values()) / 3, 4)}


def found_chains(analysis: Analysis, coded: CodedDocument) -> Chains:
    """The coder's actors as chains of head words."""
    chains = []
    for actor in coded.record.actors:
        heads = {_head(analysis, (m.start, m.end)) for m in actor.mentions}
        chains.append({analysis.tokens[i].start for i in heads if i is not None})
    return chains


def iter_articles(part: str) -> Iterator[tuple[str, dict[str, list[tuple[int, int]]], str | None]]:
    """Yields (text, chains as character spans, date) of the corpus's articles."""
    groups: dict[str, list[Item]] = collections.defaultdict(list)
    for path in sorted((HERE / "corpus").glob("articles_*.txt")):
        for item in iter_items(path):
            if part == "all" or split_of(item.id) == part:
                groups[story_of(item.id)].append(item)
    for items in groups.values():
        text, chains = "", collections.defaultdict(list)
        for number, item in enumerate(items):
            text += "" if number == 0 else "\n\n" if number == 1 else " "
            for m in item.mentions:
                if m.referent and m.kind != "place":
                    chains[m.referent].append((m.span[0] + len(text), m.span[1] + len(text)))
            text += item.text
        yield text, chains, items[0].published_at


def iter_gum(folder: Path) -> Iterator[tuple[str, dict[str, list[tuple[int, int]]], None]]:
    """Yields the same of GUM's documents of shareable genres, every fifth one."""
    for genre in GENRES:
        for path in sorted((folder / "train/gum/dep").glob(f"GUM_{genre}_*.conllu"))[::5]:
            text, spans = "", []
            for _, _, example in read_conllu(path):
                surface, words = example.surface()
                text += " " if text else ""
                spans += [(a + len(text), b + len(text)) for a, b in words]
                text += surface
            chains: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)
            starts: dict[str, list[int]] = collections.defaultdict(list)
            lines = (folder / "train/gum/coref" / f"{path.stem}.conll").read_text(encoding="utf-8").splitlines()
            rows = [line.split("\t") for line in lines if re.match(r"\d+\t", line)]
            if len(rows) != len(spans):
                continue
            for i, row in enumerate(rows):
                for opened, name, closed in re.findall(r"(\()?(\d+)(\))?", row[-1]):
                    if opened:
                        starts[name].append(i)
                    if closed:
                        chains[name].append((spans[starts[name].pop()][0], spans[i][1]))
            yield text, chains, None


def score(stories: Iterator[tuple[str, dict[str, list[tuple[int, int]]], str | None]], *, parties_only: bool) -> dict[str, object]:
    coder = load_coder()
    gold_all: list[set[Hashable]] = []
    found_all: list[set[Hashable]] = []
    right = pronouns = documents = 0
    for text, spans, date in stories:
        document = read_text(text, published_at=date)
        if not isinstance(document, Document):
            continue
        coded = coder.code_document(document)
        if not isinstance(coded, CodedDocument):
            continue
        documents += 1
        analysis = coder.analyse(document)
        word_at = {t.start: t.text.lower() for t in analysis.tokens}
        gold = [{analysis.tokens[h].start for s in chain if (h := _head(analysis, s)) is not None} for chain in spans.values()]
        found = found_chains(analysis, coded)
        if parties_only:
            known = {m for c in found for m in c}
            gold = [c for c in gold if any(m in known and word_at[m] not in PRONOUNS for m in c)]
        for chain in gold:
            names = {m for m in chain if word_at[m] not in PRONOUNS}
            for m in chain:
                if word_at[m] in PRONOUNS and names:
                    pronouns += 1
                    right += any(m in c and c & names for c in found)
        gold_all += [{(documents, m) for m in c} for c in gold if len(c) > 1]
        found_all += [{(documents, m) for m in c} for c in found if len(c) > 1]
    return {"documents": documents, **conll(_numbered(gold_all), _numbered(found_all)), "pronouns right": round(right / max(pronouns, 1), 4), "pronouns": pronouns}


def _numbered(chains: Sequence[set[Hashable]]) -> Chains:
    return [{hash(m) for m in c} for c in chains]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--part", default="test", choices=["train", "dev", "test", "all"])
    arguments = parser.parse_args()
    out = {f"articles, {arguments.part}": score(iter_articles(arguments.part), parties_only=False)}
    if arguments.data:
        out["GUM, every fifth document"] = score(iter_gum(arguments.data), parties_only=True)
    print(json.dumps(out, indent=1))
