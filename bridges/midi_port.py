"""A MIDI input that is opened by a part of its name, and opened again when it comes back.

It runs in a process of its own: drivers print, hang and crash (JACK's when its server dies).
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from bridges.children import BACK_OFF_S, SPAWN, start_deaf

VIRTUAL = "virtual"
"""In place of a part of a name: a new port, to which other programs can connect."""
OWN = "klangbild"
"""The client that other programs see; a virtual port is `klangbild:control`."""
SCAN_S = 2.0
"""Between two looks whether the port is still there, or is there at last."""
_MOST = 4096
"""Messages that may wait; those that come while so many do are thrown away and counted."""


class MidiError(RuntimeError):
    """A port cannot be opened; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """The port is open."""

    name: str


@dataclass(frozen=True, slots=True)
class Lost:
    """It is not there, or not any more; it is looked for again and again."""

    text: str


@dataclass(frozen=True, slots=True)
class Came:
    """One MIDI message; `lost` were thrown away since the last, because they came too fast."""

    message: tuple[int, ...]
    lost: int = 0


News = Found | Lost
Hear = Callable[[Sequence[int]], None]


class Driver(Protocol):
    """The MIDI system of this machine; its calls may take long. Used by two threads."""

    def ports(self) -> list[str]:
        """Names of the inputs. Raises `MidiError` where there is no MIDI system."""
        ...

    def open(self, name: str, hear: Hear) -> None:
        """Listen to the port of this name (`VIRTUAL`: make one) until the process ends. `hear` is
        called in any thread. Raises `MidiError`."""
        ...


class RtMidi:
    """All systems that python-rtmidi knows here: ALSA and JACK, CoreMIDI, Windows MM.

    Ports are looked up with a fresh client each time: JACK's go on listing the ports of a server
    that is dead.
    """

    def __init__(self) -> None:
        try:
            self._rtmidi: Any = importlib.import_module("rtmidi")
        except ImportError as error:
            raise MidiError(f"install python-rtmidi ({error})") from error
        self._open: Any = None

    def ports(self) -> list[str]:
        """See `Driver`."""
        return list(self._ports())

    def open(self, name: str, hear: Hear) -> None:
        """See `Driver`."""
        try:
            self._open = self._virtual() if name == VIRTUAL else self._named(name)
        except (KeyError, self._rtmidi.RtMidiError) as error:
            raise MidiError(f"{name} cannot be opened ({error}): does another use it?") from error
        self._open.set_callback(lambda event, _: hear(event[0]))

    def _named(self, name: str) -> Any:
        api, number = self._ports()[name]
        return self._rtmidi.MidiIn(api, name=OWN).open_port(number, "control")

    def _virtual(self) -> Any:
        why: Exception | None = None
        for api in self._rtmidi.get_compiled_api():
            try:
                return self._rtmidi.MidiIn(api, name=OWN).open_virtual_port("control")
            except (NotImplementedError, self._rtmidi.RtMidiError) as error:
                why = error
        raise MidiError(f"no virtual port here ({why}); on Windows make one with loopMIDI")

    def _ports(self) -> dict[str, tuple[int, int]]:
        """Name to the number of its system, and its number in it."""
        found: dict[str, tuple[int, int]] = {}
        why: Exception | None = None
        there = False
        for api in self._rtmidi.get_compiled_api():
            try:
                scout = self._rtmidi.MidiIn(api, name=f"{OWN} looks")
                for number, name in enumerate(scout.get_ports()):
                    found.setdefault(name, (api, number))
                scout.delete()
                there = True
            except self._rtmidi.RtMidiError as error:
                why = error
        if not there:
            raise MidiError(f"no MIDI system: {why or 'this python-rtmidi has none'}")
        return found


def choose(ports: Sequence[str], wanted: str) -> str:
    """The port that is called `wanted`, or else the first that has it in its name. Raises
    `MidiError`."""
    part = wanted.casefold()
    for name in (*(p for p in ports if p == wanted), *(p for p in ports if part in p.casefold())):
        return name
    there = ", ".join(ports) or "none"
    raise MidiError(f"no MIDI input with {wanted!r} in its name; there are: {there}")


