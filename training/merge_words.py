"""Counts in how many short reports each stem stands, the table by which merging weighs words.

    python -m training.merge_words REPORTS.jsonl

REPORTS.jsonl has an object with ``text`` on each line. Stems that stand in fewer than three reports are left out: they weigh as if they stood in none.
"""

from __future__ import annotations

import collections
import gzip
import json
import sys
from pathlib import Path

import dragoman.merge.words as words

TARGET = Path(words.__file__).parent / "data" / "frequencies.tsv.gz"
LEAST = 3


def main(path: Path) -> None:
    counts: collections.Counter[str] = collections.Counter()
    total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        counts.update(set(words.stems_of(json.loads(line)["text"])))
        total += 1
    rows = [str(total), *(f"{word}\t{n}" for word, n in sorted(counts.items()) if n >= LEAST)]
    with TARGET.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as stream:
        stream.write(("\n".join(rows) + "\n").encode())
    print(f"{total} reports, {len(rows) - 1} stems, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
