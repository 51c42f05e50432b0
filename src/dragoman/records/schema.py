"""One definition of the records, two schemas: JSON Schema and Arrow, both generated from the record types.

    python -m dragoman.records.schema             JSON Schema of a record
    python -m dragoman.records.schema events      Arrow schema of one table

A record becomes one table per record type. Every row starts with ``document_id`` (``documents`` has ``id``); nested values stay nested
as Arrow structs, lists and maps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.errors import ConfigError, MissingExtraError
from dragoman.records import facts
from dragoman.records.document import DocumentHeader
from dragoman.records.record import SCHEMA_VERSION, Provenance, Record, Rejection

if TYPE_CHECKING:
    import pyarrow as pa

TABLES: dict[str, type[msgspec.Struct]] = {
    "documents": DocumentHeader,
    "actors": facts.Actor,
    "places": facts.Place,
    "events": facts.Event,
    "statements": facts.Statement,
    "claims": facts.Claim,
    "agreements": facts.Agreement,
    "obligations": facts.Obligation,
    "measures": facts.Measure,
    "transfers": facts.Transfer,
    "meetings": facts.Meeting,
    "situations": facts.Situation,
    "comparative_claims": facts.ComparativeClaim,
    "rejections": Rejection,
}


_SURROGATE = re.compile("[\ud800-\udfff]")


class Column(msgspec.Struct, frozen=True):
    """A column of a table, or a part of a nested one: its name, its type as msgspec sees it, and whether it may be null."""

    name: str
    type: msgspec.inspect.Type
    nullable: bool


def json_schema() -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of what ``dragoman code --format jsonl`` prints for one document."""
    schema = msgspec.json.schema(Record)
    title = f"dragoman record, schema version {SCHEMA_VERSION}"
    full = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(full))  # tuples, the records' defaults, become JSON's lists
    return plain


def table_type(table: str) -> type[msgspec.Struct]:
    """Returns the record type that the rows of ``table`` hold; raises ConfigError for a name that is not in ``TABLES``."""
    if table not in TABLES:
        raise ConfigError("DRG-CONFIG-010", f"there is no table {table!r}; the tables are: {', '.join(TABLES)}")
    return TABLES[table]


def strip_optional(kind: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, bool]:
    """Returns ``kind`` without ``None``, and whether None was allowed."""
    if not isinstance(kind, msgspec.inspect.UnionType):
        return kind, False
    members = [member for member in kind.types if not isinstance(member, msgspec.inspect.NoneType)]
    if len(members) != 1:
        raise TypeError(f"records hold no unions but optional values, found {kind}")
    return members[0], len(members) < len(kind.types)


def struct_columns(kind: msgspec.inspect.StructType) -> tuple[Column, ...]:
    """Returns the fields of a record type as columns, in the order of the contract."""
    return tuple(Column(field.encode_name, *strip_optional(field.type)) for field in kind.fields)


def table_columns(table: str) -> tuple[Column, ...]:
    """Returns the columns of ``table``: document id first, then the record's own fields."""
    kind = msgspec.inspect.type_info(table_type(table))
    if not isinstance(kind, msgspec.inspect.StructType):
        raise TypeError(f"{table} does not hold records")
    text = msgspec.inspect.StrType()
    if table == "documents":
        return (Column("schema_version", text, False), *struct_columns(kind), _provenance_column())
    return (Column("document_id", text, False), *struct_columns(kind))


def _provenance_column() -> Column:
    return Column("provenance", msgspec.inspect.type_info(Provenance), False)


def table_rows(record: Record, table: str) -> list[dict[str, Any]]:
    """Returns the rows that ``record`` adds to ``table``, as plain dicts whose keys are the table's columns."""
    kind = table_type(table)
    if table == "documents":
        provenance = _plain(record.provenance)
        return [{"schema_version": record.schema_version, **_plain(record.document), "provenance": provenance}]
    items: tuple[msgspec.Struct, ...] = getattr(record, table)
    names = kind.__struct_encode_fields__
    rows = []
    for item in items:
        values = _plain(item)
        rows.append({"document_id": record.document.id, **{name: values.get(name) for name in names}})
    return rows


