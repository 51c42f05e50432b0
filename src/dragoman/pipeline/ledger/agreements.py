"""Agreements: one record for each instrument, however many names the text has for it (DOMAIN, 4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from dragoman.extract.frames import frame_of_noun, frame_of_verb, governor_of
from dragoman.ontology.ledger import key_of, lexicon, word_set
from dragoman.pipeline.ledger.agreement_joins import LEAD_SENTENCES, find_cluster
from dragoman.pipeline.ledger.agreement_names import MAKING, MEDIATING, RECALLED_AFTER_DAYS, SIGNING, Cluster, Mention, codes_of, dated_name, iter_mentions
from dragoman.pipeline.ledger.reading import Reading
from dragoman.pipeline.sides import ARMED, BODIES, may_be_side, side_of
from dragoman.records import Agreement, AgreementRelation, AgreementRole, Atop, Party, Place, Stage, When, make_id

_TERM = re.compile(
    r"\b(?:(?:for|of|runs for|valid for|lasting|last)\s+)?((?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|ninety)[- ](?:day|week|month|year)s?)\b",
    re.I,
)
_MADE = frozenset({"initialled", "signed", "ratified", "in_force"})
_ENTRY = re.compile(r"\b(?:force|effect|hold)\b", re.I)
_ATOP = (
    (
        "defense",
        r"mutual (?:defen[cs]e|assistance|aid)|collective defen[cs]e|(?:aid|help|assist\w*|defend|come to \w+ (?:aid|help|defen[cs]e)) .{0,60}\b(?:attack|invaded)|attack\w* .{0,80}\b(?:aid|help|assist|defend)|attack on one",
    ),
    ("neutrality", r"\bneutral"),
    ("nonaggression", r"non-?aggression|not to (?:attack|use force|invade)|renounc\w+ (?:the use of )?force|refrain from (?:the use of force|attack)"),
    ("consultation", r"\bconsult\w*\b.{0,80}\b(?:attack|threat|crisis|security|aggression)|\b(?:attack|threat|crisis|aggression)\w*\b.{0,80}\bconsult"),
)


def find_agreements(reading: Reading) -> list[Cluster]:
    """Returns the agreements of a document as clusters of mentions, in text order; those are read anew once the sides of the story are known."""
    found = _find(reading)
    before = reading.main_states()
    _settle_sides(reading, found)
    return found if reading.main_states() == before else _find(reading)


def _find(reading: Reading) -> list[Cluster]:
    clusters: list[Cluster] = []
    for mention in iter_mentions(reading):
        cluster = find_cluster(reading, mention, clusters)
        if cluster is not None:
            cluster.mentions.append(mention)
        else:
            clusters.append(Cluster([mention], mention.recalled or mention.older))
    out: list[Cluster] = []
    for cluster in clusters:
        if not _is_told(cluster):
            continue
        story: list[Party] = next((c.parties for c in out if not c.background and len(c.parties) > 1), [])
        cluster.parties = _complete(reading, cluster, _parties_of(reading, cluster), story)
        cluster.identity = make_id("ag", reading.context.document.id, cluster.form, sorted(codes_of(cluster.parties)), reading.context.span(cluster.mentions[0].key))
        out.append(cluster)
    return out


def _settle_sides(reading: Reading, clusters: Sequence[Cluster]) -> None:
    """Takes the two parties of the agreement that headline or lead tell of for the two sides of the story."""
    news = next((c for c in clusters if not c.background and reading.sentence(c.mentions[0].word) <= LEAD_SENTENCES), None)
    if news is not None and len(news.parties) == 2 and all(may_be_side(p) for p in news.parties):
        reading.context.sides = list(news.parties)


def _is_told(cluster: Cluster) -> bool:
    """Tells whether the text says more of an agreement than that there might be one; a draft or plan on its own is none."""
    if all(m.noun in lexicon("agreement", "unmade") and m.stage not in _MADE for m in cluster.mentions):
        return False
    return len(cluster.mentions) > 1 or any(not m.denied and (m.stage or m.dated or (m.definite and len(m.parties) > 1)) for m in cluster.mentions)


def _parties_of(reading: Reading, cluster: Cluster) -> list[Party]:
    """The parties: those of the mentions that tell how it was made and name two or more, else of any that name two or more, else all that any mention names."""
    own = [m for m in cluster.mentions if not (m.recalled and m.stage is None and not cluster.background)] or cluster.mentions  # else whose clause dates another
    full = [m for m in own if len(m.parties) > 1]
    made = [m for m in full if m.stage in MAKING and not _is_aside(reading, m, cluster)]
    mediators = {p.actor for m in cluster.mentions for p in m.mediators} | {p.actor for p in _brokers(reading, cluster)}
    out: dict[str, Party] = {}
    for mention in [m for m in made if not m.headline] or made or full or own:
        for party in mention.parties:
            if (party.country is not None or len(mention.parties) > 1) and party.actor not in mediators:
                out.setdefault(side_of(party), party)
    return list(out.values())


def _is_aside(reading: Reading, mention: Mention, cluster: Cluster) -> bool:
    """Tells whether a clause with an old date only names the news of the day, without a verb that makes it: "were thanked in the text"."""
    by_verb = key_of(reading.context.tree.tokens[mention.verb].text) in lexicon("agreement", "verbs")
    return mention.recalled and mention.stage in MAKING and not by_verb and not cluster.background and len(cluster.mentions) > 1


def _complete(reading: Reading, cluster: Cluster, parties: list[Party], story: Sequence[Party]) -> list[Party]:
    """Adds the other side where the clauses name fewer than two: the only other state of the sentence, else the parties of the main agreement or story."""
    named = [p for p in parties if p.country is not None and may_be_side(p)]
    if len(named) > 1:
        return named if len(named) < len(parties) else parties
    if cluster.background and not named and any(m.definite and (m.year is not None or reading.context.tree.tokens[m.word].text[0].isupper()) for m in cluster.mentions):
        return named
    known = {side_of(p) for p in named}
    without = known | {side_of(o.party) for o in _others(reading, cluster)} | {side_of(p) for p in _brokers(reading, cluster)}
    rebels = _rebels(reading, cluster, named)
    if rebels:
        return [*named, *rebels]
    main = [p for p in reading.main_states() if side_of(p) not in without]
    if len(named) == 1 and len(main) == 1 and not cluster.background:  # the story's own agreement is between its sides
        return [*named, *main]
    for mention in sorted(cluster.mentions, key=lambda m: (m.stage not in SIGNING, m.word)):
        near = [p for p in reading.states_in(reading.sentence(mention.word)) if side_of(p) not in without]
        if len(named) + len(near) == 2:
            return [*named, *near]
    unplaced = [p for p in parties if p.country is None and p.sector in ARMED]
    if len(named) == 1 and unplaced:  # "the government and a rebel alliance"
        return [*named, *(msgspec.structs.replace(p, country=named[0].country) for p in unplaced)]
    if not named and story:
        return [*story]
    rest = [p for p in reading.main_states() if side_of(p) not in without]
    if len(named) == 1 and rest:
        return [*named, rest[0]]
    return rest if len(rest) == 2 else [*parties]


def _rebels(reading: Reading, cluster: Cluster, named: Sequence[Party]) -> list[Party]:
    """The armed group that the sentences of an agreement with one known party, a state, speak of; one without a name is of that state."""
    if len(named) != 1 or named[0].sector in ARMED or named[0].country in BODIES:
        return []
    numbers = dict.fromkeys(reading.sentence(m.word) for m in cluster.mentions)
    for party in (p for n in numbers for p in reading.armed_in(n)):
        if party.country in (None, named[0].country) or party.span is None or party.span.text[:1].islower():
            return [msgspec.structs.replace(party, country=named[0].country)]
    return []


def _brokers(reading: Reading, cluster: Cluster) -> list[Party]:
    """States in words like "Norwegian-brokered" of the sentences that name the agreement."""
    out: list[Party] = []
    for number in {reading.sentence(m.word) for m in cluster.mentions}:
        sentence = reading.context.analysis.sentences[number]
        for i in range(sentence.start, sentence.end - 1):
            text = reading.context.tree.tokens[i + 1].text.lower()
            compound = text == "-" and i + 2 < sentence.end and key_of(reading.context.tree.tokens[i + 2].text) in MEDIATING
            if compound or key_of(text) in MEDIATING:
                out += reading.states(reading.parties([i]))
    return out


def _others(reading: Reading, cluster: Cluster) -> list[AgreementRole]:
    tree = reading.context.tree
    out: dict[str, AgreementRole] = {}
    parties = codes_of(cluster.parties)
    for mention in cluster.mentions:
        for party in mention.mediators:
            if (party.country or party.actor) not in parties:
                out.setdefault(party.actor, AgreementRole(party=party, role="mediator"))
        verbs = [t.i for t in tree.iter_children(mention.word, "acl", "acl:relcl", "amod")] + [mention.verb]
        for verb in verbs:
            words = [verb, *(t.i for t in tree.iter_children(verb, "conj", "advcl"))]
            for word in words:
                if key_of(tree.tokens[word].text.split("-")[-1]) not in MEDIATING:
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
    sure: set[str] = set()
    for mention in cluster.mentions:
        entered = mention.stage == "in_force" and (cluster.form == "ceasefire" or _ENTRY.search(reading.context.sentence_span(reading.sentence(mention.word)).text))
        apart = mention.made is not None and mention.when is not None and mention.when.start != mention.made.start
        if mention.made is not None and (mention.stage not in MAKING or (mention.stage == "ratified" and apart)) and (apart or not entered):  # what only stands or has ended was made on the day that it is named by
            name = "in_force" if cluster.form == "ceasefire" else "signed"
            out.setdefault(name, Stage(stage=name, when=mention.made, span=reading.context.span(mention.key)))
        if mention.stage is None or mention.when is None or _is_aside(reading, mention, cluster):
            continue
        own = mention.made is None or mention.stage in MAKING or entered or (mention.when.start != mention.made.start and mention.when.basis != "inferred")
        when = mention.when if own else When(start=None, end=None, precision="unknown", basis="inferred")
        stage = Stage(stage=mention.stage, when=when, span=reading.context.span((mention.verb, mention.verb + 1)))
        known = out.get(mention.stage)
        if known is None or (known.when.basis == "inferred" and when.basis != "inferred") or (mention.sure and mention.stage not in sure and when.basis != "inferred"):
            out[mention.stage] = stage
        sure |= {mention.stage} if mention.sure and when.basis != "inferred" else set()
    if "signed" in out and "signed" not in sure and not cluster.background and (signing := _signing(reading, cluster)) is not None:
        out["signed"] = signing
    if not out and not cluster.background:
        _stage_by_event(reading, cluster, out)
    first = cluster.mentions[0]
    if not out and not cluster.background and len(cluster.mentions) > 1 and reading.sentence(first.word) <= LEAD_SENTENCES:  # the news of the day
        out["announced"] = Stage(stage="announced", when=reading.when(first.verb, "asserted"), span=reading.context.span(first.key))
    named = next((m for m in cluster.mentions if m.year is not None), None)
    if named is not None and named.year is not None and ("signed" not in out or out["signed"].when.basis == "inferred"):  # "the 1991 treaty"
        out["signed"] = Stage(stage="signed", when=dated_name(reading, named.key, named.year), span=reading.context.span(named.key))
    return sorted(out.values(), key=lambda s: (s.when.start or "9999", s.span.start))


def _signing(reading: Reading, cluster: Cluster) -> Stage | None:
    """The signing that a sentence without a name of an agreement tells of, with a day of its own: "the signatures were exchanged in New York on Tuesday"."""
    named = {reading.sentence(m.word) for m in cluster.mentions}
    for token in reading.context.tree.tokens:
        if key_of(token.text) not in word_set("agreement", "signing", "words") or token.sentence in named or reading.told(token.i) not in ("asserted", "attributed"):
            continue
        verb = governor_of(reading.context.tree, token.i) if token.pos == "NOUN" else token.i
        if verb is None:
            continue
        when = reading.context.when((), token.sentence, verb, "attributed")
        days = reading.context.days_since(when)
        if when.basis != "inferred" and when.precision == "day" and days is not None and 0 <= days <= RECALLED_AFTER_DAYS:
            return Stage(stage="signed", when=when, span=reading.context.span((token.i, token.i + 1)))
    return None


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


def _place(reading: Reading, cluster: Cluster) -> Place | None:
    tree = reading.context.tree
    for mention in cluster.mentions:
        if mention.stage not in SIGNING:
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
        evidence = tuple(dict.fromkeys(reading.evidence([*range(*m.key), m.verb]) for m in cluster.mentions))
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
        relation = verbs.get(key_of(tree.tokens[mention.verb].text))
        if relation is None:
            continue
        frame = frame_of_verb(tree, mention.verb)
        if mention.word not in frame.agents:
            continue
        for other in clusters:
            if other is not cluster and other.identity is not None and any(m.word in frame.patients for m in other.mentions):
                yield AgreementRelation(relation=relation, other=other.identity)
