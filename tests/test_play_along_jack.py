"""Playing along over real JACK ports: with a musician's keys, with the clock of another program.

The JACK period is long, so that a machine with much else to do loses nothing.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from jack_music import TUNE, needs, off_grid, runs, steady

from benchmarks.rig import IN, OUT, RATE, Heard, Jack, Rig, Served, sounding, until
from bridges import commands as c

pytestmark = pytest.mark.real
BPM = 180.0
NEAR_S = 0.025
"""A note this near to the grid is on it: two JACK periods, and what a busy machine is late by."""
MUSICIAN = """
import itertools, sys, time, mido
mido.set_backend("mido.backends.rtmidi/UNIX_JACK")
port = mido.open_output("tune", virtual=True, client_name="musician")
eighth, tune = 30 / float(sys.argv[1]), [int(pitch) for pitch in sys.argv[2:]]
print("ready", flush=True)
sys.stdin.readline()
start = time.perf_counter()
def wait(n):
    time.sleep(max(0.0, start + n * eighth - time.perf_counter()))
for n in itertools.count():
    wait(n)
    pitch = tune[n % len(tune)]
    port.send(mido.Message("note_on", note=pitch, velocity=90))
    wait(n + 0.8)
    port.send(mido.Message("note_off", note=pitch))
"""


@pytest.fixture
def jack() -> Iterator[Jack]:
    needs("jack_midi_clock")
    with Jack(period=512) as server:
        yield server


class Musician:
    """Plays the tune again and again with mido, in a process of its own, once told to `go`."""

    def __init__(self, jack: Jack) -> None:
        command = [sys.executable, "-c", MUSICIAN, str(BPM), *map(str, TUNE)]
        self._process = subprocess.Popen(
            command, env=jack.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def playing(jack: Jack) -> Iterator[tuple[Rig, Musician]]:
    """A musician who is connected, and a client that hears him as `tune` and us as `answer`."""
    with Rig(jack, ("tune", "answer")) as rig:
        musician = Musician(jack)
        try:
            tune = "musician:tune"
            jack.connect((tune, IN), (tune, "rig:tune"), (OUT, "rig:answer"))
            yield rig, musician
        finally:
            musician.close()


def begun(messages: list[Heard]) -> list[Heard]:
    return [each for each in messages if each.begins]


def on_the_grid(rig: Rig) -> None:
    """Ours and the musician's notes share a grid of 16ths."""
    step = RATE * 60 / BPM / 4
    first = begun(rig.heard["tune"])[0].frame

    def phases(ear: str) -> np.ndarray:
        return np.array([(each.frame - first) / step for each in begun(rig.heard[ear])])

    middles = [np.angle(np.mean(np.exp(2j * np.pi * phases(ear)))) for ear in ("tune", "answer")]
    between = (middles[1] - middles[0]) / 2 / np.pi * step / RATE
    assert abs(between) < NEAR_S + 0.02, "the musician may begin a little after the music"
    own = phases("answer") - middles[1] / 2 / np.pi
    late = np.abs(own - np.round(own)) * step / RATE
    assert np.quantile(late, 0.95) < NEAR_S, late


def caught_sounding(jack: Jack, rig: Rig, served: Served) -> None:
    """Wait until a note of ours sounds."""
    try:
        until(lambda: sounding(rig.heard["answer"]), "nothing sounds", 30.0)
    except TimeoutError:
        heard = {ear: (len(messages), messages[-3:]) for ear, messages in rig.heard.items()}
        wires = jack.tool("jack_lsp", "-c")
        raise AssertionError(f"nothing sounds: {served.status()}, {heard}, {wires}") from None


