"""How far two annotations of the ledger agree: the second, made blind, is scored against the first as if dragoman had found it.

    python -m training.ledger_agreement [--json FILE]

The figures are what the fields and the strict comparison of ``training.ledger_score`` leave room for.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from dragoman.records import Party, Span, When
from training.ledger_gold import ROOT, Gold, load
from training.ledger_score import FIELDS, claim_scores, is_right, pair


def _span(text: str, quote: str | None) -> Span:
    at = text.find(quote) if quote else 0
    return Span.of(text, max(at, 0), max(at, 0) + len(quote or "x"))


def _party(text: str, party) -> Party | None:
    return None if party is None else Party(actor=party.name, name=party.name, country=party.code)  # type: ignore[arg-type]


def _when(day: str | None) -> When:
    return When(start=day, end=day, precision="day", basis="explicit")


def as_found(text: str, gold: Gold) -> SimpleNamespace:
    """Puts a gold annotation into the shape that the scorer reads."""
    def record(item, **more):
        return SimpleNamespace(evidence=[_span(text, getattr(item, "quote", None))], **more)

    places: dict[str, SimpleNamespace] = {}

    def place(name: str | None) -> str | None:
        if name is not None:
            places[name] = SimpleNamespace(id=name, name=name, mentions=[])
        return name

    statements = [
        record(s, speaker=Party(actor=s.speaker, name=s.speaker) if s.speaker else None, cue=_span(text, s.cue),  # type: ignore[arg-type]
               content=[_span(text, c) for c in s.content], source_chain=[]) for s in gold.statements
    ]  # fmt: skip
    claims = [
        SimpleNamespace(proposition=c.proposition, evidence=[_span(text, c.quote)],
                        stances=[SimpleNamespace(holder=_party(text, h.holder), stance=h.stance, span=_span(text, h.quote)) for h in c.stances]) for c in gold.claims
    ]  # fmt: skip
    agreements = [
        record(a, names=[_span(text, n) for n in a.names], parties=[_party(text, p) for p in a.parties],
               stages=[SimpleNamespace(stage=s.stage, when=_when(s.date)) for s in a.stages]) for a in gold.agreements
    ]  # fmt: skip
    obligations = [record(o, obligor=_party(text, o.obligor), beneficiary=_party(text, o.beneficiary), type=o.type) for o in gold.obligations]
    measures = [record(m, senders=[_party(text, p) for p in m.senders], targets=[_party(text, p) for p in m.targets], stage=m.stage) for m in gold.measures]
    transfers = [record(t, supplier=_party(text, t.supplier), recipient=_party(text, t.recipient), kind=t.kind, status=t.status) for t in gold.transfers]
    meetings = [
        record(m, participants=[SimpleNamespace(party=_party(text, p.party)) for p in m.participants], place=place(m.place), start=_when(m.date), status=m.status)
        for m in gold.meetings
    ]  # fmt: skip
    comparatives = [record(c, kind=c.kind, window=_when(c.since)) for c in gold.comparatives]
    situations = [SimpleNamespace(names=[SimpleNamespace(span=_span(text, n.text)) for n in s.names], kind=s.kind) for s in gold.situations]
    return SimpleNamespace(
        text=text, record=SimpleNamespace(actors=[], places=list(places.values()), statements=statements, claims=claims, agreements=agreements, obligations=obligations,
                                          measures=measures, transfers=transfers, meetings=meetings, comparatives=comparatives, situations=situations),
    )  # fmt: skip


def agreement() -> dict[str, dict[str, float]]:
    counts: Counter[str] = Counter()
    for path in sorted((ROOT / "second").glob("*.json")):
        text, first = load(ROOT / "test" / path.name)
        document = as_found(text, load(path)[1])
        for kind in FIELDS:
            wanted, found = getattr(first, kind), getattr(document.record, kind)
            right = [p for p in pair(kind, wanted, found, document) if is_right(kind, p[2])]  # type: ignore[arg-type]
            counts.update({f"{kind} right": len(right), f"{kind} gold": len(wanted), f"{kind} found": len(found)})
        claim_scores(first, document, counts, [])  # type: ignore[arg-type]
    out = {}
    for kind in ("statements", "claims", "denials", *(k for k in FIELDS if k != "statements")):
        right, wanted, found = counts[f"{kind} right"], counts[f"{kind} gold"], counts[f"{kind} found"]
        out[kind] = {"f1": round(2 * right / (wanted + found), 3), "first": wanted, "second": found}
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = agreement()
    for name, row in result.items():
        print(f"{name:<13}", json.dumps(row))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")
