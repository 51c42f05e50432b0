"""The seven questions that users ask most, each as rows with fixed columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from dragoman.questions.filters import Filter, all_parties, any_party, holds_words, is_label, is_party, is_within
from dragoman.records import Agreement, Claim, Party, Record, RecordId, Sourced, Span, When


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: its columns in the order of ``COLUMNS``, the words that it rests on, and where they stand."""

    id: RecordId
    document: str
    published_at: str | None
    columns: dict[str, str]
    confidence: float
    source: str
    evidence: tuple[Span, ...]


def _name(party: Party | None) -> str:
    if party is None:
        return ""
    return f"{party.name} ({party.country})" if party.country and party.country != party.name else party.name


def _names(parties: Iterable[Party]) -> str:
    return ", ".join(_name(p) for p in parties)


def _when(when: When | None) -> str:
    if when is None or (when.start is None and when.end is None):
        return ""
    cut = {"year": 4, "month": 7}.get(when.precision, 10)
    start, end = (bound[:cut] if bound else "" for bound in (when.start, when.end))
    return start if start == end else f"{start}..{end}"


def _place(record: Record, place: RecordId | None) -> str:
    found = next((p for p in record.places if p.id == place), None)
    return found.name if found else ""


def _obligations(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    instruments = {a.id: a for a in record.agreements}
    for item in record.obligations:
        if not any_party(asked.first, [item.obligor], record) or not any_party(asked.second, [item.beneficiary], record):
            continue
        if not is_label(asked.kind, item.type) or not is_label(asked.status, item.status) or not is_within(item.deadline, asked.since, asked.until):
            continue
        if not all_parties(asked.parties, [item.obligor, item.beneficiary], record):
            continue
        instrument = instruments.get(item.instrument) if item.instrument else None
        yield (
            item,
            {
                "who": _name(item.obligor),
                "must": item.type,
                "to whom": _name(item.beneficiary),
                "if": "" if item.trigger.type == "none" else item.trigger.type,
                "under": instrument.names[0].text if instrument else item.bindingness,
                "since": _since(instrument),
                "by": _when(item.deadline),
                "status": item.status,
            },
        )


def _since(instrument: Agreement | None) -> str:
    return _when(instrument.stages[-1].when) if instrument is not None and instrument.stages else ""


def _claims(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.claims:
        involved = [*item.arguments.values(), *_linked(record, item)]
        if (
            asked.about is not None
            and not is_label(asked.about, item.predicate, *_linked_kinds(record, item))
            and not holds_words(asked.about, [item.proposition])
        ):
            continue
        if not all(any_party(w, involved, record) or _spoken_of(w, item, record) for w in asked.parties) or not is_label(asked.status, item.status):
            continue
        held = [s for s in item.stances if any_party(asked.first, [s.holder], record) and is_label(asked.stance, s.stance)]
        if not held:
            continue
        by_stance: dict[str, list[str]] = {}
        for stance in item.stances:
            by_stance.setdefault(stance.stance, []).append(_name(stance.holder))
        words = "; ".join(f"{stance}: {', '.join(dict.fromkeys(names))}" for stance, names in by_stance.items())
        yield item, {"claim": item.proposition, "about": item.predicate, "who holds what": words, "status": item.status}


def _linked(record: Record, claim: Claim) -> list[Party | None]:
    return [p for t in record.transfers if claim.id in t.claims for p in (t.supplier, t.recipient)]


def _linked_kinds(record: Record, claim: Claim) -> list[str]:
    return ["transfer"] if any(claim.id in t.claims for t in record.transfers) else []


def _spoken_of(wanted: str, claim: Claim, record: Record) -> bool:
    """Whether the words of the claim name the party."""
    spans = [s for s in claim.evidence if s.text in claim.proposition or claim.proposition in s.text]
    return any(
        is_party(wanted, Party(actor=a.id, name=a.name, country=a.country), record)
        for a in record.actors
        for m in a.mentions
        if any(s.start <= m.start and m.end <= s.end for s in spans)
    )


def _quotes(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.statements:
        if not any_party(asked.first, [item.speaker], record) or not any_party(asked.second, [item.addressee], record):
            continue
        if not is_label(asked.kind, item.quote_type, item.speech_act) or not is_within(item.when, asked.since, asked.until):
            continue
        relays = [link.name for link in item.source_chain if link.role in ("relay", "cites", "agency")]
        if not holds_words(asked.channel, [item.channel or "", *relays]) or not holds_words(asked.topic, [*(s.text for s in item.content), *item.topics]):
            continue
        yield (
            item,
            {
                "who": _name(item.speaker),
                "how": item.cue.text,
                "says": " … ".join(s.text for s in item.content),
                "type": item.quote_type,
                "act": item.speech_act,
                "via": ", ".join(relays),
                "when": _when(item.when),
            },
        )


def _agreements(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.agreements:
        if not all_parties(asked.parties, [*item.parties, *(o.party for o in item.others)], record) or not is_label(asked.kind, item.form):
            continue
        stages = [s for s in item.stages if is_label(asked.status, s.stage) and is_within(s.when, asked.since, asked.until)]
        if (asked.status or asked.since or asked.until) and not stages:
            continue
        if asked.about is not None and getattr(item.atop, asked.about, "not_stated") != "yes":
            continue
        names = list(dict.fromkeys(s.text for s in item.names))
        duties = [name for name in ("defense", "offense", "neutrality", "nonaggression", "consultation") if getattr(item.atop, name) == "yes"]
        yield (
            item,
            {
                "agreement": "; ".join(names),
                "form": item.form,
                "parties": _names(item.parties),
                "others": "; ".join(f"{_name(o.party)}: {o.role}" for o in item.others),
                "stages": "; ".join(f"{s.stage} {_when(s.when)}".strip() for s in item.stages),
                "where": _place(record, item.place),
                "term": item.term,
                "duties": ", ".join(duties),
                "background": "yes" if item.background else "",
            },
        )


#: Stages of a measure that is not in force.
_NOT_IN_FORCE = frozenset({"threatened", "announced", "lifted", "expired", "vetoed", "suspended"})


def _measures(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.measures:
        if not any_party(asked.first, item.senders, record) or not any_party(asked.second, item.targets, record):
            continue
        if not is_label(asked.status, item.stage) or not is_label(asked.kind, *item.types) or not is_within(item.when, asked.since, asked.until):
            continue
        if asked.on is not None and (item.stage in _NOT_IN_FORCE or (item.when.start or "")[:10] > asked.on):
            continue
        yield (
            item,
            {
                "by": _names(item.senders),
                "against": _names(item.targets),
                "stage": item.stage,
                "types": ", ".join(item.types),
                "objective": ", ".join(item.objective),
                "when": _when(item.when),
            },
        )


def _transfers(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.transfers:
        if not any_party(asked.first, [item.supplier], record) or not any_party(asked.second, [item.recipient], record):
            continue
        if not all_parties(asked.parties, [item.supplier, item.recipient], record) or not is_within(item.when, asked.since, asked.until):
            continue
        if not is_label(asked.kind, item.kind) or not is_label(asked.status, item.status):
            continue
        yield (
            item,
            {
                "from": _name(item.supplier),
                "to": _name(item.recipient),
                "kind": item.kind,
                "items": ", ".join(s.text for s in item.items),
                "quantity": item.quantity or "",
                "value": item.value or "",
                "status": item.status,
                "when": _when(item.when),
            },
        )


def _meetings(record: Record, asked: Filter) -> Iterator[tuple[Sourced, dict[str, str]]]:
    for item in record.meetings:
        parties = [p.party for p in item.participants]
        place = next((p for p in record.places if p.id == item.place), None)
        names = [place.name, place.country or ""] if place else []
        if not all_parties(asked.parties, parties, record) or not is_label(asked.kind, item.kind) or not is_label(asked.status, item.status):
            continue
        if asked.place is not None and asked.place != item.host_country and not holds_words(asked.place, names):
            continue
        if not is_within(item.start, asked.since, asked.until):
            continue
        yield (
            item,
            {
                "meeting": item.kind,
                "who": "; ".join(f"{_name(p.party)}" + ("" if p.role == "member" else f": {p.role}") for p in item.participants),
                "where": _place(record, item.place) or (item.host_country or ""),
                "when": _when(item.start),
                "status": item.status,
                "background": "yes" if item.background else "",
            },
        )


QUESTIONS: dict[str, Callable[[Record, Filter], Iterator[tuple[Sourced, dict[str, str]]]]] = {
    "obligations": _obligations,
    "claims": _claims,
    "quotes": _quotes,
    "agreements": _agreements,
    "measures": _measures,
    "transfers": _transfers,
    "meetings": _meetings,
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "obligations": ("who", "must", "to whom", "if", "under", "since", "by", "status"),
    "claims": ("claim", "about", "who holds what", "status"),
    "quotes": ("who", "how", "says", "type", "act", "via", "when"),
    "agreements": ("agreement", "form", "parties", "others", "stages", "where", "term", "duties", "background"),
    "measures": ("by", "against", "stage", "types", "objective", "when"),
    "transfers": ("from", "to", "kind", "items", "quantity", "value", "status", "when"),
    "meetings": ("meeting", "who", "where", "when", "status", "background"),
}


def ask(question: str, records: Iterable[Record], asked: Filter) -> Iterator[Answer]:
    """Yields the answers to a question, in the order of the records.

    Args:
        question: one of ``QUESTIONS``.
        records: coded documents.
        asked: what to narrow the answers to.
    """
    for record in records:
        document = record.document.path or record.document.title or record.document.id
        for item, columns in QUESTIONS[question](record, asked):
            chain = " ← ".join(link.name for link in item.source_chain)
            yield Answer(
                id=item.id,
                document=document,
                published_at=record.document.published_at,
                columns=columns,
                confidence=item.confidence,
                source=chain,
                evidence=item.evidence,
            )
