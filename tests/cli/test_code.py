from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pyarrow.parquet
import pytest

import dragoman.readers
from dragoman.records import Record


def test_the_table_goes_to_standard_output(run, story_file):
    done = run("code", story_file)
    assert done.exit_code == 0
    assert "SUPPORT" in done.stdout
    assert done.stderr == ""


def test_jsonl_keeps_input_order_and_what_could_not_be_read(run, story_file, tmp_path):
    done = run("code", story_file, tmp_path / "gone.txt", story_file, "--format", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["rejections"][0]["code"] for line in lines] == ["DRG-CODE-001", "DRG-READ-001", "DRG-CODE-001"]
    assert lines[1]["document"] == str(tmp_path / "gone.txt")
    assert "DRG-READ-001" in done.stderr
    assert done.exit_code == 0


def test_nothing_read_is_exit_code_1(run, tmp_path):
    done = run("code", tmp_path / "gone.txt")
    assert done.exit_code == 1
    assert "nothing could be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_line_does_not_stop_the_others(run, tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("one\nbinary\nbad two\nthree\n", encoding="utf-8")
    done = run("code", path, "-f", "jsonl", "--workers", "2")
    assert [bool(json.loads(line).get("events") is None) for line in done.stdout.splitlines()] == [False, True, True, False]
    assert done.exit_code == 0


def test_standard_input_is_a_dash(run, story):
    done = run("code", "-", "-f", "json", input=story)
    assert json.loads(done.stdout)["document"]["path"] == "-"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "xml"], "there is no format 'xml'"),
        (["--format", "parquet"], "needs a folder"),
        (["--date", "19 June"], "is no date"),
        (["--workers", "0"], "workers"),
        (["-o", "no/such/folder/x.json"], "make it first"),
    ],
)
def test_wrong_usage_is_exit_code_2(run, story_file, arguments, words):
    done = run("code", story_file, *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_the_format_follows_the_ending_of_the_output(run, story_file, tmp_path):
    for name, start in (("x.json", "{"), ("x.jsonl", "{"), ("x.csv", "document_id"), ("x.html", "<!DOCTYPE html>"), ("x.txt", "Ruritania")):
        assert run("code", story_file, "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_tables_go_to_a_folder(run, story_file, tmp_path):
    assert run("code", story_file, "-f", "parquet", "-o", tmp_path / "p").exit_code == 0
    assert run("code", story_file, "-f", "csv", "-o", tmp_path / "c").exit_code == 0
    assert pyarrow.parquet.read_table(tmp_path / "p" / "events.parquet").num_rows == 2
    assert (tmp_path / "c" / "events.csv").read_text(encoding="utf-8").count("SUPPORT") == 1


def test_a_page_of_two_documents_is_one_file(run, story_file, tmp_path):
    run("code", story_file, story_file, "-o", tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text(encoding="utf-8").count('<section class="doc"') == 2


def test_the_record_is_the_contract_of_the_json_lines(run, story_file):
    line = run("code", story_file, "-f", "jsonl").stdout
    assert Record.from_json(line).events[0].event_type == "SUPPORT"


SLOW = """
import sys, time
import dragoman.pipeline, dragoman.readers
from dragoman.cli import main
from dragoman.records import Document, Rejection, Segment
class Coder:
    def code_many(self, items, workers=1):
        while True:
            yield Rejection(stage="read", code="DRG-READ-001", message="x" * 5000, path="x")
            time.sleep({pause})
dragoman.pipeline.load_coder = lambda **_: Coder()
sys.argv = ["dragoman", "code", "x", "-f", "jsonl"]
main()
"""


def test_a_reader_that_goes_away_ends_the_command_quietly():
    with subprocess.Popen([sys.executable, "-c", SLOW.format(pause=0)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        errors = b"".join(line for line in process.stderr if not line.startswith(b"dragoman: x:"))
        assert process.wait(10) == 141
    assert errors == b""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_the_command_quietly():
    with subprocess.Popen([sys.executable, "-c", SLOW.format(pause=0.01)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert process.returncode == 130
    assert b"Traceback" not in errors
    assert b"Abort" not in errors


@pytest.mark.parametrize("wanted", [False, True])
def test_full_text_is_asked_for_where_wanted(run, story_file, monkeypatch, wanted):
    asked = []
    read_path = dragoman.readers.read_path

    def watch(path, *, published_at=None, full_text=False):
        asked.append(full_text)
        return read_path(path, published_at=published_at)

    monkeypatch.setattr(dragoman.readers, "read_path", watch)
    assert run("code", story_file, *(["--full-text"] if wanted else [])).exit_code == 0
    assert asked == [wanted]
