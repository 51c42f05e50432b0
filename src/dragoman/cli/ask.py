"""The questions: ``dragoman obligations``, ``claims``, ``quotes``, ``agreements``, ``measures``, ``transfers``, ``meetings``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from dragoman.cli.boundary import boundary, parse_date
from dragoman.cli.options import AsOf, Format, Output

if TYPE_CHECKING:
    from dragoman.questions import Filter
    from dragoman.records import Record

Sources = Annotated[list[str] | None, typer.Argument(metavar="FILE...", help="Files of records that 'dragoman code --format jsonl' wrote, or documents, which are coded first; none with --store.")]
StoreUri = Annotated[str | None, typer.Option("--store", metavar="URI", help="Ask a store that 'dragoman ingest' filled, in place of files.")]
Date = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Publication date of documents that do not state one.")]
Since = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Nothing that ended before this day.")]
Until = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="Nothing that began after this day.")]
Status = Annotated[str | None, typer.Option(metavar="STATUS", help="As in docs/records.md, for example contested.")]
Party = Annotated[list[str] | None, typer.Option("--party", metavar="PARTY", help="A country code (RUS) or words of a name; may be repeated, then all take part.")]
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv"}


def obligations(
    sources: Sources = None, if_attacked: Annotated[str | None, typer.Option(metavar="PARTY", help="Who must help this party if it is attacked.")] = None,
    obligor: Annotated[str | None, typer.Option(metavar="PARTY", help="Who is bound.")] = None,
    beneficiary: Annotated[str | None, typer.Option(metavar="PARTY", help="To whom.")] = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="For example withdraw, release, provide, refrain.")] = None,
    status: Status = None, since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Who has undertaken what towards whom, under what, by when; --since and --until look at the deadline.

    \b
    dragoman obligations story.txt --if-attacked PRK
    dragoman obligations records.jsonl --obligor ISR --type release
    """
    _answer("obligations", _From(sources, date, store, as_of), format_name, output, first=obligor, second=if_attacked or beneficiary,
            kind="aid_if_attacked" if if_attacked else kind, status=status, since=since, until=until)  # fmt: skip


