"""What each role asks the model, and what of its answer is played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.score import ROLES as TRACKS
from generators.score import Note
from server import roles
from server.roles import EARLY, ROLES, Ask, Scene

Notes = Sequence[Note]


def beats(start: int, end: int, pitch: int = 60) -> list[Note]:
    """A note on every beat; the pitch says which bar it is."""
    return [Note(float(b), pitch + b // 4, 0.5) for b in range(start, end)]


def loops(start: int, end: int, loop: int = 16, pitch: int = 60) -> list[Note]:
    """A note on every beat, the same in each loop."""
    return [Note(float(b), pitch + b % loop, 0.5) for b in range(start, end)]


def scene(
    heard: Mapping[str, Notes], start: float, end: float, now: float | None = None, **more: Any
) -> Scene:
    """The musician has played `heard`; [start, end) is to be played."""
    now = start - 3 if now is None else now
    told = {t: [n for n in notes if n.start < now] for t, notes in heard.items()}
    facts = {"ours": {}, "began": 0.0, "loop": 16.0, "plays": TRACKS, **more}
    return Scene(start, end, now, told, **facts)


def asked(found: Ask | None) -> Ask:
    assert found is not None
    return found


def spans(ask: Ask) -> set[tuple[str, float, float]]:
    """The holes, in the scene's beats."""
    return {(h.track, h.start + ask.origin, h.end + ask.origin) for h in ask.holes}


def plays(ask: Ask) -> set[tuple[str, float, float]]:
    return {(h.track, h.start + ask.origin, h.end + ask.origin) for h in ask.plays}


def known(ask: Ask, track: str) -> list[float]:
    """Where the notes lie that the model is told, in the scene's beats."""
    return [n.start + ask.origin for n in ask.clip.tracks.get(track, ())]


def filled(ask: Ask) -> dict[str, tuple[Note, ...]]:
    """An answer with a note at the beginning of each beat of the holes."""
    found: dict[str, tuple[Note, ...]] = {}
    for hole in ask.holes:
        notes = tuple(
            Note(hole.start + b, 90, 0.5) for b in range(max(1, round(hole.end - hole.start)))
        )
        found[hole.track] = (*found.get(hole.track, ()), *notes)
    return found


# --- what the musician will play


def test_the_musician_is_expected_to_play_as_in_the_loop_before() -> None:
    found = scene({"melody": loops(0, 29)}, 32, 48)
    notes, unknown = found.expected("melody", 16, 48)
    assert notes == loops(16, 48)
    assert unknown == []


def test_what_was_before_the_beginning_is_not_known() -> None:
    found = scene({"melody": beats(0, 13)}, 16, 32)
    notes, unknown = found.expected("melody", 8, 32)
    assert [n.start for n in notes] == [*range(8, 13), *range(16, 29)]
    assert [(h.start, h.end) for h in unknown] == [(13, 16), (29, 32)]
    late = scene({"melody": loops(10, 29)}, 32, 48, began=10.0)
    notes, unknown = late.expected("melody", 10, 48)
    assert notes == loops(10, 48)
    assert unknown == []


