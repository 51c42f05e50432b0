"""Task ``merging``: which mentions of events in many documents are of one event (ECB+)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path

from dragoman.errors import DataError
from dragoman.evaluate.coreference import Grouping, Scores, bootstrap_conll, interval, score_groupings
from dragoman.evaluate.ecb import EcbDocument, iter_ecb
from dragoman.evaluate.gold_reports import gold_reports
from dragoman.evaluate.scores import Count, Result
from dragoman.merge import Model, Report, iter_reports, load_model, merge_reports
from dragoman.merge.words import cosine
from dragoman.records import Analysis, CodedDocument, Document, Record, Rejection

#: Likeness of documents from which the strongest baseline takes equal words for one event; the best on ECB+ topics 1 to 35.
BASELINE_STORY = 0.2


def same_word_same_dyad(reports: Iterable[Report]) -> dict[Hashable, Hashable]:
    """Baseline: one event where word, sides and day (all of ECB+ is one day) are the same."""
    return {r.id: (r.what, r.first, r.second) for r in reports}


def same_word_in_topic(reports: Iterable[Report], topic_of: Mapping[Hashable, str]) -> dict[Hashable, Hashable]:
    """Baseline that is told the topic of each document: one event where topic and word are the same."""
    return {r.id: (topic_of[r.id], r.what) for r in reports}


def same_word_like_story(reports: Iterable[Report], least: float = BASELINE_STORY) -> dict[Hashable, Hashable]:
    """Baseline: one event where the words are the same and the documents alike, directly or through others."""
    by_word: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_word[report.what].append(report)
    out: dict[Hashable, Hashable] = {}
    for group in by_word.values():
        parent = {r.id: r.id for r in group}

        def find(x: str, parent: dict[str, str] = parent) -> str:
            while parent[x] != x:
                x = parent[x]
            return x

        for i, a in enumerate(group):
            for b in group[:i]:
                if find(a.id) != find(b.id) and cosine(a.story, b.story) >= least:
                    parent[find(a.id)] = find(b.id)
        out.update((r.id, find(r.id)) for r in group)
    return out


def merged(reports: Iterable[Report], model: Model) -> dict[Hashable, Hashable]:
    """The grouping that merging gives."""
    return {item: group for item, group in merge_reports(reports, model=model).groups.items()}  # noqa: C416 - the types of keys differ


def match_events(item: EcbDocument, record: Record) -> dict[str, str]:
    """Maps the coder's events to the gold mentions that their triggers overlap; a mention goes to one event."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for event in record.events:
        hit = next((m.id for m in item.mentions if m.start < event.trigger.end and event.trigger.start < m.end and m.id not in taken), None)
        if hit is not None:
            out[event.id] = hit
            taken.add(hit)
    return out


def evaluate_merging(
    analyse: Callable[[Document], Analysis], code: Callable[[Document], CodedDocument | Rejection], folder: Path, progress: Callable[[], None] = lambda: None
) -> Result:  # fmt: skip
    """Scores merging on ECB+: given mentions, all documents in one pot, and the coder's own events.

    The three classes are MUC, B-cubed and CEAF-e of the given mentions; macro-F1 is their mean, the CoNLL F1. Figures hold it with its 95 % interval (bootstrap
    over topics), beside the baselines, and the same for the coder's events that meet a given mention.

    Raises:
        DataError: the folder is no ECB+ folder.
    """
    model = load_model()["events"]
    reports: list[Report] = []
    gold: dict[Hashable, Hashable] = {}
    topic_of: dict[Hashable, str] = {}
    own: list[Report] = []
    met: dict[str, str] = {}
    for item in iter_ecb(folder):
        coded = code(item.document)
        if isinstance(coded, CodedDocument):
            for mention, report in gold_reports(item, analyse(item.document), coded.record):
                reports.append(report)
                gold[mention.id], topic_of[mention.id] = mention.cluster, item.topic
            own += iter_reports(coded.record, item.document.text, ["events"])
            met |= match_events(item, coded.record)
        progress()
    if not reports:
        raise DataError("DRG-DATA-013", f"{folder} has no mention of an event in a checked sentence")
    systems = {"merging": merged(reports, model), "same_word_same_dyad": same_word_same_dyad(reports), "same_word_like_story": same_word_like_story(reports),
               "same_word_topic_given": same_word_in_topic(reports, topic_of)}  # fmt: skip
    figures = conll_figures(gold, systems, topic_of)
    figures |= own_figures(gold, topic_of, {"merging": merged(own, model), "same_word_same_dyad": same_word_same_dyad(own)}, met)
    return Result("merging", len(gold), per_class=_counts(score_groupings(gold, systems["merging"]), len(gold)), figures=figures)


def conll_figures(gold: Grouping, systems: Mapping[str, Grouping], topic_of: Mapping[Hashable, str], prefix: str = "conll") -> dict[str, float]:
    """Returns CoNLL F1 and interval of each system, and the interval of the first one's lead over each other one."""
    names = list(systems)
    rows = bootstrap_conll(gold, [systems[n] for n in names], topic_of)
    out: dict[str, float] = {}
    for i, name in enumerate(names):
        values = [row[i] for row in rows]
        low, high = interval(values)
        out |= {f"{prefix}_{name}": score_groupings(gold, systems[name]).conll, f"{prefix}_{name}_low": low, f"{prefix}_{name}_high": high}
        if i:
            low, high = interval([row[0] - row[i] for row in rows])
            out |= {f"{prefix}_lead_over_{name}_low": low, f"{prefix}_lead_over_{name}_high": high}
    return {name: round(value, 4) for name, value in out.items()}


def own_figures(gold: Grouping, topic_of: Mapping[Hashable, str], own: Mapping[str, Grouping], met: Mapping[str, str]) -> dict[str, float]:
    """Returns the figures of groupings of the coder's own events: with all given mentions wanted, and with those wanted that it found."""
    named: dict[str, dict[Hashable, Hashable]] = {name: {met.get(str(r), r): g for r, g in grouping.items()} for name, grouping in own.items()}
    first = next(iter(named.values()))
    out = {"own_events": float(len(first)), "own_events_met": float(len(met)), "own_conll_all_wanted": round(score_groupings(gold, first).conll, 4)}
    part: dict[Hashable, Hashable] = {m: gold[m] for m in met.values()}
    restricted: dict[str, Grouping] = {name: {m: g for m, g in grouping.items() if m in part} for name, grouping in named.items()}
    return out | conll_figures(part, restricted, {m: topic_of[m] for m in part}, "own_conll")


def _counts(scores: Scores, n: int) -> dict[str, Count]:
    """Precision and recall as counts of which they are the ratios."""
    out = {}
    for name in ("muc", "b_cubed", "ceaf_e"):
        precision, recall, _ = getattr(scores, name)
        out[name] = Count(hits=recall * n, found=recall * n / precision if precision else 0.0, wanted=n)
    return out
