"""Plans an avatar's core clips: `python3 plan/presenters.py adam|nora|elias` writes
out/<avatar>/clips/<name>/{plan.jsonl, phones.txt, curves.npy} and out/<avatar>/poster/plan.jsonl.

Every clip is a loop: its motion closes on itself and starts at the common neutral pose, its lips are shut at both ends,
and no blink lies at the borders. See liveliness.py for what moves. The talk clips show every mouth shape, since the
exemplar engine takes its mouths from them.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np

import liveliness as life
import motion
from speech import FPS, curves, spoken

AVATARS = Path(__file__).resolve().parent.parent / 'out'
HEAD_SWAY = (0.02, 0.045, 0.02)  # nod, turn, tilt
BODY_SWAY = (0.022, 0.004, 0.006)  # sideways, up, roll
BREATH_HEIGHT = 0.014  # dm
# Avatar → voice, seed, and frames → what is said.
PRESENTERS = {
    'adam': (
        'kal16',
        57,
        {
            30: 'Maybe tomorrow.',
            42: 'Five or ten of them.',
            56: 'People are happy about it.',
            72: 'We will be back after a brief summary.',
            96: 'You should watch how those big machines move the pipes.',
            120: 'Above all, both families hope for a warmer, calmer summer by the water.',
            150: 'Members of the public may move about freely, but please keep off the paved path behind '
            'the farm.',
            190: 'Our reporter spoke with the farmers about the apple harvest; they believe that more people '
            'will choose fruit from shops nearby.',
            300: 'And now for something you may have wondered about: who moves all those big blue boxes, and '
            'where do they go? We joined the crew at four in the morning, followed them from the harbour to '
            'the shops, and heard both what they love and what they would change.',
        },
    ),
    'nora': (
        'slt',
        23,
        {
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
            300: 'That brings us to the weather. Much of the north wakes up to fog, which may move off '
            'by lunch; further south, people should prepare for heavy showers. We will be back with '
            'the full picture for you just before five.',
        },
    ),
    'elias': (
        'rms',
        41,
        {
            30: 'Back at five.',
            42: 'More of that at five.',
            56: 'Welcome back, and thank you.',
            72: 'The whole village came to watch the boats.',
            96: 'Above all, the farmers hope for a much cooler June.',
            120: 'The choir would rather move to a bigger room, so they have asked both halls.',
            150: 'Few people believe that the bridge will open before March, though the first five '
            'beams are up.',
            190: 'What you are about to see was filmed by a fisher and her brother; they chose to share '
            'it with us, and we thank them both.',
            300: 'Before we go, a word about tomorrow: warm and bright for most of you, with a few '
            'showers over the bay. Pack a coat if you are off to the hills, watch the roads by the '
            'river, and be back with us at seven for more.',
        },
    ),
}
# Name → frames, seconds of the first blink, of a small nod while listening, tilt of the head.
LISTENING = {
    'silence': (150, 1.5, 2.4, 0.02),
    'silence 2': (100, 0.9, 1.6, -0.015),
    'silence 3': (56, 1.2, 0.9, 0.008),
}
BLINK_GAP = 3.6  # s
LEAD = 0.08  # s of rest before the first word
TAIL = 0.16  # s of rest after the last
STRETCH_RANGE = (0.7, 1.2)
BORDER_FADE = [0.0, 0.35, 0.75]  # curves at the first frames, mirrored at the last


def clip_name(frames: int) -> str:
    """'02,08s talk': the length in seconds with a decimal comma."""
    return f'{frames / FPS:05.2f}s talk'.replace('.', ',')


def fitted_speech(text: str, frames: int, wav: Path, voice: str):
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



def write(folder: Path, states: list[dict]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'plan.jsonl').write_text('\n'.join(json.dumps(s) for s in states))


def talk(rng: np.random.Generator, clips: Path, voice: str, frames: int, text: str) -> None:
    folder = clips / clip_name(frames)
    folder.mkdir(parents=True)
    phones, shape, _ = fitted_speech(text, frames, folder / 'speech.wav', voice)
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
    tip = life.tongue(phones, frames)
    rows = zip(shape, upper, life.gaze(rng, frames), head, body, tip)
    write(folder, [motion.state(*row) for row in rows])
    print(folder.name, frames, 'frames,', len(stressed), 'accents')


def listen(rng: np.random.Generator, folder: Path, frames: int, blink: float, nod: float, tilt: float) -> None:
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
    write(folder, [motion.state(*row) for row in rows])
    print(folder.name, frames, 'frames')


def main(avatar: str) -> None:
    voice, seed, sentences = PRESENTERS[avatar]
    rng = np.random.default_rng(seed)
    clips = AVATARS / avatar / 'clips'
    shutil.rmtree(clips, ignore_errors=True)
    for frames, text in sentences.items():
        talk(rng, clips, voice, frames, text)
    for name, timing in LISTENING.items():
        listen(rng, clips / name, *timing)
    poster = motion.state([0] * 7, (0, 0.05, 0.06), (0, 0), (0, 0, 0), (0, 0, 0))
    write(AVATARS / avatar / 'poster', [poster])


if __name__ == '__main__':
    main(sys.argv[1])
