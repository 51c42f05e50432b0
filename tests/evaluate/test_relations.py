from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_relations
from dragoman.evaluate.relations import iter_rows, unmark
from dragoman.evaluate.scores import classification

HEAD = "sentence\tsource\ttarget\tgold_root\tmarked_sentence\n"


def write(tmp_path, *rows: str, head: str = HEAD):
    path = tmp_path / "x.tsv"
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_marks_are_cut_out_and_their_spans_kept():
    text, spans = unmark("In <t>Peru</t>, <s>the <t>Chilean</t> army</s> fired.")
    assert text == "In Peru, the Chilean army fired."
    assert text[slice(*spans["s"])] == "the Chilean army"


def test_words_are_found_where_there_are_no_marks(tmp_path):
    assert list(iter_rows(write(tmp_path, "Chile blamed Peru.\tChile\tPeru\tACCUSE\t"))) == [("Chile blamed Peru.", (0, 5), (13, 17), "ACCUSE")]


def test_concede_and_retreat_add_up_to_yield(tmp_path, fake_coder):
    result = evaluate_relations(fake_coder, write(tmp_path, "Chile withdraws from Peru.\tChile\tPeru\tYIELD\t"))
    assert (result.accuracy, result.macro_f1, result.n) == (1.0, 1.0, 1)


def test_missing_column_is_named(tmp_path):
    with pytest.raises(DataError, match="gold_root"):
        list(iter_rows(write(tmp_path, head="sentence\tsource\ttarget\n")))


def test_row_without_its_parties_is_named(tmp_path):
    with pytest.raises(DataError, match="row 2"):
        list(iter_rows(write(tmp_path, "Nobody came.\tChile\tPeru\tACCUSE\t")))


def test_scores_and_confusion_by_hand():
    report = classification("t", [("A", "A"), ("A", "B"), ("B", "B"), ("C", "B")]).report()
    assert (report["n"], report["accuracy"]) == (4, 0.5)
    assert report["per_class"]["B"] == {"precision": 0.3333, "recall": 1.0, "f1": 0.5, "n": 1}
    assert report["macro_f1"] == round((2 / 3 + 0.5 + 0) / 3, 4)
    assert report["confusion"] == {"A": {"A": 1, "B": 1}, "B": {"B": 1}, "C": {"B": 1}}


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")), min_size=1))
def test_order_of_rows_does_not_matter(pairs):
    assert classification("t", pairs).report() == classification("t", pairs[::-1]).report()
