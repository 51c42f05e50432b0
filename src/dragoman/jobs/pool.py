"""Documents coded by several processes at once, in order: Python runs one thread at a time, so that threads gain little."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from dragoman.errors import DragomanError
from dragoman.pipeline import Coder
from dragoman.records import CodedDocument, Document, Rejection

#: Documents on their way to one process: enough that it never waits, few enough that memory stays bounded.
IN_FLIGHT = 4

_coder: list[Coder] = []  # the coder of a worker process, loaded once


class Pool:
    """Worker processes, each with its own coder (about 300 MB)."""

    def __init__(self, load: Callable[[], Coder], workers: int) -> None:
        """Starts ``workers`` processes; ``load`` makes the coder in each and must be a function of a module, or a partial of one."""
        self._workers = workers
        self._pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start, initargs=(load,))

    def versions(self) -> dict[str, str]:
        """Returns the versions of program, model and configuration that the workers code with."""
        with _clear_fault():
            return self._pool.submit(_versions).result()

    def code_many(self, items: Iterable[Document | Rejection]) -> Iterator[CodedDocument | Rejection]:
        """Codes a stream of documents in order, with a bounded number of them in memory.

        Raises:
            DragomanError: a worker process was ended from outside, as by a lack of memory.
        """
        waiting: deque[Future[CodedDocument | Rejection] | Rejection] = deque()
        with _clear_fault():
            for item in items:
                waiting.append(self._pool.submit(_code, item) if isinstance(item, Document) else item)
                if len(waiting) >= IN_FLIGHT * self._workers:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())

    def close(self) -> None:
        """Ends the processes; what they have not begun is dropped."""
        self._pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _clear_fault() -> Generator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        message = "a worker process was ended from outside; where memory is short, take fewer workers, and run the command again"
        raise DragomanError("DRG-CODE-002", message) from error


def _result(item: Future[CodedDocument | Rejection] | Rejection) -> CodedDocument | Rejection:
    return item if isinstance(item, Rejection) else item.result()


def _start(load: Callable[[], Coder]) -> None:
    """Loads the coder of a new process, and sees to it that the process ends when its parent does, by whatever cause."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _coder.append(load())


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _versions() -> dict[str, str]:
    return _coder[0].versions()


def _code(document: Document) -> CodedDocument | Rejection:
    return _coder[0].code_document(document)
