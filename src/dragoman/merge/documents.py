"""Near-duplicate documents: reprints, corrected and lengthened versions of one text are one source.

Two texts are compared by their runs of four words, hashed. The score is containment: the share of the shorter text's runs that stand in the other one.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

import msgspec

from dragoman.merge.clusters import components
from dragoman.merge.reports import ordinal
from dragoman.records import Record
from dragoman.text.names import fold

RUN_WORDS = 4
#: Days between two printings of one text.
DOCUMENT_WINDOW_DAYS = 14
#: Share of runs in common from which two texts are one source; and how many runs the shorter one needs to be judged at all.
LEAST_CONTAINMENT, LEAST_RUNS = 0.5, 12
#: From here on a text is a reprint, below it a version.
REPRINT_JACCARD = 0.8
_SAMPLED = 4
_WORD = re.compile(r"\w+")
Relation = Literal["reprint", "version"]


class DocumentSketch(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A document as a set of hashed runs of words, with what else tells copies: agencies, publisher, title, day."""

    id: str
    runs: frozenset[int]
    published: int | None = None
    published_at: str = ""
    agencies: frozenset[str] = frozenset()
    publisher: str = ""
    title: str = ""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Two documents of one source (``a < b``), with the values on which that rests."""

    a: str
    b: str
    relation: Relation
    containment: float
    jaccard: float
    features: dict[str, float]


def make_sketch(record: Record, text: str) -> DocumentSketch:
    """Reads the runs of words of a document's news text; segments that hold none are passed over."""
    document = record.document
    kept = [text[s.start : s.end] for s in document.segments if s.kind not in ("boilerplate", "byline", "dateline")] or [text]
    words = [w for part in kept for w in _WORD.findall(fold(part))]
    runs = frozenset(_hash(" ".join(words[i : i + RUN_WORDS])) for i in range(len(words) - RUN_WORDS + 1))
    return DocumentSketch(
        id=document.id, runs=runs, published=ordinal(document.published_at), published_at=document.published_at or "",
        agencies=frozenset(a.lower() for a in document.agencies), publisher=(document.publisher or "").lower(), title=fold(document.title or ""),
    )  # fmt: skip


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def compare_documents(a: DocumentSketch, b: DocumentSketch) -> Likeness | None:
    """Returns how two documents are copies of one text, None where they are not."""
    if a.id == b.id or not _near(a, b):
        return None
    a, b = (a, b) if a.id < b.id else (b, a)
    smaller = min(len(a.runs), len(b.runs))
    common = len(a.runs & b.runs)
    if smaller < LEAST_RUNS or common < LEAST_CONTAINMENT * smaller:
        return None
    jaccard = common / (len(a.runs) + len(b.runs) - common)
    features = {
        "containment": round(common / smaller, 4), "jaccard": round(jaccard, 4), "length_ratio": round(smaller / max(len(a.runs), len(b.runs)), 4),
        "same_agency": float(bool(a.agencies & b.agencies)), "same_publisher": float(bool(a.publisher) and a.publisher == b.publisher),
        "same_title": float(bool(a.title) and a.title == b.title), "days_apart": float(abs((a.published or 0) - (b.published or 0))),
    }  # fmt: skip
    return Likeness(a=a.id, b=b.id, relation="reprint" if jaccard >= REPRINT_JACCARD else "version", containment=features["containment"], jaccard=features["jaccard"], features=features)


def _near(a: DocumentSketch, b: DocumentSketch) -> bool:
    if a.published is None or b.published is None:
        return a.published is None and b.published is None
    return abs(a.published - b.published) <= DOCUMENT_WINDOW_DAYS


def _keys(sketch: DocumentSketch) -> set[int]:
    """A fourth of the runs, the same ones in every document, and the four smallest of all."""
    return {run for run in sketch.runs if run % _SAMPLED == 0} | set(sorted(sketch.runs)[:4])


class DocumentGroups(msgspec.Struct, frozen=True, kw_only=True):
    """Document -> its group's first document; the pairs that make the groups; and what each group is called as a source."""

    groups: dict[str, str]
    likenesses: tuple[Likeness, ...]
    sources: dict[str, str]


def group_documents(sketches: Iterable[DocumentSketch], *, seeds: Iterable[str] | None = None) -> DocumentGroups:
    """Groups documents that are copies of one text, directly or through others; groups of one are left out.

    Args:
        sketches: all documents, or those within the window of every document that is looked at.
        seeds: ids of new documents; only their groups are looked at. None: all are.
    """
    known = {s.id: s for s in sorted(sketches, key=lambda s: s.id)}
    blocks: dict[int, list[str]] = defaultdict(list)
    keys = {identity: _keys(s) for identity, s in known.items()}
    for identity, own in keys.items():
        for key in own:
            blocks[key].append(identity)
    waiting = sorted(set(known) if seeds is None else set(seeds) & set(known))
    affected, found = set(waiting), dict[tuple[str, str], Likeness]()
    while waiting:
        sketch = known[waiting.pop()]
        for other in sorted(set(itertools.chain.from_iterable(blocks[key] for key in keys[sketch.id]))):
            likeness = compare_documents(sketch, known[other])
            if likeness is not None:
                found[likeness.a, likeness.b] = likeness
                if other not in affected:
                    affected.add(other)
                    waiting.append(other)
    groups: dict[str, str] = {}
    sources: dict[str, str] = {}
    for members in components(affected, found):
        if len(members) > 1:
            first = min(members, key=lambda m: (known[m].published is None, known[m].published_at, m))
            groups.update((m, first) for m in members)
            sources[first] = _source([known[m] for m in members], first)
    return DocumentGroups(groups=dict(sorted(groups.items())), likenesses=tuple(found[k] for k in sorted(found)), sources=sources)


def _source(members: list[DocumentSketch], first: str) -> str:
    """The agencies that most of the copies name, else the publisher of all, else the first document."""
    named = Counter("+".join(sorted(m.agencies)) for m in members if m.agencies)
    if named:
        return min(named, key=lambda name: (-named[name], name))
    publishers = {m.publisher for m in members}
    return publishers.pop() if len(publishers) == 1 and publishers != {""} else first
