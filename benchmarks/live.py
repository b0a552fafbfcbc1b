"""`python -m benchmarks.live`: how near to a DAW's beat it plays, and whether in time.

Starts the real server beside a JACK server of its own (dummy driver; nothing sounds). A client that
works to the frame sends a MIDI clock and a melody, and notes when what comes back arrives. The
error of a note is the frame at which it arrives less the frame of its own beat, so JACK's period
between our server and the next program is in it, and so is that of the clock on its way to us.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import Figures, generating, the_piece
from benchmarks.rig import IN, OUT, RATE, ROOT, Heard, Jack, Rig, Served, missing, sounding, until
from bridges import commands as c
from server.band_worker import DEFAULT_CHANNELS
from server.transport import TICKS

TUNE = (
    60, 64, 67, 72, 71, 67, 64, 62, 57, 60, 64, 69, 67, 64, 60, 59,
    65, 69, 72, 77, 76, 72, 69, 67, 55, 59, 62, 67, 65, 62, 59, 57,
)  # fmt: skip
"""Eighths: four bars."""
TEMPI = (60.0, 120.0, 174.0)
QUICK = TEMPI[1:]
LOCKED = 2.0
"""Beats after which a clock has to be known."""
TURN, JUMP = 16.0, 1.25
"""The beat at which a tempo bends or jumps, and how far it jumps."""
Values = NDArray[np.float64]
Course = Callable[[Values], Values]
"""Beats to beats a minute."""


def steady(bpm: float) -> Course:
    """All at one tempo."""
    return lambda beats: np.full_like(beats, bpm)


def ramp(bpm: float) -> Course:
    """5 % up in two bars, 10 % down in four, 5 % up again."""
    knots = np.cumsum([TURN, 8, 4, 16, 4, 8])
    shares = (0, 0.05, 0.05, -0.05, -0.05, 0)
    return lambda beats: bpm * (1 + np.interp(beats, knots, shares))


def jump(bpm: float) -> Course:
    """A quarter faster at once, and back."""
    return lambda beats: np.where((beats < TURN) | (beats >= 2 * TURN), bpm, JUMP * bpm)


def ticks(course: Course, beats: float) -> Values:
    """Frames of the clock's ticks, from the first, in which a beat is `TICKS`."""
    at = np.arange(round(beats * TICKS) + 1) / TICKS
    return np.concatenate([[0.0], np.cumsum(RATE * 60 / course(at[:-1]) / TICKS)])


class Others:
    """The share of the machine that others use, since it was made."""

    def __init__(self) -> None:
        self._began, self._used = time.perf_counter(), self._others()

    def share(self) -> float:
        """Of all cores."""
        seconds = (time.perf_counter() - self._began) * (psutil.cpu_count() or 1)
        return max(0.0, self._others() - self._used) / seconds

    @staticmethod
    def _others() -> float:
        now, me = psutil.cpu_times(), psutil.Process()
        ours = sum(me.cpu_times()[:4])
        for child in me.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                ours += sum(child.cpu_times()[:4])
        return float(sum(now) - now.idle - getattr(now, "iowait", 0.0) - ours)


class Errors(NamedTuple):
    """Of notes: their beats, seconds that they were late by, and whether JACK was in time."""

    beats: Values
    late: Values
    in_time: NDArray[np.bool_]

    def only(self, which: NDArray[np.bool_]) -> Errors:
        """Some of them."""
        return Errors(self.beats[which], self.late[which], self.in_time[which])


