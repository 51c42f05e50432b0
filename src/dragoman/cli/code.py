"""``dragoman code``: documents in, records out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from dragoman.cli.boundary import EXIT_NOTHING_READ, boundary, complain, parse_date

if TYPE_CHECKING:
    from dragoman.output import Writer
    from dragoman.records import CodedDocument, Rejection

_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".html": "html", ".htm": "html", ".txt": "table"}


def code(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE_OR_URL",
            help="Text, HTML, Markdown, JSON Lines, CSV, Parquet, Word, RTF, NewsML-G2, ninjs, feeds, ZIP, tar, WARC, folders, web addresses; - for stdin.",
        ),
    ],
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Publication date of documents that do not state one."),
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="table, json, jsonl, csv, parquet, html. Default: by the ending of -o."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File to write; for parquet, and for csv of all tables, a folder."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="How many documents to code at the same time.")] = 1,
    gate: Annotated[
        bool, typer.Option("--gate", help="Drop documents without political content before the model reads them; each is reported with DRG-GATE-001.")
    ] = False,
    knowledge: Annotated[
        list[Path] | None,
        typer.Option("--knowledge", metavar="CSV", help="Table of your own persons or bodies, asked before the shipped ones; may be repeated."),
    ] = None,
    full_text: Annotated[bool, typer.Option("--full-text", help="Fetch the pages behind the entries of feeds.")] = False,
) -> None:
    """Code documents and print or write their records.

    \b
    dragoman code story.txt                           a table of who did what to whom
    dragoman code *.html --format jsonl > out.jsonl   one JSON object per document
    dragoman code story.txt -o story.html             the article beside its records
    dragoman code news.jsonl -f parquet -o tables     one Parquet file per record type
    curl -s URL | dragoman code - --date 2024-06-19

    A document that cannot be read is reported on standard error, and in the json formats; the others are coded.
    """
    with boundary():
        chosen = _choose_format(format_name, output)
        with _open_writer(chosen, output) as writer:
            show = not (output is None and sys.stdout.isatty())
            coded = _run(inputs, date, writer, workers, gate=gate, knowledge=knowledge or [], full_text=full_text, show_progress=show)
        if not coded:
            complain("nothing could be read")
            raise typer.Exit(EXIT_NOTHING_READ)


def _choose_format(format_name: str | None, output: Path | None) -> str:
    from dragoman.errors import ConfigError
    from dragoman.output import FORMATS

    if format_name is None:
        return _SUFFIXES.get(output.suffix.lower(), "table") if output else "table"
    if format_name not in FORMATS:
        raise ConfigError("DRG-CONFIG-012", f"there is no format {format_name!r}; the formats are: {', '.join(FORMATS)}")
    return format_name


@contextlib.contextmanager
def _open_writer(format_name: str, output: Path | None) -> Iterator[Writer]:
    """Opens the output; where the run breaks off, what was written so far stays."""
    from dragoman.output import make_folder_writer, make_writer

    with contextlib.ExitStack() as stack:
        if output is not None and (format_name == "parquet" or (format_name == "csv" and output.suffix.lower() != ".csv")):
            writer = make_folder_writer(format_name, _checked(output, folder=True))
        else:
            stream: IO[bytes] = sys.stdout.buffer if output is None else stack.enter_context(_checked(output, folder=False).open("wb"))
            writer = make_writer(format_name, stream)
        yield writer
        writer.close()


def _checked(output: Path, *, folder: bool) -> Path:
    from dragoman.errors import ConfigError

    if folder and output.exists() and not output.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output} is a file, and this format needs a folder")
    if not folder and output.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output} is a folder, and this format needs a file")
    if not folder and not output.parent.is_dir():
        raise ConfigError("DRG-CONFIG-014", f"-o {output}: there is no folder {output.parent}; make it first")
    return output


def _run(inputs: list[str], date: str | None, writer: Writer, workers: int, *, gate: bool, knowledge: list[Path], full_text: bool, show_progress: bool) -> int:
    """Codes all inputs and returns how many documents gave a record."""
    from dragoman.cli.inputs import is_many, iter_inputs
    from dragoman.pipeline import load_coder
    from dragoman.records import CodedDocument

    coded = 0
    items = load_coder(gate=gate, knowledge=knowledge).code_many(iter_inputs(inputs, date, full_text=full_text), workers=workers)
    for item in _with_progress(items, show_progress and sys.stderr.isatty() and is_many(inputs)):
        if isinstance(item, CodedDocument):
            coded += 1
        else:
            where = item.path or "a document"
            complain(f"{where}: {item.code}: " + item.message.removeprefix(f"{where}: "))
        writer.write(item)
    return coded


def _with_progress(items: Iterator[CodedDocument | Rejection], shown: bool) -> Iterator[CodedDocument | Rejection]:
    """Passes the documents on and counts them on the terminal."""
    if not shown:
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("coding"), BarColumn(), MofNCompleteColumn(), TextColumn("documents"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for item in items:
            progress.advance(task)
            yield item
