"""Absorbing-state diffusion: what is masked in training, and the losses. No sampling here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from generators.notes.tokens import TRIO, Grid, Layout, Mask, onsets
from generators.score import STEPS_PER_BAR

T = 1024
"""Diffusion steps of the thesis (table 5.1)."""

SINGLE_VOICES = 0.3
"""How often a region spares single voices of a role, where a role has several."""

Weighting = Literal["thesis", "elbo"]

Network = Callable[[Tensor, Tensor | None], Sequence[Tensor]]
"""An unmasking network: (grid, asked) -> logits of the asked positions per track."""


@dataclass(frozen=True, slots=True)
class RegionMix:
    """How often each shape of region diffuses in training, in shares of 1.

    `everything` is the thesis's uniform masking; `tracks` its adapted schedule (5.2.3): one, some
    or all tracks; `bars` a span of bars of some tracks (infill); `ends` all that comes
    after or before a bar line in some tracks (continue, lead in); `notes` whole notes, an onset
    together with the steps it sounds, so that their length does not leak (vary).
    """

    everything: float = 0.2
    tracks: float = 0.3
    bars: float = 0.3
    ends: float = 0.1
    notes: float = 0.1

    def __post_init__(self) -> None:
        if not math.isclose(sum(self.shares().values()), 1.0, abs_tol=1e-6):
            raise ValueError(f"the shares of the region mix add up to {self.shares()}, not to 1")

    def shares(self) -> Mapping[str, float]:
        """Share by name of shape."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def region(grid: Grid, mix: RegionMix, draw: np.random.Generator, layout: Layout = TRIO) -> Mask:
    """The positions of one piece [steps, columns] that diffuse; the rest stays known.

    Never empty. Positions that are unknown from the start (masks in `grid`) are never in it.
    """
    known = grid < np.array(layout.masks)
    shapes = {"everything": _everything, "tracks": _tracks, "bars": _bars, "ends": _ends}
    shapes["notes"] = _notes
    names, shares = zip(*mix.shares().items(), strict=True)
    name = names[draw.choice(len(names), p=np.array(shares) / sum(shares))]
    chosen: Mask = shapes[name](grid, layout, draw) & known
    return chosen if chosen.any() else known


def _everything(grid: Grid, _: Layout, __: np.random.Generator) -> Mask:
    return np.ones(grid.shape, dtype=np.bool_)


def _tracks(grid: Grid, layout: Layout, draw: np.random.Generator) -> Mask:
    """Some roles with all their voices or, where voices are stacked, sometimes single ones."""
    parts = [layout.columns(role) for role in layout.played]
    if len(parts) < len(layout.roles) and draw.random() < SINGLE_VOICES:
        parts = [[column] for column in range(len(layout.roles))]
    count = int(draw.integers(1, len(parts) + 1))
    mask = np.zeros(grid.shape, dtype=np.bool_)
    for part in draw.permutation(len(parts))[:count]:
        mask[:, parts[part]] = True
    return mask


def _bars(grid: Grid, layout: Layout, draw: np.random.Generator) -> Mask:
    bars = -(-grid.shape[0] // STEPS_PER_BAR)
    length = min(bars, 1 + int(draw.exponential(5.0)))
    first = int(draw.integers(0, bars - length + 1)) * STEPS_PER_BAR
    mask = _tracks(grid, layout, draw)
    mask[:first] = False
    mask[first + length * STEPS_PER_BAR :] = False
    return mask


def _ends(grid: Grid, layout: Layout, draw: np.random.Generator) -> Mask:
    bars = -(-grid.shape[0] // STEPS_PER_BAR)
    border = int(draw.integers(1, max(2, bars))) * STEPS_PER_BAR
    mask = _tracks(grid, layout, draw)
    if draw.random() < 0.7:
        mask[:border] = False
    else:
        mask[border:] = False
    return mask


def _notes(grid: Grid, layout: Layout, draw: np.random.Generator) -> Mask:
    share = draw.uniform(0.1, 1.0)
    # Numbers every position by the onset that it belongs to, then picks onsets.
    number = np.cumsum(onsets(grid, layout), axis=0)
    picked = draw.random((int(number.max()) + 1, grid.shape[1])) < share
    mask: Mask = picked[number, np.arange(grid.shape[1])] & _tracks(grid, layout, draw)
    return mask


def corrupt(grid: Tensor, mask: Tensor, layout: Layout = TRIO) -> Tensor:
    """x_t: `grid` [batch, steps, columns] with the events under `mask` absorbed."""
    absorbed = torch.tensor(layout.masks, device=grid.device)
    return torch.where(mask, absorbed, grid)


def diffuse(diffusing: Tensor, t: Tensor, uniform: Tensor) -> Tensor:
    """The forward process: each position of `diffusing` is masked with probability t/T (4.4).

    `diffusing` bool [batch, steps, columns], `t` int [batch] in 1..T, `uniform` random numbers
    in [0, 1), one for each position. Returns the mask.
    """
    return diffusing & (uniform < (t / T).view(-1, 1, 1))


@dataclass(frozen=True, slots=True)
class CrossEntropies:
    """In nats. `masked` sums over the masked positions [batch, tracks]; `kept` is the mean over
    the kept positions that were asked for."""

    masked: Tensor
    kept: Tensor


def cross_entropies(
    network: Network,
    grid: Tensor,
    mask: Tensor,
    kept: Tensor | None = None,
    layout: Layout = TRIO,
) -> CrossEntropies:
    """How well the network says the events under `mask` (absorbed) and under `kept` (in sight).

    One call of the network, so that a wrapper around it (several devices) hears of it.
    """
    asked = mask if kept is None else mask | kept
    return judge(network(corrupt(grid, mask, layout), asked), grid, mask, asked)


def judge(said: Sequence[Tensor], grid: Tensor, mask: Tensor, asked: Tensor) -> CrossEntropies:
    """The cross-entropies of the logits `said` of the `asked` positions of `grid`."""
    sums, seen = [], []
    for track, logits in enumerate(said):
        where = asked[:, :, track]
        absorbed = mask[:, :, track][where]
        losses = F.cross_entropy(logits.float(), grid[:, :, track][where], reduction="none")
        piece = where.nonzero()[:, 0]
        sums.append(losses.new_zeros(len(grid)).index_add_(0, piece, losses * absorbed))
        seen.append(losses[~absorbed])
    every = torch.cat(seen)
    return CrossEntropies(torch.stack(sums, dim=1), every.sum() / max(1, len(every)))


def loss_weight(t: Tensor, weighting: Weighting) -> Tensor:
    """Weight of a piece at step t [batch]: thesis 4.4 in words and code (1 - t/T), or the exact
    ELBO's T/t (algorithm 5 prints t/T, which neither text nor code use)."""
    return 1.0 - t / T if weighting == "thesis" else T / t


def loss(sums: Tensor, diffusing: Tensor, t: Tensor, weighting: Weighting = "thesis") -> Tensor:
    """Weighted cross-entropy in bits per diffusing position, mean over the batch.

    `sums` as in `CrossEntropies.masked`. With everything diffusing this is the thesis's
    loss; in a smaller region the same formula holds for the sub-grid that diffuses.
    """
    size = diffusing.flatten(1).sum(1) * math.log(2)
    return (loss_weight(t, weighting) * sums.sum(1) / size).mean()
