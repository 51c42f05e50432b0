"""Learns which earlier party a pronoun or a definite description names, from the chains of the corpus's articles; writes resolve/data/pronouns.json and nominals.json.

    python -m training.fit_pronouns [--dry]

Each one of the train articles that the coder asks about is one choice between the parties within reach and nobody, or a new party (a mention outside all chains, or
whose chain has no party within reach). While the choices are collected, each is resolved as annotated. A softmax over the choices with an L2 penalty; its strength is chosen on the dev part.
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import dragoman.resolve.entities as entities
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Document, Token
from dragoman.resolve import nominals, pronouns
from dragoman.resolve.nominals import Description
from dragoman.resolve.pronouns import Candidate, Pronoun, Ranker
from training.coref_score import iter_articles
from training.events_score import _head

TARGET = Path(entities.__file__).parent / "data"
PENALTIES = (1.0, 3.0, 10.0)
#: Features seen less often are left out.
LEAST_SEEN = 5


@dataclass(frozen=True)
class Choice:
    """One pronoun: the features of each option, which options are right, and its sort."""

    options: list[dict[str, float]]
    right: list[bool]
    sort: str


class Recorder:
    """Resolves as annotated and keeps each choice; stands in for both rankers."""

    def __init__(self, chains: Sequence[set[int]]) -> None:
        self.chains = chains
        self.choices: dict[str, list[Choice]] = {"pronouns": [], "nominals": []}

    def choose(self, word: Pronoun | Description, candidates: Iterable[Candidate], tokens: Sequence[Token]) -> int | None:
        pronoun = isinstance(word, Pronoun)
        head = word.token if pronoun else word.head
        own = next((c for c in self.chains if head.i in c), set())
        fitting = [c for c in candidates if (pronouns.possible if pronoun else nominals.possible)(word, c)]  # type: ignore[operator]
        right = [c.head in own for c in fitting]
        options = (pronouns.features_of if pronoun else nominals.features_of)(word, fitting, tokens)  # type: ignore[operator]
        self.choices["pronouns" if pronoun else "nominals"].append(Choice(options, [*right, not any(right)], word.sort if pronoun else "description"))
        return fitting[right.index(True)].entity if any(right) else None


def collect(part: str) -> dict[str, list[Choice]]:
    coder = load_coder()
    out: dict[str, list[Choice]] = {"pronouns": [], "nominals": []}
    for text, spans, date in iter_articles(part):
        document = read_text(text, published_at=date)
        if isinstance(document, Document):
            analysis = coder.analyse(document)
            recorder = Recorder([{h for s in chain if (h := _head(analysis, s)) is not None} for chain in spans.values()])
            entities._rankers = lambda recorder=recorder: (recorder, recorder)  # type: ignore[assignment]
            coder.code_document(document)
            for name, choices in recorder.choices.items():
                out[name] += choices
    return out


def fit(choices: Sequence[Choice], names: Sequence[str], penalty: float) -> dict[str, float]:
    index = {name: i for i, name in enumerate(names)}
    rows = []
    for c in choices:
        x = np.zeros((len(c.options), len(names)))
        for i, option in enumerate(c.options):
            for name, value in option.items():
                if name in index:
                    x[i, index[name]] = value
        rows.append((x, np.array(c.right)))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = penalty * w @ w / 2, penalty * w
        for x, right in rows:
            score = x @ w
            p = np.exp(score - score.max())
            p /= p.sum()
            q = p * right
            total -= np.log(max(q.sum(), 1e-12))
            slope = slope + x.T @ (p - q / max(q.sum(), 1e-12))
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(v), 3) for name, v in zip(names, found, strict=True) if abs(v) >= 5e-4}


def accuracy(choices: Sequence[Choice], weights: dict[str, float]) -> dict[str, str]:
    """Of those with an antecedent: how many are put right; of all that are put with somebody: how many rightly."""
    out = {}
    for sort in sorted({c.sort for c in choices}):
        some = [c for c in choices if c.sort == sort]
        best = [Ranker(weights).best(c.options) for c in some]
        has = [(c, b) for c, b in zip(some, best, strict=True) if not c.right[-1]]
        said = [(c, b) for c, b in zip(some, best, strict=True) if b < len(c.options) - 1]
        out[sort] = f"recall {sum(c.right[b] for c, b in has) / max(len(has), 1):.3f} (n {len(has)}), precision {sum(c.right[b] for c, b in said) / max(len(said), 1):.3f} (n {len(said)})"
    return out


def learn(train: Sequence[Choice], dev: Sequence[Choice]) -> dict[str, float]:
    """The weights whose penalty does best on the dev part."""
    seen = collections.Counter(name for choice in train for option in choice.options for name in option)
    names = sorted(n for n, count in seen.items() if count >= LEAST_SEEN)
    print(len(train), "choices,", len(names), "features")
    tried = []
    for penalty in PENALTIES:
        weights = fit(train, names, penalty)
        share = float(np.mean([c.right[Ranker(weights).best(c.options)] for c in dev]))
        print(penalty, f"{share:.3f}", json.dumps(accuracy(dev, weights)))
        tried.append((share, weights))
    return max(tried, key=lambda pair: pair[0])[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    train, dev = collect("train"), collect("dev")
    for name in train:
        weights = learn(train[name], dev[name])
        if not arguments.dry:
            (TARGET / f"{name}.json").write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
