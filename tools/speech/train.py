"""Trains the mouth-curve head on the features of dataset.py and writes it as ONNX.

    python3 tools/speech/train.py DATASET_FOLDER ... OUT.onnx [--steps 700] [--seed 0] [--only VOICE ...]
        [--tongue-weight 3] [--twice VOICE ...] [--start HEAD.onnx] [--rate 2e-3]

What it reaches is in docs/lip-sync.md.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from labels import VISEMES
from merge import BYTES, HALF, STEPS
from network import MouthCurvesHead, RuntimeHead, loss

BATCH, CROP = 24, 100  # chunks a step, frames (4 s) of each
RATE, WARM_UP, WEIGHT_DECAY, MAX_GRADIENT = 2e-3, 50, 5e-2, 2.0
FEATURE_NOISE, NOISY_SHARE, CHANNEL_DROPOUT = 0.25, 0.5, 0.15
AVERAGE = 0.99  # of the weights over steps
OPSET = 17


class Chunks:
    """Random 4-s crops of the data set."""

    def __init__(self, folders: list[str], only: list[str], twice: list[str], rng: np.random.Generator):
        found = sorted(path for folder in folders for path in Path(folder).glob("*.npz"))
        paths = [path for path in found if not only or path.stem in only]
        files = [np.load(path) for path in paths]
        self.features, self.curves, self.visemes = (
            np.concatenate([data[name] for data in files]) for name in ("features", "curves", "visemes")
        )
        often = [np.full(len(data["curves"]), 2 if path.stem in twice else 1) for path, data in zip(paths, files, strict=True)]
        self.order = np.repeat(np.arange(len(self.curves)), np.concatenate(often))
        self.rng = rng

    def batch(self) -> tuple[Tensor, Tensor, Tensor]:
        frames = self.curves.shape[1]
        picks = self.order[self.rng.integers(len(self.order), size=BATCH)]
        starts = self.rng.integers(frames - CROP + 1, size=BATCH)
        pairs = list(zip(picks, starts, strict=True))
        features = np.stack([self.features[k, 2 * s : 2 * (s + CROP)] for k, s in pairs])
        curves = np.stack([self.curves[k, s : s + CROP] for k, s in pairs])
        visemes = np.stack([self.visemes[k, s : s + CROP] for k, s in pairs])
        return (
            torch.from_numpy(features.astype(np.float32)).transpose(1, 2),
            torch.from_numpy(curves.astype(np.float32)).transpose(1, 2),
            torch.from_numpy(visemes.astype(np.int64)),
        )

    def viseme_weights(self) -> Tensor:
        """Rare classes weigh more: 1/√frequency, mean 1."""
        share = np.bincount(self.visemes.reshape(-1), minlength=len(VISEMES)) / self.visemes.size
        weights = 1 / np.sqrt(np.maximum(share, 0.01))
        return torch.tensor(weights / weights.mean(), dtype=torch.float32)


def disturb(features: Tensor, head: MouthCurvesHead) -> Tensor:
    """Noise on half of the chunks and channels set to their mean: no single feature may be trusted."""
    noisy = torch.rand(len(features), 1, 1) < NOISY_SHARE
    features = features + FEATURE_NOISE * head.sd * torch.randn_like(features) * noisy
    dropped = torch.rand(*features.shape[:2], 1) < CHANNEL_DROPOUT
    return torch.where(dropped, head.mean, features)


def trained_head(path: str) -> MouthCurvesHead:
    """The head in an ONNX file; the last one where merge.py has joined several."""
    held = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}

    def last(name: str) -> np.ndarray:
        *_, found = sorted(key for key in held if re.sub(f"({HALF}|{BYTES})$", "", key).endswith(f"head.{name}"))
        weights = held[found].astype(np.float32)
        if found.endswith(BYTES):
            weights *= held[found.removesuffix(BYTES) + STEPS].reshape(-1, *[1] * (weights.ndim - 1))
        return weights

    head = MouthCurvesHead(last("mean").shape[1])
    for name, value in head.state_dict().items():
        value[:] = torch.from_numpy(last(name))
    return head


def new_head(chunks: Chunks) -> MouthCurvesHead:
    head = MouthCurvesHead(chunks.features.shape[-1])
    sample = chunks.features[::7, ::5].reshape(-1, chunks.features.shape[-1]).astype(np.float32)
    head.mean[:] = torch.from_numpy(sample.mean(0))[None, :, None]
    head.sd[:] = torch.from_numpy(sample.std(0) + 1e-3)[None, :, None]
    return head


def train(args: argparse.Namespace) -> MouthCurvesHead:
    torch.manual_seed(args.seed)
    chunks = Chunks(args.folders, args.only, args.twice, np.random.default_rng(args.seed))
    head = trained_head(args.start) if args.start else new_head(chunks)
    viseme_weights = chunks.viseme_weights()
    print(sum(p.numel() for p in head.parameters()), "parameters,", len(chunks.curves), "chunks")

    optimiser = torch.optim.AdamW(head.parameters(), args.rate, weight_decay=WEIGHT_DECAY)
    averaged = AveragedModel(head, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    recent: list[float] = []
    began = time.time()
    for step in range(args.steps):
        cosine = 0.5 * (1 + np.cos(np.pi * step / args.steps)) + 0.01
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / WARM_UP) * cosine
        features, curves, visemes = chunks.batch()
        with torch.autocast("cpu", torch.bfloat16):
            out = head(disturb(features, head))
        value = loss(out.float(), curves, visemes, viseme_weights, args.tongue_weight)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), MAX_GRADIENT)
        optimiser.step()
        averaged.update_parameters(head)
        recent.append(value.item())
        if (step + 1) % 50 == 0:
            print(f"step {step + 1}: loss {np.mean(recent[-50:]):.4f}, {time.time() - began:.0f} s", flush=True)
    return averaged.module.eval()


def export(head: MouthCurvesHead, out: str) -> None:
    torch.onnx.export(
        RuntimeHead(head).eval(),
        (torch.zeros(1, 200, head.mean.shape[1]),),
        out,
        opset_version=OPSET,
        dynamo=False,
        input_names=["features"],
        output_names=["curves", "closure"],
        dynamic_axes={"features": {1: "steps"}, "curves": {1: "frames"}, "closure": {1: "frames"}},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", help="a trained head to begin with")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--tongue-weight", type=float, default=1, help="of frames in which the tongue shuts the mouth")
    parser.add_argument("--only", nargs="*", default=[], help="voices, and noise; default: all")
    parser.add_argument("--twice", nargs="*", default=[], help="voices that are heard twice as often")
    args = parser.parse_args()
    torch.set_num_threads(1)
    export(train(args), args.out)
    print("→", args.out)


if __name__ == "__main__":
    main()
