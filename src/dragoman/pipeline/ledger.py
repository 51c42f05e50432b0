"""Agreements and meetings that events bring with them, one record each however often the text names them (DOMAIN, 4.11 and 4.15)."""

from __future__ import annotations

import re

from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft
from dragoman.records import Agreement, Event, Meeting, Participant, Party, Stage, Step, make_id

_FORMS = (
    ("ceasefire", r"cease-?fire|truce|armistice"), ("treaty", r"treaty|pact|convention|charter"), ("mou", r"memorandum|mou"),
    ("protocol", r"protocol"), ("joint_statement", r"joint statement"), ("communique", r"communiqu"), ("declaration", r"declaration"),
    ("agreement", r"agreement|accord|deal|partnership|contract"),
)  # fmt: skip
_PLANNED = {"scheduled": "planned", "promised": "planned", "requested": "planned", "conditional": "planned", "hedged": "planned",
            "negated": "cancelled"}  # fmt: skip
_MEETING_KINDS = (("summit", r"summit"), ("call", r"call|phone|telephon|spoke"), ("visit", r"visit|trip|travel|arriv|tour|flew"),
                  ("ceremony", r"ceremon"), ("reception", r"reception|dinner|banquet"), ("talks", r"talk|negotiat|discuss|meet|met"))  # fmt: skip


def form_of(text: str) -> str | None:
    """Returns the agreement form that a name such as "a new partnership" states, None where it names no agreement."""
    return next((form for form, pattern in _FORMS if re.search(rf"\b(?:{pattern})", text, re.I)), None)


def make_agreement(context: Context, draft: Draft, event: Event) -> Agreement | None:
    """Makes the agreement that a signing event is about; None where no object names one."""
    if draft.event_type not in ("SUPPORT", "AGREE") or not draft.objects:
        return None
    names = tuple(o for o in dict.fromkeys(draft.objects) if form_of(o.text))
    if not names or (draft.event_type == "SUPPORT" and event.cameo != "057"):
        return None
    forms = [form for form, _ in _FORMS if any(form_of(n.text) == form for n in names)]
    stage = "signed" if event.cameo == "057" and event.status in ("asserted", "attributed") else "negotiated"
    parties = (*event.actors, *event.recipients)
    identity = make_id("ag", event.id)
    context.explanations[identity] = (Step(stage="agreement", decision=forms[0], because=f"object of {event.trigger.text!r}", span=names[0]),)
    return Agreement(
        id=identity, names=names, form=forms[0], parties=_of_states(parties), stages=(Stage(stage=stage, when=event.when, span=event.trigger),),
        place=event.place, evidence=tuple(dict.fromkeys([*names, *event.evidence])), confidence=event.confidence, source_chain=event.source_chain,
    )  # fmt: skip


def _of_states(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """One party per state: leaders sign for their countries."""
    out: dict[str, Party] = {}
    for party in parties:
        out.setdefault(party.country or party.actor, party)
    return tuple(out.values())


def make_meeting(context: Context, draft: Draft, event: Event) -> Meeting | None:
    """Makes the meeting behind a CONSULT event; None for other types and for backdrop."""
    if event.event_type != "CONSULT" or event.status in ("historical", "background_ongoing"):
        return None
    words = " ".join(context.analysis.tokens[c.trigger.token].text for c in draft.candidates)
    kind = "visit" if draft.mode == "visit" else "call" if draft.mode == "phone" else next(
        (k for k, pattern in _MEETING_KINDS if re.search(rf"\b(?:{pattern})", words, re.I)), "talks")  # fmt: skip
    visiting = kind == "visit"
    members = [Participant(party=p, role="visitor" if visiting else "member") for p in event.actors]
    members += [Participant(party=p, role="host" if visiting else "member") for p in event.recipients]
    host = next((p.country for p in event.recipients if visiting and p.country), None)
    if visiting and host is None and draft.place is not None:
        host = draft.place.country
    identity = make_id("me", event.id)
    context.explanations[identity] = (Step(stage="meeting", decision=kind, because="trigger and mode of the CONSULT event", span=event.trigger),)
    return Meeting(
        id=identity, kind=kind, participants=tuple(members), place=event.place, host_country=host, start=event.when,
        status=_PLANNED.get(event.status, "held"), evidence=event.evidence, confidence=event.confidence, source_chain=event.source_chain,
    )  # fmt: skip
