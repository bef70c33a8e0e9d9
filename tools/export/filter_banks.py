"""WeNet's filter banks as a network: 16 kHz sound [1, n], -1 to 1, to frames [frames + 67, 80].

Ultralight's sound for WeNet is 16 bit, with 5120 samples of silence before it and 5600 behind it. Frames are Kaldi's, with
its defaults but for the dither: 25 ms every 10 ms, mean removed, pre-emphasis 0.97, Povey window, power spectrum of 512
samples, 80 mel triangles from 20 to 8000 Hz, natural logarithm.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FRAME, HOP, SPECTRUM, BANDS = 400, 160, 512, 80
"""Samples of a frame and from one to the next, samples of its spectrum, mel bands."""
BEFORE, BEHIND = 32 * HOP, 35 * HOP
"""Samples of silence around the sound."""
CHUNK, ROW = 67, 5
"""Filter bank frames that a row hears, and from one row to the next: 20 rows a second."""
LOUDEST = 32_767
FLOOR = float(np.finfo(np.float32).eps)


def mel(hertz: np.ndarray) -> np.ndarray:
    return 1127 * np.log(1 + hertz / 700)


def triangles() -> np.ndarray:
    """[256, bands]: the weight of each bin; the last one, at 8000 Hz, is in none."""
    lowest, highest = mel(np.array([20.0, 8000.0]))
    width = (highest - lowest) / (BANDS + 1)
    left = lowest + width * np.arange(BANDS)
    bins = mel(np.arange(SPECTRUM // 2) * 16_000 / SPECTRUM)[:, None]
    return np.maximum(0, np.minimum((bins - left) / width, (left + 2 * width - bins) / width))


class FilterBanks(nn.Module):
    """Zeros, not silence, fill the last rows' chunks: 67 frames of them follow."""

    def __init__(self) -> None:
        super().__init__()
        place = np.arange(FRAME)
        # A table of one period and whole-number angles: the matrices themselves would weigh 0.8 MB in every pack.
        angles = 2 * np.pi * np.arange(SPECTRUM) / SPECTRUM
        self.register_buffer("cosine", torch.tensor(np.cos(angles), dtype=torch.float32))
        self.register_buffer("sine", torch.tensor(np.sin(angles), dtype=torch.float32))
        self.register_buffer("place", torch.tensor(place[:, None]))
        self.register_buffer("bin", torch.tensor(np.arange(SPECTRUM // 2)[None]))
        povey = (0.5 - 0.5 * np.cos(2 * np.pi * place / (FRAME - 1))) ** 0.85
        self.register_buffer("window", torch.tensor(povey, dtype=torch.float32))
        self.register_buffer("triangles", torch.tensor(triangles(), dtype=torch.float32))

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        whole = (sound * LOUDEST).clamp(-LOUDEST, LOUDEST).to(torch.int32).to(torch.float32)
        # A frame is two and a half hops: 80 samples more let the last one end inside a hop.
        padded = F.pad(whole, (BEFORE, BEHIND + HOP // 2))
        hops = padded[0, : padded.shape[1] // HOP * HOP].reshape(-1, HOP)
        frames = torch.cat([hops[:-2], hops[1:-1], hops[2:, : FRAME - 2 * HOP]], 1)
        frames = frames - frames.mean(1, keepdim=True)
        frames = frames - 0.97 * torch.cat([frames[:, :1], frames[:, :-1]], 1)
        frames = frames * self.window
        angle = torch.remainder(self.place * self.bin, SPECTRUM)
        power = (frames @ self.cosine[angle]) ** 2 + (frames @ self.sine[angle]) ** 2
        banks = torch.log((power @ self.triangles).clamp(min=FLOOR))
        return F.pad(banks, (0, 0, 0, CHUNK))


def rows_of(frames: int) -> int:
    """Rows of so many frames: Ultralight goes on until a chunk reaches past the last one."""
    return max(1, -(-(frames - CHUNK + ROW) // ROW))
