"""Who does what to whom by grammar alone: the arguments of a verb or noun, whatever the voice and wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dragoman.extract.tree import Tree

_RELATIVE = frozenset({"which", "that", "who", "whom"})
#: Verbs whose object does what the infinitive says: "obliges Russia to withdraw".
_OBJECT_CONTROL = frozenset(
    "oblige obliges obliged require requires required allow allows allowed permit permits permitted urge urges urged ask asks asked force forces forced "
    "order orders ordered commit commits committed bind binds bound want wants wanted expect expects expected call calls called".split()
)
_CALLING = frozenset({"call", "calls", "called"})
#: Verbs whose object does what "of" or "for" and a participle say: "accuse X of arming Y".
_BLAMING = frozenset(
    "accuse accuses accused accusing suspect suspects suspected blame blames blamed charge charged praise praised thank thanked condemn condemned".split()
)
_MOVED_CASES = frozenset({"to", "from", "against", "on", "with", "for", "in", "between", "at", "by", "under", "of", "over", "into", "after"})


@dataclass(slots=True)
class Frame:
    """A verb or noun with the words that fill its places; token indices of heads, coordinated ones included."""

    head: int
    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    cases: dict[str, list[int]] = field(default_factory=dict)  # preposition -> nouns that hang on it
    owners: list[int] = field(default_factory=list)  # possessors and nouns or adjectives put before a noun
    passive: bool = False

    def case(self, *names: str) -> list[int]:
        """Returns the nouns that hang on the head by one of these prepositions."""
        return [i for name in names for i in self.cases.get(name, ())]


def with_conjuncts(tree: Tree, words: Iterable[int]) -> list[int]:
    """Returns the words with those coordinated to them, in order, each once."""
    out: list[int] = []
    for i in words:
        if i not in out:
            out.append(i)
        for token in tree.iter_children(i, "conj"):
            out += [j for j in with_conjuncts(tree, [token.i]) if j not in out]
    return out


def cases_of(tree: Tree, i: int) -> dict[str, list[int]]:
    """Returns the nouns that hang on word ``i``, by preposition."""
    out: dict[str, list[int]] = {}
    hanging = [t.i for t in tree.iter_children(i, "obl", "nmod")]
    for token in tree.iter_children(i, "obl", "nmod", "advcl", "acl"):
        if token.deprel.split(":")[0] in ("advcl", "acl") and token.pos not in ("NOUN", "PROPN"):
            continue
        if token.deprel in ("nmod:poss", "obl:tmod", "obl:npmod", "nmod:tmod"):
            continue
        for mark in tree.iter_children(token.i, "case", "mark"):
            first = min((j for j in hanging if mark.i < j < token.i), default=token.i)  # parsers put both words of "from A into B" on B
            out.setdefault(mark.text.lower(), []).extend(with_conjuncts(tree, [first]))
    return out


def frame_of_verb(tree: Tree, i: int) -> Frame:
    """Returns the frame of verb ``i``; participles and relative clauses take the noun that they hang on, coordinated verbs share."""
    token = tree.tokens[i]
    frame = Frame(head=i, cases=cases_of(tree, i))
    auxiliaries = {t.text.lower() for t in tree.iter_children(i, "aux:pass")}
    passive_subjects = [t.i for t in tree.iter_children(i, "nsubj:pass")]
    participle = token.deprel == "acl" and not token.text.lower().endswith("ing") and not any(t.text.lower() == "to" for t in tree.iter_children(i, "mark"))
    frame.passive = bool(passive_subjects or auxiliaries or participle)
    subjects = [t.i for t in tree.iter_children(i, "nsubj") if t.deprel == "nsubj"]
    for word in list(subjects):  # what a preposition stands before is no subject, whatever the parser says
        for mark in tree.iter_children(word, "case"):
            if mark.i < word and word in subjects:
                subjects.remove(word)
                frame.cases.setdefault(mark.text.lower(), []).extend(with_conjuncts(tree, [word]))
    if auxiliaries and not passive_subjects:  # "were sent home": no subject of its own acts
        subjects, passive_subjects = [], subjects
    objects = [t.i for t in tree.iter_children(i, "obj")]
    if token.deprel == "acl" and not subjects and not passive_subjects:
        if participle:
            passive_subjects = [token.head]
        elif token.text.lower().endswith("ing"):
            subjects = [token.head]
    if token.deprel == "acl:relcl":
        subjects, passive_subjects, objects = _relative(tree, i, subjects, passive_subjects, objects, frame)
    if not subjects and not passive_subjects:
        subjects, passive_subjects, objects = _shared(tree, i, frame, objects)
    frame.agents = with_conjuncts(tree, subjects) + (with_conjuncts(tree, frame.case("by")) if frame.passive else [])
    frame.patients = with_conjuncts(tree, passive_subjects or objects)
    if objects and passive_subjects:
        frame.patients += with_conjuncts(tree, objects)
    frame.cases.setdefault("to", []).extend(with_conjuncts(tree, [t.i for t in tree.iter_children(i, "iobj")]))
    return frame


def _relative(tree: Tree, i: int, subjects: list[int], passive: list[int], objects: list[int], frame: Frame) -> tuple[list[int], list[int], list[int]]:
    """Puts the noun that a relative clause hangs on into the place of its pronoun, or of the gap where there is none."""
    noun = tree.tokens[i].head
    if noun > i:  # a relative clause follows its noun, whatever the parser says
        pronoun = next((t.i for t in tree.iter_children(i) if t.i < i and t.text.lower() in _RELATIVE), i)
        noun = next((j for j in range(pronoun - 1, max(pronoun - 3, -1), -1) if tree.tokens[j].pos in ("NOUN", "PROPN")), noun)
    filled = False
    for group in (subjects, passive, objects, *frame.cases.values()):
        for at, word in enumerate(group):
            if tree.lemma_like(word) in _RELATIVE:
                group[at] = noun
                filled = True
    if not filled and not objects and not passive and subjects:
        objects = [noun]
    return subjects, passive, objects


def _shared(tree: Tree, i: int, frame: Frame, objects: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Subjects of a clause without its own: from the verb that it is coordinated to or hangs on."""
    token = tree.tokens[i]
    kind = token.deprel.split(":")[0]
    if token.head == i or kind not in ("conj", "xcomp", "advcl", "ccomp", "acl") or token.deprel == "acl:relcl":
        return [], [], objects
    governor = tree.tokens[token.head]
    controlled = _controlled(tree, i, kind)
    if controlled:
        return controlled, [], objects
    above = tree.tokens[governor.head]
    if kind == "acl" and governor.deprel in ("obj", "iobj") and above.text.lower() in _BLAMING and _is_gerund(tree, i):
        return [governor.i], [], objects
    if kind == "acl" and governor.pos in ("NOUN", "PROPN"):  # "a pledge to withdraw": whoever pledges
        owners = [t.i for t in tree.iter_children(governor.i, "nmod:poss")]
        return owners or ([t.i for t in tree.subjects(governor.head)] if governor.deprel == "obj" else []), [], objects
    if kind == "conj" and governor.pos in ("VERB", "AUX"):
        return _coordinated(tree, i, frame, objects)
    if kind in ("xcomp", "advcl"):
        outer = frame_of_verb(tree, governor.i) if governor.pos in ("VERB", "AUX", "ADJ") else Frame(governor.i)
        subjects = outer.patients if outer.passive else outer.agents
        return subjects or [t.i for t in tree.iter_children(governor.i, "nsubj")], [], objects
    return [], [], objects


