"""One self-contained HTML page: each article with its coded words marked, each record as a card beside its words.

The page loads nothing from anywhere. Its Content-Security-Policy allows its own style and script by their hashes and nothing else, so that
nothing that a document contains can run even if it were not escaped.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import IO

from dragoman.output.article import escape, render_article
from dragoman.output.cards import render_cards
from dragoman.output.wording import RECORD_TYPES, label_words, one_line
from dragoman.records import CodedDocument, Record, Rejection
from dragoman.records.schema import replace_surrogates

HIDDEN_AT_FIRST = ("actors", "places")
FRAME_HEIGHT_PX = 720


class PageWriter:
    """Gathers all documents of a run and writes one page at the end."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Takes the stream to write to, which stays the caller's."""
        self._stream = stream
        self._documents: list[CodedDocument] = []
        self._rejections: list[Rejection] = []

    def write(self, item: CodedDocument | Rejection) -> None:
        """Takes one document."""
        if isinstance(item, CodedDocument):
            self._documents.append(item)
        else:
            self._rejections.append(item)

    def close(self) -> None:
        """Writes the page."""
        self._stream.write(render_page(self._documents, self._rejections).encode("utf-8"))
        self._stream.flush()


def render_page(documents: Sequence[CodedDocument], rejections: Sequence[Rejection] = ()) -> str:
    """Returns the page of all ``documents``, in order, and a list of those that could not be read."""
    title = _title(documents[0].record) if len(documents) == 1 else f"{len(documents)} documents"
    sections = "".join(_section(coded, number, len(documents)) for number, coded in enumerate(documents))
    return frame_page(title, f"{_index(documents)}<main>{sections}{_unread(rejections)}</main>", script=_asset("page.js"))


def frame_page(title: str, body: str, *, script: str = "") -> str:
    """Returns a whole page around ``body``, which is markup already; ``title`` is plain text. The page may run ``script`` and load nothing."""
    style = _asset("page.css")
    scripts = f"script-src '{_digest(script)}'" if script else "script-src 'none'"
    policy = f"default-src 'none'; style-src '{_digest(style)}'; {scripts}; base-uri 'none'; form-action 'none'"
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · dragoman</title>\n<style>{style}</style></head>\n"
        f"<body>{body}{f'{chr(10)}<script>{script}</script>' if script else ''}</body></html>\n"
    )
    return replace_surrogates(page)


def render_frame(coded: CodedDocument) -> str:
    """Returns the page in a sandboxed frame, so that it neither takes a notebook's styles nor gives it its own."""
    page = html.escape(render_page([coded]), quote=True)
    return f'<iframe sandbox="allow-scripts" width="100%" height="{FRAME_HEIGHT_PX}" frameborder="0" srcdoc="{page}"></iframe>'


def _asset(name: str) -> str:
    return resources.files("dragoman.output").joinpath("assets", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _title(record: Record) -> str:
    document = record.document
    return one_line(document.title or document.path or document.id)


def _index(documents: Sequence[CodedDocument]) -> str:
    """The list of documents; none for a single one."""
    if len(documents) < 2:
        return ""
    items = []
    for number, coded in enumerate(documents):
        record = coded.record
        count = f"{len(record.events)} events, {len(record.statements)} statements"
        items.append(f'<li><a href="#d{number}"><b>{escape(_title(record))}</b><small>{count}</small></a></li>')
    return f'<nav class="docs" aria-label="Documents"><ol>{"".join(items)}</ol></nav>'


def _section(coded: CodedDocument, number: int, total: int) -> str:
    record = coded.record
    document = record.document
    facts = [
        ", ".join(document.agencies), document.publisher, document.published_at,
        document.dateline_place.text if document.dateline_place else None, document.path, f"{document.length_chars:,} characters",
    ]  # fmt: skip
    line = " · ".join(escape(one_line(fact)) for fact in facts if fact)
    has_headline = any(segment.kind == "headline" for segment in document.segments)
    heading = "" if has_headline or not document.title else f'<h1 class="given">{escape(one_line(document.title))}</h1>'
    where = f" {number + 1} of {total}" if total > 1 else ""
    side = f'{_filters(record)}<div class="cards">{render_cards(coded, number)}</div>'
    return (
        f'<section class="doc" id="d{number}" aria-label="Document{where}">'
        f'<div class="bar"><span class="mark">dragoman</span><span class="line">{line}</span></div>'
        f'<div class="panes"><div class="text"><div class="story">{heading}{render_article(coded, number)}</div>{_colophon(record)}</div>'
        f'<aside class="side" aria-label="Records">{side}</aside></div></section>'
    )


def _filters(record: Record) -> str:
    types = [(table, len(getattr(record, table))) for table in RECORD_TYPES if getattr(record, table)]
    statuses = Counter(
        str(getattr(item, "status", "") or getattr(item, "stage", ""))
        for table in ("events", "claims", "transfers", "meetings", "measures", "obligations")
        for item in getattr(record, table)
    )
    chips = "".join(_chip("type", table, label_words(table), count, table not in HIDDEN_AT_FIRST) for table, count in types)
    states = "".join(_chip("status", status, label_words(status), count, True) for status, count in sorted(statuses.items()) if status)
    if not chips:
        return '<p class="nothing">No records.</p>'
    state_row = f'<div class="chips" role="group" aria-label="Status"><span>status</span>{states}</div>' if states else ""
    return f'<div class="filters"><div class="chips" role="group" aria-label="Record type">{chips}</div>{state_row}</div>'


def _chip(group: str, value: str, words: str, count: int, pressed: bool) -> str:
    style = f"t-{value}" if group == "type" else f"s-{value}"
    state = "true" if pressed else "false"
    return (
        f'<button type="button" class="chip {escape(style)}" data-{group}="{escape(value)}" aria-pressed="{state}">'
        f"{escape(words)} <small>{count}</small></button>"
    )


def _colophon(record: Record) -> str:
    notes = "".join(f"<li><code>{escape(r.code)}</code> {escape(one_line(r.message))}</li>" for r in record.rejections)
    left_out = f"<details><summary>{len(record.rejections)} left out</summary><ul>{notes}</ul></details>" if notes else ""
    made = record.provenance
    return (
        f'<footer class="colophon">{left_out}<p>Coded by dragoman {escape(made.dragoman)}, model {escape(made.model)}. '
        f"Document <code>{escape(record.document.id)}</code>.</p></footer>"
    )


def _unread(rejections: Sequence[Rejection]) -> str:
    if not rejections:
        return ""
    items = "".join(
        f"<li><b>{escape(one_line(r.path or 'a document'))}</b> <code>{escape(r.code)}</code> {escape(one_line(r.message))}</li>"
        for r in rejections
    )
    return f'<section class="unread"><h2>Not read</h2><ul>{items}</ul></section>'
