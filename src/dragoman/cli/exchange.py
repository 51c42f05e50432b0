"""``dragoman import`` and ``export``: event data of others into a store, and a store's data out for others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.boundary import EXIT_NOTHING_READ, boundary, complain
from dragoman.cli.options import AsOf, Origins, StoreUri, WithImports, chosen_origins, required_store

if TYPE_CHECKING:
    from dragoman.jobs import Imported



def import_events(
    origin: Annotated[str, typer.Argument(metavar="ORIGIN", help="icews, gdelt, polecat or plover.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of that data set, plain or .zip, .gz, .bz2, .xz.")],
    store: StoreUri,
    batch: Annotated[int, typer.Option(min=1, max=1_000_000, metavar="N", help="Rows of one commit.")] = 25_000,
    compact: Annotated[bool, typer.Option("--compact/--no-compact", help="Join the small files of the store at the end.")] = True,
) -> None:
    """Add event data that others coded to a store, marked with its origin; what the store holds already is passed over.

    \b
    dragoman import icews events.2018.tab --store archive
    dragoman import gdelt 20240619*.export.CSV.zip --store archive
    dragoman dyad RUS PRK --store archive --with-imports

    Nothing else that is asked of the store counts these events unless it is told to. Stopped at any moment, the command can be given again: nothing is lost, nothing is doubled. Rows
    that cannot be taken are kept with their number and reason (docs/exchange.md).
    """
    with boundary():
        from dragoman import __version__
        from dragoman.jobs import import_files
        from dragoman.store import Store

        target = Store(required_store(store))
        done = import_files(origin, files, target, version=__version__, batch=batch, report=_reporter())
        if compact and done.rows:
            target.compact()
        for fault in done.faults:
            complain(str(fault))
        again = f", {done.known_files} of {done.files} files known as a whole" if done.known_files else ""
        hint = f" (dragoman query --sql \"SELECT * FROM import_skipped\" --store {store})" if done.skipped or done.faults else ""
        typer.echo(f"{done.rows} rows read: {done.events} events added, {done.known} known already, {done.skipped} skipped{again}{hint}")
        if len(done.faults) == len(files):
            raise typer.Exit(EXIT_NOTHING_READ)


def _reporter() -> Callable[[Imported], None] | None:
    if not sys.stderr.isatty():
        return None

    def report(done: Imported) -> None:
        typer.echo(f"\r{done.rows:,} rows read, {done.events:,} events added, {done.known:,} known, {done.skipped:,} skipped ", err=True, nl=False)

    return report


def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="plover, polecat, icews, gdelt, phoenix: events; dyads: counts by pair and period; followthemoney; csv, parquet: every table.")],
    store: StoreUri,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="File to write; for csv and parquet a folder.")],
    by: Annotated[str, typer.Option(metavar="PERIOD", help="For dyads: day, month, quarter or year.")] = "month",
    zeros: Annotated[bool, typer.Option("--zeros", help="For dyads: also periods without an event, where the store covers them.")] = False,
    origins: Origins = None, with_imports: WithImports = False, as_of: AsOf = None,
) -> None:  # fmt: skip
    """Write a store's events in the columns of other data sets, as dyad-period counts or FollowTheMoney entities, or all of its tables.

    \b
    dragoman export gdelt --store archive -o events.tsv
    dragoman export dyads --by quarter --store archive -o dyads.csv
    dragoman export followthemoney --store archive -o entities.jsonl
    dragoman export parquet --store archive -o tables

    Events told as done with known parties, each once however many documents report it. Beside events.tsv stand events.codebook.md (every column) and events.citation.txt and .cff (versions
    and hashes). Imported events are only in dyads, and only with --origin or --with-imports. docs/exchange.md says what each column holds.
    """
    with boundary():
        from dragoman.errors import ConfigError
        from dragoman.output import exports
        from dragoman.store import Store

        source = Store(required_store(store), as_of=as_of)
        if format_name != "dyads" and (zeros or origins or with_imports):
            raise ConfigError("DRG-CONFIG-030", "--zeros, --origin and --with-imports go with: dragoman export dyads")
        if format_name in ("csv", "parquet"):
            written = exports.export_tables(source, format_name, output)
        elif format_name == "dyads":
            written = exports.export_dyads(source, output, by=by, zeros=zeros, origins=chosen_origins(source, origins, with_imports))
        else:
            written = exports.export_events(source, format_name, output)
        typer.echo(f"{written.count} {written.what} written to {output}; beside: {', '.join(path.name for path in written.beside)}")
