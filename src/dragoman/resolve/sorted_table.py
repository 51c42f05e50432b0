"""Tables of the package that are sorted and searched in place, so that 200,000 rows cost neither time nor memory until one is asked for."""

from __future__ import annotations

import mmap
from importlib import resources

#: Rows of one key that are read at most.
MOST = 200


class SortedTable:
    """Binary search in lines ``key TAB ...``, sorted by their bytes."""

    def __init__(self, name: str) -> None:
        """Opens a file of the package's data; the operating system reads the pages that are touched."""
        with resources.as_file(resources.files("dragoman.resolve").joinpath("data", name)) as path, path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    def find(self, key: str) -> list[list[str]]:
        """Returns the cells of the lines whose first cell is ``key``, without it; the first ``MOST`` of them."""
        wanted = key.encode() + b"\t"
        low, high = 0, len(self._bytes)
        while low < high:
            middle = (low + high) // 2
            start = self._bytes.rfind(b"\n", 0, middle) + 1
            if self._bytes[start : start + len(wanted)] < wanted:
                end = self._bytes.find(b"\n", middle)
                low = len(self._bytes) if end < 0 else end + 1
            else:
                high = start
        rows: list[list[str]] = []
        while self._bytes[low : low + len(wanted)] == wanted and len(rows) < MOST:
            end = self._bytes.find(b"\n", low)
            rows.append(self._bytes[low + len(wanted) : end].decode().split("\t"))
            low = end + 1
        return rows
