"""How many bits a network needs for what real pieces have in a hole: the measure that ranks.

Exact, the same on every run, and the same tokens for every network: holes depend on the pieces
alone, and a network hears as much around them as its window holds, as when it plays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812

from generators.notes.diffusion import corrupt
from generators.notes.generator import plan_windows
from generators.notes.sampler import Predict
from generators.notes.tokens import Grid, Layout, Mask
from generators.score import STEPS_PER_BAR
from training.evaluate.pieces import Piece, seed_of

RATIOS = (0.10, 0.25, 0.50, 0.75, 0.90, 1.0)
"""Shares of all positions that are hidden at once."""
DRAWS = 2
"""Random orders, per hole and piece, behind a bound."""

POSITIONS = 8192
"""Grid steps that go through a network at a time; on a GPU GPU_POSITIONS."""
GPU_POSITIONS = 2**17

Shape = Callable[[Mask, np.random.Generator], None]
"""Marks the hole in an empty mask [steps, columns]."""


def holes(layout: Layout) -> dict[str, Shape]:
    """Holes by name; in all tracks unless said otherwise."""
    every = [*range(len(layout.roles))]
    single = layout.played if len(layout.played) > 1 else ()
    return {
        "4 bars": _bars(4, every),
        "16 bars": _bars(16, every),
        **{f"4 bars of {role}": _bars(4, layout.columns(role)) for role in single},
        "the last 8 bars": _last(8),
    }


def long_holes(layout: Layout) -> dict[str, Shape]:
    """Holes as long as the piece: only their bound is measured, as how much of them is hidden at
    once depends on the window."""
    single = layout.played if len(layout.played) > 1 else ()
    return {
        **{f"{role}, given the others": _track(layout.columns(role)) for role in single},
        "everything": _track([*range(len(layout.roles))]),
    }


def bound_names(layout: Layout) -> list[str]:
    """The holes whose bounds are measured."""
    return [*holes(layout), *long_holes(layout)]


def _bars(count: int, columns: list[int]) -> Shape:
    """`count` bars, 8 bars or more from either end where the piece allows it."""

    def mark(mask: Mask, draw: np.random.Generator) -> None:
        bars = len(mask) // STEPS_PER_BAR
        length = min(count, bars)
        margin = min(8, (bars - length) // 2)
        first = int(draw.integers(margin, bars - length - margin + 1)) * STEPS_PER_BAR
        mask[first : first + length * STEPS_PER_BAR, columns] = True

    return mark


def _track(columns: list[int]) -> Shape:
    def mark(mask: Mask, _: np.random.Generator) -> None:
        mask[:, columns] = True

    return mark


def _last(bars: int) -> Shape:
    def mark(mask: Mask, _: np.random.Generator) -> None:
        mask[-bars * STEPS_PER_BAR :] = True

    return mark


@dataclass(frozen=True, slots=True)
class Case:
    """One input of a network: `grid` int64 [steps, columns] whose events under `hidden` it does
    not see; the bits of those under `asked` (a part of what is hidden) count `weight` times."""

    name: str
    piece: int
    grid: Grid
    hidden: Mask
    asked: Mask
    weight: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Piece number `number`, of which a network hears `window` steps at a time."""

    piece: Piece
    number: int
    window: int
    draws: int = DRAWS

    def cases(self) -> Iterator[Case]:
        """Every case of the piece.

        "uniform r": a share r of all positions is hidden at once; "single 16ths": one position
        in every four bars; the piece is cut into windows side by side. "HOLE, at once": all of
        the hole is hidden at once. HOLE alone is the bound: the bits of the hole when it is
        filled position by position in random order, averaged over orders. It is the ELBO of the
        hole: the exact likelihood under the network is at least as good. A hole that does not
        fit into the window is filled part by part, as the generator does it, the parts before
        it known.
        """
        shape, layout = self.piece.grid.shape, self.piece.layout
        for share in RATIOS:
            name = f"uniform {share:.0%}"
            yield from self._side_by_side(name, _uniform(shape, share, self._random(name)))
        hidden = _sixteenths(shape, self._random("single 16ths"))
        yield from self._side_by_side("single 16ths", hidden)
        for name, mark in holes(layout).items():
            yield from self._at_once(name, mark)
            yield from self.bound(name, mark)
        for name, mark in long_holes(layout).items():
            yield from self.bound(name, mark)

    def _side_by_side(self, name: str, hidden: Mask) -> Iterator[Case]:
        for start in range(0, len(hidden), self.window):
            part = _only(hidden, start, start + self.window)
            yield self._case(name, start, hidden, part)

    def _at_once(self, name: str, mark: Shape) -> Iterator[Case]:
        hole = self._hole(name, mark)
        for heard, filled in plan_windows(hole, self.window):
            todo = _only(hole, filled.start, len(hole))
            part = _only(todo, 0, filled.stop)
            yield self._case(f"{name}, at once", heard.start, todo, part)

    def bound(self, name: str, mark: Shape) -> Iterator[Case]:
        """The cases whose bits add up to an estimate of the bound of one hole, without bias."""
        hole = self._hole(name, mark)
        plan = plan_windows(hole, self.window)
        draws = max(1, self.draws // len(plan))
        draw = self._random(name, "orders")
        # How much is still hidden is spread evenly over all calls of the hole.
        levels = (draw.random() + np.arange(draws * len(plan)) / (draws * len(plan))) % 1.0
        for number, level in enumerate(levels):
            heard, filled = plan[number % len(plan)]
            later = _only(hole, filled.stop, len(hole))
            part = _only(hole, filled.start, filled.stop)
            hidden = _some(part, 1 + int(level * part.sum()), draw)
            weight = float(part.sum() / (hidden.sum() * draws))
            yield self._case(name, heard.start, hidden | later, hidden, weight)

    def _hole(self, name: str, mark: Shape) -> Mask:
        hole = np.zeros(self.piece.grid.shape, dtype=np.bool_)
        mark(hole, self._random(name))
        return hole

    def _case(self, name: str, start: int, hidden: Mask, asked: Mask, weight: float = 1.0) -> Case:
        grid = self.piece.grid
        first = max(0, min(start, len(grid) - self.window))
        heard = slice(first, first + self.window)
        return Case(name, self.number, grid[heard], hidden[heard], asked[heard], weight)

    def _random(self, *what: object) -> np.random.Generator:
        return np.random.default_rng(seed_of(self.piece.name, *what))


def _some(mask: Mask, count: int, draw: np.random.Generator) -> Mask:
    """`count` random positions of `mask`."""
    some = np.zeros_like(mask)
    some[mask] = draw.permutation(int(mask.sum())) < count
    return some


def _uniform(shape: tuple[int, ...], share: float, draw: np.random.Generator) -> Mask:
    """Exactly a share of each column."""
    ranks = np.argsort(np.argsort(draw.random(shape), axis=0), axis=0)
    hidden: Mask = ranks < round(share * shape[0])
    return hidden


def _sixteenths(shape: tuple[int, ...], draw: np.random.Generator) -> Mask:
    """One position of a random column in every four bars: each as good as alone."""
    hidden = np.zeros(shape, dtype=np.bool_)
    for start in range(0, shape[0], 4 * STEPS_PER_BAR):
        step = draw.integers(start, min(shape[0], start + 4 * STEPS_PER_BAR))
        hidden[step, draw.integers(shape[1])] = True
    return hidden


def _only(mask: Mask, start: int, stop: int) -> Mask:
    kept = np.zeros_like(mask)
    kept[start:stop] = mask[start:stop]
    return kept


Bits = NDArray[np.float64]
"""[pieces, columns, 2]: the bits of events, and how many events they are."""


def cases(pieces: Sequence[Piece], window: int) -> Iterator[Case]:
    """Every case of every piece."""
    for number, piece in enumerate(pieces):
        yield from Heard(piece, number, window).cases()


def measure(
    predict: Predict,
    cases: Iterable[Case],
    pieces: int,
    layout: Layout,
    positions: int = POSITIONS,
) -> dict[str, Bits]:
    """Bits by name of case. `positions` grid steps go through the network at a time."""
    found: dict[str, Bits] = {}
    waiting: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.name, np.zeros((pieces, len(layout.roles), 2)))
        queue = waiting.setdefault(len(case.grid), [])
        queue.append(case)
        if (len(queue) + 1) * len(case.grid) > positions:
            _score(predict, queue, layout, found)
            queue.clear()
    for queue in waiting.values():
        if queue:
            _score(predict, queue, layout, found)
    return found


def _score(predict: Predict, batch: Sequence[Case], layout: Layout, found: dict[str, Bits]) -> None:
    grid, hidden, asked = (
        torch.from_numpy(np.stack([getattr(case, part) for case in batch]))
        for part in ("grid", "hidden", "asked")
    )
    for column, logits in enumerate(predict(corrupt(grid, hidden, layout), asked)):
        where = asked[:, :, column]
        nats = F.cross_entropy(logits.double(), grid[:, :, column][where], reduction="none")
        sums = nats.new_zeros(len(batch)).index_add_(0, where.nonzero()[:, 0], nats)
        for case, bits, count in zip(batch, sums / math.log(2), where.sum(1), strict=True):
            found[case.name][case.piece, column] += case.weight * np.array([bits, count])
