"""Judges a trained network on held-out frames that were rendered with two mouths:

    python3 tools/avatar/train/judge.py ID

Prints the PSNR (dB, mean of the pictures) of the mouth drawn beside the rim of its own picture, and beside that of the picture with
another mouth, as in a video.
"""

import sys

import torch

from dataset import MOUTH_BOX, MouthDataset, sample
from network import MouthUNet
from regions import training_folder
from train import psnr

BATCH = 8


@torch.no_grad()
def main(avatar):
    folder = training_folder(avatar)
    data = MouthDataset(folder)
    saved = torch.load(folder / "unet.pt", weights_only=True)
    network = MouthUNet(data.size, data.detail.shape[-1]).eval()
    network.load_state_dict(saved["smoothed"])
    pairs = data.held_out[data.other_of[data.held_out] >= 0]
    errors = {"own rim": [], "other rim": []}
    for start in range(0, len(pairs), BATCH):
        frames = pairs[start : start + BATCH]
        seen, curves, true = data.own(frames)
        other = sample(data.others[data.other_of[frames]], data.grids(frames)) * data.visible
        for name, rim in (("own rim", seen), ("other rim", other)):
            error = (network(rim, curves).clamp(0, 1) - true) ** 2
            errors[name].append(error[:, :, MOUTH_BOX[0], MOUTH_BOX[1]].mean((1, 2, 3)))
    figures = ", ".join(f"{name} {psnr(torch.cat(values)):.1f} dB" for name, values in errors.items())
    print(f"{avatar}, {saved['steps']} steps, {len(pairs)} pairs: {figures}")


if __name__ == "__main__":
    main(sys.argv[1])
