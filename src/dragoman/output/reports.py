"""All reports of one thing, for the terminal and as one self-contained HTML page in the style of the article page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dragoman.output.article import escape
from dragoman.output.page import frame_page
from dragoman.output.wording import RECORD_TYPES, chain_words, label_words, one_line, parties_words, party_words, when_words
from dragoman.records import Record
from dragoman.store.reports import Explained, Report

if TYPE_CHECKING:
    from rich.console import Console


def headline(found: Explained) -> str:
    """Says in a line what the thing is, as its first report tells it."""
    item = found.reports[0].item
    if found.table == "events":
        sides = " → ".join(side for side in (parties_words(item.actors) or "unnamed", parties_words(item.recipients)) if side)
        return one_line(f"{label_words(item.event_type)}: {sides} {when_words(item.when)}")
    if found.table == "statements":
        return one_line(f"{party_words(item.speaker)}: {item.content[0].text if item.content else ''}")
    for name in ("proposition", "title", "name", "form", "kind", "type", "path", "id"):
        value = getattr(item, name, None)
        if isinstance(value, str) and value:
            named = f": {item.names[0].text}" if found.table == "agreements" and item.names else ""
            return one_line(value + named)
    return found.id


def counts_words(found: Explained) -> str:
    """Says on how much the thing rests."""
    documents = len({r.record.document.id for r in found.reports})
    more = f", {len(found.reports)} of them read" if found.total > len(found.reports) else ""
    counts = ((found.total, "report", more), (documents, "document", ""), (len(found.sources), "independent source", ""))
    return ", ".join(f"{n} {noun}{'s' * (n != 1)}{rest}" for n, noun, rest in counts)


def statuses(found: Explained) -> list[tuple[str, int]]:
    """Returns the statuses, with the number of reports of each."""
    return sorted(Counter(r.status for r in found.reports if r.status).items(), key=lambda item: (-item[1], item[0]))


def print_reports(found: Explained, console: Console) -> None:
    """Prints the thing: what it is, why its reports are of one thing, where they differ, then each with its words and source."""
    from rich.text import Text

    console.print(Text(f"{_noun(found)} {found.id}  ", "bold").append(headline(found), "cyan"))
    console.print(Text(f"  {counts_words(found)}", "dim"))
    if found.total > 1:
        console.print(Text("  held to be one: ", "dim").append(found.reason))
    if states := statuses(found):
        console.print(Text("  status: ", "dim").append(", ".join(f"{label_words(s)} ({n})" for s, n in states)))
    for field, values in found.conflicts:
        console.print(Text(f"  they differ in {label_words(field)}: ", "yellow").append("; ".join(f"{one_line(v)} ({n})" for v, n in values)))
    for report in found.reports:
        console.print()
        document = report.record.document
        console.print(Text("  " + _where(report), "bold").append(f"  {label_words(report.status)}" if report.status else "", "cyan"))
        for span in report.spans[:2]:
            console.print(Text(f"    “{one_line(span.text)}” ", "italic").append(f"[{span.start}:{span.end}]", "dim"))
        chain = chain_words(report.chain)
        ids = " ".join(dict.fromkeys((str(document.id), str(report.item.id))))
        console.print(Text(f"    source: {one_line(report.source)}" + (f"  ({chain})" if chain else "") + f"  {ids}", "dim"))
        if found.table == "documents":
            console.print(Text("    " + contents_words(report.record)))


def contents_words(record: Record) -> str:
    """Says how many records of each type a document yields."""
    counts = ((len(getattr(record, table)), table) for table in RECORD_TYPES)
    return ", ".join(f"{n} {label_words(table)}" for n, table in counts if n) or "no records"


def render_reports(found: Explained) -> str:
    """Returns the page: what the thing is, then its reports as cards. Nothing from a document becomes markup, nothing is loaded."""
    rows = [("id", escape(found.id)), ("rests on", escape(counts_words(found)))]
    if found.total > 1:
        rows.append(("held to be one", escape(found.reason)))
    if states := statuses(found):
        rows.append(("status", ", ".join(f"{escape(label_words(s))} ({n})" for s, n in states)))
    if named := [s for s in found.sources if not s.startswith("doc-")]:
        rows.append(("sources", ", ".join(escape(one_line(s)) for s in named)))
    for field, values in found.conflicts:
        rows.append((f"differ in {escape(label_words(field))}", "; ".join(f"{escape(one_line(v))} <small>({n})</small>" for v, n in values)))
    facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    cards = "".join(_card(report, found.table) for report in found.reports)
    title = headline(found)
    body = (
        f'<div class="bar"><span class="mark">dragoman</span><span class="line">{escape(_noun(found))}</span></div><div class="text"><div class="story">'
        f'<h1 class="given">{escape(title)}</h1><div class="card t-{found.table}"><dl>{facts}</dl></div>{cards}</div></div>'
    )
    return frame_page(title, body)


def _card(report: Report, table: str) -> str:
    quotes = "".join(f"<q>{escape(one_line(span.text))}</q>" for span in report.spans[:3])
    pill = f'<span class="pill s-{escape(report.status)}">{escape(label_words(report.status))}</span>' if report.status else ""
    chain = chain_words(report.chain)
    facts = " · ".join(escape(one_line(f)) for f in (f"source: {report.source}", chain, report.record.document.id, str(report.item.id)) if f)
    contents = f'<p class="facts">{escape(contents_words(report.record))}</p>' if table == "documents" else ""
    return (
        f'<article class="card on t-{escape(table)}"><header><span class="kind">{escape(_where(report))}</span>{pill}</header>'
        f'<p class="words">{quotes}</p>{contents}<p class="facts">{facts}</p></article>'
    )


def _where(report: Report) -> str:
    document = report.record.document
    return one_line(" · ".join(part for part in ((document.published_at or "undated")[:10], document.title, document.path) if part))


def _noun(found: Explained) -> str:
    return RECORD_TYPES.get(found.table, "document")
