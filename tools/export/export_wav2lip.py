"""Wav2Lip checkpoint (.pth) to a model pack.

    python3 tools/export/export_wav2lip.py --checkpoint wav2lip_gan.pth \
        --name "Wav2Lip GAN" --licence "research only" --out wav2lip.zip
"""

import argparse
import tempfile
from pathlib import Path

import pack
from checkpoint import load, read_state
from networks import Wav2Lip, parameters
from onnx_file import export


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    pack.add_arguments(parser)
    args = parser.parse_args()
    network = Wav2Lip()
    load(network, read_state(args.checkpoint), args.checkpoint.name)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "wav2lip.onnx")
        shapes = {"mel": (1, 1, 80, 16), "picture": (1, 6, 96, 96)}
        difference = export(network, shapes, "output", model)
        print(f"{parameters(network) / 1e6:.1f} M parameters, largest difference to PyTorch {difference:.1e}")
        pack.write(args, "wav2lip", model)


if __name__ == "__main__":
    main()
