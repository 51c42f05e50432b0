"""Claims while they are collected: the proposition, whom it charges, who holds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import with_conjuncts
from dragoman.extract.statements import StatementCandidate
from dragoman.extract.tree import SpanKey
from dragoman.ontology.ledger import key_of, lexicon
from dragoman.ontology.plover import stem
from dragoman.pipeline.context import Context
from dragoman.pipeline.events import Draft as EventDraft
from dragoman.pipeline.sides import expand, main_sides, state
from dragoman.records import Party, Stance, Statement

_STOP = frozenset("""the a an of to in on and or that it its their his her which was were is are has have had by with for from any all some about over after before
into under than then who whom whose what when where whether would could will they them there not but been being""".split())
#: Sectors that stand against the government of their own country.
_AGAINST = frozenset("REB SEP PRM OPP PTY CRM CVL LAB REL NGO MED ELI".split())
_AHEAD = frozenset("will 'll ’ll wo would should must can could".split())
#: Speech acts that are stances by themselves.
_STANCES = frozenset({"belief", "denial", "accusation", "admission"})
_ADMITTING = frozenset({"admits", "partly_admits"})
_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD"})


#: Words for the two sides of the story, whoever of them is taken for the speaker.
_BOTH = re.compile(r"(?:both|the two)(?: \w+)? ?(?:leaders|presidents|governments|countries|sides|states|neighbou?rs|capitals|ministers)?$", re.I)
#: A name of a state has no more words; longer phrases hold one.
NAME_WORDS = 4


@dataclass(slots=True)
class ClaimDraft:
    """One proposition with the stances that were found so far; ``group`` numbers the statement that it is a part of."""

    words: set[str]
    proposition: str
    sentence: int
    tokens: list[SpanKey]
    group: int
    headline: bool = False
    stances: list[Stance] = field(default_factory=list)
    tellers: list[Party] = field(default_factory=list)  # who reports it, while nobody holds it yet
    parties: list[Party] = field(default_factory=list)
    accused: list[Party] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)

    def hold(self, stances: Sequence[Stance]) -> None:
        """Adds stances; whoever takes the same one twice holds it once."""
        for stance in stances:
            own = [s for s in self.stances if s.holder.actor == stance.holder.actor]
            if not any(s.stance == stance.stance or _is_one_saying(s, stance) for s in own):
                self.stances.append(stance)

    def retell(self, other: ClaimDraft) -> None:
        """Takes the body's words in the place of the headline's, where nobody holds yet that it is so."""
        if self.headline and not other.headline and not self.holders:
            self.words |= other.words
            self.proposition, self.sentence, self.tokens, self.group, self.headline = other.proposition, other.sentence, other.tokens, other.group, False
            self.parties, self.accused = [*other.parties, *self.parties], [*other.accused, *self.accused]
            self.events += [e for e in other.events if e not in self.events]
            self.stances = []

    def is_of(self, party: Party) -> bool:
        """Tells whether the party is one of those who hold the claim or speaks for them; in a quarrel within one country only itself.

        Whoever admits something may have denied it before.
        """
        charged = {p.country for p in self.accused or self.parties}
        return any(h.actor == party.actor or (not at_odds(h, party) and bool(charged - {h.country, None})) for h in self.holders if h not in self.admitting)

    @property
    def holders(self) -> list[Party]:
        """Who holds that it is so."""
        return [s.holder for s in self.stances if s.factuality.endswith("+")]

    @property
    def admitting(self) -> list[Party]:
        """Who admits that it is so."""
        return [s.holder for s in self.stances if s.stance in _ADMITTING]

    def concerns(self, parties: Sequence[Party]) -> bool:
        """Tells whether one of the parties, or somebody of its side, is named in the claim."""
        return any(same_side(d, p) for p in parties for d in (*self.accused, *self.parties))


def _is_one_saying(a: Stance, b: Stance) -> bool:
    """Whether two stances of opposite sign are read off the same words; nobody holds and denies something in one breath, though he may admit a part."""
    if a.factuality[-1] == b.factuality[-1] or {a.stance, b.stance} & _ADMITTING:
        return False
    return (a.span.start <= b.span.start and b.span.end <= a.span.end) or (b.span.start <= a.span.start and a.span.end <= b.span.end)


def same_side(a: Party, b: Party) -> bool:
    """Tells whether two parties are one, or of one country."""
    return a.actor == b.actor or (a.country is not None and a.country == b.country)


def at_odds(a: Party, b: Party) -> bool:
    """Tells whether one party may charge the other: another country, or a government and those who oppose it."""
    if a.actor == b.actor:
        return False
    if a.country is None or a.country != b.country:
        return True
    return (a.sector in _AGAINST and b.sector in _STATE) or (b.sector in _AGAINST and a.sector in _STATE)


def words_of(text: str) -> set[str]:
    """Returns the stems of the words that tell one proposition from another."""
    return {stem(w) for w in re.findall(r"\w+", text.lower()) if w not in _STOP and len(w) > 2}


def cue_keys(context: Context, candidate: StatementCandidate) -> set[str]:
    """Returns the keys of the words of a statement's cue."""
    return {key_of(w) for w in re.findall(r"\w+", context.span(candidate.cue).text)}


