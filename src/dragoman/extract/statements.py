"""Statement candidates: the model's attributions, quotations that it left without a cue, and the chains between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dragoman.extract.silences import ASKED, is_time, silence_at, silent_speaker
from dragoman.extract.speakers import grammatical_speaker, whole_speaker
from dragoman.extract.tree import RELATIVE, SpanKey, Tree
from dragoman.ontology.plover import stem
from dragoman.ontology.speech import SAYING, speech_act_of
from dragoman.records import Analysis, Segment, Step, Token

#: Stems of the verbs that do nothing but deny; others ("rejected") refuse as often.
DENYING = frozenset(stem(word) for word in ("deny", "refute", "rebut", "disavow", "disclaim"))
#: Verbs whose object is what is judged: "welcomed the accord", "rejected the charge".
_JUDGING = frozenset(stem(word) for word in (
    "welcome praise hail laud applaud condemn denounce criticise criticize deplore decry reject dismiss spurn lambast slam commend disown protest voice brush shrug").split())
#: Verbs by which somebody admits a thing that follows by "to".
_ADMITTING = frozenset(stem(word) for word in ("admit", "confess"))
_BLAMING = stem("blame")
#: Verbs that a participle of those accused looks like: "Russians accused of theft".
_TO_SOMEBODY = frozenset(stem(word) for word in ("accuse", "charge", "blame", "suspect"))
_BOUND = frozenset("must should shall will would may might can could".split())
#: Stem of a verb and the word that makes an accusation of it.
_ACCUSING = frozenset((stem(verb), word) for verbs, words in (("hold held", "responsible accountable"), ("point", "finger fingers"), ("lay laid put pin place cast", "blame"))
                      for verb in verbs.split() for word in words.split())  # fmt: skip
_OPENING_CLAUSE = frozenset("who which whom speaking quoted asked briefing".split())
_ANONYMITY = re.compile(r"^(?:not )?to be(?: (?:named|identified|quoted)|$)", re.I)
#: Stems of verbs by which somebody binds himself, is bound or is named; what follows them is the deed and not a saying, unless it is a clause with "that" or quoted.
_DEEDS = frozenset(stem(word) for word in "agree commit oblige undertake decide forbid bar list name refer provide bind entitle authorise authorize".split())
#: A cue that the model is less sure of and gives no speaker is none: on the train articles of the ledger 0 of 10 were right.
SPEAKERLESS = 0.6
_OPEN, _CLOSE = "“\"«", "”\"»"
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{2,1500})(?:[”\"»]|$)")


@dataclass(slots=True)
class StatementCandidate:
    """One attribution; token spans throughout."""

    speaker: SpanKey | None
    cue: SpanKey
    content: list[SpanKey]
    quote_type: Literal["direct", "indirect", "mixed"]
    speech_act: str
    score: float
    relay: SpanKey | None = None  # "was quoted as saying by X"
    cites: SpanKey | None = None  # "X reported, citing Y"
    outer: int | None = None  # the statement that reports this one
    steps: list[Step] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Number of content words."""
        return sum(b - a for a, b in self.content)

    def holds_as_cue(self, token: int) -> bool:
        """Tells whether ``token`` is part of the cue."""
        return self.cue[0] <= token < self.cue[1]


