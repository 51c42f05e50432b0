from __future__ import annotations

import json

from dragoman.records.schema import json_schema


def test_json_schema_is_printed(run):
    assert json.loads(run("schema").stdout) == json_schema()


def test_arrow_schema_of_a_table_is_printed(run):
    assert run("schema", "events").stdout.startswith("document_id: string not null")


def test_unknown_table_is_exit_code_2(run):
    done = run("schema", "nothing")
    assert done.exit_code == 2
    assert "the tables are" in done.stderr
