from importlib import resources

import pytest

from dragoman.records import Span
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import PlaceResolver
from dragoman.resolve.sorted_table import SortedTable

RESOLVER = PlaceResolver(KnowledgePack.load())


def find(name: str, countries: list[str] | None = None):  # type: ignore[no-untyped-def]
    found = RESOLVER.resolve([(name, Span(0, len(name), name))], dateline=None, countries=countries or [])[0]
    return found.place if found else None


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
    assert first.place is second.place and len(first.place.mentions) == 2
    assert first.step.decision == "Lima" and first.step.because.startswith("gazetteer")


def test_a_region_names_the_town_in_it() -> None:
    assert find("Prague, Oklahoma").geonames == 4548393
    assert find("Xyzzyville, Oklahoma").name == "Oklahoma" and find("Xyzzyville, Kenya").resolution == "country"
    assert find("Portland, Maine").lat == pytest.approx(43.7, abs=0.3) and find("Portland, Oregon").lat == pytest.approx(45.5, abs=0.3)


def test_a_state_gives_way_to_its_namesake_among_towns_of_another() -> None:
    names = [("Georgia", Span(0, 7, "Georgia")), ("Atlanta", Span(9, 16, "Atlanta"))]
    assert [f.place.country for f in RESOLVER.resolve(names, dateline=None, countries=["USA"])] == ["USA", "USA"]
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


def places_of(*names: str) -> list:
    found = RESOLVER.resolve([(name, Span(0, len(name), name)) for name in names], dateline=None, countries=[])
    return [f.place if f else None for f in found]


def test_a_state_that_is_named_as_a_place_is_context_for_small_ones() -> None:
    assert [p.country for p in places_of("Mokwa", "Nigeria")] == ["NGA", "NGA"]


def test_among_namesakes_in_one_state_the_one_near_another_place_is_meant() -> None:
    alone, near = places_of("Springfield", "United States")[0], places_of("Springfield", "United States", "Boston, Massachusetts")[0]
    assert (round(alone.lat), round(near.lat)) == (37, 42)


@pytest.mark.parametrize(
    ("name", "country", "resolution"),
    [("North Kivu Province", "COD", "province"), ("Udhampur district", "IND", "district"), ("Guam", "GUM", "country"), ("Veracruz State", "MEX", "province"),
     ("Blakely, Georgia", "USA", "city")],
)  # fmt: skip
def test_divisions_and_territories(name: str, country: str, resolution: str) -> None:
    found = places_of(name, "India", "Mexico", "Democratic Republic of the Congo")[0]
    assert (found.country, found.resolution) == (country, resolution)


def test_the_second_qualifier_counts_where_the_first_is_unknown() -> None:
    assert find("Zebdin, Xyzzy District, Lebanon").country == "LBN"


def test_a_seat_of_power_lies_in_its_capital() -> None:
    house = find("the White House")
    assert (house.country, house.resolution, house.within) == ("USA", "sub_city", find("Washington").id)
    assert find("Mossad", ["ISR"]) is None