class Take:
    """One stretch of music: a clock with a melody, and what came back. `elsewhere`: the share of
    the machine that others used meanwhile."""

    def __init__(self, rig: Rig, served: Served, course: Course, beats: float) -> None:
        self._rig, self._served = rig, served
        self._frames = rig.now() + RATE + ticks(course, beats)
        self._told, self._heard = len(served.said), len(rig.heard["ears"])
        self.beats, self.elsewhere = beats, 0.0
        rig.play(sorted(self._messages(), key=lambda each: each[0]))

    @property
    def clock(self) -> Values:
        """Frames of its ticks."""
        return self._frames

    def frame(self, beat: Values) -> Values:
        """Where a beat is."""
        found: Values = np.interp(beat, np.arange(len(self._frames)) / TICKS, self._frames)
        return found

    def beat(self, frame: Values) -> Values:
        """Which beat is there."""
        found: Values = np.interp(frame, self._frames, np.arange(len(self._frames)) / TICKS)
        return found

    def wait(self) -> None:
        """Until it is over."""
        others = Others()
        self._rig.wait(self._frames[-1] + RATE)
        self.elsewhere = others.share()

    @property
    def heard(self) -> list[Heard]:
        """All that came back."""
        return self._rig.heard["ears"][self._heard :]

    def errors(self) -> Errors:
        """Of the notes that came."""
        due: dict[tuple[int, int], list[float]] = {}
        for address, loop in self._served.said[self._told :]:
            for note in loop["notes"] if address == "/live/next" else ():
                key = DEFAULT_CHANNELS[note["track"]], note["pitch"]
                due.setdefault(key, []).append(loop["beat"] + note["start"])
        found = []
        for each in self.heard:
            if each.begins and each.key in due:
                beats = np.array(due[each.key])
                off = each.frame - self.frame(beats)
                nearest = np.abs(off).argmin()
                found.append((beats[nearest], off[nearest] / RATE))
        beats, late = np.array(sorted(found)).reshape(-1, 2).T
        return Errors(beats, late, self.in_time(beats))

    def in_time(self, beats: Values) -> NDArray[np.bool_]:
        """Whether JACK itself was in time for a beat until then."""
        late = self.beat(np.array([frame for frame, _ in self._rig.late], float))
        return np.array([not np.any((b - 1 <= late) & (late <= b + 0.1)) for b in beats], bool)

    def _messages(self) -> Iterator[tuple[float, Sequence[int]]]:
        yield self._frames[0] - 100, (0xFA,)
        for frame in self._frames[:-1]:
            yield frame, (0xF8,)
        yield self._frames[-1], (0xFC,)
        for eighth in range(int(2 * self.beats)):
            pitch = TUNE[eighth % len(TUNE)]
            first, last = self.frame(np.array([eighth / 2, eighth / 2 + 0.4]))
            yield first, (0x90, pitch, 90 + eighth % 7)
            yield last, (0x80, pitch, 0)


class Follower:
    """A context manager: the program that follows the clock, and nothing else."""

    def __init__(self, jack: Jack) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.follower"],
            env=jack.env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        jack.connect(("rig:hands", "follower:clock"))
        self.expected: list[int] = []

    def end(self) -> Values:
        """Frames at which it expected the ticks that followed each that it heard."""
        said, _ = self._process.communicate()
        return np.array([int(line.split()[1]) for line in said.splitlines()], float)

    def __enter__(self) -> Follower:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def spread(errors: Errors) -> Figures:
    """Median, and how far off 50 and 99 % are at most, in ms; the same where JACK was in time."""
    found: Figures = _spread(errors.late)
    found["in_time"] = _spread(errors.late[errors.in_time])
    return found


def _spread(late: Values) -> Figures:
    if not len(late):
        return {"notes": 0}
    off = 1000 * np.abs(late)
    p50, p99 = np.quantile(off, [0.5, 0.99])
    return {
        "notes": len(off), "median_ms": 1000 * float(np.median(late)),
        "p50_ms": float(p50), "p99_ms": float(p99), "max_ms": float(off.max()),
    }  # fmt: skip


def follow(jack: Jack, rig: Rig, served: Served) -> dict[str, Figures]:
    """How well clocks are followed."""
    found = {}
    for bpm in TEMPI:
        found[f"{bpm:g} BPM"] = followed(jack, rig, served, steady(bpm), 48 if bpm < 100 else 64)
        found[f"{bpm:g} BPM, +-5 %"] = followed(jack, rig, served, ramp(bpm), 64)
        found[f"{bpm:g} BPM, jumps"] = followed(jack, rig, served, jump(bpm), 48)
    return found


