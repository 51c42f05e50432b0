"""The corpus follows its format and has what the model card says it has."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest
from training.agreement import alpha, compare, disagreements
from training.corpus_format import EVENT_TYPES, STATUSES, CorpusError, find_span, iter_items, iter_marked, read_marked, split_of
from training.data import relation_class
from training.events_score import calibration, iter_stories
from training.labels import RELATION

CORPUS = Path(__file__).parent.parent.parent / "training" / "corpus"


def test_every_block_of_the_corpus_is_well_formed() -> None:
    problems: list[str] = []
    items = [item for path in sorted(CORPUS.glob("*.txt")) for item in iter_items(path, problems)]
    assert problems == []
    ids = collections.Counter(item.id for item in items)
    assert [name for name, n in ids.items() if n > 1] == []
    events = collections.Counter(event.event_type for item in items for event in item.events)
    statuses = collections.Counter(event.status for item in items for event in item.events)
    assert set(events) == set(EVENT_TYPES) and set(statuses) == set(STATUSES)


def test_marked_sentences_are_well_formed() -> None:
    assert len([item for path in sorted(CORPUS.glob("marked_*.tsv")) for item in iter_marked(path)]) > 300


def test_a_repeated_string_must_be_numbered() -> None:
    with pytest.raises(CorpusError, match="occurs 2 times"):
        find_span("Peru met Peru", "Peru")
    assert find_span("Peru met Peru", "Peru@2") == (9, 13)


def test_a_span_stands_on_word_borders() -> None:
    with pytest.raises(CorpusError, match="does not occur"):
        find_span("Peruvian police", "Peru")


def test_marks_become_spans() -> None:
    item = read_marked("AID/promised: {Peru} will *lend* [Chile] boats.", "x")
    assert item.text == "Peru will lend Chile boats."
    assert item.events[0].status == "promised" and item.events[0].roles == (("actor", 0, 4), ("recipient", 15, 20))


def test_a_marked_sentence_may_name_its_cameo_code() -> None:
    item = read_marked("CONCEDE/promised 0353: {Peru} will *free* [two sailors].", "x")
    assert (item.events[0].cameo, item.events[0].status) == ("0353", "promised")
    with pytest.raises(CorpusError, match="no CAMEO code"):
        read_marked("CONCEDE 999: {Peru} will *free* [two sailors].", "x")


ARTICLE = """= a-x-01-00
Peru frees two sailors
D 2031-05-07
E frees | RETREAT | release | 0841 | asserted | - | #release
 A Peru
 R two sailors
M Peru | state | PER | GOV | #peru

= a-x-01-01
It had held them for a year.
M It | state | PER | GOV | #peru
"""


def test_an_article_has_a_date_and_referents(tmp_path: Path) -> None:
    path = tmp_path / "articles_x.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    headline, second = iter_items(path)
    assert (headline.published_at, headline.events[0].referent, headline.mentions[0].referent) == ("2031-05-07", "release", "peru")
    assert (second.mentions[0].referent, second.mentions[0].span) == ("peru", (0, 2))


def test_a_story_is_never_in_two_parts() -> None:
    assert {split_of(f"a-x-07-{k:02d}") for k in range(12)} == {split_of("a-x-07-00")}
    assert split_of("r-2025-03-04-n0001") == split_of("r-2025-03-04-0009")
    parts = collections.Counter(split_of(f"w-x-{k:04d}") for k in range(2000))
    assert 0.07 < parts["test"] / 2000 < 0.13 and 0.05 < parts["dev"] / 2000 < 0.11
    assert split_of("marked_a-001") == split_of("q-x-001") == "train"


def test_classes_of_a_relation_follow_the_root_of_the_code() -> None:
    names = [RELATION[relation_class(*pair)] for pair in (("CONCEDE", "0353"), ("CONCEDE", "081"), ("COERCE", "191"), ("COERCE", None), ("AID", "0731"))]
    assert names == ["CONCEDE/03", "CONCEDE", "COERCE/19", "COERCE", "AID"]


def test_the_text_of_a_story_keeps_the_words_of_its_events(tmp_path: Path) -> None:
    (tmp_path / "articles_x.txt").write_text(ARTICLE, encoding="utf-8")
    (story,) = [s for part in ("train", "dev", "test") for s in iter_stories(tmp_path, part)]
    event = story.events[0]
    assert story.text.startswith("Peru frees two sailors\n\nIt had")
    assert [story.text[slice(*span)] for span in (event.trigger, event.roles[1][1:])] == ["frees", "two sailors"]


def test_expected_calibration_error_by_hand() -> None:
    report = calibration([(0.95, True), (0.95, False), (0.15, False), (0.15, False)])
    assert report["expected calibration error"] == pytest.approx((0.45 * 2 + 0.15 * 2) / 4)


def test_chains_that_agree_score_one_and_split_chains_less() -> None:
    pytest.importorskip("scipy")
    from training.coref_score import conll

    gold = [{1, 2, 3}, {4, 5}]
    assert conll(gold, gold)["conll"] == 1
    halves = conll(gold, [{1, 2}, {3, 4, 5}])
    assert halves["muc"] == pytest.approx(2 / 3, abs=1e-3) and halves["conll"] < 1


def test_krippendorffs_alpha_by_hand() -> None:
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section A: two coders, ten units, binary data
    first, second = "0 1 0 0 0 0 0 0 1 0".split(), "1 1 1 0 0 1 0 0 0 0".split()
    assert alpha(list(zip(first, second, strict=True))) == pytest.approx(0.095, abs=1e-3)


def test_an_annotation_agrees_with_itself(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(ARTICLE, encoding="utf-8")
    items = list(iter_items(tmp_path / "x.txt"))
    report = compare(items, items)
    assert report["F1"]["triggers with type"]["f1"] == 1 and report["alpha"]["trigger and type, words"]["alpha"] == 1
    assert disagreements(items, items) == []
