"""Writes tests/fixtures/branching.onnx and choosing.onnx, tiny graphs for the tests of tools/models.

    python3 tools/models/onnx_fixtures.py tests/fixtures

branching:  doubled = x · two;  picked = if flag then doubled + inner else doubled;  y = picked · unused
choosing:   if rate = 16 then (y = 2x, n = state + 1) else (y = 3x, n = state), through Identity nodes
"""

import sys
from pathlib import Path

import onnx
from onnx import GraphProto, NodeProto, TensorProto, helper


def floats(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [2])


def constant(name: str, value: float) -> NodeProto:
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, TensorProto.FLOAT, [1], [value]))


def branch(name: str, *nodes: NodeProto, outputs: tuple[str, ...] = ()) -> GraphProto:
    return helper.make_graph(nodes, name, [], [floats(output) for output in outputs or nodes[-1].output])


def branching() -> GraphProto:
    weights = {"two": 2.0, "inner": 10.0, "unused": 100.0}
    constants = [helper.make_tensor(n, TensorProto.FLOAT, [1], [v]) for n, v in weights.items()]
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
    inputs = [floats("x"), helper.make_tensor_value_info("flag", TensorProto.BOOL, [])]
    return helper.make_graph(nodes, "branching", inputs, [floats("y")], constants)


def choosing() -> GraphProto:
    then = branch(
        "then",
        constant("two", 2),
        constant("one", 1),
        helper.make_node("Mul", ["x", "two"], ["then_y"]),
        helper.make_node("Add", ["state", "one"], ["then_n"]),
        outputs=("then_y", "then_n"),
    )
    otherwise = branch(
        "else",
        constant("three", 3),
        helper.make_node("Mul", ["x", "three"], ["else_y"]),
        helper.make_node("Identity", ["state"], ["else_n"]),
        outputs=("else_y", "else_n"),
    )
    sixteen = helper.make_tensor("sixteen", TensorProto.INT64, [], [16])
    nodes = [
        helper.make_node("Constant", [], ["sixteen"], value=sixteen),
        helper.make_node("Equal", ["rate", "sixteen"], ["is_wide"]),
        helper.make_node("If", ["is_wide"], ["if_y", "if_n"], then_branch=then, else_branch=otherwise),
        helper.make_node("Identity", ["if_y"], ["y"]),
        helper.make_node("Identity", ["if_n"], ["n"]),
    ]
    inputs = [floats("x"), floats("state"), helper.make_tensor_value_info("rate", TensorProto.INT64, [])]
    return helper.make_graph(nodes, "choosing", inputs, [floats("y"), floats("n")])


def main(folder: str) -> None:
    for graph in (branching(), choosing()):
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, Path(folder) / f"{graph.name}.onnx")


if __name__ == "__main__":
    main(sys.argv[1])
