"""gzip, bzip2 and xz files: one file each, of any number of members, unpacked as it is read."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from typing import Literal, Protocol

from dragoman.errors import ReadError
from dragoman.readers.layers import CHUNK_BYTES, FREE_BYTES, MAX_RATIO, LayerStream, Nesting
from dragoman.readers.limits import ByteStream

Packing = Literal["gzip", "bzip2", "xz"]

XZ_MEMORY = 256 * 1024 * 1024
"""How much memory an xz file may ask for; the highest setting of the xz program asks for 65 MiB."""

_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00-\x04][\x00-\x0d\xff]", re.DOTALL)
"""The start of a gzip member: method, flags, time, speed, system."""
_MEMBER_BYTES = 10

MAGIC: dict[Packing, bytes] = {"gzip": b"\x1f\x8b\x08", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00"}


class Decompressor(Protocol):
    """What the three libraries have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member was met."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What stands behind the member."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it has nothing left to give without further bytes."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Returns at most ``max_length`` bytes."""
        ...


class Inflater:
    """zlib's decompressor with the interface of the other two."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)

    @property
    def eof(self) -> bool:
        """Whether the end of the member was met."""
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """What stands behind the member."""
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        """Whether it has nothing left to give without further bytes."""
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Returns at most ``max_length`` bytes; raises zlib.error where the data are damaged."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def find_packing(head: bytes) -> Packing | None:
    """Returns how a file that begins with ``head`` is packed, None if it is not."""
    return next((packing for packing, magic in MAGIC.items() if head.startswith(magic)), None)


def unpack(stream: ByteStream, packing: Packing, name: str, nesting: Nesting) -> LayerStream:
    """Returns the unpacked bytes of a file that may hold several members, one after the other."""
    return LayerStream(_Unpacker(stream, packing, name, nesting))


def _decompressor(packing: Packing) -> Decompressor:
    if packing == "gzip":
        return Inflater(zlib.MAX_WBITS | 16)
    return bz2.BZ2Decompressor() if packing == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)


class _Unpacker:
    """Unpacks member after member; zero bytes between and behind them are padding."""

    def __init__(self, stream: ByteStream, packing: Packing, name: str, nesting: Nesting) -> None:
        self._stream, self._packing, self._name, self._budget = stream, packing, name, nesting.budget
        self._inner: Decompressor | None = _decompressor(packing)
        self._waiting = b""
        self._pulled = b""
        self._packed = self._unpacked = 0

    def resume(self) -> bool:
        """Goes to the next member of a gzip file behind one that is damaged; returns whether there is one. Each try costs packed bytes, so tries end."""
        if self._packing != "gzip":
            return False
        rest = self._pulled[1:]
        while (found := _MEMBER.search(rest)) is None:
            data = self._stream.read(CHUNK_BYTES)
            if not data:
                return False
            self._packed += len(data)
            rest = rest[-_MEMBER_BYTES:] + data
        self._inner, self._waiting = _decompressor(self._packing), rest[found.start() :]
        return True

    def produce(self) -> bytes:
        """Returns the next unpacked bytes."""
        try:
            while self._inner is not None:
                part = self._step(self._inner)
                if part:
                    self._check(len(part))
                    return part
        except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise self._broken(f"is damaged ({error})") from error
        return b""

    def _step(self, inner: Decompressor) -> bytes:
        if inner.eof:
            self._next_member(inner.unused_data)
            return b""
        data = self._pull() if inner.needs_input else b""
        if not data and inner.needs_input:
            raise self._broken("ends in the middle (cut off)")
        return inner.decompress(data, CHUNK_BYTES)

    def _next_member(self, rest: bytes) -> None:
        magic = MAGIC[self._packing]
        while len(rest := rest.lstrip(b"\0")) < len(magic):
            data = self._pull()
            if not data:
                break
            rest += data
        if not rest:
            self._inner = None
            return
        if not rest.startswith(magic):
            raise self._broken("goes on with something that is not packed")
        self._inner, self._waiting = _decompressor(self._packing), rest

    def _pull(self) -> bytes:
        if self._waiting:
            data, self._waiting = self._waiting, b""
        else:
            data = self._stream.read(CHUNK_BYTES)
            self._packed += len(data)
        self._pulled = data
        return data

    def _check(self, size: int) -> None:
        self._unpacked += size
        self._budget.spend(size, self._name)
        if self._unpacked > FREE_BYTES and self._unpacked > MAX_RATIO * self._packed:
            raise ReadError(
                "DRG-READ-031", f"{self._name}: more than {MAX_RATIO} bytes come out of each packed one (a decompression bomb?); unpack it, and give its files"
            )

    def _broken(self, what: str) -> ReadError:
        return ReadError("DRG-READ-030", f"{self._name}: the file {what} behind {self._unpacked} bytes of content; what came before was read: get the file again")
