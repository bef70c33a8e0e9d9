"""Aligned crops with jitter, and windows of curves, out of what align.ts and regions.py wrote."""

import json

import numpy as np
import torch
import torch.nn.functional as F

from network import CURVE_WINDOW
from regions import other_folder

# Jitter of the alignment (standard deviations): what tracking noise and encoding leave, with room to spare.
SHIFT_PX, SCALE, ROTATION_RAD = 0.6, 0.006, 0.006
# Light of the clip: gain of all channels and of each one (standard deviations).
BRIGHTNESS, TINT = 0.04, 0.01
# Noise on what the network sees, 0-1, as an encoder leaves it.
NOISE = 0.008
# A rendered mouth shows its own frame's curves alone. Windows whose other rows repeat the middle one, or come from elsewhere,
# teach that, and keep held or hurried curves that never occurred in training from breaking the picture.
HELD_WINDOWS, FOREIGN_WINDOWS = 0.4, 0.3
# How often the rim that the network sees belongs to the same frame with another mouth, as in a video, where such frames exist.
OTHER_RIMS = 0.85
# The mouth in the 224 px crop: rows, columns.
MOUTH_BOX = (slice(67, 168), slice(42, 185))
# How much more often the mouth shapes farthest from the mean are shown than the mean itself.
RARE_SHAPES = 3.0


# The face has an island of its own on the skin's texture: u from here on; the neck's lies left of it.
FACE_ISLAND_FROM = 0.6


def sample(pictures, grid):
    """Crops [n, c, size, size], 0-1, of regions [n, side, side, c]."""
    pictures = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    return F.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


