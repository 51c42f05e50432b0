"""The cards of the HTML page: one for each record, with its parties, date, place, status, words and explanation."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dragoman.output.article import card_id, escape
from dragoman.output.wording import RECORD_TYPES, Names, chain_words, label_words, one_line, when_words
from dragoman.records import (
    Actor,
    Agreement,
    ChainLink,
    Claim,
    CodedDocument,
    ComparativeClaim,
    Event,
    Measure,
    Meeting,
    Obligation,
    Party,
    Place,
    RecordId,
    Situation,
    Span,
    Statement,
    Step,
    Transfer,
)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a card shows, ``deed`` and ``rows`` as HTML, the rest as plain text."""

    kind: str
    extra: str = ""
    status: str = ""
    deed: str = ""
    facts: tuple[str, ...] = ()
    words: tuple[Span, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def render_cards(coded: CodedDocument, document_number: int) -> str:
    """Returns the cards of all records of a document, ordered by where their words begin."""
    names = Names.of(coded.record)
    cards = []
    for order, table in enumerate(RECORD_TYPES):
        for number, item in enumerate(getattr(coded.record, table)):
            spans = item.mentions if isinstance(item, Actor | Place) else item.evidence
            position = min((span.start for span in spans), default=len(coded.text))
            markup = _render(_make_card(item, names), item, table, card_id(document_number, table, number), coded)
            cards.append((position, order, number, markup))
    return "".join(markup for *_, markup in sorted(cards))


def _make_card(item: object, names: Names) -> Card:
    match item:
        case Event():
            return _event_card(item, names)
        case Statement():
            return _statement_card(item, names)
        case Claim():
            return _claim_card(item)
        case Agreement():
            return _agreement_card(item, names)
        case Meeting():
            rows = tuple((escape(label_words(p.role)), _party(p.party)) for p in item.participants)
            facts = (when_words(item.start), names.place(item.place))
            return Card(kind=item.kind, status=item.status, facts=facts, words=item.evidence[:1], rows=rows)
        case Actor():
            return _actor_card(item, names)
        case Place():
            where = f"{item.lat:.2f}, {item.lon:.2f}" if item.lat is not None and item.lon is not None else ""
            return Card(kind="place", extra=item.resolution, deed=_name(item.name, item.country), facts=(where,))
    return _duty_card(item)


def _duty_card(item: object) -> Card:
    """Cards of the records that one side directs at another, and of those that have one party."""
    match item:
        case Obligation():
            deed = _arrow(_party(item.obligor), escape(label_words(item.type)), _party(item.beneficiary))
            condition = f"if {label_words(item.trigger.type)}" if item.trigger.type != "none" else ""
            facts = (when_words(item.deadline), item.bindingness, condition)
            return Card(kind="obligation", status=item.status, deed=deed, facts=facts, words=item.evidence)
        case Measure():
            deed = _arrow(_parties(item.senders), "", _parties(item.targets))
            kind = ", ".join(item.types) or "measure"
            return Card(kind=kind, status=item.stage, deed=deed, facts=(when_words(item.when), item.lateralism), words=item.evidence)
        case Transfer():
            deed = _arrow(_party(item.supplier), escape(label_words(item.kind)), _party(item.recipient))
            goods = (when_words(item.when), item.quantity or "", item.value or "")
            return Card(kind=item.kind, status=item.status, deed=deed, facts=goods, words=item.items or item.evidence)
        case Situation():
            named = tuple(name.span for name in item.names)
            return Card(kind=item.kind, deed=_parties(item.parties), words=named or item.evidence)
        case ComparativeClaim():
            window = (when_words(item.window), f"check: {item.check.result}")
            subject = (("subject", escape(item.subject)),)
            return Card(kind=item.kind, deed=_party(item.claimant), facts=window, words=item.evidence, rows=subject)
    raise TypeError(f"no card for {type(item).__name__}")


def _agreement_card(agreement: Agreement, names: Names) -> Card:
    stages = tuple((escape(label_words(stage.stage)), escape(when_words(stage.when))) for stage in agreement.stages)
    atop = [name for name in agreement.atop.__struct_fields__ if getattr(agreement.atop, name) == "yes"]
    rows = (*stages, *((("duties", ", ".join(atop)),) if atop else ()))
    facts = (names.place(agreement.place), ", ".join(agreement.topics))
    return Card(kind=agreement.form, deed=_parties(agreement.parties), facts=facts, words=agreement.names, rows=rows)


def _event_card(event: Event, names: Names) -> Card:
    deed = _arrow(_parties(event.actors), escape(one_line(event.trigger.text)), _parties(event.recipients))
    dead, injured = event.casualties.dead, event.casualties.injured
    facts = (
        when_words(event.when), names.place(event.place), f"{dead} dead" if dead is not None else "",
        f"{injured} injured" if injured is not None else "", _via(event.source_chain), ", ".join(event.contexts),
    )  # fmt: skip
    extra = " · ".join([*event.modes, *([f"CAMEO {event.cameo}"] if event.cameo else [])])
    return Card(kind=event.event_type, extra=extra, status=event.status, deed=deed, facts=facts, words=event.evidence)


def _statement_card(statement: Statement, names: Names) -> Card:
    deed = f"{_party(statement.speaker)} <i>{escape(one_line(statement.cue.text))}</i>"
    if statement.addressee:
        deed += f' <span class="arrow">→</span> {_party(statement.addressee)}'
    facts = (_via(statement.source_chain), when_words(statement.when), names.place(statement.place))
    extra = label_words(statement.quote_type)
    return Card(kind=label_words(statement.speech_act), extra=extra, deed=deed, facts=facts, words=statement.content)


def _claim_card(claim: Claim) -> Card:
    rows = tuple((escape(label_words(s.stance)), f"{_party(s.holder)} <small>{escape(s.factuality)}</small>") for s in claim.stances)
    return Card(kind="claim", extra=label_words(claim.predicate), status=claim.status, deed=escape(one_line(claim.proposition)), rows=rows)


def _actor_card(actor: Actor, names: Names) -> Card:
    roles = tuple(dict.fromkeys(one_line(role.title) for role in actor.roles))
    agent_of = names.actors.get(actor.agent_of, "") if actor.agent_of else ""
    acts_for = f"acts for {one_line(agent_of)}" if agent_of else ""
    facts = (", ".join(roles), acts_for, actor.wikidata or "", f"{len(actor.mentions)} mentions")
    return Card(kind=label_words(actor.kind), extra=actor.sector or "", deed=_name(actor.name, actor.country), facts=facts)


def _render(card: Card, item: object, table: str, identifier: str, coded: CodedDocument) -> str:
    record_id = RecordId(str(getattr(item, "id", "")))
    status = f'<span class="pill s-{escape(card.status)}">{escape(label_words(card.status))}</span>' if card.status else ""
    extra = f'<span class="extra">{escape(card.extra)}</span>' if card.extra else ""
    facts = " · ".join(escape(fact) for fact in card.facts if fact and fact != "not_stated")
    noun, kind = RECORD_TYPES[table], escape(label_words(card.kind))
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in card.rows)
    quotes = "".join(f"<q>{escape(one_line(span.text))}</q>" for span in card.words)
    parts = [
        f'<article class="card t-{table}" id="{identifier}" data-type="{table}" data-status="{escape(card.status)}" tabindex="0">',
        f'<header><span class="noun">{noun}</span><span class="kind">{kind}</span>{extra}{status}</header>',
        f'<p class="deed">{card.deed}</p>' if card.deed else "",
        f"<dl>{rows}</dl>" if rows else "",
        f'<p class="facts">{facts}</p>' if facts else "",
        f'<p class="words">{quotes}</p>' if quotes else "",
        _explanation(item, record_id, coded.explanations.get(record_id, ())),
        "</article>",
    ]
    return "".join(parts)


