"""A DuckDB connection over a store: one view per table, as the store stands or stood, read only and cut off from files and network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.errors import MissingExtraError
from dragoman.records.schema import TABLES
from dragoman.store.check import CHECK_VIEWS
from dragoman.store.delta import Store
from dragoman.store.files import attach_tables

if TYPE_CHECKING:
    import duckdb

#: Of several reports of one event: same type, same parties (states, else actors), same days; a planned one stays apart from one that took place.
_EVENT_KEY = """
    md5(concat_ws('|', event_type,
        array_to_string(list_sort(list_distinct(list_transform(actors, lambda a: coalesce(a.country, a.actor)))), ','),
        array_to_string(list_sort(list_distinct(list_transform(recipients, lambda a: coalesce(a.country, a.actor)))), ','),
        coalesce(substr("when"."start", 1, 10), ''), coalesce(substr("when"."end", 1, 10), ''), status IN ('asserted', 'attributed', 'contested', 'alleged')))"""
#: Through whom a content reached the document: relays and agencies are one source however many reprint them (DOMAIN, 4.9).
_SOURCE = """
    coalesce(
        array_to_string(list_sort(list_distinct(list_transform(list_filter(source_chain, lambda l: l.role IN ('agency', 'relay', 'cites')), lambda l: lower(l.name)))), '+'),
        NULL)"""

#: Whether all documents count, told without building what the next statement builds: on a million documents 0.1 s in place of 0.25.
_ALL_COUNT = """
SELECT count(*) = count(DISTINCT hash(id)) AND NOT EXISTS (FROM (SELECT DISTINCT batch FROM documents_raw) ANTI JOIN batches_raw USING (batch)) FROM documents_raw
"""
_UNCOUNTED = """
CREATE TEMP TABLE uncounted AS
    WITH valid AS (SELECT DISTINCT batch FROM batches_raw),
        twice AS (SELECT id FROM documents_raw GROUP BY id HAVING count(*) > 1),
        suspects AS (SELECT id, batch FROM documents_raw WHERE batch NOT IN (FROM valid) OR id IN (FROM twice)),
        first AS (SELECT id, min(batch) AS batch FROM suspects SEMI JOIN valid USING (batch) GROUP BY id)
    SELECT DISTINCT s.id AS document_id, s.batch FROM suspects s LEFT JOIN first f USING (id) WHERE s.batch IS DISTINCT FROM f.batch
"""
_VIEWS = """
CREATE VIEW counted AS SELECT id AS document_id, batch FROM documents;
CREATE VIEW batches AS SELECT * FROM batches_raw;
CREATE VIEW runs AS SELECT * FROM runs_raw;
CREATE VIEW skipped AS SELECT * EXCLUDE (copy) FROM (
    SELECT s.*, row_number() OVER (PARTITION BY id ORDER BY batch) AS copy FROM skipped_raw s SEMI JOIN batches_raw b USING (batch)) WHERE copy = 1;
