"""Measures: sanctions, embargoes, tariffs, bans, expulsions, with senders and targets in the right direction (DOMAIN, 4.13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, governor_of, with_conjuncts
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Measure, Party, Span, When, make_id

USE_RULES = False
#: What a verb such as "freeze" or "suspend" must have for its object to be a measure.
_OBJECTS = {
    "expel": re.compile(r"\b(?:diplomat|ambassador|envoy|attach|official|embassy|consul|spies|spy|staff|officer)", re.I),
    "freez": re.compile(r"\b(?:asset|account|fund|reserve|aid|propert|holding)", re.I),
    "bar": re.compile(
        r"\b(?:import|export|trade|bank|ship|vessel|airline|flight|plane|aircraft|entry|travel|compan|firm|official|citizen|national|sale|visa)", re.I
    ),
    "ban": re.compile(
        r"\b(?:import|export|trade|bank|ship|vessel|airline|flight|plane|aircraft|entry|travel|compan|firm|official|citizen|national|sale|visa|oil|gas|coal|gold|goods)",
        re.I,
    ),
    "suspend": re.compile(
        r"\b(?:membership|aid|assistance|cooperation|flight|trade|visa|sales?|exports?|imports?|licen[cs]es|privilege|programme|program)\b", re.I
    ),
    "clos": re.compile(r"\b(?:border|airspace|embassy|consulate|crossing|port|frontier)", re.I),
    "declar": re.compile(r"persona non grata|unwelcome", re.I),
    "revok": re.compile(r"\b(?:visa|licen|accreditation|trade status)", re.I),
    "recal": re.compile(r"\b(?:ambassador|envoy)", re.I),
}
_VERB_TYPES = {"expel": "diplomatic", "freez": "financial", "clos": "other", "declar": "diplomatic", "revok": "travel", "recal": "diplomatic"}
_FACING = frozenset("face suffer endure bear".split())
_NEW = re.compile(r"\b(?:new|fresh|additional|further|more|first|latest|tougher|sweeping)\b", re.I)
_LISTED = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores?|hundreds?)\s+(?:of\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:officials?|people|persons|individuals|men|women|companies|firms|banks|entities|organi[sz]ations|vessels|ships|diplomats|generals|officers|ministers|judges)\b",
    re.I,
)
_STAGE_BY_STATUS = {"threatened": "threatened", "requested": "threatened", "conditional": "threatened"}
_NEWS = ("threatened", "announced", "adopted", "extended", "amended", "eased", "suspended", "lifted", "expired", "vetoed")
_OBJECTIVES = (
    ("nonproliferation", r"nuclear|missile|enrich|prolifer|weapons? of mass|chemical weapon"),
    ("human_rights", r"human rights|crackdown|repress|abuse|torture|jail|journalist"),
    ("end_war", r"\bwar\b|invasion|invaded|offensive|fighting|annex"),
    ("terrorism", r"terror|militant"),
    ("democracy", r"\bcoup\b|election|democra|junta|vote"),
    ("territorial_conflict", r"territor|border|annex"),
)


@dataclass(slots=True)
class _Draft:
    senders: list[Party]
    targets: list[Party]
    stage: str
    types: list[str]
    when: When
    word: int
    evidence: list[Span]
    objective: list[str] = field(default_factory=list)


def _types_of(reading: Reading, i: int, frame: Frame) -> list[str]:
    """The types that the words beside a measure noun tell."""
    tokens = reading.context.tree.tokens
    beside = [*frame.owners, *frame.case("on", "of", "against")]
    near = [t.i for t in tokens[max(0, i - 4) : i] if t.sentence == tokens[i].sentence]
    noun = lexicon("measure", "nouns").get(key_of(tokens[i].text), "not_stated")
    found = [] if noun == "not_stated" else [noun]
    words = lexicon("measure", "words")
    for j in dict.fromkeys([*near, *beside]):
        kind = words.get(key_of(tokens[j].text))
        if kind is not None and kind not in found:
            found.append(kind)
    return found


def _nouns(reading: Reading) -> Iterator[int]:
    nouns, bans = lexicon("measure", "nouns"), lexicon("measure", "bans")
    words = lexicon("measure", "words")
    for token in reading.context.tree.tokens:
        if token.pos not in ("NOUN", "PROPN"):
            continue
        key = key_of(token.text)
        if key in nouns and token.text.lower() != "freeze":
            yield token.i
        elif key in bans or token.text.lower() == "freeze":
            near = reading.context.tree.tokens[max(0, token.i - 3) : token.i + 6]
            if any(key_of(t.text) in words for t in near if t.i != token.i and t.sentence == token.sentence):
                yield token.i


def _stage_of(reading: Reading, i: int, verb: int | None, frame: Frame) -> str | None:
    """The stage that the verb over a measure noun tells; None where the noun is only spoken of."""
    tree = reading.context.tree
    stages = lexicon("measure", "stages")
    noun = tree.tokens[i]
    if tree.is_standing(i) or any(tree.lemma_like(c.i) == "under" for c in tree.iter_children(i, "case")):
        return "in_force"
    for participle in tree.iter_children(i, "acl", "amod"):
        stage = stages.get(key_of(participle.text))
        if stage is not None and participle.pos == "VERB" and verb is None:
            return stage
    if verb is None:
        head = tree.tokens[noun.head]  # "the lifting of sanctions", "a package of sanctions"
        stage = stages.get(key_of(head.text)) if head.i != i and noun.deprel in ("nmod", "compound") else None
        return stage or ("adopted" if _NEW.search(reading.context.span(tree.subtree(i)).text) else None)
    stage = stages.get(key_of(tree.tokens[verb].text))
    if stage is None:
        return None
    status = reading.told(verb)
    if status == "negated":
        return "in_force" if stage in ("lifted", "eased", "suspended") else None
    if stage in ("adopted", "amended", "announced", "extended") and status in ("threatened", "conditional", "hedged", "requested"):
        return "threatened"
    if stage in ("lifted", "eased", "suspended") and status in ("requested", "conditional", "hedged", "promised"):
        return "in_force"
    if stage == "adopted" and status in ("scheduled", "promised"):
        return "announced"
    return stage


def _whole_frame(reading: Reading, i: int) -> Frame:
    """The frame of a measure noun, with that of the noun that it stands before: "sanctions package"."""
    tree = reading.context.tree
    frame, token = frame_of_noun(tree, i), tree.tokens[i]
    if token.deprel == "compound" and tree.tokens[token.head].pos in ("NOUN", "PROPN"):
        outer = frame_of_noun(tree, token.head)
        frame.owners += [j for j in outer.owners if j != i]
        for case, words in outer.cases.items():
            frame.cases.setdefault(case, []).extend(words)
        frame.agents += outer.agents
    return frame


def _fill_by_owners(owners: Sequence[Party], senders: list[Party], targets: list[Party]) -> list[Party]:
    """Puts possessors and adjectives where a side is missing ("US sanctions", "lifted Iran sanctions"); returns the targets."""
    taken = {p.actor for p in (*targets, *senders)}
    for owner in owners:
        if owner.actor in taken or owner.country in {p.country for p in (*targets, *senders) if p.country}:
            continue
        if senders and not targets:
            targets = [owner]
        elif not senders or (targets and len(owners) > 1):
            senders.append(owner)
    return targets


def _noun_draft(reading: Reading, i: int) -> _Draft | None:
    tree = reading.context.tree
    frame = _whole_frame(reading, i)
    token = tree.tokens[i]
    verb = governor_of(tree, token.head if token.deprel == "compound" else i)
    stage = _stage_of(reading, i, verb, frame)
    owners = reading.states(reading.parties(frame.owners))
    targets = reading.states(reading.parties(with_conjuncts(tree, frame.case("on", "against")), within=True))
    senders = reading.states(reading.parties([*frame.agents, *frame.case("by")]))
    if verb is not None:
        outer = frame_of_verb(tree, verb)
        agents = reading.states(reading.parties(outer.agents))
        if key_of(tree.tokens[verb].text) in _FACING or (stage == "in_force" and i not in outer.agents and not tree.is_negated(verb) and tree.is_standing(i)):
            targets = targets or agents
            senders = senders or reading.states(reading.parties(outer.case("by")))
        elif i not in outer.agents and lexicon("measure", "stages").get(key_of(tree.tokens[verb].text)):
            senders = senders or agents
        if not targets:
            targets = reading.states(reading.parties(outer.case("on", "against"), within=True))
    targets = _fill_by_owners(owners, senders, targets)
    draft = next((reading.draft_at[j] for j in (i, verb) if j is not None and j in reading.draft_at and reading.draft_at[j].event_type == "SANCTION"), None)
    if draft is not None:
        senders = senders or [p for p in reading.states(draft.actors.values()) if p.actor not in {t.actor for t in targets}]
        targets = targets or [p for p in reading.states(draft.recipients.values()) if p.actor not in {s.actor for s in senders}]
        if stage is None:
            stage = {"threatened": "threatened", "background_ongoing": "in_force", "historical": "in_force", "requested": "in_force"}.get(draft.status)
    if stage is None:
        stage = "in_force" if senders and targets else None
    if stage is None or not (senders or targets):
        return None
    words = [i, *frame.owners, *frame.case("on", "against", "by"), *([verb] if verb is not None else [])]
    return _finish(reading, i, verb, stage, senders, targets, _types_of(reading, i, frame), words)


def _finish(
    reading: Reading, i: int, verb: int | None, stage: str, senders: list[Party], targets: list[Party], types: list[str], words: Sequence[int]
) -> _Draft:
    senders = [s for s in senders if s.actor not in {t.actor for t in targets}]
    status = "background_ongoing" if stage == "in_force" else "asserted"
    when = reading.when(verb if verb is not None else i, status)  # type: ignore[arg-type]
    perfect = verb is not None and bool({"has", "have"} & {t.text.lower() for t in reading.context.tree.iter_children(verb, "aux")})
    open_ended = when.precision == "open" or (when.end is None and when.start is not None)
    if stage in ("adopted", "announced", "extended") and (reading.context.is_long_past(when) or (perfect and open_ended)):
        stage = "in_force"
    text = reading.context.sentence_span(reading.sentence(i)).text
    objective = [name for name, pattern in _OBJECTIVES if re.search(rf"\b(?:over|for|because|after|until|unless|to)\b.*(?:{pattern})", text, re.I)]
    return _Draft(senders, targets, stage, types, when, i, [reading.evidence([i, *words])], objective[:1])


def _verb_drafts(reading: Reading) -> Iterator[_Draft]:
    tree = reading.context.tree
    verbs = lexicon("measure", "verbs")
    for token in tree.tokens:
        if token.pos != "VERB":
            continue
        key = key_of(token.text)
        if key not in verbs and key not in _OBJECTS:
            continue
        frame = frame_of_verb(tree, token.i)
        phrase = " ".join(reading.context.span(tree.subtree(j)).text for j in [*frame.patients, *frame.case("as")][:4])
        if key == "declar":
            phrase = reading.context.span(tree.subtree(token.i)).text
        pattern = _OBJECTS.get(key)
        if pattern is not None and not pattern.search(phrase):
            continue
        if pattern is None and not reading.parties(frame.patients, within=True):
            continue
        senders = reading.states(reading.parties(frame.agents))
        if key == "recal":
            targets = reading.states(reading.parties(frame.case("from", "to", "in", "of"), within=True))
        else:
            targets = reading.states(reading.parties([*frame.patients, *frame.case("from", "to", "with", "against")], within=True))
        targets = [t for t in targets if t.actor not in {s.actor for s in senders}]
        draft = reading.draft_at.get(token.i)
        if draft is not None and draft.event_type in ("SANCTION", "COERCE", "REJECT"):
            senders = senders or reading.states(draft.actors.values())
            targets = targets or [p for p in reading.states(draft.recipients.values()) if p.actor not in {s.actor for s in senders}]
        status = reading.told(token.i)
        if status == "negated" or not (senders or targets) or (key in ("recal", "clos", "suspend", "revok") and not (senders and targets)):
            continue
        stage = _STAGE_BY_STATUS.get(status, "announced" if status in ("scheduled", "promised") else "adopted")
        kind = _VERB_TYPES.get(key) or verbs.get(key, "other")
        types = [] if kind == "not_stated" else [kind]
        yield _finish(reading, token.i, token.i, stage, senders, targets, types, [*frame.agents, *frame.patients])


def _frame_draft(reading: Reading, frame: LedgerFrame) -> _Draft | None:
    """A measure that the language model found, with its sender and target as it read them."""
    senders = reading.states(reading.parties_in(reading.fillers(frame, "giver")))
    targets = [p for p in reading.states(reading.parties_in(reading.fillers(frame, "taker"))) if p.actor not in {s.actor for s in senders}]
    stage = "in_force" if frame.stage == "review_called" else frame.stage
    verb = governor_of(reading.context.tree, frame.token)
    times = reading.fillers(frame, "time")
    words = [frame.token, *reading.heads(reading.fillers(frame, "giver", "taker"))]
    draft = _finish(reading, frame.token, verb, stage, senders, targets, [k for k in frame.kinds if k != "not_stated"], words)
    if times:
        draft.when = reading.when(frame.token, "asserted", times)
    draft.stage = stage
    return draft


def _by_frames(reading: Reading) -> list[_Draft]:
    """The model's measures; where it names no sender or no target, the grammar of the clause may."""
    out = []
    for frame in reading.frames("MEASURE"):
        draft = _frame_draft(reading, frame)
        if draft is None:
            continue
        if reading.context.tree.is_standing(frame.token):  # "X faces sanctions by Y": grammar is certain of the direction
            told = _noun_draft(reading, frame.token)
            if told is not None and told.targets:
                draft.senders, draft.targets, draft.stage = told.senders, told.targets, "in_force"
        elif not (draft.senders and draft.targets) and reading.context.tree.tokens[frame.token].pos in ("NOUN", "PROPN"):
            told = _noun_draft(reading, frame.token)
            if told is not None:
                draft.senders = draft.senders or [p for p in told.senders if p.actor not in {t.actor for t in draft.targets}]
                draft.targets = draft.targets or [p for p in told.targets if p.actor not in {s.actor for s in draft.senders}]
        out.append(draft)
    return out


