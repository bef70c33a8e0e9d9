"""The head that turns encoder features into mouth curves, its gate and its loss."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from labels import CLOSED_PRESS, CURVES, OPEN, PART, PRESS, TUCK, TUCKED, VISEME_OF, VISEMES

CHANNELS = 128
DILATIONS = (1, 2, 4, 2, 1)  # of the residual blocks at 25 Hz, which so see 0.4 s on both sides
CLOSURE, TUCK_LOGIT = len(CURVES), len(CURVES) + 1
OUTPUTS = len(CURVES) + 2 + len(VISEMES)

# Closure probabilities between which the mouth is gradually forced shut: where the probability is highest within
# GATE_REACH frames on both sides, and in every other frame. (Training weighs closures three times: 0.75 is an even chance.)
GATE_FROM, GATE_RANGE = 0.06, 0.1
HELD_FROM, HELD_RANGE = 0.9, 0.1
GATE_REACH = 2
FULL_PRESS_FROM = 0.15  # less probable closures press the lips proportionally less


class ResidualBlock(nn.Module):
    """x + scale · conv1(relu(conv3(x))), the scale learnt per channel."""

    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.spread = nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv1d(channels, channels, 1)
        self.scale = nn.Parameter(torch.full((1, channels, 1), 0.3))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.scale * self.mix(F.relu(self.spread(x)))


class MouthCurvesHead(nn.Module):
    """Features [batch × features × 2·frames] at 50 Hz → outputs [batch × 21 × frames] at 25 Hz.

    Outputs: 7 curves (not limited to 0–1), closure logit, tuck logit, 12 viseme logits; the logits of
    tuck and visemes serve training only.
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, features, 1))
        self.register_buffer("sd", torch.ones(1, features, 1))
        self.squeeze = nn.Conv1d(features, CHANNELS, 1)
        self.fine = ResidualBlock(CHANNELS, 1)
        self.halve = nn.Conv1d(CHANNELS, CHANNELS, 4, stride=2, padding=1)
        self.blocks = nn.Sequential(*(ResidualBlock(CHANNELS, d) for d in DILATIONS))
        self.out = nn.Conv1d(CHANNELS, OUTPUTS, 1)

    def forward(self, features: Tensor) -> Tensor:
        h = F.relu(self.squeeze((features - self.mean) / self.sd))
        h = F.relu(self.halve(self.fine(h)))
        return self.out(self.blocks(h))


class RuntimeHead(nn.Module):
    """The head as it ships: features [1 × 2·frames × features] → curves [1 × frames × 7], closure [1 × frames]."""

    def __init__(self, head: MouthCurvesHead):
        super().__init__()
        self.head = head

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        out = self.head(features.transpose(1, 2))
        curves = out[:, : len(CURVES)].transpose(1, 2)
        return curves, torch.sigmoid(out[:, CLOSURE])


def gate(curves: Tensor, closure: Tensor) -> Tensor:
    """Hardens closures: [frames × 7] raw curves and [frames] closure probability → 0–1 curves."""
    highest = F.max_pool1d(closure[None, None], 2 * GATE_REACH + 1, 1, GATE_REACH)[0, 0]
    peak = ((closure - GATE_FROM) / GATE_RANGE).clamp(0, 1) * (closure >= highest)
    shut = torch.maximum(peak, ((closure - HELD_FROM) / HELD_RANGE).clamp(0, 1))
    gated = curves.clamp(0, 1).clone()
    gated[:, OPEN] *= 1 - shut
    gated[:, PART] *= 1 - shut
    gated[:, PRESS] *= (closure / FULL_PRESS_FROM).clamp(0, 1)
    gated[:, PRESS] = torch.maximum(gated[:, PRESS], CLOSED_PRESS * shut)
    return gated


# Curves that carry the speech weigh more: open, press, tuck.
CURVE_WEIGHTS = torch.tensor([3.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0])[None, :, None]


# Sounds that are heard as p, b or m most often: those of the tongue, n and d before all.
TAKEN_FOR_CLOSURES = torch.tensor([VISEME_OF[phone] for phone in ("n", "g")])


def loss(
    out: Tensor, curves: Tensor, visemes: Tensor, viseme_weights: Tensor, tongue_weight: float = 1
) -> Tensor:
    """`out` [batch × 21 × frames], `curves` [batch × 7 × frames], `visemes` [batch × frames].

    `tongue_weight`: how often a frame counts in which the tongue, not the lips, shuts the mouth.
    """
    n = len(CURVES)
    predicted = out[:, :n]
    shut = (curves[:, PRESS : PRESS + 1] / CLOSED_PRESS).clamp(0, 1)
    tucked = (curves[:, TUCK : TUCK + 1] / TUCKED).clamp(0, 1)
    # A closure frame counts three times, a tucked one two and a half.
    weights = CURVE_WEIGHTS * (1 + 2 * shut + 1.5 * tucked)
    position = (weights * (predicted - curves) ** 2).mean()
    velocity = (CURVE_WEIGHTS * (predicted.diff(dim=2) - curves.diff(dim=2)) ** 2).mean()
    positive = torch.tensor(3.0)
    tongue = torch.isin(visemes, TAKEN_FOR_CLOSURES)[:, None] & (shut == 0)
    closure = F.binary_cross_entropy_with_logits(
        out[:, CLOSURE : CLOSURE + 1], shut, pos_weight=positive, weight=1 + (tongue_weight - 1) * tongue
    )
    tuck = F.binary_cross_entropy_with_logits(
        out[:, TUCK_LOGIT : TUCK_LOGIT + 1], tucked, pos_weight=positive
    )
    viseme = F.cross_entropy(out[:, n + 2 :], visemes, weight=viseme_weights)
    return 6 * position + 4 * velocity + 0.5 * closure + 0.3 * tuck + 0.3 * viseme
