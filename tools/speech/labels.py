"""Phone times → seven mouth curves with hard closures, and exact phone times from flite.

A *segment* is ``(phone, start, end)``: a lower-case CMU phone (``pau`` = silence) and its times in
seconds. Segments follow one another without gaps or overlaps.

Curves are ``float32 [frames × 7]`` in the order of :data:`CURVES`, 0–1 at 25 frames/s; frame i shows
time (i + ½)/25 s. They start from dominance functions (Cohen & Massaro 1993, "Modeling
coarticulation in synthetic visual speech"). Dominance alone blends closures away, so p, b, m, f and v
are then enforced: every one of them reaches its place and holds it for at least one video frame.

Self-check: ``python3 tools/speech/labels.py`` (needs flite on the PATH).
"""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple

import numpy as np

Segment = tuple[str, float, float]

CURVES = ("open", "wide", "purse", "protrude", "press", "tuck", "part")
OPEN, WIDE, PURSE, PROTRUDE, PRESS, TUCK, PART = range(7)

FPS = 25

# Targets of each phone group, and its dominance (how strongly it pulls on its neighbours).
# An articulator that a group does not name has target 0 and little pull.
_GROUPS: list[tuple[str, float, dict[str, float]]] = [
    ("pau", 0.5, {}),
    ("aa ao", 1.0, {"open": 0.68, "purse": 0.1, "protrude": 0.1, "part": 0.2}),
    ("ah", 1.0, {"open": 0.5, "wide": 0.1, "part": 0.25}),
    ("ae ay", 1.0, {"open": 0.6, "wide": 0.35, "part": 0.35}),
    ("aw", 1.0, {"open": 0.6, "purse": 0.3, "protrude": 0.2, "part": 0.2}),
    ("eh ey", 1.0, {"open": 0.42, "wide": 0.45, "part": 0.4}),
    ("ih ax", 0.7, {"open": 0.27, "wide": 0.3, "part": 0.35}),
    ("iy y", 1.0, {"open": 0.18, "wide": 0.65, "part": 0.5}),
    ("uw", 1.3, {"open": 0.15, "purse": 0.85, "protrude": 0.6}),
    ("w", 1.5, {"open": 0.1, "purse": 0.9, "protrude": 0.6}),
    ("uh", 0.9, {"open": 0.24, "purse": 0.55, "protrude": 0.4}),
    ("ow oy", 1.0, {"open": 0.42, "purse": 0.55, "protrude": 0.4}),
    ("er r", 0.9, {"open": 0.22, "purse": 0.4, "protrude": 0.35, "part": 0.2}),
    ("p b m", 2.2, {"open": 0.0, "press": 0.0, "part": 0.0}),  # press comes from the closure below
    ("f v", 1.9, {"open": 0.06, "tuck": 0.0, "part": 0.3}),  # tuck likewise
    ("th dh", 1.2, {"open": 0.16, "part": 0.45, "wide": 0.15}),
    ("s z", 1.2, {"open": 0.08, "wide": 0.35, "part": 0.6}),
    ("sh zh ch jh", 1.3, {"open": 0.1, "purse": 0.5, "protrude": 0.6, "part": 0.6}),
    ("t d n l", 0.9, {"open": 0.17, "wide": 0.2, "part": 0.4}),
    ("k g ng hh", 0.6, {"open": 0.24, "wide": 0.1, "part": 0.25}),
]
TARGETS = {phone: (dominance, targets) for group, dominance, targets in _GROUPS for phone in group.split()}

# Classes for the auxiliary loss: phones that look alike.
VISEMES = (
    "pau", "p b m", "f v", "w uw", "uh ow oy ao", "er r", "aa ah ay aw", "ae eh ey",
    "ih ax iy y", "s z t d n l th dh", "sh zh ch jh", "k g ng hh",
)  # fmt: skip
VISEME_OF = {phone: i for i, group in enumerate(VISEMES) for phone in group.split()}

BILABIALS = ("p", "b", "m")
LABIODENTALS = ("f", "v")

MIN_HOLD = 0.045  # s; longer than a frame (0.040), so that a frame always falls inside
CLOSED_PRESS = 0.85
TUCKED = 0.9
OPENING_SLOPE = 8.0  # 1/s: open never exceeds this times the distance from a closure
PARTING_SLOPE = 10.0  # 1/s, likewise for part
PRESS_RAMP = 0.045  # s over which press fades around a closure
TUCK_RAMP = 0.060  # s
TUCK_BLOCK = 0.030  # s around a bilabial in which the lip cannot be tucked
TUCK_OPEN = 0.08  # how far the jaw may open during f and v
JAW_SPEED = 9.0  # 1/s
MIN_REST = 0.24  # s; shorter pauses do not bring the mouth to rest
REST_AFTER = 0.13  # s into a pause at which the mouth is at rest
REST_UNTIL = 0.09  # s before the end of a pause at which it leaves rest
REST_SLOPE = 5.0  # 1/s

