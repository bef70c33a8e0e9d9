"""Builds the training set: augmented speech → encoder features, mouth curves and viseme classes.

    python3 tools/speech/dataset.py SENTENCES.txt OUT_FOLDER [VOICE ...] [--prompts FOLDER] [--take 0] [--encoder base]

With `--prompts` also the training half of what prompts.py has made. Every take has other sentences, speakers and rooms. One file a voice. Arrays: features float16 [chunks × 500 × 288 (base: 416)] (50 Hz), curves float16 [chunks × 250 × 7],
visemes int8 [chunks × 250]; a chunk is 10 s. The voices awb (test) and ked (validation) stay unheard.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import espeak
import festival
from augment import RecordingConditions, noise_only, vary_speaker
from encoder import ENCODERS, SAMPLES_PER_FRAME, Encoder
from espeak import espeak_utterances
from evaluate import halves, read_wav, short
from festival import festival_utterances
from labels import FPS, Segment, curves, viseme_classes
from synthesise import SAMPLE_RATE, Utterance, utterances
from words import invented, shuffled

# Minutes of each voice; "noise" is sound without speech, so that noise does not open the mouth.
MINUTES = {
    "slt": 34,
    "rms": 34,
    "kal16": 20,
    "cmu_us_slt_arctic_hts": 7,
    "pc_diphone": 4.5,
    "lp_diphone": 4.5,
    "upc_ca_ona_hts": 4.5,
    "suo_fi_lj_diphone": 4.5,
    "hy_fi_mv_diphone": 4.5,
    "czech_dita": 4.5,
    "czech_krb": 3.5,
    "czech_machac": 4.5,
    "czech_ph": 4.5,
    "msu_ru_nsh_clunits": 4.5,
    "espeak en-us": 40,
    "espeak de": 30,
    "espeak fr": 50,
    "espeak es-419": 40,
    "espeak it": 16,
    "espeak pt-br": 24,
    "noise": 12,
}
# Of each language five to eleven minutes were recorded; they are said over and over by other speakers in other rooms.
PROMPT_MINUTES = {"prompts en": 90, "prompts fr": 90, "prompts es": 90}
SHUFFLED_SHARE = 0.25  # English texts that are shuffled words
CHUNK_SECONDS = 10
CHUNK_FRAMES = CHUNK_SECONDS * FPS
CHUNK = CHUNK_SECONDS * SAMPLE_RATE
SPLIT_SHARE = 0.4  # chunks encoded in two windows: short audio has short windows, too
MAX_TEXTS = 4000
HELD_OUT = 1000  # sentences at the end of the list that training never hears


def spoken(voice: str, sentences: list[str], seed: int) -> Iterator[Utterance]:
    """Endless speech of one voice: English ones say sentences and shuffled words rich in p, b and m."""
    rng = random.Random(seed)
    if voice in espeak.VOICES:
        texts = espeak.texts(espeak.VOICES[voice], sentences[:-HELD_OUT], MAX_TEXTS, seed)
        return espeak_utterances(voice, list(texts), seed)
    if voice in festival.VOICES and festival.VOICES[voice].language != "en":
        texts = list(invented(festival.VOICES[voice].language, MAX_TEXTS, seed))
    else:
        texts = rng.sample(sentences[:-HELD_OUT], MAX_TEXTS)
        count = round(SHUFFLED_SHARE * MAX_TEXTS)
        texts[:count] = shuffled(texts, count, seed)
        rng.shuffle(texts)
    speak = festival_utterances if voice in festival.VOICES else utterances
    return speak(voice, texts, seed)


def recorded(folder: Path, seed: int) -> Iterator[Utterance]:
    """The training half of recorded sentences and all shorter prompts, over and over."""
    rng = random.Random(seed)
    heard = [Utterance(read_wav(str(p.with_suffix(".wav"))), segs) for p, segs in halves(folder)[0] + short(folder)]
    while True:
        rng.shuffle(heard)
        yield from heard


def speech_chunks(
    speech: Iterator[Utterance], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, list[Segment]]]:
    """Speech with gaps between the sentences, cut every 10 s."""
    audio = np.zeros(0, np.float32)
    segs: list[Segment] = []
    for utterance in speech:
        said, phones = vary_speaker(utterance, rng)
        offset = len(audio) / SAMPLE_RATE
        gap = rng.uniform(0, 0.5) if rng.random() < 0.8 else rng.uniform(0.5, 2)
        audio = np.concatenate([audio, said, np.zeros(int(gap * SAMPLE_RATE), np.float32)])
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


def build(
    voice: str, minutes: float, sentences: list[str], prompts: Path | None, encoder: Encoder, take: int = 0
) -> dict[str, np.ndarray]:
    seed = zlib.crc32(voice.encode()) + take
    rng = np.random.default_rng(seed)
    wanted = round(minutes * 60 / CHUNK_SECONDS)
    conditions = RecordingConditions(rng)
    features, targets, classes = [], [], []
    if voice == "noise":
        rest = [("pau", -1.0, CHUNK_SECONDS + 1.0)]
        chunks = ((noise_only(CHUNK, rng), rest) for _ in range(wanted))
    else:
        language = voice.removeprefix("prompts ")
        said = recorded(prompts / language, seed) if voice in PROMPT_MINUTES else spoken(voice, sentences, seed)
        speech = speech_chunks(said, rng)
        chunks = ((conditions.apply(audio), segs) for audio, segs in itertools.islice(speech, wanted))
    for audio, segs in chunks:
        features.append(encode(encoder, audio, rng).astype(np.float16))
        targets.append(curves(segs, CHUNK_FRAMES).astype(np.float16))
        classes.append(viseme_classes(segs, CHUNK_FRAMES).astype(np.int8))
    if len(features) < wanted:
        raise SystemExit(f"too few sentences for {wanted} chunks of {voice}")
    return {"features": np.stack(features), "curves": np.stack(targets), "visemes": np.stack(classes)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sentences")
    parser.add_argument("out")
    parser.add_argument("voices", nargs="*")
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--take", type=int, default=0)
    parser.add_argument("--encoder", choices=ENCODERS, default="tiny")
    args = parser.parse_args()
    minutes = MINUTES | (PROMPT_MINUTES if args.prompts else {})

    sentences = Path(args.sentences).read_text().strip().split("\n")
    Path(args.out).mkdir(parents=True, exist_ok=True)
    encoder = Encoder(args.encoder)
    for voice in args.voices or minutes:
        began = time.time()
        chunks = build(voice, minutes[voice], sentences, args.prompts, encoder, args.take)
        np.savez(Path(args.out) / f"{voice}.npz", **chunks)
        print(f"{voice}: {len(chunks['curves'])} chunks, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
