"""Task ``relations``: the PLOVER type of what a marked source does to a marked target (contract: docs/records.md, evaluate)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from dragoman.errors import DataError
from dragoman.evaluate.scores import Result, classification, fold

#: The data set's 15 classes follow the root of the CAMEO code, and YIELD stands for root 08. PLOVER 2.0 moved three groups of codes to other
#: types: an announced yielding (035) counts here as AGREE, a conviction (116) as ACCUSE, blockade and occupation (19) as ASSAULT.
CLASSES = {"CONCEDE": "YIELD", "RETREAT": "YIELD", "CONCEDE/03": "AGREE", "SANCTION/11": "ACCUSE", "COERCE/19": "ASSAULT"}
_MARK = re.compile(r"</?[st]>")


class Relates(Protocol):
    """What the task needs of a coder."""

    def relate_classes(self, sentence: str, source: tuple[int, int] | str | None, target: tuple[int, int] | str | None) -> dict[str, float]:
        """Returns a probability for each PLOVER type, ``TYPE/NN`` for the part of a type that has another CAMEO root."""


def unmark(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Returns the sentence without ``<s>…</s>`` and ``<t>…</t>`` and the character span of each.

    >>> unmark("<s>Chile</s> met <t>Peru</t>.")
    ('Chile met Peru.', {'s': (0, 5), 't': (10, 14)})
    """
    text, at = "", 0
    starts: dict[str, int] = {}
    spans: dict[str, tuple[int, int]] = {}
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        name = match.group()[-2]
        if match.group()[1] == "/":
            spans[name] = (starts.get(name, len(text)), len(text))
        else:
            starts[name] = len(text)
    return text + marked[at:], spans


def iter_rows(path: Path) -> Iterator[tuple[str, tuple[int, int] | None, tuple[int, int] | None, str]]:
    """Yields (sentence, source span, target span, gold class); a party is None where the sentence does not name it.

    Raises:
        DataError: a column is missing, or a row names no party.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        missing = {"sentence", "source", "target", "gold_root"} - set(rows.fieldnames or [])
        if missing:
            raise DataError("DRG-DATA-001", f"{path} lacks the columns {', '.join(sorted(missing))}")
        for number, row in enumerate(rows, start=2):
            sentence, spans = unmark(row.get("marked_sentence") or "")
            if not spans:
                sentence = row["sentence"]
            for key, words in (("s", row["source"]), ("t", row["target"])):
                if key not in spans and (at := sentence.find(words)) >= 0:
                    spans[key] = (at, at + len(words))
            if not spans:
                raise DataError("DRG-DATA-002", f"{path}, row {number}: neither source nor target occurs in the sentence")
            yield sentence, spans.get("s"), spans.get("t"), row["gold_root"]


def evaluate_relations(coder: Relates, path: Path, progress: Callable[[], None] = lambda: None) -> Result:
    """Scores ``coder`` on a TSV of marked sentences."""
    pairs = []
    for sentence, source, target, gold in iter_rows(path):
        scores = fold(coder.relate_classes(sentence, source, target), CLASSES)
        pairs.append((CLASSES.get(gold, gold), max(sorted(scores), key=lambda name: scores[name])))
        progress()
    return classification("relations", pairs)