_GRID = 200  # Hz of the internal time grid: every frame centre (20 ms + 40 ms · i) lies on it
_GRID_MARGIN = 0.1  # s before the first frame


class Hold(NamedTuple):
    """An interval in which the lips must be shut ("closed") or tucked under the teeth ("tucked")."""

    kind: str
    start: float
    end: float


def normalise(segs: list[Segment]) -> list[Segment]:
    """Maps silence marks to ``pau``, variants and unknown phones to known ones; drops empty segments."""
    silence = {"sil", "h#", "brth"}
    known = []
    for phone, start, end in segs:
        if end <= start:
            continue
        phone = phone.lower()
        if phone in silence or phone[0] in "+[<":
            phone = "pau"
        elif phone == "axr":
            phone = "er"
        elif phone not in TARGETS or (phone == "ah" and end - start < 0.06):
            phone = "ax"  # a very short "ah" is a reduced vowel
        known.append((phone, start, end))
    return known


def holds(segs: list[Segment]) -> list[Hold]:
    """The closed interval of every p, b, m and the tucked interval of every f, v; each ≥ 45 ms.

    Plosives shut the lips before their burst, so the closure covers the first 70 % of the phone.
    """
    found = []
    for phone, start, end in segs:
        length = end - start
        if phone in ("p", "b"):
            t0, t1 = start - 0.005, start + max(min(0.7 * length, length - 0.012), 0.6 * length)
        elif phone == "m":
            inset = 0.1 * min(length, 0.1)
            t0, t1 = start + inset, end - inset
        elif phone in LABIODENTALS:
            t0, t1 = start + 0.1 * length, end - 0.15 * length
        else:
            continue
        if t1 - t0 < MIN_HOLD:
            centre = (t0 + t1) / 2
            t0, t1 = centre - MIN_HOLD / 2, centre + MIN_HOLD / 2
        found.append(Hold("closed" if phone in BILABIALS else "tucked", t0, t1))
    return found


def _distance(t: np.ndarray, start: float, end: float) -> np.ndarray:
    """Seconds from each time to the interval; 0 inside."""
    return np.maximum(np.maximum(start - t, t - end), 0)


def _dominance_curves(segs: list[Segment], t: np.ndarray) -> np.ndarray:
    """Soft targets [times × 7]: the dominance-weighted mean of what each phone asks for."""
    weighted = np.zeros((len(t), 7))
    weight = np.full((len(t), 7), 1e-4)
    for phone, start, end in segs:
        dominance, targets = TARGETS[phone]
        near = slice(*np.searchsorted(t, (start - 0.5, end + 0.5)))
        times = t[near]
        # The pull begins to fade a quarter of the phone inside its borders: 50 ms rise, 60 ms fall.
        away = np.maximum(np.maximum(start - times, times - end) + 0.25 * (end - start), 0)
        fade = np.where(times < (start + end) / 2, 0.050, 0.060)
        pull = dominance * np.exp(-away / fade)
        for c, name in enumerate(CURVES):
            target = targets.get(name, 0.0)
            active = target > 0 or (name == "open" and "open" in targets)
            strength = pull * (1.6 if active else 0.55)
            weighted[near, c] += strength * target
            weight[near, c] += strength
    return weighted / weight


def _limit_slope(values: np.ndarray, step: float) -> np.ndarray:
    """The largest curve below `values` that changes by at most `step` a sample."""
    out = values.copy()
    for i in range(1, len(out)):
        out[i] = min(out[i], out[i - 1] + step)
    for i in range(len(out) - 2, -1, -1):
        out[i] = min(out[i], out[i + 1] + step)
    return out


