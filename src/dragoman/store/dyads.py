"""What two parties did to each other, period by period (DOMAIN, 4.17, DyadSeries)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dragoman.errors import StoreError
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


class DyadRow(msgspec.Struct, frozen=True, kw_only=True):
    """One ordered pair in one period: events by quad, sum and mean of the PLOVER scale (-10 to 10), events that are contested, sources."""

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
        columns = ("actor", "recipient", "period", *QUADS, "events", "score_sum", "score_mean", "contested", "sources", "ids")
        rows = ((r.actor, r.recipient, r.period, *(r.counts.get(q, 0) for q in QUADS), r.events, r.score_sum, r.score_mean, r.contested, r.sources, list(r.ids))
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
        SELECT actor, recipient, {PERIODS[by]} AS period, quad, count(*) FILTER (WHERE exportable), sum(intensity) FILTER (WHERE exportable),
            count(*) FILTER (WHERE contested AND NOT exportable), sum(sources), list(ids ORDER BY canonical_id)
        FROM {"dyads_between($a, $b)" if own else _IMPORTED_BETWEEN} WHERE day IS NOT NULL AND (exportable OR contested)
        GROUP BY ALL ORDER BY actor, period, quad""",
        {"a": a, "b": b} | ({} if own else {"origin": origin}),
    ).fetchall()
    days = "SELECT published_at AS day FROM documents" if own else 'SELECT "date" AS day FROM imported_events WHERE origin = $1'
    parameters = None if own else [origin]
    documents, first, last = connection.execute(f"SELECT count(*), min(day), max(day) FROM ({days})", parameters).fetchall()[0]
    covered = connection.execute(
        f"SELECT {PERIODS[by]} AS period, count(*) FROM (SELECT substr(day, 1, 10) AS day FROM ({days}) WHERE length(day) >= 10) GROUP BY ALL ORDER BY period", parameters
    ).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[object, ...]]] = {}
    for row in found:
        groups.setdefault(row[:3], []).append(row[3:])
    rows = []
    for (actor, recipient, period), parts in sorted(groups.items()):
        counts = {str(quad): int(n) for quad, n, *_ in parts}  # type: ignore[call-overload]
        events = sum(counts.values())
        score = sum([float(str(part[2] or 0)) for part in parts])
        rows.append(
            DyadRow(
                actor=actor, recipient=recipient, period=period, counts=counts, events=events, score_sum=round(score, 2),
                score_mean=round(score / events, 2) if events else 0.0, contested=sum(int(c) for _, _, _, c, *_ in parts),  # type: ignore[call-overload]
                sources=sum(int(n) for _, _, _, _, n, _ in parts), ids=tuple(i for *_, lists in parts for ids in lists for i in ids),  # type: ignore[call-overload,attr-defined]
                contested_counts={str(quad): int(c) for quad, _, _, c, *_ in parts if c},  # type: ignore[call-overload]
            )
        )  # fmt: skip
    return DyadSeries(a=a, b=b, by=by, rows=tuple(rows), documents=documents, first_document=first and first[:10], last_document=last and last[:10],
                      coverage=tuple((str(period), int(n)) for period, n in covered), origin=origin)  # fmt: skip
