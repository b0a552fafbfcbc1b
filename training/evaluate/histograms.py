"""Distributions of what was played, and how far they are from what real pieces have there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from generators.base import Filling
from generators.notes.tokens import DRUM_CLASS, DRUM_CLASSES
from generators.score import BEATS_PER_BAR, STEPS_PER_BAR, STEPS_PER_BEAT, Note
from training.evaluate.figures import Figure, picks
from training.evaluate.measures import Scene

Histogram = NDArray[np.float64]

BINS: Mapping[str, int] = {
    "notes in a bar": 25,
    "place in the bar": STEPS_PER_BAR,
    "duration": STEPS_PER_BAR + 1,
    "scale degree": 12,
    "drum": len(DRUM_CLASSES),
}
"""Histograms and their bins; the last bin of notes and durations holds all that is more.

Places and durations in 16ths, scale degrees in semitones over the major tonic of the
surroundings' scale.
"""


def histograms(scene: Scene, filling: Filling) -> dict[tuple[str, str], Histogram]:
    """Counts by (histogram, track) of the notes of `filling` in the scene's holes."""
    found: dict[tuple[str, str], Histogram] = {}
    for role in scene.roles:
        notes = filling.get(role, ())
        for name, values in _values(scene, role, notes).items():
            clipped = np.minimum(np.array(values, dtype=np.int64), BINS[name] - 1)
            found[name, role] = np.bincount(clipped, minlength=BINS[name]).astype(np.float64)
    return found


def _values(scene: Scene, role: str, notes: Sequence[Note]) -> dict[str, list[int]]:
    steps = [round(note.start * STEPS_PER_BEAT) for note in notes]
    bars = [int(note.start // BEATS_PER_BAR) for note in notes]
    span = {
        bar
        for hole in scene.holes
        if hole.track == role
        for bar in range(int(hole.start // BEATS_PER_BAR), -int(-hole.end // BEATS_PER_BAR))
    }
    values = {
        "notes in a bar": [bars.count(bar) for bar in span],
        "place in the bar": [step % STEPS_PER_BAR for step in steps],
    }
    if role == "drums":
        known = (DRUM_CLASS.get(note.pitch) for note in notes)
        return {**values, "drum": [drum for drum in known if drum is not None]}
    tonic = scene.tonic or 0
    values["duration"] = [round(note.duration * STEPS_PER_BEAT) for note in notes]
    values["scale degree"] = [(note.pitch - tonic) % 12 for note in notes]
    return values


def divergence(ours: Histogram, real: Histogram) -> NDArray[np.float64]:
    """Jensen-Shannon divergence in bits, 0 (equal) to 1 (nothing in common), of histograms
    [..., bins] of any total. NaN where one is empty."""
    with np.errstate(invalid="ignore"):
        p, q = (h / h.sum(axis=-1, keepdims=True) for h in (ours, real))
    middle = (p + q) / 2
    return np.asarray((_relative(p, middle) + _relative(q, middle)) / 2)


def _relative(p: Histogram, q: Histogram) -> NDArray[np.float64]:
    """Kullback-Leibler divergence in bits; 0 log 0 is 0."""
    safe = np.where(p == 0, 1.0, p / np.where(q == 0, 1.0, q))
    return np.asarray((p * np.log2(safe)).sum(axis=-1))


def distance(ours: Histogram, real: Histogram) -> Figure:
    """Divergence of the summed histograms [pieces, bins], pieces resampled for the interval."""
    value = float(divergence(ours.sum(axis=0), real.sum(axis=0)))
    drawn = picks(len(ours), draws=200)
    spread = divergence(ours[drawn].sum(axis=1), real[drawn].sum(axis=1))
    if np.isnan(value) or np.isnan(spread).all():
        return Figure(value)
    low, high = np.nanpercentile(spread, [2.5, 97.5])
    return Figure(value, float(low), float(high))


def floor(real: Histogram) -> Figure:
    """What the real pieces themselves get: one half of them against the other."""
    return Figure(float(divergence(real[::2].sum(axis=0), real[1::2].sum(axis=0))))
