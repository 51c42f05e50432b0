"""Reads the training sets into one shape: windows of words with labels for whichever heads a set has."""

from __future__ import annotations

import collections
import hashlib
import json
import os
import random
import re
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.language.features import word_features
from dragoman.text.tokens import iter_words
from training import frames_format, labels
from training.corpus_format import Item, iter_items, iter_marked

IGNORE = -100
DEPREL_INDEX = {name: i for i, name in enumerate(labels.DEPREL)}


@dataclass(slots=True)
class Frame:
    """A ledger frame: the word that names it, its type, stage and kinds as indices of their heads; the words of its roles stand in ``rows``."""

    word: int
    kind: int
    stage: int
    kinds: list[int]


@dataclass(slots=True)
class Example:
    """Words of one window with labels per head; a head that is absent from ``tags`` is not trained on it."""

    words: list[str]
    space: list[bool]  # white space before the word
    tags: dict[str, list[int]] = field(default_factory=dict)  # one label per word, IGNORE where unknown
    heads: list[int] | None = None  # index of the head word, -1 root
    rels: list[int] | None = None
    rows: dict[str, list[tuple[int, list[int]]]] = field(default_factory=dict)  # pair head -> (left word, label per right word)
    contexts: list[tuple[int, list[int]]] = field(default_factory=list)
    relations: list[tuple[list[int], list[int], int]] = field(default_factory=list)  # source words, target words, type
    frames: list[Frame] = field(default_factory=list)  # known where tags["framed"] is 1
    origin: str = ""
    text: str | None = None
    spans: list[tuple[int, int]] | None = None

    def surface(self) -> tuple[str, list[tuple[int, int]]]:
        if self.text is not None and self.spans is not None:
            return self.text, self.spans
        text, spans = "", []
        for word, space in zip(self.words, self.space, strict=True):
            text += " " if space and text else ""
            spans.append((len(text), len(text) + len(word)))
            text += word
        return text, spans

    def features(self) -> list[list[float]]:
        return word_features(*self.surface())


def join(parts: list[Example]) -> Example:
    """Puts examples one after another into one window."""
    out = Example([], [], origin=parts[0].origin)
    names = {name for p in parts for name in p.tags}
    syntax = any(p.heads is not None for p in parts)
    if syntax:
        out.heads, out.rels = [], []
    for p in parts:
        at, n = len(out.words), len(p.words)
        for rows in (p.rows, ):
            for name, values in rows.items():
                out.rows.setdefault(name, []).extend((at + i, [0] * at + row) for i, row in values)
        for name in names:
            out.tags.setdefault(name, []).extend(p.tags.get(name, [IGNORE] * n))
        if syntax and out.heads is not None and out.rels is not None:
            out.heads += [h + at if h >= 0 else h for h in p.heads] if p.heads is not None else [-2] * n
            out.rels += p.rels if p.rels is not None else [IGNORE] * n
        out.frames += [Frame(at + f.word, f.kind, f.stage, f.kinds) for f in p.frames]
        out.contexts += [(at + i, values) for i, values in p.contexts]
        out.relations += [([at + i for i in s], [at + i for i in t], k) for s, t, k in p.relations]
        out.words += p.words
        out.space += [True, *p.space[1:]] if p.space else []
    total = len(out.words)
    for name, values in out.rows.items():
        out.rows[name] = [(i, row + [0] * (total - len(row))) for i, row in values]
    return out


def bio(kinds: list[str | None], names: list[str]) -> list[int]:
    index = {name: i for i, name in enumerate(names)}
    out, last = [], None
    for kind in kinds:
        out.append(0 if kind is None else index[f"{'I' if kind == last else 'B'}-{kind}"])
        last = kind
    return out


def read_conllu(path: Path) -> list[tuple[str, str, Example]]:
    """Returns (document id, sentence id, example) for each sentence of a CoNLL-U file."""
    out, document, sentence = [], "", ""
    rows: list[list[str]] = []
    space_after_of_range: dict[int, str] = {}
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# newdoc id = "):
            document = line[14:].strip()
        elif line.startswith("# sent_id = "):
            sentence = line[12:].strip()
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            if "-" in cells[0]:
                low, high = map(int, cells[0].split("-"))
                for i in range(low, high):
                    space_after_of_range[i] = "glued"
                space_after_of_range[high] = "SpaceAfter=No" if "SpaceAfter=No" in cells[9] else "_"
            elif "." not in cells[0]:
                rows.append(cells)
        elif not line and rows:
            example = Example([], [], origin=path.name)
            example.heads, example.rels, glued, pos = [], [], False, []
            for cells in rows:
                example.words.append(cells[1])
                example.space.append(not glued)
                marker = space_after_of_range.get(int(cells[0]), cells[9])
                glued = marker == "glued" or "SpaceAfter=No" in marker
                pos.append(labels.UPOS.index(cells[3]) if cells[3] in labels.UPOS else IGNORE)
                example.heads.append(int(cells[6]) - 1 if cells[6] != "_" else -2)
                rel = cells[7]
                example.rels.append(DEPREL_INDEX.get(rel, DEPREL_INDEX.get(rel.split(":")[0], IGNORE)))
            example.tags["pos"] = pos
            example.tags["sent"] = [0] * (len(rows) - 1) + [1]
            out.append((document, sentence, example))
            rows, space_after_of_range = [], {}
    return out


