"""Runs the language model over a document, one window at a time, so that a text gives the same scores alone or in a batch."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import ModelError
from dragoman.language.features import word_features
from dragoman.text.tokens import iter_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
#: A window never exceeds these; the encoder was trained on up to 320 pieces and has positions for 512.
MAX_WORDS, MAX_PIECES, MAX_PIECES_PER_WORD = 160, 320, 12
#: How much the trigger words count against the pair head in ``relate``, and the floor of a role's weight (chosen on the corpus's dev part).
TRIGGER_SHARE, ROLE_FLOOR, UNNAMED_PARTY = 0.7, 0.1, 0.3
CLS, SEP, UNKNOWN = 101, 102, 100
_SENTENCE_END = re.compile(r"[.?!]")


@dataclass(frozen=True, slots=True)
class Window:
    """The scores of one stretch of words: ``heads[name]`` is (words, labels), pair heads are (words, words, labels)."""

    spans: list[tuple[int, int]]
    segment: int
    heads: Mapping[str, Array]


class Reader:
    """The language model: tokenizer, ONNX session on one thread, label sets.

    Raises:
        ModelError: a file of the model is missing, or the weights are not those that the label file names.
    """

    def __init__(self, folder: Path = WEIGHTS) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            about: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            weights = (folder / "reader.onnx").read_bytes()
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except OSError as error:
            raise ModelError("DRG-MODEL-001", f"cannot open the model in {folder}: {error}; reinstall dragoman") from error
        self.sha256 = hashlib.sha256(weights).hexdigest()
        if self.sha256 != about["sha256"]:
            raise ModelError("DRG-MODEL-002", f"{folder / 'reader.onnx'} is damaged: its SHA-256 is not that of labels.json; reinstall dragoman")
        self.name: str = about["name"]
        self.labels: dict[str, list[str]] = about["labels"]
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._outputs = [output.name for output in self._session.get_outputs()]

    def _pieces(self, words: list[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch(words, add_special_tokens=False)
        return [list(piece.ids[:MAX_PIECES_PER_WORD]) or [UNKNOWN] for piece in encoded]

    def _cuts(self, text: str, spans: list[tuple[int, int]], pieces: list[list[int]]) -> Iterator[tuple[int, int]]:
        """Yields word ranges that fit a window, cut behind a full stop where there is one in the second half."""
        start = 0
        while start < len(spans):
            end, total = start, 2
            while end < len(spans) and end - start < MAX_WORDS and total + len(pieces[end]) <= MAX_PIECES:
                total += len(pieces[end])
                end += 1
            if end < len(spans):
                half = start + (end - start) // 2
                stops = [i for i in range(half, end) if _SENTENCE_END.fullmatch(text[spans[i][0] : spans[i][1]])]
                end = stops[-1] + 1 if stops else end
            yield start, end
            start = end

    def run(self, text: str, spans: list[tuple[int, int]], *, source: list[int] | None = None, target: list[int] | None = None,
            pieces: list[list[int]] | None = None) -> Mapping[str, Array]:  # fmt: skip
        """Scores one window of words; ``source`` and ``target`` are word indices of a pair to relate."""
        pieces = pieces or self._pieces([text[a:b] for a, b in spans])
        ids, first = [CLS], []
        for piece in pieces:
            first.append(len(ids))
            ids += piece
        features = word_features(text, spans)
        if len(spans) == 1:  # the graph wants two words at least
            first, features = first * 2, features * 2
        masks = np.zeros((2, 1, len(first)), np.float32)
        masks[0, 0, source or []] = 1
        masks[1, 0, target or []] = 1
        values = self._session.run(
            None,
            {
                "ids": np.array([[*ids, SEP]], np.int64), "first": np.array([first], np.int64),
                "features": np.array([features], np.float32), "source": masks[0], "target": masks[1],
            },
        )  # fmt: skip
        heads: dict[str, Array] = dict(zip(self._outputs, values, strict=True))
        return _first_word(heads) if len(spans) == 1 else heads

    def iter_windows(self, text: str, segments: list[tuple[int, int]]) -> Iterator[Window]:
        """Yields the scored windows of ``text``; each lies within one of ``segments`` (character ranges)."""
        for number, (start, end) in enumerate(segments):
            spans = list(iter_words(text, start, end))
            pieces = self._pieces([text[a:b] for a, b in spans])
            for low, high in self._cuts(text, spans, pieces):
                heads = self.run(text, spans[low:high], pieces=pieces[low:high])
                yield Window(spans[low:high], number, heads)

    def relate(self, sentence: str, source: tuple[int, int] | None, target: tuple[int, int] | None) -> dict[str, float]:
        """Returns the probability of each PLOVER type for what ``source`` does to ``target`` (character spans of ``sentence``; None: nobody named)."""
        spans = list(iter_words(sentence))[: MAX_WORDS * 2]
        low, high = next(self._cuts(sentence, spans, self._pieces([sentence[a:b] for a, b in spans])), (0, 0))
        spans = spans[low:high]

        def words(span: tuple[int, int] | None) -> list[int]:
            if span is None:
                return []
            return [i for i, (a, b) in enumerate(spans) if a < span[1] and b > span[0]]

        if not spans or any(party is not None and not words(party) for party in (source, target)):
            raise ModelError("DRG-MODEL-003", f"source {source} or target {target} holds no word of the first {MAX_WORDS} words")
        heads = self.run(sentence, spans, source=words(source), target=words(target))
        scores = _relation_of_triggers(heads, len(spans), words(source), words(target))
        mixed = (1 - TRIGGER_SHARE) * heads["relation"] + TRIGGER_SHARE * scores
        return {name: float(score) for name, score in zip(self.labels["trigger"][1:], mixed, strict=True)}


def _first_word(heads: dict[str, Array]) -> dict[str, Array]:
    """Cuts the scores of a doubled word back to those of the one word."""
    columns = {"role": 1, "quote": 1, "arc": 2, "rel": 2}
    cut = {name: values[:1, : columns[name]] if name in columns else values[:1] for name, values in heads.items()}
    return cut | {"relation": heads["relation"]}


def _relation_of_triggers(heads: Mapping[str, Array], n: int, source: list[int], target: list[int]) -> Array:
    """Sums the trigger words' type probabilities, each weighed by how likely source and target fill its roles."""
    trigger, role = heads["trigger"][:n], heads["role"][:n, :n]
    actor = role[:, source, 1].max(1) if source else np.full(n, UNNAMED_PARTY, np.float32)
    goal = np.maximum(role[:, target, 2], role[:, target, 5]).max(1) if target else np.full(n, UNNAMED_PARTY, np.float32)
    weight = (actor + ROLE_FLOOR) * (goal + ROLE_FLOOR)
    total = (weight[:, None] * trigger[:, 1:]).sum(0)
    share: Array = (total / max(float(total.sum()), 1e-9)).astype(np.float32)
    return share
