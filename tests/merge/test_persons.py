"""Persons of many documents: one where the names and states are strong evidence, kept as a pair to decide where they are not."""

from __future__ import annotations

import itertools

from dragoman.merge import Merged, Report, actor_report, load_model, merge_reports
from dragoman.merge.reports import alone_key

MODEL = load_model()["actors"]


def person(identity: str, name: str, country: str | None = "RUR", known_as: str | None = None) -> Report:
    return actor_report(identity, name, "person", country, known_as)


def merged(*reports: Report) -> Merged:
    return merge_reports(reports, model=MODEL)


def test_spellings_order_and_left_out_names_are_one_person() -> None:
    names = ["Kádár Ferencz", "Ferencz Kadar", "Ferencz Tibor Kadar"]
    assert len(set(merged(*(person(f"ac-{i}", n) for i, n in enumerate(names))).groups.values())) == 1


def test_sound_needs_no_state_and_another_state_speaks_against_it() -> None:
    assert len(set(merged(person("ac-1", "Oleh Kharchenko", None), person("ac-2", "Oleg Harchenko")).groups.values())) == 1
    assert len(set(merged(person("ac-1", "Oleh Kharchenko", "GRA"), person("ac-2", "Oleg Harchenko")).groups.values())) == 2


def test_an_initial_is_kept_as_a_pair_to_decide() -> None:
    found = merged(person("ac-1", "V. Dravic"), person("ac-2", "Viktor Dravic"))
    assert len(set(found.groups.values())) == 2
    assert [(p.a, p.b, p.verdict) for p in found.pairs] == [("ac-1", "ac-2", "undecided")]


def test_who_could_be_either_of_two_persons_is_neither() -> None:
    reports = [person("ac-1", "Walter Hale"), person("ac-2", "Walter F. Hale"), person("ac-3", "Walter J. Hale")]
    for order in itertools.permutations(reports):
        assert len(set(merged(*order).groups.values())) == 3
    assert len(set(merged(*reports[:2]).groups.values())) == 1


def test_entries_of_a_table_decide() -> None:
    assert len(set(merged(person("ac-1", "Walter Hale", known_as="Q1"), person("ac-2", "Walter Hale", known_as="Q2")).groups.values())) == 2
    assert len(set(merged(person("ac-1", "Walter Hale", known_as="Q1"), person("ac-2", "Hale of Zenda", known_as="Q1")).groups.values())) == 1


def test_a_common_name_without_a_state_is_not_one_by_itself() -> None:
    assert alone_key("person", "Mohammed Ali", None) is None
    assert alone_key("person", "Mohammed Ali", "RUR") is not None and alone_key("org", "Red Star", None) is not None
    assert len(set(merged(person("ac-1", "Mohammed Ali", None), person("ac-2", "Muhammad Ali", None)).groups.values())) == 2
