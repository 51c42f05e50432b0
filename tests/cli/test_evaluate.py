from __future__ import annotations

import json

ROWS = "sentence\tsource\ttarget\tgold_root\nChile blamed Peru.\tChile\tPeru\tACCUSE\nChile withdraws from Peru.\tChile\tPeru\tYIELD\n"


def test_scores_are_printed_and_written(run, tmp_path):
    (tmp_path / "x.tsv").write_text(ROWS, encoding="utf-8")
    done = run("evaluate", "relations", "--data", tmp_path / "x.tsv", "--json", tmp_path / "s.json")
    assert done.exit_code == 0
    assert "macro-F1 1.000" in done.stdout
    scores = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert (scores["n"], scores["accuracy"], scores["macro_f1"]) == (2, 1.0, 1.0)
    assert scores["per_class"]["YIELD"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}


def test_json_can_go_to_standard_output(run, tmp_path):
    (tmp_path / "x.tsv").write_text(ROWS, encoding="utf-8")
    assert json.loads(run("evaluate", "relations", "--data", tmp_path / "x.tsv", "--json", "-").stdout)["task"] == "relations"


def test_malformed_data_is_a_message_with_its_code(run, tmp_path):
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    done = run("evaluate", "relations", "--data", tmp_path / "x.tsv")
    assert done.exit_code == 1
    assert "DRG-DATA-001" in done.stderr


def test_unknown_task_is_exit_code_2(run, tmp_path):
    assert run("evaluate", "everything", "--data", tmp_path).exit_code == 2
