from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dragoman
import dragoman.pipeline
import dragoman.readers
from dragoman import Coding
from dragoman.records import Record

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _fakes(monkeypatch, fake_coder, make_document):
    monkeypatch.setattr(dragoman.pipeline, "load_coder", lambda **_: fake_coder)
    monkeypatch.setattr(dragoman.readers, "read_text", lambda text, path=None, published_at=None: make_document(text, path, published_at), raising=False)
    dragoman.load.cache_clear()
    yield
    dragoman.load.cache_clear()


def test_all_is_sorted_and_complete():
    public = {name for name in vars(dragoman) if not name.startswith("_")} - {
        name for name, value in vars(dragoman).items() if type(value).__name__ == "module"
    }
    order = [(not name.isupper(), not name[0].isupper(), name) for name in dragoman.__all__]  # constants, classes, functions
    assert order == sorted(order)
    assert public | {"__version__"} == set(dragoman.__all__)


def test_version_is_that_of_the_project():
    assert dragoman.__version__ == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_import_loads_nothing_heavy():
    heavy = "numpy onnxruntime tokenizers spacy lxml trafilatura pyarrow pandas rich typer dateparser torch".split()
    check = f"import sys, dragoman; print([m for m in {heavy!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_code_gives_typed_records(story):
    coding = dragoman.code(story)
    assert [event.event_type for event in coding.events] == ["SUPPORT", "ACCUSE"]
    assert coding.text == story
    for name in ("actors", "places", "statements", "claims", "agreements", "measures", "transfers", "meetings", "rejections"):
        assert getattr(coding, name) is getattr(coding.record, name)
    assert coding.obligations == coding.situations == coding.comparative_claims == ()


def test_coding_is_written_as_the_contract_says(story):
    coding = dragoman.code(story)
    assert Record.from_json(coding.to_json()) == coding.record
    assert json.loads(json.dumps(coding.to_dict())) == json.loads(coding.to_json())


def test_explain_takes_the_beginning_of_an_id(coded):
    coding, event = Coding(coded), coded.record.events[0]
    assert coding.explain(event.id[:9]) == coding.explain(event.id) == coded.explanations[event.id]
    with pytest.raises(dragoman.DragomanError, match="DRG-CONFIG-013"):
        coding.explain("zz")


def test_a_text_that_cannot_be_coded_raises_with_its_code():
    with pytest.raises(dragoman.DragomanError, match="DRG-CODE-002"):
        dragoman.code("bad text")


def test_date_and_title_reach_the_document(monkeypatch, fake_coder, empty_coded):
    seen = []
    monkeypatch.setattr(fake_coder, "code_document", lambda document: seen.append(document) or empty_coded("x"), raising=False)
    dragoman.code("x", published_at="2024-06-19", title="T")
    assert (seen[0].published_at, seen[0].title) == ("2024-06-19", "T")


def test_many_documents_come_in_order_and_as_they_come(story):
    def texts():
        yield story
        yield "bad text"
        raise AssertionError("the third text was asked for")

    items = dragoman.load().code_many(texts())
    assert isinstance(next(items), Coding)
    assert isinstance(next(items), dragoman.Rejection)


def test_relate_gives_type_and_confidence():
    assert dragoman.load().relate("Chile blamed Peru.", "Chile", (13, 17)) == ("ACCUSE", 0.9)


def test_the_model_is_loaded_once():
    assert dragoman.load() is dragoman.load()


def test_repr_counts_what_was_found(coded):
    assert "2 events, 1 statements" in repr(Coding(coded))
