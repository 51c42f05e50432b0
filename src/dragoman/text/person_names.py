"""Whether two printed names can be of one person: by rule, with a reason, the same in both directions.

Words of the two names are matched in order: by letters, by sound, as forms of one given name ("Bill" and "William"), or as an initial. Middle names, patronymics, particles and a second
family name may be left out; the family name may stand first. Names of China, Korea and Vietnam, where few syllables tell persons apart, must agree in all syllables.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal

from dragoman.text.names import strip_frame
from dragoman.text.romanisation import coarse_key, is_near, letters_of, sound_of

Verdict = Literal["same", "may_be", "other"]
#: Words of a name that are looked at.
MOST_WORDS = 7
#: A name of China, Korea or Vietnam of so few letters is common.
COMMON_LETTERS = 7
_RANK = {"same": 2, "may_be": 1, "other": 0}
_SERVANT = re.compile(r"abe?d(?:[aeiou]*[lrsz]?)$")
_SERVANT_IN = re.compile(r"abd(?:[aeu]l|u?r(?=r)|u?s(?=s)|u?z(?=z))(?=[a-z]{3})")
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){2,}|\b[B-DF-HJ-NP-TV-XZ]{2,3}\b(?=\s)")


@dataclass(frozen=True, slots=True)
class Match:
    """What two names have in common. ``near`` counts the words that are alike by sound only; the flags say what else the verdict had to allow for; ``common`` tells that many
    persons have such a name.
    """

    verdict: Verdict
    reason: str
    near: int = 0
    forms: bool = False
    initials: bool = False
    left_out: bool = False
    reordered: bool = False
    common: bool = False

    @property
    def cost(self) -> int:
        """How much had to be allowed for."""
        return self.near + self.forms + self.initials + self.left_out + self.reordered


@dataclass(frozen=True, slots=True)
class _Words:
    forms: dict[str, frozenset[int]]  # sound -> sets of forms of one given name
    common: frozenset[str]  # sounds
    east: frozenset[str]
    korean: dict[str, int]
    honorifics: frozenset[str]
    particles: frozenset[str]
    glued: frozenset[str]
    generations: frozenset[str]


@functools.cache
def _words() -> _Words:
    data = tomllib.loads(resources.files("dragoman.text").joinpath("data", "person_names.toml").read_text(encoding="utf-8"))
    forms: dict[str, set[int]] = {}
    for number, line in enumerate(data["forms"]):
        for word in line.split():
            forms.setdefault(sound_of(word), set()).add(number)
    return _Words(
        forms={sound: frozenset(sets) for sound, sets in forms.items()}, common=frozenset(sound_of(w) for w in data["common"].split()),
        east=frozenset(data["families_east"].split()) | frozenset(" ".join(data["families_korean"]).split()), korean={w: i for i, line in enumerate(data["families_korean"]) for w in line.split()},
        honorifics=frozenset(data["honorifics"].split()), particles=frozenset(data["particles"].split()),
        glued=frozenset((data["particles"] + " " + data["prefixes"]).split()), generations=frozenset(data["generations"].split()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in parts: words without particles, the same with hyphened words as one and particles kept to the next word, and what stands after it."""

    plain: tuple[str, ...]
    glued: tuple[str, ...]
    generation: str
    whole: str


@functools.lru_cache(maxsize=1 << 14)
def _parts(name: str) -> _Name:
    known = _words()
    text = _INITIALS.sub(lambda m: " ".join(c for c in m[0] if c.isalpha()) + " ", strip_frame(name))
    chunks = [[w for part in re.split(r"[-‐–]", chunk) if (w := letters_of(part))] for chunk in re.sub(r"[.,]", " ", text).split()]
    chunks = [c for c in chunks if c][: MOST_WORDS]
    while len(chunks) > 1 and len(chunks[0]) == 1 and chunks[0][0] in known.honorifics:
        chunks.pop(0)
    generation = ""
    while len(chunks) > 1 and len(chunks[-1]) == 1 and chunks[-1][0] in known.generations and (len(chunks[-1][0]) > 1 or len(chunks) == 2):
        generation = chunks.pop()[0]
    words = [w for chunk in chunks for w in chunk]
    east = _family_east(words) is not None
    plain = words if east else [w for w in words if w not in known.particles] or words
    glued: list[str] = []
    for chunk in [[w] for w in words] if east else chunks:
        if glued and glued[-1] in known.glued:
            glued[-1] += "".join(chunk)
        else:
            glued.append("".join(chunk))
    return _Name(tuple(_servants(plain)), tuple(_servants(glued)), generation, "".join(words))


