"""Sentences with ledger frames (training/frames): reads and checks them.

    python -m training.frames_format check FILE ...

A block is ``= id``, the sentence, and for each frame ``F trigger | TYPE | stage | kind`` with lines of roles below it: A who gives, imposes, is bound or takes part,
R whom it is for or against, O what, T when, P where, M who mediates. ``words@2`` is the second occurrence.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_STATUS = "asserted attributed alleged contested negated hedged promised threatened requested scheduled conditional background_ongoing historical"
STAGES = {
    "TRANSFER": _STATUS,
    "MEASURE": "threatened announced adopted in_force extended amended eased suspended lifted expired vetoed review_called",
    "AGREEMENT": "alleged proposed negotiated announced initialled signed ratified in_force provisional extended suspended denounced expired terminated none",
    "DUTY": "treaty law political unilateral_pledge declaratory disclaimed not_stated",
    "MEETING": "held under_way planned postponed cancelled refused",
}
KINDS = {
    "TRANSFER": "arms ammunition dual_use technology licence economic_aid humanitarian personnel training financial commodity prisoner diplomatic_gift",
    "MEASURE": "trade_export trade_import financial travel arms military_assistance diplomatic port_access other not_stated",
    "AGREEMENT": "treaty agreement mou protocol declaration joint_statement communique ceasefire accession informal_arrangement unspecified",
    "DUTY": "aid_if_attacked join_attack stay_neutral no_aggression consult provide withdraw cease_fire disarm release recognise restore_relations not_object refrain "
    "allow_access ease_measure review cooperate_in support",
    "MEETING": "visit summit talks call multilateral greeting ceremony reception signing press_event gift_exchange",
}
ROLES = "AROTPM"


@dataclass(slots=True)
class FrameNote:
    """One annotated frame; spans are characters of the sentence."""

    trigger: tuple[int, int]
    type: str
    stage: str
    kinds: list[str]
    roles: list[tuple[str, tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    id: str
    text: str
    frames: list[FrameNote] = field(default_factory=list)


def find(text: str, words: str, *, whole: bool) -> tuple[int, int]:
    """Returns the place of ``words`` in the sentence; raises ValueError where they are not there or not just once."""
    match = re.fullmatch(r"(.*?)@(\d+)", words)
    wanted, number = (match.group(1), int(match.group(2))) if match else (words, None)
    edge = r"(?<!\w)", r"(?!\w)"
    places = [m.span() for m in re.finditer(f"{edge[0] if wanted[:1].isalnum() else ''}{re.escape(wanted)}{edge[1] if wanted[-1:].isalnum() else ''}", text)]
    if not places or (number or 1) > len(places):
        raise ValueError(f"{words!r} is not in the sentence")
    if number is None and len(places) > 1:
        raise ValueError(f"{words!r} occurs {len(places)} times; add @n")
    if whole and re.search(r"\s", wanted):
        raise ValueError(f"the trigger {words!r} is more than one word")
    return places[(number or 1) - 1]


def iter_sentences(path: Path) -> Iterator[Sentence]:
    """Yields the sentences of a file; raises ValueError with the line where the format is broken."""
    for number, block in enumerate(re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())):
        lines = block.split("\n")
        try:
            if not lines[0].startswith("= ") or len(lines) < 2:
                raise ValueError("a block begins with '= id' and the sentence")
            sentence = Sentence(lines[0][2:].strip(), lines[1])
            for line in lines[2:]:
                _read_line(sentence, line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}, block {number + 1} ({lines[0]}): {error}") from error
        yield sentence


def _read_line(sentence: Sentence, line: str) -> None:
    if line.startswith("F "):
        trigger, kind, stage, kinds = (part.strip() for part in line[2:].split("|"))
        if kind not in KINDS or stage not in STAGES[kind].split() or any(k.strip() not in KINDS[kind].split() for k in kinds.split(",")):
            raise ValueError(f"unknown label in {line!r}")
        sentence.frames.append(FrameNote(find(sentence.text, trigger, whole=True), kind, stage, [k.strip() for k in kinds.split(",")]))
    elif line[:1] == " " and line[1:2] in ROLES and line[2:3] == " ":
        sentence.frames[-1].roles.append((line[1], find(sentence.text, line[3:].strip(), whole=False)))
    else:
        raise ValueError(f"neither a frame nor a role: {line!r}")


if __name__ == "__main__":
    faults = 0
    for name in sys.argv[2:]:
        text = Path(name).read_text(encoding="utf-8").strip()
        blocks = re.split(r"\n\s*\n", text)
        frames = 0
        for n, block in enumerate(blocks):
            try:
                scratch = Sentence(block.split("\n")[0], block.split("\n")[1])
                for line in block.split("\n")[2:]:
                    _read_line(scratch, line)
                frames += len(scratch.frames)
            except (ValueError, IndexError) as error:
                faults += 1
                print(f"{name}, block {n + 1} ({block[:40]!r}): {error}")
        print(f"{name}: {len(blocks)} sentences, {frames} frames")
    sys.exit(bool(faults))
