"""Meetings as single words of the text tell of them, before those that are one are joined (DOMAIN, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from dragoman.extract.frames import frame_of_verb, governor_of
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon, words
from dragoman.pipeline.ledger.meeting_members import Member, beside, members_of, named_at, near, place_near, place_of, there, venue_of
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import LedgerFrame, Party, Place, RecordId, RoleFiller, Span, Status, When

_CANCELLED = re.compile(r"\b(?:cancel\w*|call\w* off|scrap\w*)\b", re.I)
_POSTPONED = re.compile(r"\b(?:postpon\w*|put off|delay\w*|defer\w*)\b", re.I)
_CALLED_OFF = re.compile(f"{_CANCELLED.pattern}|{_POSTPONED.pattern}", re.I)
#: Words before a time from which something is counted.
_SINCE = re.compile(r"\bsince\b(?:\s[^\s,;]+){0,8}\s*$|^since\b", re.I)
#: Words before a meeting that is still to come.
_BOUND = re.compile(r"\b(?:ahead of|on (?:his|her|its|their|the) way to|en route to|preparing for|preparations for|invitation to)\s(?:[\w’'-]+\s){0,5}$", re.I)
_UNINVITED = re.compile(r"\bwithdr[ae]w\w* (?:an|the|its|his|her|their) invitation\b", re.I)
_AHEAD: frozenset[Status] = frozenset({"scheduled", "promised", "requested", "conditional", "hedged", "threatened"})


#: Days that what is going on may have been told to last.
_LATELY = (0, 1)


@dataclass(slots=True)
class Draft:
    """One telling of a meeting."""

    kind: str
    members: list[Member]
    place: Place | None
    when: When
    status: str
    word: int
    words: set[int]
    evidence: list[Span]
    background: bool
    venue: Place | None = None  # a house or site that the gazetteer lacks, for want of a better place
    by_noun: bool = False  # told by a noun: "the signing"
    events: list[RecordId] = field(default_factory=list)


def iter_drafts(reading: Reading) -> Iterator[Draft]:
    """Yields a draft for each word that names a meeting, those that the language model leaves out included, in text order."""
    frames = [*reading.frames("MEETING"), *_unread(reading)]
    last: list[Member] = []
    for frame in sorted(frames, key=lambda f: f.token):
        if _is_none(reading, frame):
            continue
        draft = _of_frame(reading, frame, last)
        if len(draft.members) > 1:
            last = draft.members
        yield draft


def _is_none(reading: Reading, frame: LedgerFrame) -> bool:
    """Whether a clause tells of no meeting: "no talks are planned", "did not meet", "suspended the negotiations", "his guest"."""
    tree, i = reading.context.tree, frame.token
    if tree.tokens[i].pos == "VERB":
        return frame.stage in ("held", "under_way") and tree.is_negated(i)
    above = [v] if (v := governor_of(tree, i)) is not None else []
    before = [*above, *range(max(reading.context.analysis.sentences[reading.sentence(i)].start, i - 2), i)]  # words, for parses go wrong
    ended = frame.kinds[0] == "talks" and any(key_of(tree.tokens[j].text) in lexicon("meeting", "ended") for j in before)
    return ended or key_of(tree.tokens[i].text) in lexicon("meeting", "persons") or any(t.text.lower() == "no" for t in tree.iter_children(i, "det"))


def _unread(reading: Reading) -> Iterator[LedgerFrame]:
    """Frames for listed words in which the language model sees no meeting: "summoned the ambassador"."""
    tree, taken = reading.context.tree, {f.token for f in reading.frames("MEETING")}
    for token in tree.tokens:
        kind = _kind(reading, token.i)
        if kind is None or token.i in taken:
            continue
        told = "scheduled" if _is_awaited(reading, token.i) else reading.told(token.i if token.pos == "VERB" else token.head)
        if told != "negated":
            yield LedgerFrame(token=token.i, type="MEETING", score=0.5, stage=_stage(told), stage_score=0.5, kinds=(kind,), roles=())
    yield from _stays(reading)


def _stays(reading: Reading) -> Iterator[LedgerFrame]:
    """Frames for persons who are told to be or have been abroad: "the minister, who was in Lima on Monday"."""
    tree = reading.context.tree
    for token in tree.tokens[1:-2]:
        place = reading.place([token.i + 2, token.i + 3])
        if token.text.lower() not in ("was", "were", "is", "are") or tree.tokens[token.i + 1].text.lower() != "in" or place is None:
            continue
        who = _who_is(reading, token.i)
        if who is not None and any(_is_person(reading, p) and p.country not in (None, place.country) for p in reading.parties([who])):
            stage = "held" if token.text.lower().startswith("w") else "under_way"
            roles = (RoleFiller(role="giver", start=who, end=who + 1, score=0.5), RoleFiller(role="place", start=token.i + 2, end=token.i + 3, score=0.5))
            yield LedgerFrame(token=token.i, type="MEETING", score=0.5, stage=stage, stage_score=0.5, kinds=("visit",), roles=roles)


def _who_is(reading: Reading, i: int) -> int | None:
    """The head word of whoever is the subject of "was" at ``i``: whom "who" right before it takes up, else the subject next before."""
    tokens = reading.context.tree.tokens
    before = range(i - 1, reading.context.analysis.sentences[reading.sentence(i)].start - 1, -1)
    if tokens[i - 1].text.lower() == "who":
        return next((j for j in before if reading.parties([j])), None)
    return next((j for j in before if tokens[j].deprel == "nsubj"), None)


def _kind(reading: Reading, i: int) -> str | None:
    token = reading.context.tree.tokens[i]
    key = key_of(token.text)
    if token.pos == "NOUN":
        return "press_event" if lexicon("meeting", "press").get(key) == "nouns" and _is_press(reading, i) else None
    if _is_awaited(reading, i):
        return "visit"
    return lexicon("meeting", "verbs").get(key) if token.pos == "VERB" and key not in lexicon("meeting", "guests") else None


def _is_awaited(reading: Reading, i: int) -> bool:
    """Whether a clause says that somebody is expected somewhere: "is due in Lima on Monday"."""
    tree = reading.context.tree
    token = tree.tokens[i]
    if key_of(token.text) not in lexicon("meeting", "awaited") or token.pos not in ("VERB", "ADJ") or any(tree.iter_children(i, "xcomp", "ccomp")):
        return False
    frame = frame_of_verb(tree, i)
    return any(reading.parties([j]) for j in (*frame.patients, *frame.agents)) and place_near(reading, i) is not None


def _is_press(reading: Reading, i: int) -> bool:
    """Whether somebody met the press: told it something at a place, or held a conference for it."""
    tree = reading.context.tree
    if any(rooms == "before" for t in tree.iter_children(i, "compound", "amod") if (rooms := lexicon("meeting", "press").get(key_of(t.text)))):
        return True
    verb = governor_of(tree, i)
    if key_of(tree.tokens[i].text) not in lexicon("meeting", "reporters") or verb is None or tree.tokens[i].deprel != "obj":
        return False
    return bool(frame_of_verb(tree, verb).case("at", "in", "beside", "alongside"))


def _of_frame(reading: Reading, frame: LedgerFrame, last: Sequence[Member]) -> Draft:
    """A meeting that a word names, with who takes part as what."""
    i = frame.token
    kind = _kind(reading, i) or frame.kinds[0] if reading.context.tree.tokens[i].pos == "NOUN" else frame.kinds[0]
    if kind == "visit" and reading.context.tree.tokens[i].pos == "VERB":  # who receives a guest meets him
        kind = lexicon("meeting", "verbs").get(key_of(reading.context.tree.tokens[i].text), kind)
        frame = msgspec.structs.replace(frame, kinds=(kind,))
    members = members_of(reading, frame, last)
    place = place_of(reading, frame)
    if kind == "visit" and place is not None and place.country:
        abroad = any(p.country != place.country for p, r in members if r == "visitor")
        members = [(p, "host" if r == "visitor" and abroad and p.country == place.country else r) for p, r in members]
        if place.country not in {p.country for p, _ in members}:
            members.append((reading.state(place.country, place.mentions[0] if place.mentions else None), "host"))
    when = _when(reading, frame)
    words = [i, *reading.heads(reading.fillers(frame, "giver", "taker", "place"))]
    background = reading.context.is_long_past(when) or when.precision == "open"
    venue = venue_of(reading, frame) if place is None else None
    return Draft(kind, members, place, when, _told(reading, frame, when), i, {i}, [reading.evidence(words)], background, venue, reading.context.tree.tokens[i].pos == "NOUN")


def _when(reading: Reading, frame: LedgerFrame) -> When:
    """Dates a meeting; "the first since 1991" dates another one."""
    i = frame.token
    status: Status = "scheduled" if frame.stage == "planned" else "asserted"
    times = near(reading, i, reading.fillers(frame, "time"))
    if _CALLED_OFF.search(_clause(reading, i)):
        times = _set_for(reading, i) or times
    when = reading.context.when(times, reading.sentence(i), i, status) if times else reading.when(i, status)
    if when.span is not None and when.basis != "inferred" and _is_since(reading, i, when.span):
        own = [t for t in reading.context.times(reading.sentence(i)) if not _is_since(reading, i, t)]
        return reading.context.date_of(own[0], tense="future" if status == "scheduled" else "past") if own else reading.context.own_day(status)
    return when


def _set_for(reading: Reading, i: int) -> list[SpanKey]:
    """When a meeting was to be that is called off or put off: the time within its own phrase, not that of the calling off ("called off a trip planned for Monday")."""
    tree = reading.context.tree
    low, high = tree.subtree(i) if tree.tokens[i].pos == "NOUN" else (i, i)
    tokens = reading.context.analysis.tokens
    return [(j, j + 1) for t in reading.context.times(reading.sentence(i)) for j in range(max(low, i + 1), high) if t.start <= tokens[j].start < t.end][:1]


def _is_since(reading: Reading, i: int, time: Span) -> bool:
    """Whether something is counted from a time of the sentence of word ``i``: the first one that "since" stands before."""
    whole = reading.context.sentence_span(reading.sentence(i))
    found = _SINCE.search(whole.text[: max(0, time.start - whole.start)])
    first = found is not None and not any(whole.start + found.start() <= t.start < time.start for t in reading.context.times(reading.sentence(i)))
    return first or _SINCE.match(time.text) is not None


def _before(reading: Reading, i: int) -> str:
    """The text of the sentence of word ``i`` before it."""
    whole = reading.context.sentence_span(reading.sentence(i))
    return whole.text[: reading.context.analysis.tokens[i].start - whole.start]


def _clause(reading: Reading, i: int) -> str:
    """The words of the clause of ``i``: its verb, with what governs it."""
    tree = reading.context.tree
    verb = i if tree.tokens[i].pos == "VERB" else governor_of(tree, i)
    words = [tree.tokens[i].text]
    if verb is not None:
        words += [t.text for t in tree.iter_children(verb, "compound", "advmod", "aux")] + [tree.tokens[verb].text, tree.tokens[tree.tokens[verb].head].text]
        words += [f"{tree.tokens[verb].text} {t.text}" for t in tree.iter_children(verb, "compound")]
    return " ".join(words)


def _told(reading: Reading, frame: LedgerFrame, when: When) -> str:
    """The status that the words over the meeting tell, else the language model's: "were put off", "are meeting", "is on a visit"."""
    i = frame.token
    clause = _clause(reading, i)
    if _POSTPONED.search(clause):
        return "postponed"
    if _CANCELLED.search(clause):
        return "cancelled"
    if frame.stage == "held" and _BOUND.search(_before(reading, i)):
        return "planned"
    if _UNINVITED.search(_before(reading, i)):
        return "cancelled"
    if frame.stage == "cancelled" and frame.stage_score < 0.5:
        return "held"
    if frame.stage == "held" and _is_to_come(reading, i, when):
        return "planned"
    if frame.stage != "held" or reading.context.days_since(when) not in _LATELY or not _goes_on(reading, i):
        return frame.stage
    return "planned" if any(t.text.lower() == "later" for t in reading.context.tree.iter_children(i, "advmod")) else "under_way"


