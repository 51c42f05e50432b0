"""FollowTheMoney entities: right by our own check, and by its package where that is installed."""

from __future__ import annotations

import importlib
import json
import os

import msgspec
import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.records import Actor, Measure, Party, Span, When
from dragoman.store import Store, ftm
from dragoman.store.codes import iso2_of, spells
from dragoman.store.ftm import check_entities, iter_entities

RUSSIA, BANK, GROUP = (Party(actor=f"ac-{n}", name=n) for n in ("russia", "bank", "group"))
EU = Party(actor="ac-eu", name="European Union", country="EUR")


@pytest.fixture
def store(tmp_path, coded):
    def measure(number: int, stage: str, targets: tuple[Party, ...], when: When) -> Measure:
        return Measure(id=f"ms-{number}", evidence=(Span(0, 4, "a b\n"),), confidence=0.9, senders=(EU,), targets=targets, stage=stage, types=("financial", "not_stated"), when=when)

    year, day, never = (When(start=s, end=s, precision=p, basis="explicit") for s, p in (("2022-01-01", "year"), ("2022-02-25", "day"), (None, "unknown")))
    actors = (
        Actor(id="ac-russia", name="Russia", kind="state", country="RUS", sector="GOV"), Actor(id="ac-bank", name="A Bank", kind="company", country="RUS", wikidata="Q1"),
        Actor(id="ac-group", name="officials", kind="unnamed_group", country="RUS"), Actor(id="ac-other", name="others", kind="unnamed_group"),
        Actor(id="ac-eu", name="European Union", kind="igo", country="EUR", wikidata="not one"), Actor(id="ac-p", name="A. Person", kind="person", country="KOS"),
    )  # fmt: skip
    record = msgspec.structs.replace(
        coded.record, actors=actors, measures=(measure(1, "adopted", (RUSSIA, BANK), day), measure(2, "threatened", (BANK,), day), measure(3, "lifted", (GROUP,), year), measure(4, "in_force", (BANK,), never)),
        document=msgspec.structs.replace(coded.record.document, url="javascript:alert(1)"),
    )  # fmt: skip
    made = Store(str(tmp_path / "store"))
    again = msgspec.structs.replace(record, document=msgspec.structs.replace(record.document, id="doc-2", url="https://example.org/2"), measures=(),
                                    actors=(msgspec.structs.replace(actors[0], name="Moscow"), msgspec.structs.replace(actors[0], name="Moscow")))  # fmt: skip
    made.append([msgspec.structs.replace(coded, record=r) for r in (record, again)], [], "run-1")
    return made


@pytest.fixture
def entities(store):
    return list(iter_entities(store))


def of(entities, schema):
    return [e["properties"] for e in entities if e["schema"] == schema]


def test_actors_by_kind(entities):
    assert {e["id"]: e["schema"] for e in entities if e["id"].startswith("ac-")} == {
        "ac-russia": "PublicBody", "ac-bank": "Company", "ac-eu": "Organization", "ac-p": "Person", "ac-group": "LegalEntity",
    }  # fmt: skip
    [state] = of(entities, "PublicBody")
    assert (state["name"], state["alias"], state["country"], state["topics"], len(state["proof"])) == (["Moscow"], ["Russia"], ["ru"], ["gov.national"], 2)
    assert of(entities, "Person")[0]["country"] == ["xk"]
    assert "wikidataId" not in of(entities, "Organization")[0]
    assert of(entities, "Company")[0]["wikidataId"] == ["Q1"]


def test_sanctions_that_were_taken_one_for_each_target(entities):
    found = {(s["entity"][0], s["status"][0]): s for s in of(entities, "Sanction")}
    assert set(found) == {("ac-russia", "adopted"), ("ac-bank", "adopted"), ("ac-group", "lifted"), ("ac-bank", "in_force")}
    adopted = found["ac-russia", "adopted"]
    assert (adopted["authority"], adopted["country"], adopted["provisions"], adopted["listingDate"]) == (["European Union"], ["eu"], ["financial"], ["2022-02-25"])
    assert (adopted["summary"], adopted["recordId"]) == (["a b"], ["ms-1"])
    assert found["ac-group", "lifted"]["endDate"] == ["2022"]
    assert not {"date", "startDate"} & set(found["ac-bank", "in_force"])


def test_addresses_of_other_kinds_are_left_out(entities):
    assert [a.get("sourceUrl") for a in of(entities, "Article")] in ([None, ["https://example.org/2"]], [["https://example.org/2"], None])


def test_they_pass_the_check_that_is_shipped(entities):
    assert check_entities(entities) == []


@pytest.mark.parametrize("spoil", [
    lambda e: e["properties"].update(colour=["red"]), lambda e: e["properties"].pop("name", None) or e["properties"].pop("entity", None), lambda e: e["properties"].update(proof=["nowhere"]),
    lambda e: e.update(schema="Ship"), lambda e: e["properties"].update(summary=[""]), lambda e: e["properties"].update(country=["RUS"]),
])  # fmt: skip
@pytest.mark.parametrize("schema", ["Sanction", "Company"])
def test_the_check_finds_what_is_wrong(entities, spoil, schema):
    spoil(next(e for e in entities if e["schema"] == schema))
    assert check_entities(entities)


def test_they_are_in_the_same_order_every_time(store, entities):
    assert list(iter_entities(store)) == entities


