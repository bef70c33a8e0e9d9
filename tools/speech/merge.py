"""Joins heads into one: the mean of their curves and of their closure logits, weights stored in 8 bits, computed in single precision.

    python3 tools/speech/merge.py HEAD.onnx[=WEIGHT] HEAD.onnx[=WEIGHT] ... OUT.onnx [--closure 0.5]

Heads trained on different voices err in different places; each but the first costs 5 % of the encoder's time.
A joined file can be joined again: WEIGHT is then the number of its heads. `--closure` is added to the joined closure logit: more
lips are shut, with less precision.
"""

from __future__ import annotations

import argparse

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

SHARED = ("features",)
# Ends of the names under which weights are stored.
BYTES, STEPS, HALF = "_bytes", "_steps", "_half"


def renamed(model: ModelProto, prefix: str) -> tuple[list[NodeProto], list[TensorProto], str, str]:
    """Nodes and weights of a head with names of its own; its curves' and its closure logits' names."""
    graph = model.graph
    closure = next(node for node in graph.node if "closure" in node.output)
    if closure.op_type != "Sigmoid":
        raise SystemExit("the closure output must be a Sigmoid")
    nodes, weights = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        name = prefix + tensor.name
        if values.dtype == np.float32 and values.ndim > 1 and values.shape[0] > 1:
            numbers, steps = in_bytes(values)
            weights += [numpy_helper.from_array(numbers, name + BYTES), numpy_helper.from_array(steps, name + STEPS)]
            nodes.append(helper.make_node("DequantizeLinear", [name + BYTES, name + STEPS], [name], axis=0))
        elif values.dtype == np.float32 and values.size > 1 and not name.endswith(STEPS):
            weights.append(numpy_helper.from_array(values.astype(np.float16), name + HALF))
            nodes.append(helper.make_node("Cast", [name + HALF], [name], to=TensorProto.FLOAT))
        else:
            weights.append(numpy_helper.from_array(values, name))
    for node in graph.node:
        if node is closure:
            continue
        copy = NodeProto()
        copy.CopyFrom(node)
        copy.name = node.name and prefix + node.name
        for names in (copy.input, copy.output):
            names[:] = [name if name in ("", *SHARED) else prefix + name for name in names]
        nodes.append(copy)
    return nodes, weights, f"{prefix}curves", prefix + closure.input[0]


def in_bytes(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights [outputs × …] → int8 of the same shape, and the step of each output's."""
    largest = np.abs(values).reshape(len(values), -1).max(1)
    steps = np.maximum(largest, np.finfo(np.float32).tiny) / 127
    numbers = np.round(values / steps.reshape(-1, *[1] * (values.ndim - 1)))
    return numbers.astype(np.int8), steps.astype(np.float32)


def merge(paths: list[str], shares: list[float], closure: float, out: str) -> None:
    models = [onnx.load(path) for path in paths]
    nodes: list[NodeProto] = []
    weights: list[TensorProto] = []
    curves, logits = [], []
    for i, (model, share) in enumerate(zip(models, shares, strict=True)):
        more, held, its_curves, its_logits = renamed(model, f"head{i}/")
        weights += [*held, numpy_helper.from_array(np.float32(share / sum(shares)), f"share{i}")]
        nodes += [
            *more,
            helper.make_node("Mul", [its_curves, f"share{i}"], [f"curves{i}"]),
            helper.make_node("Mul", [its_logits, f"share{i}"], [f"logits{i}"]),
        ]
        curves.append(f"curves{i}")
        logits.append(f"logits{i}")
    if closure != 0:
        weights.append(numpy_helper.from_array(np.float32(closure), "bias"))
        logits.append("bias")
    nodes += [
        helper.make_node("Sum", curves, ["curves"]),
        helper.make_node("Sum", logits, ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["closure"]),
    ]
    first = models[0]
    graph = helper.make_graph(nodes, "mouth-curves", first.graph.input, first.graph.output, weights)
    merged = helper.make_model(graph, opset_imports=first.opset_import, ir_version=first.ir_version)
    onnx.checker.check_model(merged)
    onnx.save(merged, out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("heads", nargs="+", metavar="HEAD.onnx[=WEIGHT]")
    parser.add_argument("target")
    parser.add_argument("--closure", type=float, default=0)
    args = parser.parse_args()
    if len(args.heads) < 2:
        raise SystemExit(__doc__)
    named = [head.partition("=") for head in args.heads]
    merge([path for path, _, _ in named], [float(weight or 1) for _, _, weight in named], args.closure, args.target)
    print("→", args.target)
