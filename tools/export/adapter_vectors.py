"""Packs with random weights, and what their whole adapter must give on a fixed frame and sound.

    python3 tools/export/adapter_vectors.py            # narrow networks: tests/fixtures/packs (committed)
    python3 tools/export/adapter_vectors.py --full     # the real sizes: .cache/packs (tests use them when present)

Everything here is written apart from the app's code, in NumPy and PyTorch: mel frames by librosa, crop and paste by
SciPy's interpolation, the network by PyTorch. tests/browser/model-packs.test.ts compares.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import map_coordinates
from torch import nn

from export_encoder import write_hubert, write_wenet
from filter_banks import triangles
from mel_vectors import RATE, mel
from networks import SOUND_SHAPES, AveEncoder, SyncTalkUnet, Wav2Lip, parameters
from onnx_file import export, round_weights
from small_encoders import SmallHubert, SmallWenet, save_wenet, seeded, wenet_inputs

ROOT = Path(__file__).parents[2]
FRAME = (360, 300)
"""Height and width, px."""
SAMPLES = RATE * 2
OUTPUT_FRAME = 21
STRIDE = 29
"""Every so many values of an array are kept."""
NARROW = 1 / 16


def picture() -> np.ndarray:
    """[height, width, 3] bytes, RGB; whole numbers only, so that both sides agree."""
    y, x = np.mgrid[0 : FRAME[0], 0 : FRAME[1]]
    red = 90 + (x * 3 + y) // 8
    green = 60 + ((x - 150) ** 2 + (y - 180) ** 2) // 400
    blue = 40 + (x * y) % 97
    return np.clip(np.stack([red, green, blue], -1), 0, 255).astype(np.uint8)


def sound() -> np.ndarray:
    """Whole numbers over 32768, without a function that libraries compute differently."""
    i = np.arange(SAMPLES, dtype=np.int64)
    saw = (i * 211) % 16_000 - 8_000
    beat = (i // 900) % 5
    return (saw * beat / 32_768 / 4).astype(np.float32)


def random_weights(network: nn.Module, seed: int) -> nn.Module:
    """Weights and statistics under which all layers matter: plain initialisation gives a flat grey."""
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            fan = module.weight[0].numel()
            module.weight.data.normal_(0, (2 / fan) ** 0.5, generator=generator)
        if isinstance(module, nn.BatchNorm2d):
            module.weight.data.uniform_(0.7, 1.1, generator=generator)
            module.bias.data.uniform_(-0.2, 0.2, generator=generator)
            module.running_mean.uniform_(-0.1, 0.1, generator=generator)
            module.running_var.uniform_(0.8, 1.5, generator=generator)
    return network.eval()


def resize(image: np.ndarray, box: tuple[float, ...], size: int) -> np.ndarray:
    """The box (x, y, width, height) as [size, size, 3], bilinear, pixel centres at half-integers."""
    x, y, width, height = box
    rows = y + (np.arange(size) + 0.5) * height / size - 0.5
    columns = x + (np.arange(size) + 0.5) * width / size - 0.5
    at = np.meshgrid(rows, columns, indexing="ij")
    return np.stack([map_coordinates(image[..., c].astype(float), at, order=1, mode="nearest") for c in range(3)], -1)  # fmt: skip


def smooth(t: np.ndarray) -> np.ndarray:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def paste_weights(size: int, left: tuple, top: tuple, right: tuple, bottom: tuple) -> np.ndarray:
    """[size, size]; each margin is (px kept, px over which the picture fades in)."""
    i = np.arange(size)

    def side(before: tuple, after: tuple) -> np.ndarray:
        one = (i + 1 - before[0]) / (before[1] + 1)
        other = (size - i - after[0]) / (after[1] + 1)
        return smooth(np.minimum(one, other))

    return side(top, bottom)[:, None] * side(left, right)[None, :]


def match_colour(drawn: np.ndarray, seen: np.ndarray, ring: np.ndarray) -> tuple[float, np.ndarray]:
    """Gain and offsets that give `drawn` the mean luminance and tint of `seen` where both show."""
    luma = np.array([0.2126, 0.7152, 0.0722])
    mean_drawn, mean_seen = drawn[ring].mean(0), seen[ring].mean(0)
    gain = np.clip((mean_seen @ luma) / (mean_drawn @ luma), 1 / 1.2, 1.2)
    tint = (mean_seen - mean_seen @ luma) - gain * (mean_drawn - mean_drawn @ luma)
    return gain, np.clip(tint, -0.06, 0.06)


def paste(frame: np.ndarray, drawn: np.ndarray, weights: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    """The frame, not rounded, with the drawn picture in the box."""
    x, y, width, height = box
    size = len(drawn)
    out = frame.astype(float).copy()
    rows = np.arange(frame.shape[0])
    columns = np.arange(frame.shape[1])
    rows = rows[(rows + 0.5 >= y) & (rows + 0.5 < y + height)]
    columns = columns[(columns + 0.5 >= x) & (columns + 0.5 < x + width)]
    at = np.meshgrid(
        (rows + 0.5 - y) * size / height - 0.5, (columns + 0.5 - x) * size / width - 0.5, indexing="ij"
    )
    sample = lambda plane: map_coordinates(plane, at, order=1, mode="nearest")  # noqa: E731
    alpha = sample(weights)[..., None]
    gain, offset = colour
    value = np.stack([sample(drawn[..., c]) for c in range(3)], -1)
    part = np.ix_(rows, columns)
    out[part] += alpha * (255 * (gain * value + offset) - out[part])
    return out


def planes(image: np.ndarray) -> np.ndarray:
    """[size, size, 3] RGB to [3, size, size] BGR, as the networks read pictures."""
    return image[..., ::-1].transpose(2, 0, 1)


def ave_rows(frames: np.ndarray, encoder: AveEncoder) -> np.ndarray:
    """SyncTalk_2D's features of a whole sound: one row a window, the first and the last one twice."""
    windows = []
    for k in range(int((len(frames) - 16) / 80 * 25) + 2):
        start = min(int(3.2 * k + 1e-9), len(frames) - 16)
        windows.append(frames[start : start + 16].T)
    with torch.no_grad():
        rows = encoder(torch.tensor(np.array(windows)[:, None], dtype=torch.float32)).numpy()
    return np.concatenate([rows[:1], rows, rows[-1:]])


