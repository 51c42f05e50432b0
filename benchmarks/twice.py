"""What it costs to give a folder or a file to ``dragoman ingest`` twice, and whether the second time changes anything.

    python benchmarks/twice.py SOURCE... [--store FOLDER] [--workers 1] [--json results.json]

Each run is a process of its own, merging and compaction included. Printed are documents, seconds, peak memory (resident), the second run's share of the first one's time, and whether the store is
the same: the number and the hash of the rows of each table, and its files. Exit status 1 if anything changed. Times are of one machine; what counts is the share.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from dragoman.records.schema import TABLES
from dragoman.store import Store
from dragoman.store.views import connect

#: What merging leaves in a store, beside the tables of records.
MERGED = ("records", "merge_groups", "merge_pairs", "document_groups", "merge_runs", "runs", "batches", "skipped")


def run(sources: list[str], store: str, workers: int) -> dict[str, float]:
    """Ingests in a process of its own; returns its seconds and its peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "dragoman", "ingest", *sources, "--store", store, "--workers", str(workers)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"ingest ended with status {code}")
    return {"seconds": time.perf_counter() - started, "peak_mb": used.ru_maxrss / (1024 * (1024 if sys.platform == "darwin" else 1))}


def state(store: str) -> dict[str, tuple[int, str]]:
    """Returns the number of rows and a hash of them, in any order, for each table."""
    connection: Any = connect(Store(store))
    out = {}
    for table in (*TABLES, *MERGED):
        number, mixed = connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {table} t").fetchone()
        out[table] = (int(number), f"{mixed or 0:016x}")
    return out


def files(store: str) -> dict[str, int]:
    return {str(path.relative_to(store)): path.stat().st_size for path in sorted(Path(store).rglob("*")) if path.is_file()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--store", help="make the store here, and leave it")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = given.store or str(Path(scratch) / "store")
        if Store(store).exists:
            parser.error(f"{store} is a store already; the first run needs a fresh folder")
        first = run(given.sources, store, given.workers)
        before, files_before = state(store), files(store)
        second = run(given.sources, store, given.workers)
        after, files_after = state(store), files(store)
    changed = [table for table in after if before[table] != after[table]]
    result = {
        "documents": after["documents"][0], "events": after["events"][0], "first": first, "second": second, "share": second["seconds"] / first["seconds"], "changed_tables": changed,
        "files_changed": files_before != files_after,
    }  # fmt: skip
    print(f"{result['documents']:,} documents, {result['events']:,} events")
    for name, took in (("first", first), ("second", second)):
        print(f"{name:<8} {took['seconds']:8.1f} s  peak {took['peak_mb']:5.0f} MB  {result['documents'] / took['seconds']:8.1f} documents/s")
    print(f"second / first: {100 * second['seconds'] / first['seconds']:.1f} %")
    print(f"changed: {', '.join(changed) or 'no table'}; {'files changed' if result['files_changed'] else 'no file'}")
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return int(bool(changed) or result["files_changed"])


if __name__ == "__main__":
    sys.exit(main())
