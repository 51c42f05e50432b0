"""Two documents made by hand in which every named query finds something, and something that it must leave out."""

from __future__ import annotations

from typing import Any

from dragoman.records import (
    Actor,
    Agreement,
    Atop,
    Casualties,
    ChainLink,
    Claim,
    CodedDocument,
    ComparativeClaim,
    Document,
    DocumentHeader,
    Event,
    Measure,
    Meeting,
    Obligation,
    ObligationAction,
    Participant,
    Party,
    Place,
    Provenance,
    Record,
    Role,
    Segment,
    Situation,
    SituationName,
    Span,
    Stage,
    Stance,
    Statement,
    Transfer,
    When,
)

FIRST = (
    "Kenya and Ethiopia signed the water pact. Ethiopia must aid Kenya. Uganda pledged fuel. Kenya sends rifles for grain. Uganda alleges it, Kenya denies it. "
    "Villagers say Kenya violates the pact. Uganda accused Kenya. Uganda urged Kenya to yield. Uganda shelled Moyale. President Otieno said the water is ours. "
    "Uganda said it is watching. Kenya imposed sanctions. Ethiopia threatened sanctions. Kenya threatened sanctions. Otieno visited Ethiopia. Uganda plans talks. "
    "Uganda calls it the river war. It is the first visit in 24 years. Uganda said the pact is a threat. Kenya will end its tax on tea. Uganda pledged to leave Moyale. The accord is in force."
)
SECOND = "Kenya and Ethiopia signed the water pact, another paper wrote. Uganda denies it now. President Otieno visited Ethiopia."
THIRD = (
    "Uganda delivered fuel to Kenya. Uganda and Kenya held talks. Kenya lifted its sanctions on Uganda. President Otieno toured Addis Ababa. Kenya calls it the lake war. "
    "Kenya voted for the lake accord. Uganda says Kenya flouts the lake accord. Ethiopia put off its summit with Uganda. Uganda dropped its summit with Ethiopia."
)
KENYA, ETHIOPIA, UGANDA = (Party(actor=f"ac-{name.lower()}", name=name, country=code) for name, code in (("Kenya", "KEN"), ("Ethiopia", "ETH"), ("Uganda", "UGA")))
OTIENO = Party(actor="ac-otieno", name="Abel Otieno", country="KEN", sector="GOV")
VILLAGERS = Party(actor="ac-villagers", name="villagers")
NEVER = When(start=None, end=None, precision="unknown", basis="inferred")


def on(day: str) -> When:
    return When(start=day, end=day, precision="day", basis="explicit")


class Page:
    """A document in the making: where its words stand, and what its records share."""

    def __init__(self, text: str, published: str, publisher: str) -> None:
        self.text = text
        body = Segment(kind="body", start=0, end=len(text))
        self.document = Document(text=text, segments=(body,), path=f"{publisher}.txt", published_at=published, publisher=publisher, language="en", title=text[:20])

    def words(self, words: str) -> Span:
        return Span.of(self.text, self.text.index(words), self.text.index(words) + len(words))

    def on(self, words: str, identity: str) -> dict[str, Any]:
        return {"id": identity, "evidence": (self.words(words),), "confidence": 0.9}

    def event(self, words: str, identity: str, kind: str, quad: str, sides: tuple[Party, Party], day: str, **more: Any) -> Event:
        given = {"modes": (), "cameo": "010", "intensity": 1.0, "status": "asserted", "exportable": True} | more
        return Event(**self.on(words, identity), event_type=kind, quad=quad, actors=sides[:1], recipients=sides[1:], when=on(day), trigger=self.words(words), **given)  # type: ignore[arg-type]

    def agreement(self, identity: str, day: str, **more: Any) -> Agreement:
        names, stages = (self.words("the water pact"),), (Stage(stage="signed", when=on(day), span=self.words("signed")),)
        return Agreement(**self.on("Kenya and Ethiopia signed the water pact", identity), names=names, form="treaty", parties=(KENYA, ETHIOPIA), stages=stages, **more)

    def stance(self, holder: Party, stance: str, words: str) -> Stance:
        return Stance(holder=holder, stance=stance, factuality="CT-" if stance == "denies" else "CT+", span=self.words(words))

    def measure(self, words: str, identity: str, sender: Party, stage: str, day: str) -> Measure:
        return Measure(**self.on(words, identity), senders=(sender,), targets=(UGANDA,), stage=stage, types=("trade",), when=on(day))

    def meeting(self, words: str, identity: str, kind: str, status: str, day: str, sides: tuple[tuple[Party, str], ...], host: str | None) -> Meeting:
        participants = tuple(Participant(party=party, role=role) for party, role in sides)
        return Meeting(**self.on(words, identity), kind=kind, participants=participants, host_country=host, start=on(day), status=status)

    def otieno(self) -> Actor:
        roles = (Role(title="President", span=self.words("President")),)
        return Actor(id="ac-otieno", name="Abel Otieno", kind="person", country="KEN", sector="GOV", roles=roles, mentions=(self.words("Otieno"),))

    def coded(self, **records: Any) -> CodedDocument:
        provenance = Provenance(dragoman="0", model="m", model_sha256="0", config_sha256="0")
        return CodedDocument(text=self.text, record=Record(document=DocumentHeader.of(self.document), provenance=provenance, **records), explanations={})


