"""The language model as the rest of the program sees it."""

from __future__ import annotations

from pathlib import Path

from dragoman.language.decode import decode
from dragoman.language.gate import Gate
from dragoman.language.reader import WEIGHTS, Reader, Window
from dragoman.records import Analysis, Document

#: Segments of these kinds hold no news text and are not read.
SKIPPED_SEGMENTS = frozenset({"boilerplate", "byline", "dateline"})


class LanguageModel:
    """Reads documents with the shipped weights; safe to use from several threads."""

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._reader, self._gate = Reader(folder), Gate.load()
        self.name, self.sha256 = self._reader.name, self._reader.sha256
        #: Raw confidence to the share that is right, per kind of record ("event", "statement"), measured on the corpus's dev part.
        self.curves = self._reader.curves

    def analyse(self, document: Document) -> Analysis:
        """Returns sentences, trees, mentions, triggers and attributions of ``document``; ``Sentence.segment`` indexes its segments."""
        return self.decode(document, self.windows(document))

    def windows(self, document: Document) -> list[Window]:
        """Returns the scores of the segments that hold news text."""
        return list(self._reader.iter_windows(document.text, self._ranges(document)))

    def decode(self, document: Document, windows: list[Window]) -> Analysis:
        """Reads the scores of ``windows``; the relevance gate's view of the whole text counts."""
        odds = self._gate.score(" ".join(document.text[a:b] for a, b in self._ranges(document)))
        return decode(document, windows, self._reader.labels, odds)

    def _ranges(self, document: Document) -> list[tuple[int, int]]:
        return [(s.start, s.end if s.kind not in SKIPPED_SEGMENTS else s.start) for s in document.segments]

    def relate(self, sentence: str, source: tuple[int, int] | None, target: tuple[int, int] | None) -> dict[str, float]:
        """Returns a probability for each class of the relation head (see ``Reader.relate``)."""
        return self._reader.relate(sentence, source, target)
