"""How much of the curves the phones of known words should make, beside what the network hears.

    python3 tools/speech/guide.py SENTENCES HEAD        (needs festival's ked and node)

The share is PHONES_SHARE of src/core/lipsync/phone-guidance.ts. Speech is the voice that heads are chosen on, with its exact
phone times; its phones, without their times, are given to the aligner as words of five phones.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from evaluate import CHOOSING_VOICE, read_phones, synthetic
from labels import CURVES, Segment, curves
from predict import head_predictor
from synthesise import SAMPLE_RATE

SHARES = (0, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
WORD = 5  # phones


def words(segs: list[Segment]) -> str:
    """Words of five phones, none across a pause."""
    runs: list[list[str]] = [[]]
    for phone, _, _ in segs:
        if phone == "pau" or len(runs[-1]) == WORD:
            runs.append([])
        if phone != "pau":
            runs[-1].append(phone)
    return " ".join("_".join(run) for run in runs if run)


def main(sentences: str, head: str) -> None:
    items = synthetic(CHOOSING_VOICE, Path(sentences).read_text().strip().split("\n"))
    hear = head_predictor(head)
    heard, shaped, exact = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        wavs = [Path(folder) / f"{i}.wav" for i in range(len(items))]
        for wav, (audio, _) in zip(wavs, items, strict=True):
            soundfile.write(wav, audio, SAMPLE_RATE, subtype="PCM_16")
        table = Path(folder) / "list.tsv"
        table.write_text("\n".join(f"{wav}\tphones\t{words(segs)}" for wav, (_, segs) in zip(wavs, items, strict=True)))
        here = Path(__file__).resolve().parent
        subprocess.run(["node", "--import", "tsx", "align.mjs", "--list", table], cwd=here, check=True)
        for wav, (audio, segs) in zip(wavs, items, strict=True):
            times = wav.with_suffix(".txt")
            if not times.exists():
                continue
            heard.append(hear(audio))
            frames = len(heard[-1])
            shaped.append(curves(read_phones(str(times)), frames))
            exact.append(curves(segs, frames))
    print(f"{len(heard)} of {len(items)} utterances aligned; correlation with the exact phones' curves")
    a, b, truth = (np.concatenate(parts) for parts in (heard, shaped, exact))
    for share in SHARES:
        mean = a + share * (b - a)
        by_curve = [f"{name} {np.corrcoef(mean[:, c], truth[:, c])[0, 1]:.3f}" for c, name in enumerate(CURVES)]
        print(f"share {share}: {', '.join(by_curve)}; error {np.sqrt(np.mean((mean - truth) ** 2)):.4f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
