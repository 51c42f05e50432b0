"""What reading a web archive costs: memory and time for a large archive against one a tenth of its size.

    python benchmarks/archives.py [--megabytes 300] [--json results.json]

The archives are made up in a temporary folder and deleted. Each is read in a fresh process, nothing is kept of the documents; peak memory is resident, and what a process
takes that reads one page is stated beside it. Times depend on the machine: compare the ratios.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = "the minister of envoy treaty signed border talks army said on Monday that officials expelled accused sanctions aid ceasefire parliament president visit".split()

READ = """
import resource, sys, time
from dragoman.readers import read_path
from dragoman.records import Document
start = time.perf_counter()
documents = rejections = 0
for item in read_path(sys.argv[1]):
    if isinstance(item, Document):
        documents += 1
    else:
        rejections += 1
print(documents, rejections, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def page(chance: random.Random, number: int) -> bytes:
    """A page of 15 to 60 KB: an article, and the navigation and scripts around it that make most of real pages."""
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()} {chance.random()}.</p>" for _ in range(12))
    around = "".join(f'<li><a href="/{chance.randrange(10**9)}">{" ".join(chance.choices(WORDS, k=6))}</a></li>' for _ in range(chance.randrange(100, 500)))
    script = f"<script>{[chance.random() for _ in range(chance.randrange(300, 800))]}</script>"
    return f"<html><head><title>Story {number}</title>{script}</head><body><nav><ul>{around}</ul></nav><article><h1>Story {number}</h1>{text}</article></body></html>".encode()


def write(path: Path, size: int) -> int:
    """Writes an archive of ``size`` bytes before packing, one gzip member a record; returns its records."""
    chance = random.Random(1)
    written = records = 0
    with path.open("wb") as file:
        while written < size:
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(chance, records)
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://wire.example/{records}\r\nWARC-Date: 2026-05-12T09:30:00Z\r\n"
            record = f"{head}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"
            file.write(gzip.compress(record, 1) if path.suffix == ".gz" else record)
            written += len(record)
            records += 1
    return records


def read(path: Path) -> tuple[int, float, float]:
    """Reads an archive in a process of its own; returns its documents, seconds and peak memory in MB."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    documents, rejections, seconds, peak = done.stdout.split()
    if int(rejections):
        sys.exit(f"{rejections} records were rejected")
    return int(documents), float(seconds), int(peak) / (1024 * (1024 if sys.platform == "darwin" else 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    size = arguments.megabytes * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        results = {}
        for name, part in (("one page", 1), ("a tenth", size // 10), ("whole", size)):
            path = Path(folder) / f"{name}.warc.gz"
            records = write(path, part)
            documents, seconds, peak = read(path)
            results[name] = {"records": records, "documents": documents, "seconds": seconds, "peak_mb": peak, "packed_mb": path.stat().st_size / 1e6, "unpacked_mb": part / 1e6}
            print(f"{name:<10} {documents:>7,} documents {path.stat().st_size / 1e6:>8.1f} MB packed {seconds:>8.1f} s {peak:>8.0f} MB peak")
            path.unlink()
    print(f"peak memory, whole / a tenth: {results['whole']['peak_mb'] / results['a tenth']['peak_mb']:.2f}")
    print(f"time, whole / a tenth: {results['whole']['seconds'] / results['a tenth']['seconds']:.1f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
