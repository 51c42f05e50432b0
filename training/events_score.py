"""Scores whole events on stories of the corpus: the text goes through the coder as a user's text would, event candidates are compared with the annotation.

    python -m training.events_score --part test [--errors ERRORS.tsv]

A found event counts as right with its type where its trigger is the annotated word and its type the annotated one; as whole where, besides, the heads of its actors
and of its recipients are those of the annotated ones, or of other mentions of the same party in an article. Parties of a joint act (AGREE, CONSULT, SUPPORT, COOPERATE) may
stand on either side.
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from dragoman.extract.demands import extract_demands
from dragoman.extract.events import EventCandidate, extract_events
from dragoman.extract.statements import extract_statements
from dragoman.extract.tree import Tree
from dragoman.ontology.plover import RECIPROCAL
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Analysis, Document
from training.corpus_format import EVENT_TYPES, HERE, PARTIAL, STATUSES, EventNote, Item, MentionNote, iter_items, split_of, story_of
from training.score import f1

Span = tuple[int, int]


@dataclass(slots=True)
class Story:
    """One text with its annotation; offsets of the events' spans are those of the text."""

    name: str
    text: str
    events: list[EventNote]
    published_at: str | None
    chains: dict[Span, list[Span]]  # mention -> mentions of the same party
    mentions: list[MentionNote]


def _shift(event: EventNote, by: int) -> EventNote:
    roles = tuple((role, a + by, b + by) for role, a, b in event.roles)
    trigger = (event.trigger[0] + by, event.trigger[1] + by)
    return EventNote(trigger, event.event_type, event.mode, event.cameo, event.status, event.contexts, roles, event.referent)


def iter_stories(folder: Path, part: str) -> Iterator[Story]:
    """Yields the articles and the single sentences of one part of the corpus."""
    groups: dict[str, list[Item]] = collections.defaultdict(list)
    for path in sorted(folder.glob("*.txt")):
        if not path.name.startswith(PARTIAL):
            for item in iter_items(path):
                if part == "all" or split_of(item.id) == part:
                    groups[story_of(item.id) if item.id.startswith("a-") else item.id].append(item)
    for name, items in groups.items():
        text, events, mentions = "", [], []
        chains: dict[str, list[Span]] = collections.defaultdict(list)
        for number, item in enumerate(items):
            text += "" if number == 0 else "\n\n" if number == 1 else " "
            events += [_shift(event, len(text)) for event in item.events]
            for m in item.mentions:
                mentions.append(replace(m, span=(m.span[0] + len(text), m.span[1] + len(text))))
                chains[m.referent or f"{len(text)} {m.span}"].append(mentions[-1].span)
            text += item.text
        yield Story(name, text, events, items[0].published_at, {span: chain for chain in chains.values() for span in chain}, mentions)


def candidates_of(analysis: Analysis, document: Document) -> list[EventCandidate]:
    tree = Tree(analysis)
    statements = extract_statements(analysis, tree, document.segments)
    kinds = [s.kind for s in document.segments]
    found = extract_events(analysis, tree, statements, kinds)
    return found + extract_demands(analysis, tree, statements, found, kinds)


