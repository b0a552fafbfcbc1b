"""Hashes of phrases and bars: the same in every key, silent about what is common."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notes.tokens import DRUM_EVENTS, LINE_EVENTS, NOTE_OFF
from training.prepare.fingerprint import DRUM_PHRASE, PHRASES, bars, likeness, phrases


def line(notes: list[tuple[int, int]]) -> np.ndarray:
    """A column of (steps until the next note, event)."""
    column = []
    for gap, event in notes:
        column += [event] + [0] * (gap - 1)
    return np.array(column + [0] * (-len(column) % 16), dtype=np.int64)


tunes = st.lists(st.tuples(st.integers(1, 6), st.integers(40, 50)), min_size=20, max_size=90)
RICH = [(1 + n * n % 5, 40 + n * n * 7 % 13) for n in range(60)]


@settings(max_examples=50)
@given(tunes, st.integers(-30, 30), st.integers(0, 5))
def test_key_and_place_do_not_matter(notes: list[tuple[int, int]], up: int, later: int) -> None:
    column = line(notes)
    moved = np.where(column > 1, column + up, column)
    moved = np.concatenate([np.full(16 * later, LINE_EVENTS), moved])
    np.testing.assert_array_equal(phrases(column), phrases(moved))
    np.testing.assert_array_equal(bars(column), bars(moved))


@settings(max_examples=50)
@given(tunes)
def test_phrases_are_the_varied_windows(notes: list[tuple[int, int]]) -> None:
    steps = [(two[1] - one[1], one[0]) for one, two in pairwise(notes)]
    windows = set()
    for length, varied in PHRASES:
        for first in range(len(steps) - length + 1):
            window = steps[first : first + length]
            if len(set(pairwise(window))) >= varied:
                windows.add(tuple(window))
    assert len(phrases(line(notes))) == len(windows)


def test_a_rich_line_has_phrases_and_loses_some_by_a_wrong_note() -> None:
    wrong = [*RICH[:30], (RICH[30][0], 60), *RICH[31:]]
    right, other = phrases(line(RICH)), phrases(line(wrong))
    assert len(right) > 30
    assert 0 < np.intersect1d(right, other).size < len(right)


def test_what_everybody_plays_has_no_phrases() -> None:
    pump = [(2, 40 + above) for above in (0, 12)] * 48
    pedal = [(2, 40)] * 100
    scale = [(1, 40 + n % 24) for n in range(96)]
    rock = np.tile([1, 0, 4, 0, 2, 0, 4, 0, 1, 0, 4, 0, 2, 0, 4, 0], 32)
    for notes in (pump, pedal, scale):
        assert not len(phrases(line(notes)))
    assert not len(phrases(rock, drums=True))


def test_drums_are_known_by_long_varied_stretches() -> None:
    draw = np.random.default_rng(0)
    length, varied = DRUM_PHRASE
    column = draw.integers(0, DRUM_EVENTS, 16 * length)
    assert len(phrases(column, drums=True)) == 1
    few = np.tile(column[: 16 * (varied - 1)], 4)
    assert not len(phrases(few, drums=True))


def test_bars_count_each_bar_once_and_skip_silence() -> None:
    bar = [(4, 40), (4, 42), (8, 44)]
    assert len(bars(line(bar * 4))) == 1
    assert len(bars(np.concatenate([line(bar), np.zeros(32, np.int64)]))) == 1
    assert len(bars(line([*bar, (4, 40), (4, 43), (8, 44)]))) == 2
    silent = np.full(64, DRUM_EVENTS)
    assert not len(bars(silent, drums=True))
    assert not len(bars(np.full(64, NOTE_OFF)))


def test_likeness_is_the_share_of_the_first() -> None:
    one, two = bars(line(RICH)), bars(line(RICH[:20]))
    assert likeness(two, one) >= 0.7 > likeness(one, two)
    assert likeness(one, one) == 1.0
