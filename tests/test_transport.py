"""Beats and seconds: the course that every source of time gives, on simulated clocks."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.transport import LOST_S, MAX_TEMPO, MIN_TEMPO, TICKS, Line, Pulse, Transport

JITTER_S = 0.00267
"""A driver's period of 128 frames at 48 kHz: so much later, at most, a tick may be handed over."""
TEMPI = (60.0, 120.0, 174.0)
START, CONTINUE, STOP = (0xFA,), (0xFB,), (0xFC,)
Course = Callable[[float], float]
"""Beat -> seconds."""


def steady(tempo: float) -> Course:
    return lambda beat: beat * 60 / tempo


def ramp(tempo: float, share: float, start: float, beats: float) -> Course:
    """The tempo goes up by `share` from beat `start` on, in proportion to the beats."""
    slope = share / beats

    def at(beat: float) -> float:
        inside = min(max(beat - start, 0.0), beats)
        turned = math.log1p(slope * inside) / slope
        after = max(beat - start - beats, 0.0) / (1 + share)
        return (min(beat, start) + turned + after) * 60 / tempo

    return at


def errors(
    course: Course, beats: float, seed: int, late: Callable[[float], float] = lambda _: 0.0
) -> list[float]:
    """How far the pulse is off at every tick, in seconds; `late(time)` delays it further."""
    draw, pulse, came, found = random.Random(seed), Pulse(), 0.0, []
    for number in range(round(beats * TICKS)):
        time = course(number / TICKS)
        came = max(came, time + draw.uniform(0.0, JITTER_S) + late(time))
        pulse.tick(came)
        found.append(abs(pulse.time_at(number) - time))
    return found


def p99(values: list[float]) -> float:
    return sorted(values)[int(0.99 * len(values))]


# --- the line


@given(
    st.floats(-1e3, 1e5), st.floats(0, 1e5), st.floats(MIN_TEMPO, MAX_TEMPO), st.floats(-10, 1e4)
)
def test_a_line_that_plays_tells_beats_and_times_both_ways(
    time: float, beat: float, tempo: float, ahead: float
) -> None:
    line = Line(time, beat, tempo, playing=True, shift=8.0)
    assert line.beat_at(line.time_at(beat + ahead)) == pytest.approx(beat + ahead, abs=1e-5)
    later = line.at(time + 3.0)
    assert later.time == time + 3.0
    assert later.beat_at(time + 5.0) == pytest.approx(line.beat_at(time + 5.0), abs=1e-6)
    assert line.song(beat) == beat - 8.0


def test_a_line_that_stands_still_never_comes_to_what_is_ahead() -> None:
    line = Line(10.0, 4.0)
    assert line.beat_at(99.0) == 4.0
    assert line.time_at(4.0) == line.time_at(3.0) == 10.0
    assert line.time_at(4.1) == math.inf


# --- the pulse of a clock


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tempo", TEMPI)
def test_after_two_beats_of_a_jittery_clock_the_beat_is_known(tempo: float, seed: int) -> None:
    found = errors(steady(tempo), 64, seed)
    assert p99(found[2 * TICKS :]) < 0.0018
    assert max(found[2 * TICKS :]) < JITTER_S


@pytest.mark.parametrize("share", [0.05, -0.05])
@pytest.mark.parametrize("tempo", TEMPI)
def test_a_tempo_that_changes_little_by_little_is_followed(tempo: float, share: float) -> None:
    found = errors(ramp(tempo, share, 8, 8), 24, seed=1)
    assert max(found[2 * TICKS :]) < JITTER_S


