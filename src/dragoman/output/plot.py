"""A dyad's series as a picture: both directions, cooperation above the line and conflict below it, and what the store covers.

The picture is first a list of shapes; ``svg_plot`` and ``png_plot`` draw them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec

from dragoman.output.wording import label_words
from dragoman.store.dyads import DyadRow, DyadSeries
from dragoman.store.import_views import OWN_ORIGIN

WIDTH = 960.0
_LEFT, _RIGHT, _TOP = 64.0, 24.0, 110.0
_PANEL, _GAP, _STRIP, _BOTTOM = 190.0, 46.0, 54.0, 58.0
#: Of each half: nearest to the line first. Material deeds stand at the line, words outside.
_UP, _DOWN = ("material_cooperation", "verbal_cooperation"), ("material_conflict", "verbal_conflict")
_LEGEND = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
MAX_PERIODS = 1200


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle, in pixels from the upper left corner; ``role`` names its colour, ``note`` says what it stands for."""

    x: float
    y: float
    width: float
    height: float
    role: str
    hatched: bool = False
    note: str = ""


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    role: str
    width: float = 1.0


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """Words: ``anchor`` (start, middle, end) is the point of them that stands at ``x``; ``y`` is their base line."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = 12.0
    role: str = "soft"
    bold: bool = False


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Shapes in the order in which they are drawn, with what the picture says in words."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Box | Path | Label, ...]


def dyad_picture(series: DyadSeries) -> Picture:
    """Lays out the series of a dyad: a panel for each direction with bars by quad, contested events hatched, then a strip with the documents of each period.

    Periods without events stay, those outside of what the store covers are named in a note: a store of one year tells nothing of other years.
    """
    periods = _periods(series)
    step = (WIDTH - _LEFT - _RIGHT) / max(len(periods), 1)
    shown = [r for r in series.rows if r.period in set(periods)]
    up = max((_height(r, _UP) for r in shown), default=0)
    down = max((_height(r, _DOWN) for r in shown), default=0)
    scale = _Scale(up, down)
    own = series.origin == OWN_ORIGIN
    title = f"{series.a} and {series.b}, events by {series.by}" + ("" if own else f", {series.origin}")
    shapes: list[Box | Path | Label] = [Label(x=_LEFT, y=34, text=title, size=19, role="ink", bold=True), *_legend()]
    y = _TOP
    for actor, recipient in ((series.a, series.b), (series.b, series.a)):
        rows = {r.period: r for r in shown if (r.actor, r.recipient) == (actor, recipient)}
        shapes += _panel(f"{actor} → {recipient}", rows, periods, y, step, scale)
        y += _PANEL + _GAP
    shapes += _coverage(series, periods, y, step)
    y += _STRIP
    shapes += _axis(periods, y, step)
    outside = sum(r.events + r.contested for r in series.rows) - sum(r.events + r.contested for r in shown)
    note = f"{series.documents:,} documents; an event that several report counts once" if own else f"imported from {series.origin}: {series.documents:,} events"
    note += f"; {outside} dated outside of these periods not shown" if outside else ""
    shapes.append(Label(x=_LEFT, y=y + 46, text=note, size=11))
    return Picture(width=WIDTH, height=y + _BOTTOM, title=title, description=_describe(series, shown, note), shapes=tuple(shapes))


def stack_pictures(pictures: Sequence[Picture]) -> Picture:
    """Returns one picture with all ``pictures``, at least one, below each other."""
    shapes: list[Box | Path | Label] = []
    height = 0.0
    for picture in pictures:
        shapes += [_lower(shape, height) for shape in picture.shapes]
        height += picture.height
    return Picture(width=max(p.width for p in pictures), height=height, title="; ".join(p.title for p in pictures),
                   description=" ".join(p.description for p in pictures), shapes=tuple(shapes))  # fmt: skip


def _lower(shape: Box | Path | Label, by: float) -> Box | Path | Label:
    if isinstance(shape, Path):
        return msgspec.structs.replace(shape, points=tuple((x, y + by) for x, y in shape.points))
    return msgspec.structs.replace(shape, y=shape.y + by)


class _Scale:
    """How many pixels an event has, the same in both panels, and the round numbers that get a line."""

    def __init__(self, up: int, down: int) -> None:
        self.up, self.down = max(up, 1), max(down, 1)
        self.pixels = _PANEL / (self.up + self.down)
        self._tick = _round_step((self.up + self.down) / 6)

    def ticks(self) -> Iterator[int]:
        """Yields the numbers from the lowest line to the highest, conflict below zero."""
        yield from range(-(self.down // self._tick) * self._tick, self.up + 1, self._tick)


def _round_step(at_least: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 ...

    >>> [_round_step(n) for n in (0.2, 1, 3, 7, 11, 120)]
    [1, 1, 5, 10, 20, 200]
    """
    size = 10 ** max(0, math.floor(math.log10(max(at_least, 1))))
    return int(next(n * size for n in (1, 2, 5, 10) if n * size >= at_least))


def _height(row: DyadRow, quads: Sequence[str]) -> int:
    return sum(row.counts.get(q, 0) + row.contested_counts.get(q, 0) for q in quads)


