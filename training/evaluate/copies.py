"""Copy check: the longest stretch of notes that an answer shares with any training piece.

Stretches are compared by intervals and rhythm, so that a transposed copy is a copy too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import LINE_EVENTS, Grid, Layout, encode, onsets
from generators.score import Clip, Note

Symbols = NDArray[np.int64]
Hashes = NDArray[np.uint64]
BASE = 0x9E3779B97F4A7C15
"""An odd number without structure; everything is reckoned modulo 2^64."""
LONGEST_GAP = 64
"""16ths between two onsets; all that is longer is the same."""


def symbols(grid: Grid, layout: Layout, role: str) -> Symbols:
    """A track as steps from one note to the next: one symbol for interval and distance in 16ths.

    Drums that sound together are one note; their symbol holds the second of the two patterns, as
    drums cannot be transposed. Of notes of a track that begin together the highest counts. A
    track that `layout` lacks is empty.
    """
    events = np.where(onsets(grid, layout), grid, 0)[:, layout.columns(role)].max(axis=1, initial=0)
    steps = np.flatnonzero(events)
    gaps = np.minimum(np.diff(steps), LONGEST_GAP)
    heights = events[steps]
    moves = heights[1:] if role == "drums" else np.diff(heights) + LINE_EVENTS
    found: Symbols = gaps + (LONGEST_GAP + 1) * moves
    return found


def line(notes: Iterable[Note], beats: float, role: str) -> Symbols:
    """`symbols` of notes that start before `beats`."""
    layout = Layout((role,))
    return symbols(encode(Clip(beats, {role: tuple(notes)}), layout=layout).grid, layout, role)


@dataclass(frozen=True)
class Sequences:
    """Many sequences of symbols behind each other, with what it takes to hash any stretch:
    `sums` of weighted symbols before each place, `unweigh` to compare places."""

    owner: NDArray[np.int64]
    ends: NDArray[np.int64]
    sums: Hashes
    unweigh: Hashes

    @classmethod
    def of(cls, sequences: Sequence[Symbols]) -> Sequences:
        """Join them."""
        lengths = [len(sequence) for sequence in sequences]
        owner = np.repeat(np.arange(len(sequences)), lengths)
        ends = np.repeat(np.cumsum(lengths, dtype=np.int64), lengths)
        every = np.concatenate([*sequences, np.zeros(0, dtype=np.int64)]).astype(np.uint64)
        weights = _powers(BASE, len(every))
        sums = np.concatenate(([np.uint64(0)], np.cumsum(_mixed(every) * weights)))
        inverse = _powers(pow(BASE, -1, 2**64), len(every))
        return cls(owner, ends, sums, inverse)

    def stretches(self, starts: NDArray[np.int64], length: int) -> tuple[NDArray[np.int64], Hashes]:
        """The `starts` from which `length` symbols can be read, and the hashes of these."""
        starts = starts[starts + length <= self.ends[starts]]
        return starts, (self.sums[starts + length] - self.sums[starts]) * self.unweigh[starts]


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.cumprod(factors)


def _mixed(values: Hashes) -> Hashes:
    """Scatter symbols over 64 bits (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@dataclass(frozen=True)
class Matches:
    """By answer: `notes` in the longest stretch shared with a training piece (0: none), and the
    number of that piece (-1: none)."""

    notes: NDArray[np.int64]
    source: NDArray[np.int64]


def longest_matches(train: Sequence[Symbols], answers: Sequence[Symbols]) -> Matches:
    """The longest stretch of notes that each answer has in common with any of `train`.

    Stretches of 1, 2, 3, ... symbols; a place where nothing matched is not looked at again.
    """
    known, own = Sequences.of(train), Sequences.of(answers)
    notes = np.zeros(len(answers), dtype=np.int64)
    source = np.full(len(answers), -1)
    at_known, at_own = np.arange(len(known.owner)), np.arange(len(own.owner))
    length = 1
    while True:
        at_known, hashes = known.stretches(at_known, length)
        at_own, asked = own.stretches(at_own, length)
        if not len(at_known) or not len(at_own):
            return Matches(notes, source)
        order = np.argsort(hashes)
        place = order[np.searchsorted(hashes, asked, sorter=order).clip(max=len(order) - 1)]
        found = hashes[place] == asked
        notes[own.owner[at_own[found]]] = length + 1
        source[own.owner[at_own[found]]] = known.owner[at_known[place[found]]]
        at_known, at_own = at_known[np.isin(hashes, asked[found])], at_own[found]
        length += 1
