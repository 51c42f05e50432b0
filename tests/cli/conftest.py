from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import dragoman.pipeline
import dragoman.readers
from dragoman.cli.app import app
from dragoman.errors import ReadError
from dragoman.records import Rejection


@pytest.fixture
def run(monkeypatch, fake_coder, make_document) -> Callable[..., Result]:
    """Runs a command with a fake coder, and with readers that take each file, or each line of .jsonl, for a document."""

    def read_path(path: Path, *, published_at=None, full_text=False):
        if not path.exists():
            raise ReadError("DRG-READ-001", f"there is no file {path}")
        text = path.read_text(encoding="utf-8")
        for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
            if part.startswith("binary"):
                yield Rejection(stage="read", code="DRG-READ-003", message="binary", path=str(path))
            else:
                yield make_document(part, path=str(path), published_at=published_at)

    def read_stream(stream, *, name="-", published_at=None, full_text=False):
        yield make_document(stream.read().decode(), path=name, published_at=published_at)

    monkeypatch.setattr(dragoman.pipeline, "load_coder", lambda **_: fake_coder)
    monkeypatch.setattr(dragoman.readers, "read_path", read_path, raising=False)
    monkeypatch.setattr(dragoman.readers, "read_stream", read_stream, raising=False)

    def invoke(*arguments: object, **options) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)

    return invoke


@pytest.fixture
def story_file(tmp_path: Path, story: str) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(story, encoding="utf-8")
    return path
