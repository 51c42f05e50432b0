"""``import``, ``export`` and ``dyad --origin`` as a user runs them."""

from __future__ import annotations

import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from tests.store.test_origins import ICEWS, icews

from dragoman.store import Store


@pytest.fixture
def archive(tmp_path, coded, run):
    store = tmp_path / "archive"
    Store(str(store)).append([coded], [], "run-1")
    file = tmp_path / "events.tab"
    rows = [ICEWS, icews(), icews(**{"Event ID": "8", "CAMEO Code": "40"})]
    file.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return store, file


def test_import_says_what_became_of_the_rows(run, archive):
    store, file = archive
    first = run("import", "icews", str(file), "--store", str(store))
    assert first.exit_code == 0
    assert first.stdout.startswith("2 rows read: 1 events added, 0 known already, 1 skipped")
    assert "1 of 1 files known as a whole" in run("import", "icews", str(file), "--store", str(store)).stdout
    found = run("query", "--sql", "SELECT row, code, message FROM import_skipped", "--store", str(store), "--format", "csv").stdout
    assert found.splitlines()[1].startswith("3,DRG-IMPORT-007,the CAMEO code is '40'; it may have lost its leading zero")


def test_import_of_nothing_ends_with_an_error(run, archive):
    store, file = archive
    gone = run("import", "icews", str(file.with_name("gone.tab")), "--store", str(store))
    assert gone.exit_code == 1
    assert "DRG-IMPORT-001" in gone.stderr
    unknown = run("import", "acled", str(file), "--store", str(store))
    assert (unknown.exit_code, "DRG-IMPORT-010" in unknown.stderr) == (1, True)


def test_dyad_counts_imports_only_where_told(run, archive):
    store, file = archive
    run("import", "icews", str(file), "--store", str(store))
    asked = ("dyad", "KEN", "ETH", "--store", str(store))
    assert "no events between KEN and ETH" in run(*asked).stdout
    assert "imported from icews: 1 events, 2018-06-01 to 2018-06-01" in run(*asked, "--origin", "icews").stdout
    lines = run(*asked, "--with-imports", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("origin,actor,recipient,period,")
    assert [line.split(",")[:4] for line in lines[1:]] == [["icews", "KEN", "ETH", "2018-06"]]
    wrong = run(*asked, "--origin", "gdelt")
    assert (wrong.exit_code, "DRG-STORE-010" in wrong.stderr) == (1, True)


def test_a_picture_shows_each_origin(run, archive, tmp_path):
    store, file = archive
    run("import", "icews", str(file), "--store", str(store))
    picture = tmp_path / "dyad.svg"
    done = run("dyad", "KEN", "ETH", "--store", str(store), "--with-imports", "--plot", str(picture))
    assert (done.exit_code, done.stdout) == (0, "")
    drawn = picture.read_text(encoding="utf-8")
    assert "KEN → ETH, 2018-06: 1 verbal cooperation" in drawn
    assert "KEN and ETH, events by month</text>" in drawn and "KEN and ETH, events by month, icews</text>" in drawn
    refused = run("dyad", "KEN", "ETH", "--store", str(store), "--plot", str(tmp_path / "dyad.pdf"))
    assert (refused.exit_code, "DRG-CONFIG-021" in refused.stderr) == (2, True)


def test_export_of_dyads_with_what_stands_beside(run, archive, tmp_path):
    store, file = archive
    run("import", "icews", str(file), "--store", str(store))
    done = run("export", "dyads", "--by", "year", "--store", str(store), "--with-imports", "-o", str(tmp_path / "d.csv"))
    assert done.exit_code == 0
    assert "beside: d.codebook.md, d.citation.txt, d.citation.cff" in done.stdout
    assert "icews,2018,2018-01-01,2018-12-31,KEN,ETH,501,530,501,530,1," in (tmp_path / "d.csv").read_text(encoding="utf-8")
    assert "ICEWS Coded Event Data" in (tmp_path / "d.citation.txt").read_text(encoding="utf-8")


def test_options_of_dyads_go_with_dyads_only(run, archive, tmp_path):
    store, _ = archive
    done = run("export", "gdelt", "--store", str(store), "--with-imports", "-o", str(tmp_path / "x"))
    assert (done.exit_code, "DRG-CONFIG-030" in done.stderr) == (2, True)
