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


def is_many(names: list[str]) -> bool:
    """Tells whether the inputs may hold more than one document."""
    return len(names) > 1 or any(name == "-" or Path(name).suffix.lower() in MANY_IN_ONE or Path(name).is_dir() for name in names)
