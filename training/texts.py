"""Texts without labels of ours, for teachers to read to the small network (training.distill).

Reports of Portal:Current events (CC BY-SA 4.0; only days of which no sentence is in the corpus's dev or test part), sentences of UN documents (un_quadclass, MIT),
of Voice of America (public domain) and of Few-NERD (CC BY-SA 4.0).
"""

from __future__ import annotations

import csv
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from dragoman.text.tokens import iter_words
from training.corpus_format import split_of
from training.data import FEWNERD, Example, read_bio

LONGEST = 100
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def plain(line: str) -> str:
    """A report of the Portal without links, sources and mark-up."""
    text = _LINK.sub(lambda m: "" if m.group(1).startswith("(") else m.group(1), line.strip().lstrip("* "))
    return " ".join(re.sub(r"[*_]{1,3}", "", text).split())


def current_events(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((folder / "unlabelled/wiki_current_events/days").glob("*.md")):
        if split_of(f"r-{path.stem}-0") == "train":
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.strip().startswith("* ") and len(line.split()) > 12:
                    yield f"ce-{path.stem}", plain(line)


def un_documents(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "train/un_quadclass/1_data/en/binary/en_annotations_binary_complete.tsv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t")):
            yield f"un-{number}", " ".join(row["en"].split())


def voice_of_america(folder: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(folder / "train/events_m2e2_voa/data/m2e2_annotations.zip") as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json") and "text" in name:
                for row in json.loads(archive.read(name)):
                    if isinstance(row, dict) and "sentence" in row:
                        yield f"voa-{str(row.get('sentence_id', '')).rsplit('_', 1)[0]}", " ".join(str(row["sentence"]).split())


def example_of(origin: str, text: str) -> Example | None:
    spans = list(iter_words(text))
    if not 5 <= len(spans) <= LONGEST:
        return None
    return Example([text[a:b] for a, b in spans], [a == 0 or text[a - 1].isspace() for a, _ in spans], {}, origin=origin, text=text, spans=spans)


def load_texts(folder: Path, rng: random.Random) -> list[Example]:
    """Every text once, in an order of chance."""
    sources = (current_events(folder), un_documents(folder), voice_of_america(folder))
    out = list({text: example for source in sources for origin, text in source if (example := example_of(origin, text)) is not None}.values())
    names = [e for e in read_bio(folder / "train/ner_fewnerd/train.txt", FEWNERD) if 8 <= len(e.words) <= LONGEST]
    out += [Example(e.words, e.space, {}, origin="fewnerd") for e in names]
    rng.shuffle(out)
    return out
