import pytest

from dragoman.ontology.plover import EVENT_TYPES, cameo_labels, cameo_of, event_types, intensity_of
from dragoman.ontology.speech import speech_act_of


def test_plover_has_sixteen_types_with_the_corrected_facts() -> None:
    types = event_types()
    assert sorted(types) == sorted(EVENT_TYPES) and len(types) == 16
    assert types["ACCUSE"].intensity == -3.0
    assert types["SANCTION"].quad == "material_conflict"


@pytest.mark.parametrize(("kind", "mode", "score"), [("SUPPORT", None, 5.0), ("CONSULT", "visit", 4.0), ("ASSAULT", "drone", -9.5)])
def test_intensity_is_that_of_the_mode_where_there_is_one(kind: str, mode: str | None, score: float) -> None:
    assert intensity_of(kind, mode) == score


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_every_type_has_a_cameo_code_even_for_an_unknown_word(kind: str) -> None:
    assert cameo_of(kind, None, "xyzzy", ()) in cameo_labels()


def test_signing_is_057() -> None:
    assert {cameo_of("SUPPORT", None, word, ()) for word in ("signed", "sign", "signing")} == {"057"}


@pytest.mark.parametrize(
    ("cue", "act"), [("said", "report"), ("denied", "denial"), ("was quoted as saying", "report"), ("accuse", "accusation"), ("called for", "request")]
)
def test_speech_acts(cue: str, act: str) -> None:
    assert speech_act_of(cue) == act
