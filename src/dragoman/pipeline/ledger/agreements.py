"""Agreements: one record for each instrument, however many names the text has for it (DOMAIN, 4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.pipeline.ledger.reading import Reading
from dragoman.records import Agreement, AgreementRelation, AgreementRole, Atop, LedgerFrame, Party, Place, RecordId, Stage, When, make_id

_GENERIC = frozenset({"deal", "agreement", "accord", "pact", "arrangement", "document", "text", "settlement", "package", "plan", "paper", "contract"})
USE_RULES = True
_LOOSE_FORMS = frozenset({"agreement", "unspecified", "informal_arrangement"})
#: Words that speak of the two sides of the story.
_TWO = re.compile(r"\b(?:the two|both|each other|bilateral|mutual|one another|between them|the sides|neighbou?rs)\b", re.I)
#: Nouns that take up an agreement named before, but never name one first.
_TAKING_UP = frozenset({"document", "text", "paper"})
_DEFINITE = frozenset("the this that these those its their his her both".split())
_OLDER = frozenset("former previous earlier last old existing original first older prior".split())
_OTHER = frozenset("another separate second similar additional further".split())
_JOINT = frozenset("joint final common".split())
_FORMS_FIRST = ("ceasefire", "treaty", "mou", "protocol", "declaration", "joint_statement", "communique", "accession", "agreement")
_MEDIATING = frozenset(key_of(w) for w in "broker mediate facilitate".split())
_WITNESSING = re.compile(r"\b(?:witness\w*|looked on|look on|oversaw|guarantor|guarantee\w*|depositary)\b", re.I)
_TERM = re.compile(
    r"\b(?:(?:for|of|runs for|valid for|lasting|last)\s+)?((?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|ninety)[- ](?:day|week|month|year)s?)\b",
    re.I,
)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_SIGNING = frozenset({"signed", "initialled", "ratified", "announced", "in_force", "negotiated"})
#: No agreement: "a great deal", "deal with", "framework of".
_NO_AGREEMENT = re.compile(r"\b(?:great|good)\s+deal\b|\bbig deal\b|\bconventional\b|\bno\s+(?:deal|agreement|accord|pact|treaty)\b", re.I)
_ATOP = (
    (
        "defense",
        r"mutual (?:defen[cs]e|assistance|aid)|collective defen[cs]e|(?:aid|help|assist\w*|defend|come to \w+ (?:aid|help|defen[cs]e)) .{0,60}\b(?:attack|invaded)|attack\w* .{0,80}\b(?:aid|help|assist|defend)|attack on one",
    ),
    ("neutrality", r"\bneutral"),
    ("nonaggression", r"non-?aggression|not to (?:attack|use force|invade)|renounc\w+ (?:the use of )?force|refrain from (?:the use of force|attack)"),
    ("consultation", r"\bconsult\w*\b.{0,80}\b(?:attack|threat|crisis|security|aggression)|\b(?:attack|threat|crisis|aggression)\w*\b.{0,80}\bconsult"),
)


@dataclass(slots=True)
class Mention:
    """One naming of an agreement."""

    word: int
    key: SpanKey
    form: str
    noun: str
    definite: bool
    year: str | None
    older: bool
    other: bool
    stage: str | None
    verb: int | None
    parties: list[Party]
    when: When | None
    headline: bool
    mediators: list[Party] = field(default_factory=list)


@dataclass(slots=True)
class Cluster:
    """The mentions of one agreement while they are being collected."""

    mentions: list[Mention]
    background: bool
    identity: RecordId | None = None
    parties: list[Party] = field(default_factory=list)

    @property
    def form(self) -> str:
        """The most telling form among its names."""
        return min((m.form for m in self.mentions), key=lambda f: _FORMS_FIRST.index(f) if f in _FORMS_FIRST else 99)


def form_of(reading: Reading, i: int) -> str | None:
    """Returns the form that noun ``i`` names, None where it names no agreement."""
    tree = reading.context.tree
    token = tree.tokens[i]
    if token.pos not in ("NOUN", "PROPN"):
        return None
    key = key_of(token.text)
    form = lexicon("agreement", "nouns").get(key)
    if form is not None and token.text.lower() not in ("agreed", "charters", "dealing", "dealings", "conventions") and key_of("agree") != key:
        pass
    elif key == key_of("agreement") and token.text.lower().startswith("agreement"):
        form = "agreement"
    else:
        form = None
    if form is None:
        worded = lexicon("agreement", "words").get(key)
        before = {t.text.lower() for t in tree.iter_children(i, "amod", "compound")}
        signed = governor_of(tree, i)
        agreed = signed is not None and lexicon("agreement", "verbs").get(key_of(tree.tokens[signed].text)) in ("signed", "initialled")
        of_peace = re.search(
            r"^\w+ of .{0,20}(?:peace|friendship|principles|intent|cooperation)", reading.context.span((i, min(i + 8, len(tree.tokens)))).text, re.I
        )
        if worded == "declaration" and (before & (_JOINT | {"peace", "friendship"}) or agreed or of_peace):
            return worded
        if (worded == "joint_statement" and before & _JOINT) or (worded == "agreement" and agreed):
            return worded
        return None
    near = reading.context.span((max(0, i - 2), i + 1)).text
    if form == "informal_arrangement" and (
        token.text.lower() != "understanding" or re.search(r"\bmemorand\w+ of$|\bmutual\b", reading.context.span((max(0, i - 2), i)).text if i else "", re.I)
    ):
        return None
    return None if _NO_AGREEMENT.search(near) else form


def _name_key(reading: Reading, i: int) -> SpanKey:
    """The words of the name: determiner, adjectives and nouns before it, and "of" with what follows."""
    tree = reading.context.tree
    low = min([i, *(tree.subtree(t.i)[0] for t in tree.iter_children(i, "det", "amod", "compound", "nummod", "nmod:poss") if t.i < i)])
    high = i + 1
    for token in tree.iter_children(i, "nmod"):
        if token.i == high + 1 and tree.tokens[high].text.lower() in ("of", "on", "for"):
            high = min(tree.subtree(token.i)[1], token.i + 3)
    return low, high


def _stage(reading: Reading, i: int) -> tuple[str | None, int | None]:
    """The stage that the verb over an agreement noun tells, with the verb."""
    tree = reading.context.tree
    over, under = lexicon("agreement", "verbs"), lexicon("agreement", "subject")
    for token in tree.iter_children(i, "acl", "acl:relcl"):
        stage = over.get(key_of(token.text))
        if stage is not None:
            return stage, token.i
        if token.text.lower() in ("entered", "took", "came") and under.get(key_of(token.text)):
            return "in_force", token.i
    verb = governor_of(tree, i)
    if verb is None:
        head = tree.tokens[tree.tokens[i].head]  # "the signing of a treaty"
        stage = over.get(key_of(head.text)) if head.pos in ("NOUN", "VERB") and tree.tokens[i].deprel in ("nmod", "compound", "obl", "dep") else None
        return stage, head.i if stage else None
    kind = tree.tokens[i].deprel.split(":")[0]
    key = key_of(tree.tokens[verb].text)
    if kind == "nsubj" and tree.tokens[i].deprel != "nsubj:pass" and key in under:
        words = " ".join(t.text.lower() for t in tree.tokens[verb : verb + 4])
        if key in (key_of("enter"), key_of("take"), key_of("come")) and not re.search(r"force|effect|place", words):
            return None, verb
        return under[key], verb
    if key in (key_of("withdraw"), key_of("pull"), key_of("walk")) and kind == "obl":
        return "denounced", verb
    if key in (key_of("put"), key_of("set")) and "to" in {c.text.lower() for c in tree.iter_children(i, "case")}:
        return "signed", verb
    if kind in ("obj", "nsubj") or (kind == "obl" and key in (key_of("agree"), key_of("work"), key_of("sign"))):
        stage = over.get(key)
        if kind == "nsubj" and tree.tokens[i].deprel != "nsubj:pass":
            return None, verb
        return stage, verb
    return None, verb


def _parties(reading: Reading, i: int, stage: str | None, verb: int | None) -> list[Party]:
    tree = reading.context.tree
    frame = frame_of_noun(tree, i)
    sides = [j for j in frame.case("between", "among") if not _TWO.search(reading.context.span(tree.subtree(j)).text)]
    between = reading.states(reading.parties(sides, within=True))
    if len(between) > 1:
        return between
    owners = reading.states(reading.parties(frame.owners))
    partner = reading.states(reading.parties(frame.case("with"), within=True))
    agents: list[Party] = []
    if verb is not None and stage in ("signed", "initialled", "announced", "ratified", "negotiated", "extended", "proposed", "denounced", "suspended", None):
        outer = frame_of_verb(tree, verb)
        if i not in outer.agents and (stage is not None or i in outer.patients):
            mediated = key_of(tree.tokens[verb].text) in _MEDIATING
            agents = [] if mediated else reading.states(reading.parties(outer.agents))
            partner = partner or reading.states(reading.parties(outer.case("with"), within=True))
        draft = reading.draft_at.get(verb) or reading.draft_at.get(i)
        if (
            draft is not None
            and stage in ("signed", "announced", "initialled")
            and len(agents) + len(partner) < 2
            and draft.event_type in ("SUPPORT", "AGREE", "COOPERATE", "CONCEDE")
        ):
            agents = reading.states([*agents, *draft.actors.values(), *draft.recipients.values()])
    out = {p.actor: p for p in (*between, *agents, *partner, *(owners if len(agents) + len(partner) < 2 else ()))}
    return list(out.values())


def _mentions(reading: Reading) -> Iterator[Mention]:
    context = reading.context
    tree = context.tree
    kinds = [s.kind for s in context.document.segments]
    framed = {f.token: f for f in reading.frames("AGREEMENT")}
    for token in tree.tokens:
        frame = framed.get(token.i)
        if frame is not None:
            yield _of_frame(reading, frame, kinds)
            continue
        form = form_of(reading, token.i) if USE_RULES else None
        if form is not None and any(abs(t - token.i) <= 2 for t in framed):
            continue
        taking_up = form is None and token.text.lower() in _TAKING_UP and token.pos == "NOUN"
        if form is None and not taking_up:
            continue
        if token.deprel == "compound" and form_of(reading, token.head):
            continue  # "truce deal" is named by its head
        key = _name_key(reading, token.i)
        words = [t.text.lower() for t in tree.tokens[key[0] : key[1]]]
        stage, verb = _stage(reading, token.i)
        definite = bool(_DEFINITE & set(words)) or any(t.deprel == "nmod:poss" for t in tree.tokens[key[0] : key[1]])
        if taking_up and (not definite or (token.text.lower() == "paper" and token.deprel == "nsubj")):
            continue
        forms = [f for f in (form_of(reading, t.i) for t in tree.iter_children(token.i, "compound")) if f]
        status = reading.status(verb if verb is not None else token.i)
        if stage in ("signed", "announced", "ratified", "initialled") and status not in (
            "asserted",
            "attributed",
            "historical",
            "background_ongoing",
            "contested",
            "alleged",
        ):
            stage = None if status in ("negated", "conditional", "hedged") else "negotiated"
        year = _YEAR.search(context.span(key).text)
        when = reading.when(verb, "asserted") if stage is not None and verb is not None else None
        kind = kinds[context.analysis.sentences[token.sentence].segment]
        yield Mention(
            token.i,
            key,
            forms[0] if forms else form or "unspecified",
            key_of(token.text),
            definite,
            year.group() if year else None,
            bool(_OLDER & set(words)),
            bool(_OTHER & set(words)) or _also(reading, verb),
            stage,
            verb,
            _parties(reading, token.i, stage, verb),
            when,
            kind == "headline",
        )


def _also(reading: Reading, verb: int | None) -> bool:
    """ "also signed": the text itself says that this is another one."""
    return verb is not None and any(t.text.lower() in ("also", "separately", "additionally") for t in reading.context.tree.iter_children(verb, "advmod"))


def _of_frame(reading: Reading, frame: LedgerFrame, kinds: Sequence[str]) -> Mention:
    """A naming of an agreement that the language model found."""
    tree, i = reading.context.tree, frame.token
    key = _name_key(reading, i)
    words = [t.text.lower() for t in tree.tokens[key[0] : key[1]]]
    told, verb = _stage(reading, i)
    stage = None if frame.stage == "none" else frame.stage
    parties = reading.states(reading.parties_in(reading.fillers(frame, "giver")))
    if len(parties) < 2:
        more = _parties(reading, i, told, verb)
        parties += [p for p in more if p.actor not in {q.actor for q in parties}] if len(more) > 1 else []
    times = reading.fillers(frame, "time")
    year = _YEAR.search(reading.context.span(key).text)
    at = verb if verb is not None else i
    when = reading.context.when(times, reading.sentence(i), at, "asserted") if times else reading.when(at, "asserted") if stage else None
    segment = kinds[reading.context.analysis.sentences[reading.sentence(i)].segment]
    definite = bool(_DEFINITE & set(words)) or any(t.deprel == "nmod:poss" for t in tree.tokens[key[0] : key[1]])
    return Mention(
        i, key, frame.kinds[0], key_of(tree.tokens[i].text), definite, year.group() if year else None, bool(_OLDER & set(words)),
        bool(_OTHER & set(words)) or _also(reading, verb), stage, at, parties, when, segment == "headline",
        reading.states(reading.parties_in(reading.fillers(frame, "mediator"))),
    )


def _codes(parties: Sequence[Party]) -> set[str]:
    return {p.country or p.actor for p in parties}


def _is_background(reading: Reading, mention: Mention) -> bool:
    day = reading.context.document.published_at
    if mention.year is not None and day is not None and int(mention.year) < int(day[:4]) - 1:
        return True
    return mention.older or (mention.when is not None and reading.context.is_long_past(mention.when))


def _find(reading: Reading, mention: Mention, clusters: Sequence[Cluster], background: bool) -> Cluster | None:
    """The agreement that a mention takes up, None where it names a new one."""
    for cluster in reversed(clusters):
        same_year = mention.year is not None and any(m.year == mention.year for m in cluster.mentions)
        if same_year and background == cluster.background:
            return cluster
    if background and (mention.year is not None or not mention.definite or mention.older or mention.stage):
        return None
    if mention.other and not mention.definite:
        return None
    main = [c for c in clusters if not c.background]
    only_headline = [c for c in main if all(m.headline for m in c.mentions)]
    if not mention.definite and not mention.headline and not mention.other and only_headline and _compatible(mention, only_headline[-1]):
        return only_headline[-1]
    if not mention.definite and not mention.headline:
        codes = _codes(mention.parties)
        same = [
            c
            for c in main
            if mention.stage in _SIGNING and codes and codes <= _codes_of(c) and _compatible(mention, c) and any(m.stage in _SIGNING for m in c.mentions)
        ]
        return same[-1] if same and not mention.other else None
    for cluster in reversed(clusters):
        near = abs(reading.sentence(cluster.mentions[-1].word) - reading.sentence(mention.word)) <= 2
        if near and any(m.noun == mention.noun for m in cluster.mentions) and _compatible(mention, cluster):
            return cluster
    fits = [c for c in main if _compatible(mention, c)]
    return fits[0] if fits else None


def _codes_of(cluster: Cluster) -> set[str]:
    return {code for m in cluster.mentions for code in _codes(m.parties)}


def _compatible(mention: Mention, cluster: Cluster) -> bool:
    """Forms may be generic; parties must not be foreign to each other."""
    forms = {m.form for m in cluster.mentions} - _LOOSE_FORMS
    first = all(m.headline for m in cluster.mentions)
    generic = mention.form in _LOOSE_FORMS or mention.form in forms or (not forms and (mention.form != "ceasefire" or first))
    left, right = _codes(mention.parties), _codes_of(cluster)
    return generic and (not left or not right or bool(left & right))


def find_agreements(reading: Reading) -> list[Cluster]:
    """Returns the agreements of a document as clusters of mentions, in text order."""
    clusters: list[Cluster] = []
    for mention in _mentions(reading):
        background = _is_background(reading, mention)
        cluster = _find(reading, mention, clusters, background)
        if cluster is not None:
            cluster.mentions.append(mention)
        elif mention.noun not in {key_of(w) for w in _TAKING_UP}:
            clusters.append(Cluster([mention], background))
    out = []
    for cluster in clusters:
        cluster.parties = _complete(reading, cluster, _parties_of(cluster))
        told = any(m.stage for m in cluster.mentions)
        if (told and cluster.parties) or len(cluster.parties) > 1 or len(cluster.mentions) > 1 or (cluster.background and (cluster.parties or told)):
            cluster.identity = make_id(
                "ag", reading.context.document.id, cluster.form, sorted(_codes(cluster.parties)), reading.context.span(cluster.mentions[0].key)
            )
            out.append(cluster)
    return out


def _parties_of(cluster: Cluster) -> list[Party]:
    """The parties: those of the mentions that name two or more, else all that any mention names."""
    full = [m for m in cluster.mentions if len(m.parties) > 1]
    out: dict[str, Party] = {}
    for mention in full or cluster.mentions:
        for party in mention.parties:
            if party.country is not None or len(mention.parties) > 1:
                out.setdefault(party.country or party.actor, party)
    return list(out.values())


def _complete(reading: Reading, cluster: Cluster, parties: list[Party]) -> list[Party]:
    """Adds the other side where the clauses name fewer than two: the only other state of the sentence, else the other of the two that the story is about."""
    named = [p for p in parties if p.country is not None]
    if len(named) > 1:
        return named if len(named) < len(parties) else parties
    known = {p.country for p in parties if p.country}
    mediators = {o.party.country for o in _others(reading, cluster)}
    signing = sorted(cluster.mentions, key=lambda m: (m.stage not in _SIGNING, m.word))
    for mention in signing:
        near = [p for p in reading.states_in(reading.sentence(mention.word)) if p.country not in known | mediators]
        if len(known) + len(near) == 2:
            return [*parties, *near]
        if mention.stage in _SIGNING and not cluster.background and 0 < len(near) <= 6 and not known:
            return near
    text = " ".join(reading.context.sentence_span(reading.sentence(m.word)).text for m in cluster.mentions)
    main = reading.main_states()
    if _TWO.search(text) or not cluster.background or len(known) == 1:
        rest = [p for p in main if p.country not in known | mediators]
        if len(known) + len(rest) == 2 and (len(known) == 0 or len(rest) == 1):
            return [*parties, *rest]
        if len(known) == 1 and rest and (_TWO.search(text) or not cluster.background):
            return [*parties, rest[0]]
    return parties


def _others(reading: Reading, cluster: Cluster) -> list[AgreementRole]:
    tree = reading.context.tree
    out: dict[str, AgreementRole] = {}
    parties = _codes(cluster.parties)
    for mention in cluster.mentions:
        for party in mention.mediators:
            if (party.country or party.actor) not in parties:
                out.setdefault(party.actor, AgreementRole(party=party, role="mediator"))
        verbs = [t.i for t in tree.iter_children(mention.word, "acl", "acl:relcl", "amod")] + ([mention.verb] if mention.verb is not None else [])
        for verb in verbs:
            words = [verb, *(t.i for t in tree.iter_children(verb, "conj", "advcl"))]
            for word in words:
                if key_of(tree.tokens[word].text.split("-")[-1]) not in _MEDIATING:
                    continue
                frame = frame_of_verb(tree, word)
                found = reading.parties([*frame.agents, *frame.case("by"), *(t.i for t in tree.iter_children(word, "compound", "obl"))])
                for party in reading.states(found):
                    if (party.country or party.actor) not in parties:
                        out.setdefault(party.actor, AgreementRole(party=party, role="mediator"))
    return list(out.values())


def _atop(reading: Reading, cluster: Cluster) -> Atop:
    numbers = sorted({reading.sentence(m.word) for m in cluster.mentions})
    values: dict[str, str] = {}
    for number in numbers:
        text = reading.context.sentence_span(number).text
        for name, pattern in _ATOP:
            found = re.search(pattern, text, re.I)
            if found and name not in values:
                denied = re.search(r"\b(?:no|not|without|never)\b[^.;,]{0,25}$", text[: found.start()], re.I) and not found.group().lower().startswith("not to")
                values[name] = "no" if denied else "yes"
    return Atop(**values)  # type: ignore[arg-type]


def _stages(cluster: Cluster, reading: Reading) -> list[Stage]:
    out: dict[str, Stage] = {}
    for mention in cluster.mentions:
        if mention.stage is None or mention.verb is None or mention.when is None:
            continue
        stage = Stage(stage=mention.stage, when=mention.when, span=reading.context.span((mention.verb, mention.verb + 1)))
        if mention.stage == "signed" and stage.when.basis == "inferred" and cluster.background and (year := _dated_name(reading, cluster)) is not None:
            stage = Stage(stage="signed", when=year, span=stage.span)
        known = out.get(mention.stage)
        if known is None or (known.when.basis == "inferred" and mention.when.basis != "inferred"):
            out[mention.stage] = stage
    if not out and not cluster.background:
        _stage_by_event(reading, cluster, out)
    year = _dated_name(reading, cluster)
    if not out and year is not None:  # "the 1991 treaty"
        out["signed"] = Stage(stage="signed", when=year, span=reading.context.span(cluster.mentions[0].key))
    return sorted(out.values(), key=lambda s: (s.when.start or "9999", s.span.start))


def _stage_by_event(reading: Reading, cluster: Cluster, out: dict[str, Stage]) -> None:
    """The signing that the language model found in a sentence that names the agreement."""
    for mention in cluster.mentions:
        for draft in reading.drafts:
            for candidate in draft.candidates:
                if draft.event_type != "SUPPORT" or draft.cameo != "057" or candidate.sentence != reading.sentence(mention.word):
                    continue
                word = candidate.trigger.token
                name = "signed" if draft.status in ("asserted", "attributed") else "negotiated"
                out.setdefault(name, Stage(stage=name, when=draft.when, span=reading.context.span((word, word + 1))))


def _dated_name(reading: Reading, cluster: Cluster) -> When | None:
    """The year that a name of the agreement holds."""
    for mention in cluster.mentions:
        if mention.year is not None:
            name = reading.context.span(mention.key)
            at = name.start + name.text.index(mention.year)
            span = reading.context.document.span(at, at + 4)
            return When(start=f"{mention.year}-01-01", end=f"{mention.year}-12-31", precision="year", basis="explicit", span=span)
    return None


def _place(reading: Reading, cluster: Cluster) -> Place | None:
    tree = reading.context.tree
    for mention in cluster.mentions:
        if mention.verb is None or mention.stage not in _SIGNING:
            continue
        frame = frame_of_verb(tree, mention.verb)
        place = reading.place([*frame.case("in", "at"), *frame_of_noun(tree, mention.word).case("in", "at")])
        if place is None and (draft := reading.draft_at.get(mention.verb)) is not None:
            place = draft.place
        if place is not None:
            return place
    return None


def _term(reading: Reading, cluster: Cluster) -> str:
    for mention in cluster.mentions:
        name = reading.context.span(mention.key).text
        if re.search(r"\bindefinite", name, re.I):
            return "indefinite"
        found = _TERM.search(name)
        if found:
            return found.group(1)
    for mention in cluster.mentions:
        text = reading.context.sentence_span(reading.sentence(mention.word)).text
        found = re.search(rf"\b(?:runs? for|valid for|lasts?|in force for)\s+{_TERM.pattern}", text, re.I)
        if found:
            return found.group(1)
    return "not_stated"


def make_agreements(reading: Reading, clusters: Sequence[Cluster]) -> list[Agreement]:
    """Makes the records of the agreements found."""
    out = []
    for cluster in clusters:
        names = tuple(dict.fromkeys(reading.context.span(m.key) for m in cluster.mentions))
        evidence = tuple(dict.fromkeys(reading.evidence([*range(*m.key), *([m.verb] if m.verb is not None else [])]) for m in cluster.mentions))
        place = _place(reading, cluster)
        assert cluster.identity is not None
        reading.explain(
            cluster.identity, "agreement", cluster.form, f"rule: {len(names)} names of one instrument, parties from the clauses they stand in", names[0]
        )
        out.append(
            Agreement(
                id=cluster.identity,
                names=names,
                form=cluster.form,
                parties=tuple(cluster.parties),
                stages=tuple(_stages(cluster, reading)),
                place=place.id if place else None,
                term=_term(reading, cluster),
                atop=_atop(reading, cluster),
                others=tuple(_others(reading, cluster)),
                relations=tuple(_relations(reading, cluster, clusters)),
                background=cluster.background,
                evidence=evidence,
                confidence=0.5,
                source_chain=reading.chain(cluster.mentions[0].word),
            )
        )
    return out


def _relations(reading: Reading, cluster: Cluster, clusters: Sequence[Cluster]) -> Iterator[AgreementRelation]:
    """ "The treaty replaces one of 2000": both names in the clause of one verb."""
    verbs = {
        key_of(w): r
        for r, ws in {
            "replaces": "replace supersede",
            "amends": "amend update",
            "extends": "extend prolong renew",
            "revives": "revive",
            "implements": "implement",
        }.items()
        for w in ws.split()
    }
    tree = reading.context.tree
    for mention in cluster.mentions:
        relation = verbs.get(key_of(tree.tokens[mention.verb].text)) if mention.verb is not None else None
        if relation is None or mention.verb is None:
            continue
        frame = frame_of_verb(tree, mention.verb)
        if mention.word not in frame.agents:
            continue
        for other in clusters:
            if other is not cluster and other.identity is not None and any(m.word in frame.patients for m in other.mentions):
                yield AgreementRelation(relation=relation, other=other.identity)
