from __future__ import annotations

import os
from pathlib import Path

import pytest

from dragoman.records import Document, Rejection

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files; tests that need it are skipped where it is missing."""
    folder = Path(os.environ.get("DRAGOMAN_SHARED") or ROOT.parent / "shared") / "samples"
    if not folder.is_dir():
        pytest.skip(f"no samples in {folder}")
    return folder


def check_item(item: Document | Rejection) -> None:
    """Checks what holds of every document and rejection."""
    if isinstance(item, Rejection):
        assert item.code.startswith("DRG-READ-") and item.message and item.stage == "read"
        return
    assert item.text.strip() and item.segments
    end = 0
    for segment in item.segments:
        assert end <= segment.start < segment.end <= len(item.text)
        words = item.text[segment.start : segment.end]
        assert words == words.strip()
        end = segment.end
    covered = sum(len("".join(item.text[s.start : s.end].split())) for s in item.segments)
    assert covered == len("".join(item.text.removeprefix("\ufeff").split()))
    if item.dateline_place is not None:
        assert item.text[item.dateline_place.start : item.dateline_place.end] == item.dateline_place.text


def kinds(document: Document) -> list[tuple[str, str]]:
    """Lists the segments with the first 30 characters of each."""
    return [(s.kind, document.text[s.start : s.end][:30]) for s in document.segments]
