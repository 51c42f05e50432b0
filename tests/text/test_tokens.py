from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.tokens import iter_words


@given(st.text())
def test_words_hold_every_character_but_white_space_and_stand_in_order(text: str) -> None:
    at = 0
    for start, end in iter_words(text):
        assert start >= at and end > start
        assert text[at:start].strip() == ""
        assert not any(c.isspace() for c in text[start:end])
        at = end
    assert text[at:].strip() == ""


def test_clitics_hyphens_and_abbreviations_are_split_as_in_the_treebanks() -> None:
    text = "The U.S. didn't trust Putin’s 24-year-old pact of Jan. 5."
    words = [text[a:b] for a, b in iter_words(text)]
    assert words == ["The", "U.S.", "did", "n't", "trust", "Putin", "’s", "24", "-", "year", "-", "old", "pact", "of", "Jan.", "5", "."]