def _by_rules(reading: Reading, drafts: Sequence[_Draft]) -> list[_Draft]:
    """Measures that grammar finds in sentences where the model found none."""
    taken = {reading.sentence(d.word) for d in drafts}
    found = [d for i in _nouns(reading) if (d := _noun_draft(reading, i))] + list(_verb_drafts(reading))
    return [d for d in found if reading.sentence(d.word) not in taken]


def _codes(parties: Sequence[Party]) -> set[str]:
    return {p.country or p.actor for p in parties}


def _nested(a: Sequence[Party], b: Sequence[Party]) -> bool:
    left, right = _codes(a), _codes(b)
    return not left or not right or left <= right or right <= left


def _same(a: _Draft, b: _Draft) -> bool:
    if ("diplomatic" in a.types) != ("diplomatic" in b.types) or not (_nested(a.senders, b.senders) and _nested(a.targets, b.targets)):
        return False
    if not (a.targets and b.targets) and not (a.senders and b.senders):
        return False
    if a.types and b.types and not set(a.types) & set(b.types) and not {"not_stated", "other"} & {*a.types, *b.types}:
        return False
    return a.stage == b.stage or {a.stage, b.stage} <= {"announced", "adopted", "amended"}


def make_measures(reading: Reading) -> list[Measure]:
    """Returns the measures of a document, one for all tellings of one act of the same senders against the same targets."""
    drafts: list[_Draft] = []
    found = _by_frames(reading)
    found += _by_rules(reading, found) if USE_RULES else []
    for draft in sorted(found, key=lambda d: d.word):
        same = next((d for d in drafts if _same(d, draft)), None)
        if same is None:
            drafts.append(draft)
            continue
        same.senders = same.senders or draft.senders
        same.targets = same.targets or draft.targets
        same.types += [t for t in draft.types if t not in same.types]
        same.objective = same.objective or draft.objective
        same.evidence += draft.evidence
        if same.stage == "announced" and draft.stage == "adopted":
            same.stage = "adopted"
        if same.when.basis == "inferred" and draft.when.basis != "inferred":
            same.when = draft.when
    _fill_targets(reading, drafts)
    return [_make(reading, d) for d in drafts if d.targets]


