from __future__ import annotations

import json

import pytest

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_mentions
from dragoman.evaluate.mentions import iter_gold, kind_of
from dragoman.records import Analysis, Document, MentionSpan, Token


def analyse(document: Document) -> Analysis:
    """Takes every capitalised word for a person's name."""
    tokens, at = [], 0
    for i, word in enumerate(document.text.split()):
        at = document.text.index(word, at)
        pos = "PROPN" if word[0].isupper() else "NOUN"
        tokens.append(Token(i=i, start=at, end=at + len(word), text=word, pos=pos, head=i, deprel="root", sentence=0))
        at += len(word)
    names = [t.i for t in tokens if t.pos == "PROPN"]
    mentions = tuple(MentionSpan(start=i, end=i + 1, head=i, kind="person", sector=None, score=1.0) for i in names)
    return Analysis(text=document.text, tokens=tuple(tokens), sentences=(), mentions=mentions, triggers=(), attributions=())


FORMS = {
    "two columns": "Rudolf\tB-politician\nElphberg\tI-politician\nmet\tO\nthe\tO\nGreens\tB-politicalparty\n\n",
    "numbered": "# text = x\n1\tRudolf\tB-PER\t-\tann\n2\tElphberg\tI-PER\t-\tann\n3\tmet\tO\t-\t-\n4\tthe\tO\t-\t-\n5\tGreens\tB-ORG\t-\tann\n",
    "inside only": "Rudolf I-PER\nElphberg I-PER\nmet O\nthe O\nGreens I-ORG\n",
    "fine labels": "Rudolf\tB-person_politician\nElphberg\tI-person_politician\nmet\tO\nthe\tO\nGreens\tB-organization_other\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_word_and_tag_files_of_all_sorts_say_the_same(tmp_path, form):
    path = tmp_path / "x.txt"
    path.write_text(form, encoding="utf-8")
    assert list(iter_gold(path)) == [("Rudolf Elphberg met the Greens", [(0, 15, "person"), (24, 30, "org")])]


def test_json_lines_are_read(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": "Rudolf came", "spans": [[0, 6, "person"], [7, 11, "event"]]}), encoding="utf-8")
    assert list(iter_gold(path)) == [("Rudolf came", [(0, 6, "person")])]


def test_scores_by_hand(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("Rudolf\tB-PER\nvisited\tO\nStrelsau\tB-LOC\nOld\tB-LOC\nTown\tI-LOC\n", encoding="utf-8")
    per_class = evaluate_mentions(analyse, path).report()["per_class"]
    assert per_class["person"] == {"precision": 0.25, "recall": 1.0, "f1": 0.4, "n": 1}
    assert per_class["exact"]["recall"] == round(2 / 3, 4)
    assert per_class["place"]["f1"] == 0.0


@pytest.mark.parametrize(("name", "text"), [("x.jsonl", "{}"), ("x.jsonl", "no json"), ("x.txt", "one two three\n")])
def test_malformed_lines_are_named(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="line 1"):
        list(iter_gold(tmp_path / name))


@pytest.mark.parametrize(("label", "kind"), [("armed_group", "org"), ("location-GPE", "place"), ("election", None), ("country", "place")])
def test_labels_of_other_sets_are_mapped(label, kind):
    assert kind_of(label) == kind
