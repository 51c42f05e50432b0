"""Scores who parties are: country and sector of the mentions of the corpus, through the whole coder, and by the rule that said so.

    python -m training.actors_score --part test

Counted are annotated mentions of parties (places left out) whose head word lies in a mention of one of the record's actors. "country" is precision and recall of the ISO 3166-1 alpha-3 code
(a code where the annotation has none is a false one), "sector" the share of right PLOVER sectors where the annotation has one.
"""

from __future__ import annotations

import argparse
import collections
import json
from pathlib import Path

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import Actor, CodedDocument, Document
from training.corpus_format import HERE
from training.events_score import iter_stories
from training.score import f1


def score(part: str, errors: Path | None = None) -> dict[str, object]:
    coder = load_coder()
    counts: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    rules: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    rows: list[str] = []
    for story in iter_stories(HERE / "corpus", part):
        document = read_text(story.text, published_at=story.published_at)
        coded = coder.code_document(document) if isinstance(document, Document) else None
        if not isinstance(coded, CodedDocument):
            continue
        by_end: dict[int, Actor] = {}
        for actor in sorted(coded.record.actors, key=lambda a: max((m.end - m.start for m in a.mentions), default=0), reverse=True):
            by_end |= {m.end: actor for m in actor.mentions}
        for note in story.mentions:
            if note.kind == "place" or (actor := by_end.get(note.span[1])) is None:
                continue
            right = note.country is not None and actor.country == note.country
            why = _why(coded, actor)
            counts["country"].update(hits=right, found=actor.country is not None, wanted=note.country is not None)
            rules[why].update(hits=right, found=actor.country is not None, wanted=note.country is not None)
            if note.sector is not None:
                counts["sector"].update(hits=actor.sector == note.sector, found=actor.sector is not None, wanted=1)
            if actor.country is not None and not right:
                at = note.span[0]
                rows.append("\t".join([why, story.text[slice(*note.span)], str(note.country), str(actor.country), story.name, story.text[max(0, at - 90) : at + 60].replace("\n", " ")]))
    if errors:
        errors.write_text("\n".join(sorted(rows)) + "\n", encoding="utf-8")
    return {"part": part, **{k: f1(v["hits"], v["found"], v["wanted"]) for k, v in sorted(counts.items())},
            "country by": {k: f1(v["hits"], v["found"], v["wanted"]) | {"found": v["found"]} for k, v in sorted(rules.items())}}  # fmt: skip


def _why(coded: CodedDocument, actor: Actor) -> str:
    """The rule that gave the actor its country, without the words it was read from."""
    for step in coded.explanations.get(actor.id, ()):
        if actor.country and (step.decision == actor.country or "table" in step.because):
            return step.because.split(":")[0] if not step.because.startswith("rule") else step.because
    return "not explained" if actor.country else "no country"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["train", "dev", "test", "all"])
    parser.add_argument("--errors", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(score(arguments.part, arguments.errors), indent=1))
