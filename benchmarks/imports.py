"""What importing others' event data costs: a file in the columns of ICEWS, made here, into a fresh store, and the same file again.

    python benchmarks/imports.py [--rows 1000000] [--file events.tab]

Times are of one machine; what counts are the ratios: import against only reading the lines, ten times the rows against ten times the time, memory against rows.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|"
    "District|Province|Country|Latitude|Longitude"
).split("|")
STATES = [("Russian Federation", "Moscow", 55.75, 37.62), ("Ukraine", "Kyiv", 50.45, 30.52), ("United States", "Washington", 38.9, -77.04), ("China", "Beijing", 39.9, 116.4),
          ("India", "New Delhi", 28.6, 77.2), ("Pakistan", "Islamabad", 33.7, 73.1), ("Kenya", "Nairobi", -1.3, 36.8), ("Ethiopia", "Addis Ababa", 9.0, 38.7)]  # fmt: skip
CODES = ["010", "036", "040", "042", "051", "057", "0256", "111", "112", "120", "141", "173", "190", "193"]
MEASURED = """
import json, resource, sys, time
from pathlib import Path
from dragoman.jobs import import_files
from dragoman.store import Store
started = time.perf_counter()
done = import_files("icews", [Path(sys.argv[1])], Store(sys.argv[2]), version="benchmark")
took = time.perf_counter() - started
print(json.dumps({"s": took, "rows": done.rows, "events": done.events, "known_files": done.known_files, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def write_file(path: Path, rows: int) -> None:
    chance, day = random.Random(7), datetime.date(2001, 1, 1)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(COLUMNS) + "\n")
        for n in range(rows):
            (a, *_), (b, city, lat, lon) = chance.sample(STATES, 2)
            date = day + datetime.timedelta(days=n * 7000 // rows)
            cells = [n + 1, date, f"Government ({a})", "Executive,Government", a, "", chance.choice(CODES), 1.0, f"Citizen ({b})", "General Population / Civilian / Social", b,
                     n // 3, n % 5 + 1, "Wire", city, "", "", b, lat, lon]  # fmt: skip
            stream.write("\t".join(map(str, cells)) + "\n")


def measure(file: Path, store: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", MEASURED, str(file), str(store)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def read_lines(path: Path) -> float:
    started = time.perf_counter()
    with path.open("rb") as stream:
        sum(1 for _ in stream)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--file", type=Path, help="a file of ICEWS to measure besides")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = [("a tenth of the rows", given.rows // 10), ("all rows", given.rows)]
        made = []
        for n, (name, rows) in enumerate(files):
            path = Path(folder) / f"events{n}.tab"
            write_file(path, rows)
            made.append((name, path))
        if given.file:
            made.append((given.file.name, given.file))
        seconds: dict[str, dict[str, float]] = {}
        for n, (name, path) in enumerate(made):
            first = measure(path, Path(folder) / f"store{n}")
            again = measure(path, Path(folder) / f"store{n}")
            seconds[name] = first
            print(f"{name:<24} {first['rows']:>9,} rows {first['s']:7.1f} s {first['rows'] / first['s']:>9,.0f} rows/s  peak {first['peak_mb']:5.0f} MB  import / reading lines {first['s'] / read_lines(path):6.1f}")
            print(f"{'  the same file again':<24} {again['events']:>9,} new  {again['s']:7.2f} s  first / again {first['s'] / again['s']:6.0f}")
        small, large = seconds["a tenth of the rows"], seconds["all rows"]
        print(f"ten times the rows: {large['s'] / small['s']:.1f} times the time, {large['peak_mb'] / small['peak_mb']:.2f} times the memory")


if __name__ == "__main__":
    main()
