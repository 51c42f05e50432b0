"""Shows and writes coded documents: table, JSON, CSV, Parquet, and one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Protocol

from dragoman.errors import ConfigError
from dragoman.records import CodedDocument, Rejection

FORMATS = ("table", "json", "jsonl", "csv", "parquet", "html")
FOLDER_FORMATS = ("csv", "parquet")


class Writer(Protocol):
    """Takes coded documents one by one, in input order."""

    def write(self, item: CodedDocument | Rejection) -> None:
        """Writes one document, or the rejection of one that could not be read."""

    def close(self) -> None:
        """Ends the output. Streams that the writer was given stay open."""


def make_writer(format_name: str, stream: IO[bytes], *, width: int | None = None, color: bool | None = None) -> Writer:
    """Makes the writer of a format that fits into one stream.

    Args:
        format_name: one of ``FORMATS`` except ``parquet``.
        stream: where the bytes go.
        width: columns of the table; the terminal's if None.
        color: whether the table has colour; None means where ``stream`` is a terminal.

    Raises:
        ConfigError: the format is unknown or needs a folder.
    """
    if format_name == "table":
        from dragoman.output.table import TableWriter

        return TableWriter(stream, width=width, color=color)
    if format_name == "json":
        from dragoman.output.json_lines import JsonWriter

        return JsonWriter(stream)
    if format_name == "jsonl":
        from dragoman.output.json_lines import JsonLinesWriter

        return JsonLinesWriter(stream)
    if format_name == "csv":
        from dragoman.output.csv_tables import CsvWriter

        return CsvWriter(stream)
    if format_name == "html":
        from dragoman.output.page import PageWriter

        return PageWriter(stream)
    if format_name == "parquet":
        raise ConfigError("DRG-CONFIG-011", "parquet has one file per table and needs a folder: add -o FOLDER")
    raise ConfigError("DRG-CONFIG-012", f"there is no format {format_name!r}; the formats are: {', '.join(FORMATS)}")


def make_folder_writer(format_name: str, folder: Path) -> Writer:
    """Makes the writer of a format that has one file per table; raises ConfigError for other formats and MissingExtraError."""
    if format_name == "csv":
        from dragoman.output.csv_tables import CsvFolderWriter

        return CsvFolderWriter(folder)
    if format_name == "parquet":
        from dragoman.output.parquet_tables import ParquetFolderWriter

        return ParquetFolderWriter(folder)
    raise ConfigError("DRG-CONFIG-012", f"format {format_name!r} is not written to a folder; those are: {', '.join(FOLDER_FORMATS)}")
