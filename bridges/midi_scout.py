"""Looks for MIDI ports in a process of its own: a look may take tens of milliseconds with all
threads of its process held up, which the music cannot wait for."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from bridges.midi_port import Direction, Driver, GoneError, Hear, MidiError, Port

WAIT_S = 20.0
"""A look that takes longer hangs."""


class Scouted:
    """A `Driver` whose looks are taken at the other end of `pipe`, by `main`. For one thread."""

    def __init__(self, pipe: Connection, driver: Callable[[], Driver]) -> None:
        self._pipe, self._driver = pipe, driver

    def ports(self, direction: Direction) -> list[str]:
        """See `Driver`."""
        try:
            self._pipe.send(direction)
            if not self._pipe.poll(WAIT_S):
                raise GoneError("the MIDI system hangs")
            found: list[str] | MidiError = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise GoneError("the process that looks for MIDI ports ended") from error
        if isinstance(found, MidiError):
            raise found
        return found

    def open(self, direction: Direction, name: str, label: str, hear: Hear | None) -> Port:
        """See `Driver`."""
        return self._driver().open(direction, name, label, hear)


def main(pipe: Connection, driver: Callable[[], Driver]) -> None:
    """Look whenever asked, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    deaf_to_drivers()
    eye: Driver | None = None
    with contextlib.suppress(EOFError, OSError):
        while True:
            direction = pipe.recv()
            try:
                eye = eye or driver()
                pipe.send(eye.ports(direction))
            except MidiError as error:
                pipe.send(error)
    os._exit(0)  # a driver that is dead may take for ever


def deaf_to_drivers() -> None:
    """Throw away what drivers print: JACK's at every look for a server."""
    sys.stdout.flush()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
