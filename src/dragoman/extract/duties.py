"""Words that lay a duty on somebody, by their grammar: "X pledged to do", "the pact obliges X to do", "X must do", "X has until May to do".

The words stand in ``[duty.*]`` of ``ontology/data/ledger.toml``; what a duty is about, who is meant and whether it is one at all is for the ledger to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dragoman.extract.frames import Frame, frame_of_noun, frame_of_verb, with_conjuncts
from dragoman.extract.tree import NEGATIONS, Tree
from dragoman.ontology.ledger import key_of, lexicon, word_set

_IS = frozenset("is are was were 's ’s 're ’re".split())
_BE = frozenset("is are was were be been being 's ’s 're".split())
_HAVE = frozenset("has have had having".split())
_MODALS = {"will": "will", "'ll": "will", "’ll": "will", "wo": "will", "would": "would", "must": "must", "shall": "must", "may": "may", "should": "should"}
_MODAL = frozenset({*_MODALS.values(), "due"})
_REFLEXIVE = frozenset({"itself", "themselves", "himself", "herself"})
_OBJECTIVE = frozenset({"them", "him", "us", "me"})
_NO = frozenset({"no", "neither", "none", "nothing", "nor"})
#: Cues whose object is bound, not their subject.
_OF_OBJECT = frozenset({"impose", "order", "forbid", "allow"})
#: Cues whose act is an infinitive or a that-clause.
_OF_SUBJECT = frozenset({"pledge", "agree", "undertake", "declare"})
_CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl"})
_NOUN_CASES = frozenset({"to", "for"})


@dataclass(frozen=True, slots=True)
class Duty:
    """A telling of a duty: the word of what is to be done, how it is told, and the heads of whom grammar makes do it."""

    act: int
    how: str  # a list of [duty.cues], or must, should, due ("is to"), will, would, may, present, noun
    cue: int
    bound: tuple[int, ...]
    own: bool = False  # the act has a subject of its own: "X agreed that Y would do"
    negated: bool = False  # what is not to be done
    disclaimed: bool = False  # "nothing obliges", "makes no promise of"
    teller: tuple[int, ...] = ()  # who promises, where the act has a subject of its own
    passive: bool = False  # whom grammar names is what something is done to
    given: tuple[int, ...] = ()  # whom something is promised or allowed, as object of the cue
    verb: int | None = None  # the verb that is left out, where the act is what it is to be done with: "X will give oil and Y grain"

    @property
    def is_leave(self) -> bool:
        """Tells whether somebody is allowed to do the act; another has to let it happen."""
        return self.how in ("allow", "may") and not self.negated


def find_duties(tree: Tree) -> list[Duty]:
    """Returns the tellings of duties of a document, one for each act, in text order; coordinated acts are apart."""
    out: dict[int, Duty] = {}
    for token in tree.tokens:
        for duty in _told_at(tree, token.i):
            for one in _coordinated(tree, duty):
                out.setdefault(one.act, one)
    for token in tree.tokens:
        modal = _modal(tree, token.i)
        if modal is not None:
            for one in _coordinated(tree, modal):
                out.setdefault(one.act, one)
    for duty in [d for d in out.values() if d.how == "allow" and d.cue in out]:  # "must let X do": whoever must
        del out[duty.act]
    telling = {d.cue for d in out.values() if d.cue != d.act and d.how not in _MODAL}
    return [out[i] for i in sorted(out) if i not in telling or out[i].how == "pledge"]


# --- words that tell of duties


def _told_at(tree: Tree, i: int) -> Iterator[Duty]:
    """Duties that hang on word ``i``, where it is one of the cues."""
    token = tree.tokens[i]
    how = lexicon("duty", "cues").get(key_of(token.text))
    if how is None and token.pos == "NOUN" and key_of(token.text) in word_set("duty", "words", "clauses") and _says_none(tree, i):
        about = [t.i for t in tree.iter_children(i, "nmod") if any(c.text.lower() in ("on", "for") for c in tree.iter_children(t.i, "case"))]
        yield from (Duty(j, "undertake", i, (), disclaimed=True) for j in about)  # "contains no clause on mutual assistance"
    if how is None or token.pos not in ("VERB", "NOUN", "AUX"):
        return
    nominal = token.pos == "NOUN" or any(tree.iter_children(i, "det", "nmod:poss", "case"))
    denied = _is_denied(tree, i)
    if token.deprel == "aux":  # "vowed not to send" read as an auxiliary
        bound = [t.i for t in (*tree.iter_children(i, "nsubj"), *tree.iter_children(token.head, "nsubj"))]
        if any(t.text.lower() == "to" for t in tree.iter_children(token.head, "mark")):
            yield Duty(token.head, how, i, tuple(bound), negated=_not_to(tree, token.head) or _denies_after(tree, i, token.head), disclaimed=denied)
        return
    if nominal:
        if how in ("pledge", "undertake", "allow"):
            yield from _by_noun(tree, i, how, denied)
        return
    frame = frame_of_verb(tree, i)
    subjects, objects = _arguments(tree, i, how, frame)
    reflexive = any(t.text.lower() in _REFLEXIVE for t in tree.iter_children(i, "obj"))
    of_object = not frame.passive and (how in _OF_OBJECT or (how == "undertake" and bool(objects) and not reflexive))
    thing = how == "pledge" and any(t.pos in ("NOUN", "SYM", "NUM") for t in tree.iter_children(i, "obj"))
    acts = [] if thing else list(_acts_under(tree, i, how))
    for act in acts:
        own = _own_subjects(tree, act)
        whole = [j for j in with_conjuncts(tree, [o for o in objects if o != act]) if j < act] if of_object else subjects
        bound = own or whole
        yield Duty(
            act=act, how=how, cue=i, bound=tuple(bound if own or how not in ("allow", "provide") else ()), own=bool(own),
            negated=how == "forbid" or _not_to(tree, act) or _denies_after(tree, i, act),
            disclaimed=denied or any(_says_none(tree, b) for b in bound),
            teller=tuple(subjects) if own and how == "pledge" else (),
            given=tuple(bound if how == "allow" else objects if how == "pledge" else ()),
        )  # fmt: skip
    if not acts and how in ("pledge", "declare", "agree", "impose") and not frame.passive:
        yield from _of_thing(tree, i, how, subjects, denied)


def _arguments(tree: Tree, i: int, how: str, frame: Frame) -> tuple[list[int], list[int]]:
    """The subjects and the objects of a cue; what stands after a verb that binds its object is none of its subjects, whatever the parser says."""
    objects = [t.i for t in tree.iter_children(i, "obj", "iobj") if t.text.lower() not in _REFLEXIVE and t.i > i]
    subjects = (frame.patients if frame.passive else frame.agents) or _noun_before(tree, i)
    if not objects and not frame.passive and how in ("undertake", *_OF_OBJECT):
        objects = [j for j in subjects if j > i]
    return [j for j in subjects if j < i] or [j for j in subjects if j not in objects], objects


def _of_thing(tree: Tree, i: int, how: str, subjects: list[int], denied: bool) -> Iterator[Duty]:
    """ "pledged $25 million", "guaranteed passage": the object is what is promised."""
    objects = [t.i for t in tree.iter_children(i, "obj")]
    given = tuple(t.i for t in tree.iter_children(i, "iobj"))
    if objects:
        act = i if how == "pledge" else objects[0]
        bound = () if how == "impose" else tuple(subjects)
        yield Duty(act, how, i, bound, disclaimed=denied or any(_says_none(tree, o) for o in objects), given=given)


def _noun_before(tree: Tree, i: int) -> list[int]:
    """The noun right before a verb for which the parser has no subject, as after a dateline."""
    j = i - 1
    while j > 0 and tree.tokens[j].pos in ("ADV", "AUX", "PART"):
        j -= 1
    token = tree.tokens[j]
    if j < 0 or token.sentence != tree.tokens[i].sentence or token.pos not in ("PROPN", "NOUN") or token.deprel.split(":")[0] in ("obj", "nsubj"):
        return []
    while tree.tokens[j].deprel in ("flat", "compound", "conj") and tree.tokens[j].head < j:
        j = tree.tokens[j].head
    return [j] if not any(tree.iter_children(j, "case")) else []


def _by_noun(tree: Tree, i: int, how: str, denied: bool) -> Iterator[Duty]:
    """ "a pledge by X to do", "an assurance that X would do", "no promise of help"."""
    holder = tree.tokens[tree.tokens[i].head]
    if key_of(holder.text) in word_set("duty", "words", "asking"):  # "asked for guarantees that"
        return
    frame = frame_of_noun(tree, i)
    if how == "allow":  # "gives X the right to do", "X has the right to do"
        gives = [t.i for t in tree.iter_children(holder.i, "iobj")]
        given = gives or frame.case("for") or (frame_of_verb(tree, holder.i).agents if key_of(holder.text) in word_set("duty", "words", "idle") else [])
        for act in _acts_under(tree, i, how) if given else ():
            yield Duty(act, how, i, (), disclaimed=denied, given=tuple(given))
        return
    subjects = [t.i for t in tree.iter_children(i, "nmod:poss")] or frame.case("by", "from")
    if not subjects and tree.tokens[i].deprel in ("obj", "xcomp") and key_of(holder.text) in word_set("duty", "words", "idle") and not tree.is_negated(holder.i):
        subjects = frame_of_verb(tree, holder.i).agents
    acts = list(_acts_under(tree, i, how)) or (frame.case("of")[:1] if denied else [])
    for act in acts:
        own = _own_subjects(tree, act)
        yield Duty(act, how, i, tuple(own or with_conjuncts(tree, subjects)), bool(own), negated=_not_to(tree, act), disclaimed=denied)


def _acts_under(tree: Tree, i: int, how: str) -> Iterator[int]:
    """The clauses and nouns of what is to be done that hang on a cue: "to do", "that X do", "from doing", "to talks", "for a halt"."""
    below = [t.i for t in tree.iter_children(i, "xcomp") if t.pos == "VERB"] if how in _OF_SUBJECT else []
    for token in tree.iter_children(i):
        if token.deprel == "advcl" and any(j < token.i for j in below) and not _continues(tree, token.i):
            continue  # "agreed to meet to look at the plan": what for
        kind = token.deprel.split(":")[0]
        marks = {t.text.lower() for t in tree.iter_children(token.i, "mark", "case")}
        if token.pos in ("VERB", "AUX", "ADJ") and kind in _CLAUSES and token.deprel != "acl:relcl":
            if marks & {"to", "from"} or (kind == "xcomp" and how not in _OF_SUBJECT and "that" not in marks) or _is_ahead(tree, token.i, how):
                yield token.i
        elif token.pos == "NOUN" and token.i > i and kind in ("obl", "nmod", "xcomp", "advcl", "acl") and marks & _cases_of(how):
            yield token.i


def _cases_of(how: str) -> frozenset[str]:
    """The prepositions by which nouns of what is to be done hang on a cue."""
    return {"provide": frozenset({"for"}), "undertake": _NOUN_CASES, "agree": _NOUN_CASES, "impose": _NOUN_CASES}.get(how, frozenset())


def _is_ahead(tree: Tree, i: int, how: str) -> bool:
    """Tells whether a that-clause says what will or must be done: it has a modal verb, or after demands a bare form."""
    modal = any(t.text.lower() in _MODALS or (t.text.lower() in _BE and _to_be(tree, i)) for t in tree.iter_children(i, "aux", "cop"))
    return modal or (how in ("impose", "order") and any(t.text.lower() == "that" for t in tree.iter_children(i, "mark")))


def _to_be(tree: Tree, i: int) -> bool:
    return any(t.text.lower() == "to" for t in tree.iter_children(i, "mark"))


def _own_subjects(tree: Tree, act: int) -> list[int]:
    own = [t.i for t in tree.iter_children(act, "nsubj") if t.text.lower() not in ("which", "that", "who")]
    by = [t.i for t in tree.iter_children(act, "obl") if t.deprel == "obl:agent"]
    passive = any(t.deprel == "nsubj:pass" for t in tree.iter_children(act, "nsubj"))
    return with_conjuncts(tree, by if passive and by else own)


# --- modal verbs


def _modal(tree: Tree, i: int) -> Duty | None:
    """The duty that a modal verb or what stands for one lays on the subject of word ``i``."""
    token = tree.tokens[i]
    if token.pos not in ("VERB", "AUX", "ADJ", "NOUN") or (token.pos == "ADJ" and key_of(token.text) in lexicon("duty", "passive")):
        return None
    marks = {t.text.lower() for t in tree.iter_children(i, "mark")}
    auxiliaries = [t.text.lower() for t in tree.iter_children(i, "aux", "cop")]
    how = next((_MODALS[a] for a in auxiliaries if a in _MODALS), None)
    if how is None and "to" in marks and any(a in _IS for a in auxiliaries[:1]):
        how = "due"
    only = any(t.text.lower() in ("only", "solely") for t in tree.iter_children(i, "advmod")) or any(
        tree.lemma_like(t.i) in ("only", "solely") for o in tree.iter_children(i, "obl", "obj") for t in tree.iter_children(o.i, "advmod")
    )
    if how == "may" and only:  # "may spend it only on food"
        frame = frame_of_verb(tree, i)
        return Duty(i, "due", i, tuple(frame.agents), negated=True)
    if how == "may" and any(_counts(tree, j) for j in words_of(tree, i)):
        how = "due"  # "may deploy no more than 700"
    if how is not None:
        if "have" in auxiliaries:
            return None
        frame = frame_of_verb(tree, i)
        bound = frame.agents or frame.patients if not frame.passive else frame.case("by") or frame.patients
        told = bound or [t.i for t in tree.iter_children(i, "nsubj")]
        subject = [j for j in told if j < i] or _noun_before(tree, i) or [j for j in told if tree.lemma_like(j) not in _OBJECTIVE]
        patient = frame.passive and not frame.case("by")
        return Duty(i, how, i, tuple(subject), passive=patient, negated=_not_to(tree, i) or _is_none(tree, i) or any(_says_none(tree, b) for b in subject))
    return _periphrastic(tree, i, marks) or _present(tree, i) or _timed_noun(tree, i)


def _periphrastic(tree: Tree, i: int, marks: set[str]) -> Duty | None:
    """ "has to do", "has until May to do", "was given ten days to do", "is due to do", "is free to do"."""
    token = tree.tokens[i]
    governor = tree.tokens[token.head]
    if "to" not in marks or governor.i == i or token.deprel.split(":")[0] not in ("xcomp", "advcl", "ccomp", "acl"):
        return None
    word = governor.text.lower()
    how = None
    timed = _has_deadline(tree, governor.i, i)
    if (word in _HAVE and (governor.i + 1 == i - 1 or timed)) or (key_of(word) == key_of("give") and timed):
        how = "due" if timed else "must"
    elif governor.pos in ("ADJ", "VERB") and any(t.deprel in ("cop", "aux:pass") for t in tree.iter_children(governor.i, "cop", "aux")):
        kind = lexicon("duty", "passive").get(key_of(word))
        how = {"impose": "due", "allow": "may"}.get(kind or "")
    if how is None:
        return None
    frame = frame_of_verb(tree, governor.i)
    bound = list(tree.iter_children(governor.i, "iobj")) if key_of(word) == key_of("give") and not frame.passive else []
    words = [t.i for t in bound] or [t.i for t in tree.iter_children(governor.i, "nsubj")] or (frame.patients if frame.passive else frame.agents)
    words = with_conjuncts(tree, words)
    denied = tree.is_negated(governor.i)
    return Duty(i, how, governor.i, tuple(words), negated=_not_to(tree, i), disclaimed=denied)


def _present(tree: Tree, i: int) -> Duty | None:
    """What a clause in the present tense says that a party does, as the terms of a text have it: "under the pact, Japan supplies boats"."""
    token = tree.tokens[i]
    helped = any(tree.iter_children(i, "aux", "cop", "mark"))
    if token.pos != "VERB" or helped or not token.text.lower().endswith("s") or token.deprel.split(":")[0] not in ("root", "conj", "parataxis"):
        return None
    if lexicon("duty", "cues").get(key_of(token.text)) == "provide" and tree.lemma_like(min(i + 1, len(tree.tokens) - 1)) == "for":
        return None  # tells of a duty, is none
    subjects = [t.i for t in tree.iter_children(i, "nsubj")]
    return Duty(i, "present", i, tuple(with_conjuncts(tree, subjects)), negated=_not_to(tree, i)) if subjects else None


def _timed_noun(tree: Tree, i: int) -> Duty | None:
    """A noun of what is to be done with the time by which it is: "a withdrawal within ten days"."""
    frame = frame_of_noun(tree, i) if tree.tokens[i].pos == "NOUN" else None
    if frame is None or not frame.case("within"):
        return None
    whose = frame.owners + frame.case("of", "by") + [t.i for t in tree.iter_children(i, "obj", "obl") if t.i > i and not any(t.i in w for w in frame.cases.values())]
    return Duty(i, "noun", i, tuple(whose))


def _has_deadline(tree: Tree, governor: int, i: int) -> bool:
    """Tells whether a span of time stands between "has" or "given" and what is to be done: "until May", "ten days"."""
    between = [t.text.lower() for t in tree.tokens[governor + 1 : i]]
    return "until" in between or any(w in ("day", "days", "week", "weeks", "month", "months", "hours", "year", "years") for w in between)


# --- what is shared


def _coordinated(tree: Tree, duty: Duty) -> Iterator[Duty]:
    """The duty with those coordinated to its act: "to gather and surrender", "to lift, to free and to pay", "X to leave and Y to stay"."""
    yield duty
    yield from _left_out(tree, duty)
    for token in tree.iter_children(duty.act, "conj", "advcl", "xcomp", "acl"):
        own = _own_subjects(tree, token.i) or _gapped(tree, token.i)
        if not own and _is_finite(tree, duty.act, token.i):
            continue
        if token.deprel != "conj" and not own and not _continues(tree, token.i):
            continue
        if token.deprel != "conj" and own and not _gapped(tree, token.i):
            continue
        verbal = token.pos in ("VERB", "AUX") or (token.pos == "ADJ" and tree.tokens[duty.act].pos == "ADJ")
        if not verbal and not (token.pos == "NOUN" and tree.tokens[duty.act].pos == "NOUN" and duty.how in ("undertake", "provide", "declare")):
            continue
        helpers = {t.text.lower() for t in tree.iter_children(token.i, "aux", "cop")}
        if helpers & (_HAVE | _MODALS.keys()) or (own and helpers & _BE):
            continue  # a clause of its own
        negated = _not_to(tree, token.i) or (duty.negated and not any(t.text.lower() == "but" for t in tree.iter_children(token.i, "cc")))
        yield from _coordinated(tree, replace(duty, act=token.i, bound=tuple(own) or duty.bound, negated=negated))


def _left_out(tree: Tree, duty: Duty) -> Iterator[Duty]:
    """The duty of another subject whose verb is understood: "X will withdraw its troops and Y its militias"; the parser makes both objects those of one verb."""
    objects = [t.i for t in tree.iter_children(duty.act, "obj")]
    if len(objects) < 2 or not duty.bound or tree.tokens[duty.act].pos != "VERB":
        return
    low, high = objects[0], objects[1]
    joint = next((j for j in range(low + 1, high - 1) if tree.lemma_like(j) in ("and", "while", "but")), None)
    if joint is None or any(t.pos in ("VERB", "AUX", "ADP") for t in tree.tokens[joint:high]):
        return
    name = joint + 1
    while name + 1 < high and tree.tokens[name + 1].pos == "PROPN" and tree.tokens[name].pos == "PROPN":
        name += 1
    if tree.tokens[name].pos == "PROPN" and name < high:
        yield replace(duty, act=high, bound=(name,), own=True, verb=duty.act, given=(), passive=False)


def _gapped(tree: Tree, i: int) -> list[int]:
    """The subject of an infinitive whose verb is left out: "obliges X to return and Y to disband"."""
    mark = next((t.i for t in tree.iter_children(i, "mark") if t.text.lower() == "to"), None)
    if mark is None or mark == 0:
        return []
    low = mark - 1
    while low > 0 and tree.tokens[low].pos in ("NOUN", "PROPN", "ADJ", "DET", "NUM"):
        low -= 1
    return [mark - 1] if low < mark - 1 and tree.lemma_like(low) in ("and", "while", "but") and tree.tokens[mark - 1].pos in ("NOUN", "PROPN") else []


def _is_finite(tree: Tree, act: int, i: int) -> bool:
    """Tells whether a coordinated verb has a tense of its own, which an infinitive or a verb after a modal does not go on with: "to aid X and leaves"."""
    word = tree.lemma_like(i)
    while tree.tokens[act].deprel == "conj":
        act = tree.tokens[act].head
    bare = any(t.text.lower() in _MODALS or t.text.lower() == "to" for t in tree.iter_children(act, "aux", "mark"))
    passive = any(tree.iter_children(act, "aux:pass"))
    return bare and ((word.endswith("s") and not word.endswith("ss")) or (word.endswith("ed") and not passive and word not in ("need", "feed", "heed", "speed")))


def _continues(tree: Tree, i: int) -> bool:
    """Tells whether an infinitive goes on with a list rather than saying what for: a comma or "and" stands before it."""
    first = min([i, *(t.i for t in tree.iter_children(i, "mark", "cc", "advmod") if t.i < i)])
    to = any(t.text.lower() == "to" for t in tree.iter_children(i, "mark"))
    return to and (any(tree.iter_children(i, "cc")) or (first > 0 and tree.tokens[first - 1].text in (",", "and", "or")))


def _not_to(tree: Tree, act: int) -> bool:
    """Tells whether the act is what is not to be done."""
    if any(_says_none(tree, t.i) for t in tree.iter_children(act, "obj")):
        return True
    return any(t.text.lower() in NEGATIONS and not _counts(tree, t.i) for t in tree.iter_children(act, "advmod", "cc", "det")) or any(
        t.text.lower() == "longer" and tree.tokens[t.i - 1].text.lower() == "no" for t in tree.iter_children(act, "advmod")
    )


def _counts(tree: Tree, i: int) -> bool:
    """Tells whether "no" belongs to a number: "no more than 700"."""
    after = [t.text.lower() for t in tree.tokens[i + 1 : i + 3]]
    return tree.lemma_like(i) == "no" and len(after) == 2 and after[0] in ("more", "fewer", "less", "later") and after[1] in ("than", "or")


def _is_denied(tree: Tree, i: int) -> bool:
    """Tells whether a cue is negated: "does not oblige", "nothing obliges", "no promise"; "promised not to" is not."""
    before = any(t.text.lower() in NEGATIONS and t.i < i for t in tree.iter_children(i, "advmod", "det", "cc"))
    return before or _is_none(tree, i)


def _denies_after(tree: Tree, cue: int, act: int) -> bool:
    """Tells whether a "not" between cue and act is the act's, whatever it hangs on."""
    return any(cue < t.i < act and t.text.lower() in NEGATIONS for t in tree.iter_children(cue, "advmod"))


def _is_none(tree: Tree, i: int) -> bool:
    """Tells whether the subject or the object of word ``i`` is "nothing", "neither" or "no" something."""
    token = tree.tokens[i]
    above = [token.head] if token.deprel == "acl" else []
    own = [t.i for t in tree.iter_children(i, "nsubj", "det")]
    return any(_says_none(tree, j) for j in (*own, *above)) or (token.pos == "NOUN" and _says_none(tree, i))


def _says_none(tree: Tree, i: int) -> bool:
    return tree.lemma_like(i) in _NO or any(t.text.lower() in _NO and not _counts(tree, t.i) for t in tree.iter_children(i, "det"))


def words_of(tree: Tree, act: int) -> list[int]:
    """Returns the words that belong to an act: those below it but for other clauses."""
    out: list[int] = []
    todo = [act]
    while todo:
        i = todo.pop()
        out.append(i)
        for token in tree.iter_children(i):
            kind = token.deprel.split(":")[0]
            clause = kind in ("advcl", "ccomp", "parataxis", "acl") and token.pos in ("VERB", "AUX")
            if not clause and not (kind == "conj" and token.pos in ("VERB", "AUX")) and kind != "punct":
                todo.append(token.i)
    return sorted(out)
