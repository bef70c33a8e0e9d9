"""Trains the mouth U-Net on two CPU cores; can be stopped and resumed at any time.

    python3 tools/avatar/train/train.py ID --minutes 60 [--resume] [--from OTHER_ID]

Every few minutes the smoothed weights are judged on the held-out segments and saved to unet.pt, with a sheet of
pictures (true above, drawn below) in sheet.png. New frames are taken in as regions.py adds them. `--from` begins with
another avatar's weights, or with the published ones: mouths move alike, only their look has to be learnt anew.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

# Without these glibc gives memory back and asks for it again at every step.
# Waiting threads sleep instead of spinning: the machine may have other work.
ENVIRONMENT = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "268435456",
    "OMP_WAIT_POLICY": "PASSIVE",
}
if any(os.environ.get(k) != v for k, v in ENVIRONMENT.items()):
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ENVIRONMENT})

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from PIL import Image

from dataset import MOUTH_BOX, MouthDataset
from export import MODELS
from network import MouthUNet, multiply_adds
from regions import training_folder

BATCH = 8
EVALUATION_BATCH = 16
LEARNING_RATE, WARM_UP = 8e-4, 60
FINAL_RATE = 3e-5
CLIP = 0.5
EMA = 0.998
# Weights of the loss: outside the paste, inside it, and on the mouth.
OUTSIDE, INSIDE, MOUTH = 0.2, 1.0, 4.0
# Weights of the places on the skin, per px of the detail texture, and of the skin's outline.
PLACES, OUTLINE = 0.004, 0.02
WHOLE = 0.999
EVALUATE_EVERY_S = 180
SHEET_COLUMNS = 12
# What lies on an avatar's own skin and cannot be taken over from another.
OWN = ("detail", "mean_place", "skin.weight", "skin.bias")


def psnr(error):
    return float((-10 * torch.log10(error)).mean())


def gradients(x):
    return x[:, :, 1:] - x[:, :, :-1], x[:, :, :, 1:] - x[:, :, :, :-1]


def loss_weights(data):
    weights = OUTSIDE + (INSIDE - OUTSIDE) * data.feather.clone()
    weights[:, :, MOUTH_BOX[0], MOUTH_BOX[1]] *= MOUTH
    return weights / weights.mean()


def loss_of(drawn, true, weights):
    loss = ((drawn - true).abs() * weights).mean()
    for d, t, w in zip(gradients(drawn), gradients(true), (weights[:, :, 1:], weights[:, :, :, 1:])):
        loss = loss + ((d - t).abs() * w).mean()
    return loss


def skin_loss(places, skin, true_places, face, data, side):
    """How far the places are from the true ones, px of the detail texture, and how the outline errs, in the pasted part."""
    inside = (face > WHOLE).float() * (data.feather > 0)
    away = (places - data.on_detail(true_places)).abs().sum(1, keepdim=True) * (side / 2)
    outline = F.binary_cross_entropy(skin.clamp(1e-4, 1 - 1e-4), face.clamp(0, 1), reduction="none") * data.feather
    return PLACES * (away * inside).sum() / inside.sum() + OUTLINE * outline.mean() / data.feather.mean()


@torch.no_grad()
def evaluate(network, data):
    """PSNR of the crop, of the pasted part and of the mouth on held-out frames, and pictures; none without frames."""
    if len(data.held_out) == 0:
        return float("nan"), float("nan"), float("nan"), None
    network.eval()
    chosen = data.held_out[:: max(1, len(data.held_out) // 200)]
    crop, paste, mouth, pictures = [], [], [], []
    for start in range(0, len(chosen), EVALUATION_BATCH):
        seen, curves, true = data.batch(chosen[start : start + EVALUATION_BATCH])
        drawn = network(seen, curves).clamp(0, 1)
        error = (drawn - true) ** 2
        crop.append(error.mean((1, 2, 3)))
        paste.append((error * data.feather).mean((1, 2, 3)) / data.feather.mean())
        mouth.append(error[:, :, MOUTH_BOX[0], MOUTH_BOX[1]].mean((1, 2, 3)))
        pictures.append((true, drawn))
    network.train()
    sheet = [torch.cat([p[k] for p in pictures]) for k in (0, 1)]
    return psnr(torch.cat(crop)), psnr(torch.cat(paste)), psnr(torch.cat(mouth)), sheet


def save_sheet(sheet, path):
    columns = np.linspace(0, len(sheet[0]) - 1, SHEET_COLUMNS).astype(int)
    rows = [torch.cat(list(part[columns]), 2) for part in sheet]
    picture = (torch.cat(rows, 1).clamp(0, 1) * 255).byte().permute(1, 2, 0).numpy()
    Image.fromarray(picture).save(path)


def taught_weights(avatar, names):
    """An avatar's smoothed weights but those of its skin: of its training here, else of the network in public/models."""
    checkpoint = training_folder(avatar) / "unet.pt"
    names = [name for name in names if name not in OWN]
    if checkpoint.exists():
        smoothed = torch.load(checkpoint, weights_only=True)["smoothed"]
        return {name: smoothed[name] for name in names}
    graph = onnx.load(MODELS / f"unet-{avatar}.onnx").graph
    held = {tensor.name.removesuffix("_half"): numpy_helper.to_array(tensor) for tensor in graph.initializer}
    return {name: torch.from_numpy(held[name].astype(np.float32)) for name in names}


