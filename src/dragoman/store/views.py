"""A DuckDB connection over a store: one view per table, as the store stands or stood, read only and cut off from files and network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.errors import MissingExtraError
from dragoman.records.schema import TABLES
from dragoman.store.delta import OWN_TABLES, Store
from dragoman.store.import_views import add_import_views
from dragoman.store.merge_views import AFTER_VIEWS, MERGE_VIEWS, MERGED_ID, PLAIN_ID, source_of

if TYPE_CHECKING:
    import duckdb

_VIEWS = """
CREATE VIEW documents AS SELECT * EXCLUDE (copy) FROM (
    SELECT d.*, row_number() OVER (PARTITION BY id ORDER BY batch) AS copy FROM documents_raw d SEMI JOIN batches_raw b USING (batch)) WHERE copy = 1;
CREATE VIEW counted AS SELECT id AS document_id, batch FROM documents;
CREATE VIEW batches AS SELECT * FROM batches_raw;
CREATE VIEW runs AS SELECT * FROM runs_raw;
CREATE VIEW skipped AS SELECT * EXCLUDE (copy) FROM (
    SELECT s.*, row_number() OVER (PARTITION BY id ORDER BY batch) AS copy FROM skipped_raw s SEMI JOIN batches_raw b USING (batch)) WHERE copy = 1;
CREATE VIEW texts AS SELECT document_id, text FROM records_raw r SEMI JOIN counted c USING (document_id, batch);
"""
_REPORTS = f"""
CREATE VIEW event_reports AS
    SELECT e.*, {{identity}} AS canonical_id, {source_of("e.")} AS source, d.published_at, d.path, d.title
    FROM events e JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id
    LEFT JOIN merge_groups m ON m.kind = 'events' AND m.id = e.id;
"""
_AFTER = """
CREATE VIEW canonical_events AS
    SELECT canonical_id, any_value(event_type ORDER BY id) AS event_type, mode(cameo) AS cameo, any_value(quad ORDER BY id) AS quad, avg(intensity) AS intensity,
        any_value(actors ORDER BY confidence DESC, id) AS actors, any_value(recipients ORDER BY confidence DESC, id) AS recipients,
        any_value("when" ORDER BY confidence DESC, id) AS "when", bool_or(exportable) AS exportable, bool_or(status = 'contested') AS contested,
        count(*) AS reports, count(DISTINCT document_id) AS documents, count(DISTINCT source) AS sources, max(confidence) AS confidence, list(id ORDER BY id) AS ids
    FROM event_reports GROUP BY canonical_id;
CREATE VIEW dyads AS
    SELECT c.canonical_id, a.country AS actor, r.country AS recipient, c.event_type, c.cameo, c.quad, c.intensity, substr(c."when"."start", 1, 10) AS day,
        c.exportable, c.contested, c.reports, c.sources, c.ids
    FROM (SELECT *, unnest(list_distinct(list_transform(actors, lambda p: struct_pack(country := p.country)))) AS a FROM canonical_events) c,
        LATERAL (SELECT unnest(list_distinct(list_transform(
            CASE WHEN len(c.recipients) > 0 THEN c.recipients ELSE c.actors END, lambda p: struct_pack(country := p.country)))) AS r)
    WHERE a.country IS NOT NULL AND r.country IS NOT NULL AND a.country <> r.country;
"""


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """Opens a store for questions; statements that write, read files or reach the network fail.

    Raises:
        MissingExtraError: duckdb is not installed.
        StoreError: there is no store.
    """
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("duckdb", "store") from error
    store.require()
    connection: Any = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    for table in (*TABLES, *OWN_TABLES):
        connection.register(f"{table}_raw", store.dataset(table))
    connection.execute(_VIEWS + MERGE_VIEWS)
    merged = connection.execute("SELECT count(*) FROM merge_runs").fetchone()[0] > 0
    for table in TABLES:
        if table != "documents":
            connection.execute(f"CREATE VIEW {table} AS SELECT t.* FROM {table}_raw t SEMI JOIN counted c USING (document_id, batch)")
    connection.execute(_REPORTS.format(identity=MERGED_ID if merged else PLAIN_ID) + _AFTER + AFTER_VIEWS)
    add_import_views(connection, store)
    connection.execute("SET enable_external_access = false; SET python_enable_replacements = false; SET lock_configuration = true")
    return connection  # type: ignore[no-any-return]
