"""Sweeps the thresholds of decoding on the corpus's dev part and prints what each gives; the constants in dragoman.language take the best.

    python -m training.tune
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import dragoman.language.decode as decode
import dragoman.language.reader as reader
from dragoman.language import LanguageModel
from dragoman.pipeline import load_coder
from dragoman.records import Analysis, Document
from training import labels
from training.corpus_format import HERE, PARTIAL, iter_items, split_of
from training.data import relation_class
from training.events_score import score


class Remembered:
    """Runs the model once for each document and decodes its scores anew each time."""

    def __init__(self) -> None:
        self._model = LanguageModel()
        self._windows: dict[str, list[reader.Window]] = {}

    def analyse(self, document: Document) -> Analysis:
        if document.text not in self._windows:
            self._windows[document.text] = self._model.windows(document)
        return self._model.decode(document, self._windows[document.text])


def sweep(coder: Remembered, module: object, name: str, values: Sequence[float], figure: str) -> dict[str, float]:
    """F1 (or macro-F1) of one figure of ``events_score`` for each value of a constant; the constant is put back."""
    before, out = getattr(module, name), {}
    for value in values:
        setattr(module, name, value)
        found = score("dev", coder=coder)[figure]
        out[str(value)] = found["f1"] if isinstance(found, dict) else found  # type: ignore[assignment]
    setattr(module, name, before)
    return out


def relation_shares(values: Sequence[float]) -> dict[str, float]:
    """Accuracy of the type between annotated actors and recipients for each share of the trigger heads."""
    coder = load_coder()
    pairs = []
    for path in sorted((HERE / "corpus").glob("*.txt")):
        if not path.name.startswith(PARTIAL):
            for item in iter_items(path):
                if split_of(item.id) == "dev":
                    for e in item.events:
                        spans = {role: (a, b) for role, a, b in reversed(e.roles)}
                        target = spans.get("recipient") or spans.get("object")
                        if "actor" in spans and target and spans["actor"] != target:
                            pairs.append((item.text, spans["actor"], target, labels.RELATION[relation_class(e.event_type, e.cameo)]))
    before, out = reader.TRIGGER_SHARE, {}
    for value in values:
        reader.TRIGGER_SHARE = value
        right = 0
        for text, source, target, wanted in pairs:
            scores = coder.relate_classes(text, source, target)
            right += max(sorted(scores), key=lambda name: scores[name]) == wanted
        out[str(value)] = round(right / max(len(pairs), 1), 4)
    reader.TRIGGER_SHARE = before
    return out | {"n": len(pairs)}


if __name__ == "__main__":
    remembered = Remembered()
    figures = {
        "GATE_SLOPE, typed F1": sweep(remembered, decode, "GATE_SLOPE", (0.0, 0.6, 1.15, 2.0), "all: trigger and type"),
        "TRIGGER_THRESHOLD, typed F1": sweep(remembered, decode, "TRIGGER_THRESHOLD", (0.3, 0.4, 0.5, 0.6, 0.7), "all: trigger and type"),
        "ROLE_THRESHOLD, whole F1": sweep(remembered, decode, "ROLE_THRESHOLD", (0.3, 0.4, 0.5, 0.6), "all: whole event"),
        "ROLE_SHARE, whole F1": sweep(remembered, decode, "ROLE_SHARE", (0.0, 0.5, 0.6, 0.7, 0.8), "all: whole event"),
        "RECIPIENT_FLOOR, whole F1": sweep(remembered, decode, "RECIPIENT_FLOOR", (0.15, 0.25, 0.35, 0.45), "all: whole event"),
        "TRIGGER_SHARE, accuracy": relation_shares((0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)),
    }
    print(json.dumps(figures, indent=1))
