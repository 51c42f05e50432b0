from __future__ import annotations

import pyarrow.parquet
import pytest

from dragoman.errors import ConfigError
from dragoman.output import make_folder_writer, make_writer
from dragoman.records.schema import TABLES, arrow_schema, arrow_table


def test_each_table_is_a_file_with_its_schema(coded, tmp_path):
    writer = make_folder_writer("parquet", tmp_path)
    writer.write(coded)
    writer.write(coded)
    writer.close()
    for table in TABLES:
        back = pyarrow.parquet.read_table(tmp_path / f"{table}.parquet")
        assert back.schema.equals(arrow_schema(table))
        assert back.equals(arrow_table([coded.record] * 2, table))


def test_parquet_without_a_folder_is_refused(tmp_path):
    with (tmp_path / "x").open("wb") as stream, pytest.raises(ConfigError, match="-o FOLDER"):
        make_writer("parquet", stream)
