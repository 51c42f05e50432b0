"""What the readers refuse and how they say so: sizes, codes (docs/errors.md) and the making of rejections."""

from __future__ import annotations

from dragoman.errors import ReadError
from dragoman.records import Rejection

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Largest file that is read as a whole; JSONL and CSV files are streamed and may be larger."""
MAX_DOCUMENT_CHARS = 2_000_000
"""Longest text of one document; the longest wire stories have under 100,000 characters."""
MAX_ROW_BYTES = 4 * MAX_DOCUMENT_CHARS + 1_000_000
"""Longest row of a JSONL or CSV file: the longest document at four bytes a character, and its other columns."""
MAX_HTML_BYTES = 8 * 1024 * 1024
"""Largest page; news pages have under 2 MiB."""
MAX_HTML_TAGS = 100_000
"""Most tags in a page; news pages have under 10,000."""

STAGE = "read"


def make_rejection(error: ReadError, path: str | None) -> Rejection:
    """Makes the stored form of ``error`` for the input named ``path``."""
    return Rejection(stage=STAGE, code=error.code, message=error.message, path=path)
