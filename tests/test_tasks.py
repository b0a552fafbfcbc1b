"""Every task is a clip and the holes in it."""

from __future__ import annotations

import pytest

from generators import tasks
from generators.score import Clip, Hole, Note, ScoreError

SONG = Clip(
    16.0,
    {
        "melody": tuple(Note(float(b), 60 + b, 1.0) for b in range(16)),
        "bass": (Note(0.0, 40, 4.0),),
    },
    96.0,
)


def spans(holes: tuple[Hole, ...]) -> list[tuple[str, float, float]]:
    return [(hole.track, hole.start, hole.end) for hole in holes]


def test_generate_fills_everything() -> None:
    clip, holes = tasks.generate(8, ["drums", "melody"], 100.0)
    assert clip == Clip(32.0, {"melody": (), "drums": ()}, 100.0)
    assert spans(holes) == [("melody", 0, 32), ("drums", 0, 32)]


def test_infill_adds_the_tracks_of_its_holes() -> None:
    clip, holes = tasks.infill(SONG, [Hole("drums", 4, 8), Hole("melody", 4.25, 4.5)])
    assert set(clip.tracks) == {"melody", "bass", "drums"}
    assert clip.tracks["melody"] == SONG.tracks["melody"]
    assert spans(holes) == [("drums", 4, 8), ("melody", 4.25, 4.5)]


def test_infill_refuses_holes_outside_and_no_holes() -> None:
    with pytest.raises(ScoreError, match="outside the clip of 16 beats"):
        tasks.infill(SONG, [Hole("melody", 12, 20)])
    with pytest.raises(ScoreError, match="nothing to fill"):
        tasks.infill(SONG, [])


def test_continuation_goes_on_in_the_clips_own_tracks() -> None:
    clip, holes = tasks.continuation(SONG, 2)
    assert clip == Clip(24.0, SONG.tracks, 96.0)
    assert spans(holes) == [("melody", 16, 24), ("bass", 16, 24)]
    assert spans(tasks.continuation(SONG, 1, ["drums"])[1]) == [("drums", 16, 20)]


def test_a_lead_in_moves_the_clip() -> None:
    clip, holes = tasks.lead_in(SONG, 2)
    assert (clip.length, clip.tracks["bass"]) == (24.0, (Note(8.0, 40, 4.0),))
    assert spans(holes) == [("melody", 0, 8), ("bass", 0, 8)]


def test_a_bridge_lies_between_two_clips() -> None:
    second = Clip(4.0, {"drums": (Note(0.0, 36, 0.25),)}, 150.0)
    clip, holes = tasks.bridge(SONG, second, 1)
    assert (clip.length, clip.tempo) == (24.0, 96.0)
    assert clip.tracks["drums"] == (Note(20.0, 36, 0.25),)
    assert spans(holes) == [(role, 16, 20) for role in ("melody", "bass", "drums")]


def test_accompaniment_plays_what_is_missing() -> None:
    assert spans(tasks.accompany(SONG)[1]) == [("chords", 0, 16), ("drums", 0, 16)]
    assert spans(tasks.accompany(SONG, roles=["bass", "drums"])[1]) == [
        ("bass", 0, 16), ("drums", 0, 16),
    ]  # fmt: skip
    with pytest.raises(ScoreError, match="nothing to accompany"):
        tasks.accompany(SONG, roles=["melody", "bass"])
    with pytest.raises(ScoreError, match="nothing to accompany"):
        tasks.accompany(Clip(4.0))


def test_only_what_the_model_plays_is_meant_where_nothing_is_asked_for() -> None:
    trio = ("melody", "bass", "drums")
    clip = Clip(16.0, {**SONG.tracks, "chords": (Note(0, 60, 4),)})
    assert spans(tasks.accompany(clip, plays=trio)[1]) == [("drums", 0, 16)]
    for _, holes in (
        tasks.continuation(clip, 1, plays=trio),
        tasks.lead_in(clip, 1, plays=trio),
        tasks.bridge(clip, clip, 1, plays=trio),
        tasks.vary(clip, 0.5, plays=trio),
    ):
        assert {hole.track for hole in holes} == {"melody", "bass"}
    with pytest.raises(ScoreError, match=r"one track that stays as it is \(melody, bass, drums\)"):
        tasks.accompany(Clip(4.0, {"chords": (Note(0, 60, 4),)}), plays=trio)


def test_variation_takes_a_share_of_the_beats_and_is_repeatable() -> None:
    _, holes = tasks.vary(SONG, 0.25, ["melody"], seed=5)
    assert len(holes) == 4
    assert holes == tasks.vary(SONG, 0.25, ["melody"], seed=5)[1]
    assert holes != tasks.vary(SONG, 0.25, ["melody"], seed=6)[1]
    assert len(tasks.vary(SONG, 1.0, ["melody"])[1]) == 16
    assert len(tasks.vary(SONG, 1e-6, ["melody"])[1]) == 1
    for amount in (0.0, -1.0, 1.1, float("nan")):
        with pytest.raises(ScoreError, match="amount"):
            tasks.vary(SONG, amount)


@pytest.mark.parametrize("bars", [0, -1, 257])
def test_too_few_or_too_many_bars_are_refused(bars: int) -> None:
    for task in (tasks.continuation, tasks.lead_in):
        with pytest.raises(ScoreError, match="bars is out of range"):
            task(SONG, bars)
    with pytest.raises(ScoreError, match="bars is out of range"):
        tasks.generate(bars)


def test_a_result_that_is_too_long_is_refused() -> None:
    long = Clip(4096.0, {"bass": ()})
    with pytest.raises(ScoreError, match="at most 4096"):
        tasks.continuation(long, 1)
    with pytest.raises(ScoreError):
        tasks.lead_in(long, 1)
    with pytest.raises(ScoreError):
        tasks.bridge(long, long, 1)


def test_unknown_and_missing_tracks_are_refused() -> None:
    with pytest.raises(ScoreError, match="unknown track 'guitar'"):
        tasks.continuation(SONG, 1, ["guitar"])
    with pytest.raises(ScoreError, match="no track to fill"):
        tasks.continuation(Clip(4.0), 1)


def test_holes_that_overlap_are_filled_once() -> None:
    clip = Clip(16, {"melody": (Note(0, 60, 1),), "bass": ()})
    holes = [Hole("bass", 4, 8), Hole("melody", 6, 9), Hole("melody", 4, 8), Hole("melody", 9, 10)]
    _, joined = tasks.infill(clip, holes)
    assert spans(joined) == [("bass", 4, 8), ("melody", 4, 9), ("melody", 9, 10)]


def test_holes_on_the_grid_take_the_notes_that_are_meant_for_them() -> None:
    early = Clip(16, {"drums": (Note(3.95, 36, 0.1), Note(7.95, 36, 0.1))})
    clip, holes = tasks.infill(early, [Hole("drums", 4, 8)])
    assert clip.replacing(holes).tracks["drums"] == (Note(7.95, 36, 0.1),)
    clip, holes = tasks.infill(early, [Hole("drums", 4, 7.96)])  # off the grid: to the letter
    assert clip.replacing(holes).tracks["drums"] == (Note(3.95, 36, 0.1),)