def _plain(value: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value, builtin_types=())
    return plain


def arrow_schema(table: str) -> pa.Schema:
    """Returns the Arrow schema of ``table``, with the schema version in its metadata.

    Raises:
        ConfigError: there is no such table.
        MissingExtraError: pyarrow is not installed.
    """
    arrow = _import_arrow()
    fields = [arrow.field(c.name, _arrow_type(arrow, c.type), nullable=c.nullable) for c in table_columns(table)]
    schema: pa.Schema = arrow.schema(fields, metadata={"dragoman.schema_version": SCHEMA_VERSION, "dragoman.table": table})
    return schema


def arrow_table(records: list[Record], table: str) -> pa.Table:
    """Returns the rows of ``table`` of all ``records`` as one Arrow table; raises as ``arrow_schema``."""
    arrow = _import_arrow()
    return rows_table(arrow, [row for record in records for row in table_rows(record, table)], table)


def rows_table(arrow: Any, rows: list[dict[str, Any]], table: str) -> pa.Table:
    """Turns rows from ``table_rows`` into an Arrow table; text that is not valid UTF-8 gets U+FFFD in place of each broken byte."""
    result: pa.Table = arrow.Table.from_pylist([_arrow_value(row) for row in rows], schema=arrow_schema(table))
    return result


def replace_surrogates(text: str) -> str:
    """Puts U+FFFD in place of each lone surrogate, so that the text can be written as UTF-8; its length, and so all offsets, stay."""
    return _SURROGATE.sub("\ufffd", text)


def _import_arrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("pyarrow", "arrow") from error
    return pyarrow


def _arrow_value(value: Any) -> Any:
    """Arrow holds UTF-8 only, and takes a map's items as pairs; only ``arguments`` of a claim is a map."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, list | tuple):
        return [_arrow_value(item) for item in value]
    if isinstance(value, dict):
        plain = {key: _arrow_value(item) for key, item in value.items()}
        if "arguments" in plain:
            plain["arguments"] = list(plain["arguments"].items())
        return plain
    return value


def _arrow_type(arrow: Any, kind: msgspec.inspect.Type) -> Any:
    simple: dict[type[msgspec.inspect.Type], Any] = {
        msgspec.inspect.StrType: arrow.string(),
        msgspec.inspect.LiteralType: arrow.string(),
        msgspec.inspect.IntType: arrow.int64(),
        msgspec.inspect.FloatType: arrow.float64(),
        msgspec.inspect.BoolType: arrow.bool_(),
    }
    if type(kind) in simple:
        return simple[type(kind)]
    if isinstance(kind, msgspec.inspect.VarTupleType):
        item, nullable = strip_optional(kind.item_type)
        return arrow.list_(arrow.field("item", _arrow_type(arrow, item), nullable=nullable))
    if isinstance(kind, msgspec.inspect.DictType):
        return arrow.map_(arrow.string(), _arrow_type(arrow, strip_optional(kind.value_type)[0]))
    if isinstance(kind, msgspec.inspect.StructType):
        return arrow.struct([arrow.field(c.name, _arrow_type(arrow, c.type), nullable=c.nullable) for c in struct_columns(kind)])
    raise TypeError(f"records hold no {kind}")


def render_schema(table: str | None = None) -> str:
    """Returns the JSON Schema of a record, or the Arrow schema of one table, as text."""
    if table is None:
        return msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode()
    text: str = arrow_schema(table).to_string(show_schema_metadata=False)
    return text


if __name__ == "__main__":
    import sys

    sys.stdout.write(render_schema(sys.argv[1] if len(sys.argv) > 1 else None) + "\n")
