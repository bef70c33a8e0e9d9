"""The fine detail of an avatar's skin as one texture: what is sharper in a picture than the network draws.

    python3 tools/avatar/train/detail.py ID      # after render/surfaces.js; writes out/ID/train/detail.npz

Pores and stubble move with the skin. A network that draws pixels averages them away; one that tells where on the skin each
pixel lies takes them from here (network.py). The texture is the mean, over many frames, of each picture's luminance less its own blur, laid
out by the skin's texture coordinates.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy.ndimage import distance_transform_edt, gaussian_filter

from dataset import MouthDataset
from regions import training_folder

# Texture px of one px of the crop, at the median: the mean of many frames is sharper than each.
OVERSAMPLING = 1.6
# Standard deviation of the blur, px of the crop: what is coarser, the network draws.
BLUR_PX = 2.0
BLUR_REACH = 6
# Share of the coordinates on each side that is taken for strays.
STRAYS = 0.002
MARGIN = 0.03  # of the range
FRAMES = 900
BATCH = 16
# Places seen less often than this share of the median are the lips' insides, whose pictures differ from frame to frame.
LEAST_SEEN = 0.3
FADE_PX = 3  # of the texture, towards such places
# Shadows have edges, too, that do not lie in the skin: what is left of them is coarse or strong.
COARSE_PX = 5.0
STRONGEST = 0.035  # of white
WHOLE = 0.999


def blurred(x):
    """Gaussian blur of [n, c, h, w]; beyond the border is nothing."""
    at = torch.arange(-BLUR_REACH, BLUR_REACH + 1).float()
    kernel = torch.exp(-(at**2) / (2 * BLUR_PX**2))
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1).repeat(x.shape[1], 1, 1, 1)
    x = F.conv2d(F.pad(x, (BLUR_REACH, BLUR_REACH, 0, 0)), kernel, groups=x.shape[1])
    return F.conv2d(F.pad(x, (0, 0, BLUR_REACH, BLUR_REACH)), kernel.transpose(2, 3), groups=x.shape[1])


def fine_part(picture, skin):
    """Luminance less its blur within the skin [n, 1, h, w]."""
    light = (picture * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    return (light - blurred(light * skin) / blurred(skin).clamp(min=1e-3)) * skin


def coordinate_range(data, frames):
    """(least u, v; most u, v) of the face within the pasted part, and texture px of the larger side."""
    places, skin = data.raw_places(frames)
    inside = (skin[:, 0] > WHOLE) & (data.feather[0] > 0.02)
    values = [places[:, c][inside] for c in (0, 1)]
    low = np.array([float(v.quantile(STRAYS)) for v in values])
    high = np.array([float(v.quantile(1 - STRAYS)) for v in values])
    low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
    both = inside[:, :, 1:] & inside[:, :, :-1]
    step = float((places[:, :, :, 1:] - places[:, :, :, :-1]).norm(dim=1)[both].median())
    return low, high, int(np.ceil(OVERSAMPLING * (high - low).max() / step / 16) * 16)


def main(avatar):
    folder = training_folder(avatar)
    data = MouthDataset(folder)
    rng = np.random.default_rng(0)
    frames = np.sort(rng.choice(data.with_places(data.training), FRAMES, replace=False))
    low, high, side = coordinate_range(data, frames[:: FRAMES // 60])
    total, seen = np.zeros(side * side), np.zeros(side * side)
    for start in range(0, FRAMES, BATCH):
        batch = frames[start : start + BATCH]
        places, skin = data.raw_places(batch)
        _, _, picture = data.own(batch)
        fine = fine_part(picture, (skin > WHOLE).float())
        # Not at the edge of the skin, where another surface shines through.
        inner = F.avg_pool2d((skin > WHOLE).float(), 5, 1, 2) > WHOLE
        inner &= data.feather > 0
        x, y = ((places[:, c] - low[c]) / (high[c] - low[c]) * side - 0.5 for c in (0, 1))
        ok = inner[:, 0] & (x > 0) & (x < side - 1) & (y > 0) & (y < side - 1)
        x, y, value = x[ok].double().numpy(), y[ok].double().numpy(), fine[:, 0][ok].double().numpy()
        left, top = np.floor(x).astype(int), np.floor(y).astype(int)
        for dx in (0, 1):
            for dy in (0, 1):
                weight = np.abs(1 - dx - (x - left)) * np.abs(1 - dy - (y - top))
                at = (top + dy) * side + left + dx
                total += np.bincount(at, weight * value, side * side)
                seen += np.bincount(at, weight, side * side)
    trusted = (seen > LEAST_SEEN * np.median(seen[seen > 0])).reshape(side, side).astype(np.float32)
    texture = (total / np.maximum(seen, 1e-9)).reshape(side, side) * trusted
    coarse = gaussian_filter(texture, COARSE_PX) / np.maximum(gaussian_filter(trusted, COARSE_PX), 1e-3)
    texture = np.clip(texture - coarse, -STRONGEST, STRONGEST)
    # Full strength some px inside of what is trusted, nothing at its edge.
    inner = np.minimum(distance_transform_edt(trusted) / FADE_PX - 1, 1).clip(0)
    texture = (texture * inner).astype(np.float32)
    np.savez(folder / "detail.npz", texture=texture, low=low, high=high)
    Image.fromarray(np.clip(128 + 3500 * texture, 0, 255).astype(np.uint8)).save(folder / "detail.png")
    print(f"{side} px, standard deviation {texture.std() * 255:.2f} of 255, {trusted.mean():.0%} seen")


if __name__ == "__main__":
    main(sys.argv[1])
