"""A program: our follower of MIDI clocks alone, behind a JACK port `follower:clock`.

Says for each tick `NUMBER FRAME`: where, by JACK's frames, it expects the next one.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence

import jack
import rtmidi

from server.transport import TICKS, Transport

RATE = 48_000


def main() -> None:
    """Until stdin ends."""
    with contextlib.suppress(AttributeError, OSError):  # as the server's process that keeps time
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
    sys.setswitchinterval(0.0005)
    frames = jack.Client("follower frames", no_start_server=True)
    transport, said = Transport(), deque[str]()
    transport.choose("midi", time.perf_counter())
    count = 0

    def hear(event: tuple[Sequence[int], float], _: object) -> None:
        nonlocal count
        transport.hear(tuple(event[0]), time.perf_counter())
        if event[0][0] == 0xF8:
            line = transport.line
            after = line.time + line.beat_s / TICKS
            ahead = round((after - time.perf_counter()) * RATE)
            said.append(f"{count} {frames.frame_time + ahead}\n")
            count += 1

    port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="follower")
    port.open_virtual_port("clock")
    port.ignore_types(timing=False)
    port.set_callback(hear)

    def say() -> None:
        while True:
            time.sleep(0.05)
            while said:
                sys.stdout.write(said.popleft())
            sys.stdout.flush()

    threading.Thread(target=say, daemon=True).start()
    sys.stdin.read()
    time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    main()
