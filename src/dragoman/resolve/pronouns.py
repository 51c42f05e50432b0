"""Which earlier party a third-person pronoun names: a linear ranking of the parties within reach, and of "nobody", by features of grammar and salience.

The weights are learned from the corpus's articles (``training/fit_pronouns.py``): a softmax over the candidates of each pronoun, as in the ranking
models of Denis and Baldridge (2008). The features are those of Lappin and Leass (1994): nearness, grammatical function, agreement, binding.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from dragoman.records import Token

SpanKey = tuple[int, int]  # token indices, end exclusive

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
#: A pronoun looks back over at most this many sentences.
REACH_SENTENCES = 3
_ROLES = {"nsubj": "subject", "csubj": "subject", "obj": "object", "iobj": "object", "obl": "oblique", "nmod": "modifier", "conj": "joined", "appos": "joined"}
_SUBJECTS = frozenset({"subject", "passive"})
#: Verbs whose "it" names nothing: "it seems", "it remains to be seen".
_EMPTY = frozenset("seems seemed appears appeared remains remained takes took turns turned happens happened".split())


def is_pronoun(words: str) -> bool:
    """Whether the words (in lower case) are a personal pronoun of the third person."""
    return words in SINGULAR or words in PLURAL or words in NEUTER


def role_of(token: Token) -> str:
    """The grammatical function of a mention by its head word: subject, object, oblique, modifier, owner, joined or other."""
    if token.deprel == "nmod:poss":
        return "owner"
    if token.deprel.startswith("nsubj:pass"):
        return "passive"
    return _ROLES.get(token.deprel.split(":")[0], "other")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a pronoun may name, as it stands before the pronoun."""

    entity: int
    kind: str  # of the actor, "" where nothing says it
    number: str
    gender: str | None
    known: bool  # whether anything says that this is a party
    head: int  # head word of its last mention before the pronoun
    as_pronoun: bool  # whether that mention is a pronoun itself
    mentions: int
    words: frozenset[str] = frozenset()  # head words of all its mentions, in lower case
    sector: str | None = None
    named: bool = False  # whether a name or a table says who it is


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun where it stands."""

    token: Token
    words: str
    direct: bool  # inside quotation marks
    speaker: frozenset[int]  # entities that say the words around it
    acts: bool = False  # whether the language model takes it for a speaker or a party of an event

    @property
    def sort(self) -> str:
        """he, they or it."""
        return "he" if self.words in SINGULAR else "they" if self.words in PLURAL else "it"


def possible(pronoun: Pronoun, candidate: Candidate) -> bool:
    """Whether number and gender let the candidate be named so at all."""
    if pronoun.sort == "he":
        return candidate.number == "sg" and candidate.gender in (SINGULAR[pronoun.words], None) and candidate.kind in ("person", "unknown", "")
    return not (candidate.kind == "person" and candidate.number == "sg")


def _path(tokens: Sequence[Token], i: int) -> list[int]:
    """The words above a word, nearest first."""
    out: list[int] = []
    while tokens[i].head != i and tokens[i].head not in out:
        i = tokens[i].head
        out.append(i)
    return out


def features_of(pronoun: Pronoun, candidates: Sequence[Candidate], tokens: Sequence[Token]) -> list[dict[str, float]]:
    """One set of features for each candidate, then one for "nobody"."""
    token, sort, at = pronoun.token, pronoun.sort, role_of(pronoun.token)
    above = _path(tokens, token.i)
    places = {verb: n for n, verb in enumerate(above)}
    newest = max((c.head for c in candidates), default=-1)
    ruling = [places[tokens[c.head].head] for c in candidates if c.head < token.i and role_of(tokens[c.head]) in _SUBJECTS and tokens[c.head].head in places]
    out = []
    for c in candidates:
        head = tokens[c.head]
        role, back = role_of(head), token.sentence - head.sentence
        found = {
            f"{sort} back {back}", f"{sort} {role}", f"{sort} {c.kind or 'untold'}", f"{sort} {c.number}",
            f"{'same' if back == 0 else 'earlier'} {at} {role}",
            f"gender {'known' if c.gender else 'open'}", "party" if c.known else "no party", f"{sort} {'named' if c.named else 'nameless'}",
        }  # fmt: skip
        if c.head == newest:
            found.add(f"{sort} newest")
        if c.as_pronoun:
            found.add(f"{sort} taken up before")
        if c.entity in pronoun.speaker:
            found |= {f"speaker {'direct' if pronoun.direct else 'indirect'} {sort}", f"speaker {at}"}
        if role in _SUBJECTS and head.head in places:
            found.add(f"{'nearest' if places[head.head] == min(ruling) else 'further'} subject above {at}")
        if back == 0 and c.head in above:
            found.add(f"noun above {at}")
        if role in _SUBJECTS and tokens[head.head].head == head.head:
            found.add("subject of the sentence")
        values = dict.fromkeys(found, 1.0)
        values[f"{sort} distance"] = math.log1p(max(token.i - c.head, 0))
        values[f"{sort} mentions"] = math.log1p(c.mentions)
        out.append(values)
    return [*out, dict.fromkeys(_nobody(pronoun, candidates, tokens), 1.0)]


def _nobody(pronoun: Pronoun, candidates: Sequence[Candidate], tokens: Sequence[Token]) -> set[str]:
    """Features of a pronoun that names no party."""
    token, sort = pronoun.token, pronoun.sort
    verb = tokens[token.head]
    found = {f"nobody {sort}", f"nobody {sort} {role_of(token)}", f"nobody {sort} {'direct' if pronoun.direct else 'told'}", f"nobody {sort} of {min(len(candidates), 3)}",
             f"nobody {sort} {'acts' if pronoun.acts else 'idle'}"}  # fmt: skip
    if sort == "it" and (verb.pos in ("ADJ", "NOUN") or verb.text.lower() in _EMPTY):
        found.add("nobody, empty it")
    if not any(tokens[c.head].sentence == token.sentence for c in candidates):
        found.add(f"nobody {sort} in the sentence")
    return found


class Ranker:
    """Picks the option with the highest sum of learned weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    @classmethod
    def shipped(cls, name: str) -> Self:
        """The ranker with the weights ``resolve/data/NAME.json``."""
        return cls(json.loads((files("dragoman.resolve") / "data" / f"{name}.json").read_text(encoding="utf-8")))

    def best(self, options: Sequence[Mapping[str, float]]) -> int:
        """Returns the index of the best option, the first of equals."""
        scores = [sum(self.weights.get(name, 0.0) * value for name, value in sorted(option.items())) for option in options]
        return max(range(len(scores)), key=lambda i: (scores[i], -i))


class PronounRanker(Ranker):
    """Ranks the parties that a pronoun may name."""

    def choose(self, pronoun: Pronoun, candidates: Iterable[Candidate], tokens: Sequence[Token]) -> int | None:
        """Returns the entity that the pronoun most likely names, None for nobody."""
        fitting = [c for c in candidates if possible(pronoun, c)]
        best = self.best(features_of(pronoun, fitting, tokens))
        return fitting[best].entity if best < len(fitting) else None