def followed(jack: Jack, rig: Rig, served: Served, course: Course, beats: float) -> Figures:
    """Errors of the notes from `LOCKED` beats on, also after a jump; those of the follower alone;
    beats from the start, and from each jump, until it is off by no more than a period."""
    with Follower(jack) as follower:
        take = Take(rig, served, course, beats)
        take.wait()
        expected = follower.end()
    errors = take.errors()
    tempo = course(np.arange(beats * TICKS) / TICKS)
    turns = [0.0, *(1 + np.flatnonzero(np.abs(np.diff(tempo) / tempo[:-1]) > 0.02)) / TICKS]

    def known(beat: Values) -> NDArray[np.bool_]:
        apart = [(beat < turn) | (beat >= turn + LOCKED) for turn in turns]
        found: NDArray[np.bool_] = np.logical_and.reduce(apart)
        return found

    row = {**spread(errors.only(known(errors.beats))), "elsewhere": take.elsewhere}
    count = min(len(expected), len(take.clock) - 1)
    row["ticks lost"] = len(take.clock) - 1 - len(expected)
    arriving = expected[:count] + jack.period / 2  # on the average, what is sent then
    off = (arriving - take.clock[1 : count + 1]) / RATE
    beat = np.arange(count) / TICKS
    alone = Errors(beat, off, take.in_time(beat))
    row["follower"] = spread(alone.only(known(beat)))
    wrong = beat[(np.abs(off) > jack.period / RATE) & alone.in_time]
    row["beats_to_lock"] = [_until_right(wrong - turn) for turn in turns]
    return row


def _until_right(wrong: Values) -> float:
    """Beats until two that follow have nothing wrong in them, which makes it locked."""
    locked = 0.0
    for beat in wrong[wrong >= 0]:
        if beat > locked + LOCKED:
            break
        locked = beat + 1 / TICKS
    return float(locked)


def busy(rig: Rig, served: Served, minutes: float, bpm: float = 120.0) -> Figures:
    """Lateness of the notes while clips are asked for all the time; what was lost or stuck."""
    before = served.status()
    with generating(the_piece(), served.osc):
        take = Take(rig, served, steady(bpm), 4 * round(minutes * bpm / 4))
        take.wait()
    status = until(lambda: _tallied(served), "no status")
    errors = take.errors()
    begun = sum(each.begins for each in take.heard)
    played = _count(status, "notes played") - _count(before, "notes played")
    return {
        **spread(errors.only(errors.beats >= LOCKED)),
        "elsewhere": take.elsewhere,
        "server": status["notes late by"],
        "server_played": played,
        "begun": begun,
        "ended": sum(each.ends for each in take.heard),
        "lost": played - begun,
        "stuck": sum(sounding(take.heard).values()),
        "dropped": _count(status, "notes dropped: too late"),
        **_loops(before, status),
    }


def loops(rig: Rig, served: Served, count: int, bpm: float) -> Figures:
    """The share of loops that were answered in time."""
    before = served.status()
    take = Take(rig, served, steady(bpm), 16.0 * (count + 1))
    take.wait()
    errors = take.errors()
    row = {**spread(errors.only(errors.beats >= LOCKED)), "elsewhere": take.elsewhere}
    return {**row, **_loops(before, _tallied(served))}


def _tallied(served: Served) -> dict[str, str]:
    """The status, once the last notes are counted."""
    time.sleep(1.5)
    return served.status()


def _count(status: dict[str, str], name: str) -> int:
    return int(status.get(name, "0"))


