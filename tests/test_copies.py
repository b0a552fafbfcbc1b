"""The copy check against a search by brute force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.notes.tokens import TRIO, Layout, transposed
from generators.score import Note
from training.evaluate.copies import line, longest_matches, symbols
from training.evaluate.pieces import load

LAKH = Path(__file__).parent / "data/midi/lakh"
LINES = st.lists(st.lists(st.integers(0, 2), max_size=12), min_size=1, max_size=4)


def brute_force(train: Sequence[Sequence[int]], answer: Sequence[int]) -> int:
    """Notes of the longest common stretch: one more than its symbols."""
    stretches = {
        tuple(known[start:end])
        for known in train
        for start in range(len(known))
        for end in range(start + 1, len(known) + 1)
    }
    return max(
        (
            end - start + 1
            for start in range(len(answer))
            for end in range(start + 1, len(answer) + 1)
            if tuple(answer[start:end]) in stretches
        ),
        default=0,
    )


@settings(max_examples=200, deadline=None)
@given(LINES, LINES)
def test_matches_are_those_of_a_search_by_brute_force(
    train: list[list[int]], answers: list[list[int]]
) -> None:
    known, own = ([np.array(one, dtype=np.int64) for one in many] for many in (train, answers))
    found = longest_matches(known, own)
    assert found.notes.tolist() == [brute_force(train, answer) for answer in answers]
    for notes, source, answer in zip(found.notes, found.source, answers, strict=True):
        assert (source == -1) == (notes == 0)
        if notes:
            assert brute_force([train[source]], answer) == notes


def test_no_training_piece_means_no_copy() -> None:
    assert longest_matches([], [np.array([1, 2])]).notes.tolist() == [0]


def test_a_transposed_melody_is_a_copy_and_another_rhythm_is_not() -> None:
    tune = [Note(float(i), 60 + (i * 5) % 12, 1) for i in range(10)]
    higher = [Note(n.start + 7, n.pitch + 3, 0.5) for n in tune]
    slower = [Note(n.start * 2, n.pitch, 1) for n in tune]
    train = [line(tune, 32, "melody")]
    answers = [line(notes, 32, "melody") for notes in (higher, slower)]
    assert longest_matches(train, answers).notes.tolist() == [10, 0]


def test_drums_are_copies_by_what_sounds_together() -> None:
    beat = [
        Note(float(i), pitch, 0.25) for i in range(8) for pitch in ((36, 42) if i % 2 else (38,))
    ]
    other = [Note(n.start, {36: 46}.get(n.pitch, n.pitch), 0.25) for n in beat]
    train = [line(beat, 32, "drums")]
    assert longest_matches(train, [line(beat, 32, "drums")]).notes.tolist() == [8]
    assert longest_matches(train, [line(other, 32, "drums")]).notes.tolist() == [2]


def test_a_grid_and_its_notes_say_the_same() -> None:
    for piece in load(LAKH):
        for role in TRIO.roles:
            own = line(piece.clip.tracks[role], piece.clip.length, role)
            assert own.tolist() == symbols(piece.grid, piece.layout, role).tolist()
        moved = symbols(transposed(piece.grid, 1), piece.layout, "melody")
        assert moved.tolist() == symbols(piece.grid, piece.layout, "melody").tolist()
        assert not len(symbols(piece.grid[:, :1], Layout(("melody",)), "bass"))
