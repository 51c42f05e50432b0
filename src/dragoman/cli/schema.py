"""``dragoman schema``: the shape of the records, for programs."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.boundary import boundary


def schema(
    table: Annotated[str | None, typer.Argument(metavar="TABLE", help="A table such as events: print its Arrow schema.")] = None,
) -> None:
    """Print the JSON Schema of a record, or the Arrow schema of one table.

    \b
    dragoman schema > record.schema.json
    dragoman schema events
    """
    with boundary():
        from dragoman.records.schema import render_schema

        typer.echo(render_schema(table))
