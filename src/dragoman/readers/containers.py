"""Files that hold others, or that have to be converted before they are text: told by their first bytes, whatever their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dragoman.readers import archives, packed, parquet, rtf, tar, warc
from dragoman.readers.layers import Nesting
from dragoman.readers.limits import ByteStream
from dragoman.records import Document, Rejection

Container = Literal["gzip", "bzip2", "xz", "zip", "tar", "warc", "parquet", "rtf"]


def find_container(head: bytes) -> Container | None:
    """Returns what kind of container begins with ``head``, None for everything else."""
    packing = packed.find_packing(head)
    if packing is not None:
        return packing
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(parquet.MAGIC):
        return "parquet"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return "tar" if tar.is_tar(head) else None


def read_container(
    container: Container, stream: ByteStream, *, name: str, published_at: str | None, nesting: Nesting | None, read: archives.Read
) -> Iterator[Document | Rejection]:
    """Reads the documents of a container.

    Args:
        container: what ``find_container`` said.
        stream: the container from its start.
        name: its path.
        published_at: ISO date of documents that state none.
        nesting: where it lies in other containers; None for the input itself.
        read: the reader of any stream, which members are given to.

    Raises:
        DragomanError: the container is damaged, too large or too deep; a library is missing.
    """
    nesting = nesting or Nesting()
    if container in ("gzip", "bzip2", "xz"):
        inner = nesting.enter_packed(name)
        yield from read(packed.unpack(stream, container, name, inner), name=name, published_at=published_at, nesting=inner)
    elif container == "zip":
        yield from archives.read_zip(stream, name=name, published_at=published_at, nesting=nesting, read=read)
    elif container == "tar":
        yield from archives.read_tar(stream, name=name, published_at=published_at, nesting=nesting, read=read)
    elif container == "warc":
        yield from warc.read_warc(stream, name=name, published_at=published_at, nesting=nesting, read=read)
    elif container == "parquet":
        yield from parquet.read_parquet(stream, name=name, published_at=published_at)
    else:
        yield from rtf.read_rtf(stream, name=name, published_at=published_at)
