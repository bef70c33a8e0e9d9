"""Writes the test vectors of the app's implementation: what Python makes of a recording, or of timed phones.

    python3 tools/speech/vector.py tests/fixtures/two-sentences.wav tests/fixtures/mouth-curves-base.json
    python3 tools/speech/vector.py tests/fixtures/two-sentences.wav tests/fixtures/mouth-curves-tiny.json tiny
    python3 tools/speech/vector.py tests/fixtures/two-sentences.wav tests/fixtures/mouth-curves-both.json both
    python3 tools/speech/vector.py tests/fixtures/sample.phones.txt tests/fixtures/phone-curves.json

The recording is taken twice in a row, so that it spans two blocks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from encoder import MODELS
from evaluate import read_phones, read_wav
from labels import CURVES, FPS, curves
from predict import head_predictor

BASE, TINY = (MODELS / f"mouth-curves-head-{size}.onnx" for size in ("base", "tiny"))
HEARD_BY = {"base": f"{BASE}", "tiny": f"{TINY}", "both": f"{BASE}=0.7,{TINY}=0.3"}
REPEATS = 2


def main(source: str, out: str, heard_by: str = "base") -> None:
    if source.endswith(".wav"):
        of = f"{Path(source).name}, {REPEATS} times in a row"
        made = head_predictor(HEARD_BY[heard_by])(np.tile(read_wav(source), REPEATS))
    else:
        of = Path(source).name
        phones = read_phones(source)
        made = curves(phones, int(np.ceil(phones[-1][2] * FPS)))
    vector = {
        "of": of,
        "madeBy": "tools/speech/vector.py",
        "order": CURVES,
        "frames": len(made),
        "curves": [round(float(value), 4) for value in made.reshape(-1)],
    }
    Path(out).write_text(json.dumps(vector) + "\n")
    print(f"{len(made)} frames → {out}")


if __name__ == "__main__":
    main(*sys.argv[1:])
