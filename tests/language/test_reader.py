import shutil
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import ModelError
from dragoman.language.reader import WEIGHTS, Reader


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="DRG-MODEL-001"):
        Reader(tmp_path)


def test_a_damaged_model_is_noticed(tmp_path: Path) -> None:
    for name in ("labels.json", "tokenizer.json"):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    (tmp_path / "reader.onnx").write_bytes((WEIGHTS / "reader.onnx").read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="DRG-MODEL-002"):
        Reader(tmp_path)


def test_relate_follows_direction(coder: Any) -> None:
    sentence = "The police arrested three opposition activists in Kampala."
    kind, confidence = coder.relate(sentence, "The police", "three opposition activists")
    assert kind == "COERCE" and 0 < confidence <= 1


def test_relate_scores_are_probabilities_over_all_types(coder: Any) -> None:
    scores = coder.relate_scores("Ghana sent doctors to Togo.", "Ghana", "Togo")
    assert len(scores) == 16 and abs(sum(scores.values()) - 1) < 1e-3
    assert max(scores, key=scores.__getitem__) == "AID"


def test_a_text_of_thousands_of_words_in_one_line_is_read(coder: Any) -> None:
    from dragoman.readers import read_text

    analysis = coder.analyse(read_text("Chile warned Peru again, and " * 900))
    assert len(analysis.tokens) > 4000
