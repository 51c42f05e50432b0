"""Scores of pairs: a logistic model over named features, with its weights in ``data/weights.json``."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping
from importlib import resources

import msgspec

from dragoman.merge.features import MEANINGS


class Within(msgspec.Struct, frozen=True, kw_only=True):
    """Weights for pairs of one document (features of ``merge/within.py``); the bias is such that ``merge_at`` of the kind is the threshold here, too."""

    bias: float
    weights: dict[str, float]
    provenance: str


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Weights for one kind of thing.

    ``merge_at`` and ``ask_at`` are probabilities: groups are joined while the mean over their pairs is at least ``merge_at``; pairs between the two are kept as
    undecided. ``within`` scores pairs of one document; without it all pairs are scored alike. ``provenance`` says how the weights were made.
    """

    bias: float
    weights: dict[str, float]
    merge_at: float
    ask_at: float
    provenance: str
    within: Within | None = None

    def _for(self, features: Mapping[str, float]) -> Model | Within:
        return self.within if self.within is not None and features.get("same_document") else self

    def score(self, features: Mapping[str, float]) -> float:
        """Returns the probability (0 to 1) that a pair with these features is one thing."""
        model = self._for(features)
        total = math.fsum([model.bias, *(model.weights.get(name, 0.0) * value for name, value in features.items())])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def explain(self, features: Mapping[str, float]) -> list[tuple[str, float, float]]:
        """Returns (what the feature says, its value, what it adds to the log-odds), the weightiest first."""
        weights = self._for(features).weights
        rows = [(MEANINGS[name], value, weights[name] * value) for name, value in features.items() if weights.get(name)]
        return sorted(rows, key=lambda row: (-abs(row[2]), row[0]))


@functools.cache
def load_model() -> Mapping[str, Model]:
    """Returns the shipped model of each kind."""
    return msgspec.json.decode(_read("weights.json"), type=dict[str, Model])


@functools.cache
def model_sha256() -> str:
    """Returns the hash of all files that scores depend on: weights, frequencies of words, and the code that makes reports and features."""
    digest = hashlib.sha256(_read("weights.json") + _read("frequencies.tsv.gz"))
    for name in ("reports.py", "features.py", "within.py", "words.py", "documents.py", "clusters.py"):
        digest.update(resources.files("dragoman.merge").joinpath(name).read_bytes())
    for name in ("person_names.py", "romanisation.py", "names.py", "data/person_names.toml"):
        digest.update(resources.files("dragoman.text").joinpath(name).read_bytes())
    return digest.hexdigest()


def _read(name: str) -> bytes:
    return resources.files("dragoman.merge").joinpath("data", name).read_bytes()
