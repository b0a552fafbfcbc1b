"""Our own small autoencoder: pictures <-> a coarse grid of latents, in which a painter denoises
(latent diffusion, 2112.10752).
"""

from __future__ import annotations

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn

from generators.images.painter_network import alike, finer
from generators.images.upscaler import Block


class AutoencoderSizes(BaseModel):
    """`latents` numbers for a square of `zoom` pixels. `channels` of the grids from the finest, of
    squares of two pixels, to that of the latents, each half as fine as the one before; `blocks` of
    two convolutions on each. The picture comes of a last convolution over `last` channels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    latents: int = Field(default=8, gt=0)
    channels: tuple[int, ...] = Field(default=(64, 96, 128), min_length=1)
    blocks: int = Field(default=2, gt=0)
    last: int = Field(default=24, gt=0)

    @property
    def zoom(self) -> int:
        """Pixels for each place of the latents."""
        return int(2 ** len(self.channels))


class Autoencoder(nn.Module):
    """Pictures [batch, 3, zoom * h, zoom * w] in -1 to 1, RGB <-> latents [batch, latents, h, w],
    each channel with mean 0 and deviation 1 over the pictures it was trained on."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, sizes: AutoencoderSizes) -> None:
        super().__init__()
        self.sizes = sizes
        fine = sizes.channels
        down: list[nn.Module] = [nn.PixelUnshuffle(2), conv(12, fine[0])]
        up: list[nn.Module] = [conv(sizes.latents, fine[-1])]
        for number, channels in enumerate(fine):
            if number:
                down.append(conv(fine[number - 1], channels, 2))
            down += [Block(channels) for _ in range(sizes.blocks)]
        for number, channels in reversed([*enumerate(fine)]):
            up += [Block(channels) for _ in range(sizes.blocks)]
            if number:
                up += [Finer(), conv(channels, fine[number - 1])]
        cells = conv(fine[0], 4 * sizes.last)
        alike(cells.weight)
        alike(cells.bias)
        down.append(conv(fine[-1], sizes.latents))
        up += [cells, nn.PixelShuffle(2), nn.LeakyReLU(0.2), conv(sizes.last, 3)]
        self.down, self.up = nn.Sequential(*down), nn.Sequential(*up)
        self.register_buffer("mean", torch.zeros(sizes.latents, 1, 1))
        self.register_buffer("deviation", torch.ones(sizes.latents, 1, 1))

    def encode(self, pictures: Tensor) -> Tensor:
        """See the class."""
        latents: Tensor = (self.down(pictures).float() - self.mean) / self.deviation
        return latents

    def decode(self, latents: Tensor) -> Tensor:
        """See the class."""
        pictures: Tensor = self.up(latents * self.deviation + self.mean).float()
        return pictures


def conv(before: int, after: int, stride: int = 1) -> nn.Conv2d:
    """Of 3 x 3, [batch, before, h, w] -> [batch, after, h / stride, w / stride]."""
    return nn.Conv2d(before, after, 3, stride, 1)


class Finer(nn.Module):
    """[batch, c, h, w] -> [batch, c, 2h, 2w]."""

    def forward(self, grid: Tensor) -> Tensor:
        """See the class."""
        return finer(grid)
