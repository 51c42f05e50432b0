"""What two parties did to each other, period by period (DOMAIN, 4.17, DyadSeries)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from dragoman.errors import StoreError
from dragoman.ontology.plover import EVENT_TYPES
from dragoman.store.delta import Store
from dragoman.store.import_views import OWN_ORIGIN
from dragoman.store.queries import Rows
from dragoman.store.views import connect

PERIODS = {
    "day": "day", "month": "substr(day, 1, 7)", "year": "substr(day, 1, 4)",
    "quarter": "substr(day, 1, 4) || '-Q' || ((CAST(substr(day, 6, 2) AS INTEGER) + 2) // 3)",
}  # fmt: skip
_IMPORTED_BETWEEN = "(SELECT * FROM imported_dyads WHERE origin = $origin AND ((actor = $a AND recipient = $b) OR (actor = $b AND recipient = $a)))"
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
#: What PLOVER knows no type for: statements of imported data (CAMEO 01).
UNTYPED = "untyped"
#: The column of each event type in rows and frames.
TYPE_COLUMNS = {name: f"n_{name.lower()}" for name in (*EVENT_TYPES, UNTYPED)}


class DyadRow(msgspec.Struct, frozen=True, kw_only=True):
    """One ordered pair in one period: events by quad and by type, sum and mean of the PLOVER scale (-10 to 10), events that are contested, sources."""

    actor: str
    recipient: str
    period: str
    counts: dict[str, int]
    events: int
    score_sum: float
    score_mean: float
    contested: int
    sources: int
    ids: tuple[str, ...]
    contested_counts: dict[str, int] = {}
    types: dict[str, int] = {}
    contested_types: dict[str, int] = {}


class DyadSeries(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of both directions, and what the store covers: documents, the span of their dates, how many were published in each period that has any.

    Of an imported origin: its events, the span of their days, how many there are in each period.
    """

    a: str
    b: str
    by: str
    rows: tuple[DyadRow, ...]
    documents: int
    first_document: str | None
    last_document: str | None
    coverage: tuple[tuple[str, int], ...] = ()
    origin: str = OWN_ORIGIN

    def as_rows(self) -> Rows:
        """Returns the series as plain rows, one for each direction and period."""
        columns = ("actor", "recipient", "period", *QUADS, *TYPE_COLUMNS.values(), "events", "score_sum", "score_mean", "contested", "sources", "ids")
        rows = ((r.actor, r.recipient, r.period, *(r.counts.get(q, 0) for q in QUADS), *(r.types.get(t, 0) for t in TYPE_COLUMNS), r.events, r.score_sum, r.score_mean, r.contested, r.sources, list(r.ids))
                for r in self.rows)  # fmt: skip
        return Rows(columns=columns, rows=iter(rows))


def joined_rows(found: Sequence[DyadSeries]) -> Rows:
    """Returns the rows of several origins' series, with a first column that tells whose they are."""
    columns = ("origin", *found[0].as_rows().columns)
    return Rows(columns=columns, rows=((series.origin, *row) for series in found for row in series.as_rows().rows))


def dyad_series(store: Store, a: str, b: str, *, by: str = "month", origin: str = OWN_ORIGIN) -> DyadSeries:
    """Counts the exportable events of an unordered pair, each direction apart; contested ones are counted apart and in no sum.

    Events of one origin only: what the store read itself, or one imported data set. An event that several documents report counts once. Each number can be opened: the ids of the reports come with it.

    Raises:
        StoreError: there is no store, or no such period.
    """
    if by not in PERIODS:
        raise StoreError("DRG-STORE-007", f"there is no period {by!r}; the periods are: {', '.join(PERIODS)}")
    connection, own = connect(store), origin == OWN_ORIGIN
    found = connection.execute(
        f"""
        SELECT actor, recipient, {PERIODS[by]} AS period, quad, coalesce(event_type, $untyped), count(*) FILTER (WHERE exportable), sum(intensity) FILTER (WHERE exportable),
            count(*) FILTER (WHERE contested AND NOT exportable), sum(sources), list(ids ORDER BY canonical_id)
        FROM {"dyads_between($a, $b)" if own else _IMPORTED_BETWEEN} WHERE day IS NOT NULL AND (exportable OR contested)
        GROUP BY ALL ORDER BY ALL""",
        {"a": a, "b": b, "untyped": UNTYPED} | ({} if own else {"origin": origin}),
    ).fetchall()
    days = "SELECT published_at AS day FROM documents" if own else 'SELECT "date" AS day FROM imported_events WHERE origin = $1'
    parameters = None if own else [origin]
    documents, first, last = connection.execute(f"SELECT count(*), min(day), max(day) FROM ({days})", parameters).fetchall()[0]
    covered = connection.execute(
        f"SELECT {PERIODS[by]} AS period, count(*) FROM (SELECT substr(day, 1, 10) AS day FROM ({days}) WHERE length(day) >= 10) GROUP BY ALL ORDER BY period", parameters
    ).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for row in found:
        groups.setdefault(row[:3], []).append(row[3:])
    rows = [_row(group, parts) for group, parts in sorted(groups.items())]
    return DyadSeries(a=a, b=b, by=by, rows=tuple(rows), documents=documents, first_document=first and first[:10], last_document=last and last[:10],
                      coverage=tuple((str(period), int(n)) for period, n in covered), origin=origin)  # fmt: skip


def _row(group: tuple[str, str, str], parts: Sequence[tuple[Any, ...]]) -> DyadRow:
    """Adds up the parts of a direction and period: quad, type, events, their score, contested events, sources, ids of each."""
    counts, types, contested_counts, contested_types = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for quad, kind, events, _, contested, *_ in parts:
        counts[quad] += events
        types[kind] += events
        contested_counts[quad] += contested
        contested_types[kind] += contested
    events, score = counts.total(), sum(float(part[3] or 0) for part in parts)
    return DyadRow(
        actor=group[0], recipient=group[1], period=group[2], counts=dict(+counts), types=dict(+types), events=events, score_sum=round(score, 2),
        score_mean=round(score / events, 2) if events else 0.0, contested=contested_counts.total(), contested_counts=dict(+contested_counts), contested_types=dict(+contested_types),
        sources=sum(int(part[5]) for part in parts), ids=tuple(i for part in parts for ids in part[6] for i in ids),
    )  # fmt: skip
