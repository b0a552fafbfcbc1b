"""Live's set: which track is what, what a clip plays, where there is room. And the pure codec."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges import ableton as b
from bridges.ableton import LiveNote, Say
from bridges.table import PeerError
from generators.base import Sampling
from server import ableton_set
from server.ableton_set import (
    LiveClip,
    LiveSet,
    Track,
    empty_bars,
    find,
    guess,
    missing,
    rows,
    settled,
)
from server.ableton_tasks import Music, Wanted, plan

PLAYS = ("melody", "chords", "bass", "drums")


def track(number: int, name: str, midi: bool = True, rack: bool = False, filled: str = "") -> Track:
    """`filled`: one letter a scene, - where the slot is empty."""
    lengths = tuple(None if letter == "-" else 4.0 for letter in filled)
    names = tuple(None if letter == "-" else letter for letter in filled)
    return Track(number, name, midi, rack, lengths, names)


def found(*tracks: Track, **told: str) -> dict[str, int]:
    return {role: f.track.number for role, f in find(tracks, told).items()}


def test_names_and_drum_racks_tell_what_a_track_is() -> None:
    tracks = (
        track(0, "1-MIDI"), track(1, "808 Core", rack=True), track(2, "Sub Bass"),
        track(3, "Grand Piano"), track(4, "Lead Vox"), track(5, "Bass 2"),
    )  # fmt: skip
    assert found(*tracks) == {"melody": 4, "chords": 3, "bass": 2, "drums": 1}
    assert found(track(0, "Bass", midi=False)) == {}, "audio"
    assert found(track(0, "Bass and Drums")) == {}, "a name that speaks of two says nothing"
    assert found(track(0, "Bass", rack=True)) == {"bass": 0}, "the name goes before the rack"


def test_what_the_musician_says_goes_before() -> None:
    tracks = (track(0, "Bass"), track(1, "Moog"), track(2, "Moog Lead"))
    assert found(*tracks, bass="moog") == {"bass": 1, "melody": 2}, "the exact name first"
    assert found(*tracks, bass="3") == {"bass": 2}, "or its number; one track, one role"
    assert found(*tracks, drums="lead") == {"bass": 0, "drums": 2}, "or a part of its name"
    assert found(*tracks, bass="nothing like it") == {"melody": 2}, "and no other instead"


def test_a_clip_on_a_track_that_tells_nothing_is_guessed_by_its_notes() -> None:
    low = [LiveNote(0, 36, 1, 80), LiveNote(1, 40, 1, 80)]
    high = [LiveNote(0, 72, 1, 80), LiveNote(1, 76, 1, 80)]
    triad = [LiveNote(0, pitch, 1, 80) for pitch in (60, 64, 67)]
    assert [guess(notes, PLAYS) for notes in (low, high, triad, [])] == [
        "bass", "melody", "chords", "melody",
    ]  # fmt: skip
    assert guess(triad, ("melody", "bass")) == "melody", "what the preset hears"


def test_a_loop_goes_on_and_a_clip_without_one_ends() -> None:
    notes = (LiveNote(4.0, 60, 0.5, 80), LiveNote(6.0, 62, 0.5, 80))
    loop = LiveClip(4.0, 8.0, True, notes)
    assert [n.start for n in loop.played(0.0, 10.0)] == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert [n.start for n in loop.played(-4.0, 2.0)] == [-4.0, -2.0, 0.0]
    once = LiveClip(4.0, 8.0, False, notes)
    assert [n.start for n in once.played(0.0, 10.0)] == [0.0, 2.0]


def test_bars_in_which_nothing_begins_are_open() -> None:
    notes = [LiveNote(0.0, 60, 8.0, 80), LiveNote(11.9, 60, 1, 80), LiveNote(9, 60, 1, 80, True)]
    assert empty_bars(notes, 18.0) == [(4.0, 12.0), (16.0, 18.0)], "an early note is the next bar's"


def test_the_next_scenes_are_those_with_room_in_every_track() -> None:
    one, two = track(0, "a", filled="x-x--"), track(1, "b", filled="---x-")
    live = LiveSet(120, (one, two), 5, 0, 0)
    assert rows(live, (one, two), 0, 1) == [1]
    assert rows(live, (one, two), 2, 2) == [4, 5], "5 has to be made"
    assert rows(live, (two,), 0, 3) == [0, 1, 2]


def test_notes_are_settled_as_live_would_do() -> None:
    notes = [
        LiveNote(0, 60, 2, 80),
        LiveNote(1, 60, 1, 90),
        LiveNote(1, 60, 2, 70),
        LiveNote(0, 62, 2, 1),
    ]
    assert settled(notes) == (
        LiveNote(0, 60, 1, 80), LiveNote(0, 62, 2, 1), LiveNote(1, 60, 2, 70),
    )  # fmt: skip


_NOTES = st.builds(
    LiveNote,
    st.floats(0, 64, width=32),
    st.integers(0, 127),
    st.floats(0.0625, 8, width=32),
    st.floats(1, 127, width=32),
    st.booleans(),
)


@given(st.lists(_NOTES, max_size=60))
def test_settled_notes_of_a_pitch_never_overlap_and_stay_so(notes: list[LiveNote]) -> None:
    once = settled(notes)
    assert settled(once) == once
    for pitch in {n.pitch for n in once}:
        voice = [n for n in once if n.pitch == pitch]
        assert all(a.start + a.duration <= b.start for a, b in pairwise(voice))


def test_notes_that_live_does_not_have_are_found() -> None:
    wanted = [LiveNote(1 / 3, 60, 0.5, 80), LiveNote(1.0, 60, 0.5, 80), LiveNote(2.0, 60, 0.5, 80)]
    there = [LiveNote(0.33333334, 60, 0.5, 80), LiveNote(1.001, 60, 0.5, 79.6),
             LiveNote(2.0, 60, 0.5, 80, True)]  # fmt: skip
    assert missing(wanted, there) == wanted[2:]
    assert missing(wanted, []) == wanted


def music(*notes: LiveNote, **others: LiveClip) -> Music:
    return Music("melody", {"melody": LiveClip(8.0, 16.0, True, notes), **others}, 100.0)


def wanted(task: str, **more: object) -> Wanted:
    return Wanted(1, task, Sampling(5), PLAYS, **more)  # type: ignore[arg-type]


TUNE = (LiveNote(8.0, 60, 1, 80.5), LiveNote(9.0, 62, 1, 70, True), LiveNote(13.5, 64, 1, 127))


def test_what_is_kept_is_kept_as_it_was() -> None:
    made = plan(wanted("infill", hole=(4.0, 8.0)), music(*TUNE), ["melody"])
    assert [(h.start, h.end) for h in made.holes] == [(4.0, 8.0)]
    kept = made.notes("melody", {})
    assert kept == (LiveNote(0.0, 60, 1, 80.5), LiveNote(1.0, 62, 1, 70, True))
    assert [n.pitch for n in made.clip.tracks["melody"]] == [60, 64], "muted notes are not heard"


def test_bars_beside_the_clip_hear_loops_that_go_on() -> None:
    bass = LiveClip(0.0, 4.0, True, (LiveNote(0.0, 36, 1, 80),))
    after = plan(wanted("continue", bars=1), music(*TUNE, bass=bass), ["melody"])
    assert (after.start, after.end, after.clip.length) == (8.0, 12.0, 12.0)
    assert [n.start for n in after.clip.tracks["bass"]] == [0.0, 4.0, 8.0]
    before = plan(wanted("leadin", bars=1), music(*TUNE, bass=bass), ["melody"])
    assert (before.start, before.end) == (0.0, 4.0)
    assert [n.start for n in before.clip.tracks["bass"]] == [0.0, 4.0, 8.0]
    assert [n.start for n in before.clip.tracks["melody"]] == [4.0, 9.5]
    both = plan(wanted("continue", bars=1), music(*TUNE, bass=bass), ["melody", "bass"])
    assert [n.start for n in both.clip.tracks["bass"]] == [0.0, 4.0], "where it is asked for"


def test_what_is_played_anew_is_not_heard() -> None:
    bass = LiveClip(0.0, 8.0, True, (LiveNote(0.0, 36, 1, 80),))
    made = plan(wanted("accompany"), music(*TUNE, bass=bass), ["bass", "drums"])
    assert made.clip.tracks["bass"] == ()
    assert {h.track for h in made.holes} == {"bass", "drums"}
    new = made.notes("bass", {"bass": (ableton_set.Note(0.0, 40, 1.0, 90),)})
    assert new == (LiveNote(0.0, 40, 1.0, 90.0),)


def test_nothing_to_work_from_is_said() -> None:
    for task, part in (("vary", "no notes"), ("infill", "no notes"), ("accompany", "no notes")):
        with pytest.raises(PeerError, match=part) as error:
            plan(wanted(task), music(), ["melody"])
        assert error.value.code == "empty"
    long = Music("melody", {"melody": LiveClip(0.0, 4095.0, True, TUNE)}, 120.0)
    with pytest.raises(PeerError, match="at most 4096"):
        plan(wanted("continue"), long, ["melody"])


# --- the codec


def test_messages_come_back_as_they_were_said() -> None:
    said = [
        b.song("tempo"),
        b.set_clip(1, 2, "name", "Grüße"),
        b.slot(1, 2, "create_clip", 16.0),
        b.add_notes(1, 2, [LiveNote(0.5, 60, 0.25, 80.5, True)]),
    ]
    (packet,) = b.encode(said)
    assert b.decode(packet) == said
    assert said[0].key == ("/live/song/get/tempo",)
    assert b.ask_notes(1, 2, 0, 8).key == ("/live/clip/get/notes", 1, 2)
    assert said[1].key is None, "setters are not answered"


@given(st.integers(1, 900))
def test_no_packet_is_larger_than_macos_sends(count: int) -> None:
    asks = [b.ask_notes(3, 7, i * 8.0, 8.0) for i in range(count)]
    packets = b.encode(asks)
    assert all(len(packet) <= b.MAX_PACKET for packet in packets)
    assert [s for packet in packets for s in b.decode(packet)] == asks
    page = b.add_notes(1000, 1000, [LiveNote(1 / 3, 127, 1 / 3, 99.5)] * b.PAGE)
    assert len(b.encode([page])[0]) < b.MAX_PACKET - 600, "with the rest of a new clip"


@given(_NOTES)
def test_notes_are_read_as_they_were_written(note: LiveNote) -> None:
    (said,) = b.decode(b.encode([b.add_notes(0, 0, [note])])[0])
    assert b.read_notes(said.values[2:]) == (note,)


@given(st.binary(max_size=200))
def test_any_bytes_are_safe(data: bytes) -> None:
    for packet in (data, b"#bundle\0" + data, b"/live/a\0,iTNs\0\0\0" + data):
        try:
            said = b.decode(packet)
        except PeerError:
            continue
        assert all(isinstance(s, Say) and s.ids >= 0 for s in said)


@pytest.mark.parametrize("values", [(60, 0.0), (60, 0.0, 1.0, "loud", False), (None,) * 5])
def test_notes_that_are_none_are_said(values: tuple[object, ...]) -> None:
    with pytest.raises(PeerError, match="AbletonOSC sent notes"):
        b.read_notes(values)