def _first() -> CodedDocument:
    page = Page(FIRST, "2031-03-12", "Daily")
    villagers = Actor(id="ac-villagers", name="villagers", kind="unnamed_group", mentions=(page.words("Villagers"),))
    relay = (ChainLink(role="relay", name="Radio Nairobi"), ChainLink(role="speaker", name="Abel Otieno"))
    pact, rifles = page.words("the water pact"), page.words("rifles")
    return page.coded(
        actors=(page.otieno(), villagers),
        places=(Place(id="pl-moyale", name="Moyale", country="ETH", lat=3.53, lon=39.05, resolution="city", mentions=(page.words("Moyale"),)),),
        events=(
            page.event("Kenya and Ethiopia signed", "ev-signed", "AGREE", "verbal_cooperation", (KENYA, ETHIOPIA), "2031-03-12", intensity=5.0),
            page.event("Uganda accused Kenya", "ev-accused", "ACCUSE", "verbal_conflict", (UGANDA, KENYA), "2031-03-10", cameo="112"),
            page.event("Uganda urged Kenya to yield", "ev-urged", "REQUEST", "verbal_conflict", (UGANDA, KENYA), "2031-03-11", modes=("yield",)),
            page.event("Uganda shelled Moyale", "ev-shelled", "ASSAULT", "material_conflict", (UGANDA, ETHIOPIA), "2031-03-11", place="pl-moyale", casualties=Casualties(dead=5),
                       status="alleged", exportable=False),
        ),
        statements=(
            Statement(**page.on("President Otieno said the water is ours", "st-otieno"), source_chain=relay, speaker=OTIENO, cue=page.words("said"), content=(page.words("the water is ours"),),
                      quote_type="direct", speech_act="assertion", channel="state radio", when=on("2031-03-12")),
            Statement(**page.on("Uganda said it is watching", "st-uganda"), speaker=UGANDA, cue=page.words("said it"), content=(page.words("it is watching"),), quote_type="indirect",
                      speech_act="assertion", when=on("2031-03-12")),
            Statement(**page.on("Uganda said the pact is a threat", "st-threat"), speaker=UGANDA, cue=page.words("said the pact"), content=(page.words("the pact is a threat"),), quote_type="indirect",
                      speech_act="evaluation", when=on("2031-03-12")),
        ),
        claims=(
            Claim(**page.on("Kenya sends rifles", "cl-rifles"), proposition="Kenya sends rifles to Ethiopia", predicate="transfer", arguments={}, status="contested", author_commitment="Uu",
                  stances=(page.stance(UGANDA, "alleges", "Uganda alleges it"), page.stance(KENYA, "denies", "Kenya denies it"))),
            Claim(**page.on("Kenya violates the pact", "cl-breach"), proposition="Kenya violates the water pact", predicate="breach", arguments={"actor": KENYA}, status="alleged", author_commitment="Uu",
                  stances=(page.stance(VILLAGERS, "alleges", "Villagers say"),)),
        ),
        agreements=(page.agreement("ag-first", "2031-03-12", atop=Atop(defense="yes")),),
        obligations=(
            Obligation(**page.on("Ethiopia must aid Kenya", "ob-aid"), obligor=ETHIOPIA, beneficiary=KENYA, instrument="ag-first", type="aid_if_attacked", action=ObligationAction(verb="aid"),
                       bindingness="binding", deadline=on("2031-04-10")),
            Obligation(**page.on("Uganda pledged fuel", "ob-fuel"), obligor=UGANDA, beneficiary=KENYA, type="provide", action=ObligationAction(verb="pledge"), bindingness="unilateral_pledge"),
            Obligation(**page.on("Kenya will end its tax on tea", "ob-tea"), obligor=KENYA, beneficiary=None, type="ease_measure", action=ObligationAction(verb="end"), bindingness="political",
                       deadline=on("2031-04-01")),
            Obligation(**page.on("Uganda pledged to leave Moyale", "ob-leave"), obligor=UGANDA, beneficiary=None, type="withdraw", action=ObligationAction(verb="leave"), bindingness="unilateral_pledge"),
        ),
        measures=(
            page.measure("Kenya imposed sanctions", "ms-imposed", KENYA, "adopted", "2031-03-01"), page.measure("Ethiopia threatened sanctions", "ms-ethiopia", ETHIOPIA, "threatened", "2031-03-05"),
            page.measure("Kenya threatened sanctions", "ms-kenya", KENYA, "threatened", "2031-02-01"),
        ),
        transfers=(
            Transfer(**page.on("Kenya sends rifles", "tr-rifles"), supplier=KENYA, recipient=ETHIOPIA, kind="arms", items=(rifles,), status="contested", claims=("cl-rifles",), in_return_for="tr-grain",
                     when=on("2031-03-09")),
            Transfer(**page.on("for grain", "tr-grain"), supplier=ETHIOPIA, recipient=KENYA, kind="goods", items=(page.words("grain"),), status="asserted", when=NEVER),
        ),
        meetings=(
            page.meeting("Otieno visited Ethiopia", "me-visit", "visit", "held", "2031-03-12", ((OTIENO, "visitor"), (ETHIOPIA, "host")), "ETH"),
            page.meeting("Uganda plans talks", "me-talks", "talks", "planned", "2031-05-01", ((UGANDA, "participant"), (KENYA, "participant")), None),
        ),
        situations=(Situation(**page.on("the river war", "si-war"), kind="war", parties=(UGANDA, KENYA), names=(SituationName(span=page.words("the river war"), holder=UGANDA),)),
                    Situation(**page.on("the water pact", "si-pact"), kind="crisis", parties=(KENYA, ETHIOPIA), names=(SituationName(span=pact),))),
        comparative_claims=(
            ComparativeClaim(**page.on("It is the first visit in 24 years", "cc-visit"), claimant=None, kind="first_since", measure="first", subject="visit",
                             window=When(start="2007-01-01", end="2031-03-12", precision="year", basis="explicit")),
        ),
    )  # fmt: skip


