"""Event candidates: what the model's triggers, roles and the tree say together, before anyone is resolved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from dragoman.extract.frames import cases_of, with_conjuncts
from dragoman.extract.statements import StatementCandidate
from dragoman.extract.status import Reading, read_status
from dragoman.extract.tree import Inserted, SpanKey, Tree
from dragoman.ontology.plover import RECIPROCAL
from dragoman.records import Analysis, MentionSpan, Step, Trigger

#: A filler found by the tree alone counts this much against one that the model scored.
TREE_SCORE = 0.5
PLAIN_SAYING = frozenset("said says say saying told tells tell telling added adds reported reports reporting described describes noted notes".split())
#: Acts whose sides may be told apart from each other ("Peru signed a truce with Chile").
JOINT = RECIPROCAL | {"CONCEDE"}
#: Acts in words: whom they are about is a party, and the thing that is praised or blamed is their object.
_OF_WORDS = frozenset({"AGREE", "SUPPORT", "REQUEST", "REJECT", "ACCUSE", "THREATEN"})
#: Where somebody is in a picture ("Alves, left, and Petrov"): no departure.
POSITIONS = frozenset({"left", "right", "center", "centre"})


@dataclass(slots=True)
class EventCandidate:
    """One telling of an event; token spans throughout."""

    trigger: Trigger
    roles: dict[str, list[SpanKey]]
    status: Reading
    statement: int | None  # innermost statement whose content holds the trigger
    sentence: int
    segment_kind: str
    confidence: float
    steps: list[Step] = field(default_factory=list)

    def evidence(self) -> SpanKey:
        """The words of the event: from the first to the last of its trigger and roles."""
        spans = [(self.trigger.token, self.trigger.token + 1), *(s for fillers in self.roles.values() for s in fillers)]
        return min(a for a, _ in spans), max(b for _, b in spans)


def mention_at(mentions: Sequence[MentionSpan], i: int) -> MentionSpan | None:
    """Returns the mention that holds word ``i``."""
    return next((m for m in mentions if m.start <= i < m.end), None)


def _widen(tree: Tree, span: SpanKey, mentions: Sequence[MentionSpan]) -> SpanKey:
    """Takes the mention in place of a part of it that holds its head or is part of its name, so that one party has one span."""
    for mention in mentions:
        if mention.start <= span[0] and span[1] <= mention.end:
            whole = range(mention.start, mention.end)
            if span[0] <= mention.head < span[1] or all(tree.tokens[i].text[:1].isupper() or tree.tokens[i].pos == "DET" for i in whole):
                return mention.start, mention.end
    return span


def _by_tree(tree: Tree, mentions: Sequence[MentionSpan], trigger: int, yielding: Collection[int]) -> dict[str, list[SpanKey]]:
    """Finds parties by grammar: subject and agent act; object, passive subject and goal are acted on; possessors of a noun act.

    Who is the subject of a verb that is no act of ``yielding`` is not the doer of its object ("condemned the ban"); who lifts a ban is.
    """
    found: dict[str, list[SpanKey]] = {"actor": [], "recipient": []}

    def take(role: str, words: list[int]) -> None:
        for i in words:
            for j in [i, *(t.i for t in tree.iter_children(i, "conj"))]:
                mention = mention_at(mentions, j)
                if mention is not None and mention.kind != "place" and mention.head == j:
                    found[role].append((mention.start, mention.end))

    token = tree.tokens[trigger]
    if token.pos in ("VERB", "AUX", "ADJ"):
        passive = any(t.deprel == "nsubj:pass" for t in tree.iter_children(trigger, "nsubj"))
        subjects = [t.i for t in tree.subjects(trigger) if t.i != trigger]
        take("recipient" if passive else "actor", subjects)
        take("actor", [t.i for t in tree.iter_children(trigger, "obl") if any(c.text.lower() == "by" for c in tree.iter_children(t.i, "case"))])
        if not passive:
            take("recipient", [t.i for t in tree.iter_children(trigger, "obj", "iobj")])
    else:
        take("actor", [t.i for t in tree.iter_children(trigger, "nmod:poss", "amod", "compound")])
        take("actor", [t.i for t in tree.iter_children(trigger, "nmod") if any(c.text.lower() in ("by", "between") for c in tree.iter_children(t.i, "case"))])
        if not found["actor"] and tree.clause_head(trigger) in yielding:
            take("actor", [t.i for t in tree.subjects(trigger) if t.i != trigger])
        take("recipient", [t.i for t in tree.iter_children(trigger, "nmod")
                           if any(c.text.lower() in ("on", "against", "to", "with") for c in tree.iter_children(t.i, "case"))])  # fmt: skip
    return found


def _names_no_act(tree: Tree, trigger: Trigger, statement: StatementCandidate | None) -> bool:
    """Plain saying, the name of a war, and the accusation that a denial points back to are no events of their own."""
    token = tree.tokens[trigger.token]
    if token.text.lower() in POSITIONS and "," in (tree.tokens[max(token.i - 1, 0)].text, tree.tokens[min(token.i + 1, len(tree.tokens) - 1)].text):
        return True
    if token.text.lower() in PLAIN_SAYING or (token.pos == "PROPN" and trigger.event_type == "ASSAULT"):
        return True
    return trigger.event_type == "ACCUSE" and token.pos == "NOUN" and statement is not None and statement.speech_act == "denial"


def _turn_standing(tree: Tree, mentions: Sequence[MentionSpan], trigger: int, roles: dict[str, list[SpanKey]]) -> None:
    """ "X faces sanctions by Y": X is the target, Y the sender, whatever the order of words suggests."""
    token = tree.tokens[trigger]
    verb = tree.clause_head(trigger)
    subjects = [t.i for t in (tree.subjects(trigger) or tree.iter_children(trigger, "nsubj")) if t.i != trigger and (t.i < verb or verb == trigger)]
    if not subjects and token.deprel in ("obl", "nmod"):
        subjects = [t.i for t in tree.subjects(token.head)]
    targets = [(m.start, m.end) for i in subjects if (m := mention_at(mentions, i)) is not None]
    roles["actor"] = [s for s in roles["actor"] if s not in targets]
    roles["recipient"] = [s for s in roles["recipient"] if s in targets or s not in roles["actor"]]
    senders = [t for t in tree.iter_children(trigger, "nmod") if any(c.text.lower() == "by" for c in tree.iter_children(t.i, "case"))]
    by = [(m.start, m.end) for t in senders for j in [t.i, *(c.i for c in tree.iter_children(t.i, "conj"))] if (m := mention_at(mentions, j)) is not None]
    adjectives = [(m.start, m.end) for t in tree.iter_children(trigger, "compound", "amod", "nmod:poss") if (m := mention_at(mentions, t.i)) is not None]
    roles["actor"] = list(dict.fromkeys([*by, *adjectives])) or roles["actor"]
    roles["recipient"] = targets or [s for s in roles["recipient"] if s not in roles["actor"]]


def _mend_inserted(tree: Tree, mentions: Sequence[MentionSpan], trigger: int, belief: Inserted, roles: dict[str, list[SpanKey]]) -> None:
    """ "A group which the West suspects is supplying arms": the group acts, and the West is no party."""
    for role in ("actor", "recipient"):
        roles[role] = [s for s in roles[role] if s[1] <= belief.holder[0] or s[0] > belief.verb]
    mention = mention_at(mentions, belief.noun)
    used = [s for fillers in roles.values() for s in fillers]
    if mention is not None and not _overlaps((mention.start, mention.end), used):
        passive = any(t.deprel == "aux:pass" for t in tree.iter_children(trigger, "aux"))
        role = "recipient" if passive else "actor"
        if not roles[role]:
            roles[role].append((mention.start, mention.end))


def _drop_foreign_subjects(tree: Tree, trigger: int, actors: list[SpanKey], *, joint: bool) -> list[SpanKey]:
    """Where the trigger's own clause has its subject among the actors, the subject of another verb is none ("Lu resigned as Wu blamed him").

    In an act that is not ``joint``, whoever is not coordinated to the subject is none, wherever he stands.
    """
    verb = tree.clause_head(trigger)
    if tree.tokens[verb].pos not in ("VERB", "AUX"):
        verb = next((t.i for t in tree.iter_ancestors(verb) if t.pos in ("VERB", "AUX")), verb)
    own = {t.i for t in tree.subjects(verb)}
    if not any(a <= i < b for i in own for a, b in actors):
        return actors
    if not joint:
        side = with_conjuncts(tree, own)
        return [s for s in actors if any(s[0] <= i < s[1] for i in side) or any(_are_listed(tree, s, o) for o in actors)]
    foreign = {t.i for t in tree.tokens if t.deprel.startswith("nsubj") and t.head != verb and t.i not in own}
    kept = [(a, b) for a, b in actors if not any(a <= i < b for i in foreign) or any(a <= i < b for i in own)]
    return kept


def _is_scene(tree: Tree, span: SpanKey, mentions: Sequence[MentionSpan]) -> bool:
    """A place with "in" before it is where the act happens, and a share of somebody ("ten of whom") is nobody else."""
    mention = mention_at(mentions, span[0])
    if mention is not None and mention.kind == "place":
        return any(t.text.lower() == "in" for t in tree.iter_children(mention.head, "case"))
    after = [t.text.lower() for t in tree.tokens[span[1] - 1 : span[1] + 2]]
    return "of" in after and bool({"which", "whom"} & set(after))


def _places_hit(tree: Tree, trigger: int, places: list[SpanKey]) -> list[SpanKey]:
    """The places that an attack is on and not only in: "raided the valley", "the invasion of Chad"."""
    if tree.tokens[trigger].pos in ("VERB", "AUX"):
        hit = [t.i for t in tree.iter_children(trigger, "obj", "nsubj:pass")]
    else:
        hit = cases_of(tree, trigger).get("of", [])
    return [(a, b) for a, b in places if any(a <= i < b for i in hit)]


def _are_listed(tree: Tree, a: SpanKey, b: SpanKey) -> bool:
    """Nothing but "and" and commas stands between the two."""
    between = tree.tokens[min(a[1], b[1]) : max(a[0], b[0])]
    return any(between) and all(t.pos in ("CCONJ", "PUNCT") for t in between)


def _is_nominal(tree: Tree, span: SpanKey) -> bool:
    """A party is named by a noun, a name or a pronoun, or by the capitalised adjective of a people."""
    return any(
        t.pos in ("PROPN", "PRON", "NOUN") or (t.pos == "ADJ" and t.text[:1].isupper()) or t.pos == "NUM" for t in tree.tokens[span[0] : span[1]]
    )


def _is_party(tree: Tree, span: SpanKey, mentions: Sequence[MentionSpan]) -> bool:
    """A mention or, where the model marked none, a name or pronoun."""
    return _overlaps(span, [(m.start, m.end) for m in mentions]) or any(t.pos in ("PROPN", "PRON") for t in tree.tokens[span[0] : span[1]])


def _overlaps(span: SpanKey, others: Sequence[SpanKey]) -> bool:
    return any(span[0] < b and a < span[1] for a, b in others)


def extract_events(analysis: Analysis, tree: Tree, statements: Sequence[StatementCandidate], segment_kinds: Sequence[str]) -> list[EventCandidate]:
    """Returns one candidate per trigger, in text order."""
    sentence_of = {t.i: t.sentence for t in analysis.tokens}
    by_sentence: dict[int, list[MentionSpan]] = {}
    for mention in analysis.mentions:
        by_sentence.setdefault(sentence_of[mention.start], []).append(mention)
    yielding = {t.token for t in analysis.triggers if t.event_type in ("CONCEDE", "RETREAT")}
    out = []
    for trigger in analysis.triggers:
        sentence = sentence_of[trigger.token]
        mentions = by_sentence.get(sentence, [])
        statement = innermost(statements, trigger.token)
        if _names_no_act(tree, trigger, statements[statement] if statement is not None else None):
            continue
        roles: dict[str, list[SpanKey]] = {name: [] for name in ("actor", "recipient", "place", "time", "object")}
        scores = []
        for filler in trigger.roles:
            span = _widen(tree, (filler.start, filler.end), mentions) if filler.role in ("actor", "recipient", "place") else (filler.start, filler.end)
            if span not in roles[filler.role]:
                roles[filler.role].append(span)
                scores.append(filler.score)
        steps = [Step(stage="trigger", decision=trigger.event_type, because="language model, head trigger", score=trigger.score,
                      span=analysis.span(trigger.token, trigger.token + 1))]  # fmt: skip
        steps += [Step(stage="role", decision=f.role, because="language model, head role", score=f.score, span=analysis.span(f.start, f.end))
                  for f in trigger.roles]  # fmt: skip
        if not roles["actor"] or not roles["recipient"]:
            for role, spans in _by_tree(tree, mentions, trigger.token, yielding).items():
                used = [s for fillers in roles.values() for s in fillers]
                new = [s for s in spans if not _overlaps(s, used)] if not roles[role] else []
                roles[role] += new
                scores += [TREE_SCORE] * len(new)
                steps += [Step(stage="role", decision=role, because="dependency tree", score=TREE_SCORE, span=analysis.span(*s)) for s in new]
        if trigger.event_type == "SANCTION" and tree.is_standing(trigger.token):
            _turn_standing(tree, mentions, trigger.token, roles)
        belief = tree.inserted(trigger.token)
        if belief is not None:
            _mend_inserted(tree, mentions, trigger.token, belief, roles)
        roles["actor"] = _drop_foreign_subjects(tree, trigger.token, roles["actor"], joint=trigger.event_type in JOINT)
        roles = {name: [s for s in spans if name not in ("actor", "recipient") or _is_nominal(tree, s)] for name, spans in roles.items()}
        roles["recipient"] = [s for s in roles["recipient"] if not _is_scene(tree, s, mentions)]
        if trigger.event_type == "ASSAULT" and not roles["recipient"]:
            roles["recipient"] = _places_hit(tree, trigger.token, roles["place"])
        if trigger.event_type in _OF_WORDS:
            roles["recipient"] = [s for s in roles["recipient"] if _is_party(tree, s, mentions)]
        status = read_status(tree, trigger, statements[statement] if statement is not None else None)
        steps.append(Step(stage="status", decision=status.status, because=status.because, score=status.score))
        mean = sum(scores) / len(scores) if scores else TREE_SCORE
        out.append(
            EventCandidate(
                trigger=trigger, roles=roles, status=status, statement=statement, sentence=sentence,
                segment_kind=segment_kinds[analysis.sentences[sentence].segment], confidence=round(trigger.score * (0.5 + mean / 2), 4), steps=steps,
            )
        )  # fmt: skip
    return out


def innermost(statements: Sequence[StatementCandidate], token: int) -> int | None:
    """Returns the index of the shortest statement whose content holds ``token``, if any."""
    holding = [(s.size, i) for i, s in enumerate(statements) if any(a <= token < b for a, b in s.content)]
    return min(holding)[1] if holding else None
