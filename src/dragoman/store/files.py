"""A store's Parquet files as DuckDB views: read by DuckDB itself where they are local, so that only the columns and row groups asked for are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dragoman.records.schema import TABLES
from dragoman.store.delta import Store
from dragoman.store.stored import FLAT_SQL, OWN_TABLES, WIDENED, is_outdated, table_schema

#: Features of Delta tables under which a file alone is not the table; the store writes none of them, another program might.
_INDIRECT = frozenset({"deletionVectors", "columnMapping"})

#: Characters that DuckDB would take for a pattern of names.
_GLOB = frozenset("*?[")
#: What a table is partitioned by stands in the path of its files. Only where another version wrote may files differ in their
#: columns: to look into each of them takes a third of the time in which a store opens.
_READ = "hive_partitioning = true, hive_types_autocast = false"

#: A writer adds ``documents`` first and ``batches`` last (of others' event data: ``imports``). Read the other way round, a batch that is being written is
#: either whole or can be told by its documents.
_ORDER = ("batches", "imports", *(t for t in (*TABLES, *OWN_TABLES) if t not in ("batches", "imports", "documents")), "documents")


def attach_tables(connection: Any, store: Store) -> None:
    """Makes a view ``TABLE_raw`` of each table of the store, with the rows of all batches, then cuts the connection off from all other files.

    Local files are read by DuckDB with the columns that a question needs (a million events: a hundredth of a second for one column);
    those of an object store through pyarrow.

    Args:
        connection: a DuckDB connection that may still reach files.
        store: one that exists.
    """
    import pyarrow

    connection.execute("SET parquet_metadata_cache = true")
    for table in _ORDER:
        delta = store.delta(table)
        fields = [] if delta is None else [field.name for field in delta.schema().fields]
        outdated = delta is not None and is_outdated(table, pyarrow.schema(delta.schema().to_arrow()))
        name = f"{table}_{'old' if outdated else 'raw'}"
        paths = local_files(store, delta)
        if paths:
            listed = ", ".join(map(quoted, paths))
            columns = ", ".join('"' + field.replace('"', '""') + '"' for field in fields)
            mixed = outdated or table in WIDENED or set(fields) != set(table_schema(table).names)
            connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet([{listed}], {_READ}, union_by_name = {mixed})")
        else:
            connection.register(name, table_schema(table).empty_table() if delta is None else delta.to_pyarrow_dataset())
        if outdated:
            _complete(connection, table, set(fields))
    if "://" not in store.uri:
        connection.execute(f"SET allowed_directories = [{quoted(str(Path(store.uri).resolve()))}]")
    connection.execute("SET enable_external_access = false")


def _complete(connection: Any, table: str, present: set[str]) -> None:
    """Makes the view of a table that an older version wrote: flat columns from what they are made of, other missing columns and parts null."""
    made = "".join(f', {sql} AS "{name}"' for name, sql in FLAT_SQL.get(table, {}).items() if name not in present)
    connection.register(f"{table}_none", table_schema(table).empty_table())
    connection.execute(f"CREATE VIEW {table}_raw AS SELECT *{made} FROM {table}_old UNION ALL BY NAME SELECT * FROM {table}_none")


def local_files(store: Store, delta: Any) -> list[str]:
    """Returns the paths of the files that hold a Delta table of a store, empty where DuckDB should not read them itself."""
    if "://" in store.uri or "=" in str(Path(store.uri).resolve()):  # DuckDB would take a folder of the path for a column
        return []
    if delta is None or _INDIRECT & set(delta.protocol().reader_features or ()):
        return []
    paths = sorted(unquote(uri.removeprefix("file://")) for uri in delta.file_uris())
    return paths if not any(_GLOB & set(path) or not Path(path).is_file() for path in paths) else []


def quoted(text: str) -> str:
    """Returns ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
