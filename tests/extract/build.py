"""Analyses made by hand for the tests of the extraction rules."""

from __future__ import annotations

from dragoman.records import Analysis, Attribution, MentionSpan, RoleFiller, Sentence, Token, Trigger

Row = tuple[str, str, int, str]  # word, UPOS, head, relation


def make_analysis(
    *rows: Row,
    mentions: tuple[tuple[int, int, int, str], ...] = (),
    triggers: tuple[Trigger, ...] = (),
    attributions: tuple[Attribution, ...] = (),
) -> Analysis:
    """Builds the analysis of one sentence, words joined by blanks; a mention is (start, end, head, kind)."""
    tokens, at = [], 0
    for i, (word, pos, head, rel) in enumerate(rows):
        tokens.append(Token(i=i, start=at, end=at + len(word), text=word, pos=pos, head=head, deprel=rel, sentence=0))
        at += len(word) + 1
    return Analysis(
        text=" ".join(r[0] for r in rows), tokens=tuple(tokens), sentences=(Sentence(start=0, end=len(rows), segment=0),),
        mentions=tuple(MentionSpan(start=a, end=b, head=h, kind=k, sector=None, score=0.9) for a, b, h, k in mentions),
        triggers=triggers, attributions=attributions,
    )  # fmt: skip


def make_trigger(token: int, event_type: str, *roles: tuple[str, int, int], status: str = "asserted", sure: float = 0.7) -> Trigger:
    """A trigger with its role fillers (role, start, end)."""
    fillers = tuple(RoleFiller(role=r, start=a, end=b, score=0.9) for r, a, b in roles)
    return Trigger(token=token, event_type=event_type, score=0.9, status=status, status_score=sure, mode=None, contexts=(), roles=fillers)
