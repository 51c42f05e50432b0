"""Scores the ledger on articles of our own: each record type by the fields that make a record right, and the mistakes that must not happen.

    python -m training.ledger_score dev [--show measures] [--json FILE]

A record found is paired with the gold record that shares most of its fields; it is right if all fields named in ``FIELDS`` agree. Parties agree by country code, else by a word of their names.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from dragoman.pipeline import load_coder
from dragoman.readers import read_text
from dragoman.records import CodedDocument, Party, When
from training.ledger_gold import ROOT, Gold, load

_SMALL = frozenset("the a an of to in on and or that it its by for with from at as mr ms his her their".split())
_POSITIVE = frozenset({"asserts", "alleges", "suspects", "admits", "partly_admits"})
_NEGATIVE = frozenset({"denies", "rejects"})
_DOUBTFUL = frozenset({"alleged", "contested"})
_AHEAD = frozenset({"promised", "scheduled", "requested", "threatened", "conditional", "planned", "postponed", "cancelled", "refused", "hedged", "negated"})
_STANDING = frozenset({"in_force", "historical", "background_ongoing"})


def words(text: str) -> Counter[str]:
    return Counter(w for w in re.findall(r"\w+", text.lower()) if w not in _SMALL)


def overlap(a: str, b: str) -> float:
    """F1 of the words of two texts; small words count where a text has no others ("denied it")."""
    left, right = words(a), words(b)
    if not left or not right:
        left, right = Counter(re.findall(r"\w+", a.lower())), Counter(re.findall(r"\w+", b.lower()))
    shared = (left & right).total()
    return 2 * shared / (left.total() + right.total()) if shared else 0.0


def party_fits(name: str, code: str | None, other: Party) -> bool:
    if code is not None and other.country is not None:
        return code == other.country
    if code is not None and len(words(name)) == 0:
        return False
    said = f"{other.name} {other.span.text if other.span else ''}"
    return bool(words(name).keys() & words(said).keys())


def sets_fit(gold: Sequence[tuple[str, str | None]], found: Sequence[Party], least: float) -> bool:
    """Whether two lists of parties share enough: F1 of at least ``least``."""
    if not gold or not found:
        return not gold and not found
    hit = sum(any(party_fits(n, c, f) for f in found) for n, c in gold)
    back = sum(any(party_fits(n, c, f) for n, c in gold) for f in found)
    recall, precision = hit / len(gold), back / len(found)
    return bool(recall and precision) and 2 * precision * recall / (precision + recall) >= least


def date_fits(gold: str | None, found: When | None) -> bool:
    if gold is None:
        return True  # the text leaves it open; an inferred date does no harm here
    if found is None or found.start is None:
        return False
    return found.start.startswith(gold) or (found.end is not None and found.start[:10] <= f"{gold}-01-01"[:10] <= found.end[:10])


def _quoted(text: str, quote: str, evidence: Sequence) -> bool:
    at = text.find(quote)
    while at >= 0:
        if any(s.start < at + len(quote) and at < s.end for s in evidence):
            return True
        at = text.find(quote, at + 1)
    return False


def _pairs(parties: Sequence) -> list[tuple[str, str | None]]:
    return [(p.name, p.code) for p in parties]


def _one(gold, found: Party | None) -> bool:
    return found is None if gold is None else found is not None and party_fits(gold.name, gold.code, found)


Fields = dict[str, Callable[[object, object, CodedDocument], bool]]
FIELDS: dict[str, Fields] = {
    "statements": {
        "content": lambda g, f, d: overlap(" ".join(g.content), " ".join(s.text for s in f.content)) >= 0.5,
        "speaker": lambda g, f, d: (f.speaker is None) if g.speaker is None else _speaker_fits(g.speaker, f, d),
        "cue": lambda g, f, d: bool(words(g.cue).keys() & words(f.cue.text).keys()) or overlap(g.cue, f.cue.text) > 0 or g.cue.lower() in f.cue.text.lower(),
    },
    "agreements": {
        "names": lambda g, f, d: any(n in {s.text for s in f.names} or any(overlap(n, s.text) >= 0.5 for s in f.names) for n in g.names),
        "parties": lambda g, f, d: sets_fit(_pairs(g.parties), f.parties, 0.8),
        "stage": lambda g, f, d: not g.stages or bool({s.stage for s in g.stages} & {s.stage for s in f.stages}),
        "date": lambda g, f, d: not g.stages or all(s.date is None for s in g.stages) or any(date_fits(s.date, t.when) for s in g.stages for t in f.stages if s.date and s.stage == t.stage),
    },
    "obligations": {
        "quote": lambda g, f, d: _quoted(d.text, g.quote, f.evidence),
        "obligor": lambda g, f, d: _one(g.obligor, f.obligor),
        "beneficiary": lambda g, f, d: _one(g.beneficiary, f.beneficiary),
        "type": lambda g, f, d: g.type == f.type,
    },
    "measures": {
        "quote": lambda g, f, d: _quoted(d.text, g.quote, f.evidence),
        "senders": lambda g, f, d: sets_fit(_pairs(g.senders), f.senders, 0.66),
        "targets": lambda g, f, d: sets_fit(_pairs(g.targets), f.targets, 0.66),
        "stage": lambda g, f, d: g.stage == f.stage or (g.stage == "announced" and f.stage == "adopted") or (g.stage == "adopted" and f.stage == "announced"),
    },
    "transfers": {
        "quote": lambda g, f, d: _quoted(d.text, g.quote, f.evidence),
        "supplier": lambda g, f, d: _one(g.supplier, f.supplier),
        "recipient": lambda g, f, d: _one(g.recipient, f.recipient),
        "kind": lambda g, f, d: g.kind == f.kind,
        "status": lambda g, f, d: g.status == f.status,
    },
    "meetings": {
        "quote": lambda g, f, d: _quoted(d.text, g.quote, f.evidence),
        "participants": lambda g, f, d: sets_fit([(m.party.name, m.party.code) for m in g.participants], [p.party for p in f.participants], 0.66),
        "place": lambda g, f, d: g.place is None or _place_fits(g.place, f, d),
        "date": lambda g, f, d: date_fits(g.date, f.start),
        "status": lambda g, f, d: g.status == f.status,
    },
    "comparatives": {
        "quote": lambda g, f, d: _quoted(d.text, g.quote, f.evidence),
        "kind": lambda g, f, d: g.kind == f.kind,
        "since": lambda g, f, d: g.since is None or (f.window.start is not None and f.window.start.startswith(g.since[:4])),
    },
    "situations": {
        "names": lambda g, f, d: any(overlap(n.text, s.span.text) >= 0.5 for n in g.names for s in f.names),
        "kind": lambda g, f, d: g.kind == f.kind,
    },
}  # fmt: skip
_ANCHOR = {"statements": "content", "agreements": "names", "situations": "names"}
_TABLE = {"comparatives": "comparative_claims"}


def _speaker_fits(gold: str, found, document: CodedDocument) -> bool:
    if found.speaker is None:
        return any(overlap(gold, link.name) > 0 for link in found.source_chain if link.role == "speaker")
    actor = next((a for a in document.record.actors if a.id == found.speaker.actor), None)
    said = " ".join([found.speaker.name, *(s.text for s in (actor.mentions if actor else ())), found.speaker.span.text if found.speaker.span else ""])
    return bool(words(gold).keys() & words(said).keys())


def _place_fits(gold: str, found, document: CodedDocument) -> bool:
    place = next((p for p in document.record.places if p.id == found.place), None)
    return place is not None and (overlap(gold, place.name) > 0 or any(overlap(gold, m.text) > 0 for m in place.mentions))


def pair(kind: str, gold: Sequence, found: Sequence, document: CodedDocument) -> list[tuple[int, int, list[str]]]:
    """Pairs gold with found records, those with most fields in common first: (gold, found, fields that agree)."""
    fields = FIELDS[kind]
    anchor = _ANCHOR.get(kind, "quote")
    options = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            agreed = [name for name, fits in fields.items() if fits(g, f, document)]
            if anchor in agreed or (len(agreed) >= len(fields) - 1 and kind != "statements"):
                options.append((-len(agreed), i, j, agreed))
    out, used_g, used_f = [], set(), set()
    for _, i, j, agreed in sorted(options, key=lambda o: o[:3]):
        if i not in used_g and j not in used_f:
            used_g.add(i)
            used_f.add(j)
            out.append((i, j, agreed))
    return out


def is_right(kind: str, agreed: Sequence[str]) -> bool:
    """A record is right if all its fields agree; the exact words of the quote need not, where all else does."""
    return not set(FIELDS[kind]) - set(agreed) - ({"quote"} if _ANCHOR.get(kind, "quote") == "quote" else set())


def claim_units(gold: Gold, document: CodedDocument) -> tuple[list[tuple], list[tuple], int, int]:
    """Stances of gold and of the record with the gold claim that each is about; unmatched claims count as their own."""
    record = document.record
    pairs: dict[int, int] = {}
    for j, claim in enumerate(record.claims):
        scores = []
        for i, g in enumerate(gold.claims):
            quotes = [g.quote, *(h.quote for h in g.stances)]
            near = max(overlap(claim.proposition, t) for t in (g.proposition, g.quote))
            touch = sum(_quoted(document.text, q, [s.span for s in claim.stances]) for q in quotes) + _quoted(document.text, g.quote, claim.evidence)
            scores.append((touch + near * 2, -i))
        if scores and max(scores)[0] >= 1:
            pairs[j] = -max(scores)[1]
    left = [(i, h) for i, g in enumerate(gold.claims) for h in g.stances]
    right = [(pairs.get(j), s) for j, c in enumerate(record.claims) for s in c.stances]
    return left, right, len(gold.claims), len(record.claims)


def claim_scores(gold: Gold, document: CodedDocument, counts: Counter[str], show: list[str]) -> None:
    left, right, *_ = claim_units(gold, document)
    used: set[int] = set()
    missing = []
    for i, held in left:
        at = next((n for n, (j, s) in enumerate(right) if n not in used and j == i and s.stance == held.stance and party_fits(held.holder.name, held.holder.code, s.holder)), None)
        if at is None:
            missing.append(f"{held.holder.name} {held.stance}: {held.quote}")
        else:
            used.add(at)
    counts.update({"claims right": len(used), "claims gold": len(left), "claims found": len(right)})
    show += [f"  - {m}" for m in missing] + [f"  + {s.holder.name} {s.stance} (gold claim {j}): {s.span.text}" for n, (j, s) in enumerate(right) if n not in used]
    for name, pairs in (("gold", left), ("found", right)):
        holders = {i for i, h in pairs if h.stance in _POSITIVE and i is not None}
        denials = [(i, h) for i, h in pairs if h.stance in _NEGATIVE and (i in holders)]
        counts[f"denials {name}"] += len(denials)
        if name == "gold":
            linked = denials
        else:
            taken: set[int] = set()
            for i, h in linked:
                at = next((n for n, (j, s) in enumerate(denials) if n not in taken and j == i and party_fits(h.holder.name, h.holder.code, s.holder)), None)
                if at is not None:
                    taken.add(at)
            counts["denials right"] += len(taken)


def _of_one_state(duty) -> bool:
    """A government and its rebels: the codes do not tell who is who."""
    return duty.obligor.code is not None and duty.obligor.code == duty.beneficiary.code


def mistakes(kind: str, pairs: Sequence[tuple[int, int, list[str]]], gold: Sequence, found: Sequence, document: CodedDocument) -> Counter[str]:
    """Counts the mistakes that must not happen among the paired records of one type."""
    out: Counter[str] = Counter()
    for i, j, _ in pairs:
        g, f = gold[i], found[j]
        state = lambda r: getattr(r, "status", None) or getattr(r, "stage", None)  # noqa: E731
        if kind == "transfers" and g.status in _DOUBTFUL and f.status in ("asserted", "scheduled", "promised"):
            out["allegation as fact"] += 1
        if kind == "measures" and g.senders and f.senders and sets_fit(_pairs(g.senders), f.targets, 0.66) and sets_fit(_pairs(g.targets), f.senders, 0.66):
            out["wrong direction"] += 1
        if kind == "transfers" and g.supplier and g.recipient and f.supplier and f.recipient and _one(g.supplier, f.recipient) and _one(g.recipient, f.supplier):
            out["wrong direction"] += 1
        if kind == "obligations" and g.beneficiary and f.beneficiary and _one(g.obligor, f.beneficiary) and _one(g.beneficiary, f.obligor) and not g.reciprocal and not _of_one_state(g):
            out["wrong direction"] += 1
        if kind in ("measures", "transfers") and state(g) in _STANDING and state(f) not in _STANDING | _AHEAD | _DOUBTFUL | {"attributed", "extended", "threatened"}:
            out["background as new"] += 1
        if kind in ("meetings", "transfers") and state(g) in _AHEAD and state(f) in ("held", "asserted", "under_way"):
            out["plan as done"] += 1
        for name in ("quantity", "value"):
            value = getattr(f, name, None)
            if isinstance(value, str) and value not in document.text:
                out["invented value"] += 1
    return out


def score(split: str, show: str | None = None, only: str | None = None) -> dict[str, object]:
    coder = load_coder()
    counts: Counter[str] = Counter()
    agreed_fields: dict[str, Counter[str]] = {kind: Counter() for kind in FIELDS}
    wrong: Counter[str] = Counter()
    total = 0
    for path in sorted((ROOT / split).glob("*.json")):
        if only and only not in path.stem:
            continue
        text, gold = load(path)
        document = coder.code_document(read_text(text, published_at=gold.published))
        for kind in FIELDS:
            wanted, found = getattr(gold, kind), getattr(document.record, _TABLE.get(kind, kind))
            pairs = pair(kind, wanted, found, document)
            right = [p for p in pairs if is_right(kind, p[2])]
            counts.update({f"{kind} right": len(right), f"{kind} gold": len(wanted), f"{kind} found": len(found), f"{kind} paired": len(pairs)})
            for _, _, agreed in pairs:
                agreed_fields[kind].update(agreed)
            wrong += mistakes(kind, pairs, wanted, found, document)
            total += len(found) if kind in ("transfers", "measures", "obligations", "agreements", "meetings") else 0
            if show == kind:
                _show(path.stem, kind, wanted, found, pairs)
        lines: list[str] = []
        claim_scores(gold, document, counts, lines)
        if show == "claims" and lines:
            print(path.stem, *lines, sep="\n")
    out: dict[str, object] = {}
    for kind in ("statements", "claims", "denials", *(k for k in FIELDS if k != "statements")):
        right, wanted, found = counts[f"{kind} right"], counts[f"{kind} gold"], counts[f"{kind} found"]
        out[kind] = {"precision": round(right / found, 3) if found else None, "recall": round(right / wanted, 3) if wanted else None,
                     "f1": round(2 * right / (wanted + found), 3) if wanted + found else None, "gold": wanted, "found": found}  # fmt: skip
        if kind in FIELDS and counts[f"{kind} paired"]:
            out[kind]["fields"] = {name: round(agreed_fields[kind][name] / counts[f"{kind} paired"], 2) for name in FIELDS[kind]} | {"paired": counts[f"{kind} paired"]}  # type: ignore[index]
    out["mistakes"] = {"records": total, **wrong, "share": round(wrong.total() / total, 4) if total else None}
    return out


def _show(stem: str, kind: str, wanted: Sequence, found: Sequence, pairs: Sequence[tuple[int, int, list[str]]]) -> None:
    print(f"== {stem}")
    by_gold, by_found = {i: (j, a) for i, j, a in pairs}, {j for _, j, _ in pairs}
    for i, g in enumerate(wanted):
        j, agreed = by_gold.get(i, (None, []))
        if j is not None and is_right(kind, agreed):
            continue
        print(f"  gold  {_brief(g)}")
        if j is not None:
            print(f"  found {_brief(found[j])}   lacks {sorted(set(FIELDS[kind]) - set(agreed))}")
    for j, f in enumerate(found):
        if j not in by_found:
            print(f"  extra {_brief(f)}")


def _brief(record) -> str:
    if hasattr(record, "evidence"):
        skip = {"id", "confidence", "source_chain"}
        return " | ".join(f"{n}={_value(getattr(record, n))}" for n in record.__struct_fields__ if n not in skip and getattr(record, n) not in (None, (), "not_stated"))[:900]
    return " | ".join(f"{n}={_value(getattr(record, n))}" for n in record.__struct_fields__ if getattr(record, n) not in (None, [], {}, False))[:700]


def _value(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + "; ".join(_value(v) for v in value) + "]"
    for fields in (("party", "role"), ("stage", "when"), ("stage", "date"), ("holder", "stance")):
        if all(hasattr(value, f) for f in fields):
            return " ".join(_value(getattr(value, f)) for f in fields)
    if hasattr(value, "name") and (hasattr(value, "country") or hasattr(value, "code")):
        return f"{value.name}/{getattr(value, 'country', None) or getattr(value, 'code', None)}"
    if isinstance(value, When):
        return f"{value.start}..{value.end}"
    return repr(getattr(value, "text", value))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", choices=["train", "dev", "test", "blind"])
    parser.add_argument("--show", help="print what is missed and what is wrong of one record type")
    parser.add_argument("--only", help="only articles whose name holds this")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = score(arguments.split, arguments.show, arguments.only)
    for name, row in result.items():
        print(f"{name:<13}", json.dumps(row), file=sys.stderr)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