def curves(segs: list[Segment], n_frames: int, fps: int = FPS) -> np.ndarray:
    """Mouth curves ``float32 [n_frames × 7]`` of the segments; frame i shows time (i + ½)/fps.

    `fps` must divide 100, so that frame centres lie on the internal grid.
    """
    if 100 % fps:
        raise ValueError(f"fps must divide 100, not {fps}")
    segs = normalise(segs)
    t = np.arange(round((n_frames / fps + 2 * _GRID_MARGIN) * _GRID) + 1) / _GRID - _GRID_MARGIN
    c = _dominance_curves(segs, t)
    for kind, start, end in holds(segs):
        d = _distance(t, start, end)
        if kind == "closed":
            c[:, OPEN] = np.minimum(c[:, OPEN], OPENING_SLOPE * d)
            c[:, PART] = np.minimum(c[:, PART], PARTING_SLOPE * d)
            c[:, PRESS] = np.maximum(c[:, PRESS], CLOSED_PRESS * np.maximum(0, 1 - d / PRESS_RAMP))
            c[:, TUCK] *= np.minimum(1, d / TUCK_BLOCK)
        else:
            c[:, OPEN] = np.minimum(c[:, OPEN], TUCK_OPEN + OPENING_SLOPE * d)
            c[:, TUCK] = np.maximum(c[:, TUCK], TUCKED * np.maximum(0, 1 - d / TUCK_RAMP))
    for phone, start, end in segs:
        if phone == "pau" and end - start > MIN_REST:
            cap = REST_SLOPE * _distance(t, start + REST_AFTER, end - REST_UNTIL)
            c[:, OPEN] = np.minimum(c[:, OPEN], cap)
            c[:, PART] = np.minimum(c[:, PART], cap)
    c[:, OPEN] = _limit_slope(c[:, OPEN], JAW_SPEED / _GRID)
    frames = np.round(((np.arange(n_frames) + 0.5) / fps + _GRID_MARGIN) * _GRID).astype(int)
    return c[frames].astype(np.float32)


def viseme_classes(segs: list[Segment], n_frames: int, fps: int = FPS) -> np.ndarray:
    """The viseme class (index into :data:`VISEMES`) at the centre of every frame, ``int64 [n_frames]``."""
    classes = np.zeros(n_frames, np.int64)
    for phone, start, end in normalise(segs):
        first, stop = (max(0, int(np.ceil(time * fps - 0.5))) for time in (start, end))
        classes[first:stop] = VISEME_OF[phone]
    return classes


def is_closed(frame_curves: np.ndarray) -> np.ndarray:
    """Which frames show shut lips: press > 0.35 and open < 0.10. ``bool [frames]``."""
    return (frame_curves[:, PRESS] > 0.35) & (frame_curves[:, OPEN] < 0.10)


def flite_phones(
    text: str, voice: str, wav: str, stretch: float = 1.0, f0_mean: int | None = None
) -> list[Segment]:
    """Speaks `text` with a flite voice into the file `wav` and returns the exact phone segments.

    `stretch` scales durations; `f0_mean` sets the pitch in Hz. Raises CalledProcessError if flite fails.
    """
    command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch:.2f}"]
    if f0_mean is not None:
        command += ["--setf", f"int_f0_target_mean={f0_mean}"]
    command += ["-psdur", "-o", wav, "-t", text]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    segs: list[Segment] = []
    last = offset = 0.0
    for phone, end_text in re.findall(r"(?:^|\s)([a-z]+):([\d.]+)(?=\s|$)", printed):
        end = float(end_text) + offset
        if end < last - 1e-6:  # flite counts from 0 again in every sentence of a longer text
            offset = last
            end = float(end_text) + offset
        segs.append((phone, last, end))
        last = end
    return segs


def _self_check() -> None:
    """Every p, b, m of a passage must be shut in some frame within ± 1 frame; f and v tucked nearly
    always (a 20 ms v right before a b yields to it); mouths rest in pauses."""
    import os
    import tempfile

    passage = (
        "Peter's puppy popped up by the bumpy map. My mother and Bob made a member's poem. "
        "Five brave wolves live off the farm; Amy may buy apples, jam, pumpkins and a lamp."
    )
    shut: list[bool] = []
    tucked: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        for voice in ("slt", "rms", "kal16", "awb"):
            for stretch in (0.5, 0.7, 0.8, 1.0, 1.35):
                segs = flite_phones(passage, voice, os.path.join(folder, "speech.wav"), stretch)
                n = int(np.ceil(segs[-1][2] * FPS)) + 2
                c = curves(segs, n)
                assert c.shape == (n, 7) and c.min() >= 0 and c.max() <= 1
                times = (np.arange(n) + 0.5) / FPS
                for phone, start, end in segs:
                    near = (times >= start - 1 / FPS) & (times <= end + 1 / FPS)
                    if phone in BILABIALS:
                        shut.append(bool(is_closed(c[near]).any()))
                    elif phone in LABIODENTALS:
                        tucked.append(bool((c[near, TUCK] > 0.4).any()))
                    elif phone == "pau" and end - start > 0.4:
                        still = (times > start + REST_AFTER) & (times < end - REST_UNTIL)
                        assert c[still][:, [OPEN, PART]].max(initial=0) < 1e-6, "moves in a pause"
    print(f"{sum(shut)} of {len(shut)} p/b/m shut, {sum(tucked)} of {len(tucked)} f/v tucked")
    assert all(shut) and np.mean(tucked) > 0.99


if __name__ == "__main__":
    _self_check()