def text_of(context: Context, candidate: StatementCandidate) -> str:
    """Returns what is said."""
    return " ".join(context.span(c).text for c in candidate.content)


def sentence_of(context: Context, candidate: StatementCandidate) -> int:
    """Returns the number of the sentence that a statement's cue stands in."""
    return context.analysis.tokens[candidate.cue[0]].sentence


def holders_of(context: Context, candidate: StatementCandidate) -> list[Party]:
    """Returns who speaks, each of several ("both Pyongyang and Moscow")."""
    several = _group(context, candidate)
    if several:
        return several
    parts = _speaker_parts(context, candidate)
    parties = [p for _, p in context.parties(parts)]
    if candidate.speaker is not None and _BOTH.match(context.span(candidate.speaker).text):
        both = main_sides(context)
        return both if len(both) > 1 and all(p.country in {q.country for q in both} for p in parties) else parties
    return expand(context, parties if len(parts) > 1 or _is_joined(context, candidate) else parties[:1])


def _speaker_parts(context: Context, candidate: StatementCandidate) -> list[SpanKey]:
    if candidate.speaker is None:
        return []
    a, b = candidate.speaker
    parts = [k for k in context.entities.of_span if a <= k[0] and k[1] <= b and k != (a, b)]
    heads = [k for k in parts if any(t.deprel == "conj" or t.pos == "PROPN" for t in context.analysis.tokens[k[0] : k[1]])]
    return heads if _is_joined(context, candidate) and len(heads) > 1 else [candidate.speaker]


def _group(context: Context, candidate: StatementCandidate) -> list[Party]:
    """The several for whom a group speaks: "the leaders of Peru and Chile", "officials from Peru and Chile"."""
    if candidate.speaker is None:
        return []
    low, high = candidate.speaker
    tree = context.tree
    head = next((t for t in tree.tokens[low:high] if t.pos == "NOUN" and not (low <= t.head < high and t.head != t.i)), None)
    if head is None or not head.text.lower().endswith("s") or lexicon("side", "nouns").get(key_of(head.text)) not in ("together", "speaking"):
        return []
    of = [t.i for t in tree.iter_children(head.i, "nmod") if any(c.text.lower() in ("of", "from") for c in tree.iter_children(t.i, "case"))]
    words = with_conjuncts(tree, [*of, *(t.i for t in tree.iter_children(head.i, "amod", "compound"))])
    named = {p.country: p for i in words for p in _state_at(context, i)}
    return list(named.values()) if len(named) > 1 else []


def _state_at(context: Context, i: int) -> list[Party]:
    """The party with a country that word ``i`` names by itself, or the state that it names as a place."""
    keys = sorted((k for k in context.entities.of_span if k[0] <= i < k[1]), key=lambda k: (k[1] - k[0], k))
    found = next((ps for k in keys if k[1] - k[0] <= NAME_WORDS and (ps := [p for _, p in context.parties([k]) if p.country])), [])
    place = next((p for k, p in context.places.items() if k[0] <= i < k[1]), None)
    if place is None and context.find_place is not None and context.tree.tokens[i].pos == "PROPN":
        place = context.find_place(context.span((i, i + 1)))
    if found or place is None or place.country is None or place.resolution != "country":
        return found[:1]
    return [state(context, place.country, context.span((i, i + 1)))]