def _head(analysis: Analysis, span: Span) -> int | None:
    """Index of the head word of a character span."""
    inside = [t for t in analysis.tokens if t.start < span[1] and t.end > span[0]]
    tops = [t for t in inside if not any(t.head == o.i for o in inside) or t.head == t.i]
    nouns = [t for t in tops if t.pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM")]
    chosen = nouns or tops or inside
    return chosen[0].i if chosen else None


def _same_fillers(analysis: Analysis, gold: Sequence[Span], found: Sequence[Span], chains: Mapping[Span, Sequence[Span]]) -> bool:
    """Each annotated filler has a found one that shares a head with it or with another mention of the same party, and the other way round."""

    def agree(gold: Span, b: Span) -> bool:
        return any(share(a, b) for a in chains.get(gold, [gold]))

    def share(a: Span, b: Span) -> bool:
        words = analysis.tokens
        x, y = _head(analysis, a), _head(analysis, b)
        return (x is not None and b[0] <= words[x].start < b[1]) or (y is not None and a[0] <= words[y].start < a[1])

    return all(any(agree(g, f) for f in found) for g in gold) and all(any(agree(g, f) for g in gold) for f in found)


def _chars(analysis: Analysis, spans: Sequence[Span]) -> list[Span]:
    return [(analysis.tokens[a].start, analysis.tokens[b - 1].end) for a, b in spans]


def is_whole(analysis: Analysis, gold: EventNote, found: EventCandidate, chains: Mapping[Span, Sequence[Span]]) -> bool:
    """Tells whether the parties of an event found at the right word with the right type are right, too."""
    wanted = {role: [(a, b) for name, a, b in gold.roles if name == role] for role in ("actor", "recipient")}
    have = {role: _chars(analysis, found.roles[role]) for role in ("actor", "recipient")}
    if gold.event_type in RECIPROCAL and _same_fillers(analysis, wanted["actor"] + wanted["recipient"], have["actor"] + have["recipient"], chains):
        return True
    return all(_same_fillers(analysis, wanted[role], have[role], chains) for role in wanted)


class Analyses(Protocol):
    """What scoring needs of a coder."""

    def analyse(self, document: Document) -> Analysis:
        """Returns what the language model says of ``document``."""


def score(part: str, errors: Path | None = None, coder: Analyses | None = None) -> dict[str, object]:
    coder = coder or load_coder()
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    types: collections.Counter = collections.Counter()
    statuses: collections.Counter = collections.Counter()
    rows: list[tuple[float, str]] = []
    n = 0
    for story in iter_stories(HERE / "corpus", part):
        n += 1
        document = read_text(story.text, published_at=story.published_at)
        if not isinstance(document, Document):
            continue
        analysis = coder.analyse(document)
        kinds = ("articles", "all") if story.name.startswith("a-") else ("sentences", "all")
        found = {analysis.tokens[c.trigger.token].start: c for c in candidates_of(analysis, document)}
        gold = {e.trigger[0]: e for e in story.events}
        for at, e in gold.items():
            c = found.get(at)
            typed = c is not None and c.trigger.event_type == e.event_type
            whole = typed and c is not None and is_whole(analysis, e, c, story.chains)
            for kind in kinds:
                counts[f"{kind}: trigger"].update(hits=c is not None, wanted=1)
                counts[f"{kind}: trigger and type"].update(hits=typed, wanted=1)
                counts[f"{kind}: whole event"].update(hits=whole, wanted=1)
            types[(e.event_type, c.trigger.event_type if c else "-")] += 1
            if c is not None:
                statuses[(e.status, c.status.status)] += 1
            if not whole:
                cause = "missed" if c is None else f"said {c.trigger.event_type}" if not typed else "parties"
                rows.append((c.confidence if c else 0.0, "\t".join([cause, e.event_type, story.text[slice(*e.trigger)], _around(story.text, e.trigger)])))
        for at, c in found.items():
            for kind in kinds:
                for name in ("trigger", "trigger and type", "whole event"):
                    counts[f"{kind}: {name}"].update(found=1)
            if at not in gold:
                token = analysis.tokens[c.trigger.token]
                types[("-", c.trigger.event_type)] += 1
                rows.append((c.confidence, "\t".join(["false", c.trigger.event_type, token.text, _around(story.text, (token.start, token.end))])))
    if errors:
        lines = [f"{confidence:.3f}\t{row}" for confidence, row in sorted(rows, reverse=True)]
        errors.write_text("confidence\tcause\ttype\ttrigger\tcontext\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return {
        "part": part, "stories": n,
        **{k: f1(v["hits"], v["found"], v["wanted"]) for k, v in sorted(counts.items())},
        "types": {name: _class(types, name) for name in EVENT_TYPES},
        "status": {name: _class(statuses, name) for name in STATUSES},
        "status macro f1": _macro(statuses, STATUSES),
        "confusion": {f"{g}>{s}": v for (g, s), v in types.most_common() if g != s},
    }  # fmt: skip


def _class(confusion: collections.Counter, name: str) -> dict[str, float]:
    found = sum(v for (_, said), v in confusion.items() if said == name)
    wanted = sum(v for (gold, _), v in confusion.items() if gold == name)
    return f1(confusion[(name, name)], found, wanted)


def _macro(confusion: collections.Counter, names: Sequence[str]) -> float:
    values = [c["f1"] for name in names if (c := _class(confusion, name))["n"]]
    return round(sum(values) / max(len(values), 1), 3)


def calibration(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> dict[str, object]:
    """Expected calibration error (Guo et al. 2017) and the reliability table: (mean confidence, share right, n) for each tenth of the confidence."""
    table = []
    error = 0.0
    for k in range(bins):
        inside = [(c, r) for c, r in pairs if k / bins <= c < (k + 1) / bins or (k == bins - 1 and c == 1.0)]
        if inside:
            confidence, right = sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            table.append((round(confidence, 3), round(right, 3), len(inside)))
            error += abs(confidence - right) * len(inside) / len(pairs)
    return {"expected calibration error": round(error, 4), "n": len(pairs), "table": table}


def _around(text: str, span: Span, width: int = 90) -> str:
    a, b = max(0, span[0] - width), min(len(text), span[1] + width)
    return (text[a : span[0]] + "[" + text[slice(*span)] + "]" + text[span[1] : b]).replace("\n", " ").replace("\t", " ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["train", "dev", "test", "all"])
    parser.add_argument("--errors", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(score(arguments.part, arguments.errors), indent=1))
