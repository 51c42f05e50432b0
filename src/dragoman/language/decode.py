"""Turns the scores of the language model's windows into an Analysis: sentences, trees, mentions, triggers, attributions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dragoman.language.reader import Window
from dragoman.language.trees import decode_tree
from dragoman.records import Analysis, Attribution, Document, LedgerFrame, MentionSpan, RoleFiller, Sentence, Token, Trigger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

Labels = Mapping[str, list[str]]
#: Chosen on the corpus's own dev part (training/tune.py): F1 of typed triggers, of cues, of role words.
TRIGGER_THRESHOLD, CUE_THRESHOLD, ROLE_THRESHOLD, QUOTE_THRESHOLD, CONTEXT_THRESHOLD = 0.6, 0.4, 0.35, 0.5, 0.5
#: How much the log odds of an event word fall for each unit that the gate's log odds of the document lie below zero (a logistic fit on the corpus's dev part).
GATE_SLOPE = 1.15
#: A filler counts from this share of the best one's score on; where no word reaches ROLE_THRESHOLD, the best recipient counts from this score on.
ROLE_SHARE, RECIPIENT_FLOOR = 0.7, 0.25
#: Where nobody else is the recipient, a party named inside the object ("lifts the embargo on X") is from this score on.
IN_OBJECT_FLOOR = 0.15
#: A word names a ledger frame from this probability on; a kind counts from this share on.
FRAME_THRESHOLD, FRAME_KIND_SHARE = 0.6, 0.35
_KINDS_OF_COARSE = {
    "PER": ("person",), "LOC": ("state", "place", "bloc"), "GRP": ("group", "people"),
    "ORG": ("igo", "org", "ministry", "armed_group", "party", "company", "media", "vessel"),
}  # fmt: skip
#: A word that the tagger takes for a noun is a verb from this probability on, where the tree speaks for it.
NEAR_TIE = 0.2
_OF_VERBS = frozenset({"nsubj", "nsubj:pass", "aux", "aux:pass"})
#: The words of the closed parts of speech; no other word is one of them (apostrophes as in TextPos: typewriter's).
_CLOSED_CLASSES = {
    "AUX": "am is are was were be been being have has had having do does did doing will wo would shall sha should can ca could may might must ought need "
           "dare used get gets got getting gotten let 's 'm 're 've 'd 'll s m re ve d ll r cannot ai",
    "DET": "the a an no all both half this that these those some any every each another either neither such what which whatever whichever many several few "
           "much more most less enough",
    "PART": "to not n't nt 's s ' cannot na ta non",
    "CCONJ": "and or but nor yet plus so both either neither not & / - – et",
    "PRON": "i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself yourself himself herself itself ourselves "
            "yourselves themselves this that these those who whom whose which what whoever whatever whichever there one ones some any none all both each "
            "either neither another other others many several few much more most less such nobody noone nothing anybody anyone anything somebody someone "
            "something everybody everyone everything 's s it's who's ya",
}  # fmt: skip
_CLOSED = {tag: frozenset(words.split()) for tag, words in _CLOSED_CLASSES.items()}
_CLOSING = frozenset(".,;:!?)]}”’")
_KIND_OF_NAME = {"PER": "person", "ORG": "org", "LOC": "place"}


def _runs(marks: Sequence[bool]) -> list[tuple[int, int]]:
    """Returns the maximal runs of True as half-open ranges."""
    out, start = [], None
    for i, mark in enumerate([*marks, False]):
        if mark and start is None:
            start = i
        elif not mark and start is not None:
            out.append((start, i))
            start = None
    return out


def tagged_spans(scores: Array, names: list[str]) -> list[tuple[int, int, str, float]]:
    """Decodes begin/inside tags of (words, labels) probabilities: first where spans begin and end, over all kinds together, then the kind of each.

    A run that starts with an inside tag counts as begun. Returns first word, end, kind and its mean probability.
    """
    kinds = sorted({name[2:] for name in names if name != "O"})
    begin, inside = (scores[:, [names.index(f"{part}-{kind}") for kind in kinds]] for part in "BI")
    tags = np.stack([scores[:, names.index("O")], begin.sum(1), inside.sum(1)]).argmax(0)
    out: list[tuple[int, int, str, float]] = []
    for i, tag in enumerate(tags):
        if tag == 1 or (tag == 2 and (i == 0 or tags[i - 1] == 0)):
            j = i + 1
            while j < len(tags) and tags[j] == 2:
                j += 1
            each = (begin[i:j] + inside[i:j]).mean(0)
            best = int(each.argmax())
            out.append((i, j, kinds[best], float(each[best])))
    return out


class _Builder:
    """Collects the parts of the analysis window by window; all indices are those of the document's tokens."""

    def __init__(self, document: Document, labels: Labels, odds: float) -> None:
        self.text, self.labels = document.text, labels
        self.least_mass = trigger_threshold(odds)
        self.tokens: list[Token] = []
        self.sentences: list[Sentence] = []
        self.mentions: list[MentionSpan] = []
        self.triggers: list[Trigger] = []
        self.attributions: list[Attribution] = []
        self.frames: list[LedgerFrame] = []

    def add(self, window: Window) -> None:
        base = len(self.tokens)
        bounds = self._sentences(window, base)
        for low, high in bounds:
            self._tree(window, base, low, high)
        self._mentions(window, base, bounds)
        self._triggers(window, base, bounds)
        self._frames(window, base, bounds)
        self._attributions(window, base)

    def _sentences(self, window: Window, base: int) -> list[tuple[int, int]]:
        n = len(window.spans)
        words = [self.text[a:b] for a, b in window.spans]
        ends = [
            i + 1
            for i in range(n - 1)
            if window.segments[i] != window.segments[i + 1]
            or (
                window.heads["sent"][i, 1] > 0.5
                and words[i + 1][0] not in _CLOSING  # closing punctuation never begins a sentence, and a word does not end one within a line
                and (not words[i][-1].isalnum() or "\n" in self.text[window.spans[i][1] : window.spans[i + 1][0]])
            )
        ]
        bounds = list(zip([0, *ends], [*ends, n], strict=True))
        self.sentences += [Sentence(start=base + a, end=base + b, segment=window.segments[a]) for a, b in bounds]
        return bounds

    def _tree(self, window: Window, base: int, low: int, high: int) -> None:
        arcs = window.heads["arc"][low:high]
        arcs = np.concatenate([arcs[:, :1], arcs[:, 1 + low : 1 + high]], 1)
        odds = self._tag_scores(window, low, high)
        marks = odds.argmax(-1) == self.labels["pos"].index("PUNCT")
        if not marks.all():  # Universal Dependencies: punctuation is never a root and has no dependents
            arcs = arcs.copy()
            arcs[marks, 0] = -np.inf
            arcs[:, 1:][:, marks] = -np.inf
        number = self.tokens[-1].sentence + 1 if self.tokens else 0
        heads = decode_tree(arcs)
        rels = [self.labels["deprel"][int(window.heads["rel"][i, 0 if h < 0 else h + low + 1].argmax())] for i, h in enumerate(heads, start=low)]
        tags = self._tags(odds, heads, rels)
        for i, head in enumerate(heads, start=low):
            start, end = window.spans[i]
            deprel = rels[i - low]
            self.tokens.append(
                Token(
                    i=base + i, start=start, end=end, text=self.text[start:end],
                    pos=tags[i - low], head=base + i if head < 0 else base + low + head,
                    deprel="root" if head < 0 else deprel if deprel != "root" else "dep", sentence=number,
                )
            )  # fmt: skip

    def _tag_scores(self, window: Window, low: int, high: int) -> Array:
        """The scores of the parts of speech without those that a word cannot be: what has letters is no punctuation, closed classes have no new words."""
        scores = window.heads["pos"][low:high].copy()
        columns = {tag: self.labels["pos"].index(tag) for tag in ("PUNCT", *_CLOSED)}
        for row, (a, b) in zip(scores, window.spans[low:high], strict=True):
            word = self.text[a:b].lower().replace("’", "'")
            if any(c.isalnum() for c in word):
                row[columns["PUNCT"]] = 0.0
            for tag, words in _CLOSED.items():
                if word not in words:
                    row[columns[tag]] = 0.0
        return scores

    def _tags(self, odds: Array, heads: Sequence[int], rels: Sequence[str]) -> list[str]:
        """The likeliest parts of speech; a near tie with VERB is a verb where the tree gives the word a subject and no copula."""
        names = self.labels["pos"]
        tags = [names[int(row.argmax())] for row in odds]
        verb = names.index("VERB")
        for k, tag in enumerate(tags):
            if tag == "NOUN" and odds[k, verb] >= NEAR_TIE:
                dependents = {rel for head, rel in zip(heads, rels, strict=True) if head == k}
                if "cop" not in dependents and dependents & _OF_VERBS:
                    tags[k] = "VERB"
        return tags

    def _head(self, start: int, end: int) -> int:
        """The word of the span whose tree head lies outside of it."""
        inside = [i for i in range(start, end) if not start <= self.tokens[i].head < end or self.tokens[i].head == i]
        good = [i for i in inside if self.tokens[i].pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM")]
        return (good or inside or [end - 1])[0]

    def _is_lower_verb(self, i: int) -> bool:
        return self.tokens[i].pos in ("VERB", "AUX") and self.tokens[i].text.islower()

    def _mentions(self, window: Window, base: int, bounds: list[tuple[int, int]]) -> None:
        taken = [False] * len(window.spans)
        found = [(a, b, kind, score, True) for a, b, kind, score in tagged_spans(window.heads["mention"], self.labels["mention"])]
        found += [(a, b, _KIND_OF_NAME[kind], score, False) for a, b, kind, score in tagged_spans(window.heads["name"], self.labels["name"])
                  if kind in _KIND_OF_NAME]  # fmt: skip
        for a, b, kind, score, full in found:
            b = min(b, next(high for low, high in bounds if low <= a < high))  # a mention ends with its sentence
            while b - a > 1 and self._is_lower_verb(base + b - 1):  # "the West suspects": the verb is not of the name
                b -= 1
            if any(taken[a:b]):
                continue
            taken[a:b] = [True] * (b - a)
            fine, sector = kind, None
            if full:
                total = window.heads["kind"][a:b].sum(0)
                options = {name: float(total[self.labels["kind"].index(name)]) for name in _KINDS_OF_COARSE[kind]}
                fine = max(options, key=lambda name: options[name])
                sector = self.labels["sector"][int(window.heads["sector"][a:b].sum(0).argmax())]
            self.mentions.append(
                MentionSpan(
                    start=base + a, end=base + b, head=self._head(base + a, base + b), kind=fine,
                    sector=None if sector == "-" else sector, score=round(score, 4),
                )
            )  # fmt: skip

    def _triggers(self, window: Window, base: int, bounds: list[tuple[int, int]]) -> None:
        scores = window.heads["trigger"]
        names = self.labels["trigger"]
        for low, high in bounds:
            for i in range(low, high):
                mass = 1.0 - float(scores[i, 0])
                if mass < self.least_mass:
                    continue
                best = int(scores[i, 1:].argmax()) + 1
                status = int(window.heads["status"][i].argmax())
                modes = [(float(window.heads["mode"][i, k]), m.split("/")[-1]) for k, m in enumerate(self.labels["mode"])
                         if m == "-" or m.startswith(names[best] + "/")]  # fmt: skip
                mode = max(modes)[1]
                contexts = [c for c, p in zip(self.labels["context"], window.heads["context"][i], strict=True) if p > CONTEXT_THRESHOLD]
                self.triggers.append(
                    Trigger(
                        token=base + i, event_type=names[best], score=round(float(scores[i, best]), 4),
                        status=self.labels["status"][status], status_score=round(float(window.heads["status"][i, status]), 4),
                        mode=None if mode == "-" else mode, contexts=tuple(contexts), roles=self._event_roles(window, base, i, low, high),
                    )
                )  # fmt: skip

    def _frames(self, window: Window, base: int, bounds: list[tuple[int, int]]) -> None:
        if "frame" not in window.heads:
            return
        scores = window.heads["frame"]
        for low, high in bounds:
            for i in range(low, high):
                for k, kind in enumerate(self.labels["frame"]):
                    if scores[i, k] < FRAME_THRESHOLD:
                        continue
                    stage, stage_score = self._of_type("frame_stage", window.heads["frame_stage"][i], kind)[0]
                    named = self._of_type("frame_kind", window.heads["frame_kind"][i], kind)
                    kinds = [name for name, score in named if score >= FRAME_KIND_SHARE] or [named[0][0]]
                    self.frames.append(
                        LedgerFrame(
                            token=base + i, type=kind, score=round(float(scores[i, k]), 4), stage=stage, stage_score=round(stage_score, 4),
                            kinds=tuple(kinds), roles=self._roles(window, base, i, low, high, head="frame_role"),
                        )
                    )  # fmt: skip

    def _of_type(self, head: str, scores: Array, kind: str) -> list[tuple[str, float]]:
        """The labels of one type of frame with their shares, the likeliest first."""
        mine = [(name.split("/")[1], float(score)) for name, score in zip(self.labels[head], scores, strict=True) if name.startswith(f"{kind}/")]
        total = max(sum(score for _, score in mine), 1e-9)
        return sorted(((name, score / total) for name, score in mine), key=lambda item: -item[1])

    def _event_roles(self, window: Window, base: int, trigger: int, low: int, high: int) -> tuple[RoleFiller, ...]:
        """The fillers of an event's roles; parties inside the object are the recipients where no other word is."""
        roles = self._roles(window, base, trigger, low, high)
        if any(filler.role == "recipient" for filler in roles):
            return roles
        column = window.heads["role"][trigger, :, self.labels["role"].index("recipient")]
        objects = [filler for filler in roles if filler.role == "object"]
        scored = [
            (float(column[m.start - base : m.end - base].mean()), m)
            for m in self.mentions
            if m.kind != "place" and any(o.start <= m.start and m.end <= o.end for o in objects) and self.tokens[m.head].pos != "PRON"
        ]
        floor = max(IN_OBJECT_FLOOR, ROLE_SHARE * max((score for score, _ in scored), default=0.0))
        return roles + tuple(RoleFiller(role="recipient", start=m.start, end=m.end, score=round(score, 4)) for score, m in scored if score >= floor)

    def _roles(self, window: Window, base: int, trigger: int, low: int, high: int, *, head: str = "role") -> tuple[RoleFiller, ...]:
        scores = window.heads[head][trigger, low:high]
        out = []
        for k, role in enumerate(self.labels[head][1:], start=1):
            top = float(scores[:, k].max())
            floor = RECIPIENT_FLOOR if role == "recipient" and RECIPIENT_FLOOR <= top < ROLE_THRESHOLD else ROLE_THRESHOLD
            marks = [bool(row[k] >= max(floor, ROLE_SHARE * top) and row[k] == row[1:].max()) for row in scores]
            for a, b in _runs(marks):
                while a < b and self.tokens[base + low + a].pos in ("PUNCT", "CCONJ", "ADP"):
                    a += 1
                while a < b and self.tokens[base + low + b - 1].pos in ("PUNCT", "CCONJ", "ADP", "DET", "PART"):
                    b -= 1
                if a < b:
                    score = round(float(scores[a:b, k].mean()), 4)
                    out.append(RoleFiller(role=role, start=base + low + a, end=base + low + b, score=score))
        return tuple(out)

    def _attributions(self, window: Window, base: int) -> None:
        scores = window.heads["cue"]
        starts = [i for i in range(len(scores)) if scores[i, 1] >= CUE_THRESHOLD]
        segments = np.array(window.segments)
        for i in starts:
            end = i + 1
            while end < len(scores) and scores[end, 2] >= 0.5 and scores[end, 1] < CUE_THRESHOLD:
                end += 1
            row = window.heads["quote"][i] * (segments == segments[i])[:, None]  # speaker and content stand in the paragraph of their cue
            speaker = self._speaker(row, base)
            content = self._content(row, base, (i, end), speaker)
            if content:
                score = round(float(scores[i, 1]), 4)
                self.attributions.append(Attribution(cue=(base + i, base + end), speaker=speaker, content=tuple(content), score=score))

    def _speaker(self, row: Array, base: int) -> tuple[int, int] | None:
        marks = [bool(r[1] >= QUOTE_THRESHOLD) for r in row]
        for i in range(1, len(marks) - 1):  # "Pyongyang and Moscow" is one speaker phrase
            marks[i] = marks[i] or (marks[i - 1] and marks[i + 1] and self.tokens[base + i].pos in ("CCONJ", "PUNCT"))
        runs = _runs(marks)
        if not runs:
            return None
        a, b = max(runs, key=lambda run: float(row[run[0] : run[1], 1].sum()))
        while b - a > 1 and self.tokens[base + b - 1].pos in ("CCONJ", "PUNCT", "ADP"):
            b -= 1
        named = any(token.pos not in ("DET", "CCONJ", "PUNCT", "ADP", "PART") for token in self.tokens[base + a : base + b])
        return (base + a, base + b) if named else None

    def _content(self, row: Array, base: int, cue: tuple[int, int], speaker: tuple[int, int] | None) -> list[tuple[int, int]]:
        """Runs of content words; a gap of at most three words that holds neither cue nor speaker is bridged."""
        blocked = set(range(base + cue[0], base + cue[1])) | (set(range(*speaker)) if speaker else set())
        out: list[tuple[int, int]] = []
        for a, b in _runs([bool(r[2] >= QUOTE_THRESHOLD) for r in row]):
            start, end = base + a, base + b
            if out and start - out[-1][1] <= 3 and not any(i in blocked for i in range(out[-1][1], start)):
                out[-1] = (out[-1][0], end)
            else:
                out.append((start, end))
        return [(a, b) for a, b in out if b - a > 1 or self.tokens[a].pos not in ("PUNCT", "SCONJ", "ADP", "DET")]


def trigger_threshold(odds: float) -> float:
    """The probability from which on a word is an event word, in a document of which the relevance gate gives these log odds.

    A strike in a text of no political word is more likely one on goal.

    >>> [round(trigger_threshold(odds), 2) for odds in (3.0, 0.0, -1.0, -2.5)]
    [0.6, 0.6, 0.83, 0.96]
    """
    return 1 / (1 + (1 / TRIGGER_THRESHOLD - 1) * math.exp(GATE_SLOPE * min(odds, 0.0)))


def decode(document: Document, windows: Sequence[Window], labels: Labels, odds: float = 0.0) -> Analysis:
    """Returns the Analysis of ``document`` from the scored ``windows`` of its segments; ``odds`` are what the relevance gate gives it."""
    builder = _Builder(document, labels, odds)
    for window in windows:
        if window.spans:
            builder.add(window)
    return Analysis(
        text=document.text, tokens=tuple(builder.tokens), sentences=tuple(builder.sentences), mentions=tuple(builder.mentions),
        triggers=tuple(builder.triggers), attributions=tuple(builder.attributions), frames=tuple(builder.frames),
    )  # fmt: skip
