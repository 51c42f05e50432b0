"""Analysis -> record: introduces the rooms to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from dragoman.extract.demands import extract_demands
from dragoman.extract.events import EventCandidate, extract_events
from dragoman.extract.statements import StatementCandidate, extract_statements
from dragoman.extract.tree import SpanKey, Tree
from dragoman.pipeline.claims import make_claims
from dragoman.pipeline.context import Context
from dragoman.pipeline.countries import fill_countries
from dragoman.pipeline.events import draft_events, make_event
from dragoman.pipeline.ledger import make_ledger
from dragoman.pipeline.places import find_place, find_places
from dragoman.pipeline.statements import make_statement
from dragoman.records import (
    Actor,
    Agreement,
    Analysis,
    CodedDocument,
    Document,
    DocumentHeader,
    Event,
    Meeting,
    Place,
    Provenance,
    Record,
    Role,
    Sourced,
    Statement,
)  # fmt: skip
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.entities import ReadsActors, Said, link_entities, make_actor, state_id
from dragoman.resolve.places import PlaceResolver
from dragoman.text.curve import Curve

R = TypeVar("R", bound=Sourced)
_THIRD_PERSON = frozenset("he him himself she her herself they them themselves it itself".split())
_FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our", "ours", "ourselves", "myself"})


def _party_keys(analysis: Analysis, statements: Sequence[StatementCandidate], events: Sequence[EventCandidate]) -> dict[SpanKey, str]:
    """Every token span that may name a party, with the model's kind ('' where it gave none)."""
    keys: dict[SpanKey, str] = {(m.start, m.end): m.kind for m in analysis.mentions if m.kind != "place"}
    kind_at = {(m.start, m.end): m.kind for m in analysis.mentions}
    fillers = [k for e in events for role in ("actor", "recipient") for k in e.roles[role]]
    speakers = [k for s in statements for k in (s.speaker, s.relay, s.cites) if k is not None]
    for key in (*fillers, *speakers):
        kind = kind_at.get(key, "")
        keys.setdefault(key, "state" if kind == "place" else kind)
    for token in analysis.tokens:  # pronouns: first person inside of quotations, possessors, and whoever is taken up again
        word = token.text.lower()
        if word in _FIRST_PERSON or (token.pos == "PRON" and (token.deprel == "nmod:poss" or (word in _THIRD_PERSON and token.deprel != "expl"))):
            keys.setdefault((token.i, token.i + 1), "person" if word in _FIRST_PERSON else "")
    return keys


def _described(analysis: Analysis, tree: Tree, statements: Sequence[StatementCandidate]) -> dict[SpanKey, SpanKey]:
    """Speakers named with a description ("Aydin, a member of the panel") -> the mention that is the name."""
    out = {}
    for speaker in {s.speaker for s in statements if s.speaker is not None}:
        head = next((i for i in range(*speaker) if not speaker[0] <= analysis.tokens[i].head < speaker[1]), speaker[0])
        name = next(((m.start, m.end) for m in analysis.mentions if m.start <= head < m.end and speaker[0] <= m.start and m.end <= speaker[1]), None)
        if name is not None and name != speaker and analysis.tokens[head].pos == "PROPN":
            joined = any(name[1] <= t.i < speaker[1] for i in range(*name) for t in tree.iter_children(i, "conj"))
            if not joined and analysis.tokens[min(name[1], speaker[1] - 1)].pos != "CCONJ":
                out[speaker] = name
    return out


def _first_person_speakers(keys: dict[SpanKey, str], analysis: Analysis, statements: Sequence[StatementCandidate]) -> dict[SpanKey, SpanKey]:
    """First-person words -> the speaker of the innermost statement that holds them."""
    out = {}
    for key in keys:
        if analysis.span(*key).text.lower() in _FIRST_PERSON:
            holding = [(s.size, i) for i, s in enumerate(statements) if s.speaker and any(a <= key[0] < b for a, b in s.content)]
            if holding:
                speaker = statements[min(holding)[1]].speaker
                if speaker is not None:
                    out[key] = speaker
    return out


