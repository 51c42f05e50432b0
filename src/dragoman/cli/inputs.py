"""Turns the arguments of a command into documents: files, folders, web addresses, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman.errors import ReadError
from dragoman.records import Document, Rejection

MANY_IN_ONE = (
    ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".warc", ".docx", ".rtf",
    ".xml", ".rss", ".atom", ".rdf",
)  # fmt: skip
"""Endings of files that hold more than one document."""

COUNTED_LINES, COUNTED_BYTES = (".jsonl", ".ndjson"), 1 << 30
"""Of the files that hold many, these are counted before they are read, up to this size."""


def iter_inputs(names: Iterable[str], published_at: str | None, *, full_text: bool = False) -> Iterator[Document | Rejection]:
    """Yields the documents of all inputs in order; an input that cannot be read gives a rejection.

    Args:
        names: paths, web addresses that start with http:// or https://, or ``-`` for standard input.
        published_at: publication date of documents that do not state their own.
        full_text: whether the pages behind the entries of a feed are fetched.
    """
    for name in names:
        try:
            yield from _read_input(name, published_at, full_text=full_text)
        except ReadError as error:
            yield Rejection(stage="read", code=error.code, message=error.message, path=name)
        except OSError as error:
            yield Rejection(stage="read", code="DRG-READ-099", message=f"{name} cannot be read: {error.strerror or error}", path=name)


def _read_input(name: str, published_at: str | None, *, full_text: bool) -> Iterable[Document | Rejection]:
    from dragoman import readers

    if name == "-":
        return readers.read_stream(sys.stdin.buffer, name="-", published_at=published_at, full_text=full_text)
    if name.startswith(("http://", "https://")):
        return readers.read_url(name, published_at=published_at, full_text=full_text)
    return readers.read_path(Path(name), published_at=published_at, full_text=full_text)


def count_inputs(names: Iterable[str]) -> int | None:
    """Says how many documents the inputs hold, as far as names, folders and lines tell; None where only reading can."""
    total = 0
    for name in names:
        if name == "-" or name.startswith(("http://", "https://")):
            return None
        for file in _files(Path(name)):
            found = _count_file(file)
            if found is None:
                return None
            total += found
    return total


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from (file for file in path.rglob("*") if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts))


def _count_file(file: Path) -> int | None:
    if file.suffix.lower() not in MANY_IN_ONE:
        return 1
    if file.suffix.lower() not in COUNTED_LINES or not file.is_file() or file.stat().st_size > COUNTED_BYTES:
        return None
    try:
        with file.open("rb") as lines:
            return sum(not line.isspace() for line in lines)
    except OSError:  # the reader will say so
        return None


def is_many(names: list[str]) -> bool:
    """Tells whether the inputs may hold more than one document."""
    return len(names) > 1 or any(name == "-" or Path(name).suffix.lower() in MANY_IN_ONE or Path(name).is_dir() for name in names)
