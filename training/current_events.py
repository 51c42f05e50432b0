"""Turns days of the English Wikipedia's Portal:Current events (Markdown, one file a day) into documents: one a report, with its day, its sources and the headings above it.

    python -m training.current_events DATA OUT.jsonl [--limit 300]

DATA is the folder that holds ``unlabelled/wiki_current_events``, or any folder of such files (``YYYY-MM-DD.md``). Each line of OUT has ``text``, ``published_at``, ``publisher`` (the source that
is named behind the report) and ``story`` (the headings above it, the topmost first, parted by ``>``), as ``python -m training.merge_headings`` reads them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

_BULLET = re.compile(r"^(?P<indent> *)[*-] +(?P<text>\S.*)$")
_LINK = re.compile(r"""\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\((?:[^\s()]|\([^\s()]*\))*(?:\s+"(?:[^"\\]|\\.)*")?\)""")
_SOURCE = re.compile(r"\((?P<name>[^()]+(?:\([^()]*\))?[^()]*)\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>$~&'\"])")
_EMPHASIS = re.compile(r"(?<![\\\w])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: A report without a source is a sentence of so many words; what is shorter is a heading.
LEAST_WORDS = 8


def plain(text: str) -> tuple[str, list[str]]:
    """Returns a bullet's text without links and marks, and the sources that stand behind it in brackets."""
    sources: list[str] = []

    def words(match: re.Match[str]) -> str:
        found = _SOURCE.fullmatch(match["words"].strip())
        if found is None:
            return match["words"]
        sources.append(_ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", found["name"])).strip())
        return ""

    bare = _EMPHASIS.sub(r"\2", _LINK.sub(words, text))
    return " ".join(_ESCAPE.sub(r"\1", bare).split()), sources


def iter_reports(page: str, day: str) -> Iterator[dict[str, str]]:
    """Yields the reports of one day; a heading holds for all bullets that stand deeper."""
    headings: list[tuple[int, str]] = []
    for line in page.split("\n"):
        if line.startswith("#"):
            headings = []
        bullet = _BULLET.match(line)
        if bullet is None:
            continue
        depth = len(bullet["indent"])
        headings = [h for h in headings if h[0] < depth]
        text, sources = plain(bullet["text"])
        if sources or (text.endswith((".", ".\"", ".”")) and len(text.split()) >= LEAST_WORDS):
            if text:
                yield {"text": text, "published_at": day, "publisher": sources[0] if sources else "", "story": " > ".join(name for _, name in headings)}
        else:
            headings.append((depth, text))


def iter_days(folder: Path) -> Iterator[dict[str, str]]:
    """Yields the reports of all days below ``folder``, the earliest day first, each text of a day once."""
    root = folder / "unlabelled" / "wiki_current_events"
    files = sorted((root if root.is_dir() else folder).rglob("*.md"), key=lambda path: path.name)
    for path in files:
        if _DAY.fullmatch(path.stem):
            seen: set[str] = set()
            for row in iter_reports(path.read_text(encoding="utf-8"), path.stem):
                if row["text"] not in seen:
                    seen.add(row["text"])
                    yield row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, help="at most so many reports")
    arguments = parser.parse_args()
    number = 0
    with arguments.out.open("w", encoding="utf-8", newline="\n") as stream:
        for row in iter_days(arguments.data):
            if arguments.limit is not None and number >= arguments.limit:
                break
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            number += 1
    print(f"{number} reports")


if __name__ == "__main__":
    main()
