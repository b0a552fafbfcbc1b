"""The process that keeps time: what it hears and plays, its death, and a real MIDI system."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jack_music import own_jack
from midi_for_ports import Cables, Files, said, write

from benchmarks.rig import Jack
from bridges.midi_port import VIRTUAL, RtMidi
from bridges.midi_rack import Found, Lost, Wanted
from server import band_worker
from server.band_engine import Band, Restarted
from server.band_worker import (
    DEFAULT_CHANNELS,
    ECHO_S,
    Came,
    Clear,
    Course,
    Cues,
    Follow,
    Go,
    Halt,
    Host,
    Look,
    Order,
    Panicked,
    Ports,
    Restore,
    Seen,
    Setup,
    Silence,
    Tally,
    Tempo,
    Worker,
)
from server.player import Cue, Played
from server.transport import Line

WAIT_S = 60.0
KEYS, BASS = Wanted("in", "keys"), Wanted("in", "pedals", "music", ("bass",))
KNOBS, SYNTH = Wanted("in", "knobs", "control"), Wanted("out", "synth")
TICK, START, STOP = (0xF8,), (0xFA,), (0xFC,)


class Booth:
    """The worker, of which nothing runs by itself."""

    def __init__(self, thru: bool = False) -> None:
        self.now = 100.0
        self.cables = Cables({"in": ["keys", "pedals", "knobs"], "out": ["synth"]})
        self.worker = worker = Worker(None, lambda: self.cables)  # type: ignore[arg-type]
        for part in (worker, worker._rack, worker._player):
            part._clock = lambda: self.now  # type: ignore[attr-defined]
        self.order(Ports((KEYS, BASS, KNOBS, SYNTH)))
        self.order(Setup(DEFAULT_CHANNELS, thru=thru))
        self.look()

    def look(self) -> list[object]:
        self.worker._rack._look()
        return self.news

    def order(self, *orders: Order) -> None:
        for order in orders:
            self.worker._carry_out(order)

    def hear(self, *message: int, port: str = "keys") -> list[object]:
        self.cables.hears[port](message)
        return self.news

    def play(self, *cues: Cue) -> None:
        self.order(Cues(cues))
        self.step()

    def step(self) -> None:
        """Play what is due."""
        while self.worker._player._step() == 0.0:
            pass

    @property
    def news(self) -> list[object]:
        queue = self.worker._news
        return [queue.get() for _ in range(queue.qsize())]

    @property
    def sent(self) -> list[tuple[int, ...]]:
        """What went out since the last question."""
        return self.cables.sent.pop("synth", [])

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.worker._counts)

    @property
    def line(self) -> Line:
        return self.worker._transport.line


def cue(beat: float = 0.0, end: float = 1.0, pitch: int = 60, track: str = "melody") -> Cue:
    return Cue(beat, end, track, DEFAULT_CHANNELS[track], pitch, 80)


# --- what comes in


def test_what_comes_in_is_told_with_its_track_and_its_beat() -> None:
    booth = Booth()
    booth.order(Go())
    booth.now += 1.0
    assert booth.hear(0x90, 60, 80) == [Came((0x90, 60, 80), 0, "melody", 2.0)]
    assert booth.hear(0x99, 36, 80) == [Came((0x99, 36, 80), 0, "drums", 2.0)]
    assert booth.hear(0x95, 60, 80) == [Came((0x95, 60, 80), 0, "melody", 2.0)]
    assert booth.hear(0x99, 36, 80, port="pedals") == [Came((0x99, 36, 80), 0, "bass", 2.0)]
    assert booth.hear(0xB0, 1, 2, port="knobs") == [Came((0xB0, 1, 2), 0, "", 2.0)]
    booth.order(Setup({**DEFAULT_CHANNELS, "drums": 5}))
    assert booth.hear(0x95, 60, 81) == [Came((0x95, 60, 81), 0, "drums", 2.0)]
    assert booth.hear() == []
    assert booth.sent == [], "nothing goes through unasked"


def test_messages_beyond_what_may_wait_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(band_worker, "MOST", 3)
    booth = Booth()
    for n in range(5):
        booth.cables.hears["keys"]([0xB0, 1, n])
    assert [(came.message[2], came.lost) for came in booth.news] == [(0, 0), (1, 0), (2, 0)]
    assert booth.hear(0xB0, 1, 9) == [Came((0xB0, 1, 9), 2, "melody")]


def test_the_first_clock_is_followed_until_it_is_silent() -> None:
    booth = Booth()
    booth.order(Follow("midi", 16.0))
    booth.hear(*START)
    for _ in range(48):
        booth.hear(*TICK)
        booth.hear(*TICK, port="pedals")
        booth.hear(*TICK, port="knobs")
        booth.now += 0.02
    assert booth.line.playing
    assert booth.line.beat_at(booth.now) == pytest.approx(2.0, abs=0.01)
    assert booth.counts == {"MIDI clock messages of a second clock": 48}
    assert booth.news == [], "a clock is no music"
    booth.now += 2.0
    booth.hear(*START, port="pedals")
    for _ in range(24):
        booth.hear(*TICK, port="pedals")
        booth.now += 0.02
    assert booth.line.song(booth.line.beat_at(booth.now)) == pytest.approx(1.0, abs=0.05)
    assert len(booth.counts) == 1


def test_a_clock_that_nobody_follows_moves_nothing() -> None:
    booth = Booth()
    booth.hear(*START)
    booth.hear(*TICK)
    assert not booth.line.playing
    assert booth.news == []


# --- echoes


def test_a_note_that_comes_back_is_not_heard_on_whatever_channel_nor_its_end() -> None:
    booth = Booth()
    booth.order(Go())
    booth.play(cue(0, 0.2))
    assert booth.sent == [(0x90, 60, 80)]
    booth.news.clear()
    booth.now += 0.05
    assert booth.hear(0x93, 60, 80) == []
    assert booth.counts == {"MIDI messages of our own that came back": 1}
    booth.now += 5.0
    booth.step()
    assert booth.hear(0x83, 60, 0) == [Played(0.2, "melody", 0, 60, 0)]
    assert booth.hear(0x83, 60, 0) == [Came((0x83, 60, 0), 0, "melody", pytest.approx(10.1))]


def test_what_only_looks_like_our_own_note_is_heard() -> None:
    booth = Booth()
    booth.order(Go())
    booth.play(cue())
    for message in ((0x90, 61, 80), (0x90, 60, 81)):
        assert any(isinstance(news, Came) for news in booth.hear(*message))
    booth.now += 1.01 * ECHO_S
    assert booth.hear(0x90, 60, 80), "too late for an echo"
    booth.play(cue(booth.line.beat_at(booth.now), 99))
    assert booth.hear(0x90, 60, 80, port="knobs"), "a pad"
    booth.news.clear()
    assert booth.hear(0x90, 60, 80) == []
    assert booth.hear(0x90, 60, 80), "one comes back once"


@given(st.lists(st.tuples(st.integers(60, 62), st.booleans()), max_size=40))
def test_of_our_notes_that_all_come_back_none_is_heard(notes: list[tuple[int, bool]]) -> None:
    booth = Booth()
    booth.order(Go())
    for pitch, late in notes:
        beat = booth.line.beat_at(booth.now)
        booth.play(cue(beat, beat + 0.3, pitch))
        booth.now += 0.15
        for message in booth.sent:
            booth.hear(*message)
        booth.now += 0.3 if late else 0.01
        booth.step()
    booth.now += 5.0
    booth.step()
    for message in booth.sent:
        booth.hear(*message)
    assert not [news for news in booth.news if isinstance(news, Came)]


def test_echoes_are_looked_for_while_other_threads_send(few_turns: None) -> None:
    booth, done = Booth(), threading.Event()

    def send() -> None:
        while not done.is_set():
            booth.worker._send("", (0x91, 1, 1))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        for _ in range(2000):
            assert booth.hear(0x90, 60, 80)
    finally:
        done.set()
        sender.join()


@pytest.fixture
def few_turns() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


# --- through


def test_what_comes_in_goes_out_on_its_tracks_channel() -> None:
    booth = Booth(thru=True)
    for message in ((0x90, 40, 80), (0xB5, 1, 64), (0xE0, 0, 64), (0x80, 40, 0)):
        booth.hear(*message, port="pedals")
    assert booth.sent == [(0x91, 40, 80), (0xB1, 1, 64), (0xE1, 0, 64), (0x81, 40, 0)]
    booth.hear(0x90, 60, 80, port="knobs")
    assert booth.sent == [], "controllers are no music"


@pytest.mark.parametrize("message", [(0x90, 60, 80), (0xB0, 1, 64), (0xE0, 1, 64), (0xC0, 5)])
def test_what_went_through_and_comes_back_does_not_go_round(message: tuple[int, ...]) -> None:
    booth = Booth(thru=True)
    assert booth.hear(*message)
    for again in booth.sent:
        booth.now += 0.03
        assert booth.hear(*again, port="pedals") == []
    assert booth.sent == []


@pytest.mark.parametrize(
    "order",
    [Setup(DEFAULT_CHANNELS), Setup({**DEFAULT_CHANNELS, "melody": 7}, thru=True),
     Ports((SYNTH,)), Silence()],
)  # fmt: skip
def test_keys_that_are_held_through_are_ended_when_their_way_changes(order: Order) -> None:
    booth = Booth(thru=True)
    booth.hear(0x90, 60, 80)
    booth.hear(0x90, 62, 80)
    booth.hear(0x80, 62, 0)
    assert booth.sent[-1] == (0x80, 62, 0)
    booth.order(order)
    assert booth.sent[0] == (0x80, 60, 0)


def test_keys_of_an_input_that_is_gone_are_ended() -> None:
    booth = Booth(thru=True)
    booth.hear(0x90, 60, 80)
    booth.cables.names["in"].remove("keys")
    booth.look()
    assert booth.sent == [(0x90, 60, 80), (0x80, 60, 0)]


# --- panic


def off(channels: set[int]) -> list[tuple[int, ...]]:
    return [(0xB0 | channel, 123, 0) for channel in channels]


@pytest.mark.parametrize("number", [120, 123])
def test_all_notes_off_leaves_nothing_sounding_and_does_not_go_round(number: int) -> None:
    booth = Booth(thru=True)
    booth.order(Go())
    booth.play(cue(0, 8), cue(1, 2))
    booth.hear(0x90, 50, 80)
    assert booth.sent == [(0x90, 60, 80), (0x90, 50, 80)]
    assert Panicked() in booth.hear(0xB3, number, 0)
    sent = booth.sent
    assert sent[:2] == [(0x80, 60, 0), (0x80, 50, 0)]
    assert sorted(sent[2:]) == sorted(off({0, 1, 2, 9}))
    for message in sent[2:]:
        booth.now += 0.01
        assert booth.hear(*message) == [], "our own"
    booth.now += 9.0
    booth.step()
    assert booth.sent == []
    assert booth.hear(0xB0, number, 0) == [Panicked()]
    booth.now += 9.0
    assert Panicked() not in booth.hear(0xB0, number, 0, port="knobs"), "a knob says nothing to us"


def test_silence_forgets_and_ends_all() -> None:
    booth = Booth()
    booth.order(Go())
    booth.play(cue(0, 8), cue(1, 2))
    booth.order(Silence())
    booth.now += 9.0
    booth.step()
    assert booth.sent[:2] == [(0x90, 60, 80), (0x80, 60, 0)]
    assert booth.worker._player.counts == {"notes played": 1}


def test_a_clear_forgets_what_waits() -> None:
    booth = Booth()
    booth.order(Go(), Cues((cue(1, 2), cue(3, 4))), Clear(("melody",), 2.0, 4.0))
    booth.now += 9.0
    booth.worker._transport.line = Line(booth.now, 1.0, 120.0, True)
    booth.step()
    booth.now += 9.0
    booth.step()
    assert [m[0] for m in booth.sent] == [0x90, 0x80]


# --- ports that come and go


def test_an_output_that_was_away_is_quietened_alone() -> None:
    booth = Booth()
    assert booth.sent == [], "one that was there from the start is left alone"
    booth.order(Ports((SYNTH, Wanted("out", "box"))))
    booth.cables.names["out"] = ["box"]
    booth.look()
    booth.cables.names["out"] = ["box", "synth"]
    booth.look()
    assert sorted(booth.sent) == sorted(off({0, 1, 2, 9}))
    assert "box" not in booth.cables.sent, "it sounds as before"


def test_what_a_process_that_ended_left_sounding_is_ended_when_its_port_is_open() -> None:
    booth = Booth()
    booth.cables.names["out"] = []
    booth.look()
    line = Line(booth.now, 8.0, 120.0, playing=True)
    booth.order(Restore(line, (cue(0, 0, 60), cue(0, 0, 40, "bass"))))
    assert booth.line == line
    booth.order(Cues((cue(8, 12, 60),)))
    booth.step()
    booth.cables.names["out"] = ["synth"]
    booth.news.clear()
    told = booth.look()
    assert (0x81, 40, 0) in booth.sent
    assert Played(8.0, "bass", 1, 40, 0) in told
    assert [p.pitch for p in told if isinstance(p, Played)] == [40], "the other sounds anew"


# --- the course


def test_orders_steer_the_course_and_wake_the_player() -> None:
    booth = Booth()
    booth.order(Tempo(60.0), Go(4.0))
    assert (booth.line.beat, booth.line.tempo, booth.line.playing) == (4.0, 60.0, True)
    booth.now += 2.0
    booth.order(Halt())
    assert booth.line.song(booth.line.beat) == 6.0
    booth.order(Go())
    assert booth.line.playing
    booth.order(Follow("osc", 8.0))
    assert not booth.line.playing
    booth.order(Host(booth.now, 3.0, 90.0, True))
    assert booth.line.song(booth.line.beat) == 3.0
    before = booth.line
    booth.order(Follow("osc", 16.0))
    assert booth.line == before, "the same source goes on"


def test_notes_go_out_earlier_by_the_latency() -> None:
    booth = Booth()
    booth.order(Setup(DEFAULT_CHANNELS, latency_s=0.1), Go())
    booth.play(cue(0.2, 1))
    assert booth.sent == [(0x90, 60, 80)]


# --- the process


class Ears:
    """A band, and what it told, in order."""

    def __init__(self, driver: Any) -> None:
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        self.band = Band(self.queue.put_nowait, driver)
        self.all: list[object] = []

    async def next(self) -> object:
        """The next that is not about time."""
        while isinstance(news := await self.any(), Course | Tally):
            pass
        return news

    async def any(self) -> object:
        news = await asyncio.wait_for(self.queue.get(), WAIT_S)
        self.all.append(news)
        return news

    async def until(self, kind: type, true: Callable[[Any], bool] = lambda _: True) -> Any:
        async with asyncio.timeout(WAIT_S):
            while not (isinstance(news := await self.any(), kind) and true(news)):
                pass
        return news

    @property
    def line(self) -> Line:
        """As it was told last."""
        return next(news.line for news in reversed(self.all) if isinstance(news, Course))


def listen(driver: Any, talk: Callable[[Ears], Awaitable[None]], *wanted: Wanted) -> Ears:
    async def run() -> Ears:
        ears = Ears(driver)
        if wanted:
            ears.band.send(Ports(wanted))
        try:
            await talk(ears)
        finally:
            await ears.band.close()
        return ears

    return asyncio.run(run())


async def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.in"
    path.touch()
    return path


@pytest.fixture
def synth(tmp_path: Path) -> Path:
    path = tmp_path / "synth.out"
    path.touch()
    return path


def ends(path: Path) -> list[tuple[int, ...]]:
    """The notes that were begun and not ended."""
    sounding: list[tuple[int, ...]] = []
    for message in said(path):
        key = message[0] & 0x0F, message[1]
        if message[0] & 0xF0 == 0x90:
            sounding.append(key)
        elif key in sounding:
            sounding.remove(key)
    return sounding


def test_messages_come_in_order(tmp_path: Path, keys: Path) -> None:
    async def talk(ears: Ears) -> None:
        assert await ears.next() == Found("keys", KEYS)
        write(keys, *((0xB0, n % 100, n % 119) for n in range(500)))
        came = [await ears.until(Came) for _ in range(500)]
        assert [c.message for c in came] == [(0xB0, n % 100, n % 119) for n in range(500)]
        assert all(c.lost == 0 and c.track == "melody" for c in came)

    listen(partial(Files, tmp_path), talk, KEYS)


def test_notes_go_out_and_are_told_in_order(tmp_path: Path, synth: Path) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        ears.band.send(Tempo(60.0))
        ears.band.send(Go())
        ears.band.send(Cues((cue(0.4, 0.6, 62), cue(0.2, 0.4, 61))))
        course = await ears.until(Course, lambda c: c.line.playing)
        assert (course.source, course.locked, course.line.tempo) == ("internal", True, 60.0)
        now = asyncio.get_running_loop().time()
        assert -0.1 < course.line.beat_at(now) < WAIT_S, "in the time of the event loop"
        played = [await ears.until(Played) for _ in range(4)]
        assert [(p.pitch, p.velocity) for p in played] == [(61, 80), (61, 0), (62, 80), (62, 0)]
        assert said(synth) == [(0x90, 61, 80), (0x80, 61, 0), (0x90, 62, 80), (0x80, 62, 0)]
        tally = await ears.until(Tally, lambda t: t.counts.get("notes played"))
        assert tally.counts == {"notes played": 2}
        assert 0 <= tally.late_s[0] <= tally.late_s[2]

    listen(partial(Files, tmp_path), talk, SYNTH)


def test_a_host_that_stops_and_goes_on_where_its_song_loops_is_not_told_to_have_stopped(
    tmp_path: Path, keys: Path
) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        ears.band.send(Follow("midi", 4.0))
        await ears.until(Course, lambda course: course.source == "midi")
        write(keys, START)
        for _ in range(12):
            for _ in range(24):
                write(keys, TICK)
                await asyncio.sleep(0.01)
            write(keys, STOP, (0xF2, 0, 0), (0xFB,))
            await asyncio.sleep(0.02)
        write(keys, TICK)
        await ears.until(Course, lambda course: course.line.shift >= 40)
        courses = [news.line for news in ears.all if isinstance(news, Course)]
        first = next(n for n, line in enumerate(courses) if line.playing)
        assert all(line.playing for line in courses[first:])

    listen(partial(Files, tmp_path), talk, KEYS)


def test_the_end_ends_what_sounds(tmp_path: Path, synth: Path) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        ears.band.send(Go())
        ears.band.send(Cues((cue(0.1, 999),)))
        await ears.until(Played)

    listen(partial(Files, tmp_path), talk, SYNTH)
    assert said(synth) == [(0x90, 60, 80), (0x80, 60, 0)]


def test_a_parent_that_is_killed_leaves_nothing_sounding(tmp_path: Path, synth: Path) -> None:
    script = f"""
