"""Pictures of clips as arrays of pixels, for TensorBoard and reports. Numpy only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.notes.tokens import DRUM_CLASS, DRUM_CLASSES, HIGHEST, LOWEST, TRIO
from generators.score import BEATS_PER_BAR, ROLES, STEPS_PER_BEAT, Clip, Hole, Note

Picture = NDArray[np.uint8]

COLOURS = {
    "melody": (37, 99, 165),
    "chords": (122, 74, 160),
    "bass": (196, 84, 26),
    "drums": (52, 124, 62),
}
PAPER, HOLE, UNKNOWN = (255, 255, 255), (255, 240, 190), (225, 225, 225)
BAR, FOUR_BARS, OCTAVE = (214, 214, 214), (150, 150, 150), (238, 238, 238)
LINE, DRUMS = (HIGHEST - LOWEST + 1, 2), (len(DRUM_CLASSES), 6)
"""Rows of a track, and pixels of a row: a semitone or a drum."""
GAP = 4
"""Pixels between tracks."""
WIDEST, WIDEST_STEP = 2048, 6
"""Pixels of a picture and of a 16th step, where the piece allows them."""


def piano_roll(clip: Clip, holes: Sequence[Hole] = ()) -> Picture:
    """The clip as uint8 [height, width, 3]: melody, bass and drums from top to bottom, with
    chords in their place where the clip knows of them.

    The height depends on that alone, the width on the clip's length, so that pictures of one
    piece lie on each other. A thin line marks every bar, a darker one every fourth; `holes` are
    shaded; an unknown track is grey. Pitches beyond the piano are drawn at its edge, drums
    without a class of their own are left out.
    """
    step = _step_pixels(clip)
    width = max(1, round(clip.length * STEPS_PER_BEAT * step))
    bands = []
    for role in ROLES:
        if role not in TRIO.roles and role not in clip.tracks:
            continue
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
    rows, pixels = DRUMS if role == "drums" else LINE
    band = np.full((rows * pixels, width, 3), PAPER if known else UNKNOWN, np.uint8)
    if known and role != "drums":
        for pitch in range(24, HIGHEST + 1, 12):  # every C
            band[_rows(role, pitch).stop - 1] = OCTAVE
    return band


def _bar_lines(band: Picture, beats: float, step: int) -> None:
    for bar in range(1, int(np.ceil(beats / BEATS_PER_BAR))):
        band[:, _pixel(bar * BEATS_PER_BAR, step)] = BAR if bar % 4 else FOUR_BARS


def _rows(role: str, pitch: int) -> slice:
    """The pixels of a pitch or a drum; high is up."""
    rows, pixels = DRUMS if role == "drums" else LINE
    number = DRUM_CLASS[pitch] if role == "drums" else min(max(pitch, LOWEST), HIGHEST) - LOWEST
    top = (rows - 1 - number) * pixels
    return slice(top, top + pixels)


def _draw(band: Picture, role: str, note: Note, step: int) -> None:
    """A box with a dark left edge, and a gap of a pixel before what follows."""
    if role == "drums" and note.pitch not in DRUM_CLASS:
        return
    rows = _rows(role, note.pitch)
    end = note.start + (1 / STEPS_PER_BEAT if role == "drums" else note.duration)
    first, last = _pixel(note.start, step), _pixel(end, step)
    band[rows, first : max(first + 1, last - (step > 1))] = COLOURS[role]
    band[rows, first : first + 1] = np.array(COLOURS[role]) // 2
