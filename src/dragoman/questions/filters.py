"""What a question narrows its answers to, and how parties, days and words are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from dragoman.ontology.plover import stem
from dragoman.records import Party, Record, When
from dragoman.text.names import fold


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions on the answers; None or an empty tuple asks for all.

    ``parties`` are those of whom each must take part, in any role; the others name a role of the question at hand. A party is a
    country code of the record contract (RUS, UNO) or words of a name (Putin).
    """

    parties: tuple[str, ...] = ()
    first: str | None = None  # obligor, sender, supplier, speaker, holder, claimant
    second: str | None = None  # beneficiary, target, recipient, addressee
    kind: str | None = None
    status: str | None = None
    stance: str | None = None
    about: str | None = None
    topic: str | None = None
    place: str | None = None
    channel: str | None = None
    since: str | None = None
    until: str | None = None
    on: str | None = None


def words_of(text: str) -> set[str]:
    """Returns the folded words of a text."""
    return set(re.findall(r"\w+", fold(text)))


def is_party(wanted: str, party: Party | None, record: Record) -> bool:
    """Tells whether a party is the one asked for: by country code, or by words of one of the names that the document gives it."""
    if party is None:
        return False
    if wanted.isupper() and len(wanted) == 3 and party.country == wanted:
        return True
    words = words_of(wanted)
    return bool(words) and any(words <= words_of(name) for name in names_of(party, record))


def names_of(party: Party, record: Record) -> Iterable[str]:
    """Yields the names of a party: its own, the words of the text, those of its actor."""
    yield party.name
    if party.span is not None:
        yield party.span.text
    for actor in record.actors:
        if actor.id == party.actor:
            yield actor.name
            yield from (mention.text for mention in actor.mentions)


def any_party(wanted: str | None, parties: Iterable[Party | None], record: Record) -> bool:
    """Tells whether one of the parties is the one asked for; True where none is asked for."""
    return wanted is None or any(is_party(wanted, p, record) for p in parties)


def all_parties(wanted: Iterable[str], parties: Iterable[Party | None], record: Record) -> bool:
    """Tells whether each party asked for is among the parties."""
    members = list(parties)
    return all(any_party(w, members, record) for w in wanted)


def is_within(when: When | None, since: str | None, until: str | None) -> bool:
    """Tells whether an interval overlaps the days asked for (bounds included); what is not dated fits no bound."""
    if since is None and until is None:
        return True
    if when is None or (when.start is None and when.end is None):
        return False
    starts, ends = (when.start or "0000")[:10], (when.end or "9999")[:10]
    return (since is None or ends >= since) and (until is None or starts <= until)


def holds_words(wanted: str | None, texts: Iterable[str]) -> bool:
    """Tells whether the texts hold each word asked for, in any form ("sanction" finds "sanctions"); True where none is asked for."""
    if wanted is None:
        return True
    found = {stem(word) for text in texts for word in words_of(text)}
    return all(stem(word) in found for word in words_of(wanted))


def is_label(wanted: str | None, *labels: str) -> bool:
    """Tells whether one of the labels is the one asked for, written with spaces, hyphens or underscores."""
    return wanted is None or wanted.lower().replace(" ", "_").replace("-", "_") in labels