def _is_to_come(reading: Reading, i: int, when: When) -> bool:
    """Whether a finite verb tells of what is to come: "flies to Lima today"; the infinitive of "the first to visit" does not."""
    tree = reading.context.tree
    if tree.tokens[i].pos != "VERB" or any(t.pos == "PART" for t in tree.iter_children(i, "mark")):
        return False
    since = reading.context.days_since(when) if when.basis != "inferred" else None
    return tree.is_ahead(i) or (tree.tokens[i].text.lower() in words("meeting", "leaving") and since is not None and since <= 0)


def _goes_on(reading: Reading, i: int) -> bool:
    """Whether the clause says that the meeting lasts: "are meeting", "is on a visit", "visiting envoys", "continued a visit"."""
    tree = reading.context.tree
    token = tree.tokens[i]
    being = {t.text.lower() for t in tree.iter_children(i, "aux", "cop")} & {"is", "are", "was", "were"}
    if token.text.lower().endswith("ing"):
        return bool(being) or (token.head > i and token.deprel in ("amod", "compound", "acl"))
    verb = governor_of(tree, i)
    continued = verb is not None and key_of(tree.tokens[verb].text) == key_of("continue")
    return continued or (bool(being & {"is", "are"}) and any(t.text.lower() == "on" for t in tree.iter_children(i, "case")))


