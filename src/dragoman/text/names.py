"""Folding and cleaning of names, so that spellings of one name meet."""

from __future__ import annotations

import functools
import re
import unicodedata

_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those|its|his|her|their|our|both|some|several|many|all|other|another|any|each|every)\s+", re.I)
_POSSESSIVE = re.compile(r"['’]s?$|(?<=\w)\s+['’]s$")


@functools.lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Returns ``text`` in lower case without accents, hyphens read as blanks, white space single.

    >>> fold("Kim Jong-un"), fold("Erdoğan")
    ('kim jong un', 'erdogan')
    """
    plain = text
    if not text.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text.replace("ı", "i")) if not unicodedata.combining(c))
    return " ".join(plain.replace("’", "'").lower().replace("-", " ").replace("‐", " ").replace("–", " ").split())


def strip_frame(text: str) -> str:
    """Returns a mention without leading articles and determiners and without a possessive ending.

    >>> strip_frame("the Kremlin's"), strip_frame("both leaders")
    ('Kremlin', 'leaders')
    """
    previous, current = None, re.sub(r"\s+", " ", text).strip(" ,;:\"“”()")
    while previous != current:
        previous, current = current, _ARTICLE.sub("", _POSSESSIVE.sub("", current)).strip(" ,;:\"“”()")
    return current
