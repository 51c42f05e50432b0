from __future__ import annotations


def test_all_events_are_explained(run, story_file, coded):
    shown = run("explain", story_file).stdout
    for event in coded.record.events:
        assert event.id in shown
    assert "headline and lead tell the same signing" in shown
    assert "0.97" in shown


def test_one_record_is_found_by_the_beginning_of_its_id(run, story_file, coded):
    wanted = coded.record.claims[0].id
    shown = run("explain", story_file, wanted[:8]).stdout
    assert wanted in shown
    assert coded.record.events[0].id not in shown


def test_an_id_that_fits_several_records_is_refused(run, story_file):
    done = run("explain", story_file, "ev-")
    assert done.exit_code == 2
    assert "2 records have" in done.stderr


def test_a_file_that_cannot_be_read_is_exit_code_1(run, tmp_path):
    done = run("explain", tmp_path / "gone.txt")
    assert done.exit_code == 1
    assert "DRG-READ-001" in done.stderr
