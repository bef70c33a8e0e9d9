"""Speech features from the frozen Moonshine-tiny encoder, cut after its fourth layer.

The file comes from `npm run models`. Feature j of the encoder stands at (384 · j + 447)/16000 s.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"
ENCODER = MODELS / "moonshine_cut4.onnx"
FEATURES = 288
STRIDE, CENTRE = 384, 447  # samples
STEP = 320  # samples of one interpolated step: 50 Hz, two a video frame
SAMPLES_PER_FRAME = 640
BLOCK, MARGIN = 200, 25  # frames: 8-s blocks, seen with 1 s on both sides
MIN_WINDOW = 12  # frames; shorter audio is extended with silence


def open_session(path: Path | str = ENCODER) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def interpolate(features: np.ndarray, steps: int) -> np.ndarray:
    """[encoder steps × 288] at 41.67 Hz → [steps × 288] at 50 Hz, clamped at both ends."""
    position = ((np.arange(steps) + 0.5) * STEP - CENTRE) / STRIDE
    before = np.clip(np.floor(position), 0, len(features) - 2).astype(int)
    weight = np.clip(position - before, 0, 1)[:, None].astype(np.float32)
    return features[before] * (1 - weight) + features[before + 1] * weight


class Encoder:
    def __init__(self, path: Path | str = ENCODER):
        self.session = open_session(path)

    def window(self, audio: np.ndarray) -> np.ndarray:
        """float32 [frames · 640] seen at once → features [2 · frames × 288] at 50 Hz."""
        raw = self.session.run(None, {"input_values": audio[None].astype(np.float32)})[0][0]
        return interpolate(raw, len(audio) // STEP)


def windows(frames: int) -> list[tuple[int, int, int, int]]:
    """(window start, window end, kept start, kept end) in frames for `frames` frames of audio."""
    plan = []
    for start in range(0, frames, BLOCK):
        end = min(start + BLOCK, frames)
        plan.append((max(0, start - MARGIN), min(frames, end + MARGIN), start, end))
    return plan
