"""Kills ``dragoman ingest`` at random moments, again and again, and compares what the stores then hold with a store that nobody disturbed.

    python tools/kill_ingest.py DOCUMENTS.jsonl [--kills 50] [--batch 4] [--workers 1] [--seed 1]

A store is filled by one command that is killed and given again until it ends by itself; then a new store is begun, until there were so many kills.
Exit code 1 where a document is missing or doubled, a record differs, or a question is answered otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dragoman.store import Store, ask_store

ASKED = (
    "SELECT * EXCLUDE (batch) FROM events ORDER BY document_id, id",
    "SELECT * EXCLUDE (batch) FROM statements ORDER BY document_id, id",
    "SELECT * EXCLUDE (batch) FROM documents ORDER BY id",
    "SELECT * FROM canonical_events ORDER BY canonical_id",
    "SELECT * FROM canonical_agreements ORDER BY canonical_id",
    "SELECT * FROM canonical_claims ORDER BY canonical_id",
    "SELECT * FROM canonical_actors ORDER BY canonical_id",
    "SELECT * FROM canonical_values ORDER BY ALL",
    "SELECT * EXCLUDE (batch) FROM skipped ORDER BY id",
    "SELECT document_id, text FROM texts ORDER BY document_id",
    "SELECT sum(documents) FROM batches",
)


def contents(uri: str) -> list[list[str]]:
    store = Store(uri)
    return [[r.to_json().decode() for r in store.iter_records()], *([repr(row) for row in ask_store(store, sql=sql).rows] for sql in ASKED)]


def ingest(command: list[str], kill_after_s: float | None) -> tuple[bool, float]:
    """Runs the command; returns whether it ended by itself, and how long it ran."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, errors = process.communicate(timeout=kill_after_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return False, time.monotonic() - started
    if process.returncode != 0:
        raise SystemExit(f"ingest failed: {errors.decode()}")
    return True, time.monotonic() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, kills, stores, wrong = random.Random(arguments.seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:

        def command(uri: str) -> list[str]:
            options = ["--batch", str(arguments.batch), "--workers", str(arguments.workers)]
            return [sys.executable, "-m", "dragoman", "ingest", str(arguments.documents), "--store", uri, *options]

        _, whole_s = ingest(command(f"{folder}/whole"), None)
        wanted = contents(f"{folder}/whole")
        print(f"undisturbed: {len(wanted[0])} documents, {len(wanted[1])} events, {whole_s:.1f} s", flush=True)
        while kills < arguments.kills:
            uri, ended = f"{folder}/store-{stores}", False
            while not ended:
                ended, ran_s = ingest(command(uri), chance.uniform(0.2, 0.9 * whole_s) if kills < arguments.kills else None)
                kills += not ended
                whole_s = min(whole_s, ran_s) if ended and ran_s > 2 else whole_s
            stores += 1
            found = contents(uri)
            differing = [number for number, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
            wrong += bool(differing)
            print(f"store {stores}: {kills} kills so far, " + (f"DIFFERS in {differing}" if differing else "the same"), flush=True)
    print(f"{kills} kills, {stores} stores, {wrong} of them differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # deltalake's threads may abort an interpreter that winds down
