"""The thread that plays: notes are put in ahead, by the beat, and go out in time.

It owns the table of sounding notes: every note that was begun is ended, once, whatever happens.
"""

from __future__ import annotations

import heapq
import itertools
import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from server.transport import Line

LATE_BEATS = 0.25
"""A note that would begin later than this (a 16th) is dropped, and counted."""
TAIL_BEATS = 0.15
"""A note that ends so soon after what is cleared begins is let go on until then."""
POLL_S = 0.02
"""The course of the music is looked at as often as this: it bends."""
SPIN_S = 0.0005
"""A wait may end late by about this: the rest is spun away."""
KEPT = 4096
"""Latenesses that are remembered."""


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """A note that is to sound from `beat` to `end`, on the MIDI channel `channel` (0 to 15);
    `track` says which outputs get it."""

    beat: float
    end: float
    track: str
    channel: int
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Played:
    """A note was begun (`velocity` > 0) or ended at `beat`."""

    beat: float
    track: str
    channel: int
    pitch: int
    velocity: int


Send = Callable[[str, tuple[int, ...]], None]
"""(track, MIDI message): hand it to the outputs of that track; never raises."""


class Player(threading.Thread):
    """`line` is asked for the course of the music; `told` hears what was played, in this thread."""

    def __init__(
        self,
        send: Send,
        line: Callable[[], Line],
        told: Callable[[Played], None],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(name="player", daemon=True)
        self._send, self._line, self._told, self._clock = send, line, told, clock
        self.latency_s = 0.0
        """Notes go out so much earlier (negative: later)."""
        self.counts: Counter[str] = Counter()
        self._late_s: deque[float] = deque(maxlen=KEPT)
        self._change = threading.Condition()
        self._waiting: list[Cue] = []
        self._sounding: dict[tuple[int, int], Cue] = {}
        self._ends: list[tuple[float, int, Cue]] = []
        self._serial = itertools.count()
        self._closed = False

    def put(self, cues: Iterable[Cue]) -> None:
        """Play these, too."""
        with self._change:
            for cue in cues:
                heapq.heappush(self._waiting, cue)
            self._change.notify()

    def clear(self, tracks: Iterable[str], start: float, end: float = math.inf) -> None:
        """Forget what waits of `tracks` in [start, end) beats, and end what begins before and
        lasts at `start`."""
        gone = frozenset(tracks)

        def lasts(cue: Cue) -> bool:
            return cue.track in gone and cue.beat < start and cue.end > start + TAIL_BEATS

        with self._change:
            kept = [c for c in self._waiting if c.track not in gone or not start <= c.beat < end]
            self._waiting[:] = [replace(c, end=start) if lasts(c) else c for c in kept]
            heapq.heapify(self._waiting)
            for cue in self._sounding.values():
                if lasts(cue) or (cue.track in gone and start <= cue.beat < end):
                    self._end_at(start, cue)
            self._change.notify()

    def silence(self) -> None:
        """Forget all that waits, end all that sounds."""
        with self._change:
            self._waiting.clear()
            self._end_all()

    def rest(self) -> None:
        """End all that sounds; what waits goes on when the music does."""
        with self._change:
            self._end_all()

    def wake(self) -> None:
        """The course has changed."""
        with self._change:
            self._change.notify()

    def sounding(self) -> list[Cue]:
        """What sounds now."""
        with self._change:
            return list(self._sounding.values())

    def lateness(self) -> tuple[float, float, float]:
        """How late the newest notes were begun: median, 99th percentile and most, in seconds."""
        with self._change:
            late = sorted(self._late_s)
        last = len(late) - 1
        return (late[last // 2], late[int(0.99 * last)], late[last]) if late else (0.0, 0.0, 0.0)

    def close(self) -> None:
        """End all that sounds, and the thread."""
        with self._change:
            self._closed = True
            self._end_all()
            self._change.notify()
        if self.is_alive():
            self.join(1.0)

    def run(self) -> None:
        """Until `close`."""
        with self._change:
            while not self._closed:
                self._change.wait(self._step())

    def _step(self) -> float:
        """Play what is due; seconds until something is."""
        while True:
            now = self._clock()
            line = self._line()
            if not line.playing:
                self._end_all()
                return POLL_S
            wait = self._next(line) - now
            if wait > SPIN_S:
                return min(wait - SPIN_S, POLL_S)
            if wait <= 0:
                self._play(line, now)

    def _next(self, line: Line) -> float:
        """When the next message is due."""
        beat = min(
            self._ends[0][0] if self._ends else math.inf,
            self._waiting[0].beat if self._waiting else math.inf,
        )
        return line.time_at(beat) - self.latency_s if beat < math.inf else math.inf

    def _play(self, line: Line, now: float) -> None:
        """One message: the first that is due, an end before a beginning."""
        if self._ends and (not self._waiting or self._ends[0][0] <= self._waiting[0].beat):
            beat, _, cue = heapq.heappop(self._ends)
            if self._sounding.get((cue.channel, cue.pitch)) is cue:
                self._end(cue, max(beat, cue.beat))
            return
        cue = heapq.heappop(self._waiting)
        due = line.time_at(cue.beat) - self.latency_s
        if now - due > LATE_BEATS * line.beat_s:
            self.counts["notes dropped: too late"] += 1
            return
        old = self._sounding.get((cue.channel, cue.pitch))
        if old is not None:
            self._end(old, cue.beat)
        self._send(cue.track, (0x90 | cue.channel, cue.pitch, cue.velocity))
        self._late_s.append(self._clock() - due)
        self.counts["notes played"] += 1
        self._sounding[cue.channel, cue.pitch] = cue
        self._end_at(cue.end, cue)
        self._told(Played(cue.beat, cue.track, cue.channel, cue.pitch, cue.velocity))

    def _end_at(self, beat: float, cue: Cue) -> None:
        heapq.heappush(self._ends, (beat, next(self._serial), cue))

    def _end(self, cue: Cue, beat: float) -> None:
        del self._sounding[cue.channel, cue.pitch]
        self._send(cue.track, (0x80 | cue.channel, cue.pitch, 0))
        self._told(Played(beat, cue.track, cue.channel, cue.pitch, 0))

    def _end_all(self) -> None:
        self._ends.clear()
        if not self._sounding:
            return
        line = self._line()
        beat = line.beat_at(self._clock())
        for cue in list(self._sounding.values()):
            self._end(cue, beat)
