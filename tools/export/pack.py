"""Writes a model pack: a zip with model.json and its .onnx files (docs/model-packs.md)."""

import argparse
import json
import zipfile
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="the pack to write, a .zip")
    parser.add_argument("--name", required=True, help="shown in the app, at most 80 characters")
    parser.add_argument("--licence", required=True, help='of the weights, such as "my own" or "research only"')
    parser.add_argument("--source", default="", help="where the weights come from")


def write(
    args: argparse.Namespace, adapter: str, model: Path, encoder: tuple[str, Path] | None = None
) -> None:
    description = {
        "format": "mouthpiece-model",
        "version": 1,
        "name": args.name,
        "licence": args.licence,
        "source": args.source,
        "adapter": adapter,
        "model": model.name,
    }
    files = [model]
    if encoder is not None:
        kind, path = encoder
        description["audioEncoder"] = {"kind": kind, "file": path.name}
        files.append(path)
    with zipfile.ZipFile(args.out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("model.json", json.dumps(description, indent=2) + "\n")
        for file in files:
            pack.write(file, file.name)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")