def _explanation(item: object, record_id: str, steps: Iterable[Step]) -> str:
    confidence = getattr(item, "confidence", None)
    chain = chain_words(getattr(item, "source_chain", ()))
    lines = "".join(_step(step) for step in steps)
    sure = f"confidence {confidence:.2f}" if isinstance(confidence, float) else ""
    notes = " · ".join(escape(note) for note in (sure, f"source: {chain}" if chain else "") if note)
    listed = f"<ol>{lines}</ol>" if lines else ""
    return f'<details><summary>Explain</summary>{listed}<p class="notes">{notes}</p><p class="id">{escape(record_id)}</p></details>'


def _step(step: Step) -> str:
    score = f' <span class="score">{step.score:.2f}</span>' if step.score is not None else ""
    span = f" <q>{escape(one_line(step.span.text))}</q>" if step.span else ""
    return (
        f'<li><span class="stage">{escape(label_words(step.stage))}</span> <b>{escape(step.decision)}</b>{score}'
        f"<br>{escape(step.because)}{span}</li>"
    )


def _name(name: str, country: str | None) -> str:
    code = f' <abbr class="code">{escape(country)}</abbr>' if country else ""
    return f"<b>{escape(one_line(name))}</b>{code}"


def _party(party: Party | None) -> str:
    return _name(party.name, party.country) if party else '<span class="none">not stated</span>'


def _parties(parties: Iterable[Party]) -> str:
    return ", ".join(_party(party) for party in parties)


def _arrow(left: str, middle: str, right: str) -> str:
    verb = f'<span class="verb">{middle}</span>' if middle else ""
    arrow = ' <span class="arrow">→</span> '
    return arrow.join(part for part in (left or '<span class="none">unnamed</span>', verb, right) if part)


def _via(chain: tuple[ChainLink, ...]) -> str:
    relays = chain_words(chain, relays_only=True)
    return f"via {relays}" if relays else ""
