"""The page of errors lists every code of the program, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"DRG-[A-Z]+-\d{3}")
ROW = re.compile(r"^\| (`DRG-[^|]*) \| ([^|]+) \|(?: ([^|]+) \|)?$", re.M)


def test_the_codes_of_the_page_are_those_of_the_program() -> None:
    used = {code for module in (ROOT / "src").rglob("*.py") for code in CODE.findall(module.read_text(encoding="utf-8"))}
    rows = ROW.findall((ROOT / "docs" / "errors.md").read_text(encoding="utf-8"))
    listed = [code for cell, *_ in rows for code in CODE.findall(cell)]
    assert sorted(listed) == sorted(used)


def test_every_code_of_reading_and_coding_says_what_to_do() -> None:
    rows = ROW.findall((ROOT / "docs" / "errors.md").read_text(encoding="utf-8"))
    assert [cell for cell, meaning, advice in rows if not meaning.strip() or (not advice.strip() and "DRG-DATA" not in cell)] == []
