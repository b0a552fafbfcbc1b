"""Token files: pieces as grids in one npz, and batches drawn from several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

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

KEPT = 0.15
"""Share of the known positions that the network is asked to say again."""


@dataclass(frozen=True)
class Pieces:
    """Pieces as grids of one layout: `events` int16 [sum of steps, columns], piece i is rows
    `ends[i-1]:ends[i]`."""

    names: Sequence[str]
    events: NDArray[np.int16]
    ends: NDArray[np.int64]
    layout: Layout = TRIO

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> Grid:
        """The grid [steps, columns] of piece `index`."""
        start = int(self.ends[index - 1]) if index else 0
        return self.events[start : self.ends[index]].astype(np.int64)

    @classmethod
    def of(cls, names: Sequence[str], grids: Sequence[Grid], layout: Layout = TRIO) -> Pieces:
        """Join grids."""
        ends = np.cumsum([len(g) for g in grids], dtype=np.int64)
        return cls(list(names), np.concatenate(grids).astype(np.int16), ends, layout)

    def save(self, path: Path) -> None:
        """Write an npz; the file appears whole or not at all."""
        draft = path.with_suffix(".part.npz")
        np.savez_compressed(
            draft,
            names=np.array(self.names),
            events=self.events,
            ends=self.ends,
            tracks=np.array(self.layout.roles),
        )
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """Read what `save` wrote. Raises `ScoreError` when it is not such a file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                layout = Layout(tuple(file["tracks"].tolist())) if "tracks" in file else TRIO
                return cls(file["names"].tolist(), file["events"], file["ends"], layout)
        except (OSError, KeyError, ValueError, EOFError) as error:
            raise ScoreError(
                f"{path} is no token file: make it with `klangbild prepare midi` ({error})"
            ) from error


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
