"""Task ``actors``: country and PLOVER sector of single mentions (contract: docs/records.md, evaluate)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from dragoman.errors import DataError
from dragoman.evaluate.scores import Count, Result

#: What other codebooks call them.
_COUNTRIES = {"XKX": "KOS"}
_NO_SECTOR = frozenset({"", "UNK", "JNK", "????"})
_MONTHS = {m: i for i, m in enumerate("january february march april may june july august september october november december".split(), start=1)}


class ReadsMention(Protocol):
    """What the task needs of a coder."""

    def read_mention(self, text: str, *, on: date | None, context: str | None) -> tuple[str | None, tuple[str, ...]]:
        """Returns the country and the sectors of a mention."""


@dataclass(frozen=True, slots=True)
class Case:
    """One mention with what is wanted; ``country`` or ``sectors`` is None where the case does not ask."""

    text: str
    on: date | None
    context: str | None
    country: str | None
    sectors: frozenset[str] | None
    named: bool  # an entry of an encyclopedia is wanted, too


def _day(text: str) -> date | None:
    """Reads "2022-01-10", "10 May 2015" and "October 1, 2021"; other words ("today") give None."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    words = re.findall(r"[a-z]+|\d+", text.lower())
    month = next((_MONTHS[w] for w in words if w in _MONTHS), None)
    numbers = sorted(int(w) for w in words if w.isdigit())
    return date(numbers[1], month, numbers[0]) if month and len(numbers) == 2 else None


def iter_cases(path: Path) -> Iterator[Case]:
    """Yields the cases of a JSON Lines file with ``text`` and ``expect`` {country, code_1, code_2, wiki}.

    Rows that ask for neither country nor sector are passed over.

    Raises:
        DataError: a line is no such object.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            expect, arguments = row["expect"], row.get("args") or {}
            country = expect.get("country")
            codes = [expect.get(name) for name in ("code_1", "code_2")]
            flat = [c for code in codes for c in (code["any_of"] if isinstance(code, dict) else [code]) if isinstance(c, str)]
            sectors = frozenset(flat) - _NO_SECTOR
            if country is None and not sectors:
                continue
            yield Case(
                text=str(row["text"]).strip(), on=_day(str(arguments.get("query_date") or "")), context=arguments.get("context") or None,
                country=None if country is None else _COUNTRIES.get(country, country), sectors=sectors or None, named=bool(expect.get("wiki")),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError("DRG-DATA-009", f"{path}, line {number} needs text and expect with country or code_1") from error


def evaluate_actors(coder: ReadsMention, path: Path, progress: Callable[[], None] = lambda: None) -> Result:
    """Scores country and sector; ``named`` counts mentions that an encyclopedia entry is wanted for, ``described`` the others.

    ``accuracy`` is the share of described mentions of which both, as far as asked, are right.
    """
    counts = {name: Count() for name in ("country, described", "country, named", "sector, described", "sector, named")}
    right = asked = n = 0
    for case in iter_cases(path):
        country, sectors = coder.read_mention(case.text, on=case.on, context=case.context)
        group = "named" if case.named else "described"
        good = []
        if case.country is not None:
            good.append((country or "") == case.country)
            counts[f"country, {group}"].add(good[-1], 1, 1)
        if case.sectors is not None:
            good.append(bool(case.sectors & set(sectors)))
            counts[f"sector, {group}"].add(good[-1], 1, 1)
        n += 1
        if not case.named:
            right, asked = right + all(good), asked + 1
        progress()
    return Result("actors", n, counts, accuracy=right / asked if asked else None)
