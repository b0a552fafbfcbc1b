"""`python -m benchmarks`: times the real server, from the last datagram to `/done`."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from bridges import commands as c
from bridges.client import Client, NoAnswerError
from generators.midi_file import read_midi
from generators.notes.tokens import TRIO
from generators.score import BEATS_PER_BAR, Clip, Hole

PIECE = Path(__file__).parent.parent / "tests/data/midi/lakh/valid_trio_0185.mid"
"""A real 64-bar trio that no preset was trained on."""
OSC, HTTP = 19100, 19180
Figures = dict[str, Any]


@contextmanager
def server(preset: str, *options: str) -> Iterator[tuple[Client, psutil.Process, float]]:
    """A running server, a client that has said hello, and seconds from start to ready."""
    command = [sys.executable, "-m", "server", "serve", "--preset", preset]
    command += ["--osc-port", str(OSC), "--http-port", str(HTTP), *options]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            with Client(port=OSC, timeout=0.2) as client:
                ready = _wait(client, start)
                yield client, psutil.Process(process.pid), ready
        finally:
            process.terminate()


def _wait(client: Client, start: float) -> float:
    while time.perf_counter() - start < 120:
        try:
            client.wait_ready()
        except NoAnswerError:
            time.sleep(0.02)
        else:
            client.timeout = 120.0
            return time.perf_counter() - start
    raise NoAnswerError("the server did not become ready")


def bars(clip: Clip, first: int, last: int) -> Clip:
    """Bars first..last (from 0, last not included) of a clip."""
    start, end = first * BEATS_PER_BAR, last * BEATS_PER_BAR
    tracks = {
        role: tuple(n.shifted(-start) for n in notes if start <= n.start < end)
        for role, notes in clip.tracks.items()
    }
    return Clip(float(end - start), tracks, clip.tempo)


def holes(first: int, last: int) -> tuple[Hole, ...]:
    """Bars first..last of all three tracks."""
    return tuple(Hole(r, first * 4.0, last * 4.0) for r in TRIO.roles)


CONTROLS: dict[str, float | str] = {
    "density": 8, "density.drums": 8, "rhythm": 0.5, "key": "C", "low": 36, "high": 84,
}  # fmt: skip
STEERED = "4-bar hole, 3 tracks, in 64 bars, with every control"


def jobs(piece: Clip) -> dict[str, tuple[Clip, tuple[Hole, ...], Callable[[str], c.Task]]]:
    """Name -> clip, holes, task."""
    some = bars(piece, 16, 32)
    melody = Clip(some.length, {"melody": some.tracks["melody"]}, some.tempo)
    return {
        "4-bar hole, 3 tracks, in 64 bars": (piece, holes(28, 32), c.Infill),
        STEERED: (piece, holes(28, 32), c.Infill),
        "one 16th of the melody, in 64 bars": (piece, (Hole("melody", 112.0, 112.25),), c.Infill),
        "16-bar hole, 3 tracks, in 64 bars": (piece, holes(24, 40), c.Infill),
        "bass and drums to 16 bars of melody": (melody, (), lambda i: c.Accompany(i, ())),
        "continue 16 bars by 8": (some, (), lambda i: c.Continue(i, 8, ())),
    }


def time_jobs(client: Client, piece: Clip, repeats: int, console: Console) -> Figures:
    """Median and p95 in seconds, jobs taken in turns."""
    found: dict[str, list[float]] = {name: [] for name in jobs(piece)}
    for repeat in range(repeats + 1):
        for name, (clip, where, task) in jobs(piece).items():
            request = client.new_id()
            asked = CONTROLS if name == STEERED else {}
            client.send_clip(request, clip, where, {"seed": repeat, **asked})
            client.ping()  # all datagrams of the clip have arrived
            answer = client.ask(task(request))
            if not answer.complete:
                console.print(f"[red]{name}: notes were lost on the way")
            if repeat:  # the first round warms up
                found[name].append(answer.seconds)
    return {
        name: {"median_s": statistics.median(s), "p95_s": quantile(s, 0.95), "n": len(s)}
        for name, s in found.items()
    }


@contextmanager
def generating(piece: Clip, port: int = OSC) -> Iterator[None]:
    """Within this the worker fills 16 bars, again and again."""
    stop = threading.Event()

    def generate() -> None:
        with Client(port=port, timeout=120.0) as other:
            other.hello("load")
            while not stop.is_set():
                other.infill(piece, holes(24, 40))

    load = threading.Thread(target=generate)
    load.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        stop.set()
        load.join()


def ping_while_busy(client: Client, piece: Clip, rounds: int) -> Figures:
    """Milliseconds from `/ping` to `/pong` while the worker generates."""
    times = []
    with generating(piece):
        for n in range(rounds):
            times.append(1000 * client.ping(n))
            time.sleep(0.005)
    return {name: quantile(times, q) for name, q in (("p50_ms", 0.5), ("p99_ms", 0.99))} | {
        "max_ms": max(times)
    }


def memory(process: psutil.Process) -> Figures:
    """Resident MB of the main process and of its worker."""
    workers = [p.memory_info().rss for p in process.children(recursive=True)]
    return {"main_mb": process.memory_info().rss / 1e6, "worker_mb": max(workers) / 1e6}


def thesis_pass() -> float:
    """Seconds for one pass of the thesis's 78 M network over 64 bars, float32: the yardstick."""
    import torch  # noqa: PLC0415 - the server must have the machine to itself before

    from generators.notes.networks import (  # noqa: PLC0415
        ConvTransformer,
        ConvTransformerSizes,
    )

    network = ConvTransformer(ConvTransformerSizes()).eval()
    grid = torch.zeros(1, 1024, 3, dtype=torch.int64)
    times = []
    with torch.inference_mode():
        for _ in range(6):
            start = time.perf_counter()
            network(grid)
            times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def the_piece() -> Clip:
    """`PIECE`, 64 bars long."""
    return replace(read_midi(PIECE).clip, length=256.0)


