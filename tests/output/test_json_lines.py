from __future__ import annotations

import io
import json

from dragoman.output import make_writer
from dragoman.records import Record, Rejection

UNREAD = Rejection(stage="read", code="DRG-READ-001", message="there is no file", path="gone.txt")


def write(format_name: str, *items) -> bytes:
    stream = io.BytesIO()
    writer = make_writer(format_name, stream)
    for item in items:
        writer.write(item)
    writer.close()
    return stream.getvalue()


def test_jsonl_has_one_line_a_document_that_reads_back(coded):
    lines = write("jsonl", coded, coded).splitlines()
    assert [Record.from_json(line) for line in lines] == [coded.record, coded.record]


def test_an_unread_document_keeps_its_place_with_its_reason(coded):
    first, second = map(json.loads, write("jsonl", UNREAD, coded).splitlines())
    assert first["schema_version"] == "1"
    assert first["document"] == "gone.txt"
    assert first["rejections"][0]["code"] == "DRG-READ-001"
    assert second["document"]["path"] == "story.txt"


def test_json_of_one_document_is_an_object(coded):
    assert json.loads(write("json", coded)) == json.loads(coded.record.to_json())


def test_json_of_several_documents_is_an_array(coded):
    plain = json.loads(coded.record.to_json())
    assert json.loads(write("json", coded, coded, coded)) == [plain] * 3


def test_json_of_nothing_is_an_empty_array():
    assert json.loads(write("json")) == []


def test_broken_bytes_do_not_stop_the_output(make_story):
    line = write("jsonl", make_story(path="bro\udc80ken.txt"))
    assert json.loads(line)["document"]["path"] == "bro\ufffdken.txt"


def test_the_same_document_gives_the_same_bytes(make_story):
    assert write("jsonl", make_story()) == write("jsonl", make_story())
