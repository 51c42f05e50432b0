"""Teaches the small network what larger ones say of texts, with and without labels of ours (Hinton et al. 2015).

    python -m training.distill --data DATA [--teachers teacher polish] [--start polish]

Each epoch reads the training part of the corpus once and a share of the texts of training.texts. Where a window has labels, the loss is shared between them and the
teachers' opinion (``gold`` in training/config.toml); elsewhere the opinion alone counts. The teachers read each batch as it comes, so nothing of theirs is stored.
Names and sentence ends come from their own labels only. Trees and tags of texts that have none are taught by the teachers of the small make: the larger ones see too little
of them to know better, and without any the small network forgets how news is built.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.batches import Batch, collate, encode, load_tokenizer, make_batches
from training.corpus_format import HERE
from training.data import Example, join, load_public
from training.network import Network
from training.teacher import MPNet
from training.texts import load_texts
from training.train import (
    Reading,
    beyond,
    losses_of,
    new_network,
    optimiser_of,
    own_examples,
    rate_at,
    read,
    relation_scores,
    stage_examples,
    start_model_folder,
    weighed,
)

#: Heads of single words that are taught, each with the head whose event or mention it belongs to (None: it counts for every word).
TAUGHT = {"mention": None, "trigger": None, "cue": None, "kind": "mention", "sector": "mention", "status": "trigger", "mode": "trigger"}
#: Pair heads that are taught, each with the head that says which left words matter.
LEFT = {"role": "trigger", "quote": "cue", "frame_role": "frame"}
#: A left word is asked about from this probability on, a marked pair is made from this one on.
ASKED, SURE = 0.15, 0.5
MOST_ROWS, MOST_PAIRS = 160, 32


@dataclass(slots=True)
class Opinion:
    """What the teachers say of a batch, all as probabilities."""

    tokens: dict[str, Tensor]  # (b, words, labels)
    frame: Tensor  # (b, words, types)
    rows: dict[str, tuple[Tensor, Tensor, Tensor]]  # pair head -> item, left word, (rows, words, labels)
    contexts: tuple[Tensor, Tensor, Tensor]  # item, word, (rows, contexts)
    pairs: tuple[Tensor, Tensor, Tensor, Tensor]  # item, source mask, target mask, (pairs, classes)
    trees: tuple[Tensor, Tensor, Tensor]  # heads (b, words, root and words), labels at the likeliest head (b, words, labels), tags (b, words, tags)

    def mass(self, head: str) -> Tensor:
        """How likely each word (b, words) is to be anything for a head."""
        return self.frame.amax(-1) if head == "frame" else 1 - self.tokens[head][..., 0]


@torch.no_grad()
def ask(teachers: list[tuple[Network, bool]], batch: Batch, rng: random.Random) -> Opinion:
    """The mean of what the teachers say (of frames: of those that know them); marked pairs are the batch's own and those that their roles name."""
    whole = [(t, read(t, batch)) for t, _ in teachers]
    framed = [pair for pair, (_, knows) in zip(whole, teachers, strict=True) if knows]

    def mean(values: list[Tensor]) -> Tensor:
        return torch.stack(values).mean(0)

    tokens = {name: mean([torch.softmax(r.tokens[name].float(), -1) for _, r in whole]) for name in TAUGHT}
    tokens |= {name: mean([torch.softmax(r.frames[name].float(), -1) for _, r in framed]) for name in ("frame_stage", "frame_kind")}
    opinion = Opinion(tokens, mean([torch.sigmoid(r.frames["frame"].float()) for _, r in framed]), {}, (Tensor(),) * 3, (Tensor(),) * 4, (Tensor(),) * 3)
    for name, source in LEFT.items():
        item, left = _some(((opinion.mass(source) >= ASKED) & (batch.word_mask > 0)).nonzero(), MOST_ROWS, rng).unbind(1)
        asked = framed if name == "frame_role" else whole
        said = [torch.softmax(t.pair_heads[name].rows(r.h, item, left, t.head_drop).float(), -1) for t, r in asked]  # type: ignore[operator]
        opinion.rows[name] = (item, left, mean(said))
    item, left, _ = opinion.rows["role"]
    opinion.contexts = (item, left, mean([torch.sigmoid(t.context(r.d[item, left]).float()) for t, r in whole]))
    small = [(t, r) for t, r in whole if not isinstance(t.encoder, MPNet)]
    if small:
        said = [t.syntax(r.h) for t, r in small]
        heads = mean([torch.softmax(arc.float() - beyond(batch.word_mask), -1) for arc, _ in said])
        named = mean([torch.softmax(_at_heads(rel, heads.argmax(-1)).float(), -1) for _, rel in said])
        opinion.trees = (heads, named, mean([torch.softmax(r.tokens["pos"].float(), -1) for _, r in small]))
    own, source, goal = _pairs(batch, opinion, rng)
    said = [torch.softmax(relation_scores(t, batch, r, own, source, goal), -1) for t, r in whole] if len(own) else []
    opinion.pairs = (own, source, goal, mean(said) if said else Tensor())
    return opinion


