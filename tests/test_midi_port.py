"""The MIDI input: found by a part of its name, heard, lost, found again; no driver stops us."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from midi_for_ports import Files

from bridges import midi_port
from bridges.midi_port import Came, Found, Lost, MidiError, MidiPort, choose

WAIT_S = 60.0


class Ears:
    """What was told, in order."""

    def __init__(self, wanted: str, driver: Any = midi_port.RtMidi) -> None:
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        put = self.queue.put_nowait
        self.port = MidiPort(wanted, put, put, driver)

    async def next(self) -> object:
        return await asyncio.wait_for(self.queue.get(), WAIT_S)

    async def until(self, kind: type) -> Any:
        while not isinstance(news := await self.next(), kind):
            pass
        return news


def hear(wanted: str, driver: Any, talk: Callable[[Ears], Awaitable[None]]) -> None:
    async def listen() -> None:
        ears = Ears(wanted, driver)
        ears.port.open()
        try:
            await talk(ears)
        finally:
            await ears.port.close()

    asyncio.run(listen())


@pytest.fixture
def knobs(tmp_path: Path) -> Path:
    path = tmp_path / "nanoKONTROL2 MIDI 1"
    path.touch()
    return path


def move(port: Path, *messages: str) -> None:
    with port.open("a") as file:
        file.writelines(f"{message}\n" for message in messages)


def test_a_port_is_chosen_by_its_name_or_a_part_of_it() -> None:
    ports = ["Midi Through", "nanoKONTROL2 A", "nanoKONTROL2"]
    assert choose(ports, "nanoKONTROL2") == "nanoKONTROL2"
    assert choose(ports, "kontrol") == "nanoKONTROL2 A"
    with pytest.raises(MidiError, match="no MIDI input with 'apc' in its name; there are: Midi"):
        choose(ports, "apc")


def test_messages_come_in_order(tmp_path: Path, knobs: Path) -> None:
    async def talk(ears: Ears) -> None:
        assert await ears.next() == Found(knobs.name)
        move(knobs, *(f"176 {n % 100} {n % 128}" for n in range(500)))
        came = [await ears.until(Came) for _ in range(500)]
        assert [c.message for c in came] == [(176, n % 100, n % 128) for n in range(500)]
        assert all(c.lost == 0 for c in came)

    hear("kontrol", partial(Files, tmp_path), talk)


def test_a_port_is_waited_for_and_found_again(tmp_path: Path, knobs: Path) -> None:
    other = tmp_path / "Midi Through"
    other.touch()
    knobs.unlink()

    async def talk(ears: Ears) -> None:
        lost = await ears.next()
        assert lost == Lost("no MIDI input with 'kontrol' in its name; there are: Midi Through")
        knobs.touch()
        assert await ears.next() == Found(knobs.name), "and nothing was said twice"
        knobs.unlink()
        assert (await ears.next()) == Lost(f"{knobs.name} is gone: looking for it")
        knobs.touch()
        await ears.until(Found)
        move(knobs, "176 1 64")
        assert (await ears.until(Came)).message == (176, 1, 64)

    hear("kontrol", partial(Files, tmp_path), talk)


@pytest.mark.parametrize("trouble", ["no system", "die"])
def test_a_driver_that_fails_is_said_and_tried_again(
    tmp_path: Path, knobs: Path, trouble: str
) -> None:
    async def talk(ears: Ears) -> None:
        await ears.until(Found)
        (tmp_path / trouble).touch()
        text = (await ears.until(Lost)).text
        assert ("exit code 9" if trouble == "die" else "no MIDI system") in text
        (tmp_path / trouble).unlink(missing_ok=True)
        await ears.until(Found)

    hear("kontrol", partial(Files, tmp_path), talk)


def test_a_port_that_is_busy_is_said(tmp_path: Path) -> None:
    (tmp_path / "busy kontrol").touch()

    async def talk(ears: Ears) -> None:
        assert await ears.next() == Lost("busy kontrol is busy")

    hear("kontrol", partial(Files, tmp_path), talk)


def test_messages_beyond_what_may_wait_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_port, "_MOST", 3)
    inbox = midi_port._Inbox()
    for n in range(5):
        inbox.put([176, 1, n])
    assert inbox.take() == Came((176, 1, 0), lost=2)
    assert inbox.take() == Came((176, 1, 1))


# --- a real driver


@pytest.fixture
def jackd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts an isolated JACK server with the dummy driver."""
    for tool in ("jackd", "jack_wait"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (jackd2)")
    rtmidi = pytest.importorskip("rtmidi")
    if rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api():
        pytest.skip("this python-rtmidi was built without JACK")
    name = f"klangbild-midi-{os.getpid()}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = ["jackd", "-n", name, "-d", "dummy", "-r", "48000", "-p", "256"]
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))
        subprocess.run(["jack_wait", "-w", "-t", "20"], check=True, stdout=quiet)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(WAIT_S)
    for left in Path("/dev/shm").glob(f"*{name}*"):
        left.unlink()


KNOBS = """
import sys, time, rtmidi
port = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="knobs")
port.open_virtual_port("control")
while line := sys.stdin.readline():
    port.send_message([int(byte) for byte in line.split()])
    time.sleep(0.01)
"""


class Knobs:
    """A controller in a process of its own, as it would be."""

    def __init__(self) -> None:
        import sys

        command = [sys.executable, "-c", KNOBS]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=quiet, text=True)

    def move(self, *messages: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.writelines(f"{message}\n" for message in messages)
        self._process.stdin.flush()

    def pull_out(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(WAIT_S)


@pytest.mark.real
def test_jack_is_heard_also_after_the_controller_and_the_server_were_away(
    jackd: Callable[[], subprocess.Popen[bytes]],
) -> None:
    async def talk(ears: Ears) -> None:
        assert "no MIDI system" in (await ears.until(Lost)).text
        server = jackd()
        assert "no MIDI input with 'knobs'" in (await ears.until(Lost)).text
        for _ in range(2):
            knobs = Knobs()
            assert "knobs" in (await ears.until(Found)).name
            knobs.move("176 74 1", "176 74 2", "144 36 100", "224 0 64")
            came = [(await ears.until(Came)).message for _ in range(4)]
            assert came == [(176, 74, 1), (176, 74, 2), (144, 36, 100), (224, 0, 64)]
            knobs.pull_out()
            assert "is gone" in (await ears.until(Lost)).text
        knobs = Knobs()
        await ears.until(Found)
        server.kill()
        server.wait(WAIT_S)
        assert "is gone" in (await ears.until(Lost)).text
        knobs.pull_out()
        jackd()
        knobs = Knobs()
        await ears.until(Found)
        knobs.move("176 74 3")
        assert (await ears.until(Came)).message == (176, 74, 3)
        knobs.pull_out()

    hear("knobs", midi_port.RtMidi, talk)


@pytest.mark.real
def test_a_virtual_port_can_be_connected_to(
    jackd: Callable[[], subprocess.Popen[bytes]],
) -> None:
    jackd()

    async def talk(ears: Ears) -> None:
        assert await ears.next() == Found("klangbild:control (virtual)")
        knobs = Knobs()
        end = time.monotonic() + WAIT_S
        command = ["jack_connect", "knobs:control", "klangbild:control"]
        while subprocess.run(command, capture_output=True, check=False).returncode:
            assert time.monotonic() < end, "the two were never connected"
            await asyncio.sleep(0.2)
        knobs.move("176 1 64")
        assert (await ears.until(Came)).message == (176, 1, 64)
        knobs.pull_out()

    hear(midi_port.VIRTUAL, midi_port.RtMidi, talk)
