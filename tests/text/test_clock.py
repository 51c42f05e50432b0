import pytest

from dragoman.text.clock import local_time


@pytest.mark.parametrize(
    ("words", "zone", "expected"),
    [
        ("at 2:22 a.m. on Wednesday", "Asia/Pyongyang", "2024-06-19T02:22+09:00"),
        ("at 12.30 pm Wednesday", "Europe/Paris", "2024-06-19T12:30+02:00"),
        ("at 14:05 on Wednesday", "America/New_York", "2024-06-19T14:05-04:00"),
        ("Wednesday at 0430 GMT", "Asia/Pyongyang", "2024-06-19T04:30+00:00"),
        ("at 3 a.m.", None, None),
        ("on Wednesday evening", "Asia/Pyongyang", None),
        ("at 3 a.m.", "Nowhere/Nowhere", None),
    ],
)
def test_a_clock_time_has_the_offset_of_its_place(words: str, zone: str | None, expected: str | None) -> None:
    assert local_time(words, "2024-06-19", zone) == expected
