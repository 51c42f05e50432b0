from importlib import resources

import pytest

from dragoman.records import Span
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import PlaceResolver
from dragoman.resolve.sorted_table import SortedTable

RESOLVER = PlaceResolver(KnowledgePack.load())


def find(name: str, countries: list[str] | None = None):  # type: ignore[no-untyped-def]
    return RESOLVER.resolve([(name, Span(0, len(name), name))], dateline=None, countries=countries or [])[0]


@pytest.mark.parametrize(
    ("name", "countries", "country"),
    [("Pyongyang", [], "PRK"), ("Kyiv", [], "UKR"), ("Tripoli", ["LBN"], "LBN"), ("Tripoli", [], "LBY"), ("Arad, Israel", [], "ISR"),
     ("the Gaza Strip", [], "PSE"), ("Oromia", [], "ETH"), ("Uttar Pradesh", [], "IND"), ("Victoria", ["AUS"], "AUS"), ("Washington", [], "USA")],
)
def test_a_place_is_found_by_its_surroundings(name: str, countries: list[str], country: str) -> None:
    assert find(name, countries).country == country


@pytest.mark.parametrize(
    ("name", "countries", "country"),
    [("Berlin", ["USA"], "DEU"), ("Geneva", ["USA", "RUS"], "CHE"), ("Paris", ["USA"], "FRA"), ("Mokwa", ["NGA"], "NGA")],
)
def test_a_small_namesake_in_a_state_of_the_text_does_not_beat_a_great_city(name: str, countries: list[str], country: str) -> None:
    assert find(name, countries).country == country


def test_no_place_rather_than_an_invented_one() -> None:
    assert find("the old bridge") is None and find("Xyzzyville") is None


def test_mentions_of_one_place_share_its_record() -> None:
    first, second = RESOLVER.resolve([("Lima", Span(0, 4, "Lima")), ("Lima", Span(9, 13, "Lima"))], dateline=None, countries=[])
    assert first is second and len(first.mentions) == 2


def test_a_region_names_the_town_in_it() -> None:
    assert find("Prague, Oklahoma").geonames == 4548393
    assert find("Xyzzyville, Oklahoma").name == "Oklahoma" and find("Xyzzyville, Kenya").resolution == "country"
    assert find("Portland, Maine").lat == pytest.approx(43.7, abs=0.3) and find("Portland, Oregon").lat == pytest.approx(45.5, abs=0.3)


def test_a_state_gives_way_to_its_namesake_among_towns_of_another() -> None:
    names = [("Georgia", Span(0, 7, "Georgia")), ("Atlanta", Span(9, 16, "Atlanta"))]
    assert [p.country for p in RESOLVER.resolve(names, dateline=None, countries=["USA"])] == ["USA", "USA"]
    assert find("Georgia").country == "GEO"


def test_a_state_is_a_place_with_a_point() -> None:
    kenya = find("Kenya")
    assert kenya.resolution == "country" and kenya.geonames == 192950 and kenya.lat is not None and abs(kenya.lat) < 5


def test_a_small_place_needs_its_state() -> None:
    assert find("Mokwa") is None and find("Mokwa", ["NGA"]).geonames == 2329981
    assert find("Assen", ["NLD"]).country == "NLD"


def test_the_sorted_file_finds_every_line() -> None:
    villages = SortedTable("villages.tsv")
    with resources.files("dragoman.resolve").joinpath("data", "villages.tsv").open("rb") as stream:
        lines = [line for number, line in enumerate(stream) if number % 997 == 0]
    assert lines == sorted(lines)
    for line in lines:
        name, *cells = line.decode().rstrip("\n").split("\t")
        assert cells in villages.find(name)
    assert villages.find("zzzz zzzz") == [] and villages.find("") == [] and villages.find("~") == []