def test_an_answer_is_on_the_grid_ends_with_the_music_and_outlives_jack(
    jack: Jack, tmp_path: Path
) -> None:
    with Served(jack, tmp_path, "repeat", "--role", "answer", "--bars", "2") as served:
        served.send(c.TransportTempo(BPM))
        with playing(jack) as (rig, musician):
            served.send(c.TransportPlay(0.0))
            musician.go()
            until(lambda: len(begun(rig.heard["answer"])) >= 2 * len(TUNE), "no two answers")
            on_the_grid(rig)
            pitches = bytes(m.message[1] for m in begun(rig.heard["answer"]))
            assert bytes(TUNE[:4]) in pitches, "this preset repeats the bars before"
            caught_sounding(jack, rig, served)
            served.send(c.TransportStop())
            time.sleep(1.0)
            assert not sounding(rig.heard["answer"])
            count = len(rig.heard["answer"])
            time.sleep(0.5)
            assert len(rig.heard["answer"]) == count, "it stands still"
            served.send(c.TransportPlay(0.0))
            caught_sounding(jack, rig, served)
            jack.end(signal.SIGKILL)
        jack.start()
        back_to_stay(jack)
        with playing(jack) as (rig, musician):
            musician.go()
            until(lambda: len(begun(rig.heard["answer"])) >= len(TUNE), "no answer any more")
            caught_sounding(jack, rig, served)
            assert served.stop(signal.SIGINT) == 0
            time.sleep(0.5)
            assert not sounding(rig.heard["answer"]), "nothing sounds on when the server has ended"


def back_to_stay(jack: Jack, seconds: float = 6.0) -> None:
    """The server's ports are there, for so long at a stretch: where JACK's library takes its MIDI
    process down once more, that starts again and has new ones."""
    since = time.monotonic()

    def lasting() -> bool:
        nonlocal since
        if not {IN, OUT} <= set(jack.ports()):
            since = time.monotonic()
        return time.monotonic() - since > seconds

    until(lasting, "its ports did not come back")


@contextmanager
def clock(jack: Jack) -> Iterator[None]:
    """Sends JACK's transport as a MIDI clock."""
    with subprocess.Popen(["jack_midi_clock", "-d", "0.5"], env=jack.env) as process:
        try:
            mine = "jack_midi_clock:mclk_out"
            jack.connect((mine, IN), (mine, "rig:clock"))
            yield
        finally:
            process.terminate()


def test_the_notes_follow_the_clock_of_another_program(jack: Jack, tmp_path: Path) -> None:
    options = ("--beat", "midi", "--role", "accompany", "--bars", "1")
    with (
        Rig(jack, ("clock", "answer")) as rig,
        Served(jack, tmp_path, "repeat", *options) as served,
        clock(jack),
    ):
        jack.connect(("rig:hands", IN), (OUT, "rig:answer"))
        rig.play(steady(rig.now(), 60.0))
        rig.transport(f"tempo {BPM}")
        rig.transport("start")
        time.sleep(6.0)
        rig.transport("tempo 120")
        time.sleep(5.0)
        caught_sounding(jack, rig, served)
        rig.transport("stop")
        time.sleep(1.5)
        assert not sounding(rig.heard["answer"])
        rig.transport("start")  # goes on where it was
        time.sleep(6.0)
        rig.transport(f"locate {90 * RATE}")
        time.sleep(6.5)
        (song,) = {round(e["beat"] - e["beat"] % 32) for e in served.told("/transport")[-1:]}
        rig.transport("stop")
        time.sleep(1.0)
        heard = {ear: list(messages) for ear, messages in rig.heard.items()}
    stretches = runs(heard["clock"])
    assert len(stretches) == 3, "started, went on, was elsewhere"
    notes = np.array([m.frame for m in begun(heard["answer"])])
    for ticks in stretches:
        first, last = ticks[0, 0], ticks[-1, 0]
        here = notes[(notes >= first) & (notes <= last)]
        off = np.abs(off_grid(here, ticks))
        assert np.quantile(off, 0.9) < NEAR_S, off
        beats = set(np.round(np.interp(here, ticks[:, 0], ticks[:, 1]), 1))
        whole = range(int(ticks[0, 1]) + 9, int(ticks[-1, 1]))
        missed = [beat for beat in whole if beat not in beats]
        assert not missed, "bass and drums play on every beat, from the second bar on at the latest"
    running = np.concatenate([t[:, 0] for t in stretches])
    stray = [n for n in notes if np.abs(running - n).min() > RATE / 5]
    assert not stray, "and not while the clock stands still"
    assert song == stretches[-1][-1, 1] // 32 * 32, "the song is where the clock went"
