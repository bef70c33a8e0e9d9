"""What makes a presenter look alive: stressed syllables, nods, brow accents, breath, restless eyes, the tongue's tip.

Angles in rad, shifts in dm, phones (name, start s, end s), arrays one row a frame at 25 fps.
"""

import numpy as np

from motion import BORDER, FPS

FULL_VOWELS = set('aa ae ah ao aw ay eh er ey ow oy uw iy'.split())
ACCENT_GAP = 0.55  # s: accents are no closer
ACCENT_LENGTH = 0.085  # s: shorter vowels carry none
LIFT = {'l': 1.0, 'th': 0.6, 'dh': 0.55, 'n': 0.75, 't': 0.6, 'd': 0.7}  # of the tongue's tip
OUT = {'th': 1.0, 'dh': 0.8, 'l': 0.15}  # between the teeth
LIFT_RAMP = 0.05  # s
BLINK = [0.45, 0.95, 1.0, 0.92, 0.66, 0.38, 0.16]  # closes in two frames, opens in four
BREATH = 3.7  # s
FIXATION = (0.35, 1.3)  # s between micro-saccades
MICRO_SACCADE = 0.009  # rad


def accents(phones, frames: int) -> list[float]:
    """Middles (s) of the vowels that a speaker would stress: long full ones, well apart, not at the borders."""
    vowels = [(b - a, (a + b) / 2) for p, a, b in phones if p in FULL_VOWELS and b - a > ACCENT_LENGTH]
    chosen: list[float] = []
    for _, middle in sorted(vowels, reverse=True):
        inside = 0.3 < middle < frames / FPS - 0.4
        if inside and all(abs(middle - other) > ACCENT_GAP for other in chosen):
            chosen.append(middle)
    return sorted(chosen)


def pulse(frames: int, at: float, rise: float, fall: float) -> np.ndarray:
    """A smooth bump [frames] that peaks with 1 at `at` s."""
    t = (np.arange(frames) + 0.5) / FPS - at
    x = np.clip(np.where(t < 0, t / rise, t / fall), -1, 1)
    return 0.5 + 0.5 * np.cos(np.pi * x)


def nods(rng: np.random.Generator, frames: int, at: list[float]) -> np.ndarray:
    """Forward nod angle [frames]: a dip at each accent after a slight raise."""
    out = np.zeros(frames)
    for time in at:
        depth = rng.uniform(0.014, 0.032)
        out += depth * pulse(frames, time + 0.04, 0.16, 0.34)
        out -= 0.35 * depth * pulse(frames, time - 0.16, 0.16, 0.14)
    return closed(out)


def brow_accents(rng: np.random.Generator, frames: int, at: list[float]) -> np.ndarray:
    """Extra brow raise [frames]: at about every other accent, a little ahead of it."""
    out = np.zeros(frames)
    for time in at:
        if rng.uniform() < 0.55:
            out = np.maximum(out, rng.uniform(0.16, 0.38) * pulse(frames, time - 0.05, 0.2, 0.45))
    return closed(out)


def emphasised(curves: np.ndarray, at: list[float]) -> np.ndarray:
    """Curves whose jaw opens up to 14 % further at accents."""
    out = curves.copy()
    for time in at:
        out[:, 0] *= 1 + 0.14 * pulse(len(curves), time, 0.12, 0.14)
    return np.clip(out, 0, 1)


def breath(frames: int, height: float) -> np.ndarray:
    """Rise of the shoulders [frames]: whole breaths in a loop; short loops breathe less deeply."""
    count = max(1, round(frames / FPS / BREATH))
    depth = height * min(1.0, frames / FPS / BREATH)
    return depth * (0.5 - 0.5 * np.cos(2 * np.pi * count * np.arange(frames) / frames))


def blinks(rng: np.random.Generator, frames: int, first: float, gap: float) -> np.ndarray:
    """Lid closure [frames]: one at `first` s, others about every `gap` s, none near the borders."""
    lid = np.zeros(frames)
    at = round(first * FPS)
    while at + len(BLINK) + BORDER <= frames:
        lid[at : at + len(BLINK)] = np.array(BLINK)
        at += int(rng.uniform(0.7, 1.35) * gap * FPS)
    return lid


def gaze(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Eye yaw and pitch [frames × 2]: on the camera, with micro-saccades; exactly on it at the borders."""
    out = np.zeros((frames, 2))
    at = BORDER
    while at < frames - BORDER:
        length = max(2, round(rng.uniform(*FIXATION) * FPS))
        out[at : min(at + length, frames - BORDER)] = rng.normal(0, [MICRO_SACCADE, MICRO_SACCADE * 0.6])
        at += length
    return out


def tongue(phones, frames: int) -> np.ndarray:
    """How far the tongue's tip is raised and brought between the teeth [frames × 2], 0–1."""
    t = (np.arange(frames) + 0.5) / FPS
    out = np.zeros((frames, 2))
    for phone, start, end in phones:
        if phone in LIFT:
            away = np.maximum(np.maximum(start - t, t - end), 0)
            near = np.clip(1 - away / LIFT_RAMP, 0, 1)[:, None]
            out = np.maximum(out, near * [LIFT[phone], OUT.get(phone, 0.0)])
    return out


def closed(values: np.ndarray) -> np.ndarray:
    """Brings both ends to 0, so that the loop closes at the common pose."""
    frames = len(values)
    ramp = np.clip(np.minimum(np.arange(frames), frames - np.arange(frames)) / BORDER, 0, 1)
    return values * ramp * ramp * (3 - 2 * ramp)
