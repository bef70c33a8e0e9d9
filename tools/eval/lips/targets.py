"""Adds the opening that the aligned phones ask for to phones/*.json, by the labels of tools/speech:

    python3 tools/eval/lips/targets.py        (after align-recordings.ts)
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'speech'))
from labels import FPS, OPEN, curves  # noqa: E402

# Spanish b and v between vowels: the lips come near each other without closing.
AS = {'bh': 'v'}

for file in sorted((HERE / 'phones').glob('*.json')):
    recordings = json.loads(file.read_text())
    for recording in recordings:
        segments = [(AS.get(phone, phone), start, end) for phone, start, end in recording['phones']]
        frames = int(np.ceil(segments[-1][2] * FPS))
        recording['open'] = [round(float(v), 3) for v in curves(segments, frames)[:, OPEN]]
    file.write_text(json.dumps(recordings, separators=(',', ':')) + '\n')
    print(file.name, [len(r['open']) for r in recordings])
