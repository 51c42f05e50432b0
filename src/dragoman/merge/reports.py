"""Reports: what one document says of one thing, reduced to what merging compares."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from dragoman.merge.words import happening_sets, is_base_form, lemma_of, numbers_of, stems_of, vector_of
from dragoman.records import Actor, Agreement, Claim, Event, Measure, Meeting, Party, Place, Record, Span, When
from dragoman.text.names import fold, strip_frame
from dragoman.text.person_names import compare_persons, person_keys

#: Days that two reports of one thing may lie apart; agreements and measures are spoken of for longer.
WINDOW_DAYS = {"events": 3, "meetings": 3, "claims": 14, "agreements": 60, "measures": 60, "actors": 0}
KINDS = ("events", "agreements", "measures", "meetings", "claims")
STORY_CHARS = 1500
KEY_WORDS = 5
_DAY = ("minute", "part_of_day", "day")
_NAMED = frozenset({"person", "org", "armed_group", "company", "vessel", "igo", "igo_organ", "party", "ministry", "media", "bloc", "state", "former_state"})
_AHEAD = frozenset({"promised", "threatened", "requested", "scheduled", "conditional", "planned"})
PAST = frozenset({"historical", "background_ongoing"})
_NOT = frozenset({"negated", "cancelled", "refused", "postponed"})
_KNOWN = re.compile(r"(?:\b(?:the|this|that|these|those|its|their|his|her|both)|['’]s?)\s+(?P<between>[a-z][a-z-]+\s+)?\Z", re.IGNORECASE)
_BREAK = re.compile(r"\n|(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")


class Report(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One telling of one thing.

    Days are ordinals of the Gregorian calendar. ``moment`` is the day by which the report is looked up: the first that it states, else that of its document;
    ``low`` and ``high`` are the days that the text states (None where it states none), ``exact`` tells whether to
    the day. ``realised`` is done, ahead or denied: things planned and things done are never one. ``first`` and ``second`` are the sides by state (by name where
    there is none); ``names`` are the words of the parties' names. ``words`` and ``story`` are vectors of the sentence and of the document's beginning.
    ``name`` and ``known_as``, of actors, are the name as printed and the Wikidata id.

    What only counts between events of one document: ``code`` (CAMEO), ``actors`` and ``recipients`` (ids of the parties), where the word and its sentence begin (``at``, ``sentence_at``, code points),
    whether it stands in the headline or in the first sentence of the text (``lead``), and whether it is spoken of as known, "the raid" (``definite``).
    """

    kind: str
    id: str
    document: str
    published: int | None = None
    moment: int | None = None
    low: int | None = None
    high: int | None = None
    exact: bool = False
    realised: str = "done"
    type: str = ""
    modes: frozenset[str] = frozenset()
    what: str = ""
    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    country: str | None = None
    numbers: frozenset[str] = frozenset()
    name: str = ""
    known_as: str | None = None
    title: dict[str, float] = {}
    words: dict[str, float] = {}
    story: dict[str, float] = {}
    code: str = ""
    actors: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    at: int = 0
    sentence_at: int = 0
    headline: bool = False
    lead: bool = False
    definite: bool = False
    past: bool = False
    objects: frozenset[str] = frozenset()


class _Source(msgspec.Struct, frozen=True, kw_only=True):
    record: Record
    text: str
    actors: dict[str, Actor]
    places: dict[str, Place]
    published: int | None
    story: dict[str, float]


def ordinal(day: str | None) -> int | None:
    """Returns the number of a day in ISO 8601, None for None and for what is no day."""
    try:
        return date.fromisoformat(day[:10]).toordinal() if day else None
    except ValueError:
        return None


def sentence_around(text: str, start: int, end: int) -> str:
    """Returns the sentence, or the line, of ``text`` that holds a span; at most 600 characters to each side."""
    left = sentence_start(text, start)
    right = next((m.start() for m in _BREAK.finditer(text, end, min(len(text), end + 600))), min(len(text), end + 600))
    return text[left:right]


def sentence_start(text: str, start: int) -> int:
    """Returns where the sentence, or the line, that holds ``start`` begins; at most 600 characters before it."""
    return max((m.end() for m in _BREAK.finditer(text, max(0, start - 600), start)), default=max(0, start - 600))


def is_definite(text: str, start: int, end: int) -> bool:
    """Tells whether the word at ``start`` is a noun that is spoken of as known: "the raid", "its transit pact", but not "the army struck".

    >>> is_definite("The transit pact failed.", 12, 16), is_definite("The army struck twice.", 9, 15)
    (True, False)
    """
    before = _KNOWN.search(text, max(0, start - 40), start)
    return before is not None and (not before["between"] or is_base_form(text[start:end]))


def story_text(record: Record, text: str) -> str:
    """Returns title and beginning of a document, without what its segments mark as no news text."""
    kept = [text[s.start : s.end] for s in record.document.segments if s.kind not in ("boilerplate", "byline", "dateline", "caption")] or [text]
    return f"{record.document.title or ''}\n{' '.join(kept)[:STORY_CHARS]}"


