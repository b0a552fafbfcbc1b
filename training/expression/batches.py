"""Batches for the expression network: windows of played notes, re-played in many ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generators.notes.expression_network import PARTS, Heard, Notes
from generators.score import STEPS_PER_BAR
from training.expression.data import Performances

FEWEST, MOST = 4, 256
"""Notes in a window; denser ones are cut short."""
FREE_MIDDLE, FREE_DYNAMICS, FREE_TIMING = 80.0, 0.8, 0.6
"""What playing without an example means: median velocity, and shares of what people do."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Source:
    """Performances and their share of the training. `timed`: their offsets are a player's; those
    of others are invented. Pieces whose name matches `valid` are held out."""

    pieces: Performances
    share: float
    timed: bool
    valid: str

    @cached_property
    def held_out(self) -> Mask:
        """Which pieces are for validation."""
        if not self.valid:
            return np.zeros(len(self.pieces), dtype=np.bool_)
        return np.array([bool(re.search(self.valid, name)) for name in self.pieces.names])


@dataclass(frozen=True)
class Batch:
    """What the network hears, and where it has to speak; `hidden` bool [batch, notes], `velocity`
    and `offset` bins [batch, notes]."""

    heard: Heard
    truth: Heard
    hidden: Mask

    @classmethod
    def of(cls, windows: Sequence[tuple[Notes, Mask, float]]) -> Batch:
        """Join windows: (notes, which are hidden, tempo)."""
        pieces, masks, tempos = (list(column) for column in zip(*windows, strict=True))
        most = max(map(len, masks))
        hidden = np.stack([np.pad(mask, (0, most - len(mask))) for mask in masks])
        nothing = [np.zeros_like(mask) for mask in masks]
        return cls(Heard.of(pieces, masks, tempos), Heard.of(pieces, nothing, tempos), hidden)


