"""Plans the core clips: `python3 plan/clips.py` writes out/clips/<name>/{plan.jsonl, phones.txt, speech.wav}.

Every clip is a loop: its motion closes on itself and starts at the common neutral pose, its lips are shut at
both ends, and no blink or glance lies at the borders.
"""

import json
import shutil
import wave
from pathlib import Path

import numpy as np

import motion
from speech import curves, spoken

OUT = Path(__file__).resolve().parent.parent / 'out' / 'clips'
VOICE = 'rms'
FPS = 25
LEAD = 0.08  # s of rest before the first word
TAIL = 0.16  # s of rest after the last
STRETCH_RANGE = (0.7, 1.2)
BORDER_FADE = [0.0, 0.35, 0.75]  # curves at the first frames, mirrored at the last
BLINK_GAP = 3.4  # s: about 17 a minute
GAZE_SPREAD = 0.02  # rad
TALK = {
    30: 'Maybe tomorrow.',
    52: 'People are happy about the prize.',
    75: 'We will be back after a brief summary of the facts.',
    110: 'Above all, both families hope for a warmer, calmer summer by the water.',
    150: 'Members of the public may move about freely, but please keep off the paved '
    'path behind the farm.',
    200: 'Our reporter spoke with the farmers about the apple harvest; they believe that '
    'more people will buy fruit from shops nearby, and that would be a fine outcome.',
}
SILENCE_FRAMES = 110
SEED = 5


def clip_name(frames: int) -> str:
    """'02,08s talk': the length in seconds with a decimal comma."""
    return f'{frames / FPS:05.2f}s talk'.replace('.', ',')


def fitted_speech(text: str, frames: int, wav: Path, voice: str = VOICE):
    """Phones and curves of a text, its tempo set so that it fills the clip between the rests."""
    wanted = frames / FPS - LEAD - TAIL

    def words(segments):
        inner = segments[1:] if segments[0][0] == 'pau' else segments
        return inner[:-1] if inner[-1][0] == 'pau' else inner

    stretch = 1.0
    for _ in range(3):  # pauses do not stretch evenly, so the tempo is found by iteration
        said = words(spoken(text, voice, wav, stretch)[0])
        stretch = float(np.clip(stretch * wanted / (said[-1][2] - said[0][1]), *STRETCH_RANGE))
    said = words(spoken(text, voice, wav, stretch)[0])
    spare = frames / FPS - (said[-1][2] - said[0][1])
    if spare < 0:
        raise ValueError(f'The text does not fit {frames} frames: {text}')
    shift = min(LEAD, spare / 2) - said[0][1]
    phones = [(p, a + shift, b + shift) for p, a, b in said]
    phones = [('pau', 0.0, phones[0][1]), *phones, ('pau', phones[-1][2], frames / FPS)]
    shape = curves(phones, frames)
    for i, factor in enumerate(BORDER_FADE):
        shape[i] *= factor
        if i:
            shape[-i] *= factor
    return phones, shape, shift


def shifted_wav(wav: Path, shift: float, frames: int) -> None:
    """Moves the sound by `shift` s and trims it to the clip, so that it fits the picture."""
    with wave.open(str(wav)) as sound:
        rate = sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    out = np.zeros(round(frames / FPS * rate), np.int16)
    start = round(shift * rate)
    source = samples[max(0, -start) :]
    target = out[max(0, start) :]
    target[: len(source)] = source[: len(target)]
    with wave.open(str(wav), 'wb') as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(out.tobytes())


def plan(rng: np.random.Generator, name: str, shape: np.ndarray) -> None:
    frames = len(shape)
    head = motion.looping(rng, frames, motion.CLIP_RANGE.head)
    body = motion.looping(rng, frames, motion.CLIP_RANGE.body)
    lid = motion.blinks(rng, frames, BLINK_GAP)
    eyes = motion.gaze(rng, frames, GAZE_SPREAD)
    brow, smile = motion.looping(rng, frames, (0.15, 0.06)).T
    upper = np.stack([lid, brow, smile], axis=1)
    states = [motion.state(*frame) for frame in zip(shape, upper, eyes, head, body)]
    (OUT / name / 'plan.jsonl').write_text('\n'.join(json.dumps(s) for s in states))


def main() -> None:
    rng = np.random.default_rng(SEED)
    shutil.rmtree(OUT, ignore_errors=True)
    for frames, text in TALK.items():
        name = clip_name(frames)
        folder = OUT / name
        folder.mkdir(parents=True)
        phones, shape, shift = fitted_speech(text, frames, folder / 'speech.wav')
        shifted_wav(folder / 'speech.wav', shift, frames)
        lines = [f'{p} {a:.4f} {b:.4f}' for p, a, b in phones]
        (folder / 'phones.txt').write_text('\n'.join(lines) + '\n')
        np.save(folder / 'curves.npy', shape)
        plan(rng, name, shape)
        print(name, frames, 'frames, rest', f'{phones[0][2]:.2f} s, {phones[-1][2] - phones[-1][1]:.2f} s')
    (OUT / 'silence').mkdir(parents=True)
    plan(rng, 'silence', np.zeros((SILENCE_FRAMES, 7)))


if __name__ == '__main__':
    main()
