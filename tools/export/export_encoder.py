"""HuBERT or WeNet to an audio encoder for model packs (docs/model-packs.md), which takes 16 kHz sound.

    python3 tools/export/export_encoder.py --hubert hubert-large-ls960-ft --out hubert.onnx
    python3 tools/export/export_encoder.py --wenet data_utils/encoder.onnx --out wenet.onnx

HuBERT: a folder of Hugging Face's with config.json and pytorch_model.bin or model.safetensors (or such a weights file).
WeNet: the encoder.onnx that Ultralight-Digital-Human runs; its filter banks are put before it.
Weights are stored in half precision and computed with in single precision: HuBERT large takes 0.63 GB, not 1.26.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from checkpoint import load, read_state
from filter_banks import CHUNK, ROW, FilterBanks, rows_of
from hubert import Hubert, own_names, sizes_of
from networks import parameters
from onnx_file import compare, halve_file, is_halved, round_weights, write
from wenet import constants_of, join, shape_of

TRIED_SAMPLES = (20_000, 9_001)
"""Lengths of random sound that each encoder is compared on."""
WIDTH = 1024
"""Values of a step that the U-Nets of "hubert" mode take."""


def noise(samples: int) -> torch.Tensor:
    return torch.rand(1, samples, generator=torch.Generator().manual_seed(samples)) * 1.6 - 0.8


def hubert_files(given: Path) -> tuple[Path, dict, bool]:
    """The weights, what config.json says, and whether the sound is normalised (as for all large ones)."""
    folder = given if given.is_dir() else given.parent
    names = ("model.safetensors", "pytorch_model.bin")
    weights = next((folder / name for name in names if (folder / name).exists()), None)
    weights = weights if given.is_dir() else given
    if weights is None:
        raise SystemExit(f"{folder} holds neither {' nor '.join(names)}")

    def described(name: str) -> dict:
        return json.loads((folder / name).read_text()) if (folder / name).exists() else {}

    return weights, described("config.json"), described("preprocessor_config.json").get("do_normalize", True)


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    if path.suffix != ".safetensors":
        return read_state(path)
    from safetensors.torch import load_file

    return load_file(path)


def read_hubert(given: Path) -> Hubert:
    weights, config, normalise = hubert_files(given)
    state = own_names(read_weights(weights))
    network = Hubert(sizes_of(state, config), normalise)
    load(network, state, weights.name)
    return network.eval()


def write_hubert(network: torch.nn.Module, out: Path) -> float:
    """Rounds the network's weights to half precision; returns its largest difference to the file."""
    round_weights(network)
    free = {"sound": {1: "samples"}, "features": {1: "steps"}}
    write(network, {"sound": noise(TRIED_SAMPLES[0])}, "features", out, free, fold=False)
    halve_file(out)
    differences = []
    for samples in TRIED_SAMPLES:
        with torch.no_grad():
            expected = network(noise(samples)).numpy()
        differences.append(compare(out, {"sound": noise(samples)}, expected))
    return max(differences)


def write_wenet(source: Path, out: Path) -> float:
    """Returns the largest difference to the encoder run chunk by chunk, weights rounded in both."""
    rounded = onnx.load(source)
    for tensor in rounded.graph.initializer:
        if is_halved(tensor):
            half = numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(numpy_helper.from_array(half.astype(np.float32), tensor.name))
    onnx.save(join(onnx.load(source)), out)
    chunk, feeds = constants_of(rounded.graph)
    shape = shape_of(rounded.graph, chunk)
    session = onnxruntime.InferenceSession(rounded.SerializeToString(), providers=["CPUExecutionProvider"])
    differences = []
    for samples in TRIED_SAMPLES:
        with torch.no_grad():
            banks = FilterBanks()(noise(samples)).numpy()
        rows = []
        for row in range(rows_of(len(banks) - CHUNK)):
            seen = banks[row * ROW : row * ROW + CHUNK].reshape(shape)
            rows.append(session.run(None, {chunk: seen, **feeds})[0].reshape(16, 512))
        differences.append(compare(out, {"sound": noise(samples)}, np.array(rows)[None]))
    return max(differences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--hubert", type=Path, help="folder or weights file")
    source.add_argument("--wenet", type=Path, help="encoder.onnx")
    parser.add_argument("--out", type=Path, required=True, help="the encoder to write, an .onnx")
    args = parser.parse_args()
    if args.hubert is not None:
        network = read_hubert(args.hubert)
        width = network.encoder.layer_norm.weight.numel()
        if width != WIDTH:
            raise SystemExit(f"This HuBERT gives {width} values a step; Ultralight's takes {WIDTH}")
        difference = write_hubert(network, args.out)
        print(f"{parameters(network) / 1e6:.2f} M parameters")
    else:
        difference = write_wenet(args.wenet, args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB, largest difference {difference:.1e}")


if __name__ == "__main__":
    main()
