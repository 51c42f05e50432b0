from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from dragoman.merge.documents import DocumentSketch, _hash, compare_documents, group_documents

TEXT = (
    "Ruritanian artillery shelled the town of Zenda on Monday, killing at least twelve people and wounding forty others, the governor said. "
    "Rescuers dug through the rubble of a school until nightfall. The government in Strelsau blamed rebels who are backed by Graustark; Graustark denied "
    "any part in it and called for talks. Aid groups warned that winter stores have run out, and asked both sides to open the mountain road "
    "before the first snow."
).split()
CUTS = st.lists(st.tuples(st.integers(0, 60), st.integers(16, 80), st.none() | st.integers(1000, 1030)), min_size=1, max_size=12)


def sketch(identity: str, words: list[str], day: int | None = 1000, **values: object) -> DocumentSketch:
    runs = frozenset(_hash(" ".join(words[i : i + 4])) for i in range(len(words) - 3))
    return DocumentSketch(id=identity, runs=runs, published=day, published_at="" if day is None else str(day), **values)  # type: ignore[arg-type]


def test_a_reprint_is_a_reprint_and_a_lengthened_text_a_version() -> None:
    a = sketch("a", TEXT, agencies=frozenset({"ap"}))
    same = compare_documents(a, sketch("b", TEXT, 1001))
    assert same is not None and same.relation == "reprint" and same.containment == 1.0
    longer = compare_documents(a, sketch("c", [*TEXT, *(f"new{i}" for i in range(80))], agencies=frozenset({"ap"})))
    assert longer is not None and longer.relation == "version" and longer.features["same_agency"] == 1.0


def test_a_corrected_number_stays_a_copy() -> None:
    words = ["thirteen" if w == "twelve" else w for w in TEXT]
    assert compare_documents(sketch("a", TEXT), sketch("b", words)) is not None


def test_other_texts_and_far_days_are_no_copies() -> None:
    other = random.Random(1).sample(TEXT, len(TEXT))
    assert compare_documents(sketch("a", TEXT), sketch("b", other)) is None
    assert compare_documents(sketch("a", TEXT), sketch("b", TEXT, 1015)) is None
    assert compare_documents(sketch("a", TEXT), sketch("b", TEXT, None)) is None
    assert compare_documents(sketch("a", TEXT[:10]), sketch("b", TEXT[:10])) is None  # too short to judge


def test_ten_reprints_are_one_source_named_after_their_agency() -> None:
    named = [frozenset({"ap"}) if i % 2 else frozenset() for i in range(10)]
    groups = group_documents([sketch(f"d{i}", TEXT, 1000 + i % 3, agencies=named[i], publisher=f"paper {i}") for i in range(10)])
    assert set(groups.groups.values()) == {"d0"} and groups.sources == {"d0": "ap"}


@given(CUTS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_groups_do_not_depend_on_order_or_steps(cuts: list[tuple[int, int, int | None]], chance: random.Random, size: int) -> None:
    sketches = [sketch(f"d{i}", TEXT[start : start + length], day) for i, (start, length, day) in enumerate(cuts)]
    whole = group_documents(sketches)
    chance.shuffle(sketches)
    assert group_documents(sketches) == whole
    groups: dict[str, str] = {}
    for start in range(0, len(sketches), size):
        new = sketches[start : start + size]
        groups |= group_documents(sketches[: start + size], seeds=[s.id for s in new]).groups
    assert groups == whole.groups
