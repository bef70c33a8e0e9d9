"""PyTorch network to .onnx, checked against PyTorch."""

import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

OPSET = 17
TOLERANCE = 1e-3


def export(network: nn.Module, inputs: dict[str, tuple[int, ...]], output: str, path: Path) -> float:
    """Writes the network with fixed shapes; returns the largest difference to PyTorch on random input."""
    network.eval()
    generator = torch.Generator().manual_seed(1)
    tensors = [torch.rand(shape, generator=generator) for shape in inputs.values()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            tuple(tensors),
            str(path),
            input_names=list(inputs),
            output_names=[output],
            opset_version=OPSET,
            dynamo=False,
        )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = dict(zip(inputs, (tensor.numpy() for tensor in tensors), strict=True))
    with torch.no_grad():
        expected = network(*tensors).numpy()
    difference = float(np.abs(session.run([output], feeds)[0] - expected).max())
    if not difference < TOLERANCE:
        raise SystemExit(f"{path.name} differs from PyTorch by {difference}")
    return difference