@given(
    st.integers(0, 40), st.integers(1, 64), st.integers(1, 32), st.integers(0, 60),
    st.sampled_from([4.0, 8.0, 16.0]), st.booleans(),
)  # fmt: skip
def test_of_any_stretch_each_beat_is_heard_expected_or_unknown_once(
    start: int, length: int, ahead: int, began: int, loop: float, same: bool
) -> None:
    now = max(0, start + length - ahead)
    played = loops(began, now, int(loop)) if same else beats(began, now)
    found = scene({"melody": played}, 0, 1, now, began=float(began), loop=loop)
    notes, unknown = found.expected("melody", start, start + length)
    told = [n.start for n in notes]
    for beat in range(start, start + length):
        times = told.count(beat) + sum(h.holds(beat) for h in unknown)
        assert times == (beat >= now or beat >= began)
        asked = beat >= now and (beat - began) < loop * (1 + (beat - now) // loop)
        assert any(h.holds(beat) for h in unknown) == asked


@pytest.mark.parametrize("late", [-EARLY, -0.01, 0.0])
def test_a_note_a_little_before_a_bar_belongs_to_it(late: float) -> None:
    found = scene({"melody": [Note(8 + late, 60, 1), Note(12 + late, 61, 1)]}, 16, 32)
    assert [n.pitch for n in found.heard_in("melody", 8, 12)] == [60]


@pytest.mark.parametrize(("beat", "bar"), [(0, 0), (0.2, 0), (0.3, 4), (3.9, 4), (4.2, 4), (5, 8)])
def test_what_is_a_little_late_for_a_bar_is_on_it(beat: float, bar: float) -> None:
    assert roles.bar_after(beat) == bar


# --- all roles


def test_every_role_plays_nothing_to_silence() -> None:
    for role in ROLES.values():
        assert role(scene({}, 16, 32)) is None


@pytest.mark.parametrize("now", [12.5, 13.0, 29.0, 31.9])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("heard", ["melody", "melody drums", "bass"])
def test_every_role_plays_in_its_stretch_alone_and_its_past_is_what_was_heard(
    role: str, heard: str, now: float
) -> None:
    start = 16.0 if now < 16 else 32.0
    music = {track: loops(0, 64, pitch=40) for track in heard.split()}
    material = {t: tuple(n for n in notes if n.start < 16) for t, notes in music.items()}
    ask = ROLES[role](scene(music, start, start + 16, now, material=material))
    if ask is None:
        assert (role, start) == ("answer", 32.0), "it is the musician's turn"
        return
    for track, notes in ask.result(filled(ask)).items():
        assert all(start - EARLY <= n.start < start + 16 for n in notes), track
    for track, first, end in plays(ask):
        assert start <= first < end <= start + 16, track
        assert any(t == track and a <= first and end <= b for t, a, b in spans(ask)) or role == (
            "vary"
        )
    if role not in ("vary", "continue"):
        for track, notes in ask.clip.tracks.items():
            heard_at = {n.start for n in music.get(track, ())}
            assert all(n.start + ask.origin in heard_at for n in notes)


@pytest.mark.parametrize("role", ["accompany", "answer", "continue", "infill", "duet"])
def test_the_tracks_that_were_asked_for_are_played(role: str) -> None:
    music = {"melody": loops(0, 12) + loops(16, 28), "bass": loops(0, 12) + loops(16, 28)}
    found = scene(music, 16, 32, 13, tracks=("drums", "bass"))
    ask = asked(ROLES[role](found))
    assert {track for track, _, _ in plays(ask)} == {"bass", "drums"}


# --- accompany


def test_accompany_plays_what_the_musician_does_not() -> None:
    ask = asked(roles.accompany(scene({"melody": beats(0, 13)}, 16, 32)))
    assert plays(ask) == {(t, 16, 32) for t in ("chords", "bass", "drums")}
    assert spans(ask) >= plays(ask) | {("melody", 13, 16), ("melody", 29, 32)}
    assert set(ask.result(filled(ask))) == {"chords", "bass", "drums"}, "what he plays is imagined"
    assert known(ask, "melody") == [*range(13), *range(16, 29)]


def test_accompany_hears_what_a_loop_repeats_and_what_it_played_itself() -> None:
    ours = {"bass": loops(16, 32, pitch=40)}
    found = scene({"melody": loops(0, 29)}, 32, 48, ours=ours)
    ask = asked(roles.accompany(found))
    assert known(ask, "melody") == list(range(16, 48))
    assert known(ask, "bass") == list(range(16, 32))
    assert spans(ask) >= {(t, 32, 48) for t in ("chords", "bass", "drums")}
    assert all(track != "melody" for track, _, _ in spans(ask))
    assert plays(ask) == {(t, 32, 48) for t in ("chords", "bass", "drums")}


def test_accompany_takes_silence_from_before_it_played_a_track_for_no_choice_of_its_own() -> None:
    found = scene({"melody": loops(0, 29)}, 32, 48, ours={"bass": loops(24, 32, pitch=40)})
    ask = asked(roles.accompany(found))
    assert spans(ask) - plays(ask) == {("bass", 16, 24), ("chords", 16, 32), ("drums", 16, 32)}
    assert known(ask, "bass") == list(range(24, 32))


def test_accompany_hears_a_loop_back_that_is_longer_than_four_bars() -> None:
    music = {"melody": loops(0, 61, 32, pitch=40)}
    assert asked(roles.accompany(scene(music, 64, 96, loop=32.0))).origin == 32


def test_accompany_leaves_a_track_that_the_musician_takes_up() -> None:
    music = {"melody": loops(0, 29), "drums": beats(27, 29)}
    ask = asked(roles.accompany(scene(music, 32, 48)))
    assert {track for track, _, _ in plays(ask)} == {"chords", "bass"}


def test_accompany_does_not_play_to_itself_alone() -> None:
    found = scene({"melody": beats(0, 13)}, 16, 32, tracks=("melody",))
    assert roles.accompany(found) is None


# --- answer


def test_answer_plays_the_tracks_of_the_call_in_the_loop_after_it() -> None:
    music = {"melody": beats(0, 13), "drums": beats(4, 13, 36)}
    ask = asked(roles.answer(scene(music, 16, 32)))
    assert plays(ask) == {("melody", 16, 32), ("drums", 16, 32)}
    assert known(ask, "melody") == list(range(13))
    unknown = {("melody", 13, 16), ("drums", 13, 16)}
    assert spans(ask) == plays(ask) | unknown
    assert ask.density == {"melody": 4.0, "drums": 4.0}, "the bar that is not over does not count"


def test_answer_leaves_every_other_loop_to_the_musician() -> None:
    found = scene({"melody": beats(0, 29)}, 32, 48)
    assert roles.answer(found) is None
    assert roles.answer(replace(found, grid=16.0)) is not None
    assert roles.answer(scene({"melody": beats(0, 15)}, 20, 32)) is not None, "from the next bar on"


def test_answer_hears_the_call_before_it_alone() -> None:
    music = {"melody": beats(0, 13), "bass": beats(32, 45)}
    ask = asked(roles.answer(scene(music, 48, 64)))
    assert plays(ask) == {("bass", 48, 64)}
    assert ask.origin == 32


def test_answer_expects_the_end_of_a_call_as_in_the_call_before() -> None:
    found = scene({"melody": [*beats(0, 16), *beats(32, 45)]}, 48, 64)
    assert known(asked(roles.answer(found)), "melody") == list(range(32, 48))


def test_answer_hears_what_it_has_begun_to_say_and_expects_nobody_to_talk_meanwhile() -> None:
    music = {"melody": [*beats(0, 16), *beats(32, 48)]}
    found = scene(music, 52, 64, 49, ours={"melody": beats(48, 52, 70)})
    ask = asked(roles.answer(found))
    assert known(ask, "melody") == list(range(32, 52))
    assert spans(ask) == plays(ask) == {("melody", 52, 64)}


# --- continue


def test_continue_goes_on_from_where_the_musician_stopped_without_the_silence() -> None:
    music = {"melody": beats(0, 14), "bass": beats(0, 14, 40)}
    ask = asked(roles.go_on(scene(music, 20, 36, 19)))
    assert plays(ask) == spans(ask) == {("melody", 20, 36), ("bass", 20, 36)}
    assert known(ask, "melody") == [float(b) for b in range(4, 18)], "as if just played"
    assert ask.result(filled(ask))["bass"][0].start == 20


def test_continue_goes_on_from_its_own_music() -> None:
    found = scene({"melody": beats(0, 14)}, 36, 52, ours={"melody": beats(20, 36, 70)})
    ask = asked(roles.go_on(found))
    assert known(ask, "melody") == list(range(20, 36))
    assert plays(ask) == {("melody", 36, 52)}


def test_continue_plays_as_many_notes_as_the_musician() -> None:
    notes = [Note(b / 2, 60, 0.25) for b in range(28)]
    ask = asked(roles.go_on(scene({"melody": notes}, 20, 36, 19)))
    assert ask.density == {"melody": 28 / 4}


def test_continue_does_not_wait_for_a_note_that_lost_its_end() -> None:
    music = {"melody": [*beats(0, 8), Note(7.5, 90, 40.0)]}
    ask = asked(roles.go_on(scene(music, 20, 36, 19)))
    assert max(known(ask, "melody")) == 19.5, "the end of his last bar"


def test_continue_does_not_go_on_from_before_the_beginning() -> None:
    assert roles.go_on(scene({"melody": beats(0, 14)}, 36, 52, began=32.0)) is None


# --- infill


def gaps(start: int) -> list[Note]:
    """The last bar of each loop is left empty."""
    return [n for n in loops(start, 64) if n.start % 16 < 12]


def test_infill_plays_the_bars_that_a_loop_leaves_empty() -> None:
    ask = asked(roles.infill(scene({"melody": gaps(0)}, 32, 48, 29)))
    assert plays(ask) == spans(ask) == {("melody", 44, 48)}
    assert known(ask, "melody") == [float(b) for b in [*range(16, 28), *range(32, 44)]]


def test_infill_expects_the_gaps_of_one_who_never_plays_the_same() -> None:
    music = [n for n in beats(0, 64) if n.start % 16 < 12]
    for start, now in ((32, 29), (32, 31.5), (48, 45)):
        ask = asked(roles.infill(scene({"melody": music}, start, start + 16, now)))
        assert plays(ask) == {("melody", start + 12, start + 16)}


def test_infill_takes_a_bar_in_which_a_note_still_sounds_for_played() -> None:
    music = [Note(n.start, n.pitch, 4.0 if n.start % 16 == 11 else 0.5) for n in gaps(0)]
    ask = asked(roles.infill(scene({"melody": music}, 32, 48, 29)))
    assert ask.holes == ()
    assert ask.result({}) == {}


def test_infill_hears_a_whole_loop_first() -> None:
    assert roles.infill(scene({"melody": gaps(0)}, 12, 16, 11)) is None


# --- duet


def test_duet_plays_the_second_half_of_each_bar() -> None:
    ask = asked(roles.duet(scene({"melody": loops(0, 29)}, 32, 40, loop=8.0)))
    assert plays(ask) == {("melody", 34, 36), ("melody", 38, 40)}
    assert not any(n % 4 >= 2 for n in known(ask, "melody") if n >= 32)
    assert ask.density == {"melody": 4.0}, "two notes in half a bar"


def test_duet_imagines_the_first_halves_that_it_does_not_know() -> None:
    ask = asked(roles.duet(scene({"melody": beats(28, 31)}, 32, 36, 31, loop=4.0, began=28.0)))
    assert spans(ask) == {("melody", 31, 32), ("melody", 34, 36)}
    assert [n.start for n in ask.result(filled(ask))["melody"]] == [34, 35]


# --- vary


def test_vary_changes_some_beats_of_the_loop_and_plays_all_of_it() -> None:
    loop = {"melody": tuple(beats(0, 16)), "bass": tuple(beats(0, 16, 40))}
    ask = asked(roles.vary(scene({}, 32, 48, material=loop, amount=0.25, seed=3)))
    assert plays(ask) == {("melody", 32, 48), ("bass", 32, 48)}
    changed = {t: sum(b - a for track, a, b in spans(ask) if track == t) for t in loop}
    assert changed == {"melody": 4, "bass": 4}
    result = ask.result({})
    assert [n.start for n in result["melody"]] == [
        b for b in range(32, 48) if not any(a <= b < e for t, a, e in spans(ask) if t == "melody")
    ]
    again = asked(roles.vary(scene({}, 32, 48, material=loop, amount=0.25, seed=3)))
    other = asked(roles.vary(scene({}, 32, 48, material=loop, amount=0.25, seed=4)))
    assert spans(again) == spans(ask) != spans(other)


def test_vary_plays_the_rest_of_a_loop_that_has_begun_and_the_tracks_asked_for() -> None:
    loop = {"melody": tuple(beats(0, 16)), "bass": tuple(beats(0, 16, 40))}
    ask = asked(roles.vary(scene({}, 36, 48, material=loop, tracks=("bass", "drums"))))
    assert plays(ask) == {("bass", 36, 48)}
    assert {track for track, _, _ in spans(ask)} == {"bass"}


# --- how many notes


def test_density_is_told_of_the_bars_that_are_not_empty() -> None:
    chord = [Note(8.0, pitch, 1) for pitch in (60, 64, 67)]
    notes = [*beats(0, 4), Note(3.95, 70, 1), *chord]
    assert roles._density({"melody": notes, "bass": []}, 0, 12) == {"melody": 2.0}
    assert roles._density({"melody": notes}, 0, 4) == {"melody": 4.0}
    trill = [Note(n / 32, 60, 0.01) for n in range(128)]
    assert roles._density({"melody": trill}, 0, 4) == {"melody": 16.0}
    assert roles._density({"melody": beats(0, 4)}, 0, 2.5) == {"melody": 3.0}, "better than none"


def test_tasks_are_told_in_one_order_so_that_a_seed_draws_the_same() -> None:
    ask = asked(roles.accompany(scene({"melody": loops(0, 29)}, 32, 48)))
    assert [h.track for h in ask.holes if h.start + ask.origin == 32] == ["chords", "bass", "drums"]
