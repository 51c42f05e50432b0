"""Documents that are known already come without what takes long to find; all others come as ever."""

from __future__ import annotations

import json

import pytest

from dragoman.readers import passing_over, read_bytes
from dragoman.readers import plain as reader
from dragoman.records import Document

BODY = "The council of Strelsau met on the island and spoke for three hours about the harbour dues, the ferries and the price of salt."
DATED = {"text": BODY, "date": "2031-03-12"}
TEXTS = [DATED, {"text": f"Council meets\n\nMarch 10, 2031\n\n{BODY}"}, {"text": BODY}, {"text": f"<p>{BODY}</p><p>It will meet again.</p>", "date": "2031-03-12"}]
ROWS = "\n".join(map(json.dumps, TEXTS)).encode()


def read(given: str | None) -> list[Document]:
    return [item for item in read_bytes(ROWS, name="a.jsonl", published_at=given) if isinstance(item, Document)]


def is_undated(document: Document, given: str | None) -> bool:
    """Whether the date is the one that was given, which is filled in behind the reader: such a document is never passed over."""
    return document.published_at == given


@pytest.mark.parametrize("first", [None, "2031-05-01"])
@pytest.mark.parametrize("second", [None, "2031-05-01", "2031-06-01"])
def test_ids_stay_and_what_is_new_comes_whole(first, second):
    known = {document.id for document in read(first)}
    wanted = read(second)
    with passing_over(known.__contains__):
        found = read(second)
    assert [d.id for d in found] == [d.id for d in wanted]
    assert all(one == whole for one, whole in zip(found, wanted, strict=True) if whole.id not in known)
    assert [d.language is None for d in found] == [d.id in known and d.published_at is not None and not is_undated(d, second) for d in wanted]
    assert read(second) == wanted


def test_no_structure_is_looked_for_where_text_and_date_are_known(monkeypatch):
    [known] = read_bytes(json.dumps(DATED).encode(), name="a.json")
    monkeypatch.setattr(reader, "find_structure", None)
    monkeypatch.setattr(reader, "find_language", None)
    with passing_over({known.id}.__contains__):
        [found] = read_bytes(json.dumps(DATED).encode(), name="moved.json")
    assert (found.id, found.path, found.segments) == (known.id, "moved.json", ())
