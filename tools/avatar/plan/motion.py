"""Movement that is not speech: head and body, blinks, gaze. Angles in rad, shifts in dm, time in frames."""

from dataclasses import dataclass

import numpy as np

FPS = 25
BLINK = [0.35, 0.95, 1.0, 0.85, 0.5, 0.2]  # lid closure frame by frame: about a quarter of a second
BORDER = 8  # frames at the borders of a clip without a blink


@dataclass
class Range:
    """Peak amplitudes: nod, turn, tilt of the head; sideways, up and roll of the body."""

    head: tuple[float, float, float]
    body: tuple[float, float, float]


# Wider than any clip, nods included, so that the network never meets a pose it has not seen.
TRAINING_RANGE = Range(head=(0.08, 0.11, 0.05), body=(0.05, 0.025, 0.014))


def wandering(rng: np.random.Generator, frames: int, amplitudes) -> np.ndarray:
    """Smooth aimless motion [frames × n]: three slow sinusoids each, 0.1–0.6 Hz."""
    t = np.arange(frames) / FPS
    out = np.zeros((frames, len(amplitudes)))
    for i, amplitude in enumerate(amplitudes):
        for weight in (0.55, 0.3, 0.15):
            out[:, i] += weight * np.sin(2 * np.pi * rng.uniform(0.1, 0.6) * t + rng.uniform(0, 6.3))
        out[:, i] *= amplitude
    return out


def looping(rng: np.random.Generator, frames: int, amplitudes) -> np.ndarray:
    """Motion [frames × n] that closes on itself after `frames` and is 0 at frame 0.

    Harmonics of the loop up to about 0.6 Hz; a short loop has one harmonic and moves less.
    """
    t = np.arange(frames) / frames
    harmonics = max(1, int(0.6 * frames / FPS))
    calm = min(1.0, frames / (3 * FPS))
    out = np.zeros((frames, len(amplitudes)))
    for i, amplitude in enumerate(amplitudes):
        for k in range(1, harmonics + 1):
            phase = rng.uniform(0, 2 * np.pi)
            out[:, i] += rng.uniform(0.5, 1) / k * (np.cos(2 * np.pi * k * t + phase) - np.cos(phase))
        peak = np.abs(out[:, i]).max()
        out[:, i] *= calm * amplitude / max(peak, 1e-9)
    return out


def blinks(rng: np.random.Generator, frames: int, mean_gap: float) -> np.ndarray:
    """Lid closure 0–1 [frames]; a blink about every `mean_gap` s, none near the borders."""
    lid = np.zeros(frames)
    at = BORDER + int(rng.uniform(0.2, 0.8) * mean_gap * FPS)
    while at + len(BLINK) + BORDER < frames:
        lid[at : at + len(BLINK)] = BLINK
        at += int(rng.uniform(0.7, 1.3) * mean_gap * FPS)
    return lid


def gaze(rng: np.random.Generator, frames: int, spread: float) -> np.ndarray:
    """Eye yaw and pitch [frames × 2] in rad: fixations of 0.6–2 s with quick jumps; 0 at the borders."""
    out = np.zeros((frames, 2))
    at = BORDER
    while at < frames - BORDER:
        length = int(rng.uniform(0.6, 2.0) * FPS)
        out[at : min(at + length, frames - BORDER)] = rng.normal(0, [spread, spread * 0.5])
        at += length
    return out


def state(curves, upper, eyes, head, body, tongue=(0.0, 0.0)) -> dict:
    """One frame for the renderer; `tongue`: how far its tip is raised and brought between the teeth, 0–1."""
    rounded = lambda values: [round(float(v), 5) for v in values]  # noqa: E731
    blink, brow, smile = rounded(upper)
    raised, out = rounded(tongue)
    tip = {'tongue': raised, 'tongueOut': out} if raised else {}
    return {
        **tip,
        'curves': rounded(curves),
        'upper': {'blink': blink, 'brow': brow, 'smile': smile},
        'gaze': rounded(eyes),
        'head': rounded(head),
        'body': rounded(body),
    }
