"""Histograms of answers, and their divergence from real ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from generators.score import Clip, Hole, Note
from training.evaluate.histograms import distance, divergence, histograms
from training.evaluate.measures import Scene


def test_divergence_is_that_of_jensen_and_shannon() -> None:
    assert divergence(np.array([3.0, 0.0]), np.array([0.0, 5.0])) == pytest.approx(1.0)
    assert divergence(np.array([1.0, 2.0]), np.array([10.0, 20.0])) == pytest.approx(0.0)
    half = divergence(np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    assert half == pytest.approx(1.0 - 0.75 * math.log2(3) + 0.5)
    assert np.isnan(divergence(np.array([0.0, 0.0]), np.array([1.0, 0.0])))


def test_divergence_does_not_care_who_is_first() -> None:
    one, two = np.random.default_rng(0).random((2, 7))
    assert divergence(one, two) == pytest.approx(divergence(two, one))


def test_an_empty_answer_has_no_distance_but_in_its_number_of_notes() -> None:
    real, silent = np.eye(4)[[1, 1, 2]], np.zeros((3, 4))
    assert math.isnan(distance(silent, real).value)
    figure = distance(np.eye(4)[[0, 0, 0]], real)
    assert figure.value == pytest.approx(1.0)


def test_what_was_played_is_counted_in_the_holes_alone() -> None:
    clip = Clip(32.0, {"melody": tuple(Note(float(b), 62 + b % 2 * 2, 1) for b in range(32))})
    holes = (Hole("melody", 8, 16), Hole("drums", 8, 16))
    filling = {
        "melody": (Note(8, 62, 0.25), Note(9.5, 69, 8), Note(12, 74, 0.5)),
        "drums": (Note(8, 36, 0.25), Note(8, 42, 0.25)),
    }
    found = histograms(Scene(clip, holes, filling), filling)
    assert found["notes in a bar", "melody"][:4].tolist() == [0, 1, 1, 0]
    assert found["notes in a bar", "drums"][:3].tolist() == [1, 0, 1]
    assert np.flatnonzero(found["place in the bar", "melody"]).tolist() == [0, 6]
    assert np.flatnonzero(found["duration", "melody"]).tolist() == [1, 2, 16], "16 is: and more"
    assert found["drum", "drums"][[0, 2]].tolist() == [1, 1]
    tonic = Scene(clip, holes, filling).tonic
    assert tonic is not None
    degrees = {(pitch - tonic) % 12 for pitch in (62, 69, 74)}
    assert set(np.flatnonzero(found["scale degree", "melody"])) == degrees
