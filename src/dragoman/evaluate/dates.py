"""Task ``dates``: time expressions in context -> start, end and precision (contract: docs/records.md, evaluate)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.extract.tree import Tree
from dragoman.records import Analysis, Document, Segment
from dragoman.text.timex import Interval, Tense, iter_timexes, resolve_timex


def _read(analysis: Analysis, start: int, end: int, anchor: date) -> Interval | None:
    """Reads ``text[start:end]`` with the tense of its clause and the day that the text names last before it."""
    tree = Tree(analysis)

    def tense_at(low: int, high: int) -> Tense:
        inside = [t.i for t in analysis.tokens if t.start < high and t.end > low]
        top = next((i for i in inside if analysis.tokens[i].head not in inside or analysis.tokens[i].head == i), None)
        return "future" if top is not None and tree.is_ahead(top) else "past"

    reference = None
    for timex in iter_timexes(analysis.text[:start]):
        before = resolve_timex(timex.text, anchor=anchor, tense=tense_at(timex.start, timex.end))
        if before is not None and before.start and before.start == before.end:
            reference = date.fromisoformat(before.start)
    return resolve_timex(analysis.text[start:end], anchor=anchor, tense=tense_at(start, end), reference=reference)


def evaluate_dates(analyse: Callable[[Document], Analysis], path: Path, progress: Callable[[], None] = lambda: None) -> Result:
    """Scores a JSON Lines file with ``published``, ``text``, ``expression`` (occurs once), ``start``, ``end`` (ISO days or null) and ``precision``.

    ``accuracy`` is the share of expressions of which start, end and precision are right. The class ``found`` tells how many of those that have a date are found
    in the running text; the other classes go by the precision that is wanted.

    Raises:
        DataError: a line lacks one of the fields, or its expression does not occur.
    """
    classes: dict[str, Count] = {}
    right = n = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            text, anchor = str(row["text"]), date.fromisoformat(row["published"])
            at = text.index(row["expression"])
            wanted = (row["start"], row["end"], row["precision"])
        except (ValueError, KeyError, TypeError) as error:
            raise DataError("DRG-DATA-010", f"{path}, line {number} needs published, text, expression, start, end and precision") from error
        document = Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),))
        end = at + len(row["expression"])
        interval = _read(analyse(document), at, end, anchor)
        said = (interval.start, interval.end, interval.precision) if interval else (None, None, "unknown")
        good = said == wanted
        n, right = n + 1, right + good
        classes.setdefault(wanted[2], Count()).add(good, 0, 1)
        classes.setdefault(said[2], Count()).add(0, 1, 0)
        if wanted[2] != "unknown":
            classes.setdefault("found", Count()).add(any(t.start < end and at < t.end for t in iter_timexes(text)), 1, 1)
        progress()
    return Result("dates", n, classes, accuracy=right / n if n else None)
