"""Learns which earlier party a pronoun names, from the chains of the corpus's articles; writes resolve/data/pronouns.json.

    python -m training.fit_pronouns [--dry]

Each pronoun of the train articles that the coder asks about is one choice between the parties within reach and nobody (a pronoun outside all chains, or whose chain
has no party within reach). While the choices are collected, each pronoun is resolved as annotated. A softmax over the choices with an L2 penalty; its strength is chosen on the dev part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import dragoman.resolve.entities as entities
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Document, Token
from dragoman.resolve.pronouns import Candidate, Pronoun, PronounRanker, features_of, possible
from training.coref_score import iter_articles
from training.events_score import _head

TARGET = Path(entities.__file__).parent / "data" / "pronouns.json"
PENALTIES = (1.0, 3.0, 10.0)
#: Features seen less often are left out.
LEAST_SEEN = 5


Story = tuple[str, dict[str, list[tuple[int, int]]], str | None]


@dataclass(frozen=True)
class Choice:
    """One pronoun: the features of each option, which options are right, and its sort."""

    options: list[dict[str, float]]
    right: list[bool]
    sort: str


class Recorder(PronounRanker):
    """Resolves pronouns as annotated and keeps each choice."""

    def __init__(self, chains: Sequence[set[int]]) -> None:
        super().__init__({})
        self.chains, self.choices = chains, []

    def choose(self, pronoun: Pronoun, candidates: Iterable[Candidate], tokens: Sequence[Token]) -> int | None:
        own = next((c for c in self.chains if pronoun.token.i in c), set())
        fitting = [c for c in candidates if possible(pronoun, c)]
        right = [c.head in own for c in fitting]
        self.choices.append(Choice(features_of(pronoun, fitting, tokens), [*right, not any(right)], pronoun.sort))
        return fitting[right.index(True)].entity if any(right) else None


def iter_choices(stories: Iterable[Story]) -> Iterator[Choice]:
    coder = load_coder()
    for text, spans, date in stories:
        document = read_text(text, published_at=date)
        if isinstance(document, Document):
            analysis = coder.analyse(document)
            recorder = Recorder([{h for s in chain if (h := _head(analysis, s)) is not None} for chain in spans.values()])
            entities._ranker = lambda recorder=recorder: recorder  # type: ignore[assignment]
            coder.code_document(document)
            yield from recorder.choices


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
    for sort in ("he", "they", "it", "all"):
        some = [c for c in choices if sort in (c.sort, "all")]
        best = [max(range(len(c.options)), key=lambda i: (sum(weights.get(k, 0) * v for k, v in c.options[i].items()), -i)) for c in some]
        has = [(c, b) for c, b in zip(some, best, strict=True) if not c.right[-1]]
        said = [(c, b) for c, b in zip(some, best, strict=True) if b < len(c.options) - 1]
        out[sort] = f"recall {sum(c.right[b] for c, b in has) / max(len(has), 1):.3f} (n {len(has)}), precision {sum(c.right[b] for c, b in said) / max(len(said), 1):.3f} (n {len(said)})"
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    train, dev = list(iter_choices(iter_articles("train"))), list(iter_choices(iter_articles("dev")))
    seen: dict[str, int] = {}
    for choice in train:
        for option in choice.options:
            for name in option:
                seen[name] = seen.get(name, 0) + 1
    names = sorted(n for n, count in seen.items() if count >= LEAST_SEEN)
    print(len(train), "pronouns,", len(names), "features")
    best: tuple[float, dict[str, float]] = (-1.0, {})
    for penalty in PENALTIES:
        weights = fit(train, names, penalty)
        figures = accuracy(dev, weights)
        share = float(np.mean([c.right[max(range(len(c.options)), key=lambda i: sum(weights.get(k, 0) * v for k, v in c.options[i].items()))] for c in dev]))
        print(penalty, f"{share:.3f}", json.dumps(figures))
        best = max(best, (share, weights), key=lambda pair: pair[0])
    if not arguments.dry:
        TARGET.write_text(json.dumps(best[1], indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(TARGET)