def quantile(values: list[float], q: float) -> float:
    """The value that a share `q` of them do not reach."""
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--preset", default="trio")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    console = Console()
    piece = the_piece()
    with server(given.preset) as (client, process, ready):
        figures: Figures = {
            "preset": given.preset,
            "machine": f"{psutil.cpu_count()} cores, {platform.machine()}",
            "start_to_ready_s": ready,
            "tasks": time_jobs(client, piece, given.repeats, console),
            "ping_while_generating": ping_while_busy(client, piece, 1000),
            "memory": memory(process),
        }
    one = thesis_pass()
    hole = figures["tasks"]["4-bar hole, 3 tracks, in 64 bars"]["median_s"]
    figures["thesis_network_pass_s"] = one
    figures["times_faster_than_64_thesis_passes"] = 64 * one / hole
    _show(figures, console)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


def _show(figures: Figures, console: Console) -> None:
    table = Table(title=f"preset {figures['preset']} on {figures['machine']}")
    for heading in ("task", "median", "p95"):
        table.add_column(heading, justify="left" if heading == "task" else "right")
    for name, row in figures["tasks"].items():
        table.add_row(name, f"{row['median_s']:.3f} s", f"{row['p95_s']:.3f} s")
    console.print(table)
    ping, used = figures["ping_while_generating"], figures["memory"]
    console.print(
        f"start to ready {figures['start_to_ready_s']:.2f} s; "
        f"ping while generating p50 {ping['p50_ms']:.1f} p99 {ping['p99_ms']:.1f} ms; "
        f"memory main {used['main_mb']:.0f} MB, worker {used['worker_mb']:.0f} MB; "
        f"{figures['times_faster_than_64_thesis_passes']:.0f} x as fast as 64 passes of the "
        f"thesis's network ({1000 * figures['thesis_network_pass_s']:.0f} ms each)"
    )


if __name__ == "__main__":
    main()
