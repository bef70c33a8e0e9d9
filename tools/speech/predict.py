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


LEAST_DOUBT = 1e-7  # how far a closure's probability is from 0 and 1 before heads are averaged (src/core/lipsync/mean-reading.ts)


def head_predictor(heads: str, blocks: bool = True) -> Predictor:
    """A trained head and the encoder whose features it reads, or several with their shares of the mean: "ONE.onnx=0.7,TWO.onnx=0.3".
    `blocks=False` shows the encoders the whole audio at once."""
    listeners = []
    for head in heads.split(","):
        path, _, weight = head.partition("=")
        session = open_session(path)
        listeners.append((Encoder(session.get_inputs()[0].shape[-1]), session, float(weight or 1)))

    def read(window: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The mean of the raw curves, and the probability of closed lips."""
        curves, logits = 0.0, 0.0
        for encoder, session, weight in listeners:
            features = encoder.window(window)[None].astype(np.float32)
            raw, closure = session.run(["curves", "closure"], {"features": features})
            limited = np.clip(closure[0], LEAST_DOUBT, 1 - LEAST_DOUBT)
            curves = curves + weight * raw[0]
            logits = logits + weight * np.log(limited / (1 - limited))
        return curves.astype(np.float32), (1 / (1 + np.exp(-logits))).astype(np.float32)

    def predict(audio: np.ndarray) -> np.ndarray:
        padded, frames = to_frames(audio)
        total = len(padded) // SAMPLES_PER_FRAME
        plan = windows(total) if blocks else [(0, total, 0, total)]
        parts = []
        for start, end, kept_start, kept_end in plan:
            window = padded[start * SAMPLES_PER_FRAME : end * SAMPLES_PER_FRAME]
            raw, closure = read(window)
            curves = gate(torch.from_numpy(raw), torch.from_numpy(closure)).numpy()
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
