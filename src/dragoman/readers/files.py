"""Files, folders, streams and bytes to documents; what cannot be read becomes a rejection with its reason."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from dragoman.errors import MissingExtraError, ReadError
from dragoman.readers import containers, exports, formats, tables
from dragoman.readers.dates import require_published
from dragoman.readers.entries import Fetch
from dragoman.readers.feeds import read_feed
from dragoman.readers.html import has_markup, looks_like_html, read_html
from dragoman.readers.layers import LayerStream, Nesting
from dragoman.readers.limits import MAX_DOCUMENT_CHARS, MAX_FILE_BYTES, ByteStream, RewoundStream, make_rejection
from dragoman.readers.markdown import read_markdown
from dragoman.readers.newsml import read_newsml
from dragoman.readers.nitf import read_nitf
from dragoman.readers.plain import read_text, with_default_date
from dragoman.records import Document, Rejection
from dragoman.text.encoding import REPLACEMENT, decode_bytes, describe_binary

HEAD_BYTES = 65_536
"""How much of a file is looked at to tell its format."""

_STORY_ENDINGS = (".txt", ".html", ".htm", ".md", ".docx", ".rtf", ".xml")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_LOG = logging.getLogger(__name__)

Item = Document | Rejection


def read_bytes(data: bytes, *, name: str, published_at: str | None = None, full_text: bool = False) -> Iterator[Item]:
    """Reads the documents that ``data`` holds; the kind (docs/formats.md) is told by content and name.

    Args:
        data: the bytes of a file.
        name: its path or name, for messages, records and the ending.
        published_at: publication date of documents that state none.
        full_text: whether the pages behind the entries of a feed are fetched.
    """
    return read_opened(BytesIO(data), name=name, published_at=published_at, full_text=full_text)


def read_path(path: str | os.PathLike[str], *, published_at: str | None = None, full_text: bool = False) -> Iterator[Item]:
    """Reads the documents of a file, or of all files of a folder and its folders, by name; hidden ones are left out.

    A JSON file beside a story of the same name (``raid.json`` beside ``raid.txt``) that holds no text tells of that story, and is passed over without a word.

    Args:
        path: the file or folder.
        published_at: publication date of documents that state none.
        full_text: whether the pages behind the entries of a feed are fetched.
    """
    name = os.fspath(path)
    try:
        mode = Path(name).stat().st_mode
    except (OSError, ValueError) as error:
        yield make_rejection(_open_error(name, error), name)
        return
    if not stat.S_ISDIR(mode):
        yield from _read_file(name, published_at, full_text=full_text)
        return
    empty = True
    for file in _iter_files(name):
        empty = False
        items = _read_file(file, published_at, full_text=full_text)
        yield from (item for item in items if not _is_beside(item)) if _stands_beside(file) else items
    if empty:
        yield make_rejection(ReadError("DRG-READ-017", f"the folder {name} holds no files; give a folder with text, HTML, JSON Lines or CSV files"), name)


def read_stream(stream: ByteStream, *, name: str = "-", published_at: str | None = None, full_text: bool = False) -> Iterator[Item]:
    """Reads the documents of an open binary stream, such as standard input; rows and entries of feeds come one by one, other kinds are read up to 64 MiB.

    Args:
        stream: what to read.
        name: what to call it in messages and records.
        published_at: publication date of documents that state none.
        full_text: whether the pages behind the entries of a feed are fetched.
    """
    return read_opened(stream, name=name, published_at=published_at, full_text=full_text)


def read_opened(
    stream: ByteStream, *, name: str, published_at: str | None = None, url: str | None = None, charset: str | None = None, kind: formats.Kind | None = None,
    nesting: Nesting | None = None, full_text: bool = False,
) -> Iterator[Item]:  # fmt: skip
    """Reads the documents of a stream; never raises.

    Args:
        stream: what to read.
        name: what to call it in messages and records.
        published_at: publication date of documents that state none.
        url: address that it came from.
        charset: character set that a server named.
        kind: kind that a server named; the content counts first.
        nesting: where the stream lies in archives; None for an input of its own.
        full_text: whether the pages behind the entries of a feed are fetched.
    """
    try:
        default = require_published(published_at, name)
        head, stream = _take_head(stream)
        if (container := containers.find_container(head)) is not None:
            yield from containers.read_container(container, stream, name=name, published_at=default, nesting=nesting, read=read_opened)
            return
        if head.startswith(_WIDE_MARKS):
            head, stream = _narrow(stream, name)
        _refuse_foreign(head, name)
        kind = _find_kind(head, stream, name, kind)
        yield from _READERS[kind](stream, _Source(name, default, url, charset, _page_fetcher() if full_text else None))
    except (ReadError, MissingExtraError) as error:
        yield make_rejection(error, name)
    except (OSError, ValueError) as error:
        yield make_rejection(_open_error(name, error), name)


class _Source(NamedTuple):
    """What is known of an input besides its bytes."""

    name: str
    published_at: str | None
    url: str | None
    charset: str | None
    fetch: Fetch | None


def _read_jsonl(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return tables.read_jsonl(stream, name=source.name, published_at=source.published_at, fetch=source.fetch)


def _read_csv(stream: ByteStream, source: _Source) -> Iterator[Item]:
    delimiter = "\t" if formats.ending(source.name) in {".tsv", ".tab"} else None
    return tables.read_csv(stream, name=source.name, published_at=source.published_at, delimiter=delimiter)


def _read_json(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return tables.read_json(_read_whole(stream, source.name), name=source.name, published_at=source.published_at, fetch=source.fetch)


def _read_feed(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return read_feed(stream, name=source.name, published_at=source.published_at, charset=source.charset, url=source.url, fetch=source.fetch)


def _read_newsml(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return read_newsml(_read_whole(stream, source.name), name=source.name, published_at=source.published_at, charset=source.charset)


def _read_nitf(stream: ByteStream, source: _Source) -> Iterator[Item]:
    yield read_nitf(_read_whole(stream, source.name), name=source.name, published_at=source.published_at, charset=source.charset)


def _read_markdown(stream: ByteStream, source: _Source) -> Iterator[Item]:
    data = _read_whole(stream, source.name)
    yield read_markdown(data, name=source.name, published_at=source.published_at, charset=source.charset, url=source.url)


def _read_page(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return _read_article(stream, source, is_html=True)


def _read_text(stream: ByteStream, source: _Source) -> Iterator[Item]:
    return _read_article(stream, source, is_html=False)


def _read_article(stream: ByteStream, source: _Source, *, is_html: bool) -> Iterator[Item]:
    """Reads an export of a news database, which is text or HTML, or one document."""
    data = _read_whole(stream, source.name)
    if (export := exports.find_export(data)) is not None:
        yield from exports.read_export(data, export, name=source.name, published_at=source.published_at)
    else:
        yield _read_one(data, source.name, source.published_at, source.url, source.charset, is_html=is_html)


_READERS: dict[formats.Kind, Callable[[ByteStream, _Source], Iterator[Item]]] = {
    "plain": _read_text, "html": _read_page, "markdown": _read_markdown, "json": _read_json, "jsonl": _read_jsonl, "csv": _read_csv, "newsml": _read_newsml,
    "nitf": _read_nitf, "feed": _read_feed,
}  # fmt: skip


def _page_fetcher() -> Fetch:
    """Returns what fetches the pages behind the entries of a feed, through the guarded reader of web addresses."""
    from dragoman.readers.robots import PageFetcher  # which imports this module

    return PageFetcher()


def _read_one(data: bytes, name: str, published_at: str | None, url: str | None, charset: str | None, *, is_html: bool) -> Item:
    """Reads a file that is one document."""
    try:
        document = read_html(data, path=name, url=url, charset=charset) if is_html else _read_plain(data, name, url, charset)
        return with_default_date(document, published_at)
    except ReadError as error:
        return make_rejection(error, name)


def _read_plain(data: bytes, name: str, url: str | None, charset: str | None) -> Document:
    if (seen := describe_binary(data)) is not None:
        raise ReadError("DRG-READ-005", f"{name}: this is {seen}, not text; convert it to plain text, HTML, JSONL or CSV")
    if len(data) > 4 * MAX_DOCUMENT_CHARS + 4:  # No encoding takes more than four bytes a character: not worth decoding.
        raise ReadError("DRG-READ-007", f"{name}: the text has {len(data)} bytes, more than {MAX_DOCUMENT_CHARS} characters; split it into its stories")
    text = decode_bytes(data, charset)
    damaged = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode())
    if damaged > 0:
        _LOG.warning("%r: %d characters could not be decoded and stand as U+FFFD; save the file as UTF-8", name, damaged)
    if has_markup(text):
        return read_html(text.encode("utf-8"), path=name, url=url)
    return read_text(text, path=name, url=url)


def _take_head(stream: ByteStream) -> tuple[bytes, ByteStream]:
    if isinstance(stream, LayerStream):  # Where it breaks, what came before is still to be read.
        return stream.peek(HEAD_BYTES), stream
    parts: list[bytes] = []
    missing = HEAD_BYTES
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    head = b"".join(parts)
    return head, RewoundStream(head, stream)


def _narrow(stream: ByteStream, name: str) -> tuple[bytes, ByteStream]:
    """Turns UTF-16 and UTF-32 into UTF-8, whose lines can be told apart."""
    data = decode_bytes(_read_whole(stream, name)).encode("utf-8")
    return data[:HEAD_BYTES], BytesIO(data)


def _refuse_foreign(head: bytes, name: str) -> None:
    if (seen := formats.describe_foreign(head, name)) is not None:
        raise ReadError("DRG-READ-006", f"{name}: this is {seen}, a format that is not read; convert it to plain text, HTML, JSON Lines or CSV")
    if not head.startswith(_WIDE_MARKS) and (seen := describe_binary(head)) is not None and formats.kind_by_name(name) not in ("jsonl", "csv"):
        advice = "export its articles as text or DOCX" if head.startswith(b"%PDF-") else "convert it to plain text, HTML, JSONL or CSV"
        raise ReadError("DRG-READ-005", f"{name}: this is {seen}, not text; {advice}")


def _find_kind(head: bytes, stream: ByteStream, name: str, told: formats.Kind | None) -> formats.Kind:
    """Returns the kind of a file by its first bytes, then by its name, then by what the server said."""
    if (by_root := formats.kind_by_root(head)) is not None:
        return by_root
    by_name = formats.kind_by_name(name) or told
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")) and by_name not in ("html", "csv", "markdown"):
        return _find_json_kind(start, stream, by_name)
    if looks_like_html(head):
        return "html"
    if by_name is not None:
        return by_name
    first_line = decode_bytes(start[:HEAD_BYTES].split(b"\n", 1)[0])
    return "csv" if tables.looks_like_csv(first_line) else "plain"


def _find_json_kind(start: bytes, stream: ByteStream, by_name: formats.Kind | None) -> formats.Kind:
    """Tells JSON from JSON Lines: the first line of JSON Lines is an object of its own."""
    first, _, rest = start.partition(b"\n")
    if by_name == "jsonl":
        return "json" if first.strip() in {b"{", b"["} else "jsonl"
    if start.startswith(b"[") or by_name == "json":
        is_json = start.startswith((b'{"', b"[{", b"[ ", b"[\n", b"[\r", b"[]", b"{ ", b"{\n", b"{\r", b"{}"))
        return "json" if by_name == "json" or is_json else "plain"
    return "jsonl" if _is_object(first) and rest.strip() else "json" if len(start) < HEAD_BYTES // 2 or first.strip() == b"{" else "jsonl"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(tables.decode_json(line, ""), dict)
    except ReadError:
        return False


def _read_whole(stream: ByteStream, name: str) -> bytes:
    data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ReadError("DRG-READ-003", f"{name} has more than {MAX_FILE_BYTES} bytes; split it, or give JSON Lines or CSV, which are read row by row")
    return data


def _read_file(name: str, published_at: str | None, *, full_text: bool) -> Iterator[Item]:
    try:
        with Path(name).open("rb") as stream:
            yield from read_opened(stream, name=name, published_at=published_at, full_text=full_text)
    except (OSError, ValueError) as error:
        yield make_rejection(_open_error(name, error), name)


def _iter_files(folder: str) -> Iterator[str]:
    """Yields the regular files below ``folder`` that are not hidden, in the order of their names."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent) / name
            if not name.startswith(".") and path.is_file():
                yield str(path)


def _stands_beside(file: str) -> bool:
    """Says whether a file is JSON and has a story of its name beside it."""
    path = Path(file)
    return path.suffix.lower() == ".json" and any(path.with_suffix(ending).is_file() for ending in _STORY_ENDINGS)


def _is_beside(item: Item) -> bool:
    return isinstance(item, Rejection) and item.code == "DRG-READ-011"


def _open_error(name: str, error: OSError | ValueError) -> ReadError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReadError("DRG-READ-001", f"there is no file {name}; check its path")
    reason = error.strerror if isinstance(error, OSError) else None
    return ReadError("DRG-READ-002", f"{name} cannot be read ({reason or error}); check the path and your rights to it")
