"""FollowTheMoney entities: right by our own check, and by its package where that is installed."""

from __future__ import annotations

import msgspec
import pytest

pytest.importorskip("deltalake")
pytest.importorskip("duckdb")

from dragoman.records import Actor, Measure, Party, Span, When
from dragoman.store import Store
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


def test_the_package_of_followthemoney_takes_them_as_they_are(entities):
    package = pytest.importorskip("followthemoney")
    for entity in entities:
        proxy = package.model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        assert {name: sorted(proxy.get(name)) for name in entity["properties"]} == {name: sorted(values) for name, values in entity["properties"].items()}
        assert all(sorted(package.model.get_proxy(entity).get(name)) == sorted(values) for name, values in entity["properties"].items())
