"""What the readers refuse and how they say so: sizes, codes (docs/errors.md) and the making of rejections."""

from __future__ import annotations

from typing import IO, Protocol, cast

from dragoman.errors import DragomanError
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


class ByteStream(Protocol):
    """What the readers need of a file."""

    def read(self, size: int, /) -> bytes:
        """Returns up to ``size`` bytes, none at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """Returns a line with its end, or its first ``size`` bytes."""
        ...


class RewoundStream:
    """A stream whose first bytes were looked at and are given again."""

    def __init__(self, head: bytes, rest: ByteStream) -> None:
        self._head, self._rest = head, rest
        self._taken = len(head)

    def rewind(self) -> IO[bytes] | None:
        """Returns the stream itself, set back to where the first bytes began, if it is a file that can be read from any place; else None."""
        file = cast("IO[bytes]", self._rest)
        try:
            if not file.seekable():
                return None
            file.seek(file.tell() - self._taken)
        except (AttributeError, OSError, ValueError):
            return None
        return file

    def read(self, size: int, /) -> bytes:
        """Returns up to ``size`` bytes, fewer only at the end."""
        parts = [self._head[:size]]
        self._head = self._head[size:]
        missing = size - len(parts[0])
        while missing > 0 and (part := self._rest.read(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def readline(self, size: int, /) -> bytes:
        """Returns a line with its end, or its first ``size`` bytes."""
        if not self._head:
            return self._rest.readline(size)
        end = self._head.find(b"\n", 0, size) + 1
        if end or len(self._head) >= size:
            line, self._head = self._head[: end or size], self._head[end or size :]
            return line
        line, self._head = self._head, b""
        return line + self._rest.readline(size - len(line)) if size > len(line) else line


def make_rejection(error: DragomanError, path: str | None) -> Rejection:
    """Makes the stored form of ``error`` for the input named ``path``."""
    return Rejection(stage=STAGE, code=error.code, message=error.message, path=path)
