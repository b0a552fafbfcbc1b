"""Steers what the sampler draws: any differentiable loss (algorithm 6), and exact quotas of notes.

Nothing here knows the network: it works on the probabilities that the sampler is about to draw
from. `grid` is int64 [batch, steps, columns], `todo` bool of that shape, the undecided positions;
what belongs to them comes as one row each, by column, in the order of `todo.nonzero()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from generators.controls import Controls
from generators.notes.tokens import EVENTS, FIRST_PITCH, LOWEST, MASKS, ONSETS
from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BAR, STEPS_PER_BEAT

Guide = Callable[[Sequence[Tensor]], Tensor]
"""Probabilities per column [batch, steps, events], known positions as one-hot -> a loss, summed
over the batch. Several guides add up."""

_NEVER = 1e-12
"""Least chance of a note, and of none, at an undecided position: any quota can be met."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """One step of algorithm 6: p <- clamp(p - scale * dL/dp, 0, 1), renormalised.

    The gradient is that of the guides' losses by the probabilities; the network takes no part.
    """

    guides: tuple[Guide, ...]
    scale: float
    late: float = 1.0
    form: str = "additive"

    def __call__(self, shares: Sequence[Tensor], grid: Tensor, todo: Tensor) -> list[Tensor]:
        """`shares` per column [undecided positions, events], guided."""
        if self.late < 1.0 and LEFT["now"] > self.late:
            return list(shares)
        grids = whole(shares, grid, todo)
        with torch.enable_grad():
            leaves = [p.requires_grad_() for p in grids]
            total = torch.stack([guide(leaves) for guide in self.guides]).sum()
            slopes = torch.autograd.grad(total, leaves, allow_unused=True)
        return [
            share if slope is None else _moved(share, -self.scale * slope[todo[:, :, column]], self.form)
            for column, (share, slope) in enumerate(zip(shares, slopes, strict=True))
        ]

LEFT = {"now": 0.0}

def whole(shares: Sequence[Tensor], grid: Tensor, todo: Tensor) -> list[Tensor]:
    """Probabilities of the whole grid per column [batch, steps, events]: known positions one-hot,
    unknown ones that nobody fills all zero."""
    grids = []
    for column, share in enumerate(shares):
        full = F.one_hot(grid[:, :, column], MASKS[column] + 1)[..., : share.shape[1]]
        full = full.to(share.dtype)
        full[todo[:, :, column]] = share
        grids.append(full)
    return grids


def _moved(share: Tensor, by: Tensor, form: str = "additive") -> Tensor:
    if form == "additive":
        moved = (share + by).clamp(0.0, 1.0)
    else:
        moved = share * (by - by.amax(-1, keepdim=True)).exp()
    total = moved.sum(dim=-1, keepdim=True)
    return torch.where(total > 0.0, moved / total, share)


def onset_bars(grids: Sequence[Tensor], column: int) -> Tensor:
    """How likely each 16th of a bar begins something: [batch * bars, 16]."""
    begins = grids[column][..., ONSETS[column] :].sum(dim=-1)
    return begins.reshape(-1, STEPS_PER_BAR)


def expected_density(column: int, target: float) -> Guide:
    """Squared distance of the expected number of onsets in each bar from `target`."""
    return lambda grids: (onset_bars(grids, column).sum(dim=-1) - target).square().sum()


def likely_density(column: int, target: int) -> Guide:
    """-log of the probability that a bar drawn from these probabilities has `target` onsets."""

    def guide(grids: Sequence[Tensor]) -> Tensor:
        counts = count_tables(onset_bars(grids, column))[..., 0, :]
        return -(counts[..., target].clamp_min(1e-300)).log().sum()

    return guide


def count_tables(chance: Tensor) -> Tensor:
    """How many of independent events happen (Poisson's binomial distribution).

    `chance` [..., n] -> [..., n + 1, n + 1]; row i: the distribution of the count of i, i+1, ... .
    """
    places = chance.shape[-1]
    table = F.one_hot(torch.zeros(chance.shape[:-1], dtype=torch.int64), places + 1).to(chance)
    tables = [table]
    for place in reversed(range(places)):
        p = chance[..., place : place + 1]
        table = table * (1 - p) + F.pad(table[..., :-1], (1, 0)) * p
        tables.append(table)
    return torch.stack(tables[::-1], dim=-2)


def draw_counted(chance: Tensor, tables: Tensor, count: Tensor, noise: Tensor) -> Tensor:
    """Which of the events happen, given that `count` [...] of them do: bool like `chance`.

    Exact: event i happens with its probability given all earlier ones and the count. `noise` is
    uniform in [0, 1), one number an event.
    """
    left = count.clone()
    happens = []
    for place in range(chance.shape[-1]):
        rest = tables[..., place + 1, :]
        yes = chance[..., place] * rest.gather(-1, (left - 1).clamp_min(0)[..., None])[..., 0]
        yes = torch.where(left > 0, yes, 0.0)
        no = (1 - chance[..., place]) * rest.gather(-1, left[..., None])[..., 0]
        happens.append(noise[..., place] * (yes + no) < yes)
        left = left - happens[-1].long()
    return torch.stack(happens, dim=-1)


@dataclass(frozen=True, slots=True)
class Quota:
    """What each bar of a column has to hold: `density` onsets, a share `rhythm` off the beat."""

    density: float | None = None
    rhythm: float | None = None

    def distance(self) -> Tensor:
        """[5, 13]: how far a bar with a onsets on its beats and b off them is from the quota.

        Up to half a note is no distance. Density goes before rhythm.
        """
        on = torch.arange(BEATS_PER_BAR + 1.0)[:, None]
        off = torch.arange(STEPS_PER_BAR - BEATS_PER_BAR + 1.0)
        notes = on + off
        far = torch.zeros_like(notes)
        if self.density is not None:
            far = far + 1000.0 * ((notes - self.density).abs() - 0.5).clamp_min(0.0)
        if self.rhythm is not None:
            far = far + ((off - self.rhythm * notes).abs() - 0.5).clamp_min(0.0)
        return far


@dataclass(frozen=True, slots=True)
class Quotas:
    """Decides where something begins, so that every bar meets its quota or comes nearest.

    The onsets of a bar are drawn from the network's probabilities given the quota, exactly: what
    guidance only pulls towards, and without a scale to choose.
    """

    columns: tuple[Quota | None, ...]

    def __call__(
        self, begins: Sequence[Tensor], grid: Tensor, todo: Tensor, generator: torch.Generator
    ) -> list[Tensor]:
        """`begins` per column [undecided positions]: the probability that something begins there;
        1 or 0 where a quota decided."""
        decided = [*begins]
        for column, quota in enumerate(self.columns):
            if quota is None or not todo[:, :, column].any():
                continue
            first = ONSETS[column]
            known = (grid[:, :, column] >= first) & (grid[:, :, column] < MASKS[column])
            chance = known.double()
            chance[todo[:, :, column]] = begins[column].clamp(_NEVER, 1 - _NEVER)
            drawn = _onsets(chance, todo[:, :, column], quota, generator)
            decided[column] = drawn[todo[:, :, column]].to(begins[column].dtype)
        return decided


def _onsets(chance: Tensor, todo: Tensor, quota: Quota, generator: torch.Generator) -> Tensor:
    """Onsets [batch, steps] drawn from `chance` given the quota of each bar."""
    bars = chance.view(-1, BEATS_PER_BAR, STEPS_PER_BEAT)
    open_bars = todo.reshape(-1, STEPS_PER_BAR).any(dim=-1)
    some = bars[open_bars]
    parts = some[:, :, 0], some[:, :, 1:].flatten(1)
    tables = [count_tables(part) for part in parts]
    both = tables[0][:, 0, :, None] * tables[1][:, 0, None, :]
    counts = _pick_counts(both, quota, generator)
    drawn = [
        draw_counted(part, table, count, _uniform(part.shape, generator))
        for part, table, count in zip(parts, tables, counts, strict=True)
    ]
    found = torch.zeros_like(bars, dtype=torch.bool)
    found[open_bars] = torch.cat(
        (drawn[0][:, :, None], drawn[1].view(-1, BEATS_PER_BAR, STEPS_PER_BEAT - 1)), dim=-1
    )
    return found.view(chance.shape)


def _pick_counts(both: Tensor, quota: Quota, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """How many onsets (on, off) the beats, each [bars], given their joint distribution.

    Only the pairs nearest to the quota remain; how many notes a bar then has is as likely as the
    network says.
    """
    rows, ons, offs = both.shape
    notes = torch.arange(ons)[:, None] + torch.arange(offs)
    far = quota.distance().expand(rows, -1, -1).masked_fill(both <= 0.0, torch.inf)
    nearest = far <= far.flatten(1).amin(dim=1)[:, None, None] + 1e-6

    def by_notes(weight: Tensor) -> Tensor:
        """The weight of all pairs with as many notes."""
        total = weight.new_zeros(rows, ons + offs - 1)
        total.index_add_(1, notes.flatten(), weight.flatten(1))
        return total[:, notes]

    kept = both * nearest
    weight = (kept / by_notes(kept).clamp_min(1e-300) * by_notes(both)).flatten(1)
    total = weight.cumsum(dim=1)
    aim = _uniform((rows, 1), generator) * total[:, -1:]
    found = torch.searchsorted(total, aim, right=True)[:, 0].clamp_max(ons * offs - 1)
    return found // offs, found % offs


def _uniform(shape: Sequence[int], generator: torch.Generator) -> Tensor:
    return torch.rand(tuple(shape), dtype=torch.float64, generator=generator)


def quotas(controls: Controls) -> Quotas | None:
    """The quotas that the controls ask for; None without any."""
    columns = []
    for role in ROLES:
        quota = Quota(controls.number("density", role), controls.number("rhythm", role))
        columns.append(None if quota == Quota() else quota)
    return Quotas(tuple(columns)) if any(columns) else None


def allowed(controls: Controls) -> tuple[Tensor | None, ...]:
    """Per column which of its notes may be drawn: bool [notes]; None where all may be."""
    found: list[Tensor | None] = []
    for role, events in zip(ROLES, EVENTS, strict=True):
        pitches = controls.pitches(role)
        every = range(LOWEST, LOWEST + events - FIRST_PITCH)
        found.append(None if pitches is None else torch.tensor([p in pitches for p in every]))
    return tuple(found)
