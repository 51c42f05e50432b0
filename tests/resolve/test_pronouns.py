"""Which earlier party a pronoun names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Actor, CodedDocument, Document, Token
from dragoman.resolve.pronouns import Candidate, Pronoun, PronounRanker, possible

_WORDS = ("Kenya", "told", "the", "minister", "that", "she", "left", "Uganda", "and", "it", "paid", "them", "his", "army", ".")


def _tokens() -> list[Token]:
    out, at = [], 0
    for i, word in enumerate(_WORDS):
        out.append(Token(i=i, start=at, end=at + len(word), text=word, pos="NOUN", head=1, deprel="nsubj" if i == 0 else "obl", sentence=0))
        at += len(word) + 1
    return out


candidates = st.lists(
    st.builds(Candidate, entity=st.integers(0, 40), kind=st.sampled_from(["person", "state", "igo", "unknown", ""]), number=st.sampled_from(["sg", "pl"]),
              gender=st.sampled_from(["m", "f", None]), known=st.booleans(), head=st.integers(0, 4), as_pronoun=st.booleans(), mentions=st.integers(1, 9)),
    unique_by=lambda c: c.entity, max_size=6,
)  # fmt: skip


@given(candidates, st.sampled_from([5, 9, 11, 12]), st.booleans())
def test_the_choice_is_a_possible_candidate_and_does_not_hang_on_their_number_alone(found: list[Candidate], at: int, direct: bool) -> None:
    tokens = _tokens()
    pronoun = Pronoun(tokens[at], tokens[at].text, direct, frozenset())
    chosen = PronounRanker.shipped("pronouns").choose(pronoun, found, tokens)
    fitting = {c.entity for c in found if possible(pronoun, c)}
    assert chosen is None or chosen in fitting
    assert PronounRanker.shipped("pronouns").choose(pronoun, [c for c in found if possible(pronoun, c)], tokens) == chosen


@given(candidates)
def test_a_singular_person_is_neither_it_nor_they_and_a_state_is_not_she(found: list[Candidate]) -> None:
    tokens = _tokens()
    for candidate in found:
        if candidate.kind == "person" and candidate.number == "sg":
            assert not possible(Pronoun(tokens[9], "it", False, frozenset()), candidate)
            assert possible(Pronoun(tokens[5], "she", False, frozenset()), candidate) == (candidate.gender != "m")
        if candidate.kind == "state":
            assert not possible(Pronoun(tokens[5], "she", False, frozenset()), candidate)


@pytest.fixture(scope="module")
def coder() -> Any:
    return load_coder()


def _owners(coder: Any, text: str, words: str) -> list[str]:
    """The names of the actors among whose mentions the words are."""
    return [a.name for a in _actors(coder, text) if any(m.text == words for m in a.mentions)]


def _actors(coder: Any, text: str) -> tuple[Actor, ...]:
    document = read_text(text)
    assert isinstance(document, Document)
    coded = coder.code_document(document)
    assert isinstance(coded, CodedDocument)
    return coded.record.actors


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("Kenya closed the border on Friday. It accused smugglers of arson.", "It", "Kenya"),
        ("President Ana Lopez met General Omar Haddad in Lima. She asked him to withdraw the troops.", "She", "Ana Lopez"),
        ("President Ana Lopez met General Omar Haddad in Lima. She asked him to withdraw the troops.", "him", "Omar Haddad"),
        ("Kenyan President Miriam Otieno arrived at the Kremlin on Friday. She will sign a grain deal.", "She", "Miriam Otieno"),
        ("The rebels attacked the capital on Monday. They burned two ministries.", "They", "rebels"),
    ],
)
def test_pronouns_of_clear_sentences(coder: Any, text: str, pronoun: str, name: str) -> None:
    owners = _owners(coder, text, pronoun)
    assert len(owners) == 1 and name in owners[0]


def test_an_empty_it_names_nobody(coder: Any) -> None:
    assert not _owners(coder, "France condemned the raid on Friday. It remains to be seen whether Chad will reply.", "It")


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("North Korea fired two missiles on Friday. The country has tested six this year.", "The country", "North Korea"),
        ("Saudi Arabia cut its oil output. The kingdom said it would pump less until March.", "The kingdom", "Saudi Arabia"),
        ("The Red River Front seized Lomba on Sunday. The group wants a state of its own.", "The group", "Red River Front"),
    ],
)
def test_descriptions_of_clear_sentences(coder: Any, text: str, words: str, name: str) -> None:
    assert [n for n in _owners(coder, text, words) if name in n]


def test_whose_allies_they_are_is_not_what_they_are(coder: Any) -> None:
    actors = _actors(coder, "Russia attacked Ukraine. The United States and its allies condemned the attack.")
    assert {a.country for a in actors if a.name == "allies"} == {None}