def claims(
    sources: Sources = None, about: Annotated[str | None, typer.Option(metavar="PREDICATE", help="transfer, attack, agree ..., or words of the claim.")] = None,
    between: Annotated[tuple[str, str] | None, typer.Option(metavar="PARTY PARTY", help="Claims that speak of both parties.")] = None,
    holder: Annotated[str | None, typer.Option(metavar="PARTY", help="Who holds or denies it.")] = None,
    stance: Annotated[str | None, typer.Option(metavar="STANCE", help="For example alleges, denies, declines_comment.")] = None,
    status: Status = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """What is alleged, suspected, admitted and denied, and by whom.

    \b
    dragoman claims records.jsonl --about transfer --between PRK RUS
    dragoman claims story.txt --holder Moscow --stance denies
    """
    _answer("claims", _From(sources, date, store, as_of), format_name, output, about=about, parties=tuple(between or ()), first=holder, stance=stance, status=status)


def quotes(
    sources: Sources = None, speaker: Annotated[str | None, typer.Option(metavar="PARTY", help="Who says it.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="WORDS", help="Words that the content holds, in any form.")] = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="direct, indirect or mixed, or a speech act such as threat.")] = None,
    channel: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the medium that it came through.")] = None,
    addressee: Annotated[str | None, typer.Option(metavar="PARTY", help="To whom it is said.")] = None,
    since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Who said what, to whom, through which medium.

    \b
    dragoman quotes records.jsonl --speaker Putin --topic sanctions
    dragoman quotes story.txt --type direct --format csv -o quotes.csv
    """
    _answer("quotes", _From(sources, date, store, as_of), format_name, output, first=speaker, topic=topic, kind=kind, channel=channel, second=addressee, since=since, until=until)


def agreements(
    sources: Sources = None, party: Party = None, form: Annotated[str | None, typer.Option(metavar="FORM", help="treaty, ceasefire, agreement, mou ...")] = None,
    stage: Annotated[str | None, typer.Option(metavar="STAGE", help="signed, ratified, in_force, denounced ...")] = None,
    duty: Annotated[str | None, typer.Option(metavar="DUTY", help="defense, offense, neutrality, nonaggression or consultation, where the text says so.")] = None,
    since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Treaties, accords, ceasefires: one row for each, under all of its names, with its stages.

    \b
    dragoman agreements records.jsonl --party RUS --party PRK
    dragoman agreements records.jsonl --stage signed --since 2024-06-01 --duty defense
    """
    _answer("agreements", _From(sources, date, store, as_of), format_name, output, parties=tuple(party or ()), kind=form, status=stage, about=duty, since=since, until=until)


def measures(
    sources: Sources = None, target: Annotated[str | None, typer.Option(metavar="PARTY", help="Who is hit.")] = None,
    sender: Annotated[str | None, typer.Option(metavar="PARTY", help="Who imposes it.")] = None,
    on: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", callback=parse_date, help="In force on this day, as far as the texts tell.")] = None,
    stage: Annotated[str | None, typer.Option(metavar="STAGE", help="threatened, adopted, in_force, eased, lifted ...")] = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="arms, financial, travel, trade_import, diplomatic ...")] = None,
    since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Sanctions, embargoes, tariffs, bans, expulsions: who against whom, at which stage.

    \b
    dragoman measures records.jsonl --target RUS --on 2024-06-19
    dragoman measures story.txt --sender EUR --stage adopted
    """
    _answer("measures", _From(sources, date, store, as_of), format_name, output, first=sender, second=target, on=on, status=stage, kind=kind, since=since, until=until)


def transfers(
    sources: Sources = None, supplier: Annotated[str | None, typer.Option(metavar="PARTY", help="From whom.")] = None,
    recipient: Annotated[str | None, typer.Option(metavar="PARTY", help="To whom.")] = None, party: Party = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="arms, economic_aid, humanitarian, prisoner, commodity ...")] = None,
    status: Status = None, since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Arms, aid, goods, money and people that moved, move, are promised, alleged or denied.

    \b
    dragoman transfers records.jsonl --supplier PRK --type arms
    dragoman transfers records.jsonl --status contested
    """
    _answer("transfers", _From(sources, date, store, as_of), format_name, output, first=supplier, second=recipient, parties=tuple(party or ()), kind=kind, status=status,
            since=since, until=until)  # fmt: skip


def meetings(
    sources: Sources = None, party: Party = None, place: Annotated[str | None, typer.Option("--in", metavar="PLACE", help="A town, or a country code.")] = None,
    kind: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="visit, summit, talks, call, signing ...")] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="held, planned, postponed, cancelled, refused.")] = None,
    since: Since = None, until: Until = None, date: Date = None, store: StoreUri = None, as_of: AsOf = None, format_name: Format = None, output: Output = None,
) -> None:  # fmt: skip
    """Visits, summits, talks, calls and ceremonies, with who took part as what.

    \b
    dragoman meetings records.jsonl --party Putin --in PRK
    dragoman meetings records.jsonl --status planned
    """
    _answer("meetings", _From(sources, date, store, as_of), format_name, output, parties=tuple(party or ()), place=place, kind=kind, status=status, since=since, until=until)


class _From(NamedTuple):
    """Where the records come from: files, or a store."""

    sources: list[str] | None
    date: str | None
    store: str | None
    as_of: str | None


def _answer(question: str, source: _From, format_name: str | None, output: Path | None, **conditions: Any) -> None:
    with boundary():
        from dragoman.questions import Filter, ask

        chosen = _choose_format(format_name, output)
        asked = Filter(**conditions)
        _write(question, ask(question, _records(question, source, asked), asked), chosen, output)


def _records(question: str, source: _From, asked: Filter) -> Iterator[Record]:
    from dragoman.errors import ConfigError

    if (source.store is None) == (not source.sources):
        raise ConfigError("DRG-CONFIG-019", "give files to ask, or a store with --store FOLDER, and not both")
    if source.store is None:
        from dragoman.cli.records import iter_records

        return iter_records(source.sources or [], source.date)
    from dragoman.store import Store, find_documents

    store = Store(source.store, as_of=source.as_of)
    table = "statements" if question == "quotes" else question
    return store.iter_records(find_documents(store, table, [*asked.parties, asked.first, asked.second]))


def _write(question: str, answers: Any, format_name: str, output: Path | None) -> None:
    from dragoman.output.answers import write_answers

    if output is None:
        write_answers(question, answers, sys.stdout.buffer, format_name=format_name)
        return
    with output.open("wb") as stream:
        write_answers(question, answers, stream, format_name=format_name)


def _choose_format(format_name: str | None, output: Path | None) -> str:
    from dragoman.errors import ConfigError
    from dragoman.output.answers import ANSWER_FORMATS

    if output is not None and (output.is_dir() or not output.parent.is_dir()):
        raise ConfigError("DRG-CONFIG-014", f"-o {output}: give a file in a folder that exists")
    if format_name is None:
        return _SUFFIXES.get(output.suffix.lower(), "table") if output else "table"
    if format_name not in ANSWER_FORMATS:
        raise ConfigError("DRG-CONFIG-012", f"there is no format {format_name!r}; the formats are: {', '.join(ANSWER_FORMATS)}")
    return format_name
