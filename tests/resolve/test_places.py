import pytest

from dragoman.records import Span
from dragoman.resolve.knowledge import KnowledgePack
from dragoman.resolve.places import PlaceResolver

RESOLVER = PlaceResolver(KnowledgePack.load())


def find(name: str, countries: list[str] | None = None):  # type: ignore[no-untyped-def]
    return RESOLVER.resolve([(name, Span(0, len(name), name))], dateline=None, countries=countries or [])[0]


@pytest.mark.parametrize(
    ("name", "countries", "country"),
    [("Pyongyang", [], "PRK"), ("Kyiv", [], "UKR"), ("Tripoli", ["LBN"], "LBN"), ("Tripoli", [], "LBY"), ("Arad, Israel", [], "ISR"),
     ("the Gaza Strip", [], "PSE")],
)
def test_a_place_is_found_by_its_surroundings(name: str, countries: list[str], country: str) -> None:
    assert find(name, countries).country == country


def test_no_place_rather_than_an_invented_one() -> None:
    assert find("the old bridge") is None and find("Xyzzyville") is None


def test_mentions_of_one_place_share_its_record() -> None:
    first, second = RESOLVER.resolve([("Lima", Span(0, 4, "Lima")), ("Lima", Span(9, 13, "Lima"))], dateline=None, countries=[])
    assert first is second and len(first.mentions) == 2