def hubert_rows(network: SmallHubert) -> np.ndarray:
    """Ultralight's: two steps a row, an odd last one dropped."""
    with torch.no_grad():
        steps = network(torch.tensor(sound())[None])[0].numpy()
    return steps[: len(steps) // 2 * 2].reshape(-1, 2 * 1024)


def kaldi_frames(whole: np.ndarray) -> np.ndarray:
    """Log mel frames [frames, 80] of 16-bit sound, frame by frame and in double precision."""
    frames = []
    for start in range(0, len(whole) - 399, 160):
        frame = whole[start : start + 400].astype(float)
        frame -= frame.mean()
        frame[1:] -= 0.97 * frame[:-1]
        frame[0] -= 0.97 * frame[0]
        frame *= (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 399)) ** 0.85
        power = np.abs(np.fft.rfft(frame, 512)[:256]) ** 2
        frames.append(np.log(np.maximum(power @ triangles(), np.finfo(np.float32).eps)))
    return np.array(frames)


def wenet_rows(network: SmallWenet) -> np.ndarray:
    """Ultralight's: 67 frames of filter banks a row, five further each, until one reaches past the last frame."""
    whole = (sound() * 32_767).astype(np.int16)
    frames = kaldi_frames(np.concatenate([np.zeros(32 * 160), whole, np.zeros(35 * 160)]))
    inputs = wenet_inputs()
    rows = []
    end = 0
    while end < len(frames):
        start = 5 * len(rows)
        end = start + 67
        seen = np.zeros((67, 80))
        seen[: len(frames[start:end])] = frames[start:end]
        inputs["chunk"] = torch.tensor(seen[None, None], dtype=torch.float32)
        with torch.no_grad():
            rows.append(network(*inputs.values())[0].numpy().reshape(-1))
    return np.array(rows)


