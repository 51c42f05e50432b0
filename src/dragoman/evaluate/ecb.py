"""ECB+ (Cybulska and Vossen 2014): documents by topic, with mentions of events that corefer within and across documents."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from dragoman.errors import DataError
from dragoman.records import Document, Segment

_NO_SPACE_BEFORE = frozenset(", . ; : ! ? ) ] } % 's 'S 're 've 'll 'd 'm n't ''".split())
_NO_SPACE_AFTER = frozenset("( [ { $ ``".split())
_QUOTES = {"``": '"', "''": '"'}
SENTENCES = "ECBplus_coreference_sentences.csv"


class GoldMention(msgspec.Struct, frozen=True, kw_only=True):
    """A mention of an event in characters of the document's text, and the event's name in the corpus."""

    id: str
    start: int
    end: int
    cluster: str


class EcbDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document of ECB+ with running text, and its mentions of events in the sentences that its authors checked."""

    name: str
    topic: str
    document: Document
    mentions: tuple[GoldMention, ...]


def iter_ecb(folder: Path) -> Iterator[EcbDocument]:
    """Yields the documents of an ECB+ folder by topic; ``ECBplus_coreference_sentences.csv`` beside or above it says which sentences count.

    Raises:
        DataError: there are no documents or no list of sentences, or a file is malformed.
    """
    listed = next((p for p in (folder / SENTENCES, folder.parent / SENTENCES) if p.is_file()), None)
    files = sorted(folder.glob("**/*_*ecb*.xml"), key=lambda p: [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", p.name)])
    if listed is None or not files:
        raise DataError("DRG-DATA-013", f"{folder} has no ECB+ documents (TOPIC/TOPIC_NAME.xml), or {SENTENCES} is missing beside them")
    with listed.open(encoding="utf-8", newline="") as stream:
        checked = {(f"{row['Topic']}_{row['File']}", int(row["Sentence Number"])) for row in csv.DictReader(stream)}
    for path in files:
        try:
            if b"<!DOCTYPE" in (data := path.read_bytes()):
                raise DataError("DRG-DATA-013", f"{path} declares entities; ECB+ files do not")
            yield _read(path.stem, ElementTree.fromstring(data), checked)
        except (ElementTree.ParseError, KeyError, TypeError, ValueError) as error:
            raise DataError("DRG-DATA-013", f"{path} is no ECB+ document: {error}") from error


def _text(root: ElementTree.Element) -> tuple[str, dict[str, tuple[int, int, int]]]:
    """Returns running text, one sentence a line, and each token's start, end and sentence."""
    parts: list[str] = []
    places: dict[str, tuple[int, int, int]] = {}
    at, before, line = 0, "", None
    for token in root.iter("token"):
        word, sentence = token.text or "", int(token.attrib["sentence"])
        gap = "" if line is None else "\n" if sentence != line else "" if word in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER else " "
        shown = _QUOTES.get(word, word)
        parts += [gap, shown]
        places[token.attrib["t_id"]] = (at + len(gap), at + len(gap) + len(shown), sentence)
        at, before, line = at + len(gap) + len(shown), word, sentence
    return "".join(parts), places


def _read(name: str, root: ElementTree.Element, checked: set[tuple[str, int]]) -> EcbDocument:
    text, places = _text(root)
    clusters: dict[str, str] = {}
    relations = root.find("Relations")
    for relation in relations if relations is not None else ():
        identity = relation.get("note") if relation.tag.startswith("CROSS") else f"{name}:{relation.get('r_id')}"
        for source in relation.iter("source"):
            clusters[source.attrib["m_id"]] = str(identity)
    mentions = []
    markables = root.find("Markables")
    for mark in markables if markables is not None else ():
        anchors = [places[a.attrib["t_id"]] for a in mark.iter("token_anchor")]
        if "ACTION" in mark.tag and anchors and (name, anchors[0][2]) in checked:
            identity = f"{name}:{mark.attrib['m_id']}"
            start, end = anchors[0][0], max(a[1] for a in anchors)
            mentions.append(GoldMention(id=identity, start=start, end=end, cluster=clusters.get(mark.attrib["m_id"], identity)))
    body = 0
    if text[:4].lower() == "http":  # the first line of the added documents is their address
        body = next((start for start, _, sentence in places.values() if sentence > 0), 0)
    segments = ([Segment(kind="boilerplate", start=0, end=body)] if body else []) + [Segment(kind="body", start=body, end=len(text))]
    document = Document(text=text, segments=tuple(segments), language="en", path=name)
    return EcbDocument(name=name, topic=name.split("_", maxsplit=1)[0], document=document, mentions=tuple(mentions))