def iter_reports(record: Record, text: str, kinds: Iterable[str] = KINDS) -> Iterator[Report]:
    """Yields the reports of one document, in the order of its records.

    Args:
        record: what the document yielded.
        text: what it was coded from.
        kinds: the tables to look at, of ``KINDS``.
    """
    source = _Source(
        record=record, text=text, actors={a.id: a for a in record.actors}, places={p.id: p for p in record.places},
        published=ordinal(record.document.published_at), story=vector_of(stems_of(story_text(record, text))),
    )  # fmt: skip
    for kind in kinds:
        for item in getattr(record, kind):
            yield _MAKERS[kind](source, item)


def actor_report(identity: str, name: str, kind: str, country: str | None, known_as: str | None = None) -> Report:
    """Returns the report of an actor: its name, kind and state; it has no day, and no document of its own.

    Args:
        identity: the actor's id, which it has in every document that is sure of it.
        name: the longest of its names.
        kind: as in docs/records.md.
        country: code of its state, None if unknown.
        known_as: its Wikidata id, where a table gave one.
    """
    words = stems_of(strip_frame(name)) or (fold(name),)
    return Report(kind="actors", id=identity, document=identity, type=kind, country=country, name=name, known_as=known_as,
                  names=frozenset(fold(strip_frame(name)).split()), title=vector_of(words))  # fmt: skip


def name_key(name: str) -> str:
    """Returns what spellings of one name have in common: no case, accents, hyphens, articles or possessive."""
    return fold(strip_frame(name))


def alone_key(kind: str, name: str, country: str | None) -> tuple[str, str, str] | None:
    """Returns what all actors of one name, kind and state have in common that are one without a comparison; None for persons whose name many persons bear."""
    if kind == "person" and compare_persons(name, name, (country, country)).verdict != "same":
        return None
    return (name_key(name), kind, country or "")


def name_words(name: str) -> frozenset[str]:
    """Returns the words of a name that are written as names are, folded.

    >>> sorted(name_words("former President Goodluck Jonathan"))
    ['goodluck', 'jonathan', 'president']
    """
    return frozenset(w for word in strip_frame(name).split() if word[:1].isupper() for w in fold(word).split() if len(w) > 2)


def is_named(kind: str, name: str) -> bool:
    """Tells whether an actor has a name of its own: a sign in capitals, or two words and more of which the last and another one are written as names are.

    A capital alone tells nothing at the start of a sentence. Groups without a name are never one across documents (DOMAIN, 4.3).
    """
    words = strip_frame(name).split()
    if kind not in _NAMED or not words:
        return False
    return words[0].isupper() and len(words[0]) > 1 if len(words) == 1 else words[-1][:1].isupper() and sum(w[:1].isupper() for w in words) > 1


def _day_bounds(when: When) -> tuple[int | None, int | None, bool]:
    if when.basis not in ("explicit", "document_relative", "event_relative") or when.start is None or when.end is None:
        return None, None, False
    return ordinal(when.start), ordinal(when.end), when.precision in _DAY


def _side(source: _Source, parties: Iterable[Party]) -> frozenset[str]:
    """States of a side; a named party without a state stands for itself, an unnamed one for nothing."""
    out = set()
    for party in parties:
        actor = source.actors.get(party.actor)
        if party.country:
            out.add(party.country)
        elif actor is not None and actor.kind in _NAMED and (words := name_words(party.name)):
            out.add(" ".join(sorted(words)))
    return frozenset(out)


def _names(source: _Source, parties: Iterable[Party]) -> frozenset[str]:
    words: set[str] = set()
    for party in parties:
        actor = source.actors.get(party.actor)
        if actor is None or actor.kind in ("state", "former_state"):
            continue
        if actor.kind in _NAMED:
            words |= name_words(party.name)
    return frozenset(words)


def _place(source: _Source, identity: str | None) -> tuple[frozenset[str], str | None]:
    place = source.places.get(identity or "")
    if place is None:
        return frozenset(), None
    return (frozenset(fold(place.name).split()) if place.resolution not in ("country", "region") else frozenset()), place.country


def _realised(status: str) -> str:
    return "ahead" if status in _AHEAD else "denied" if status in _NOT else "done"


def _common(source: _Source, kind: str, identity: str, spans: Iterable[Span], when: When | None) -> dict[str, Any]:
    low, high, exact = _day_bounds(when) if when is not None else (None, None, False)
    sentences = dict.fromkeys(sentence_around(source.text, s.start, s.end) for s in spans)
    words = " ".join(sentences)
    return {
        "kind": kind, "id": identity, "document": source.record.document.id, "published": source.published,
        "moment": low if low is not None else source.published, "low": low, "high": high, "exact": exact,
        "numbers": numbers_of(words), "words": vector_of(stems_of(words)), "story": source.story,
    }  # fmt: skip


