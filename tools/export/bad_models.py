"""Small .onnx files that an import must refuse: tests/fixtures/packs/bad. Run: python3 tools/export/bad_models.py"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

FOLDER = Path(__file__).parents[2] / "tests" / "fixtures" / "packs" / "bad"


def model(name: str, size: int, sound: list[int], factor: float) -> None:
    """The first three planes of the picture, times a factor."""
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 6, size, size])
    heard = helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, *sound])
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3, size, size])
    constants = {
        "starts": np.array([0]),
        "ends": np.array([3]),
        "axes": np.array([1]),
        "factor": np.array(factor, np.float32),
    }
    nodes = [
        helper.make_node("Slice", ["picture", "starts", "ends", "axes"], ["face"]),
        helper.make_node("ReduceMean", ["sound"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "factor"], ["light"]),
        helper.make_node("Add", ["face", "light"], ["output"]),
    ]
    initialisers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    graph = helper.make_graph(nodes, name, [picture, heard], [output], initialisers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(made)
    save(made, FOLDER / f"{name}.onnx")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    model("nan", 96, [1, 80, 16], float("nan"))
    model("picture-of-256", 256, [1, 80, 16], 0.01)
    model("sound-of-8", 160, [32, 8, 8], 0.01)
    model("hubert-without-encoder", 160, [16, 32, 32], 0.01)


if __name__ == "__main__":
    main()
