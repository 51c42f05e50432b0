"""The table that ``dragoman code`` shows on a terminal: who did what to whom, when, where, on whose word.

Wide terminals get columns; below ``WIDE_COLUMNS`` the date, place and status stand in one column.
"""

from __future__ import annotations

import io
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

_Row = tuple[str, str, str, str, str]

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

    def __init__(self, stream: IO[bytes], *, width: int | None = None, color: bool | None = None) -> None:
        """Takes the stream to write to, which stays the caller's; width and colour are the terminal's if None."""
        from rich.console import Console

        self._text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
        self._console = Console(
            file=self._text, width=width, force_terminal=color, no_color=True if color is False else None,
            highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip

    def write(self, item: CodedDocument | Rejection) -> None:
        """Prints the tables of one document; a document that could not be read has none."""
        if isinstance(item, CodedDocument):
            print_record(self._console, item.record)

    def close(self) -> None:
        """Lets go of the stream, which stays open."""
        self._text.flush()
        self._text.detach()


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
    rows = _other_rows(record, names)
    if rows:
        console.print(_others_table(rows, console.width))
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


def _print_footer(console: Console, record: Record) -> None:
    from rich.text import Text

    counts = [(getattr(record, table), noun) for table, noun in RECORD_TYPES.items()]
    words = [f"{len(items)} {noun}{'' if len(items) == 1 else 's'}" for items, noun in counts if items]
    console.print()
    console.print(Text(", ".join(words) if words else "no records", "dim"))
    for rejection in record.rejections:
        console.print(Text(f"left out: {rejection.code} {one_line(rejection.message)}", "dim"))
    console.print()


def _make_table(title: str, width: int) -> Table:
    from rich import box
    from rich.table import Table

    return Table(
        title=f"\n{title}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, width=width,
        show_edge=False, padding=(0, 2, 0, 0), leading=1,
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
    table.add_column("who", ratio=4)
    table.add_column("what", width=12)
    table.add_column("whom", ratio=3)
    table.add_column("when", width=10)
    table.add_column("where", ratio=2, max_width=24)
    table.add_column("status", width=11)
    table.add_column("words", ratio=10 if width >= 160 else 5)
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
    table.add_column("how", width=16)
    table.add_column("what", ratio=4 if width < WIDE_COLUMNS else 6)
    for statement in statements:
        how = _stack(_words(one_line(statement.cue.text)), _words(f"{label_words(statement.speech_act)}, {statement.quote_type}", "dim"))
        table.add_row(_speaker(statement), how, _words(spans_words(statement.content), "italic"))
    return table


def _claims_table(claims: Iterable[Claim], width: int) -> Table:
    table = _make_table("Claims", width)
    table.add_column("claim", ratio=3)
    table.add_column("who holds what", ratio=3)
    table.add_column("status", width=11)
    for claim in claims:
        stances = _stack(*(_words(f"{party_words(s.holder)} {label_words(s.stance)}") for s in claim.stances))
        table.add_row(_words(one_line(claim.proposition)), stances, _status(claim.status))
    return table


def _others_table(rows: list[_Row], width: int) -> Table:
    kinds = list(dict.fromkeys(row[0] for row in rows))
    table = _make_table(", ".join(f"{kind}s" for kind in kinds).capitalize(), width)
    table.add_column("what", ratio=3)
    table.add_column("parties", ratio=5)
    table.add_column("when · where", ratio=3)
    table.add_column("stage", width=11)
    for record_type, kind, parties, when_where, stage in rows:
        table.add_row(_stack(_words(kind or record_type), _words(record_type, "dim")), _words(parties), _words(when_where), _status(stage))
    return table


def _join(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


def _sides(first: str, second: str) -> str:
    return f"{first or 'not stated'} → {second or 'not stated'}"


def _other_rows(record: Record, names: Names) -> list[_Row]:
    """Rows of record type, kind, parties, when and where, stage for all that is neither event nor statement nor claim."""
    rows: list[_Row] = []
    for m in record.meetings:
        parties = parties_words(p.party for p in m.participants)
        rows.append(("meeting", label_words(m.kind), parties, _join(when_words(m.start), names.place(m.place)), m.status))
    for a in record.agreements:
        when, stage = (when_words(a.stages[-1].when), a.stages[-1].stage) if a.stages else ("", "")
        rows.append(("agreement", label_words(a.form), parties_words(a.parties), _join(when, names.place(a.place)), stage))
    for o in record.obligations:
        sides = _sides(party_words(o.obligor), party_words(o.beneficiary))
        rows.append(("obligation", label_words(o.type), sides, when_words(o.deadline), o.status))
    for x in record.measures:
        sides = _sides(parties_words(x.senders), parties_words(x.targets))
        rows.append(("measure", label_words(", ".join(x.types)), sides, when_words(x.when), x.stage))
    for t in record.transfers:
        sides = _sides(party_words(t.supplier), party_words(t.recipient))
        rows.append(("transfer", _join(label_words(t.kind), spans_words(t.items)), sides, when_words(t.when), t.status))
    for s in record.situations:
        name = one_line(s.names[0].span.text) if s.names else ""
        rows.append(("situation", _join(label_words(s.kind), name), parties_words(s.parties), "", ""))
    for c in record.comparative_claims:
        claimant = party_words(c.claimant) if c.claimant else ""
        rows.append(("comparison", label_words(c.kind), _join(claimant, one_line(c.subject)), when_words(c.window), c.check.result))
    return rows
