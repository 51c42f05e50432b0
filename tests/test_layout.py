"""Sizes that keep the code readable; ruff has no such rules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
MODULES = sorted(SOURCE.rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_is_shorter_than_500_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 500


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_are_shorter_than_60_lines(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if node.end_lineno is not None and node.end_lineno - node.lineno + 1 >= 60] == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_prints_below_the_command_line(path):
    calls = [node.func.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert "print" not in calls
