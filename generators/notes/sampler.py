"""Fills masked positions: the thesis's sampler as reference, and the few-step default.

One function per sampler; the network is a parameter. Each yields the grid after every network
call together with a full guess, so that the caller can stop whenever it likes. Grids and random
numbers stay on the CPU, so that a seed means the same on every device.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from generators.notes.diffusion import corrupt
from generators.notes.guidance import Guidance, Quotas, uniform
from generators.notes.tokens import TRIO, Layout

Predict = Callable[[Tensor, Tensor], list[Tensor]]
"""(grid [batch, steps, tracks], asked bool of that shape) -> per track the logits of the asked
positions, float32 [asked positions of the track, events], in the order of `asked.nonzero()`."""

_TINY = 1e-300
"""Instead of a probability of 0, so that what is left of it can be shared out."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to turn probabilities into events.

    `temperature` and nucleus `top_p` choose among the notes; so does `allowed`, the notes of each
    column that may be drawn (None: all). `guidance` moves the probabilities first (algorithm 6),
    `quotas` decide where something begins.
    """

    generator: torch.Generator
    temperature: float = 1.0
    top_p: float = 1.0
    layout: Layout = TRIO
    allowed: tuple[Tensor | None, ...] = ()
    guidance: Guidance | None = None
    quotas: Quotas | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The grid so far (still masked where undecided), a full guess, and progress 0..1."""

    grid: Tensor
    guess: Tensor
    progress: float


def thesis(
    predict: Predict, grid: Tensor, mask: Tensor, steps: int, drawing: Drawing
) -> Iterator[State]:
    """Algorithm 4: for t = steps..1 each masked position is unveiled with probability 1/t.

    `grid` int64 [batch, steps, tracks], `mask` bool of that shape: what to fill; more steps than
    masked positions are not taken. Calls that
    would unveil nothing are skipped: the network has no time input, so this is exact.
    """
    grid, todo = corrupt(grid, mask, drawing.layout), mask.clone()
    steps = min(steps, int(mask.flatten(1).sum(1).max()))
    for t in range(steps, 0, -1):
        unveil = todo & (uniform(todo.shape, drawing.generator) < 1.0 / t)
        if not unveil.any():
            continue
        drawn = _draw(predict, grid, todo, drawing)
        grid = torch.where(unveil, drawn, grid)
        todo &= ~unveil
        yield State(grid, torch.where(todo, drawn, grid), 1.0 - (t - 1) / steps)


def few_steps(
    predict: Predict,
    grid: Tensor,
    mask: Tensor,
    steps: int,
    drawing: Drawing,
    redraw: float = 0.0,
) -> Iterator[State]:
    """Unveil every masked position in `steps` network calls, a random set per call.

    The positions are chosen before the events are drawn: choosing by confidence would commit
    the many "no event" positions first and thin the music. The cosine schedule (MaskGIT) unveils
    few positions while little is known. The last `redraw` share of the calls takes random
    positions back, ever fewer, and draws them again in the light of all others, which mends what
    was drawn together too early (Gibbs sampling as in Coconet, 1903.07227).
    """
    grid, todo = corrupt(grid, mask, drawing.layout), mask.clone()
    count = mask.flatten(1).sum(1)
    steps = min(steps, int(count.max()))
    order = _order(mask, drawing)
    again = min(steps - 1, round(redraw * steps))
    first = steps - again
    for call in range(first):
        drawn = _draw(predict, grid, todo, drawing)
        left = torch.floor(count * math.cos(math.pi / 2 * (call + 1) / first) + 1e-6)
        unveil = todo & (order >= left.view(-1, 1, 1))
        grid = torch.where(unveil, drawn, grid)
        todo &= ~unveil
        yield State(grid, torch.where(todo, drawn, grid), (call + 1) / steps)
    for call in range(again):
        share = 0.3 * (1.0 - call / again)
        grid = _redraw(predict, grid, mask, share, drawing)
        yield State(grid, grid, (first + call + 1) / steps)


def _redraw(predict: Predict, grid: Tensor, mask: Tensor, share: float, drawing: Drawing) -> Tensor:
    """Mask a random `share` of the filled positions and draw them again (blocked Gibbs)."""
    keep = (mask.flatten(1).sum(1) * share).ceil().view(-1, 1, 1)
    order = _order(mask, drawing)
    back = (order >= 0) & (order < keep)
    drawn = _draw(predict, corrupt(grid, back, drawing.layout), back, drawing)
    return torch.where(back, drawn, grid)


def _order(mask: Tensor, drawing: Drawing) -> Tensor:
    """A random rank 0.. for the masked positions of each piece; -1 elsewhere."""
    noise = torch.where(mask, uniform(mask.shape, drawing.generator), 2.0)
    rank = noise.flatten(1).argsort(dim=1).argsort(dim=1).view(mask.shape)
    return torch.where(mask, rank, -1)


def _draw(predict: Predict, grid: Tensor, todo: Tensor, drawing: Drawing) -> Tensor:
    """The grid with an event drawn at every position of `todo` (x_0).

    In float64: low precision silently lowers the temperature (2409.02908).
    """
    shares = [torch.softmax(logits.double(), dim=-1) for logits in predict(grid, todo)]
    if drawing.guidance is not None:
        shares = drawing.guidance(shares, grid, todo)
    onsets = drawing.layout.onsets
    begins = [share[:, first:].sum(dim=-1) for share, first in zip(shares, onsets, strict=True)]
    if drawing.quotas is not None:
        begins = drawing.quotas(begins, grid, todo, drawing.generator)
    drawn = grid.clone()
    for column, (share, begin) in enumerate(zip(shares, begins, strict=True)):
        allowed = drawing.allowed[column] if drawing.allowed else None
        events = pick(share, begin, onsets[column], drawing, allowed)
        drawn[:, :, column][todo[:, :, column]] = events
    return drawn


def pick(
    share: Tensor, begin: Tensor, first: int, drawing: Drawing, allowed: Tensor | None = None
) -> Tensor:
    """One event per row of probabilities [rows, events].

    A note (the events from `first` on) is drawn with probability `begin` [rows]; temperature,
    nucleus and `allowed` [notes] choose among notes only, so that how likely it is that anything
    begins stays as it was. Most events are "nothing begins": sharpened together with the notes they
    would swallow them.
    """
    rest = share[:, :first].clamp_min(_TINY)
    rest = rest / rest.sum(dim=-1, keepdim=True) * (1.0 - begin[:, None])
    notes = _chosen(share[:, first:], drawing, allowed) * begin[:, None]
    total = torch.cat((rest, notes), dim=-1).cumsum(dim=-1)
    aim = uniform((len(share), 1), drawing.generator) * total[:, -1:]
    drawn = torch.searchsorted(total, aim, right=True)[:, 0]
    return drawn.clamp_max(share.shape[1] - 1)


def _chosen(notes: Tensor, drawing: Drawing, allowed: Tensor | None) -> Tensor:
    """How likely each of `notes` [rows, notes] is among them, as `drawing` wants it."""
    logits = notes.clamp_min(_TINY).log() / drawing.temperature
    if allowed is not None:
        logits = logits.masked_fill(~allowed, -torch.inf)
    notes = torch.softmax(logits, dim=-1)
    if drawing.top_p < 1.0:
        ranked, order = notes.sort(dim=-1, descending=True)
        ranked[ranked.cumsum(-1) - ranked >= drawing.top_p] = 0.0
        ranked /= ranked.sum(dim=-1, keepdim=True)
        notes = torch.zeros_like(notes).scatter_(-1, order, ranked)
    return notes
