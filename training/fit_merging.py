"""Fits the weights by which events of many documents are merged, on ECB+ (topics 1 to 35), and measures them crosswise.

    python -m training.fit_merging ECB+FOLDER [--cache coded.jsonl] [--articles-cache articles.jsonl] [--records-cache records.jsonl] [--out weights.json]
    python -m training.fit_merging --records [--records-cache records.jsonl] [--out weights.json]

Three parts of eleven topics; each part is one pot of documents without their topics, scored by a model of the other two, whose threshold comes from those two. Weights in RULES are not fitted:
ECB+ has no dates and few dyads, they state what docs/merging.md says of identity. Pairs of one document have weights of their own, fitted on the train part of the corpus's articles and, at a fifth of the weight, on ECB+
(``python -m training.in_document`` measures them). Scores go to training/merging_scores.json. Weights of agreements, meetings and claims are fitted on the half for tuning of ``training/merging``, held to
those in BY_HAND; ``--records`` does only that and leaves events as they are. Weights of actors are left as they are.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path

import msgspec
import numpy as np

from dragoman.evaluate.coreference import score_groupings
from dragoman.evaluate.ecb import EcbDocument, iter_ecb
from dragoman.evaluate.gold_reports import gold_reports
from dragoman.evaluate.merging import conll_figures, match_events, merged, own_figures, same_word_in_topic, same_word_like_story, same_word_same_dyad
from dragoman.merge import Model, Report, iter_reports, load_model
from dragoman.merge import model as merge_model
from dragoman.merge.clusters import Scorer, iter_candidates
from dragoman.merge.features import FEATURES
from dragoman.merge.model import Within
from dragoman.merge.within import WITHIN, compare_within
from dragoman.pipeline import load_coder
from dragoman.records import Analysis, CodedDocument, Record
from training.corpus_format import HERE
from training.in_document import Article, articles
from training.merge_records_score import Data as RecordData
from training.merge_records_score import load as load_records

WEIGHTS = Path(merge_model.__file__).parent / "data" / "weights.json"
RULES = {
    "other_parties": -3.0, "other_side": -2.0, "swapped_sides": -1.0, "same_parties": 1.0, "some_parties": 0.3, "other_day": -3.0, "same_day": 0.5, "other_assumed_day": -1.5, "other_day_number": -5.0,
    "days_apart": -1.5, "other_country": -1.5, "same_type": 0.7, "same_mode": 0.3, "other_mode": -0.5,
    "crossed_parties": 0.0, "crossed_names": 0.0, "one_party": 0.0,
}  # fmt: skip
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
PARTS = 3
RIDGE = 1.0
#: Probability from which two events of one document are one happening: on dev of the corpus's articles 0.8 and more of the links are right. How much a pair of ECB+ counts there.
WITHIN_AT, ECB_COUNTS = 0.7, 0.2
#: How strongly the weights of records are held to those set by hand.
RECORD_RIDGE = 0.5
#: Kinds whose fit foretells a case that it was not made with better than the weights set by hand do (leaving one case out); the others keep those.
FITTED = ("agreements", "meetings", "claims")
#: Who acts in one and is struck in the other is told of two happenings, however often a model's parties are wrong.
WITHIN_RULES = {"swapped_sides": -2.5}
#: Kinds for which there are only the short reports of ``training/merging``: weights set by hand after the rules of identity, from which the fit on the half for tuning departs as far as these reports make it.
BY_HAND = {
    "agreements": (-4.5, {"same_type": 1.5, "same_parties": 1.5, "some_parties": 1.0, "other_parties": -4.0, "same_title": 2.0, "same_day": 1.0, "other_day": -1.0, "other_country": -0.5,
                          "story": 4.0, "names": 0.5, "crossed_parties": -1.5, "one_party": -0.5, "days_apart": -1.5, "same_document": -1.5}),
    "measures": (-4.0, {"same_mode": 1.0, "other_mode": -2.0, "same_parties": 2.0, "some_parties": 1.0, "other_parties": -4.0, "swapped_sides": -4.0, "other_side": -3.0, "sentence": 1.5, "story": 4.0,
                        "same_day": 1.0, "other_day": -1.5, "days_apart": -1.5, "names": 0.5, "crossed_parties": -1.0, "same_document": -1.5}),
    "meetings": (-3.0, {"same_type": 0.5, "same_parties": 2.0, "some_parties": 1.0, "other_parties": -4.0, "same_place": 1.0, "other_place": -1.0, "other_country": -1.5, "same_day": 1.5,
                        "other_day": -2.5, "days_apart": -1.0, "names": 1.0, "story": 4.0, "crossed_parties": -1.0, "one_party": -1.0, "same_document": -1.5}),
    "claims": (-3.5, {"same_type": 0.5, "same_parties": 2.0, "some_parties": 1.0, "other_parties": -4.0, "same_title": 4.0, "story": 3.0, "days_apart": -0.5, "other_number": -0.5,
                      "names": 0.5, "other_names": -0.5, "crossed_names": -1.0, "sentence": 0.0, "crossed_parties": -0.5, "same_document": -1.5}),
}  # fmt: skip


def coded_documents(folder: Path, cache: Path | None) -> Iterator[tuple[EcbDocument, Analysis, Record]]:
    """The documents with analysis and record, from the cache where there is one."""
    known = {}
    if cache and cache.exists():
        known = {row["name"]: row for row in map(json.loads, cache.read_text(encoding="utf-8").splitlines())}
    coder, rows = None, []
    for item in iter_ecb(folder):
        row = known.get(item.name)
        if row is None:
            coder = coder or load_coder()
            coded = coder.code_document(item.document)
            if not isinstance(coded, CodedDocument):
                continue
            row = {"name": item.name, "analysis": msgspec.json.encode(coder.analyse(item.document)).decode(), "record": coded.record.to_json().decode()}
            rows.append(json.dumps(row))
        yield item, msgspec.json.decode(row["analysis"], type=Analysis), Record.from_json(row["record"])
    if cache and rows and not known:
        cache.write_text("\n".join(rows) + "\n", encoding="utf-8")


class Data:
    """Mentions, their reports, and the coder's own events."""

    def __init__(self, folder: Path, cache: Path | None) -> None:
        self.gold: dict[Hashable, Hashable] = {}
        self.topic_of: dict[Hashable, str] = {}
        self.reports: list[Report] = []
        self.own: list[tuple[str, Report]] = []
        self.met: dict[str, str] = {}
        self.documents = 0
        for item, analysis, record in coded_documents(folder, cache):
            self.documents += 1
            for mention, report in gold_reports(item, analysis, record):
                self.reports.append(report)
                self.gold[mention.id], self.topic_of[mention.id] = mention.cluster, item.topic
            self.own += [(item.topic, r) for r in iter_reports(record, item.document.text, ["events"])]
            self.met |= match_events(item, record)

    def of(self, topics: set[str]) -> list[Report]:
        return [r for r in self.reports if self.topic_of[r.id] in topics]


