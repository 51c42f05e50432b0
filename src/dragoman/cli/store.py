"""``dragoman ingest``, ``query`` and ``dyad``: a store of many documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.boundary import EXIT_NOTHING_READ, boundary, complain, parse_date
from dragoman.cli.options import AsOf, Format, Origins, Output, StoreUri, WithImports, chosen_origins, required_store

if TYPE_CHECKING:
    from dragoman.jobs import Progress
    from dragoman.pipeline import Coder
    from dragoman.store.dyads import DyadSeries
    from dragoman.store.queries import Rows

_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}


def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="What 'code' takes: files, archives, folders, feeds, web addresses; - for stdin.")],
    store: StoreUri,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Publication date of documents that do not state one.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="How many documents to code at the same time.")] = 1,
    gate: Annotated[bool, typer.Option("--gate", help="Leave out documents without political content; they are kept as skipped.")] = False,
    knowledge: Annotated[list[Path] | None, typer.Option("--knowledge", metavar="CSV", help="Table of your own persons or bodies, as for code.")] = None,
    full_text: Annotated[bool, typer.Option("--full-text", help="Fetch the pages behind the entries of feeds.")] = False,
    batch: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="Documents of one commit.")] = 256,
    merge: Annotated[bool, typer.Option("--merge/--no-merge", help="Merge the reports of one thing at the end.")] = True,
    compact: Annotated[bool, typer.Option("--compact/--no-compact", help="Join the small files of the store at the end.")] = True,
) -> None:
    """Code documents and add them to a store; what it holds already is passed over.

    \b
    dragoman ingest news/*.html --store archive
    dragoman ingest dump.jsonl --store archive --workers 4 --gate
    dragoman ingest https://wire.example/feed.xml --store archive --full-text
    dragoman ingest CC-NEWS-20240619.warc.gz --store archive

    Stopped at any moment, the command can be given again: nothing is lost, nothing is doubled. What could not be read is kept with its reason.
    """
    with boundary():
        from dragoman.cli.inputs import count_inputs, iter_inputs
        from dragoman.jobs import ingest as run_ingest
        from dragoman.store import Store

        def load() -> Coder:
            from dragoman.pipeline import load_coder

            return load_coder(gate=gate, knowledge=knowledge or [])

        target = Store(store)
        with _Counter(lambda: count_inputs(sources)) as counter:
            run = run_ingest(iter_inputs(sources, date, full_text=full_text), load, target, sources=tuple(sources), workers=workers, batch=batch, report=counter)
        if merge and target.exists:
            from dragoman.jobs.merging import merge_store

            merge_store(target)
        if compact and run.coded:
            target.compact()
        typer.echo(
            f"{run.read} read: {run.coded} coded with {run.events} events, {run.known} known already, {run.skipped} skipped"
            + (f", {run.duplicates} given twice" if run.duplicates else "") + (f", {run.gated} of the skipped by the gate" if run.gated else "")
            + (f" (dragoman query --sql \"SELECT * FROM skipped\" --store {store})" if run.skipped else "")
        )
        if not run.read:
            complain("nothing could be read")
            raise typer.Exit(EXIT_NOTHING_READ)


class _Counter:
    """Shows the progress of an ingestion on a terminal, and the time that is left where the number of documents is known.

    Args:
        count: says how many documents there are, None where that is not known; asked only if there is a terminal.
    """

    def __init__(self, count: Callable[[], int | None]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TextColumn("{task.fields[left]}"))
        self._bar: Any = Progress(*columns, console=Console(stderr=True), transient=True) if sys.stderr.isatty() else None
        self._count, self._task = count, None

    def __enter__(self) -> _Counter:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("reading", total=self._count(), rate="", left="")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        if self._bar is not None:
            task, done = self._bar.tasks[0], progress.known + progress.duplicates + progress.coded + progress.skipped
            elapsed = max(task.elapsed or 0.0, 0.001)
            if task.total is not None and progress.read > task.total:  # a file holds more documents than its name tells
                task.total = task.finished_time = None
            words = f"{progress.read} read, {progress.coded} coded, {progress.known} known, {progress.skipped} skipped"
            self._bar.update(self._task, description=words, completed=done, rate=f"{progress.coded / elapsed:.1f} documents/s", left=_time_left(task))


def _time_left(task: Any) -> str:
    """Puts the time left into words, by the speed of the last half minute: documents that the store knows pass faster than new ones."""
    seconds = task.time_remaining if task.total is not None else None
    return "" if seconds is None else f"{timedelta(seconds=round(seconds))} left"


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
        rows = ask_store(Store(required_store(store), as_of=as_of), name=name, sql=sql, parameters=_pairs(parameters or []))
        write_rows_to(rows, format_name, output)


def dyad(
    a: Annotated[str, typer.Argument(metavar="A", help="Country code of one party.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Country code of the other.")],
    store: StoreUri,
    by: Annotated[str, typer.Option(metavar="PERIOD", help="day, month, quarter or year.")] = "month",
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw the series to a .svg file, or to a .png file (extra 'plot').")] = None,
    types: Annotated[bool, typer.Option("--types", help="In the table: events by type in place of quads. The other formats give both.")] = False,
    origins: Origins = None, with_imports: WithImports = False, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Count what two parties did to each other, period by period, by quad and by type; only exportable events count, contested ones stand apart.

    \b
    dragoman dyad RUS PRK --by month --store archive
    dragoman dyad RUS PRK --types --store archive
    dragoman dyad RUS PRK --store archive -o dyad.csv
    dragoman dyad RUS PRK --store archive --origin icews
    dragoman dyad RUS PRK --store archive --plot dyad.svg

    Imported events count only with --origin or --with-imports, each origin apart.
    """
    with boundary():
        from dragoman.output.dyad import print_dyad
        from dragoman.store import Store
        from dragoman.store.dyads import dyad_series, joined_rows

        if plot is not None:
            _check_plot(plot)
        source = Store(required_store(store), as_of=as_of)
        asked = chosen_origins(source, origins, with_imports)
        found = [dyad_series(source, a, b, by=by, origin=origin) for origin in asked]
        if plot is not None:
            _draw(found, plot)
            if format_name is None and output is None:
                return
        if format_name in (None, "table") and output is None:
            for series in found:
                print_dyad(series, sys.stdout.buffer, types=types)
        else:
            write_rows_to(joined_rows(found) if origins or with_imports else found[0].as_rows(), format_name, output)


def _check_plot(path: Path) -> None:
    from dragoman.errors import ConfigError

    if path.suffix.lower() not in (".svg", ".png"):
        raise ConfigError("DRG-CONFIG-021", f"--plot {path}: end the name with .svg or .png")
    if path.is_dir() or not path.parent.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"--plot {path}: give a file in a folder that exists")


def _draw(found: Sequence[DyadSeries], path: Path) -> None:
    import io

    from dragoman.output.plot import dyad_picture, stack_pictures

    picture = stack_pictures([dyad_picture(series) for series in found])
    if path.suffix.lower() == ".svg":
        from dragoman.output.svg import svg_plot

        path.write_text(svg_plot(picture), encoding="utf-8", newline="\n")
        return
    from dragoman.output.png import png_plot

    drawn = io.BytesIO()
    png_plot(picture, drawn)
    path.write_bytes(drawn.getvalue())


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


def write_rows_to(rows: Rows, format_name: str | None, output: Path | None) -> None:
    """Writes rows to the terminal or a file, in the format that is asked for or that the file's ending says."""
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
