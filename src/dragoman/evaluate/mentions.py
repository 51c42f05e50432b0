"""Task ``mentions``: names in word-and-tag files (CoNLL, BIO) or JSON Lines with ``text`` and ``spans``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.records import Analysis, Document, Segment, Token

Named = tuple[int, int, str]  # characters, kind
_TAG = re.compile(r"O|[BIES]-\S+")
_KIND_OF = {
    "person": "person", "politician": "person", "per": "person",
    "organisation": "org", "organization": "org", "politicalparty": "org", "org": "org",
    "location": "place", "country": "place", "loc": "place", "gpe": "place", "state": "place", "place": "place", "bloc": "place",
    "igo": "org", "ministry": "org", "armed_group": "org", "party": "org", "company": "org", "media": "org",
}  # fmt: skip


def kind_of(label: str) -> str | None:
    """Returns person, org or place for a label of any of the supported sets, None for what has no counterpart here."""
    whole = label.lower()
    return _KIND_OF.get(whole) or _KIND_OF.get(re.split("[-_/]", whole)[0])


def iter_gold(path: Path) -> Iterator[tuple[str, list[Named]]]:
    """Yields (sentence or document text, names with kinds).

    Raises:
        DataError: a line of a JSON Lines file lacks ``text`` or ``spans``, or one of another file has no word and BIO tag.
    """
    if path.suffix in (".jsonl", ".ndjson"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                row = json.loads(line)
                yield row["text"], [(int(s[0]), int(s[1]), kind) for s in row["spans"] if (kind := kind_of(str(s[2])))]
            except (ValueError, KeyError, IndexError, TypeError) as error:
                raise DataError("DRG-DATA-005", f"{path}, line {number} needs text and spans [start, end, kind]") from error
        return
    words: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], start=1):
        cells = line.split()
        if len(cells) >= 3 and cells[0].isdecimal() and _TAG.fullmatch(cells[2]):  # CoNLL-U style: number, word, tag
            words.append((cells[1], cells[2]))
        elif len(cells) >= 2 and _TAG.fullmatch(cells[-1]) and not line.startswith("# "):
            words.append((cells[0], cells[-1]))
        elif cells and not line.startswith(("# ", "-DOCSTART-")):
            raise DataError("DRG-DATA-008", f"{path}, line {number} is no word with a BIO tag: {line[:80]!r}")
        elif not cells and words:
            yield _sentence(words)
            words = []


def _sentence(words: list[tuple[str, str]]) -> tuple[str, list[Named]]:
    text, named, current = "", [], None
    for word, tag in [*words, ("", "O")]:
        kind = None if tag == "O" else kind_of(tag[2:])
        start = len(text) + bool(text)
        if current is not None and (kind != current[1] or tag.startswith("B-")):
            named.append((current[0], len(text), current[1]))
            current = None
        if kind is not None and current is None:
            current = (start, kind)
        text += (" " if text else "") + word
    return text.rstrip(), named


def predicted(analysis: Analysis) -> list[Named]:
    """Returns the proper names of an analysis: the run of proper nouns around each mention's head."""
    out = []
    for mention in analysis.mentions:
        kind, head = kind_of(mention.kind), mention.head
        if kind is None or analysis.tokens[head].pos != "PROPN":
            continue
        start, end = head, head + 1
        while start > mention.start and _belongs_to_name(analysis.tokens[start - 1]):
            start -= 1
        while end < mention.end and analysis.tokens[end].pos == "PROPN":
            end += 1
        out.append((analysis.tokens[start].start, analysis.tokens[end - 1].end, kind))
    return out


def _belongs_to_name(token: Token) -> bool:
    return token.pos in ("PROPN", "PUNCT") and token.text not in (",", "’s")


def evaluate_mentions(
    analyse: Callable[[Document], Analysis], path: Path, progress: Callable[[], None] = lambda: None
) -> Result:
    """Scores names: exact spans (``exact``), spans that overlap (``overlap``), and exact spans with their kind per kind."""
    counts = {name: Count() for name in ("exact", "overlap", "person", "org", "place")}
    n = 0
    for text, gold in iter_gold(path):
        got = predicted(analyse(Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),))))
        spans, want = {(a, b) for a, b, _ in got}, {(a, b) for a, b, _ in gold}
        counts["exact"].add(len(spans & want), len(spans), len(want))
        counts["overlap"].add(sum(any(a < y and x < b for x, y in want) for a, b in spans), len(spans), len(want))
        for kind in ("person", "org", "place"):
            have, need = {g for g in got if g[2] == kind}, {g for g in gold if g[2] == kind}
            counts[kind].add(len(have & need), len(have), len(need))
        n += len(gold)
        progress()
    return Result("mentions", n, counts)
