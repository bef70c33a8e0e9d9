"""The mouth U-Net: draws the lower face of one avatar from its surroundings and nine frames of mouth curves.

Nearly all work is done at a quarter of the crop's resolution or less, in dense 3x3 convolutions: that is what
WebAssembly and small GPUs do best. The avatar's look needs no reference picture: it lives in the weights and in two learned
feature maps (`place8`, `place4`), which an aligned crop makes possible.

What is finer than such a network can draw, pores and stubble, it does not draw: it tells where on the skin each pixel lies, and a
texture made by detail.py is added there. The coordinates, two channels at a quarter of the resolution, are learnt from the renderer's.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

CURVE_WINDOW = 9
CURVES = 7
SLOPE = 0.1  # of the leaky ReLU
PLACE_STEP = 0.1  # of half the detail texture: what the network's 1 shifts a place by


def act(x):
    return F.leaky_relu(x, SLOPE)


class FilmBlock(nn.Module):
    """Residual block of two 3x3 convolutions; the curves scale and shift the channels in between."""

    def __init__(self, channels, style):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.film = nn.Linear(style, 2 * channels)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)
        nn.init.normal_(self.film.weight, std=0.05)
        nn.init.zeros_(self.film.bias)

    def forward(self, x, style):
        gain, shift = self.film(style)[:, :, None, None].chunk(2, 1)
        return x + self.second(act(self.first(x) * (1 + gain) + shift))


class MouthUNet(nn.Module):
    """
    crop [n, 3, size, size] (0-1, hidden part 0) and curves [n, 9, 7] -> drawn crop [n, 3, size, size].

    `detail`: px of the skin's detail texture, which the buffer of this name holds.
    """

    def __init__(self, size=224, detail=416, c4=24, d4=36, c8=64, d8=72, c16=96, code=32, style=128):
        super().__init__()
        self.size, self.code_channels = size, code
        self.style = nn.Sequential(
            nn.Linear(CURVE_WINDOW * CURVES, style), nn.SiLU(), nn.Linear(style, style), nn.SiLU()
        )
        # Encoder: the visible rim only tells pose and light, so it is thin.
        self.stem = nn.Conv2d(48, c4, 1)
        self.down8 = nn.Conv2d(c4, c8, 3, stride=2, padding=1)
        self.down16 = nn.Conv2d(c8, c16, 3, stride=2, padding=1)
        # Decoder, from a coarse map that the curves draw themselves.
        self.code = nn.Linear(style, code * (size // 16) ** 2)
        self.code_in = nn.Conv2d(code, c16, 1)
        self.block16 = FilmBlock(c16, style)
        self.up8, self.skip8 = nn.Conv2d(c16, 4 * d8, 1), nn.Conv2d(c8, d8, 1)
        self.block8a, self.block8b = FilmBlock(d8, style), FilmBlock(d8, style)
        self.up4, self.skip4 = nn.Conv2d(d8, 4 * d4, 1), nn.Conv2d(c4, d4, 1)
        self.block4 = FilmBlock(d4, style)
        self.place8 = nn.Parameter(torch.zeros(1, d8, size // 8, size // 8))
        self.place4 = nn.Parameter(torch.zeros(1, d4, size // 4, size // 4))
        self.out = nn.Conv2d(d4, 48, 3, padding=1)
        # Where on the detail texture (-1..1) each px lies, as a shift from a mean place, and whether it is skin at all.
        self.skin = nn.Conv2d(d4, 3, 3, padding=1)
        nn.init.zeros_(self.skin.weight)
        nn.init.zeros_(self.skin.bias)
        self.mean_place = nn.Parameter(torch.zeros(1, 2, size // 4, size // 4))
        self.register_buffer("detail", torch.zeros(1, 1, detail, detail))

    def forward(self, crop, curves):
        base, places, skin = self.parts(crop, curves)
        return base + skin * self.fine(places)

    def fine(self, places):
        """The detail texture at `places` [n, 2, size, size], -1..1, as [n, 1, size, size]."""
        grid = places.permute(0, 2, 3, 1)
        detail = self.detail if len(places) == 1 else self.detail.expand(len(places), -1, -1, -1)
        return F.grid_sample(detail, grid, mode="bilinear", padding_mode="zeros", align_corners=False)

    def parts(self, crop, curves):
        """The coarse picture [n, 3, s, s], places on the detail texture [n, 2, s, s] and how far it is skin [n, 1, s, s], 0..1."""
        style = self.style(curves.flatten(1))
        at4 = act(self.stem(F.pixel_unshuffle(crop, 4)))
        at8 = act(self.down8(at4))
        side = self.size // 16
        code = self.code(style).view(-1, self.code_channels, side, side)
        x = act(self.down16(at8) + self.code_in(code))
        x = self.block16(x, style)
        x = F.pixel_shuffle(self.up8(x), 2) + self.skip8(at8) + self.place8
        x = self.block8b(self.block8a(x, style), style)
        x = F.pixel_shuffle(self.up4(x), 2) + self.skip4(at4) + self.place4
        x = self.block4(x, style)
        told = self.skin(x).float()
        places, skin = told[:, :2] * PLACE_STEP + self.mean_place, torch.sigmoid(told[:, 2:])
        told = F.interpolate(torch.cat([places, skin], 1), scale_factor=4, mode="bilinear", align_corners=False)
        return F.pixel_shuffle(self.out(x), 4) + 0.5, told[:, :2], told[:, 2:]


def multiply_adds(network):
    """Multiply-adds of one frame."""
    total = 0

    def count(module, _, output):
        nonlocal total
        total += output.numel() * module.weight[0].numel()

    hooks = [
        m.register_forward_hook(count) for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))
    ]
    with torch.no_grad():
        network(torch.zeros(1, 3, network.size, network.size), torch.zeros(1, CURVE_WINDOW, CURVES))
    for hook in hooks:
        hook.remove()
    return total
