"""Reports of gold mentions: what merging compares, read off the model's analysis and the coded record around a mention that is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.evaluate.ecb import EcbDocument, GoldMention
from dragoman.extract.tree import Tree
from dragoman.merge import Report
from dragoman.merge.reports import PAST, name_words, sentence_around, standing, story_text
from dragoman.merge.words import lemma_of, numbers_of, stems_of, vector_of
from dragoman.records import Actor, Analysis, Place, Record, Trigger
from dragoman.text.names import fold

_UNNAMED = frozenset({"unnamed_group", "people", "group"})
_MONTHS = "january february march april may june july august september october november december".split()
_DAY = re.compile(rf"\b({'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+(\d{{1,2}})\b(?!,?\d)", re.I)


def gold_reports(item: EcbDocument, analysis: Analysis, record: Record) -> Iterator[tuple[GoldMention, Report]]:
    """Yields each mention of a document with its report.

    Documents of ECB+ have no dates: all are taken as of one day, and a month and day in the sentence counts as a day of that calendar. Parties are those of the
    model's trigger at the mention; where it has none, only names are known: those of the sentence.
    """
    tree = Tree(analysis)
    story = vector_of(stems_of(story_text(record, item.document.text)))
    triggers = {t.token: t for t in analysis.triggers}
    for mention in item.mentions:
        inside = [t for t in analysis.tokens if t.start < mention.end and t.end > mention.start]
        if not inside:
            continue
        numbers = {t.i for t in inside}
        head = next((t for t in inside if t.i in triggers), None) or next((t for t in inside if t.head not in numbers or t.head == t.i), inside[0])
        trigger = triggers.get(head.i)
        sentence = next((s for s in analysis.sentences if s.start <= head.i < s.end), None)
        low = analysis.tokens[sentence.start].start if sentence else mention.start
        high = analysis.tokens[sentence.end - 1].end if sentence else mention.end
        words = sentence_around(item.document.text, mention.start, mention.end)
        first, second, names, places, country, actors, recipients = _around(analysis, record, trigger, low, high)
        day = _day(words)
        yield mention, Report(
            kind="events", id=mention.id, document=item.name, moment=0, low=day, high=day, exact=day is not None, type=trigger.event_type if trigger else "other",
            modes=frozenset([trigger.mode] if trigger and trigger.mode else []), what=_what(tree, head.i), first=first, second=second, names=names, places=places,
            country=country, numbers=numbers_of(words), words=vector_of(stems_of(words)), story=story, actors=actors, recipients=recipients,
            code=next((e.cameo or "" for e in record.events if e.trigger.start < mention.end and mention.start < e.trigger.end), ""),
            past=trigger is not None and trigger.status in PAST, **standing(record, item.document.text, head.start, head.end),
        )  # fmt: skip


def _what(tree: Tree, i: int) -> str:
    return lemma_of(tree.tokens[i].text)


def _day(words: str) -> int | None:
    match = _DAY.search(words)
    if match is None:
        return None
    month = next(i for i, name in enumerate(_MONTHS) if name.startswith(match[1].lower()[:3]))
    return month * 31 + int(match[2])


class _Parties(NamedTuple):
    first: frozenset[str]
    second: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    country: str | None
    actors: frozenset[str]
    recipients: frozenset[str]


def _around(analysis: Analysis, record: Record, trigger: Trigger | None, low: int, high: int) -> _Parties:
    spans: dict[str, list[tuple[int, int]]] = {"actor": [], "recipient": []}
    for role in trigger.roles if trigger else ():
        if role.role in spans:
            spans[role.role].append((analysis.tokens[role.start].start, analysis.tokens[role.end - 1].end))
    first, names, actors = _parties(record, spans["actor"])
    second, more, recipients = _parties(record, spans["recipient"])
    if not first and not second:
        _, names, _ = _parties(record, [(low, high)])
    places: set[str] = set()
    country = None
    for place in record.places:
        if any(m.start < high and m.end > low for m in place.mentions):
            if _is_local(place):
                places |= set(fold(place.name).split())
            country = country or place.country
    return _Parties(first, second, names | more, frozenset(places), country, actors, recipients)


def _parties(record: Record, spans: list[tuple[int, int]]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Returns states, words of names, and ids."""
    states: set[str] = set()
    names: set[str] = set()
    ids: set[str] = set()
    for actor in record.actors:
        if any(m.start < end and m.end > start for m in actor.mentions for start, end in spans):
            _add(actor, states, names)
            ids.add(actor.id)
    return frozenset(states), frozenset(names), frozenset(ids)


def _add(actor: Actor, states: set[str], names: set[str]) -> None:
    named = actor.kind not in _UNNAMED
    if actor.country:
        states.add(actor.country)
    elif named and (words := name_words(actor.name)):
        states.add(" ".join(sorted(words)))
    if named and actor.kind not in ("state", "former_state"):
        names |= name_words(actor.name)


def _is_local(place: Place) -> bool:
    return place.resolution not in ("country", "region")
