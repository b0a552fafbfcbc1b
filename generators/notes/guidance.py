"""Steers what the sampler draws: any differentiable loss (algorithm 6), and exact quotas of notes.

Nothing here knows the network: it works on the probabilities that the sampler is about to draw
from. `grid` is int64 [batch, steps, columns], `todo` bool of that shape, the undecided positions;
what belongs to them comes as one row each, by column, in the order of `todo.nonzero()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from generators.controls import Controls
from generators.notes.tokens import HIGHEST, LOWEST, Layout
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT

Guide = Callable[[Sequence[Tensor]], Tensor]
"""Probabilities per column [batch, steps, events] -> a loss, summed over the batch."""

_NEVER = 1e-12
"""Least chance of a note, and of none, where nothing is decided: any quota can be met."""
_DENSITY_FIRST = 1000.0


@dataclass(frozen=True, slots=True)
class Guidance:
    """Guided sampling (thesis 4.5, algorithm 6): a step down the slope of the guides' losses.

    Several guides add up. The slope is that by the probabilities of the whole grid (what is known
    is certain); the network takes no part. The step is the thesis's p <- clamp(p - scale * dL/dp,
    0, 1), "additive", which gives every note the same push however unlikely it is, or
    p <- p * exp(-scale * dL/dp), "multiplicative", which keeps the notes in proportion. Both are
    renormalised.
    """

    guides: tuple[Guide, ...]
    scale: float = 1.0
    step: Literal["additive", "multiplicative"] = "multiplicative"

    def __call__(self, shares: Sequence[Tensor], grid: Tensor, todo: Tensor) -> list[Tensor]:
        """`shares` per column [undecided positions, events], guided."""
        with torch.enable_grad():
            grids = [p.requires_grad_() for p in whole(shares, grid, todo)]
            loss = torch.stack([guide(grids) for guide in self.guides]).sum()
            slopes = torch.autograd.grad(loss, grids, allow_unused=True)
        return [
            share if slope is None else self._step(share, self.scale * slope[todo[:, :, column]])
            for column, (share, slope) in enumerate(zip(shares, slopes, strict=True))
        ]

    def _step(self, share: Tensor, slope: Tensor) -> Tensor:
        if self.step == "additive":
            moved = (share - slope).clamp(0.0, 1.0)
        else:
            moved = share * (slope.amin(dim=-1, keepdim=True) - slope).exp()
        total = moved.sum(dim=-1, keepdim=True)
        return torch.where(total > 0.0, moved / total, share)


def whole(shares: Sequence[Tensor], grid: Tensor, todo: Tensor) -> list[Tensor]:
    """Probabilities of the whole grid per column [batch, steps, events]: `shares` where nothing is
    decided, one-hot where it is, and all zero where nothing is known."""
    grids = []
    for column, share in enumerate(shares):
        events = share.shape[1]
        known = F.one_hot(grid[:, :, column].clamp_max(events), events + 1)
        full = known[..., :events].to(share.dtype)
        full[todo[:, :, column]] = share
        grids.append(full)
    return grids


@dataclass(frozen=True, slots=True)
class Quota:
    """What every bar of a role has to hold: `density` onsets, a share `rhythm` off the beat."""

    density: float | None = None
    rhythm: float | None = None

    def distance(self, on: Tensor, off: Tensor) -> Tensor:
        """How far a bar with `on` onsets on its beats and `off` between them is from the quota.

        Up to half a note is no distance. Density goes before rhythm.
        """
        notes = on + off
        far = torch.zeros(notes.shape, dtype=torch.float64)
        if self.density is not None:
            far = far + _DENSITY_FIRST * ((notes - self.density).abs() - 0.5).clamp_min(0.0)
        if self.rhythm is not None:
            far = far + ((off - self.rhythm * notes).abs() - 0.5).clamp_min(0.0)
        return far


@dataclass(frozen=True, slots=True)
class Quotas:
    """Decides where something begins, so that every bar meets its role's quota or comes nearest.

    The onsets of a bar are drawn from the network's probabilities given the quota: exactly what
    guidance pulls towards, without a scale to choose, and no note gains on another. The voices of
    a role share its quota: where some of them begin together is one onset.
    """

    roles: Mapping[str, Quota]
    layout: Layout

    def __call__(
        self, begins: Sequence[Tensor], grid: Tensor, todo: Tensor, generator: torch.Generator
    ) -> list[Tensor]:
        """`begins` per column [undecided positions]: how likely it is that something begins there;
        1 or 0 where a quota decided."""
        decided = [*begins]
        columns = [self.layout.columns(role) for role in self.roles]
        voices = [
            torch.stack([self._chance(begins[c], grid, todo, c) for c in own], dim=-1)
            for own in columns
        ]
        some = [_some(chance) for chance in voices]
        onsets = draw_onsets(
            torch.stack([chance[..., 0] for chance in some]),
            torch.stack([todo[:, :, own].any(dim=-1) for own in columns]),
            [*self.roles.values()],
            generator,
        )
        for role, own in enumerate(columns):
            drawn = _draw_voices(voices[role], some[role], onsets[role], generator)
            for column, voice in zip(own, drawn, strict=True):
                decided[column] = voice[todo[:, :, column]].double()
        return decided

    def _chance(self, begin: Tensor, grid: Tensor, todo: Tensor, column: int) -> Tensor:
        """[batch, steps]: how likely it is that something begins; known onsets are certain."""
        events, where = grid[:, :, column], todo[:, :, column]
        first, mask = self.layout.onsets[column], self.layout.masks[column]
        chance = ((events >= first) & (events < mask)).double()
        chance[where] = begin.clamp(_NEVER, 1.0 - _NEVER)
        return chance


def _some(voices: Tensor) -> Tensor:
    """[..., voices]: how likely it is that this voice or one after it begins something."""
    return -(-voices).log1p().flip(-1).cumsum(-1).flip(-1).expm1()


def _draw_voices(
    voices: Tensor, some: Tensor, onsets: Tensor, generator: torch.Generator
) -> list[Tensor]:
    """Which voices begin where at least one does (`onsets` [batch, steps]), each bool."""
    drawn, waiting = [], onsets
    for voice in range(voices.shape[-1]):
        chance = voices[..., voice]
        chance = torch.where(waiting, chance / some[..., voice], chance)
        drawn.append(onsets & (uniform(chance.shape, generator) < chance))
        waiting = waiting & ~drawn[-1]
    return drawn


def draw_onsets(
    chance: Tensor, todo: Tensor, quotas: Sequence[Quota], generator: torch.Generator
) -> Tensor:
    """Onsets drawn from `chance` [quotas, batch, steps] given what each bar has to hold; bool.

    `chance` is 0 or 1 where nothing is `todo`. First how many onsets lie on the beats of each bar
    and how many between them, then which.
    """
    bars = chance.reshape(-1, BEATS_PER_BAR, STEPS_PER_BEAT)
    onsets, some = bars > 0.5, todo.reshape(len(bars), -1).any(dim=-1)
    on, off = bars[some, :, 0], bars[some, :, 1:].flatten(1)
    between = off.shape[1]
    parts = torch.stack((F.pad(on, (0, between - BEATS_PER_BAR)), off))
    tables = count_tables(parts)
    counts = torch.arange(between + 1)
    far = torch.stack([q.distance(counts[:, None], counts) for q in quotas])
    whose = torch.arange(len(quotas)).repeat_interleave(len(bars) // len(quotas))[some]
    count = _draw_counts(tables[0, :, 0], tables[1, :, 0], far[whose], generator)
    drawn = draw_counted(parts, tables, count, generator)
    onsets[some, :, 0] = drawn[0, :, :BEATS_PER_BAR]
    onsets[some, :, 1:] = drawn[1].view(-1, BEATS_PER_BAR, STEPS_PER_BEAT - 1)
    return onsets.view(chance.shape)


def _draw_counts(on: Tensor, off: Tensor, far: Tensor, generator: torch.Generator) -> Tensor:
    """How many onsets lie on and off the beats: int [2, bars], given the distributions of both
    [bars, 0...] and how far each pair is from the quota [bars, 0..., 0...].

    Only the nearest pairs remain; how many notes a bar then has is as likely among what remains
    as the network says.
    """
    both = on[:, :, None] * off[:, None, :]
    bars, ons, offs = both.shape
    far = far.masked_fill(both <= 0.0, torch.inf).flatten(1)
    kept = both.flatten(1) * (far <= far.amin(dim=1, keepdim=True) + 1e-6)
    notes = (torch.arange(ons)[:, None] + torch.arange(offs)).flatten()

    def of_equal_notes(weight: Tensor) -> Tensor:
        total = weight.new_zeros(bars, ons + offs - 1).index_add_(1, notes, weight)
        return total[:, notes]

    weight = kept * (of_equal_notes(both.flatten(1)) / of_equal_notes(kept).clamp_min(1e-300))
    total = weight.cumsum(dim=1)
    aim = uniform((bars, 1), generator) * total[:, -1:]
    pair = torch.searchsorted(total, aim, right=True)[:, 0].clamp_max(ons * offs - 1)
    return torch.stack((pair // offs, pair % offs))


def count_tables(chance: Tensor) -> Tensor:
    """How many of several independent events happen (Poisson's binomial distribution).

    `chance` [..., n] -> [..., n + 1, n + 1]: row i says how likely each count of the events i,
    i + 1, ... is. Row 0 is the distribution of the count of all.
    """
    events = chance.shape[-1]
    tables = chance.new_zeros(*chance.shape[:-1], events + 1, events + 1)
    tables[..., events, 0] = 1.0
    for event in reversed(range(events)):
        p, after = chance[..., event, None], tables[..., event + 1, :]
        tables[..., event, :] = after * (1.0 - p)
        tables[..., event, 1:] += after[..., :-1] * p
    return tables


def draw_counted(
    chance: Tensor, tables: Tensor, count: Tensor, generator: torch.Generator
) -> Tensor:
    """Which events happen, given that `count` [...] of them do: bool like `chance` [..., n].

    Exact: one after the other, each given those before it and what is left to happen.
    """
    then = chance[..., None] * tables[..., 1:, :-1] / tables[..., :-1, 1:]
    happens = F.pad(then, (1, 0))
    noise, left, drawn = uniform(chance.shape, generator), count[..., None], []
    for event in range(chance.shape[-1]):
        drawn.append(noise[..., event, None] < happens[..., event, :].gather(-1, left))
        left = left - drawn[-1].long()
    return torch.cat(drawn, dim=-1)


def uniform(shape: Sequence[int], generator: torch.Generator) -> Tensor:
    """Float64 in [0, 1)."""
    return torch.rand(tuple(shape), dtype=torch.float64, generator=generator)


def quotas(controls: Controls, layout: Layout) -> Quotas | None:
    """The quotas that the controls ask for; None without any."""
    asked = {
        role: Quota(controls.number("density", role), controls.number("rhythm", role))
        for role in layout.played
    }
    wanted = {role: quota for role, quota in asked.items() if quota != Quota()}
    return Quotas(wanted, layout) if wanted else None


def allowed(controls: Controls, layout: Layout) -> tuple[Tensor | None, ...]:
    """Per column which of its notes may be drawn: bool [notes]; None where all may be."""
    every = range(LOWEST, HIGHEST + 1)
    pitches = (controls.pitches(role) for role in layout.roles)
    return tuple(None if p is None else torch.tensor([n in p for n in every]) for p in pitches)