def standing(record: Record, text: str, start: int, end: int) -> dict[str, Any]:
    """Returns where in its document the event is told whose word stands at ``start`` to ``end``, and how: fields of ``Report`` that count within a document."""
    segments = record.document.segments
    body = next((s for s in segments if s.kind == "body"), None)
    sentence_at = sentence_start(text, start)
    return {
        "at": start, "sentence_at": sentence_at, "headline": any(s.kind == "headline" and s.start <= start < s.end for s in segments),
        "lead": body is not None and body.start <= start and sentence_at <= body.start, "definite": is_definite(text, start, end),
    }  # fmt: skip


def _event(source: _Source, event: Event) -> Report:
    places, country = _place(source, event.place)
    return Report(
        **_common(source, "events", event.id, [event.trigger], event.when), realised=_realised(event.status), type=event.event_type, modes=frozenset(event.modes),
        what=lemma_of(event.trigger.text), first=_side(source, event.actors), second=_side(source, event.recipients),
        names=_names(source, (*event.actors, *event.recipients)), places=places, country=country, code=event.cameo or "", past=event.status in PAST, objects=frozenset(event.objects),
        actors=frozenset(p.actor for p in event.actors), recipients=frozenset(p.actor for p in event.recipients), **standing(source.record, source.text, event.trigger.start, event.trigger.end),
    )  # fmt: skip


def _agreement(source: _Source, item: Agreement) -> Report:
    dated = [s for s in item.stages if s.stage == "signed"] or list(item.stages)
    places, country = _place(source, item.place)
    return Report(
        **_common(source, "agreements", item.id, item.names or item.evidence, dated[0].when if dated else None), type=item.form,
        first=_side(source, item.parties), names=_names(source, item.parties), places=places, country=country,
        title=vector_of(w for n in item.names for w in stems_of(n.text)),
    )  # fmt: skip


def _measure(source: _Source, item: Measure) -> Report:
    return Report(
        **_common(source, "measures", item.id, item.evidence, item.when), realised="ahead" if item.stage == "threatened" else "done", type="measure",
        modes=frozenset(item.types) - {"not_stated"}, first=_side(source, item.senders), second=_side(source, item.targets),
        names=_names(source, (*item.senders, *item.targets)),
    )  # fmt: skip


def _meeting(source: _Source, item: Meeting) -> Report:
    places, country = _place(source, item.place)
    parties = [p.party for p in item.participants]
    return Report(
        **_common(source, "meetings", item.id, item.evidence, item.start), realised=_realised(item.status), type=item.kind, first=_side(source, parties),
        names=_names(source, parties), places=places, country=item.host_country or country,
    )  # fmt: skip


def _claim(source: _Source, item: Claim) -> Report:
    roles = [(role, party) for role, party in sorted(item.arguments.items())]
    return Report(
        **_common(source, "claims", item.id, item.evidence, None), type=item.predicate, first=frozenset(f"{role} {s}" for role, p in roles for s in _side(source, [p])),
        names=_names(source, [p for _, p in roles]) | name_words(item.proposition), title=vector_of(stems_of(item.proposition)),
    )  # fmt: skip


_MAKERS: Mapping[str, Callable[[_Source, Any], Report]] = {
    "events": _event, "agreements": _agreement, "measures": _measure, "meetings": _meeting, "claims": _claim,
}  # fmt: skip


def _telling(vector: dict[str, float], number: int) -> list[str]:
    return heapq.nsmallest(number, vector, key=lambda word: (-vector[word], word))


def merge_keys(report: Report) -> frozenset[str]:
    """Returns the blocking keys of a report: two reports are compared if they share one.

    A key is the kind, a class of act (its type, its word, a happening that the word names) and an anchor: a party, a word of a party's name, the place, one of
    the most telling words of the document, of an event the document itself. What lies further apart than the window of the kind is passed over by the comparison itself.
    """
    if report.kind == "actors" and report.type == "person":
        return frozenset(f"actors|person|{key}" for key in (*person_keys(report.name), *([report.known_as] if report.known_as else [])))
    if report.kind == "actors":
        return frozenset(f"actors|{report.type}|{word}" for word in _telling(report.title, 1))
    anchors = report.first | report.second | report.names | report.places | frozenset(_telling(report.story, KEY_WORDS))
    if report.kind in ("agreements", "meetings", "claims"):  # one is called a deal and a truce, a visit and talks, a claim of an attack and of something else
        classes = {report.kind}
    else:
        classes = {report.type, f"w:{report.what}", *(f"h:{line}" for line in happening_sets().get(report.what, ()))} - {"w:"}
    if report.kind == "events":
        anchors |= {f"in {report.document}"}
    return frozenset(f"{report.kind}|{c}|{a}" for c in classes for a in anchors)


def within_window(a: Report, b: Report) -> bool:
    """Tells whether two reports lie so near in time that they may be of one thing; two undated ones do, a dated and an undated one do not. Events of one document always do."""
    if a.document == b.document and a.kind == "events":
        return True
    if a.moment is None or b.moment is None:
        return a.moment is None and b.moment is None
    return abs(a.moment - b.moment) <= WINDOW_DAYS[a.kind]

