"""A whole server with a MIDI system made of files: notes go in, loops come out, nothing hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import mido
import pytest
from midi_for_ports import Files, said, write
from serving import Serving

from bridges import commands as c
from bridges.client import Client, NoAnswerError
from server import app
from server.band_engine import Band

pytestmark = pytest.mark.slow
WAIT_S = 60.0
BASS, CHORDS, DRUMS = 1, 2, 9
"""Channels, from 0."""


class Room:
    """A server that plays along, at 120 beats a minute in loops of a bar, and a musician."""

    def __init__(self, folder: Path, served: Serving, client: Client) -> None:
        self.keys, self.synth = folder / "keys.in", folder / "synth.out"
        self.folder, self.served, self.client = folder, served, client
        self.events: list[Any] = []

    def play_until(self, true: Callable[[], bool]) -> None:
        """A key is struck twice a second."""
        end = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < end, (self.status, self.heard[-5:])
            write(self.keys, (0x90, 60, 90))
            self.listen(0.25)
            write(self.keys, (0x80, 60, 0))
            self.listen(0.25)

    def listen(self, seconds: float) -> None:
        """Take in what the server tells, for so long."""
        end = time.monotonic() + seconds
        with suppress(NoAnswerError):
            while (left := end - time.monotonic()) > 0:
                self.events.append(next(self.client.events(left)))

    def wait(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < end, (self.status, self.heard[-5:])
            time.sleep(0.02)

    @property
    def heard(self) -> list[tuple[int, ...]]:
        """What the synthesiser got."""
        return said(self.synth)

    @property
    def sounding(self) -> list[tuple[int, int]]:
        return sounding(self.synth)

    @property
    def begun(self) -> int:
        return sum(message[0] & 0xF0 == 0x90 for message in self.heard)

    @property
    def status(self) -> dict[str, str]:
        return self.served.ask(lambda: {r.name: r.value for r in self.served.app._status()})


def sounding(path: Path) -> list[tuple[int, int]]:
    """Channel and pitch of the notes that were begun and not ended."""
    found: list[tuple[int, int]] = []
    for message in said(path):
        key = message[0] & 0x0F, message[1]
        if message[0] & 0xF0 == 0x90:
            assert key not in found
            found.append(key)
        elif key in found:
            found.remove(key)
    return found


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    ports = tmp_path / "ports"
    ports.mkdir()
    for name in ("keys.in", "synth.out"):
        (ports / name).touch()
    monkeypatch.setattr(app, "Band", partial(Band, driver=partial(Files, ports)))
    more = {"midi_in": ("keys",), "midi_out": ("synth",), "role": "accompany", "bars": 1}
    with Serving("repeat", folder=tmp_path, **more) as served, served.client() as client:
        made = Room(ports, served, client)
        made.wait(lambda: {"keys", "synth"} <= set(made.status.values()))
        client.send(c.LiveWatch(), c.TransportPlay())
        yield made
    assert sounding(made.synth) == [], "the end of the server is the end of the music"


def test_notes_go_in_and_loops_come_out_and_all_is_kept(room: Room) -> None:
    room.play_until(lambda: len({m[0] for m in room.heard if m[0] & 0xF0 == 0x90}) >= 3)
    assert {m[0] & 0x0F for m in room.heard if m[0] & 0xF0 == 0x90} == {BASS, CHORDS, DRUMS}
    room.play_until(lambda: any(isinstance(e, c.LiveNext) for e in room.events))
    loop = next(e for e in room.events if isinstance(e, c.LiveNext))
    assert (loop.beat % 4, loop.length) == (0, 4)
    assert {row.track for row in loop.notes} == {"bass", "chords", "drums"}
    beats = [e.beat for e in room.events if isinstance(e, c.TransportIs)]
    assert beats == sorted(beats)
    assert any(
        e.role == "accompany" and e.answered for e in room.events if isinstance(e, c.LiveState)
    )
    room.client.send(c.TransportStop())
    room.wait(lambda: room.sounding == [] and "stopped" in room.status["beat"])
    room.client.send(c.LiveCapture())
    captured = next(e for e in room.client.events(WAIT_S) if isinstance(e, c.LiveCaptured))
    file = mido.MidiFile(captured.path)
    assert [track.name for track in file.tracks] == [
        "Klangbild", "in: melody", "out: bass", "out: chords", "out: drums"
    ]  # fmt: skip
    assert captured.notes == sum(m.type == "note_on" for track in file.tracks for m in track)
    marks = [m.text for m in file.tracks[0] if m.type == "marker"]
    assert marks[0].startswith("answer 1")
    assert f"accompany, preset repeat, seed {loop.seed}, 1 bars" in " ".join(marks)


def test_roles_are_switched_while_the_music_plays(room: Room) -> None:
    room.play_until(lambda: room.begun > 12)
    room.client.send(c.LiveRole("duet"))
    room.play_until(lambda: any(m[0] == 0x90 for m in room.heard))
    room.client.send(c.LiveRole("off"))
    room.wait(lambda: room.status["role"] == "off: does not play")
    room.wait(lambda: room.sounding == [])
    assert int(room.status["notes played"]) >= 12


def test_what_comes_back_is_not_answered(room: Room) -> None:
    """As a host does that sends its inputs on: all that goes out comes in again."""
    room.play_until(lambda: room.begun > 0)
    sent = 0
    end = time.monotonic() + 5
    while time.monotonic() < end:
        heard = room.heard
        write(room.keys, *heard[sent:])
        sent = len(heard)
        room.listen(0.01)
    takes = room.served.app.session.live.takes
    assert {n.track for n in room.served.ask(lambda: takes.notes[:]) if n.way == "in"} == {"melody"}
    assert int(room.status["MIDI messages of our own that came back"]) > 10


@pytest.mark.parametrize(
    "end", ["panic", "note-offs", "stop", "role", "killed", "closed", "preset"]
)
def test_nothing_is_left_sounding_whatever_ends_the_music(room: Room, end: str) -> None:
    room.client.send(c.TransportTempo(60.0))  # so that notes last
    room.play_until(lambda: room.sounding != [])
    match end:
        case "panic":
            room.client.send(c.LiveRole("off"), c.Panic())
        case "note-offs":
            room.client.send(c.LiveRole("off"))
            write(room.keys, (0xB0, 123, 0))
        case "stop":
            room.client.send(c.TransportStop())
        case "role":
            room.client.send(c.LiveRole("off"))
        case "killed":
            room.client.send(c.LiveRole("off"))
            room.wait(lambda: room.status["role"].startswith("off"))
            pid = room.served.app.band.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            room.wait(lambda: room.served.app.band.pid != pid)
        case "closed":
            room.client.send(c.MidiClose("out", "synth"))
        case "preset":
            room.client.send(c.PresetLoad("p", "repeat"), c.LiveRole("off"))
    room.wait(lambda: room.sounding == [])
    if end in ("panic", "note-offs"):
        room.wait(lambda: (0xB0 | BASS, 123, 0) in room.heard)


PROGRAM = """
import sys
sys.path[:0] = {paths!r}
from functools import partial
from pathlib import Path
from midi_for_ports import Files
from server import app
from server.band_engine import Band
from server.settings import Settings

