"""Mel frames of a fixed sound by librosa, the independent implementation that src/core/audio/mel.ts is held against.

Writes tests/fixtures/mel.json: the sound is described by a formula that both sides compute, so only the frames are
stored. Run: python3 tools/export/mel_vectors.py
"""

import json
from pathlib import Path

import librosa
import numpy as np
from scipy.signal import lfilter

FIXTURE = Path(__file__).parents[2] / "tests" / "fixtures" / "mel.json"
RATE = 16_000
SAMPLES = 7_777


def sound() -> np.ndarray:
    """A gliding tone, a loud pulse and silence: Float32, so that both sides start from the same bits."""
    i = np.arange(SAMPLES, dtype=np.float64)
    t = i / RATE
    tone = 0.4 * np.sin(2 * np.pi * (150 * t + 3500 * t * t))
    buzz = 0.05 * np.sin(2 * np.pi * 6800 * t)
    pulse = np.where((i >= 2000) & (i < 2040), 0.5, 0.0)
    speech = np.where(i < 5200, tone + buzz + pulse, 0.0)
    return speech.astype(np.float32)


def mel(wav: np.ndarray) -> np.ndarray:
    """[frames, 80], the front end of Wav2Lip and SyncTalk_2D."""
    emphasised = lfilter([1, -0.97], [1], wav.astype(np.float64))
    spectrum = np.abs(librosa.stft(emphasised, n_fft=800, hop_length=200, win_length=800))
    bands = librosa.filters.mel(sr=RATE, n_fft=800, n_mels=80, fmin=55, fmax=7600, dtype=np.float64)
    decibels = 20 * np.log10(np.maximum(1e-5, bands @ spectrum)) - 20
    return np.clip(8 * (decibels + 100) / 100 - 4, -4, 4).T


def main() -> None:
    frames = mel(sound())
    fixture = {
        "made": f"librosa {librosa.__version__} by tools/export/mel_vectors.py",
        "samples": SAMPLES,
        "frames": [[round(float(value), 5) for value in frame] for frame in frames],
    }
    FIXTURE.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(FIXTURE.name, frames.shape)


if __name__ == "__main__":
    main()
