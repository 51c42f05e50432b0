"""The generated pages and the page of errors say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.make_reference import pages

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"DRG-[A-Z]+-\d{3}")


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.name)
def test_generated_page_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run: python tools/make_reference.py"


def test_every_error_code_is_listed() -> None:
    used = {code for module in (ROOT / "src").rglob("*.py") for code in CODE.findall(module.read_text(encoding="utf-8"))}
    listed = CODE.findall((ROOT / "docs" / "errors.md").read_text(encoding="utf-8"))
    assert used - set(listed) == set()
    assert set(listed) - used == set()
    assert len(listed) == len(set(listed))


def test_every_page_is_in_the_navigation() -> None:
    navigation = re.findall(r": (\w+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    assert sorted(navigation) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))