def quoted_ranges(text: str, segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Returns the character ranges inside quotation marks, marks included; a paragraph's end closes an open quotation."""
    return [(s.start + m.start(), s.start + m.end()) for s in segments if s.kind not in ("boilerplate", "byline")
            for m in _QUOTED.finditer(text[s.start : s.end])]  # fmt: skip


def _quote_type(analysis: Analysis, content: Sequence[SpanKey], quoted: Sequence[tuple[int, int]]) -> Literal["direct", "indirect", "mixed"]:
    inside = words = 0
    for a, b in content:
        for token in analysis.tokens[a:b]:
            if token.pos != "PUNCT":
                words += 1
                inside += any(start <= token.start < end for start, end in quoted)
    if inside and inside >= words * 0.9:
        return "direct"
    return "mixed" if inside else "indirect"


def _party_after(tree: Tree, i: int, case: str) -> SpanKey | None:
    """Returns the noun phrase that hangs on word ``i`` by the preposition ``case``."""
    for token in tree.iter_children(i, "obl", "nmod"):
        words = [c.i for c in tree.iter_children(token.i, "case") if c.text.lower() == case]
        if words:
            return words[0] + 1, tree.subtree(token.i)[1]
    return None


def _relay(tree: Tree, cue: SpanKey) -> SpanKey | None:
    """The relay of a passive cue: "was quoted as saying by Russian news agencies"."""
    words = [tree.lemma_like(i) for i in range(*cue)]
    quoted = [i for i in range(*cue) if tree.lemma_like(i) in ("quoted", "cited", "reported")]
    if not quoted or not any(w in ("was", "were", "been", "being", "is", "are") for w in words):
        return None
    return next((party for i in range(*cue) if (party := _party_after(tree, i, "by"))), None)


def _cites(tree: Tree, cue: SpanKey) -> SpanKey | None:
    """The source that a reporting verb names: "reported, citing the Kremlin's website"."""
    for i in range(*cue):
        for token in tree.iter_children(i, "advcl"):
            if token.text.lower() in ("citing", "quoting"):
                objects = list(tree.iter_children(token.i, "obj"))
                if objects:
                    return tree.subtree(objects[0].i)
    return None


def _whole_cue(tree: Tree, cue: SpanKey) -> SpanKey:
    """Joins "was quoted" with its "as saying": one cue from the auxiliary to the verb of saying."""
    words = range(cue[0], cue[1])
    quoted = next((i for i in words if tree.lemma_like(i) in ("quoted", "cited", "reported")), None)
    if quoted is None:
        heads = [tree.tokens[tree.tokens[i].head] for i in words if tree.lemma_like(i) in ("saying", "telling")]
        quoted = next((t.i for t in heads if t.text.lower() in ("quoted", "cited", "reported")), None)
    if quoted is None:
        return cue
    passive = [t.i for t in tree.iter_children(quoted, "aux") if t.i < quoted]
    saying = [t.i for t in tree.tokens[quoted + 1 : quoted + 4] if t.text.lower() in ("saying", "telling")]
    if not passive or not saying:
        return cue
    return passive[0], saying[0] + 1


def _quoted_speaker(tree: Tree, cue: SpanKey) -> tuple[SpanKey, SpanKey | None] | None:
    """The one whom another quotes as saying something, and who quotes: "KCNA quoted the official as saying"."""
    for i in range(*cue):
        quoting = next((t for t in (tree.tokens[i], tree.tokens[tree.tokens[i].head]) if t.text.lower() in ("quoted", "quotes", "cited", "quoting")), None)
        if quoting is None or any(tree.iter_children(quoting.i, "aux:pass", "nsubj:pass")):
            continue
        said = [t for t in tree.tokens[quoting.i + 1 : quoting.i + 16] if t.text.lower() in ("saying", "telling") and tree.lemma_like(t.i - 1) == "as" and t.sentence == quoting.sentence]
        if said and said[0].i - 1 > quoting.i + 1:
            by = [tree.subtree(t.i) for t in tree.iter_children(quoting.i, "nsubj")]
            return (quoting.i + 1, said[0].i - 1), by[0] if by else None
    return None


def _from_model(analysis: Analysis, tree: Tree, quoted: Sequence[tuple[int, int]]) -> list[StatementCandidate]:
    out: list[StatementCandidate] = []
    for a in analysis.attributions:
        whole = _whole_cue(tree, a.cue)
        cue = analysis.span(*whole).text
        relay = _relay(tree, whole)
        speaker = a.speaker
        if whole != a.cue or (relay is not None and speaker is not None and relay[0] < speaker[1] and speaker[0] < relay[1]):
            subjects = [t for i in range(*whole) for t in tree.iter_children(i, "nsubj")]
            speaker = tree.subtree(subjects[0].i) if subjects else speaker
        named = _quoted_speaker(tree, whole)
        if named is not None:
            speaker, relay = named
        if speaker is None and all(t.pos in ("NOUN", "DET") for t in tree.tokens[slice(*whole)]):
            speaker = tree.owner(whole[1] - 1)
        if speaker is not None and is_time(analysis, speaker):  # "Lapid, who faces him on Tuesday, has denied it"
            speaker = next((tree.subtree(t.i) for i in range(*whole) for t in tree.iter_children(i, "nsubj")), None)
        speaker = _without_clause(tree, whole_speaker(tree, speaker, whole, a.content)) if speaker is not None else None
        if any((s.cue == whole or named is not None) and s.speaker == speaker and s.relay == relay and abs(s.cue[0] - whole[0]) < 20 for s in out):
            continue
        content = _without(a.content, [whole, *([speaker] if speaker else [])]) or list(a.content)
        out.append(
            StatementCandidate(
                speaker=speaker, cue=whole, content=_mend(analysis, content, whole, speaker, quoted),
                quote_type=_quote_type(analysis, content, quoted),
                speech_act=speech_act_of(cue), score=a.score, relay=relay, cites=_cites(tree, whole),
                steps=[Step(stage="attribution", decision="cue", because="language model, heads cue and quote", score=a.score, span=analysis.span(*a.cue))],
            )
        )  # fmt: skip
    return out


def _name_speakers(tree: Tree, found: Sequence[StatementCandidate]) -> None:
    """Gives a statement whose speaker the model leaves open the one whom the sentence names, unless he stands inside of what is said."""
    for candidate in found:
        speaker = grammatical_speaker(tree, candidate.cue) if candidate.speaker is None else None
        if speaker is not None and not any(a < speaker[1] and speaker[0] < b for a, b in (candidate.cue, *candidate.content)):
            candidate.speaker = _without_clause(tree, speaker)


def _without_clause(tree: Tree, speaker: SpanKey) -> SpanKey:
    """Cuts a relative clause or participle off after a comma: "Banda, who heads the party,"."""
    low, high = speaker
    for i in range(low + 1, high - 1):
        if tree.tokens[i].text == "," and tree.lemma_like(i + 1) in _OPENING_CLAUSE:
            return low, i
    return speaker


def _without(content: Sequence[SpanKey], blocked: Sequence[SpanKey]) -> list[SpanKey]:
    """Cuts cue and speaker out of the content that they stand at the end of or within."""
    out = list(content)
    for low, high in blocked:
        out = [piece for a, b in out for piece in ((a, min(b, low)), (max(a, high), b)) if piece[0] < piece[1]] if any(
            a < high and low < b for a, b in out) else out  # fmt: skip
    return out


def _mend(analysis: Analysis, content: Sequence[SpanKey], cue: SpanKey, speaker: SpanKey | None,
          quoted: Sequence[tuple[int, int]]) -> list[SpanKey]:  # fmt: skip
    """Widens content to the whole quotation that it cuts into, unless cue or speaker stand inside of it; joins what then overlaps."""
    out: list[SpanKey] = []
    blocked = [cue, *([speaker] if speaker else [])]
    for a, b in content:
        for start, end in quoted:
            inside = _tokens_in(analysis, start, end)
            if inside and a < inside[1] and inside[0] < b and not any(x < inside[1] and inside[0] < y for x, y in blocked):
                a, b = min(a, inside[0]), max(b, inside[1])
        if out and a <= out[-1][1]:
            out[-1] = (min(a, out[-1][0]), max(b, out[-1][1]))
        else:
            out.append((a, b))
    longest = max(b - a for a, b in out)
    return [s for s in out if s[1] - s[0] >= min(3, longest)]


def _tokens_in(analysis: Analysis, start: int, end: int) -> SpanKey | None:
    inside = [t.i for t in analysis.tokens if start <= t.start and t.end <= end]
    return (inside[0], inside[-1] + 1) if inside else None


def _uncovered(analysis: Analysis, tree: Tree, found: Sequence[StatementCandidate], quoted: Sequence[tuple[int, int]],
               segments: Sequence[Segment]) -> list[StatementCandidate]:  # fmt: skip
    """Quotations of a clause's length that no attribution covers: a cue of saying in the same paragraph, else the speaker before goes on."""
    out: list[StatementCandidate] = []
    for start, end in quoted:
        span = _tokens_in(analysis, start, end)
        if span is None or span[1] - span[0] < 7:
            continue
        covered = [s for s in (*found, *out) if any(a < span[1] and span[0] < b for a, b in s.content)]
        if covered:
            continue
        segment = next(s for s in segments if s.start <= start < s.end)
        cue = _nearest_cue(analysis, tree, span, segment)
        previous = _statement_before(analysis, (*found, *out), segment, segments)
        if cue is not None:
            subjects = list(tree.iter_children(cue, "nsubj")) or tree.subjects(cue)
            speaker = tree.subtree(subjects[0].i) if subjects else None
            if speaker is not None and speaker[0] < span[1] and span[0] < speaker[1]:
                speaker = None
            out.append(_by_rule(analysis, speaker, (cue, cue + 1), span, "rule: quotation beside a verb of saying"))
        elif previous is not None and analysis.text[segment.start : start].strip() == "":
            out.append(_by_rule(analysis, previous.speaker, previous.cue, span, "rule: quotation goes on in the next paragraph"))
    return out


def _denials(analysis: Analysis, tree: Tree, found: Sequence[StatementCandidate]) -> list[StatementCandidate]:
    """Denials without a clause of content that no attribution covers: "denied the report", "a charge that Paris denied"."""
    out = []
    for token in analysis.tokens:
        if token.pos != "VERB" or stem(token.text) not in DENYING or _is_withheld(tree, token):
            continue
        subjects = tree.subjects(token.i)
        speaker = next((tree.subtree(t.i) for t in subjects if t.pos != "PRON" or t.text.lower() not in RELATIVE), None)
        objects = [tree.subtree(t.i) for names in (("obj",), ("ccomp", "xcomp")) for t in tree.iter_children(token.i, *names) if t.text.lower() not in RELATIVE]
        objects = objects[:1] or _before_relative(tree, token.i)
        known = [s for s in found if s.holds_as_cue(token.i)]
        for candidate in known:  # a content without the object is a time or a place
            if objects and not any(a < high and low < b for a, b in candidate.content for low, high in objects):
                candidate.content = objects
        if not known and speaker is not None and objects and not speaker[0] <= token.i < speaker[1]:
            out.append(_by_rule(analysis, speaker, (token.i, token.i + 1), objects[0], "rule: a verb of denying and its object", "indirect"))
    return out


def _is_withheld(tree: Tree, token: Token) -> bool:
    """Whether something is kept from somebody, who denies nothing: "was beaten and denied a lawyer"."""
    if any(tree.iter_children(token.i, "nsubj", "nsubj:pass", "aux", "aux:pass")):
        return False
    beside = token.i - 2 if token.i > 1 and tree.tokens[token.i - 1].pos == "CCONJ" else token.i  # parsers give it to the verb of saying
    joined = {beside, token.head if token.deprel == "conj" else token.i} - {token.i}
    return any(tree.tokens[j].pos == "VERB" and any(tree.iter_children(j, "aux:pass", "nsubj:pass")) for j in joined)


def _before_relative(tree: Tree, i: int) -> list[SpanKey]:
    """What stands before the relative clause of verb ``i``: "a charge that Paris denied", "that it paid, which Paris denied"."""
    pronoun = next((t.i for t in tree.iter_children(i, "obj", "nsubj:pass") if t.text.lower() in RELATIVE), None)
    head = tree.tokens[i].head
    if tree.tokens[i].deprel == "acl:relcl":
        low = tree.subtree(head)[0]
        return [(next((j for j in range(low, head) if tree.tokens[j].pos != "PUNCT"), head), head + 1)]
    if pronoun is None or not head < pronoun:
        return []
    clause = next((t.i for t in tree.iter_children(head, "ccomp", "xcomp") if t.i < pronoun), None)
    return [(tree.subtree(clause)[0], tree.subtree(clause)[1])] if clause is not None and tree.subtree(clause)[1] <= pronoun else []


def _judgements(analysis: Analysis, tree: Tree, found: Sequence[StatementCandidate]) -> list[StatementCandidate]:
    """Judgements on a thing, which no clause of content follows: "welcomed the accord", "condemned the raid"."""
    out = []
    for token in analysis.tokens:
        if token.pos != "VERB" or stem(token.text) not in _JUDGING or any(s.holds_as_cue(token.i) for s in found):
            continue
        if any(t.deprel in ("nsubj:pass", "aux:pass") for t in tree.iter_children(token.i)) or token.deprel in ("acl", "amod"):
            continue
        speaker = next((tree.subtree(t.i) for t in tree.subjects(token.i) if t.text.lower() not in RELATIVE), None)
        objects = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obj") if t.text.lower() not in RELATIVE] or _before_relative(tree, token.i)
        if speaker is not None and objects and not speaker[0] <= token.i < speaker[1] and not objects[0][0] <= speaker[0] < objects[0][1]:
            out.append(_by_rule(analysis, speaker, (token.i, token.i + 1), objects[0], "rule: a verb of judging and its object", "indirect"))
    return out


def _accusations(analysis: Analysis, tree: Tree, found: Sequence[StatementCandidate]) -> list[StatementCandidate]:
    """Accusations in set words that no attribution covers: "held Syria responsible for", "pointed the finger at", "laid the blame for it on"."""
    out = []
    for token in analysis.tokens:
        if token.pos != "VERB" or any(s.holds_as_cue(token.i) for s in found):
            continue
        key = next((t for t in tree.iter_children(token.i, "xcomp", "obj") if (stem(token.text), t.text.lower()) in _ACCUSING), None)
        speaker = next((tree.subtree(t.i) for t in tree.subjects(token.i) if t.text.lower() not in RELATIVE), None)
        if key is None and stem(token.text) == _BLAMING and speaker is not None and not speaker[0] <= token.i < speaker[1] and not tree.is_negated(token.i):
            out += _blame(analysis, tree, token, speaker)
            continue
        if key is None or speaker is None or speaker[0] <= token.i < speaker[1]:
            continue
        hanging = [t for i in (token.i, key.i) for t in tree.iter_children(i, "obl", "nmod") if t.i > token.i]
        deeds = [tree.subtree(t.i) for t in hanging if any(c.text.lower() in ("for", "over") for c in tree.iter_children(t.i, "case"))]
        if deeds:
            candidate = _by_rule(analysis, speaker, (token.i, key.i + 1), deeds[0], "rule: set words of accusing", "indirect")
            candidate.speech_act = "accusation"
            out.append(candidate)
    return out


def _blame(analysis: Analysis, tree: Tree, token: Token, speaker: SpanKey) -> list[StatementCandidate]:
    """ "The two blame the rebels": whom a verb of blaming has for its object, with what he is blamed for."""
    objects = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obj") if t.text.lower() not in RELATIVE]
    deeds = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obl") if any(c.text.lower() == "for" for c in tree.iter_children(t.i, "case"))]
    return [_by_rule(analysis, speaker, (token.i, token.i + 1), content, "rule: a verb of blaming and its object", "indirect") for content in (deeds or objects)[:1]]


def _admissions(analysis: Analysis, tree: Tree, found: Sequence[StatementCandidate]) -> list[StatementCandidate]:
    """Admissions without a clause of content that no attribution covers: "admitted to a secret programme", "confessed to the killing"."""
    out = []
    for token in analysis.tokens:
        if token.pos != "VERB" or stem(token.text) not in _ADMITTING or any(s.holds_as_cue(token.i) for s in found) or tree.is_negated(token.i):
            continue
        other = any(tree.iter_children(token.i, "aux:pass", "nsubj:pass", "obj")) or any(t.text.lower() == "to" for t in tree.iter_children(token.i, "mark"))
        speaker = next((tree.subtree(t.i) for t in tree.subjects(token.i) if t.text.lower() not in RELATIVE), None)
        content = [tree.subtree(t.i) for t in tree.iter_children(token.i, "obl", "advcl") if t.i > token.i and (t.pos == "NOUN" or t.text.endswith("ing"))
                   and any(c.text.lower() == "to" for c in tree.iter_children(t.i, "case", "mark"))]  # fmt: skip
        if speaker is not None and content and not (other or tree.auxiliaries(token.i) & _BOUND) and not speaker[0] <= token.i < speaker[1]:
            out.append(_by_rule(analysis, speaker, (token.i, token.i + 1), content[0], "rule: a verb of admitting and what follows by \"to\"", "indirect"))
    return out


def _silences(analysis: Analysis, tree: Tree, found: list[StatementCandidate]) -> list[StatementCandidate]:
    """ "The ministry declined to comment on the report": who says nothing, and of what."""
    out = []
    for token in analysis.tokens:
        silence = silence_at(analysis, tree, token) if token.pos in ("VERB", "AUX") else None
        if silence is None:
            continue
        cue, topic = silence
        speaker = silent_speaker(tree, token)
        if speaker is None or speaker[0] <= token.i < speaker[1]:
            continue
        asked = [s for s in found if any(tree.lemma_like(i) in ASKED for i in range(*s.cue)) and any(a < cue[1] and cue[0] < b for a, b in s.content)]
        found[:] = [s for s in found if s not in asked]  # "asked about it, would not comment" is one act
        candidate = _by_rule(analysis, speaker, cue, topic or (cue[1] - 1, cue[1]), "rule: words of declining to comment", "indirect")
        candidate.speech_act = "no_comment"
        for other in found:
            if other.cue[0] < cue[1] and cue[0] < other.cue[1]:
                other.speech_act, other.cue = "no_comment", cue
                other.speaker = other.speaker or speaker
                other.content = [topic] if topic is not None else _without(other.content, [cue]) or candidate.content
                break
        else:
            out.append(candidate)
    return out


def _no_attribution(analysis: Analysis, tree: Tree, candidate: StatementCandidate) -> bool:
    """Cues without a word of saying or thinking, deeds, questions put to somebody, a request not to be named, and a name such as "Said"."""
    words = tree.tokens[candidate.cue[0] : candidate.cue[1]]
    if all(t.pos in ("AUX", "PRON", "DET", "PART", "PROPN", "ADV") for t in words) and not any(t.text.lower() in ("according", "reportedly", "allegedly") for t in words):
        return True
    text = analysis.span(*candidate.content[0]).text
    if any(t.text.lower() in ("asked", "asking", "speaking") for t in words) and _ANONYMITY.match(text) is not None:
        return True
    if candidate.speaker is None and candidate.score < SPEAKERLESS and candidate.speech_act not in ("accusation", "belief") and "rule" not in candidate.steps[0].because:
        return True
    verbs = [t for t in words if t.pos in ("VERB", "NOUN", "ADJ")]
    if verbs and all(stem(t.text) in _DEEDS for t in verbs):
        return candidate.quote_type == "indirect" and not text.lower().startswith("that ")
    return any(_is_question(tree, t.i) or _is_phrasal(tree, t.i) or (stem(t.text) in DENYING and _is_withheld(tree, t)) for t in words)


def _is_question(tree: Tree, i: int) -> bool:
    """Whether a word is the "asked" of "Asked about the raid, the ministry said ...", which tells of no asker."""
    token = tree.tokens[i]
    alone = not any(tree.iter_children(i, "aux", "nsubj"))
    return token.text.lower() in ASKED and alone and token.deprel.split(":")[0] in ("advcl", "acl", "parataxis", "amod")


def _is_phrasal(tree: Tree, i: int) -> bool:
    """Whether "call" is no word of saying: "called off the visit", "a border called the Blue Line"."""
    token = tree.tokens[i]
    if token.text.lower() not in ("called", "calls", "calling", "call"):
        return False
    particle = any(t.text.lower() in ("off", "up", "back", "in") for t in tree.iter_children(i, "compound", "advmod"))
    return particle or (token.text.lower() == "called" and token.deprel == "acl" and not any(tree.iter_children(i, "nsubj", "obl:agent")))


def _by_rule(analysis: Analysis, speaker: SpanKey | None, cue: SpanKey, content: SpanKey, because: str,
             quote_type: Literal["direct", "indirect"] = "direct") -> StatementCandidate:  # fmt: skip
    step = Step(stage="attribution", decision="cue", because=because, score=0.5, span=analysis.span(*cue))
    return StatementCandidate(speaker=speaker, cue=cue, content=[content], quote_type=quote_type,
                              speech_act=speech_act_of(analysis.span(*cue).text), score=0.5, steps=[step])  # fmt: skip


def _without_denied_nouns(tree: Tree, found: Sequence[StatementCandidate]) -> list[StatementCandidate]:
    """ "Paris denied accusations that ...": what is denied begins with the noun, and who denies does not accuse."""
    out = list(found)
    for denial in found:
        if denial.speech_act != "denial":
            continue
        objects = [t for i in range(*denial.cue) for t in tree.iter_children(i, "obj") if t.pos == "NOUN"]
        for noun in objects[:1]:
            out = [s for s in out if s is denial or not (s.holds_as_cue(noun.i) and s.cue[1] - s.cue[0] == 1)]
            if not any(a <= noun.i < b for a, b in denial.content):
                denial.content = [tree.subtree(noun.i)]
    return out


def _nearest_cue(analysis: Analysis, tree: Tree, span: SpanKey, segment: Segment) -> int | None:
    """Returns the verb of saying outside of quotation ``span`` and nearest to it in the same paragraph."""
    near = [t for t in analysis.tokens if segment.start <= t.start < segment.end and not span[0] <= t.i < span[1]
            and t.pos == "VERB" and stem(t.text) in SAYING]  # fmt: skip
    best = min(near, key=lambda t: min(abs(t.i - span[0]), abs(t.i - span[1])), default=None)
    return best.i if best is not None and min(abs(best.i - span[0]), abs(best.i - span[1])) <= 12 else None


def _statement_before(analysis: Analysis, found: Sequence[StatementCandidate], segment: Segment, segments: Sequence[Segment]) -> StatementCandidate | None:
    """Returns the last direct statement of the paragraph before ``segment``."""
    body = [s for s in segments if s.kind in ("body", "quote_block")]
    at = body.index(segment) if segment in body else 0
    if at == 0:
        return None
    before = body[at - 1]
    inside = [s for s in found if before.start <= analysis.tokens[s.cue[0]].start < before.end and s.quote_type != "indirect"]
    return max(inside, key=lambda s: s.content[-1][1], default=None)


def _link(statements: list[StatementCandidate]) -> None:
    """Sets ``outer``: the smallest other statement whose content holds the cue; "according to" over a clause counts."""
    for i, inner in enumerate(statements):
        holders = [(s.size, j) for j, s in enumerate(statements) if j != i and any(a <= inner.cue[0] < b for a, b in s.content)
                   and not any(a <= s.cue[0] < b for a, b in inner.content)]  # fmt: skip
        inner.outer = min(holders)[1] if holders else None


def extract_statements(analysis: Analysis, tree: Tree, segments: Sequence[Segment]) -> list[StatementCandidate]:
    """Returns the statement candidates of a document in the order of their cues."""
    quoted = quoted_ranges(analysis.text, segments)
    found = _from_model(analysis, tree, quoted)
    found = _without_denied_nouns(tree, found)
    found = [s for s in found if not _no_attribution(analysis, tree, s)]
    _name_speakers(tree, found)
    found += _denials(analysis, tree, found)
    found += _accusations(analysis, tree, found)
    found += _admissions(analysis, tree, found)
    found += _silences(analysis, tree, found)
    found += _judgements(analysis, tree, found)
    found += _uncovered(analysis, tree, found, quoted, segments)
    found.sort(key=lambda s: (s.cue, s.content))
    _link(found)
    kept = [s for s in found if not _own_words(analysis, s, found)]
    _link(kept)
    return kept


def _own_words(analysis: Analysis, inner: StatementCandidate, found: Sequence[StatementCandidate]) -> bool:
    """ "I am noting that ...", Putin said: a first person inside a quotation repeats its speaker and is no statement of its own."""
    if inner.outer is None or inner.speaker is None or found[inner.outer].quote_type == "indirect":
        return False
    return analysis.span(*inner.speaker).text.lower() in ("i", "we")
