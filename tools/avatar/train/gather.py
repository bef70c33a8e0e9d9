"""Adds an avatar's finished clips to its training frames, as pictures, curves and segments of their own.

    python3 tools/avatar/train/gather.py ID      # after both were rendered, before align.ts

The network speaks on these very frames, so it should know them. Run again, it starts over from the planned frames.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent.parent / "out"
CURVES = 7


def main(avatar):
    folder = OUT / avatar / "train"
    segments = [s for s in json.loads((folder / "segments.json").read_text()) if s["kind"] != "clip"]
    planned = sum(s["frames"] for s in segments)
    curves = [np.load(folder / "curves.npy")[:planned]]
    for picture in folder.glob("*.jpg"):
        if int(picture.stem) >= planned:
            picture.unlink()
    if len(list(folder.glob("*.jpg"))) != planned:
        raise SystemExit(f"Only part of the {planned} planned frames is rendered.")
    first = planned
    for clip in sorted((OUT / avatar / "clips").iterdir()):
        pictures = sorted(clip.glob("*.jpg"))
        if len(pictures) != len((clip / "plan.jsonl").read_text().splitlines()):
            raise SystemExit(f"{clip.name} is not fully rendered.")
        for i, picture in enumerate(pictures):
            os.link(picture, folder / f"{first + i:06d}.jpg")
        own = clip / "curves.npy"
        curves.append(np.load(own) if own.exists() else np.zeros((len(pictures), CURVES)))
        segments.append({"first": first, "frames": len(pictures), "kind": "clip", "heldOut": False, "text": clip.name})
        first += len(pictures)
    np.save(folder / "curves.npy", np.concatenate(curves).astype(np.float32))
    (folder / "segments.json").write_text(json.dumps(segments, indent=1))
    print(first, "frames,", first - planned, "of them from clips")


if __name__ == "__main__":
    main(sys.argv[1])
