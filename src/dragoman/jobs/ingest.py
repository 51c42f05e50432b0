"""Documents into a store, batch by batch: killed at any moment nothing is lost or doubled, run again nothing changes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from dragoman.readers import passing_over
from dragoman.records import CodedDocument, Document, Rejection, make_id
from dragoman.store import Store
from dragoman.store.delta import Run, SkipCount, skipped_id

if TYPE_CHECKING:
    from dragoman.pipeline import Coder

#: Documents of one commit: large enough that files stay few, small enough that a killed run loses a minute's work at most.
BATCH_DOCUMENTS = 256
#: The stage of what the relevance gate left out.
GATE = "gate"


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is, after each document."""

    read: int
    known: int
    coded: int
    skipped: int
    committed: int
    duplicates: int = 0


def ingest(
    items: Iterable[Document | Rejection], load: Callable[[], Coder], store: Store, *, sources: tuple[str, ...] = (), workers: int = 1,
    batch: int = BATCH_DOCUMENTS, report: Callable[[Progress], None] | None = None,
) -> Run:  # fmt: skip
    """Codes the documents that the store does not hold yet and commits them with all that could not be read.

    Args:
        items: what the readers give; may be endless. Read lazily, documents that the store holds cost little: their structure and language are not looked for.
        load: makes the coder; called once there is something to code.
        store: takes them; several processes may write to one store.
        sources: what was asked for, for the run's row.
        workers: documents coded at the same time.
        batch: documents of one commit.
        report: called after each document.

    Returns:
        The run's counts, which the store keeps, too.
    """
    started = datetime.now(UTC).isoformat(timespec="microseconds")
    run = Run(id=make_id("run", started, sources), started_at=started[:19] + "+00:00", sources=sources)
    work = _Work(store, run, batch, report)
    with passing_over(work.is_known):
        unknown = work.unknown(items)
        first = next(unknown, None)
        if first is not None:
            coder = load()
            versions = coder.versions()
            run.dragoman, run.model_sha256, run.config_sha256 = versions["dragoman"], versions["model_sha256"], versions["config_sha256"]
            for result in coder.code_many(itertools.chain([first], unknown), workers=workers):
                work.take(result)
    work.commit(least=1)
    work.tell()
    run.reasons = work.reasons()
    run.finished_at = datetime.now(UTC).isoformat(timespec="seconds")
    if run.coded or run.skipped or not store.exists:
        store.finish(run)
    return run


class _Work:
    """What a run holds in its hands: documents coded and skipped since the last commit."""

    def __init__(self, store: Store, run: Run, batch: int, report: Callable[[Progress], None] | None) -> None:
        self._store, self.run, self._batch, self._report = store, run, batch, report
        self._known, self._known_skips = store.known()
        self._met: set[str] = set()
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._coded: list[CodedDocument] = []
        self._skipped: list[Rejection] = []
        self._committed = 0

    def is_known(self, identity: str) -> bool:
        """Says whether the store holds a document, or the run has met it."""
        return identity in self._known or identity in self._met

    def unknown(self, items: Iterable[Document | Rejection]) -> Iterator[Document | Rejection]:
        """Passes on what the store does not hold."""
        for item in items:
            self.run.read += 1
            if isinstance(item, Document):
                if item.id in self._known or item.id in self._met:
                    self.run.known += item.id in self._known
                    self.run.duplicates += item.id in self._met
                    self.tell()
                    continue
                self._met.add(item.id)
            yield item

    def take(self, result: CodedDocument | Rejection) -> None:
        """Counts a result and keeps it for the next commit."""
        if isinstance(result, CodedDocument):
            self._coded.append(result)
            self.run.coded += 1
            self.run.events += len(result.record.events)
            self.run.rejected += len(result.record.rejections)
        else:
            self.run.skipped += 1
            self.run.gated += result.stage == GATE
            self._reasons[result.stage, result.code] += 1
            identity = skipped_id(result)
            if identity not in self._known_skips:
                self._known_skips.add(identity)
                self._skipped.append(result)
        self.commit(least=self._batch)
        self.tell()

    def commit(self, *, least: int) -> None:
        """Adds what is held to the store, where it is at least so much."""
        if max(len(self._coded), len(self._skipped)) >= least:
            self._store.append(self._coded, self._skipped, self.run.id)
            self._committed += len(self._coded)
            self._coded, self._skipped = [], []

    def reasons(self) -> tuple[SkipCount, ...]:
        """Returns why inputs were skipped, by stage and code."""
        return tuple(SkipCount(stage=stage, code=code, inputs=n) for (stage, code), n in sorted(self._reasons.items()))

    def tell(self) -> None:
        """Reports how far the run is."""
        if self._report is not None:
            run = self.run
            self._report(Progress(read=run.read, known=run.known, coded=run.coded, skipped=run.skipped, committed=self._committed, duplicates=run.duplicates))
