"""Scores where events happen: the places of the record's events against the annotated places of the corpus, through the whole coder.

    python -m training.event_places_score --part dev [--errors ERRORS.tsv]

Annotated events and those of the record are matched by their trigger words. "found" are matched events of the record that have a place, "wanted" the annotated ones that have one; right is a place that one of
the event's annotated place words names, or lies within, in the same text. "where annotated" leaves out events without an annotated place: there a place from another sentence may still be true.
"""

from __future__ import annotations

import argparse
import collections
import json
from pathlib import Path

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Document, Place
from training.corpus_format import HERE
from training.events_score import iter_stories
from training.score import f1


def _named(places: tuple[Place, ...], start: int, end: int) -> set[str]:
    """The ids of the places that a span names, and of what they lie in."""
    found = [p for p in places if any(m.start < end and start < m.end for m in p.mentions)]
    return {p.id for p in found} | {p.within for p in found if p.within}


def score(part: str, errors: Path | None = None) -> dict[str, object]:
    coder = load_coder()
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    rows = []
    for story in iter_stories(HERE / "corpus", part):
        document = read_text(story.text, published_at=story.published_at)
        coded = coder.code_document(document) if isinstance(document, Document) else None
        if not isinstance(coded, CodedDocument) or coded.text != story.text:
            continue
        by_word = {span.start: event for event in coded.record.events for span in (event.trigger, *event.evidence) if " " not in span.text} | {e.trigger.start: e for e in coded.record.events}
        names = {p.id: p.name for p in coded.record.places}
        for note in story.events:
            wanted = [(start, end) for role, start, end in note.roles if role == "place"]
            event = by_word.get(note.trigger[0])
            given = event.place if event else None
            right = given is not None and any(given in _named(coded.record.places, *span) for span in wanted)
            for name in ("all", *(["where annotated"] if wanted else [])):
                counts[name].update(hits=right, found=given is not None, wanted=bool(wanted), matched=bool(event and wanted))
            if not right and (given or wanted):
                at = note.trigger[0]
                rows.append("\t".join([story.name, story.text[slice(*note.trigger)], "|".join(story.text[slice(*s)] for s in wanted), names.get(given or "", "-") if event else "no event",
                                       story.text[max(0, at - 120) : at + 120].replace("\n", " ")]))  # fmt: skip
    if errors:
        errors.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return {"part": part, **{name: f1(c["hits"], c["found"], c["wanted"]) | {"found": c["found"], "matched": c["matched"]} for name, c in counts.items()}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["train", "dev", "test", "all"])
    parser.add_argument("--errors", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(score(arguments.part, arguments.errors), indent=1))
