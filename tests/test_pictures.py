"""Piano rolls: what is where, and that pictures of one piece lie on each other."""

from __future__ import annotations

import numpy as np
import pytest

from generators.score import Clip, Hole, Note
from training.pictures import BAR, COLOURS, DRUMS, GAP, HOLE, LINE, UNKNOWN, piano_roll, stacked

STEP = 6
"""Pixels of a 16th in a clip of 4 bars."""


def coloured(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return (picture == np.array(colour, np.uint8)).all(axis=2)


def band(picture: np.ndarray, role: str) -> np.ndarray:
    heights = [rows * pixels for rows, pixels in (LINE, LINE, DRUMS)]
    number = ("melody", "bass", "drums").index(role)
    top = sum(heights[:number]) + number * GAP
    return picture[top : top + heights[number]]


def test_a_note_is_a_box_where_it_sounds() -> None:
    clip = Clip(16.0, {"melody": (Note(1.0, 108, 2.0),), "bass": (), "drums": ()})
    found = coloured(band(piano_roll(clip), "melody"), COLOURS["melody"])
    rows, columns = np.nonzero(found)
    assert set(rows) == {0, 1}, "the highest pitch is on top"
    assert columns.min() == 4 * STEP + 1 and columns.max() == 12 * STEP - 2
    assert not coloured(piano_roll(clip), COLOURS["bass"]).any()


def test_each_drum_has_a_row_of_its_own() -> None:
    for pitch, row in ((36, 8), (51, 0)):
        clip = Clip(16.0, {"drums": (Note(0, pitch, 3.0),)})
        found = coloured(band(piano_roll(clip), "drums"), COLOURS["drums"])
        rows, columns = np.nonzero(found)
        assert set(rows // DRUMS[1]) == {row}
        assert columns.max() < STEP, "a drum lasts one step"


def test_holes_are_shaded_in_their_track_and_nowhere_else() -> None:
    clip = Clip(16.0, {"melody": (), "bass": (), "drums": ()})
    picture = piano_roll(clip, [Hole("bass", 4.0, 8.0)])
    shaded = coloured(band(picture, "bass"), HOLE)
    columns = np.flatnonzero(shaded.any(axis=0))
    assert columns.min() == 16 * STEP + 1, "the bar line stays in sight"
    assert columns.max() == 32 * STEP - 1
    assert not coloured(band(picture, "melody"), HOLE).any()


def test_unknown_tracks_are_grey_and_bars_have_lines() -> None:
    picture = piano_roll(Clip(16.0, {"melody": ()}))
    assert coloured(band(picture, "bass"), UNKNOWN).mean() > 0.9
    assert not coloured(band(picture, "melody"), UNKNOWN).any()
    lines = coloured(band(picture, "melody"), BAR).all(axis=0)
    assert list(np.flatnonzero(lines)) == [16 * STEP, 32 * STEP, 48 * STEP]


@pytest.mark.parametrize("beats", [0.1, 1.0, 64.0, 256.0, 4096.0])
def test_the_size_depends_on_the_length_alone(beats: float) -> None:
    empty = piano_roll(Clip(beats))
    odd = Clip(beats, {"melody": (Note(0, 0, beats), Note(0, 127, 9.0)), "drums": (Note(0, 9, 1),)})
    full = piano_roll(odd, [Hole("drums", 0, beats)])
    assert full.shape == empty.shape and full.dtype == np.uint8 and full.shape[2] == 3


def test_chords_are_drawn_where_the_clip_knows_of_them() -> None:
    clip = Clip(16.0, {"chords": (Note(0, 60, 4), Note(0, 64, 4)), "melody": ()})
    picture = piano_roll(clip)
    assert picture.shape[0] == piano_roll(Clip(16.0)).shape[0] + LINE[0] * LINE[1] + GAP
    rows = np.flatnonzero(coloured(picture, COLOURS["chords"]).any(axis=1))
    assert len(rows) == 4 and rows.min() > LINE[0] * LINE[1]


def test_before_and_after_stand_below_each_other() -> None:
    one = piano_roll(Clip(16.0))
    both = stacked(one, one)
    assert both.shape == (2 * one.shape[0] + 2 * GAP, *one.shape[1:])
    assert (both[: len(one)] == one).all() and (both[-len(one) :] == one).all()