def _panel(name: str, rows: dict[str, DyadRow], periods: list[str], top: float, step: float, scale: _Scale) -> list[Box | Path | Label]:
    zero = top + scale.up * scale.pixels
    shapes: list[Box | Path | Label] = [Label(x=_LEFT, y=top - 10, text=name, size=14, role="ink", bold=True)]
    if not rows:
        shapes.append(Label(x=_LEFT + 90, y=top - 10, text="no events", size=12))
    for value in scale.ticks():
        y = zero - value * scale.pixels
        shapes.append(Path(points=((_LEFT, y), (WIDTH - _RIGHT, y)), role="grid" if value else "axis"))
        shapes.append(Label(x=_LEFT - 8, y=y + 4, text=str(abs(value)), anchor="end", size=11))
    width = max(step * 0.76, 0.8) if step < 40 else min(step - 10, 44)
    for number, period in enumerate(periods):
        if period in rows:
            x = _LEFT + step * (number + 0.5) - width / 2
            shapes += _bar(rows[period], x, width, zero, scale)
    return shapes


def _bar(row: DyadRow, x: float, width: float, zero: float, scale: _Scale) -> Iterator[Box]:
    """Above the line cooperation, below it conflict; what is contested lies outermost."""
    for quads, direction in ((_UP, -1), (_DOWN, 1)):
        at = zero
        for hatched in (False, True):
            for quad in quads:
                count = (row.contested_counts if hatched else row.counts).get(quad, 0)
                if count:
                    height = count * scale.pixels
                    y = at - height if direction < 0 else at
                    words = f"{row.actor} → {row.recipient}, {row.period}: {count} {label_words(quad)}" + (", contested" if hatched else "")
                    yield Box(x=x, y=y, width=width, height=height, role=quad, hatched=hatched, note=words)
                    at += direction * height


def _legend() -> list[Box | Path | Label]:
    shapes: list[Box | Path | Label] = []
    x = _LEFT
    for quad in _LEGEND:
        shapes += [Box(x=x, y=49, width=13, height=13, role=quad), Label(x=x + 19, y=60, text=label_words(quad), size=12, role="ink")]
        x += 163
    shapes += [Box(x=x, y=49, width=13, height=13, role="soft", hatched=True), Label(x=x + 19, y=60, text="contested", size=12, role="ink")]
    return shapes


def _coverage(series: DyadSeries, periods: list[str], top: float, step: float) -> list[Box | Path | Label]:
    counts, own = dict(series.coverage), series.origin == OWN_ORIGIN
    most = max((counts.get(p, 0) for p in periods), default=0)
    if not most:
        return []
    bottom = top + _STRIP
    points = tuple((_LEFT + step * (n + 0.5), bottom - counts.get(p, 0) / most * (_STRIP - 6)) for n, p in enumerate(periods))
    shapes: list[Box | Path | Label] = [
        Label(x=_LEFT, y=top - 10, text=f"{'documents of the store' if own else 'events of all parties'} by {series.by}", size=12),
        Path(points=((_LEFT, bottom), (WIDTH - _RIGHT, bottom)), role="axis"),
        Label(x=_LEFT - 8, y=top + 10, text=f"{most:,}", anchor="end", size=11),
        Label(x=_LEFT - 8, y=bottom + 4, text="0", anchor="end", size=11),
        Path(points=points if len(points) > 1 else (*points, (points[0][0] + 1, points[0][1])), role="coverage", width=1.8),
    ]
    if len(points) <= 60:
        shapes += [Box(x=x - 2.2, y=y - 2.2, width=4.4, height=4.4, role="coverage", note=f"{p}: {counts.get(p, 0):,} {'documents' if own else 'events'}")
                   for p, (x, y) in zip(periods, points, strict=True)]  # fmt: skip
    return shapes


def _axis(periods: list[str], y: float, step: float) -> Iterator[Label]:
    room = 62.0
    every = max(1, math.ceil(room / step))
    for number in range(0, len(periods), every):
        yield Label(x=_LEFT + step * (number + 0.5), y=y + 20, text=periods[number], anchor="middle", size=11)


def _describe(series: DyadSeries, rows: Sequence[DyadRow], note: str) -> str:
    lines = []
    for actor, recipient in ((series.a, series.b), (series.b, series.a)):
        own = [r for r in rows if (r.actor, r.recipient) == (actor, recipient)]
        totals = ", ".join(f"{sum(r.counts.get(q, 0) for r in own)} {label_words(q)}" for q in _LEGEND)
        lines.append(f"{actor} towards {recipient}: {totals}, {sum(r.contested for r in own)} contested.")
    return " ".join([*lines, note + "."])


def _periods(series: DyadSeries) -> list[str]:
    """All periods that the store covers, from its first document to its last, without holes; those of the events where no document is dated."""
    known = [p for p, _ in series.coverage] or sorted({r.period for r in series.rows})
    return list(_fill(known[0], known[-1], series.by))[-MAX_PERIODS:] if known else []


def _fill(first: str, last: str, by: str) -> Iterator[str]:
    """
    >>> list(_fill("2024-11", "2025-02", "month")), list(_fill("2023-Q4", "2024-Q1", "quarter")), list(_fill("2024-02-28", "2024-03-01", "day"))
    (['2024-11', '2024-12', '2025-01', '2025-02'], ['2023-Q4', '2024-Q1'], ['2024-02-28', '2024-02-29', '2024-03-01'])
    """
    import datetime

    if by == "day":
        day, end = (datetime.date.fromisoformat(p) for p in (first, last))
        yield from ((day + datetime.timedelta(days=n)).isoformat() for n in range((end - day).days + 1))
        return
    parts = {"year": 1, "quarter": 4, "month": 12}[by]
    low, high = (int(p[:4]) * parts + (int(p[5:].lstrip("Q")) - 1 if parts > 1 else 0) for p in (first, last))
    form = {"year": "{0:04d}", "quarter": "{0:04d}-Q{1}", "month": "{0:04d}-{1:02d}"}[by]
    yield from (form.format(n // parts, n % parts + 1) for n in range(low, high + 1))
