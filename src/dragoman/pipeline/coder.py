"""The coder: documents in, coded documents or rejections out."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from importlib import metadata
from pathlib import Path

import msgspec

from dragoman.errors import ConfigError, DragomanError
from dragoman.language import Gate, LanguageModel
from dragoman.pipeline.assemble import assemble
from dragoman.records import Analysis, CodedDocument, Document, Place, Provenance, Rejection, Span
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import PlaceResolver


class Coder:
    """Codes documents with one language model and one knowledge pack; may be used from several threads."""

    def __init__(self, language: LanguageModel, pack: KnowledgePack, gate: Gate | None = None) -> None:
        self._language, self._pack, self._gate = language, pack, gate
        self._actors, self._places = ActorResolver(pack), PlaceResolver(pack)
        config = {"knowledge": pack.version, "model": language.sha256, "calibration": {name: curve.knots for name, curve in sorted(language.curves.items())}}
        self._provenance = Provenance(
            dragoman=metadata.version("dragoman"), model=language.name, model_sha256=language.sha256,
            config_sha256=hashlib.sha256(msgspec.json.encode(config, order="deterministic")).hexdigest(),
        )  # fmt: skip

    def versions(self) -> dict[str, str]:
        """Returns what a run is repeated with: versions and hashes of program, model and configuration."""
        p = self._provenance
        return {"dragoman": p.dragoman, "model_sha256": p.model_sha256, "config_sha256": p.config_sha256}

    def analyse(self, document: Document) -> Analysis:
        """Returns what the language model says of ``document``, before anything is resolved."""
        return self._language.analyse(document)

    def code_document(self, document: Document) -> CodedDocument | Rejection:
        """Codes one document; one that cannot be coded comes back as a rejection with its reason."""
        from dragoman.readers import rejection_for_language

        try:
            rejection = rejection_for_language(document)
            if rejection is not None:
                return rejection
            if self._gate is not None and not self._gate.passes(document.text):
                return Rejection(stage="gate", code="DRG-GATE-001", path=document.path,
                                 message="the relevance gate finds nothing of political weight; code it without the gate if it should be read")  # fmt: skip
            return assemble(document, self.analyse(document), self._actors, self._places, self._provenance, curves=self._language.curves)
        except DragomanError as error:
            return Rejection(stage="code", code=error.code, message=error.message, path=document.path)
        except Exception as error:  # noqa: BLE001 - the one document boundary: a fault is stored and counted, never fatal to a batch
            return Rejection(stage="code", code="DRG-CODE-001", path=document.path,
                             message=f"{type(error).__name__}: {error}; please report it with the document")  # fmt: skip

    def code_many(self, items: Iterable[Document | Rejection], *, workers: int = 1) -> Iterator[CodedDocument | Rejection]:
        """Codes a stream of documents in order; at most ``4 * workers`` of them are held in memory.

        Raises:
            ConfigError: ``workers`` is less than 1.
        """
        if workers < 1:
            raise ConfigError("DRG-CONFIG-001", f"workers is {workers}; give 1 or more")
        if workers == 1:
            for item in items:
                yield self.code_document(item) if isinstance(item, Document) else item
            return
        waiting: deque[Future[CodedDocument | Rejection] | Rejection] = deque()
        with ThreadPoolExecutor(workers) as pool:
            for item in items:
                waiting.append(pool.submit(self.code_document, item) if isinstance(item, Document) else item)
                if len(waiting) >= 4 * workers:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())

    def read_mention(self, text: str, *, on: date | None = None, context: str | None = None) -> tuple[str | None, tuple[str, ...]]:
        """Returns country and PLOVER sectors of one mention on its own, None or empty where its words and the tables do not say.

        Args:
            text: the mention, such as "the Saudi National Guard".
            on: the day of the text, for dated offices.
            context: words that stood near it and may name its state, such as "Colombian defence".
        """
        reading = self._actors.read(text, model_kind=None, on=on)
        country = reading.country or (self._actors.read(f"{context} {text}", model_kind=None, on=on).country if context else None)
        return country, (reading.sector,) if reading.sector else ()

    def find_place(self, name: str) -> Place | None:
        """Returns the place of one name on its own, None where the tables have none that is likely."""
        found = self._places.resolve([(name, Span(start=0, end=len(name), text=name))], dateline=None, countries=())[0]
        return found.place if found is not None else None

    def relate_scores(self, sentence: str, source: tuple[int, int] | str | None, target: tuple[int, int] | str | None) -> dict[str, float]:
        """Returns a probability for each of the 16 PLOVER types for what ``source`` does to ``target``.

        Args:
            sentence: the sentence, at most 160 words are read.
            source: who acts: character span of ``sentence``, or its words (first occurrence).
            target: who is acted on, likewise; None where the sentence names nobody.

        Raises:
            ConfigError: a party's words do not occur in the sentence.
        """
        out: dict[str, float] = {}
        for name, score in self.relate_classes(sentence, source, target).items():
            kind = name.split("/")[0]
            out[kind] = out.get(kind, 0.0) + score
        return out

    def relate_classes(self, sentence: str, source: tuple[int, int] | str | None, target: tuple[int, int] | str | None) -> dict[str, float]:
        """Returns the same finer: ``TYPE/NN`` is the part of a type whose CAMEO root NN belongs to another type (arguments as ``relate_scores``)."""
        return self._language.relate(sentence, None if source is None else _span_in(sentence, source), None if target is None else _span_in(sentence, target))

    def relate(self, sentence: str, source: tuple[int, int] | str | None, target: tuple[int, int] | str | None) -> tuple[str, float]:
        """Returns the likeliest PLOVER type for a marked pair, and its probability (see ``relate_scores``)."""
        return max(self.relate_scores(sentence, source, target).items(), key=lambda item: item[1])


def _result(item: Future[CodedDocument | Rejection] | Rejection) -> CodedDocument | Rejection:
    return item if isinstance(item, Rejection) else item.result()


def _span_in(sentence: str, party: tuple[int, int] | str) -> tuple[int, int]:
    if not isinstance(party, str):
        return party
    at = sentence.find(party) if party else -1
    if at < 0:
        raise ConfigError("DRG-CONFIG-002", f"{party!r} does not occur in the sentence {sentence[:80]!r}")
    return at, at + len(party)


def load_coder(*, gate: bool = False, knowledge: Sequence[Path] = ()) -> Coder:
    """Loads the shipped language model and knowledge pack (about a second).

    Args:
        gate: drop documents without political content uncoded.
        knowledge: CSV tables of the user's own (docs/resolution.md); their rows are asked first.

    Raises:
        ConfigError: a table is malformed.
    """
    return Coder(LanguageModel(), KnowledgePack.load(knowledge), Gate.load() if gate else None)