def read_bio(path: Path, kind_of: dict[str, str], *, separator: str | None = None) -> list[Example]:
    """Returns the sentences of a word-and-tag file; tags that ``kind_of`` maps to '' become MISC-free O."""
    out, words, kinds = [], [], []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        cells = line.rstrip().split(separator)
        if len(cells) < 2:
            if words:
                space = [not re.fullmatch(r"[.,;:!?%)\]'’”]|n't|'s", w) for w in words]
                out.append(Example(words, space, {"name": bio(kinds, labels.NAME)}, origin=path.parent.name))
            words, kinds = [], []
            continue
        tag = cells[-1]
        words.append(cells[0])
        kinds.append(None if tag == "O" else (kind_of.get(tag[2:]) or kind_of.get(tag[2:].split("_")[0]) or None))
    return out


def attach_names(sentences: list[tuple[str, str, Example]], path: Path) -> int:
    """Adds the names of a UNER file to the same sentences of EWT."""
    tags: dict[str, list[str]] = {}
    sentence = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            sentence = line[12:].strip()
        elif line and not line.startswith("#"):
            tags.setdefault(sentence, []).append(line.split("\t")[2])
    n = 0
    for _, name, example in sentences:
        found = tags.get(name)
        if found and len(found) == len(example.words):
            example.tags["name"] = [labels.NAME.index(t) if t in labels.NAME else 0 for t in found]
            n += 1
    return n


def attach_srl(sentences: list[tuple[str, str, Example]], archive: Path) -> int:
    """Adds PropBank arguments to EWT sentences, matched by document and by number of words."""
    by_document = collections.defaultdict(list)
    for document, _, example in sentences:
        by_document[document.split("-", 1)[-1].lower()].append(example)
    n = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.name.endswith("gold_skel"):
                continue
            name = os.path.basename(member.name).replace(".xml.gold_skel", "").lower()
            examples = by_document.get(name)
            stream = tar.extractfile(member)
            if not examples or stream is None:
                continue
            blocks: dict[int, list[list[str]]] = collections.defaultdict(list)
            for line in stream.read().decode("utf-8", "replace").split("\n"):
                cells = line.split()
                if len(cells) > 7:
                    blocks[int(cells[1])].append(cells)
            if len(blocks) != len(examples):
                continue
            for (_, rows), example in zip(sorted(blocks.items()), examples, strict=True):
                if len(rows) == len(example.words):
                    n += _add_srl(rows, example)
    return n


def _add_srl(rows: list[list[str]], example: Example) -> int:
    values = []
    for column in range(8, len(rows[0])):
        row, predicate, current = [0] * len(rows), None, 0
        for i, cells in enumerate(rows):
            cell = cells[column] if column < len(cells) else "*"
            match = re.match(r"\(([^*()]+)", cell)
            if match:
                role = match.group(1).removeprefix("C-")
                predicate = i if role == "V" else predicate
                current = labels.SRL.index(role) if role in labels.SRL else 0
            row[i] = current
            if cell.endswith(")"):
                current = 0
        if predicate is not None:
            values.append((predicate, row))
    example.rows["srl"] = values
    return 1


