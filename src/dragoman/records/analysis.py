"""What the language model says of a document, before anything is resolved. Token indices, ends exclusive."""

from __future__ import annotations

from dragoman.records.values import Span, Value


class Token(Value, frozen=True, kw_only=True):
    """A word with its place in the text and in the sentence's dependency tree (``head == i`` at the root)."""

    i: int
    start: int
    end: int
    text: str
    pos: str
    head: int
    deprel: str
    sentence: int


class MentionSpan(Value, frozen=True, kw_only=True):
    """A span that refers to a party or place; ``kind`` as in docs/codebook.md, "Mentions"."""

    start: int
    end: int
    head: int
    kind: str
    sector: str | None
    score: float


class RoleFiller(Value, frozen=True, kw_only=True):
    """The words that fill a role of an event."""

    role: str
    start: int
    end: int
    score: float


class Trigger(Value, frozen=True, kw_only=True):
    """A word that names an event, with the model's readings and their probabilities."""

    token: int
    event_type: str
    score: float
    status: str
    status_score: float
    mode: str | None
    contexts: tuple[str, ...]
    roles: tuple[RoleFiller, ...]


class LedgerFrame(Value, frozen=True, kw_only=True):
    """A word that names a transfer, measure, agreement, duty or meeting, with the model's readings.

    ``stage`` is the status of a transfer or meeting, the stage of a measure or agreement, the bindingness of a duty; roles are giver
    (also sender, obligor, party, visitor), taker (recipient, target, beneficiary, host), thing, time, place, mediator.
    """

    token: int
    type: str
    score: float
    stage: str
    stage_score: float
    kinds: tuple[str, ...]
    roles: tuple[RoleFiller, ...]


class Attribution(Value, frozen=True, kw_only=True):
    """Words that attribute content to a speaker, all as token spans."""

    cue: tuple[int, int]
    speaker: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    score: float


class Sentence(Value, frozen=True, kw_only=True):
    """A sentence as a token span and the index of the segment that holds it."""

    start: int
    end: int
    segment: int


class Analysis(Value, frozen=True, kw_only=True):
    """The language model's reading of a whole document."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[MentionSpan, ...]
    triggers: tuple[Trigger, ...]
    attributions: tuple[Attribution, ...]
    frames: tuple[LedgerFrame, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Returns the characters of tokens ``start`` to ``end`` (exclusive)."""
        return Span.of(self.text, self.tokens[start].start, self.tokens[end - 1].end)
