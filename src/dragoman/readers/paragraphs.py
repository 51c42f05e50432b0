"""Paragraphs of plain text: blank lines, single line breaks, and texts that were hard-wrapped at a column."""

from __future__ import annotations

import re
from collections.abc import Callable

from dragoman.text.offsets import BYTE_ORDER_MARK, iter_lines, trim

MAX_WRAP_COLUMNS = 100
"""Longest line of a hard-wrapped text; wires wrap at 64 to 80, mail programs at 72 to 78."""
MIN_WRAP_COLUMNS = 40
"""Shortest column at which texts are wrapped."""
FULL_SHARE = 0.85
"""A line is full where the next word would have passed this share of the column (ragged wrapping leaves some room)."""
MAX_LONG_LINE_SHARE = 0.1
"""A text with a larger share of lines over MAX_WRAP_COLUMNS was not hard-wrapped (a few links or tables may stick out)."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_INDENT = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*\t")

Bounds = tuple[int, int]


def ends_sentence(text: str) -> bool:
    """Says whether ``text`` ends as a sentence does, closing quotation marks and brackets aside."""
    return _SENTENCE_END.search(text[-80:].rstrip()[-8:]) is not None


def find_paragraphs(text: str, stands_alone: Callable[[str], bool]) -> list[Bounds]:
    """Returns the trimmed bounds of each paragraph of ``text``, in order; together they hold every character that is not white space.

    Args:
        text: the whole document.
        stands_alone: says of a line whether it never continues another and is never continued (a byline, a date, a link).
    """
    blocks = _find_blocks(text)
    column = _wrap_column(text, blocks)
    paragraphs: list[Bounds] = []
    for block in blocks:
        if column is None:
            paragraphs += block
            continue
        alone = [stands_alone(text[start:end].strip()) for start, end in block]
        wrapped = _is_wrapped(text, block)
        start, end = block[0]
        for number in range(1, len(block)):
            previous, line = block[number - 1], block[number]
            if not (alone[number - 1] or alone[number]) and _continues(text, previous, line, column, wrapped):
                end = line[1]
            else:
                paragraphs.append((start, end))
                start, end = line
        paragraphs.append((start, end))
    return [trim(text, start, end) for start, end in paragraphs]


def _find_blocks(text: str) -> list[list[Bounds]]:
    """Returns the runs of lines that are not blank."""
    blocks: list[list[Bounds]] = [[]]
    for line_start, end in iter_lines(text):
        start = 1 if line_start == 0 and text.startswith(BYTE_ORDER_MARK) else line_start
        if text[start:end].strip():
            blocks[-1].append((start, end))
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _wrap_column(text: str, blocks: list[list[Bounds]]) -> int | None:
    """Returns the column at which the text was wrapped, None where its line breaks are paragraph breaks."""
    inner = [bounds for block in blocks for bounds in block[:-1]]
    lengths = [_length(text, bounds) for bounds in inner]
    short = [length for length in lengths if length <= MAX_WRAP_COLUMNS]
    if not short or len(lengths) - len(short) > MAX_LONG_LINE_SHARE * len(lengths):
        return None
    column = max(short)
    return column if column >= MIN_WRAP_COLUMNS else None


def _is_wrapped(text: str, block: list[Bounds]) -> bool:
    """Says whether some line of the block stops short of a sentence end: only then can a full stop at a line end be chance."""
    return any(not ends_sentence(text[start:end]) for start, end in block[:-1])


def _continues(text: str, previous: Bounds, line: Bounds, column: int, wrapped: bool) -> bool:
    before, after = text[previous[0] : previous[1]], text[line[0] : line[1]]
    if len(before) > MAX_WRAP_COLUMNS or (_INDENT.match(after) and not _INDENT.match(before)):
        return False
    if ends_sentence(before) and not wrapped:
        return False
    first_word = after.split(maxsplit=1)[0]
    return _length(text, previous) + 1 + len(first_word) > FULL_SHARE * column


def _length(text: str, bounds: Bounds) -> int:
    return len(text[bounds[0] : bounds[1]].rstrip())
