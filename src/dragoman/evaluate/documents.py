"""Task ``documents``: a folder of ``NAME.txt`` with the expected records in ``NAME.json`` (form: samples/README.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result
from dragoman.records import CodedDocument, Document, Event, Party, Rejection, Statement


def names_of(party: Party) -> set[str]:
    """Everything by which an expected record may call a party, in lower case."""
    words = {party.name.lower(), *([party.country.lower()] if party.country else [])}
    return words | ({party.span.text.lower()} if party.span else set())


def _parties_agree(wanted: Sequence[str], parties: Sequence[Party]) -> bool:
    """Every expected party is among the coded ones and every coded one is expected."""
    keys = [w.lower() for w in wanted]

    def fits(key: str, party: Party) -> bool:
        return any(key == name or (len(key) > 3 and key in name) for name in names_of(party))

    return all(any(fits(k, p) for p in parties) for k in keys) and all(any(fits(k, p) for k in keys) for p in parties)


def event_agrees(wanted: Mapping[str, Any], event: Event) -> bool:
    """Tells whether an event has the expected type and parties; parties of a joint act may stand on either side."""
    if wanted["event_type"] != event.event_type:
        return False
    if not wanted.get("recipients") and len(wanted["actors"]) > 1:
        return _parties_agree(wanted["actors"], (*event.actors, *event.recipients))
    actors = _parties_agree(wanted["actors"], event.actors)
    return actors and (not wanted.get("recipients") or _parties_agree(wanted["recipients"], event.recipients))


def statement_agrees(wanted: Mapping[str, Any], statement: Statement) -> bool:
    """Tells whether a statement has the expected words and speaker."""
    said = any(wanted["words"].lower() in span.text.lower() for span in statement.content)
    if not said or statement.speaker is None:
        return False
    speaker = wanted["speaker"].lower()
    return any(speaker in name or name in speaker for name in names_of(statement.speaker))


def score_story(expected: Mapping[str, Any], coded: CodedDocument, counts: dict[str, Count]) -> None:
    """Adds one story: events by type, whole events (type and parties), their status and date, statements with speaker."""
    events = list(coded.record.events)
    typed = [e.event_type for e in events]
    for wanted in expected["events"]:
        hit = wanted["event_type"] in typed
        if hit:
            typed.remove(wanted["event_type"])
        counts["event type"].add(hit, 0, 1)
    counts["event type"].add(0, len(events), 0)
    left = list(events)
    for wanted in expected["events"]:
        status, date = wanted["status"], wanted.get("date")
        agreeing = [(e.status != status, e.when.start != date, n) for n, e in enumerate(left) if event_agrees(wanted, e)]
        same = [left[number] for *_, number in sorted(agreeing)]
        counts["whole event"].add(bool(same), 0, 1)
        if same:
            left.remove(same[0])
            counts["status of whole events"].add(same[0].status == wanted["status"], 1, 1)
            counts["date of whole events"].add((same[0].when.start or None) == wanted.get("date"), 1, 1)
    counts["whole event"].add(0, len(events), 0)
    for wanted in expected.get("statements", []):
        counts["statement with speaker"].add(any(statement_agrees(wanted, s) for s in coded.record.statements), 1, 1)


def evaluate_documents(
    code: Callable[[Document], CodedDocument | Rejection], folder: Path, progress: Callable[[], None] = lambda: None
) -> Result:
    """Scores whole stories.

    Raises:
        DataError: the folder has no story with expected records, or these are malformed.
    """
    from dragoman.readers import read_text

    names = ("event type", "whole event", "status of whole events", "date of whole events", "statement with speaker")
    counts = {name: Count() for name in names}
    files = [path for path in sorted(folder.glob("*.json")) if path.with_suffix(".txt").exists()]
    if not files:
        raise DataError("DRG-DATA-006", f"{folder} holds no NAME.txt with NAME.json")
    for path in files:
        try:
            expected = json.loads(path.read_text(encoding="utf-8"))
            text = path.with_suffix(".txt").read_bytes().decode("utf-8")
            document = read_text(text, path=path.stem, published_at=expected.get("published_at"))
            coded = code(document) if isinstance(document, Document) else document
            if isinstance(coded, CodedDocument):
                score_story(expected, coded, counts)
            else:
                counts["whole event"].add(0, 0, len(expected["events"]))
        except (ValueError, KeyError) as error:
            raise DataError("DRG-DATA-007", f"{path} is not a file of expected records: {error}") from error
        progress()
    return Result("documents", len(files), counts)
