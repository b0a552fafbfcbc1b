"""How new notes are played: velocities and micro-timing for what SCHmUBERT wrote on the grid.

A few passes of the expression network over a window of notes; then each note is moved within the
room that the grid, its neighbours and its hole leave it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from generators.base import Filling
from generators.notes.expression_network import (
    NOTE,
    OFFSETS,
    PARTS,
    VELOCITIES,
    ExpressionNetwork,
    Heard,
    Notes,
    offset_bins,
    velocity_bins,
)
from generators.notes.tokens import step_of
from generators.score import STEPS_PER_BAR, STEPS_PER_BEAT, Clip, Hole, Note

PASSES = 3
"""Network calls for a block: a share of its notes is drawn in each, and heard in the next."""
BLOCK_BARS, BLOCK_NOTES = 4, 160
"""What is played in one go, at most."""
CONTEXT = 160
"""Notes around a block that are heard: the nearest in time."""
ENOUGH = 4
"""Known notes that make an example to follow."""
REACH = 0.375
"""16ths that a note is moved at most. Neighbouring steps keep a quarter of a 16th between them, so
notes never change places."""
SHORTEST = 0.25 / STEPS_PER_BEAT
"""Beats that a note keeps before the end of its hole."""
TOP_P = 0.95
"""Share of the probability that is drawn from: the rest is what no player would do."""

Limits = Mapping[str, tuple[float, float]]
"""The lowest and highest velocity and offset."""
ANY: Limits = {"velocity": (1, 127), "offset": (-REACH, REACH)}
Stretches = Mapping[str, Sequence[Hole]]
"""The holes of each role, those that touch joined."""
Bins = NDArray[np.int64]


def in_order(tracks: Mapping[str, Iterable[Note]]) -> list[tuple[str, Note]]:
    """(role, note) of some tracks by step, part and pitch."""
    every = ((role, note) for role, notes in tracks.items() for note in notes)
    return sorted(every, key=lambda p: (step_of(p[1].start), PARTS.index(p[0]), p[1].pitch))


def rows(played: Iterable[tuple[str, Note]]) -> Notes:
    """Notes as rows of `NOTE`, in the same order."""
    found = [
        (
            step := step_of(note.start),
            PARTS.index(role),
            note.pitch,
            note.duration * STEPS_PER_BEAT,
            note.velocity,
            note.start * STEPS_PER_BEAT - step,
        )
        for role, note in played
    ]
    return np.array(found, dtype=NOTE)


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that is drawn for a note: its column in `NOTE`, its bins, a value inside
    a bin and the middle of bins."""

    name: str
    bins: Callable[[Notes], Bins]
    inside: Callable[[int, np.random.Generator], float]
    middle: Callable[[Bins], NDArray[np.floating]]

    def values(self, bins: Bins, heard: Notes, draw: np.random.Generator) -> NDArray[np.float64]:
        """A value for each bin: that of a heard note in the bin, if there is one."""
        lent, lent_bins = heard[self.name], self.bins(heard)
        found = []
        for number in bins:
            same = lent[lent_bins == number]
            own = not len(same)
            found.append(self.inside(number, draw) if own else same[draw.integers(len(same))])
        return np.array(found, dtype=np.float64)


def _velocity_in(number: int, draw: np.random.Generator) -> float:
    width = 128 // VELOCITIES
    return float(number * width + draw.integers(width))


def _offset_in(number: int, draw: np.random.Generator) -> float:
    return 0.0 if number == OFFSETS // 2 else (number + draw.random()) / OFFSETS - 0.5


