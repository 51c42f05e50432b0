"""Documents into a store, batch by batch: killed at any moment nothing is lost or doubled, run again nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from dragoman.pipeline import Coder
from dragoman.records import CodedDocument, Document, Rejection, make_id
from dragoman.store import Store
from dragoman.store.delta import Run, skipped_id

#: Documents of one commit: large enough that files stay few, small enough that a killed run loses a minute's work at most.
BATCH_DOCUMENTS = 256


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is, after each document."""

    read: int
    known: int
    coded: int
    skipped: int
    committed: int


def ingest(
    items: Iterable[Document | Rejection], coder: Coder, store: Store, *, sources: tuple[str, ...] = (), workers: int = 1, batch: int = BATCH_DOCUMENTS,
    report: Callable[[Progress], None] | None = None,
) -> Run:  # fmt: skip
    """Codes the documents that the store does not hold yet and commits them with all that could not be read.

    Args:
        items: what the readers gave; may be endless.
        coder: codes them.
        store: takes them; several processes may write to one store.
        sources: what was asked for, for the run's row.
        workers: documents coded at the same time.
        batch: documents of one commit.
        report: called after each document.

    Returns:
        The run's counts, which the store keeps, too.
    """
    known, known_skips = store.known()
    started = datetime.now(UTC).isoformat(timespec="microseconds")
    run = Run(id=make_id("run", started, sources), started_at=started[:19] + "+00:00", sources=sources, **coder.versions())
    coded: list[CodedDocument] = []
    skipped: list[Rejection] = []
    committed = 0

    def fresh() -> Iterator[Document | Rejection]:
        for item in items:
            run.read += 1
            if isinstance(item, Document):
                if item.id in known:
                    run.known += 1
                    _report()
                    continue
                known.add(item.id)
            yield item

    def _report() -> None:
        if report is not None:
            report(Progress(read=run.read, known=run.known, coded=run.coded, skipped=run.skipped, committed=committed))

    for result in coder.code_many(fresh(), workers=workers):
        if isinstance(result, CodedDocument):
            coded.append(result)
            run.coded += 1
            run.events += len(result.record.events)
        else:
            run.skipped += 1
            identity = skipped_id(result)
            if identity not in known_skips:
                known_skips.add(identity)
                skipped.append(result)
        if len(coded) >= batch or len(skipped) >= batch:
            store.append(coded, skipped, run.id)
            committed += len(coded)
            coded, skipped = [], []
        _report()
    if coded or skipped:
        store.append(coded, skipped, run.id)
        committed += len(coded)
    _report()
    run.finished_at = datetime.now(UTC).isoformat(timespec="seconds")
    if run.coded or run.skipped or not store.exists:
        store.finish(run)
    return run
