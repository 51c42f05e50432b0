"""Character offsets: lines and trimmed stretches of a text that itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

BYTE_ORDER_MARK = "\ufeff"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Moves the bounds inwards over white space (no-break spaces included); an empty stretch comes back with ``start == end``."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def iter_lines(text: str) -> Iterator[tuple[int, int]]:
    r"""Yields the bounds of each line without its line end (``\n``, ``\r\n``, ``\r``, form feed, U+2028 and the like)."""
    position = 0
    for line in text.splitlines(keepends=True):
        bare = line.splitlines()[0] if line else line
        yield position, position + len(bare)
        position += len(line)
