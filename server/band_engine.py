"""The process that keeps time, as the server sees it: started, told what to do, started again."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from bridges import midi_scout
from bridges.children import BACK_OFF_S, SPAWN, start_deaf
from bridges.midi_port import Driver, RtMidi
from bridges.midi_rack import Found
from server import band_worker
from server.band_worker import Course, Follow, Host, News, Order, Ports, Restore, Setup, Silence
from server.player import Cue, Played
from server.transport import Line

_KEPT = (Ports, Setup, Follow)
"""Orders that hold until another of their kind: a new process gets them again."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The process ended and another takes its place: what waited to be played is lost."""

    text: str


BandNews = News | Restarted


class Band:
    """Belongs to one event loop. `told(news)` is called in it, with times of its clock."""

    def __init__(
        self, told: Callable[[BandNews], None], driver: Callable[[], Driver] = RtMidi
    ) -> None:
        self._told, self._driver = told, driver
        self._loop: asyncio.AbstractEventLoop
        self._child: Any = None
        self._scout: Any = None
        self._pipe: Connection
        self._thread: threading.Thread | None = None
        self._deaths = 0
        self._closed = False
        self._orders: dict[type, Order] = {}
        self._line = Line()
        self._sounding: dict[tuple[int, int], Cue] = {}
        self._ahead_s = 0.0
        """How far the event loop's clock is ahead of `time.perf_counter`."""

    @property
    def pid(self) -> int | None:
        """Of the process."""
        return self._child.pid if self._child is not None else None

    def send(self, order: Order) -> None:
        """Have it do this. The first order starts it, unless that is silence; one that comes while
        it is being started again is lost, unless it is one that holds."""
        if self._thread is None and not self._closed:
            if isinstance(order, Silence):
                return
            self._loop = asyncio.get_running_loop()
            self._ahead_s = self._loop.time() - time.perf_counter()
            self._start()
        if isinstance(order, _KEPT):
            self._orders[type(order)] = order
        if isinstance(order, Host):
            order = replace(order, time=order.time - self._ahead_s)
        if not self._closed:
            with contextlib.suppress(OSError):
                self._pipe.send(order)

    async def close(self) -> None:
        """End it, and wait for that: it ends what sounds."""
        if self._thread is not None:
            with contextlib.suppress(OSError):
                self._pipe.send(None)
            self._closed = True
            await asyncio.to_thread(self._end)

    def _start(self) -> None:
        if self._closed:
            return
        self._pipe, theirs = SPAWN.Pipe()
        asks, answers = SPAWN.Pipe()
        self._scout = SPAWN.Process(
            target=midi_scout.main, args=(answers, self._driver), daemon=True
        )
        self._child = SPAWN.Process(
            target=band_worker.main, args=(theirs, asks, self._driver), daemon=True
        )
        start_deaf(self._scout)
        start_deaf(self._child)
        for end in (theirs, asks, answers):
            end.close()  # so that each pipe ends when its child does
        with contextlib.suppress(OSError):
            self._pipe.send(Restore(self._line, (*self._sounding.values(),)))
            for order in self._orders.values():
                self._pipe.send(order)
        self._thread = threading.Thread(target=self._listen, name="band", daemon=True)
        self._thread.start()

    def _end(self) -> None:
        self._child.join(1.0)
        for process in (self._child, self._scout):
            process.kill()
            process.join()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        pipe = self._pipe
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
            while True:
                try:
                    news = pipe.recv()
                except (EOFError, OSError):
                    break
                self._loop.call_soon_threadsafe(self._hear, news)
            self._child.join()
            self._scout.kill()
            self._scout.join()
            if not self._closed:
                self._loop.call_soon_threadsafe(self._ended, self._child.exitcode)

    def _hear(self, news: News) -> None:
        match news:
            case Found():
                self._deaths = 0
            case Course(line):
                self._line = line
                news = replace(news, line=replace(line, time=line.time + self._ahead_s))
            case Played(beat, track, channel, pitch, velocity):
                if velocity:
                    cue = Cue(beat, beat, track, channel, pitch, velocity)
                    self._sounding[channel, pitch] = cue
                else:
                    self._sounding.pop((channel, pitch), None)
        self._told(news)

    def _ended(self, code: int) -> None:
        """Its driver was lost, or it crashed."""
        self._told(Restarted(f"exit code {code}" if code else "the MIDI system is gone"))
        self._loop.call_later(BACK_OFF_S[min(self._deaths, len(BACK_OFF_S) - 1)], self._start)
        self._deaths += 1
