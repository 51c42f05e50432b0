"""``dragoman merge``: what the store takes for one thing, why, and how to decide otherwise."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from dragoman.cli.boundary import boundary
from dragoman.cli.options import AsOf, Format, Output, StoreUri
from dragoman.cli.store import write_rows_to

merge = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Merge the reports of a store; say why they are one, and decide otherwise.")
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the decision.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; kept with the decision.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of records: events, agreements, measures, meetings, claims or actors.")]


@merge.command("run", short_help="Merge what was added since the last run.")
def run(
    store: StoreUri,
    full: Annotated[bool, typer.Option("--full", help="Look at all documents again; the result is the same.")] = False,
) -> None:
    """Find copies of one text, and the reports that tell of one event, agreement, measure, meeting, claim or actor.

    \b
    dragoman merge run --store archive

    'ingest' does this at its end. The result does not depend on the order or the steps in which documents came.
    """
    with boundary():
        from dragoman.jobs.merging import merge_store
        from dragoman.store import Store

        target = Store(store)
        target.require()
        typer.echo(summary_line(merge_store(target, full=full)))


def summary_line(summary: Any) -> str:
    """Says what a run of merging did."""
    changed = ", ".join(f"{number} {kind}" for kind, number in summary.changed.items() if number)
    return f"{summary.documents} documents merged: {summary.copies} copies of others; regrouped: {changed or 'nothing'}"


@merge.command("show", short_help="Show what an id stands for: reports, values, reasons, decisions.", no_args_is_help=True)
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="A record or canonical id.")],
    store: StoreUri,
    as_of: AsOf = None,
    format_name: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text or json.")] = "text",
) -> None:
    """Show all reports of one thing with their sources, every value that they give, the features of their scores, and decisions on them.

    \b
    dragoman merge show ev-0123456789abcdef --store archive
    """
    with boundary():
        from dragoman.errors import ConfigError
        from dragoman.jobs.merging import describe
        from dragoman.output.merged import write_merged
        from dragoman.store import Store

        if format_name not in ("text", "json"):
            raise ConfigError("DRG-CONFIG-012", f"there is no format {format_name!r}; the formats are: text, json")
        write_merged(describe(Store(store, as_of=as_of), identity), sys.stdout.buffer, format_name=format_name)


@merge.command("join", short_help="Decide that records are one.", no_args_is_help=True)
def join(ids: Ids, store: StoreUri, reason: Reason = "", by: By = "user") -> None:
    """Decide that records tell of one thing, together with what each of them is one with already.

    \b
    dragoman merge join ev-0123456789abcdef ev-fedcba9876543210 --store archive --reason "same raid, other date line"
    """
    with boundary():
        from dragoman.jobs import merging
        from dragoman.store import Store

        typer.echo(f"decided: {merging.join(Store(store), ids, by=by, reason=reason)}")


@merge.command("split", short_help="Decide that records are not one.", no_args_is_help=True)
def split(ids: Ids, store: StoreUri, reason: Reason = "", by: By = "user") -> None:
    """Decide that records are not one: one id against all others of its group, several ids against each other.

    \b
    dragoman merge split ev-0123456789abcdef --store archive
    """
    with boundary():
        from dragoman.jobs import merging
        from dragoman.store import Store

        typer.echo(f"decided: {merging.split(Store(store), ids, by=by, reason=reason)}")


@merge.command("withdraw", short_help="Withdraw a decision.", no_args_is_help=True)
def withdraw(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its name, as 'merge decisions' lists it.")], store: StoreUri, reason: Reason = "", by: By = "user"
) -> None:  # fmt: skip
    """Withdraw a decision: everything stands as if it had not been taken. It stays on record.

    \b
    dragoman merge withdraw md-0123456789abcdef --store archive
    """
    with boundary():
        from dragoman.jobs import merging
        from dragoman.store import Store

        merging.withdraw(Store(store), decision, by=by, reason=reason)
        typer.echo(f"withdrawn: {decision}")


@merge.command("decisions", short_help="List what was decided.")
def decisions(store: StoreUri, as_of: AsOf = None, format_name: Format = None, output: Output = None) -> None:
    """List the decisions of users, withdrawn ones too.

    \b
    dragoman merge decisions --store archive
    """
    with boundary():
        from dragoman.store import Store, ask_store

        sql = "SELECT decision, kind, verdict, list(a || ' ' || b ORDER BY a, b) AS pairs, \"by\", reason, \"at\", withdrawn FROM merge_decisions GROUP BY ALL ORDER BY \"at\", decision"
        write_rows_to(ask_store(Store(store, as_of=as_of), sql=sql), format_name, output)


@merge.command("queue", short_help="List the pairs that are neither clearly one nor clearly two.")
def queue(
    store: StoreUri, limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many.")] = 20, as_of: AsOf = None, format_name: Format = None, output: Output = None
) -> None:  # fmt: skip
    """List pairs between the thresholds that nobody has decided on, the likeliest first.

    \b
    dragoman merge queue --store archive --limit 5
    """
    with boundary():
        from dragoman.store import Store
        from dragoman.store.merges import MergeReader
        from dragoman.store.queries import Rows

        rows = MergeReader(Store(store, as_of=as_of)).undecided(limit)
        write_rows_to(Rows(columns=("kind", "a", "b", "score", "one", "other"), rows=iter(rows)), format_name, output)


