"""How a word of a name sounds, roughly, so that romanisations of one name meet: Zelensky and Zelenskyy, Gaddafi and Kadhafi."""

from __future__ import annotations

import functools
import re

from dragoman.text.names import fold

_LETTERS = str.maketrans({"đ": "dj", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a", "þ": "th"})
_NO_LETTER = re.compile(r"[^a-z]")
#: Read from top to bottom on the folded word; each line is a habit of one or more romanisations.
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in (
    (r"c(?=[aourlkt])", "k"), (r"shch|sch|stch|sh|sz", "s"), (r"tsch|tch|ch|cz|ts|tz", "c"), (r"dzh|dsch|dj|zh", "j"), (r"x", "ks"), (r"kh", "x"), (r"gh", "g"), (r"ph", "f"), (r"th", "t"), (r"dh", "d"), (r"ck|q", "k"), (r"[gj]e$", "j"),
    (r"w", "v"), (r"ou|oo", "u"), (r"ee", "i"), (r"ij", "i"), (r"(?<=.)yo|(?<=[^aeiou])ye", "e"), (r"y", "i"), (r"^i(?=[aeou])", ""),
    (r"(?<=[aeiou])i(?=[aeou])", ""), (r"h(?![aeiou])|(?<=[^aeiou])(?<!^)h", ""), (r"(.)\1+", r"\1"),
))  # fmt: skip
_VOWELS = frozenset("aeiou")
#: Vowels, and consonants, that one sound is written with.
_NEAR = frozenset(frozenset(pair) for pair in ("ae", "ei", "ou", "eo", "gk", "gh", "gj", "gx", "kx", "hx", "sc", "sz", "zc", "dt"))
#: Cost of a pair of vowels that are not near, and of what may not be told apart at all.
_OTHER_VOWEL, _NEVER = 2, 99
#: Length of the longer sound -> how much two sounds may differ, in halves: a near letter or a vowel more costs 1.
_ALLOWED = ((3, 0), (5, 1), (6, 2), (8, 3))
_ALLOWED_BEYOND = 4
#: Letters that meet in a key for look-ups, and those that it leaves out: vowels, and what comes and goes or turns into that.
_COARSE = str.maketrans({"c": "s", "z": "s", "d": "t", **dict.fromkeys("aeioughxjk", "")})


def letters_of(word: str) -> str:
    """Returns the letters of a word, folded, and nothing else.

    >>> letters_of("Đukanović"), letters_of("Mus'ab")
    ('djukanovic', 'musab')
    """
    return _NO_LETTER.sub("", fold(word).translate(_LETTERS))


@functools.lru_cache(maxsize=1 << 16)
def sound_of(word: str) -> str:
    """Returns a rough sound of a word of a name; words that differ by habits of romanisation only have one sound.

    >>> sound_of("Zelenskyy") == sound_of("Zelensky"), sound_of("Yushchenko") == sound_of("Yuschenko"), sound_of("Mahmoud") == sound_of("Mahmud")
    (True, True, True)
    """
    sound = letters_of(word)
    for pattern, by in _RULES:
        sound = pattern.sub(by, sound)
    return sound


@functools.lru_cache(maxsize=1 << 16)
def coarse_key(word: str) -> str:
    """Returns a key that all words have that can be near each other, for look-ups: its firm consonants, in classes.

    >>> coarse_key("Gaddafi") == coarse_key("Kadhafi")
    True
    """
    return re.sub(r"(.)\1+", r"\1", sound_of(word).translate(_COARSE))


def _ends_apart(a: str, b: str) -> bool:
    """Whether the endings are of a woman's and a man's name: Orlova and Orlov, Maria and Mario."""
    return a[-1] != b[-1] and "a" in (a[-1], b[-1]) and (a[-1] not in "aei" or b[-1] not in "aei")


@functools.lru_cache(maxsize=1 << 16)
def is_near(a: str, b: str) -> bool:
    """Tells whether two words can be romanisations of one name: a few vowels or like consonants apart, the fewer the shorter they are.

    >>> is_near("Gaddafi", "Kadhafi"), is_near("Hassan", "Hussein"), is_near("Petrov", "Petkov"), is_near("Orlov", "Orlova")
    (True, False, False, False)
    """
    a, b = sound_of(a), sound_of(b)
    if a == b:
        return bool(a)
    if not a or not b or _ends_apart(a, b):
        return False
    longest = max(len(a), len(b))
    allowed = next((cost for length, cost in _ALLOWED if longest <= length), _ALLOWED_BEYOND)
    return abs(len(a) - len(b)) <= allowed and _distance(a, b) <= allowed


def _distance(a: str, b: str) -> int:
    row = [0]
    for letter in b:
        row.append(row[-1] + _gap(letter))
    for x in a:
        above, row = row, [row[0] + _gap(x)]
        for j, y in enumerate(b):
            row.append(min(above[j] + _change(x, y), above[j + 1] + _gap(x), row[j] + _gap(y)))
    return row[-1]


def _gap(letter: str) -> int:
    return 1 if letter in _VOWELS or letter in "hx" else _NEVER


def _change(x: str, y: str) -> int:
    if x == y:
        return 0
    if frozenset((x, y)) in _NEAR:
        return 1
    return _OTHER_VOWEL if x in _VOWELS and y in _VOWELS else _NEVER
