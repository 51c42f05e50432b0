"""Gold of the ledger: articles of our own with the records that a reader takes from them; the format stands in training/ledger/README.md.

    python -m training.ledger_gold check FILE.json ...
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

ROOT = Path(__file__).parent / "ledger"

Stance = Literal[
    "asserts", "alleges", "suspects", "hedges", "doubts", "denies", "rejects", "admits", "partly_admits", "retracts", "declines_comment", "leaves_open"
]
Status = Literal[
    "asserted", "attributed", "alleged", "contested", "negated", "hedged", "promised", "threatened", "requested", "scheduled", "conditional",
    "background_ongoing", "historical",
]  # fmt: skip


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Party(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    code: str | None = None


class Statement(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    speaker: str | None
    cue: str
    content: list[str]
    quote_type: Literal["direct", "indirect", "mixed"]


class Held(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    holder: Party
    stance: Stance
    quote: str


class Claim(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    proposition: str
    predicate: Literal["transfer", "attack", "agree", "own", "cause", "violate", "intend", "withdraw", "interfere", "other"]
    stances: list[Held]
    status: Literal["contested", "alleged", "attributed", "asserted", "negated", "hedged"]
    quote: str


class Stage(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    stage: Literal[
        "alleged", "proposed", "negotiated", "announced", "initialled", "signed", "ratified", "in_force", "provisional", "extended", "suspended",
        "denounced", "expired", "terminated",
    ]  # fmt: skip
    date: str | None


class Other(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    party: Party
    role: Literal["mediator", "witness", "guarantor", "depositary"]


class Relation(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    relation: Literal["replaces", "amends", "implements", "revives", "extends"]
    other: str


class Agreement(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    names: list[str]
    form: Literal[
        "treaty", "agreement", "mou", "protocol", "declaration", "joint_statement", "communique", "ceasefire", "accession", "informal_arrangement",
        "unspecified",
    ]  # fmt: skip
    parties: list[Party]
    stages: list[Stage]
    others: list[Other] = []
    place: str | None = None
    term: str | None = None
    atop: dict[Literal["defense", "offense", "neutrality", "nonaggression", "consultation"], Literal["yes", "no"]] = {}
    relations: list[Relation] = []
    background: bool = False


class Obligation(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    obligor: Party
    beneficiary: Party | None = None
    type: Literal[
        "aid_if_attacked", "join_attack", "stay_neutral", "no_aggression", "consult", "provide", "withdraw", "cease_fire", "disarm", "release",
        "recognise", "restore_relations", "not_object", "refrain", "allow_access", "ease_measure", "review", "cooperate_in", "support",
    ]  # fmt: skip
    trigger: Literal["none", "armed_attack", "war", "threat", "request", "breach", "date", "event"] = "none"
    bindingness: Literal["treaty", "law", "political", "unilateral_pledge", "declaratory", "disclaimed", "not_stated"]
    instrument: str | None = None
    deadline: str | None = None
    quantity: str | None = None
    reciprocal: bool = False
    quote: str


class Listings(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    added: str | None = None
    removed: str | None = None


class Measure(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    senders: list[Party]
    targets: list[Party]
    stage: Literal["threatened", "announced", "adopted", "in_force", "extended", "amended", "eased", "suspended", "lifted", "expired", "vetoed", "review_called"]
    types: list[Literal["trade_export", "trade_import", "financial", "travel", "arms", "military_assistance", "diplomatic", "port_access", "other"]]
    objective: list[
        Literal[
            "policy_change", "destabilise", "territorial_conflict", "prevent_war", "end_war", "terrorism", "human_rights", "democracy", "nonproliferation",
            "other",
        ]
    ] = []  # fmt: skip
    date: str | None = None
    listings: Listings | None = None
    quote: str


class Transfer(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    supplier: Party | None
    recipient: Party | None
    kind: Literal[
        "arms", "ammunition", "dual_use", "technology", "licence", "economic_aid", "humanitarian", "personnel", "training", "financial", "commodity",
        "prisoner", "diplomatic_gift",
    ]  # fmt: skip
    items: list[str]
    status: Status
    quantity: str | None = None
    value: str | None = None
    date: str | None = None
    in_return_for: int | None = None
    quote: str


class Member(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    party: Party
    role: Literal["visitor", "host", "member", "mediator", "observer"]


class Meeting(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Literal["visit", "summit", "talks", "call", "multilateral", "greeting", "ceremony", "reception", "signing", "press_event", "gift_exchange"]
    participants: list[Member]
    place: str | None
    status: Literal["held", "under_way", "planned", "postponed", "cancelled", "refused"]
    date: str | None
    part_of: int | None = None
    background: bool = False
    quote: str


class Name(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str
    holder: str | None = None


class Situation(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Literal["war", "armed_conflict", "standoff", "dispute", "programme", "blockade", "alliance", "crisis"]
    names: list[Name]


class Comparative(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Literal["first_ever", "first_since", "nth", "superlative_since", "superlative_ever", "greater_than_period", "increase", "trend"]
    subject: str
    since: str | None = None
    claimant: str | None = None
    quote: str


class Gold(Item, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The records of one article; dates are ISO days, months or years; quotes are exact words of the article."""

    published: str
    title: str
    real: bool
    statements: list[Statement]
    claims: list[Claim]
    agreements: list[Agreement]
    obligations: list[Obligation]
    measures: list[Measure]
    transfers: list[Transfer]
    meetings: list[Meeting]
    situations: list[Situation]
    comparatives: list[Comparative]


