"""Reads state dicts out of the checkpoints that the public trainings write."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import nn


def read_state(path: Path) -> dict[str, torch.Tensor]:
    """The state dict of a file, bare or inside of a training checkpoint; "module." of parallel training is dropped.

    Nothing but tensors and plain values is unpickled: a checkpoint cannot run code.
    """
    loaded = torch.load(path, map_location="cpu", weights_only=True)
    for key in ("state_dict", "model", "net"):
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    if not isinstance(loaded, Mapping):
        raise SystemExit(f"{path.name} holds no state dict")
    return {name.removeprefix("module."): value for name, value in loaded.items()}


def load(network: nn.Module, state: dict[str, torch.Tensor], name: str) -> None:
    """Loads all of the network, or tells which names and shapes do not fit."""
    own = network.state_dict()
    # Checkpoints from before PyTorch 0.4.1 lack these counters, which only training uses.
    state = {**{k: v for k, v in own.items() if k.endswith("num_batches_tracked")}, **state}
    missing = sorted(own.keys() - state.keys())
    extra = sorted(state.keys() - own.keys())
    shapes = [
        f"{key}: {tuple(state[key].shape)} instead of {tuple(own[key].shape)}"
        for key in sorted(own.keys() & state.keys())
        if state[key].shape != own[key].shape
    ]
    if missing or extra or shapes:
        told = [*(f"missing {key}" for key in missing), *(f"unknown {key}" for key in extra), *shapes]
        raise SystemExit(f"{name} does not fit: " + "; ".join(told[:8]))
    network.load_state_dict(state)
