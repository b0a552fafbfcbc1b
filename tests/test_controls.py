"""What may be asked: names, ranges, keys, and what cannot be together."""

from __future__ import annotations

import pytest

from generators.controls import CONTROL_NAMES, CONTROLS, SCALES, Controls, pitch_classes
from generators.notes.tokens import HIGHEST, LOWEST
from generators.score import ScoreError


@pytest.mark.parametrize(
    ("key", "notes"),
    [
        ("C", {0, 2, 4, 5, 7, 9, 11}),
        ("A minor", {0, 2, 4, 5, 7, 9, 11}),
        ("am", {0, 2, 4, 5, 7, 9, 11}),
        ("F# dorian", {6, 8, 9, 11, 1, 3, 4}),
        ("Bb", {10, 0, 2, 3, 5, 7, 9}),
        ("b", {11, 1, 3, 4, 6, 8, 10}),
        ("Cb major", {11, 1, 3, 4, 6, 8, 10}),
        ("E-minor-pentatonic", {4, 7, 9, 11, 2}),
        ("A♭ Harmonic  Minor", {8, 10, 11, 1, 3, 4, 7}),
        ("D chromatic", set(range(12))),
    ],
)
def test_keys_are_read_as_musicians_write_them(key: str, notes: set[int]) -> None:
    assert pitch_classes(key) == notes


@pytest.mark.parametrize("key", ["", "H", "C nice", "minor", "C##", "8"])
def test_an_unknown_key_is_told_the_scales(key: str) -> None:
    with pytest.raises(ScoreError, match=r"such as C, A minor or F# dorian.*mixolydian"):
        Controls({"key": key})


def test_every_scale_begins_on_its_root_and_rises() -> None:
    for steps in SCALES.values():
        assert steps[0] == 0 and list(steps) == sorted(set(steps)) and steps[-1] < 12


def test_a_name_with_a_role_goes_before_one_without() -> None:
    controls = Controls({"density": 8, "density.bass": 4, "low.melody": 60, "high": 72})
    assert controls.number("density", "melody") == 8
    assert controls.number("density", "bass") == 4
    assert controls.number("density", "drums") is None
    assert controls.pitches("melody") == set(range(60, 73))
    assert controls.pitches("bass") == set(range(21, 73))
    assert controls.pitches("drums") is None and Controls().pitches("melody") is None


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"colour": 1}, "no control 'colour': use key, density"),
        ({"low.drums": 40}, "no control 'low.drums'"),
        ({"density": 17}, "density 17 is out of range: use 0 to 16"),
        ({"density": float("nan")}, "out of range"),
        ({"rhythm": "swing"}, "rhythm swing is out of range: use 0 to 1"),
        ({"low": 60.5}, "whole number"),
        ({"high": 109}, "use 21 to 108"),
        ({"low": 60, "high": 59}, "melody: low 60 is above high 59"),
        ({"low": 60, "high": 72, "high.bass": 50}, "bass: low 60 is above high 50"),
        ({"low": 61, "high": 61, "key": "C"}, "no pitch from 61 to 61 is in C"),
        ({"density": 8, "rhythm": 0.1}, "use rhythm 0.44 to 1.00"),
        ({"density.drums": 16, "rhythm.drums": 1}, "drums: density 16 does not go with rhythm 1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_change(
    values: dict[str, float | str], text: str
) -> None:
    with pytest.raises(ScoreError, match=text.replace("[", r"\[")):
        Controls(values)


def test_the_range_is_that_of_the_grid() -> None:
    for name in ("low", "high"):
        assert (CONTROLS[name].low, CONTROLS[name].high) == (LOWEST, HIGHEST)


def test_every_control_has_a_name_for_each_of_its_roles() -> None:
    assert {"key", "density", "density.drums", "low.bass"} <= set(CONTROL_NAMES)
    assert "low.drums" not in CONTROL_NAMES
