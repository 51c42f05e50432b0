"""Task ``attribution``: source, cue and content spans of a folder in PolNeAR's layout.

The layout is ``text/*.txt`` and ``attributions/*.ann`` (brat standoff). Each gold attribution is matched with the predicted one that shares
most of its content. Only outermost attributions are compared, as only they are annotated. Overlap counts words: a role's hits are the words
that gold and prediction share, which credits partial spans (after Newell, Margolin and Ruths 2018).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.records import CodedDocument, Document, Rejection, Span

Range = tuple[int, int]
ROLES = ("source", "cue", "content")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Character ranges of one attribution's roles; a role may have several or none."""

    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]


def read_annotations(path: Path) -> list[Quoted]:
    """Reads a brat file; discontinuous spans are kept in their parts.

    Raises:
        DataError: a line does not follow the format.
    """
    lines = list(enumerate(path.read_text(encoding="utf-8").split("\n"), start=1))
    spans: dict[str, tuple[Range, ...]] = {}
    out = []
    for number, line in sorted(lines, key=lambda numbered: not numbered[1].startswith("T")):  # an E line may stand before its T lines
        try:
            if line.startswith("T"):
                key, place = line.split("\t")[:2]
                ranges = place.split(" ", 1)[1].split(";")
                spans[key] = tuple((int(a), int(b)) for a, b in (r.split() for r in ranges))
            elif line.startswith("E"):
                out.append(_quoted(line.split("\t")[1], spans))
        except (IndexError, KeyError, ValueError) as error:
            raise DataError("DRG-DATA-003", f"{path}, line {number} is not brat standoff: {line[:80]!r}") from error
    return out


def _quoted(roles: str, spans: Mapping[str, tuple[Range, ...]]) -> Quoted:
    """Reads ``Attribution:T4 Content:T3 Content2:T9 Cue:T2 Source:T1``."""
    ranges: dict[str, list[Range]] = defaultdict(list)
    for pair in roles.split():
        name, _, key = pair.partition(":")
        ranges[name.rstrip("0123456789").lower()] += spans[key]
    return Quoted(tuple(ranges["source"]), tuple(ranges["cue"]), tuple(ranges["content"]))


def _words(text: str, ranges: Sequence[Range]) -> set[int]:
    return {m.start() + a for a, b in ranges for m in _WORD.finditer(text[a:b])}


def _predicted(coded: CodedDocument) -> list[Quoted]:
    def ranges(*spans: Span | None) -> tuple[Range, ...]:
        return tuple((s.start, s.end) for s in spans if s is not None)

    quoted = [Quoted(ranges(s.speaker.span if s.speaker else None), ranges(s.cue), ranges(*s.content)) for s in coded.record.statements]
    return [q for q in quoted if not any(_holds(other, q) for other in quoted if other is not q)]


def _holds(outer: Quoted, inner: Quoted) -> bool:
    """Tells whether ``inner`` is reported by ``outer``: the data set annotates the outermost attribution only."""
    at = inner.cue[0][0]
    return any(a <= at < b for a, b in outer.content) and not any(a <= outer.cue[0][0] < b for a, b in inner.content)


def score_document(text: str, gold: Sequence[Quoted], predicted: Sequence[Quoted], counts: dict[str, Count]) -> None:
    """Adds the word overlap of each role of each attribution to ``counts``."""
    left = list(predicted)
    for wanted in gold:
        content = _words(text, wanted.content)
        best = max(left, key=lambda p: len(content & _words(text, p.content)), default=None)
        if best is not None and not content & _words(text, best.content):
            best = None
        if best is not None:
            left.remove(best)
        for role in ROLES:
            want = _words(text, getattr(wanted, role))
            have = _words(text, getattr(best, role)) if best is not None else set()
            counts[role].add(len(want & have), len(have), len(want))
        counts["attribution"].add(best is not None, best is not None, 1)
    for extra in left:
        for role in ROLES:
            counts[role].add(0, len(_words(text, getattr(extra, role))), 0)
        counts["attribution"].add(0, 1, 0)


def iter_gold(folder: Path) -> Iterator[tuple[str, str, list[Quoted]]]:
    """Yields (name, text, attributions) for each text of the folder that has annotations.

    Raises:
        DataError: the folder lacks ``text`` or ``attributions``.
    """
    if not (folder / "text").is_dir() or not (folder / "attributions").is_dir():
        raise DataError("DRG-DATA-004", f"{folder} needs the folders text/ and attributions/")
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / "attributions").glob("*.ann")):
        files[re.sub(r"_[0-9a-f]{4}$", "", path.stem)].append(path)
    for path in sorted((folder / "text").glob("*.txt")):
        if found := files.get(path.stem):  # annotated by several people: the first is the gold
            yield path.stem, path.read_bytes().decode("utf-8"), read_annotations(found[0])


def evaluate_attribution(
    code: Callable[[Document], CodedDocument | Rejection], folder: Path, progress: Callable[[], None] = lambda: None
) -> Result:
    """Scores statements on a folder in PolNeAR's layout."""
    from dragoman.readers import read_text

    counts = {name: Count() for name in ("attribution", *ROLES)}
    n = 0
    for _, text, gold in iter_gold(folder):
        document = read_text(text)
        coded = code(document) if isinstance(document, Document) else document
        score_document(text, gold, _predicted(coded) if isinstance(coded, CodedDocument) else [], counts)
        n += len(gold)
        progress()
    return Result("attribution", n, counts)
