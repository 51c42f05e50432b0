"""Dyad-period frames: what each state did to each other one, period by period, with the numbers that political scientists join on."""

from __future__ import annotations

import calendar
import functools
from collections.abc import Iterator, Sequence
from typing import Any

from dragoman.errors import StoreError
from dragoman.ontology.cameo import QUADS
from dragoman.ontology.plover import EVENT_TYPES
from dragoman.store.codes import NON_STATE, state_number
from dragoman.store.delta import Store
from dragoman.store.dyads import PERIODS, TYPE_COLUMNS, UNTYPED
from dragoman.store.import_views import OWN_ORIGIN
from dragoman.store.queries import Rows
from dragoman.store.views import connect

COLUMNS = (
    "origin", "period", "period_start", "period_end", "iso3_a", "iso3_b", "cow_a", "cow_b", "gw_a", "gw_b", "events", *QUADS, *TYPE_COLUMNS.values(),
    "goldstein_sum", "goldstein_mean", "scale_sum", "scale_mean", "contested", "reports", "sources", "coverage_documents", "coverage_days", "coverage_events",
)  # fmt: skip


def origins_of(store: Store) -> list[str]:
    """Returns the origins of a store's events: what it read itself, then those imported, by name."""
    return [OWN_ORIGIN, *(row[0] for row in connect(store).execute("SELECT DISTINCT origin FROM imports WHERE events > 0 ORDER BY 1").fetchall())]


def check_origins(store: Store, origins: Sequence[str]) -> list[str]:
    """Returns ``origins``; raises StoreError where the store has no events of one."""
    known = origins_of(store)
    for origin in origins:
        if origin not in known:
            raise StoreError("DRG-STORE-010", f"the store has no events of origin {origin!r}; it has: {', '.join(known)}")
    return list(origins)


def dyad_frame(store: Store, *, by: str = "month", origins: Sequence[str] = (OWN_ORIGIN,), zeros: bool = False) -> Rows:
    """Counts the events of every ordered pair of states in every period, each origin apart; the order is origin, pair, period.

    An event of several days counts at its first day. One that several documents report counts once. Contested events stand apart and are in no other number.

    Args:
        store: the store.
        by: day, month, quarter or year.
        origins: whose events: ``dragoman`` for what the store read itself, and names of imported data sets.
        zeros: also gives, for each pair that occurs, the periods without an event in which the origin covers at least a day.

    Raises:
        StoreError: no store, no such period, no such origin.
    """
    if by not in PERIODS:
        raise StoreError("DRG-STORE-007", f"there is no period {by!r}; the periods are: {', '.join(PERIODS)}")
    connection = connect(store)
    asked = check_origins(store, origins)
    marks, bodies = ", ".join("?" for _ in asked), ", ".join(f"'{code}'" for code in sorted(NON_STATE))
    period = PERIODS[by]
    # what PLOVER knows no type for (statements, CAMEO 01) counts in events and quads, and in n_untyped
    counted = ", ".join(f"count(*) FILTER (WHERE exportable AND quad = '{q}') AS {q}" for q in QUADS)
    typed = ", ".join(f"count(*) FILTER (WHERE exportable AND event_type = '{t}') AS {TYPE_COLUMNS[t]}" for t in EVENT_TYPES)
    numbers = [*QUADS, *TYPE_COLUMNS.values()]
    join = "RIGHT JOIN (SELECT * FROM (SELECT DISTINCT origin, actor, recipient FROM f) JOIN coverage USING (origin)) c" if zeros else "LEFT JOIN coverage c"
    on = "USING (origin, actor, recipient, period)" if zeros else "USING (origin, period)"
    connection.execute(
        f"""
        WITH e AS (
            SELECT d.*, s.goldstein, {period} AS period FROM all_dyads d LEFT JOIN cameo_scores s USING (cameo)
            WHERE origin IN ({marks}) AND day IS NOT NULL AND length(day) = 10 AND (exportable OR contested) AND actor NOT IN ({bodies}) AND recipient NOT IN ({bodies})),
        f AS (
            SELECT origin, actor, recipient, period, count(*) FILTER (WHERE exportable) AS events, {counted}, {typed}, count(*) FILTER (WHERE exportable AND event_type IS NULL) AS {TYPE_COLUMNS[UNTYPED]},
                sum(goldstein) FILTER (WHERE exportable) AS goldstein_sum, avg(goldstein) FILTER (WHERE exportable) AS goldstein_mean,
                sum(intensity) FILTER (WHERE exportable) AS scale_sum, avg(intensity) FILTER (WHERE exportable) AS scale_mean,
                count(*) FILTER (WHERE contested AND NOT exportable) AS contested, sum(reports) FILTER (WHERE exportable) AS reports, sum(sources) FILTER (WHERE exportable) AS sources
            FROM e GROUP BY origin, actor, recipient, period),
        seen AS (
            SELECT 'dragoman' AS origin, substr(published_at, 1, 10) AS day, 1 AS document, 0 AS event FROM documents WHERE length(published_at) >= 10
            UNION ALL SELECT origin, day, 0, 1 FROM all_events WHERE (exportable OR contested) AND length(day) = 10),
        coverage AS (
            SELECT origin, {period} AS period, sum(document) AS documents, count(DISTINCT day) FILTER (WHERE document = 1 OR origin <> 'dragoman') AS days, sum(event) AS all_events
            FROM seen WHERE origin IN ({marks}) GROUP BY ALL)
        SELECT origin, period, actor, recipient, coalesce(events, 0), {", ".join(f"coalesce({n}, 0)" for n in numbers)}, goldstein_sum, goldstein_mean, scale_sum, scale_mean,
            coalesce(contested, 0), coalesce(reports, 0), coalesce(sources, 0), CASE WHEN origin = 'dragoman' THEN coalesce(c.documents, 0) END, coalesce(c.days, 0), coalesce(c.all_events, 0)
        FROM f {join} {on} {"WHERE c.days > 0 OR f.events IS NOT NULL" if zeros else ""}
        ORDER BY origin <> 'dragoman', origin, actor, recipient, period""",
        [*asked, *asked],
    )
    return Rows(columns=COLUMNS, rows=_rows(connection))


def _rows(connection: Any) -> Iterator[Sequence[Any]]:
    while batch := connection.fetchmany(1000):
        for origin, period, a, b, *numbers in batch:
            first, last = period_bounds(period)
            codes = [_number(system, iso3, first, last) for system in ("cow", "gw") for iso3 in (a, b)]
            yield (origin, period, first, last, a, b, *codes, *(round(float(n), 4) if isinstance(n, float) else n if n is None else int(n) for n in numbers))


def _number(system: str, iso3: str, first: str, last: str) -> int | None:
    """A state's number on the last day of a period, else on its first."""
    return state_number(system, iso3, last) or state_number(system, iso3, first)


@functools.cache
def period_bounds(period: str) -> tuple[str, str]:
    """Returns the first and last day of a period.

    >>> period_bounds("2024-Q1"), period_bounds("2024-02"), period_bounds("2023")
    (('2024-01-01', '2024-03-31'), ('2024-02-01', '2024-02-29'), ('2023-01-01', '2023-12-31'))
    """
    year, _, rest = period.partition("-")
    if not rest:
        return f"{year}-01-01", f"{year}-12-31"
    if rest.startswith("Q"):
        month = 3 * int(rest[1:])
        return f"{year}-{month - 2:02d}-01", f"{year}-{month:02d}-{calendar.monthrange(int(year), month)[1]}"
    if len(rest) == 2:
        return f"{period}-01", f"{period}-{calendar.monthrange(int(year), int(rest))[1]}"
    return period, period
