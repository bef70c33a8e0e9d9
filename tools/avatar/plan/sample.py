"""Speaks the sample: `python3 plan/sample.py` writes public/samples/sample.wav and its phone times.

16-bit mono at 16 kHz, a voice that no network here was trained on, two pauses of a second.
"""

import tempfile
import wave
from pathlib import Path

import numpy as np

from speech import spoken

ROOT = Path(__file__).resolve().parents[3]
WAV = ROOT / 'public' / 'samples' / 'sample.wav'
PHONES = ROOT / 'tests' / 'fixtures' / 'sample.phones.txt'
VOICE = 'awb'
STRETCH = 0.92
PAUSE = 1.1  # s between the sentences
BORDER = 0.25  # s of silence before the first and after the last word
RATE = 16_000
SENTENCES = [
    'Hello, and a warm welcome to Mouthpiece.',
    'Bring me a voice, and I will move my lips to every word you say.',
    'Pop music, a poem, or a bedtime map of Bombay: maybe we both have something to talk about.',
]


def read_wav(path: Path) -> np.ndarray:
    with wave.open(str(path)) as sound:
        if sound.getframerate() != RATE:
            raise ValueError(f'{VOICE} speaks at {sound.getframerate()} Hz, not {RATE}')
        return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def main() -> None:
    pieces, phones, at = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        for i, text in enumerate(SENTENCES):
            part = Path(folder) / 'part.wav'
            segments, _ = spoken(text, VOICE, part, STRETCH)
            samples = read_wav(part)
            words = [s for s in segments if s[0] != 'pau']
            first, last = round(words[0][1] * RATE), round(words[-1][2] * RATE)
            gap = np.zeros(round((PAUSE if i else BORDER) * RATE), np.int16)
            start = at + len(gap)
            phones.append(('pau', at, start))
            phones += [
                (p, start + round(a * RATE) - first, start + round(b * RATE) - first)
                for p, a, b in segments
                if a < words[-1][2] and b > words[0][1]
            ]
            pieces += [gap, samples[first:last]]
            at = start + last - first
    tail = np.zeros(round(BORDER * RATE), np.int16)
    phones.append(('pau', at, at + len(tail)))
    sound = np.concatenate([*pieces, tail])
    WAV.parent.mkdir(parents=True, exist_ok=True)
    PHONES.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(WAV), 'wb') as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.tobytes())
    lines = [f'{p} {a / RATE:.4f} {b / RATE:.4f}' for p, a, b in phones]
    PHONES.write_text('\n'.join(lines) + '\n')
    pauses = [(b - a) / RATE for p, a, b in phones if p == 'pau']
    print(f'{len(sound) / RATE:.2f} s, pauses', [round(p, 2) for p in pauses])


if __name__ == '__main__':
    main()