def _servants(words: Iterable[str]) -> list[str]:
    """Joins "Abd al-Rahman", "Abdul Rahman" and "Abdelrahman" to one word of one spelling."""
    out: list[str] = []
    for word in words:
        if out and _SERVANT.fullmatch(out[-1]):
            out[-1] = "abd" + word
        else:
            out.append(_SERVANT_IN.sub("abd", word))
    return out


def _family_east(words: list[str]) -> int | None:
    """Returns where the family name of China, Korea or Vietnam stands in a name of two to four words; None where there is none."""
    known = _words()
    if not 2 <= len(words) <= 4:
        return None
    if words[0] in known.east and all(len(w) > 1 for w in words[1:]):
        return 0
    return len(words) - 1 if words[-1] in known.east and all(len(w) > 1 for w in words[:-1]) else None


def compare_persons(a: str, b: str, states: tuple[str | None, str | None] = (None, None)) -> Match:
    """Compares two names of persons.

    Args:
        a: a name as printed.
        b: another one.
        states: the state of each, where it is known.

    Returns:
        ``same``: nothing speaks against one person; ``may_be``: it needs more evidence; ``other``: two persons.

    >>> compare_persons("Volodymyr Zelensky", "Vladimir Zelenskiy").verdict, compare_persons("Raul Castro", "Fidel Castro").verdict
    ('same', 'other')
    """
    if (b, states[1] or "") < (a, states[0] or ""):
        a, b, states = b, a, (states[1], states[0])
    one, other = _parts(a), _parts(b)
    found = _compare(one, other)
    if found.verdict == "other":
        return found
    found = replace(found, common=_is_common(one) or _is_common(other))
    if states[0] and states[1] and states[0] != states[1]:
        return replace(found, verdict="may_be", reason=f"{found.reason}, of different states")
    if found.verdict == "same" and found.common and found.reordered and _family_east(list(one.plain)) is None:
        return replace(found, verdict="may_be", reason=f"{found.reason}, but both are common names")  # "Ali Hassan" and "Hassan Ali"
    if found.verdict == "same" and not (states[0] and states[1]) and (found.common or (found.near > 1 and found.cost > found.near + found.left_out)):
        return replace(found, verdict="may_be", reason=f"{found.reason}, but a common name" if found.common else found.reason)
    return found


@functools.lru_cache(maxsize=1 << 14)
def _is_common(name: _Name) -> bool:
    """Whether all words are common names, or the name is of two syllables only ("Wang Yi")."""
    if name.generation:
        return False
    if _family_east(list(name.plain)) is not None:
        return len(name.whole) <= COMMON_LETTERS
    return all(sound_of(w) in _words().common for w in name.plain if len(w) > 1)


@functools.lru_cache(maxsize=1 << 16)
def _compare(a: _Name, b: _Name) -> Match:
    if not a.plain or not b.plain:
        return Match("other", "no name")
    if a.generation and b.generation and a.generation != b.generation:
        return Match("other", "of different generations")
    one = len(a.plain) == 1 or len(b.plain) == 1
    if a.whole == b.whole:
        return Match("may_be" if one and not (a.generation and a.generation == b.generation) else "same", "the same letters")
    if a.generation != b.generation and (one or {a.generation, b.generation} - {"", "jr"}):
        return Match("may_be", "one name has a number") if _match_words(a.plain, b.plain).verdict != "other" else Match("other", "other words")
    east = [_family_east(list(n.plain)) for n in (a, b)]
    if east[0] is not None and east[1] is not None:
        return _compare_east(a.plain, b.plain)
    found = [_match_words(x, y) for x, y in dict.fromkeys(itertools.product((a.plain, a.glued), (b.plain, b.glued)))]
    return max(found, key=lambda m: (_RANK[m.verdict], -m.cost))


