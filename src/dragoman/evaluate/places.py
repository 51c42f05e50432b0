"""Task ``places``: finding and locating place names in running text (contract: docs/records.md, evaluate).

Metrics after Gritta, Pilehvar and Collier (2020), "A pragmatic guide to geoparsing evaluation".
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.records import CodedDocument, Document, Place, Rejection, Segment

EARTH_KM = 6371.0
#: Half the length of the equator, the largest error there is.
FARTHEST_KM = 20_038.0
NEAR_KM = 161.0
TOWNS = frozenset({"city", "sub_city", "district"})
#: A name is looked for this many characters around its stated offset; the offsets of some sets are those of another text form.
DRIFT = 400


@dataclass(frozen=True, slots=True)
class Located:
    """One annotated place name."""

    start: int
    end: int
    lat: float
    lon: float


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat_a - lat_b) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_a - lon_b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _nearest(text: str, name: str, start: int) -> int | None:
    """The occurrence of ``name`` nearest to ``start``, at most DRIFT away."""
    found = [m.start() for m in re.finditer(re.escape(name), text)]
    best = min(found, key=lambda at: abs(at - start), default=None)
    return best if best is not None and abs(best - start) <= DRIFT else None


def iter_gold(path: Path) -> Iterator[tuple[str, list[Located]]]:
    """Yields (text, places) of a GeoVirus XML file, or of JSON Lines with ``text`` and ``places`` [{name, start, lat, lon}].

    Raises:
        DataError: the file is neither.
    """
    try:
        if path.suffix == ".xml":
            content = path.read_text(encoding="utf-8")
            if "<!DOCTYPE" in content or "<!ENTITY" in content:
                raise ValueError("declarations are not read")
            for article in ElementTree.fromstring(content):
                rows = [{child.tag: child.text or "" for child in location} for location in article.find("locations") or ()]
                yield _case(article.findtext("text") or "", rows)
        else:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                yield _case(row["text"], row["places"])
    except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
        raise DataError("DRG-DATA-011", f"{path} is neither GeoVirus XML nor JSON Lines with text and places: {error}") from error


def _case(text: str, rows: list[dict[str, str]]) -> tuple[str, list[Located]]:
    out, drift = [], 0
    for row in sorted(rows, key=lambda r: int(r["start"])):
        name = str(row["name"])
        start = _nearest(text, name, int(row["start"]) + drift)
        if start is not None:
            drift = start - int(row["start"])
            out.append(Located(start, start + len(name), float(row["lat"]), float(row["lon"])))
    return text, out


def evaluate_places(
    analyse: Callable[[Document], CodedDocument | Rejection], path: Path, progress: Callable[[], None] = lambda: None
) -> Result:
    """Scores place names: ``found`` counts names that a place of the record overlaps, ``within 161 km`` the found ones by their distance.

    States are points in such sets, too, and each work of reference has others; "no states" leaves them out,
    "towns" regions and waters, too.
    ``accuracy`` is the share of found places within 161 km; ``figures`` give the median error in km and the area under the curve of
    ln(error + 1) / ln(20,038), 0 best.
    """
    found, near, near_below, near_towns = Count(), Count(), Count(), Count()
    errors: list[float] = []
    towns: list[float] = []
    n = 0
    for text, gold in iter_gold(path):
        coded = analyse(Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),)))
        places = [(m.start, m.end, p) for p in coded.record.places for m in p.mentions] if isinstance(coded, CodedDocument) else []
        used = set()
        for g in gold:
            overlap = [(abs(a - g.start) + abs(b - g.end), i, p) for i, (a, b, p) in enumerate(places) if a < g.end and g.start < b]
            hits = [(i, p) for _, i, p in sorted(overlap, key=lambda o: o[:2])]  # the mention that fits the name best goes first
            used |= {i for i, _ in hits}
            found.add(bool(hits), bool(hits), 1)
            located: list[Place] = [p for _, p in hits if p.lat is not None and p.lon is not None]
            if located:
                errors.append(distance_km((g.lat, g.lon), (located[0].lat or 0.0, located[0].lon or 0.0)))
                near.add(errors[-1] <= NEAR_KM, 1, 1)
                if located[0].resolution != "country":
                    near_below.add(errors[-1] <= NEAR_KM, 1, 1)
                if located[0].resolution in TOWNS:
                    near_towns.add(errors[-1] <= NEAR_KM, 1, 1)
                    towns.append(errors[-1])
            elif hits:
                near.add(0, 0, 1)
        found.add(0, len(places) - len(used), 0)
        n += len(gold)
        progress()
    figures = {}
    if errors:
        figures = {
            "median error, km": round(statistics.median(errors), 1),
            "median error of towns, km": round(statistics.median(towns), 1) if towns else 0.0,
            "area under the error curve": round(sum(math.log(e + 1) / math.log(FARTHEST_KM) for e in errors) / len(errors), 3),
        }
    classes = {"found": found, "within 161 km": near, "within 161 km, no states": near_below, "within 161 km, towns": near_towns}
    return Result("places", n, classes, accuracy=near.hits / near.wanted if near.wanted else None, figures=figures)
