"""Keeps the MIDI ports open that are wanted: found by a part of their names, and found again when
they come back. For a process of its own, see `midi_port`."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bridges.midi_port import OWN, VIRTUAL, Direction, Driver, GoneError, MidiError, Port, choose

SCAN_S = 2.0
"""Between two looks whether the ports are still there, or are there at last."""
Use = Literal["music", "control"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A port by a part of its name, or `VIRTUAL`. Inputs are for music or for controllers only;
    `tracks`: an input's only track, an output's tracks; none: by channel, or all."""

    direction: Direction
    name: str
    use: Use = "music"
    tracks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What other programs see."""
        return f"{OWN} {'control' if self.use == 'control' else self.direction}"

    def __str__(self) -> str:
        return self.label.removeprefix(f"{OWN} ")


@dataclass(frozen=True, slots=True)
class Found:
    """The port is open, under its whole name."""

    name: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Lost:
    """It is not there, or not any more; it is looked for again and again."""

    text: str
    wanted: Wanted


News = Found | Lost
Hear = Callable[[Wanted, Sequence[int], float], None]


class Rack:
    """`hear(wanted, message, time)` is called in drivers' threads, with `clock`'s time; `told` in
    the thread that calls `keep`."""

    def __init__(
        self,
        driver: Callable[[], Driver],
        hear: Hear,
        told: Callable[[News], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._make, self._hear, self._told, self._clock = driver, hear, told, clock
        self._wanted: tuple[Wanted, ...] = ()
        self._open: dict[Wanted, tuple[str, Port]] = {}
        self._outputs: tuple[tuple[Wanted, Port], ...] = ()
        self._said: dict[Wanted, str] = {}
        self._change = threading.Event()
        self._failed: dict[Wanted, str] = {}
        self.seen: tuple[tuple[str, ...], tuple[str, ...], str] = ((), (), "no look yet")
        """Names of the inputs and of the outputs at the last look, and why there are none."""
        self.looked = threading.Event()

    def want(self, ports: Iterable[Wanted]) -> None:
        """From now on these, and no others."""
        self._wanted = tuple(dict.fromkeys(ports))
        self._change.set()

    def send(self, track: str, message: Sequence[int], only: Wanted | None = None) -> None:
        """To all outputs of `track`, empty: all, or to one `only`. A port that fails is looked for
        anew."""
        for wanted, port in self._outputs:
            meant = not track or not wanted.tracks or track in wanted.tracks
            if meant and only in (None, wanted):
                try:
                    port.send(message)
                except MidiError as error:
                    self._failed[wanted] = str(error)
                    self._change.set()

    def keep(self) -> None:
        """Open and look after the ports, for ever. Raises `GoneError`."""
        while True:
            self._look()
            self._change.wait(SCAN_S)
            self._change.clear()

    def close(self) -> None:
        """Close all; returns at once."""
        self._wanted = ()
        for wanted in list(self._open):
            self._shut(wanted)

    def _look(self) -> None:
        wanted = self._wanted
        for old in [w for w in self._open if w not in wanted]:
            self._shut(old)
        try:
            driver = self._make()
            ins, outs = driver.ports("in"), driver.ports("out")
        except MidiError as error:
            self.seen = (), (), str(error)
            self.looked.set()
            for each in wanted:
                self._lose(each, str(error))
            if self._open or isinstance(error, GoneError):
                raise GoneError(str(error)) from error
            return
        self.seen = (*ins,), (*outs,), ""
        self.looked.set()
        for each in wanted:
            self._tend(driver, each, ins, outs)

    def _tend(self, driver: Driver, wanted: Wanted, ins: list[str], outs: list[str]) -> None:
        same, other = (ins, outs) if wanted.direction == "in" else (outs, ins)
        if wanted in self._open:
            name, _ = self._open[wanted]
            ours = any(wanted.label in port for port in other)
            if wanted in self._failed:
                self._lose(wanted, f"{name} failed: {self._failed.pop(wanted)}")
            elif not (ours if wanted.name == VIRTUAL else name in same):
                self._lose(wanted, f"{name} is gone: looking for it")
            else:
                return
            self._shut(wanted)
        try:
            name = VIRTUAL
            if wanted.name != VIRTUAL:
                name = choose(same, wanted.name, wanted.direction)
            hear = self._hearing(wanted) if wanted.direction == "in" else None
            self._open[wanted] = name, driver.open(wanted.direction, name, wanted.label, hear)
        except MidiError as error:
            self._lose(wanted, str(error))
            return
        self._said.pop(wanted, None)
        self._connect()
        self._told(Found(f"{wanted.label} (virtual)" if name == VIRTUAL else name, wanted))

    def _hearing(self, wanted: Wanted) -> Callable[[Sequence[int]], None]:
        def hear(message: Sequence[int]) -> None:
            self._hear(wanted, message, self._clock())

        return hear

    def _lose(self, wanted: Wanted, text: str) -> None:
        """Why it is not there is said once."""
        if self._said.get(wanted) != text:
            self._said[wanted] = text
            self._told(Lost(text, wanted))

    def _shut(self, wanted: Wanted) -> None:
        _, port = self._open.pop(wanted)
        self._connect()

        def close() -> None:
            with contextlib.suppress(MidiError):
                port.close()

        threading.Thread(target=close, daemon=True).start()  # may hang: its driver may be dead

    def _connect(self) -> None:
        self._outputs = tuple((w, p) for w, (_, p) in self._open.items() if w.direction == "out")
