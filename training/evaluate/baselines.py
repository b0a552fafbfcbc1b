"""What every measure is shown beside: the real notes, silence, a copy, noise.

A `Player` answers holes with notes; a `Guess` says how likely events are, as a network does.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generators.base import Filling, FillRequest
from generators.fakes import Repeat
from generators.notes.tokens import DRUM_CLASSES, TRIO, Grid, Layout
from generators.score import STEPS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note


class Player(Protocol):
    """Fills holes, given the real piece; what starts in the holes is not for most to see."""

    def __call__(self, clip: Clip, holes: Sequence[Hole], seed: int) -> Filling:
        """The notes of the holes, by role."""
        ...


def real(clip: Clip, holes: Sequence[Hole], seed: int = 0) -> Filling:  # noqa: ARG001
    """What the piece has there."""
    return {
        hole.track: tuple(note for note in clip.tracks[hole.track] if hole.covers(note))
        for hole in holes
    }


def silence(clip: Clip, holes: Sequence[Hole], seed: int = 0) -> Filling:  # noqa: ARG001
    """Nothing."""
    return {hole.track: () for hole in holes}


def copy(clip: Clip, holes: Sequence[Hole], seed: int = 0) -> Filling:  # noqa: ARG001
    """The bars before, or a pulse where there are none."""
    return [*Repeat().fill(FillRequest("copy", clip, tuple(holes)))][-1].variations[0]


RANGES = {"melody": range(48, 85), "chords": range(48, 73), "bass": range(28, 53)}
ONSET_SHARE = {"melody": 0.28, "chords": 0.15, "bass": 0.26, "drums": 0.5}
"""Onsets a 16th as real trios have them, so that noise is not told by its number of notes."""


def noise(clip: Clip, holes: Sequence[Hole], seed: int = 0) -> Filling:  # noqa: ARG001
    """Random pitches (or one or two random drums) at random 16ths, as many as usual."""
    draw = random.Random(seed)
    filling: dict[str, tuple[Note, ...]] = {}
    for hole in holes:
        steps = range(round(hole.start * STEPS_PER_BEAT), round(hole.end * STEPS_PER_BEAT))
        starts = [step for step in steps if draw.random() < ONSET_SHARE[hole.track]]
        ends = [*starts[1:], steps.stop]
        notes: list[Note] = []
        for start, end in zip(starts, ends, strict=True):
            beat = start / STEPS_PER_BEAT
            if hole.track == "drums":
                hit = draw.sample(range(len(DRUM_CLASSES)), draw.choice((1, 1, 2)))
                pitches = [DRUM_CLASSES[drum][1][0] for drum in sorted(hit)]
                notes += [Note(beat, pitch, 1 / STEPS_PER_BEAT) for pitch in sorted(pitches)]
            else:
                length = min(end - start, draw.choice((1, 2, 4)))
                pitch = draw.choice(RANGES[hole.track])
                notes.append(Note(beat, pitch, length / STEPS_PER_BEAT))
        filling[hole.track] = (*filling.get(hole.track, ()), *notes)
    return filling


BASELINES: dict[str, Player] = {"real": real, "silence": silence, "copy": copy, "noise": noise}

REACH = 4 * STEPS_PER_BAR
"""Steps between a position and what a copy takes for it."""


@dataclass(frozen=True)
class Guess:
    """Says that an event is the one 4, 8, ... bars before (else after) it with a probability
    `trust`, and otherwise follows `shares` of events; both by column, both learned in hindsight
    from the pieces that are judged, which is the best that such a guess can do."""

    shares: tuple[NDArray[np.float64], ...]
    trust: tuple[float, ...]
    layout: Layout

    def predict(self, grid: Tensor, asked: Tensor) -> list[Tensor]:
        """As `sampler.Predict`."""
        near = _nearest(grid, self.layout) if any(self.trust) else None
        found = []
        for column, (shares, trust) in enumerate(zip(self.shares, self.trust, strict=True)):
            where = asked[:, :, column]
            odds = torch.from_numpy(shares).repeat(int(where.sum()), 1)
            if near is not None:
                copied = near[:, :, column][where]
                seen = copied < len(shares)
                odds[seen] *= 1.0 - trust
                odds[seen.nonzero()[:, 0], copied[seen]] += trust
            found.append(odds.log())
        return found


def _nearest(grid: Tensor, layout: Layout) -> Tensor:
    """What is known nearest to each position at the same place of another bar; masks if none."""
    masks = torch.tensor(layout.masks)
    found = masks.expand_as(grid).clone()
    whole = range(REACH, grid.shape[1], REACH)
    for back in [*whole, *(-back for back in whole)]:
        moved = masks.expand_as(grid).clone()
        if back > 0:
            moved[:, back:] = grid[:, :-back]
        else:
            moved[:, :back] = grid[:, -back:]
        found = torch.where(found == masks, moved, found)
    return found


def guesses(grids: Sequence[Grid], layout: Layout = TRIO) -> dict[str, Guess]:
    """Likelihoods for noise (every event alike), silence (how often nothing happens, else
    anything), frequencies, and a copy."""
    every = np.concatenate(grids)
    shares = [
        np.bincount(every[:, column], minlength=events)[:events] / len(every)
        for column, events in enumerate(layout.events)
    ]
    nothing = [np.full(len(s), (1.0 - s[0]) / (len(s) - 1)) for s in shares]
    for flat, own in zip(nothing, shares, strict=True):
        flat[0] = own[0]
    alike = [np.full(events, 1 / events) for events in layout.events]
    still = (0.0,) * len(layout.events)
    told = {"noise": alike, "silence": nothing, "frequencies": shares}
    return {
        **{name: Guess(tuple(odds), still, layout) for name, odds in told.items()},
        "copy": Guess(tuple(shares), _trust(grids, shares), layout),
    }


def _trust(grids: Sequence[Grid], shares: Sequence[NDArray[np.float64]]) -> tuple[float, ...]:
    """How often an event is the one 4 bars before, beyond what its frequency explains."""
    pairs = [(grid[REACH:] == grid[:-REACH]) for grid in grids if len(grid) > REACH]
    if not pairs:
        return (0.0,) * len(shares)
    same = np.concatenate(pairs).mean(axis=0)
    chance = np.array([(own**2).sum() for own in shares])
    beyond = (same - chance) / np.maximum(1.0 - chance, 1e-9)
    return tuple(float(share) for share in np.clip(beyond, 0.0, 0.999))
