"""Splits English text into words without changing a character: every word is a slice of the text.

The splits follow the Universal Dependencies English treebanks (clitics and hyphens apart), on which the language model is trained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Lt|Col|Sgt|Capt|Maj|Adm|Brig|Cmdr|Rev|Hon|St|Jr|Sr|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|"
    "Inc|Corp|Ltd|Co|Bros|vs|etc|al|Mt|Ft|Ave|Blvd|No"
)
_WORD = re.compile(
    r"""
    https?://[^\s<>"”’)]+ | [\w.+-]+@[\w-]+\.[\w.-]+            # addresses
  | (?:[^\W\d_]\.){2,}                                           # U.S., e.g.
  | \b(?:"""
    + _ABBREVIATIONS
    + r""")\.(?!\w)
  | [A-Z]\.(?=\s[A-Z][a-z])                                      # J. Smith
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|bn|m|km|pm|am|k)?\b          # 1,050.5  10:30  19th
  | \w+?(?=n['’]t\b) | n['’]t\b                                   # did n't
  | ['’](?:s|S|re|ve|ll|d|m)\b                                    # 's 're
  | \w+
  | \.{2,} | …+ | -{2,}
  | [^\w\s]
    """,
    re.VERBOSE,
)


def iter_words(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yields the half-open character span of each word of ``text[start:end]``, in order; spans never hold white space.

    >>> [(a, b) for a, b in iter_words("Kim didn't go.")]
    [(0, 3), (4, 7), (7, 10), (11, 13), (13, 14)]
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield match.span()
