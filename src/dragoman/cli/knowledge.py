"""``dragoman knowledge``: tables of office holders from a Wikidata dump, for ``--knowledge``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.boundary import boundary


def knowledge(
    dump: Annotated[Path, typer.Argument(metavar="DUMP", exists=True, dir_okay=False, help="Wikidata JSON dump: .json, .json.gz or .json.bz2.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="CSV file to write.")],
) -> None:
    """Make a table of heads of state and government, foreign and defence ministers from a Wikidata JSON dump.

    \b
    dragoman knowledge latest-all.json.gz -o people.csv
    dragoman code story.txt --knowledge people.csv

    The dump is read twice, line by line; memory stays small. The whole dump takes some hours.
    """
    with boundary():
        import csv

        from dragoman.resolve.additions import PERSON_COLUMNS
        from dragoman.resolve.wikidata import iter_terms

        count = 0
        with output.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, PERSON_COLUMNS)
            writer.writeheader()
            for term in iter_terms(dump, _reporter()):
                writer.writerow(term.row())
                count += 1
        typer.echo(f"{count} terms of office written to {output}", err=True)


def _reporter() -> Callable[[int], None]:
    """Returns a function that counts the megabytes read on the terminal."""
    read = shown = 0

    def report(n: int) -> None:
        nonlocal read, shown
        read += n
        if sys.stderr.isatty() and read - shown >= 50_000_000:
            shown = read
            typer.echo(f"\r{read / 1e6:,.0f} MB read ", err=True, nl=False)

    return report
