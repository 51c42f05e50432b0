"""The table that ``dragoman code`` shows on a terminal: who did what to whom, when, where, on whose word.

Wide terminals get columns; below ``WIDE_COLUMNS`` the date, place and status stand in one column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from dragoman.output.wording import (
    RECORD_TYPES,
    Names,
    chain_words,
    label_words,
    one_line,
    parties_words,
    party_words,
    spans_words,
    when_words,
)
from dragoman.records import Claim, CodedDocument, Event, Record, Rejection, Statement

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDE_COLUMNS = 110

STATUS_STYLES = {
    "asserted": "green",
    "attributed": "cyan",
    "alleged": "yellow",
    "contested": "magenta",
    "negated": "red",
    "hedged": "yellow",
    "promised": "blue",
    "threatened": "red",
    "requested": "blue",
    "scheduled": "blue",
    "conditional": "bright_black",
    "background_ongoing": "bright_black",
    "historical": "bright_black",
}


class TableWriter:
    """Prints each document as tables, as soon as it is coded."""

    def __init__(self, stream: IO[str], *, width: int | None = None, color: bool | None = None) -> None:
        from rich.console import Console

        terminal = stream.isatty() if color is None else color
        self._console = Console(
            file=stream, width=width, force_terminal=terminal, no_color=None if terminal else True,
            highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip

    def write(self, item: CodedDocument | Rejection) -> None:
        """Prints the tables of one document; a document that could not be read has none."""
        if isinstance(item, CodedDocument):
            print_record(self._console, item.record)

    def close(self) -> None:
        """Does nothing: every document was printed when it came."""


def print_record(console: Console, record: Record) -> None:
    """Prints the header, the tables and the counts of one record."""
    names = Names.of(record)
    _print_header(console, record)
    if record.events:
        console.print(_events_table(record.events, names, console.width))
    if record.statements:
        console.print(_statements_table(record.statements, console.width))
    if record.claims:
        console.print(_claims_table(record.claims, console.width))
    for title, rows in _short_lists(record, names):
        if rows:
            console.print(_short_table(title, rows, console.width))
    _print_footer(console, record)


def _print_header(console: Console, record: Record) -> None:
    from rich.text import Text

    document = record.document
    console.print(Text(one_line(document.title or document.path or document.id), "bold"))
    place = document.dateline_place.text if document.dateline_place else None
    facts = [", ".join(document.agencies), document.publisher, document.published_at, place, document.path if document.title else None]
    line = " · ".join(one_line(fact) for fact in facts if fact)
    if line:
        console.print(Text(line, "dim"))
    console.print()


def _print_footer(console: Console, record: Record) -> None:
    from rich.text import Text

    counts = [(getattr(record, table), noun) for table, noun in RECORD_TYPES.items()]
    words = [f"{len(items)} {noun}{'' if len(items) == 1 else 's'}" for items, noun in counts if items]
    console.print(Text(", ".join(words) if words else "no records", "dim"))
    for rejection in record.rejections:
        console.print(Text(f"left out: {rejection.code} {one_line(rejection.message)}", "dim"))
    console.print()


def _make_table(title: str, width: int) -> Table:
    from rich import box
    from rich.table import Table

    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, width=width,
        show_edge=False, padding=(0, 2, 0, 0),
    )  # fmt: skip


def _status(status: str) -> Text:
    from rich.text import Text

    return Text(label_words(status), STATUS_STYLES.get(status, ""))


def _words(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style)


def _stack(*lines: Text) -> Text:
    from rich.text import Text

    return Text("\n").join(line for line in lines if line.plain)


def what_words(event: Event) -> str:
    """Names what happened: type, modes and CAMEO code."""
    mode = f"/{', '.join(event.modes)}" if event.modes else ""
    return f"{event.event_type}{mode}" + (f" {event.cameo}" if event.cameo else "")


def _deed(event: Event) -> Text:
    """Who → what → whom on one line, the words of the text below it."""
    who = parties_words(event.actors) or "unnamed"
    line = _words(who, "bold").append(" → ", "dim").append(what_words(event))
    if event.recipients:
        line.append(" → ", "dim").append(parties_words(event.recipients), "bold")
    return _stack(line, _words(f"“{one_line(event.evidence[0].text)}”", "italic dim"))


def _events_table(events: Iterable[Event], names: Names, width: int) -> Table:
    table = _make_table("Events", width)
    if width < WIDE_COLUMNS:
        table.add_column("who → what → whom", ratio=1)
        table.add_column("when · where · status", width=22)
        for event in events:
            facts = _stack(_words(when_words(event.when)), _words(names.place(event.place)), _status(event.status))
            table.add_row(_deed(event), facts, end_section=False)
        return table
    wide = width >= 160
    table.add_column("who", ratio=4)
    table.add_column("what", ratio=2, min_width=12)
    table.add_column("whom", ratio=3)
    table.add_column("when", min_width=10, ratio=1)
    table.add_column("where", ratio=2)
    table.add_column("status", min_width=10, ratio=1)
    table.add_column("words", ratio=10 if wide else 6)
    for event in events:
        what = _stack(_words(event.event_type), _words(", ".join(event.modes)), _words(event.cameo or "", "dim"))
        who = _words(parties_words(event.actors) or "unnamed", "bold")
        whom = _words(parties_words(event.recipients), "bold")
        words = _words(one_line(event.evidence[0].text), "italic dim")
        table.add_row(who, what, whom, _words(when_words(event.when)), _words(names.place(event.place)), _status(event.status), words)
    return table


def _speaker(statement: Statement) -> Text:
    via = chain_words(statement.source_chain, relays_only=True)
    return _stack(_words(party_words(statement.speaker), "bold"), _words(f"via {via}" if via else "", "dim"))


def _statements_table(statements: Iterable[Statement], width: int) -> Table:
    table = _make_table("Statements", width)
    table.add_column("who says", ratio=2)
    table.add_column("how", ratio=1, min_width=13)
    table.add_column("what", ratio=5 if width < WIDE_COLUMNS else 7)
    for statement in statements:
        how = _stack(_words(one_line(statement.cue.text)), _words(f"{label_words(statement.speech_act)}, {statement.quote_type}", "dim"))
        table.add_row(_speaker(statement), how, _words(spans_words(statement.content), "italic"))
    return table


def _claims_table(claims: Iterable[Claim], width: int) -> Table:
    table = _make_table("Claims", width)
    table.add_column("claim", ratio=3)
    table.add_column("who holds what", ratio=3)
    table.add_column("status", min_width=10, ratio=1)
    for claim in claims:
        stances = _stack(*(_words(f"{party_words(s.holder)} {label_words(s.stance)}") for s in claim.stances))
        table.add_row(_words(one_line(claim.proposition)), stances, _status(claim.status))
    return table


def _short_table(title: str, rows: list[tuple[str, ...]], width: int) -> Table:
    table = _make_table(title, width)
    for heading, ratio in (("kind", 2), ("parties", 5), ("when · where", 3), ("stage", 2)):
        table.add_column(heading, ratio=ratio)
    for row in rows:
        *cells, status = row
        table.add_row(*(_words(cell) for cell in cells), _status(status))
    return table


def _join(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


def _short_lists(record: Record, names: Names) -> list[tuple[str, list[tuple[str, ...]]]]:
    meetings = [
        (label_words(m.kind), parties_words(p.party for p in m.participants), _join(when_words(m.start), names.place(m.place)), m.status)
        for m in record.meetings
    ]
    agreements = [
        (label_words(a.form), parties_words(a.parties), _join(when_words(stage.when), names.place(a.place)), stage.stage)
        for a in record.agreements
        for stage in a.stages[-1:]
    ]
    agreements += [(label_words(a.form), parties_words(a.parties), names.place(a.place), "") for a in record.agreements if not a.stages]
    measures = [
        (label_words(", ".join(m.types)) or "measure", f"{parties_words(m.senders)} → {parties_words(m.targets)}", when_words(m.when), m.stage)
        for m in record.measures
    ]
    transfers = [
        (
            _join(label_words(t.kind), spans_words(t.items)),
            f"{party_words(t.supplier)} → {party_words(t.recipient)}",
            when_words(t.when),
            t.status,
        )
        for t in record.transfers
    ]
    obligations = [
        (label_words(o.type), f"{party_words(o.obligor)} → {party_words(o.beneficiary)}", when_words(o.deadline), o.status)
        for o in record.obligations
    ]
    situations = [(label_words(s.kind), parties_words(s.parties), "", "background_ongoing") for s in record.situations]
    comparisons = [
        (label_words(c.kind), _join(party_words(c.claimant) if c.claimant else "", one_line(c.subject)), when_words(c.window), c.check.result)
        for c in record.comparative_claims
    ]
    return [
        ("Meetings", meetings), ("Agreements", agreements), ("Obligations", obligations), ("Measures", measures),
        ("Transfers", transfers), ("Situations", situations), ("Comparisons", comparisons),
    ]  # fmt: skip
