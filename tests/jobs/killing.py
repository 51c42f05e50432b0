"""Kills ingestions by SIGKILL, again and again, each in a process forked from this one, which has everything loaded and never touches a store.

    python tests/jobs/killing.py CODED.pickle FOLDER KILLS SEED

A store is filled by one ingestion, merging and compaction included, that is killed and begun again until it ends by itself; then a new store is begun.
Half of the kills come at a random time, half right before or after a random write of a table. Prints the number of kills.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
import sys
import time
from pathlib import Path

import deltalake  # noqa: F401 - loaded before forking
import duckdb  # noqa: F401
import pyarrow.dataset  # noqa: F401

from dragoman.jobs import ingest
from dragoman.jobs.merging import merge_store
from dragoman.records import Document
from dragoman.store import Store


class KnownCoder:
    """Gives what a coder made of each document before."""

    def __init__(self, results, versions):
        self._results, self._versions = results, versions

    def versions(self):
        return self._versions

    def code_many(self, items, *, workers=1):
        for item in items:
            yield self._results[item.id] if isinstance(item, Document) else item


def fill(uri, items, coder):
    """Does what ``dragoman ingest --batch 1`` does."""
    store = Store(uri)
    run = ingest(items, lambda: coder, store, batch=1)
    merge_store(store)
    if run.coded:
        store.compact()


def die_at(write, after):
    """Kills this process at a write of a table, counted from now."""
    real, left = Store._write, write

    def writing(self, table, data, partition=None):
        nonlocal left
        left -= 1
        if left == 0 and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        real(self, table, data, partition)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    Store._write = writing


def run_child(work, kill_after_s=None):
    """Runs something in a process of its own; returns whether it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if status:
        raise SystemExit("an ingestion failed")
    return True


def main(coded, folder, kills, seed):
    items, results, versions = pickle.loads(Path(coded).read_bytes())
    coder, chance = KnownCoder(results, versions), random.Random(int(seed))
    started = time.monotonic()
    run_child(lambda: fill(f"{folder}/whole", items, coder))
    whole_s = time.monotonic() - started
    killed = stores = 0
    while killed < int(kills):
        uri, ended = f"{folder}/killed-{stores}", False
        while not ended:
            write, after, by_time = chance.randint(1, 30), chance.random() < 0.5, killed % 2 == 0

            def work(uri=uri, write=write, after=after, by_time=by_time):
                if not by_time:
                    die_at(write, after)
                fill(uri, items, coder)

            ended = run_child(work, chance.uniform(0, 0.4 * whole_s) if by_time else None)
            killed += not ended
        stores += 1
    print(killed)


if __name__ == "__main__":
    main(*sys.argv[1:])
