"""Batches of prepared pieces: windows, transposed, with what diffuses and what is masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from generators.notes.diffusion import RegionMix, T, diffuse, region
from generators.notes.tokens import (
    TRIO,
    Grid,
    Layout,
    laid_out,
    room_to_transpose,
    transposed,
)
from generators.score import STEPS_PER_BAR, ScoreError
from training.data import Pieces

KEPT = 0.15
"""Share of the known positions that the network is asked to say again."""
TRIES = 100
"""Windows to draw before giving up to find one that has any column of the network's layout."""


@dataclass(frozen=True)
class Batch:
    """`grid` int64 [batch, steps, columns]; `diffusing`, `mask`, `kept` bool of that shape; `t`
    int [batch]. `kept` is a sample of what is known and in sight."""

    grid: torch.Tensor
    diffusing: torch.Tensor
    mask: torch.Tensor
    kept: torch.Tensor
    t: torch.Tensor

    def __len__(self) -> int:
        return len(self.grid)

    def to(self, device: torch.device) -> Batch:
        """The same on `device`."""
        return Batch(*(x.to(device, non_blocking=True) for x in self._tensors()))

    def pin_memory(self) -> Batch:
        """The same where a GPU can fetch it by itself (called by the data loader)."""
        return Batch(*(x.pin_memory() for x in self._tensors()))

    def _tensors(self) -> Iterator[torch.Tensor]:
        return (getattr(self, f.name) for f in fields(self))


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

    def steps(self, number: int) -> int:
        """Length of the windows in batch `number`, in grid steps."""
        draw = np.random.default_rng([self.seed, number])
        return int(draw.choice(self.bars)) * STEPS_PER_BAR

    def size(self, number: int) -> int:
        """Windows in batch `number`."""
        return self.positions // self.steps(number)

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Batch:
        """Batch `number` on the CPU, or every `parts`-th window of it beginning with `part`.

        Every window has random numbers of its own: the parts together are the batch.
        """
        steps = self.steps(number)
        rows = range(part, self.positions // steps, parts)
        draws = [np.random.default_rng([self.seed, number, row]) for row in rows]
        grid = np.stack([self._window(draw, steps) for draw in draws])
        both = zip(grid, draws, strict=True)
        diffusing = torch.from_numpy(
            np.stack([region(g, self.mix, draw, self.layout) for g, draw in both])
        )
        t = torch.tensor([int(draw.integers(1, T + 1)) for draw in draws])
        noise = np.stack([draw.random((2, *grid.shape[1:]), np.float32) for draw in draws])
        mask = diffuse(diffusing, t, torch.from_numpy(noise[:, 0]))
        known = torch.from_numpy(grid < np.array(self.layout.masks))
        kept = known & ~mask & torch.from_numpy(noise[:, 1] < KEPT)
        return Batch(torch.from_numpy(grid), diffusing, mask, kept, t)

    def _window(self, draw: np.random.Generator, steps: int) -> Grid:
        ends = np.cumsum(self.shares) / sum(self.shares)
        for _ in range(TRIES):
            pieces = self.sources[int(np.searchsorted(ends, draw.random(), side="right"))]
            piece = pieces[int(draw.integers(len(pieces)))]
            latest = max(0, (len(piece) - steps) // STEPS_PER_BAR)
            start = int(draw.integers(latest + 1)) * STEPS_PER_BAR
            part = laid_out(piece[start : start + steps], pieces.layout, self.layout)
            if (part < np.array(self.layout.masks)).any():
                low, high = room_to_transpose(part, self.layout)
                low, high = max(low, -self.semitones), min(high, self.semitones)
                moved = transposed(part, int(draw.integers(low, high + 1)), self.layout)
                return padded(moved, steps, self.layout)
        raise ScoreError(f"the pieces have no notes for {', '.join(self.layout.roles)}")


def padded(window: Grid, steps: int, layout: Layout) -> Grid:
    """A window made `steps` long: what lies beyond its end is unknown."""
    return np.concatenate([window, np.tile(np.array(layout.masks), (steps - len(window), 1))])


@dataclass(frozen=True)
class Steps(Dataset[list[Batch]]):
    """What one process learns from at each step: `accumulate` parts of the batch."""

    sampler: Sampler
    process: int
    processes: int
    accumulate: int

    def __getitem__(self, step: int) -> list[Batch]:
        parts = self.processes * self.accumulate
        return [
            self.sampler.batch(step, number * self.processes + self.process, parts)
            for number in range(self.accumulate)
        ]


def prefetched(
    steps: Steps, first: int, last: int, workers: int, pin: bool
) -> Iterator[list[Batch]]:
    """The batches of steps `first` to `last` in order, drawn ahead by `workers` processes."""
    loader: DataLoader[list[Batch]] = DataLoader(
        steps,
        batch_size=None,
        sampler=range(first, last),
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        pin_memory=pin,
    )
    return iter(loader)