def _at_heads(rel: Tensor, heads: Tensor) -> Tensor:
    """The label scores (b, words, labels) of each word's given head."""
    return torch.gather(rel, 2, heads[:, :, None, None].expand(-1, -1, 1, rel.shape[-1])).squeeze(2)


def _some(rows: Tensor, most: int, rng: random.Random) -> Tensor:
    return rows if len(rows) <= most else rows[sorted(rng.sample(range(len(rows)), most))]


def _pairs(batch: Batch, opinion: Opinion, rng: random.Random) -> tuple[Tensor, Tensor, Tensor]:
    """Marked pairs: those with a label, and for each sure trigger the words that are surely its actor and whom it is done to."""
    item, left, said = opinion.rows["role"]
    sure = opinion.mass("trigger")[item, left] >= SURE
    mask = batch.word_mask[item].float()
    source = (said[..., 1] >= SURE).float() * mask
    goal = (torch.maximum(said[..., 2], said[..., 5]) >= SURE).float() * mask
    chosen = _some((sure & ((source.sum(1) > 0) | (goal.sum(1) > 0))).nonzero(), MOST_PAIRS, rng).squeeze(1)
    labelled = batch.relations[3] >= 0
    return (torch.cat([item[chosen], batch.relations[0][labelled]]), torch.cat([source[chosen], batch.relations[1][labelled]]),
            torch.cat([goal[chosen], batch.relations[2][labelled]]))  # fmt: skip


