"""Calibrates confidences on the corpus's dev part and writes the curves into the shipped label file.

    python -m training.calibrate [--plot docs/images/reliability.png]

An event is right if its word and type are, a statement if its cue is annotated as one. The test part gives the expected calibration error
before and after.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from dragoman.extract.statements import extract_statements
from dragoman.extract.tree import Tree
from dragoman.language.reader import WEIGHTS
from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Document
from dragoman.text.curve import Curve
from training.corpus_format import HERE, PARTIAL, iter_items, split_of
from training.events_score import calibration, candidates_of, iter_stories

Pairs = list[tuple[float, bool]]
KNOTS = (0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def event_pairs(part: str) -> Pairs:
    """(raw confidence, right) of every event found in a part."""
    coder, out = load_coder(), []
    for story in iter_stories(HERE / "corpus", part):
        document = read_text(story.text, published_at=story.published_at)
        if isinstance(document, Document):
            analysis = coder.analyse(document)
            gold = {e.trigger[0]: e.event_type for e in story.events}
            out += [(c.confidence, gold.get(analysis.tokens[c.trigger.token].start) == c.trigger.event_type) for c in candidates_of(analysis, document)]
    return out


def statement_pairs(part: str) -> Pairs:
    """(raw confidence, right) of every statement found in the sentences of a part."""
    coder, out = load_coder(), []
    for path in sorted((HERE / "corpus").glob("*.txt")):
        if path.name.startswith(PARTIAL):
            continue
        for item in iter_items(path):
            document = read_text(item.text) if split_of(item.id) == part else None
            if isinstance(document, Document):
                analysis = coder.analyse(document)
                for s in extract_statements(analysis, Tree(analysis), document.segments):
                    cue = (analysis.tokens[s.cue[0]].start, analysis.tokens[s.cue[1] - 1].end)
                    out.append((s.score, any(q.cue[0] < cue[1] and cue[0] < q.cue[1] for q in item.quotes)))
    return out


def _logit(x: np.ndarray) -> np.ndarray:
    clipped = np.clip(x, 0.005, 0.995)
    return np.log(clipped / (1 - clipped))


def fit(pairs: Pairs) -> Curve:
    """Platt scaling (1999): logistic regression on the log odds. Two parameters; isotonic regression on some 700 pairs calibrated worse than no calibration."""
    x, y = np.array([c for c, _ in pairs]), np.array([r for _, r in pairs])
    model = LogisticRegression(C=10.0).fit(_logit(x)[:, None], y)
    at = np.array(KNOTS)
    values = model.predict_proba(_logit(at)[:, None])[:, 1]
    return Curve.of([(float(a), round(float(v), 4)) for a, v in zip(at, values, strict=True)])


def plot(path: Path, tables: dict[str, list[tuple[float, float, int]]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5, 4.6), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, label="perfect")
    for (name, rows), colour in zip(tables.items(), ("#b45309", "#1d4ed8", "#0f766e"), strict=False):
        axes.plot([r[0] for r in rows], [r[1] for r in rows], marker="o", color=colour, label=name)
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1), title="Reliability on the test part")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120, metadata={"Software": None})


PAIRS_OF = {"event": event_pairs, "statement": statement_pairs}


def reliability(curves: Mapping[str, Curve]) -> dict[str, dict[str, dict[str, object]]]:
    """Calibration on the test part, kind by kind: as the model gives it ("raw") and after the curve ("calibrated")."""
    out = {}
    for name, curve in curves.items():
        test = PAIRS_OF[name]("test")
        out[name] = {"raw": calibration(test), "calibrated": calibration([(curve(c), right) for c, right in test])}
    return out


def main(picture: Path | None) -> None:
    labels = WEIGHTS / "labels.json"
    curves = {name: fit(pairs_of("dev")) for name, pairs_of in PAIRS_OF.items()}
    about = json.loads(labels.read_text(encoding="utf-8"))
    about["calibration"] = {name: [list(knot) for knot in curve.knots] for name, curve in curves.items()}
    labels.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    figures = reliability(curves)
    if picture:
        plot(picture, {f"{name}s, {kind}": figures[name][kind]["table"] for name, kind in (("event", "raw"), ("event", "calibrated"), ("statement", "calibrated"))})
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", type=Path)
    main(parser.parse_args().plot)
