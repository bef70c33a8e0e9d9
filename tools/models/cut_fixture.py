"""Writes tests/fixtures/branching.onnx, a tiny graph for the test of tools/models/cut-onnx.ts.

    python3 tools/models/cut_fixture.py tests/fixtures/branching.onnx

    doubled = x · two;  picked = if flag then doubled + inner else doubled;  y = picked · unused
"""

import sys

import onnx
from onnx import TensorProto, helper


def branch(name: str, node: onnx.NodeProto) -> onnx.GraphProto:
    output = helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, [2])
    return helper.make_graph([node], name, [], [output])


def main(out: str) -> None:
    floats = {"two": 2.0, "inner": 10.0, "unused": 100.0}
    constants = [helper.make_tensor(n, TensorProto.FLOAT, [1], [v]) for n, v in floats.items()]
    nodes = [
        helper.make_node("Mul", ["x", "two"], ["doubled"]),
        helper.make_node(
            "If",
            ["flag"],
            ["picked"],
            then_branch=branch("then", helper.make_node("Add", ["doubled", "inner"], ["a"])),
            else_branch=branch("else", helper.make_node("Identity", ["doubled"], ["b"])),
        ),
        helper.make_node("Mul", ["picked", "unused"], ["y"]),
    ]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, [2]),
        helper.make_tensor_value_info("flag", TensorProto.BOOL, []),
    ]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])]
    graph = helper.make_graph(nodes, "branching", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, out)


if __name__ == "__main__":
    main(sys.argv[1])