def iter_signings(reading: Reading) -> Iterator[Draft]:
    """Yields the signing of a text by named persons, or by parties at a named place, for each verb that tells of one."""
    tree = reading.context.tree
    for token in tree.tokens:
        if token.pos != "VERB" or not _is_signing(reading, token.i):
            continue
        told = reading.told(token.i)
        frame = frame_of_verb(tree, token.i)
        actors = [j for j in frame.agents if not frame.passive or j in frame.case("by")] or frame.case("by")  # "signed by envoys"
        parties = named_at(reading, [*actors, *frame.case("with", *(("by",) if frame.passive else ()))])
        end = reading.context.analysis.sentences[token.sentence].end if frame.passive else token.i
        parties += [p for p in beside(reading, actors, end) if p.actor not in {q.actor for q in parties}]
        people = [p for p in parties if p.sector is not None and _is_person(reading, p)]
        place = place_near(reading, token.i) or there(reading, token.i)
        members = people or ([p for p in parties if p.country is not None] if place is not None else [])
        if told in ("negated", "alleged", "contested") or not members:
            continue
        when = _when(reading, LedgerFrame(token=token.i, type="MEETING", score=0.5, stage=_stage(told), stage_score=0.5, kinds=("signing",), roles=()))
        background = reading.context.is_long_past(when) or when.precision == "open"
        words = [token.i, *frame.patients, *actors]
        yield Draft("signing", [(p, "member") for p in members], place, when, _stage(told), token.i, {token.i}, [reading.evidence(words)], background)