def _loops(before: dict[str, str], after: dict[str, str]) -> Figures:
    names = {"answered": "loops answered in time", "late": "loops not answered in time"}
    found = {k: _count(after, name) - _count(before, name) for k, name in names.items()}
    share = found["answered"] / max(1, sum(found.values()))
    return {**found, "share_in_time": share}


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--preset", default="trio")
    parser.add_argument("--period", type=int, default=128, help="frames of a JACK period")
    parser.add_argument("--minutes", type=float, default=2.0, help="of playing beside clips")
    parser.add_argument("--loops", type=int, default=30, help="of 4 bars, at each tempo")
    parser.add_argument("--only", choices=("follow", "busy", "loops"), help="one part")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args()
    if gone := missing("jackd", "jack_wait", "jack_lsp", "jack_connect"):
        parser.error(f"not installed: {gone}")
    figures: Figures = {
        "preset": given.preset,
        "machine": f"{psutil.cpu_count()} cores",
        "load_before": os.getloadavg()[0],
        "period_ms": 1000 * given.period / RATE,
    }
    wanted = [given.only] if given.only else ["follow", "busy", "loops"]
    options = ("--beat", "midi", "--role", "accompany")
    with (
        tempfile.TemporaryDirectory() as folder,
        Jack(given.period) as jack,
        contextlib.ExitStack() as stack,
    ):
        rig = Rig(jack)
        stack.callback(rig.close)
        served = stack.enter_context(Served(jack, Path(folder), given.preset, *options))
        jack.connect(("rig:hands", IN), (OUT, "rig:ears"))
        served.send(c.LiveBars(4))
        if "follow" in wanted:
            figures["follow"] = follow(jack, rig, served)
        if "busy" in wanted:
            figures["busy"] = busy(rig, served, given.minutes)
        if "loops" in wanted:
            figures["loops"] = {
                f"{bpm:g} BPM": loops(rig, served, given.loops, bpm) for bpm in QUICK
            }
        rig.close()
        figures["xruns"] = rig.xruns
    _show(figures, Console(width=120))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


def _cells(row: Figures) -> list[str]:
    names = ("median_ms", "p50_ms", "p99_ms", "max_ms")
    return [str(row["notes"]), *(f"{row.get(name, np.nan):.2f}" for name in names)]


def _show(figures: Figures, console: Console) -> None:
    period = figures["period_ms"]
    console.print(
        f"preset {figures['preset']} on {figures['machine']}; JACK period {period:.2f} ms; "
        f"{figures['xruns']} xruns"
    )
    heads = ("notes", "median", "p50", "p99", "max")
    table = Table("ms off the beat", *heads, *(f"*{h}" for h in heads), "others")
    clocks: Figures = figures.get("follow", {})
    rows: dict[str, Any] = {**clocks}
    rows |= {f"follower alone: {name}": row["follower"] for name, row in clocks.items()}
    if "busy" in figures:
        rows["beside clips"] = figures["busy"]
    rows |= {f"loops, {name}": row for name, row in figures.get("loops", {}).items()}
    for name, row in rows.items():
        share = f"{row['elsewhere']:.0%}" if "elsewhere" in row else ""
        table.add_row(name, *_cells(row), *_cells(row["in_time"]), share)
    console.print(table)
    console.print("*: where JACK's cycles had been in time for a beat; others: of the machine")
    for name, row in clocks.items():
        beats = ", ".join(f"{b:.2f}" for b in row["beats_to_lock"])
        console.print(f"{name}: locked after {beats} beats; {row['ticks lost']} ticks lost")
    if "busy" in figures:
        row = figures["busy"]
        console.print(
            f"beside clips: the server played {row['server_played']} notes, late by "
            f"{row['server']}; {row['begun']} begun and {row['ended']} ended at the port; "
            f"{row['lost']} lost, {row['stuck']} stuck, {row['dropped']} dropped; "
            f"{row['share_in_time']:.1%} of {row['answered'] + row['late']} loops in time"
        )
    for name, row in figures.get("loops", {}).items():
        console.print(
            f"{name}: {row['share_in_time']:.1%} of {row['answered'] + row['late']} loops in time"
        )


if __name__ == "__main__":
    main()
