"""Clip <-> grid, exactly as thesis 4.2 writes it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.notes.tokens import (
    DRUM_CLASSES,
    TRIO,
    Layout,
    decode,
    encode,
    hole_mask,
    laid_out,
    only_in,
    onsets,
    room_to_transpose,
    transposed,
)
from generators.score import Clip, Hole, Note, ScoreError

STEPS = 32


def clip(melody: list[Note], **tracks: list[Note]) -> Clip:
    every = {"melody": tuple(melody)} | {k: tuple(v) for k, v in tracks.items()}
    return Clip(STEPS / 4, every)


@st.composite
def grids(draw: st.DrawFn) -> np.ndarray:
    """Grids as real clips make them: a note off only where a note sounds."""
    grid = np.zeros((STEPS, 3), dtype=np.int64)
    for column in (0, 1):
        sounding = False
        for step in range(STEPS):
            event = draw(st.sampled_from([0, 0, 1, *range(2, 90, 7)]))
            grid[step, column] = 0 if event == 1 and not sounding else event
            sounding = event >= 2 or (sounding and event == 0)
    grid[:, 2] = draw(st.lists(st.integers(0, 511), min_size=STEPS, max_size=STEPS))
    return grid


@given(grids())
def test_grid_to_clip_and_back_is_exact(grid: np.ndarray) -> None:
    assert (encode(Clip(STEPS / 4, decode(grid))).grid == grid).all()


def test_the_events_of_the_thesis() -> None:
    grid = encode(clip([Note(0, 21, 0.5), Note(1, 108, 0.25)], bass=[], drums=[])).grid
    assert grid[:6, 0].tolist() == [2, 0, 1, 0, 89, 1]
    assert not grid[:, 1:].any()
    assert TRIO.events == (90, 90, 512) and TRIO.masks == (90, 90, 512)


def test_a_rest_at_the_start_is_continue() -> None:
    assert encode(clip([Note(1, 60, 1)])).grid[:6, 0].tolist() == [0, 0, 0, 0, 41, 0]


def test_unknown_tracks_are_masks() -> None:
    grid = encode(clip([Note(0, 60, 1)])).grid
    assert (grid[:, 1] == 90).all() and (grid[:, 2] == 512).all()


def test_highest_of_a_chord_is_heard_and_the_next_onset_ends_it() -> None:
    found = encode(clip([Note(0, 60, 4), Note(0, 67, 4), Note(0, 64, 4), Note(1, 50, 1)]))
    line = [(n.start, n.end, n.pitch) for n in decode(found.grid)["melody"]]
    assert line == [(0, 1, 67), (1, 2, 50)]
    assert found.unheard.polyphony == 2


def test_every_drum_of_the_thesis_table_lands_in_its_class() -> None:
    for bit, (_, pitches) in enumerate(DRUM_CLASSES):
        for pitch in pitches:
            grid = encode(clip([], drums=[Note(0, pitch, 0.25)])).grid
            assert grid[0, 2] == 1 << bit
        assert decode(grid)["drums"][0].pitch == pitches[0]
    table = {name: set(pitches) for name, pitches in DRUM_CLASSES}
    assert table["snare"] == {37, 38, 40} and table["low tom"] == {43, 58}
    assert table["mid tom"] == {45, 47} and table["high tom"] == {48, 50}
    assert table["closed hi-hat"] == {22, 42, 44} and table["crash cymbal"] == {49, 52, 55, 57}


def test_what_the_grid_cannot_hold_is_counted() -> None:
    found = encode(
        clip([Note(0, 20, 1), Note(7.9, 60, 1), Note(0, 109, 1)], drums=[Note(0, 100, 1)])
    ).unheard
    assert (found.out_of_range, found.outside, found.no_drum_class) == (2, 1, 1)
    assert found.total == 4


@pytest.mark.parametrize("late", [-0.12, -0.05, 0.05, 0.12])
def test_timing_goes_to_the_nearest_16th(late: float) -> None:
    assert encode(clip([Note(2 + late, 60, 1)])).grid[8, 0] == 41


def test_transposition_moves_melody_and_bass_alike() -> None:
    grid = encode(clip([Note(0, 60, 1)], bass=[Note(0, 40, 1)], drums=[Note(0, 36, 1)])).grid
    moved = transposed(grid, 3)
    assert [n.pitch for r in ("melody", "bass", "drums") for n in decode(moved)[r]] == [63, 43, 36]
    assert (grid[0] == encode(clip([Note(0, 60, 1)])).grid[0])[0], "the original is untouched"
    low, high = room_to_transpose(grid)
    assert (low, high) == (21 - 40, 108 - 60)
    with pytest.raises(ValueError, match="range"):
        transposed(grid, high + 1)


def test_hole_covers_its_16ths_only() -> None:
    mask = hole_mask(clip([Note(0, 60, 1)]), [Hole("melody", 2, 3)], STEPS)
    assert np.flatnonzero(mask[:, 0]).tolist() == [8, 9, 10, 11]
    assert not mask[:, 1:].any()


def test_hole_of_one_single_step() -> None:
    mask = hole_mask(clip([]), [Hole("drums", 2.25, 2.5)], STEPS)
    assert np.argwhere(mask).tolist() == [[9, 2]]


def test_a_hole_between_two_16ths_takes_the_one_it_begins_in() -> None:
    mask = hole_mask(clip([]), [Hole("melody", 2.05, 2.1)], STEPS)
    assert np.argwhere(mask).tolist() == [[8, 0]]


def test_a_note_that_sounds_into_the_hole_stays_known() -> None:
    mask = hole_mask(clip([Note(1, 60, 1.5)]), [Hole("melody", 2, 4)], STEPS)
    assert np.flatnonzero(mask[:, 0]).tolist() == list(range(10, 16))


def test_a_note_that_sounds_through_the_whole_hole_does_not_close_it() -> None:
    mask = hole_mask(clip([Note(1, 60, 6)]), [Hole("melody", 2, 4)], STEPS)
    assert mask[:, 0].sum() == 8


def test_onsets_are_notes_and_hits() -> None:
    grid = np.array([[0, 1, 0], [2, 89, 511], [90, 90, 512]])
    assert onsets(grid).tolist() == [[False] * 3, [True] * 3, [False] * 3]


DUET = Layout(("melody", "melody", "bass", "drums"))


def test_a_layout_says_what_every_column_is() -> None:
    assert DUET.events == DUET.masks == (90, 90, 90, 512)
    assert DUET.onsets == (2, 2, 2, 1) and DUET.lines == [0, 1, 2]
    assert DUET.played == ("melody", "bass", "drums")
    assert DUET.columns("melody") == [0, 1] and Layout(("bass",)).columns("melody") == []


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ((), "no tracks: use some of melody"),
        (("melody", "flute"), "unknown track 'flute'"),
        (("bass", "melody"), "order: melody"),
        (("drums", "drums"), "one column"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(roles: tuple[str, ...], message: str) -> None:
    with pytest.raises(ScoreError, match=message):
        Layout(roles)


def test_a_grid_has_the_columns_of_its_layout() -> None:
    song = clip([Note(0, 60, 1)], bass=[Note(0, 40, 1)], drums=[Note(0, 36, 1)])
    assert encode(song, layout=Layout(("bass",))).grid[:5, 0].tolist() == [21, 0, 0, 0, 1]
    both = Layout(("melody", "drums"))
    grid = encode(song, layout=both).grid
    assert grid.shape == (STEPS, 2) and set(decode(grid, layout=both)) == {"melody", "drums"}
    assert transposed(grid, 3, both)[0].tolist() == [44, 1]
    assert room_to_transpose(grid, both) == (21 - 60, 108 - 60)
    mask = hole_mask(song, [Hole("drums", 2, 3)], STEPS, both)
    assert np.argwhere(mask).tolist() == [[step, 1] for step in range(8, 12)]


def test_all_voices_of_a_role_share_its_holes() -> None:
    mask = hole_mask(clip([]), [Hole("melody", 2, 2.25)], STEPS, DUET)
    assert np.argwhere(mask).tolist() == [[8, 0], [8, 1]]


def test_a_grid_moves_into_a_wider_layout_and_back() -> None:
    grid = np.array([[5, 6, 7]])
    wide = laid_out(grid, TRIO, DUET)
    assert wide.tolist() == [[5, 90, 6, 7]], "the second voice is unknown"
    assert laid_out(wide, DUET, TRIO).tolist() == grid.tolist()
    assert laid_out(grid, TRIO, Layout(("bass",))).tolist() == [[6]]


def test_only_what_starts_in_the_mask_is_left_and_ends_where_it_did() -> None:
    grid = np.array([[30, 0, 3], [0, 0, 3], [31, 0, 3], [0, 0, 3], [32, 0, 3], [0, 0, 3]])
    mask = np.zeros(grid.shape, dtype=np.bool_)
    mask[2:4] = True
    notes = decode(only_in(mask, grid))
    assert [(n.start, n.duration, n.pitch) for n in notes["melody"]] == [(0.5, 0.5, 50)]
    assert {n.start for n in notes["drums"]} == {0.5, 0.75}
