"""Writes the trained U-Net as ONNX (opset 17, batch 1, weights stored in half precision) and its manifest entry.

    python3 tools/avatar/train/export.py ID        # public/models/unet-ID.onnx

The float16 weights are cast to float32 when a session is created (ONNX Runtime folds the casts), so the file halves and
every backend computes in float32. quantise.py makes the form for WASM of it; until then WASM takes this one.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from network import CURVE_WINDOW, CURVES, MouthUNet
from regions import training_folder

OPSET = 17
MODELS = Path(__file__).parents[3] / "public" / "models"
MANIFEST = MODELS / "manifest.json"
DEFAULT_AVATAR = "adam"  # whose network the first visit brings along
SMALLEST_HALVED = 256  # values; biases stay as they are


def halve_weights(model):
    """Stores large float32 initialisers as float16, each behind a Cast."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < SMALLEST_HALVED:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def tensor(name, shape):
    return {"name": name, "type": "float32", "shape": shape}


def list_in_manifest(avatar, path, size, remark="", wasm_for=None):
    """Puts the model's entry, with its new checksum, into the manifest; the others stay as they are.

    `wasm_for` names the entry in whose place this one is taken on WASM.
    """
    picture, data = [1, 3, size, size], path.read_bytes()
    entry = {
        "id": path.stem,
        "name": f"{avatar.title()}'s mouth{remark}",
        "file": path.name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "CC0-1.0",
        "source": "tools/avatar (made here)",
        "description": f"Lip-sync U-Net of the avatar {avatar.title()}{remark}: draws the lower face from its surroundings and mouth curves.",
        "inputs": [tensor("crop", picture), tensor("curves", [1, CURVE_WINDOW, CURVES])],
        "outputs": [tensor("mouth", picture)],
        "committed": True,
        "requiredFor": ["main-job"] if avatar == DEFAULT_AVATAR else ["avatar"],
    }
    manifest = json.loads(MANIFEST.read_text())
    others = [m for m in manifest["models"] if m["id"] != entry["id"]]
    for other in others:
        if other["id"] == wasm_for:
            other["wasm"] = entry["id"]
            # Only where there is a graphics card the float form is fetched with the main job.
            if "main-job" in other["requiredFor"]:
                other["requiredFor"] = ["webgpu"]
    manifest["models"] = [*others, entry]
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    # The repository's layout: lists of plain values and tensors on one line each.
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text)
    text = re.sub(r'\{\s+("name": [^{}]*"shape": \[[^\]]*\])\s+\}', lambda m: "{ " + re.sub(r"\s*\n\s*", " ", m[1]) + " }", text)
    MANIFEST.write_text(text + "\n")
    print(f"{path}: {len(data)} bytes, sha256 {entry['sha256']}")


def main(avatar):
    folder, path = training_folder(avatar), MODELS / f"unet-{avatar}.onnx"
    saved = torch.load(folder / "unet.pt", weights_only=True)
    size = int(np.sqrt((folder / "visible.u8").stat().st_size))
    network = MouthUNet(size, saved["smoothed"]["detail"].shape[-1]).eval()
    network.load_state_dict(saved["smoothed"])
    crop, curves = torch.rand(1, 3, size, size), torch.rand(1, CURVE_WINDOW, CURVES)
    torch.onnx.export(
        network,
        (crop, curves),
        str(path),
        opset_version=OPSET,
        input_names=["crop", "curves"],
        output_names=["mouth"],
        dynamo=False,
    )
    model = onnx.load(path)
    halve_weights(model)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path))
    found = session.run(None, {"crop": crop.numpy(), "curves": curves.numpy()})[0]
    with torch.no_grad():
        difference = float(np.abs(found - network(crop, curves).numpy()).max())
    list_in_manifest(avatar, path, size)
    print(f"steps {saved['steps']}, largest difference from the trained network {difference:.4f}")


if __name__ == "__main__":
    main(sys.argv[1])
