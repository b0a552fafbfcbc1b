"""The painter's network: one step from a latent and a condition to a picture.

A convolutional generator with residual blocks and conditional batch normalisation (BigGAN,
1809.11096, appendix B) and skip-layer excitation (FastGAN, 2101.04775, section 3.1). No noise
enters below the latent, so that equal input gives an equal picture.
"""

from __future__ import annotations

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

TRAITS = ("brightness", "colour", "warmth", "redness", "detail")
"""What a picture is besides its label; each a normal score: mean 0, deviation 1 over the
paintings."""


class PainterSizes(BaseModel):
    """`channels` of the grids from the coarsest to the finest, each twice as fine as the one
    before; the picture is twice as fine again, by a last convolution to `last` channels. `coarsest`
    grid in cells; `latent`, `style` and `labels` are widths of vectors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: int = Field(gt=0)
    latent: int = Field(default=128, gt=0)
    style: int = Field(default=256, gt=0)
    coarsest: int = Field(default=6, gt=0)
    channels: tuple[int, ...] = Field(default=(256, 256, 192, 96, 48), min_length=2)
    last: int = Field(default=16, gt=0)

    @property
    def size(self) -> int:
        """Height and width of a picture in pixels."""
        return int(self.coarsest * 2 ** len(self.channels))


class PainterNetwork(nn.Module):
    """`latent` [batch, latent], `labels` [batch, labels] (weights that add up to 1), `traits`
    [batch, traits] -> pictures [batch, 3, size, size] in -1 to 1."""

    def __init__(self, sizes: PainterSizes) -> None:
        super().__init__()
        self.sizes = sizes
        first, *rest = sizes.channels
        self.condition = nn.Linear(sizes.labels + len(TRAITS), sizes.latent)
        self.style = nn.Sequential(
            nn.Linear(2 * sizes.latent, sizes.style),
            nn.LeakyReLU(0.2),
            nn.Linear(sizes.style, sizes.style),
            nn.LeakyReLU(0.2),
        )
        self.coarse = nn.Linear(sizes.style, first * sizes.coarsest**2)
        pairs = list(zip(sizes.channels, rest, strict=False))
        self.blocks = nn.ModuleList(Block(one, two, sizes.style) for one, two in pairs)
        self.excite = nn.ModuleList(
            Excitation(sizes.channels[i], sizes.channels[i + 3])
            for i in range(len(sizes.channels) - 3)
        )
        self.norm = Conditional(rest[-1], sizes.style)
        cells = nn.Conv2d(rest[-1], 4 * sizes.last, 3, padding=1)
        alike(cells.weight)
        alike(cells.bias)
        self.finest = nn.Sequential(
            cells,
            nn.PixelShuffle(2),
            nn.LeakyReLU(0.2),
            nn.Conv2d(sizes.last, 3, 3, padding=1),
        )

    def forward(self, latent: Tensor, labels: Tensor, traits: Tensor) -> Tensor:
        """See the class."""
        latent = F.normalize(latent, dim=1) * latent.shape[1] ** 0.5
        wanted = self.condition(torch.cat([labels * self.sizes.labels**0.5, traits], 1))
        wanted = F.normalize(wanted, dim=1) * wanted.shape[1] ** 0.5
        style = self.style(torch.cat([latent, wanted], 1))
        cells = self.sizes.coarsest
        grid = self.coarse(style).unflatten(1, (-1, cells, cells))
        grids = [grid.contiguous(memory_format=torch.channels_last)]
        for number, block in enumerate(self.blocks):
            grid = block(grids[-1], style)
            if number >= 2:
                grid = grid * self.excite[number - 2](grids[number - 2])
            grids.append(grid)
        return torch.tanh(self.finest(F.leaky_relu(self.norm(grids[-1], style), 0.2)))


def alike(values: Tensor | None, pixels: int = 4) -> None:
    """Begin with equal pixels in a cell (ICNR, 1707.02937), so that no checkerboard shows."""
    if values is not None:
        with torch.no_grad():
            values.copy_(values[::pixels].repeat_interleave(pixels, 0))


class Block(nn.Module):
    """Twice as fine: [batch, before, h, w] -> [batch, after, 2h, 2w]. The first of the two
    convolutions works on the coarse grid, at a quarter of the cost."""

    def __init__(self, before: int, after: int, style: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([Conditional(before, style), Conditional(after, style)])
        self.convs = nn.ModuleList(
            [nn.Conv2d(before, after, 3, padding=1), nn.Conv2d(after, after, 3, padding=1)]
        )
        self.across = nn.Conv2d(before, after, 1)

    def forward(self, grid: Tensor, style: Tensor) -> Tensor:
        """See the class."""
        out = self.convs[0](F.leaky_relu(self.norms[0](grid, style), 0.2))
        out = finer(F.leaky_relu(self.norms[1](out, style), 0.2))
        found: Tensor = finer(self.across(grid)) + self.convs[1](out)
        return found


def finer(grid: Tensor) -> Tensor:
    """[batch, c, h, w] -> [batch, c, 2h, 2w], nearest, in the precision that came: autocast would
    go to single, for twice the memory and time."""
    with torch.autocast(grid.device.type, enabled=False):
        return F.interpolate(grid, scale_factor=2)


class Conditional(nn.Module):
    """Batch normalisation whose gain and shift come from the style."""

    def __init__(self, channels: int, style: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.affine = nn.Linear(style, 2 * channels)
        nn.init.normal_(self.affine.weight, std=0.02)
        nn.init.zeros_(self.affine.bias)

    def forward(self, grid: Tensor, style: Tensor) -> Tensor:
        """[batch, channels, h, w] -> the same."""
        gain, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        found: Tensor = self.norm(grid) * (1 + gain) + shift
        return found


class Excitation(nn.Module):
    """A coarse grid says which channels of a fine one count."""

    def __init__(self, coarse: int, fine: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.AdaptiveAvgPool2d(4),
            nn.Conv2d(coarse, fine, 4),
            nn.SiLU(),
            nn.Conv2d(fine, fine, 1),
            nn.Sigmoid(),
        )

    def forward(self, grid: Tensor) -> Tensor:
        """[batch, coarse, h, w] -> [batch, fine, 1, 1]."""
        found: Tensor = self.layers(grid)
        return found