def _is_joined(context: Context, candidate: StatementCandidate) -> bool:
    """Whether several speak, joined by "and"."""
    return candidate.speaker is not None and any(t.deprel == "cc" for t in context.analysis.tokens[slice(*candidate.speaker)])


def tells_of_another(context: Context, candidate: StatementCandidate, content: Sequence[SpanKey]) -> bool:
    """Tells whether some words of a statement tell what another says, or what the speaker himself doubts, believes or denies: that says who holds it how."""
    inner = [s for s in context.statements if s.outer is not None and context.statements[s.outer] is candidate and any(a <= s.cue[0] < b for a, b in content)]
    return any(s.speech_act in _STANCES or holders_of(context, s) != holders_of(context, candidate) for s in inner)


def stances_of(context: Context, candidate: StatementCandidate, statement: Statement, stance: str, factuality: str) -> list[Stance]:
    """Returns the stance that a statement takes, once for each who speaks."""
    span = statement.evidence[0]
    return [Stance(holder=p, stance=stance, factuality=factuality, statement=statement.id, span=span) for p in holders_of(context, candidate)]  # type: ignore[arg-type]


def draft_of(context: Context, content: Sequence[SpanKey], events: Sequence[EventDraft], *, at: int, group: int) -> ClaimDraft:
    """Drafts the proposition of some words of the text, without holders; ``at`` is the word by which it is put forward."""
    text = " ".join(context.span(c).text for c in content)
    inside = [d for d in events if any(a <= c.trigger.token < b for c in d.candidates for a, b in content)]
    parties = [p for d in inside for p in (*d.actors.values(), *d.recipients.values())]
    named = [k for k in context.entities.of_span if any(a <= k[0] and k[1] <= b for a, b in content)]
    parties += [p for _, p in context.parties(sorted(named))]
    sentence = context.analysis.tokens[at].sentence
    return ClaimDraft(words=words_of(text), proposition=text, sentence=sentence, tokens=list(content), group=group,
                      headline=is_headline(context, at), parties=parties, events=inside)  # fmt: skip


def is_headline(context: Context, i: int) -> bool:
    """Tells whether word ``i`` stands in a headline."""
    at = context.analysis.tokens[i].start
    return any(s.kind == "headline" and s.start <= at < s.end for s in context.document.segments)


def is_ahead(context: Context, content: Sequence[SpanKey]) -> bool:
    """Tells whether what is said is about what is to come or would be: no claim of fact."""
    heads = (t for a, b in content for t in context.tree.tokens[a:b] if not any(x <= t.head < y and t.head != t.i for x, y in content))
    verb = next((t for t in heads if t.pos in ("VERB", "AUX") or any(context.tree.iter_children(t.i, "cop"))), None)
    return verb is not None and bool(context.tree.auxiliaries(verb.i) & _AHEAD)


def parties_in(context: Context, key: SpanKey) -> list[SpanKey]:
    """Returns the words that name the parties of a noun phrase: itself, else those it is said to belong to ("the Kenyan attack")."""
    if context.parties([key]):
        return [key]
    inside = sorted(k for k in context.entities.of_span if key[0] <= k[0] and k[1] <= key[1])
    return inside[:1]


def accused_by(context: Context, candidate: StatementCandidate, events: Sequence[EventDraft]) -> list[Party]:
    """Returns whom a verb of accusing has for its object, by grammar and by the event of accusing."""
    objects = [context.tree.subtree(t.i) for i in range(*candidate.cue) for t in context.tree.iter_children(i, "obj", "nsubj:pass")
               if not any(a <= t.i < b for a, b in candidate.content)]  # fmt: skip
    found = [p for _, p in context.parties(objects)] if candidate.speech_act in ("accusation", "belief") else []
    acts = [d for d in events if any(candidate.holds_as_cue(c.trigger.token) for c in d.candidates)]
    return found + [p for d in acts for p in d.recipients.values()]
