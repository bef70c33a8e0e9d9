"""The networks of SyncTalk_2D, Ultralight-Digital-Human and Wav2Lip, written anew from their published shapes.

Module names follow the public checkpoints, so that their state dicts load; nothing else is taken from there.
`width` scales all channel counts: 1 is the real network, small values make test fixtures.
"""

import torch
from torch import nn
from torch.nn import functional as F

FEATURES = ("ave", "hubert", "wenet")


class InvertedResidual(nn.Module):
    """1x1 to twice the channels, 3x3 depthwise, 1x1 back; normalised, ReLU between."""

    def __init__(self, channels: int, out: int, stride: int = 1, add: bool = False):
        super().__init__()
        inner = 2 * channels
        self.add = add
        self.conv = nn.Sequential(
            nn.Conv2d(channels, inner, 1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, inner, 3, stride, 1, groups=inner, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(),
            nn.Conv2d(inner, out, 1, bias=False),
            nn.BatchNorm2d(out),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv(x) if self.add else self.conv(x)


class Double(nn.Module):
    def __init__(self, channels: int, out: int, stride: int):
        super().__init__()
        self.double_conv = nn.Sequential(
            InvertedResidual(channels, out, stride), InvertedResidual(out, out, add=True)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.double_conv(x)


class Inconv(nn.Module):
    def __init__(self, channels: int, out: int):
        super().__init__()
        self.inconv = nn.Sequential(InvertedResidual(channels, out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inconv(x)


class Down(nn.Module):
    def __init__(self, channels: int, out: int):
        super().__init__()
        self.maxpool_conv = nn.Sequential(Double(channels, out, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.maxpool_conv(x)


class Up(nn.Module):
    """Bilinear to the size of the skipped features, joined with them."""

    def __init__(self, channels: int, out: int):
        super().__init__()
        self.conv = Double(channels, out, 1)

    def forward(self, x: torch.Tensor, skipped: torch.Tensor) -> torch.Tensor:
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
        return self.conv(torch.cat([x, skipped], 1))


class Outconv(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, 3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


class AudioBranch(nn.Module):
    """A feature window to a 10 x 10 map; first sizes and strides differ between the features."""

    def __init__(self, feature: str, inputs: int, ch: list[int]):
        super().__init__()
        if feature == "wenet":
            # Here the window's own channels stay as they are.
            first, second, stride, add = inputs, inputs, (1, 2), True
        else:
            first, second, add = ch[1], ch[2], False
            stride = (1, 1) if feature == "ave" else (2, 2)
        self.conv1 = InvertedResidual(inputs, first, add=add)
        self.conv2 = InvertedResidual(first, second, add=add)
        self.conv3 = nn.Conv2d(second, ch[3], 3, stride, 1)
        self.bn3 = nn.BatchNorm2d(ch[3])
        self.conv4 = InvertedResidual(ch[3], ch[3], add=True)
        self.conv5 = nn.Conv2d(ch[3], ch[4], 3, 2, 3)
        self.bn5 = nn.BatchNorm2d(ch[4])
        self.conv6 = InvertedResidual(ch[4], ch[4], add=True)
        self.conv7 = InvertedResidual(ch[4], ch[4], add=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv2(self.conv1(x))
        x = self.conv4(torch.relu(self.bn3(self.conv3(x))))
        return self.conv7(self.conv6(torch.relu(self.bn5(self.conv5(x)))))


SOUND_SHAPES = {
    ("ave", 16): (32, 16, 16),
    ("hubert", 16): (32, 32, 32),
    ("hubert", 8): (16, 32, 32),
    ("wenet", 16): (256, 16, 32),
    ("wenet", 8): (128, 16, 32),
}
"""Shape of the sound input by feature and frames of the window."""


class SyncTalkUnet(nn.Module):
    """6 x size x size picture and a feature window to 3 x size x size, 0-1. Size 160 or 320."""

    def __init__(self, size: int = 320, feature: str = "ave", window: int = 16, width: float = 1):
        super().__init__()
        ch = [max(4, int(c * width)) for c in (32, 64, 128, 256, 512)]
        downs = [ch[0], *ch] if size == 320 else ch
        self.inc = Inconv(6, ch[0])
        self.depth = len(downs) - 1
        for i in range(self.depth):
            self.add_module(f"down{i + 1}", Down(downs[i], downs[i + 1]))
        self.audio_model = AudioBranch(feature, SOUND_SHAPES[feature, window][0], ch)
        self.fuse_conv = nn.Sequential(Double(2 * ch[4], ch[4], 1), Double(ch[4], ch[3], 1))
        below = ch[3]
        for i in range(self.depth):
            skipped = downs[self.depth - 1 - i]
            out = self._up_channels(i, ch, size)
            self.add_module(f"up{i + 1}", Up(below + skipped, out))
            below = out
        self.outc = Outconv(below)

    def _up_channels(self, i: int, ch: list[int], size: int) -> int:
        outs = [ch[3] // 2, ch[2] // 2, ch[1] // 2, ch[0]]
        return [*outs, ch[0] // 2][i] if size == 320 else outs[i]

    def forward(self, picture: torch.Tensor, sound: torch.Tensor) -> torch.Tensor:
        maps = [self.inc(picture)]
        for i in range(self.depth):
            maps.append(self.get_submodule(f"down{i + 1}")(maps[-1]))
        x = self.fuse_conv(torch.cat([maps.pop(), self.audio_model(sound)], 1))
        for i in range(self.depth):
            x = self.get_submodule(f"up{i + 1}")(x, maps.pop())
        return torch.sigmoid(self.outc(x))


class Block(nn.Module):
    """Convolution (or a transposed one), normalisation, the input added where asked, ReLU."""

    def __init__(self, conv: nn.Module, add: bool = False):
        super().__init__()
        self.conv_block = nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels))
        self.add = add

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.conv_block(x)
        return torch.relu(y + x if self.add else y)


def step(channels: int, out: int, kernel: int = 3, stride=1, padding: int = 1) -> Block:
    return Block(nn.Conv2d(channels, out, kernel, stride, padding))


def same(channels: int, count: int) -> list[Block]:
    return [Block(nn.Conv2d(channels, channels, 3, 1, 1), add=True) for _ in range(count)]


def grow(channels: int, out: int, stride: int = 2) -> Block:
    padding, extra = (1, 1) if stride == 2 else (0, 0)
    return Block(nn.ConvTranspose2d(channels, out, 3, stride, padding, extra))


def audio_encoder(width: float = 1) -> nn.Sequential:
    """1 x 80 x 16 mel frames to 512 values (times the width); Wav2Lip's, and SyncTalk_2D's "ave"."""
    a, b, c, d, e = (max(4, int(n * width)) for n in (32, 64, 128, 256, 512))
    return nn.Sequential(
        step(1, a),
        *same(a, 2),
        step(a, b, stride=(3, 1)),
        *same(b, 2),
        step(b, c, stride=3),
        *same(c, 2),
        step(c, d, stride=(3, 2)),
        *same(d, 1),
        step(d, e, padding=0),
        step(e, e, kernel=1, padding=0),
    )


class AveEncoder(nn.Module):
    def __init__(self, width: float = 1):
        super().__init__()
        self.audio_encoder = audio_encoder(width)
        # Fixtures are narrow inside, but the U-Net expects 512 values all the same.
        last = self.audio_encoder[-2].conv_block[0].out_channels
        if last != 512:
            self.audio_encoder[-1] = step(last, 512, kernel=1, padding=0)

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        return self.audio_encoder(mel).flatten(1)


class Wav2Lip(nn.Module):
    """1 x 80 x 16 mel frames and a 6 x 96 x 96 picture to 3 x 96 x 96, 0-1."""

    def __init__(self, width: float = 1):
        super().__init__()
        p, q, r, s, t, u = (max(4, int(n * width)) for n in (16, 32, 64, 128, 256, 512))
        m = max(4, int(384 * width))
        self.face_encoder_blocks = nn.ModuleList(
            nn.Sequential(*blocks)
            for blocks in (
                [step(6, p, kernel=7, padding=3)],
                [step(p, q, stride=2), *same(q, 2)],
                [step(q, r, stride=2), *same(r, 3)],
                [step(r, s, stride=2), *same(s, 2)],
                [step(s, t, stride=2), *same(t, 2)],
                [step(t, u, stride=2), *same(u, 1)],
                [step(u, u, padding=0), step(u, u, kernel=1, padding=0)],
            )
        )
        self.audio_encoder = audio_encoder(width)
        self.face_decoder_blocks = nn.ModuleList(
            nn.Sequential(*blocks)
            for blocks in (
                [step(u, u, kernel=1, padding=0)],
                [grow(2 * u, u, stride=1), *same(u, 1)],
                [grow(2 * u, u), *same(u, 2)],
                [grow(u + t, m), *same(m, 2)],
                [grow(m + s, t), *same(t, 2)],
                [grow(t + r, s), *same(s, 2)],
                [grow(s + q, r), *same(r, 2)],
            )
        )
        self.output_block = nn.Sequential(step(r + p, q), nn.Conv2d(q, 3, 1), nn.Sigmoid())

    def forward(self, mel: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
        seen = []
        x = picture
        for block in self.face_encoder_blocks:
            x = block(x)
            seen.append(x)
        x = self.audio_encoder(mel)
        for block in self.face_decoder_blocks:
            x = torch.cat([block(x), seen.pop()], 1)
        return self.output_block(x)


def parameters(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
