"""A store's Parquet files as DuckDB views: read by DuckDB itself where they are local, so that only the columns and row groups asked for are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dragoman.records.schema import TABLES
from dragoman.store.delta import OWN_TABLES, Store

#: Features of Delta tables under which a file alone is not the table; the store writes none of them, another program might.
_INDIRECT = frozenset({"deletionVectors", "columnMapping"})

#: Characters that DuckDB would take for a pattern of names.
_GLOB = frozenset("*?[")
#: The month of a file stands in its path; columns are matched by name, so that files of several versions may lie side by side.
_READ = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"

#: A writer adds ``documents`` first and ``batches`` last. Read the other way round, a batch that is being written is either whole or can be told by its documents.
_ORDER = ("batches", *(t for t in (*TABLES, *OWN_TABLES) if t not in ("batches", "documents")), "documents")


def attach_tables(connection: Any, store: Store) -> None:
    """Makes a view ``TABLE_raw`` of each table of the store, with the rows of all batches, then cuts the connection off from all other files.

    Local files are read by DuckDB with the columns that a question needs (a million events: a hundredth of a second for one column);
    those of an object store through pyarrow.

    Args:
        connection: a DuckDB connection that may still reach files.
        store: one that exists.
    """
    connection.execute("SET parquet_metadata_cache = true")
    for table in _ORDER:
        paths = local_files(store, table)
        if paths:
            listed = ", ".join(map(quoted, paths))
            own = "* EXCLUDE (month, batch), month, batch" if table in (*TABLES, "records") else "*"
            connection.execute(f"CREATE VIEW {table}_raw AS SELECT {own} FROM read_parquet([{listed}], {_READ})")
        else:
            connection.register(f"{table}_raw", store.dataset(table))
    if "://" not in store.uri:
        connection.execute(f"SET allowed_directories = [{quoted(str(Path(store.uri).resolve()))}]")
    connection.execute("SET enable_external_access = false")


def local_files(store: Store, table: str) -> list[str]:
    """Returns the paths of the files that hold a table as it stands, empty where DuckDB should not read them itself."""
    if "://" in store.uri:
        return []
    delta = store.delta(table)
    if delta is None or _INDIRECT & set(delta.protocol().reader_features or ()):
        return []
    paths = sorted(unquote(uri.removeprefix("file://")) for uri in delta.file_uris())
    return paths if not any(_GLOB & set(path) or not Path(path).is_file() for path in paths) else []


def quoted(text: str) -> str:
    """Returns ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
