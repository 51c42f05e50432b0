"""The Python interface: ``dragoman.code`` for one text, ``dragoman.load`` for many."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from dragoman.errors import ConfigError, ReadError
from dragoman.records import (
    Actor,
    Agreement,
    Analysis,
    Claim,
    CodedDocument,
    ComparativeClaim,
    Document,
    Event,
    Measure,
    Meeting,
    Obligation,
    Place,
    Record,
    Rejection,
    Situation,
    Statement,
    Step,
    Transfer,
)

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from dragoman.pipeline import Coder as PipelineCoder


class Coding:
    """A coded document: its records, its text, and why each record is as it is."""

    def __init__(self, coded: CodedDocument) -> None:
        """Wraps what the pipeline made of one document."""
        self._coded = coded

    def __repr__(self) -> str:
        """Counts what was found."""
        counts = ", ".join(f"{len(getattr(self.record, name))} {name}" for name in ("events", "statements", "claims", "actors", "places"))
        return f"<Coding of {self.record.document.id}: {counts}>"

    @property
    def coded(self) -> CodedDocument:
        """The coded document as the pipeline and the writers know it."""
        return self._coded

    @property
    def record(self) -> Record:
        """Everything that the document yields, typed."""
        return self._coded.record

    @property
    def text(self) -> str:
        """The text that all spans index into."""
        return self._coded.text

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who acts, holds a stance or is acted on."""
        return self.record.actors

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that the records refer to."""
        return self.record.places

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, PLOVER 2.0."""
        return self.record.events

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who said what."""
        return self.record.statements

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What is alleged, denied or left open, and by whom."""
        return self.record.claims

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Treaties and other agreements."""
        return self.record.agreements

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Duties that agreements or pledges lay on a party."""
        return self.record.obligations

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Sanctions and other restrictions."""
        return self.record.measures

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """Arms, aid, money, people, moved or said to be moved."""
        return self.record.transfers

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Visits, summits, calls, ceremonies."""
        return self.record.meetings

    @property
    def situations(self) -> tuple[Situation, ...]:
        """Ongoing wars, standoffs, programmes."""
        return self.record.situations

    @property
    def comparative_claims(self) -> tuple[ComparativeClaim, ...]:
        """Claims that rank or date something against the past."""
        return self.record.comparative_claims

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """What was left out, and why."""
        return self.record.rejections

    def explain(self, record_id: str) -> tuple[Step, ...]:
        """Returns the steps that led to a record.

        Args:
            record_id: the id of a record, or its beginning if only one record begins so.

        Raises:
            ConfigError: no record, or more than one, has this id.
        """
        found = [known for known in self._coded.explanations if known.startswith(record_id)]
        if record_id in self._coded.explanations:
            found = [known for known in found if known == record_id]
        if len(found) != 1:
            known = ", ".join(self._coded.explanations) or "none"
            problem = "no record has" if not found else f"{len(found)} records have"
            raise ConfigError("DRG-CONFIG-013", f"{problem} an id that begins with {record_id!r}; explained records: {known}")
        return self._coded.explanations[found[0]]

    def to_json(self) -> str:
        """Returns the record as one line of JSON (contract: docs/records.md)."""
        from dragoman.output.json_lines import item_json

        return item_json(self._coded).decode()

    def to_dict(self) -> dict[str, Any]:
        """Returns the record as plain dicts, lists, strings and numbers."""
        plain: dict[str, Any] = msgspec.to_builtins(self.record)
        return plain

    def to_arrow(self, table: str = "events") -> pa.Table:
        """Returns one table as Arrow; raises MissingExtraError without pyarrow, ConfigError for an unknown table."""
        from dragoman.records.schema import arrow_table

        return arrow_table([self.record], table)

    def to_pandas(self, table: str = "events") -> pd.DataFrame:
        """Returns one table as a pandas DataFrame; raises as ``to_arrow``."""
        from dragoman.output.frames import to_pandas

        return to_pandas([self.record], table)

    def to_polars(self, table: str = "events") -> pl.DataFrame:
        """Returns one table as a polars DataFrame; raises as ``to_arrow``."""
        from dragoman.output.frames import to_polars

        return to_polars([self.record], table)

    def to_html(self) -> str:
        """Returns a self-contained page: the article beside its records."""
        from dragoman.output.page import render_page

        return render_page([self._coded])

    def _repr_html_(self) -> str:
        from dragoman.output.page import render_frame

        return render_frame(self._coded)


class Coder:
    """Codes documents; loads the language model once. Get one with ``dragoman.load()``."""

    def __init__(self, coder: PipelineCoder) -> None:
        """Wraps the pipeline's coder."""
        self._coder = coder

    def code(self, text: str | Document, *, published_at: str | None = None, title: str | None = None) -> Coding:
        """Codes one document.

        Args:
            text: the text, or a ``Document`` that a reader made.
            published_at: ISO 8601 date or date-time, which dates such as "Wednesday" are anchored at.
            title: the document's title, if the text does not hold it.

        Raises:
            ReadError: the text cannot be coded (empty, too long, not English); the code says why.
        """
        item = self._coder.code_document(_make_document(text, published_at, title))
        if isinstance(item, Rejection):
            raise ReadError(item.code, item.message)
        return Coding(item)

    def code_many(self, documents: Iterable[str | Document], *, workers: int = 1) -> Iterator[Coding | Rejection]:
        """Codes many documents, in input order, as they come; one that cannot be coded gives its rejection.

        Args:
            documents: texts or ``Document`` objects; may be endless.
            workers: threads to use.
        """
        items = (_make_document(document, None, None) for document in documents)
        for item in self._coder.code_many(items, workers=workers):
            yield item if isinstance(item, Rejection) else Coding(item)

    def relate(self, sentence: str, source: tuple[int, int] | str, target: tuple[int, int] | str) -> tuple[str, float]:
        """Returns what ``source`` does to ``target``: PLOVER type and confidence (0 to 1).

        Args:
            sentence: one sentence.
            source: the acting party, as words that occur once, or as start and end in characters.
            target: the party acted on, likewise.
        """
        return self._coder.relate(sentence, source, target)

    def analyse(self, text: str | Document) -> Analysis:
        """Returns what the language model says of a text before anything is resolved."""
        return self._coder.analyse(_make_document(text, None, None))


@functools.cache
def load(*knowledge: str) -> Coder:
    """Returns a coder that can be used again and again; the language model is loaded once (about 0.3 s, 100 MB).

    Args:
        knowledge: paths of CSV tables of your own persons or bodies (docs/resolution.md), asked before the shipped ones.

    Raises:
        ConfigError: a table is malformed.
    """
    from dragoman.pipeline import load_coder

    return Coder(load_coder(knowledge=[Path(path) for path in knowledge]))


def code(text: str | Document, *, published_at: str | None = None, title: str | None = None) -> Coding:
    """Codes one document; for arguments and errors see ``Coder.code``."""
    return load().code(text, published_at=published_at, title=title)


def _make_document(text: str | Document, published_at: str | None, title: str | None) -> Document:
    if isinstance(text, Document):
        changes = {"published_at": published_at, "title": title}
        return msgspec.structs.replace(text, **{name: value for name, value in changes.items() if value is not None})
    from dragoman.readers import read_text

    document = read_text(text, published_at=published_at)
    return document if title is None else msgspec.structs.replace(document, title=title)
