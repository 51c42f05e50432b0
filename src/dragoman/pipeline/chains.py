"""Source chains: the path by which a content reached us, outermost first (DOMAIN, 4.9)."""

from __future__ import annotations

from typing import Literal

from dragoman.pipeline.context import Context
from dragoman.records import ChainLink


def _links(context: Context, key: tuple[int, int], role: Literal["relay", "cites", "speaker"]) -> list[ChainLink]:
    parties = context.speakers(key)
    if not parties:
        span = context.span(key)
        return [ChainLink(role=role, name=span.text, span=span)]
    return [ChainLink(role=role, name=p.name, actor=p.actor, span=p.span) for _, p in parties]


def chain_of(context: Context, statement: int | None) -> tuple[ChainLink, ...]:
    """Returns the chain of what stands in the content of ``statement`` (None: the document's own voice)."""
    document = context.document
    head = [ChainLink(role="publisher", name=document.publisher)] if document.publisher else []
    head += [ChainLink(role="agency", name=name) for name in document.agencies]
    inner: list[ChainLink] = []
    seen: set[int] = set()
    innermost = True
    while statement is not None and statement not in seen:
        seen.add(statement)
        candidate = context.statements[statement]
        links = _links(context, candidate.relay, "relay") if candidate.relay else []
        if candidate.speaker:
            links += _links(context, candidate.speaker, "speaker" if innermost else "relay")
        if candidate.cites:
            links += _links(context, candidate.cites, "cites")
        inner = links + inner
        innermost = False
        statement = candidate.outer
    return tuple(head + inner)