def _controlled(tree: Tree, i: int, kind: str) -> list[int]:
    """Whoever a verb above obliges or blames: "obliges Russia to withdraw", "accused Russia of arming"."""
    governor = tree.tokens[tree.tokens[i].head]
    word = governor.text.lower()
    if kind in ("xcomp", "ccomp", "advcl") and word in _OBJECT_CONTROL:
        called = [t.i for t in tree.iter_children(governor.i, "obl", "nsubj") if governor.i < t.i < i] if word in _CALLING else []  # "called on X to withdraw"
        return called or [t.i for t in tree.iter_children(governor.i, "obj", "iobj", "nsubj:pass")]
    if kind != "conj" and word in _BLAMING and _is_gerund(tree, i):
        return [t.i for t in tree.iter_children(governor.i, "obj", "iobj", "nsubj:pass")]
    return []


def _is_gerund(tree: Tree, i: int) -> bool:
    """Whether a verb is a gerund, or one of the perfect: "of arming", "of having armed"."""
    return tree.tokens[i].text.lower().endswith("ing") or any(t.text.lower() == "having" for t in tree.iter_children(i, "aux"))


def _coordinated(tree: Tree, i: int, frame: Frame, objects: list[int]) -> tuple[list[int], list[int], list[int]]:
    """The subjects that a verb shares with the one that it is coordinated to."""
    above = frame_of_verb(tree, tree.tokens[i].head)
    own_passive = any(tree.iter_children(i, "aux:pass"))
    if not above.passive:
        return above.agents, [], objects
    if tree.tokens[i].text.lower().endswith("ing"):
        return above.agents or above.patients, [], objects
    if own_passive or not objects:
        frame.passive = True
        if "by" in above.cases:
            frame.cases.setdefault("by", list(above.cases["by"]))
        return [], above.patients, objects
    return above.patients, [], objects


def frame_of_noun(tree: Tree, i: int) -> Frame:
    """Returns the frame of noun ``i`` with what its verb and its participles add: "sanctions imposed by X on Y", "X lifted its ban on Y"."""
    frame = Frame(head=i, cases=cases_of(tree, i))
    frame.owners = [t.i for t in tree.iter_children(i, "nmod:poss", "compound", "amod")]
    for token in tree.iter_children(i, "amod"):  # "US-led sanctions", "UN-backed talks"
        frame.owners += [t.i for t in tree.iter_children(token.i, "compound", "obl", "nsubj") if t.i < token.i]
    frame.owners = with_conjuncts(tree, frame.owners)
    for token in tree.iter_children(i, "acl"):
        if token.pos == "VERB":
            inner = frame_of_verb(tree, token.i)
            if inner.passive:
                frame.agents += [j for j in inner.agents if j != i]
            for case, words in inner.cases.items():
                if case in _MOVED_CASES:
                    frame.cases.setdefault(case, []).extend(j for j in words if j not in frame.cases.get(case, ()))
    return frame


def governor_of(tree: Tree, i: int) -> int | None:
    """Returns the verb whose subject, object or adverbial noun ``i`` is, through coordination and "a series of"; None where there is none."""
    token = tree.tokens[i]
    seen = {i}
    while token.head not in seen:
        kind = token.deprel.split(":")[0]
        head = tree.tokens[token.head]
        seen.add(head.i)
        if kind in ("nsubj", "obj", "obl", "iobj", "ccomp", "xcomp") and head.pos in ("VERB", "AUX"):
            return head.i
        if (kind == "nmod" and any(t.text.lower() == "of" for t in tree.iter_children(token.i, "case"))) or kind in ("conj", "appos"):
            token = head
            continue
        return None
    return None