@pytest.fixture
def odd_entities(tmp_path, coded):
    record = coded.record
    given = {"ac-word": "A\u2060n \u200bOffice\xad", "ac-quoted": "'The River Party'", "ac-sign": ")", "ac-accent": "Cafe\u0301 Co", "ac-long": "Very " * 200 + "Long"}
    actors = tuple(Actor(id=identity, name=name, kind="company") for identity, name in given.items())
    aimed = tuple(Party(actor=a.id, name=a.name) for a in actors)
    measure = Measure(id="ms-1", evidence=(Span(0, 4, "a b\n"),), confidence=0.9, senders=(EU,), targets=aimed, stage="adopted", types=("financial",), when=When(start=None, end=None, precision="unknown", basis="explicit"))
    made = Store(str(tmp_path / "store"))
    made.append([msgspec.structs.replace(coded, record=msgspec.structs.replace(record, actors=actors, measures=(measure,)))], [], "run-1")
    return list(iter_entities(made))


def test_names_lose_what_nobody_sees_and_who_has_none_is_left_out(odd_entities):
    names = {e["id"]: e["properties"]["name"][0] for e in odd_entities if e["schema"] == "Company"}
    assert (names["ac-word"], names["ac-quoted"], names["ac-accent"], len(names["ac-long"])) == ("An Office", "The River Party", "Café Co", 384)
    assert "ac-sign" not in names
    assert sorted(s["entity"][0] for s in of(odd_entities, "Sanction")) == ["ac-accent", "ac-long", "ac-quoted", "ac-word"]
    assert check_entities(odd_entities) == []


@pytest.mark.parametrize(("url", "kept"), [
    ("https://example.org", "https://example.org/"), ("https://example.org?a=1", "https://example.org/?a=1"), ("https://example.org/a b", "https://example.org/a b"),
    ("https://", None), ("http://[", None), ("ftp://example.org/", None), ("https://example.org/" + "a" * 5000, None), ("https://bücher.example/ä", "https://bücher.example/ä"), (None, None),
])  # fmt: skip
def test_addresses_are_those_that_followthemoney_keeps(url, kept):
    assert ftm._web(url) == kept


def _package():
    """The package of followthemoney; where DRAGOMAN_NEEDS names it, as in .ci/run, its absence is no excuse."""
    if "followthemoney" in os.environ.get("DRAGOMAN_NEEDS", ""):
        return importlib.import_module("followthemoney")
    return pytest.importorskip("followthemoney")


def _take_with_the_package(entities, package):
    """Every schema, property, value and reference is one of the package's own, and all of its readers give back what they were given."""
    by_id, dataset = {e["id"]: e for e in entities}, package.Dataset.make({"name": "dragoman", "title": "dragoman"})
    for entity in entities:
        schema = package.model.get(entity["schema"])
        assert set(schema.required) <= set(entity["properties"])
        for name, values in entity["properties"].items():
            prop = schema.get(name)
            assert prop is not None and not prop.deprecated and not prop.stub, (entity["schema"], name)
            assert prop.validate(values) is None
            assert [prop.type.clean(value) for value in values] == values
            assert all(len(value) <= prop.max_length for value in values)
            if prop.type.name == "entity":
                assert all(package.model.get(by_id[value]["schema"]).is_a(prop.range) for value in values)
        read = [reader.from_dict(json.loads(json.dumps(entity)), cleaned=cleaned) for reader in (package.EntityProxy, package.ValueEntity) for cleaned in (False, True)]
        read.append(package.StatementEntity.from_data(dataset, json.loads(json.dumps(entity)), cleaned=False))
        for proxy in read:
            back = proxy.to_dict()
            assert (back["id"], back["schema"]) == (entity["id"], entity["schema"])
            assert {name: sorted(values) for name, values in back["properties"].items()} == {name: sorted(values) for name, values in entity["properties"].items()}
            assert proxy.caption


def test_the_package_of_followthemoney_takes_them_as_they_are(entities, odd_entities):
    package = _package()
    _take_with_the_package(odd_entities, package)
    assert {e["schema"] for e in entities} == {"Person", "PublicBody", "Organization", "Company", "LegalEntity", "Sanction", "Article"}
    _take_with_the_package(entities, package)


def test_the_package_knows_all_schemata_topics_and_states_that_can_be_written():
    package = _package()
    for name, properties in ftm.PROPERTIES.items():
        assert properties <= set(package.model.get(name).properties)
    types = package.registry
    assert all(types.topic.validate(topic) for topic in ftm._TOPICS.values())
    states = [code for iso3 in sorted({iso3 for spell in spells() for iso3 in spell.iso3}) if (code := iso2_of(iso3))]
    assert len(states) > 150 and all(types.country.validate(code.lower()) for code in [*states, *ftm._COUNTRIES.values()])


def test_put_together_again_from_its_statements_an_entity_is_what_it_was(entities):
    package = _package()
    dataset = package.Dataset.make({"name": "dragoman", "title": "dragoman"})
    for entity in entities:
        made = package.StatementEntity.from_data(dataset, json.loads(json.dumps(entity)), cleaned=False)
        again = package.StatementEntity.from_statements(dataset, list(made.statements))
        assert {k: sorted(v) for k, v in again.to_dict()["properties"].items()} == {k: sorted(v) for k, v in entity["properties"].items()}
