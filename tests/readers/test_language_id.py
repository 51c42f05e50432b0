from __future__ import annotations

import pytest

from dragoman.readers import read_text, rejection_for_language

ENGLISH = "The foreign ministers of the two countries met on Wednesday and signed a treaty, officials said after the talks."


@pytest.mark.parametrize(
    "text",
    [
        "Президент подписал договор о взаимной помощи в столице страны в среду, сообщили официальные лица после переговоров.",
        "Le président de la République a reçu mercredi à Paris le chancelier allemand pour un entretien sur le budget.",
        "외교부 장관은 수요일에 두 나라가 수도에서 국경 조약에 서명했다고 밝혔다고 관계자들이 회담 후에 말했다.",
    ],
    ids=["ru", "fr", "ko"],
)
def test_other_languages_are_rejected(text):
    rejection = rejection_for_language(read_text(text, path="a.txt"))
    assert rejection is not None and rejection.code == "DRG-READ-016" and rejection.path == "a.txt"


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (ENGLISH, None),
        (ENGLISH, "fr"),
        ("Putin met Kim.", None),
        ("Kim, Putin, Xi", None),
        ("Putin met Kim.", "eng"),
        ("Putin met Kim.", "en_US"),
        ("123 456", None),
    ],
)
def test_english_and_short_texts_are_coded(text, declared):
    assert rejection_for_language(read_text(text, language=declared)) is None


def test_a_short_text_is_what_it_is_said_to_be():
    assert rejection_for_language(read_text("Putin traf Kim.", language="de")) is not None
