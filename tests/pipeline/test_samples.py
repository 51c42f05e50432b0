"""The bundled stories: what a reader expects of them, and floors under the coder's scores on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.evaluate import evaluate_documents


def test_the_scores_on_the_samples_do_not_fall(coder: Any, stories: list[Path]) -> None:
    assert len(stories) == 8
    result = evaluate_documents(coder.code_document, stories[0].parent)
    found = {name: count.report() for name, count in result.per_class.items()}
    assert found["event type"]["recall"] >= 0.7, found
    assert found["whole event"]["recall"] >= 0.4, found
    assert found["statement with speaker"]["recall"] >= 0.7, found
