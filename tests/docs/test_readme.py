"""What the pages for people show does run, and what they claim is so."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import get_args

import pytest

import dragoman
from dragoman.ontology.plover import event_types
from dragoman.readers.limits import MAX_DOCUMENT_CHARS, MAX_FILE_BYTES
from dragoman.records import values

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "docs" / "tutorial.md", ROOT / "docs" / "ledger.md", ROOT / "docs" / "store.md", ROOT / "docs" / "exchange.md"]
README = PAGES[0].read_text(encoding="utf-8")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


def commands(page: Path, program: str) -> list[str]:
    return [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith(f"{program} ")]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]) if "PYTHONPATH" in os.environ else None
    environment = {**os.environ, **({"PYTHONPATH": path} if path else {}), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_there_are_commands_to_run() -> None:
    assert sum(len(commands(page, "dragoman")) for page in PAGES) >= 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_run_one_after_the_other(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    for command in commands(page, "dragoman"):
        done = run(command.replace("dragoman", f"{shlex.quote(sys.executable)} -m dragoman", 1), tmp_path)
        assert done.returncode == 0, f"{command}: {done.stderr}"


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_python_blocks_run_one_after_the_other(page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], workplace: Path) -> None:
    monkeypatch.chdir(workplace)
    names: dict[str, object] = {}
    for number, block in enumerate(blocks(page, "python"), start=1):
        exec(compile(block, f"{page.name}, block {number}", "exec"), names)  # the page's own code
    shown = capsys.readouterr().out
    if page.name == "tutorial.md":
        assert "left out: DRG-READ-016" in shown
    else:
        assert "SANCTION" in shown


def test_readme_has_the_two_commands_that_ci_takes_from_it() -> None:
    first, second = commands(ROOT / "README.md", "pip")
    assert first == "pip install . && dragoman code samples/treaty.txt"
    assert second == "pip install '.[test]' && pytest"
    assert "samples/treaty.txt" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_what_it_does_is_said_in_three_lines_before_the_picture() -> None:
    lines = README.splitlines()
    assert [bool(line) for line in lines[:7]] == [True, False, True, True, True, False, True]
    assert lines[6].startswith("![")


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_sizes_and_limits_are_as_stated() -> None:
    package = Path(dragoman.__file__).parent
    model = (package / "language" / "weights" / "reader.onnx").stat().st_size / 1e6
    stated = re.search(r"language model \((\d+) MB\)", README)
    assert stated is not None and abs(model - int(stated[1])) < 1, f"the model has {model:.1f} MB"
    assert f"at most {MAX_DOCUMENT_CHARS:,} characters" in README
    assert MAX_FILE_BYTES == 64 * 1024 * 1024 and "64 MiB" in (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"] == ">=3.11"


def test_a_text_in_another_language_is_refused_as_stated() -> None:
    with pytest.raises(dragoman.DragomanError) as caught:
        dragoman.code("Le président de la République a reçu mercredi à Paris le chancelier allemand pour un entretien sur le budget.")
    assert caught.value.code == "DRG-READ-016" and "DRG-READ-016" in README


def test_statuses_are_those_of_the_records() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| status"))
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(get_args(values.Status))


def test_places_are_as_stated() -> None:
    data = resources.files("dragoman.resolve").joinpath("data")
    towns = {line.split(b"\t")[1] for line in data.joinpath("towns.tsv").read_bytes().splitlines()}
    villages = data.joinpath("villages.tsv").read_bytes().count(b"\n")
    assert len(towns) > 30_000 and villages > 200_000 and "places of 500 inhabitants or more" in README
    terms = resources.files("dragoman.resolve").joinpath("data", "people.tsv").read_bytes().count(b"\n")
    assert abs(terms - 8_800) < 100 and "8,800 dated terms of office" in README
    assert len(event_types()) == 16


def test_every_table_of_the_ledger_is_filled(workplace: Path) -> None:
    coder = dragoman.load()
    records = [coder.code(path.read_text(encoding="utf-8")).record for path in sorted((workplace / "samples").glob("*.txt"))]
    for table in ("agreements", "obligations", "measures", "transfers", "meetings", "situations", "comparative_claims"):
        assert any(getattr(record, table) for record in records), table


def test_versions_agree() -> None:
    changes = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert changes is not None and citation is not None
    assert changes[1] == citation[1] == dragoman.__version__
