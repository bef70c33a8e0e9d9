"""Writes the test vector of the app's implementation: a recording and the curves that Python makes of it.

    python3 tools/speech/vector.py tests/fixtures/two-sentences.wav tests/fixtures/mouth-curves.json

The recording is taken twice in a row, so that it spans two blocks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from encoder import MODELS
from evaluate import read_wav
from labels import CURVES
from predict import head_predictor

HEAD = MODELS / "mouth-curves-head.onnx"
REPEATS = 2


def main(wav: str, out: str) -> None:
    curves = head_predictor(str(HEAD))(np.tile(read_wav(wav), REPEATS))
    vector = {
        "audio": f"{Path(wav).name}, {REPEATS} times in a row",
        "madeBy": "tools/speech/vector.py",
        "order": CURVES,
        "frames": len(curves),
        "curves": [round(float(value), 4) for value in curves.reshape(-1)],
    }
    Path(out).write_text(json.dumps(vector) + "\n")
    print(f"{len(curves)} frames → {out}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
