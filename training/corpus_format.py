"""Reads and checks the annotated corpus (format: training/corpus/README.md).

    python -m training.corpus_format check training/corpus/*.txt
    python -m training.corpus_format count training/corpus/*.txt
"""

from __future__ import annotations

import collections
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.ontology.plover import cameo_labels

HERE = Path(__file__).parent
#: Files whose items are annotated in one layer only.
PARTIAL = ("quotes_", "nothing_", "eventless_")
EVENT_TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
).split()
STATUSES = (
    "asserted attributed alleged contested negated hedged promised threatened requested scheduled conditional "
    "background_ongoing historical"
).split()
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
    "crowd-control unconventional",
}
CONTEXTS = (
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations "
    "human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal_drugs trafficking"
).split()
MENTION_KINDS = "person state igo org ministry armed_group party company media bloc group people place vessel".split()
SECTORS = "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
NON_STATE = "IGO NGO UNO EUR ISM IMG MNC".split()
ROLE_NAMES = {"A": "actor", "R": "recipient", "P": "place", "T": "time", "O": "object"}


class CorpusError(ValueError):
    """A block that does not follow the format: file, line and what to mend."""


@dataclass(frozen=True, slots=True)
class EventNote:
    trigger: tuple[int, int]
    event_type: str
    mode: str | None
    cameo: str | None
    status: str
    contexts: tuple[str, ...]
    roles: tuple[tuple[str, int, int], ...]  # (role name, start, end)
    referent: str | None = None  # articles: tellings of one happening share it


@dataclass(frozen=True, slots=True)
class QuoteNote:
    cue: tuple[int, int]
    quote_type: str
    speaker: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MentionNote:
    span: tuple[int, int]
    kind: str
    country: str | None
    sector: str | None
    referent: str | None = None  # articles: mentions of one actor or place share it


@dataclass(slots=True)
class Item:
    """One annotated sentence; spans are half-open character offsets into ``text``."""

    id: str
    text: str
    events: list[EventNote] = field(default_factory=list)
    quotes: list[QuoteNote] = field(default_factory=list)
    mentions: list[MentionNote] = field(default_factory=list)
    published_at: str | None = None  # articles: on the first sentence


def find_span(text: str, wanted: str) -> tuple[int, int]:
    """Returns the span of ``wanted`` (``words`` or ``words@n``) in ``text``, on word borders.

    Raises:
        CorpusError: it does not occur, or occurs more than once and has no ``@n``.
    """
    match = re.fullmatch(r"(.*?)@(\d+)", wanted)
    words, nth = (match.group(1), int(match.group(2))) if match else (wanted, None)
    found = [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)] if words else []
    if not found:
        raise CorpusError(f"{words!r} does not occur in the sentence on word borders")
    if nth is None:
        if len(found) > 1:
            raise CorpusError(f"{words!r} occurs {len(found)} times: add @1 to @{len(found)}")
        return found[0]
    if not 0 < nth <= len(found):
        raise CorpusError(f"{words!r} occurs {len(found)} times, @{nth} asked for")
    return found[nth - 1]


def _pick(value: str, allowed: list[str], what: str) -> str:
    if value not in allowed:
        raise CorpusError(f"{what} {value!r} is not one of: {' '.join(allowed)}")
    return value


def _event(item: Item, rest: str) -> EventNote:
    parts = [p.strip() for p in rest.split("|")]
    if len(parts) not in (6, 7):
        raise CorpusError(f"E needs 6 fields, or 7 with the happening's id; it has {len(parts)}")
    trigger, kind, mode, cameo, status, contexts = parts[:6]
    _pick(kind, EVENT_TYPES, "type")
    if mode != "-":
        _pick(mode, MODES.get(kind, "").split(), f"mode of {kind}")
    if cameo != "-" and cameo not in cameo_labels():
        raise CorpusError(f"{cameo!r} is no CAMEO code")
    names = () if contexts == "-" else tuple(_pick(c.strip(), CONTEXTS, "context") for c in contexts.split(","))
    start, end = find_span(item.text, trigger)
    if " " in item.text[start:end]:
        raise CorpusError(f"trigger {trigger!r} is more than one word")
    return EventNote((start, end), kind, None if mode == "-" else mode, None if cameo == "-" else cameo,
                     _pick(status, STATUSES, "status"), names, (), _referent(parts[6]) if len(parts) == 7 else None)


def _referent(value: str) -> str:
    if not re.fullmatch(r"#[A-Za-z][\w-]*", value):
        raise CorpusError(f"id {value!r} is not '#' and a word")
    return value[1:]


def _mention(item: Item, rest: str) -> MentionNote:
    parts = [p.strip() for p in rest.split("|")]
    referent = _referent(parts.pop()) if parts[-1].startswith("#") else None
    if len(parts) != 4:
        raise CorpusError("M needs 4 fields, or 5 with an id '#name'")
    words, kind, country, sector = parts
    if country != "-" and not re.fullmatch(r"[A-Z]{3}", country):
        raise CorpusError(f"country {country!r} is not three letters")
    return MentionNote(find_span(item.text, words), _pick(kind, MENTION_KINDS, "kind"), None if country == "-" else country,
                       None if sector == "-" else _pick(sector, SECTORS, "sector"), referent)


