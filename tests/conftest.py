"""A small story with its records, made by hand, for the tests of everything that shows or writes records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dragoman.records import (
    Actor,
    Agreement,
    Analysis,
    Casualties,
    ChainLink,
    Claim,
    CodedDocument,
    Document,
    DocumentHeader,
    Event,
    Measure,
    Meeting,
    Participant,
    Party,
    Place,
    Provenance,
    Record,
    Rejection,
    Role,
    Segment,
    Span,
    Stage,
    Stance,
    Statement,
    Step,
    Transfer,
    When,
    make_id,
)

settings.register_profile("default", deadline=None)  # no test here is timed
settings.load_profile("default")

STORY = """Ruritania, Graustark sign border treaty <Nov 2024>

AP , Friday 15 Nov 2024

Ruritanian President Rudolf Elphberg and Graustark's Queen Yetive signed a border treaty in Strelsau on Friday.

Elphberg, left, and Yetive in Strelsau. AP

"We will open the border," Elphberg said, according to state media.

Graustark & its allies accuse Ruritania of supplying rebels with rifles. Ruritania denies it.
"""


def _span(text: str, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span.of(text, start, start + len(words))


def _segments(text: str) -> tuple[Segment, ...]:
    kinds = ["headline", "byline", "body", "caption", "body", "body"]
    segments, start = [], 0
    for kind, words in zip(kinds, text.strip().split("\n\n"), strict=True):
        start = text.index(words, start)
        segments.append(Segment(kind=kind, start=start, end=start + len(words)))  # type: ignore[arg-type]
        start += len(words)
    return tuple(segments)


def make_coded(text: str = STORY, path: str | None = "story.txt") -> CodedDocument:
    """Codes the story by hand."""
    document = Document(
        text=text, segments=_segments(text), path=path, title="Ruritania, Graustark sign border treaty <Nov 2024>",
        agencies=("AP",), language="en", published_at="2024-11-15",
    )  # fmt: skip
    friday = When(start="2024-11-15", end="2024-11-15", precision="day", basis="document_relative", span=_span(text, "Friday", 1))
    unknown = When(start=None, end=None, precision="unknown", basis="inferred")
    rudolf = Actor(
        id=make_id("ac", "Rudolf"), name="Rudolf Elphberg", kind="person", country="RUR", sector="GOV",
        roles=(Role(title="President", span=_span(text, "President")),), agent_of=make_id("ac", "Ruritania"),
        mentions=(_span(text, "Ruritanian President Rudolf Elphberg"), _span(text, "Elphberg", 1)),
    )  # fmt: skip
    state_id = make_id("ac", "Ruritania")
    state = Actor(id=state_id, name="Ruritania", kind="state", country="RUR", sector="GOV", mentions=(_span(text, "Ruritania"),))
    place = Place(
        id=make_id("pl", "Strelsau"), name="Strelsau", country="RUR", lat=1.5, lon=-2.5, geonames=7, resolution="city",
        mentions=(_span(text, "Strelsau"),),
    )  # fmt: skip
    president = Party(actor=rudolf.id, name=rudolf.name, country="RUR", sector="GOV", span=_span(text, "Ruritanian President Rudolf Elphberg"))
    queen = Party(actor=make_id("ac", "Yetive"), name="Yetive", country="GRK", sector="GOV", span=_span(text, "Graustark's Queen Yetive"))
    ruritania = Party(actor=state.id, name="Ruritania", country="RUR", sector="GOV", span=_span(text, "Ruritania", 2))
    at = text.index("Graustark &")
    graustark = Party(actor=make_id("ac", "Graustark"), name="Graustark", country="GRK", sector="GOV", span=Span.of(text, at, at + 9))
    agency = (ChainLink(role="agency", name="AP"),)
    lead = _span(text, "Ruritanian President Rudolf Elphberg and Graustark's Queen Yetive signed a border treaty in Strelsau on Friday.")
    treaty = Agreement(
        id=make_id("ag", 1), evidence=(lead,), confidence=0.8, source_chain=agency, names=(_span(text, "a border treaty"),), form="treaty",
        parties=(president, queen), stages=(Stage(stage="signed", when=friday, span=_span(text, "signed")),), place=place.id,
    )  # fmt: skip
    signing = Event(
        id=make_id("ev", 1), evidence=(lead, _span(text, "Ruritania, Graustark sign border treaty")), confidence=0.93, source_chain=agency,
        event_type="SUPPORT", contexts=("diplomatic", "territory"), cameo="057", quad="verbal_cooperation", intensity=5.0,
        actors=(president, queen), when=friday, place=place.id, status="asserted", trigger=_span(text, "signed"), objects=(treaty.id,),
    )  # fmt: skip
    accusing = Event(
        id=make_id("ev", 2), evidence=(_span(text, "Graustark & its allies accuse Ruritania of supplying rebels with rifles."),), confidence=0.71,
        source_chain=agency, event_type="ACCUSE", modes=("allege",), contexts=("military",), cameo="112", quad="verbal_conflict", intensity=-3.0,
        actors=(graustark,), recipients=(ruritania,), when=unknown, status="asserted", trigger=_span(text, "accuse"),
        casualties=Casualties(),
    )  # fmt: skip
    quote = Statement(
        id=make_id("st", 1), evidence=(_span(text, '"We will open the border," Elphberg said'),), confidence=0.9,
        source_chain=(
            *agency,
            ChainLink(role="relay", name="state media", span=_span(text, "state media")),
            ChainLink(role="speaker", name="Rudolf Elphberg", actor=rudolf.id),
        ),
        speaker=president, cue=_span(text, "said"), content=(_span(text, '"We will open the border,"'),), quote_type="direct",
        speech_act="promise", when=unknown,
    )  # fmt: skip
    claim = Claim(
        id=make_id("cl", 1), evidence=(_span(text, "supplying rebels with rifles"),), confidence=0.6, source_chain=agency,
        proposition="Ruritania supplies rifles to rebels", predicate="transfer", arguments={"supplier": ruritania},
        stances=(
            Stance(holder=graustark, stance="alleges", factuality="CT+", span=_span(text, "accuse")),
            Stance(holder=ruritania, stance="denies", factuality="CT-", span=_span(text, "denies")),
        ),
        status="contested", author_commitment="Uu",
    )  # fmt: skip
    transfer = Transfer(
        id=make_id("tr", 1), evidence=(_span(text, "supplying rebels with rifles"),), confidence=0.6, supplier=ruritania, recipient=None,
        kind="arms", items=(_span(text, "rifles"),), status="contested", claims=(claim.id,), when=unknown,
    )  # fmt: skip
    meeting = Meeting(
        id=make_id("me", 1), evidence=(lead,), confidence=0.8, kind="signing",
        participants=(Participant(party=president, role="host"), Participant(party=queen, role="visitor")),
        place=place.id, host_country="RUR", start=friday, status="held",
    )  # fmt: skip
    measure = Measure(
        id=make_id("ms", 1), evidence=(_span(text, "the border"),), confidence=0.5, senders=(ruritania,), targets=(graustark,),
        stage="lifted", types=("travel",), when=unknown,
    )  # fmt: skip
    record = Record(
        document=DocumentHeader.of(document), actors=(rudolf, state), places=(place,), events=(signing, accusing), statements=(quote,),
        claims=(claim,), agreements=(treaty,), measures=(measure,), transfers=(transfer,), meetings=(meeting,),
        rejections=(Rejection(stage="extract", code="DRG-CODE-001", message="a sentence was left out", span=_span(text, "left")),),
        provenance=Provenance(dragoman="0.1.0", model="test", model_sha256="0" * 64, config_sha256="1" * 64),
    )  # fmt: skip
    steps = (
        Step(stage="trigger", decision="SUPPORT", because="the event head reads 'signed' so", score=0.97, span=signing.trigger),
        Step(stage="merge", decision="one event", because="headline and lead tell the same signing"),
    )
    return CodedDocument(text=text, record=record, explanations={signing.id: steps})


def plain_document(text: str, path: str | None = None, published_at: str | None = None) -> Document:
    """A document whose whole text is one body segment."""
    return Document(text=text, segments=(Segment(kind="body", start=0, end=len(text)),), path=path, published_at=published_at)


def make_empty(text: str, path: str | None = None) -> CodedDocument:
    """A coded document without any record."""
    provenance = Provenance(dragoman="0.1.0", model="test", model_sha256="0" * 64, config_sha256="1" * 64)
    record = Record(document=DocumentHeader.of(plain_document(text, path)), provenance=provenance)
    return CodedDocument(text=text, record=record, explanations={})


class FakeCoder:
    """Stands in for the pipeline's coder: codes the story, and rejects texts that begin with "bad"."""

    def code_document(self, document: Document) -> CodedDocument | Rejection:
        if document.text.startswith("bad"):
            return Rejection(stage="code", code="DRG-CODE-002", message="bad text", path=document.path)
        return make_coded(path=document.path) if document.text == STORY else make_empty(document.text, document.path)

    def code_many(self, items: Iterable[Document | Rejection], *, workers: int = 1) -> Iterator[CodedDocument | Rejection]:
        for item in items:
            yield item if isinstance(item, Rejection) else self.code_document(item)

    def analyse(self, document: Document) -> Analysis:
        return Analysis(text=document.text, tokens=(), sentences=(), mentions=(), triggers=(), attributions=())

    def relate(self, sentence: str, source: tuple[int, int] | str, target: tuple[int, int] | str) -> tuple[str, float]:
        scores = self.relate_scores(sentence, source, target)
        return max(scores.items(), key=lambda item: item[1])

    def relate_classes(self, sentence: str, source: tuple[int, int] | str, target: tuple[int, int] | str) -> dict[str, float]:
        return self.relate_scores(sentence, source, target)

    def relate_scores(self, sentence: str, source: tuple[int, int] | str, target: tuple[int, int] | str) -> dict[str, float]:
        return {"CONCEDE": 0.3, "RETREAT": 0.3, "ACCUSE": 0.4} if "withdraws" in sentence else {"ACCUSE": 0.9, "CONSULT": 0.1}


@pytest.fixture
def coded() -> CodedDocument:
    return make_coded()


@pytest.fixture
def make_document() -> Callable[..., Document]:
    return plain_document


@pytest.fixture
def make_story() -> Callable[..., CodedDocument]:
    return make_coded


@pytest.fixture
def empty_coded() -> Callable[..., CodedDocument]:
    return make_empty


@pytest.fixture
def fake_coder() -> FakeCoder:
    return FakeCoder()


@pytest.fixture
def story() -> str:
    return STORY




@pytest.fixture(scope="session")
def coder() -> Any:
    """The shipped coder, loaded once."""
    from dragoman.pipeline import load_coder

    return load_coder()


@pytest.fixture(scope="session")
def stories() -> list[Path]:
    """The bundled sample stories."""
    return sorted(path for path in (Path(__file__).parent.parent / "samples").glob("*.txt"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Data that are not part of the project; tests that use them are skipped without them."""
    path = Path(os.environ.get("DRAGOMAN_SHARED", Path(__file__).parent.parent.parent / "shared"))
    if not path.is_dir():
        pytest.skip("needs the shared data")
    return path
