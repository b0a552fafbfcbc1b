"""`python -m benchmarks.ableton`: from a clip in Ableton Live to its answer in the next slot.

The real server talks to the stand-in for Live with AbletonOSC, at the real script's tick of 0.1 s.
Requests come at any time within a tick. The time of the model is from
the end of the reading to the beginning of the writing, as the server tells it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import Figures, quantile, server, the_piece
from benchmarks.ableton_live import Clip, Live, Set, Track, free_port
from bridges import commands as c
from bridges.ableton import LiveNote
from bridges.client import Client

BARS = 4
TASKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "vary: one clip in the next slot": ("vary", ()),
    "accompany: bass and drums in the same scene": ("accompany", ("bass", "drums")),
    "continue by 4 bars": ("continue", ()),
}


def opened() -> Set:
    """A set of 16 tracks with 4 bars of melody, as many songs have."""
    notes = [
        LiveNote(n.start, n.pitch, n.duration, float(n.velocity))
        for n in the_piece().tracks["melody"]
        if n.start < 4.0 * BARS
    ]
    lead = Track("Lead", slots=[Clip(4.0 * BARS, "Verse", notes=notes)])
    rest = [Track(f"{n}-MIDI") for n in range(4, 17)]
    return Set([lead, Track("Bass"), Track("Drums"), *rest], scenes=64)


def measure(client: Client, live: Live, repeats: int) -> Figures:
    """Seconds of each task, in turns: all of it, and without the model."""
    until(client, lambda e: isinstance(e, c.AbletonState) and e.state == "ready", c.AbletonWatch())
    draw = random.Random(1)
    whole: dict[str, list[float]] = {name: [] for name in TASKS}
    beside: dict[str, list[float]] = {name: [] for name in TASKS}
    for repeat in range(repeats + 1):
        for name, (task, tracks) in TASKS.items():
            client.send(c.AbletonTracks(tracks))
            time.sleep(draw.random() * live.tick_s)
            took, made = one(client, c.AbletonMake(task))
            until(client, lambda e: isinstance(e, c.Done), c.AbletonUndo())
            if repeat:  # the first round warms up
                whole[name].append(took)
                beside[name].append(took - made)
    return {name: {"all": _spread(whole[name]), "beside": _spread(beside[name])} for name in TASKS}


def one(client: Client, message: c.Command) -> tuple[float, float]:
    """Seconds from the request to `/done`, and of these with the model."""
    began: dict[str, float] = {}
    start = time.perf_counter()

    def ends(event: Any) -> bool:
        if isinstance(event, c.AbletonState):
            began[event.state] = time.perf_counter()
        return isinstance(event, c.Done)

    until(client, ends, message)
    return time.perf_counter() - start, began["writes"] - began["makes"]


def until(client: Client, ends: Callable[[Any], bool], *messages: c.Command) -> None:
    """Say something and wait for its end. Raises RuntimeError where it fails."""
    client.send(*messages)
    for event in client.events(30.0):
        if isinstance(event, c.Fail):
            raise RuntimeError(event.text)
        if ends(event):
            return


def _spread(seconds: list[float]) -> Figures:
    return {
        "median_s": statistics.median(seconds), "p95_s": quantile(seconds, 0.95), "n": len(seconds)
    }  # fmt: skip


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ableton", description=__doc__)
    parser.add_argument("--preset", default="trio")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--tick", type=float, default=0.1, help="seconds")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    with Live(opened(), free_port(), given.tick) as live:
        ports = ("--ableton-port", str(live.port), "--ableton-reply-port", str(live.reply_port))
        with server(given.preset, "--ableton", *ports) as (client, _, _ready):
            figures = measure(client, live, given.repeats)
    table = Table(title=f"preset {given.preset}, tick {given.tick:g} s, {given.repeats} rounds")
    for heading in ("task", "median", "p95", "beside the model", "p95"):
        table.add_column(heading, justify="left" if heading == "task" else "right")
    for name, row in figures.items():
        spreads = [row[part][what] for part in ("all", "beside") for what in ("median_s", "p95_s")]
        table.add_row(name, *(f"{seconds:.2f} s" for seconds in spreads))
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
