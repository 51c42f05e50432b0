"""The network: a MiniLM encoder over word pieces, two word-level layers that also see letter case, and light heads.

BERT after Devlin et al. (2019), in plain torch so that the exported graph holds nothing but matrix products; biaffine
parser after Dozat and Manning (2017).
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn

from training import labels

N_FEATURES = 10
WIDTH = 384


class Drop(nn.Module):
    """Dropout whose mask comes from random bytes: on a CPU several times as fast as torch's, with a rate rounded to 1/256."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.below = round(rate * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        n = x.numel()
        noise = torch.empty(n // 8 + 1, dtype=torch.int64, device=x.device).random_().view(torch.uint8)[:n].view(x.shape)
        return x * (noise >= self.below).to(x.dtype).mul_(256 / (256 - self.below))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor, drop: nn.Module) -> Tensor:
        b, t, w = x.shape
        q, k, v = (f(x).view(b, t, self.heads, self.size).transpose(1, 2) for f in (self.query, self.key, self.value))
        a = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(self.size) + bias, dim=-1)
        return self.norm(x + drop(self.out((drop(a) @ v).transpose(1, 2).reshape(b, t, w))))


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.attention = Attention(width, heads)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor, drop: nn.Module) -> Tensor:
        x = self.attention(x, bias, drop)
        return self.norm(x + drop(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    width = WIDTH

    def __init__(self, vocabulary: int = 30522, layers: int = 6) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(WIDTH, 12, 1536) for _ in range(layers))
        self.mix = nn.Parameter(torch.tensor([0.0] * layers + [2.0]))

    def forward(self, ids: Tensor, bias: Tensor, drop: nn.Module) -> Tensor:
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kinds.weight[0]
        x = drop(self.norm(x))
        weights = torch.softmax(self.mix, 0)
        total = weights[0] * x
        for i, layer in enumerate(self.layers):
            x = layer(x, bias, drop)
            total = total + weights[i + 1] * x
        return total

    def load(self, path: Path) -> None:
        """Loads the weights of a BERT checkpoint in safetensors format."""
        from safetensors.torch import load_file

        state = load_file(path)
        names = {
            "words.weight": "embeddings.word_embeddings.weight", "positions.weight": "embeddings.position_embeddings.weight",
            "kinds.weight": "embeddings.token_type_embeddings.weight", "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
        }
        parts = {"attention.query": "attention.self.query", "attention.key": "attention.self.key", "attention.value": "attention.self.value",
                 "attention.out": "attention.output.dense", "attention.norm": "attention.output.LayerNorm",
                 "up": "intermediate.dense", "down": "output.dense", "norm": "output.LayerNorm"}
        for i in range(len(self.layers)):
            for ours, theirs in parts.items():
                for kind in ("weight", "bias"):
                    names[f"layers.{i}.{ours}.{kind}"] = f"encoder.layer.{i}.{theirs}.{kind}"
        self.load_state_dict({ours: state[theirs] for ours, theirs in names.items()} | {"mix": self.mix.data})


class Pair(nn.Module):
    """Scores of every label for every ordered pair of words: bilinear plus linear terms."""

    def __init__(self, n_labels: int, size: int, width: int = WIDTH) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(width, size), nn.Linear(width, size)
        self.weight = nn.Parameter(torch.randn(n_labels, size, size) * 0.02)
        self.left_score, self.right_score = nn.Linear(size, n_labels), nn.Linear(size, n_labels, bias=False)

    def forward(self, left: Tensor, right: Tensor, drop: nn.Module) -> Tensor:
        """left (b, m, width), right (b, n, width) -> (b, m, n, labels)."""
        p, q = drop(nn.functional.gelu(self.left(left))), drop(nn.functional.gelu(self.right(right)))
        s = (p.unsqueeze(1) @ self.weight) @ q.unsqueeze(1).transpose(-1, -2)  # (b, labels, m, n)
        return s.permute(0, 2, 3, 1) + self.left_score(p).unsqueeze(2) + self.right_score(q).unsqueeze(1)

    def rows(self, h: Tensor, item: Tensor, left: Tensor, drop: nn.Module) -> Tensor:
        """The scores of some left words only: h (b, n, width), item and left (rows,) -> (rows, n, labels). Same sums, far less work."""
        p, q = drop(nn.functional.gelu(self.left(h[item, left]))), drop(nn.functional.gelu(self.right(h)))
        n_labels, size, _ = self.weight.shape
        turned = (p @ self.weight.permute(1, 0, 2).reshape(size, n_labels * size)).view(-1, n_labels, size)
        s = q[item] @ turned.transpose(1, 2)  # (rows, n, labels)
        return s + self.left_score(p).unsqueeze(1) + self.right_score(q)[item]


class Network(nn.Module):
    """The encoder, the word layers and the heads; ``encoder`` is another one where a larger network is to teach this one."""

    def __init__(self, encoder: nn.Module | None = None) -> None:
        super().__init__()
        self.encoder = encoder or Encoder()
        width: int = self.encoder.width  # type: ignore[assignment]
        self.features = nn.Linear(N_FEATURES, width)
        self.word_norm = nn.LayerNorm(width)
        self.word_layers = nn.ModuleList(Layer(width, width // 64, 2 * width) for _ in range(2))
        self.token_heads = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in labels.TOKEN_HEADS.items()})
        self.context = nn.Linear(width, len(labels.CONTEXT))
        self.frame_heads = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in labels.FRAME_HEADS.items()})
        self.pair_heads = nn.ModuleDict({name: Pair(len(values), 64 if name == "frame_role" else 96, width) for name, values in labels.PAIR_HEADS.items()})
        self.arc = Pair(1, 192, width)
        self.rel = Pair(len(labels.DEPREL), 48, width)
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.relate = nn.Sequential(nn.Linear(3 * width, WIDTH), nn.GELU(), nn.Dropout(0.2), nn.Linear(WIDTH, len(labels.RELATION)))
        self.drop = Drop(0.1)
        self.head_drop = Drop(0.2)

    def words(self, ids: Tensor, mask: Tensor, first: Tensor, features: Tensor, word_mask: Tensor) -> Tensor:
        """Word vectors (b, words, width) from piece ids (b, pieces), index of each word's first piece and case features."""
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        x = self.encoder(ids, bias, self.drop)
        x = torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
        x = self.word_norm(x + self.features(features))
        bias = (1.0 - word_mask[:, None, None, :].float()) * -1e4
        for layer in self.word_layers:
            x = layer(x, bias, self.drop)
        return x

    def relation(self, h: Tensor, source: Tensor, target: Tensor, word_mask: Tensor, roles: Tensor, trigger: Tensor) -> Tensor:
        """Type scores for one marked pair per item; ``source`` and ``target`` are 0/1 masks over words (b, words)."""
        s_weight = source / source.sum(1, keepdim=True).clamp(min=1)
        t_weight = target / target.sum(1, keepdim=True).clamp(min=1)
        s, t = (s_weight.unsqueeze(1) @ h).squeeze(1), (t_weight.unsqueeze(1) @ h).squeeze(1)
        actor = (roles[..., 1] @ s_weight.unsqueeze(-1)).squeeze(-1)
        recipient = (torch.maximum(roles[..., 2], roles[..., 5]) @ t_weight.unsqueeze(-1)).squeeze(-1)
        salience = torch.logsumexp(trigger[..., 1:], -1) - trigger[..., 0]
        weight = torch.softmax(salience + actor + recipient - (1 - word_mask.float()) * 1e4, -1)
        pooled = (weight.unsqueeze(1) @ h).squeeze(1)
        return self.relate(torch.cat([s, t, pooled], -1))

    def syntax(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """Arc scores (b, dependents, heads + root at column 0) and label scores (b, dependents, heads + root, labels)."""
        heads = torch.cat([self.root.expand(h.shape[0], 1, -1), h], 1)
        return self.arc(h, heads, self.head_drop).squeeze(-1), self.rel(h, heads, self.head_drop)
