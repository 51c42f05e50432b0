"""Columns of the tables that hold others' event data: the events, the rows that could not be taken, and the parts of files that were committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

IMPORT_TABLES = ("imported_events", "import_skipped", "imports")


def import_schema(arrow: Any, table: str) -> pa.Schema:
    """Returns the Arrow schema of one of ``IMPORT_TABLES``. ``row`` counts the lines of ``file`` from 1."""
    text, whole, real = arrow.string(), arrow.int64(), arrow.float64()
    texts = arrow.list_(text)
    party = arrow.list_(arrow.struct({"name": text, "country": text, "sector": text, "code": text, "sectors": texts}))
    columns = {
        "imported_events": {
            "id": text, "origin": text, "source_id": text, "date": text, "end_date": text, "event_type": text, "modes": texts, "contexts": texts, "cameo": text, "quad": text,
            "intensity": real, "origin_label": text, "origin_quad": text, "origin_intensity": real, "actors": party, "recipients": party, "place": text, "country": text,
            "lat": real, "lon": real, "geonames": whole, "publisher": text, "url": text, "published_at": text, "story": text, "text": text, "mentions": whole,
            "sources": whole, "articles": whole, "actor_countries": text, "recipient_countries": text, "row": whole, "year": text, "batch": text,
        },
        "import_skipped": {"id": text, "origin": text, "file": text, "row": whole, "code": text, "message": text, "batch": text},
        "imports": {
            "batch": text, "origin": text, "file": text, "file_sha256": text, "first_row": whole, "last_row": whole, "finished": arrow.bool_(), "rows": whole, "events": whole,
            "known": whole, "skipped": whole, "checked": whole, "dragoman": text, "committed_at": text,
        },
    }[table]  # fmt: skip
    schema: pa.Schema = arrow.schema(list(columns.items()))
    return schema
