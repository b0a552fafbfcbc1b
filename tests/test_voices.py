"""Stacked voices: what fits is heard whole, and comes back as it was."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.notes.tokens import LINE_EVENTS, Layout, decode, encode, hole_mask
from generators.notes.voices import Sound, joined, separate
from generators.score import Clip, Hole, Note

CHORDS = Layout(("chords",) * 3)
STEPS = 24


@st.composite
def sounds(draw: st.DrawFn, size: int = 20) -> list[Sound]:
    found = []
    for _ in range(draw(st.integers(0, size))):
        start = draw(st.integers(0, STEPS - 1))
        end = start + draw(st.integers(1, 8))
        found.append(Sound(start, end, draw(st.integers(48, 66))))
    return found


@st.composite
def grids(draw: st.DrawFn) -> np.ndarray:
    events = st.sampled_from([0, 0, 0, 1, *range(30, 50)])
    cells = st.lists(events, min_size=3 * STEPS, max_size=3 * STEPS)
    return np.array(draw(cells)).reshape(STEPS, 3)


def at_a_time(found: list[Sound], step: int) -> list[int]:
    return [s.pitch for s in found if s.start <= step < s.end]


@given(grids())
def test_the_notes_of_a_grid_are_the_union_of_its_voices_and_come_back(grid: np.ndarray) -> None:
    notes = decode(grid, layout=CHORDS)
    again = encode(Clip(STEPS / 4, notes), layout=CHORDS)
    assert decode(again.grid, layout=CHORDS) == notes and again.unheard.total == 0
    started = {(s, e) for s, row in enumerate(grid) for e in row if 2 <= e < LINE_EVENTS}
    assert {(round(n.start * 4), n.pitch - 21 + 2) for n in notes["chords"]} == started


@given(sounds(), st.integers(1, 4))
def test_voices_are_monophonic_and_from_high_to_low(found: list[Sound], count: int) -> None:
    lines, left_out = separate(found, count)
    assert len(lines) == count and sum(map(len, lines)) + left_out == len(joined([found]))
    for line in lines:
        for one, following in pairwise(line):
            assert one.start < one.end <= following.start
    for step in range(STEPS):
        together = [s.pitch for line in lines for s in line if s.start == step]
        assert together == sorted(together, reverse=True)


@given(sounds())
def test_one_voice_is_the_highest_note_of_every_onset(found: list[Sound]) -> None:
    ((line,), _) = separate(found, 1)
    onsets = sorted({s.start for s in found})
    assert [s.start for s in line] == onsets
    assert [s.pitch for s in line] == [
        max(s.pitch for s in found if s.start == start) for start in onsets
    ]
    for one, following in zip(line, [*onsets[1:], None], strict=False):
        longest = max(s.end for s in found if (s.start, s.pitch) == (one.start, one.pitch))
        assert one.end == (longest if following is None else min(longest, following))


@given(sounds())
def test_a_pitch_sounds_once_at_a_time(found: list[Sound]) -> None:
    line = joined([found])
    for step in range(STEPS + 8):
        assert sorted(at_a_time(line, step)) == sorted(set(at_a_time(line, step)))
    assert {(s.start, s.pitch) for s in line} == {(s.start, s.pitch) for s in found}


def test_a_held_note_is_not_cut_by_what_moves_under_it() -> None:
    held = Sound(0, 16, 72)
    moving = [Sound(step, step + 4, 60 + step // 4) for step in (0, 4, 8, 12)]
    lines, left_out = separate([held, *moving], 2)
    assert lines == [[held], moving] and left_out == 0


def test_voices_do_not_cross_where_they_need_not() -> None:
    chord, under = [Sound(0, 4, 72), Sound(0, 16, 64), Sound(0, 4, 55)], Sound(8, 12, 60)
    assert separate([*chord, under], 3)[0] == [[chord[0]], [chord[1]], [chord[2], under]]


def test_a_single_line_is_the_first_voice_whatever_its_height() -> None:
    line = [Sound(4 * n, 4 * n + 4, pitch) for n, pitch in enumerate((60, 72, 48, 67))]
    assert separate(line, 3)[0] == [line, [], []]


@pytest.mark.parametrize(
    ("chord", "heard"),
    [
        ((48, 55, 60, 64, 67), [67, 64, 60]),  # octave doublings go first
        ((36, 48, 60), [60, 48, 36]),
        ((60, 64, 67, 71), [71, 67, 64]),
    ],
)
def test_of_a_wide_chord_the_highest_and_all_that_differ_are_heard(
    chord: tuple[int, ...], heard: list[int]
) -> None:
    lines, left_out = separate([Sound(0, 4, pitch) for pitch in chord], 3)
    assert [line[0].pitch for line in lines] == heard
    assert left_out == len(chord) - 3


def test_what_does_not_fit_is_counted() -> None:
    notes = tuple(Note(0, pitch, 1) for pitch in (60, 64, 67, 71, 74))
    assert encode(Clip(4.0, {"chords": notes}), layout=CHORDS).unheard.polyphony == 2


def test_each_voice_of_a_hole_opens_when_its_own_kept_note_ends() -> None:
    kept = (Note(1, 72, 1.5), Note(1, 64, 3))  # the hole begins at beat 2
    mask = hole_mask(Clip(8.0, {"chords": kept}), [Hole("chords", 2, 6)], 32, CHORDS)
    assert [int(np.flatnonzero(column)[0]) for column in mask.T] == [10, 16, 8]