import asyncio, sys
sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parent.parent)]}
from functools import partial
from pathlib import Path
from jack_music import own_jack
from midi_for_ports import Files
from bridges.midi_rack import Wanted
from server.band_engine import Band
from server.band_worker import Cues, Go, Ports
from server.player import Cue

async def play():
    band = Band(lambda news: None, partial(Files, Path({str(tmp_path)!r})))
    for order in (Ports((Wanted("out", "synth"),)), Go()):
        band.send(order)
    for n in range(10_000):
        await asyncio.sleep(0.1)
        band.send(Cues((Cue(0.4 * n, 9999.0, "melody", 0, n % 100, 80),)))

if __name__ == "__main__":
    asyncio.run(play())
"""
    program = tmp_path.parent / f"{tmp_path.name}.py"
    program.write_text(script)
    parent = subprocess.Popen([sys.executable, str(program)])
    end = time.monotonic() + WAIT_S
    while not said(synth):
        assert parent.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)
    children = psutil.Process(parent.pid).children(recursive=True)
    parent.kill()
    parent.wait(WAIT_S)
    _, alive = psutil.wait_procs(children, WAIT_S)
    assert alive == [], "no process is left"
    assert ends(synth) == []


def test_a_process_that_is_killed_is_started_again_and_what_sounded_is_ended(
    tmp_path: Path, keys: Path, synth: Path
) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        await ears.until(Found)
        ears.band.send(Setup({**DEFAULT_CHANNELS, "melody": 5}))
        ears.band.send(Go())
        ears.band.send(Cues((Cue(0.1, 999, "melody", 5, 60, 80),)))
        await ears.until(Played)
        before = ears.line
        assert ends(synth) == [(5, 60)]
        pid = ears.band.pid
        assert pid is not None
        scout = ears.band._scout
        os.kill(pid, signal.SIGKILL)
        assert (await ears.next()) == Restarted("exit code -9")
        ears.all.clear()
        scout.join(WAIT_S)
        assert scout.exitcode is not None, "it has nobody to look for"
        assert [await ears.next(), await ears.next()] == [
            Found("keys", KEYS), Played(ANY, "melody", 5, 60, 0)
        ]  # fmt: skip
        assert await ears.next() == Found("synth", SYNTH)
        assert ends(synth) == []
        assert ears.band.pid != pid
        write(keys, (0x95, 60, 80))
        assert (await ears.until(Came)).track == "melody", "as it was set up"
        while not any(isinstance(news, Course) for news in ears.all):
            await ears.any()
        assert ears.line.playing
        now = asyncio.get_running_loop().time()
        assert ears.line.beat_at(now) == pytest.approx(before.beat_at(now), abs=1e-6)

    listen(partial(Files, tmp_path), talk, KEYS, SYNTH)


@pytest.mark.parametrize("trouble", ["no system", "die"])
def test_a_driver_that_fails_is_said_and_tried_again(
    tmp_path: Path, keys: Path, trouble: str
) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        (tmp_path / trouble).touch()
        why = "no MIDI system" if trouble == "no system" else "the process that looks for"
        assert why in (await ears.until(Lost)).text
        assert (await ears.until(Restarted)).text == "the MIDI system is gone"
        (tmp_path / trouble).unlink(missing_ok=True)
        await ears.until(Found)
        write(keys, (0x90, 60, 80))
        await ears.until(Came)

    listen(partial(Files, tmp_path), talk, KEYS)


def test_a_driver_that_crashes_before_a_port_was_found_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "die").touch()

    async def talk(ears: Ears) -> None:
        await ears.until(Restarted)
        (tmp_path / "keys.in").touch()
        await ears.until(Found)

    listen(partial(Files, tmp_path), talk, KEYS)


def test_a_port_that_is_busy_is_said(tmp_path: Path) -> None:
    (tmp_path / "busy keys.in").touch()

    async def talk(ears: Ears) -> None:
        assert await ears.next() == Lost("busy keys is busy", KEYS)

    listen(partial(Files, tmp_path), talk, KEYS)


def test_ports_are_told_at_the_first_question(tmp_path: Path, keys: Path, synth: Path) -> None:
    async def talk(ears: Ears) -> None:
        ears.band.send(Look("me", "q"))
        assert await ears.next() == Seen("me", "q", ("keys",), ("synth",))

    listen(partial(Files, tmp_path), talk)


def test_silence_alone_starts_no_process(tmp_path: Path) -> None:
    async def talk(ears: Ears) -> None:
        ears.band.send(Silence())
        assert ears.band.pid is None
        ears.band.send(Halt())
        assert ears.band.pid is not None

    listen(partial(Files, tmp_path), talk)


def test_an_order_that_fails_ends_the_process_which_is_started_again(tmp_path: Path) -> None:
    async def talk(ears: Ears) -> None:
        ears.band.send(Cues(None))  # type: ignore[arg-type]
        await ears.until(Restarted)
        await ears.until(Course)

    listen(partial(Files, tmp_path), talk)


# --- a real MIDI system


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    rtmidi = pytest.importorskip("rtmidi")
    if rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
        pytest.skip("this python-rtmidi was built without JACK")
    with own_jack(monkeypatch) as made:
        yield made


PLAYER = """
import sys, time, rtmidi
port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="player")
port.open_virtual_port("out")
synth = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="synth")
synth.ignore_types(timing=False)
synth.set_callback(lambda event, _: print(*event[0], flush=True))
synth.open_virtual_port("in")
while line := sys.stdin.readline():
    port.send_message([int(byte) for byte in line.split()])
    time.sleep(0.01)
