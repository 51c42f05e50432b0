"""How long questions to a large store take: the rows of a small store, repeated under other ids until there are so many events.

    python benchmarks/store.py SMALL_STORE [--events 1000000] [--keep FOLDER]

Times are of one machine, opening the store included. The aim is that every named query stays under a second; those that do not are listed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from typing import Any

import deltalake
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.records.schema import TABLES
from dragoman.store import NAMED, Store, ask_store
from dragoman.store.dyads import dyad_series

GIVEN = {"a": "RUS", "b": "UKR", "lat": "50.4", "lon": "30.5", "km": "50", "party": "RUS", "target": "RUS", "against": "RUS", "on": "2026-01-01", "event": "ev-none",
         "document": "doc-none", "speaker": "Putin", "topic": "sanctions", "visitor": "Putin", "holder": "Moscow", "name": "treaty", "words": "war", "medium": "TASS",
         "supplier": "PRK", "recipient": "RUS", "kind": "arms", "status": "alleged", "since": "2025-06-01", "until": "2025-06-30", "country": "UKR", "actor": "UKR"}  # fmt: skip


def repeat(table: Any, times: int, names: list[str]) -> Any:
    parts = []
    for n in range(times):
        part = table
        for name in names:
            if name in table.column_names:
                at = table.column_names.index(name)
                part = part.set_column(at, name, pc.binary_join_element_wise(part[name].cast(pa.string()), pa.scalar(f"-{n}"), ""))
        parts.append(part)
    return pa.concat_tables(parts)


def build(small: Store, uri: str, events: int) -> int:
    data = small.dataset("events").to_table()
    times = max(1, events // len(data))
    for table in (*TABLES, "records"):
        source = small.dataset(table)
        rows = source if isinstance(source, pa.Table) else source.to_table()
        if len(rows):
            made = repeat(rows if table != "records" else rows.set_column(1, "record", pa.array([""] * len(rows))), times, ["id", "document_id"])
            deltalake.write_deltalake(f"{uri}/{table}", made, partition_by=["month"])
    for table in ("merge_groups", "document_groups"):
        if not isinstance(source := small.dataset(table), pa.Table):
            deltalake.write_deltalake(f"{uri}/{table}", repeat(source.to_table(), times, ["id", "canonical_id", "document_id", "group_id"]))
    if not isinstance(source := small.dataset("merge_runs"), pa.Table):
        deltalake.write_deltalake(f"{uri}/merge_runs", source.to_table())
    deltalake.write_deltalake(f"{uri}/batches", small.dataset("batches").to_table())
    return len(data) * times


def given(store: Store) -> dict[str, str]:
    """What is asked for: an event, a document and a moment that the store has, beside the names of ``GIVEN``."""
    event, document = next(iter(ask_store(store, sql="SELECT id, document_id FROM events ORDER BY id LIMIT 1").rows))
    since = next(iter(ask_store(store, sql="SELECT max(committed_at) FROM batches").rows))[0]
    return {**GIVEN, "event": event, "document": document, "since": since}


def measure(folder: str) -> None:
    values, slow = given(Store(folder)), []
    for name, query in NAMED.items():
        own = GIVEN if name != "added-since" else values
        parameters = {p: own[p] if p == "since" else values[p] for p in query.parameters if p in GIVEN}
        started = time.perf_counter()
        rows = sum(1 for _ in ask_store(Store(folder), name=name, parameters=parameters).rows)
        took = time.perf_counter() - started
        print(f"{name:<30} {took:6.2f} s {rows:>8} rows", flush=True)
        if took >= 1:
            slow.append(name)
    started = time.perf_counter()
    dyad_series(Store(folder), GIVEN["a"], GIVEN["b"])
    print(f"{'(dyad)':<30} {time.perf_counter() - started:6.2f} s")
    print("one second or more:", ", ".join(slow) or "none")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--keep", help="make the large store here, or take the one that is there, and leave it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or scratch
        if not Store(folder).exists:
            print(f"{build(Store(arguments.store), folder, arguments.events):,} events")
        measure(folder)


if __name__ == "__main__":
    main()
