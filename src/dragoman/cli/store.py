"""``dragoman ingest``, ``query``, ``dyad`` and ``export``: a store of many documents."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.boundary import EXIT_NOTHING_READ, boundary, complain, parse_date

if TYPE_CHECKING:
    from dragoman.jobs import Progress
    from dragoman.store.dyads import DyadSeries
    from dragoman.store.queries import Rows

StoreUri = Annotated[str, typer.Option("--store", metavar="URI", help="Folder of the store, or its object-store address.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="VERSION_OR_TIME", help="The store as it stood: a version number, or an ISO 8601 date-time.")]
Format = Annotated[str | None, typer.Option("--format", "-f", metavar="FORMAT", help="table, json, jsonl or csv. Default: by the ending of -o.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="File to write.")]
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}


def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="What 'code' takes: files, folders, JSON Lines, CSV, web addresses; - for standard input.")],
    store: StoreUri,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Publication date of documents that do not state one.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="How many documents to code at the same time.")] = 1,
    gate: Annotated[bool, typer.Option("--gate", help="Leave out documents without political content; they are kept as skipped.")] = False,
    knowledge: Annotated[list[Path] | None, typer.Option("--knowledge", metavar="CSV", help="Table of your own persons or bodies, as for code.")] = None,
    batch: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="Documents of one commit.")] = 256,
    compact: Annotated[bool, typer.Option("--compact/--no-compact", help="Join the small files of the store at the end.")] = True,
) -> None:
    """Code documents and add them to a store; what it holds already is passed over.

    \b
    dragoman ingest news/*.html --store archive
    dragoman ingest dump.jsonl --store archive --workers 4 --gate

    Stopped at any moment, the command can be given again: nothing is lost, nothing is doubled. What could not be read is kept with its reason.
    """
    with boundary():
        from dragoman.cli.inputs import iter_inputs
        from dragoman.jobs import ingest as run_ingest
        from dragoman.pipeline import load_coder
        from dragoman.store import Store

        target = Store(store)
        with _Counter() as counter:
            run = run_ingest(iter_inputs(sources, date), lambda: load_coder(gate=gate, knowledge=knowledge or []), target, sources=tuple(sources), workers=workers, batch=batch, report=counter)
        if compact and run.coded:
            target.compact()
        typer.echo(
            f"{run.read} read: {run.coded} coded with {run.events} events, {run.known} known already, {run.skipped} skipped"
            + (f" (dragoman query --sql \"SELECT * FROM skipped\" --store {store})" if run.skipped else "")
        )
        if not run.read:
            complain("nothing could be read")
            raise typer.Exit(EXIT_NOTHING_READ)


class _Counter:
    """Shows the progress of an ingestion on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn())
        self._bar: Any = Progress(*columns, console=Console(stderr=True), transient=True) if sys.stderr.isatty() else None
        self._task: Any = None

    def __enter__(self) -> _Counter:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("reading", total=None, rate="")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        if self._bar is not None:
            elapsed = max(self._bar.tasks[0].elapsed or 0.0, 0.001)
            words = f"{progress.read} read, {progress.coded} coded, {progress.known} known, {progress.skipped} skipped"
            self._bar.update(self._task, description=words, rate=f"{progress.coded / elapsed:.1f} documents/s")


def query(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A named query; left out: the list of them.")] = None,
    store: StoreUri = "",
    parameters: Annotated[list[str] | None, typer.Option("--set", "-s", metavar="NAME=VALUE", help="A parameter of the named query; may be repeated.")] = None,
    sql: Annotated[str | None, typer.Option("--sql", metavar="SELECT", help="Your own SELECT over the tables of the store.")] = None,
    as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Ask a store: a named query, or SQL that only reads.

    \b
    dragoman query                                        the named queries
    dragoman query accusations --set against=RUS --store archive
    dragoman query --sql "SELECT event_type, count(*) FROM events GROUP BY 1" --store archive
    """
    with boundary():
        from dragoman.store import NAMED, Store, ask_store

        if name is None and sql is None:
            _list_queries(NAMED.values())
            return
        rows = ask_store(Store(_required(store), as_of=as_of), name=name, sql=sql, parameters=_pairs(parameters or []))
        write_answer(rows, format_name, output)


def dyad(
    a: Annotated[str, typer.Argument(metavar="A", help="Country code of one party.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Country code of the other.")],
    store: StoreUri,
    by: Annotated[str, typer.Option(metavar="PERIOD", help="day, month, quarter or year.")] = "month",
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw the series to a .svg file, or to a .png file (extra 'plot').")] = None,
    as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Count what two parties did to each other, period by period and quad by quad; only exportable events count, contested ones stand apart.

    \b
    dragoman dyad RUS PRK --by month --store archive
    dragoman dyad RUS PRK --store archive -o dyad.csv
    dragoman dyad RUS PRK --store archive --plot dyad.svg
    """
    with boundary():
        from dragoman.output.dyad import print_dyad
        from dragoman.store import Store
        from dragoman.store.dyads import dyad_series

        if plot is not None:
            _check_plot(plot)
        series = dyad_series(Store(_required(store), as_of=as_of), a, b, by=by)
        if plot is not None:
            _draw(series, plot)
            if format_name is None and output is None:
                return
        if format_name in (None, "table") and output is None:
            print_dyad(series, sys.stdout.buffer)
        else:
            write_answer(series.as_rows(), format_name, output)


def _check_plot(path: Path) -> None:
    from dragoman.errors import ConfigError

    if path.suffix.lower() not in (".svg", ".png"):
        raise ConfigError("DRG-CONFIG-021", f"--plot {path}: end the name with .svg or .png")
    if path.is_dir() or not path.parent.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"--plot {path}: give a file in a folder that exists")


def _draw(series: DyadSeries, path: Path) -> None:
    import io

    from dragoman.output.plot import dyad_picture

    picture = dyad_picture(series)
    if path.suffix.lower() == ".svg":
        from dragoman.output.svg import svg_plot

        path.write_text(svg_plot(picture), encoding="utf-8", newline="\n")
        return
    from dragoman.output.png import png_plot

    drawn = io.BytesIO()
    png_plot(picture, drawn)
    path.write_bytes(drawn.getvalue())


def _required(store: str) -> str:
    from dragoman.errors import ConfigError

    if not store:
        raise ConfigError("DRG-CONFIG-019", "give the store with --store FOLDER")
    return store


def _pairs(given: Sequence[str]) -> dict[str, str]:
    from dragoman.errors import ConfigError

    out = {}
    for item in given:
        name, mark, value = item.partition("=")
        if not mark or not name:
            raise ConfigError("DRG-CONFIG-019", f"--set {item!r}: write it as NAME=VALUE")
        out[name] = value
    return out


def _list_queries(queries: Iterable[Any]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for item in queries:
        line = Text(f"{item.name:<28}", "bold").append(item.question)
        if item.parameters:
            line.append("  " + ", ".join(f"{name}={what}" for name, what in item.parameters.items()), "dim")
        console.print(line)


def write_answer(rows: Rows, format_name: str | None, output: Path | None) -> None:
    """Writes rows to a file or standard output, as a table where nothing else is asked for."""
    from dragoman.errors import ConfigError
    from dragoman.output.rows import ROW_FORMATS, write_rows

    if output is not None and (output.is_dir() or not output.parent.is_dir()):
        raise ConfigError("DRG-CONFIG-014", f"-o {output}: give a file in a folder that exists")
    chosen = format_name or (_SUFFIXES.get(output.suffix.lower(), "table") if output else "table")
    if chosen not in ROW_FORMATS:
        raise ConfigError("DRG-CONFIG-012", f"there is no format {chosen!r}; the formats are: {', '.join(ROW_FORMATS)}")
    if output is None:
        write_rows(rows.columns, rows.rows, sys.stdout.buffer, format_name=chosen)
        return
    with output.open("wb") as stream:
        write_rows(rows.columns, rows.rows, stream, format_name=chosen)


def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="plover, polecat, icews, gdelt, phoenix: events; csv, parquet: every table.")],
    store: StoreUri,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="File to write; for csv and parquet a folder.")],
    as_of: AsOf = None,
) -> None:
    """Write a store's events in the columns of other data sets, or all of its tables.

    \b
    dragoman export gdelt --store archive -o events.tsv
    dragoman export parquet --store archive -o tables

    Events told as done with known parties, each once however many documents report it; docs/store.md says what each column holds.
    """
    with boundary():
        from dragoman.errors import ConfigError
        from dragoman.store import Store

        source = Store(_required(store), as_of=as_of)
        if format_name in ("csv", "parquet"):
            count, what = _export_tables(source, format_name, output), "documents"
        else:
            from dragoman.store.exports import iter_export_lines

            if output.is_dir() or not output.parent.is_dir():
                raise ConfigError("DRG-CONFIG-014", f"-o {output}: give a file in a folder that exists")
            lines, count, what = iter_export_lines(source, format_name), 0, "lines"
            first = next(lines, None)
            with output.open("w", encoding="utf-8", newline="\n") as stream:
                while first is not None:
                    stream.write(first + "\n")
                    count += 1
                    first = next(lines, None)
        typer.echo(f"{count} {what} written to {output}")


def _export_tables(source: Any, format_name: str, output: Path) -> int:
    from dragoman.errors import ConfigError
    from dragoman.output import make_folder_writer
    from dragoman.records import CodedDocument

    if output.exists() and not output.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output} is a file, and this format needs a folder")
    writer = make_folder_writer(format_name, output)
    count = 0
    for record in source.iter_records():
        writer.write(CodedDocument(text=source.text_of(record.document.id) or "", record=record, explanations={}))
        count += 1
    writer.close()
    return count
