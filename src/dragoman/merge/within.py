"""What two events of one document have in common: tellings of one happening, from the headline to the last paragraph.

Within a document other things tell than between documents: the likeness of the documents says nothing, a happening is looked back on days after it, parties are known by who they are and not only
by their state, a headline and the first sentence tell the same, and "the raid" refers to a raid of which the text spoke before.
"""

from __future__ import annotations

from dragoman.merge.reports import Report
from dragoman.merge.words import cosine, happening_sets

#: feature -> what it says, of a pair in one document.
WITHIN = {
    "same_document": "they stand in one document",
    "same_word": "both use the same word for it",
    "like_word": "their words name one kind of happening",
    "other_word": "their words have nothing in common",
    "same_type": "same type",
    "same_mode": "same mode or subtype",
    "other_mode": "different modes or subtypes",
    "same_code": "same type and CAMEO code",
    "acts_same": "the same party or state acts",
    "struck_unlike": "both name whom it strikes, without a state, and nobody in common",
    "other_exact_day": "they state different days, to the day",
    "one_past": "one of them is told as history",
    "same_object": "they are of one agreement, measure, transfer or meeting",
    "other_object": "they are of different agreements, measures, transfers or meetings",
    "acts_other": "both name who acts, and nobody in common",
    "struck_same": "it strikes the same party",
    "struck_state": "it strikes parties of the same state",
    "struck_other": "both name whom it strikes, and nobody in common",
    "swapped_sides": "a party acts in one and is struck in the other",
    "other_day": "the days that they state differ",
    "one_day": "only one of them states a day",
    "other_number": "each gives numbers, and none in common",
    "sentence": "likeness of the sentences",
    "same_sentence": "they stand in one sentence",
    "headline_lead": "one stands in the headline, the other in the first sentence, and both are of one type",
    "headline_type": "one stands in the headline, and both are of one type",
    "definite": "the later one is spoken of as known",
    "definite_word": "the later one is spoken of as known, in the same or a like word",
    "definite_type": "the later one is spoken of as known, and both are of one type",
    "near": "how near they stand",
    "word_parties": "same or like word, and a party on the same side",
    "type_parties": "same type, and a party on the same side",
    "speech_type": "both are acts of speech of one type",
}
_SPEECH = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"})
#: Characters after which two tellings are held to be half as near.
_NEAR_CHARS = 300.0


def _sides(a: Report, b: Report, out: dict[str, float]) -> None:
    if a.actors & b.actors or a.first & b.first:
        out["acts_same"] = 1.0
    elif a.first and b.first:
        out["acts_other"] = 1.0
    if a.recipients & b.recipients:
        out["struck_same"] = 1.0
    elif a.second & b.second:
        out["struck_state"] = 1.0
    elif a.second and b.second:
        out["struck_other"] = 1.0
    elif a.recipients and b.recipients:
        out["struck_unlike"] = 1.0
    if is_swapped((a.first, a.second), (b.first, b.second)) or is_swapped((a.actors, a.recipients), (b.actors, b.recipients)):
        out["swapped_sides"] = 1.0


def is_swapped(a: tuple[frozenset[str], frozenset[str]], b: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Tells whether somebody acts in one of two reports only and is struck in the other only; where somebody is on the same side in both, the act may be a joint one, told from either end.

    >>> is_swapped((frozenset("A"), frozenset("B")), (frozenset("B"), frozenset("C")))
    True
    """
    if a[0] & b[0] or a[1] & b[1]:
        return False
    return bool((a[0] - a[1]) & (b[1] - b[0]) or (a[1] - a[0]) & (b[0] - b[1]))


def _words(a: Report, b: Report, out: dict[str, float]) -> bool:
    if a.what and a.what == b.what:
        out["same_word"] = 1.0
        return True
    lines = happening_sets()
    if lines.get(a.what, frozenset()) & lines.get(b.what, frozenset()):
        out["like_word"] = 1.0
        return True
    out["other_word"] = 1.0
    return False


def _days_and_numbers(a: Report, b: Report, out: dict[str, float]) -> None:
    if a.low is not None and b.low is not None and a.high is not None and b.high is not None:
        if a.low > b.high or b.low > a.high:
            out["other_exact_day" if a.exact and b.exact else "other_day"] = 1.0
    elif (a.low is None) != (b.low is None):
        out["one_day"] = 1.0
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        out["other_number"] = 1.0


def _standing(a: Report, b: Report, out: dict[str, float], *, same_type: bool, alike: bool) -> None:
    """Where in the text the two stand."""
    out["same_sentence"] = float(a.sentence_at == b.sentence_at)
    if same_type and a.headline != b.headline:
        out["headline_type"] = 1.0
        out["headline_lead"] = float((b if a.headline else a).lead)
    out["one_past"] = float(a.past != b.past)
    if a.objects and b.objects:
        out["same_object" if a.objects & b.objects else "other_object"] = 1.0
    if all(r.definite for r in (a, b) if r.at == max(a.at, b.at)):
        out |= {"definite": 1.0, "definite_type": float(same_type), "definite_word": float(alike)}
    out["near"] = 2.0 ** (-abs(a.at - b.at) / _NEAR_CHARS)


def compare_within(a: Report, b: Report) -> dict[str, float]:
    """Returns the features of two events of one document that are not 0, the same for (a, b) and (b, a)."""
    out: dict[str, float] = {"same_document": 1.0}
    alike, same_type = _words(a, b, out), a.type == b.type
    out["same_type"] = float(same_type)
    if same_type:
        out["same_code"] = float(bool(a.code) and a.code == b.code)
        out["speech_type"] = float(a.type in _SPEECH)
    if a.modes and b.modes:
        out["same_mode" if a.modes & b.modes else "other_mode"] = 1.0
    _sides(a, b, out)
    party = float(bool(a.actors & b.actors or a.recipients & b.recipients))
    out["word_parties"], out["type_parties"] = alike * party, same_type * party
    _days_and_numbers(a, b, out)
    out["sentence"] = cosine(a.words, b.words) if a.sentence_at != b.sentence_at else 0.0
    _standing(a, b, out, same_type=same_type, alike=alike)
    return {name: value for name, value in out.items() if value}
