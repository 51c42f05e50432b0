"""What the store's tables hold: the records' columns, the month and the batch of each row, and flat columns of events that large questions are answered from.

Parties and source chains are lists of structures, which a question over a million events would have to read whole. What counting by pair and source needs of
them is stored beside them as text; rows of stores that lack these columns get them from the same definitions in SQL.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dragoman.errors import MissingExtraError
from dragoman.records import Record
from dragoman.records.schema import TABLES, arrow_schema, rows_table, table_rows
from dragoman.store.import_schema import IMPORT_TABLES, import_schema
from dragoman.store.merge_tables import MERGE_TABLES

if TYPE_CHECKING:
    import pyarrow as pa

#: Tables that the store has besides those of the records.
OWN_TABLES = ("records", "skipped", "batches", "runs", *MERGE_TABLES, *IMPORT_TABLES)
#: Those of them that got columns since; what older versions wrote has nothing in these.
WIDENED = ("runs",)
UNDATED = "undated"

_COUNTRIES = """CASE WHEN len({parties}) > 0 THEN array_to_string(list_sort(list_distinct(list_filter(
    list_transform({parties}, lambda p: p.country), lambda c: c IS NOT NULL))), ';') END"""
_LINKS = """nullif(array_to_string(list_sort(list_distinct(list_transform(
    list_filter(source_chain, lambda l: l.role IN ({roles})), lambda l: lower(l.name)))), '+'), '')"""
RELAYS, AGENCIES = ("relay", "cites"), ("agency",)
#: Countries of the parties joined with semicolons, NULL where there is no party, empty where none has a country; names of relays and agencies.
FLAT_SQL: Mapping[str, Mapping[str, str]] = {
    "events": {
        "actor_countries": _COUNTRIES.format(parties="actors"), "recipient_countries": _COUNTRIES.format(parties="recipients"),
        "relay_names": _LINKS.format(roles="'relay', 'cites'"), "agency_names": _LINKS.format(roles="'agency'"),
    }
}  # fmt: skip


def import_delta() -> tuple[Any, Any]:
    """Returns deltalake and pyarrow; raises MissingExtraError where they are not installed."""
    try:
        import deltalake
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("deltalake", "store") from error
    return deltalake, pyarrow


def _own_schema(arrow: Any, table: str) -> pa.Schema:
    if table in IMPORT_TABLES:
        return import_schema(arrow, table)
    text, whole = arrow.string(), arrow.int64()
    kinds = {"text": text, "whole": whole, "number": arrow.float64(), "texts": arrow.list_(text)}
    if table in MERGE_TABLES:
        made: pa.Schema = arrow.schema([(name, kinds[kind]) for name, kind in MERGE_TABLES[table].items()])
        return made
    columns = {
        "records": {"document_id": text, "record": text, "text": text, "month": text, "batch": text},
        "skipped": {"id": text, "path": text, "stage": text, "code": text, "message": text, "batch": text},
        "batches": {"batch": text, "run": text, "committed_at": text, "documents": whole, "skipped": whole},
        "runs": {"run": text, "started_at": text, "finished_at": text, "dragoman": text, "model_sha256": text, "config_sha256": text,
                 "sources": arrow.list_(text), "read": whole, "known": whole, "coded": whole, "skipped": whole, "events": whole,
                 "duplicates": whole, "gated": whole, "rejected": whole,
                 "reasons": arrow.list_(arrow.struct([("stage", text), ("code", text), ("inputs", whole)]))},
    }[table]  # fmt: skip
    schema: pa.Schema = arrow.schema(list(columns.items()))
    return schema


@functools.cache
def table_schema(table: str) -> pa.Schema:
    """Returns the Arrow schema of a table of the store: the record's columns, then ``month``, ``batch`` and the flat ones."""
    _, arrow = import_delta()
    if table in OWN_TABLES:
        return _own_schema(arrow, table)
    schema: pa.Schema = arrow_schema(table)
    for name in ("month", "batch", *FLAT_SQL.get(table, ())):
        schema = schema.append(arrow.field(name, arrow.string()))
    return schema.remove_metadata()


def stored_rows(records: Iterable[tuple[Record, str]], table: str) -> pa.Table:
    """Returns the rows that records add to a table of the store, each record with its batch."""
    _, arrow = import_delta()
    rows, extra = [], []
    for record, batch in records:
        for row in table_rows(record, table):
            rows.append(row)
            extra.append({"month": month_of(record), "batch": batch, **(_flat(row) if table in FLAT_SQL else {})})
    made = rows_table(arrow, rows, table).replace_schema_metadata(None)
    for name in ("month", "batch", *FLAT_SQL.get(table, ())):
        made = made.append_column(name, arrow.array([values[name] for values in extra], arrow.string()))
    return made


def month_of(record: Record) -> str:
    """Returns the month of publication, by which tables are partitioned."""
    return (record.document.published_at or "")[:7] or UNDATED


def _flat(event: Mapping[str, Any]) -> dict[str, str | None]:
    """Says in Python what ``FLAT_SQL`` says."""
    chain = event["source_chain"]
    return {
        "actor_countries": _countries(event["actors"]), "recipient_countries": _countries(event["recipients"]),
        "relay_names": _names(chain, RELAYS), "agency_names": _names(chain, AGENCIES),
    }  # fmt: skip


def _countries(parties: Iterable[Mapping[str, Any]]) -> str | None:
    return ";".join(sorted({p["country"] for p in parties if p["country"] is not None})) if parties else None


def _names(chain: Iterable[Mapping[str, Any]], roles: tuple[str, ...]) -> str | None:
    return "+".join(sorted({link["name"].lower() for link in chain if link["role"] in roles and link["name"]})) or None


def shape(kind: Any) -> Any:
    """Returns the names of a type's parts, nested as they are: what two schemas can be compared by."""
    from pyarrow import types

    if types.is_struct(kind):
        return {kind.field(i).name: shape(kind.field(i).type) for i in range(kind.num_fields)}
    if types.is_map(kind):
        return {"": shape(kind.item_type)}
    if types.is_list(kind) or types.is_large_list(kind):
        return {"": shape(kind.value_type)}
    return {}


def lacks(found: Any, wanted: Any) -> bool:
    """Whether a shape misses a part of another one."""
    return any(name not in found or lacks(found[name], parts) for name, parts in wanted.items())


def is_outdated(table: str, schema: pa.Schema) -> bool:
    """Whether a table of a store misses columns, or parts of nested ones, that are written today."""
    return lacks({f.name: shape(f.type) for f in schema}, {f.name: shape(f.type) for f in table_schema(table)} if table in (*TABLES, *WIDENED) else {})
