"""Trains the ledger's heads on the frames of training/frames, over a reader whose own weights stay as they are.

    python -m training.train_ledger --start polish --name ledger [--epochs 30]

What the frozen reader says of each window is computed once; an epoch then takes seconds. Every tenth article or sentence is held out and scored after each epoch.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
from collections import Counter
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dragoman.text.tokens import iter_words
from training import frames_format, labels
from training.batches import encode, load_tokenizer
from training.corpus_format import HERE
from training.data import Example
from training.network import N_FEATURES, Network
from training.train import start_model_folder

FRAMES = HERE / "frames"
ROLE_OF = {"A": 1, "R": 2, "O": 3, "T": 4, "P": 5, "M": 6}
LONGEST_WORDS, JOININGS, HELD_OUT = 110, 3, 10


@dataclass(slots=True)
class Window:
    """One or more sentences in a row with their frames: (word, type, stage, kinds, role of each word)."""

    words: list[str]
    space: list[bool]
    frames: list[tuple[int, int, int, list[int], list[int]]]


def story_of(identity: str) -> str:
    return identity.rsplit("-", 1)[0] if identity.startswith(("l-", "a-")) else identity


def is_held_out(identity: str) -> bool:
    return int(hashlib.sha256(story_of(identity).encode()).hexdigest(), 16) % HELD_OUT == 0


def read_sentence(sentence: frames_format.Sentence) -> Window:
    spans = list(iter_words(sentence.text))

    def words_of(span: tuple[int, int]) -> list[int]:
        return [i for i, (a, b) in enumerate(spans) if a < span[1] and b > span[0]]

    frames = []
    for note in sentence.frames:
        at = words_of(note.trigger)
        if not at:
            continue
        row = [0] * len(spans)
        for role, span in note.roles:
            for i in words_of(span):
                row[i] = ROLE_OF[role]
        frames.append((
            at[0], labels.FRAME.index(note.type), labels.FRAME_STAGE.index(f"{note.type}/{note.stage}"),
            [labels.FRAME_KIND.index(f"{note.type}/{kind}") for kind in note.kinds], row,
        ))  # fmt: skip
    return Window([sentence.text[a:b] for a, b in spans], [a == 0 or sentence.text[a - 1].isspace() for a, _ in spans], frames)


def join(parts: list[Window]) -> Window:
    out = Window([], [], [])
    total = sum(len(p.words) for p in parts)
    for part in parts:
        at = len(out.words)
        for word, kind, stage, kinds, row in part.frames:
            out.frames.append((word + at, kind, stage, kinds, [0] * at + row + [0] * (total - at - len(row))))
        out.words += part.words
        out.space += [True, *part.space[1:]]
    return out


def windows(sentences: list[frames_format.Sentence], rng: random.Random) -> list[Window]:
    """Articles are cut into windows as the reader cuts them; single sentences are joined by chance."""
    stories: dict[str, list[Window]] = {}
    single: list[Window] = []
    for sentence in sentences:
        made = read_sentence(sentence)
        if not made.words:
            continue
        if re.match(r"[la]-", sentence.id):
            stories.setdefault(story_of(sentence.id), []).append(made)
        else:
            single.append(made)
    out: list[Window] = []
    for rows in stories.values():
        group: list[Window] = []
        limit = rng.choice([50, 80, LONGEST_WORDS])
        for row in rows:
            if group and sum(len(g.words) for g in group) + len(row.words) > limit:
                out.append(join(group))
                group = []
            group.append(row)
        out.append(join(group))
    order = rng.sample(single, len(single))
    while order:
        group = [order.pop() for _ in range(min(len(order), rng.choice([1, 1, 2, 3])))]
        out.append(join(group))
    return [w for w in out if len(w.words) <= 160]


@dataclass(slots=True)
class Ready:
    x: Tensor
    h: Tensor
    window: Window


@torch.no_grad()
def run_reader(network: Network, made: list[Window]) -> list[Ready]:
    tokenizer = load_tokenizer(start_model_folder() / "tokenizer.json")
    out = []
    for window in made:
        item = encode(tokenizer, Example(window.words, window.space))
        if item is None:
            continue
        first = torch.tensor([item.first])
        x, h = network.both(torch.tensor([item.ids]), torch.ones(1, len(item.ids)), first, torch.tensor([item.features]).view(1, -1, N_FEATURES), torch.ones_like(first))
        out.append(Ready(x[0], h[0], window))
    return out


def loss_of(network: Network, group: list[Ready]) -> Tensor:
    n = max(len(r.window.words) for r in group)
    x, h = torch.zeros(len(group), n, 384), torch.zeros(len(group), n, 384)
    mask = torch.zeros(len(group), n)
    frame = torch.zeros(len(group), n, len(labels.FRAME))
    item, at, stage, kind, rows = [], [], [], [], []
    for b, ready in enumerate(group):
        k = len(ready.window.words)
        x[b, :k], h[b, :k], mask[b, :k] = ready.x, ready.h, 1
        for word, name, step, kinds, row in ready.window.frames:
            frame[b, word, name] = 1
            item.append(b)
            at.append(word)
            stage.append(step)
            kind.append([float(i in kinds) for i in range(len(labels.FRAME_KIND))])
            rows.append(row + [-100] * (n - len(row)))
    ledger = network.ledger
    k = ledger.words(x, h, mask, network.head_drop)
    d = network.head_drop(k)
    score = ledger.heads["frame"](d)
    each = nn.functional.binary_cross_entropy_with_logits(score, frame, reduction="none", pos_weight=torch.tensor(2.0)).sum(-1)
    total = (each * mask).sum() / mask.sum() * 8
    if item:
        i, w = torch.tensor(item), torch.tensor(at)
        total = total + 0.5 * nn.functional.cross_entropy(ledger.heads["frame_stage"](d)[i, w], torch.tensor(stage))
        target = torch.tensor(kind)
        target = target / target.sum(1, keepdim=True)
        total = total + 0.5 * nn.functional.cross_entropy(ledger.heads["frame_kind"](d)[i, w], target)
        roles = ledger.role.rows(k, i, w, network.head_drop)
        total = total + 6 * nn.functional.cross_entropy(roles.flatten(0, 1), torch.tensor(rows).flatten(), ignore_index=-100)
    return total


@torch.no_grad()
def score(network: Network, ready: list[Ready], threshold: float = 0.5) -> dict[str, float]:
    """F1 of typed triggers and of role words, accuracy of stage and kind where the trigger is right."""
    counts: Counter[str] = Counter()
    for r in ready:
        k = network.ledger.words(r.x[None], r.h[None], torch.ones(1, len(r.x)), network.head_drop)
        found = (torch.sigmoid(network.ledger.heads["frame"](k))[0] >= threshold).nonzero().tolist()
        stages, kinds = network.ledger.heads["frame_stage"](k)[0], network.ledger.heads["frame_kind"](k)[0]
        roles = network.ledger.role(k, k, network.head_drop)[0]
        gold = {(w, t): (s, ks, row) for w, t, s, ks, row in r.window.frames}
        counts["found"] += len(found)
        counts["gold"] += len(gold)
        for w, t in found:
            if (w, t) not in gold:
                continue
            stage, kind, row = gold[w, t]
            counts["right"] += 1
            name = labels.FRAME[t]
            ours = [i for i, s in enumerate(labels.FRAME_STAGE) if s.startswith(name)]
            counts["stage"] += ours[int(stages[w, ours].argmax())] == stage
            ours = [i for i, s in enumerate(labels.FRAME_KIND) if s.startswith(name)]
            counts["kind"] += ours[int(kinds[w, ours].argmax())] in kind
            said = roles[w].argmax(-1).tolist()
            counts["role right"] += sum(a == b != 0 for a, b in zip(said, row, strict=True))
            counts["role found"] += sum(a != 0 for a in said)
            counts["role gold"] += sum(b != 0 for b in row)
    f1 = lambda a, b, c: round(2 * counts[a] / max(counts[b] + counts[c], 1), 3)  # noqa: E731
    right = max(counts["right"], 1)
    return {"trigger f1": f1("right", "found", "gold"), "stage": round(counts["stage"] / right, 3), "kind": round(counts["kind"] / right, 3),
            "role f1": f1("role right", "role found", "role gold"), "gold": counts["gold"], "found": counts["found"]}  # fmt: skip


def train(start: str, name: str, epochs: int) -> None:
    torch.manual_seed(7)
    rng = random.Random(7)
    network = Network()
    network.load_state_dict(torch.load(HERE / "runs" / f"{start}.pt", weights_only=True), strict=False)
    network.eval()
    sentences = [s for path in sorted(FRAMES.glob("*.txt")) for s in frames_format.iter_sentences(path)]
    kept = [s for s in sentences if not is_held_out(s.id)]
    held = run_reader(network, windows([s for s in sentences if is_held_out(s.id)], rng))
    pools = [run_reader(network, windows(kept, rng)) for _ in range(JOININGS)]
    print(len(kept), "sentences,", sum(len(s.frames) for s in kept), "frames to train on;", len(held), "windows held out", flush=True)
    for p in network.parameters():
        p.requires_grad_(False)
    for p in network.ledger.parameters():
        p.requires_grad_(True)
    optimiser = torch.optim.AdamW(network.ledger.parameters(), lr=8e-4, weight_decay=0.02)
    steps = sum(-(-len(pools[epoch % JOININGS]) // 16) for epoch in range(epochs))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=8e-4, total_steps=steps + 1, pct_start=0.1)
    clock = time.time()
    for epoch in range(epochs):
        network.ledger.train()
        network.head_drop.train()
        pool = pools[epoch % JOININGS]
        order = rng.sample(range(len(pool)), len(pool))
        losses = []
        for low in range(0, len(order), 16):
            loss = loss_of(network, [pool[i] for i in order[low : low + 16]])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.ledger.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        network.eval()
        print(f"epoch {epoch} {time.time() - clock:.0f}s loss {sum(losses) / len(losses):.3f} {score(network, held)}", flush=True)
    torch.save(network.state_dict(), HERE / "runs" / f"{name}.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", default="polish")
    parser.add_argument("--name", default="ledger")
    parser.add_argument("--epochs", type=int, default=30)
    arguments = parser.parse_args()
    train(arguments.start, arguments.name, arguments.epochs)