def _korean(syllables: str) -> str:
    """A given name of Korea without what its romanisations differ by."""
    for pattern, by in ((r"ck", "k"), (r"ch|j", "c"), (r"g", "k"), (r"d|t", "t"), (r"b|p", "p"), (r"r|l", "l"), (r"sh", "s"), (r"y", ""), (r"ae|ai", "e"), (r"eo|eu|oo|ou|u|o", "o"), (r"ee", "i"), (r"(.)\1+", r"\1")):
        syllables = re.sub(pattern, by, syllables)
    return syllables


def _compare_east(a: tuple[str, ...], b: tuple[str, ...]) -> Match:
    """Names of China, Korea and Vietnam: the family name and every syllable of the given name must agree."""
    known = _words()
    best = Match("other", "other syllables")
    for (family, given), (other_family, other_given) in itertools.product(_splits(a), _splits(b)):
        korean = known.korean.get(family) is not None and known.korean.get(family) == known.korean.get(other_family)
        if family != other_family and not korean:
            continue
        moved = (a[0] == family) != (b[0] == other_family)
        x, y = "".join(given), "".join(other_given)
        if x == y:
            found = Match("same", "the same syllables", near=int(family != other_family), reordered=moved)
        elif korean and _korean(x) == _korean(y):
            found = Match("same", "the same syllables in another spelling", near=2, reordered=moved)
        else:
            continue
        best = max(best, found, key=lambda m: (_RANK[m.verdict], -m.cost))
    return best


