"""``dragoman diff``: what two sets of records have in common and what not."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.ask import StoreUri
from dragoman.cli.boundary import boundary
from dragoman.cli.options import Format, Output
from dragoman.cli.store import write_rows_to

if TYPE_CHECKING:
    from dragoman.store.diff import Change, Diff, Side
    from dragoman.store.queries import Rows


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A store or a file of records; with --store a run's id, a version number, a date-time.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same; with --store also 'now'.")],
    store: StoreUri = None,
    records: Annotated[bool, typer.Option("--records", help="Each record that came, went or changed, field by field.")] = False,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="FIELD", help="Changes of this field do not count; may be repeated.")] = None,
    format_name: Format = None,
    output: Output = None,
) -> None:
    """What came, went or changed between two stores, two files of records, or two states or runs of one store.

    \b
    dragoman diff archive-old archive-new                      two stores
    dragoman diff old.jsonl new.jsonl --records -o diff.csv    two files of records
    dragoman diff 0 now --store archive                        since the first commit
    dragoman diff run-1f0c run-77ab --store archive            two runs

    Documents are matched by id, else by address or path; records by id, else by the words that they stand on.
    """
    with boundary():
        from dragoman.store.diff import Diff

        found = Diff(_side(before, store), _side(after, store), ignore=ignore or ())
        if records:
            write_rows_to(_details(found.changes()), format_name, output)
            return
        for _ in found.changes():
            pass
        if format_name in (None, "table") and output is None:
            _print_versions(found)
        write_rows_to(found.summary(), format_name, output)
        if format_name in (None, "table") and output is None:
            _print_fields(found.fields())


def _side(name: str, store: str | None) -> Side:
    from dragoman.cli.records import holds_records, iter_record_file
    from dragoman.errors import ConfigError
    from dragoman.store import Store
    from dragoman.store.diff import RecordsSide, StoreSide, open_side

    if store is not None:
        return open_side(Store(store), name)
    if holds_records(name):
        return RecordsSide(name, iter_record_file(Path(name)))
    if "://" not in name and not Path(name).is_dir():
        raise ConfigError("DRG-CONFIG-020", f"{name} is neither a store nor a file of records; runs and versions need --store FOLDER")
    return StoreSide(Store(name), name)


def _details(changes: Iterable[Change]) -> Rows:
    from dragoman.store.queries import Rows

    columns = ("change", "records", "id", "field", "before", "after", "words", "path", "document_id")

    def rows() -> Iterator[tuple[object, ...]]:
        for c in changes:
            yield c.change, c.table, c.id, c.field, c.before, c.after, c.words, c.path, c.document_id

    return Rows(columns=columns, rows=rows())


def _print_versions(found: Diff) -> None:
    left, right = found.left.made_with(), found.right.made_with()
    if left != right:
        for side, made in ((found.left, left), (found.right, right)):
            typer.echo(f"{side.label}: {'; '.join(made) or 'no documents'}")
        typer.echo()


def _print_fields(rows: Rows) -> None:
    from dragoman.output.rows import write_rows

    listed = list(rows.rows)
    if listed:
        typer.echo()
        write_rows(rows.columns, listed, sys.stdout.buffer, format_name="table", total=False)
