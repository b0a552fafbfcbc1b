"""What a musician hears, in numbers: measures of fillings against their surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from generators.base import Filling
from generators.notes.tokens import TRIO
from generators.score import BEATS_PER_BAR, Clip, Hole, Note

PITCHED = ("melody", "bass")
MAJOR = frozenset((0, 2, 4, 5, 7, 9, 11))
SCALES = tuple(frozenset((degree + root) % 12 for degree in MAJOR) for root in range(12))
"""The twelve diatonic scales (a minor key is the scale of its relative major)."""


def starting(notes: Iterable[Note], start: float, end: float) -> list[Note]:
    """Notes that start in [start, end) beats."""
    return [n for n in notes if start <= n.start < end]


def playing(clip: Clip, role: str, start: float, end: float, bars: int = 4) -> bool:
    """Whether `role` starts notes both in the `bars` before `start` and after `end` (beats)."""
    notes, reach = clip.tracks.get(role, ()), bars * BEATS_PER_BAR
    return bool(starting(notes, start - reach, start) and starting(notes, end, end + reach))


def scale_of(notes: Iterable[Note]) -> frozenset[int] | None:
    """The diatonic scale that holds most of the notes' sounding time; None without notes."""
    weight = np.zeros(12)
    for note in notes:
        weight[note.pitch % 12] += note.duration
    if not weight.any():
        return None
    return max(SCALES, key=lambda scale: sum(weight[pitch] for pitch in scale))


def surroundings(clip: Clip, start: float, end: float, bars: int = 8) -> list[Note]:
    """Melody and bass notes in the `bars` before and after a hole (beats)."""
    reach = bars * BEATS_PER_BAR
    return [
        note
        for role in PITCHED
        for note in clip.tracks.get(role, ())
        if start - reach <= note.start < start or end <= note.start < end + reach
    ]


def in_scale(notes: Sequence[Note], scale: frozenset[int] | None) -> tuple[int, int]:
    """(notes in the scale, notes)."""
    if scale is None:
        return 0, 0
    return sum(n.pitch % 12 in scale for n in notes), len(notes)


def infill_counts(clip: Clip, holes: Sequence[Hole], filling: Filling) -> dict[str, float]:
    """Counts for one hole across tracks: context plays, filled, in scale, notes, onset matches.

    `clip` is the real piece; `filling` what is judged. Names ending in `_of` are denominators.
    """
    start, end = holes[0].start, holes[0].end
    scale = scale_of(surroundings(clip, start, end))
    counts: dict[str, float] = {"tracks": 0.0, "tracks_of": 0.0, "notes": 0.0, "scale": 0.0}
    counts["scale_of"] = 0.0
    for role in TRIO.roles:
        new = filling.get(role, ())
        if playing(clip, role, start, end):
            counts["tracks_of"] += 1
            counts["tracks"] += bool(new)
        counts["notes"] += len(new)
        if role in PITCHED:
            inside, total = in_scale(new, scale)
            counts["scale"] += inside
            counts["scale_of"] += total
    counts["whole"] = float(counts["tracks"] == counts["tracks_of"] > 0)
    counts["whole_of"] = float(counts["tracks_of"] > 0)
    return counts


def accompaniment_counts(clip: Clip, filling: Filling) -> dict[str, float]:
    """Counts over a piece: bars with melody, of them with bass, drums, both; bass in scale."""
    bars = range(round(clip.length / BEATS_PER_BAR))
    counts = {"bars_of": 0.0, "bass": 0.0, "drums": 0.0, "both": 0.0}
    has = {
        role: _bars_with(filling.get(role, ()) if role != "melody" else clip.tracks["melody"])
        for role in TRIO.roles
    }
    for bar in bars:
        if bar in has["melody"]:
            bass, drums = bar in has["bass"], bar in has["drums"]
            counts["bars_of"] += 1
            counts["bass"] += bass
            counts["drums"] += drums
            counts["both"] += bass and drums
    scale = scale_of(clip.tracks["melody"])
    counts["scale"], counts["scale_of"] = in_scale(filling.get("bass", ()), scale)
    counts["notes"] = float(sum(len(notes) for notes in filling.values()))
    return counts


def _bars_with(notes: Iterable[Note]) -> set[int]:
    return {int(note.start // BEATS_PER_BAR) for note in notes}


def ratio(rows: Sequence[dict[str, float]], name: str, of: str) -> float:
    """Sum of a count over all pieces by the sum of its denominator."""
    return sum(r[name] for r in rows) / max(1.0, sum(r[of] for r in rows))


def interval(
    rows: Sequence[dict[str, float]], name: str, of: str, draws: int = 1000
) -> tuple[float, float]:
    """95 % bootstrap interval of `ratio`, pieces drawn with replacement."""
    table: NDArray[np.float64] = np.array([[r[name], r[of]] for r in rows])
    picks = np.random.default_rng(0).integers(len(rows), size=(draws, len(rows)))
    sums = table[picks].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / np.maximum(sums[:, 1], 1.0), [2.5, 97.5])
    return float(low), float(high)
