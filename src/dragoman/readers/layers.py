"""Streams inside of streams: what they may unpack to, how deep they may lie, and what is kept where they break."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from io import SEEK_END, BytesIO
from typing import IO, Protocol, runtime_checkable

from dragoman.errors import ReadError
from dragoman.readers.limits import MAX_FILE_BYTES, ByteStream, RewoundStream

CHUNK_BYTES = 65_536
"""How much is unpacked at a time."""
DAMAGED = "DRG-READ-030"
"""The code of what is damaged, in contrast to what is too large."""
MAX_DEPTH = 2
"""How deep archives may lie in each other: an archive, and an archive in it."""
MAX_RATIO = 200
"""How many bytes may come of a packed one. News pages have 4 to 20, repetitive JSON Lines up to 100; a bomb has 1,000 and more."""
FREE_BYTES = 16 * 1024 * 1024
"""What may be unpacked before the ratio counts: small files of one word have high ratios, too."""
MAX_MEMBER_BYTES = 16 * 1024**3
"""Largest member of an archive, unpacked; what is read as a whole has a smaller limit of its own."""
MAX_TOTAL_BYTES = 64 * 1024**3
"""What all layers of one input may unpack to."""
MAX_MEMBERS = 5_000_000
"""Most members of one input, those of its inner archives included."""
NAME_CHARS = 500
"""Longest name of a member that is shown."""


@dataclass
class Budget:
    """What one input has unpacked so far, over all of its layers."""

    unpacked: int = 0
    members: int = 0

    def spend(self, size: int, name: str) -> None:
        """Counts unpacked bytes; raises ReadError DRG-READ-031 past the limit."""
        self.unpacked += size
        if self.is_spent:
            raise ReadError("DRG-READ-031", f"{name}: more than {MAX_TOTAL_BYTES // 1024**3} GiB come out of this input; unpack it, and give its files")

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be unpacked."""
        return self.unpacked > MAX_TOTAL_BYTES


@dataclass(frozen=True)
class Nesting:
    """Where in an input a stream lies: under how many archives, and whether it was unpacked as a single file."""

    depth: int = 0
    is_packed: bool = False
    budget: Budget = field(default_factory=Budget)

    def enter_archive(self, name: str) -> Nesting:
        """Returns the place of the members of the archive ``name``; raises ReadError DRG-READ-034 where it lies too deep."""
        if self.depth >= MAX_DEPTH:
            raise ReadError("DRG-READ-034", f"{name}: an archive in an archive in an archive is not opened; unpack the outer one, and give its files")
        return replace(self, depth=self.depth + 1, is_packed=False)

    def enter_packed(self, name: str) -> Nesting:
        """Returns the place of what the packed file ``name`` holds; raises ReadError DRG-READ-034 where that is packed again."""
        if self.is_packed:
            raise ReadError("DRG-READ-034", f"{name}: a file that was packed twice is not opened; unpack it once, and give what comes out")
        return replace(self, is_packed=True)

    def count_member(self, name: str) -> None:
        """Counts a member; raises ReadError DRG-READ-032 past the limit."""
        self.budget.members += 1
        if self.budget.members > MAX_MEMBERS:
            raise ReadError("DRG-READ-032", f"{name}: the archive has more than {MAX_MEMBERS} members; unpack it, and give its files")


class Producer(Protocol):
    """Where the bytes of a layer come from."""

    def produce(self) -> bytes:
        """Returns the next bytes, at most a few times CHUNK_BYTES; none at the end. Raises ReadError where the layer is broken or too large."""
        ...


@runtime_checkable
class ResumableProducer(Producer, Protocol):
    """A producer that can go on behind a break."""

    def resume(self) -> bool:
        """Goes to where the bytes can be read again; returns whether there is such a place."""
        ...


class LayerStream:
    """The bytes that a producer makes; what came before a break can be read, then the break is an error.

    ``read`` and ``readline`` raise where fewer bytes than asked for stand before the break, so that half a document is never taken for a whole one;
    ``read_before_break`` and ``peek`` give what there is.
    """

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self._buffer = bytearray()
        self._start = 0
        self._ended = False
        self.error: ReadError | None = None
        """What broke the layer, once it was met."""

    def read(self, size: int, /) -> bytes:
        """Returns ``size`` bytes, fewer only at the end."""
        if not self._fill(size) and self.error is not None:
            raise self.error
        return self._take(size)

    def readline(self, size: int, /) -> bytes:
        """Returns a line with its end, or its first ``size`` bytes."""
        searched = self._start
        while True:
            end = self._buffer.find(b"\n", searched, self._start + size) + 1
            if end:
                return self._take(end - self._start)
            held = len(self._buffer) - self._start
            if held >= size:
                return self._take(size)
            if not self._fill(held + 1):
                break
            searched = self._start + held
        if self.error is not None:
            raise self.error
        return self._take(size)

    def read_before_break(self, size: int, /) -> bytes:
        """Returns up to ``size`` bytes, none at the end or at a break."""
        self._fill(1)
        return self._take(size)

    def peek(self, size: int) -> bytes:
        """Returns the next ``size`` bytes without taking them, fewer at the end or before a break."""
        self._fill(size)
        return bytes(self._buffer[self._start : self._start + size])

    def resume(self) -> bool:
        """Goes on behind damage, once what came before was read; returns whether anything follows. What was too large stays broken."""
        if self.error is None or self.error.code != DAMAGED or not isinstance(self._producer, ResumableProducer) or not self._producer.resume():
            return False
        self.error, self._ended = None, False
        return True

    def _fill(self, size: int) -> bool:
        """Holds ``size`` bytes ready if there are so many."""
        while len(self._buffer) - self._start < size and not self._ended:
            try:
                part = self._producer.produce()
            except ReadError as error:
                self.error, part = error, b""
            if self._start > 4 * CHUNK_BYTES:
                del self._buffer[: self._start]
                self._start = 0
            self._buffer += part
            self._ended = not part
        return len(self._buffer) - self._start >= size

    def _take(self, size: int) -> bytes:
        part = bytes(self._buffer[self._start : self._start + size])
        self._start += len(part)
        return part


def open_seekable(stream: ByteStream, name: str, what: str) -> tuple[IO[bytes], int]:
    """Returns a file that can be read from any place, and its size; what comes from elsewhere than a file is held in memory, up to 64 MiB.

    Args:
        stream: the start of the input.
        name: its path, for the message.
        what: what it is ("a ZIP archive"), for the message.
    """
    file = stream.rewind() if isinstance(stream, RewoundStream) else None
    if file is None:
        data = stream.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise ReadError("DRG-READ-003", f"{name}: {what} of more than {MAX_FILE_BYTES} bytes is read from a file only, not from a stream or an archive; give it as a file")
        file = BytesIO(data)
    start = file.tell()
    size = file.seek(0, SEEK_END) - start
    file.seek(start)
    return file, size


def show_name(name: str) -> str:
    """Returns the name of a member as messages and records show it: printable, and of bounded length."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name[:NAME_CHARS])
