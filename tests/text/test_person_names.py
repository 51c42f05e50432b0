from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.person_names import compare_persons, person_keys
from dragoman.text.romanisation import coarse_key, is_near, sound_of

SAME = [
    ("Vasil Kharchenko", "Vasyl Harchenko"), ("Oleh Zhovtyy", "Oleg Zhovty"), ("Yevgeny Shcherbin", "Evgenii Scherbin"),  # Slavic
    ("Mustafa al-Qasimi", "Moustafa Qassimi"), ("Abd al-Karim Nuri", "Abdulkarim Nouri"), ("Yousif az-Zahir", "Yusuf al-Zahir"),  # Arabic
    ("Pak Song Chol", "Pak Song-chol"), ("Ma Kaiwen", "Ma Kai-wen"), ("Son Il Ho", "Il-ho Son"), ("Ri Myong Gil", "Lee Myung-gil"),  # East Asia
    ("Kádár Ferenc", "Ferenc Kadar"), ("Pieter De Waele", "Pieter Dewaele"),
    ("Jorge Quispe Mamani", "Jorge Quispe"),  # order, particles, second family name
    ("Grigor Pavlovich Dorn", "Grigor Dorn"), ("Bill Hartwell", "William Hartwell"), ("P. R. Venkatesan", "Prakash Raghav Venkatesan"),
    ("Ellen T. Voss", "Ellen Voss"),
    ("Sheikh Tamer Dabbous", "Tamer Dabous"), ("Rupert Lang Jr.", "Rupert Lang"), ("C. Y. Leung", "Leung Chun-yin"),
]  # fmt: skip
OTHER = [
    ("Ivan Petrov", "Ivan Petkov"), ("Anna Belova", "Anton Belov"), ("Mario Odera", "Maria Odera"), ("Kim Song Nam", "Kim Song Gi"),
    ("Wang Haoran", "Wang Haoyu"), ("Jonas Brandt", "Tobias Brandt"),
    ("Walter F. Reed", "Walter J. Reed"), ("Otto II", "Otto III"), ("Karim Wali Daud", "Karim Shah Daud"), ("Hassan Tabari", "Hussein Tabari"),
    ("Pak Chol", "Pak Chil"),
]  # fmt: skip
MAY_BE = [("Kim", "Kim Sang-woo"), ("M. Barro", "Mamadou Barro"), ("Idriss Goukou", "Mahamat Idriss Goukou"), ("Ali Hassan", "Ali Hassan Mohammed"),
("Otto", "Otto II"), ("John Smith", "John Smith")]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_name_are_the_same_and_share_a_key(a: str, b: str) -> None:
    match = compare_persons(a, b, ("RUR", "RUR"))
    assert match.verdict == "same", match
    assert person_keys(a) & person_keys(b)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_names_of_two_persons_are_told_apart(a: str, b: str) -> None:
    assert compare_persons(a, b, ("RUR", "RUR")).verdict == "other"


@pytest.mark.parametrize(("a", "b"), MAY_BE)
def test_what_needs_more_evidence_is_left_open(a: str, b: str) -> None:
    assert compare_persons(a, b).verdict == "may_be"


def test_states_speak_against_and_for() -> None:
    assert compare_persons("Ali Hassan", "Hassan Ali", ("RUR", "RUR")).verdict == "may_be"
    assert compare_persons("John Smith", "John Smith", ("RUR", "RUR")).verdict == "same"
    assert compare_persons("Viktor Dravic", "Viktor Dravic", ("RUR", "GRA")).verdict == "may_be"
    assert compare_persons("Viktor Dravic", "Viktor Dravic", ("RUR", None)).verdict == "same"


WORD = st.text("abcdefghiklmnoprstuvyzšéñç'", min_size=2, max_size=9).filter(lambda w: sum(c.isalpha() for c in w) > 1 and w[0].isalpha())
NAME = st.lists(WORD, min_size=2, max_size=4).map(lambda words: " ".join(w.capitalize() for w in words))


@given(NAME, NAME)
def test_the_comparison_is_the_same_in_both_directions(a: str, b: str) -> None:
    assert compare_persons(a, b, ("RUR", None)) == compare_persons(b, a, (None, "RUR"))


@given(NAME)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert compare_persons(name, name, ("RUR", "RUR")).verdict in ("same", "may_be")
    assert compare_persons(name, name, ("RUR", "RUR")).reason == "the same letters"


@given(NAME, NAME)
def test_names_that_may_be_one_share_a_key(a: str, b: str) -> None:
    if compare_persons(a, b, ("RUR", "RUR")).verdict == "same":
        assert person_keys(a) & person_keys(b)


@given(WORD)
def test_marks_case_and_hyphens_do_not_change_the_sound(word: str) -> None:
    plain = word.translate(str.maketrans("šéñç", "senc")).replace("'", "")
    assert sound_of(word) == sound_of(plain) == sound_of(plain.upper())
    assert coarse_key(word) == coarse_key(plain[:1] + "-" + plain[1:])


@given(st.text(string.ascii_lowercase, max_size=10), st.text(string.ascii_lowercase, max_size=10))
def test_likeness_of_words_is_the_same_in_both_directions(a: str, b: str) -> None:
    assert is_near(a, b) == is_near(b, a)
