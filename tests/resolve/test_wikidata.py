from __future__ import annotations

import bz2
import gzip
import json

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.errors import ConfigError
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.wikidata import iter_terms, office_of


def snak(value):
    return {"snaktype": "value", "datavalue": {"value": value, "type": "x"}}


def item(number):
    return {"entity-type": "item", "id": number}


def time(text, precision):
    return snak({"time": text, "precision": precision, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"})


def claim(value, rank="normal", **qualifiers):
    return {"mainsnak": snak(value), "rank": rank, "type": "statement", "qualifiers": {k: [v] for k, v in qualifiers.items()}}


def entity(number, label, aliases=(), **claims):
    names = {"en": [{"language": "en", "value": a} for a in aliases]}
    return {"type": "item", "id": number, "labels": {"en": {"language": "en", "value": label}}, "aliases": names, "claims": claims, "sitelinks": {}}


PERSON = entity(
    "Q1", "Ona Reyk", ["Reyk Ona", "O."], P31=[claim(item("Q5"))], P21=[claim(item("Q6581072"))],
    P39=[
        claim(item("Q20"), P580=time("+2030-02-01T00:00:00Z", 11), P582=time("+2033-00-00T00:00:00Z", 9)),
        claim(item("Q20"), rank="deprecated", P580=time("+1900-01-01T00:00:00Z", 11)),
        claim(item("Q21"), P580=time("+2020-01-01T00:00:00Z", 11)),
        claim(item("Q99"), P580=time("+2020-01-01T00:00:00Z", 11)),
    ],
)  # fmt: skip
OFFICES = [
    entity("Q20", "Prime Minister of Iceland", P1001=[claim(item("Q189"))]),
    entity("Q21", "Deputy Prime Minister of Iceland", P1001=[claim(item("Q189"))]),
    entity("Q189", "Iceland", P298=[claim("ISL")]),
]
EMPTY = {"type": "item", "id": "Q7", "labels": [], "aliases": [], "claims": []}  # the dump writes empty maps as lists


def dump(*entities):
    return ("[\n" + ",\n".join(json.dumps(e) for e in entities) + "\n]\n").encode()


@pytest.mark.parametrize(("name", "pack"), [("d.json", bytes), ("d.json.gz", gzip.compress), ("d.json.bz2", bz2.compress)])
def test_terms_come_out_of_any_packing_whatever_the_order(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(dump(PERSON, EMPTY, *OFFICES)))
    (term,) = iter_terms(path)
    assert term.row() == {
        "name": "Ona Reyk", "aliases": "Reyk Ona", "country": "ISL", "sector": "GOV", "gender": "f", "office": "Prime Minister",
        "start": "2030-02-01", "end": "2033", "wikidata": "Q1",
    }  # fmt: skip


def test_broken_lines_are_passed_over(tmp_path):
    path = tmp_path / "d.json"
    path.write_bytes(b'[\n{"id": "Q3", broken\n' + b'{"id": 5},\n' + dump(*OFFICES, PERSON)[2:])
    assert [t.wikidata for t in iter_terms(path)] == ["Q1"]


def test_a_cut_archive_is_an_error(tmp_path):
    path = tmp_path / "d.json.gz"
    path.write_bytes(gzip.compress(dump(PERSON, *OFFICES))[:-20])
    with pytest.raises(ConfigError) as caught:
        list(iter_terms(path))
    assert caught.value.code == "DRG-CONFIG-018"


def test_the_command_writes_a_table_that_the_coder_takes(tmp_path):
    source, table = tmp_path / "d.json", tmp_path / "people.csv"
    source.write_bytes(dump(PERSON, *OFFICES))
    result = CliRunner().invoke(app, ["knowledge", str(source), "-o", str(table)])
    assert result.exit_code == 0, result.output
    assert KnowledgePack.load([table]).people["reyk ona"][0].country == "ISL"


@pytest.mark.parametrize(
    ("label", "office"),
    [
        ("President of Kenya", "President"),
        ("Vice President of Kenya", None),
        ("President of the Senate of Chile", None),
        ("Minister of Foreign Affairs", "Foreign Minister"),
        ("Federal Chancellor of Germany", "Chancellor"),
        ("spouse of the Prime Minister of Spain", None),
        ("mayor of Lyon", None),
    ],
)
def test_offices_are_told_by_their_label(label, office):
    assert office_of(label) == office
