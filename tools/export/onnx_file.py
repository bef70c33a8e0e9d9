"""PyTorch network to .onnx, checked against PyTorch."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

OPSET = 17
TOLERANCE = 1e-3
SMALLEST_HALVED = 256
"""Values; smaller tensors stay in single precision."""


def write(
    network: nn.Module,
    inputs: Mapping[str, torch.Tensor],
    output: str,
    path: Path,
    free: Mapping[str, Mapping[int, str]] | None = None,
    opset: int = OPSET,
    fold: bool = True,
) -> None:
    """`free` names axes without a fixed size. Without `fold` weights stay as they are in the network."""
    network.eval()
    training = torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=free,
            opset_version=opset,
            training=training,
            do_constant_folding=fold,
            dynamo=False,
        )


def compare(path: Path, inputs: Mapping[str, torch.Tensor], expected: np.ndarray) -> float:
    """The largest difference of the file's first output. Raises SystemExit where it is not below the tolerance."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {name: tensor.numpy() for name, tensor in inputs.items()}
    difference = float(np.abs(session.run(None, feeds)[0] - expected).max())
    if not difference < TOLERANCE:
        raise SystemExit(f"{path.name} differs from PyTorch by {difference}")
    return difference


def export(
    network: nn.Module, inputs: dict[str, tuple[int, ...]], output: str, path: Path, halved: bool = False
) -> float:
    """Writes the network with fixed shapes; returns the largest difference to PyTorch on random input.

    `halved` stores weights in half precision; the network's own are rounded to it as well, so that both compute the same.
    """
    generator = torch.Generator().manual_seed(1)
    tensors = {name: torch.rand(shape, generator=generator) for name, shape in inputs.items()}
    if halved:
        round_weights(network)
    write(network, tensors, output, path, fold=not halved)
    if halved:
        halve_file(path)
    with torch.no_grad():
        expected = network.eval()(*tensors.values()).numpy()
    return compare(path, tensors, expected)


def round_weights(network: nn.Module) -> None:
    """To what half precision holds, where `halve_weights` will store them so."""
    for parameter in network.parameters():
        if parameter.numel() >= SMALLEST_HALVED:
            parameter.data = parameter.data.half().float()


def is_halved(tensor: onnx.TensorProto) -> bool:
    """Whether `halve_weights` stores it in half precision: large ones of numbers that it can hold (up to 65504)."""
    if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims, dtype=int) < SMALLEST_HALVED:
        return False
    return bool(np.abs(numpy_helper.to_array(tensor)).max() <= np.finfo(np.float16).max)


def halve_weights(graph: onnx.GraphProto) -> None:
    """Stores weights in half precision, each behind a cast: a session computes in single precision all the same."""
    casts = []
    for tensor in graph.initializer:
        if not is_halved(tensor):
            continue
        name = tensor.name
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(values, name + "_half"))
        casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def halve_file(path: Path) -> None:
    model = onnx.load(path)
    halve_weights(model.graph)
    onnx.save(model, path)
