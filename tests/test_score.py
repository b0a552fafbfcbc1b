"""Notes, holes and clips say no to what makes no sense, and change nothing outside a hole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.base import Sampling
from generators.score import MAX_BEATS, ROLES, Clip, Hole, Note, ScoreError

notes = st.builds(
    Note,
    st.floats(0, 60),
    st.integers(0, 127),
    st.floats(0.01, 8),
    st.integers(1, 127),
)
holes = st.builds(
    lambda track, start, size: Hole(track, start, start + size),
    st.sampled_from(ROLES),
    st.floats(0, 60),
    st.floats(0.25, 16),
)
clips = st.builds(
    Clip,
    st.just(64.0),
    st.dictionaries(st.sampled_from(ROLES), st.lists(notes, max_size=20).map(tuple)),
)

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pitch", -1),
        ("pitch", 128),
        ("velocity", 0),
        ("velocity", 128),
        ("start", -0.1),
        ("start", NAN),
        ("start", INF),
        ("start", MAX_BEATS + 1),
        ("duration", 0.0),
        ("duration", -1.0),
        ("duration", NAN),
        ("duration", INF),
    ],
)
def test_a_note_out_of_range_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(ScoreError, match=field):
        Note(**{"start": 0.0, "pitch": 60, "duration": 1.0, field: value})


@pytest.mark.parametrize(
    ("track", "start", "end"),
    [
        ("guitar", 0, 4),
        ("melody", 4, 4),
        ("melody", 5, 4),
        ("melody", -1, 4),
        ("melody", 0, NAN),
        ("melody", 0, MAX_BEATS + 1),
    ],
)
def test_a_hole_that_is_none_is_refused(track: str, start: float, end: float) -> None:
    with pytest.raises(ScoreError):
        Hole(track, start, end)


@pytest.mark.parametrize("length", [0.0, -4.0, NAN, INF, MAX_BEATS + 1])
def test_a_clip_of_no_or_endless_length_is_refused(length: float) -> None:
    with pytest.raises(ScoreError, match="length"):
        Clip(length)


@pytest.mark.parametrize("tempo", [0.0, 9.0, 1001.0, NAN])
def test_a_tempo_that_nobody_plays_is_refused(tempo: float) -> None:
    with pytest.raises(ScoreError, match="tempo"):
        Clip(4.0, {}, tempo)


def test_a_clip_of_unknown_tracks_is_refused() -> None:
    with pytest.raises(ScoreError, match=r"'guitar': use melody, chords, bass, drums"):
        Clip(4.0, {"guitar": ()})


def test_a_hole_holds_what_starts_in_it() -> None:
    hole = Hole("melody", 4, 8)
    starts = {start: hole.covers(Note(start, 60, 9.0)) for start in (3.99, 4, 7.99, 8)}
    assert starts == {3.99: False, 4: True, 7.99: True, 8: False}


def test_an_early_note_belongs_to_the_16th_that_it_is_meant_for() -> None:
    bar = Hole("drums", 4, 8, meant=True)
    assert bar.holds(3.9) and not bar.holds(7.9)
    letter = Hole("drums", 4, 8)
    assert not letter.holds(3.9) and letter.holds(7.9)


@given(clips, st.lists(holes, max_size=4))
def test_replacing_leaves_the_very_same_notes_outside(clip: Clip, gone: list[Hole]) -> None:
    after = clip.replacing(gone)
    for role, track in clip.tracks.items():
        own = [hole for hole in gone if hole.track == role]
        kept = [note for note in track if not any(hole.covers(note) for hole in own)]
        assert [id(note) for note in after.tracks[role]] == [id(note) for note in kept]


@given(clips)
def test_tracks_are_sorted_and_counted(clip: Clip) -> None:
    assert all(list(track) == sorted(track) for track in clip.tracks.values())
    assert clip.note_count == sum(map(len, clip.tracks.values()))


def test_shifting_keeps_all_but_the_start() -> None:
    clip = Clip(4.0, {"bass": (Note(1.0, 40, 0.5, 99),)}, 90.0).shifted(8.0)
    assert clip == Clip(12.0, {"bass": (Note(9.0, 40, 0.5, 99),)}, 90.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", -1),
        ("seed", 2**31),
        ("temperature", 0.0),
        ("temperature", NAN),
        ("top_p", 1.1),
        ("steps", 0),
        ("steps", 3073),
        ("variations", 0),
        ("variations", 17),
    ],
)
def test_sampling_out_of_range_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ScoreError, match=f"{name} .* is out of range: use "):
        Sampling(**{name: value})  # type: ignore[arg-type]
