"""Hands records to pandas and polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.errors import MissingExtraError
from dragoman.records import Record
from dragoman.records.schema import arrow_table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def to_pandas(records: list[Record], table: str) -> pd.DataFrame:
    """Returns one table as a pandas DataFrame; nested values are dicts and arrays. Raises MissingExtraError."""
    try:
        import pandas  # noqa: F401, pyarrow imports it, with a message that does not name our extra
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error
    return arrow_table(records, table).to_pandas()


def to_polars(records: list[Record], table: str) -> pl.DataFrame:
    """Returns one table as a polars DataFrame; nested values are structs and lists. Raises MissingExtraError."""
    try:
        import polars
    except ImportError as error:
        raise MissingExtraError("polars", "polars") from error
    frame = polars.from_arrow(arrow_table(records, table))
    if not isinstance(frame, polars.DataFrame):
        raise TypeError("polars made no DataFrame of an Arrow table")
    return frame
