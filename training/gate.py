"""Trains and measures the relevance gate (src/dragoman/language/gate.py).

    python -m training.gate --data DATA

Political are the sentences of the corpus with an event and the reports of Portal:Current events under politics, law, conflict and foreign relations; the others are the corpus's
sentences without an event, reports under sport, arts, science and disasters, and genres of GUM and EWT that hold no news. The threshold is the highest at which 99 % of the
political texts of the dev part pass; the test part gives the figures. Texts: single sentences with an event, whole articles.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from dragoman.language.gate import WEIGHTS, Gate, gate_words
from training.corpus_format import HERE, iter_items, iter_marked, split_of, story_of
from training.data import read_conllu

WINDOW = 40
POLITICAL = re.compile(r"armed conflict|international relations|politics|law and crime", re.I)
OTHER = re.compile(r"sport|arts|science|disaster|health", re.I)
NO_NEWS = "voyage academic textbook vlog reddit fiction whow bio conversation".split()
KEPT_RECALL = 0.99


def corpus_texts(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Yields (part, text, whether it holds an event) for sentences and for whole articles."""
    articles: dict[str, list[tuple[str, bool]]] = {}
    for path in sorted(folder.glob("*.txt")):
        if path.name.startswith("quotes_"):
            continue
        for item in iter_items(path):
            part = "test" if path.name.startswith("nothing_") else split_of(item.id)
            if item.id.startswith("a-"):
                articles.setdefault(story_of(item.id), []).append((item.text, bool(item.events)))
            if part == "train" or not item.id.startswith("a-"):
                yield part, item.text, bool(item.events)
    for name, rows in articles.items():
        yield split_of(f"{name}-00"), "\n".join(text for text, _ in rows), True
    for path in sorted(folder.glob("marked_*.tsv")):
        for item in iter_marked(path):
            yield "train", item.text, True


def portal_texts(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Yields the reports of Portal:Current events, labelled by the section that they stand in; a day is of one part."""
    for path in sorted((folder / "unlabelled/wiki_current_events/days").glob("*.md")):
        part, section = split_of(f"r-{path.stem}-0"), ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                section = line.strip("# ")
            elif line.strip().startswith("* ") and len(line.split()) > 12 and part == "train":
                text = re.sub(r"\(https?://[^)]*\)|\[\(.*$", " ", line)
                if POLITICAL.search(section) or OTHER.search(section):
                    yield part, text, bool(POLITICAL.search(section))


def gum_texts(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for genre in NO_NEWS:
        for number, path in enumerate(sorted((folder / "train/gum/dep").glob(f"GUM_{genre}_*.conllu"))):
            sentences = [example.surface()[0] for _, _, example in read_conllu(path)]
            for k in range(0, len(sentences), 2):
                yield ("test" if number % 5 == 0 else "train"), " ".join(sentences[k : k + 2]), False


def web_texts(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Reviews, questions and answers, and mail of EWT, two sentences at a time."""
    rows = [(document, example.surface()[0]) for document, _, example in read_conllu(folder / "train/ud_ewt/en_ewt-ud-train.conllu")
            if document.startswith(("reviews", "answers", "email"))]  # fmt: skip
    for (name, first), (other, second) in zip(rows[::2], rows[1::2], strict=False):
        yield "train", f"{first} {second}" if name == other else first, False


def train(data: Path) -> dict[str, object]:
    rows = [*corpus_texts(HERE / "corpus"), *portal_texts(data), *gum_texts(data), *web_texts(data)]
    fit = [(text, y) for part, text, y in rows if part == "train"]
    vectors = CountVectorizer(analyzer=gate_words, min_df=3)
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=400)
    model.fit(vectors.fit_transform([t for t, _ in fit]), np.array([y for _, y in fit]))
    weights = {word: round(float(model.coef_[0, i]), 2) for word, i in sorted(vectors.vocabulary_.items())}
    weights = {word: weight for word, weight in weights.items() if weight}
    gate = Gate(weights, round(float(model.intercept_[0]), 3), 0.0, WINDOW)
    held = sorted(gate.score(text) for part, text, y in rows if part == "dev" and y)
    threshold = round(held[int(len(held) * (1 - KEPT_RECALL))] - 0.01, 2)
    gate = Gate(gate.weights, gate.bias, threshold, WINDOW)
    about = {"bias": gate.bias, "threshold": threshold, "window": WINDOW, "weights": weights}
    WEIGHTS.write_text(json.dumps(about, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    figures: dict[str, object] = {"words": len(weights), "trained on": len(fit), "threshold": threshold, "bytes": WEIGHTS.stat().st_size}
    for part in ("dev", "test"):
        for y, name in ((True, "political passed"), (False, "others dropped")):
            found = [gate.passes(text) == y for p, text, label in rows if p == part and label == y]
            figures[f"{part}: {name}"] = [round(sum(found) / max(len(found), 1), 4), len(found)]
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(train(parser.parse_args().data), indent=1))