def begin_skin(network, data):
    """Lays out the skin as it lies on the average."""
    with torch.no_grad():
        network.detail.copy_(data.detail)
        network.mean_place.copy_(data.mean_place())


def choose_threads(wanted):
    """Threads that wait for each other on a busy machine are slower than one."""
    cores = os.cpu_count() or 1
    busy = os.getloadavg()[0] > cores + 1.5
    torch.set_num_threads(wanted or (1 if busy else cores))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--decay", type=float, default=0.35, help="last part of the time in which the rate falls")
    parser.add_argument("avatar", help="its training frames lie in out/ID/train")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--from", dest="teacher", help="the avatar whose weights to begin with")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores while they are free, else one")
    options = parser.parse_args()
    choose_threads(options.threads)
    torch.manual_seed(0)
    rng = np.random.default_rng()

    folder = training_folder(options.avatar)
    data = MouthDataset(folder)
    if data.detail is None:
        raise SystemExit("The skin's detail is missing: render/surfaces.js and train/detail.py make it.")
    checkpoint = folder / "unet.pt"
    network = MouthUNet(data.size, data.detail.shape[-1])
    smoothed = MouthUNet(data.size, data.detail.shape[-1])
    # An eighth faster than planes on CPUs with AVX-512 bfloat16.
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), LEARNING_RATE, betas=(0.9, 0.99), weight_decay=1e-4)
    steps = 0
    if options.resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"], strict=False)
        smoothed.load_state_dict(saved["smoothed"], strict=False)
        if "skin.weight" in saved["network"]:
            optimiser.load_state_dict(saved["optimiser"])
        else:
            for fresh in (network, smoothed):
                begin_skin(fresh, data)
        steps = saved["steps"]
    else:
        if options.teacher is not None:
            network.load_state_dict(taught_weights(options.teacher, network.state_dict()), strict=False)
        begin_skin(network, data)
        smoothed.load_state_dict(network.state_dict())
    print(
        f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} M parameters, "
        f"{multiply_adds(network) / 1e6:.0f} M multiply-adds, "
        f"{len(data.training)} training and {len(data.held_out)} held-out frames",
        flush=True,
    )
    weights = loss_weights(data)
    begin = last = time.time()
    budget, first_step = options.minutes * 60, steps
    while (elapsed := time.time() - begin) < budget:
        left = min(1.0, (1 - elapsed / budget) / max(options.decay, 1e-6))
        rate = min(1.0, (steps - first_step + 1) / WARM_UP) * (FINAL_RATE + (LEARNING_RATE - FINAL_RATE) * left)
        for group in optimiser.param_groups:
            group["lr"] = rate
        if steps % 50 == 0:
            choose_threads(options.threads)
        seen, curves, true, true_places, face = data.training_batch(BATCH, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            base, places, skin = network.parts(seen.contiguous(memory_format=torch.channels_last), curves)
        # The texture is laid where the skin truly is: a place told wrongly must not blur what is drawn.
        drawn = base.float() + face * network.fine(data.on_detail(true_places))
        loss = loss_of(drawn, true, weights)
        loss = loss + skin_loss(places, skin, true_places, face, data, network.detail.shape[-1])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimiser.step()
        steps += 1
        keep = min(EMA, steps / (steps + 10))
        with torch.no_grad():
            for slow, fast in zip(smoothed.parameters(), network.parameters()):
                slow.lerp_(fast, 1 - keep)
        if steps in (first_step + 1, first_step + 20) or time.time() - last > EVALUATE_EVERY_S:
            last = time.time()
            report(smoothed, data, folder, steps, first_step, float(loss.detach()), begin, rate)
            save(checkpoint, network, smoothed, optimiser, steps)
            data.refresh()
    report(smoothed, data, folder, steps, first_step, float(loss.detach()), begin, rate)
    save(checkpoint, network, smoothed, optimiser, steps)


def report(smoothed, data, folder, steps, first_step, loss, begin, rate):
    crop, paste, mouth, sheet = evaluate(smoothed, data)
    if sheet is not None:
        save_sheet(sheet, folder / "sheet.png")
    minutes = (time.time() - begin) / 60
    line = {
        "minutes": round(minutes, 1),
        "steps": steps,
        "loss": round(loss, 4),
        "rate": float(f"{rate:.1e}"),
        "psnrCrop": round(crop, 2),
        "psnrPaste": round(paste, 2),
        "psnrMouth": round(mouth, 2),
        "frames": len(data.training),
        "secondsPerStep": round(minutes * 60 / max(1, steps - first_step), 3),
    }
    print(json.dumps(line), flush=True)
    with (folder / "training.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")


def save(path, network, smoothed, optimiser, steps):
    partial = path.with_suffix(".part")
    torch.save(
        {
            "network": network.state_dict(),
            "smoothed": smoothed.state_dict(),
            "optimiser": optimiser.state_dict(),
            "steps": steps,
        },
        partial,
    )
    partial.replace(path)


if __name__ == "__main__":
    main()
