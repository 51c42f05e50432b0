"""Word features that the uncased encoder cannot see; the same code serves training and run time."""

from __future__ import annotations

import unicodedata

N_FEATURES = 10
_OPEN, _CLOSE = "“«„", "”»"


def word_features(text: str, spans: list[tuple[int, int]]) -> list[list[float]]:
    """Returns, for each word span of ``text``, ten 0/1 values.

    In order: lower case, title case, upper case (two letters or more), mixed case, holds a digit, punctuation, first in the window,
    white space before it, inside quotation marks, line break before it.
    """
    rows: list[list[float]] = []
    inside = False
    previous = spans[0][0] if spans else 0
    for i, (start, end) in enumerate(spans):
        word = text[start:end]
        gap = text[previous:start]
        previous = end
        letters = [c for c in word if c.isalpha()]
        lower, upper = word.islower(), len(letters) > 1 and word.isupper()
        title = bool(letters) and letters[0].isupper() and not upper and not any(c.isupper() for c in letters[1:])
        mixed = bool(letters) and not (lower or upper or title)
        punctuation = all(unicodedata.category(c)[0] in "PS" for c in word)
        if word in _OPEN:
            inside = True
        row = [lower, title, upper, mixed, any(c.isdigit() for c in word), punctuation, i == 0, bool(gap) or i == 0, inside,
               "\n" in gap]  # fmt: skip
        rows.append([float(value) for value in row])
        if word in _CLOSE:
            inside = False
        elif word == '"':
            inside = not inside
    return rows
