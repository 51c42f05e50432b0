"""HTTP answers as web archives keep them: status, type, character set, and a body whose transfer and content encodings are undone within limits."""

from __future__ import annotations

import bz2
import re
import zlib
from dataclasses import dataclass
from email.message import Message
from io import BytesIO
from typing import Any

from dragoman.errors import ReadError
from dragoman.readers.layers import CHUNK_BYTES
from dragoman.readers.packed import Inflater

MAX_HEAD_BYTES = 131_072
"""Longest head of an answer; servers send under 32 KiB."""

_STATUS = re.compile(rb"HTTP/[0-9.]{1,5}\s+([0-9]{3})\b")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_HEAD = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True)
class Answer:
    """An answer without its body's encodings: ``media_type`` is lower case, empty where the server named none."""

    status: int
    media_type: str
    charset: str | None
    body: bytes


def media_type_of(content_type: str) -> tuple[str, str | None]:
    """Returns the media type in lower case and the character set of a Content-Type header."""
    message = Message()
    message["Content-Type"] = re.sub(r"[^\x20-\x7e]", " ", content_type[:500])
    media_type = content_type.partition(";")[0].strip().lower()[:100]
    try:
        return media_type, message.get_content_charset()
    except (ValueError, LookupError, UnicodeError):
        return media_type, None


def read_answer(block: bytes, where: str, max_bytes: int) -> Answer:
    """Reads an answer.

    Archives of crawlers often keep the headers of encodings that were undone before: a body that does not look encoded is taken as it is.

    Args:
        block: status line, headers and body as received.
        where: what to call it in messages.
        max_bytes: the largest body that is wanted; the answer's has at most one byte more.

    Raises:
        ReadError: there is no status line, the head is too long, or the body is damaged or encoded in an unknown way.
    """
    end = _HEAD_END.search(block[:MAX_HEAD_BYTES])
    status = _STATUS.match(block)
    if status is None:
        raise ReadError("DRG-READ-038", f"{where}: the record holds no HTTP answer; get the page itself")
    if end is None and len(block) >= MAX_HEAD_BYTES:
        raise ReadError("DRG-READ-038", f"{where}: the head of the answer has more than {MAX_HEAD_BYTES} bytes; get the page itself")
    headers = _headers(block[: end.start()] if end is not None else block)
    body = block[end.end() :] if end is not None else b""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _join_chunks(body, where)
    for encoding in reversed([name.strip().lower() for name in headers.get("content-encoding", "").split(",")[:4]]):
        body = _decode(body, encoding, where, max_bytes)
    media_type, charset = media_type_of(headers.get("content-type", ""))
    return Answer(int(status[1]), media_type, charset, body)


def _headers(head: bytes) -> dict[str, str]:
    """Returns the headers by lower-case name; of several of one name the first counts."""
    found: dict[str, str] = {}
    for line in head.split(b"\n")[1:1000]:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(name.strip().decode("latin-1").lower(), value.strip().decode("latin-1"))
    return found


def _join_chunks(body: bytes, where: str) -> bytes:
    """Undoes chunked transfer; a body that does not begin with a chunk's head was undone before."""
    parts: list[bytes] = []
    position = 0
    while (match := _CHUNK_HEAD.match(body, position)) is not None:
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        part = body[match.end() : match.end() + size]
        parts.append(part)
        position = match.end() + size
        if len(part) < size or position >= len(body):
            raise ReadError("DRG-READ-038", f"{where}: the chunks of the answer's body have no end; get the page itself")
        position += 2 if body[position : position + 2] == b"\r\n" else 1 if body[position : position + 1] == b"\n" else 0
    if not parts:
        return body
    raise ReadError("DRG-READ-038", f"{where}: the chunks of the answer's body are damaged; get the page itself")


def _decode(body: bytes, encoding: str, where: str, max_bytes: int) -> bytes:
    if encoding in ("", "identity", "none", "utf-8") or not body:
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            return _inflate(body, 16 + zlib.MAX_WBITS, max_bytes) if body.startswith(_GZIP) else body
        if encoding == "deflate":
            return _undeflate(body, max_bytes)
        if encoding in ("br", "zstd"):
            return _decode_by_library(body, encoding, max_bytes)
        if encoding in ("bzip2", "x-bzip2"):
            return bz2.BZ2Decompressor().decompress(body, max_bytes + 1) if body.startswith(b"BZh") else body
    except (zlib.error, OSError, ValueError, EOFError) as error:
        raise ReadError("DRG-READ-038", f"{where}: the body of the answer is damaged ({encoding}: {error}); get the page itself") from error
    raise ReadError("DRG-READ-038", f"{where}: the body of the answer is encoded as {encoding[:20]!r}, which is not read; get the page itself")


def _inflate(body: bytes, window_bits: int, max_bytes: int) -> bytes:
    """Inflates up to ``max_bytes`` and one more; a body that breaks off is damaged."""
    inflater = Inflater(window_bits)
    parts = [inflater.decompress(body, max_bytes + 1)]
    if not inflater.eof and len(parts[0]) <= max_bytes:
        raise EOFError("it is cut off")
    return parts[0]


def _undeflate(body: bytes, max_bytes: int) -> bytes:
    """Inflates a body with a zlib header, else raw, as servers send both; what is mark-up already is taken as it is."""
    if body.lstrip()[:1] == b"<":
        return body
    try:
        return _inflate(body, zlib.MAX_WBITS, max_bytes)
    except zlib.error:
        return _inflate(body, -zlib.MAX_WBITS, max_bytes)


def _decode_by_library(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Decodes brotli and zstd with the readers of fastwarc; what looks like text already is taken as it is."""
    from fastwarc import stream_io

    if (encoding == "br" and body.lstrip()[:1] == b"<") or (encoding == "zstd" and not body.startswith(_ZSTD)):
        return body
    reader: Any = stream_io.BrotliReader(BytesIO(body)) if encoding == "br" else stream_io.ZstdReader(BytesIO(body))
    parts: list[bytes] = []
    size = 0
    while size <= max_bytes and (part := reader.read(min(CHUNK_BYTES, max_bytes + 1 - size))):
        parts.append(bytes(part))
        size += len(part)
    return b"".join(parts)
