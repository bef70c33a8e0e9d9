"""Plans every second training frame once more with the mouth of another one: `python3 plan/other_mouths.py ID`, after
presenters.py and training.py, writes out/<id>/train-other/{plan.jsonl, frames.npy, mouths.npy}.

In a video the network sees the rim of a face whose own mouth says something else. Frames that show one pose with two
mouths teach it to read pose and light from that rim, and the mouth from the curves alone. `frames.npy` and `mouths.npy` (int64 [n]):
whose pose and whose mouth each picture shows, by their places in the order of train/gather.py.
"""

import json
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parent.parent / 'out'
SEED = 17
STEP = 2  # the next frame of a movement shows little that is new
MOUTH = ('curves', 'tongue', 'tongueOut')


def read_plan(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / 'plan.jsonl').read_text().splitlines() if line]


def main(avatar: str) -> None:
    train = OUT / avatar / 'train'
    states = read_plan(train)
    held_out = np.zeros(len(states), bool)
    for segment in json.loads((train / 'segments.json').read_text()):
        if segment['kind'] != 'clip':
            held_out[segment['first'] : segment['first'] + segment['frames']] = segment['heldOut']
    for clip in sorted((OUT / avatar / 'clips').iterdir()):
        states += read_plan(clip)
    held_out = np.append(held_out, np.zeros(len(states) - len(held_out), bool))
    rng = np.random.default_rng(SEED)
    mouths = np.arange(len(states))
    for part in (held_out, ~held_out):  # what is held out stays so
        mouths[part] = rng.permutation(mouths[part])
    frames = np.arange(0, len(states), STEP)
    planned = []
    for frame in frames:
        mouth = mouths[frame]
        kept = {key: value for key, value in states[frame].items() if key not in MOUTH}
        planned.append({key: states[mouth][key] for key in MOUTH if key in states[mouth]} | kept)
    folder = OUT / avatar / 'train-other'
    folder.mkdir(exist_ok=True)
    (folder / 'plan.jsonl').write_text('\n'.join(json.dumps(state) for state in planned))
    np.save(folder / 'frames.npy', frames)
    np.save(folder / 'mouths.npy', mouths[frames])
    print(len(planned), 'frames')


if __name__ == '__main__':
    main(sys.argv[1])
