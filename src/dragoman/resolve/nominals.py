"""Which earlier party a definite description names ("the kingdom", "the group", "the government"): ranked like pronouns, with "a new party" as one option.

The weights are learned from the corpus's articles (``training/fit_pronouns.py``). Features: which nouns take up which kinds of party, words shared with
earlier mentions, nearness, grammatical function and salience (Poesio and Vieira 1998).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.records import Token
from dragoman.resolve.pronouns import Candidate, Ranker, role_of

#: A description looks back over at most this many sentences.
REACH_SENTENCES = 8
_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s+(?:[a-z-]+\s+){0,2}[a-z-]+", re.I)
_LAST_BACK = 4


def is_description(words: str) -> bool:
    """Whether the words are a definite description of at most three words that names nobody by name."""
    return _DEFINITE.fullmatch(words) is not None and not any(c.isupper() for c in words[1:])


@dataclass(frozen=True, slots=True)
class Description:
    """A definite description where it stands: its words, its head word, and what the resolver makes of it alone."""

    words: str
    head: Token
    kind: str
    number: str
    sector: str | None

    @property
    def noun(self) -> str:
        """Its head word in lower case."""
        return self.head.text.lower()


def possible(description: Description, candidate: Candidate) -> bool:
    """Whether number and sector let the description take the candidate up."""
    if description.number == "sg" and candidate.number == "pl" and candidate.kind == "person":
        return False
    return not candidate.as_pronoun or candidate.mentions > 1


def features_of(description: Description, candidates: Sequence[Candidate], tokens: Sequence[Token]) -> list[dict[str, float]]:
    """One set of features for each candidate, then one for "a new party"."""
    noun, own, at = description.noun, description.kind, role_of(description.head)
    newest = max((c.head for c in candidates), default=-1)
    shared = [c for c in candidates if noun in c.words]
    most, of_kind = max((c.mentions for c in candidates), default=0), Counter(c.kind for c in candidates)
    out = []
    for c in candidates:
        head = tokens[c.head]
        back = description.head.sentence - head.sentence
        kind = c.kind or "untold"
        found = {
            f"{noun} is {kind}", f"{own} is {kind}", f"{own} {description.number} is {c.number}", f"back {min(back, _LAST_BACK)}", f"was {role_of(head)}",
            f"{at} was {role_of(head)}", "party" if c.known else "no party", f"{own} {'named' if c.named else 'nameless'}",
        }  # fmt: skip
        if noun in c.words:
            found |= {"same noun", f"same noun {own}", f"same noun of {min(len(shared), 2)}"}
        if description.sector and description.sector == c.sector:
            found |= {"same sector", f"same sector {own}"}
        if c.head == newest:
            found.add("newest")
        if c.as_pronoun:
            found.add("pronoun last")
        if c.mentions == most:
            found |= {"most mentioned", f"most mentioned {kind}"}
        rivals = min(of_kind[c.kind], 3)
        found |= {f"{rivals} of its kind", f"{noun} {rivals} of {kind}"}
        values = dict.fromkeys(found, 1.0)
        values["distance"] = math.log1p(max(description.head.i - c.head, 0))
        values["mentions"] = math.log1p(c.mentions)
        out.append(values)
    new = {"new", f"new {noun}", f"new {own}", f"new {description.number}", f"new {own} of {min(len(candidates), 5)}", f"new {at}",
           f"new, {min(len(shared), 2)} share the noun", f"new of {len(description.words.split())} words"}  # fmt: skip
    return [*out, dict.fromkeys(new, 1.0)]


class NominalRanker(Ranker):
    """Ranks the parties that a definite description may take up."""

    def choose(self, description: Description, candidates: Iterable[Candidate], tokens: Sequence[Token]) -> int | None:
        """Returns the entity that is most likely meant, None for one that the text had not named."""
        fitting = [c for c in candidates if possible(description, c)]
        best = self.best(features_of(description, fitting, tokens))
        return fitting[best].entity if best < len(fitting) else None
