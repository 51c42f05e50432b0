"""Views of others' event data, and of all events with their origin. The views of the store's own records know nothing of them."""

from __future__ import annotations

from typing import Any

from dragoman.ontology.plover import cameo_labels
from dragoman.store.codes import spells
from dragoman.store.delta import Store
from dragoman.store.goldstein import score_of

#: The origin of what the store read itself.
OWN_ORIGIN = "dragoman"

#: ``checked`` of a part: how many parts there were when its ids were looked up. Where others came in between, an id may stand twice; the part that came last gives way.
_VIEWS = """
CREATE VIEW imports AS SELECT * EXCLUDE (checked) FROM imports_raw {until};
CREATE VIEW import_skipped AS SELECT * EXCLUDE (copy) FROM (
    SELECT s.*, row_number() OVER (PARTITION BY id ORDER BY batch) AS copy FROM import_skipped_raw s SEMI JOIN imports USING (batch)) WHERE copy = 1;
CREATE VIEW imported_events AS SELECT e.* FROM imported_events_raw e SEMI JOIN imports USING (batch) {once};
CREATE VIEW all_events AS
    SELECT 'dragoman' AS origin, canonical_id AS id, event_type, cameo, quad, intensity, list_transform(actors, lambda p: {{name: p.name, country: p.country, sector: p.sector}}) AS actors,
        list_transform(recipients, lambda p: {{name: p.name, country: p.country, sector: p.sector}}) AS recipients, substr("when"."start", 1, 10) AS day,
        substr("when"."end", 1, 10) AS end_day, exportable, contested, reports, sources, ids
    FROM canonical_events
    UNION ALL
    SELECT origin, id, event_type, cameo, quad, intensity, list_transform(actors, lambda p: {{name: p.name, country: p.country, sector: p.sector}}),
        list_transform(recipients, lambda p: {{name: p.name, country: p.country, sector: p.sector}}), "date", end_date, true, false, coalesce(mentions, 1), coalesce(sources, 1), [id]
    FROM imported_events;
CREATE VIEW imported_dyads AS
    SELECT id AS canonical_id, actor, recipient, event_type, cameo, quad, intensity, "date" AS day, true AS exportable, false AS contested, coalesce(mentions, 1) AS reports,
        coalesce(sources, 1) AS sources, [id] AS ids, origin
    FROM (SELECT *, unnest(string_split(recipients, ';')) AS recipient FROM (
        SELECT id, origin, event_type, cameo, quad, intensity, "date", mentions, sources, coalesce(recipient_countries, actor_countries) AS recipients,
            unnest(string_split(actor_countries, ';')) AS actor FROM imported_events))
    WHERE actor <> recipient AND actor <> '' AND recipient <> '';
CREATE VIEW all_dyads AS SELECT *, 'dragoman' AS origin FROM dyads UNION ALL BY NAME SELECT * FROM imported_dyads;
"""
_ONCE = """ANTI JOIN (
    SELECT l.id, l.batch FROM (SELECT id, batch, committed_at FROM imported_events_raw JOIN imports USING (batch) WHERE batch IN (SELECT batch FROM late)) l
    JOIN (SELECT id, batch, committed_at FROM imported_events_raw JOIN imports USING (batch)) o USING (id) WHERE (o.committed_at, o.batch) < (l.committed_at, l.batch)) d USING (id, batch)"""
_LATE = """
CREATE TEMP TABLE late AS SELECT batch FROM (
    SELECT batch, checked, row_number() OVER (ORDER BY committed_at, batch) - 1 AS before FROM imports_raw) WHERE checked < before"""


def add_import_views(connection: Any, store: Store) -> None:
    """Makes the views of imported events, of all events and dyads, of state codes and of CAMEO's scores."""
    import pyarrow

    moment = store.moment()
    until = "" if moment is None else f"WHERE CAST(committed_at AS TIMESTAMPTZ) <= CAST('{moment.isoformat()}' AS TIMESTAMPTZ)"
    connection.execute(_LATE)
    late = connection.execute("SELECT count(*) FROM late").fetchall()[0][0]
    connection.execute(_VIEWS.format(until=until, once=_ONCE if late else ""))
    rows = [{"system": s.system, "code": s.code, "name": s.name, "iso3": iso3, "from": s.start, "to": s.end} for s in spells() for iso3 in s.iso3 or (None,)]
    connection.register("state_codes", pyarrow.Table.from_pylist(rows))
    connection.register("cameo_scores", pyarrow.Table.from_pylist([{"cameo": code, "goldstein": score_of(code)} for code in cameo_labels()]))
