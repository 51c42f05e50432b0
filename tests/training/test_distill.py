"""The programs that train: labels of frames in a batch, what teachers say of it, how the student is held to it."""

import random

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from training.batches import Encoded, collate  # noqa: E402
from training.corpus_format import Item, iter_items  # noqa: E402
from training.data import join, read_corpus_item, read_framed  # noqa: E402
from training.distill import ask, lessons_of  # noqa: E402
from training.network import Encoder, Network  # noqa: E402
from training.teacher import MPNet, buckets  # noqa: E402
from training.texts import example_of, plain  # noqa: E402
from training.train import losses_of, read, weighed  # noqa: E402

from training import frames_format, labels  # noqa: E402

CORPUS = """= w-x-1
Chile on Monday imposed sanctions on two banks, its minister said.
E sanctions | SANCTION | discontinue | 163 | asserted | economic
 A Chile
 R two banks
 T Monday
S said | indirect
 W its minister
 C Chile on Monday imposed sanctions on two banks
M Chile | state | CHL | GOV
"""
FRAMES = """= w-y-1
Peru shipped rifles to Ghana, and Ghana signed the pact.
F shipped | TRANSFER | asserted | arms
 A Peru
 R Ghana@1
 O rifles
F signed | AGREEMENT | signed | treaty,agreement
 A Ghana@2
"""


def corpus_item(tmp_path) -> Item:
    path = tmp_path / "written_x.txt"
    path.write_text(CORPUS, encoding="utf-8")
    problems: list[str] = []
    (item,) = iter_items(path, problems)
    assert not problems
    return item


def framed(tmp_path):
    path = tmp_path / "1.txt"
    path.write_text(FRAMES, encoding="utf-8")
    return read_framed(next(frames_format.iter_sentences(path)))


def encoded(example) -> Encoded:
    """Each word as one made-up piece."""
    ids = [101, *(1000 + i for i in range(len(example.words))), 102]
    return Encoded(ids, list(range(1, len(example.words) + 1)), example.features(), example)


def test_frames_keep_their_words_when_sentences_are_joined(tmp_path):
    first, second = read_corpus_item(corpus_item(tmp_path)), framed(tmp_path)
    both = join([first, second])
    assert [both.words[f.word] for f in both.frames] == ["shipped", "signed"]
    assert [labels.FRAME[f.kind] for f in both.frames] == ["TRANSFER", "AGREEMENT"]
    rows = dict(both.rows["frame_role"])
    at = both.words.index("shipped")
    assert {both.words[i]: labels.FRAME_ROLE[v] for i, v in enumerate(rows[at]) if v} == {"Peru": "giver", "rifles": "thing", "Ghana": "taker"}
    batch = collate([encoded(both)])
    assert batch.framed[0, : len(first.words)].sum() == 0
    assert batch.framed[0, len(first.words) : len(both.words)].all()
    assert batch.frames[4].sum(1).tolist() == [1.0, 1.0]


def test_every_head_with_labels_has_a_loss_and_the_student_learns_the_opinion(tmp_path):
    torch.manual_seed(1)
    example = join([read_corpus_item(corpus_item(tmp_path)), framed(tmp_path)])
    batch = collate([encoded(example), encoded(example_of("t", "Ghana rejected the demand of the court in The Hague."))])
    teacher, student = Network(MPNet(layers=1)).eval(), Network(Encoder(layers=1))
    with torch.no_grad():
        teacher.token_heads["trigger"].bias[1:] += 3  # an untrained teacher that sees events everywhere
    opinion = ask([(teacher, True)], batch, random.Random(1))
    gold = losses_of(student, batch, read(student, batch))
    assert {"trigger", "role", "cue", "quote", "mention", "relation", "frame", "frame_stage", "frame_kind", "frame_role", "context"} <= set(gold)
    assert "arc" not in gold
    assert opinion.pairs[3].sum(-1).tolist() == pytest.approx([1.0] * len(opinion.pairs[0]), abs=1e-4)
    optimiser = torch.optim.Adam(student.parameters(), lr=1e-3)
    losses = []
    for _ in range(40):
        total = weighed(lessons_of(student, batch, read(student, batch), opinion), {})
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        losses.append(float(total.detach()))
    assert min(losses[-5:]) < 0.95 * losses[0]


def test_distances_fall_into_buckets_by_side_and_by_logarithm():
    table = buckets(200, torch.device("cpu"))
    assert table.diagonal().tolist() == [0] * 200
    assert table[5, 3] == 2
    assert table[3, 5] == 18
    assert table[199, 0] == 15
    assert table[0, 199] == 31
    assert all(table[199, i] >= table[199, i + 1] for i in range(199))


def test_links_and_sources_of_a_report_are_left_out():
    line = '* [Peru](https://x.org/Peru "Peru") *recalls* its envoy from [Quito](https://x.org/Quito "Quito"). [(Agency)](https://y.org/1)'
    assert plain(line) == "Peru recalls its envoy from Quito."
