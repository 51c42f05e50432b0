"""Named queries and raw SQL over a store (DOMAIN, section 7; ``data/queries.toml`` holds their text)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.store.delta import Store
from dragoman.store.views import connect


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question with a name: what it asks, what may be given, values for an example, its SQL."""

    name: str
    question: str
    parameters: dict[str, str]
    example: dict[str, str]
    sql: str


@functools.cache
def _named() -> dict[str, Query]:
    text = resources.files("dragoman.store").joinpath("data", "queries.toml").read_text(encoding="utf-8")
    return {name: Query(name=name, **fields) for name, fields in tomllib.loads(text).items()}


NAMED: Mapping[str, Query] = _named()


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """What a query gave: the names of its columns, and the rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[Sequence[Any]]


def ask_store(store: Store, *, name: str | None = None, sql: str | None = None, parameters: Mapping[str, str] | None = None) -> Rows:
    """Answers a named query, or SQL that only reads.

    Args:
        store: what to ask.
        name: one of ``NAMED``.
        sql: one SELECT over the views of the store (docs/store.md).
        parameters: values of the named query's parameters; the rest are null.

    Raises:
        StoreError: no such query or parameter, or the SQL cannot be run.
    """
    given: dict[str, str | None] = dict(parameters or {})
    if name is not None:
        if name not in NAMED:
            raise StoreError("DRG-STORE-005", f"there is no query {name!r}; the queries are: {', '.join(NAMED)}")
        query = NAMED[name]
        unknown = set(given) - set(query.parameters)
        if unknown:
            raise StoreError("DRG-STORE-005", f"the query {name} takes no {', '.join(sorted(unknown))}; it takes: {', '.join(query.parameters)}")
        sql, given = query.sql, {p: given.get(p) for p in query.parameters}
    connection = connect(store)
    import duckdb

    try:
        if name is None and len(connection.extract_statements(sql or "")) != 1:
            raise StoreError("DRG-STORE-006", "give one statement, a SELECT")
        if name is None and connection.extract_statements(sql or "")[0].type != duckdb.StatementType.SELECT:
            raise StoreError("DRG-STORE-006", "the store is read only: give a SELECT")
        connection.execute(sql or "", given or None)
        columns = tuple(d[0] for d in connection.description or ())
    except duckdb.Error as error:
        raise StoreError("DRG-STORE-006", f"the query cannot be answered: {error}") from error
    return Rows(columns=columns, rows=_fetch(connection))


def find_documents(store: Store, table: str, parties: Iterable[str | None]) -> set[str]:
    """Returns the documents that hold a row of ``table`` which names the given country codes: few enough to be read whole for a question."""
    codes = [p for p in parties if p is not None and len(p) == 3 and p.isupper() and p.isalpha()]
    condition = " AND ".join("contains(CAST(t AS VARCHAR), ?)" for _ in codes) or "true"
    if table == "claims":  # whom a claim speaks of may stand in its words alone
        codes, condition = [], "true"
    rows = connect(store).execute(f"SELECT DISTINCT t.document_id FROM {table} t WHERE {condition}", codes).fetchall()
    return {row[0] for row in rows}


def _fetch(connection: Any) -> Iterator[Sequence[Any]]:
    while batch := connection.fetchmany(10_000):
        yield from batch
