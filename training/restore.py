"""Float weights back from the shipped ONNX file, so that training can go on from what ships where its checkpoint is not at hand.

    python -m training.restore [--run shipped]

int8 weights come back rounded (a step of 1/127 of the largest weight of a column); the word vectors are those of the start weights, which no training moves.
Heads that the file lacks keep their random start.
"""

from __future__ import annotations

import argparse

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from training.corpus_format import HERE
from training.export import TARGET, Exported, sample_input
from training.network import Network
from training.train import start_model_folder


def matrices(model: onnx.ModelProto) -> list[np.ndarray]:
    """The dequantised matrices (inputs, outputs) in the order in which the graph was traced."""
    values = {i.name: i for i in model.graph.initializer}
    names = [name.removesuffix("_quantized") for name in values if name.endswith("_quantized") and name.removesuffix("_quantized") + "_scale" in values]
    out = []
    for name in names:
        scale = numpy_helper.to_array(values[f"{name}_scale"])
        if scale.ndim == 1:  # per column; the word vectors have one scale for all and are not needed
            zero = numpy_helper.to_array(values[f"{name}_zero_point"]).astype(np.float32)
            out.append((numpy_helper.to_array(values[f"{name}_quantized"]).astype(np.float32) - zero) * scale)
    return out


def linear_order(network: Network) -> list[str]:
    """Names of the linear layers in the order in which the exported pass calls them."""
    order: list[str] = []
    hooks = [m.register_forward_hook(lambda *_, name=n: order.append(name)) for n, m in network.named_modules() if isinstance(m, nn.Linear)]
    Exported(network).eval()(*sample_input())
    for hook in hooks:
        hook.remove()
    return order


def restore(run: str) -> None:
    network = Network().eval()
    network.encoder.load(start_model_folder() / "model.safetensors")
    model = onnx.load(str(TARGET / "reader.onnx"))
    state = network.state_dict()
    plain = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for name in state:
        if f"network.{name}" in plain:
            state[name] = torch.tensor(plain[f"network.{name}"])
    for name, matrix in zip(linear_order(network), matrices(model), strict=True):
        if tuple(state[f"{name}.weight"].shape) != matrix.shape[::-1]:
            raise SystemExit(f"{name} is {tuple(state[f'{name}.weight'].shape)} here and {matrix.shape[::-1]} in the file: the network has changed since it was exported")
        state[f"{name}.weight"] = torch.tensor(matrix.T.copy())
    shares = [float(plain[f"select_{i + 1}"]) for i in range(len(network.encoder.layers) + 1)]
    state["encoder.mix"] = torch.log(torch.tensor(shares).clamp(min=1e-9))
    state["root"] = torch.tensor(plain["expand_1"]).flatten()
    network.load_state_dict(state)
    (HERE / "runs").mkdir(exist_ok=True)
    torch.save(network.state_dict(), HERE / "runs" / f"{run}.pt")
    print(HERE / "runs" / f"{run}.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", default="shipped")
    restore(parser.parse_args().run)
