"""Speech features from a frozen Moonshine encoder: tiny, cut after its fourth layer, or base, cut after its fifth.

The files come from `npm run models`. Feature j of the encoder stands at (384 · j + 447)/16000 s.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"
STRIDE, CENTRE = 384, 447  # samples
STEP = 320  # samples of one interpolated step: 50 Hz, two a video frame
SAMPLES_PER_FRAME = 640
BLOCK, MARGIN = 200, 25  # frames: 8-s blocks, seen with 1 s on both sides
MIN_WINDOW = 12  # frames; shorter audio is extended with silence


class Cut(NamedTuple):
    path: Path
    features: int  # values of a step


ENCODERS = {
    "tiny": Cut(MODELS / "moonshine_tiny_cut4.onnx", 288),
    "base": Cut(MODELS / "moonshine_base_cut5.onnx", 416),
}


def open_session(path: Path | str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def interpolate(features: np.ndarray, steps: int) -> np.ndarray:
    """[encoder steps × features] at 41.67 Hz → [steps × features] at 50 Hz, clamped at both ends."""
    position = ((np.arange(steps) + 0.5) * STEP - CENTRE) / STRIDE
    before = np.clip(np.floor(position), 0, len(features) - 2).astype(int)
    weight = np.clip(position - before, 0, 1)[:, None].astype(np.float32)
    return features[before] * (1 - weight) + features[before + 1] * weight


class Encoder:
    """One of ENCODERS, by its name or its number of features."""

    def __init__(self, wanted: str | int = "tiny"):
        found = [cut for name, cut in ENCODERS.items() if wanted in (name, cut.features)]
        if not found:
            raise ValueError(f"no encoder is {wanted!r}")
        self.session = open_session(found[0].path)

    def window(self, audio: np.ndarray) -> np.ndarray:
        """float32 [frames · 640] seen at once → features [2 · frames × features] at 50 Hz."""
        raw = self.session.run(None, {"input_values": audio[None].astype(np.float32)})[0][0]
        return interpolate(raw, len(audio) // STEP)


def windows(frames: int) -> list[tuple[int, int, int, int]]:
    """(window start, window end, kept start, kept end) in frames for `frames` frames of audio."""
    plan = []
    for start in range(0, frames, BLOCK):
        end = min(start + BLOCK, frames)
        plan.append((max(0, start - MARGIN), min(frames, end + MARGIN), start, end))
    return plan
