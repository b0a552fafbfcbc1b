"""Token files: pieces as grids in one npz, and batches drawn from several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from generators.notes.diffusion import RegionMix, T, diffuse, region
from generators.notes.tokens import MASKS, Grid, room_to_transpose, transposed
from generators.score import STEPS_PER_BAR, ScoreError

KEPT = 0.15
"""Share of the known positions that the network is asked to say again."""


@dataclass(frozen=True)
class Pieces:
    """Pieces as grids: `events` int16 [sum of steps, 3], piece i is rows `ends[i-1]:ends[i]`."""

    names: Sequence[str]
    events: NDArray[np.int16]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> Grid:
        """The grid [steps, 3] of piece `index`."""
        start = int(self.ends[index - 1]) if index else 0
        return self.events[start : self.ends[index]].astype(np.int64)

    @classmethod
    def of(cls, names: Sequence[str], grids: Sequence[Grid]) -> Pieces:
        """Join grids."""
        ends = np.cumsum([len(g) for g in grids], dtype=np.int64)
        return cls(list(names), np.concatenate(grids).astype(np.int16), ends)

    def save(self, path: Path) -> None:
        """Write an npz; the file appears whole or not at all."""
        draft = path.with_suffix(".part.npz")
        np.savez_compressed(draft, names=np.array(self.names), events=self.events, ends=self.ends)
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """Read what `save` wrote. Raises `ScoreError` when it is not such a file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                return cls(file["names"].tolist(), file["events"], file["ends"])
        except (OSError, KeyError, ValueError, EOFError) as error:
            raise ScoreError(
                f"{path} is no token file: make it with `klangbild prepare midi` ({error})"
            ) from error


@dataclass(frozen=True)
class Batch:
    """`grid` int64 [batch, steps, 3]; `diffusing`, `mask`, `kept` bool of that shape; `t` int
    [batch]. `kept` is a sample of what is known and in sight."""

    grid: torch.Tensor
    diffusing: torch.Tensor
    mask: torch.Tensor
    kept: torch.Tensor
    t: torch.Tensor


@dataclass(frozen=True)
class Sampler:
    """Draws batches; batch number n is always the same, so that a run resumes exactly.

    `sources` with their `shares`, windows of `bars` (one length per batch), `positions` grid
    steps per batch, transposed by up to `semitones` either way.
    """

    sources: Sequence[Pieces]
    shares: Sequence[float]
    bars: Sequence[int]
    positions: int
    semitones: int
    mix: RegionMix
    seed: int

    def batch(self, number: int) -> Batch:
        """Batch `number`, on the CPU."""
        draw = np.random.default_rng([self.seed, number])
        steps = int(draw.choice(self.bars)) * STEPS_PER_BAR
        shares = np.array(self.shares) / sum(self.shares)
        grids = []
        for source in draw.choice(len(self.sources), size=self.positions // steps, p=shares):
            pieces = self.sources[source]
            grids.append(self._window(pieces[int(draw.integers(len(pieces)))], steps, draw))
        diffusing = torch.from_numpy(np.stack([region(g, self.mix, draw) for g in grids]))
        t = torch.from_numpy(draw.integers(1, T + 1, size=len(grids)))
        noise = torch.Generator().manual_seed(int(draw.integers(2**62)))
        mask = diffuse(diffusing, t, noise)
        grid = torch.from_numpy(np.stack(grids))
        known = (grid < torch.tensor(MASKS)) & ~mask
        kept = known & (torch.rand(grid.shape, generator=noise) < KEPT)
        return Batch(grid, diffusing, mask, kept, t)

    def _window(self, grid: Grid, steps: int, draw: np.random.Generator) -> Grid:
        latest = max(0, (len(grid) - steps) // STEPS_PER_BAR)
        start = int(draw.integers(latest + 1)) * STEPS_PER_BAR
        window = grid[start : start + steps]
        low, high = room_to_transpose(window)
        low, high = max(low, -self.semitones), min(high, self.semitones)
        window = transposed(window, int(draw.integers(low, high + 1)))
        unknown = np.broadcast_to(np.array(MASKS), (steps - len(window), len(MASKS)))
        return np.concatenate([window, unknown])
