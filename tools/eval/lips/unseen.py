"""Speaks the sentences of unseen.json by the voice that nothing was trained on (needs flite on the PATH):

    python3 tools/eval/lips/unseen.py .cache/recordings/awb

Writes the folder's NN.wav and phones/unseen voice.json: exact phone times, and the opening that the labels of tools/speech make of them;
`npm run format` brings that file into the repository's form.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "speech"))
from labels import FPS, OPEN, curves  # noqa: E402
from synthesise import SAMPLE_RATE, utterances  # noqa: E402


def main(out: Path) -> None:
    wanted = json.loads((HERE / "unseen.json").read_text())
    out.mkdir(parents=True, exist_ok=True)
    timed, digest = [], hashlib.sha256()
    for i, (audio, segs) in enumerate(utterances(wanted["voice"], wanted["sentences"], seed=0, natural=True)):
        wav = out / f"{i:02}.wav"
        soundfile.write(wav, audio, SAMPLE_RATE, subtype="PCM_16")
        digest.update(wav.read_bytes())
        opened = curves(segs, int(np.ceil(segs[-1][2] * FPS)))[:, OPEN]
        phones = [(phone, round(start, 4), round(end, 4)) for phone, start, end in segs]
        timed.append({"phones": phones, "open": [round(float(v), 3) for v in opened]})
    if len(timed) != len(wanted["sentences"]):
        raise SystemExit(f"flite spoke {len(timed)} of {len(wanted['sentences'])} sentences")
    (HERE / "phones" / "unseen voice.json").write_text(json.dumps(timed, separators=(",", ":")) + "\n")
    print(f"{len(timed)} sentences, sha256 {digest.hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
