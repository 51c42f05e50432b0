"""Runs the language model over a document, one window at a time, so that a text gives the same scores alone or in a batch."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import ModelError
from dragoman.language.features import word_features
from dragoman.text.curve import Curve
from dragoman.text.tokens import iter_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
#: A window never exceeds these; the encoder was trained on up to 320 pieces and has positions for 512. Pair heads grow with the square of the words:
#: 40 to 100 words a window are the fastest (measured with benchmarks/run.py).
WINDOW_WORDS, MAX_PIECES, MAX_PIECES_PER_WORD = 100, 320, 12
#: Words of a sentence that ``relate`` reads.
MAX_RELATION_WORDS = 160
#: How much the trigger words count against the pair head in ``relate``, and the floor of a role's weight (chosen on the corpus's dev part).
TRIGGER_SHARE, ROLE_FLOOR, UNNAMED_PARTY = 0.5, 0.1, 0.3
CLS, SEP, UNKNOWN = 101, 102, 100
#: Words whose pieces are kept; most words of a text occurred before (about 10 MB).
MAX_KNOWN_WORDS = 50_000
_SENTENCE_END = re.compile(r"[.?!]")


@dataclass(frozen=True, slots=True)
class Window:
    """The scores of one stretch of words: ``heads[name]`` is (words, labels), pair heads are (words, words, labels)."""

    spans: list[tuple[int, int]]
    segments: list[int]  # of each word
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
        self.curves = {name: Curve.of(rows) for name, rows in about.get("calibration", {}).items()}
        self._known: dict[str, list[int]] = {}
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._outputs = [output.name for output in self._session.get_outputs()]

    def _pieces(self, words: list[str]) -> list[list[int]]:
        known = self._known
        new = list({word for word in words if word not in known})
        if new:
            if len(known) + len(new) > MAX_KNOWN_WORDS:
                known = self._known = {}  # threads that still hold the old one fill that one to no harm
                new = list(set(words))
            encoded = self._tokenizer.encode_batch(new, add_special_tokens=False)
            known |= {word: piece.ids[:MAX_PIECES_PER_WORD] or [UNKNOWN] for word, piece in zip(new, encoded, strict=True)}
        return [known[word] for word in words]

    def _cuts(self, words: list[str], pieces: list[list[int]], begins: frozenset[int] = frozenset()) -> Iterator[tuple[int, int]]:
        """Yields word ranges that fit a window, cut before a segment (``begins``: its first word) or behind a full stop where there is one."""
        start = 0
        while start < len(words):
            end, total = start, 2
            while end < len(words) and end - start < WINDOW_WORDS and total + len(pieces[end]) <= MAX_PIECES:
                total += len(pieces[end])
                end += 1
            if end < len(words):
                borders = [i for i in range(start + 1, end + 1) if i in begins]
                stops = [i + 1 for i in range(start + (end - start) // 2, end) if _SENTENCE_END.fullmatch(words[i])]
                end = borders[-1] if borders else stops[-1] if stops else end
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
        """Yields the scored windows of ``text``; each holds whole short segments (character ranges) or a part of a long one."""
        spans: list[tuple[int, int]] = []
        numbers: list[int] = []
        for number, (start, end) in enumerate(segments):
            spans += iter_words(text, start, end)
            numbers += [number] * (len(spans) - len(numbers))
        words = [text[a:b] for a, b in spans]
        pieces = self._pieces(words)
        begins = frozenset(i for i in range(1, len(numbers)) if numbers[i] != numbers[i - 1])
        for low, high in self._cuts(words, pieces, begins):
            yield Window(spans[low:high], numbers[low:high], self.run(text, spans[low:high], pieces=pieces[low:high]))

    def relate(self, sentence: str, source: tuple[int, int] | None, target: tuple[int, int] | None) -> dict[str, float]:
        """Returns a probability for each class of the relation head: what ``source`` does to ``target`` (character spans of ``sentence``; None: nobody named).

        The classes are the PLOVER types; ``TYPE/NN`` is the part of a type whose CAMEO root NN belongs to another type.
        """
        spans = list(iter_words(sentence))[:MAX_RELATION_WORDS]
        pieces = self._pieces([sentence[a:b] for a, b in spans])
        fits = sum(total <= MAX_PIECES - 2 for total in itertools.accumulate(map(len, pieces)))
        spans, pieces = spans[:fits], pieces[:fits]

        def words(span: tuple[int, int] | None) -> list[int]:
            if span is None:
                return []
            return [i for i, (a, b) in enumerate(spans) if a < span[1] and b > span[0]]

        if not spans or any(party is not None and not words(party) for party in (source, target)):
            raise ModelError("DRG-MODEL-003", f"source {source} or target {target} holds no word of the first {MAX_RELATION_WORDS} words")
        heads = self.run(sentence, spans, source=words(source), target=words(target), pieces=pieces)
        by_type = _relation_of_triggers(heads, len(spans), words(source), words(target))
        scores = dict(zip(self.labels["trigger"][1:], by_type, strict=True))
        pair = dict(zip(self.labels["relation"], heads["relation"], strict=True))
        whole = dict.fromkeys(scores, 0.0)
        for name, score in pair.items():
            whole[name.split("/")[0]] += float(score)
        return {
            name: (1 - TRIGGER_SHARE) * float(score) + TRIGGER_SHARE * float(scores[kind]) * float(score) / max(whole[kind], 1e-9)
            for name, score in pair.items() for kind in [name.split("/")[0]]
        }  # fmt: skip


def _first_word(heads: dict[str, Array]) -> dict[str, Array]:
    """Cuts the scores of a doubled word back to those of the one word."""
    columns = {"role": 1, "quote": 1, "frame_role": 1, "arc": 2, "rel": 2}
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
