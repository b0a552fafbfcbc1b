"""Super-resolution: a small network that makes pictures two to four times as large, and mends what
a diffusion painter or a lossy file leaves in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from generators.images.painter import grid_of, pixels_of
from generators.images.painter_network import alike
from generators.media import Pixels
from generators.packed import unpacked
from generators.precision import fast_bf16

TABLE, WEIGHTS = "upscaler.toml", "upscaler.safetensors"
AT_ONCE = 16
"""Pictures that are made larger at once, at most."""
_BRANCH = 0.1
"""Of what a block's last layer is usually born with: the beginning is nearly bicubic."""


class UpscalerError(ValueError):
    """A folder does not hold what its `upscaler.toml` says."""


class UpscalerSizes(BaseModel):
    """A picture becomes `scale` times as wide and as high. All but the last layer work at the size
    that came, on `channels`, in `blocks` of two convolutions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scale: int = Field(default=2, ge=2, le=4)
    channels: int = Field(default=48, gt=0)
    blocks: int = Field(default=4, gt=0)


class UpscalerNetwork(nn.Module):
    """Pictures [batch, 3, h, w] in -1 to 1 -> [batch, 3, scale * h, scale * w], about in -1 to 1:
    the bicubic enlargement and what residual convolutions (EDSR, 1707.02921, section 3) add to it
    through a pixel shuffle (1609.05158)."""

    def __init__(self, sizes: UpscalerSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.first = nn.Conv2d(3, sizes.channels, 3, padding=1)
        self.blocks = nn.Sequential(*(Block(sizes.channels) for _ in range(sizes.blocks)))
        cells = sizes.scale**2
        self.last = nn.Conv2d(sizes.channels, 3 * cells, 3, padding=1)
        with torch.no_grad():
            self.last.weight.mul_(_BRANCH)
        alike(self.last.weight, cells)
        alike(self.last.bias, cells)

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        grid = self.blocks(self.first(pictures))
        added = F.pixel_shuffle(self.last(grid), self.sizes.scale)
        return bicubic(pictures, self.sizes.scale) + added.float()


class Block(nn.Module):
    """x + L2 relu(L1 x), [batch, channels, h, w] -> the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.one, self.two = (nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
        with torch.no_grad():
            self.two.weight.mul_(_BRANCH)

    def forward(self, grid: Tensor) -> Tensor:
        """See the class."""
        found: Tensor = grid + self.two(self.one(grid).relu())
        return found


def bicubic(pictures: Tensor, scale: int) -> Tensor:
    """What there is without a network: [batch, 3, h, w] -> [batch, 3, scale * h, scale * w]."""
    return F.interpolate(pictures, scale_factor=scale, mode="bicubic", align_corners=False)


class Upscaler:
    """A trained network on its device. Pictures become `scale` times as wide and as high."""

    def __init__(self, network: UpscalerNetwork, device: torch.device) -> None:
        self.scale, self._device = network.sizes.scale, device
        self._network: UpscalerNetwork = network.eval().to(  # type: ignore[call-overload]
            device, memory_format=torch.channels_last
        )
        fast = fast_bf16(device)
        self._autocast = torch.autocast(device.type, torch.bfloat16, enabled=fast)
        for module in network.modules() if fast else ():
            if isinstance(module, nn.Conv2d):  # as autocast would cast at every call
                module.to(torch.bfloat16)

    @torch.inference_mode()
    def pictures(self, pixels: Pixels) -> Pixels:
        """Pictures [n, h, w, 3] RGB -> [n, scale * h, scale * w, 3]."""
        count, height, width, _ = pixels.shape
        large = np.empty((count, self.scale * height, self.scale * width, 3), np.uint8)
        for start in range(0, count, AT_ONCE):
            grid = grid_of(pixels[start : start + AT_ONCE], self._device)
            with self._autocast:
                large[start : start + AT_ONCE] = pixels_of(self._network(grid))
        return large


def load(folder: Path, device: torch.device) -> Upscaler:
    """The upscaler that `export upscaler` wrote into `folder`: sizes in `upscaler.toml`, weights in
    8 bits beside it. Raises `UpscalerError`."""
    try:
        table = tomllib.loads((folder / TABLE).read_text(encoding="utf-8"))
        return assemble(table["network"], unpacked(load_file(folder / WEIGHTS)), device)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SafetensorError) as error:
        raise UpscalerError(f"no upscaler in {folder}: {error}") from error
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise UpscalerError(f"the upscaler in {folder} does not fit together: {error}") from error


def assemble(
    sizes: Mapping[str, Any], weights: Mapping[str, Tensor], device: torch.device
) -> Upscaler:
    """An upscaler from the keys of `UpscalerSizes` and from unpacked weights. Raises `ValueError`
    or `RuntimeError` where they do not fit."""
    network = UpscalerNetwork(UpscalerSizes(**sizes))
    network.load_state_dict(dict(weights), strict=True)
    return Upscaler(network, device)
