"""Answers to a question for people and programs: a table, JSON or CSV, each row with the words it rests on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

import msgspec

from dragoman.output.table import STATUS_STYLES, WIDE_COLUMNS
from dragoman.output.wording import label_words, one_line
from dragoman.questions import COLUMNS, Answer

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

ANSWER_FORMATS = ("table", "json", "jsonl", "csv")
_LONG = frozenset({"says", "claim", "who holds what", "agreement", "items"})
_LABELS = frozenset(
    {"must", "if", "status", "type", "act", "form", "stages", "stage", "types", "objective", "duties", "kind", "meeting", "about", "who holds what"}
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_answers(question: str, answers: Iterable[Answer], stream: IO[bytes], *, format_name: str, width: int | None = None) -> int:
    """Writes the answers to a question and returns how many there were.

    Args:
        question: names the columns.
        answers: what was found.
        stream: where to write.
        format_name: one of ``ANSWER_FORMATS``.
        width: columns of the terminal; None asks it.
    """
    if format_name == "table":
        return _write_table(question, list(answers), stream, width)
    if format_name == "csv":
        return _write_csv(question, answers, stream)
    return _write_json(answers, stream, lines=format_name == "jsonl")


def _write_json(answers: Iterable[Answer], stream: IO[bytes], *, lines: bool) -> int:
    count = 0
    for count, answer in enumerate(answers, 1):
        if not lines:
            stream.write(b"[" if count == 1 else b",\n")
        stream.write(msgspec.json.encode(answer) + (b"\n" if lines else b""))
    if not lines:
        stream.write(b"]\n" if count else b"[]\n")
    return count


def safe_cell(value: str) -> str:
    """Keeps a spreadsheet from running a cell."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _write_csv(question: str, answers: Iterable[Answer], stream: IO[bytes]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*COLUMNS[question], "words", "start", "end", "document", "published_at", "source", "confidence", "id"])
        count = 0
        for answer in answers:
            count += 1
            first = answer.evidence[0]
            cells = [safe_cell(one_line(answer.columns[name])) for name in COLUMNS[question]]
            where = [safe_cell(one_line(first.text)), first.start, first.end, safe_cell(answer.document), answer.published_at or "", safe_cell(answer.source)]
            writer.writerow([*cells, *where, answer.confidence, answer.id])
        return count
    finally:
        text.detach()


def _write_table(question: str, answers: list[Answer], stream: IO[bytes], width: int | None) -> int:
    from rich.console import Console
    from rich.text import Text

    text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
    try:
        console = Console(file=text, width=width, highlight=False, markup=False, emoji=False, legacy_windows=False)
        if not answers:
            console.print(Text("no answer: no record of these documents fits", "dim"))
        elif console.width >= WIDE_COLUMNS:
            console.print(_table(question, answers))
        else:
            for answer in answers:
                console.print(_block(question, answer))
        if answers:
            console.print(Text(f"{len(answers)} {question if len(answers) != 1 else question.removesuffix('s')}", "dim"))
        return len(answers)
    finally:
        text.detach()


def _shown(name: str, value: str) -> str:
    return one_line(label_words(value) if name in _LABELS else value)


def _words(answer: Answer) -> Text:
    from rich.text import Text

    first = answer.evidence[0]
    where = f"{answer.document} [{first.start}:{first.end}]" + (f"  {answer.source}" if answer.source else "")
    return Text(f"“{one_line(first.text)}”", "italic dim").append("\n" + one_line(where), "dim")


def _table(question: str, answers: list[Answer]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    names = [name for name in COLUMNS[question] if any(a.columns[name] for a in answers)]
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False, padding=(0, 2, 0, 0), leading=1, expand=True)
    for name in names:
        table.add_column(name, ratio=4 if name in _LONG else 2)
    table.add_column("words", ratio=5)
    for answer in answers:
        cells = [Text(_shown(n, answer.columns[n]), STATUS_STYLES.get(answer.columns[n], "" if i else "bold")) for i, n in enumerate(names)]
        table.add_row(*cells, _words(answer))
    return table


def _block(question: str, answer: Answer) -> Text:
    """One answer for a narrow terminal: a line for each column, the words below."""
    from rich.text import Text

    out = Text()
    for number, name in enumerate(COLUMNS[question]):
        if answer.columns[name]:
            out.append(f"{name:<14} ", "dim").append(
                _shown(name, answer.columns[name]), STATUS_STYLES.get(answer.columns[name], "" if number else "bold")
            ).append("\n")
    return out.append_text(_words(answer)).append("\n")
