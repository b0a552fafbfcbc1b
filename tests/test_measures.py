"""Measures tell real from silent, noisy and copied answers, on music small enough to count by
hand."""

from __future__ import annotations

import pytest

from generators.base import Filling
from generators.score import Clip, Hole, Note
from training.evaluate.baselines import BASELINES
from training.evaluate.figures import ratio
from training.evaluate.measures import (
    ACCOMPANY,
    INFILL,
    Scene,
    counts,
    in_major,
    pitch_classes,
    tonic_of,
)

ROLES = ("melody", "bass", "drums")
C_MAJOR = [Note(float(i), pitch, 1.0) for i, pitch in enumerate((60, 62, 64, 65, 67, 69, 71))]


def tune(bars: int = 24) -> Clip:
    """C E G C in 4ths over a C, a kick on every beat; every bar a step longer than it was."""
    melody = [
        Note(bar * 4.0 + beat, (60, 64, 67, 72)[beat], 1 if beat != bar % 4 else 0.5)
        for bar in range(bars)
        for beat in range(4)
    ]
    bass = [Note(bar * 4.0, 36 + (0, 7)[bar % 2], 4) for bar in range(bars)]
    drums = [Note(float(beat), 36, 0.25) for beat in range(4 * bars)]
    return Clip(4.0 * bars, dict(zip(ROLES, map(tuple, (melody, bass, drums)), strict=True)))


HOLES = tuple(Hole(role, 40.0, 56.0) for role in ROLES)
ALONG = tuple(Hole(role, 0.0, 96.0) for role in ("bass", "drums"))


def share(measure: str, filling: Filling, holes: tuple[Hole, ...] = HOLES) -> float:
    """Of an answer in `tune`."""
    table = INFILL if holes is HOLES else ACCOMPANY
    hits, of = table[measure](Scene(tune(), holes, filling))
    return hits / of


def played(player: str, holes: tuple[Hole, ...] = HOLES) -> Filling:
    return BASELINES[player](tune(), holes, 1)


def test_the_white_keys_are_c_major() -> None:
    assert tonic_of(C_MAJOR) == 0
    assert tonic_of([Note(n.start, n.pitch + 3, 1) for n in C_MAJOR]) == 3
    assert tonic_of([]) is None
    assert in_major([Note(0, 61, 1), Note(0, 60, 1)], 0) == (1, 2)
    assert in_major(C_MAJOR, None) == (0, 0)
    assert pitch_classes([Note(0, 61, 2), Note(4, 73, 1)])[1] == 3.0


def test_real_notes_are_whole_and_like_themselves() -> None:
    real = played("real")
    for measure in INFILL:
        best = {"notes that hang": 0.0}.get(measure, 1.0)
        assert share(measure, real) == pytest.approx(best), measure


def test_silence_loses() -> None:
    silent = counts(INFILL, Scene(tune(), HOLES, played("silence")))
    assert silent["holes with notes in every track that plays around them"] == (0, 1)
    assert silent["tracks with notes, where they play around the hole"] == (0, 3)
    assert silent["notes against real"] == (0, 16 + 4 + 16)
    for measure in ("onset F1 with the real notes", "pitch classes shared with the surroundings"):
        assert share(measure, played("silence")) == 0
    assert share("strong beats with melody and bass consonant", played("silence")) == 0


def test_noise_loses_to_the_real_notes() -> None:
    noise = played("noise")
    for measure in (
        "melody and bass notes in the scale of the surroundings",
        "onset F1 with the real notes",
        "pitch classes shared with the surroundings",
        "strong beats with melody and bass consonant",
        "bars that repeat a bar of the piece",
    ):
        assert share(measure, noise) < share(measure, played("real")) - 0.1, measure


def test_a_copy_is_found_out_by_the_bars_that_it_repeats() -> None:
    new = {role: (Note(41.25, 61 if role != "drums" else 38, 0.25),) for role in ROLES}
    assert share("bars that repeat a bar of the piece", played("copy")) == 1.0
    assert share("bars that repeat a bar of the piece", new) == 0.0


def test_a_track_that_rests_around_the_hole_is_not_expected() -> None:
    clip = tune()
    resting = Clip(
        clip.length, {**clip.tracks, "bass": tuple(n for n in clip.tracks["bass"] if n.start < 20)}
    )
    filling = {"melody": (Note(40, 60, 1),), "drums": (Note(40, 36, 0.25),)}
    scene = Scene(resting, HOLES, filling)
    assert INFILL["holes with notes in every track that plays around them"](scene) == (1, 1)
    assert INFILL["tracks with notes, where they play around the hole"](scene) == (2, 2)


def test_a_note_that_outlasts_all_others_hangs() -> None:
    filling = {"melody": (Note(40, 60, 4.5), Note(45, 60, 1)), "bass": (Note(40, 36, 4),)}
    assert share("notes that hang", filling) == pytest.approx(1 / 3)


def test_the_fourth_counts_as_a_consonance_and_the_tritone_does_not() -> None:
    def over_c(pitch: int) -> float:
        filling = {"melody": (Note(40, pitch, 16),), "bass": (Note(40, 36, 16),)}
        return share("strong beats with melody and bass consonant", filling)

    assert (over_c(65), over_c(66), over_c(67)) == (1.0, 0.0, 1.0)


def test_bars_of_an_accompaniment_are_counted() -> None:
    filling = {"bass": (Note(0, 36, 1),), "drums": (Note(0, 36, 1), Note(4, 36, 1))}
    scene = Scene(tune(), ALONG, filling)
    assert ACCOMPANY["bars with melody that have bass"](scene) == (1, 24)
    assert ACCOMPANY["bars with melody that have drums"](scene) == (2, 24)
    assert ACCOMPANY["bars with melody that have both"](scene) == (1, 24)


def test_an_accompaniment_is_heard_against_the_melody() -> None:
    for measure, filling in (
        ("bass notes in the melody's scale", {"bass": (Note(0, 37, 1), Note(2, 36, 1))}),
        ("pitch classes shared with the surroundings", {"bass": (Note(0, 37, 1), Note(2, 36, 1))}),
    ):
        assert 0 < share(measure, filling, ALONG) <= 0.5


def test_the_interval_holds_the_ratio() -> None:
    figure = ratio([float(i % 2) for i in range(200)], [1.0] * 200)
    assert figure.value == 0.5 and figure.low < 0.5 < figure.high
    assert figure.high - figure.low < 0.2
    assert ratio([0.0], [0.0]).text() == "-"
