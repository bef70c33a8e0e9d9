"""Makes synthetic speech sound like many speakers, rooms, microphones and lines."""

from __future__ import annotations

import numpy as np
from scipy.signal import resample_poly

from synthesise import SAMPLE_RATE, Utterance

EQ_POINTS = 8
EQ_OCTAVES = np.linspace(0, 7.7, EQ_POINTS)  # above 40 Hz: 40 Hz … 8.3 kHz
BABBLE_BANK = 60  # recent chunks from which babble is mixed
MU = 255  # of the µ-law telephone code


def vary_speaker(utterance: Utterance, rng: np.random.Generator) -> Utterance:
    """Resamples by 0.78–1.28, which moves pitch, formants and tempo together, and sets a level."""
    audio, segs = utterance
    if rng.random() < 0.8:
        percent = round(100 * rng.uniform(0.78, 1.28))
        audio = resample_poly(audio, 100, percent).astype(np.float32)
        segs = [(p, 100 * a / percent, 100 * b / percent) for p, a, b in segs]
    return Utterance(audio / (np.abs(audio).max() + 1e-4) * rng.uniform(0.5, 1), segs)


def random_equaliser(freqs: np.ndarray, sd_db: float, rng: np.random.Generator) -> np.ndarray:
    """Gains of a smooth random equaliser with 8 points."""
    octaves = np.log2(np.maximum(freqs, 40) / 40)
    return 10 ** (np.interp(octaves, EQ_OCTAVES, rng.normal(0, sd_db, EQ_POINTS)) / 20)


def hum(n: int, rng: np.random.Generator) -> np.ndarray:
    """Mains hum of 50 or 60 Hz with overtones."""
    t = np.arange(n) / SAMPLE_RATE
    base = rng.choice([50, 60])
    return sum(np.sin(2 * np.pi * base * k * t + rng.uniform(0, 6)) / k for k in (1, 2, 3, 5))


def coloured_noise(n: int, slope: float, rng: np.random.Generator) -> np.ndarray:
    """White noise (slope 0) to brown noise (slope 1) by shaping the spectrum above 30 Hz."""
    freqs = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
    spectrum = np.fft.rfft(rng.standard_normal(n)) / np.maximum(freqs, 30) ** slope
    return np.fft.irfft(spectrum, n)


class RecordingConditions:
    """Random equaliser, band limits, room, noise, level and telephone code for one chunk after another."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.bank: list[np.ndarray] = []

    def apply(self, audio: np.ndarray) -> np.ndarray:
        """float32 [samples] → the same speech as it might have been recorded."""
        rng, n = self.rng, len(audio)
        self.bank = [*self.bank[-(BABBLE_BANK - 1) :], audio.copy()]
        freqs = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
        spectrum = np.fft.rfft(audio)
        if rng.random() < 0.8:
            spectrum *= random_equaliser(freqs, 5, rng)
        if rng.random() < 0.35:
            spectrum *= 1 / (1 + (freqs / rng.uniform(3200, 7500)) ** 16)
        if rng.random() < 0.3:
            spectrum *= 1 - 1 / (1 + (freqs / rng.uniform(80, 320)) ** 6)
        if rng.random() < 0.4:
            spectrum *= np.fft.rfft(self._room(), n)
        out = np.fft.irfft(spectrum, n)
        if rng.random() < 0.85:
            out = self._add_noise(out)
        out = out / (np.abs(out).max() + 1e-6) * 10 ** (rng.uniform(-26, 0) / 20)
        if rng.random() < 0.1:
            out = self._mu_law(out)
        return out.astype(np.float32)

    def _room(self) -> np.ndarray:
        """An impulse response: the direct sound and a noise tail that decays by 60 dB in 0.08–0.5 s."""
        length = int(self.rng.uniform(0.08, 0.5) * SAMPLE_RATE)
        decay = np.exp(-6.9 * np.arange(length) / length)
        tail = self.rng.standard_normal(length) * decay
        tail *= 10 ** (self.rng.uniform(-14, -1) / 20) / np.sqrt((tail**2).sum())
        tail[0] += 1
        return tail

    def _add_noise(self, audio: np.ndarray) -> np.ndarray:
        rng, n = self.rng, len(audio)
        kind = rng.choice(["white", "coloured", "babble", "hum"])
        snr_db = rng.uniform(5, 45)
        if kind == "babble":
            noise = sum(self.bank[i] for i in rng.integers(len(self.bank), size=4))
            # Louder babble than this is speech to any listener.
            snr_db = max(snr_db, 12)
        elif kind == "coloured":
            noise = coloured_noise(n, rng.uniform(0.3, 1), rng)
        else:
            noise = rng.standard_normal(n)
            if kind == "hum":
                noise = noise + 8 * hum(n, rng)
        level = max(np.sqrt((audio**2).mean()), 1e-3) * 10 ** (-snr_db / 20)
        return audio + noise / (np.sqrt((noise**2).mean()) + 1e-9) * level

    @staticmethod
    def _mu_law(audio: np.ndarray) -> np.ndarray:
        code = np.round(np.log1p(MU * np.abs(audio)) / np.log1p(MU) * 127) / 127
        return np.sign(audio) * np.expm1(code * np.log1p(MU)) / MU


def noise_only(n: int, rng: np.random.Generator) -> np.ndarray:
    """Sound without speech (float32 [n]): noises, hum, plucked tones, near silence; −65…−3 dB peak."""
    t = np.arange(n) / SAMPLE_RATE
    kind = rng.integers(6)
    if kind == 0:
        out = rng.standard_normal(n)
    elif kind in (1, 2):
        spectrum = np.fft.rfft(coloured_noise(n, rng.uniform(0, 1.2), rng))
        spectrum *= random_equaliser(np.fft.rfftfreq(n, 1 / SAMPLE_RATE), 6, rng)
        swell = 1 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.1, 1) * t + rng.uniform(0, 6))
        out = np.fft.irfft(spectrum, n) * swell
    elif kind == 3:
        out = hum(n, rng) + rng.normal(0, 0.3, n)
    elif kind == 4:
        out = np.zeros(n)
        for _ in range(rng.integers(3, 40)):
            start, pitch = rng.uniform(0, n / SAMPLE_RATE), 110 * 2 ** (rng.integers(0, 36) / 12)
            since = np.maximum(t - start, 0)
            tone = sum(np.sin(2 * np.pi * pitch * k * since) / k**1.3 for k in range(1, 7))
            out += tone * np.exp(-since * rng.uniform(1, 8)) * (t >= start)
    else:
        out = np.zeros(n) if rng.random() < 0.5 else rng.standard_normal(n) * 1e-4
        return out.astype(np.float32)
    return (out / np.abs(out).max() * 10 ** (rng.uniform(-65, -3) / 20)).astype(np.float32)
