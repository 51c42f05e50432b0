"""Makes padded batches of windows: word pieces, word features and the labels of every head."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import labels
from training.data import IGNORE, Example

CLS, SEP = 101, 102
LONGEST_PIECES = 320
STEP = 16


@dataclass(slots=True)
class Encoded:
    ids: list[int]
    first: list[int]
    features: list[list[float]]
    example: Example


def load_tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: Tokenizer, example: Example) -> Encoded | None:
    """Cuts each word into pieces on its own, so that words and pieces always align."""
    ids, first = [CLS], []
    for pieces in tokenizer.encode_batch(example.words, add_special_tokens=False):
        first.append(len(ids))
        ids += pieces.ids[:12] or [100]
    ids.append(SEP)
    return Encoded(ids, first, example.features(), example) if len(ids) <= LONGEST_PIECES else None


@dataclass(slots=True)
class Batch:
    ids: Tensor
    mask: Tensor
    first: Tensor
    features: Tensor
    word_mask: Tensor
    tags: dict[str, Tensor]
    heads: Tensor
    rels: Tensor
    rows: dict[str, tuple[Tensor, Tensor, Tensor]]  # item index, left word, labels (rows, words)
    contexts: tuple[Tensor, Tensor, Tensor]
    relations: tuple[Tensor, Tensor, Tensor, Tensor]  # item, source mask, target mask, type
    framed: Tensor  # (b, words): 1 where the frames of the ledger are known
    frames: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]  # item, word, type, stage, share of each kind

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(**{f.name: _moved(getattr(self, f.name), device) for f in fields(self)})


def _moved(value: Any, device: torch.device) -> Any:
    if isinstance(value, dict):
        return {name: _moved(v, device) for name, v in value.items()}
    return tuple(v.to(device) for v in value) if isinstance(value, tuple) else value.to(device)


def _round(n: int) -> int:
    """Lengths are rounded up, so that few shapes occur: a CPU library compiles its kernels once for each shape."""
    return -(-n // STEP) * STEP


def _pad(rows: list[list[int]], value: int, length: int = 0) -> Tensor:
    longest = length or _round(max(map(len, rows), default=1))
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows], dtype=torch.long)


def collate(items: list[Encoded]) -> Batch:
    """Rows of pair heads are filled up to a multiple of STEP with rows that no loss counts; marked pairs likewise."""
    n_words = _round(max(len(i.first) for i in items))
    examples = [i.example for i in items]
    blank = [IGNORE] * n_words
    tags = {name: torch.tensor([(e.tags.get(name) or []) + blank[len(e.tags.get(name) or []):] for e in examples])
            for name in labels.TOKEN_HEADS}
    # dependency heads: 0 is the root, words count from 1; unknown is IGNORE
    heads = [[h + 1 if h >= -1 else IGNORE for h in e.heads] if e.heads is not None else [IGNORE] * len(e.words) for e in examples]
    rels = [e.rels if e.rels is not None else [IGNORE] * len(e.words) for e in examples]
    rows = {}
    for name in labels.PAIR_HEADS:
        flat = [(b, i, row) for b, e in enumerate(examples) for i, row in e.rows.get(name, [])]
        flat += [(0, 0, [])] * (_round(len(flat)) - len(flat))
        rows[name] = (torch.tensor([f[0] for f in flat], dtype=torch.long), torch.tensor([f[1] for f in flat], dtype=torch.long),
                      torch.tensor([f[2] + blank[len(f[2]):] for f in flat], dtype=torch.long).view(-1, n_words))
    flat = [(b, i, v) for b, e in enumerate(examples) for i, v in e.contexts]
    contexts = (torch.tensor([f[0] for f in flat], dtype=torch.long), torch.tensor([f[1] for f in flat], dtype=torch.long),
                torch.tensor([f[2] for f in flat], dtype=torch.float).view(-1, len(labels.CONTEXT)))
    pairs = [(b, s, t, k) for b, e in enumerate(examples) for s, t, k in e.relations]
    pairs += [(0, [], [], IGNORE)] * (_round(len(pairs)) - len(pairs))
    masks = [[[float(i in group) for i in range(n_words)] for group in (set(p[1]), set(p[2]))] for p in pairs]
    relations = (torch.tensor([p[0] for p in pairs], dtype=torch.long), torch.tensor([m[0] for m in masks]).view(-1, n_words),
                 torch.tensor([m[1] for m in masks]).view(-1, n_words), torch.tensor([p[3] for p in pairs], dtype=torch.long))
    known = torch.tensor([(e.tags.get("framed") or []) + [0] * (n_words - len(e.tags.get("framed") or [])) for e in examples])
    named = [(b, f) for b, e in enumerate(examples) for f in e.frames]
    shares = torch.zeros(len(named), len(labels.FRAME_KIND))
    for row, (_, f) in enumerate(named):
        shares[row, f.kinds] = 1 / len(f.kinds)
    item, word, kind, stage = (torch.tensor(column, dtype=torch.long) for column in (
        [b for b, _ in named], [f.word for _, f in named], [f.kind for _, f in named], [f.stage for _, f in named]))
    ids = _pad([i.ids for i in items], 0)
    n = [len(i.first) for i in items]
    return Batch(
        ids, (ids != 0).long(), _pad([i.first for i in items], 0, n_words),
        torch.tensor([i.features + [[0.0] * 10] * (n_words - len(i.features)) for i in items]),
        torch.tensor([[1] * k + [0] * (n_words - k) for k in n]), tags, _pad(heads, IGNORE, n_words), _pad(rels, IGNORE, n_words), rows, contexts,
        relations, (known == 1).long(), (item, word, kind, stage, shares),
    )  # fmt: skip


def make_batches(items: list[Encoded], *, pieces: int, rng: random.Random) -> list[list[Encoded]]:
    """Groups windows of similar length so that a batch holds about ``pieces`` word pieces."""
    order = sorted(items, key=lambda i: len(i.ids) + rng.random() * 8)
    out: list[list[Encoded]] = []
    current: list[Encoded] = []
    for item in order:
        if current and (len(current) + 1) * _round(len(item.ids)) > pieces:
            out.append(current)
            current = []
        current.append(item)
    if current:
        out.append(current)
    rng.shuffle(out)
    return out