def read_corpus_item(item: Item) -> Example:
    """Turns an annotated sentence into labels of every head that it knows."""
    spans = list(iter_words(item.text))
    starts = [a for a, _ in spans]
    n = len(spans)

    def words_of(span: tuple[int, int]) -> list[int]:
        return [i for i, (a, b) in enumerate(spans) if a < span[1] and b > span[0]]

    example = Example([item.text[a:b] for a, b in spans], [a == 0 or item.text[a - 1].isspace() for a in starts], origin=item.id,
                      text=item.text, spans=spans)
    tags = {"mention": [0] * n, "trigger": [0] * n, "cue": [0] * n, "kind": [IGNORE] * n, "sector": [IGNORE] * n,
            "status": [IGNORE] * n, "mode": [IGNORE] * n, "sent": [IGNORE] * (n - 1) + [1]}
    kinds: list[str | None] = [None] * n
    begins: set[int] = set()
    for mention in sorted(item.mentions, key=lambda m: m.span[0] - m.span[1]):
        inside = words_of(mention.span)
        if any(kinds[i] for i in inside):
            for i in inside[-1:]:
                tags["kind"][i] = labels.KIND.index(mention.kind)
            continue
        for i in inside:
            kinds[i] = labels.COARSE_OF_KIND[mention.kind]
            tags["kind"][i] = labels.KIND.index(mention.kind)
            tags["sector"][i] = labels.SECTOR.index(mention.sector or "-")
        begins.add(inside[0])
    for i, kind in enumerate(kinds):
        if kind:
            prefix = "B" if i in begins else "I"
            tags["mention"][i] = labels.MENTION.index(f"{prefix}-{kind}")
    _add_events(item, example, tags, words_of)
    for quote in item.quotes:
        cue = words_of(quote.cue)
        if not cue:
            continue
        for i in cue:
            tags["cue"][i] = 1 if i == cue[0] else 2
        row = [0] * n
        for span in quote.content:
            for i in words_of(span):
                row[i] = 2
        for i in words_of(quote.speaker) if quote.speaker else []:
            row[i] = 1
        example.rows.setdefault("quote", []).append((cue[0], row))
    example.tags = tags
    return example


def relation_class(event_type: str, cameo: str | None) -> int:
    """Index in ``labels.RELATION``."""
    apart = f"{event_type}/{(cameo or '')[:2]}"
    return labels.RELATION.index(apart if apart in labels.RELATION else event_type)


def _add_events(item: Item, example: Example, tags: dict[str, list[int]], words_of) -> None:
    n = len(example.words)
    for event in item.events:
        inside = words_of(event.trigger)
        if not inside:
            continue
        at = inside[0]
        tags["trigger"][at] = labels.TRIGGER.index(event.event_type)
        tags["status"][at] = labels.STATUS.index(event.status)
        tags["mode"][at] = labels.MODE.index(f"{event.event_type}/{event.mode}") if event.mode else 0
        example.contexts.append((at, [int(name in event.contexts) for name in labels.CONTEXT]))
        row = [0] * n
        by_role: dict[str, list[list[int]]] = collections.defaultdict(list)
        for role, start, end in event.roles:
            filler = words_of((start, end))
            by_role[role].append(filler)
            for i in filler:
                if i != at:
                    row[i] = labels.ROLE.index(role)
        example.rows.setdefault("role", []).append((at, row))
        kind = relation_class(event.event_type, event.cameo)
        targets = by_role["recipient"] or by_role["object"]
        for s in by_role["actor"]:
            example.relations += [(s, t, kind) for t in targets if s != t]
        if not targets:
            example.relations += [(s, [], kind) for s in by_role["actor"]]
        if len(by_role["actor"]) > 1 and not by_role["recipient"]:
            a = by_role["actor"]
            example.relations += [(s, t, kind) for s in a for t in a if s != t]


def read_marked_item(item: Item) -> Example:
    """A marked sentence: its one event is known, everything else is not."""
    example = read_corpus_item(item)
    trigger = [label or IGNORE for label in example.tags["trigger"]]
    example.tags = {"trigger": trigger, "status": example.tags["status"]}
    example.contexts = []
    return example


def read_quotes_item(item: Item) -> Example:
    """A passage in which only attributions are annotated."""
    example = read_corpus_item(item)
    example.tags = {"cue": example.tags["cue"]}
    return example


def read_eventless_item(item: Item) -> Example:
    """A sentence of which only is known that it holds no event."""
    example = read_corpus_item(item)
    example.tags = {"trigger": example.tags["trigger"]}
    return example


ROLE_OF_FRAME = {"A": 1, "R": 2, "O": 3, "T": 4, "P": 5, "M": 6}


def read_framed(sentence: frames_format.Sentence) -> Example:
    """A sentence of which only the ledger's frames are known. A word that names two frames gives the roles of the first."""
    spans = list(iter_words(sentence.text))

    def words_of(span: tuple[int, int]) -> list[int]:
        return [i for i, (a, b) in enumerate(spans) if a < span[1] and b > span[0]]

    out = Example([sentence.text[a:b] for a, b in spans], [a == 0 or sentence.text[a - 1].isspace() for a, _ in spans], {"framed": [1] * len(spans)},
                  origin=f"f-{sentence.id}", text=sentence.text, spans=spans)  # fmt: skip
    rows: dict[int, list[int]] = {}
    for note in sentence.frames:
        at = words_of(note.trigger)[:1]
        if not at:
            continue
        kinds = [labels.FRAME_KIND.index(f"{note.type}/{kind}") for kind in note.kinds]
        out.frames.append(Frame(at[0], labels.FRAME.index(note.type), labels.FRAME_STAGE.index(f"{note.type}/{note.stage}"), kinds))
        if at[0] not in rows:
            rows[at[0]] = [0] * len(spans)
            for role, span in note.roles:
                for i in words_of(span):
                    rows[at[0]][i] = ROLE_OF_FRAME[role]
    out.rows["frame_role"] = list(rows.items())
    return out


