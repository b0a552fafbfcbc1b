"""What a line of a grid is known by, whatever its key: hashes of its phrases and of its bars."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from generators.notes.tokens import DRUM_EVENTS, FIRST_PITCH, LINE_EVENTS
from generators.score import STEPS_PER_BAR

Hashes = NDArray[np.uint64]
Column = NDArray[np.int64] | NDArray[np.int16]

PHRASES = ((18, 11), (64, 5))
"""(notes after the first, how many different steps from note to note among their pairs).

A phrase that two songs share proves that they are related when it is long and varied: 19 notes of
a rich line or 65 of a simpler one. A scale or a pumping bass is neither."""

DRUM_PHRASE = (8, 5)
"""(bars, how many of them are different)."""

_LONGEST_GAP = 32
"""Steps from which on all rests are alike."""


def phrases(column: Column, drums: bool = False) -> Hashes:
    """Hashes of the telling phrases of one column [steps], sorted, each once.

    They hold intervals and rhythm, so that key and place do not matter. Masks count as silence.
    """
    if drums:
        found = [_windows(_drum_bars(column), DRUM_PHRASE, pairs=False)]
    else:
        steps, pitches = _onsets(column)
        gaps = np.minimum(np.diff(steps), _LONGEST_GAP)
        symbols = _mixed(np.diff(pitches) * 64 + gaps)
        found = [_windows(symbols, phrase, pairs=True) for phrase in PHRASES]
    return np.unique(np.concatenate(found))


def bars(column: Column, drums: bool = False) -> Hashes:
    """Hashes of the different bars of one column [steps] in which something begins, sorted.

    The pitches in a bar count from its first note.
    """
    if drums:
        every = _drum_bars(column)
        return np.unique(every[every != _drum_bars(np.zeros(STEPS_PER_BAR, np.int64))[0]])
    steps, pitches = _onsets(column)
    if not len(steps):
        return np.zeros(0, np.uint64)
    bar = steps // STEPS_PER_BAR
    first = np.flatnonzero(np.diff(bar, prepend=-1))
    above = pitches - np.repeat(pitches[first], np.diff(first, append=len(bar)))
    place = _mixed(above * STEPS_PER_BAR + steps % STEPS_PER_BAR)
    return np.unique(_mixed(np.add.reduceat(place, first)))


def likeness(first: Hashes, second: Hashes) -> float:
    """The share of `first` that is in `second`; 1.0 if `first` is empty."""
    common = np.intersect1d(first, second, assume_unique=True).size
    return common / first.size if first.size else 1.0


def _onsets(column: Column) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    steps = np.flatnonzero((column >= FIRST_PITCH) & (column < LINE_EVENTS))
    return steps, column[steps].astype(np.int64)


def _drum_bars(column: Column) -> Hashes:
    """One hash for each whole bar."""
    whole = len(column) // STEPS_PER_BAR * STEPS_PER_BAR
    known = np.where(column[:whole] < DRUM_EVENTS, column[:whole], 0)
    return _joined(_mixed(known.reshape(-1, STEPS_PER_BAR)))


def _windows(symbols: Hashes, phrase: tuple[int, int], pairs: bool) -> Hashes:
    """Hashes of all windows of `phrase[0]` symbols with at least `phrase[1]` different ones, or
    different pairs of neighbours."""
    length, varied = phrase
    if len(symbols) < length:
        return np.zeros(0, np.uint64)
    windows = sliding_window_view(symbols, length)
    parts = _joined(sliding_window_view(symbols, 2)) if pairs else symbols
    inner = sliding_window_view(_previous(parts), length - 1 if pairs else length)
    # A part is the first of its kind in a window when the one before it lies outside.
    different = (inner < np.arange(len(windows))[:, None]).sum(axis=1)
    return _joined(windows[different >= varied])


def _previous(symbols: Hashes) -> NDArray[np.int64]:
    """Where each symbol stood the last time before, or -1."""
    order = np.argsort(symbols, kind="stable")
    before = np.full(len(symbols), -1, np.int64)
    again = symbols[order[1:]] == symbols[order[:-1]]
    before[order[1:][again]] = order[:-1][again]
    return before


def _mixed(numbers: NDArray[np.generic]) -> Hashes:
    """Each number scrambled to 64 bits (the finalizer of SplitMix64)."""
    x = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


def _joined(rows: Hashes) -> Hashes:
    """One hash for each row [rows, symbols], in which the order counts."""
    odd = _mixed(np.arange(rows.shape[1])) | np.uint64(1)
    return _mixed((rows * odd).sum(axis=1, dtype=np.uint64))
