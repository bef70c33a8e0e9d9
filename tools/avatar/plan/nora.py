"""Plans Nora's core clips: `python3 plan/nora.py` writes out/nora/clips/<name>/{plan.jsonl, phones.txt, curves.npy}.

Loops as in clips.py; see liveliness.py for what moves. Her talk clips show every mouth shape, since the exemplar
engine takes her mouths from them.
"""

import json
import shutil
from pathlib import Path

import numpy as np

import liveliness as life
import motion
from clips import clip_name, fitted_speech

OUT = Path(__file__).resolve().parent.parent / 'out' / 'nora'
VOICE = 'slt'
HEAD_SWAY = (0.02, 0.045, 0.02)  # nod, turn, tilt
BODY_SWAY = (0.022, 0.004, 0.006)  # sideways, up, roll
BREATH_HEIGHT = 0.014  # dm
TALK = {
    30: 'Maybe tomorrow.',
    42: 'Oh, it was five above.',
    56: 'Good evening, and a warm welcome.',
    72: 'You see the whole team beside me on the map.',
    96: 'A big storm is moving off the coast, far above Boston.',
    120: 'She showed us how the farm makes cheese, apple juice and very good jam.',
    150: 'Both teams hope for a better view; the referee, though, would move the match to '
    'Wimbledon Park.',
    190: 'We choose each report with care: what happened, where, and why. People have already '
    'voiced their thoughts, so join us.',
}
# Name → frames, seconds of the first blink, of a small nod while listening, tilt of the head.
LISTENING = {
    'silence': (100, 1.5, 2.4, 0.02),
    'silence 2': (76, 0.9, 1.6, -0.015),
    'silence 3': (56, 1.2, 0.9, 0.008),
}
BLINK_GAP = 3.6  # s
SEED = 23


def write(name: str, states: list[dict]) -> None:
    (OUT / 'clips' / name).mkdir(parents=True, exist_ok=True)
    (OUT / 'clips' / name / 'plan.jsonl').write_text('\n'.join(json.dumps(s) for s in states))


def talk(rng: np.random.Generator, frames: int, text: str) -> None:
    name = clip_name(frames)
    folder = OUT / 'clips' / name
    folder.mkdir(parents=True)
    phones, shape, _ = fitted_speech(text, frames, folder / 'speech.wav', VOICE)
    (folder / 'speech.wav').unlink()
    (folder / 'phones.txt').write_text(''.join(f'{p} {a:.4f} {b:.4f}\n' for p, a, b in phones))
    stressed = life.accents(phones, frames)
    shape = life.emphasised(shape, stressed)
    np.save(folder / 'curves.npy', shape)
    head = motion.looping(rng, frames, HEAD_SWAY)
    head[:, 0] += life.nods(rng, frames, stressed)
    body = motion.looping(rng, frames, BODY_SWAY)
    body[:, 1] += life.breath(frames, BREATH_HEIGHT)
    lid = life.blinks(rng, frames, rng.uniform(0.5, 1.6), BLINK_GAP)
    brow, smile = motion.looping(rng, frames, (0.05, 0.05)).T
    brow = brow + life.brow_accents(rng, frames, stressed)
    upper = np.stack([lid, brow, smile], axis=1)
    rows = zip(shape, upper, life.gaze(rng, frames), head, body, life.tongue(phones, frames))
    write(name, [motion.state(*row) for row in rows])
    print(name, frames, 'frames,', len(stressed), 'accents')


def listen(rng: np.random.Generator, name: str, frames: int, blink: float, nod: float, tilt: float) -> None:
    head = motion.looping(rng, frames, tuple(0.6 * a for a in HEAD_SWAY))
    head[:, 0] += 0.022 * life.closed(life.pulse(frames, nod, 0.45, 0.6))
    head[:, 2] += tilt * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(frames) / frames))
    body = motion.looping(rng, frames, tuple(0.7 * a for a in BODY_SWAY))
    body[:, 1] += life.breath(frames, BREATH_HEIGHT)
    lid = life.blinks(rng, frames, blink, BLINK_GAP)
    brow = 0.08 * life.closed(life.pulse(frames, nod - 0.1, 0.4, 0.8))
    smile = 0.08 * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(frames) / frames))
    upper = np.stack([lid, brow, smile], axis=1)
    rows = zip(np.zeros((frames, 7)), upper, life.gaze(rng, frames), head, body)
    write(name, [motion.state(*row) for row in rows])
    print(name, frames, 'frames')


def main() -> None:
    rng = np.random.default_rng(SEED)
    shutil.rmtree(OUT / 'clips', ignore_errors=True)
    for frames, text in TALK.items():
        talk(rng, frames, text)
    for name, timing in LISTENING.items():
        listen(rng, name, *timing)
    (OUT / 'poster').mkdir(parents=True, exist_ok=True)
    poster = motion.state([0] * 7, (0, 0.05, 0.06), (0, 0), (0, 0, 0), (0, 0, 0))
    (OUT / 'poster' / 'plan.jsonl').write_text(json.dumps(poster))


if __name__ == '__main__':
    main()
