"""Measures what coding costs on this machine: time by stage, single and batch, one and two workers, start, memory, size.

    python benchmarks/run.py [--repeats 5] [--json benchmarks/results.json]

The figures that travel to other machines are the ratios: both sides of each are measured in turns in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import dragoman
from dragoman.language import Gate
from dragoman.output.page import render_page
from dragoman.pipeline import Coder, load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
LONG_FACTOR = 10
BATCH_ROUNDS = 4


@dataclass(frozen=True)
class Measure:
    """One line of the result."""

    name: str
    value: float
    unit: str
    note: str = ""


def timed(work: Callable[[], object]) -> float:
    """Returns the seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(repeats: int, *works: Callable[[], object]) -> list[float]:
    """Returns the median seconds of each work; all are run once before, then in turns, so that a busy minute hits all alike."""
    for work in works:
        work()
    rows = [[timed(work) for work in works] for _ in range(repeats)]
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def measure_stages(coder: Coder, texts: list[str], repeats: int) -> list[Measure]:
    """Reading, the language model and everything after it, for all samples."""
    documents = [read_text(text) for text in texts]
    coded = [item for item in coder.code_many(documents) if isinstance(item, CodedDocument)]
    gate = Gate.load()
    read, model, code, write, gating = in_turns(
        repeats,
        lambda: [read_text(text) for text in texts],
        lambda: [coder.analyse(document) for document in documents],
        lambda: [coder.code_document(document) for document in documents],
        lambda: [item.record.to_json() for item in coded],
        lambda: [gate.passes(text) for text in texts],
    )
    page = in_turns(repeats, lambda: [render_page([item]) for item in coded])[0]
    words = sum(len(text.split()) for text in texts)
    total = read + code + write
    return [
        Measure("coding a document", 1000 * code / len(texts), "ms", f"mean of {len(texts)} samples of {words // len(texts)} words"),
        Measure("words a second", words / (read + code), "1/s", "one thread, reading and coding"),
        Measure("share of reading", 100 * read / total, "%"),
        Measure("share of the language model", 100 * model / total, "%"),
        Measure("share of extraction and resolution", 100 * max(code - model, 0) / total, "%"),
        Measure("share of writing JSON", 100 * write / total, "%"),
        Measure("coding / reading", code / read, "times"),
        Measure("coding / relevance gate", code / gating, "times"),
        Measure("coding / making the HTML page", code / page, "times"),
    ]


def measure_batches(coder: Coder, texts: list[str], repeats: int) -> list[Measure]:
    """One and two workers, and whether time grows with length alone."""
    documents = [read_text(text) for text in texts] * BATCH_ROUNDS
    short, long = read_text(texts[0]), read_text("\n\n".join([texts[0]] * LONG_FACTOR))
    one, two, once, tenfold = in_turns(
        repeats,
        lambda: list(coder.code_many(documents)),
        lambda: list(coder.code_many(documents, workers=2)),
        lambda: coder.code_document(short),
        lambda: coder.code_document(long),
    )
    return [
        Measure("2 workers against 1", one / two, "times faster", f"{len(documents)} documents"),
        Measure(f"text {LONG_FACTOR} times as long", tenfold / once, "times the time", f"{LONG_FACTOR} would be linear"),
    ]


def run_program(*arguments: str) -> None:
    """Runs the command line in a process of its own."""
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=os.environ)


def measure_start(repeats: int) -> list[Measure]:
    """Cold starts by process, and what a process per document costs against one process."""
    bare, imported, help_, single, batch = in_turns(
        min(repeats, 3),
        lambda: run_program("-c", "pass"),
        lambda: run_program("-c", "import dragoman"),
        lambda: run_program("-m", "dragoman", "--help"),
        lambda: run_program("-m", "dragoman", "code", str(SAMPLES[0]), "--format", "jsonl"),
        lambda: run_program("-m", "dragoman", "code", *map(str, SAMPLES), "--format", "jsonl"),
    )
    return [
        Measure("import dragoman", 1000 * (imported - bare), "ms", "above bare Python"),
        Measure("dragoman --help", 1000 * help_, "ms"),
        Measure("first record of a cold start", 1000 * single, "ms", "one sample, with the start of Python"),
        Measure("a process for each / one for all", len(SAMPLES) * single / batch, "times", f"{len(SAMPLES)} samples"),
    ]


MEMORY_PROGRAM = """
import sys, resource
from pathlib import Path

import dragoman


def peak():  # MiB; on Linux ru_maxrss is handed down from the parent process, VmHWM is not
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


peaks = [peak()]
coder = dragoman.load()
peaks.append(peak())
texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
for text in texts:
    coder.code(text)
peaks.append(peak())
coder.code("\\n\\n".join(texts * 10))
print(*peaks, peak())
"""


def measure_memory() -> list[Measure]:
    """Peak resident memory of a fresh process: imported, loaded, after the samples, after a long text."""
    done = subprocess.run([sys.executable, "-c", MEMORY_PROGRAM, *map(str, SAMPLES)], check=True, capture_output=True, text=True, cwd=ROOT)
    names = ("dragoman imported", "model loaded", "samples coded", "samples ten times in one text")
    return [Measure(f"peak memory, {name}", float(part), "MiB") for name, part in zip(names, done.stdout.split(), strict=True)]


def measure_size() -> list[Measure]:
    """What the package takes on disk, without the libraries."""
    package = Path(dragoman.__file__).parent
    sizes = {path: path.stat().st_size for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    weights = sum(size for path, size in sizes.items() if path.parent.name == "weights")
    return [Measure("package on disk", sum(sizes.values()) / 1e6, "MB"), Measure("of it the language model", weights / 1e6, "MB")]


def print_table(measures: list[Measure]) -> None:
    """Prints the measures, one a line."""
    width = max(len(measure.name) for measure in measures)
    for measure in measures:
        print(f"{measure.name:<{width}}  {measure.value:>10,.1f} {measure.unit:<14} {measure.note}".rstrip())


def main(arguments: list[str]) -> int:
    """Measures everything, prints a table and writes JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="times that each work is measured; the median counts")
    parser.add_argument("--json", type=Path, default=None, help="where to write the result as JSON, too")
    options = parser.parse_args(arguments)
    coder, texts = load_coder(), [path.read_text(encoding="utf-8") for path in SAMPLES]
    measures = [
        *measure_stages(coder, texts, options.repeats), *measure_batches(coder, texts, options.repeats),
        *measure_start(options.repeats), *measure_memory(), *measure_size(),
    ]  # fmt: skip
    print_table(measures)
    about = {
        "dragoman": dragoman.__version__, "python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count(), "repeats": options.repeats,
        "own_peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }  # fmt: skip
    if options.json is not None:
        options.json.write_text(json.dumps({"about": about, "measures": [asdict(m) for m in measures]}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
