"""``dragoman evaluate``: scores the shipped model on labelled data."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.boundary import boundary

if TYPE_CHECKING:
    from dragoman.evaluate import Result


class Task(enum.StrEnum):
    """What can be scored."""

    RELATIONS = "relations"
    MENTIONS = "mentions"
    ATTRIBUTION = "attribution"
    ACTORS = "actors"
    PLACES = "places"
    DATES = "dates"
    DOCUMENTS = "documents"
    MERGING = "merging"


def evaluate(
    task: Annotated[Task, typer.Argument(metavar="TASK", help="relations, mentions, attribution, actors, places, dates, documents or merging.")],
    data: Annotated[Path, typer.Option(metavar="PATH", exists=True, help="The labelled set: a file, or a folder, as the task has it.")],
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="PATH", help="Write the scores as JSON, too; - prints them instead of the table.")
    ] = None,
) -> None:
    """Score the shipped model on a labelled set: precision, recall and F1 per class, with counts.

    \b
    relations     TSV with sentence, source, target, gold_root (and marked_sentence)
    mentions      JSON Lines with text and spans, or word-and-tag files (CoNLL, BIO)
    attribution   folder with text/*.txt and attributions/*.ann (brat standoff)
    actors        JSON Lines with text and expect {country, code_1}
    places        GeoVirus XML, JSON Lines with text and places {name, start, lat, lon}, or cases with kind, text, expect
    dates         JSON Lines with published, text, expression, start, end, precision
    documents     folder of NAME.txt with the expected records in NAME.json
    merging       folder of ECB+ (TOPIC/*.xml) with its list of checked sentences

    \b
    dragoman evaluate documents --data samples
    dragoman evaluate relations --data plv.tsv --json scores.json
    """
    with boundary():
        result = _score(task, data)
        if json_path is None or str(json_path) != "-":
            _print_result(result)
        if json_path is not None:
            _write_json(result, json_path)


def _score(task: Task, data: Path) -> Result:
    from dragoman import evaluate as tasks
    from dragoman.pipeline import load_coder

    coder = load_coder()
    count = _counter(task)
    if task is Task.RELATIONS:
        return tasks.evaluate_relations(coder, data, count)
    if task is Task.MENTIONS:
        return tasks.evaluate_mentions(coder.analyse, data, count)
    if task is Task.ATTRIBUTION:
        return tasks.evaluate_attribution(coder.code_document, data, count)
    if task is Task.ACTORS:
        return tasks.evaluate_actors(coder, data, count)
    if task is Task.PLACES and tasks.has_place_cases(data):
        return tasks.evaluate_place_cases(coder.code_document, coder.find_place, data, count)
    if task is Task.PLACES:
        return tasks.evaluate_places(coder.code_document, data, count)
    if task is Task.DATES:
        return tasks.evaluate_dates(coder.analyse, data, count)
    if task is Task.MERGING:
        return tasks.evaluate_merging(coder.analyse, coder.code_document, data, count)
    return tasks.evaluate_documents(coder.code_document, data, count)


def _counter(task: Task) -> Callable[[], None]:
    """Returns a function that counts cases on the terminal."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done % 25 == 0 and sys.stderr.isatty():
            typer.echo(f"\r{task}: {done} ", err=True, nl=False)

    return count


def _print_result(result: Result) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    accuracy = "" if result.accuracy is None else f", accuracy {result.accuracy:.3f}"
    typer.echo(f"{result.task}: n {result.n}{accuracy}, macro-F1 {result.macro_f1:.3f}\n")
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("class")
    for name in ("precision", "recall", "F1", "n"):
        table.add_column(name, justify="right")
    for name, count in sorted(result.per_class.items()):
        row = count.report()
        table.add_row(name, *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1")), str(row["n"]))
    Console(highlight=False).print(table)
    for name, value in result.figures.items():
        typer.echo(f"{name}: {value:g}")


def _write_json(result: Result, path: Path) -> None:
    import json

    from dragoman.errors import ConfigError

    text = json.dumps(result.report(), indent=2, ensure_ascii=False) + "\n"
    if str(path) == "-":
        typer.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError("DRG-CONFIG-015", f"--json {path} cannot be written: {error.strerror}") from error