def _fill_targets(reading: Reading, drafts: Sequence[_Draft]) -> None:
    """Gives a measure without a target the only other state of its sentence, else the one that the document's other measures of these senders hit."""
    for draft in drafts:
        senders = _codes(draft.senders)
        if any(t.country for t in draft.targets) or (draft.targets and not draft.senders):
            continue
        near = [p for p in reading.states_in(reading.sentence(draft.word)) if p.country not in senders]
        hit = [t for d in drafts if d is not draft for t in d.targets if t.country and t.country not in senders]
        about = [p for p in reading.main_states() if p.country not in senders]
        if len(near) == 1:
            draft.targets = near
        elif hit:
            draft.targets = [max(hit, key=lambda t: sum(t.country == h.country for h in hit))]
        elif draft.senders and len(about) == 1:
            draft.targets = about


def _make(reading: Reading, draft: _Draft) -> Measure:
    evidence = tuple(dict.fromkeys(draft.evidence))
    identity = make_id("ms", reading.context.document.id, draft.stage, [p.actor for p in draft.senders], [p.actor for p in draft.targets], evidence[0])
    reading.explain(identity, "measure", draft.stage, "rule: a word for a restriction, the verb over it, and who stands where in its clause", evidence[0])
    multilateral = any(p.country in ("UNO", "EUR", "IGO") for p in draft.senders)
    lateralism = "multilateral" if multilateral else "plurilateral" if len(draft.senders) > 1 else "unilateral" if draft.senders else "not_stated"
    return Measure(
        id=identity,
        senders=tuple(draft.senders),
        targets=tuple(draft.targets),
        stage=draft.stage,
        types=tuple(draft.types or ["not_stated"]),
        objective=tuple(draft.objective),
        lateralism=lateralism,
        when=draft.when,
        evidence=evidence,
        confidence=0.5,
        source_chain=reading.chain(draft.word),
    )
