"""``dragoman compact``: the upkeep of a store."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.boundary import boundary
from dragoman.cli.options import StoreUri


def compact(
    store: StoreUri,
    keep_days: Annotated[int, typer.Option(min=0, max=36_500, metavar="DAYS", help="Keep replaced files so long, for readers that still hold them.")] = 7,
) -> None:
    """Join the small files of a store and delete those that were replaced long ago.

    \b
    dragoman compact --store archive
    dragoman compact --store archive --keep-days 0     where nobody reads it now

    What questions answer does not change, with --as-of neither. 'ingest' does the same at its end.
    """
    with boundary():
        from dragoman.store import Store

        done = Store(store).compact(keep_days=keep_days)
        typer.echo(f"{sum(done.files.values())} files in {len(done.files)} tables; {done.deleted} old files deleted")
