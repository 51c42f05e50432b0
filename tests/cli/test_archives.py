from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.readers.made import NEXIS, STORY, make_docx, make_record, make_zip

ROOT = Path(__file__).parent.parent.parent


def dragoman(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    return subprocess.run([sys.executable, "-m", "dragoman", *map(str, arguments)], input=stdin, capture_output=True, env=environment, timeout=120, check=False)


def test_archives_are_coded_and_each_bad_member_is_reported(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(make_zip([("nexis.docx", make_docx(NEXIS.splitlines())), ("../evil.txt", STORY), ("story.txt.gz", gzip.compress(STORY.encode()))]))
    done = dragoman("code", path, "--format", "jsonl")
    lines = [json.loads(line)["document"] for line in done.stdout.splitlines()]
    found = [line if isinstance(line, str) else line["path"] for line in lines]
    assert found == [f"{path}!{name}" for name in ("nexis.docx#1", "nexis.docx#2", "nexis.docx#3", "../evil.txt", "story.txt.gz")]
    errors = done.stderr.decode()
    assert done.returncode == 0 and errors.count("DRG-READ-012") == 1 and errors.count("DRG-READ-033") == 1 and "Traceback" not in errors
    piped = dragoman("code", "-", "--format", "jsonl", stdin=path.read_bytes())
    assert len(piped.stdout.splitlines()) == 5


def test_a_web_archive_goes_into_a_store_once(tmp_path):
    path, store = tmp_path / "CC-NEWS-20260512093000-00001.warc.gz", tmp_path / "store"
    other = make_record(url="http://wire.example/b", date="2026-05-13T09:30:00Z")
    path.write_bytes(gzip.compress(make_record()) + gzip.compress(other) + gzip.compress(make_record(b"HTTP/1.1 404 Not Found\r\n\r\n"))[:-60])
    first, second = (dragoman("ingest", path, "--store", store, "--date", "2026-05-11").stdout.decode() for _ in range(2))
    assert first.startswith("3 read: 1 coded") and "0 known already, 1 skipped, 1 given twice" in first
    assert second.startswith("3 read: 0 coded") and "2 known already, 1 skipped" in second
    rows = dragoman("query", "--sql", "SELECT published_at, fetched_at, url FROM documents", "--store", store, "-f", "jsonl").stdout
    assert json.loads(rows) == {"published_at": "2026-05-11", "fetched_at": "2026-05-12T09:30:00+00:00", "url": "http://wire.example/a"}
    skipped = dragoman("query", "--sql", "SELECT code FROM skipped", "--store", store, "-f", "jsonl").stdout
    assert json.loads(skipped) == {"code": "DRG-READ-030"}
