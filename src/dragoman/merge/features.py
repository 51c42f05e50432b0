"""What two reports have in common: the features of which the score is made, each between 0 and 1 and the same in both directions."""

from __future__ import annotations

from collections.abc import Collection

from dragoman.merge.reports import Report
from dragoman.merge.within import WITHIN, compare_within, is_swapped
from dragoman.merge.words import cosine, happening_sets, weight_of
from dragoman.text.person_names import compare_persons

UNLIKE_STORY = 0.15
#: feature -> what it says, shown by ``dragoman merge show``.
FEATURES = {
    "same_word": "both use the same word for it",
    "like_word": "their words name one kind of happening",
    "other_word": "their words have nothing in common",
    "same_type": "same type",
    "same_mode": "same mode or subtype",
    "other_mode": "different modes or subtypes",
    "same_parties": "the same states or parties on each side",
    "some_parties": "some states or parties in common",
    "other_parties": "no state or party in common",
    "one_party": "a single state or party in common",
    "crossed_parties": "some in common, and each names one that the other does not",
    "other_side": "both name who acts, or both whom it strikes, and nobody in common",
    "swapped_sides": "a party acts in one and is struck in the other",
    "names": "words of names in common",
    "other_names": "each names somebody, and nobody in common",
    "crossed_names": "each names something that the other does not",
    "same_title": "words of the name of the thing in common",
    "same_day": "the days that they state agree",
    "other_day": "the days that they state differ",
    "other_assumed_day": "no day is stated for both, and the documents are of different days",
    "other_day_number": "documents of different days, each gives numbers, and none in common",
    "days_apart": "days between them, of the window",
    "same_place": "same place",
    "other_place": "different places",
    "other_country": "places in different states",
    "same_number": "a number in common",
    "other_number": "each gives numbers, and none in common",
    "sentence": "likeness of the sentences",
    "story": "likeness of the documents",
    "unlike_story": "documents on different matters",
    "same_document": "they stand in one document",
    "word_story": "same or like word, and like documents",
    "word_sentence": "same or like word, and like sentences",
    "names_story": "names in common, and like documents",
    "same_person": "the names can be of one person",
    "may_be_person": "the names can be of one person, and need not be",
    "other_person": "the names are of two persons",
    "near_words": "words of the names that are alike by sound only, of four",
    "name_forms": "forms of one given name",
    "name_initials": "an initial in one name",
    "name_left_out": "one name has more words",
    "name_order": "the family name stands first in one",
}
#: feature -> what it says, whether between documents or within one.
MEANINGS = {**WITHIN, **FEATURES}


def _share(a: Collection[str], b: Collection[str]) -> float:
    """Weight of the words in common, of the smaller of two sets."""
    if not a or not b:
        return 0.0
    small, large = sorted((a, b), key=len)
    total = sum(sorted(weight_of(w) for w in small))
    return sum(sorted(weight_of(w) for w in small if w in large)) / total if total else 0.0


def _parties(a: Report, b: Report, out: dict[str, float]) -> None:
    all_a, all_b = a.first | a.second, b.first | b.second
    if not all_a or not all_b:
        return
    if a.first == b.first and a.second == b.second:
        out["same_parties"] = 1.0
    elif is_swapped((a.first, a.second), (b.first, b.second)):
        out["swapped_sides"] = 1.0
    if (a.first and b.first and not a.first & b.first) or (a.second and b.second and not a.second & b.second):
        out["other_side"] = 1.0
    if common := all_a & all_b:
        out["some_parties"] = len(common) / max(len(all_a), len(all_b))
        out["one_party"] = float(len(common) == 1)
        out["crossed_parties"] = float(bool(all_a - all_b and all_b - all_a))
    else:
        out["other_parties"] = 1.0


def _days(a: Report, b: Report, out: dict[str, float], window: int) -> None:
    if a.low is not None and b.low is not None and a.high is not None and b.high is not None:
        if a.low <= b.high and b.low <= a.high:
            out["same_day"] = 1.0 if a.exact and b.exact else 0.5
        else:
            out["other_day"] = 1.0
    elif a.moment != b.moment:
        out["other_assumed_day"] = 1.0
    if a.moment is not None and b.moment is not None:
        out["days_apart"] = min(1.0, abs(a.moment - b.moment) / window)


def _words(a: Report, b: Report, out: dict[str, float]) -> float:
    if not a.what or not b.what:
        return 0.0
    if a.what == b.what:
        out["same_word"] = 1.0
        return 1.0
    lines = happening_sets()
    if lines.get(a.what, frozenset()) & lines.get(b.what, frozenset()):
        out["like_word"] = 1.0
        return 1.0
    out["other_word"] = 1.0
    return 0.0


def _places(a: Report, b: Report, out: dict[str, float]) -> None:
    if a.places and b.places:
        out["same_place" if a.places & b.places else "other_place"] = 1.0
    if a.country and b.country and a.country != b.country:
        out["other_country"] = 1.0


def _persons(a: Report, b: Report) -> dict[str, float]:
    """Features of two persons: what their names have in common, their states, and the entries of Wikidata that a table gave."""
    out: dict[str, float] = {}
    if a.country and b.country and a.country != b.country:
        out["other_country"] = 1.0
    if a.known_as and b.known_as:
        return out | {"same_person" if a.known_as == b.known_as else "other_person": 1.0}
    match = compare_persons(a.name, b.name, (a.country, b.country))
    out |= {f"{match.verdict}_person": 1.0, "near_words": min(match.near, 4) / 4, "name_forms": float(match.forms), "name_initials": float(match.initials),
            "name_left_out": float(match.left_out), "name_order": float(match.reordered)}  # fmt: skip
    return {name: value for name, value in out.items() if value}


def compare(a: Report, b: Report, *, window: int, story: float | None = None) -> dict[str, float]:
    """Returns the features of a pair that are not 0.

    Args:
        a: a report.
        b: another one of the same kind.
        window: days that lie between them at most.
        story: likeness of their documents, where it is known already.
    """
    if a.kind == "actors" and a.type == b.type == "person":
        return _persons(a, b)
    if a.kind == "events" and a.document == b.document:
        return compare_within(a, b)
    out: dict[str, float] = {}
    alike = _words(a, b, out)
    out["same_type"] = float(a.type == b.type)
    if a.modes and b.modes:
        out["same_mode" if a.modes & b.modes else "other_mode"] = 1.0
    _parties(a, b, out)
    if a.names and b.names:
        out["names"] = _share(a.names, b.names)
        out["other_names"] = float(not a.names & b.names)
        out["crossed_names"] = float(bool(a.names - b.names and b.names - a.names))
    out["same_title"] = cosine(a.title, b.title)
    _days(a, b, out, window)
    _places(a, b, out)
    if a.numbers and b.numbers:
        out["same_number" if a.numbers & b.numbers else "other_number"] = 1.0
    if a.moment != b.moment and "other_number" in out:
        out["other_day_number"] = 1.0
    out["sentence"] = cosine(a.words, b.words)
    out["story"] = cosine(a.story, b.story) if story is None else story
    out["unlike_story"] = float(out["story"] < UNLIKE_STORY)
    out["same_document"] = float(a.document == b.document)
    out["word_story"], out["word_sentence"] = alike * out["story"], alike * out["sentence"]
    out["names_story"] = out.get("names", 0.0) * out["story"]
    return {name: value for name, value in out.items() if value}
