"""tar archives, read from front to back: header blocks are read here, so that no name or extension can ask for memory or time.

POSIX ustar and pax, GNU long names; sparse files, links and devices hold no text and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.errors import ReadError
from dragoman.readers.layers import CHUNK_BYTES, MAX_MEMBER_BYTES, LayerStream
from dragoman.readers.limits import ByteStream

BLOCK = 512
MAX_EXTENSION_BYTES = 65_536
"""Longest extension header (pax, GNU long name); paths have at most 4,096 bytes."""

_MAGIC = frozenset({b"ustar\x0000", b"ustar  \0"})
_PAX = re.compile(rb"([0-9]{1,6}) ([^=\n]{1,100})=")
_SPECIAL = {b"1": "a hard link", b"2": "a symbolic link", b"3": "a device", b"4": "a device", b"6": "a pipe", b"S": "a sparse file"}
_EXTENSIONS = frozenset({b"x", b"g", b"L", b"K", b"X"})
_FOLDER = b"5"
_FILES = frozenset({b"\0", b"0", b"7", _FOLDER})


class Member(NamedTuple):
    """A member: its name, what it is if not a file ("a symbolic link"), and its bytes, which have to be read before the next member."""

    name: str
    special: str | None
    is_folder: bool
    stream: LayerStream


def is_tar(head: bytes) -> bool:
    """Says whether ``head`` is a tar header: its magic, or, for the oldest archives, its checksum."""
    return len(head) >= BLOCK and (head[257:265] in _MAGIC or _has_checksum(head[:BLOCK]))


def iter_members(stream: ByteStream, name: str) -> Iterator[Member]:
    """Yields the members of the archive ``name``, in order; raises ReadError DRG-READ-030 where the archive is broken."""
    position = 0
    long_name: str | None = None
    pax: dict[bytes, bytes] = {}
    while True:
        header = stream.read(BLOCK)
        if not header.strip(b"\0"):  # The end: zero blocks, or nothing at all, as some programs leave it.
            if len(header) % BLOCK:
                raise _broken(name, position, "is cut off")
            return
        if len(header) < BLOCK:
            raise _broken(name, position, "is cut off")
        if not _has_checksum(header):
            raise _broken(name, position, "holds something that is no header")
        kind = header[156:157]
        size = _number(header[124:136], name, position)
        position += BLOCK
        if kind in _EXTENSIONS:
            data = _read_extension(stream, size, name, position)
            position += _padded(size)
            if kind == b"L":
                long_name = _text(data)
            elif kind == b"x":
                pax = _read_pax(data)
            continue
        size = _pax_size(pax, size)
        if size > MAX_MEMBER_BYTES and kind not in _SPECIAL:
            raise ReadError("DRG-READ-031", f"{name}: a member has {size} bytes, more than {MAX_MEMBER_BYTES}; unpack the archive, and give its files")
        producer = _MemberBytes(stream, 0 if kind in _SPECIAL and kind != b"S" else size, name)
        if kind == b"S" and header[482]:
            position += _skip_sparse_map(stream, name, position)
        special = "a sparse file" if any(key.startswith(b"GNU.sparse") for key in pax) else _SPECIAL.get(kind)
        if special is None and kind not in _FILES:
            special = f"an entry of kind {kind!r}"
        member = _text(pax[b"path"]) if b"path" in pax else long_name or _header_name(header)
        yield Member(member, special, kind == _FOLDER or member.endswith("/"), LayerStream(producer))
        position += _padded(producer.skip())
        long_name, pax = None, {}


class _MemberBytes:
    """The bytes of one member; the archive behind it is left where it is."""

    def __init__(self, stream: ByteStream, size: int, name: str) -> None:
        self._stream, self._size, self._name = stream, size, name
        self._left = size

    def produce(self) -> bytes:
        """Returns the next bytes; raises ReadError DRG-READ-030 where the archive ends before the member."""
        if not self._left:
            return b""
        part = self._stream.read(min(CHUNK_BYTES, self._left))
        if not part:
            raise _broken(self._name, None, "is cut off")
        self._left -= len(part)
        return part

    def skip(self) -> int:
        """Reads over what is left of the member and its padding; returns the member's size."""
        while self._left:
            self.produce()
        padding = -self._size % BLOCK
        if len(self._stream.read(padding)) < padding:
            raise _broken(self._name, None, "is cut off")
        return self._size


def _has_checksum(header: bytes) -> bool:
    try:
        stated = int(header[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(header[:148]) + 8 * 32 + sum(header[156:BLOCK])


def _number(cell: bytes, name: str, position: int) -> int:
    """Reads an octal number, or GNU's base-256 one."""
    if cell[:1] in (b"\x80", b"\xff"):
        value = int.from_bytes(cell[1:], "big")
        if cell[:1] == b"\xff" or value >= 2**63:
            raise _broken(name, position, "has a member of impossible size")
        return value
    digits = cell.strip(b" \0")
    if re.fullmatch(rb"[0-7]*", digits) is None:
        raise _broken(name, position, "has a member of impossible size")
    return int(digits or b"0", 8)


def _read_extension(stream: ByteStream, size: int, name: str, position: int) -> bytes:
    if size > MAX_EXTENSION_BYTES:
        raise _broken(name, position, f"has an extension header of {size} bytes, more than {MAX_EXTENSION_BYTES}")
    data = stream.read(_padded(size))
    if len(data) < _padded(size):
        raise _broken(name, position, "is cut off")
    return data[:size]


def _skip_sparse_map(stream: ByteStream, name: str, position: int) -> int:
    """Reads over the blocks of an old GNU sparse map; returns their bytes."""
    taken = 0
    while True:
        block = stream.read(BLOCK)
        taken += BLOCK
        if len(block) < BLOCK:
            raise _broken(name, position + taken, "is cut off")
        if not block[504]:
            return taken


def _read_pax(data: bytes) -> dict[bytes, bytes]:
    """Reads the records of a pax header: ``LENGTH KEY=VALUE`` and a line feed each."""
    found: dict[bytes, bytes] = {}
    position = 0
    while (match := _PAX.match(data, position)) is not None:
        end = position + int(match[1])
        if end <= match.end() or end > len(data):
            break
        found[match[2]] = data[match.end() : end - 1]
        position = end
    return found


def _pax_size(pax: dict[bytes, bytes], size: int) -> int:
    stated = pax.get(b"size", b"")
    return int(stated) if re.fullmatch(rb"[0-9]{1,18}", stated) else size


def _header_name(header: bytes) -> str:
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{_text(header[:100])}" if prefix else _text(header[:100])


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("utf-8", "replace")


def _padded(size: int) -> int:
    return size + -size % BLOCK


def _broken(name: str, position: int | None, what: str) -> ReadError:
    where = f" at byte {position}" if position is not None else ""
    return ReadError("DRG-READ-030", f"{name}: the archive {what}{where}; what came before was read: get the file again")