class MouthDataset:
    def __init__(self, folder):
        self.folder = folder
        visible = np.fromfile(folder / "visible.u8", np.uint8)
        self.size = int(np.sqrt(len(visible)))
        self.visible = torch.from_numpy(visible.reshape(1, 1, self.size, self.size).astype(np.float32))
        feather = np.fromfile(folder / "feather.f32", np.float32)
        self.feather = torch.from_numpy(feather.reshape(1, 1, self.size, self.size))
        half = (torch.arange(self.size) + 0.5).float()
        self.grid_y, self.grid_x = torch.meshgrid(half, half, indexing="ij")
        # None until detail.py has made it of this data.
        path, self.detail = folder / "detail.npz", None
        if path.exists():
            made = np.load(path)
            self.detail = torch.from_numpy(made["texture"])[None, None]
            self.detail_range = [torch.from_numpy(made[k].astype(np.float32)).view(1, 2, 1, 1) for k in ("low", "high")]
        self.refresh()

    def refresh(self):
        """Takes in frames that were added since."""
        self.side = json.loads((self.folder / "regions.json").read_text())["side"]
        corners = np.load(self.folder / "origins.npy")
        curves = np.load(self.folder / "curves.npy").astype(np.float32)
        transforms = np.fromfile(self.folder / "transforms.f32", np.float32).reshape(-1, 4)
        self.regions = self.read_regions("regions.u8")
        self.places, self.other_places = self.read_places("places.u16"), self.read_places("places-other.u16")
        frames = min(len(self.regions), len(corners), len(transforms), len(curves))
        if self.detail is not None:  # training needs to know where the skin lies, detail.py takes what there is
            frames = min(frames, len(self.places))
        self.transforms = transforms[:frames].copy()
        self.transforms[:, 2:] -= corners[:frames]
        self.windows, training, held_out = np.zeros((frames, CURVE_WINDOW, curves.shape[1]), np.float32), [], []
        for segment in json.loads((self.folder / "segments.json").read_text()):
            start = segment["first"]
            end = min(start + segment["frames"], frames)
            if start >= end:
                continue
            reach = CURVE_WINDOW // 2
            padded = np.pad(curves[start:end], ((reach, reach), (0, 0)), mode="edge")
            for i in range(start, end):
                self.windows[i] = padded[i - start : i - start + CURVE_WINDOW]
            (held_out if segment["heldOut"] else training).extend(range(start, end))
        # Pictures of some frames' poses with other frames' mouths: other_of[i] is that of frame i (-1: none), mouths its curves' frame.
        self.others, self.other_of = self.read_regions("regions-other.u8"), np.full(frames, -1)
        if self.detail is not None:
            self.others = self.others[: len(self.other_places)]
        if len(self.others):
            other = other_folder(self.folder)
            self.other_of[np.load(other / "frames.npy")[: len(self.others)]] = np.arange(len(self.others))
            self.mouths = np.load(other / "mouths.npy")
        has_face = np.isfinite(self.transforms).all(1)
        self.training = np.array([i for i in training if has_face[i]])
        self.held_out = np.array([i for i in held_out if has_face[i]])
        shapes = curves[self.training]
        distance = np.linalg.norm((shapes - shapes.mean(0)) / (shapes.std(0) + 1e-3), axis=1)
        chance = 1 + RARE_SHAPES * distance / distance.max()
        self.chance = chance / chance.sum()

    def read_regions(self, name):
        """Pictures [n, side, side, 3]; none where the file is missing."""
        path = self.folder / name
        if not path.exists() or path.stat().st_size == 0:
            return np.zeros((0, self.side, self.side, 3), np.uint8)
        values = np.memmap(path, np.uint8, mode="r")
        frames = len(values) // (self.side**2 * 3)
        return values[: frames * self.side**2 * 3].reshape(frames, self.side, self.side, 3)

    def read_places(self, name):
        """Texture coordinates of the regions' skin [n, side/2, side/2, 2] (render/surfaces.js); none where the file is missing."""
        path, half = self.folder / name, self.side // 2
        if not path.exists() or path.stat().st_size == 0:
            return np.zeros((0, half, half, 2), np.uint16)
        values = np.memmap(path, np.uint16, mode="r")
        frames = len(values) // (half**2 * 2)
        return values[: frames * half**2 * 2].reshape(frames, half, half, 2)

    def with_places(self, indices):
        """Those of the frames whose skin's coordinates are known."""
        indices = np.asarray(indices)
        return indices[indices < len(self.places)]

    def raw_places(self, indices, grid=None, places=None):
        """Texture coordinates [n, 2, size, size], 0-1, of the face in the crops, and its coverage [n, 1, size, size], 0-1."""
        stored = torch.from_numpy((self.places[indices] if places is None else places).astype(np.int32)).float()
        stored = (stored.permute(0, 3, 1, 2) - 1) / 65534
        face = (stored[:, :1] > FACE_ISLAND_FROM).float()
        grid = self.grids(indices) if grid is None else grid
        coverage = F.grid_sample(face, grid, mode="bilinear", padding_mode="border", align_corners=False)
        sums = F.grid_sample(stored * face, grid, mode="bilinear", padding_mode="border", align_corners=False)
        return sums / coverage.clamp(min=1e-3), coverage

    def on_detail(self, places):
        """Places of raw_places on the detail texture, -1..1."""
        low, high = self.detail_range
        return 2 * (places - low) / (high - low) - 1

    def mean_place(self):
        """Where each px of the crop lies on the detail texture on the average [1, 2, size/4, size/4]; where there is no skin, as beside."""
        places, face = self.raw_places(self.with_places(self.training)[::20])
        known = (face > 0.999).float()
        sums, counts = (x.sum(0, keepdim=True) for x in (self.on_detail(places) * known, known))
        if not known.any():
            raise ValueError("No training frame shows skin: render/surfaces.js draws where it lies.")
        while True:
            mean = F.avg_pool2d(sums, 4) / F.avg_pool2d(counts, 4).clamp(min=1e-9)
            if (F.avg_pool2d(counts, 4) > 0).all():
                return mean
            # Grow over what is empty by what lies around it.
            around, weight = (F.avg_pool2d(x, 9, 1, 4) for x in (sums, counts))
            empty = counts == 0
            counts = torch.where(empty, (weight > 0).float(), counts)
            sums = torch.where(empty, around / weight.clamp(min=1e-9) * (weight > 0), sums)

    def own(self, indices):
        """As batch, with what is seen in its own surroundings."""
        indices = np.asarray(indices)
        true = sample(self.regions[indices], self.grids(indices))
        return true * self.visible, torch.from_numpy(self.windows[indices]), true

    def grids(self, indices, rng=None):
        """Where the crops' px lie in the regions of their frames [n, size, size, 2], -1..1; with `rng` the alignment is jittered."""
        a, b, tx, ty = torch.from_numpy(self.transforms[np.asarray(indices)]).T
        if rng is not None:
            n = len(indices)
            noise = lambda sd: torch.from_numpy(rng.normal(0, sd, n).astype(np.float32))
            # Jitter about the centre of the crop: compose crop -> jittered crop -> frame.
            s, r, dx, dy = 1 + noise(SCALE), noise(ROTATION_RAD), noise(SHIFT_PX), noise(SHIFT_PX)
            p, q, half = s * torch.cos(r), s * torch.sin(r), self.size / 2
            ox, oy = half - p * half + q * half + dx, half - q * half - p * half + dy
            a, b, tx, ty = a * p - b * q, a * q + b * p, a * ox - b * oy + tx, b * ox + a * oy + ty
        a, b, tx, ty = (v[:, None, None] for v in (a, b, tx, ty))
        x = (a * self.grid_x - b * self.grid_y + tx) * (2 / self.side) - 1
        y = (b * self.grid_x + a * self.grid_y + ty) * (2 / self.side) - 1
        return torch.stack([x, y], 3)

    def training_batch(self, count, rng):
        """
        (seen [n, 3, s, s], curves [n, 9, 7], true [n, 3, s, s], places [n, 2, s, s], face [n, 1, s, s]); the last two tell where on the
        skin's texture the face lies (raw_places).
        """
        indices = np.sort(rng.choice(self.training, count, p=self.chance))
        true, mouths = self.regions[indices], indices.copy()
        # Where nobody has drawn them, as for quantise.py on the clips' frames alone, no skin is known.
        known = len(self.places) > 0
        places = self.places[indices] if known else np.zeros((count, *self.places.shape[1:]), np.uint16)
        seen = true.copy()
        # Both pictures of a pose in turn are what is seen and what is to be drawn.
        for i, other in enumerate(self.other_of[indices]):
            if other < 0:
                continue
            drawn_is_other, foreign_rim = rng.random() < 0.5, rng.random() < OTHER_RIMS
            if drawn_is_other:
                true[i], mouths[i] = self.others[other], self.mouths[other]
                if known:
                    places[i] = self.other_places[other]
            if drawn_is_other != foreign_rim:
                seen[i] = self.others[other]
        grid = self.grids(indices, rng)
        both = sample(np.concatenate([seen, true], axis=3), grid)
        gain = 1 + rng.normal(0, BRIGHTNESS, (count, 1, 1, 1)) + rng.normal(0, TINT, (count, 3, 1, 1))
        gain = torch.from_numpy(gain.astype(np.float32))
        seen, true = ((crop * gain).clamp(0, 1) for crop in both.chunk(2, 1))
        noise = torch.randn_like(seen) * (NOISE * float(rng.random()))
        shown = (seen + noise) * self.visible
        return shown, torch.from_numpy(self.varied_windows(mouths, rng)), true, *self.raw_places(indices, grid, places)

    def varied_windows(self, mouths, rng):
        """Windows of curves of the frames that the mouths come from."""
        windows = self.windows[mouths]
        middle = windows[:, CURVE_WINDOW // 2].copy()
        kind = rng.random(len(mouths))
        held, foreign = kind < HELD_WINDOWS, kind > 1 - FOREIGN_WINDOWS
        windows[held] = middle[held, None]
        windows[foreign] = self.windows[rng.choice(self.training, foreign.sum())]
        windows[:, CURVE_WINDOW // 2] = middle
        return windows

    def batch(self, indices):
        """As training_batch, without variation; where there is such a picture, what is seen has another mouth."""
        indices = np.asarray(indices)
        true, other = self.regions[indices], self.other_of[indices]
        seen = true.copy()
        seen[other >= 0] = self.others[other[other >= 0]]
        seen, true = sample(np.concatenate([seen, true], axis=3), self.grids(indices)).chunk(2, 1)
        return seen * self.visible, torch.from_numpy(self.windows[indices]), true
