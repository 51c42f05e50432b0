"""Views of events over documents: reports, canonical events, dyads; and two shortcuts that give the same rows for one pair or one event."""

from __future__ import annotations

from dragoman.store.merge_views import MERGED_ID, PLAIN_ID, source_of

#: Reports that stand for whole canonical events: what a shortcut looks at in place of all reports. ``named`` are the ids of some reports.
#: Where a store was merged, the others of their groups need not look like them: they are found by the groups.
_GROUPS_OF = """
        grouped AS MATERIALIZED (SELECT id, canonical_id FROM merge_groups WHERE kind = 'events'),
        wanted AS MATERIALIZED (SELECT DISTINCT coalesce(m.canonical_id, n.id) AS canonical_id FROM named n LEFT JOIN grouped m USING (id)),
        members AS (SELECT id FROM grouped SEMI JOIN wanted USING (canonical_id) UNION SELECT canonical_id FROM wanted),
        few AS (SELECT * FROM events SEMI JOIN members USING (id))"""
_NAMES_BOTH = " AND ".join(f"(contains(actor_countries, {code}) OR contains(recipient_countries, {code}))" for code in ("a_code", "b_code"))
#: What a canonical event shows of its parties, and what pairs are made from: read flat, a million events take a sixth of the time.
_PARTIES, _COUNTRIES = "actors, recipients", "actor_countries, recipient_countries"


def event_views(*, merged: bool) -> str:
    """Returns the SQL of the views ``event_reports``, ``canonical_events`` and ``dyads``, and of two table macros.

    ``dyads_between(a, b)`` gives the rows of ``dyads`` of one pair without merging all other events first. A canonical event names the parties of its best report,
    so events that no report tells of both parties can be left out. ``reports_like(id)`` gives the reports of the event that report ``id`` tells, none where there
    is no such report.

    Args:
        merged: whether reports are grouped by what merging found, else by the plain rule.
    """
    return f"""
CREATE VIEW event_reports AS {_reports("events", merged)};
CREATE VIEW canonical_events AS {_canonical("event_reports")};
CREATE VIEW dyads AS {_dyads(f"({_canonical('event_reports', _COUNTRIES)})")};
{_merged_shortcuts() if merged else _plain_shortcuts()}"""


def _reports(events: str, merged: bool, groups: str = "(SELECT id, canonical_id FROM merge_groups WHERE kind = 'events')") -> str:
    join = f"LEFT JOIN {groups} m ON m.id = e.id" if merged else ""
    return f"""
    SELECT e.*, {MERGED_ID if merged else PLAIN_ID} AS canonical_id, {source_of("e.", flat=True)} AS source, d.published_at, d.path, d.title
    FROM {events} e JOIN documents d ON d.id = e.document_id LEFT JOIN document_groups g ON g.document_id = e.document_id {join}"""


def _canonical(reports: str, parties: str = _PARTIES) -> str:
    best = ", ".join(f"best.{name}" for name in parties.split(", "))
    return f"""
    SELECT canonical_id, one.event_type, cameo, one.quad, intensity, {best}, best."when", exportable, contested, reports, documents, sources, confidence, ids
    FROM (SELECT canonical_id, any_value(struct_pack(event_type, quad) ORDER BY id) AS one, mode(cameo ORDER BY cameo) AS cameo, avg(intensity) AS intensity,
            any_value(struct_pack({parties}, "when") ORDER BY confidence DESC, id) AS best, bool_or(exportable) AS exportable, bool_or(status = 'contested') AS contested,
            count(*) AS reports, count(DISTINCT document_id) AS documents, count(DISTINCT source) AS sources, max(confidence) AS confidence, list(id ORDER BY id) AS ids
        FROM {reports} GROUP BY canonical_id)"""


def _dyads(canonical: str) -> str:
    return f"""
    SELECT canonical_id, actor, recipient, event_type, cameo, quad, intensity, substr("when"."start", 1, 10) AS day, exportable, contested, reports, sources, ids
    FROM (SELECT *, unnest(string_split(coalesce(recipient_countries, actor_countries), ';')) AS recipient
        FROM (SELECT *, unnest(string_split(actor_countries, ';')) AS actor FROM {canonical}))
    WHERE actor <> recipient AND actor <> '' AND recipient <> ''"""


def _plain_shortcuts() -> str:
    """All reports of an event name the same states, and are of one type and day: leaving out reports by these leaves out whole events."""
    return f"""
CREATE MACRO dyads_between(a_code, b_code) AS TABLE
    WITH few AS (SELECT * FROM events WHERE {_NAMES_BOTH}), reports AS ({_reports("few", False)}), {_pairs()};
CREATE MACRO reports_like(report) AS TABLE
    WITH one AS (SELECT event_type, coalesce("when"."start", '') AS day FROM events WHERE id = report),
        few AS (SELECT e.* FROM events e SEMI JOIN one o ON o.event_type = e.event_type AND o.day = coalesce(e."when"."start", '')),
        reports AS ({_reports("few", False)})
    SELECT * FROM reports WHERE canonical_id IN (SELECT canonical_id FROM reports WHERE id = report);
"""


def _merged_shortcuts() -> str:
    reports = f"reports AS (SELECT * FROM ({_reports('few', True, 'grouped')}) SEMI JOIN wanted USING (canonical_id))"
    return f"""
CREATE MACRO dyads_between(a_code, b_code) AS TABLE
    WITH named AS (SELECT id FROM events WHERE {_NAMES_BOTH}), {_GROUPS_OF}, {reports}, {_pairs()};
CREATE MACRO reports_like(report) AS TABLE
    WITH named AS (SELECT id FROM events WHERE id = report), {_GROUPS_OF}, {reports}
    SELECT * FROM reports;
"""


def _pairs() -> str:
    return f"""merged AS ({_canonical("reports", _COUNTRIES)}), pairs AS ({_dyads("merged")})
    SELECT * FROM pairs WHERE (actor = a_code AND recipient = b_code) OR (actor = b_code AND recipient = a_code)"""
