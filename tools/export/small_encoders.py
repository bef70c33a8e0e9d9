"""Encoders of a few thousand weights with the inputs and outputs of the real ones: what tests and their fixtures hear with."""

from pathlib import Path

import torch
from torch import nn

from hubert import Hubert, HubertSizes
from onnx_file import write
from wenet import CACHES, OFFSET

STEPS, VALUES = 16, 512


def seeded(network: nn.Module, seed: int) -> nn.Module:
    """Weights that let all of the layers matter."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            fan = parameter[0].numel()
            parameter.data.normal_(0, (2 / fan) ** 0.5, generator=generator)
        else:
            # The weights of normalisations lie around one, biases around zero.
            parameter.data.normal_(float(name.endswith("weight")), 0.1, generator=generator)
    return network.eval()


class SmallHubert(nn.Module):
    """HuBERT's topology, narrow; a last layer makes the 1024 values a step that the U-Net expects."""

    def __init__(self, layers: int = 1) -> None:
        super().__init__()
        sizes = HubertSizes(layers, 32, 48, 4, [16] * 7, position_kernel=32, position_groups=4)
        self.hubert = Hubert(sizes)
        self.widened = nn.Linear(32, 1024)

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        return self.widened(self.hubert(sound))


class SmallWenet(nn.Module):
    """Subsampling by four, attention and a causal convolution with their caches, as a conformer has them."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.subsample = nn.Sequential(nn.Conv2d(1, 4, 3, 2), nn.ReLU(), nn.Conv2d(4, 4, 3, 2), nn.ReLU())
        self.enter = nn.Linear(4 * 19, width)
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.causal = nn.Conv1d(width, width, 15, groups=width)
        self.widened = nn.Linear(width, VALUES)
        self.width = width

    def forward(
        self, chunk: torch.Tensor, offset: torch.Tensor, att_cache: torch.Tensor, cnn_cache: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        # Filter banks lie around 0 to 20: the real encoder has their mean and variance inside.
        x = self.subsample((chunk - 5) / 10).transpose(1, 2).reshape(1, STEPS, 4 * 19)
        place = (offset + torch.arange(STEPS)).to(torch.float32) / 50
        x = self.enter(x) + torch.sin(place)[None, :, None]
        kept = att_cache[:1, 0, :, : self.width]
        keys, values = (torch.cat([kept, layer(x)], 1) for layer in (self.key, self.value))
        weights = torch.softmax(self.query(x) @ keys.transpose(1, 2) / self.width**0.5, -1)
        x = x + weights @ values
        before = cnn_cache[0, :, : self.width]
        sound = torch.cat([before, x.transpose(1, 2)], 2)
        x = x + torch.relu(self.causal(sound)).transpose(1, 2)
        return self.widened(x), att_cache + 0, torch.cat([cnn_cache, cnn_cache], 3)


def wenet_inputs() -> dict[str, torch.Tensor]:
    return {
        "chunk": torch.zeros(1, 1, 67, 80),
        "offset": torch.full((1,), OFFSET, dtype=torch.int64),
        **{name: torch.zeros(shape) for name, shape in CACHES.items()},
    }


def save_wenet(network: nn.Module, path: Path, opset: int = 17) -> None:
    """As the public encoder.onnx is: four inputs, three outputs."""
    write(network, wenet_inputs(), "output", path, opset=opset, fold=False)
