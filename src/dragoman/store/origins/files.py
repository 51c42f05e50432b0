"""Lines of a file, plain or compressed, one at a time and none longer than a bound; a file that expands without end is left."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from dragoman.errors import ExchangeError

MAX_LINE_BYTES = 4 * 1024 * 1024
"""Longest line that is read; rows of the known data sets have under 20,000 bytes."""
MAX_EXPANSION, FREE_BYTES = 200, 256 * 1024 * 1024
"""A compressed file may expand to so many times its size, and to the free size in any case; tables of events reach 10 to 20 times."""
MAX_MEMBERS = 1000
#: How compressed files begin, and what opens them.
_OPENERS: dict[bytes, Callable[[IO[bytes]], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}


class Line(NamedTuple):
    """A line with its number in the file, counted from 1 (over all members of an archive); None where it is too long."""

    row: int
    text: str | None


def file_sha256(path: Path) -> str:
    """Returns the hash of a file's bytes.

    Raises:
        ExchangeError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ExchangeError("DRG-IMPORT-001", f"{path} cannot be read: {error.strerror or error}") from error


def iter_lines(path: Path) -> Iterator[Line]:
    """Yields the lines of a file or of every member of a .zip; .gz, .bz2 and .xz are opened, too. What a file is tells its first bytes.

    Raises:
        ExchangeError: the file cannot be read, is damaged, or expands too far.
    """
    row = 0
    try:
        allowance = max(FREE_BYTES, MAX_EXPANSION * path.stat().st_size)
        with path.open("rb") as raw:
            for stream in _streams(raw):
                for line in _split(stream):
                    row += 1
                    allowance -= MAX_LINE_BYTES if line is None else len(line)
                    if allowance < 0:
                        raise ExchangeError("DRG-IMPORT-008", f"{path} expands to more than {MAX_EXPANSION} times its size; unpack it yourself if you trust it")
                    yield Line(row, None if line is None else line.decode("utf-8", "replace").lstrip("\ufeff").rstrip("\r\n"))
    except (OSError, EOFError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise ExchangeError("DRG-IMPORT-001", f"{path} cannot be read: {error}") from error


def _streams(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    head = raw.read(6)
    raw.seek(0)
    if head[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(raw) as archive:
            for member in sorted(archive.infolist(), key=lambda m: m.filename)[:MAX_MEMBERS]:
                if not member.is_dir():
                    with archive.open(member) as stream:
                        yield stream
        return
    opener = next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)
    if opener is None:
        yield raw
        return
    with opener(raw) as stream:
        yield io.BufferedReader(stream, 1 << 18)


def _split(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yields lines with their ends; one that is too long gives None once."""
    while line := stream.readline(MAX_LINE_BYTES):
        if len(line) < MAX_LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        yield None
        while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
