"""The encoder that Ultralight hears with in "wenet" mode, joined with its filter banks in one graph.

The public encoder.onnx takes one chunk of 67 filter bank frames and empty caches. Here a loop runs it on every chunk:
16 kHz sound [1, n] to [1, rows, 16, 512].
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, compose, helper, numpy_helper, version_converter

from filter_banks import BANDS, CHUNK, ROW, FilterBanks
from onnx_file import halve_weights, write

OPSETS = range(13, 21)
"""What the filter banks can be written in."""
OFFSET = 100
CACHES = {"att_cache": (3, 8, 16, 128), "cnn_cache": (3, 1, 512, 14)}
"""Their sizes in the public encoder, where its file leaves them free; Ultralight fills them with zeros for every chunk."""
ROW_SHAPE = (16, 512)


def constants_of(encoder: onnx.GraphProto) -> tuple[str, dict[str, np.ndarray]]:
    """The input that takes the chunk, and the one value that each other one holds throughout."""
    stored = {tensor.name for tensor in encoder.initializer}
    inputs = [value for value in encoder.input if value.name not in stored]
    chunk, constants = "", {}
    for value in inputs:
        sizes = [axis.dim_value for axis in value.type.tensor_type.shape.dim]
        if sizes[-2:] == [CHUNK, BANDS] or value.name == "chunk":
            chunk = value.name
        elif value.name == "offset":
            constants[value.name] = np.full(1, OFFSET, np.int64)
        elif value.name in CACHES:
            shape = sizes if sizes and all(sizes) else CACHES[value.name]
            constants[value.name] = np.zeros(shape, np.float32)
        else:
            raise SystemExit(f'The encoder has an input "{value.name}" {sizes}; expected chunk [1, 1, 67, 80], offset, att_cache and cnn_cache')  # fmt: skip
    if not chunk:
        raise SystemExit("The encoder has no input for a chunk of [1, 1, 67, 80]")
    return chunk, constants


def shape_of(encoder: onnx.GraphProto, name: str) -> list[int]:
    value = next(value for value in encoder.input if value.name == name)
    sizes = [axis.dim_value for axis in value.type.tensor_type.shape.dim]
    return [1] * (len(sizes) - 2) + [CHUNK, BANDS]


def filter_banks(opset: int) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "banks.onnx")
        sound = torch.zeros(1, 3000)
        free = {"sound": {1: "samples"}, "banks": {0: "frames"}}
        write(FilterBanks(), {"sound": sound}, "banks", path, free, opset, fold=False)
        return onnx.load(path)


def whole(values: list[int], name: str) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(values, np.int64), name)


def join(encoder: onnx.ModelProto) -> onnx.ModelProto:
    """The encoder's weights are stored in half precision. Raises SystemExit for an encoder with other inputs."""
    opset = next(entry.version for entry in encoder.opset_import if entry.domain in ("", "ai.onnx"))
    if opset not in OPSETS:
        encoder = version_converter.convert_version(encoder, 17)
        opset = 17
    chunk, constants = constants_of(encoder.graph)
    shape = shape_of(encoder.graph, chunk)
    encoder = compose.add_prefix(encoder, "encoder/")
    banks = filter_banks(opset)

    body = encoder.graph
    answer = body.output[0].name
    slicing = [
        helper.make_node("Mul", ["row", "step"], ["first"]),
        helper.make_node("Add", ["first", "length"], ["behind"]),
        helper.make_node("Slice", ["banks", "first", "behind", "axis"], ["frames"]),
        helper.make_node("Reshape", ["frames", "chunk_shape"], [f"encoder/{chunk}"]),
    ]
    loop_body = helper.make_graph(
        [
            helper.make_node("Reshape", ["index", "one"], ["row"]),
            *slicing,
            *body.node,
            helper.make_node("Reshape", [answer, "row_shape"], ["heard"]),
            helper.make_node("Identity", ["going"], ["going_on"]),
        ],
        "row",
        [
            helper.make_tensor_value_info("index", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
        ],
        [
            helper.make_tensor_value_info("going_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("heard", TensorProto.FLOAT, ROW_SHAPE),
        ],
    )
    # A chunk more than the frames is there; rows go on until a chunk reaches past the last one.
    counting = [
        helper.make_node("Shape", ["banks"], ["banks_shape"]),
        helper.make_node("Slice", ["banks_shape", "zero", "one", "zero"], ["padded"]),
        helper.make_node("Sub", ["padded", "surplus"], ["counted"]),
        helper.make_node("Div", ["counted", "step"], ["some_rows"]),
        helper.make_node("Max", ["some_rows", "one"], ["rows"]),
        helper.make_node("Reshape", ["rows", "scalar"], ["row_count"]),
        helper.make_node("Loop", ["row_count", ""], ["all_heard"], body=loop_body),
        helper.make_node("Reshape", ["all_heard", "output_shape"], ["features"]),
    ]
    filled = [
        helper.make_node("ConstantOfShape", [f"{name}_shape"], [f"encoder/{name}"], value=numpy_helper.from_array(value.reshape(-1)[:1], "value"))
        for name, value in constants.items()
    ]  # fmt: skip
    own = [
        *(whole(list(value.shape), f"{name}_shape") for name, value in constants.items()),
        whole([ROW], "step"),
        whole([CHUNK], "length"),
        whole([0], "zero"),
        whole([0], "axis"),
        whole([1], "one"),
        whole([], "scalar"),
        # frames + 67 - 125 = frames - 58, and ceil((frames - 62) / 5) = floor((frames - 58) / 5).
        whole([2 * CHUNK - ROW - (ROW - 1)], "surplus"),
        whole(shape, "chunk_shape"),
        whole(list(ROW_SHAPE), "row_shape"),
        whole([1, -1, *ROW_SHAPE], "output_shape"),
    ]
    weights = helper.make_graph([], "weights", [], [], list(encoder.graph.initializer))
    halve_weights(weights)
    graph = helper.make_graph(
        [*weights.node, *filled, *banks.graph.node, *counting],
        "wenet",
        [helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, "samples"])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, "rows", *ROW_SHAPE])],
        [*weights.initializer, *banks.graph.initializer, *own],
    )
    domains = {entry.domain: entry for entry in [*banks.opset_import, *encoder.opset_import]}
    made = helper.make_model(graph, opset_imports=list(domains.values()), ir_version=min(10, max(8, encoder.ir_version)))  # fmt: skip
    made.functions.extend(encoder.functions)
    onnx.checker.check_model(made)
    return made
