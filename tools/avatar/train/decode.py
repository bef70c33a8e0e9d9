"""Takes the pictures of the published clips, where the rendered ones are gone: enough for quantise.py.

    python3 tools/avatar/plan/presenters.py ID && python3 tools/avatar/train/decode.py ID     # then gather.py

Training frames that are there stay; without them the set begins with the clips.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from gather import CURVES, OUT

PUBLISHED = Path(__file__).parents[3] / "public" / "core_clips"


def main(avatar):
    for clip in sorted((OUT / avatar / "clips").iterdir()):
        video = PUBLISHED / avatar / f"{clip.name}.mp4"
        pictures = ["-start_number", "0", "-qmin", "1", "-q:v", "1", str(clip / "%06d.jpg")]
        subprocess.run(["ffmpeg", "-y", "-v", "error", "-i", str(video), "-fps_mode", "passthrough", *pictures], check=True)
    folder = OUT / avatar / "train"
    folder.mkdir(exist_ok=True)
    if not (folder / "segments.json").exists():
        (folder / "segments.json").write_text(json.dumps([]))
        np.save(folder / "curves.npy", np.zeros((0, CURVES), np.float32))
        (folder / "landmarks.f32").touch()


if __name__ == "__main__":
    main(sys.argv[1])
