"""Parquet files of documents, row group by row group, with the columns of CSV and JSON Lines (pyarrow is used here only)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import IO, Any, cast

from dragoman.errors import MissingExtraError, ReadError
from dragoman.readers import tables
from dragoman.readers.layers import open_seekable
from dragoman.readers.limits import ByteStream, make_rejection
from dragoman.records import Document, Rejection

BATCH_ROWS = 256
"""How many rows are held in memory at a time."""
MAX_GROUP_BYTES = 2 * 1024**3
"""Largest row group, unpacked: a page of it has to be unpacked as a whole. Programs write 128 MiB to 1 GiB."""
MAX_METADATA_BYTES = 100_000_000
MAX_COLUMNS = 10_000
MAGIC = b"PAR1"

Item = Document | Rejection


def read_parquet(stream: ByteStream, *, name: str, published_at: str | None) -> Iterator[Item]:
    """Reads one document a row; only the columns whose names mean something are read, row numbers count from 1.

    Raises:
        ReadError: the file is damaged, or no column holds the text.
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("pyarrow", "arrow") from error

    file, size = open_seekable(stream, name, "a Parquet file")
    try:
        table = pq.ParquetFile(
            cast("IO[bytes]", _Window(file, size)), thrift_string_size_limit=MAX_METADATA_BYTES, thrift_container_size_limit=1_000_000, page_checksum_verification=False
        )
        yield from _read_rows(table, name, published_at)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError, NotImplementedError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ReadError("DRG-READ-030", f"{name}: the file is damaged or no Parquet file ({reason}); what came before was read: get the file again") from error


def _read_rows(table: Any, name: str, published_at: str | None) -> Iterator[Item]:
    wanted = _columns(table, name)
    number = 0
    for group in range(table.num_row_groups):
        size = table.metadata.row_group(group).total_byte_size
        if not 0 <= size <= MAX_GROUP_BYTES:
            raise ReadError("DRG-READ-031", f"{name}: row group {group} has {size} bytes, more than {MAX_GROUP_BYTES}; write the file with smaller row groups")
        for batch in table.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], columns=wanted, use_threads=False):
            for row in _to_rows(batch):
                number += 1
                yield tables.read_row(row, name, number, published_at)
    if number == 0:
        yield make_rejection(ReadError("DRG-READ-015", f"{name}: the file holds no rows; give one document a row"), name)


def _columns(table: Any, name: str) -> list[str]:
    """Returns the columns that are read; raises ReadError where none holds the text."""
    names = [str(column) for column in table.schema_arrow.names[:MAX_COLUMNS]]
    wanted = [column for column in names if tables.meaning_of(column) is not None]
    if not any(tables.meaning_of(column) == "text" for column in wanted):
        raise tables.missing_text(name, names)
    return wanted


def _to_rows(batch: Any) -> Iterator[dict[str, object]]:
    """Yields the rows of a batch; what Python cannot hold (years past 9999) becomes text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = batch.schema.names
        columns = [[_value(cell) for cell in batch.column(position)] for position in range(len(names))]
    for cells in zip(*columns, strict=True):
        yield dict(reversed(list(zip(names, cells, strict=True))))


def _value(cell: Any) -> object:
    try:
        value: object = cell.as_py()
    except (ValueError, OverflowError, ArithmeticError):
        return str(cell)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else value


class _Window:
    """The part of a file that begins where it stands: what pyarrow asks of a file, without closing it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._start, self._size = file, file.tell(), size
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Returns up to ``size`` bytes."""
        left = self._size - self.tell()
        return self._file.read(max(0, left if size is None or size < 0 else min(size, left)))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Goes to a place."""
        base = {0: 0, 1: self.tell(), 2: self._size}[whence]
        self._file.seek(self._start + max(0, base + offset))
        return self.tell()

    def tell(self) -> int:
        """Returns the place."""
        return self._file.tell() - self._start

    def readable(self) -> bool:
        """Says that it can be read."""
        return True

    def writable(self) -> bool:
        """Says that it cannot be written."""
        return False

    def seekable(self) -> bool:
        """Says that it can be read from any place."""
        return True

    def flush(self) -> None:
        """Does nothing: nothing is written."""

    def close(self) -> None:
        """Leaves the file to its owner."""
        self.closed = True
