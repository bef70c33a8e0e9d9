"""Recorded prompts with known words: of the sentences every other one is learnt from, the rest is for choosing between
networks; all shorter ones are learnt from.

    python3 tools/speech/prompts.py OUT_FOLDER        (Debian; needs apt-get, ffmpeg and node)

Asterisk's core sounds in English and Spanish (Allison Smith) and French (June Wallack), CC BY-SA 3.0. The recordings that
tools/eval/lips measures are left out. Phones are timed by align.mjs; a prompt is kept when every word is known and
no phone is so long that the words must be others than were recorded.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import soundfile

from evaluate import SHORT, read_phones, short
from labels import Segment
from synthesise import SAMPLE_RATE

LANGUAGES = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June", "es": "es_MX_f_Allison"}
# Prefixes of the prompts that are measured at the end, and of those that are not quite speech.
LEFT_OUT = re.compile(r"tt-|demo-|vm-newuser|beep|silence|ascending|descending")
SENTENCE_WORDS = 5  # at least
LONGEST_PHONE = 0.45  # s
MIN_SHARE_SPOKEN = 0.5  # of the recording


def fetch(out: Path, language: str) -> Path:
    """Unpacks the recordings and the list of their words; returns the folder."""
    folder = out / f"packages-{language}"
    if not folder.exists():
        folder.mkdir(parents=True)
        names = [f"asterisk-core-sounds-{language}{kind}" for kind in ("", "-g722")]
        subprocess.run(["apt-get", "download", "-q", *names], cwd=folder, check=True)
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    return folder


def prompts(folder: Path, language: str) -> dict[str, str]:
    """Names and words of the prompts; letters, which are said by their names, left out."""
    doc = next(folder.glob(f"usr/share/doc/*/core-sounds-{language}.txt.gz"))
    chosen = {}
    for line in gzip.decompress(doc.read_bytes()).decode().splitlines():
        name, _, text = line.partition(": ")
        plain = text and not re.search(r"[\[\]\d;*(]", text)
        if plain and not LEFT_OUT.match(name) and len(text.strip()) > 1:
            chosen[name] = text.replace("\u2019", "'").replace("-", " ")
    return chosen


def believable(segs: list[Segment], seconds: float) -> bool:
    spoken = [(a, b) for phone, a, b in segs if phone != "pau"]
    longest = max((b - a for a, b in spoken), default=1)
    return longest < LONGEST_PHONE and sum(b - a for a, b in spoken) > MIN_SHARE_SPOKEN * seconds


def main(out: Path) -> None:
    rows = []
    for language, voice in LANGUAGES.items():
        folder = fetch(out, language)
        for name, text in prompts(folder, language).items():
            sound = folder / "usr/share/asterisk/sounds" / voice / f"{name}.g722"
            kind = "" if len(text.split()) >= SENTENCE_WORDS else SHORT
            wav = out / language / kind / f"{name.replace('/', '-')}.wav"
            wav.parent.mkdir(parents=True, exist_ok=True)
            if not sound.exists():
                continue
            to_wav = ["ffmpeg", "-v", "error", "-y", "-i", sound, "-ac", "1", "-ar", str(SAMPLE_RATE), wav]
            subprocess.run(to_wav, check=True)
            rows.append(f"{wav.resolve()}\t{language}\t{text}")
    table = out / "list.tsv"
    table.write_text("\n".join(rows) + "\n")
    here = Path(__file__).resolve().parent
    align = ["node", "--import", "tsx", here / "align.mjs", "--list", table.resolve()]
    subprocess.run(align, cwd=here, check=True)
    for phones in sorted(out.glob("??/**/*.txt")):
        if not believable(read_phones(str(phones)), soundfile.info(phones.with_suffix(".wav")).duration):
            phones.unlink()
    for language in LANGUAGES:
        print(language, len(list((out / language).glob("*.txt"))), "sentences,", len(short(out / language)), "shorter prompts")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
