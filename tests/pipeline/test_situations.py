"""What lasts while events happen; sentences of our own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import plain_document


def situations(coder: Any, text: str) -> list[tuple[str, list[str]]]:
    record = coder.code_document(plain_document(text, published_at="2031-09-10")).record
    return [(s.kind, [n.span.text for n in s.names]) for s in record.situations]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The trade war between Peru and Chile cost jobs, officials said.", "dispute"),
        ("The coup in Chad in March was condemned by its neighbours.", "crisis"),
        ("The row clouded the summit in Lima on Monday.", "dispute"),
        ("Peru and Chile have fought three wars since 1879.", "war"),
        ("It ended after two years of war, the envoy said.", "war"),
        ("The two have formally been at war since 1948.", "war"),
        ("A row that has shut the port for weeks divides Peru and Chile.", "dispute"),
        ("Lebanon's economic collapse drove many abroad.", "crisis"),
        ("Peru and Chile settled a dispute over fishing rights.", "dispute"),
    ],
)
def test_words_name_a_situation_and_its_kind(coder: Any, text: str, kind: str) -> None:
    assert kind in [k for k, _ in situations(coder, text)]


@pytest.mark.parametrize("text", ["Rebels shelled a village in Chad on Monday.", "Hostile words were heard in Lima.", "Any war would be long, he said."])
def test_people_and_wars_of_nobody_are_none(coder: Any, text: str) -> None:
    assert not situations(coder, text)


def test_the_conflict_is_the_war_told_before(coder: Any) -> None:
    text = "The war in Sudan has driven millions from their homes. The United Nations says the conflict is in its third year."
    assert [len(names) for _, names in situations(coder, text)] == [2]


def test_a_body_is_no_situation_and_the_fighting_is_that_of_the_war(coder: Any) -> None:
    assert situations(coder, "The 30-member military alliance met in Lima on Monday.") == []
    assert [k for k, _ in situations(coder, "Sudan's civil war has killed thousands. The fighting in Darfur drove many into Chad.")] == ["war"]
