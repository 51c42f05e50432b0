"""Exports a trained checkpoint to the files that the package ships: ONNX with int8 weights, label sets, tokenizer.

    python -m training.export --run events --name dragoman-reader-1
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from dragoman.text.tokens import iter_words
from training import labels
from training.batches import encode, load_tokenizer
from training.corpus_format import HERE
from training.data import Example
from training.network import N_FEATURES, Network
from training.train import start_model_folder

PARITY, PARITY_STORIES = HERE.parent / "tests" / "language" / "data" / "parity.json", 5
TARGET = HERE.parent / "src" / "dragoman" / "language" / "weights"
OUTPUTS = [*labels.TOKEN_HEADS, "context", "role", "quote", "arc", "rel", "relation", *labels.FRAME_HEADS, "frame_role"]


class Exported(nn.Module):
    """The network for one window at a time, softmax applied."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, first: Tensor, features: Tensor, source: Tensor, target: Tensor) -> tuple[Tensor, ...]:
        network = self.network
        word_mask = torch.ones_like(first)
        h = network.words(ids, torch.ones_like(ids), first, features, word_mask)
        scores = {name: head(h) for name, head in network.token_heads.items()}
        role = network.pair_heads["role"](h, h, network.head_drop)
        quote = network.pair_heads["quote"](h, h, network.head_drop)
        arc, rel = network.syntax(h)
        relation = network.relation(h, source, target, word_mask, role, scores["trigger"])
        out = [torch.softmax(scores[name], -1) for name in labels.TOKEN_HEADS]
        out += [torch.sigmoid(network.context(h)), torch.softmax(role, -1), torch.softmax(quote, -1), arc, rel, torch.softmax(relation, -1)]
        out.append(torch.sigmoid(network.frame_heads["frame"](h)))
        out += [torch.softmax(network.frame_heads[name](h), -1) for name in ("frame_stage", "frame_kind")]
        out.append(torch.softmax(network.pair_heads["frame_role"](h, h, network.head_drop), -1))
        return tuple(o.squeeze(0) for o in out)


def write_parity(model: Exported, name: str) -> None:
    """Writes what the float network says of a few sentences, so that a test can compare the shipped int8 model with it where torch is absent."""
    tokenizer = load_tokenizer(start_model_folder() / "tokenizer.json")
    rows = []
    for path in sorted((HERE.parent / "samples").glob("*.txt"))[:PARITY_STORIES]:
        for line in [x for x in path.read_text(encoding="utf-8").splitlines() if len(x.split()) > 8][:3]:
            spans = list(iter_words(line))[:60]
            item = encode(tokenizer, Example([line[a:b] for a, b in spans], [True] * len(spans), text=line, spans=spans))
            if item is None:
                continue
            zero = torch.zeros(1, len(spans))
            with torch.no_grad():
                values = model(torch.tensor([item.ids]), torch.tensor([item.first]), torch.tensor([item.features]), zero, zero)
            heads = dict(zip(OUTPUTS, values, strict=True))
            rows.append({
                "text": line, "words": len(spans), "best": {head: heads[head].argmax(-1).tolist() for head in ("pos", "mention", "trigger", "cue")},
                "trigger mass": [round(1 - float(v), 3) for v in heads["trigger"][:, 0]],
            })  # fmt: skip
    PARITY.parent.mkdir(exist_ok=True)
    PARITY.write_text(json.dumps({"model": name, "sentences": rows}, indent=0) + "\n", encoding="utf-8")


def sample_input() -> tuple[Tensor, ...]:
    """One made-up window, for tracing."""
    n = 9
    return (torch.randint(1000, 2000, (1, 14)), torch.arange(1, n + 1).unsqueeze(0), torch.zeros(1, n, N_FEATURES), torch.zeros(1, n), torch.zeros(1, n))


def export(run: str, name: str, target: Path = TARGET) -> None:
    """Writes the files of ``run`` to ``target``; those that ship come with what the float network says of a few sentences."""
    network = Network()
    network.load_state_dict(torch.load(HERE / "runs" / f"{run}.pt", weights_only=True, map_location="cpu"))
    model = Exported(network).eval()
    pieces, words = torch.export.Dim("pieces", min=2, max=512), torch.export.Dim("words", min=2, max=400)
    sample = sample_input()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model, sample, str(full), input_names=["ids", "first", "features", "source", "target"], output_names=OUTPUTS,
            dynamic_shapes={"ids": {1: pieces}, "first": {1: words}, "features": {1: words}, "source": {1: words}, "target": {1: words}},
            dynamo=True, external_data=False,
        )
        final = target / "reader.onnx"
        graph = onnx.load(str(full)).graph
        flat = {i.name for i in graph.initializer if len(i.dims) == 2}  # int8 per channel is defined for matrices only
        skip = [node.name for node in graph.node if node.op_type == "MatMul" and node.input[1] not in flat]
        quantize_dynamic(str(full), str(final), nodes_to_exclude=skip, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm", "Gather"])
        onnx.checker.check_model(str(final))
    shutil.copy(start_model_folder() / "tokenizer.json", target / "tokenizer.json")
    sets = {**labels.TOKEN_HEADS, **labels.PAIR_HEADS, **labels.FRAME_HEADS, "context": labels.CONTEXT, "relation": labels.RELATION, "deprel": labels.DEPREL}
    digest = hashlib.sha256(final.read_bytes()).hexdigest()
    (target / "labels.json").write_text(json.dumps({"name": name, "sha256": digest, "labels": sets}, indent=1) + "\n")
    if target == TARGET:
        write_parity(model, name)
    print(name, digest[:12], f"{final.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", default="events")
    parser.add_argument("--name", default="dragoman-reader-1")
    arguments = parser.parse_args()
    export(arguments.run, arguments.name)