@pytest.mark.parametrize("share", [0.05, -0.05])
@pytest.mark.parametrize("tempo", TEMPI)
def test_a_tempo_that_jumps_is_followed_after_a_beat(tempo: float, share: float) -> None:
    found = errors(ramp(tempo, share, 8, 1e-9), 24, seed=1)
    assert max(found[8 * TICKS : 9 * TICKS]) < 0.015
    assert max(found[9 * TICKS + TICKS // 2 :]) < 0.003


@pytest.mark.parametrize("tempo", TEMPI)
def test_ticks_that_bunch_up_in_a_stall_do_not_move_the_beat(tempo: float) -> None:
    stalled = steady(tempo)(8)
    found = errors(
        steady(tempo), 16, 1, lambda time: max(0.0, stalled + 0.06 - time) * (time >= stalled)
    )
    assert max(found[2 * TICKS :]) < JITTER_S


@given(st.lists(st.floats(0.0, 2.0), min_size=2, max_size=200))
def test_no_clock_is_too_wild_for_the_pulse(gaps: list[float]) -> None:
    pulse, time = Pulse(), 0.0
    for gap in gaps:
        time += gap
        pulse.tick(time)
        assert MIN_TEMPO * 0.999 <= 60 / TICKS / pulse.tick_s <= MAX_TEMPO * 1.001
        assert math.isfinite(pulse.time_at(pulse.count))


# --- a MIDI clock


class Clock:
    """A host that sends a clock to a transport; `beat` counts what it has sent."""

    def __init__(self, tempo: float = 120.0, quantum: float = 16.0, jitter_s: float = 0.0) -> None:
        self._jitter_s, self._draw = jitter_s, random.Random(1)
        self.transport = Transport()
        self.transport.quantum = quantum
        self.transport.choose("midi", 0.0)
        self.now, self.tempo = 100.0, tempo
        self.beats: list[float] = []
        """Where the transport was at each tick."""

    def say(self, *messages: tuple[int, ...]) -> None:
        for message in messages:
            self.transport.hear(message, self.now)

    def locate(self, sixteenth: int) -> None:
        self.say((0xF2, sixteenth % 128, sixteenth // 128))

    def run(self, beats: float) -> None:
        """So many beats of ticks; `now` is the time of the last one."""
        for _ in range(round(beats * TICKS)):
            self.now += 60 / self.tempo / TICKS
            late = self._draw.uniform(0.0, self._jitter_s)
            self.transport.hear((0xF8,), self.now + late)
            self.beats.append(self.beat)

    @property
    def beat(self) -> float:
        return self.transport.line.beat_at(self.now)

    @property
    def song(self) -> float:
        return self.transport.line.song(self.beat)


def tick(beats: float) -> float:
    """A start is at the first tick that follows, so that the last of n beats' ticks is before n."""
    return beats - 1 / TICKS


def test_a_start_begins_with_the_next_tick() -> None:
    clock = Clock()
    assert not clock.transport.locked
    clock.run(2)
    assert clock.transport.locked
    assert clock.transport.line.tempo == pytest.approx(120.0)
    clock.say(START)
    assert not clock.transport.line.playing
    clock.run(4)
    assert clock.transport.line.playing
    assert clock.beat == clock.song == pytest.approx(tick(4))


def test_a_stop_stands_still_and_continue_goes_on_from_there() -> None:
    clock = Clock()
    clock.say(START)
    clock.run(5)
    clock.say(STOP)
    clock.run(3)
    assert not clock.transport.line.playing
    assert clock.song == pytest.approx(tick(5))
    clock.say(CONTINUE)
    clock.run(2)
    assert clock.song == clock.beat == pytest.approx(tick(7))


def test_a_stop_without_ticks_and_a_later_start_begin_the_song_again() -> None:
    clock = Clock()
    clock.say(START)
    clock.run(6)
    clock.say(STOP)
    clock.now += 60.0
    clock.transport.check(clock.now)
    clock.say(START)
    clock.run(1)
    assert clock.song == pytest.approx(tick(1), abs=0.02)
    assert clock.beat == pytest.approx(tick(17), abs=0.02), "the loop begins with the song"


def test_the_song_position_says_where_continue_goes_on() -> None:
    clock = Clock()
    clock.run(1)
    clock.locate(300)
    assert not clock.transport.line.playing
    clock.say(CONTINUE)
    clock.run(1)
    assert clock.song == pytest.approx(75 + tick(1))
    assert clock.beat == pytest.approx(75 % 16 + tick(1)), "at the same place in a loop"


@pytest.mark.parametrize("stops", [False, True])
@pytest.mark.parametrize("length", [16, 32])
def test_a_loop_of_the_host_goes_on_without_a_skip(length: int, stops: bool) -> None:
    clock = Clock(tempo=97.0, jitter_s=JITTER_S)
    clock.run(2)
    clock.say(START)
    for _ in range(8):
        clock.run(length)
        clock.say(*[STOP] * stops)
        clock.locate(0)
        clock.say(*[CONTINUE] * stops)
    told = clock.beats[2 * TICKS :]
    steps = [b - a for a, b in pairwise(told)]
    assert steps == pytest.approx([1 / TICKS] * len(steps), abs=0.01)
    clock.run(1)
    assert clock.song == pytest.approx(tick(1), abs=0.01)
    assert clock.transport.line.shift == pytest.approx(8 * length, abs=0.05)


def test_who_stops_and_goes_on_at_once_is_about_to_play() -> None:
    clock = Clock()
    clock.say(START)
    assert not clock.transport.begins(clock.now), "no tick was ever heard"
    clock.run(4)
    assert not clock.transport.begins(clock.now)
    clock.say(STOP)
    assert not clock.transport.begins(clock.now)
    clock.locate(0)
    clock.say(CONTINUE)
    assert clock.transport.begins(clock.now)
    assert not clock.transport.begins(clock.now + 1.1 * LOST_S), "there is no clock any more"
    clock.run(1)
    assert not clock.transport.begins(clock.now)


def test_a_loop_of_the_host_that_is_no_multiple_of_ours_counts_on_to_its_place() -> None:
    clock = Clock()
    clock.say(START)
    clock.run(12)
    clock.locate(0)
    clock.run(1)
    assert clock.song == pytest.approx(tick(1))
    assert clock.beat == pytest.approx(16 + tick(1))


@given(st.integers(0, 800), st.integers(1, 60), st.sampled_from([4.0, 8.0, 16.0, 64.0]))
def test_after_a_jump_the_song_has_its_place_in_a_loop(
    sixteenth: int, before: int, quantum: float
) -> None:
    clock = Clock(quantum=quantum)
    clock.say(START)
    clock.run(before / 4)
    was = clock.beat
    clock.locate(sixteenth)
    clock.run(1 / TICKS)
    assert clock.song == pytest.approx(sixteenth / 4)
    place = (clock.beat - clock.song) % quantum
    assert min(place, quantum - place) < 1e-6
    assert was - 0.5 <= clock.beat <= was + quantum


def test_ticks_that_get_lost_are_lost_to_the_song_too() -> None:
    clock = Clock()
    clock.say(START)
    clock.run(4)
    clock.now += 0.5
    clock.run(4)
    assert clock.song == pytest.approx(tick(8))
    assert clock.transport.line.tempo == pytest.approx(120.0)


@pytest.mark.parametrize("again", [START, CONTINUE])
def test_a_clock_that_is_lost_stops_the_music_until_it_is_started(again: tuple[int]) -> None:
    clock = Clock()
    clock.say(START)
    clock.run(4)
    assert not clock.transport.check(clock.now + 0.99 * LOST_S)
    clock.now += 1.01 * LOST_S
    assert clock.transport.check(clock.now)
    assert not clock.transport.check(clock.now), "it is told once"
    still = clock.beat
    clock.run(4)
    assert clock.beat == still, "nobody knows where the song is"
    clock.say(again)
    clock.run(1)
    assert clock.transport.line.playing
    assert clock.song == pytest.approx((0 if again == START else still) + 1, abs=1.5 / TICKS)
    assert clock.beat > still


def test_messages_of_a_clock_that_is_not_followed_are_ignored() -> None:
    transport = Transport()
    assert not transport.hear(START, 1.0)
    assert not transport.hear((0xF8,), 1.1)
    assert transport.line == Line()
    transport.choose("midi", 2.0)
    assert not transport.hear((0xFE,), 2.1)
    assert transport.hear(START, 2.2)


def test_another_source_stops_the_music_and_has_to_be_heard() -> None:
    transport = Transport()
    transport.play(10.0)
    assert transport.locked
    transport.choose("osc", 12.0)
    assert (transport.line.playing, transport.line.beat) == (False, 4.0)
    assert not transport.locked
    assert not transport.check(99.0)


# --- our own tempo


def test_our_own_tempo_changes_where_the_music_is() -> None:
    transport = Transport()
    transport.play(10.0)
    assert transport.line.beat_at(12.0) == 4.0
    transport.set_tempo(60.0, 12.0)
    assert transport.line.beat_at(14.0) == 6.0
    transport.stop(14.0)
    assert transport.line.beat_at(99.0) == 6.0
    transport.play(99.0)
    assert transport.line.beat_at(100.0) == 7.0
    assert not transport.check(1e6), "our own clock is never lost"
    for asked, got in ((1.0, MIN_TEMPO), (1e4, MAX_TEMPO)):
        transport.set_tempo(asked, 100.0)
        assert transport.line.tempo == got


def test_our_own_song_begins_where_it_is_told() -> None:
    transport = Transport()
    transport.play(0.0, song=9.0)
    assert transport.line.song(transport.line.beat_at(0.5)) == 10.0
    transport.play(1.0, song=0.0)
    assert transport.line.beat_at(1.0) == 16.0
    assert transport.line.song(16.0) == 0.0


# --- a host that says where it is


def test_a_host_that_says_its_beats_is_followed() -> None:
    transport, draw = Transport(), random.Random(2)
    transport.choose("osc", 0.0)
    for beat in range(40):
        time = 10 + beat * 60 / 100
        before = transport.line.beat_at(time)
        transport.follow(time + draw.uniform(0.0, 0.005), float(beat), 100.0, True)
        assert transport.line.beat_at(time) == pytest.approx(float(beat), abs=0.01)
        assert beat == 0 or abs(transport.line.beat_at(time) - before) < 0.01
    assert transport.locked
    assert not transport.check(time + 0.9)
    assert transport.check(time + 1.1)
    assert not transport.line.playing
    transport.follow(time + 5.0, 52.0, 100.0, True)
    assert transport.line.playing
    assert transport.line.song(transport.line.beat) == 52.0


@given(st.lists(st.tuples(st.floats(0, 999), st.booleans(), st.floats(0, 3)), max_size=20))
def test_loops_of_a_host_are_whole_ones_wherever_it_jumps(
    said: list[tuple[float, bool, float]],
) -> None:
    transport, time = Transport(), 1.0
    transport.choose("osc", 0.0)
    for song, playing, ahead in said:
        time += ahead
        transport.follow(time, song, 97.3, playing)
        assert transport.line.shift % 16 == 0
        assert transport.line.song(transport.line.beat) == pytest.approx(song, abs=1e-9)


def test_a_host_that_loops_or_jumps_keeps_its_place_in_a_loop() -> None:
    transport = Transport()
    transport.choose("osc", 0.0)
    transport.follow(10.0, 8.0, 120.0, True)
    transport.follow(14.0, 0.0, 120.0, True)
    assert transport.line.beat == pytest.approx(16.0)
    transport.follow(14.5, 5.0, 120.0, True)
    assert (transport.line.beat, transport.line.shift) == (pytest.approx(21.0), pytest.approx(16.0))
    transport.follow(15.0, 4.7, 120.0, False)
    assert transport.line.song(transport.line.beat_at(99.0)) == pytest.approx(4.7)
    assert not transport.line.playing
