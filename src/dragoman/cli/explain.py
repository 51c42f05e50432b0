"""``dragoman explain``: why a record is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.ask import StoreUri
from dragoman.cli.boundary import boundary, parse_date
from dragoman.cli.options import AsOf

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman.records import CodedDocument, Span, Step


def explain(
    source: Annotated[str, typer.Argument(metavar="FILE_OR_URL", help="The document, - for standard input; with --store an id or its beginning.")],
    record_id: Annotated[
        str | None, typer.Argument(metavar="RECORD_ID", help="A record's id, or its beginning; all events if left out.")
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Publication date, if not stated.")] = None,
    knowledge: Annotated[list[Path] | None, typer.Option("--knowledge", metavar="CSV", help="Table of your own persons or bodies, as for code.")] = None,
    store: StoreUri = None,
    as_of: AsOf = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="With --store: write the answer as an HTML page.")] = None,
) -> None:
    """Say why a record is as it is: the words, the model's scores, the rules, the steps of resolution.

    \b
    dragoman explain story.txt                every event of the document
    dragoman explain story.txt ev-1f0c        one record, by the beginning of its id
    dragoman explain ev-1f0c --store archive  all reports of it, with their words, sources and differences
    """
    with boundary():
        if store is not None:
            _explain_in_store(store, as_of, source, html)
            return
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
        coded = _code_first(source, date, knowledge or [])
        chosen = _choose(coded, record_id)
        for number, chosen_id in enumerate(chosen):
            if number:
                console.print()
            _print_explanation(console, coded, chosen_id)


def _explain_in_store(uri: str, as_of: str | None, record_id: str, html: Path | None) -> None:
    from rich.console import Console

    from dragoman.errors import ConfigError
    from dragoman.output.reports import print_reports, render_reports
    from dragoman.store import Store
    from dragoman.store.reports import explain_record

    if html is not None and (html.is_dir() or not html.parent.is_dir()):
        raise ConfigError("DRG-CONFIG-014", f"--html {html}: give a file in a folder that exists")
    found = explain_record(Store(uri, as_of=as_of), record_id)
    if html is not None:
        html.write_text(render_reports(found), encoding="utf-8", newline="\n")
        return
    print_reports(found, Console(highlight=False, markup=False, emoji=False, soft_wrap=False))


def _code_first(source: str, date: str | None, knowledge: list[Path]) -> CodedDocument:
    from dragoman.cli.inputs import iter_inputs
    from dragoman.errors import ReadError
    from dragoman.pipeline import load_coder
    from dragoman.records import CodedDocument

    for item in load_coder(knowledge=knowledge).code_many(iter_inputs([source], date)):
        if isinstance(item, CodedDocument):
            return item
        raise ReadError(item.code, item.message)
    raise ReadError("DRG-READ-098", f"{source} holds no document")


def _choose(coded: CodedDocument, record_id: str | None) -> list[str]:
    from dragoman.errors import ConfigError

    records = _records(coded)
    if record_id is None:
        return [event.id for event in coded.record.events]
    found = [record_id] if record_id in records else [known for known in records if known.startswith(record_id)]
    if len(found) != 1:
        problem = "no record has" if not found else f"{len(found)} records have"
        shown = ", ".join(found or records) or "none"
        raise ConfigError("DRG-CONFIG-013", f"{problem} an id that begins with {record_id!r}; ids: {shown}")
    return found


def _records(coded: CodedDocument) -> dict[str, tuple[str, object]]:
    """Returns all records of a document by id, with their table."""
    from dragoman.output.wording import RECORD_TYPES

    return {item.id: (table, item) for table in RECORD_TYPES for item in getattr(coded.record, table)}


def _print_explanation(console: Console, coded: CodedDocument, record_id: str) -> None:
    from rich.text import Text

    from dragoman.output.wording import RECORD_TYPES, one_line
    from dragoman.records import RecordId

    table, item = _records(coded)[record_id]
    title = Text(f"{RECORD_TYPES[table]} {record_id}", "bold")
    for name in ("event_type", "speech_act", "proposition", "form", "kind", "name", "status"):
        value = getattr(item, name, None)
        if isinstance(value, str):
            title.append(f"  {one_line(value)}", "cyan")
    console.print(title)
    spans: tuple[Span, ...] = getattr(item, "evidence", ()) or getattr(item, "mentions", ())
    for span in spans[:5]:
        console.print(Text(f"  “{one_line(span.text)}” ", "italic").append(f"[{span.start}:{span.end}]", "dim"))
    steps = coded.explanations.get(RecordId(record_id), ())
    for step in steps:
        _print_step(console, step)
    if not steps:
        console.print(Text("  no steps were kept for this record", "dim"))


def _print_step(console: Console, step: Step) -> None:
    from rich.text import Text

    from dragoman.output.wording import label_words, one_line

    line = Text(f"  {label_words(step.stage):<12} ", "dim").append(one_line(step.decision), "bold").append(f"  {one_line(step.because)}")
    if step.score is not None:
        line.append(f"  {step.score:.2f}", "green")
    if step.span is not None:
        line.append(f"  “{one_line(step.span.text)}”", "italic dim")
    console.print(line)
