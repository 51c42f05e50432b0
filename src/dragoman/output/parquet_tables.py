"""Writes records as Parquet: a folder with one file per table, nested values kept nested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.errors import MissingExtraError
from dragoman.output.csv_tables import item_rows
from dragoman.records import CodedDocument, Rejection
from dragoman.records.schema import TABLES, arrow_schema, rows_table

ROWS_PER_GROUP = 20_000
"""Rows that are held before they are written: some 20 MB of events."""


class ParquetFolderWriter:
    """Writes one Parquet file per table into a folder, which it makes.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the folder to write to."""
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise MissingExtraError("pyarrow", "arrow") from error
        folder.mkdir(parents=True, exist_ok=True)
        self._arrow: Any = pyarrow
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self._writers = {
            table: pyarrow.parquet.ParquetWriter(folder / f"{table}.parquet", arrow_schema(table), compression="zstd") for table in TABLES
        }

    def write(self, item: CodedDocument | Rejection) -> None:
        """Takes the rows of one document and writes the tables that are full."""
        for table, rows in self._rows.items():
            rows.extend(item_rows(item, table))
            if len(rows) >= ROWS_PER_GROUP:
                self._flush(table)

    def _flush(self, table: str) -> None:
        if self._rows[table]:
            self._writers[table].write_table(rows_table(self._arrow, self._rows[table], table))
            self._rows[table].clear()

    def close(self) -> None:
        """Writes what is left and closes the files."""
        for table, writer in self._writers.items():
            self._flush(table)
            writer.close()
