"""The picture of a dyad shows each event once, in its place, and nothing that it shows can be markup."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dragoman.errors import MissingExtraError
from dragoman.output.plot import Box, Label, dyad_picture, stack_pictures
from dragoman.output.png import png_plot
from dragoman.output.svg import svg_plot
from dragoman.store.dyads import QUADS, DyadRow, DyadSeries

MONTHS = ("2024-11", "2024-12", "2025-01", "2025-02")


def row(actor, recipient, period, counts, contested):
    return DyadRow(actor=actor, recipient=recipient, period=period, counts=counts, events=sum(counts.values()), score_sum=0.0, score_mean=0.0,
                   contested=sum(contested.values()), sources=1, ids=(), contested_counts=contested)  # fmt: skip


def series(rows, a="RUR", b="GRK", coverage=(("2024-11", 3), ("2025-02", 5))):
    return DyadSeries(a=a, b=b, by="month", rows=tuple(rows), documents=8, first_document="2024-11-01", last_document="2025-02-01", coverage=tuple(coverage))


counts = some.dictionaries(some.sampled_from(QUADS), some.integers(0, 400), max_size=4)


@given(some.lists(some.tuples(some.booleans(), some.sampled_from(MONTHS), counts, counts), unique_by=lambda r: r[:2]))
def test_each_event_is_drawn_once_on_its_side_of_the_line(drawn):
    rows = [row("RUR" if d else "GRK", "GRK" if d else "RUR", month, c, x) for d, month, c, x in drawn]
    picture = dyad_picture(series(rows))
    bars = [s for s in picture.shapes if isinstance(s, Box) and "→" in s.note]
    found = Counter((b.note.split(":")[0], b.role, b.hatched) for b in bars)
    assert all(n == 1 for n in found.values())
    wanted = {(r.actor, r.period, q, h): (r.contested_counts if h else r.counts).get(q, 0) for r in rows for q in QUADS for h in (False, True)}
    shown = {(b.note[:3], b.note.split(", ")[1].split(":")[0], b.role, b.hatched): int(b.note.split(": ")[1].split()[0]) for b in bars}
    assert shown == {k: n for k, n in wanted.items() if n}
    assert all(b.x >= 0 and b.x + b.width <= picture.width and b.y >= 0 and b.y + b.height <= picture.height for b in bars)
    heights = {round(b.height / int(b.note.split(": ")[1].split()[0]), 6) for b in bars}
    assert len(heights) <= 1


def test_stacks_do_not_overlap_and_cooperation_lies_above():
    picture = dyad_picture(series([row("RUR", "GRK", "2024-12", dict.fromkeys(QUADS, 2), dict.fromkeys(QUADS, 1))]))
    bars = sorted((s for s in picture.shapes if isinstance(s, Box) and "→" in s.note), key=lambda b: b.y)
    assert len(bars) == 8
    assert all(abs(above.y + above.height - below.y) < 1e-6 for above, below in itertools.pairwise(bars))
    assert [b.role.split("_")[1] for b in bars] == ["cooperation"] * 4 + ["conflict"] * 4
    assert [b.hatched for b in bars] == [True, True, False, False, False, False, True, True]


def test_months_without_events_stay_and_those_outside_are_named():
    picture = dyad_picture(series([row("RUR", "GRK", "1991-05", {QUADS[0]: 7}, {})]))
    words = [s.text for s in picture.shapes if isinstance(s, Label)]
    assert [m for m in MONTHS if m in words] == list(MONTHS)
    assert any("7 dated outside of these periods not shown" in w for w in words)
    assert "no events" in words


def test_a_store_without_dates_draws_nothing_but_does_draw():
    assert ElementTree.fromstring(svg_plot(dyad_picture(series([], coverage=()))))


def test_pictures_of_several_origins_stand_below_each_other():
    own = series([row("RUR", "GRK", "2024-12", {QUADS[0]: 1}, {})])
    other = msgspec.structs.replace(series([row("GRK", "RUR", "2024-12", {QUADS[2]: 2}, {})]), origin="icews")
    parts = [dyad_picture(own), dyad_picture(other)]
    whole = stack_pictures(parts)
    assert whole.height == sum(p.height for p in parts) and len(whole.shapes) == sum(len(p.shapes) for p in parts)
    assert whole.shapes[: len(parts[0].shapes)] == parts[0].shapes
    bars = [s for s in whole.shapes if isinstance(s, Box) and "→" in s.note]
    assert bars[0].y < parts[0].height < bars[1].y < whole.height
    words = [s.text for s in whole.shapes if isinstance(s, Label)]
    assert "RUR and GRK, events by month, icews" in words and "imported from icews: 8 events" in words and "events of all parties by month" in words
    assert ElementTree.fromstring(svg_plot(whole)) and stack_pictures(parts[:1]) == parts[0]


def test_the_svg_is_well_formed_and_holds_no_markup_of_others():
    hostile = '<script>alert(1)</script>"&\x1b'
    text = svg_plot(dyad_picture(series([row(hostile, "GRK", "2024-12", {QUADS[0]: 1}, {})], a=hostile)))
    root = ElementTree.fromstring(text)
    tags = {e.tag.split("}")[1] for e in root.iter()}
    assert "<script" not in text and tags == {"svg", "title", "desc", "style", "defs", "pattern", "rect", "polyline", "text"}
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert text == svg_plot(dyad_picture(series([row(hostile, "GRK", "2024-12", {QUADS[0]: 1}, {})], a=hostile)))


def test_the_description_says_what_the_bars_show():
    picture = dyad_picture(series([row("RUR", "GRK", "2024-12", {"verbal_conflict": 3}, {"verbal_conflict": 1})]))
    assert "RUR towards GRK: 0 verbal cooperation, 0 material cooperation, 3 verbal conflict, 0 material conflict, 1 contested." in picture.description


def test_a_png_needs_its_extra(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with (tmp_path / "x.png").open("wb") as stream, pytest.raises(MissingExtraError, match=r"dragoman\[plot\]"):
        png_plot(dyad_picture(series([])), stream)


def test_a_png_is_one(tmp_path):
    pytest.importorskip("matplotlib")
    with (tmp_path / "x.png").open("wb") as stream:
        png_plot(dyad_picture(series([row("$a_b$", "GRK", "2024-12", {QUADS[0]: 1}, {QUADS[1]: 2})], a="$a_b$")), stream)
    data = (tmp_path / "x.png").read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 10_000