def _actors(context: Context) -> tuple[Actor, ...]:
    out: dict[str, Actor] = {}
    for i, entity in enumerate(context.entities.items):
        spans = tuple(dict.fromkeys(context.span(k) for k in entity.spans))
        titles = tuple(dict.fromkeys(Role(title=t, span=context.span(k)) for t, k in entity.titles))
        actor = make_actor(entity, context.ids[i], spans, titles)
        if actor.id not in out:
            out[actor.id] = actor
            context.explanations[actor.id] = tuple(entity.steps)
    for actor in list(out.values()):
        if actor.agent_of is not None and actor.agent_of not in out and actor.country:
            out[actor.agent_of] = Actor(id=state_id(actor.country), name=actor.country, kind="state", country=actor.country, sector="GOV")
    return tuple(out.values())


def _unique(records: Iterable[R]) -> tuple[R, ...]:
    """Drops records of equal content; order is kept."""
    return tuple({r.id: r for r in records}.values())


def _used_places(context: Context, records: Sequence[Event | Statement | Agreement | Meeting]) -> tuple[Place, ...]:
    used = {r.place for r in records}
    by_id = {p.id: p for p in context.scene if p.id in used} | {p.id: p for p in context.places.values()}
    return tuple(sorted((p for p in by_id.values() if p.id in used or p.mentions), key=lambda p: (p.mentions[0].start if p.mentions else 0, p.id)))


def assemble(document: Document, analysis: Analysis, actors: ActorResolver | ReadsActors, places: PlaceResolver, provenance: Provenance,
             *, curves: Mapping[str, Curve]) -> CodedDocument:  # fmt: skip
    """Puts the record of ``document`` together; every span of it quotes the document's text. ``curves`` calibrate confidences."""
    tree = Tree(analysis)
    statements = extract_statements(analysis, tree, document.segments)
    kinds = [s.kind for s in document.segments]
    events = extract_events(analysis, tree, statements, kinds)
    demands = extract_demands(analysis, tree, statements, events, kinds)
    events += demands
    for demand in demands:  # "said that it should be done" is a request
        if demand.statement is not None and statements[demand.statement].speech_act == "report":
            statements[demand.statement].speech_act = "request"
    keys = _party_keys(analysis, statements, events)
    on = date.fromisoformat(document.published_at[:10]) if document.published_at else None
    said = [Said(content, s.speaker, s.quote_type == "direct") for s in statements for content in s.content]
    entities = link_entities(analysis, actors, keys, speakers=_first_person_speakers(keys, analysis, statements), said=said,
                             described=_described(analysis, tree, statements), on=on)  # fmt: skip
    countries = sorted({e.country for e in entities.items if e.country})
    found = find_places(document, analysis, events, places, countries)
    context = Context(document=document, analysis=analysis, tree=tree, statements=statements, events=events, entities=entities,
                      places={key: f.place for key, f in found.items()}, zones={f.place.id: f.zone for f in found.values() if f.zone},
                      find_place=lambda span: find_place(span, places, countries), curves=curves,
                      state_name=actors.state_name)  # fmt: skip
    context.explanations |= {f.place.id: (f.step,) for f in reversed(found.values())}
    fill_countries(context)
    drafts, rejections = draft_events(context)
    statement_records = [make_statement(context, i) for i in range(len(statements))]
    claims = make_claims(context, statement_records, drafts)
    by_statement = {s.statement: [c.id for c in claims if any(t.statement == s.statement for t in c.stances)] for c in claims for s in c.stances}
    statement_records = [msgspec.structs.replace(s, claims=tuple(by_statement.get(s.id, ()))) for s in statement_records]
    made = [make_event(context, d) for d in drafts]
    ledger = make_ledger(context, list(zip(drafts, made, strict=True)), claims)
    made = [msgspec.structs.replace(e, objects=ledger.objects.get(e.id, ())) for e in made]
    places_used = _used_places(context, [*made, *statement_records, *ledger.agreements, *ledger.meetings])
    record = Record(
        document=DocumentHeader.of(document), actors=_actors(context), places=places_used, events=_unique(made),
        statements=_unique(statement_records), claims=_unique(claims), agreements=_unique(ledger.agreements), obligations=_unique(ledger.obligations),
        measures=_unique(ledger.measures), transfers=_unique(ledger.transfers), meetings=_unique(ledger.meetings), situations=_unique(ledger.situations),
        comparative_claims=_unique(ledger.comparative_claims), rejections=tuple(rejections), provenance=provenance,
    )  # fmt: skip
    return CodedDocument(text=document.text, record=record, explanations=context.explanations)