def _third() -> CodedDocument:
    page = Page(THIRD, "2031-04-20", "Monthly")
    lake = Agreement(**page.on("Kenya voted for the lake accord", "ag-lake"), names=(page.words("the lake accord"),), form="agreement", parties=(UGANDA,),
                     stages=(Stage(stage="in_force", when=NEVER, span=page.words("the lake accord")),), atop=Atop(defense="yes"))
    return page.coded(
        actors=(page.otieno(),),
        events=(
            page.event("Uganda delivered fuel to Kenya", "ev-fuel", "AID", "material_cooperation", (UGANDA, KENYA), "2031-04-02"),
            page.event("Kenya voted for the lake accord", "ev-vote", "SUPPORT", "verbal_cooperation", (KENYA, UGANDA), "2031-04-18", objects=("ag-lake",)),
        ),
        claims=(
            Claim(**page.on("Uganda says Kenya flouts the lake accord", "cl-lake"), proposition="Kenya flouts the lake accord", predicate="other", arguments={"actor": KENYA}, status="alleged",
                  author_commitment="CT+", stances=(page.stance(UGANDA, "alleges", "Uganda says"),)),
        ),
        agreements=(lake,),
        measures=(page.measure("Kenya lifted its sanctions on Uganda", "ms-lifted", KENYA, "lifted", "2031-04-15"),),
        meetings=(
            page.meeting("Uganda and Kenya held talks", "me-held", "talks", "held", "2031-04-19", ((UGANDA, "participant"), (KENYA, "participant")), None),
            page.meeting("Otieno toured Addis Ababa", "me-tour", "visit", "held", "2031-04-17", ((OTIENO, "visitor"), (ETHIOPIA, "host")), "ETH"),
            page.meeting("Ethiopia put off its summit with Uganda", "me-summit", "summit", "postponed", "2031-04-01", ((ETHIOPIA, "participant"), (UGANDA, "participant")), None),
            page.meeting("Uganda dropped its summit with Ethiopia", "me-dropped", "summit", "planned", "2031-04-05", ((ETHIOPIA, "participant"), (UGANDA, "participant")), None),
        ),
        situations=(Situation(**page.on("the lake war", "si-lake"), kind="armed_conflict", parties=(KENYA, UGANDA), names=(SituationName(span=page.words("the lake war"), holder=KENYA),)),),
    )  # fmt: skip


def corpus() -> list[CodedDocument]:
    """Returns the documents."""
    page = Page(SECOND, "2031-03-14", "Weekly")
    second = page.coded(
        actors=(page.otieno(),),
        events=(page.event("Kenya and Ethiopia signed", "ev-signed-too", "AGREE", "verbal_cooperation", (KENYA, ETHIOPIA), "2031-03-12", intensity=5.0),),
        claims=(
            Claim(**page.on("Uganda denies it now", "cl-again"), proposition="Kenya sends rifles to Ethiopia", predicate="transfer", arguments={}, status="negated", author_commitment="Uu",
                  stances=(page.stance(UGANDA, "denies", "Uganda denies it now"),)),
        ),
        agreements=(page.agreement("ag-second", "2031-03-13"),),
    )  # fmt: skip
    return [_first(), second, _third()]