def load_frames(folder: Path, *, held_out: bool = False) -> list[Example]:
    """Every sentence with frames, those in subfolders included; or the tenth of the stories that no training reads."""
    made = [read_framed(sentence) for path in sorted(folder.rglob("*.txt")) for sentence in frames_format.iter_sentences(path)]
    return [e for e in made if e.words and (int(hashlib.sha256(story_in(e.origin).encode()).hexdigest(), 16) % 10 == 0) == held_out]


def story_in(origin: str) -> str:
    """The article that a sentence of ours is part of, or the sentence itself."""
    return origin.rsplit("-", 1)[0] if is_of_article(origin) else origin


def is_of_article(origin: str) -> bool:
    return origin.startswith(("a-", "f-a-", "f-l-"))


READERS = {"quotes_": read_quotes_item, "eventless_": read_eventless_item}


def load_corpus(folder: Path) -> list[Example]:
    """Returns every item of the corpus but those kept for tests only (``nothing_*``), the sentences of an article in order."""
    problems: list[str] = []
    whole = [
        READERS.get(path.name.split("_")[0] + "_", read_corpus_item)(item)
        for path in sorted(folder.glob("*.txt")) if not path.name.startswith("nothing_") for item in iter_items(path, problems)
    ]  # fmt: skip
    marked = [read_marked_item(item) for path in sorted(folder.glob("marked_*.tsv")) for item in iter_marked(path, problems)]
    print(f"corpus: {len(whole)} annotated, {len(marked)} marked sentences, {len(problems)} blocks skipped", *problems, sep="\n  ")
    return whole + marked


FEWNERD = {"person": "PER", "organization": "ORG", "location": "LOC", "building": "LOC", "art": "MISC", "product": "MISC", "event": "MISC"}
CROSSNER = {"politician": "PER", "person": "PER", "politicalparty": "ORG", "organisation": "ORG", "location": "LOC", "country": "LOC",
            "election": "MISC", "event": "MISC", "misc": "MISC"}
CONLL = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
GUM_GENRES = "news interview bio speech voyage academic textbook court"


def load_public(folder: Path) -> dict[str, list]:
    """Returns the public sets: 'ewt', 'ewt_dev', 'gum' as lists of (document, sentence id, example), 'names' as a list of examples."""
    train = folder / "train"
    ewt = read_conllu(train / "ud_ewt/en_ewt-ud-train.conllu")
    named = attach_names(ewt, train / "ner_uner_ewt/en_ewt-ud-train.iob2")
    framed = attach_srl(ewt, train / "srl_propbank_ewt/ewt_gold_skel.tar.gz")
    gum = [row for genre in GUM_GENRES.split() for p in sorted((train / "gum/dep").glob(f"GUM_{genre}_*.conllu")) for row in read_conllu(p)]
    names = read_bio(train / "ner_fewnerd/train.txt", FEWNERD) + read_bio(train / "ner_wikigold/data/wikigold/CONLL-format/data/wikigold.conll.txt", CONLL)
    for part in ("train", "test"):  # its dev part is for measuring
        names += read_bio(train / f"ner_crossner/ner_data/politics/{part}.txt", CROSSNER) * 2
    print(json.dumps({"ewt": len(ewt), "with names": named, "with arguments": framed, "gum": len(gum), "names": len(names)}))
    dev = read_conllu(train / "ud_ewt/en_ewt-ud-dev.conllu")
    attach_names(dev, train / "ner_uner_ewt/en_ewt-ud-dev.iob2")
    return {"ewt": ewt, "ewt_dev": dev, "gum": gum, "names": names}


def windows(sentences: list[tuple[str, str, Example]], rng: random.Random, *, longest: int = 110) -> list[Example]:
    """Joins neighbouring sentences of a document into windows of one to four sentences."""
    out: list[Example] = []
    i = 0
    while i < len(sentences):
        take, length, wanted = [sentences[i][2]], len(sentences[i][2].words), rng.choice([1, 1, 2, 3, 4])
        j = i + 1
        while j < len(sentences) and len(take) < wanted and sentences[j][0] == sentences[i][0]:
            length += len(sentences[j][2].words)
            if length > longest:
                break
            take.append(sentences[j][2])
            j += 1
        out.append(join(take) if len(take) > 1 else take[0])
        i = j
    return [w for w in out if 1 <= len(w.words) <= 160]