def window_of(rows: np.ndarray, first: int, count: int) -> np.ndarray:
    padded = np.zeros((count, rows.shape[1]), rows.dtype)
    for i in range(count):
        if 0 <= first + i < len(rows):
            padded[i] = rows[first + i]
    return padded


def draw(network: nn.Module, *inputs: np.ndarray) -> np.ndarray:
    """[size, size, 3] RGB, 0-1."""
    with torch.no_grad():
        tensors = [torch.tensor(values[None].copy(), dtype=torch.float32) for values in inputs]
        return network(*tensors)[0].numpy()[::-1].transpose(1, 2, 0).astype(float)


def ave(width: float, folder: Path) -> tuple[AveEncoder, np.ndarray]:
    encoder = random_weights(AveEncoder(width), 6)
    export(encoder, {"mel": (1, 1, 80, 16)}, "features", folder / "ave.onnx")
    return encoder, ave_rows(mel(sound()), encoder)


def hubert(_: float, folder: Path) -> tuple[SmallHubert, np.ndarray]:
    encoder = seeded(SmallHubert(), 8)
    write_hubert(encoder, folder / "hubert.onnx")
    return encoder, hubert_rows(encoder)


def wenet(_: float, folder: Path) -> tuple[SmallWenet, np.ndarray]:
    encoder = seeded(SmallWenet(), 9)
    round_weights(encoder)
    with tempfile.TemporaryDirectory() as made:
        save_wenet(encoder, Path(made, "encoder.onnx"))
        write_wenet(Path(made, "encoder.onnx"), folder / "wenet.onnx")
    return encoder, wenet_rows(encoder)


ENCODERS = {"ave": ave, "hubert": hubert, "wenet": wenet}
"""Encoder, and rows of the whole sound. HuBERT and WeNet are small ones in packs of the real size, too."""
ROWS_A_SECOND = {"ave": 25, "hubert": 25, "wenet": 20}


def synctalk(size: int, width: float, folder: Path, feature: str = "ave", window: int = 16) -> dict:
    network = random_weights(SyncTalkUnet(size, feature, window, width), 5)
    folder.mkdir(parents=True, exist_ok=True)
    encoder, rows = ENCODERS[feature](width, folder)
    shape = SOUND_SHAPES[feature, window]
    inputs = {"input": (1, 6, size, size), "audio": (1, *shape)}
    export(network, inputs, "output", folder / "unet.onnx", halved=feature != "ave" and width < 1)
    frame = picture()
    left, right, top = 71, 233, 101
    side = right - left
    border = side * 4 / (size + 8)
    box = (left + border, top + border, side - 2 * border, side - 2 * border)
    seen = resize(frame, box, size) / 255
    scale = size // 160
    x, y, w, h = {160: (5, 5, 150, 145), 320: (5, 5, 310, 305)}[size]
    hidden = np.zeros((size, size), bool)
    hidden[y : y + h, x : x + w] = True
    masked = np.where(hidden[..., None], 0, seen)
    first = int(OUTPUT_FRAME * ROWS_A_SECOND[feature] / 25) - window // 2
    heard = window_of(rows, first, window)
    drawn = draw(network, np.concatenate([planes(seen), planes(masked)]), heard.reshape(shape))
    fade = 14 * scale
    weights = paste_weights(size, (1, fade), (1, fade), (1, fade), (1, 20 * scale))
    ring = ~hidden & (weights > 0)
    pasted = paste(frame, drawn, weights, box, match_colour(drawn, seen, ring))
    return {
        "adapter": "synctalk-2d",
        "feature": feature,
        "window": window,
        "points": {"234": [left, 150], "454": [right, 152], "195": [152, top]},
        "parameters": parameters(network) + parameters(encoder),
        "heard": heard,
        "pasted": pasted,
    }


