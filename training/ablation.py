"""What each head adds to the others, and each share of the corpus: trains short runs and scores them on the corpus's dev part.

    python -m training.ablation --data DATA [--epochs 2] [--shares]   # --shares: the learning curve

Every run starts from the stage base and reads the same windows in the same order for the first epochs of the stage events. Results stand in training/ablation.json and training/learning_curve.json as soon as their run is over; runs that
stand there already are passed over. A short run says which head helps which, not how good the shipped model is.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from dragoman.language.reader import Reader
from training.corpus_format import HERE
from training.export import export
from training.score import events

RESULTS, CURVE = HERE / "ablation.json", HERE / "learning_curve.json"
SHARES = (1.0, 0.125, 0.25, 0.5)
WITHOUT = {
    "all heads": [],
    "without predicate arguments": ["srl"],
    "without trees and tags": ["arc", "rel", "pos"],
    "without names": ["name"],
    "without mentions": ["mention", "kind", "sector"],
    "without attribution": ["quote", "cue"],
    "without the relation head": ["relation"],
}  # fmt: skip
FIGURES = ("trigger", "typed", "role words", "cue", "quote words", "mention")


def run(heads: list[str], share: float, data: str, epochs: int) -> dict[str, float]:
    short = "ablation_" + "_".join(heads or [f"share{share}"])
    command = [sys.executable, "-m", "training.train", "--data", data, "--stage", "events", "--name", short, "--epochs", str(epochs), "--share", str(share), "--fresh"]
    subprocess.run([*command, "--without", *heads] if heads else command, check=True)
    with tempfile.TemporaryDirectory() as folder:
        export(short, short, Path(folder))
        scores = events(Reader(Path(folder)), "dev")
    for suffix in (".pt", ".resume.pt"):
        (HERE / "runs" / f"{short}{suffix}").unlink()
    out = {figure: scores[figure]["f1"] for figure in FIGURES if figure in scores}  # type: ignore[index]
    return out | {"status macro f1": scores["status macro f1"], "relation accuracy": scores["relation"]["recall"]}  # type: ignore[dict-item,index]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--shares", action="store_true", help="the learning curve over shares of the corpus instead of heads")
    arguments = parser.parse_args()
    results = CURVE if arguments.shares else RESULTS
    done = json.loads(results.read_text()) if results.exists() else {}
    runs = {str(share): ([], share) for share in SHARES} if arguments.shares else {name: (heads, 1.0) for name, heads in WITHOUT.items()}
    for name, (heads, share) in runs.items():
        if name not in done:
            done[name] = run(heads, share, arguments.data, arguments.epochs)
            results.write_text(json.dumps(done, indent=1) + "\n")
            print(name, done[name], flush=True)
