"""A folder in the form of ECB+, written by us: text is rebuilt, mentions stand where they should, faults have a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import DataError
from dragoman.evaluate import evaluate_merging
from dragoman.evaluate.ecb import SENTENCES, iter_ecb
from dragoman.pipeline import load_coder


def page(name: str, sentences: list[str], marked: dict[str, str]) -> str:
    words = [(word, number) for number, sentence in enumerate(sentences) for word in sentence.split()]
    tokens = "".join(f'<token t_id="{i}" sentence="{n}" number="0">{w.replace("&", "&amp;")}</token>' for i, (w, n) in enumerate(words, 1))
    marks = links = ""
    for m, (word, cluster) in enumerate(marked.items(), 1):
        at = 1 + [w for w, _ in words].index(word)
        marks += f'<ACTION_OCCURRENCE m_id="{m}"><token_anchor t_id="{at}"/></ACTION_OCCURRENCE>'
        links += f'<CROSS_DOC_COREF r_id="{m}" note="{cluster}"><source m_id="{m}"/><target m_id="9{m}"/></CROSS_DOC_COREF>'
    return f'<Document doc_name="{name}">{tokens}<Markables>{marks}</Markables><Relations>{links}</Relations></Document>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for topic, town, act in (("1", "Zenda", "bombed"), ("2", "Strelsau", "arrested")):
        (tmp_path / topic).mkdir()
        for n in (1, 2):
            name = f"{topic}_{n}ecb.xml"
            sentences = [f"Ruritanian troops {act} rebels in {town} on Monday , officials said .", f"Nobody was hurt in street {n} ."]
            (tmp_path / topic / name).write_text(page(name, sentences, {act: f"ACT{topic}"}), encoding="utf-8")
    rows = "".join(f"{topic},{n}ecb,0\n" for topic in "12" for n in (1, 2))
    (tmp_path / SENTENCES).write_text("Topic,File,Sentence Number\n" + rows, encoding="utf-8")
    return tmp_path


def test_documents_come_back_as_running_text_with_their_mentions(folder: Path) -> None:
    items = list(iter_ecb(folder))
    assert [i.name for i in items] == ["1_1ecb", "1_2ecb", "2_1ecb", "2_2ecb"]
    text, mention = items[0].document.text, items[0].mentions[0]
    assert text.startswith("Ruritanian troops bombed rebels in Zenda on Monday, officials said.\nNobody")
    assert text[mention.start : mention.end] == "bombed" and mention.cluster == "ACT1"


def test_reports_of_one_act_are_found_and_acts_kept_apart(folder: Path) -> None:
    coder = load_coder()
    result = evaluate_merging(coder.analyse, coder.code_document, folder)
    assert result.n == 4 and result.macro_f1 == pytest.approx(1.0)
    assert result.figures["conll_merging"] == 1.0 and result.figures["own_events_met"] == 4


def test_another_folder_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(DataError, match="DRG-DATA-013"):
        list(iter_ecb(tmp_path / "1" / "none"))
    (folder / "1" / "1_1ecb.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><Document/>', encoding="utf-8")
    with pytest.raises(DataError, match="DRG-DATA-013"):
        list(iter_ecb(folder))
