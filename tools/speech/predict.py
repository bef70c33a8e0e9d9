"""Speech → mouth curves in Python: the reference for the app's TypeScript implementation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from encoder import (
    CENTRE,
    MIN_WINDOW,
    SAMPLES_PER_FRAME,
    STEP,
    STRIDE,
    Encoder,
    open_session,
    windows,
)
from network import gate

Predictor = Callable[[np.ndarray], np.ndarray]
"""float32 [samples] at 16 kHz → float32 [ceil(samples/640) × 7]."""


def to_frames(audio: np.ndarray) -> tuple[np.ndarray, int]:
    """Audio extended with silence to whole frames and to the shortest window; and its frame count."""
    frames = -(-len(audio) // SAMPLES_PER_FRAME)
    padded = np.zeros(max(frames, MIN_WINDOW) * SAMPLES_PER_FRAME, np.float32)
    padded[: len(audio)] = audio
    return padded, frames


def head_predictor(head: str, blocks: bool = True) -> Predictor:
    """A trained head and the encoder whose features it reads; `blocks=False` shows the encoder the whole audio at once."""
    session = open_session(head)
    encoder = Encoder(session.get_inputs()[0].shape[-1])

    def predict(audio: np.ndarray) -> np.ndarray:
        padded, frames = to_frames(audio)
        total = len(padded) // SAMPLES_PER_FRAME
        plan = windows(total) if blocks else [(0, total, 0, total)]
        parts = []
        for start, end, kept_start, kept_end in plan:
            window = padded[start * SAMPLES_PER_FRAME : end * SAMPLES_PER_FRAME]
            features = encoder.window(window)[None].astype(np.float32)
            raw, closure = session.run(["curves", "closure"], {"features": features})
            curves = gate(torch.from_numpy(raw[0]), torch.from_numpy(closure[0])).numpy()
            parts.append(curves[kept_start - start : kept_end - start])
        return np.concatenate(parts)[:frames]

    return predict


def merged_predictor(path: str) -> Predictor:
    """One ONNX that holds encoder, interpolation, head and gate: (input_values, pos) → curves [1 × 7 × n]."""
    session = open_session(path)

    def predict(audio: np.ndarray) -> np.ndarray:
        padded, frames = to_frames(audio)
        parts = []
        for start, end, kept_start, kept_end in windows(len(padded) // SAMPLES_PER_FRAME):
            window = padded[start * SAMPLES_PER_FRAME : end * SAMPLES_PER_FRAME]
            position = ((np.arange(2 * (end - start)) + 0.5) * STEP - CENTRE) / STRIDE
            inputs = {"input_values": window[None], "pos": position.astype(np.float32)}
            curves = session.run(["curves"], inputs)[0][0].T
            parts.append(curves[kept_start - start : kept_end - start])
        return np.concatenate(parts)[:frames]

    return predict
