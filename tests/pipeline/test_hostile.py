"""Hostile input: an error or a rejection with its code, or a record; never a trace, never a hang."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.readers import read_bytes, read_path
from dragoman.records import Rejection


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t \n"),
        ("binary.txt", bytes(range(256)) * 40),
        ("long.txt", b"x" * 3_000_000),
        ("russian.txt", "Президент подписал договор о взаимной помощи в столице.".encode() * 5),
        ("bomb.html", b"<div>" * 200_000),
        ("broken.json", b'{"text": '),
    ],
)
def test_what_cannot_be_coded_is_rejected_with_a_code(coder: Any, name: str, data: bytes) -> None:
    results = list(coder.code_many(read_bytes(data, name=name)))
    assert results and all(isinstance(r, Rejection) for r in results)
    assert all(r.code.startswith("DRG-") and r.code != "DRG-CODE-001" and r.message for r in results)


@pytest.mark.parametrize(
    "text",
    ["“We will not go.” “They must.” “Never.”", '"' * 500, "Mr. " * 400, "(((((" * 300,
     "He said she said they said it said. " * 40, "\u202e\u200b\ufeff Chile met Peru."],
)
def test_odd_english_is_coded_without_a_fault(coder: Any, text: str) -> None:
    for result in coder.code_many(read_bytes(text.encode(), name="odd.txt")):
        assert not isinstance(result, Rejection) or result.code != "DRG-CODE-001", result


def test_a_missing_file_is_a_rejection(tmp_path: Path) -> None:
    (result,) = list(read_path(tmp_path / "nothing.txt"))
    assert isinstance(result, Rejection) and "nothing.txt" in result.message
