"""Puts parts of a record into words for people: parties, dates, places, source chains. Shared by the table and the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from dragoman.records import ChainLink, Party, Place, Record, RecordId, Span, When

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACE = re.compile(r"\s+")

RECORD_TYPES: dict[str, str] = {
    "events": "event",
    "statements": "statement",
    "claims": "claim",
    "agreements": "agreement",
    "obligations": "obligation",
    "measures": "measure",
    "transfers": "transfer",
    "meetings": "meeting",
    "situations": "situation",
    "comparative_claims": "comparison",
    "actors": "actor",
    "places": "place",
}


def printable(text: str) -> str:
    """Makes text safe to show: control, direction and undecodable characters become U+FFFD, so no document can steer a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in _HIDDEN else "�" for c in text)


def one_line(text: str) -> str:
    """Returns ``printable`` text on one line, with runs of white space made one space."""
    return printable(_SPACE.sub(" ", text).strip())


def party_words(party: Party | None) -> str:
    """Names a party and its country: ``Vladimir Putin (RUS)``."""
    if party is None:
        return "not stated"
    name = one_line(party.name)
    return f"{name} ({party.country})" if party.country and party.country != name else name


def parties_words(parties: Iterable[Party]) -> str:
    """Names several parties, ``and`` before the last; an empty string for none."""
    names = [party_words(party) for party in parties]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def when_words(when: When | None) -> str:
    """Writes an interval as people read it: a day, ``2024-06-19 to 2024-06-21``, ``since 1991``, or an empty string if unknown."""
    if when is None or (when.start is None and when.end is None):
        return ""
    start, end = (_shorten(bound, when) for bound in (when.start, when.end))
    if start and end:
        return start if start == end else f"{start} to {end}"
    return f"since {start}" if start else f"until {end}"


def _shorten(bound: str | None, when: When) -> str | None:
    length = {"year": 4, "month": 7}.get(when.precision)
    return bound[:length] if bound else None


class Names(msgspec.Struct, frozen=True):
    """Looks up the actors and places of one record by id."""

    actors: dict[RecordId, str]
    places: dict[RecordId, Place]

    @classmethod
    def of(cls, record: Record) -> Names:
        """Collects the names of ``record``."""
        return cls({actor.id: actor.name for actor in record.actors}, {place.id: place for place in record.places})

    def place(self, place_id: RecordId | None) -> str:
        """Names a place with its country, or gives an empty string."""
        place = self.places.get(place_id) if place_id else None
        if place is None:
            return ""
        name = one_line(place.name)
        return f"{name}, {place.country}" if place.country and place.resolution != "country" else name


def chain_words(chain: tuple[ChainLink, ...], *, relays_only: bool = False) -> str:
    """Writes a source chain outermost first: ``AFP ← state media ← Vladimir Putin``; ``relays_only`` leaves out agency and speaker."""
    left_out = ("publisher", "agency", "speaker") if relays_only else ()
    return " ← ".join(one_line(link.name) for link in chain if link.role not in left_out)


def spans_words(spans: Iterable[Span]) -> str:
    """Joins quoted words, an ellipsis between them."""
    return " … ".join(one_line(span.text) for span in spans)


def label_words(label: str) -> str:
    """Turns a coded label such as ``background_ongoing`` into words."""
    return label.replace("_", " ")
