"""A dyad's series on the terminal: a table of both directions, with sparklines."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING

from dragoman.output.wording import label_words
from dragoman.store.dyads import QUADS, DyadRow, DyadSeries
from dragoman.store.import_views import OWN_ORIGIN

if TYPE_CHECKING:
    from rich.table import Table

_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: list[int]) -> str:
    """Returns one bar for each value, the highest as high as the line.

    >>> sparkline([0, 1, 4])
    '▁▂█'
    """
    top = max(values, default=0)
    return "".join(_BARS[round(v / top * (len(_BARS) - 1))] if top else _BARS[0] for v in values)


def print_dyad(series: DyadSeries, stream: IO[bytes], *, types: bool = False, width: int | None = None) -> None:
    """Prints the series: per direction and period the events by quad, the sum of the scale, what is contested; what the store covers below.

    With ``types`` the events of each type, and the contested ones of each, stand in place of the quads.
    """
    from rich.console import Console
    from rich.text import Text

    text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
    try:
        console = Console(file=text, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False)
        if not series.rows:
            console.print(Text(f"no events between {series.a} and {series.b}" + ("" if series.origin == OWN_ORIGIN else f" in {series.origin}"), "dim"))
        for actor, recipient in ((series.a, series.b), (series.b, series.a)):
            rows = [r for r in series.rows if (r.actor, r.recipient) == (actor, recipient)]
            if not rows:
                continue
            console.print(Text(f"{actor} → {recipient}  ", "bold").append(sparkline([r.events for r in rows]), "cyan"))
            console.print(_type_table(series.by, rows) if types else _quad_table(series.by, rows))
        covered = f", published {series.first_document} to {series.last_document}" if series.first_document else ""
        if series.origin == OWN_ORIGIN:
            console.print(Text(f"the store holds {series.documents} documents{covered}; events reported by several count once", "dim"))
        else:
            console.print(Text(f"imported from {series.origin}: {series.documents} events{covered.replace('published ', '')}", "dim"))
    finally:
        text.detach()


def _quad_table(by: str, rows: Sequence[DyadRow]) -> Table:
    """The headings have two lines: the table of any period fits 80 columns."""
    table = _table(by)
    for name in (*(label_words(q).replace("cooperation", "coop.") for q in QUADS), "events", "sum", "contested", "sources"):
        table.add_column(name.replace(" ", "\n"), justify="right", no_wrap=True)
    for r in rows:
        counts = [str(r.counts.get(q, 0) or "") for q in QUADS]
        table.add_row(r.period, *counts, str(r.events), f"{r.score_sum:g}", str(r.contested or ""), str(r.sources))
    return table


def _type_table(by: str, rows: Sequence[DyadRow]) -> Table:
    table = _table(by)
    table.add_column("events", justify="right", no_wrap=True)
    for name in ("by type", "contested"):
        table.add_column(name)
    for r in rows:
        table.add_row(r.period, str(r.events), _counted(r.types), _counted(r.contested_types))
    return table


def _table(by: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False, padding=0)
    table.add_column(by, no_wrap=True)
    return table


def _counted(types: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(types.items(), key=lambda item: (-item[1], item[0])))