if __name__ == "__main__":
    app.Band = partial(Band, driver=partial(Files, Path({ports!r})))
    app.run(Settings(preset="repeat", painter="meter", osc_port=0, http_port=0, bars=1,
        folder=Path({folder!r}), midi_in=("keys",), midi_out=("synth",), beat="midi",
        role="accompany"))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=str)
def test_a_server_that_is_ended_from_outside_leaves_nothing_sounding(
    tmp_path: Path, how: signal.Signals
) -> None:
    ports = tmp_path / "ports"
    ports.mkdir()
    keys, synth = ports / "keys.in", ports / "synth.out"
    for port in (keys, synth):
        port.touch()
    here = Path(__file__).parent
    program = tmp_path / "program.py"
    paths = [str(here), str(here.parent)]
    program.write_text(PROGRAM.format(paths=paths, ports=str(ports), folder=str(tmp_path)))
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, str(program)], stdout=log, stderr=log)
    try:
        end = time.monotonic() + WAIT_S
        write(keys, (0xFA,))
        ticks = 0
        while not sounding(synth):
            assert server.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < end, (tmp_path / "log").read_text()
            if ticks % 24 == 0:
                write(keys, (0x90, 60, 90))
            write(keys, (0xF8,), *([(0x80, 60, 0)] if ticks % 24 == 12 else []))
            if ticks % 960 == 0:
                write(keys, (0xFA,))  # the port may not have been open before
            ticks += 1
            time.sleep(0.02)
        server.send_signal(how)
        server.wait(WAIT_S)
        while sounding(synth):
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        server.kill()
        server.wait(WAIT_S)