def solve(x: np.ndarray, y: np.ndarray, offset: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; ridge on all weights but the first, the bias. ``counts``: how often each row counts."""
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ w + offset, -30, 30)))
        step = np.linalg.solve((x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(ridge + 1e-9), x.T @ (counts * (y - p)) - ridge * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return w


def fit(reports: list[Report], gold: dict[Hashable, Hashable], rules: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Weights of pairs of different documents, those of ``rules`` held."""
    scorer = Scorer(Model(bias=0.0, weights={}, merge_at=0.5, ask_at=0.5, provenance=""))
    free = [n for n in FEATURES if n not in rules]
    at = {n: i for i, n in enumerate(free, start=1)}
    rows, offsets, wanted = [], [], []
    for a, b in iter_candidates(reports, lambda a, b: a.document != b.document):
        values = scorer.features(a, b)
        row = np.zeros(len(free) + 1, dtype=np.float32)
        row[0] = 1.0
        for name, value in values.items():
            if name in at:
                row[at[name]] = value
        rows.append(row)
        offsets.append(sum(rules[n] * v for n, v in values.items() if n in rules))
        wanted.append(gold[a.id] == gold[b.id])
    x, y = np.stack(rows).astype(np.float64), np.array(wanted, dtype=np.float64)
    w = solve(x, y, np.array(offsets), np.ones(len(y)))
    return round(float(w[0]), 3), {**{n: round(float(w[i]), 3) for n, i in at.items() if abs(w[i]) >= 0.0005}, **rules}


def rows_within(reports: list[Report], gold: Mapping[Hashable, Hashable], names: list[str], *, other: float) -> Iterator[tuple[list[float], bool]]:
    """Rows of the pairs of one document, the sum of the held weights first; the last column tells ECB+ from the corpus, so that each has a bias of its own."""
    for a, b in iter_candidates(reports, lambda a, b: a.document == b.document):
        values = compare_within(a, b)
        held = sum(w * values.get(n, 0.0) for n, w in WITHIN_RULES.items())
        yield [held, 1.0, *(values.get(n, 0.0) for n in names), other], gold[a.id] == gold[b.id]


def fit_within(found: list[Article], reports: list[Report], gold: dict[Hashable, Hashable]) -> Within:
    """Weights of pairs of one document, their threshold ``WITHIN_AT`` at the bias 0 of log-odds (``make`` moves it to that of the kind)."""
    names = [n for n in WITHIN if n != "same_document" and n not in WITHIN_RULES]
    own = [row for article in found for row in rows_within(article.reports, article.happening, names, other=0.0)]
    ecb = [row for part in _by_document(reports) for row in rows_within(part, gold, names, other=1.0)]
    x, y = np.array([r for r, _ in (*own, *ecb)]), np.array([w for _, w in (*own, *ecb)], dtype=np.float64)
    w = solve(x[:, 1:], y, x[:, 0], np.concatenate([np.ones(len(own)), np.full(len(ecb), ECB_COUNTS)]))
    said = f"logistic regression on {len(own)} pairs of events of one document, of {len(found)} articles of the corpus, and {len(ecb)} of ECB+; set by hand: {', '.join(WITHIN_RULES)}"
    return Within(bias=float(w[0]) - log_odds(WITHIN_AT), weights={n: round(float(v), 3) for n, v in zip(names, w[1:], strict=False)} | WITHIN_RULES, provenance=said)


def record_rows(data: RecordData, kind: str, names: list[str]) -> Iterator[tuple[str, list[float], bool]]:
    """Case, features and truth of the pairs of records of one kind, of different documents, that merging compares and that both stand for a mark."""
    scorer, thing = Scorer(Model(bias=0.0, weights={}, merge_at=0.5, ask_at=0.5, provenance="")), data.thing[kind]
    for a, b in iter_candidates([r for r in data.reports[kind] if r.id in thing], lambda a, b: a.document != b.document):
        values = scorer.features(a, b)
        yield min(thing[a.id], thing[b.id]).split("/")[0], [1.0, *(values.get(n, 0.0) for n in names)], thing[a.id] == thing[b.id]


def fit_records(rows: list[tuple[str, list[float], bool]], bias: float, weights: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Logistic regression with a ridge towards the weights set by hand: what the pairs do not speak of stays as it was."""
    x, y = np.array([r for _, r, _ in rows]), np.array([w for _, _, w in rows], dtype=np.float64)
    hand = np.array([bias, *weights.values()])
    w = hand.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + RECORD_RIDGE * np.eye(len(w)), x.T @ (y - p) - RECORD_RIDGE * (w - hand))
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return round(float(w[0]), 2), {n: round(float(v), 2) for n, v in zip(weights, w[1:], strict=True)}


def record_models(data: RecordData) -> dict[str, Model]:
    out = {}
    for kind, (bias, weights) in BY_HAND.items():
        rows = list(record_rows(data, kind, list(weights)))
        if kind in FITTED:
            said = f"logistic regression on {len(rows)} pairs of records of short reports (training/merging, the half for tuning), held to weights set by hand"
            out[kind] = make(*fit_records(rows, bias, weights), 0.5, provenance=said)
        else:
            out[kind] = make(bias, weights, 0.5, provenance="set by hand")
    return out


def write(models: dict[str, Model], path: Path) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(models, order="sorted"), indent=1) + b"\n")


def _by_document(reports: list[Report]) -> list[list[Report]]:
    out: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        out[report.document].append(report)
    return list(out.values())


def log_odds(p: float) -> float:
    return math.log(p / (1 - p))


def make(bias: float, weights: dict[str, float], merge_at: float, within: Within | None = None, provenance: str = "") -> Model:
    moved = msgspec.structs.replace(within, bias=round(within.bias + log_odds(merge_at), 3)) if within else None
    return Model(bias=bias, weights=weights, merge_at=merge_at, ask_at=round(merge_at / 2, 3), within=moved, provenance=provenance)


def best_threshold(reports: list[Report], gold: dict[Hashable, Hashable], bias: float, weights: dict[str, float], within: Within) -> float:
    part = {r.id: gold[r.id] for r in reports}
    return max(THRESHOLDS, key=lambda t: (score_groupings(part, merged(reports, make(bias, weights, t, within))).conll, -t))


def crosswise(data: Data, rules: dict[str, float], found: list[Article]) -> tuple[dict[Hashable, Hashable], dict[Hashable, Hashable], list[float], dict[str, Model]]:
    topics = sorted(set(data.topic_of.values()), key=int)
    said, baseline, thresholds, models = {}, {}, [], {}
    for part in range(PARTS):
        held = set(topics[part::PARTS])
        train = data.of(set(topics) - held)
        bias, weights = fit(train, data.gold, rules)
        within = fit_within(found, train, data.gold)
        model = make(bias, weights, best_threshold(train, data.gold, bias, weights, within), within)
        wanted = {r.id: data.gold[r.id] for r in train}
        least = max((0.15, 0.2, 0.25, 0.3, 0.35), key=lambda t: score_groupings(wanted, same_word_like_story(train, t)).conll)
        said |= {m: (part, g) for m, g in merged(data.of(held), model).items()}
        baseline |= {m: (part, g) for m, g in same_word_like_story(data.of(held), least).items()}
        thresholds += [model.merge_at, least]
        models |= dict.fromkeys(held, model)
    return said, baseline, thresholds, models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--records-cache", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--articles-cache", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    records = record_models(load_records("tune", arguments.records_cache))
    if arguments.records:
        write(dict(load_model()) | records, arguments.out)
        return
    if arguments.folder is None:
        parser.error("the folder of ECB+ is missing")
    data, found = Data(arguments.folder, arguments.cache), articles("train", arguments.articles_cache)
    said, like_story, thresholds, models = crosswise(data, RULES, found)
    topics = sorted(set(data.topic_of.values()), key=int)
    pots = [data.of(set(topics[part::PARTS])) for part in range(PARTS)]
    dyad = {m: (part, g) for part, pot in enumerate(pots) for m, g in same_word_same_dyad(pot).items()}
    systems = {"merging": said, "same_word_same_dyad": dyad, "same_word_like_story": like_story, "same_word_topic_given": same_word_in_topic(data.reports, data.topic_of)}
    scores = score_groupings(data.gold, said)
    report = {"documents": data.documents, "topics": len(topics), "mentions": len(data.gold), "thresholds": thresholds,
              "merging": {n: [round(v, 4) for v in getattr(scores, n)] for n in ("muc", "b_cubed", "ceaf_e")}}  # fmt: skip
    for name in systems:
        s = score_groupings(data.gold, systems[name])
        report[f"b_cubed_{name}"] = [round(v, 4) for v in s.b_cubed]
    report |= conll_figures(data.gold, systems, data.topic_of)
    own: dict[str, dict[Hashable, Hashable]] = {"merging": {}, "same_word_same_dyad": {}}
    for part in range(PARTS):
        held = set(topics[part::PARTS])
        pot = [r for t, r in data.own if t in held]
        own["merging"] |= {m: (part, g) for m, g in merged(pot, models[min(held)]).items()}
        own["same_word_same_dyad"] |= {m: (part, g) for m, g in same_word_same_dyad(pot).items()}
    report |= own_figures(data.gold, data.topic_of, own, data.met)
    bias, weights = fit(data.reports, data.gold, RULES)
    within = fit_within(found, data.reports, data.gold)
    merge_at = best_threshold(data.reports, data.gold, bias, weights, within)
    fitted = f"logistic regression on pairs of the {len(data.gold)} mentions of ECB+ topics 1-35 (CC BY 3.0); weights of {', '.join(sorted(RULES))} set by hand"
    write(dict(load_model()) | records | {"events": make(bias, weights, merge_at, within, fitted)}, arguments.out)
    (HERE / "merging_scores.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
