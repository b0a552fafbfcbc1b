"""What is played when: on a clock that stands still unless it is told, and once in a thread."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.player import LATE_BEATS, POLL_S, SPIN_S, Cue, Played, Player
from server.transport import Line

ON, OFF = 0x90, 0x80


class Desk:
    """A player of which nothing runs by itself; at 120 beats a minute beat n is at n / 2 s."""

    def __init__(self, playing: bool = True) -> None:
        self.line = Line(0.0, 0.0, 120.0, playing)
        self.now = 0.0
        self.sent: list[tuple[float, int, int]] = []
        """When, note-on or note-off, pitch."""
        self.tracks: list[str] = []
        self.told: list[Played] = []
        self.player = Player(self._send, lambda: self.line, self.told.append, self._clock)

    def _clock(self) -> float:
        self.now += 1e-6  # as every look at a clock does
        return self.now

    def _send(self, track: str, message: tuple[int, ...]) -> None:
        self.sent.append((round(self.now, 3), message[0] & 0xF0, message[1]))
        self.tracks.append(track)

    def run(self, until: float) -> None:
        while self.now < until:
            wait = self.player._step()
            self.now = min(until, self.now + wait)
        self.player._step()

    def steer(self, **course: float | bool) -> None:
        self.line = replace(self.line.at(self.now), **course)  # type: ignore[arg-type]

    def put(self, *cues: Cue) -> None:
        self.player.put(cues)

    @property
    def pitches(self) -> list[int]:
        return [cue.pitch for cue in self.player.sounding()]


def cue(beat: float, end: float, pitch: int = 60, track: str = "melody", channel: int = 0) -> Cue:
    return Cue(beat, end, track, channel, pitch, 80)


def test_notes_are_played_in_time_in_whatever_order_they_were_put_in() -> None:
    desk = Desk()
    desk.put(cue(3, 4, 63), cue(1, 2, 61))
    desk.put(cue(2, 3, 62))
    desk.run(5.0)
    assert desk.sent == [
        (0.5, ON, 61), (1.0, OFF, 61), (1.0, ON, 62), (1.5, OFF, 62), (1.5, ON, 63), (2.0, OFF, 63)
    ]  # fmt: skip
    assert desk.told[:2] == [Played(1, "melody", 0, 61, 80), Played(2, "melody", 0, 61, 0)]
    assert desk.player.counts == {"notes played": 3}


def test_ends_come_before_beginnings() -> None:
    desk = Desk()
    desk.put(cue(0, 1, 60), cue(1, 2, 60), cue(1, 2, 50), cue(0, 1, 70))
    desk.run(0.5)
    at_one = [kind for when, kind, _ in desk.sent if when == 0.5]
    assert at_one == [OFF, OFF, ON, ON]


def test_a_pitch_that_is_struck_again_is_ended_first_and_not_by_its_old_end() -> None:
    desk = Desk()
    desk.put(cue(0, 2), cue(1, 4), cue(3, 3.5, channel=1))
    desk.run(5.0)
    assert [(when, kind) for when, kind, _ in desk.sent] == [
        (0.0, ON), (0.5, OFF), (0.5, ON), (1.5, ON), (1.75, OFF), (2.0, OFF)
    ]  # fmt: skip


def test_the_end_goes_where_the_note_went_also_where_two_tracks_share_a_channel() -> None:
    desk = Desk()
    desk.put(cue(0, 4, track="bass"), cue(1, 2, track="drums"))
    desk.run(5.0)
    assert desk.tracks == ["bass", "bass", "drums", "drums"]


def test_clearing_forgets_what_waits_there_of_these_tracks() -> None:
    desk = Desk()
    desk.put(*(cue(beat, beat + 0.5, 60 + beat) for beat in range(8)), cue(5, 6, 40, "bass"))
    desk.player.clear(["melody"], 2.0, 4.0)
    desk.player.clear(["melody"], 6.0)
    desk.run(5.0)
    assert [pitch for _, kind, pitch in desk.sent if kind == ON] == [60, 61, 64, 65, 40]


def test_clearing_ends_what_sounds_at_its_start() -> None:
    desk = Desk()
    desk.put(cue(0, 8, 60), cue(0, 8, 40, "bass", 1))
    desk.run(0.5)
    desk.player.clear(["melody"], 4.0)
    assert desk.player.sounding(), "its start is not now"
    desk.run(5.0)
    assert [s for s in desk.sent if s[1] == OFF] == [(2.0, OFF, 60), (4.0, OFF, 40)]


@pytest.mark.parametrize("start", [1.0, -math.inf])
def test_clearing_from_the_past_on_ends_at_once(start: float) -> None:
    desk = Desk()
    desk.put(cue(0, 8, 60), cue(1.5, 8, 61))
    desk.run(1.0)
    desk.player.clear(["melody"], start)
    desk.run(1.0)
    assert sorted(desk.sent[2:]) == [(1.0, OFF, 60), (1.0, OFF, 61)]
    assert all(told.beat >= begun for told, begun in zip(desk.told[2:], (0, 1.5), strict=True))


@given(st.lists(st.floats(0, 20), max_size=30), st.floats(0, 20), st.floats(0, 10))
def test_what_is_left_after_clearing_is_in_time(
    beats: list[float], start: float, length: float
) -> None:
    desk = Desk()
    desk.put(*(cue(beat, beat + 0.5, n) for n, beat in enumerate(beats)))
    desk.player.clear(["melody"], start, start + length)
    desk.run(11.0)
    left = sorted(beat for beat in beats if not start <= beat < start + length)
    assert [when for when, kind, _ in desk.sent if kind == ON] == pytest.approx(
        [beat / 2 for beat in left], abs=2e-3
    )


def test_a_note_that_reaches_the_bar_line_is_not_cut_short_of_it_by_the_next_loop() -> None:
    desk = Desk()
    desk.put(cue(0, 4, 60), cue(3.5, 6, 61))
    desk.run(1.8)
    desk.player.clear(["melody"], 4 - 0.125)
    desk.put(cue(4, 5, 62))
    desk.run(5.0)
    ends = {pitch: when for when, kind, pitch in desk.sent if kind == OFF}
    assert ends[60] == 2.0
    assert ends[61] == pytest.approx(3.875 / 2, abs=1e-3), "it belongs to the loop that is over"


def test_what_begins_before_what_is_cleared_ends_where_that_begins() -> None:
    desk = Desk()
    desk.put(cue(3, 8))
    desk.player.clear(["melody"], 4.0)
    desk.run(5.0)
    assert desk.sent == [(1.5, ON, 60), (2.0, OFF, 60)]


def test_silence_ends_and_forgets_all() -> None:
    desk = Desk()
    desk.put(cue(0, 8), cue(0, 8, 40, "bass", 1), cue(2, 3))
    desk.run(0.5)
    desk.player.silence()
    assert sorted(desk.sent[2:]) == [(0.5, OFF, 40), (0.5, OFF, 60)]
    desk.run(5.0)
    assert len(desk.sent) == 4
    desk.put(cue(12, 13))
    desk.run(9.0)
    assert desk.sent[4:] == [(6.0, ON, 60), (6.5, OFF, 60)], "and it plays on"


def test_what_waits_goes_on_when_the_music_does() -> None:
    desk = Desk()
    desk.put(cue(0, 4), cue(2, 3, 62))
    desk.run(0.5)
    desk.steer(playing=False)
    desk.run(9.0)
    assert desk.sent == [(0.0, ON, 60), (0.5, OFF, 60)]
    assert desk.told[-1].beat == pytest.approx(1.0, abs=1e-4)
    desk.steer(playing=True)
    desk.run(12.0)
    assert desk.sent[2:] == [(9.5, ON, 62), (10.0, OFF, 62)]


def test_rest_ends_what_sounds_and_keeps_what_waits() -> None:
    desk = Desk()
    desk.put(cue(0, 4), cue(2, 3, 62))
    desk.run(0.5)
    desk.player.rest()
    assert desk.pitches == []
    desk.run(3.0)
    assert [s[2] for s in desk.sent] == [60, 60, 62, 62]


def test_notes_that_wait_follow_the_tempo() -> None:
    desk = Desk()
    desk.put(cue(2, 4))
    desk.run(0.5)
    desk.steer(tempo=60.0)
    desk.run(2.0)
    desk.steer(tempo=240.0)
    desk.run(5.0)
    assert desk.sent == [(1.5, ON, 60), (2.0 + 0.375, OFF, 60)]


@pytest.mark.parametrize("latency_s", [0.05, -0.05])
def test_notes_go_out_earlier_for_instruments_that_sound_late(latency_s: float) -> None:
    desk = Desk()
    desk.player.latency_s = latency_s
    desk.put(cue(1, 2))
    desk.run(5.0)
    assert desk.sent == [(0.5 - latency_s, ON, 60), (1.0 - latency_s, OFF, 60)]
    assert desk.player.lateness()[2] < 1e-3
    assert desk.told[0].beat == 1.0


def test_what_is_too_late_is_dropped_and_counted_and_the_rest_is_measured() -> None:
    desk = Desk()
    desk.run(1.0)
    desk.put(cue(2 - 1.01 * LATE_BEATS, 4, 50), cue(2 - 0.9 * LATE_BEATS, 4, 51), cue(2, 3, 52))
    desk.run(3.0)
    assert sorted({s[2] for s in desk.sent}) == [51, 52]
    assert desk.player.counts == {"notes dropped: too late": 1, "notes played": 2}
    p50, p99, most = desk.player.lateness()
    assert (p50, p99, most) == pytest.approx((0.0, 0.0, 0.45 * LATE_BEATS), abs=1e-4)


def test_a_wait_is_short_and_ends_a_little_before_a_note() -> None:
    desk = Desk()
    assert desk.player._step() == POLL_S, "the course may bend"
    desk.put(cue(0.02, 1))
    assert desk.player._step() == pytest.approx(0.01 - SPIN_S, abs=1e-5)
    desk.steer(playing=False)
    assert desk.player._step() == POLL_S


def test_nothing_is_late_before_the_first_note() -> None:
    assert Desk().player.lateness() == (0.0, 0.0, 0.0)


cues = st.lists(
    st.builds(
        lambda beat, length, track, pitch: cue(beat, beat + length, pitch, track, pitch % 2),
        st.floats(0, 30),
        st.floats(0, 6),
        st.sampled_from(["melody", "bass"]),
        st.integers(60, 63),
    ),
    max_size=8,
)
deeds = st.one_of(
    st.tuples(st.just("put"), cues),
    st.tuples(st.just("clear"), st.sampled_from([["melody"], ["melody", "bass"]]),
              st.floats(0, 30), st.floats(0, 10)),
    st.tuples(st.just("run"), st.floats(0, 3)),
    st.tuples(st.just("steer"), st.fixed_dictionaries(
        {}, optional={"playing": st.booleans(), "tempo": st.floats(20, 400),
                      "beat": st.floats(0, 30)})),
    st.tuples(st.sampled_from(["silence", "rest"])),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(deeds, max_size=30))
def test_whatever_happens_every_note_that_was_begun_is_ended_once(
    happened: list[tuple[object, ...]],
) -> None:
    desk = Desk()
    player = desk.player
    for name, *given_ in happened:
        match name, given_:
            case "put", [found]:
                player.put(found)
            case "clear", [tracks, start, length]:
                player.clear(tracks, start, start + length)
            case "run", [seconds]:
                desk.run(desk.now + seconds)
            case "steer", [course]:
                desk.steer(**course)
            case _:
                getattr(player, str(name))()
    sounds = player.sounding()
    player.close()
    assert player.sounding() == []
    assert len(desk.told) == len(desk.sent)
    on: dict[tuple[int, int], str] = {}
    for told, track in zip(desk.told, desk.tracks, strict=True):
        key = told.channel, told.pitch
        assert told.track == track
        if told.velocity:
            assert key not in on, "begun while it sounds"
            on[key] = track
        else:
            assert on.pop(key) == track, "ended where it went"
    assert on == {}
    assert len(sounds) == len({(s.channel, s.pitch) for s in sounds})


def test_the_thread_plays_in_time_and_leaves_nothing_sounding() -> None:
    sent: list[tuple[float, tuple[int, ...]]] = []
    enough = threading.Event()

    def send(_: str, message: tuple[int, ...]) -> None:
        sent.append((time.perf_counter(), message))
        if len(sent) == 7:
            enough.set()

    line = Line(time.perf_counter(), 0.0, 20.0, playing=True)  # 0.75 s late is not too late
    player = Player(send, lambda: line, lambda _: None)
    player.put([cue(n / 16, (n + 1) / 16, 60 + n) for n in (3, 2, 1)])
    player.put([cue(0.25, math.inf, 64)])
    player.start()
    assert enough.wait(60)
    player.close()
    assert not player.is_alive()
    assert [m[:2] for _, m in sent] == [
        (0x90, 61), (0x80, 61), (0x90, 62), (0x80, 62), (0x90, 63), (0x80, 63), (0x90, 64),
        (0x80, 64),
    ]  # fmt: skip
    for at, (kind, pitch, _) in sent[:7:2]:
        assert kind == 0x90
        assert at >= line.time_at((pitch - 60) / 16) - 1e-4, "late it may be here, early never"
    player.put([cue(0, 1)])
    player.close()
    assert len(sent) == 8
