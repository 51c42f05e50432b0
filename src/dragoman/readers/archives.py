"""ZIP and tar archives: their members are read as files are, one after the other; nothing is ever written to disk."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Protocol

from dragoman.errors import ReadError
from dragoman.readers import docx, tar
from dragoman.readers.formats import Kind
from dragoman.readers.layers import CHUNK_BYTES, FREE_BYTES, MAX_MEMBER_BYTES, MAX_RATIO, LayerStream, Nesting, open_seekable, show_name
from dragoman.readers.limits import ByteStream, make_rejection
from dragoman.readers.packed import Inflater
from dragoman.records import Document, Rejection

MAX_ZIP_MEMBERS = 200_000
"""Most members of a ZIP archive, whose list is held in memory (700 bytes each)."""
MAX_DIRECTORY_BYTES = 64 * 1024 * 1024
"""Largest list of members of a ZIP archive."""

_OFFICE = (("xl/workbook.xml", "an Excel workbook"), ("ppt/presentation.xml", "a PowerPoint presentation"), ("META-INF/container.xml", "an e-book (EPUB)"),
           ("content.xml", "an OpenDocument file"), ("AndroidManifest.xml", "an Android program"), ("META-INF/MANIFEST.MF", "a Java archive"))  # fmt: skip
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LOCAL_BYTES = 30
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")

Item = Document | Rejection


class Read(Protocol):
    """The reader of any stream (``files.read_opened``), which members are given to."""

    def __call__(
        self, stream: ByteStream, *, name: str, published_at: str | None = None, url: str | None = None, charset: str | None = None, kind: Kind | None = None,
        nesting: Nesting | None = None,
    ) -> Iterator[Item]:
        """Reads the documents of a stream; never raises."""
        ...


def read_tar(stream: ByteStream, *, name: str, published_at: str | None, nesting: Nesting, read: Read) -> Iterator[Item]:
    """Reads the members of a tar archive as they come; raises ReadError where the archive itself is broken."""
    inner = nesting.enter_archive(name)
    empty = True
    for member in tar.iter_members(stream, name):
        inner.count_member(name)
        path = f"{name}!{show_name(member.name)}"
        if member.is_folder or _is_hidden(member.name):
            continue
        empty = False
        problem = member.special or _name_problem(member.name)
        if problem is not None:
            yield make_rejection(_refused(path, problem), path)
            continue
        yield from read(member.stream, name=path, published_at=published_at, nesting=inner)
        if member.stream.error is not None:
            return  # The archive breaks off inside of this member, and its rejection says so.
    if empty:
        yield make_rejection(_no_files(name), name)


def read_zip(stream: ByteStream, *, name: str, published_at: str | None, nesting: Nesting, read: Read) -> Iterator[Item]:
    """Reads the members of a ZIP archive, or the one document that a Word file is; raises ReadError where the archive itself cannot be read."""
    file, size = open_seekable(stream, name, "a ZIP archive")
    _check_directory(file, size, name)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if docx.MAIN_PART in names:
                yield from docx.read_docx(_open_part(file, archive, docx.MAIN_PART, size, name, nesting), name=name, published_at=published_at)
                return
            _refuse_office(names, name)
            inner = nesting.enter_archive(name)
            _check_overlap(infos, size, name)
            yield from _read_members(file, infos, size, name, published_at, inner, read)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, struct.error) as error:
        raise _damaged(name, f"{error}" or "its list of members cannot be read") from error


def _read_members(file: IO[bytes], infos: list[zipfile.ZipInfo], size: int, name: str, published_at: str | None, nesting: Nesting, read: Read) -> Iterator[Item]:
    empty = True
    unpacked = 0
    for info in infos:
        nesting.count_member(name)
        path = f"{name}!{show_name(info.filename)}"
        if info.is_dir() or _is_hidden(info.filename):
            continue
        empty = False
        producer = _ZipMember(file, info, path, nesting)
        problem = _zip_problem(info)
        if problem is not None:
            yield make_rejection(problem_error(path, problem), path)
            continue
        yield from read(LayerStream(producer), name=path, published_at=published_at, nesting=nesting)
        unpacked += producer.unpacked
        if unpacked > FREE_BYTES and unpacked > MAX_RATIO * size:
            raise _bomb(name)
        if nesting.budget.is_spent:
            return
    if empty:
        yield make_rejection(_no_files(name), name)


class _ZipMember:
    """The bytes of one member, stored or deflated; its checksum is compared at the end."""

    def __init__(self, file: IO[bytes], info: zipfile.ZipInfo, path: str, nesting: Nesting) -> None:
        self._file, self._info, self._path, self._budget = file, info, path, nesting.budget
        self._inflater = Inflater(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
        self._position: int | None = None
        self._left = info.compress_size
        self._sum = 0
        self.unpacked = 0

    def produce(self) -> bytes:
        """Returns the next bytes; raises ReadError where the member is damaged or a bomb."""
        try:
            part = self._inflate(self._inflater) if self._inflater is not None else self._pull()
        except (zlib.error, OSError, ValueError, struct.error) as error:
            raise _damaged(self._path, str(error)) from error
        if not part:
            self._check_end()
            return b""
        self._sum = zlib.crc32(part, self._sum)
        self.unpacked += len(part)
        self._budget.spend(len(part), self._path)
        if self.unpacked > MAX_MEMBER_BYTES or (self.unpacked > FREE_BYTES and self.unpacked > MAX_RATIO * self._info.compress_size):
            raise _bomb(self._path)
        return part

    def _inflate(self, inflater: Inflater) -> bytes:
        while not inflater.eof:
            data = self._pull() if inflater.needs_input else b""
            part = inflater.decompress(data, CHUNK_BYTES)
            if part:
                return part
            if not data and inflater.needs_input and not inflater.eof:
                raise _damaged(self._path, "it is cut off")
        return b""

    def _pull(self) -> bytes:
        if self._position is None:
            self._position = self._find_data()
        self._file.seek(self._position)
        data = self._file.read(min(CHUNK_BYTES, self._left))
        self._position += len(data)
        self._left -= len(data)
        return data

    def _find_data(self) -> int:
        """Returns where the member's bytes begin, behind its local header."""
        self._file.seek(self._info.header_offset)
        header = self._file.read(_LOCAL_BYTES)
        if len(header) < _LOCAL_BYTES or not header.startswith(b"PK\x03\x04"):
            raise _damaged(self._path, "it has no header")
        name_bytes, extra_bytes = struct.unpack("<2H", header[26:30])
        return self._info.header_offset + _LOCAL_BYTES + int(name_bytes) + int(extra_bytes)

    def _check_end(self) -> None:
        if self._left and self._inflater is None:
            raise _damaged(self._path, "it is cut off")
        if self._sum != self._info.CRC:
            raise _damaged(self._path, "its checksum is wrong")


