"""What each head adds to the others: trains short runs without the losses of some heads and scores them on the corpus's dev part.

    python -m training.ablation --data DATA [--epochs 2]

Every run starts from the stage base and reads the same windows in the same order for the first epochs of the stage events. Results stand in training/ablation.json as soon as their run is over; runs that
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

RESULTS = HERE / "ablation.json"
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


def run(name: str, heads: list[str], data: str, epochs: int) -> dict[str, float]:
    short = "ablation_" + "_".join(heads or ["none"])
    command = [sys.executable, "-m", "training.train", "--data", data, "--stage", "events", "--name", short, "--epochs", str(epochs), "--fresh"]
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
    arguments = parser.parse_args()
    done = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name, heads in WITHOUT.items():
        if name not in done:
            done[name] = run(name, heads, arguments.data, arguments.epochs)
            RESULTS.write_text(json.dumps(done, indent=1) + "\n")
            print(name, done[name], flush=True)
