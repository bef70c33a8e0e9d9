"""Speech with exact phone times from flite's synthetic voices."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from labels import Segment, flite_phones

SAMPLE_RATE = 16_000
STRETCHES = (0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.35)
# Only diphone voices follow a pitch target; None keeps the voice's own.
PITCHES = {"kal16": (None, None, None, None, 80, 95, 120, 140)}
# s between the last phone's end and the end of the file: diphone voices cut 0.1 s of the final silence,
# more means lost phones.
MAX_DRIFT = 0.12


class Utterance(NamedTuple):
    audio: np.ndarray  # float32 [samples], −1…1, 16 kHz
    segs: list[Segment]


def utterances(
    voice: str, sentences: list[str], seed: int, natural: bool = False
) -> Iterator[Utterance]:
    """Speaks the sentences one by one; `natural` keeps the voice's own tempo and pitch."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        wav = str(Path(folder) / "speech.wav")
        for sentence in sentences:
            stretch = 1.0 if natural else rng.choice(STRETCHES)
            pitch = None if natural else rng.choice(PITCHES.get(voice, (None,)))
            try:
                segs = flite_phones(sentence, voice, wav, stretch, pitch)
            except subprocess.CalledProcessError:
                continue  # flite refuses a few odd texts
            audio, rate = soundfile.read(wav, dtype="float32")
            if rate != SAMPLE_RATE or not segs:
                continue
            phone, start, end = segs[-1]
            if phone == "pau" and abs(end - len(audio) / rate) <= MAX_DRIFT:
                yield Utterance(audio, [*segs[:-1], (phone, start, len(audio) / rate)])
