"""Training frames as small regions around the lower face, kept at the video's own resolution.

The aligned crop is sampled from a region at training time, in one bilinear step as in the app, so that each pass can
jitter the alignment without blurring the picture twice.

    python3 tools/avatar/train/regions.py ID     # after align.ts; run again when frames were added
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

MARGIN = 1.12  # region side over crop side: room for jitter


def training_folder(avatar):
    return Path(__file__).parent.parent / "out" / avatar / "train"


def other_folder(folder):
    """Where plan/other_mouths.py has frames with other mouths."""
    return folder.with_name("train-other")


def load_transforms(folder):
    return np.fromfile(folder / "transforms.f32", np.float32).reshape(-1, 4)


def region_side(folder, transforms, size):
    """One side for all frames, fixed at the first run so that regions can be appended."""
    path = folder / "regions.json"
    if path.exists():
        return json.loads(path.read_text())["side"]
    scale = np.hypot(transforms[:, 0], transforms[:, 1])
    side = int(np.ceil(np.nanmax(scale) * size * MARGIN / 16) * 16)
    path.write_text(json.dumps({"side": side}))
    return side


def origins(transforms, size, side):
    """Integer left and top of each frame's region [n, 2]; 0 where there is no face."""
    a, b, tx, ty = np.nan_to_num(transforms).T
    half = size / 2
    centre = np.stack([(a - b) * half + tx, (a + b) * half + ty], 1)
    return np.round(centre - side / 2).astype(np.int64)


def cut(picture, left, top, side):
    """Region of a picture; outside it the border pixels repeat."""
    height, width = picture.shape[:2]
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return picture[rows[:, None], columns[None, :]]


def main(folder):
    transforms = load_transforms(folder)
    size = int(np.sqrt((folder / "visible.u8").stat().st_size))
    side = region_side(folder, transforms, size)
    corners = origins(transforms, size, side)
    path = folder / "regions.u8"
    done = regions_in(path, side)
    corners_path = folder / "origins.npy"
    if done:
        # Smoothing at a segment's growing end moves transforms a little; cut regions stay where they are.
        corners[:done] = np.load(corners_path)[:done]
    add_regions(path, folder, corners, side)
    partial = folder / "origins.part.npy"
    np.save(partial, corners)
    partial.replace(corners_path)
    other = other_folder(folder)
    if other.exists():
        add_regions(folder / "regions-other.u8", other, corners[np.load(other / "frames.npy")], side)


def regions_in(path, side):
    return path.stat().st_size // (side * side * 3) if path.exists() else 0


def add_regions(path, pictures, corners, side):
    """Appends the regions that are missing, as far as their pictures are rendered."""
    done = regions_in(path, side)
    with path.open("ab") as file:
        for i in range(done, len(corners)):
            name = pictures / f"{i:06d}.jpg"
            if not name.exists():
                break
            with Image.open(name) as picture:
                file.write(cut(np.asarray(picture.convert("RGB")), *corners[i], side).tobytes())
            if i % 200 == 0:
                print(f"regions {i} / {len(corners)}", flush=True)
    print(f"{regions_in(path, side)} regions of {side} px in {path}")


if __name__ == "__main__":
    main(training_folder(sys.argv[1]))
