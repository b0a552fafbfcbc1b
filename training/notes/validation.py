"""How well a network says held-out music: fixed windows, regions and masks, by shape of region."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from generators.notes.diffusion import Network, RegionMix, cross_entropies, region
from generators.notes.tokens import TRIO, Grid, Layout, Mask, laid_out
from generators.score import STEPS_PER_BAR, ScoreError
from training.data import Pieces
from training.notes.batches import TRIES, padded

SHAPES = tuple(RegionMix().shares())


@dataclass(frozen=True)
class Validation:
    """`count` windows of `bars` bars for each shape of region, spread over the pieces.

    The windows and masks depend on nothing but the pieces and these numbers: every network that
    is compared hears the same. In each region k random positions are masked, k going evenly from
    one to all of them, so that the exact ELBO needs no weight that explodes (see `measured`).
    """

    pieces: Pieces
    count: int
    bars: int
    layout: Layout = TRIO

    def window(self, shape: str, number: int) -> tuple[Grid, Mask, Mask]:
        """Window `number`: grid, region, mask, each [steps, columns]. Raises `ScoreError`."""
        draw = np.random.default_rng([SHAPES.index(shape), number])
        index = number * len(self.pieces) // self.count % len(self.pieces)
        piece, steps = self.pieces[index], self.bars * STEPS_PER_BAR
        latest = max(0, (len(piece) - steps) // STEPS_PER_BAR)
        for _ in range(TRIES):
            start = int(draw.integers(latest + 1)) * STEPS_PER_BAR
            part = laid_out(piece[start : start + steps], self.pieces.layout, self.layout)
            if (part < np.array(self.layout.masks)).any():
                break
        grid = padded(part, steps, self.layout)
        only = RegionMix(**{name: float(name == shape) for name in SHAPES})
        where = region(grid, only, draw, self.layout)
        positions = np.flatnonzero(where)
        if not len(positions):
            roles = ", ".join(self.layout.roles)
            raise ScoreError(f"validation piece {self.pieces.names[index]}: nothing for {roles}")
        place = np.random.default_rng(SHAPES.index(shape)).permutation(self.count)[number]
        masked = 1 + int((place + draw.random()) / self.count * len(positions))
        mask = np.zeros(where.size, dtype=np.bool_)
        mask[draw.permutation(positions)[:masked]] = True
        return grid, where, mask.reshape(where.shape)

    def batches(self, shape: str, size: int, part: int, parts: int) -> Iterator[tuple[Tensor, ...]]:
        """Every `parts`-th window beginning with `part`, `size` at a time."""
        mine = range(part, self.count, parts)
        for first in range(0, len(mine), size):
            windows = [self.window(shape, number) for number in mine[first : first + size]]
            yield tuple(torch.from_numpy(np.stack(x)) for x in zip(*windows, strict=True))


def measured(network: Network, layout: Layout, grid: Tensor, where: Tensor, mask: Tensor) -> Tensor:
    """Sums over the windows of (loss of the thesis, exact ELBO) in bits per position [2].

    With k of n positions masked and k uniform in 1..n, the mean cross-entropy of the masked
    positions is the ELBO per position: the integral over t of T/t times the masked sum (4.4)
    puts weight 1/k on every k. The thesis's loss weighs the same sum with 1 - k/n.
    """
    sums = cross_entropies(network, grid, mask, layout=layout).masked.sum(1) / math.log(2)
    positions, masked = where.flatten(1).sum(1), mask.flatten(1).sum(1)
    thesis = (1.0 - masked / positions) * sums / positions
    return torch.stack([thesis.sum(), (sums / masked).sum()])
