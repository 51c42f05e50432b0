"""The command group and what all commands share: ``--version`` and help."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import ask
from dragoman.cli.code import code
from dragoman.cli.diff import diff
from dragoman.cli.evaluate import evaluate
from dragoman.cli.exchange import export, import_events
from dragoman.cli.explain import explain
from dragoman.cli.knowledge import knowledge
from dragoman.cli.merge import merge
from dragoman.cli.schema import schema
from dragoman.cli.store import dyad, ingest, query
from dragoman.cli.upkeep import compact

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
app.command(short_help="Who must do what for whom, under what, by when.", no_args_is_help=True)(ask.obligations)
app.command(short_help="What is alleged and denied, and by whom.", no_args_is_help=True)(ask.claims)
app.command(short_help="Who said what, to whom, through which medium.", no_args_is_help=True)(ask.quotes)
app.command(short_help="Treaties, accords, ceasefires and their stages.", no_args_is_help=True)(ask.agreements)
app.command(short_help="Sanctions, embargoes, tariffs, bans, expulsions.", no_args_is_help=True)(ask.measures)
app.command(short_help="Arms, aid, goods, money and people that move.", no_args_is_help=True)(ask.transfers)
app.command(short_help="Visits, summits, talks, calls, ceremonies.", no_args_is_help=True)(ask.meetings)
app.command(short_help="Code documents into a store.", no_args_is_help=True)(ingest)
app.command(short_help="Ask a store: named queries, or SQL.")(query)
app.add_typer(merge, name="merge", short_help="Merge the reports of one thing; say why; decide otherwise.")
app.command(short_help="Count what two parties did to each other.", no_args_is_help=True)(dyad)
app.command(name="import", short_help="Add event data that others coded to a store.", no_args_is_help=True)(import_events)
app.command(short_help="Write a store's events for others: GDELT, dyads, FollowTheMoney ...", no_args_is_help=True)(export)
app.command(short_help="What came, went or changed between two sets of records.", no_args_is_help=True)(diff)
app.command(short_help="Join the small files of a store.", no_args_is_help=True)(compact)
app.command(short_help="Say why a record is as it is.", no_args_is_help=True)(explain)
app.command(short_help="Score the shipped model on a labelled set.", no_args_is_help=True)(evaluate)
app.command(short_help="Make a table of office holders from a Wikidata dump.", no_args_is_help=True)(knowledge)
app.command(short_help="Print the shape of the records.")(schema)
