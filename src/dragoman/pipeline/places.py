"""Place mentions of a document -> places: which words to look up, with what qualifies them, and sites within a town that no table knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from dragoman.extract.events import EventCandidate
from dragoman.extract.tree import SpanKey
from dragoman.records import Analysis, Document, MentionSpan, Place, Span, Step, make_id
from dragoman.resolve.places import FoundPlace, PlaceResolver
from dragoman.text.names import fold, strip_frame

#: At most so many places that follow one another after commas qualify a name: "Zebdin, Nabatieh District, Lebanon".
MOST_QUALIFIERS = 3
#: A qualifier has at most so many words.
MOST_WORDS = 5
#: What stands between a site and the place it lies in: "the KDC gold mine near Carletonville", "the Louvre in Paris".
_LIES_IN = re.compile(r",\s|(?:\s[a-z-]+){0,2}\s(?:in|near|outside|off|on|of|at)\s(?:the\s)?(?:[a-z]+\s(?:of\s)?)?")
_OWNS = re.compile(r"['’]s?\s")
#: Score of a place of which the text tells only the state.
BY_STATE = 0.6
_ARTICLES = frozenset("the a an".split())
_JOINS = frozenset({"and", ","})
_LEADS = frozenset("in of from near at across".split())


def find_place(span: Span, resolver: PlaceResolver, countries: Sequence[str]) -> Place | None:
    """Returns the place of a dateline."""
    found = resolver.resolve([(span.text.title() if span.text.isupper() else span.text, span)], dateline=None, countries=countries)[0]
    return found.place if found else None


def find_places(document: Document, analysis: Analysis, events: Sequence[EventCandidate], resolver: PlaceResolver,
                countries: Sequence[str]) -> dict[SpanKey, FoundPlace]:  # fmt: skip
    """Resolves every place mention and every filler of a place role, each with the step that explains it.

    Args:
        document: where the mentions stand.
        analysis: the language model's reading of it.
        events: candidates, for their place roles.
        resolver: knows the gazetteer.
        countries: ISO 3166-1 alpha-3 codes of the states that the document's parties are of.
    """
    wide = {(m.start, m.end): _widened(analysis, (m.start, m.end), resolver) for m in analysis.mentions if m.kind in ("place", "state")}
    wide |= {k: _whole(k, set(wide.values())) for e in events for k in e.roles["place"] if k not in wide}
    ordered = sorted({*wide.values(), *(k for m in analysis.mentions for k in _places_within(analysis, m, resolver))})
    names = [(_with_qualifier(analysis, k, resolver), analysis.span(*k)) for k in ordered]
    dateline = document.dateline_place.text if document.dateline_place else None
    found = {k: f for k, f in zip(ordered, resolver.resolve(names, dateline=dateline, countries=countries), strict=True) if f is not None}
    sites = [(m.start, m.end) for m in analysis.mentions if m.kind == "place" and not any(k[0] <= m.start and m.end <= k[1] for k in found)]
    found |= _Sites(analysis, resolver, found, countries).find(sites)
    return found | {key: found[whole] for key, whole in wide.items() if whole in found}


def _whole(key: SpanKey, named: set[SpanKey]) -> SpanKey:
    """The place mention that a role's words are part of: "Republic" of "Dominican Republic"."""
    return min((n for n in named if n[0] <= key[0] and key[1] <= n[1]), key=lambda n: n[1] - n[0], default=key)


def _widened(analysis: Analysis, key: SpanKey, resolver: PlaceResolver) -> SpanKey:
    """A mention with the capitalised neighbours without which its name is another one: "Republic" beside "Dominican"."""
    tokens, (start, end) = analysis.tokens, key
    wider = [(start - 1, end)] if start and tokens[start - 1].text[:1].isupper() else []
    if end + 1 < len(tokens) and tokens[end].text == "-" and tokens[end + 1].text[:1].isupper():
        wider.append((start, end + 2))
    same = [(a, b) for a, b in wider if tokens[start].text[:1].isupper() and tokens[a].sentence == tokens[b - 1].sentence]
    return next(((a, b) for a, b in same if resolver.is_known(analysis.span(a, b).text)), key)


def _with_qualifier(analysis: Analysis, key: SpanKey, resolver: PlaceResolver) -> str:
    """The words of a place with the states or divisions that follow it after commas: "Portland, Maine"."""
    words = analysis.span(*key).text
    if resolver.knows(words, town=False):  # "Kenya, Uganda" and "Oregon, Nevada" are lists
        return words
    parts, at = [words], key[1]
    while len(parts) <= MOST_QUALIFIERS and (size := _qualifier(analysis, at, resolver)):
        parts.append(analysis.span(at + 1, at + 1 + size).text)
        at += 1 + size
    return ", ".join(parts)


def _qualifier(analysis: Analysis, at: int, resolver: PlaceResolver) -> int:
    """How many words after a comma at token ``at`` name a state or division."""
    tokens, after = analysis.tokens, at + 1
    if after >= len(tokens) or tokens[at].text != "," or not tokens[after].text[:1].isupper() or tokens[after].sentence != tokens[at - 1].sentence:
        return 0
    ends = [i for i in range(after + 1, min(after + MOST_WORDS, len(tokens)) + 1) if i == len(tokens) or not tokens[i].text[:1].isupper()]
    return next((end - after for end in reversed(ends) if resolver.encloses(analysis.span(after, end).text)), 0)


