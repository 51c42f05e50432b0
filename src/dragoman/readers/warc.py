"""Web archives (WARC 0.18 to 1.1, CC-NEWS): the pages and texts of their records, one at a time, whatever the size of the archive.

fastwarc finds the records; gzip members are unpacked here, within limits, and encodings of HTTP are undone here.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from dragoman.errors import MissingExtraError, ReadError
from dragoman.readers.archives import Read
from dragoman.readers.formats import Kind
from dragoman.readers.http_answers import MAX_HEAD_BYTES, Answer, media_type_of, read_answer
from dragoman.readers.layers import CHUNK_BYTES, LayerStream, Nesting, show_name
from dragoman.readers.limits import MAX_DOCUMENT_CHARS, MAX_HTML_BYTES, ByteStream, make_rejection
from dragoman.records import Document, Rejection

if TYPE_CHECKING:
    from fastwarc import WarcRecord

MAX_BODY_BYTES = max(MAX_HTML_BYTES, 4 * MAX_DOCUMENT_CHARS + 4)
"""Largest body that is worth reading: the largest page, or the longest text at four bytes a character."""
MAX_REASONS = 100
"""Most media types that are counted apart."""
MAX_REPAIRS = 100
"""How often reading starts again behind a damaged stretch of one archive."""
TAPE_BYTES = 1_048_576
"""How much of what was read is kept to look for the next record behind damage."""

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = frozenset({"text/plain", "application/json", "application/x-ndjson", "text/csv", ""})
_SILENT = frozenset({"warcinfo", "request", "metadata"})
"""Records about the crawl, not of it."""
_START = re.compile(rb"WARC/[01]\.[0-9]{1,2}\r?\n[A-Za-z-]{1,40}:")
_MAX_START_BYTES = 64
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"\r?\n\r?\nWARC/[01]\.[0-9]{1,2}\r?\nWARC-[A-Za-z-]{1,40}:", re.IGNORECASE)
"""The start of another record inside of one: none of the records that are read holds an archive."""

Item = Document | Rejection


def read_warc(stream: ByteStream, *, name: str, published_at: str | None, nesting: Nesting, read: Read) -> Iterator[Item]:
    """Reads the pages and texts of a web archive.

    Each document has the address and, as ``fetched_at``, the date of its record; its publication date is what the page says. Answers that are no
    success, damaged records and pages without text are rejections of their own; other media types are counted, one rejection for each.

    Raises:
        ReadError: the archive lies too deep in others.
        MissingExtraError: fastwarc is not installed.
    """
    try:
        importlib.import_module("fastwarc")
    except ImportError as error:
        raise MissingExtraError("fastwarc", "archives") from error

    job = _Job(name, published_at, nesting.enter_archive(name), read)
    tape = _Tape(stream)
    for _ in range(MAX_REPAIRS):
        try:
            yield from job.read_records(tape)
        except (_CutOffError, _SwallowedError, OSError) as error:
            problem, resume = job.repair(tape, error)
        else:
            problem, resume = job.repair(tape, None)
        if problem is not None:
            yield make_rejection(problem, name)
        if not resume:
            break
    for reason, count in sorted(job.left_out.items()):
        yield make_rejection(ReadError("DRG-READ-039", f"{name}: {count} records were left out: {reason}; only pages and plain texts are read"), name)


class _CutOffError(Exception):
    """The archive ends inside of a record."""


class _SwallowedError(Exception):
    """A record states more bytes than it has, and others begin inside of what it states: the first one at ``position`` of the archive, or right behind it."""

    def __init__(self, position: int, told: str = "") -> None:
        super().__init__(told)
        self.position = position


class _Tape:
    """The stream that fastwarc reads: it never raises, knows its position, and keeps the last bytes so that reading can start again."""

    def __init__(self, source: ByteStream) -> None:
        self._read = source.read_before_break if isinstance(source, LayerStream) else source.read
        self._source = source
        self._kept = bytearray()
        self._kept_from = 0
        self._position = 0
        self.error: ReadError | None = None

    def tell(self) -> int:
        """Returns the position in the unpacked archive."""
        return self._position

    def read(self, size: int = CHUNK_BYTES, /) -> bytes:
        """Returns up to ``size`` bytes, none at the end or where the archive breaks."""
        at = self._position - self._kept_from
        if at >= len(self._kept) and not self._pull(size):
            return b""
        at = self._position - self._kept_from
        part = bytes(self._kept[at : at + size])
        self._position += len(part)
        return part

    def rewind_to_record(self, position: int) -> int | None:
        """Goes to the first record that begins at or behind ``position``, as far as it is kept; returns its position, None where there is no more."""
        searched = position
        while True:
            found = _START.search(self._kept, max(0, searched - self._kept_from))
            if found is not None:
                self._position = self._kept_from + found.start()
                return self._position
            searched = max(searched, self._kept_from + len(self._kept) - _MAX_START_BYTES)
            if not self._pull(CHUNK_BYTES):
                return None

    def put_back(self, data: bytes, position: int) -> None:
        """Takes back bytes that were read from ``position`` on, as far as they are not kept any more."""
        missing = self._kept_from - position
        if 0 < missing <= len(data):
            self._kept[:0] = data[:missing]
            self._kept_from = position

    def resume(self) -> int | None:
        """Goes to the first record behind a break of the source; returns its position, None where nothing can be read behind it."""
        if not isinstance(self._source, LayerStream) or not self._source.resume():
            return None
        self.error = None
        return self.rewind_to_record(self._kept_from + len(self._kept))

    def find_content(self, record_start: int) -> int | None:
        """Returns where the content of the record that begins at ``record_start`` begins, None where its head has no end; call it before the content is read."""
        end = _HEAD_END.search(self._kept, max(0, record_start - self._kept_from))
        return self._kept_from + end.end() if end is not None else None

    def has_rest(self, position: int) -> bool:
        """Says whether anything but line ends stands behind ``position``."""
        return bool(self._kept[max(0, position - self._kept_from) :].strip(b"\r\n"))

    def _pull(self, size: int) -> bool:
        try:
            part = self._read(max(1, size))
        except ReadError as error:
            self.error, part = error, b""
        except (OSError, ValueError) as error:
            self.error, part = ReadError("DRG-READ-002", f"the archive cannot be read on ({error}); check the path and your rights to it"), b""
        if not part and isinstance(self._source, LayerStream):
            self.error = self.error or self._source.error
        self._kept += part
        overlong = len(self._kept) - 2 * TAPE_BYTES
        if overlong > 0:
            drop = len(self._kept) - TAPE_BYTES - len(part)
            del self._kept[:drop]
            self._kept_from += drop
        return bool(part)


@dataclass
class _Job:
    """What holds for all records of an archive, and what was left out of it."""

    name: str
    published_at: str | None
    nesting: Nesting
    read: Read
    left_out: Counter[str] = field(default_factory=Counter)
    record_start: int = 0

    def read_records(self, tape: _Tape) -> Iterator[Item]:
        """Reads all records from where ``tape`` stands; raises OSError where something is no record, _CutOffError where the archive ends inside of one."""
        from fastwarc import ArchiveIterator

        content_end: int | None = None
        for record in ArchiveIterator(cast("BinaryIO", tape), parse_http=False, stream_detect=False, fsspec_args=False):
            self.record_start = record.stream_pos
            content_start = tape.find_content(self.record_start)
            if content_start is None:
                raise _CutOffError(", in its head")
            content_end = content_start + record.content_length
            yield from self.read_record(record, tape, content_start)
        if content_end is not None and tape.error is None and tape.has_rest(content_end):
            raise _CutOffError(" or right behind it")

    def repair(self, tape: _Tape, error: Exception | None) -> tuple[ReadError | None, bool]:
        """Looks for the record behind what broke reading, or behind damage of the packed file; returns what to tell of it, and whether reading can go on."""
        if tape.error is not None:
            told = ReadError(tape.error.code, f"{tape.error.message} (inside or behind the record at byte {self.record_start})")
            found = tape.resume()
            told = told if found is None else ReadError(told.code, f"{told.message}; it goes on with the record at byte {found} of what is unpacked")
        elif error is None:
            return None, False
        elif isinstance(error, _CutOffError):
            return _broken(self.name, f"is cut off inside of the record at byte {self.record_start}{error}"), False
        elif isinstance(error, _SwallowedError):
            found = tape.rewind_to_record(error.position)
            told = _broken(self.name, f"holds a record at byte {self.record_start}{error} that states more bytes than it has; {_goes_on(found)}")
        else:
            # fastwarc read ahead: the next record is looked for from the start of the last good one on.
            found = tape.rewind_to_record(self.record_start + 1)
            told = _broken(self.name, f"holds something that is no record ({error}) behind the record at byte {self.record_start}; {_goes_on(found)}")
        if found is not None:
            self.record_start = found
        return told, found is not None

    def read_record(self, record: WarcRecord, tape: _Tape, content_start: int) -> Iterator[Item]:
        """Reads a record; raises _CutOffError where the archive ends inside of it, _SwallowedError where others begin inside of what it states."""
        kind = str(record.record_type)
        if kind not in ("response", "resource"):
            _skip(record, content_start)
            if kind not in _SILENT:
                self._leave_out(f"of the kind {kind}, which repeats or converts other records")
            return
        url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")[:2000]
        path = f"{self.name}!{show_name(url or record.record_id or f'record at byte {record.stream_pos}')}"
        block = _read_block(record, tape, content_start)
        try:
            if block is None:
                raise _too_large(path)
            content_type = record.headers.get("Content-Type") or ""
            if kind == "response" and (content_type.lower().startswith("application/http") or block.startswith(b"HTTP/")):
                if url.lower().startswith(("dns:", "whois:")):
                    return
                answer = read_answer(block, path, MAX_BODY_BYTES)
            else:
                answer = Answer(200, *media_type_of(content_type), block)
            yield from self._read_answer(answer, path, url or None, _fetched_at(record))
        except ReadError as error:
            yield make_rejection(error, path)

    def _read_answer(self, answer: Answer, path: str, url: str | None, fetched_at: str | None) -> Iterator[Item]:
        if answer.status != 200:
            raise ReadError("DRG-READ-023", f"{path}: the server answered with status {answer.status}; there is no page to read")
        if answer.media_type not in _HTML and answer.media_type not in _TEXT:
            self._leave_out(f"of the type {answer.media_type[:60]!r}")
            return
        if len(answer.body) > MAX_BODY_BYTES:
            raise _too_large(path)
        told: Kind | None = "html" if answer.media_type in _HTML else "plain" if answer.media_type == "text/plain" else None
        items = self.read(BytesIO(answer.body), name=path, published_at=self.published_at, url=url, charset=answer.charset, kind=told, nesting=self.nesting)
        for item in items:
            yield msgspec.structs.replace(item, fetched_at=fetched_at) if isinstance(item, Document) else item

    def _leave_out(self, reason: str) -> None:
        self.left_out[reason if reason in self.left_out or len(self.left_out) < MAX_REASONS else "of other types"] += 1


def _read_block(record: WarcRecord, tape: _Tape, content_start: int) -> bytes | None:
    """Returns what a record holds, None where it is too large; raises _CutOffError where the archive ends first, _SwallowedError where another record begins first."""
    stated = record.content_length
    if stated > MAX_BODY_BYTES + MAX_HEAD_BYTES:
        _skip(record, content_start)
        return None
    parts: list[bytes] = []
    size = 0
    reader: Any = record.reader
    while size < stated and (part := reader.read(min(CHUNK_BYTES, stated - size))):
        parts.append(bytes(part))
        size += len(part)
    block = b"".join(parts)
    if (swallowed := _NEXT.search(block)) is not None:
        tape.put_back(block[swallowed.start() :], content_start + swallowed.start())
        raise _SwallowedError(content_start + swallowed.start(), _url_of(record))
    if size < stated:
        raise _CutOffError(f", which states {stated} bytes and has {size}")
    return block


def _skip(record: WarcRecord, content_start: int) -> None:
    """Passes over what a record holds; raises as ``_read_block``."""
    stated, skipped, before = record.content_length, 0, b""
    reader: Any = record.reader
    while skipped < stated and (part := bytes(reader.read(min(CHUNK_BYTES, stated - skipped)))):
        seen = before + part
        if (swallowed := _NEXT.search(seen)) is not None:
            raise _SwallowedError(content_start + skipped - len(before) + swallowed.start(), _url_of(record))
        skipped, before = skipped + len(part), seen[-_MAX_START_BYTES:]
    if skipped < stated:
        raise _CutOffError(f", which states {stated} bytes and has {skipped}")


def _url_of(record: WarcRecord) -> str:
    url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")[:2000]
    return f" ({show_name(url)})" if url else ""


def _fetched_at(record: WarcRecord) -> str | None:
    try:
        date = record.record_date
    except (ValueError, OverflowError):
        return None
    return date.astimezone(UTC).isoformat(timespec="seconds") if date is not None and date.tzinfo is not None else None


def _too_large(path: str) -> ReadError:
    return ReadError("DRG-READ-014", f"{path}: the page has more than {MAX_BODY_BYTES} bytes; give the article's text instead")


def _goes_on(found: int | None) -> str:
    return f"it goes on with the record at byte {found}" if found is not None else "and none follows"


def _broken(name: str, what: str) -> ReadError:
    return ReadError("DRG-READ-030", f"{name}: the archive {what}; what came before was read")
