from __future__ import annotations

import json

import pytest

import dragoman.readers
from dragoman.errors import DataError
from dragoman.evaluate import evaluate_documents

EXPECTED = {
    "published_at": "2024-11-15",
    "events": [
        {"event_type": "SUPPORT", "actors": ["RUR", "Yetive"], "recipients": [], "status": "asserted", "date": "2024-11-15"},
        {"event_type": "ACCUSE", "actors": ["GRK"], "recipients": ["RUR"], "status": "alleged", "date": None},
        {"event_type": "CONSULT", "actors": ["RUR"], "recipients": ["GRK"], "status": "asserted", "date": None},
    ],
    "statements": [{"speaker": "Elphberg", "words": "open the border"}],
}


@pytest.fixture(autouse=True)
def _reader(monkeypatch, make_document):
    monkeypatch.setattr(dragoman.readers, "read_text", make_document, raising=False)


def test_scores_by_hand(tmp_path, story, fake_coder):
    (tmp_path / "a.txt").write_text(story, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(EXPECTED), encoding="utf-8")
    per_class = evaluate_documents(fake_coder.code_document, tmp_path).report()["per_class"]
    assert per_class["whole event"] == {"precision": 1.0, "recall": 0.6667, "f1": 0.8, "n": 3}
    assert per_class["status of whole events"]["f1"] == 0.5
    assert per_class["date of whole events"]["f1"] == 1.0
    assert per_class["statement with speaker"]["f1"] == 1.0


def test_empty_folder_is_refused(tmp_path, fake_coder):
    with pytest.raises(DataError, match="DRG-DATA-006"):
        evaluate_documents(fake_coder.code_document, tmp_path)


def test_malformed_expectations_are_named(tmp_path, story, fake_coder):
    (tmp_path / "a.txt").write_text(story, encoding="utf-8")
    (tmp_path / "a.json").write_text('{"events": [{}]}', encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.json"):
        evaluate_documents(fake_coder.code_document, tmp_path)
