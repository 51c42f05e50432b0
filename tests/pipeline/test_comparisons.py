"""The windows of comparative claims; sentences of our own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import plain_document


@pytest.mark.parametrize(
    ("text", "kind", "start"),
    [
        ("It was the first visit to Lima by a Spanish king since 2004.", "first_since", "2004"),
        ("It was the first ferry lost in a storm since 1982, officials said.", "first_since", "1982"),
        ("It was the largest drill between the two allies in 24 years.", "superlative_since", "2007"),
        ("It is the deepest quarrel between the two neighbours since the end of the Cold War.", "superlative_since", "1991"),
        ("It was the third accord for the valley since 2026.", "nth", "2026"),
        ("No Peruvian president had set foot in Quito in 30 years.", "first_since", "2001"),
        ("Not since the 1980s had so many fled across the river.", "superlative_since", "1980"),
        ("Grain exports have doubled since 2024.", "increase", "2024"),
        ("It was the worst crisis with its neighbours since the raid of March 3, 2019.", "superlative_since", "2019"),
    ],
)
def test_the_window_opens_where_the_text_counts_from(coder: Any, text: str, kind: str, start: str) -> None:
    claims = coder.code_document(plain_document(text, published_at="2031-09-10")).record.comparative_claims
    assert [(c.kind, (c.window.start or "")[:4]) for c in claims] == [(kind, start)]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya signed the second of the two texts.",
        "Kenya expelled its second secretary, Luis Vega.",
        "The second ship would follow a month later.",
        "Most trade with the island has gone by sea since 2004.",
        "It fell on the third anniversary of the coup.",
    ],
)
def test_parts_and_amounts_are_not_compared(coder: Any, text: str) -> None:
    assert not coder.code_document(plain_document(text, published_at="2031-09-10")).record.comparative_claims


def test_the_first_to_do_something_is_a_first(coder: Any) -> None:
    text = "The purchase made Peru the first member of the bloc to receive the new fighter."
    (claim,) = coder.code_document(plain_document(text, published_at="2031-09-10")).record.comparative_claims
    assert claim.kind == "first_ever"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The two armies had never before trained together.", ["first_ever"]),
        ("The deal is Africa's biggest trade accord.", ["superlative_ever"]),
        ("The allies agreed a 14th package of penalties.", ["nth"]),
        ("It ended one of the world's deadliest wars.", []),
        ("They will settle in a third country.", []),
        ("Peru's largest party welcomed it.", []),
        ("No deal was reached after three weeks of talks.", []),
    ],
)
def test_what_ranks_something_and_what_only_describes_it(coder: Any, text: str, kinds: list[str]) -> None:
    record = coder.code_document(plain_document(text, published_at="2031-09-10")).record
    assert [c.kind for c in record.comparative_claims] == kinds
