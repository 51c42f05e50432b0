"""Sites within a town, and the words of a place that are looked up."""

from __future__ import annotations

import pytest

from dragoman.extract.tree import SpanKey
from dragoman.pipeline.places import find_places
from dragoman.records import Analysis, Document, MentionSpan, Segment, Sentence, Token
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import FoundPlace, PlaceResolver

RESOLVER = PlaceResolver(KnowledgePack.load())


def find(text: str, *mentions: str) -> dict[str, FoundPlace]:
    """Resolves the places ``mentions`` (words of ``text``, parted as its tokens are) of a one-sentence document."""
    tokens, at = [], 0
    for i, word in enumerate(text.split()):
        pos = "PROPN" if word[0].isupper() else "NOUN"
        tokens.append(Token(i=i, start=at, end=at + len(word), text=word, pos=pos, head=0, deprel="dep", sentence=0))
        at += len(word) + 1
    words = text.split()
    spans: dict[str, SpanKey] = {}
    for mention in mentions:
        parts = mention.split()
        start = next(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
        spans[mention] = (start, start + len(parts))
    found = tuple(MentionSpan(start=a, end=b, head=b - 1, kind="place", sector=None, score=1.0) for a, b in spans.values())
    sentences = (Sentence(start=0, end=len(tokens), segment=0),)
    analysis = Analysis(text=text, tokens=tuple(tokens), sentences=sentences, mentions=found, triggers=(), attributions=())
    document = Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),))
    places = find_places(document, analysis, [], RESOLVER, [])
    return {mention: places[key] for mention, key in spans.items() if key in places}


@pytest.mark.parametrize(
    ("text", "site", "town", "country"),
    [
        ("A bomb went off on Xyzzy Square in Nairobi", "Xyzzy Square", "Nairobi", "KEN"),
        ("Shots were fired at the Xyzzy gold mine near Nairobi", "Xyzzy", "Nairobi", "KEN"),
    ],
)
def test_a_site_has_the_point_of_its_town(text: str, site: str, town: str, country: str) -> None:
    found = find(text, site, town)
    place, parent = found[site].place, found[town].place
    assert (place.country, place.within, place.lat, place.resolution, place.geonames) == (country, parent.id, parent.lat, "sub_city", None)
    assert found[site].step.because == f"the text puts it in or near: {town}"


def test_a_site_is_placed_by_the_town_in_its_name() -> None:
    found = find("Missiles hit Mombasa Port while Kenya protested", "Mombasa Port", "Kenya")
    assert found["Mombasa Port"].place.country == "KEN" and found["Mombasa Port"].place.within is not None


def test_an_unknown_place_in_a_sentence_of_one_state_has_the_state_and_no_point() -> None:
    place = find("Kenya said that Xyzzy had burnt", "Kenya", "Xyzzy")["Xyzzy"].place
    assert (place.country, place.lat, place.within, place.resolution) == ("KEN", None, None, "unknown")


def test_an_unknown_place_in_a_sentence_of_two_states_is_none() -> None:
    assert "Xyzzy" not in find("Kenya and Uganda said that Xyzzy had burnt", "Kenya", "Uganda", "Xyzzy")


def test_a_mention_that_lacks_part_of_its_name_is_widened() -> None:
    assert find("Leaders met in the Dominican Republic", "Republic")["Republic"].place.country == "DOM"


def test_a_place_has_the_time_zone_of_its_town_or_of_its_state() -> None:
    found = find("Ministers met in Pyongyang and Nairobi and Kenya", "Pyongyang", "Nairobi", "Kenya")
    assert [f.zone for f in found.values()] == ["Asia/Pyongyang", "Africa/Nairobi", "Africa/Nairobi"]
