"""Measures mouth curves against exact phone times, and their rest in silence.

    python3 tools/speech/evaluate.py SENTENCES.txt HEAD.onnx [--whole] [--merged OTHER.onnx] [--recordings]
        [--prompts FOLDER] [--wav SPEECH.wav ...] [--aligned SPEECH.wav PHONES.txt ...]

The voice is flite's awb, which training never hears, on sentences from the end of the list. PHONES.txt
has lines "phone start end" (seconds), as align.mjs prints them. `--merged` measures another network in the same way.
`--recordings` measures what tools/eval/lips measures on pixels (`npm run eval:lips` fetches the recordings).
`--prompts` measures what heads are chosen on instead of awb: festival's ked and the recordings of prompts.py.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from augment import noise_only
from labels import (
    BILABIALS,
    CURVES,
    FPS,
    LABIODENTALS,
    OPEN,
    PRESS,
    PURSE,
    TUCK,
    Segment,
    curves,
    holds,
    is_closed,
    normalise,
)
from festival import festival_utterances
from predict import Predictor, head_predictor, merged_predictor
from synthesise import SAMPLE_RATE, utterances

VOICE, UTTERANCES = "awb", 60
CHOOSING_VOICE = "ked_diphone"
SHORT = "short"  # folder of prompts.py
LIPS = Path(__file__).resolve().parents[1] / "eval" / "lips"
RECORDINGS = LIPS.parents[2] / ".cache" / "recordings"
PAUSE = 1  # s of silence after each utterance
OPEN_VOWELS = ("aa", "ae", "ao", "ay", "aw", "ah")
ROUNDED = ("uw", "w", "ow")
TOLERANCE = 0.04  # s: one frame
MATCH = 0.06  # s between a predicted and a true closure
CHANCE_SHIFTS = (-0.4, -0.28, 0.28, 0.4)  # s: closures counted where none should be
MAX_LAG = 4  # frames


def share(hits: list[bool]) -> float:
    return 100 * float(np.mean(hits)) if hits else float("nan")


@dataclass
class Score:
    closed: list[bool] = field(default_factory=list)  # p/b/m shut within ± 1 frame
    precise: list[bool] = field(default_factory=list)  # predicted closures near a true one
    chance: list[bool] = field(default_factory=list)
    false_closed: list[bool] = field(default_factory=list)  # frames inside open vowels
    vowel_open: list[bool] = field(default_factory=list)
    tucked: list[bool] = field(default_factory=list)
    rounded: list[bool] = field(default_factory=list)
    rest_open: list[float] = field(default_factory=list)
    rest_motion: list[float] = field(default_factory=list)
    predicted: list[np.ndarray] = field(default_factory=list)
    truth: list[np.ndarray] = field(default_factory=list)

    def add(self, predicted: np.ndarray, segs: list[Segment]) -> None:
        n = len(predicted)
        times = (np.arange(n) + 0.5) / FPS
        segs = normalise(segs)
        shut = is_closed(predicted)
        closures = [(h.start, h.end) for h in holds(segs) if h.kind == "closed"]
        bilabials = [(a, b) for p, a, b in segs if p in BILABIALS]
        self.predicted.append(predicted)
        self.truth.append(curves(segs, n))

        def near(start: float, end: float, margin: float = TOLERANCE) -> np.ndarray:
            return (times >= start - margin) & (times <= end + margin)

        def apart(start: float, end: float) -> bool:
            return not any(a < end + MATCH and b > start - MATCH for a, b in bilabials)

        pressed = predicted[:, PRESS] > 0.35
        for is_event, run in itertools.groupby(range(n), key=lambda i: bool(pressed[i])):
            if is_event:
                frames = list(run)
                first, last = times[frames[0]] - MATCH, times[frames[-1]] + MATCH
                self.precise.append(any(a < last and b > first for a, b in closures))
        for phone, start, end in segs:
            around = near(start, end)
            if not around.any():
                continue
            if phone in BILABIALS:
                self.closed.append(
                    bool((predicted[around, PRESS].max() > 0.35) and (predicted[around, OPEN].min() < 0.10))
                )
                for shift in CHANCE_SHIFTS:
                    if apart(start + shift, end + shift) and near(start + shift, end + shift).any():
                        self.chance.append(bool(shut[near(start + shift, end + shift)].any()))
            elif phone in LABIODENTALS:
                self.tucked.append(bool(predicted[around, TUCK].max() > 0.4))
            elif phone in OPEN_VOWELS and end - start >= 0.07:
                self.vowel_open.append(bool(predicted[around, OPEN].max() > 0.3))
                inset = 0.2 * (end - start)
                if apart(start, end):
                    inside = near(start + inset, end - inset, 0)
                    self.false_closed += list(predicted[inside, PRESS] > 0.35)
            elif phone == "pau" and end - start > 0.4:
                still = predicted[near(start + 0.16, end - 0.12, 0), OPEN]
                self.rest_open += list(still)
                self.rest_motion += list(np.abs(np.diff(still)))
            if phone in ROUNDED and end - start > 0.06:
                self.rounded.append(bool(predicted[around, PURSE].max() > 0.3))

    def lag(self) -> int:
        """Frames by which the prediction is late."""
        p, t = (np.concatenate(x)[:, OPEN] for x in (self.predicted, self.truth))
        p, t = p - p.mean(), t - t.mean()
        return max(range(-MAX_LAG, MAX_LAG + 1), key=lambda k: float((np.roll(t, k) * p).sum()))

    def report(self) -> str:
        p, t = np.concatenate(self.predicted), np.concatenate(self.truth)
        correlation = {c: np.corrcoef(p[:, i], t[:, i])[0, 1] for i, c in enumerate(CURVES)}
        return (
            f"{len(p) / FPS:.0f} s, {len(self.closed)} p/b/m: closed {share(self.closed):.1f} %, "
            f"precision {share(self.precise):.1f} %, chance {share(self.chance):.0f} %, "
            f"false in open vowels {share(self.false_closed):.1f} %, "
            f"open vowels {share(self.vowel_open):.0f} %, tucked {share(self.tucked):.0f} %, "
            f"rounded {share(self.rounded):.0f} %, lag {self.lag()} frames, rest: open "
            f"{np.mean(self.rest_open or [np.nan]):.3f}, motion {np.mean(self.rest_motion or [np.nan]):.4f}"
            "\n    correlation " + ", ".join(f"{c} {r:.3f}" for c, r in correlation.items())
        )


Items = list[tuple[np.ndarray, list[Segment]]]


def synthetic(voice: str, sentences: list[str]) -> Items:
    speak = festival_utterances if voice == CHOOSING_VOICE else utterances
    spoken = speak(voice, sentences[-2 * UTTERANCES :], seed=0, natural=True)
    quiet = np.zeros(PAUSE * SAMPLE_RATE, np.float32)
    items = []
    for audio, segs in itertools.islice(spoken, UTTERANCES):
        phone, start, end = segs[-1]
        items.append((np.concatenate([audio, quiet]), [*segs[:-1], (phone, start, end + PAUSE)]))
    return items


def visible(phones: list[Segment]) -> list[Segment]:
    """Spanish b and v between vowels (bh) look like a v."""
    return [("v" if phone == "bh" else phone, start, end) for phone, start, end in phones]


def recordings(language: str) -> Items:
    """What tools/eval/lips measures."""
    listed = json.loads((LIPS / "recordings.json").read_text())["languages"][language]["recordings"]
    aligned = json.loads((LIPS / "phones" / f"{language.lower()}.json").read_text())
    items = []
    for recording, timed in zip(listed, aligned, strict=True):
        sound = RECORDINGS / recording["package"] / recording["path"]
        command = ["ffmpeg", "-v", "error", "-i", sound, "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "f32le", "-"]
        audio = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
        items.append((audio, visible(timed["phones"])))
    return items


def short(folder: Path) -> list[tuple[Path, list[Segment]]]:
    """The phones of prompts.py's prompts of less than a sentence."""
    return [(path, visible(read_phones(str(path)))) for path in sorted((folder / SHORT).glob("*.txt"))]