def _stage(told: Status) -> str:
    return "planned" if told in _AHEAD else "held"


def _is_signing(reading: Reading, verb: int) -> bool:
    """Whether a verb says that somebody signed a text: "inked a pact", "put their names to"; laws and orders are nobody's agreement."""
    tree = reading.context.tree
    key = key_of(tree.tokens[verb].text)
    frame = frame_of_verb(tree, verb)
    if key in lexicon("meeting", "putting"):
        return any(key_of(tree.tokens[j].text) in lexicon("meeting", "signature") for j in frame.patients)
    concluding = key in lexicon("meeting", "concluding")
    if not concluding and lexicon("agreement", "verbs").get(key) not in ("signed", "initialled"):
        return False
    if concluding:  # but not "the accord concluded then", which tells of the accord
        return not tree.tokens[verb].deprel.startswith("acl") and any(key_of(tree.tokens[j].text) in lexicon("meeting", "texts") for j in frame.patients)
    return any(key_of(tree.tokens[j].text) in lexicon("meeting", "texts") or tree.tokens[j].pos == "PRON" for j in frame.patients) or not frame.patients


def _is_person(reading: Reading, party: Party) -> bool:
    return any(e.reading.person_name is not None and reading.context.ids[i] == party.actor for i, e in enumerate(reading.context.entities.items))