ASPECTS = (
    Aspect("velocity", velocity_bins, _velocity_in, lambda bins: bins * 4 + 1.5),
    Aspect("offset", offset_bins, _offset_in, lambda bins: (bins - OFFSETS // 2) / OFFSETS),
)
"""In the order in which the network says them."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A trained network that plays new notes as those around them are played."""

    network: ExpressionNetwork
    device: torch.device

    def play(
        self,
        known: Clip,
        fillings: Sequence[Filling],
        holes: Stretches,
        humanise: float,
        seed: int,
    ) -> tuple[Filling, ...]:
        """`fillings`, which lie on the grid, with velocities and timing; each by itself.

        `known` is the clip without the notes that are replaced. `humanise` scales what the
        network says: 0 leaves the notes as they are, 1 is as learned. What is flat around them
        stays flat, what is on the grid stays on the grid.
        """
        if humanise == 0.0:
            return tuple(fillings)
        heard = rows(in_order(known.tracks))
        return tuple(
            self._play(known, heard, filling, holes, humanise, number)
            for number, filling in enumerate(fillings, seed)
        )

    def _play(
        self,
        known: Clip,
        heard: Notes,
        filling: Filling,
        holes: Stretches,
        humanise: float,
        seed: int,
    ) -> Filling:
        fresh = in_order(filling)
        moved: dict[str, list[tuple[Note, float]]] = {role: [] for role in filling}
        drawn = self.draw(heard, rows(fresh), known.tempo, seed)
        for (role, note), row in zip(fresh, drawn, strict=True):
            louder = humanise * (int(row["velocity"]) - note.velocity)
            late = humanise * float(row["offset"]) / STEPS_PER_BEAT
            moved[role].append((replace(note, velocity=round(note.velocity + louder)), late))
        return {
            role: placed(notes, known.tracks.get(role, ()), holes[role])
            for role, notes in moved.items()
        }

    def draw(self, known: Notes, fresh: Notes, tempo: float, seed: int) -> Notes:
        """`fresh` with velocities and offsets, drawn block by block."""
        draw = np.random.default_rng(seed)
        limits = [allowed(known, part) for part in range(len(PARTS))]
        fresh, done = fresh.copy(), np.zeros(len(fresh), dtype=np.bool_)
        for block in blocks(fresh["step"], known["step"]):
            around = np.concatenate((known, fresh[done]))
            first, last = fresh["step"][block[0]], fresh["step"][block[-1]]
            far = np.maximum(first - around["step"], around["step"] - last).clip(min=0)
            nearest = np.sort(np.argsort(far, kind="stable")[:CONTEXT])
            fresh[block] = self._draw_block(around[nearest], fresh[block], limits, tempo, draw)
            done[block] = True
        return fresh

    def _draw_block(
        self,
        context: Notes,
        fresh: Notes,
        limits: Sequence[Limits],
        tempo: float,
        draw: np.random.Generator,
    ) -> Notes:
        notes = np.concatenate((context, fresh))
        hidden = np.arange(len(notes)) >= len(context)
        order = len(context) + draw.permutation(len(fresh))
        for chosen in np.array_split(order, min(PASSES, len(order))):
            heard = Heard.of([notes], [hidden], [tempo]).to(self.device)
            with torch.inference_mode():
                found = [said[0].exp().cpu().double().numpy() for said in self.network(heard)]
            for part in np.unique(notes["part"][chosen]):
                those = chosen[notes["part"][chosen] == part]
                lend = notes[~hidden & (notes["part"] == part)]
                for aspect, chances in zip(ASPECTS, found, strict=True):
                    value = aspect.values(pick(chances[those], draw), lend, draw)
                    notes[aspect.name][those] = value.clip(*limits[part][aspect.name])
            hidden[chosen] = False
        return notes[len(context) :]


def allowed(known: Notes, part: int) -> Limits:
    """What the known notes allow a part: the range of its own notes, or of all notes if it has no
    example of its own. Then all notes of one velocity mean that velocity, but different ones set
    no bounds to another part."""
    own = known[known["part"] == part]
    pool = own if len(own) >= ENOUGH else known
    if not len(pool):
        return ANY
    velocity, offset = pool["velocity"], pool["offset"].clip(-REACH, REACH)
    limits = {"velocity": (velocity.min(), velocity.max()), "offset": (offset.min(), offset.max())}
    if pool is known and velocity.min() < velocity.max():
        limits["velocity"] = ANY["velocity"]
    return limits


def blocks(fresh: NDArray[np.int32], known: NDArray[np.int32]) -> Iterator[Bins]:
    """Indices of the notes that are played in one go, those nearest to known notes first."""
    bars = fresh // (BLOCK_BARS * STEPS_PER_BAR)
    found = [
        part
        for bar in np.unique(bars)
        for part in np.array_split(
            np.flatnonzero(bars == bar), -(-(bars == bar).sum() // BLOCK_NOTES)
        )
    ]
    if len(known):
        found.sort(key=lambda part: int(np.abs(known - int(fresh[part].mean())).min()))
    yield from found


def pick(probabilities: NDArray[np.float64], draw: np.random.Generator) -> Bins:
    """A bin for each row of [notes, bins], from its likeliest ones that make up `TOP_P`."""
    order = np.argsort(-probabilities, axis=1, kind="stable")
    ranked = np.take_along_axis(probabilities, order, axis=1)
    before = ranked.cumsum(axis=1) - ranked
    heap = np.where(before < TOP_P, ranked, 0.0).cumsum(axis=1)
    rank = (heap <= draw.random((len(heap), 1)) * heap[:, -1:]).sum(axis=1)
    chosen: Bins = order[np.arange(len(order)), rank]
    return chosen


def placed(
    moved: Sequence[tuple[Note, float]], kept: Iterable[Note], holes: Sequence[Hole]
) -> tuple[Note, ...]:
    """Notes of one track on the grid, each moved by its beats, as far as its hole allows.

    A note that lasted up to the next one still does; none lasts into the next or past its hole.
    """
    own = [_hole_of(note, holes) for note, _ in moved]
    starts = [_start(note, late, hole) for (note, late), hole in zip(moved, own, strict=True)]
    order = sorted(
        [(step_of(note.start), note.start) for note in kept]
        + [(step_of(note.start), start) for (note, _), start in zip(moved, starts, strict=True)]
    )
    found = []
    for (note, _), start, hole in zip(moved, starts, own, strict=True):
        step = max(step_of(note.end), step_of(note.start) + 1)
        end = note.end + start - note.start
        after = bisect_left(order, (step, -1.0))
        if after < len(order):
            following, limit = order[after]
            end = limit if following == step else min(end, limit)
        found.append(replace(note, start=start, duration=min(end, hole.end) - start))
    return tuple(sorted(found))


def _hole_of(note: Note, holes: Sequence[Hole]) -> Hole:
    """That of `holes`, sorted, which the note starts in."""
    return holes[bisect_right(holes, note.start, key=lambda hole: hole.start - _early(hole)) - 1]


def _start(note: Note, late: float, hole: Hole) -> float:
    latest = max(note.start, hole.end - _early(hole) - SHORTEST)
    return min(max(note.start + late, hole.start), latest)


def _early(hole: Hole) -> float:
    """Beats before its start and its end that belong to a hole, and to what follows it."""
    return 0.5 / STEPS_PER_BEAT if hole.meant else 0.0