def halves(folder: Path) -> tuple[list[tuple[Path, list[Segment]]], ...]:
    """The phones of prompts.py's sentences: those to train on, those to choose by."""
    timed = [(path, visible(read_phones(str(path)))) for path in sorted(folder.glob("*.txt"))]
    return timed[::2], timed[1::2]


def prompts(folder: Path) -> Items:
    return [(read_wav(str(path.with_suffix(".wav"))), segs) for path, segs in halves(folder)[1]]


def measure(predict: Predictor, items: Items) -> Score:
    score = Score()
    for audio, segs in items:
        score.add(predict(audio), segs)
    return score


def noise_report(predict: Predictor) -> str:
    """Opening of the mouth under 20 sounds without speech, and in digital silence."""
    rng = np.random.default_rng(99)
    opened = [predict(noise_only(4 * SAMPLE_RATE, rng))[:, OPEN] for _ in range(20)]
    silent = predict(np.zeros(4 * SAMPLE_RATE, np.float32))[:, OPEN]
    return (
        f"noise only: open mean {np.mean(opened):.3f}, 95th percentile {np.percentile(opened, 95):.3f}; "
        f"digital silence: max {silent.max():.3f}"
    )


def describe(predict: Predictor, audio: np.ndarray) -> str:
    """For speech without phone times: opening, closures a second, motion while the audio is quiet."""
    c = predict(audio)
    rms = np.sqrt((audio[: len(audio) // 640 * 640].reshape(-1, 640) ** 2).mean(1))
    n = min(len(c), len(rms))
    loud = rms[:n] > 0.1 * np.percentile(rms, 95)
    quiet = ~np.convolve(loud, np.ones(9), "same").astype(bool)  # 160 ms from any sound
    motion = np.abs(np.diff(c[:n, OPEN], prepend=c[0, OPEN]))
    closures = sum(1 for is_event, _ in itertools.groupby(is_closed(c)) if is_event)
    return (
        f"{len(c) / FPS:.1f} s: open median {np.median(c[:n][loud, OPEN]):.2f} and 95th percentile "
        f"{np.percentile(c[:n][loud, OPEN], 95):.2f} in speech, {closures / (len(c) / FPS):.1f} closures/s, "
        f"motion in speech {motion[loud].mean():.3f}, in silence "
        f"{motion[quiet].mean() if quiet.any() else float('nan'):.4f}"
    )


def read_wav(path: str) -> np.ndarray:
    audio, rate = soundfile.read(path, dtype="float32")
    if rate != SAMPLE_RATE or audio.ndim != 1:
        raise SystemExit(f"{path} must be mono at {SAMPLE_RATE} Hz")
    return audio


def read_phones(path: str) -> list[Segment]:
    rows = (line.split() for line in Path(path).read_text().splitlines() if line.strip())
    return [(phone.lower(), float(start), float(end)) for phone, start, end in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sentences")
    parser.add_argument("head")
    parser.add_argument("--whole", action="store_true", help="also without blocks")
    parser.add_argument("--merged", action="append", default=[])
    parser.add_argument("--recordings", action="store_true")
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--wav", action="append", default=[])
    parser.add_argument("--aligned", nargs=2, action="append", default=[])
    args = parser.parse_args()

    networks = {args.head: head_predictor(args.head)}
    if args.whole:
        networks[f"{args.head} without blocks"] = head_predictor(args.head, blocks=False)
    networks |= {path: merged_predictor(path) for path in args.merged}
    sentences = Path(args.sentences).read_text().strip().split("\n")
    sets: dict[str, Items] = {}
    if args.prompts:
        sets[CHOOSING_VOICE] = synthetic(CHOOSING_VOICE, sentences)
        sets |= {f"prompts {folder.name}": prompts(folder) for folder in sorted(args.prompts.glob("??"))}
    else:
        sets[VOICE] = synthetic(VOICE, sentences)
    if args.recordings:
        sets |= {language: recordings(language) for language in ("English", "French", "Spanish")}
    if args.aligned:
        sets["aligned recordings"] = [(read_wav(wav), read_phones(phones)) for wav, phones in args.aligned]
    for name, predict in networks.items():
        print(name)
        for label, items in sets.items():
            print(" ", label, measure(predict, items).report())
        for wav in args.wav:
            print(" ", Path(wav).name, describe(predict, read_wav(wav)))
        print(" ", noise_report(predict))


if __name__ == "__main__":
    main()