@dataclass(frozen=True)
class Sampler:
    """Draws batches; batch number n is always the same."""

    sources: Sequence[Source]
    windows: int
    bars: Sequence[int]
    seed: int

    def batch(self, number: int, parts: int = 4) -> list[Batch]:
        """Batch `number`, on the CPU, in parts of windows of like length."""
        draw = np.random.default_rng([self.seed, number])
        shares = np.array([s.share for s in self.sources])
        found: list[tuple[Notes, Mask, float]] = []
        while len(found) < self.windows:
            source = self.sources[draw.choice(len(self.sources), p=shares / shares.sum())]
            notes, tempo = self._window(source, draw)
            if len(notes) < FEWEST:
                continue
            region = hidden_region(notes, draw)
            if region.all():
                notes = without_flat_parts(notes)
                region = region[: len(notes)]
            if not region.any():
                continue
            notes = replay(notes, region, source.timed, draw)
            share = 1.0 if draw.random() < 0.5 else draw.random()
            hidden = region & (draw.random(len(notes)) < share)
            if hidden.any():
                found.append((notes, hidden, tempo))
        found.sort(key=lambda window: len(window[0]))
        size = -(-len(found) // parts)
        return [Batch.of(found[first : first + size]) for first in range(0, len(found), size)]

    def _window(self, source: Source, draw: np.random.Generator) -> tuple[Notes, float]:
        index = int(draw.choice(np.flatnonzero(~source.held_out)))
        piece = source.pieces[index]
        bars = int(draw.choice(self.bars))
        first = int(draw.integers(max(1, piece["step"][-1] // STEPS_PER_BAR - bars + 2)))
        low, high = np.searchsorted(
            piece["step"], [first * STEPS_PER_BAR, (first + bars) * STEPS_PER_BAR]
        )
        notes = piece[low : min(high, low + MOST)].copy()
        notes["step"] -= first * STEPS_PER_BAR
        return notes, float(source.pieces.tempos[index])


def hidden_region(notes: Notes, draw: np.random.Generator) -> Mask:
    """The notes whose expression is asked for: a span of bars of some parts, an end of them, some
    parts as a whole, single notes, or everything."""
    bars = notes["step"] // STEPS_PER_BAR
    count = int(bars.max()) + 1
    parts = draw.permutation(np.unique(notes["part"]))
    some = np.isin(notes["part"], parts[: draw.integers(1, len(parts) + 1)])
    shape = draw.choice(5, p=[0.45, 0.15, 0.15, 0.1, 0.15])
    if shape == 1:
        border = int(draw.integers(1, max(2, count)))
        return some & ((bars >= border) if draw.random() < 0.7 else (bars < border))
    if shape == 2 and len(parts) > 1:
        return np.isin(notes["part"], parts[: draw.integers(1, len(parts))])
    if shape == 3:
        return some & (draw.random(len(notes)) < draw.uniform(0.1, 0.9))
    if shape == 4:
        return np.ones(len(notes), dtype=np.bool_)
    length = int(draw.integers(1, max(2, count)))
    first = int(draw.integers(0, count - length + 1))
    return some & (bars >= first) & (bars < first + length)


def replay(notes: Notes, region: Mask, timed: bool, draw: np.random.Generator) -> Notes:
    """The notes as somebody else plays them: louder, softer, flatter, later, swung. Where all of
    a window is hidden, they are played as if there is no example to follow: in the middle."""
    notes = notes.copy()
    free = bool(region.all())
    offset = notes["offset"].astype(np.float64)
    if timed and free:
        offset = FREE_TIMING * (offset - offset.mean())
    elif timed:
        offset = _scale(draw, 0.6, 0.25, 1.0) * (offset + draw.normal(0.0, 0.05))
    elif free or draw.random() < 0.6:
        offset = offset + feel(notes, free, draw)
    notes["offset"] = np.clip(offset, -0.499, 0.499)
    for part in np.unique(notes["part"]):
        own = notes["part"] == part
        velocity = notes["velocity"][own].astype(np.float64)
        middle = np.median(velocity)
        if free:
            velocity = FREE_MIDDLE + FREE_DYNAMICS * (velocity - middle)
        else:
            shift = draw.normal(0.0, 10.0) if draw.random() < 0.5 else 0.0
            velocity = middle + shift + _scale(draw, 0.6, 0.3, 1.2) * (velocity - middle)
        notes["velocity"][own] = np.clip(np.round(velocity), 1, 127)
    return notes


def without_flat_parts(notes: Notes) -> Notes:
    """The notes of those parts that have more than one velocity."""
    varied = [p for p in np.unique(notes["part"]) if np.ptp(notes["velocity"][notes["part"] == p])]
    return notes[np.isin(notes["part"], varied)]


def _scale(draw: np.random.Generator, same: float, between: float, most: float) -> float:
    kind = draw.random()
    return 1.0 if kind < same else draw.uniform(0.0, most) if kind < same + between else 0.0


def feel(notes: Notes, gentle: bool, draw: np.random.Generator) -> NDArray[np.float64]:
    """Invented offsets, in 16ths: swing and accents of time that the tracks share, a lag and a
    jitter for each, a slow drift."""
    step = notes["step"]
    place = step % STEPS_PER_BAR
    amount = 0.5 if gentle else draw.uniform(0.2, 1.5)
    offset = draw.normal(0.0, 0.03 * amount, STEPS_PER_BAR)[place]
    if not gentle and draw.random() < 0.5:
        late = (place % 2 == 1) if draw.random() < 0.5 else (place % 4 == 2)
        offset = offset + late * draw.uniform(0.05, 0.45)
    drift = np.cumsum(draw.normal(0.0, 0.01 * amount, int(step[-1]) + 1))
    offset = offset + (drift - drift.mean())[step]
    for part in range(len(PARTS)):
        own = notes["part"] == part
        lag = 0.0 if gentle else draw.normal(0.0, 0.06 * amount)
        steady = draw.normal(0.0, 0.03 * amount, STEPS_PER_BAR)[place]
        jitter = draw.normal(0.0, draw.uniform(0.0, 0.1) * amount, len(notes))
        offset = offset + own * (lag + steady + jitter)
    return np.asarray(offset, dtype=np.float64)