def wav2lip(width: float, folder: Path) -> dict:
    network = random_weights(Wav2Lip(width), 7)
    folder.mkdir(parents=True, exist_ok=True)
    export(network, {"mel": (1, 1, 80, 16), "picture": (1, 6, 96, 96)}, "output", folder / "unet.onnx")
    frame = picture()
    left, top, right, bottom = 80, 66, 226, 251
    box = (left, top, right - left, bottom + 10 - top)
    seen = resize(frame, box, 96) / 255
    masked = seen.copy()
    masked[48:] = 0
    start = int(OUTPUT_FRAME * 3.2)
    heard = mel(sound())[start : start + 16]
    drawn = draw(network, heard.T[None], np.concatenate([planes(masked), planes(seen)]))
    weights = paste_weights(96, (1, 8), (40, 12), (1, 8), (1, 6))
    ring = weights > 0
    ring[48:] = False
    pasted = paste(frame, drawn, weights, box, match_colour(drawn, seen, ring))
    return {
        "adapter": "wav2lip",
        "feature": "mel",
        "window": 16,
        "points": {"234": [left, 150], "454": [right, 152], "10": [150, top], "152": [151, bottom]},
        "parameters": parameters(network),
        "heard": heard,
        "pasted": pasted,
    }


def write(vector: dict, folder: Path, name: str) -> None:
    arrays = {key: vector.pop(key) for key in ("heard", "pasted")}
    kept = [np.ascontiguousarray(values, "<f4").reshape(-1)[::STRIDE] for values in arrays.values()]
    np.concatenate(kept).tofile(folder / "expected.f32")
    kind = vector["feature"]
    encoder = {} if kind == "mel" else {"audioEncoder": {"kind": kind, "file": f"{kind}.onnx"}}
    description = {
        "format": "mouthpiece-model",
        "version": 1,
        "name": name,
        "licence": "CC0-1.0 (random numbers)",
        "source": "tools/export/adapter_vectors.py",
        "adapter": vector["adapter"],
        "model": "unet.onnx",
        **encoder,
    }
    (folder / "model.json").write_text(json.dumps(description, indent=2) + "\n")
    sizes = {key: int(np.size(values)) for key, values in arrays.items()}
    vector |= {"frame": OUTPUT_FRAME, "stride": STRIDE, "sizes": sizes}
    (folder / "vector.json").write_text(json.dumps(vector, indent=2) + "\n")
    print(f"{folder.name}: {vector['parameters'] / 1e6:.2f} M parameters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", help="the name of one pack; the others stay as they are")
    args = parser.parse_args()
    full = args.full
    out = ROOT / (".cache/packs" if full else "tests/fixtures/packs")
    width = 1 if full else NARROW
    # WeNet's sound branch keeps its 128 channels however narrow the rest is.
    narrower = 1 if full else NARROW / 2
    label = "full size" if full else "narrow"
    made = {
        "synctalk-160": lambda folder: synctalk(160, width, folder),
        "synctalk-320": lambda folder: synctalk(320, width, folder),
        "ultralight-hubert": lambda folder: synctalk(160, narrower, folder, "hubert", 8),
        "ultralight-wenet": lambda folder: synctalk(160, narrower, folder, "wenet", 8),
        "wav2lip": lambda folder: wav2lip(width, folder),
    }
    for name, make in made.items():
        if args.only not in (None, name):
            continue
        write(make(out / name), out / name, f"{name} ({label}, random)")
    (out / "index.json").write_text(json.dumps(list(made)) + "\n")


if __name__ == "__main__":
    main()
