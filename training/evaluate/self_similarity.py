"""The framewise self-similarity metric of thesis 4.7, and algorithm 7, which games it.

Adjacent 4-bar windows (a hop of 2 bars) are compared by the overlap of two Gaussians, fitted to
the pitches and to the durations of the notes that start in them. A set of pieces is then compared
with a set of real ones by the mean (Consistency) and the variance (Variance) of these overlaps.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import HIGHEST, LOWEST
from generators.score import BEATS_PER_BAR, STEPS_PER_BEAT, Note
from training.evaluate.figures import Figure, picks

HOP_BARS = 2
HOP_BEATS = HOP_BARS * BEATS_PER_BAR
"""Half a window: a window is two neighbouring halves."""
SOFT = 1e-6
"""Added to standard deviations, so that a window of equal notes is a Gaussian too."""
SILENT = NormalDist(1.0, SOFT)
"""A window without notes, as in the published code: equal to another silent one, unlike any
other."""

Overlaps = NDArray[np.float64]
"""[pieces, 2]: each piece's mean overlap of adjacent windows in pitch and in duration."""


def overlap_areas(notes: Iterable[Note], start: float, end: float) -> tuple[float, float]:
    """Mean overlap area (equation 4.1) of adjacent windows between two beats: pitch, duration.

    (0, 0) without notes or without two windows, as in the published code.
    """
    halves = max(0, math.ceil((end - start) / HOP_BEATS - 1e-6))
    sums = np.zeros((halves, 5))  # count, then sum and sum of squares of pitch and duration
    for note in notes:
        if start <= note.start < end:
            steps = note.duration * STEPS_PER_BEAT
            half = int((note.start - start) // HOP_BEATS)
            sums[half] += (1, note.pitch, note.pitch**2, steps, steps**2)
    if halves < 3 or not sums[:, 0].any():
        return 0.0, 0.0
    windows = sums[:-1] + sums[1:]
    return _mean_overlap(windows[:, [0, 1, 2]]), _mean_overlap(windows[:, [0, 3, 4]])


def _mean_overlap(windows: NDArray[np.float64]) -> float:
    """`windows` [windows, 3]: count, sum, sum of squares."""
    fitted = [_gaussian(*map(float, row)) for row in windows]
    areas = [one.overlap(two) for one, two in pairwise(fitted)]
    return sum(areas) / len(areas)


def _gaussian(count: float, total: float, squares: float) -> NormalDist:
    if not count:
        return SILENT
    mean = total / count
    return NormalDist(mean, math.sqrt(max(0.0, squares / count - mean**2)) + SOFT)


def consistency(ours: Overlaps, real: Overlaps) -> NDArray[np.float64]:
    """Equation 4.2 for pitch and duration; sets may be stacked in leading dimensions."""
    return _nearness(ours.mean(axis=-2), real.mean(axis=-2))


def variance(ours: Overlaps, real: Overlaps) -> NDArray[np.float64]:
    """Equation 4.3. NaN where the real pieces have no variance at all, as durations of drums."""
    return _nearness(ours.var(axis=-2), real.var(axis=-2))


def _nearness(ours: NDArray[np.float64], real: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.where(real > SOFT**2, real, np.nan)
    return np.maximum(0.0, 1.0 - np.abs(ours - known) / known)


MEASURES = {"C pitch": (consistency, 0), "C duration": (consistency, 1)} | {
    "Var pitch": (variance, 0),
    "Var duration": (variance, 1),
}


def compare(ours: Overlaps, real: Overlaps) -> dict[str, Figure]:
    """The four scores of `ours` against `real`, with bootstrap intervals over both sets.

    A resampled set differs from its origin, so that the interval of a score near its best value 1
    lies below it: it says what another draw of as many pieces would get.
    """
    drawn = ours[picks(len(ours), seed=1)], real[picks(len(real), seed=2)]
    found = {}
    for name, (score, which) in MEASURES.items():
        value = float(score(ours, real)[which])
        spread = score(*drawn)[:, which]
        low, high = (math.nan,) * 2 if math.isnan(value) else np.nanpercentile(spread, [2.5, 97.5])
        found[name] = Figure(value, float(low), float(high))
    return found


NOTES_PER_HALF = 16
RANGES = ((LOWEST, HIGHEST), (1, 2 * NOTES_PER_HALF))
"""Pitches, and durations in 16ths, that algorithm 7 uses."""


def construct(real: Overlaps, bars: int, seed: int) -> tuple[Note, ...]:
    """Algorithm 7: a piece of nothing but random notes whose windows overlap as those of real
    pieces do. Half a window holds 16 notes, an 8th apart; they may sound together."""
    draw = np.random.default_rng(seed)
    halves = math.ceil(bars / HOP_BARS)
    mean, deviation = real.mean(axis=0), real.std(axis=0)
    lines = [
        _line(float(min(1.0, draw.normal(mean[i], deviation[i]))), halves, RANGES[i], draw)
        for i in (0, 1)
    ]
    return tuple(
        Note(place * HOP_BEATS / NOTES_PER_HALF, int(pitch), int(steps) / STEPS_PER_BEAT)
        for place, (pitch, steps) in enumerate(zip(*map(np.concatenate, lines), strict=True))
    )


def _line(
    target: float, halves: int, limits: tuple[int, int], draw: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Values by half window: the first window is random, each next half begins as a copy of the
    one two before (so that the windows are alike) and is moved until the overlap is the target."""
    values = [draw.integers(limits[0], limits[1] + 1, NOTES_PER_HALF) for _ in range(2)]
    debt = 0.0
    while len(values) < halves:
        before = np.concatenate(values[-2:])
        half, area = _move(before, values[-1], values[-2], target - debt, limits, draw)
        debt += area - target
        values.append(half)
    return values[:halves]


def _move(
    before: NDArray[np.int64],
    shared: NDArray[np.int64],
    half: NDArray[np.int64],
    target: float,
    limits: tuple[int, int],
    draw: np.random.Generator,
) -> tuple[NDArray[np.int64], float]:
    """Move random values of `half` by 1, away from the nearer limit, until the window of `shared`
    and `half` overlaps `before` by no more than `target`: (the moved half, the area reached).

    The moves are drawn in advance and the fewest that will do are found by bisection.
    """
    away = 1 if before.mean() < sum(limits) / 2 else -1
    order = draw.integers(len(half), size=len(half) * (limits[1] - limits[0]))
    fitted = _fit(before)

    def after(moves: int) -> tuple[NDArray[np.int64], float]:
        steps = away * np.bincount(order[:moves], minlength=len(half))
        moved = np.clip(half + steps, *limits)
        return moved, fitted.overlap(_fit(np.concatenate((shared, moved))))

    fewest = bisect_left(range(len(order)), -target, key=lambda moves: -after(moves)[1])
    return after(fewest)


def _fit(values: NDArray[np.int64]) -> NormalDist:
    return NormalDist(float(values.mean()), float(values.std()) + SOFT)
