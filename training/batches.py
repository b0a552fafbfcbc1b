"""Batches drawn from prepared pieces: windows, transposed, with what diffuses and is masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from generators.notes.diffusion import RegionMix, T, diffuse, region
from generators.notes.tokens import (
    TRIO,
    Grid,
    Layout,
    laid_out,
    room_to_transpose,
    transposed,
)
from generators.score import STEPS_PER_BAR
from training.data import Pieces

KEPT = 0.15
"""Share of the known positions that the network is asked to say again."""


@dataclass(frozen=True)
class Batch:
    """`grid` int64 [batch, steps, columns]; `diffusing`, `mask`, `kept` bool of that shape; `t` int
    [batch]. `kept` is a sample of what is known and in sight."""

    grid: torch.Tensor
    diffusing: torch.Tensor
    mask: torch.Tensor
    kept: torch.Tensor
    t: torch.Tensor


@dataclass(frozen=True)
class Sampler:
    """Draws batches; batch number n is always the same, so that a run resumes exactly.

    `sources` with their `shares`, put into `layout` (what a source lacks is unknown), windows of
    `bars` (one length per batch), `positions` grid steps per batch, transposed by up to
    `semitones` either way.
    """

    sources: Sequence[Pieces]
    shares: Sequence[float]
    bars: Sequence[int]
    positions: int
    semitones: int
    mix: RegionMix
    seed: int
    layout: Layout = TRIO

    def batch(self, number: int) -> Batch:
        """Batch `number`, on the CPU."""
        draw = np.random.default_rng([self.seed, number])
        steps = int(draw.choice(self.bars)) * STEPS_PER_BAR
        shares = np.array(self.shares) / sum(self.shares)
        grids = []
        for source in draw.choice(len(self.sources), size=self.positions // steps, p=shares):
            pieces = self.sources[source]
            grid = laid_out(pieces[int(draw.integers(len(pieces)))], pieces.layout, self.layout)
            grids.append(self._window(grid, steps, draw))
        regions = [region(grid, self.mix, draw, self.layout) for grid in grids]
        diffusing = torch.from_numpy(np.stack(regions))
        t = torch.from_numpy(draw.integers(1, T + 1, size=len(grids)))
        noise = torch.Generator().manual_seed(int(draw.integers(2**62)))
        mask = diffuse(diffusing, t, noise)
        whole = torch.from_numpy(np.stack(grids))
        known = (whole < torch.tensor(self.layout.masks)) & ~mask
        kept = known & (torch.rand(whole.shape, generator=noise) < KEPT)
        return Batch(whole, diffusing, mask, kept, t)

    def _window(self, grid: Grid, steps: int, draw: np.random.Generator) -> Grid:
        latest = max(0, (len(grid) - steps) // STEPS_PER_BAR)
        start = int(draw.integers(latest + 1)) * STEPS_PER_BAR
        window = grid[start : start + steps]
        low, high = room_to_transpose(window, self.layout)
        low, high = max(low, -self.semitones), min(high, self.semitones)
        window = transposed(window, int(draw.integers(low, high + 1)), self.layout)
        unknown = np.tile(np.array(self.layout.masks), (steps - len(window), 1))
        return np.concatenate([window, unknown])