def _agree(score: Tensor, said: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy (nats) of the student's scores against what was said, weighed by word or row."""
    each = -(said * torch.log_softmax(score.float(), -1)).sum(-1)
    return (each * weight).sum() / weight.sum().clamp(min=1e-6)


def lessons_of(network: Network, batch: Batch, reading: Reading, opinion: Opinion) -> dict[str, Tensor]:
    """The loss of every taught head against the teachers' opinion."""
    mask = batch.word_mask.float()
    parts = {name: _agree(reading.tokens[name], opinion.tokens[name], mask if of is None else mask * opinion.mass(of)) for name, of in TAUGHT.items()}
    named = mask * opinion.mass("frame")
    parts |= {name: _agree(reading.frames[name], opinion.tokens[name], named) for name in ("frame_stage", "frame_kind")}
    each = nn.functional.binary_cross_entropy_with_logits(reading.frames["frame"].float(), opinion.frame, reduction="none").sum(-1)
    parts["frame"] = (each * mask).sum() / mask.sum()
    for name, (item, left, said) in opinion.rows.items():
        if len(item):
            score = network.pair_heads[name].rows(reading.h, item, left, network.head_drop)  # type: ignore[operator]
            parts[name] = _agree(score, said, mask[item] * opinion.mass(LEFT[name])[item, left][:, None])
    heads, labels, tags = opinion.trees
    if len(heads):
        arc, rel = network.syntax(reading.h)
        parts["arc"] = _agree(arc.float() - beyond(batch.word_mask), heads, mask)
        parts["rel"] = _agree(_at_heads(rel, heads.argmax(-1)), labels, mask)
        parts["pos"] = _agree(reading.tokens["pos"], tags, mask)
    item, at, said = opinion.contexts
    if len(item):
        parts["context"] = nn.functional.binary_cross_entropy_with_logits(network.context(reading.d[item, at]).float(), said) * 5
    item, source, goal, said = opinion.pairs
    if len(item):
        parts["relation"] = _agree(relation_scores(network, batch, reading, item, source, goal), said, torch.ones(len(item), device=said.device))
    return parts


def joined(texts: list[Example], rng: random.Random) -> list[Example]:
    """Texts in windows of one to three."""
    out, rest = [], list(texts)
    while rest:
        group = [rest.pop() for _ in range(min(len(rest), rng.choice([1, 1, 2, 3])))]
        out.append(join(group) if len(group) > 1 and sum(len(e.words) for e in group) <= 120 else group[0])
    return out


def load_teacher(run: str) -> tuple[Network, bool]:
    """A network of either size that is to teach, and whether it knows the ledger's frames."""
    state = torch.load(HERE / "runs" / f"{run}.pt", weights_only=True, map_location="cpu")
    teacher = Network(MPNet() if "encoder.distance.weight" in state else None)
    missing = teacher.load_state_dict(state, strict=False).missing_keys
    if not all("frame" in name for name in missing):
        raise SystemExit(f"{run} is of another make: it lacks {', '.join(missing[:3])}")
    return teacher.eval().requires_grad_(False), not missing


def distill(arguments: argparse.Namespace) -> None:
    config = tomllib.loads((HERE / "config.toml").read_text())
    stage, weights = config["stage"]["student"], config["weights"]
    if arguments.texts is not None:
        stage["texts"] = arguments.texts
    torch.manual_seed(config["seed"])
    torch.set_num_threads(arguments.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = load_tokenizer(start_model_folder() / "tokenizer.json")
    public, corpus = load_public(Path(arguments.data)), own_examples()
    texts = load_texts(Path(arguments.data), random.Random(config["seed"]))
    teachers = [(teacher.to(device), knows) for teacher, knows in map(load_teacher, arguments.teachers)]
    if not any(knows for _, knows in teachers):
        raise SystemExit("none of the teachers knows the ledger's frames")
    network = new_network()
    runs = HERE / "runs"
    network.load_state_dict(torch.load(runs / f"{arguments.start or stage['start_from']}.pt", weights_only=True), strict=False)
    network.to(device)
    optimiser = optimiser_of(network, stage)
    checkpoint, done, epochs = runs / f"{arguments.name}.resume.pt", 0, arguments.epochs or stage["epochs"]
    if checkpoint.exists() and not arguments.fresh:
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        done = saved["epoch"]
    clock, share = time.time(), int(len(texts) * stage["texts"])
    for epoch in range(done, epochs):
        rng = random.Random(config["seed"] * 1000 + epoch)
        at = epoch * share % len(texts)
        chosen = (texts + texts)[at : at + share]
        items = [e for e in (encode(tokenizer, x) for x in stage_examples(stage, public, corpus, rng) + joined(chosen, rng)) if e is not None]
        batches = make_batches(items, pieces=stage["pieces"], rng=rng)
        network.train()
        seen: dict[str, list[float]] = {}
        for number, group in enumerate(batches):
            for g, rate in zip(optimiser.param_groups, (stage["lr"], stage["head_lr"]), strict=True):
                g["lr"] = rate * arguments.rate * rate_at((epoch + number / len(batches)) / epochs)
            batch = collate(group).to(device)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                opinion = ask(teachers, batch, rng)
                reading = read(network, batch)
                gold = losses_of(network, batch, reading)
                lessons = lessons_of(network, batch, reading, opinion)
            # where the batch has labels of a head, labels and opinion share its weight; a head that nobody teaches has its labels alone
            shared = {name: stage["gold"] * value if name in lessons else value for name, value in gold.items()}
            total = weighed(shared, weights) + weighed({name: (1 - stage["gold"]) * value for name, value in lessons.items()}, weights)
            optimiser.zero_grad()
            total.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            for name, value in lessons.items():
                seen.setdefault(name, []).append(float(value.detach()))
            if (number + 1) % 50 == 0:
                means = {name: round(sum(v[-50:]) / len(v[-50:]), 3) for name, v in seen.items()}
                print(f"{arguments.name} epoch {epoch} {number + 1}/{len(batches)} {time.time() - clock:.0f}s {json.dumps(means)}", flush=True)
        torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, checkpoint)
        torch.save(network.state_dict(), runs / f"{arguments.name}.pt")
    print("taught", arguments.name, f"{time.time() - clock:.0f}s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--teachers", nargs="+", default=["teacher", "polish"], help="runs in training/runs whose opinions are averaged")
    parser.add_argument("--start", help="the run to start from; default: that of the configuration")
    parser.add_argument("--name", default="student")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--texts", type=float, help="share of the texts without labels in each epoch, instead of the configured one")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the configured learning rates, for a short last pass")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget the last checkpoint")
    distill(parser.parse_args())