class MidiPort:
    """Keeps `wanted` open; `told(news)` and `came(message)` are called in the event loop."""

    def __init__(
        self,
        wanted: str,
        told: Callable[[News], None],
        came: Callable[[Came], None],
        driver: Callable[[], Driver] = RtMidi,
    ) -> None:
        self._wanted, self._driver = wanted, driver
        self._told, self._came = told, came
        self._loop: asyncio.AbstractEventLoop
        self._child: Any = None
        self._pipe: Connection
        self._thread: threading.Thread | None = None
        self._deaths = 0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the process that listens."""
        return self._child.pid if self._child is not None else None

    def open(self) -> None:
        """Begin to look for the port, and to listen."""
        self._loop = asyncio.get_running_loop()
        self._start()

    async def close(self) -> None:
        """End it, and wait for that."""
        self._closed = True
        if self._thread is not None:
            with contextlib.suppress(OSError):
                self._pipe.send(None)
            await asyncio.to_thread(self._end)

    def _start(self) -> None:
        if self._closed:
            return
        self._pipe, theirs = SPAWN.Pipe()
        self._child = SPAWN.Process(
            target=_main, args=(theirs, self._wanted, self._driver), daemon=True
        )
        start_deaf(self._child)
        theirs.close()  # so that the pipe ends when the child does
        self._thread = threading.Thread(target=self._listen, name="MIDI", daemon=True)
        self._thread.start()

    def _end(self) -> None:
        self._child.join(1.0)
        self._child.kill()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
            while True:
                try:
                    news = self._pipe.recv()
                except (EOFError, OSError):
                    break
                hear = self._came if isinstance(news, Came) else self._tell
                self._loop.call_soon_threadsafe(hear, news)
            self._child.join()
            if not self._closed:
                self._loop.call_soon_threadsafe(self._ended, self._child.exitcode)

    def _tell(self, news: News) -> None:
        if isinstance(news, Found):
            self._deaths = 0
        self._told(news)

    def _ended(self, code: int) -> None:
        """Its port was lost, or it crashed: another looks for the port."""
        if code:
            self._told(Lost(f"the process that listens ended (exit code {code})"))
        self._loop.call_later(BACK_OFF_S[min(self._deaths, len(BACK_OFF_S) - 1)], self._start)
        self._deaths += 1


def _main(pipe: Connection, wanted: str, driver: Callable[[], Driver]) -> None:
    """Look for the port, and hear it until it is gone, or until told to leave."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout.flush()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # JACK prints at every look for a server
    threading.Thread(target=_leave_when_told, args=(pipe,), daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _hear(driver, wanted, pipe.send)
    os._exit(0)  # closing a port whose driver is dead may take for ever


def _leave_when_told(pipe: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
    os._exit(0)


def _hear(driver: Callable[[], Driver], wanted: str, say: Callable[[News | Came], None]) -> None:
    inbox = _Inbox()
    opened, name = _open(driver, wanted, inbox, say)
    say(Found(f"{OWN}:control (virtual)" if name == VIRTUAL else name))
    threading.Thread(target=_look_after, args=(opened, name, inbox), daemon=True).start()
    while isinstance(came := inbox.take(), Came):
        say(came)
    say(came)


def _open(
    driver: Callable[[], Driver], wanted: str, inbox: _Inbox, say: Callable[[Lost], None]
) -> tuple[Driver, str]:
    """Open the port as soon as it is there; why it is not is said once."""
    said = ""
    while True:
        try:
            made = driver()
            name = wanted if wanted == VIRTUAL else choose(made.ports(), wanted)
            made.open(name, inbox.put)
        except MidiError as error:
            if str(error) != said:
                said = str(error)
                say(Lost(said))
            time.sleep(SCAN_S)
        else:
            return made, name


def _look_after(driver: Driver, name: str, inbox: _Inbox) -> None:
    """Until the port is gone."""
    why = ""
    while not why:
        time.sleep(SCAN_S)
        try:
            why = "" if name in (*driver.ports(), VIRTUAL) else "looking for it"
        except MidiError as error:
            why = str(error)
    inbox.end(Lost(f"{name} is gone: {why}"))


class _Inbox:
    """Messages on their way from the driver's thread."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[int, ...] | Lost] = queue.Queue(_MOST)
        self._lost = 0

    def put(self, message: Sequence[int]) -> None:
        """Never waits: drivers call it."""
        try:
            self._waiting.put_nowait(tuple(message))
        except queue.Full:
            self._lost += 1

    def end(self, news: Lost) -> None:
        """After what waits comes this, and nothing more."""
        self._waiting.put(news)

    def take(self) -> Came | Lost:
        """The next one; waits for it."""
        message = self._waiting.get()
        if isinstance(message, Lost):
            return message
        lost, self._lost = self._lost, 0
        return Came(message, lost)
