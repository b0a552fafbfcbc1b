"""The metric of thesis 4.7 against its definition written out, and algorithm 7 against its aim."""

from __future__ import annotations

import statistics
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.score import Note
from training.evaluate.pieces import load
from training.evaluate.self_similarity import compare, construct, overlap_areas, variance

LAKH = Path(__file__).parent / "data/midi/lakh"
NOTES = st.lists(
    st.builds(
        Note,
        start=st.integers(0, 255).map(lambda step: step / 4),
        pitch=st.integers(30, 90),
        duration=st.integers(1, 16).map(lambda steps: steps / 4),
    ),
    min_size=1,
    max_size=60,
)


def written_out(notes: list[Note], bars: int, value: str) -> float:
    """Equation 4.1 over adjacent 4-bar windows, 2 bars apart, as the thesis says it."""

    def window(first: int) -> NormalDist:
        found = [
            note.pitch if value == "pitch" else note.duration * 4
            for note in notes
            if first * 4 <= note.start < (first + 4) * 4
        ]
        if not found:
            return NormalDist(1.0, 1e-6)
        return NormalDist(statistics.fmean(found), statistics.pstdev(found) + 1e-6)

    fitted = [window(first) for first in range(0, bars - 3, 2)]
    return statistics.fmean(one.overlap(two) for one, two in pairwise(fitted))


@settings(max_examples=50, deadline=None)
@given(NOTES)
def test_areas_are_the_definition(notes: list[Note]) -> None:
    pitch, duration = overlap_areas(notes, 0.0, 64.0)
    assert pitch == pytest.approx(written_out(notes, 16, "pitch"), abs=1e-3)
    assert duration == pytest.approx(written_out(notes, 16, "duration"), abs=1e-3)


def test_real_pieces_overlap_as_the_definition_says() -> None:
    for piece in load(LAKH):
        notes = [note for own in piece.clip.tracks.values() for note in own]
        pitch, duration = overlap_areas(notes, 0.0, piece.clip.length)
        assert pitch == pytest.approx(written_out(notes, piece.bars, "pitch"), abs=1e-6)
        assert duration == pytest.approx(written_out(notes, piece.bars, "duration"), abs=1e-6)


def test_a_loop_is_all_alike_and_silence_is_nothing() -> None:
    loop = [Note(float(beat), 60 + beat % 4, 1) for beat in range(64)]
    assert overlap_areas(loop, 0.0, 64.0) == pytest.approx((1.0, 1.0))
    assert overlap_areas([], 0.0, 64.0) == (0.0, 0.0)
    assert overlap_areas(loop, 0.0, 16.0) == (0.0, 0.0), "one window has no neighbour"


def test_only_what_begins_in_the_stretch_counts() -> None:
    inside = [Note(64.0 + beat, 60 + beat % 5, 1) for beat in range(64)]
    outside = [Note(float(beat), 90, 2) for beat in range(64)]
    assert overlap_areas([*outside, *inside], 64, 128) == overlap_areas(inside, 64, 128)


def test_scores_are_equations_4_2_and_4_3() -> None:
    real = np.array([[0.8, 0.5], [0.6, 0.5]])
    ours = np.array([[0.9, 0.4], [0.8, 0.2]])
    scores = {name: figure.value for name, figure in compare(ours, real).items()}
    assert scores["C pitch"] == pytest.approx(1 - 0.15 / 0.7)
    assert scores["C duration"] == pytest.approx(1 - 0.2 / 0.5)
    assert scores["Var pitch"] == pytest.approx(1 - (0.01 - 0.0025) / 0.01)
    assert np.isnan(scores["Var duration"]), "the real pieces do not vary"
    assert variance(np.array([[0.0, 0.0], [1.0, 1.0]]), real)[0] == 0.0, "never below 0"


def test_intervals_narrow_with_the_pieces() -> None:
    draw = np.random.default_rng(0)
    widths = []
    for pieces in (50, 500):
        sets = draw.normal(0.8, 0.1, size=(2, pieces, 2))
        figure = compare(sets[0], sets[1])["Var pitch"]
        assert figure.low <= figure.value <= figure.high
        widths.append(figure.high - figure.low)
    assert widths[1] < widths[0] / 2


def test_algorithm_7_games_the_metric_with_random_notes() -> None:
    real = np.random.default_rng(1).normal((0.8, 0.75), 0.08, size=(30, 2)).clip(0, 1)
    made = [construct(real, 64, seed) for seed in range(30)]
    areas = np.array([overlap_areas(notes, 0.0, 256.0) for notes in made])
    assert areas.mean(axis=0) == pytest.approx(real.mean(axis=0), abs=0.03)
    scores = compare(areas, real)
    assert scores["C pitch"].value > 0.97 and scores["Var pitch"].value > 0.5
    assert made[0] == construct(real, 64, 0) != made[1]
