"""Gathers short English sentences from text files, to be spoken by synthetic voices.

    python3 tools/speech/sentences.py OUT.txt [FILE_OR_FOLDER ...]

Without paths it reads texts that stand on a Debian machine: the common licences, README files, vim's
manual and Python's own help topics. Only the sounds of the words matter, not what they say; no
text ends up in the trained network's files. The order is shuffled with a fixed seed.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
from pathlib import Path

DEFAULT_PATHS = (
    "/usr/share/common-licenses",
    "/usr/share/doc",
    "/usr/share/vim",
    f"{sys.prefix}/lib/python{sys.version_info.major}.{sys.version_info.minor}/pydoc_data/topics.py",
)
TEXT_SUFFIXES = {"", ".txt", ".md", ".rst", ".py", ".gz", ".debian", ".html"}
MAX_FILE_BYTES = 3_000_000
MIN_WORDS, MAX_WORDS = 4, 16
SEED = 1


def text_files(paths: list[str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [f for f in files if f.is_file() and f.suffix.lower() in TEXT_SUFFIXES]
    return [f for f in found if f.stat().st_size <= MAX_FILE_BYTES]


def sentences_of(text: str) -> set[str]:
    """Sentences of plain words: no digits, no symbols, no abbreviations in capitals."""
    flat = re.sub(r"\s+", " ", text)
    parts = (part.strip() for part in re.split(r"(?<=[.!?;:])\s+", flat))
    return {
        part
        for part in parts
        if MIN_WORDS <= len(part.split()) <= MAX_WORDS
        and re.fullmatch(r"[A-Za-z ,.'!?;:-]+", part)
        and not re.search(r"[A-Z]{3,}|--|\.\.|[b-hj-z]\b [b-hj-z]\b", part)
    }


def main(out: str, paths: list[str]) -> None:
    sentences: set[str] = set()
    for file in text_files(paths or list(DEFAULT_PATHS)):
        data = file.read_bytes()
        if file.suffix == ".gz":
            data = gzip.decompress(data)
        sentences |= sentences_of(data.decode("utf-8", "ignore"))
    ordered = sorted(sentences)
    random.Random(SEED).shuffle(ordered)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text("\n".join(ordered) + "\n")
    print(f"{len(ordered)} sentences → {out}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
