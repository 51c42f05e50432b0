"""Precision, recall and F1 with counts; the shape of every result of ``dragoman evaluate``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Count:
    """Hits, what was found, what was wanted."""

    hits: float = 0
    found: float = 0
    wanted: float = 0

    def add(self, hits: float, found: float, wanted: float) -> None:
        """Adds the counts of one more case."""
        self.hits, self.found, self.wanted = self.hits + hits, self.found + found, self.wanted + wanted

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 where nothing is right."""
        return 2 * self.hits / (self.found + self.wanted) if self.found + self.wanted else 0.0

    def report(self) -> dict[str, float | int]:
        """Returns precision, recall, f1 and n (wanted), rounded to four places."""
        return {
            "precision": round(self.hits / self.found, 4) if self.found else 0.0,
            "recall": round(self.hits / self.wanted, 4) if self.wanted else 0.0,
            "f1": round(self.f1, 4),
            "n": int(self.wanted),
        }


@dataclass(slots=True)
class Result:
    """What an evaluation gives: one headline figure, totals, and per class figures."""

    task: str
    n: int
    per_class: dict[str, Count] = field(default_factory=dict)
    accuracy: float | None = None
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that occur."""
        present = [count.f1 for count in self.per_class.values() if count.wanted]
        return sum(present) / len(present) if present else 0.0

    def report(self) -> dict[str, object]:
        """Returns the JSON object of the contract: n, accuracy, macro_f1, per_class, and the confusion where there is one."""
        return {
            "task": self.task, "n": self.n, "accuracy": None if self.accuracy is None else round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4), "per_class": {k: v.report() for k, v in sorted(self.per_class.items())},
            **({"confusion": self.confusion} if self.confusion else {}), **({"figures": self.figures} if self.figures else {}),
        }  # fmt: skip


def classification(task: str, pairs: Iterable[tuple[str, str]]) -> Result:
    """Scores (gold, predicted) label pairs."""
    table: Counter[tuple[str, str]] = Counter(pairs)
    names = sorted({name for pair in table for name in pair})
    n = sum(table.values())
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for (gold, said), number in table.items():
        wanted[gold] += number
        found[said] += number
    per_class = {name: Count(table[name, name], found[name], wanted[name]) for name in names}
    confusion = {gold: {said: table[gold, said] for said in names if table[gold, said]} for gold in names}
    right = sum(table[name, name] for name in names)
    return Result(task, n, per_class, right / n if n else None, {g: row for g, row in confusion.items() if row})


def fold(scores: Mapping[str, float], classes: Mapping[str, str]) -> dict[str, float]:
    """Adds up the scores of labels that a data set counts as one class."""
    out: dict[str, float] = {}
    for name, score in scores.items():
        target = classes.get(name, name)
        out[target] = out.get(target, 0.0) + score
    return out