"""


class Musician:
    """Somebody who plays and hears, in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PLAYER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def play(self, *messages: tuple[int, ...]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.writelines(f"{' '.join(map(str, m))}\n" for m in messages)
        self._process.stdin.flush()

    async def hear(self) -> tuple[int, ...]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(asyncio.to_thread(self._process.stdout.readline), WAIT_S)
        return tuple(int(byte) for byte in line.split())

    def leave(self) -> None:
        self._process.kill()
        self._process.communicate()


WATCHER = """
import jack, sys
client = jack.Client("watcher", no_start_server=True)
client.set_client_registration_callback(lambda name, came: came and print(name, flush=True))
client.activate()
print("ready", flush=True)
sys.stdin.read()
"""
HEARS, SPEAKS = Wanted("in", "player"), Wanted("out", "synth")


@pytest.mark.real
def test_jack_is_heard_also_after_the_musician_and_the_server_were_away(
    jack: Jack,
) -> None:
    async def talk(ears: Ears) -> None:
        assert "no MIDI system" in (await ears.until(Lost)).text
        jack.start()
        assert "no MIDI input with 'player'" in (await ears.until(Lost)).text
        for _ in range(2):
            musician = Musician()
            await ears.until(Found, lambda found: found.wanted == HEARS)
            musician.play((176, 74, 1), (144, 36, 100), (128, 36, 0), (224, 0, 64))
            came = [(await ears.until(Came)).message for _ in range(4)]
            assert came == [(176, 74, 1), (144, 36, 100), (128, 36, 0), (224, 0, 64)]
            musician.leave()
            assert "is gone" in (await ears.until(Lost)).text
        musician = Musician()
        await ears.until(Found, lambda found: found.wanted == HEARS)
        jack.end(signal.SIGKILL)
        await ears.until(Lost)
        musician.leave()
        jack.start()
        musician = Musician()
        await ears.until(Found, lambda found: found.wanted == HEARS)
        musician.play((176, 74, 3))
        assert (await ears.until(Came)).message == (176, 74, 3)
        musician.leave()

    listen(RtMidi, talk, HEARS)


@pytest.mark.real
def test_who_looks_for_ports_does_not_come_and_go(jack: Jack) -> None:
    jack.start()

    async def talk(ears: Ears) -> None:
        for _ in range(2):
            musician = Musician()
            await ears.until(Found)
            musician.leave()
            await ears.until(Lost, lambda lost: "is gone" in lost.text)

    with subprocess.Popen(
        [sys.executable, "-c", WATCHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdout is not None
        assert watcher.stdout.readline() == "ready\n"
        listen(RtMidi, talk, HEARS)
        came, _ = watcher.communicate()
    assert sorted(came.split("\n")) == sorted(
        ["", "klangbild looks", *2 * ["klangbild in", "player", "synth"]]
    )


@pytest.mark.real
def test_jack_plays_and_is_silent_when_its_process_is_killed(
    jack: Jack,
) -> None:
    jack.start()
    musician = Musician()

    async def talk(ears: Ears) -> None:
        await ears.until(Found, lambda found: found.wanted == SPEAKS)
        ears.band.send(Go())
        ears.band.send(Cues((cue(1, 2, 61), cue(2, 999, 62))))
        heard = []
        while (0x90, 62, 80) not in heard:
            heard.append(await musician.hear())
        assert [m for m in heard if m[0] & 0xF0 != 0xB0] == [
            (0x90, 61, 80), (0x80, 61, 0), (0x90, 62, 80)
        ]  # fmt: skip
        await ears.until(Played, lambda played: played.pitch == 62)
        assert ears.band.pid is not None
        os.kill(ears.band.pid, signal.SIGKILL)
        assert await musician.hear() == (0x80, 62, 0)

    listen(RtMidi, talk, SPEAKS)
    musician.leave()


@pytest.mark.real
def test_jack_makes_virtual_ports_that_others_connect_to(
    jack: Jack,
) -> None:
    jack.start()
    musician = Musician()

    async def connect(*ends: str) -> None:
        async with asyncio.timeout(WAIT_S):
            while subprocess.run(
                ["jack_connect", *ends], capture_output=True, check=False
            ).returncode:
                await asyncio.sleep(0.2)

    async def talk(ears: Ears) -> None:
        found = [await ears.until(Found) for _ in range(2)]
        assert [f.name for f in found] == ["klangbild in (virtual)", "klangbild out (virtual)"]
        await connect("player:out", "klangbild in:klangbild in")
        await connect("klangbild out:klangbild out", "synth:in")
        musician.play((144, 60, 100))
        assert (await ears.until(Came)).message == (144, 60, 100)
        ears.band.send(Setup(DEFAULT_CHANNELS, thru=True))
        ears.band.send(Follow("midi", 16.0))
        await ears.until(Course, lambda course: course.source == "midi")
        musician.play((144, 64, 99), START, *[TICK] * 60)
        assert await musician.hear() == (144, 64, 99)
        course = await ears.until(Course, lambda course: course.line.playing)
        assert course.line.song(course.line.beat) < 4
        musician.leave()

    listen(RtMidi, talk, Wanted("in", VIRTUAL), Wanted("out", VIRTUAL))
