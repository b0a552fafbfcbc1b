"""Pictures of clips as arrays of pixels, for TensorBoard and reports. Numpy only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import DRUM_CLASS, DRUM_CLASSES, HIGHEST, LOWEST
from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BEAT, Clip, Hole, Note

Picture = NDArray[np.uint8]

COLOURS = {"melody": (37, 99, 165), "bass": (196, 84, 26), "drums": (52, 124, 62)}
PAPER, HOLE, UNKNOWN = (255, 255, 255), (255, 240, 190), (225, 225, 225)
BAR, FOUR_BARS, OCTAVE = (214, 214, 214), (150, 150, 150), (238, 238, 238)
ROW = {"melody": 2, "bass": 2, "drums": 6}
"""Pixels of a semitone or of a drum."""
ROWS = {"melody": HIGHEST - LOWEST + 1, "bass": HIGHEST - LOWEST + 1, "drums": len(DRUM_CLASSES)}
GAP = 4
"""Pixels between tracks."""
WIDEST, WIDEST_STEP = 2048, 6
"""Pixels of a picture and of a 16th step, where the piece allows them."""


def piano_roll(clip: Clip, holes: Sequence[Hole] = ()) -> Picture:
    """The clip as uint8 [height, width, 3]: melody, bass and drums from top to bottom.

    The height is always the same, the width depends on the clip's length alone, so that pictures
    of one piece lie on each other. A thin line marks every bar, a darker one every fourth;
    `holes` are shaded; an unknown track is grey. Pitches beyond the piano are drawn at its edge,
    drums without a class of their own are left out.
    """
    step = _step_pixels(clip)
    width = max(1, round(clip.length * STEPS_PER_BEAT * step))
    bands = []
    for role in ROLES:
        band = _paper(role, width, known=role in clip.tracks)
        for hole in (hole for hole in holes if hole.track == role):
            band[:, _pixel(hole.start, step) : _pixel(hole.end, step)] = HOLE
        _bar_lines(band, clip.length, step)
        for note in clip.tracks.get(role, ()):
            _draw(band, role, note, step)
        bands += [band, np.full((GAP, width, 3), BAR, np.uint8)]
    return np.concatenate(bands[:-1])


def stacked(*pictures: Picture) -> Picture:
    """Pictures of one width, one below the other: before and after."""
    line = np.full((2 * GAP, pictures[0].shape[1], 3), FOUR_BARS, np.uint8)
    return np.concatenate([part for picture in pictures for part in (picture, line)][:-1])


def _step_pixels(clip: Clip) -> int:
    return int(np.clip(WIDEST // (clip.length * STEPS_PER_BEAT), 1, WIDEST_STEP))


def _pixel(beat: float, step: int) -> int:
    return round(beat * STEPS_PER_BEAT * step)


def _paper(role: str, width: int, known: bool) -> Picture:
    band = np.full((ROWS[role] * ROW[role], width, 3), PAPER if known else UNKNOWN, np.uint8)
    if known and role != "drums":
        for pitch in range(24, HIGHEST + 1, 12):  # every C
            band[_top(role, pitch) + ROW[role] - 1] = OCTAVE
    return band


def _bar_lines(band: Picture, beats: float, step: int) -> None:
    for bar in range(1, int(np.ceil(beats / BEATS_PER_BAR))):
        band[:, _pixel(bar * BEATS_PER_BAR, step)] = BAR if bar % 4 else FOUR_BARS


def _top(role: str, pitch: int) -> int:
    """The uppermost pixel of a pitch's row; high is up."""
    number = DRUM_CLASS[pitch] if role == "drums" else min(max(pitch, LOWEST), HIGHEST) - LOWEST
    return (ROWS[role] - 1 - number) * ROW[role]


def _draw(band: Picture, role: str, note: Note, step: int) -> None:
    """A box with a dark left edge, and a gap of a pixel before what follows."""
    if role == "drums" and note.pitch not in DRUM_CLASS:
        return
    rows = slice(_top(role, note.pitch), _top(role, note.pitch) + ROW[role] - (role == "drums"))
    end = note.start + (1 / STEPS_PER_BEAT if role == "drums" else note.duration)
    first, last = _pixel(note.start, step), _pixel(end, step)
    band[rows, first : max(first + 1, last - (step > 1))] = COLOURS[role]
    band[rows, first : first + 1] = np.array(COLOURS[role]) // 2
