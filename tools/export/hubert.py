"""HuBERT (large, of the "layer norm" kind) written anew from its published shapes, with the public checkpoints' names.

16 kHz sound [1, n], -1 to 1, to [1, steps, width]: a step for every 320 samples, of windows of 400. As Ultralight uses it:
the sound gets zero mean and unit variance, and the last layer's output after the final normalisation is taken.
"""

from dataclasses import dataclass, field

import torch
from torch import nn
from torch.nn import functional as F

CONVOLUTIONS = ((10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2))
"""Kernel and stride of each; together a window of 400 every 320 samples."""
NORMALISED = 1e-7
"""Added to the sound's variance (Wav2Vec2FeatureExtractor)."""


@dataclass
class HubertSizes:
    """The large one's (315.44 M parameters) unless said."""

    layers: int = 24
    width: int = 1024
    inner: int = 4096
    heads: int = 16
    convolved: list[int] = field(default_factory=lambda: [512] * 7)
    bias: bool = True
    position_kernel: int = 128
    position_groups: int = 16
    epsilon: float = 1e-5


class Convolution(nn.Module):
    def __init__(self, channels: int, out: int, kernel: int, stride: int, bias: bool):
        super().__init__()
        self.conv = nn.Conv1d(channels, out, kernel, stride, bias=bias)
        self.layer_norm = nn.LayerNorm(out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.gelu(self.layer_norm(self.conv(x).transpose(1, 2))).transpose(1, 2)


class FeatureExtractor(nn.Module):
    def __init__(self, sizes: HubertSizes):
        super().__init__()
        before = [1, *sizes.convolved]
        self.conv_layers = nn.ModuleList(
            Convolution(before[i], before[i + 1], kernel, stride, sizes.bias)
            for i, (kernel, stride) in enumerate(CONVOLUTIONS)
        )

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        x = sound[:, None]
        for layer in self.conv_layers:
            x = layer(x)
        return x.transpose(1, 2)


class FeatureProjection(nn.Module):
    def __init__(self, sizes: HubertSizes):
        super().__init__()
        self.layer_norm = nn.LayerNorm(sizes.convolved[-1], eps=sizes.epsilon)
        self.projection = nn.Linear(sizes.convolved[-1], sizes.width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.projection(self.layer_norm(x))


class Position(nn.Module):
    """A wide grouped convolution stands for the place in time; an even kernel makes one step too many."""

    def __init__(self, sizes: HubertSizes):
        super().__init__()
        kernel = sizes.position_kernel
        self.conv = nn.Conv1d(
            sizes.width, sizes.width, kernel, padding=kernel // 2, groups=sizes.position_groups
        )
        self.extra = 1 - kernel % 2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv(x.transpose(1, 2))
        return F.gelu(y[:, :, : -self.extra] if self.extra else y).transpose(1, 2)


class Attention(nn.Module):
    def __init__(self, sizes: HubertSizes):
        super().__init__()
        self.heads, self.size = sizes.heads, sizes.width // sizes.heads
        for name in ("k_proj", "v_proj", "q_proj", "out_proj"):
            self.add_module(name, nn.Linear(sizes.width, sizes.width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        def split(y: torch.Tensor) -> torch.Tensor:
            return y.reshape(1, -1, self.heads, self.size).transpose(1, 2)

        query = split(self.q_proj(x) * self.size**-0.5)
        weights = torch.softmax(query @ split(self.k_proj(x)).transpose(2, 3), -1)
        mixed = (weights @ split(self.v_proj(x))).transpose(1, 2)
        return self.out_proj(mixed.reshape(1, -1, self.heads * self.size))


class FeedForward(nn.Module):
    def __init__(self, sizes: HubertSizes):
        super().__init__()
        self.intermediate_dense = nn.Linear(sizes.width, sizes.inner)
        self.output_dense = nn.Linear(sizes.inner, sizes.width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output_dense(F.gelu(self.intermediate_dense(x)))


class Layer(nn.Module):
    """Normalised before attention and before the dense layers ("stable layer norm")."""

    def __init__(self, sizes: HubertSizes):
        super().__init__()
        self.attention = Attention(sizes)
        self.layer_norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.feed_forward = FeedForward(sizes)
        self.final_layer_norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attention(self.layer_norm(x))
        return x + self.feed_forward(self.final_layer_norm(x))


class Encoder(nn.Module):
    def __init__(self, sizes: HubertSizes):
        super().__init__()
        self.pos_conv_embed = Position(sizes)
        self.layer_norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.pos_conv_embed(x)
        for layer in self.layers:
            x = layer(x)
        return self.layer_norm(x)


class Hubert(nn.Module):
    def __init__(self, sizes: HubertSizes, normalise: bool = True):
        super().__init__()
        self.normalise = normalise
        self.feature_extractor = FeatureExtractor(sizes)
        self.feature_projection = FeatureProjection(sizes)
        self.encoder = Encoder(sizes)

    def forward(self, sound: torch.Tensor) -> torch.Tensor:
        if self.normalise:
            sound = sound - sound.mean(1, keepdim=True)
            sound = sound / torch.sqrt((sound * sound).mean(1, keepdim=True) + NORMALISED)
        return self.encoder(self.feature_projection(self.feature_extractor(sound)))


def own_names(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The names above: without those of a task's head, and with the position's weight put together of length and direction."""
    prefix = "hubert." if any(key.startswith("hubert.") for key in state) else ""
    kept = {
        key.removeprefix(prefix): value.float()
        for key, value in state.items()
        if key.startswith(prefix) and not key.endswith("masked_spec_embed")
    }
    at = "encoder.pos_conv_embed.conv."
    for length, direction in (("weight_g", "weight_v"), ("parametrizations.weight.original0", "parametrizations.weight.original1")):  # fmt: skip
        if at + length in kept:
            g, v = kept.pop(at + length), kept.pop(at + direction)
            kept[at + "weight"] = g * v / v.norm(dim=(0, 1), keepdim=True)
    return kept


def sizes_of(state: dict[str, torch.Tensor], config: dict) -> HubertSizes:
    """Read from the weights' shapes; heads, which leave no trace there, from config.json.

    Raises SystemExit for the base kind, whose features no Ultralight model takes.
    """
    projection = state.get("feature_projection.projection.weight")
    if projection is None:
        raise SystemExit("This is no HuBERT checkpoint: feature_projection.projection.weight is missing")
    if config.get("do_stable_layer_norm") is False or "feature_extractor.conv_layers.1.layer_norm.weight" not in state:  # fmt: skip
        raise SystemExit("This HuBERT is of the base kind; Ultralight uses a large one (hubert-large-ls960-ft)")
    width = projection.shape[0]
    position = state["encoder.pos_conv_embed.conv.weight"]
    convolved = [state[f"feature_extractor.conv_layers.{i}.conv.weight"].shape[0] for i in range(7)]
    return HubertSizes(
        layers=sum(key.endswith("attention.k_proj.weight") for key in state),
        width=width,
        inner=state["encoder.layers.0.feed_forward.intermediate_dense.weight"].shape[0],
        heads=config.get("num_attention_heads", max(1, width // 64)),
        convolved=convolved,
        bias="feature_extractor.conv_layers.0.conv.bias" in state,
        position_kernel=position.shape[2],
        position_groups=width // position.shape[1],
        epsilon=config.get("layer_norm_eps", 1e-5),
    )
