"""Builds the training set: augmented speech → encoder features, mouth curves and viseme classes.

    python3 tools/speech/dataset.py SENTENCES.txt OUT.npz [--minutes 120]

Arrays in OUT.npz: features float16 [chunks × 500 × 288] (50 Hz), curves float16 [chunks × 250 × 7],
visemes int8 [chunks × 250]; a chunk is 10 s. Voices: slt, rms, kal16; awb stays unheard, for evaluation.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from augment import RecordingConditions, noise_only, vary_speaker
from encoder import SAMPLES_PER_FRAME, Encoder
from labels import FPS, Segment, curves, viseme_classes
from synthesise import SAMPLE_RATE, utterances

VOICES = {"slt": 0.38, "rms": 0.38, "kal16": 0.24}  # share of the speech
CHUNK_SECONDS = 10
CHUNK_FRAMES = CHUNK_SECONDS * FPS
CHUNK = CHUNK_SECONDS * SAMPLE_RATE
NOISE_SHARE = 0.1  # chunks without speech, so that noise does not open the mouth
SPLIT_SHARE = 0.4  # chunks encoded in two windows: short audio has short windows, too
SEED = 7


def speech_chunks(
    voice: str, sentences: list[str], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, list[Segment]]]:
    """Endless speech of one voice with gaps between the sentences, cut every 10 s."""
    audio = np.zeros(0, np.float32)
    segs: list[Segment] = []
    for utterance in utterances(voice, sentences, seed=SEED):
        spoken, phones = vary_speaker(utterance, rng)
        offset = len(audio) / SAMPLE_RATE
        gap = rng.uniform(0, 0.5) if rng.random() < 0.8 else rng.uniform(0.5, 2)
        audio = np.concatenate([audio, spoken, np.zeros(int(gap * SAMPLE_RATE), np.float32)])
        segs += [(p, a + offset, b + offset) for p, a, b in phones]
        segs.append(("pau", segs[-1][2], len(audio) / SAMPLE_RATE))
        while len(audio) >= CHUNK:
            yield audio[:CHUNK], merge_pauses(segs)
            audio = audio[CHUNK:]
            segs = [(p, a - CHUNK_SECONDS, b - CHUNK_SECONDS) for p, a, b in segs]
            segs = [seg for seg in segs if seg[2] > -0.5]


def merge_pauses(segs: list[Segment]) -> list[Segment]:
    """Joins neighbouring pauses (end of a sentence, gap, start of the next) into one."""
    merged: list[Segment] = []
    for phone, start, end in segs:
        if merged and phone == "pau" and merged[-1][0] == "pau":
            merged[-1] = ("pau", merged[-1][1], end)
        else:
            merged.append((phone, start, end))
    return merged


def encode(encoder: Encoder, audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() >= SPLIT_SHARE:
        return encoder.window(audio)
    cut = int(rng.integers(CHUNK_FRAMES // 5, 4 * CHUNK_FRAMES // 5)) * SAMPLES_PER_FRAME
    return np.concatenate([encoder.window(audio[:cut]), encoder.window(audio[cut:])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sentences")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=120)
    args = parser.parse_args()

    sentences = Path(args.sentences).read_text().split("\n")
    rng = np.random.default_rng(SEED)
    encoder = Encoder()
    features, targets, classes = [], [], []

    def add(audio: np.ndarray, segs: list[Segment]) -> None:
        features.append(encode(encoder, audio, rng).astype(np.float16))
        targets.append(curves(segs, CHUNK_FRAMES).astype(np.float16))
        classes.append(viseme_classes(segs, CHUNK_FRAMES).astype(np.int8))

    began = time.time()
    for i, (voice, share) in enumerate(VOICES.items()):
        wanted = round(args.minutes * 60 / CHUNK_SECONDS * share)
        conditions = RecordingConditions(rng)
        for made, (audio, segs) in enumerate(speech_chunks(voice, sentences[i :: len(VOICES)], rng)):
            if made == wanted:
                break
            add(conditions.apply(audio), segs)
        else:
            raise SystemExit(f"too few sentences for {wanted} chunks of {voice}")
        print(f"{voice}: {len(features)} chunks so far, {time.time() - began:.0f} s", flush=True)
    for _ in range(round(len(features) * NOISE_SHARE)):
        add(noise_only(CHUNK, rng), [("pau", -1.0, CHUNK_SECONDS + 1.0)])
    np.savez(args.out, features=np.stack(features), curves=np.stack(targets), visemes=np.stack(classes))
    print(f"{len(features)} chunks → {args.out}, {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
