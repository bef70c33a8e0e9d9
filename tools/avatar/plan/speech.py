"""Speech for the avatar: flite's exact phone times, made curves by the labeller of tools/speech."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'speech'))
from labels import curves, flite_phones  # noqa: E402

FPS = 25


def spoken(text: str, voice: str, wav: Path, stretch: float = 1.0):
    """Segments [(phone, start s, end s)] and curves [frames × 7] of a text; the sound goes to `wav`."""
    segments = flite_phones(text, voice, str(wav), stretch)
    frames = int(np.ceil(segments[-1][2] * FPS))
    return segments, curves(segments, frames)
