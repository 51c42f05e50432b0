"""The progress of an ingestion: how many documents there will be, and the time that is left."""

from __future__ import annotations

import pytest

from dragoman.cli.inputs import count_inputs
from dragoman.cli.store import _Counter
from dragoman.jobs import Progress


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "in/b.html", ".hidden.txt"):
        (tmp_path / name).write_text("text")
    (tmp_path / "lines.jsonl").write_text('{"text": "one"}\n\n{"text": "two"}')
    return tmp_path


def test_files_folders_and_lines_are_counted(folder):
    assert count_inputs([str(folder)]) == 4
    assert count_inputs([str(folder / "a.txt"), str(folder / "gone.txt"), str(folder / "lines.jsonl")]) == 4


@pytest.mark.parametrize("name", ["-", "https://wire.example/feed.xml", "news.zip", "gone.jsonl", "table.csv"])
def test_what_only_reading_tells_is_not_known(folder, name):
    assert count_inputs([str(folder / "a.txt"), name if name == "-" or "//" in name else str(folder / name)]) is None


def shown(monkeypatch, total, reads):
    clock = iter(range(0, 100_000, 10))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    counter = _Counter(lambda: total)
    counter._bar.get_time = lambda: float(next(clock))
    counter._bar.disable = True
    counter._task = counter._bar.add_task("reading", total=total, rate="", left="")
    for read in reads:
        counter(Progress(read=read, known=0, coded=read, skipped=0, committed=0))
    return counter._bar.tasks[0].fields["left"]


def test_time_left_is_told_where_the_total_is_known(monkeypatch):
    assert shown(monkeypatch, 100, range(1, 20)).endswith(" left")
    assert shown(monkeypatch, None, range(1, 20)) == ""
    assert shown(monkeypatch, 10, range(1, 20)) == ""
