"""The command group and what all commands share: ``--version`` and help."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.code import code
from dragoman.cli.evaluate import evaluate
from dragoman.cli.explain import explain
from dragoman.cli.knowledge import knowledge
from dragoman.cli.schema import schema

HELP = """
Reads newswire, writes the record: who did what to whom, who said so, who denies it.

Every record quotes the words that it rests on, names the sources through which it came, and says how far the text commits to it.
"""

EXIT_CODES = "Exit codes: 0 done, 1 nothing could be read, 2 wrong usage. Documentation: docs/ in the source tree."

app = typer.Typer(
    help=HELP, epilog=EXIT_CODES, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from dragoman import __version__

        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Holds the options that stand before a command."""


app.command(short_help="Code documents: print or write their records.", no_args_is_help=True)(code)
app.command(short_help="Say why a record is as it is.", no_args_is_help=True)(explain)
app.command(short_help="Score the shipped model on a labelled set.", no_args_is_help=True)(evaluate)
app.command(short_help="Make a table of office holders from a Wikidata dump.", no_args_is_help=True)(knowledge)
app.command(short_help="Print the shape of the records.")(schema)
