"""Builds the rendered heads of the shape prior: `python3 heads.py` writes out/<head>/{mesh/*, plan.jsonl, curves.npy}.

Each head is a MakeHuman identity of heads.json with the parts of the avatar Adam, who is not among them: he is kept
for judging. The plan holds mouth shapes drawn at random from the whole range of the seven curves, in poses near
frontal, so that the shapes of open, wide, tuck, press and protrude can be told apart.
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
AVATAR = HERE.parent / 'avatar'
OUT = HERE / 'out'
sys.path += [str(AVATAR / 'mesh'), str(AVATAR / 'plan')]
import build  # noqa: E402
import motion  # noqa: E402

FRAMES = 90  # a head
REST_EVERY = 9  # frames: the mouth at rest, in other poses
HEAD_RANGE = (0.08, 0.14, 0.05)  # rad, standard deviations of nod, turn and tilt
SEED = 3
OPEN, WIDE, PURSE, PROTRUDE, PRESS, TUCK, PART = range(7)


def mouth(rng: np.random.Generator, number: int) -> np.ndarray:
    """One mouth [7] that speech could make."""
    curves = np.zeros(7)
    if number % REST_EVERY == 0:
        return curves
    kind = rng.choice(['vowel', 'vowel', 'vowel', 'tuck', 'press', 'protrude'])
    if kind == 'vowel':
        curves[OPEN] = rng.uniform(0, 1)
        curves[PART] = rng.uniform(0, 0.6)
        if rng.uniform() < 0.5:
            curves[WIDE] = rng.uniform(0, 1)
        else:
            curves[PURSE] = rng.uniform(0, 1)
            curves[PROTRUDE] = curves[PURSE] * rng.uniform(0.3, 0.9)
    elif kind == 'tuck':
        curves[[OPEN, TUCK, PART]] = rng.uniform(0, 0.15), rng.uniform(0.5, 1), rng.uniform(0.1, 0.4)
    elif kind == 'press':
        curves[[PRESS, WIDE]] = rng.uniform(0.4, 1), rng.uniform(0, 0.3)
    else:
        curves[[OPEN, PROTRUDE, PART]] = rng.uniform(0, 0.4), rng.uniform(0.4, 1), rng.uniform(0, 0.6)
    return curves


def main() -> None:
    adam = json.loads((AVATAR / 'mesh' / 'adam.json').read_text())
    heads = json.loads((HERE / 'heads.json').read_text())['heads']
    # Adam's lips and beard lie where his own mouth is: other heads keep the lips of their skins.
    lips = {**adam['complexion']['lips'], 'cover': 0}
    complexion = {**adam['complexion'], 'lips': lips, 'stubble': None}
    rng = np.random.default_rng(SEED)
    for head in heads:
        folder = OUT / head['id']
        build.build({**adam, 'complexion': complexion, **head}, folder / 'mesh')
        curves = np.array([mouth(rng, i) for i in range(FRAMES)])
        poses = rng.normal(0, HEAD_RANGE, (FRAMES, 3))
        states = [
            motion.state(c, (0, 0, 0), (0, 0), pose, (0, 0, 0)) for c, pose in zip(curves, poses)
        ]
        (folder / 'plan.jsonl').write_text('\n'.join(json.dumps(state) for state in states))
        np.save(folder / 'curves.npy', curves.astype(np.float32))


if __name__ == '__main__':
    main()
