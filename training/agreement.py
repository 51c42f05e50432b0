"""Agreement of two annotators on the same sentences, layer by layer.

    python -m training.agreement training/agreement/second_*.txt [--disagreements FILE]

The files hold second annotations, made without sight of the first; the first are those of ``training/corpus`` with the same ids. F1 counts exact spans (shared heads
for roles are not credited); Krippendorff's alpha (1980, nominal, two coders) is over words for triggers and their types, over triggers that both found for status, over mentions
that both found for kind, country and sector.
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

from dragoman.text.tokens import iter_words
from training.corpus_format import HERE, Item, iter_items
from training.score import f1

Pair = tuple[Hashable, Hashable]


def alpha(pairs: Sequence[Pair]) -> float | None:
    """Krippendorff's alpha for nominal values, two coders, no gaps; None where nothing varies.

    >>> alpha([("a", "a"), ("b", "b")])
    1.0
    """
    values = collections.Counter(v for pair in pairs for v in pair)
    n = sum(values.values())
    expected = sum(a * (n - a) for a in values.values()) / max(n - 1, 1)
    observed = sum(2 for a, b in pairs if a != b)
    return round(1 - observed / expected, 3) if expected else None


def _overlap(left: Iterable[Hashable], right: Iterable[Hashable], counts: collections.Counter) -> None:
    a, b = set(left), set(right)
    counts.update(hits=len(a & b), found=len(b), wanted=len(a))


def compare(first: Sequence[Item], second: Sequence[Item]) -> dict[str, object]:
    """Compares annotations of the same sentences in the same order."""
    spans: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    values: dict[str, list[Pair]] = collections.defaultdict(list)
    for a, b in zip(first, second, strict=True):
        left, right = {e.trigger: e for e in a.events}, {e.trigger: e for e in b.events}
        _overlap(left, right, spans["triggers"])
        _overlap(((e.trigger, e.event_type) for e in a.events), ((e.trigger, e.event_type) for e in b.events), spans["triggers with type"])
        values["event or none, sentences"].append((bool(a.events), bool(b.events)))
        for word in iter_words(a.text):
            types = [next((e.event_type for e in x.events if e.trigger[0] == word[0]), "-") for x in (a, b)]
            values["trigger and type, words"].append((types[0], types[1]))
        for at in left.keys() & right.keys():
            x, y = left[at], right[at]
            values["type of shared triggers"].append((x.event_type, y.event_type))
            values["status of shared triggers"].append((x.status, y.status))
            values["CAMEO root of shared triggers"].append(((x.cameo or "")[:2], (y.cameo or "")[:2]))
            if x.event_type == y.event_type:
                values["mode of shared triggers"].append((x.mode, y.mode))
            for role in ("actor", "recipient", "place", "time", "object"):
                _overlap((r for r in x.roles if r[0] == role), (r for r in y.roles if r[0] == role), spans[f"role {role}, shared triggers"])
            _overlap(((at, c) for c in x.contexts), ((at, c) for c in y.contexts), spans["contexts, shared triggers"])
        _overlap((m.span for m in a.mentions), (m.span for m in b.mentions), spans["mentions"])
        ours, theirs = {m.span: m for m in a.mentions}, {m.span: m for m in b.mentions}
        for span in ours.keys() & theirs.keys():
            for name in ("kind", "country", "sector"):
                values[f"{name} of shared mentions"].append((getattr(ours[span], name), getattr(theirs[span], name)))
        _overlap((q.cue[0] for q in a.quotes), (q.cue[0] for q in b.quotes), spans["cues"])
        cues, others = {q.cue[0]: q for q in a.quotes}, {q.cue[0]: q for q in b.quotes}
        for at in cues.keys() & others.keys():
            _overlap([cues[at].speaker], [others[at].speaker], spans["speaker, shared cues"])
            _overlap(_letters(cues[at].content), _letters(others[at].content), spans["content characters, shared cues"])
    return {
        "sentences": len(first),
        "F1": {name: f1(c["hits"], c["found"], c["wanted"]) for name, c in spans.items()},
        "alpha": {name: {"alpha": alpha(pairs), "n": len(pairs)} for name, pairs in values.items()},
    }


def _letters(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {i for a, b in spans for i in range(a, b)}


def disagreements(first: Sequence[Item], second: Sequence[Item]) -> list[str]:
    """One line per trigger on which type or status differ, or which only one annotator has."""
    out = []
    for a, b in zip(first, second, strict=True):
        left, right = {e.trigger: e for e in a.events}, {e.trigger: e for e in b.events}
        for at in sorted(left.keys() | right.keys()):
            x, y = left.get(at), right.get(at)
            said = [f"{e.event_type}/{e.status}" if e else "-" for e in (x, y)]
            if said[0] != said[1]:
                out.append("\t".join([a.id, a.text[slice(*at)], *said, a.text]))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--disagreements", type=Path)
    arguments = parser.parse_args()
    corpus = {item.id: item for path in sorted((HERE / "corpus").glob("*.txt")) for item in iter_items(path)}
    second = [item for path in arguments.files for item in iter_items(path) if item.id in corpus and item.text == corpus[item.id].text]
    first = [corpus[item.id] for item in second]
    print(json.dumps(compare(first, second), indent=1))
    if arguments.disagreements:
        arguments.disagreements.write_text("id\ttrigger\tfirst\tsecond\tsentence\n" + "\n".join(disagreements(first, second)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
