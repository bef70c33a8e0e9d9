"""SyncTalk_2D or Ultralight-Digital-Human checkpoint (.pth) to a model pack.

    python3 tools/export/export_synctalk.py --checkpoint checkpoint/May/99.pth \
        --audio-encoder model/checkpoints/audio_visual_encoder.pth \
        --name May --licence "my own" --out may.zip

Size, feature and window are read from the checkpoint. An "ave" model needs its audio encoder as .pth; a "hubert" or
"wenet" model needs one as .onnx (--encoder-onnx), which export_encoder.py makes.
"""

import argparse
import tempfile
from pathlib import Path

import onnx
import torch

import pack
from checkpoint import load, read_state
from networks import SOUND_SHAPES, AveEncoder, SyncTalkUnet, parameters
from onnx_file import export


def recognise(state: dict[str, torch.Tensor]) -> tuple[int, str, int]:
    """Size, feature and frames of the window, by the shapes of the weights."""
    size = 320 if any(key.startswith("down5.") for key in state) else 160
    key = "audio_model.conv1.conv.0.weight"
    if key not in state:
        raise SystemExit(f"This is no SyncTalk_2D or Ultralight checkpoint: {key} is missing")
    channels = state[key].shape[1]
    # Both "ave" and "hubert" have 32 channels in; only WeNet keeps them in its first block.
    keeps = state["audio_model.conv1.conv.6.weight"].shape[0] == channels
    if keeps:
        return size, "wenet", {256: 16, 128: 8}.get(channels, 0)
    return size, "hubert" if channels == 16 else "", {32: 16, 16: 8}.get(channels, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--feature", choices=("ave", "hubert", "wenet"), help='"ave" and "hubert" of 16 frames have equal weights: say which (default ave)')  # fmt: skip
    parser.add_argument("--audio-encoder", type=Path, help='.pth of the "ave" encoder')
    parser.add_argument("--encoder-onnx", type=Path, help="an audio encoder as .onnx: export_encoder.py makes it")
    pack.add_arguments(parser)
    args = parser.parse_args()

    state = read_state(args.checkpoint)
    size, feature, window = recognise(state)
    feature = feature or args.feature or "ave"
    if args.feature not in (None, feature) or (feature, window) not in SOUND_SHAPES:
        raise SystemExit(f"The checkpoint's audio branch is {feature or 'unknown'}, {window} frames")
    network = SyncTalkUnet(size, feature, window)
    load(network, state, args.checkpoint.name)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "unet.onnx")
        shapes = {"input": (1, 6, size, size), "audio": (1, *SOUND_SHAPES[feature, window])}
        difference = export(network, shapes, "output", model)
        print(f"{size} px, {feature}, {window} frames, {parameters(network) / 1e6:.2f} M parameters, ")
        print(f"largest difference to PyTorch {difference:.1e}")
        pack.write(args, "synctalk-2d", model, encoder_of(args, feature, Path(folder)))


def encoder_of(args: argparse.Namespace, feature: str, folder: Path) -> tuple[str, Path]:
    path = folder / f"{feature}.onnx"
    if args.encoder_onnx is not None:
        onnx.checker.check_model(str(args.encoder_onnx))
        path.write_bytes(args.encoder_onnx.read_bytes())
        return feature, path
    if feature != "ave" or args.audio_encoder is None:
        how = "--audio-encoder" if feature == "ave" else "--encoder-onnx, which export_encoder.py makes"
        raise SystemExit(f"A {feature} model needs its audio encoder: {how}")
    encoder = AveEncoder()
    # SyncTalk_2D's file holds the layers alone, Wav2Lip's own checkpoints name them "audio_encoder".
    state = {
        "audio_encoder." + key.removeprefix("audio_encoder."): value
        for key, value in read_state(args.audio_encoder).items()
        if key.startswith("audio_encoder.") or key[0].isdigit()
    }
    load(encoder, state, args.audio_encoder.name)
    export(encoder, {"mel": (1, 1, 80, 16)}, "features", path)
    return feature, path


if __name__ == "__main__":
    main()
