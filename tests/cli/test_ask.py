from __future__ import annotations

import csv
import io
import json

import pytest

QUESTIONS = ("obligations", "claims", "quotes", "agreements", "measures", "transfers", "meetings")


@pytest.fixture
def records_file(tmp_path, coded):
    path = tmp_path / "records.jsonl"
    path.write_bytes(coded.record.to_json() + b"\n" + coded.record.to_json() + b"\n")
    return path


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_file_of_records_is_asked_without_coding(run, monkeypatch, records_file, question):
    import dragoman.pipeline

    def refuse(**_):
        raise AssertionError("records are not coded again")

    monkeypatch.setattr(dragoman.pipeline, "load_coder", refuse)
    done = run(question, records_file, "--format", "json")
    assert done.exit_code == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_a_document_is_coded_first(run, story_file, coded):
    done = run("claims", story_file, "--holder", "RUR", "--stance", "denies", "--format", "jsonl")
    assert done.exit_code == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [c.id for c in coded.record.claims]


def test_the_table_shows_the_words_and_where_they_stand(run, records_file, coded):
    done = run("transfers", records_file)
    first = coded.record.transfers[0].evidence[0]
    assert f"[{first.start}:{first.end}]" in done.stdout
    assert "2 transfers" in done.stdout


def test_no_answer_is_said_in_words(run, records_file):
    done = run("meetings", records_file, "--party", "ZZZ")
    assert done.exit_code == 0
    assert "no answer" in done.stdout


def test_csv_has_a_row_for_each_answer_and_no_formula(run, records_file, tmp_path):
    target = tmp_path / "quotes.csv"
    done = run("quotes", records_file, "-o", target)
    assert done.exit_code == 0, done.stderr
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert rows[0][:3] == ["who", "how", "says"]
    assert len(rows) > 2
    assert not any(cell.startswith(("=", "+", "@")) for row in rows[1:] for cell in row)


def test_a_broken_line_is_reported_and_the_rest_is_answered(run, tmp_path, coded):
    path = tmp_path / "records.jsonl"
    path.write_bytes(coded.record.to_json() + b'\n{"schema_version": "1", "document": 3}\n')
    done = run("claims", path, "--format", "json")
    assert done.exit_code == 0
    assert "line 2: DRG-READ-025" in done.stderr
    assert len(json.loads(done.stdout)) == len(coded.record.claims)


def test_nothing_to_read_is_exit_code_1(run, tmp_path):
    done = run("claims", tmp_path / "gone.txt")
    assert done.exit_code == 1
    assert "DRG-READ" in done.stderr


def test_an_unknown_format_is_exit_code_2(run, records_file):
    assert run("claims", records_file, "--format", "xml").exit_code == 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_gives_the_answers_of_its_files(run, records_file, tmp_path, coded, question):
    pytest.importorskip("deltalake")
    pytest.importorskip("duckdb")
    from dragoman.store import Store

    Store(str(tmp_path / "store")).append([coded], [], "run-1")
    asked = ["--format", "json"]
    once = {a["id"] for a in json.loads(run(question, records_file, *asked).stdout)}
    assert {a["id"] for a in json.loads(run(question, "--store", tmp_path / "store", *asked).stdout)} == once


def test_files_and_a_store_at_once_are_refused(run, records_file, tmp_path):
    assert run("claims", records_file, "--store", tmp_path / "store").exit_code == 2
    assert run("claims", "--format", "json").exit_code == 2