def _parse_block(lines: list[tuple[int, str]], path: str) -> Item:
    item: Item | None = None
    open_note: str | None = None
    for number, line in lines:
        try:
            if line.startswith("= "):
                item = Item(line[2:].strip(), "")
            elif item is None:
                raise CorpusError("a block starts with '= id'")
            elif not item.text:
                item.text = line
            elif re.fullmatch(r"D \d{4}-\d{2}-\d{2}", line):
                item.published_at = line[2:]
            elif line.startswith("E "):
                item.events.append(_event(item, line[2:]))
                open_note = "E"
            elif line.startswith("S "):
                cue, _, quote_type = line[2:].rpartition("|")
                item.quotes.append(QuoteNote(find_span(item.text, cue.strip()),
                                             _pick(quote_type.strip(), ["direct", "indirect", "mixed"], "quote type"), None, ()))
                open_note = "S"
            elif line.startswith("M "):
                item.mentions.append(_mention(item, line[2:]))
                open_note = None
            elif re.match(r" [ARPTO] ", line) and open_note == "E":
                event = item.events[-1]
                role = (ROLE_NAMES[line[1]], *find_span(item.text, line[3:].strip()))
                item.events[-1] = EventNote(event.trigger, event.event_type, event.mode, event.cameo, event.status,
                                            event.contexts, (*event.roles, role), event.referent)
            elif re.match(r" [WC] ", line) and open_note == "S":
                quote, span = item.quotes[-1], find_span(item.text, line[3:].strip())
                item.quotes[-1] = (QuoteNote(quote.cue, quote.quote_type, span, quote.content) if line[1] == "W"
                                   else QuoteNote(quote.cue, quote.quote_type, quote.speaker, (*quote.content, span)))
            else:
                raise CorpusError(f"line not understood here: {line!r}")
        except CorpusError as error:
            raise CorpusError(f"{path}:{number}: {error}") from error
    if item is None or not item.text:
        raise CorpusError(f"{path}:{lines[0][0]}: block without sentence")
    return item


def iter_items(path: Path, problems: list[str] | None = None) -> Iterator[Item]:
    """Yields the items of a corpus file; with ``problems``, collects errors there instead of raising the first."""
    block: list[tuple[int, str]] = []
    for number, raw in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], start=1):
        line = raw.rstrip()
        if line:
            block.append((number, line))
        elif block:
            try:
                yield _parse_block(block, str(path))
            except CorpusError as error:
                if problems is None:
                    raise
                problems.append(str(error))
            block = []


_MARK = re.compile(r"([{\[*])([^{}\[\]*]+)[}\]*]")


def read_marked(line: str, name: str) -> Item:
    """Reads one line of a ``marked_*.tsv`` file: ``TYPE[/status][ CAMEO]: text with {actor}, [recipient] and *trigger*``."""
    head, separator, marked = line.partition(": ")
    label, _, cameo = head.partition(" ")
    kind, _, status = label.partition("/")
    if not separator:
        raise CorpusError(f"{name}: no 'TYPE: ' in {line!r}")
    _pick(kind, EVENT_TYPES, "type")
    if cameo and cameo not in cameo_labels():
        raise CorpusError(f"{name}: {cameo!r} is no CAMEO code")
    text, at, trigger = "", 0, None
    roles: list[tuple[str, int, int]] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        span = (len(text), len(text) + len(match.group(2)))
        text += match.group(2)
        at = match.end()
        if match.group(1) == "*":
            trigger = span
        else:
            roles.append(("actor" if match.group(1) == "{" else "recipient", *span))
    text += marked[at:]
    if trigger is None or not roles or re.search(r"[{}\[\]*]", text):
        raise CorpusError(f"{name}: marks are incomplete in {line!r}")
    return Item(name, text, [EventNote(trigger, kind, None, cameo or None, _pick(status or "asserted", STATUSES, "status"), (), tuple(roles))])


def iter_marked(path: Path, problems: list[str] | None = None) -> Iterator[Item]:
    """Yields the items of a file of marked sentences; ``problems`` as for ``iter_items``."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield read_marked(line.strip(), f"{path.stem}-{number:03d}")
        except CorpusError as error:
            if problems is None:
                raise
            problems.append(str(error))


def _iter_file(path: Path, problems: list[str]) -> Iterator[Item]:
    return iter_marked(path, problems) if path.suffix == ".tsv" else iter_items(path, problems)


def story_of(name: str) -> str:
    """The story that an item is part of: an article, the reports of one day, else the item itself."""
    return name.rsplit("-", 1)[0] if name.startswith(("a-", "r-")) else name


def split_of(name: str) -> str:
    """Part of an item by a hash of its story, so that a story is never in two parts: once and for all."""
    if name.startswith(("marked_", "q-", "n-t")):  # items of which one layer alone is known are for training only
        return "train"
    value = int(hashlib.sha256(story_of(name).encode()).hexdigest(), 16) % 100
    test, dev = (16, 26) if name.startswith("a-") else (10, 18)
    return "test" if value < test else "dev" if value < dev else "train"


def main(arguments: list[str]) -> int:
    problems: list[str] = []
    items = [item for name in arguments[1:] for item in _iter_file(Path(name), problems)]
    seen = collections.Counter(item.id for item in items)
    problems += [f"id {name} occurs {n} times" for name, n in seen.items() if n > 1]
    texts = collections.Counter(item.text for item in items)
    problems += [f"sentence occurs {n} times: {text[:70]}" for text, n in texts.items() if n > 1]
    for problem in problems:
        print(problem)
    events = [event for item in items for event in item.events]
    print(f"{len(items)} items, {len(events)} events, {sum(not i.events for i in items)} without event, "
          f"{sum(len(i.quotes) for i in items)} attributions, {sum(len(i.mentions) for i in items)} mentions, {len(problems)} problems")
    if arguments[0] == "count":
        for counts in (collections.Counter(e.event_type for e in events), collections.Counter(e.status for e in events)):
            print(", ".join(f"{name} {n}" for name, n in counts.most_common()))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