def load(path: Path) -> tuple[str, Gold]:
    """Returns the article beside a gold file, and its records."""
    return path.with_suffix(".txt").read_text(encoding="utf-8"), msgspec.json.decode(path.read_bytes(), type=Gold)


def _quotes(gold: Gold) -> list[tuple[str, str]]:
    out = [("statement", w) for s in gold.statements for w in (s.cue, *s.content)]
    out += [("claim", c.quote) for c in gold.claims] + [("stance", h.quote) for c in gold.claims for h in c.stances]
    out += [("agreement name", n) for a in gold.agreements for n in a.names]
    for name in ("obligations", "measures", "transfers", "meetings", "comparatives"):
        out += [(name, r.quote) for r in getattr(gold, name)]
    out += [("item", i) for t in gold.transfers for i in t.items] + [("situation name", n.text) for s in gold.situations for n in s.names]
    out += [("deadline or quantity", v) for o in gold.obligations if (v := o.quantity)]
    return out + [("transfer value", v) for t in gold.transfers for v in (t.quantity, t.value) if v]


def _dates(gold: Gold) -> list[str | None]:
    out = [gold.published, *(s.date for a in gold.agreements for s in a.stages), *(o.deadline for o in gold.obligations)]
    return [*out, *(r.date for name in ("measures", "transfers", "meetings") for r in getattr(gold, name))]


def check(path: Path) -> list[str]:
    """Returns what is wrong with a gold file."""
    try:
        text, gold = load(path)
    except (msgspec.ValidationError, msgspec.DecodeError, OSError) as error:
        return [f"{path.name}: {error}"]
    out = [f"{path.name}: {kind} is not in the article: {words!r}" for kind, words in _quotes(gold) if words not in text]
    for day in _dates(gold):
        if day is not None:
            try:
                date.fromisoformat((day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10])
            except ValueError:
                out.append(f"{path.name}: no ISO date: {day!r}")
    for kind, records, field in (("transfer", gold.transfers, "in_return_for"), ("meeting", gold.meetings, "part_of")):
        out += [f"{path.name}: {kind} {i}: {field} {n}" for i, r in enumerate(records) if (n := getattr(r, field)) is not None and not 0 <= n < len(records)]
    words = len(text.split())
    if not 220 <= words <= 480:
        out.append(f"{path.name}: {words} words")
    return out


if __name__ == "__main__":
    problems = [p for name in sys.argv[2:] for p in check(Path(name))]
    print("\n".join(problems) or f"{len(sys.argv) - 2} files without fault")
    sys.exit(bool(problems))
