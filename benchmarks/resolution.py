"""Measures what resolving actors, places and dates costs: its share of coding time, the memory of the knowledge pack, the time to open it.

    python benchmarks/resolution.py [--repeats 5]

The share is that of the functions that resolve, in processor time, while whole documents are coded (the eight samples, one thread).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.pipeline import Coder, assemble, context, load_coder
from dragoman.readers import read_text

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.txt"))
#: The functions that resolve, by the module that calls them.
RESOLVING = (
    (assemble, "link_entities"), (assemble, "find_places"), (assemble, "find_place"), (assemble, "fill_countries"), (assemble, "make_actor"),
    (context, "resolve_when"),
)  # fmt: skip
MEMORY = """
import time
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import PlaceResolver
from dragoman.records import Span

def resident():
    return int(open("/proc/self/status").read().split("VmRSS:")[1].split()[0]) / 1024

before, start = resident(), time.process_time()
pack = KnowledgePack.load()
loaded = time.process_time()
PlaceResolver(pack).resolve([("Mokwa", Span(0, 5, "Mokwa"))], dateline=None, countries=["NGA"])
opened = time.process_time()
ActorResolver(pack).read("President Volodimir Selenski", model_kind="person", on=None)
print(1000 * (loaded - start), 1000 * (opened - loaded), resident() - before)
"""


def timed(function: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    """Returns ``function`` with its seconds added to ``spent``."""

    def run(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            spent[0] += time.process_time() - start

    return run


def share(coder: Coder, repeats: int) -> tuple[float, float]:
    """Returns the median share of resolution in coding, in per cent, and its milliseconds a document."""
    documents = [read_text(path.read_text(encoding="utf-8")) for path in SAMPLES]
    spent = [0.0]
    for module, name in RESOLVING:
        setattr(module, name, timed(getattr(module, name), spent))
    shares, costs = [], []
    for _ in range(repeats + 1):
        spent[0], start = 0.0, time.process_time()
        for document in documents:
            coder.code_document(document)
        shares.append(100 * spent[0] / (time.process_time() - start))
        costs.append(1000 * spent[0] / len(documents))
    return statistics.median(shares[1:]), statistics.median(costs[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    percent, milliseconds = share(load_coder(), parser.parse_args().repeats)
    done = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True)
    tables, gazetteer, memory = (float(part) for part in done.stdout.split())
    print(f"share of resolution in coding    {percent:8.1f} %")
    print(f"resolution of a document         {milliseconds:8.1f} ms")
    print(f"opening the tables               {tables:8.1f} ms")
    print(f"opening the gazetteer            {gazetteer:8.1f} ms")
    print(f"memory of both, one look-up each {memory:8.1f} MiB")


if __name__ == "__main__":
    main()