"""


def _reports(events: str) -> str:
    return f"""
    SELECT e.*, {_EVENT_KEY} AS canonical_id, coalesce(nullif({_SOURCE}, ''), lower(d.publisher), e.document_id) AS source, d.published_at, d.path, d.title
    FROM {events} e JOIN documents d ON d.id = e.document_id"""


def _canonical(reports: str) -> str:
    return f"""
    SELECT canonical_id, one.event_type, cameo, one.quad, intensity, best.actors, best.recipients, best."when", exportable, contested, reports, documents, sources, confidence, ids
    FROM (SELECT canonical_id, any_value(struct_pack(event_type, quad) ORDER BY id) AS one, mode(cameo ORDER BY cameo) AS cameo, avg(intensity) AS intensity,
            any_value(struct_pack(actors, recipients, "when") ORDER BY confidence DESC, id) AS best, bool_or(exportable) AS exportable, bool_or(status = 'contested') AS contested,
            count(*) AS reports, count(DISTINCT document_id) AS documents, count(DISTINCT source) AS sources, max(confidence) AS confidence, list(id ORDER BY id) AS ids
        FROM {reports} GROUP BY canonical_id)"""


def _dyads(canonical: str) -> str:
    return f"""
    SELECT c.canonical_id, a.country AS actor, r.country AS recipient, c.event_type, c.cameo, c.quad, c.intensity, substr(c."when"."start", 1, 10) AS day,
        c.exportable, c.contested, c.reports, c.sources, c.ids
    FROM (SELECT *, unnest(list_distinct(list_transform(actors, lambda p: struct_pack(country := p.country)))) AS a FROM {canonical}) c,
        LATERAL (SELECT unnest(list_distinct(list_transform(
            CASE WHEN len(c.recipients) > 0 THEN c.recipients ELSE c.actors END, lambda p: struct_pack(country := p.country)))) AS r)
    WHERE a.country IS NOT NULL AND r.country IS NOT NULL AND a.country <> r.country"""


#: ``dyads_between(a, b)`` gives the rows of ``dyads`` of one pair without merging all other events first. All reports of an event name the same states,
#: so leaving out the reports that do not name both leaves out whole events. ``reports_like(id)``, in the same way: the reports that may be of the
#: event that report ``id`` tells, none where there is no such report.
_AFTER = f"""
CREATE VIEW event_reports AS {_reports("events")};
CREATE VIEW canonical_events AS {_canonical("event_reports")};
CREATE VIEW dyads AS {_dyads("canonical_events")};
CREATE MACRO list_distinct_in_order(items) AS list_filter(items, lambda item, i: list_position(items, item) = i);
CREATE MACRO names_party(parties, code) AS list_contains(list_transform(parties, lambda p: p.country), code);
CREATE MACRO dyads_between(a_code, b_code) AS TABLE
    WITH few AS (SELECT * FROM events WHERE (names_party(actors, a_code) OR names_party(recipients, a_code)) AND (names_party(actors, b_code) OR names_party(recipients, b_code))),
        reports AS ({_reports("few")}), merged AS ({_canonical("reports")}), pairs AS ({_dyads("merged")})
    SELECT * FROM pairs WHERE (actor = a_code AND recipient = b_code) OR (actor = b_code AND recipient = a_code);
CREATE MACRO reports_like(report) AS TABLE
    WITH one AS (SELECT event_type, coalesce("when"."start", '') AS day FROM events WHERE id = report),
        few AS (SELECT e.* FROM events e SEMI JOIN one o ON o.event_type = e.event_type AND o.day = coalesce(e."when"."start", '')),
        reports AS ({_reports("few")})
    SELECT * FROM reports WHERE canonical_id IN (SELECT canonical_id FROM reports WHERE id = report);
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
    attach_tables(connection, store)
    all_count = connection.execute(_ALL_COUNT).fetchone()[0]
    if not all_count:
        connection.execute(_UNCOUNTED)
    for table in TABLES:
        of = "id" if table == "documents" else "document_id"
        connection.execute(f"CREATE VIEW {table} AS SELECT t.* FROM {table}_raw t {'' if all_count else _counted(of)}")
    connection.execute(f"CREATE VIEW records AS SELECT t.* FROM records_raw t {'' if all_count else _counted('document_id')}")
    connection.execute("CREATE VIEW texts AS SELECT document_id, text FROM records")
    connection.execute(_VIEWS)
    connection.execute(_AFTER)
    connection.execute(CHECK_VIEWS)
    connection.execute("SET python_enable_replacements = false; SET lock_configuration = true")
    return connection  # type: ignore[no-any-return]


def _counted(of: str) -> str:
    """Leaves out what counts nowhere: rows of batches that were never finished, and documents that two processes added at the same time."""
    return f"ANTI JOIN uncounted u ON u.document_id = t.{of} AND u.batch = t.batch"