def _splits(words: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    known = _words()
    out = [(words[0], words[1:])] if words[0] in known.east else []
    return [*out, (words[-1], words[:-1])] if words[-1] in known.east else out


_SAME, _FORM, _NEAR, _INITIAL, _OTHER = 4, 3, 2, 1, 0


@functools.lru_cache(maxsize=1 << 16)
def _level(a: str, b: str) -> int:
    """How two words agree."""
    if len(a) == 1 or len(b) == 1:
        return _SAME if a == b else _INITIAL if a[0] == b[0] else _OTHER
    if a == b or sound_of(a) == sound_of(b) or a in ("al" + b, "el" + b) or b in ("al" + a, "el" + a):
        return _SAME
    forms = _words().forms
    if forms.get(sound_of(a), frozenset()) & forms.get(sound_of(b), frozenset()):
        return _FORM
    return _NEAR if is_near(a, b) or is_near(a.removeprefix("abd"), b.removeprefix("abd")) else _OTHER


def _match_words(a: tuple[str, ...], b: tuple[str, ...]) -> Match:
    short, long = sorted((a, b), key=lambda w: (len(w), w))
    if len(short) == 1:
        ends = {_level(short[0], long[0]), _level(short[0], long[-1])}
        return Match("may_be", "one is a single name") if ends & {_SAME, _NEAR} else Match("other", "other words")
    places = list(itertools.combinations(range(len(long)), len(short)))
    found = [_judge(short, long, at) for at in places]
    for turned in (short[1:] + short[:1], short[-1:] + short[:-1]):
        found += [_turned(_judge(turned, long, at)) for at in places]
    found.append(_with_initials_last(short, long))
    return max(found, key=lambda m: (_RANK[m.verdict], -m.cost))


def _turned(match: Match) -> Match:
    """The verdict where the family name stands first in one: without a doubt only if nothing else differs."""
    if match.verdict == "other" or match.near or match.forms or match.initials:
        return Match("other", "other words")
    sure = match.verdict == "same" and not match.left_out
    return replace(match, verdict="same" if sure else "may_be", reason="the family name stands first in one", reordered=True)


_COMMON = "all words are common names"


def _with_initials_last(short: tuple[str, ...], long: tuple[str, ...]) -> Match:
    """ "C. Y. Leung" and "Leung Chun-ying": the initials of what follows the family name."""
    for one, other in ((short, long), (long, short)):
        initials, family = one[:-1], one[-1]
        given = other[1:]
        if len(initials) > 1 and len(initials) == len(given) and all(len(i) == 1 for i in initials) and family == other[0] and all(i == g[0] for i, g in zip(initials, given, strict=True)):
            return Match("same", "initials of a name whose family name stands first", initials=True, reordered=True)
    return Match("other", "other words")


def _judge(short: tuple[str, ...], long: tuple[str, ...], at: tuple[int, ...]) -> Match:
    """The verdict where each word of ``short`` stands for the word of ``long`` at that place."""
    levels = [_level(w, long[i]) for w, i in zip(short, at, strict=True)]
    if _OTHER in levels or levels[-1] in (_INITIAL, _FORM):
        return Match("other", "other words")
    rest = [w for i, w in enumerate(long) if i not in at]
    near, forms, initials = levels.count(_NEAR), _FORM in levels, levels.count(_INITIAL)
    if rest and any(len(w) == 1 for w in short[1:]) and any(len(w) == 1 for w in rest):
        return Match("other", "other middle initials")
    reason = "by sound" if near else "forms of one given name" if forms else "the same words"
    found = Match("same", reason, near=near, forms=forms, initials=bool(initials), left_out=bool(rest))
    if doubt := _doubt(short, long, at, levels):
        return Match("may_be", doubt, near, forms, bool(initials), bool(rest))
    return found


def _doubt(short: tuple[str, ...], long: tuple[str, ...], at: tuple[int, ...], levels: list[int]) -> str | None:
    """What keeps names from being the same although each word of the shorter one is in the longer one."""
    common = _words().common
    before = [w for w in long[: at[0]] if len(w) > 1 and _level(w, "mohammed") == _OTHER]
    if before:
        return "one has a name before the first"
    full = [level for level in levels if level != _INITIAL]
    if _INITIAL in levels and len(full) < 2 and levels.count(_INITIAL) < 2:
        return "one has an initial only"
    telling = [w for w, level in zip(short, levels, strict=True) if level != _INITIAL and sound_of(w) not in common]
    if not telling and len(short) < len(long):
        return _COMMON
    if len(long) - 1 - at[-1] > 2:
        return "one has several more family names"
    return None


@functools.lru_cache(maxsize=1 << 14)
def person_keys(name: str, *, initials: bool = True) -> frozenset[str]:
    """Returns keys for look-ups: names that can be of one person share one of them; a single name without a number has none.

    A key has the consonants of two words, or the number of a set of forms of one given name.

    Args:
        name: a name as printed.
        initials: with keys of one word's first letter and another word, for names that are printed with an initial.
    """
    parts = _parts(name)
    keys = {f"={parts.whole}"} if len(parts.plain) > 1 or parts.generation else set()
    words = [*itertools.combinations(sorted({*parts.plain, *parts.glued}), 2), *itertools.combinations(parts.plain, 2)]
    for one, other in words:
        if len(one) > 1 and len(other) > 1:
            keys |= {"|".join(sorted(pair)) for pair in itertools.product(_classes(one), _classes(other))}
        if initials:
            keys |= {f"{x[0]}.{y}" for x, word in ((one, other), (other, one)) if len(word) > 1 for y in _classes(word)}
    return frozenset(keys)


def _classes(word: str) -> set[str]:
    known = _words()
    korean = known.korean.get(word)
    return {coarse_key(word), coarse_key(word.removeprefix("abd")), *(f"#{n}" for n in known.forms.get(sound_of(word), ())), *(() if korean is None else (f"&{korean}",))}
