from __future__ import annotations

import pytest

import dragoman.readers
from dragoman.errors import DataError
from dragoman.evaluate import evaluate_attribution
from dragoman.evaluate.attribution import Quoted, _holds, read_annotations, score_document
from dragoman.evaluate.scores import Count
from dragoman.records import Rejection


def make_folder(tmp_path, story: str):
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a.txt").write_text(story, encoding="utf-8")
    spans = {"T1": ("Source", "Elphberg said"), "T2": ("Cue", "said"), "T3": ("Content", '"We will open the border,"')}
    lines = []
    for key, (role, words) in spans.items():
        start = story.index(words)
        words = words.removesuffix(" said") if role == "Source" else words
        lines.append(f"{key}\t{role} {start} {start + len(words)}\t{words}")
    lines.append("E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1")
    (tmp_path / "attributions" / "a_1f2e.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _reader(monkeypatch, make_document):
    monkeypatch.setattr(dragoman.readers, "read_text", make_document, raising=False)


def test_a_right_attribution_scores_full_marks_for_cue_and_content(tmp_path, story, fake_coder):
    per_class = evaluate_attribution(fake_coder.code_document, make_folder(tmp_path, story)).report()["per_class"]
    assert per_class["cue"]["f1"] == per_class["content"]["f1"] == per_class["attribution"]["f1"] == 1.0
    assert per_class["content"]["n"] == 5


def test_a_rejected_document_counts_as_missed(tmp_path, story):
    result = evaluate_attribution(lambda _: Rejection(stage="code", code="X", message="x"), make_folder(tmp_path, story))
    assert result.report()["per_class"]["attribution"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}


def test_partial_overlap_is_credited_by_words():
    counts = {name: Count() for name in ("attribution", "source", "cue", "content")}
    gold, predicted = Quoted(((0, 3),), ((4, 8),), ((9, 20),)), Quoted((), ((4, 8),), ((9, 12),))
    score_document("Ann said one two tri", [gold], [predicted], counts)
    assert (counts["content"].hits, counts["content"].found, counts["content"].wanted) == (1, 1, 3)
    assert (counts["source"].hits, counts["source"].found, counts["source"].wanted) == (0, 0, 1)


def test_discontinuous_spans_are_kept_in_parts(tmp_path):
    path = tmp_path / "a.ann"
    path.write_text("T1\tContent 0 3;5 9\tx\nE1\tAttribution:T1 Content:T1\n", encoding="utf-8")
    assert read_annotations(path) == [Quoted((), (), ((0, 3), (5, 9)))]


def test_malformed_annotation_is_named(tmp_path):
    path = tmp_path / "a.ann"
    path.write_text("T1\tContent zero 3\tx\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 1"):
        read_annotations(path)


def test_folder_without_the_layout_is_named(tmp_path, fake_coder):
    with pytest.raises(DataError, match="attributions"):
        evaluate_attribution(fake_coder.code_document, tmp_path)


def test_an_attribution_may_stand_before_its_spans(tmp_path):
    path = tmp_path / "a.ann"
    path.write_text("E1\tContent:T1 Content2:T2\nT1\tContent 0 3\tx\nT2\tContent 5 9\ty\n", encoding="utf-8")
    assert read_annotations(path) == [Quoted((), (), ((0, 3), (5, 9)))]


def test_an_attribution_inside_another_is_not_compared():
    outer = Quoted(((0, 5),), ((6, 10),), ((11, 60),))
    inner = Quoted(((20, 25),), ((26, 30),), ((31, 60),))
    assert _holds(outer, inner) and not _holds(inner, outer)
