"""A program: a JACK client that plays the lines `FRAME BYTE ...` of stdin out of its port `hands`,
and says `PORT<TAB>FRAME BYTE ...` for what comes into the ports that it is told to have.

`python jack_client.py NAME PORT ...`. A process of its own, and little else in it, to be in time.
`late<TAB>FRAME MICROSECONDS`: this cycle of JACK's own began so much later than its frame says.
Other lines: `now`, answered by `now<TAB>FRAME`; `start`, `stop`, `locate FRAME` of the transport;
`tempo BPM` makes it the timebase master, with bars of 4 beats.
"""

from __future__ import annotations

import contextlib
import gc
import heapq
import itertools
import math
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import jack

RATE = 48_000
SAY_S = 0.01
LATE_S = 0.0005
SLIPPED = 5
"""After so many late cycles JACK's time is another."""
AT_ONCE = 200
"""Messages that are taken in at once, so that a cycle is in time."""


class Tempo:
    """Tells JACK where bars and beats are."""

    def __init__(self) -> None:
        self._course = 0, 0.0, 120.0

    def set(self, bpm: float, frame: int) -> None:
        """From `frame` on."""
        self._course = frame, self._beat(frame), bpm

    def _beat(self, frame: int) -> float:
        first, beat, bpm = self._course
        return beat + (frame - first) / RATE * bpm / 60

    def fill_in(self, _state: int, _size: int, position: Any, _new: bool) -> None:
        """JACK's timebase callback."""
        beat = max(0.0, self._beat(position.frame))
        position.valid = 0x10  # JackPositionBBT
        position.beats_per_bar = position.beat_type = 4.0
        position.ticks_per_beat = 1920.0
        position.beats_per_minute = self._course[2]
        position.bar, position.beat = int(beat // 4) + 1, int(beat % 4) + 1
        position.tick = int(beat % 1 * 1920)
        position.bar_start_tick = (position.bar - 1) * 4 * 1920.0


class Player:
    """The client."""

    def __init__(self, name: str, ears: Sequence[str]) -> None:
        self._client = client = jack.Client(name, no_start_server=True)
        self._hands = client.midi_outports.register("hands")
        self._ears = [(ear, client.midi_inports.register(ear)) for ear in ears]
        self._serial, self._xruns = itertools.count(), itertools.count()
        self._orders: deque[tuple[int, int, bytes]] = deque()
        self._due: list[tuple[int, int, bytes]] = []
        self._heard: deque[tuple[str, int, bytes]] = deque()
        self._lock = threading.Lock()
        self._tempo: Tempo | None = None
        self._anchor = math.inf
        """The time of frame 0."""
        self._late = 0
        client.set_process_callback(self._process)
        client.set_xrun_callback(lambda _: next(self._xruns))
        client.activate()

    def _process(self, frames: int) -> None:
        first: int = self._client.last_frame_time
        self._watch(first)
        for ear, port in self._ears:
            for offset, data in port.incoming_midi_events():
                self._heard.append((ear, first + offset, bytes(data)))
        for _ in range(min(len(self._orders), AT_ONCE)):
            heapq.heappush(self._due, self._orders.popleft())
        self._hands.clear_buffer()
        while self._due and self._due[0][0] < first + frames:
            frame, _, data = heapq.heappop(self._due)
            self._hands.write_midi_event(max(0, frame - first), data)

    def _watch(self, frame: int) -> None:
        """Note cycles that are late."""
        anchor = time.perf_counter() - frame / RATE
        late = anchor - self._anchor
        if late > LATE_S:
            self._heard.append(("late", frame, round(1e6 * late).to_bytes(4, "big")))
            self._late += 1
        else:
            self._late = 0
        if late < 0 or self._late > SLIPPED:
            self._anchor, self._late = anchor, 0

    def say(self, last: str = "") -> None:
        """What was heard, and `last`."""
        with self._lock:
            while self._heard:
                ear, frame, data = self._heard.popleft()
                numbers = [int.from_bytes(data, "big")] if ear == "late" else data
                sys.stdout.write(f"{ear}\t{frame} {' '.join(map(str, numbers))}\n")
            sys.stdout.write(last)
            sys.stdout.flush()

    def obey(self, line: str) -> None:
        """Do what a line says."""
        client = self._client
        match line.split():
            case ["now"]:
                self.say(f"now\t{client.frame_time}\n")
            case ["start"]:
                client.transport_start()
            case ["stop"]:
                client.transport_stop()
            case ["locate", frame]:
                client.transport_locate(int(frame))
            case ["tempo", bpm]:
                tempo = self._tempo or Tempo()
                tempo.set(float(bpm), client.transport_frame)
                if self._tempo is None:
                    self._tempo = tempo
                    client.set_timebase_callback(tempo.fill_in)
            case [frame, *data]:
                self._orders.append((int(frame), next(self._serial), bytes(map(int, data))))

    def end(self) -> None:
        """Say the rest."""
        self.say(f"xruns\t{next(self._xruns)}\n")


def main() -> None:
    """Until stdin ends."""
    with contextlib.suppress(AttributeError, OSError):  # where the system lets us
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
    sys.setswitchinterval(0.0002)
    gc.disable()
    player, ended = Player(sys.argv[1], sys.argv[2:]), threading.Event()

    def keep_saying() -> None:
        while not ended.wait(SAY_S):
            player.say()

    threading.Thread(target=keep_saying, daemon=True).start()
    for line in sys.stdin:
        player.obey(line)
    ended.set()
    player.end()
    os._exit(0)  # the server may be gone: closing may take for ever


if __name__ == "__main__":
    main()