def _places_within(analysis: Analysis, mention: MentionSpan, resolver: PlaceResolver) -> list[SpanKey]:
    """Names of states, regions and towns inside a mention: "the Texas health department", "officials in Lyon"; of a person's, the first words only."""
    out: list[SpanKey] = []
    at = mention.start
    words = [t.text for t in analysis.tokens[mention.start : mention.end]]
    first = mention.start + next((i for i, word in enumerate(words) if word[:1].isupper() and word.lower() not in _ARTICLES), 0)
    while at < mention.end:
        before = analysis.tokens[at - 1].text.lower() if at else ""
        led = before in _LEADS or (before in _JOINS and bool(out) and out[-1][1] == at - 1)  # "officials of Chile and Bolivia"
        owner = mention.kind == "place" and analysis.tokens[min(at + 1, mention.end - 1)].text.startswith(("'", "’"))
        if not analysis.tokens[at].text[:1].isupper() or not (led or owner or at == first or before == "the"):
            at += 1
            continue
        if mention.kind in ("person", "media") and not led and at > first + 1:
            break
        size = next((n for n in range(min(3, mention.end - at), 0, -1) if n < mention.end - mention.start
                     and resolver.is_known(analysis.span(at, at + n).text)), 0)  # fmt: skip
        named = mention.kind == "person" and not led and _is_given_name(analysis, at + size, mention.end, resolver)
        if size and not named and resolver.knows(analysis.span(at, at + size).text, town=led):
            out.append((at, at + size))
        at += size or 1
    return out


def _is_given_name(analysis: Analysis, at: int, end: int, resolver: PlaceResolver) -> bool:
    """Tells whether a name alone follows up to the end of a person's mention: "Chad Smith", but not "Texas governor Ann Lee" or "Israel's Barak"."""
    words = [t.text for t in analysis.tokens[at:end]]
    titles = resolver.pack.titles
    titled = any(fold(" ".join(words[i:j])) in titles for i in range(len(words)) for j in range(i + 1, min(len(words), i + 3) + 1))
    return bool(words) and all(word[:1].isupper() for word in words) and not titled


class _Sites:
    """Places that no table knows, by the place that the text puts them in: "Dam Square in Amsterdam", "Kathmandu's Tribhuvan International Airport"."""

    def __init__(self, analysis: Analysis, resolver: PlaceResolver, found: Mapping[SpanKey, FoundPlace], countries: Sequence[str]) -> None:
        self.analysis, self.resolver, self.found = analysis, resolver, found
        self.countries = sorted({*countries, *(f.place.country for f in found.values() if f.place.country and f.place.resolution == "country")})

    def find(self, keys: Sequence[SpanKey]) -> dict[SpanKey, FoundPlace]:
        """Returns the sites among ``keys``; mentions of one name are one place."""
        parents: dict[str, tuple[Place, str, float]] = {}
        for key in keys:
            name = strip_frame(self.analysis.span(*key).text)
            if name[:1].isupper() and name not in parents and (parent := self._parent(key, name)) is not None:
                parents[name] = parent
        out: dict[SpanKey, FoundPlace] = {}
        for name, (place, why, score) in parents.items():
            spans = [key for key in keys if strip_frame(self.analysis.span(*key).text) == name]
            site = _site(name, place, tuple(self.analysis.span(*key) for key in spans), score)
            steps = {key: Step(stage="place", decision=name, because=f"{why}: {place.name}", score=score, span=self.analysis.span(*key)) for key in spans}
            zone = next((f.zone for f in self.found.values() if f.place.id == place.id), None)
            out |= {key: FoundPlace(site, step, zone) for key, step in steps.items()}
        return out

    def _parent(self, key: SpanKey, name: str) -> tuple[Place, str, float] | None:
        if (own := self._in_name(key, name)) is not None:
            return own, "a site named after its town", 0.8
        text, span = self.analysis.text, self.analysis.span(*key)
        sentence = self.analysis.tokens[key[0]].sentence
        near = [(k, f.place) for k, f in sorted(self.found.items()) if self.analysis.tokens[k[0]].sentence == sentence]
        for other, place in near:
            there = self.analysis.span(*other)
            if other[0] >= key[1] and _LIES_IN.fullmatch(text[span.end : there.start]):
                return place, "the text puts it in or near", 0.8
            if other[1] <= key[0] and (_OWNS.fullmatch(text[there.end : span.start]) or there.text.endswith(("'s", "’s"))) and key[0] - other[1] <= 1:
                return place, "the text calls it that of", 0.8
        states = {place.country: place for _, place in near if place.resolution != "water"}
        return (next(iter(states.values())), "the sentence names places of one state only", BY_STATE) if len(states) == 1 and None not in states else None

    def _in_name(self, key: SpanKey, name: str) -> Place | None:
        """The town that a site's own name begins with: "Hudaydah Port", "Berlin-Wittenau"."""
        words = name.split()
        if "-" in words[0] and len(words) == 1:
            towns = [words[0].split("-")[0]]
        elif any(fold(" ".join(words[-size:])) in self.resolver.pack.site_words for size in (1, 2)):
            towns = [" ".join(words[:size]) for size in range(len(words) - 1, 0, -1)]
        else:
            return None
        for town in towns:
            found = self.resolver.resolve([(town, self.analysis.span(*key))], dateline=None, countries=self.countries)[0]
            if found is not None and found.place.country in self.countries:
                return msgspec.structs.replace(found.place, mentions=())
        return None


def _site(name: str, parent: Place, mentions: tuple[Span, ...], score: float) -> Place:
    """The record of a site: in a town it has the town's point; where the text tells only the state, no point."""
    told = score > BY_STATE
    town = told and parent.resolution in ("city", "sub_city", "district")
    return Place(
        id=make_id("pl", [name, parent.id if town else parent.country]), name=name, country=parent.country,
        lat=parent.lat if town else None, lon=parent.lon if town else None,
        resolution="sub_city" if town else "unknown", within=parent.id if told else None, mentions=mentions,
    )  # fmt: skip