def _open_part(file: IO[bytes], archive: zipfile.ZipFile, part: str, size: int, name: str, nesting: Nesting) -> LayerStream:
    info = archive.getinfo(part)
    if (problem := _zip_problem(info)) is not None:
        raise problem_error(name, problem)
    return LayerStream(_ZipMember(file, info, name, nesting))


def _check_directory(file: IO[bytes], size: int, name: str) -> None:
    """Raises ReadError where the list of members is missing or too long to be held in memory."""
    start = file.tell()
    tail_bytes = min(size, 65_535 + _END.size + _LOCATOR.size)
    file.seek(start + size - tail_bytes)
    tail = file.read(tail_bytes)
    file.seek(start)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise _damaged(name, "its list of members is missing: it is cut off")
    _, _, _, _, members, directory_bytes, _, _ = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size : at].startswith(b"PK\x06\x06"[:3] + b"\x07"):
        _, _, position, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        if position < size:
            file.seek(start + position)
            record = file.read(_END64.size)
            file.seek(start)
            if len(record) == _END64.size and record.startswith(b"PK\x06\x06"):
                members, directory_bytes = _END64.unpack(record)[7:9]
    if members > MAX_ZIP_MEMBERS or directory_bytes > MAX_DIRECTORY_BYTES:
        raise ReadError("DRG-READ-032", f"{name}: the archive lists {members} members, more than {MAX_ZIP_MEMBERS}; unpack it, and give its files, or pack them as tar")


def _check_overlap(infos: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """Raises ReadError where members share bytes, as in bombs that pack one stretch thousands of times."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise ReadError("DRG-READ-031", f"{name}: members of the archive overlap (a decompression bomb?); unpack it, and give its files")
        end = info.header_offset + _LOCAL_BYTES + info.compress_size


def _refuse_office(names: set[str], name: str) -> None:
    seen = next((what for part, what in _OFFICE if part in names), None)
    if seen is not None:
        raise ReadError("DRG-READ-006", f"{name}: this is {seen}, a format that is not read; save it as CSV, plain text or DOCX")


def _zip_problem(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"it is packed with method {info.compress_type}, which is not read"
    if (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
        return "a symbolic link" if (info.external_attr >> 16) & 0o170000 == 0o120000 else "a device"
    return _name_problem(info.orig_filename)


def problem_error(path: str, problem: str) -> ReadError:
    """Returns the error for a member that is not opened: packed or encrypted in a way that is not read, or unsafe."""
    if problem.startswith("it is"):
        return ReadError("DRG-READ-035", f"{path}: this member is not opened: {problem}; unpack the archive, and give its files")
    return _refused(path, problem)


def _name_problem(name: str) -> str | None:
    """Returns what is unsafe about the name of a member, None if nothing is."""
    parts = re.split(r"[/\\]", name)
    if "\0" in name or not name.strip():
        return "something without a proper name"
    if ".." in parts or not parts[0] or _DRIVE.match(parts[0]):
        return "named outside of the archive"
    return None


def _is_hidden(name: str) -> bool:
    """Says whether a member is hidden, as in folders, or a Mac's resource file."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _refused(path: str, problem: str) -> ReadError:
    return ReadError("DRG-READ-033", f"{path}: this member is {problem}, which is never opened; unpack the archive yourself if you trust it")


def _no_files(name: str) -> ReadError:
    return ReadError("DRG-READ-017", f"{name}: the archive holds no files; give one with text, HTML, JSON Lines or CSV files")


def _damaged(name: str, reason: str) -> ReadError:
    return ReadError("DRG-READ-030", f"{name}: the archive or this member of it is damaged ({reason}); what came before was read: get the file again")


def _bomb(name: str) -> ReadError:
    return ReadError("DRG-READ-031", f"{name}: more than {MAX_RATIO} bytes come out of each packed one (a decompression bomb?); unpack it, and give its files")
