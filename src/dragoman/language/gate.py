"""The relevance gate: tells at small cost whether a text may hold an event of political weight, before the encoder reads it.

A logistic model over single words, applied to stretches of forty words; a text counts as much as its most political stretch. Its weights are made by
``training/gate.py``, which also chooses the threshold so that at most one text in a hundred with an event is lost.
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights" / "gate.json"
_WORD = re.compile(r"[a-z]+")


def gate_words(text: str) -> list[str]:
    """Returns the words that the gate sees.

    >>> gate_words("Chile's envoy, 41, left.")
    ['chile', 's', 'envoy', 'left']
    """
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Gate:
    """Word weights; ``threshold`` and scores are log odds."""

    weights: dict[str, float]
    bias: float
    threshold: float
    window: int  # words

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Gate:
        """Reads the shipped weights.

        Raises:
            ModelError: the file is missing or damaged.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(weights=data["weights"], bias=data["bias"], threshold=data["threshold"], window=data["window"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError("DRG-MODEL-004", f"cannot read the relevance gate {path}: {error}; reinstall dragoman") from error

    def score(self, text: str) -> float:
        """Returns the log odds that the most political stretch of ``text`` holds an event."""
        get = self.weights.get
        sums = list(itertools.accumulate((get(word, 0.0) for word in gate_words(text)), initial=0.0))
        if len(sums) <= self.window + 1:
            return self.bias + sums[-1]
        return self.bias + max(map(float.__sub__, sums[self.window :], sums))

    def passes(self, text: str) -> bool:
        """Tells whether ``text`` is worth coding."""
        return self.score(text) >= self.threshold
