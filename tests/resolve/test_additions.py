from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.errors import ConfigError
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.knowledge import KnowledgePack


def write(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_of_the_user_go_first_and_stand_in_the_version(tmp_path):
    rows = "Vladimir Putin,,BEL,GOV,m,President,2031,\nOna Reyk,Reyk Ona,ISL,GOV,f,Prime Minister,2030-02,2033\n"
    people = write(tmp_path, "name,aliases,country,sector,gender,office,start,end\n" + rows)
    bodies = write(tmp_path, "name,aliases,kind,country,sector\nDawn Column,the Column of Dawn,armed_group,TCD,REB\n", "y.csv")
    pack = KnowledgePack.load([people, bodies])
    resolver = ActorResolver(pack)
    assert pack.version.startswith(KnowledgePack.load().version + "+") and pack.version.count("+") == 2
    assert resolver.read("Reyk Ona", model_kind="person", on=date(2031, 1, 1)).country == "ISL"
    assert resolver.read("Reyk Ona", model_kind="person", on=date(2034, 1, 1)).sector == "ELI"
    assert pack.people["vladimir putin"][0].country == "BEL"
    reading = resolver.read("the Column of Dawn", model_kind=None, on=None)
    assert (reading.name, reading.kind, reading.country, reading.sector) == ("Dawn Column", "armed_group", "TCD", "REB")


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("a,b\n1,2\n", "DRG-CONFIG-016", "a, b"),
        ("name,country,office\nX Y,Chile,President\n", "DRG-CONFIG-017", "line 2"),
        ("name,country,office,start\nX Y,CHL,President,1.2.2003\n", "DRG-CONFIG-017", "1.2.2003"),
        ("name,country,office,start,end\nX Y,CHL,President,2003,2001\n", "DRG-CONFIG-017", "before it starts"),
        ("name,kind,country\nX,club,CHL\n", "DRG-CONFIG-017", "club"),
        ("name,country,office\n,CHL,President\n", "DRG-CONFIG-017", "no name"),
    ],
)
def test_a_malformed_table_is_named_with_its_line(tmp_path, text, code, says):
    with pytest.raises(ConfigError, match=says) as caught:
        KnowledgePack.load([write(tmp_path, text)])
    assert caught.value.code == code


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(ConfigError) as caught:
        KnowledgePack.load([tmp_path / "none.csv"])
    assert caught.value.code == "DRG-CONFIG-016"


def test_own_tables_are_explained_as_they_are_coded(tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("name,country,office,start\nMiriam Otieno,UGA,President,2030\n", encoding="utf-8")
    story = tmp_path / "story.txt"
    story.write_text("KAMPALA, March 12, 2031 (Reuters) - Miriam Otieno expelled three Kenyan diplomats on Wednesday.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["explain", str(story), "--knowledge", str(table)])
    assert result.exit_code == 0 and "President of UGA" in result.output
