"""Plans an avatar's training frames: `python3 plan/training.py ID` writes out/<id>/train/{plan.jsonl, curves.npy, segments.json}.

Order matters: sentences of three voices alternate with babble and the held-out ones lie spread out, so that
training can begin while later frames are still being rendered.
"""

import json
import sys
from pathlib import Path

import numpy as np

import liveliness as life
import motion
from speech import spoken

HERE = Path(__file__).resolve().parent
VOICES = ['slt', 'rms', 'kal16']
TEST_VOICE = 'awb'
STRETCHES = [0.8, 0.95, 0.85, 0.9]  # of flite's slow default tempo
MOST_FRAMES = 2400
HELD_out_EVERY = 10  # sentences
TEST_AFTER = 6  # the unseen voice's sentences come after this many
BABBLE_EVERY = 4  # sentences
BABBLE_FRAMES = 36
BLINK_GAP = 2.2  # s; more often than in life, so that there are enough to learn from
LOUD_FRAMES = (120, 36)  # to train on, held out
GAZE_SPREAD = 0.06  # rad
SEED = 11


def babble(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Unusual curve combinations [frames × 7]: random targets held 2–6 frames, cosine-blended."""
    out = np.zeros((frames, 7))
    last, at = np.zeros(7), 0
    while at < frames:
        target = rng.uniform(0, 1, 7) * (rng.uniform(0, 1, 7) < 0.5)
        if rng.uniform() < 0.25:
            target[0] = target[6] = 0.0  # shut
        if target[4] > 0.3:
            target[0] *= 0.1  # pressed lips are not open
        if target[5] > 0.3:
            target[0] = min(target[0], 0.15)  # nor is a tucked lip far from the teeth
        target[0] *= 0.95
        length = int(rng.integers(3, 7))
        for k in range(min(length, frames - at)):
            blend = 0.5 - 0.5 * np.cos(np.pi * min(1, (k + 1) / 3))
            out[at + k] = last + blend * (target - last)
        last, at = target, at + length
    return out


def loud(rng: np.random.Generator, frames: int) -> np.ndarray:
    """Curves [frames × 7] of shouted vowels, opener than speech ever is, between closures: what an openness over 1 asks for."""
    out = np.zeros((frames, 7))
    last, at = np.zeros(7), 0
    while at < frames:
        target = np.zeros(7)
        if rng.uniform() < 0.75:
            target[0], target[6] = rng.uniform(0.55, 1), rng.uniform(0, 0.55)
            target[1:4] = rng.uniform(0, 0.6, 3) * (rng.uniform(0, 1, 3) < 0.4)
        elif rng.uniform() < 0.6:
            target[4] = rng.uniform(0.7, 1)
        length = int(rng.integers(3, 7))
        for k in range(min(length, frames - at)):
            blend = 0.5 - 0.5 * np.cos(np.pi * min(1, (k + 1) / 3))
            out[at + k] = last + blend * (target - last)
        last, at = target, at + length
    return out


def segment_states(rng: np.random.Generator, curves: np.ndarray, phones) -> list[dict]:
    """Frames for a curve sequence, with poses from the wide range; the tongue's tip follows the phones."""
    frames = len(curves)
    reach = rng.uniform(0.3, 1.0)
    head = reach * motion.wandering(rng, frames, motion.TRAINING_RANGE.head)
    body = reach * motion.wandering(rng, frames, motion.TRAINING_RANGE.body)
    lid = motion.blinks(rng, frames, BLINK_GAP)
    eyes = motion.gaze(rng, frames, GAZE_SPREAD)
    brow, smile = motion.wandering(rng, frames, (0.2, 0.1)).T
    upper = np.stack([lid, brow, smile], axis=1)
    return [motion.state(*frame) for frame in zip(curves, upper, eyes, head, body, life.tongue(phones, frames))]


def main(avatar: str) -> None:
    out = HERE.parent / 'out' / avatar / 'train'
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    sentences = (HERE / 'training.txt').read_text().strip().splitlines()
    tests = (HERE / 'test.txt').read_text().strip().splitlines()
    states, all_curves, segments = [], [], []

    def add(curves, **about):
        first = len(states)
        states.extend(segment_states(rng, curves, about.get('phones', [])))
        all_curves.append(curves)
        segments.append({'first': first, 'frames': len(curves), **about})

    for i, text in enumerate(sentences):
        if len(states) >= MOST_FRAMES:
            break
        voice = VOICES[i % len(VOICES)]
        phones, curves = spoken(text, voice, out / 'speech.wav', STRETCHES[i % len(STRETCHES)])
        add(curves, voice=voice, kind='speech', heldOut=i % HELD_out_EVERY == 4, text=text, phones=phones)
        if i % BABBLE_EVERY == BABBLE_EVERY - 1:
            add(babble(rng, BABBLE_FRAMES), voice=None, kind='babble', heldOut=False)
        if i == TEST_AFTER:
            for test in tests:
                phones, curves = spoken(test, TEST_VOICE, out / 'speech.wav', 0.9)
                add(curves, voice=TEST_VOICE, kind='speech', heldOut=True, text=test, phones=phones)
    rng = np.random.default_rng(SEED + 1)  # of its own, so that the frames above stay as they are
    for frames, held_out in zip(LOUD_FRAMES, (False, True)):
        add(loud(rng, frames), voice=None, kind='babble', heldOut=held_out)
    (out / 'speech.wav').unlink()
    (out / 'plan.jsonl').write_text('\n'.join(json.dumps(s) for s in states))
    np.save(out / 'curves.npy', np.concatenate(all_curves).astype(np.float32))
    (out / 'segments.json').write_text(json.dumps(segments, indent=1))
    held = sum(s['frames'] for s in segments if s['heldOut'])
    print(len(states), 'frames,', held, 'held out')


if __name__ == '__main__':
    main(sys.argv[1])
